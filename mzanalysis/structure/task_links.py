"""Tie the rows of task tables to the measures of the body that they repeat."""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from mzanalysis.structure.measures import bigrams

# A row repeats a measure if it has so many of the measure's character bigrams: rows are
# reworded by a word or two (协同 for 协调), other measures of the same topic share far fewer.
_MIN_OVERLAP = 0.8
# A row's measures stand together in the body; a common phrase far from them is not meant.
_REACH = 3  # times the row's own length
_MIN_REACH = 300  # characters
_Row = dict[Any, Any]
_Claim = tuple[float, int, str]  # minus overlap, distance, task_id: the least wins


def link_tasks(tasks: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Tie each row of a task table to every measure of the same plan's body that it repeats.

    Args:
        tasks: rows, with ``task_id``, ``plan_id`` and ``text``.
        measures: measures, with ``measure_id``, ``plan_id``, ``text`` and ``char_start``.

    Returns:
        One row per pair, ``task_id`` and ``measure_id``, in the order of the tables. Of several
        rows with a measure it belongs to the one whose other measures are nearest.
    """
    pairs: list[tuple[str, str]] = []
    for plan_id, rows in tasks.groupby("plan_id", sort=False):
        plan_measures = measures[measures["plan_id"] == plan_id]
        grams = plan_measures["text"].map(_plain).map(bigrams)
        records = plan_measures.assign(grams=grams).to_dict("records")
        pairs += _link(rows.to_dict("records"), records)
    return pd.DataFrame(pairs, columns=["task_id", "measure_id"])


def _link(rows: list[_Row], measures: list[_Row]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of one plan."""
    best: dict[str, _Claim] = {}
    for row in rows:
        if not row.get("item_end"):
            for measure_id, claim in _claims(row, measures):
                best[measure_id] = min(claim, best.get(measure_id, claim))
    for row in rows:
        task_id = row["task_id"]
        item = range(row.get("item_start", 0), row.get("item_end", 0))
        for measure in measures:
            measure_id = measure["measure_id"]
            is_best = measure_id in best and best[measure_id][-1] == task_id
            if is_best or measure["char_start"] in item:
                yield task_id, measure_id


def _claims(row: _Row, measures: list[_Row]) -> Iterator[tuple[str, _Claim]]:
    """Yield the measures that a row repeats, with its claim on each."""
    text = _plain(row["text"])
    row_grams = bigrams(text)
    hits = []
    for measure in measures:
        grams = measure["grams"]
        overlap = len(grams & row_grams) / max(len(grams), 1)
        if overlap >= _MIN_OVERLAP:
            hits.append((overlap, measure))
    # the longest is the least likely to be a common phrase
    longest = max((measure for _, measure in hits), key=lambda m: len(m["text"]), default={})
    reach = max(_REACH * len(text), _MIN_REACH)
    for overlap, measure in hits:
        distance = abs(measure["char_start"] - longest["char_start"])
        if distance <= reach:
            yield measure["measure_id"], (-overlap, distance, row["task_id"])


def _plain(text: str) -> str:
    return re.sub(r"\W", "", text)
