"""Score what is found between two years of a city against labels.

Run from the project's folder::

    python benchmarks/score_second_years.py [--wrong]

Reads the plans of 2025 in ``data/raw`` and the second years with their labels in
``benchmarks/second_years``; prints precision and recall of each kind of change, ``--wrong`` also
what is missed and what is false. What no label names is kept, where its words stand in both plans.
"""

import argparse
import json
import shutil
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis import pipeline
from mzanalysis.compare.changes import find_changes
from mzanalysis.text.folding import fold

ROOT = Path(__file__).resolve().parents[1]
SECOND = ROOT / "benchmarks" / "second_years"
RESULTS = ("met", "exceeded", "missed")


def read_labels() -> list[dict[str, Any]]:
    """Return the labels, one for each row of the table ``year_changes`` that they expect."""
    labels = []
    for path in sorted(SECOND.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            label = json.loads(line) | {"plan_id": path.stem}
            befores = label["before"] if isinstance(label["before"], list) else [label["before"]]
            afters = label["after"] if isinstance(label["after"], list) else [label["after"]]
            labels += [label | {"before": b, "after": a} for b in befores for a in afters]
    return labels


def build_changes() -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Build the plans of both years; returns the changes between them and all tables."""
    with tempfile.TemporaryDirectory() as folder:
        for path in (*(ROOT / "data" / "raw").glob("*"), *SECOND.glob("*.txt")):
            shutil.copy(path, folder)
        tables = pipeline.build_tables(Path(folder))
    return find_changes(tables), tables


def fits(label: dict[str, Any], row: dict[str, Any]) -> bool:
    """Say whether a row of the table ``year_changes`` is what a label names."""
    if (label["kind"], label["change"]) != (row["kind_code"], row["change_code"]):
        return False
    if not row["change_id"].startswith(label["plan_id"]):
        return False
    if label["kind"] == "measure":
        return _holds(label["before"], row["text_before"]) and _holds(
            label["after"], row["text_after"]
        )
    values = [(label.get("value_before"), row["written_before"])]
    values.append((label.get("value_after"), row["written_after"]))
    if any(said is not None and said != found for said, found in values):
        return False
    sides = [(label["before"], row["text_before"]), (label["after"], row["text_after"])]
    return all(_overlap(said, found) for said, found in sides)


def _holds(said: str, found: str) -> bool:
    said = fold(said)
    if not said or not found:
        return not said and not found
    return said in found or found in said


def _overlap(said: str, found: str) -> bool:
    """Say whether two wordings of one figure share three characters in a row."""
    said = fold(said)
    if not said or not found:
        return not said and not found
    return any(said[i : i + 3] in found for i in range(max(len(said) - 2, 1)))


def score(changes: pd.DataFrame, tables: dict[str, pd.DataFrame], *, is_long: bool) -> None:
    """Print precision and recall of each kind of change."""
    written = tables["targets"].set_index("target_id")["value"]
    rows = changes.assign(
        written_before=changes["target_id_before"].map(written),
        written_after=changes["target_id_after"].map(written),
    ).to_dict("records")
    labels = read_labels()
    right: Counter = Counter()
    found = Counter((row["kind_code"], row["change_code"]) for row in rows)
    wanted = Counter((label["kind"], label["change"]) for label in labels)
    used: set[int] = set()
    missed = defaultdict(list)
    for label in labels:
        hit = next((n for n, row in enumerate(rows) if n not in used and fits(label, row)), None)
        key = (label["kind"], label["change"])
        if hit is None:
            missed[key].append(f"{label['before']} -> {label['after']}")
        else:
            used.add(hit)
            right[key] += 1
    _score_kept(rows, labels, right, wanted, used)
    print(f"{'kind':8} {'change':16} {'precision':>9} {'recall':>7} {'found':>6} {'labels':>7}")
    for key in sorted(wanted | found):
        precision = right[key] / found[key] if found[key] else float("nan")
        recall = right[key] / wanted[key] if wanted[key] else float("nan")
        print(
            f"{key[0]:8} {key[1]:16} {precision:9.3f} {recall:7.3f} {found[key]:6} {wanted[key]:7}"
        )
    if is_long:
        for key, texts in missed.items():
            print("MISSED", *key, *texts, sep="\n   ")
        for n, row in enumerate(rows):
            if n not in used:
                said = f"{row['text_before']} -> {row['text_after']} [{row['indicator']}]"
                print("FALSE", row["kind_code"], row["change_code"], said)


def _score_kept(
    rows: list[dict[str, Any]],
    labels: list[dict[str, Any]],
    right: Counter,
    wanted: Counter,
    used: set[int],
) -> None:
    """Count what was kept: whatever is unlabelled; a row that a label names otherwise is false."""
    named = [(label["plan_id"], fold(label["before"])) for label in labels if label["before"]]
    for n, row in enumerate(rows):
        key = (row["kind_code"], row["change_code"])
        plan_id = row["change_id"].split(":")[0]
        is_named = any(
            plan_id == plan and (text in row["text_before"] or row["text_before"] in text)
            for plan, text in named
            if row["text_before"]
        )
        if n in used or is_named or not row["text_before"]:
            continue
        kept = (row["kind_code"], "kept")
        wanted[kept] += 1
        if key == kept:
            right[kept] += 1
            used.add(n)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="show what is missed and false")
    changes, tables = build_changes()
    score(changes, tables, is_long=parser.parse_args().wrong)


if __name__ == "__main__":
    main()
