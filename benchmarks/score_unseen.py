"""Score the reading of eleven invented plans, and whom their measures join in the project's plans.

Run from the project's folder (a minute)::

    python benchmarks/score_unseen.py

``benchmarks/unseen/`` holds plans of eleven cities that were invented, with labels in the formats
of ``data/gold`` and, for 379 measures, their partners among the five plans of ``data/raw``. Those
who wrote them knew neither the rules nor the labels' use. They are no documents of these cities.
"""

import json
import shutil
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis.pipeline import build_tables
from mzanalysis.text.folding import fold
from mzanalysis.themes.describe import theme_rows
from mzanalysis.validation.evaluate import evaluate, main_scores

ROOT = Path(__file__).resolve().parents[1]
UNSEEN = ROOT / "benchmarks" / "unseen"


def build() -> dict[str, pd.DataFrame]:
    """Build the tables of the project's plans and, behind them, the invented ones."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        shutil.copytree(ROOT / "data" / "raw", raw)
        for plan in sorted((UNSEEN / "plans").glob("*.txt")):
            shutil.copy(plan, raw / plan.name)
        return build_tables(raw)


def covered(label: dict[str, Any], tables: dict[str, pd.DataFrame]) -> set[str]:
    """Return the measures that a quote covers by at least half of the shorter of the two."""
    text = tables["plans"].set_index("plan_id").at[label["plan_id"], "text"]
    start = fold(text).find(fold(label["quote"]))
    if start < 0:
        return set()
    end = start + len(label["quote"])
    measures = tables["measures"]
    measures = measures[measures["plan_id"] == label["plan_id"]]
    overlap = measures["char_end"].clip(upper=end) - measures["char_start"].clip(lower=start)
    shorter = (measures["char_end"] - measures["char_start"]).clip(upper=end - start)
    return set(measures.loc[2 * overlap >= shorter, "measure_id"])


def most_similar(matches: pd.DataFrame, old: set[str]) -> dict[str, tuple[float, str]]:
    """Return the most similar old measure of each measure, with its similarity."""
    nearest: dict[str, tuple[float, str]] = {}
    for a, b, similarity in matches[["measure_id_a", "measure_id_b", "similarity"]].to_numpy():
        for measure_id, other in ((a, b), (b, a)):
            if other in old:
                pair = (similarity, other)
                nearest[measure_id] = max(pair, nearest.get(measure_id, pair))
    return nearest


def score_partners(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Score, by field and plan, the pairs that themes make and the most similar measure of each."""
    invented = {path.stem for path in (UNSEEN / "plans").glob("*.txt")}
    measures = tables["measures"]
    old = set(measures.loc[~measures["plan_id"].isin(invented), "measure_id"])
    themed = theme_rows(measures)
    members = themed.groupby("theme_id")["measure_id"].agg(set)
    themes_of = themed[themed["theme_id"] != ""].groupby("measure_id")["theme_id"].agg(set)
    similar = most_similar(tables["matches"], old)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in (UNSEEN / "partners.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        labelled = covered(label, tables)
        wanted = set().union(*(covered(partner, tables) for partner in label["partners"]))
        themes = set().union(*(themes_of.get(measure_id, set()) for measure_id in labelled))
        joined = set().union(*(members[theme] for theme in themes)) & old
        nearest = max((similar[i] for i in labelled if i in similar), default=(0.0, ""))
        case = Counter(
            {
                "right": len(wanted & joined),
                "found": len(joined),
                "wanted": len(wanted),
                "searches": int(bool(wanted)),
                "top1": int(nearest[1] in wanted),
                "alone": int(not wanted),
                "left alone": int(not wanted and not joined),
            }
        )
        for field in (label["area"], label["plan_id"], "all"):
            counts[field].update(case)
    table = pd.DataFrame(counts).T
    table["precision"] = table["right"] / table["found"]
    table["recall"] = table["right"] / table["wanted"]
    table["f1"] = 2 * table["right"] / (table["found"] + table["wanted"])
    return table[["precision", "recall", "f1", "wanted", "top1", "searches", "left alone", "alone"]]


def main() -> None:
    """Print the main scores of each plan and of all, then those of the partners."""
    tables = build()
    with tempfile.TemporaryDirectory() as folder:
        scores = {"all": main_scores(evaluate(tables, UNSEEN))}
        for plan in sorted((UNSEEN / "plans").glob("*.txt")):
            gold = Path(folder) / plan.stem
            gold.mkdir()
            for path in UNSEEN.glob("*.jsonl"):
                lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
                kept = [line for line in lines if json.loads(line)["plan_id"] == plan.stem]
                if kept:
                    (gold / path.name).write_text("".join(kept), encoding="utf-8")
            scores[plan.stem] = main_scores(evaluate(tables, gold))
    wide = pd.concat(scores).reset_index(level=0, names="plan")
    wide = wide[wide["metric"] != "skipped"]
    order = wide[["task", "metric"]].drop_duplicates()
    values = wide.pivot(index=["task", "metric"], columns="plan", values="value")
    print(
        values.loc[list(order.itertuples(index=False, name=None)), list(scores)]
        .round(3)
        .to_string()
    )
    print(score_partners(tables).round(3).to_string())


if __name__ == "__main__":
    main()
