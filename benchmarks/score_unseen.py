"""Score the reading of seven invented plans, and whom their measures join in the project's plans.

Run from the project's folder (a minute)::

    python benchmarks/score_unseen.py

``benchmarks/unseen/`` holds plans of seven cities that were invented, with labels in the formats
of ``data/gold`` and, for 289 measures, their partners among the five plans of ``data/raw``. Those
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


def covered(text: str, quote: str, measures: pd.DataFrame) -> set[str]:
    """Return the measures that a quote covers by at least half of the shorter of the two."""
    start = text.find(fold(quote))
    end = start + len(quote)
    overlap = measures["char_end"].clip(upper=end) - measures["char_start"].clip(lower=start)
    shorter = (measures["char_end"] - measures["char_start"]).clip(upper=end - start)
    return set(measures.loc[(start >= 0) & (2 * overlap >= shorter), "measure_id"])


def score_partners(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Score, by field and plan, the pairs that themes make and the most similar measure of each."""
    texts = {p.plan_id: fold(p.text) for p in tables["plans"].itertuples()}
    own = dict(list(tables["measures"].groupby("plan_id")))
    themed = theme_rows(tables["measures"])
    themes_of = themed[themed["theme_id"] != ""].groupby("measure_id")["theme_id"].agg(set)
    members = themed.groupby("theme_id")["measure_id"].agg(set)
    similar: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for a, b, value in tables["matches"][["measure_id_a", "measure_id_b", "similarity"]].to_numpy():
        similar[a].append((value, b))
        similar[b].append((value, a))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    labels = (UNSEEN / "partners.jsonl").read_text(encoding="utf-8").splitlines()
    known = {p.stem for p in (UNSEEN / "plans").glob("*.txt")}
    old = set(tables["measures"].loc[~tables["measures"]["plan_id"].isin(known), "measure_id"])
    x: Any
    for x in map(json.loads, labels):
        mine = covered(texts[x["plan_id"]], x["quote"], own[x["plan_id"]])
        wanted = set().union(
            *(covered(texts[p["plan_id"]], p["quote"], own[p["plan_id"]]) for p in x["partners"])
        )
        themes = set().union(*(themes_of.get(i, set()) for i in mine))
        found = set().union(*(members[theme] for theme in themes)) & old
        best = max((pair for i in mine for pair in similar[i] if pair[1] in old), default=(0, ""))
        for field in (x["area"], x["plan_id"], "all"):
            n = counts[field]
            n["right"] += len(wanted & found)
            n["found"] += len(found)
            n["wanted"] += len(wanted)
            n["searches"] += bool(wanted)
            n["top1"] += best[1] in wanted
            n["alone"] += not wanted
            n["left alone"] += not (wanted or found)
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
