"""Score what is promised: figures, dates and rows of attached tables."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pandas as pd

from mzanalysis.figures.quantities import find_quantities
from mzanalysis.text.folding import fold
from mzanalysis.validation.agreement import bigram_f1
from mzanalysis.validation.outcome import GoldLabel, Labels, Outcome, Tables, rows_of
from mzanalysis.validation.pairing import Field, Fields, Kind, Pair, compare

# Fields of a labelled figure, and the columns of targets that hold the same; sampled numbers
# are labelled without period, action and topic.
_COLUMNS = {
    "unit": "unit",
    "indicator": "indicator",
    "period": "period",
    "action": "action",
    "comparator": "comparator_code",
    "kind": "kind_code",
    "topic": "topic_code",
    "role": "role_code",
}
_WHOLE_RECORD = ("value", "unit", "comparator", "kind", "deadline", "indicator")
_TASK_FIELDS = ("chapter", "task", "deadline", "leaders", "departments", "topic")
_CHAPTER_NUMBER = re.compile("^[一二三四五六七八九十]+、")


def score_targets(labels: Labels, tables: Tables) -> Outcome:
    """Score figures, paired one to one where the spans of their numbers overlap.

    Where several overlap (three rates that share one 100 %), those that agree most pair.
    A date taken from the attached table is no part of the record and counts as not stated.
    """
    return _score_figures(labels, rows_of(tables["targets"], labels))


def score_numbers(labels: Labels, tables: Tables) -> Outcome:
    """Score sampled numbers: is it a figure, and are the fields right?

    Only figures that stand on a sampled number count, one for each that is labelled a figure.
    """
    rows = rows_of(tables["targets"], labels)
    figures = [label for label in labels if label.record["is_figure"] == "yes"]
    others = [label for label in labels if label.record["is_figure"] != "yes"]
    pairs, _ = _FIGURE.pair_up(figures, rows)
    counted = {pair.row.Index for pair in pairs}
    for row in rows:
        if any(label.overlap(row) for label in others):
            counted.add(row.Index)
    return _score_figures(figures, [row for row in rows if row.Index in counted])


def _score_figures(labels: Labels, rows: list[Any]) -> Outcome:
    pairs, errors = _FIGURE.pair_up(labels, rows)
    out = Outcome(errors=errors)

    def add(metric: str, *fields: str) -> None:
        n_right = sum(pair.right.issuperset(fields) for pair in pairs)
        out.add_prf(f"{metric}_", n_right, len(rows), len(labels))

    add("paired")
    add("whole", *_WHOLE_RECORD)
    add("value_unit", "value", "unit")
    asked = [name for name in _COLUMNS if all(name in label.record for label in labels)]
    for name in dict.fromkeys([*_WHOLE_RECORD, *asked]):
        add(name, name)
    for name in ("comparator", "kind", "role"):
        out.add_alpha(f"{name}_alpha", [pair.values(name) for pair in pairs])
    n_wrong = sum(map(_is_wrong_magnitude, pairs))
    out.add("wrong_magnitudes", len(pairs), [n_wrong])
    return out


def _compare_figures(label: GoldLabel, row: Any) -> Fields | None:
    if not label.overlap(row):
        return None
    record = label.record
    value = _range(record["value"], record.get("value_high"))
    due = "" if row.due_source_code == "task" else _day(row.due_date)
    fields = {
        "value": compare(value, _range(row.value, row.value_high)),
        "deadline": compare(record["deadline"] or "", due),
    }
    for name, column in _COLUMNS.items():
        if name in record:
            fields[name] = compare(fold(record[name] or ""), getattr(row, column))
    names = [record["indicator"], *record.get("indicator_also", ())]
    likeness = max(bigram_f1(fold(name), row.indicator) for name in names)
    fields["indicator"] = Field(fold(record["indicator"]), row.indicator, likeness)
    return fields


def _range(low: float, high: float | None) -> str:
    return f"{low:.10g}" if pd.isna(high) else f"{low:.10g}–{high:.10g}"


def _day(date: Any) -> str:
    return "" if pd.isna(date) else pd.Timestamp(date).strftime("%Y-%m-%d")


def _is_wrong_magnitude(pair: Pair) -> bool:
    """Tell whether a figure is ten times or more too large or too small, units considered."""
    record = pair.label.record
    labelled = _size(record["value"], fold(record["unit"]))
    found = _size(pair.row.value, pair.row.unit)
    smaller, larger = sorted([labelled, found])
    return smaller != larger and larger >= 10 * smaller * (1 - 1e-9)


def _size(value: float, unit: str) -> float:
    """Return a figure in its base unit: 1.2 亿元 is 120000000."""
    one = find_quantities(f"1{unit}")
    return abs(value) * float(one[0].value_base) if one else abs(value)


def score_deadlines(labels: Labels, tables: Tables) -> Outcome:
    """Score dates: in the body where the spans overlap, in an attached table by its row."""
    row_numbers = tables["tasks"].set_index("task_id")["row"]
    dates = tables["deadlines"]
    task_ids = dates["deadline_id"].str.rsplit(":", n=1).str[0]
    rows = rows_of(dates.assign(task_row=task_ids.map(row_numbers).fillna(0)), labels)
    pairs, errors = _DATE.pair_up(labels, rows)
    out = Outcome(errors=errors)
    n_right = Counter(bool(pair.label.table_row) for pair in pairs if pair.right)
    n_found = Counter(bool(row.task_row) for row in rows)
    n_labelled = Counter(bool(label.table_row) for label in labels)
    out.add_prf("body_", n_right[False], n_found[False], n_labelled[False])
    out.add_prf("row_", n_right[True], n_found[True], n_labelled[True])
    return out


def _compare_dates(label: GoldLabel, row: Any) -> Fields | None:
    is_here = label.plan_id == row.plan_id if label.table_row else label.overlap(row)
    if not is_here or label.record.get("row", 0) != row.task_row:
        return None
    due = _day(row.due_date)
    is_right = label.record["date"] == due
    return {"date": Field(_DATE.label_shown.format(label=label), due, float(is_right))}


def score_tasks(labels: Labels, tables: Tables) -> Outcome:
    """Score the rows of attached tables, found by their number, field by field."""
    rows = [row for row in rows_of(tables["tasks"], labels) if pd.notna(row.row)]  # not a note
    pairs, errors = _TASK.pair_up(labels, rows)
    out = Outcome(errors=errors)
    out.add_prf("row_", len(pairs), len(rows), len(labels))
    may_differ = {"topic"}
    n_whole = sum({*pair.fields} - pair.right <= may_differ for pair in pairs)
    out.add_share("whole_accuracy", n_whole, len(labels))
    for name in _TASK_FIELDS:
        n_right = sum(name in pair.right for pair in pairs)
        out.add_share(f"{name}_accuracy", n_right, len(labels))
    return out


def _compare_tasks(label: GoldLabel, row: Any) -> Fields | None:
    record = label.record
    if (label.plan_id, record["row"]) != (row.plan_id, row.row):
        return None
    both = {
        "chapter": (_unnumbered(record["chapter"]), _unnumbered(row.chapter)),
        "task": (fold(record["task"]), row.text),
        "deadline": (fold(record["deadline"]), row.due_text),
        "leaders": (_names(record["leaders"]), _names([row.leaders])),
        "departments": (_names(record["departments"]), _names([row.departments])),
        # a row without text has no topic
        "topic": (record["topic"] or row.topic_code, row.topic_code),
    }
    fields = {}
    for name, (value, found) in both.items():
        fields[name] = Field(f"row {row.row}: {value}", found, float(value == found))
    return fields


def _unnumbered(heading: str) -> str:
    return _CHAPTER_NUMBER.sub("", fold(heading))


def _names(names: Iterable[str]) -> str:
    return fold(";".join(names)).replace(" ", "")


_FIGURE = Kind(
    "figure",
    _compare_figures,
    "{label.record[indicator]} {label.record[number]}",
    "{row.indicator} {row.value:g}{row.unit}",
)
_DATE = Kind(
    "date",
    _compare_dates,
    "{label.table_row}{label.record[surface]} {label.record[date]}",
    "{row.matched_text} {row.due_date:%Y-%m-%d}",
)
_TASK = Kind("row", _compare_tasks, "row {label.record[row]}", "row {row.row}")
