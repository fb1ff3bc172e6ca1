"""Score what is promised: figures, dates and rows of attached tables."""

import re
from typing import Any

import pandas as pd

from mzanalysis.figures.quantities import find_quantities
from mzanalysis.text.folding import fold
from mzanalysis.validation.agreement import bigram_f1
from mzanalysis.validation.outcome import Fields, Label, Labels, Outcome, Pair, Tables, rows_of

_COLUMNS = {
    **{name: name for name in ("unit", "indicator", "period", "action")},
    **{name: f"{name}_code" for name in ("comparator", "kind", "topic", "role")},
}
# How a label and a row of targets are shown.
_TOLD = (
    lambda x: f"{x.record['indicator']} {x.record['number']}",
    lambda row: f"{row.indicator} {row.value:g}{row.unit}",
)
_WHOLE_RECORD = ("value", "unit", "comparator", "kind", "deadline", "indicator")


def score_targets(labels: Labels, tables: Tables) -> Outcome:
    """Score figures, paired one to one where the spans of their numbers overlap.

    Where several overlap (three rates that share one 100 %), those that agree most pair.
    A date taken from the attached table is no part of the record and counts as not stated.
    """
    return _score_figures(labels, rows_of(tables, "targets", labels))


def score_numbers(labels: Labels, tables: Tables) -> Outcome:
    """Score sampled numbers: is it a figure, and are the fields right?

    Only figures that stand on a sampled number count, one for each that is labelled a figure.
    """
    rows = rows_of(tables, "targets", labels)
    figures = [x for x in labels if x.record["is_figure"] == "yes"]
    pairs = Outcome().pair_up("figure", figures, rows, _compare_figure, *_TOLD)
    paired = {pair.row.Index for pair in pairs}
    others = [x for x in labels if x.record["is_figure"] != "yes"]
    on_others = {row.Index for row in rows if any(x.overlap(row) for x in others)}
    return _score_figures(figures, [row for row in rows if row.Index in paired | on_others])


def _score_figures(labels: Labels, rows: list[Any]) -> Outcome:
    out = Outcome()
    pairs = out.pair_up("figure", labels, rows, _compare_figure, *_TOLD)
    asked = [name for name in _COLUMNS if all(name in x.record for x in labels)]
    metrics: dict[str, tuple[str, ...]] = {"paired": (), "whole": _WHOLE_RECORD}
    metrics |= {"value_unit": ("value", "unit")}
    metrics |= {name: (name,) for name in (*_WHOLE_RECORD, *asked)}
    for metric, needed in metrics.items():
        n_right = sum(pair.right.issuperset(needed) for pair in pairs)
        out.add_prf(f"{metric}_", n_right, len(rows), len(labels))
    for name in ("comparator", "kind", "role"):
        out.add_alpha(f"{name}_alpha", [pair.fields[name][:2] for pair in pairs])
    out.add("wrong_magnitudes", len(pairs), [sum(map(_is_wrong_magnitude, pairs))])
    return out


def _compare_figure(label: Label, row: Any) -> Fields | None:
    if not label.overlap(row):
        return None
    record = label.record

    def ends(low: float, high: float | None) -> str:
        return f"{low:.10g}" if high is None or pd.isna(high) else f"{low:.10g}–{high:.10g}"

    value = ends(record["value"], record.get("value_high"))
    due = "" if row.due_source_code == "task" else _day(row.due_date)
    both = {"value": (value, ends(row.value, row.value_high))}
    both["deadline"] = (record["deadline"] or "", due)
    for name, column in _COLUMNS.items():
        if name in record:  # sampled numbers are labelled without period, action and topic
            both[name] = (fold(record[name] or ""), getattr(row, column))
    names = (record["indicator"], *record.get("indicator_also", ()))
    likeness = max(bigram_f1(fold(name), row.indicator) for name in names)
    fields = {name: (a, b, float(a == b)) for name, (a, b) in both.items()}
    return fields | {"indicator": (*both["indicator"], likeness)}


def _is_wrong_magnitude(pair: Pair) -> bool:
    """Tell whether a figure is ten times or more too large or too small, units considered."""

    def size(value: float, unit: str) -> float:
        one = find_quantities(f"1{unit}")
        return abs(value) * (float(one[0].value_base) if one else 1.0)

    record, row = pair.label.record, pair.row
    label, table = size(record["value"], fold(record["unit"])), size(row.value, row.unit)
    return label != table and max(label, table) >= 10 * min(label, table) * (1 - 1e-9)


def score_deadlines(labels: Labels, tables: Tables) -> Outcome:
    """Score dates: in the body where the spans overlap, in an attached table by its row."""
    out = Outcome()
    row_of = {r.task_id: r.row for r in rows_of(tables, "tasks", labels) if r.row}
    dates = rows_of(tables, "deadlines", labels)
    rows = {d.Index: row_of.get(d.deadline_id.rpartition(":")[0]) for d in dates}

    def tell(x: Label) -> str:
        row = f"row {x.record['row']} " if "row" in x.record else ""
        return f"{row}{x.record['surface']} {x.record['date']}"

    def compare(x: Label, d: Any) -> Fields | None:
        row, due = x.record.get("row"), _day(d.due_date)
        is_here = x.plan_id == d.plan_id if row else x.overlap(d)
        if not is_here or row != rows[d.Index]:
            return None
        return {"date": (tell(x), due, float(x.record["date"] == due))}

    def tell_row(d: Any) -> str:
        return f"{d.matched_text} {_day(d.due_date)}"

    pairs = out.pair_up("date", labels, dates, compare, tell, tell_row)
    for prefix, is_row in (("body_", False), ("row_", True)):
        n_right = sum(bool(p.right) for p in pairs if ("row" in p.label.record) == is_row)
        n_found = sum((row is not None) == is_row for row in rows.values())
        n_labelled = sum(("row" in x.record) == is_row for x in labels)
        out.add_prf(prefix, n_right, n_found, n_labelled)
    return out


def score_tasks(labels: Labels, tables: Tables) -> Outcome:
    """Score the rows of attached tables, found by their number, field by field."""
    out = Outcome()
    rows = [r for r in rows_of(tables, "tasks", labels) if r.row]  # 0: a note, no row
    told = (lambda x: f"row {x.record['row']}", lambda r: f"row {r.row}")
    pairs = out.pair_up("row", labels, rows, _compare_task, *told)
    out.add_prf("row_", len(pairs), len(rows), len(labels))
    n_whole = sum({*pair.fields} - pair.right <= {"topic"} for pair in pairs)
    out.add_share("whole_accuracy", n_whole, len(labels))
    for name in ("chapter", "task", "deadline", "leaders", "departments", "topic"):
        n_right = sum(name in pair.right for pair in pairs)
        out.add_share(f"{name}_accuracy", n_right, len(labels))
    return out


def _compare_task(label: Label, row: Any) -> Fields | None:
    record = label.record
    if (label.plan_id, record["row"]) != (row.plan_id, row.row):
        return None

    def names(*parts: str) -> str:
        return ";".join(fold(part).replace(" ", "") for part in parts)

    def unnumbered(heading: str) -> str:
        return re.sub(r"^[一二三四五六七八九十]+、", "", fold(heading))

    compared = {
        "chapter": (unnumbered(record["chapter"]), unnumbered(row.chapter)),
        "task": (fold(record["task"]), row.text),
        "deadline": (fold(record["deadline"]), row.due_text),
        "leaders": (names(*record["leaders"]), names(row.leaders)),
        "departments": (names(*record["departments"]), names(row.departments)),
        # a row without text has no topic
        "topic": (record["topic"] or row.topic_code, row.topic_code),
    }
    return {name: (f"row {row.row}: {a}", b, float(a == b)) for name, (a, b) in compared.items()}


def _day(date: Any) -> str:
    return "" if pd.isna(date) else pd.Timestamp(date).strftime("%Y-%m-%d")
