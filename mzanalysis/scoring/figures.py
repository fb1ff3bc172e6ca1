"""Score what is promised: figures, dates and rows of attached tables."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from mzanalysis.folding import fold
from mzanalysis.scoring.agreement import bigram_f1, unit_multiplier
from mzanalysis.scoring.outcome import Labels, Outcome, Tables, labelled_rows, overlap

INDICATOR_MATCH = 0.6  # bigram F1 from which two names mean the same indicator
_COLUMNS = {
    **{name: name for name in ("unit", "indicator", "period", "action")},
    **{name: f"{name}_code" for name in ("comparator", "kind", "topic", "role")},
}
_WHOLE_RECORD = ("value", "unit", "comparator", "kind", "deadline", "indicator")


def _day(date: Any) -> str:
    return "" if pd.isna(date) else pd.Timestamp(date).strftime("%Y-%m-%d")


def score_targets(labels: Labels, tables: Tables) -> Outcome:
    """Score figures, paired one to one where the spans of their numbers overlap.

    Where several overlap (three rates that share one 100 %), those that agree most pair.
    A date taken from the attached table is no part of the record and counts as not stated.
    """
    return _score_figures(labels, labelled_rows(tables, "targets", labels))


def score_numbers(labels: Labels, tables: Tables) -> Outcome:
    """Score sampled numbers: is it a figure, and are the fields right?

    Only figures that stand on a sampled number count. Where several share it (three rates and
    one 100 %), the one that agrees most is taken.
    """
    rows, figures = labelled_rows(tables, "targets", labels), []
    kept = set()
    for x in labels:
        here = [r for r in rows if overlap(x, r)]
        if x.record["is_figure"] == "yes":
            figures.append(x)
            ranked = sorted(here, key=lambda r: -len(_right(_compare_figure(x.record, r))))
            here = ranked[:1]
        kept |= {r.Index for r in here}
    return _score_figures(figures, [r for r in rows if r.Index in kept])


def _score_figures(labels: Labels, rows: list[Any]) -> Outcome:
    out = Outcome()
    candidates = []
    for i, x in enumerate(labels):
        for j, row in enumerate(rows):
            if overlap(x, row):
                compared = _compare_figure(x.record, row)
                names = (x.record["indicator"], *x.record.get("indicator_also", ()))
                likeness = max(bigram_f1(fold(name), row.indicator) for name in names)
                right = _right(compared)
                right |= {"indicator"} if likeness >= INDICATOR_MATCH else set()
                candidates.append((-len(right), -likeness, i, j, compared, right))
    pairs: dict[int, tuple[Any, dict[str, tuple[Any, Any]], set[str]]] = {}
    taken = set()
    for _, _, i, j, compared, right in sorted(candidates, key=lambda c: c[:4]):
        if i not in pairs and j not in taken:
            pairs[i] = (rows[j], compared, right)
            taken.add(j)
    asked = [name for name in _COLUMNS if all(name in x.record for x in labels)]
    for prefix, needed in (
        ("paired", ()),
        ("whole", _WHOLE_RECORD),
        ("value_unit", ("value", "unit")),
        *((name, (name,)) for name in dict.fromkeys((*_WHOLE_RECORD, *asked))),
    ):
        n_right = sum(right.issuperset(needed) for *_, right in pairs.values())
        out.add_prf(f"{prefix}_", n_right, len(rows), len(labels))
    for name in ("comparator", "kind", "role"):
        out.add_alpha(f"{name}_alpha", [compared[name] for _, compared, _ in pairs.values()])
    n_wrong = sum(_is_wrong_magnitude(labels[i].record, row) for i, (row, *_) in pairs.items())
    out.add("wrong_magnitudes", n_wrong, len(pairs))
    for i, x in enumerate(labels):
        if i not in pairs:
            expected = f"{x.record['indicator']} {x.record['number']}"
            out.miss(x.plan_id, "figure missing", expected, "", x.start)
            continue
        _, compared, right = pairs[i]
        for name, (a, b) in compared.items():
            if name not in right:
                out.miss(x.plan_id, f"{name} wrong", a, b, x.start)
    for j, row in enumerate(rows):
        if j not in taken:
            got = f"{row.indicator} {row.value:g}{row.unit}"
            out.miss(row.plan_id, "figure not labelled", "", got, row.char_start)
    return out


def _compare_figure(record: Mapping[str, Any], row: Any) -> dict[str, tuple[Any, Any]]:
    """Return field -> (label, table), equal where the field is right."""

    def ends(low: float, high: float | None) -> str:
        return f"{low:.10g}" if high is None or pd.isna(high) else f"{low:.10g}–{high:.10g}"

    due = "" if row.due_source_code == "task" else _day(row.due_date)
    return {
        "value": (ends(record["value"], record.get("value_high")), ends(row.value, row.value_high)),
        "deadline": (record["deadline"] or "", due),
        # sampled numbers are labelled without period, action and topic
        **{
            name: (fold(record[name] or ""), getattr(row, column))
            for name, column in _COLUMNS.items()
            if name in record
        },
    }


def _right(compared: Mapping[str, tuple[Any, Any]]) -> set[str]:
    return {name for name, (a, b) in compared.items() if a == b}


def _is_wrong_magnitude(record: Mapping[str, Any], row: Any) -> bool:
    """Tell whether a figure is ten times or more too large or too small, units considered."""
    label = abs(record["value"] * unit_multiplier(fold(record["unit"])))
    table = abs(row.value * unit_multiplier(row.unit))
    return label != table and max(label, table) >= 10 * min(label, table) * (1 - 1e-9)


def score_deadlines(labels: Labels, tables: Tables) -> Outcome:
    """Score dates: in the body where the spans overlap, in an attached table by its row."""
    out = Outcome()
    row_of = {r.task_id: r.row for r in labelled_rows(tables, "tasks", labels)}
    dates = labelled_rows(tables, "deadlines", labels)
    rows = {d.Index: row_of.get(d.deadline_id.rpartition(":")[0]) for d in dates}
    used = set()
    for prefix, is_row in (("body_", False), ("row_", True)):
        mine = [x for x in labels if ("row" in x.record) == is_row]
        part = [d for d in dates if (rows[d.Index] is not None) == is_row]
        n_right = 0
        for x in mine:
            want, row = x.record["date"], x.record.get("row")
            place = (x.plan_id, row)
            hits = [
                d
                for d in part
                if d.Index not in used
                and ((d.plan_id, rows[d.Index]) == place if is_row else overlap(x, d))
            ]
            # of several, one that is right
            best = min(hits, key=lambda d: _day(d.due_date) != want, default=None)
            used |= {best.Index} if best else set()
            got = _day(best.due_date) if best else ""
            n_right += got == want
            if got != want:
                expected = f"row {row} " * is_row + f"{x.record['surface']} {want}"
                kind = "date wrong" if got else "date missing"
                out.miss(x.plan_id, kind, expected, got, x.start)
        out.add_prf(prefix, n_right, len(part), len(mine))
    for d in dates:
        if d.Index not in used:
            got = f"{d.matched_text} {_day(d.due_date)}"
            out.miss(d.plan_id, "date not labelled", "", got, d.char_start)
    return out


def score_tasks(labels: Labels, tables: Tables) -> Outcome:
    """Score the rows of attached tables, found by their number, field by field."""
    out = Outcome()
    rows = {(r.plan_id, r.row): r for r in labelled_rows(tables, "tasks", labels)}
    wanted = {(x.plan_id, x.record["row"]): x for x in labels}
    both = sorted({*rows} & {*wanted})
    out.add_prf("row_", len(both), len(rows), len(wanted))
    compared = {key: _compare_task(wanted[key].record, rows[key]) for key in both}
    right = {key: _right(found) for key, found in compared.items()}
    n_whole = sum({*compared[key]} - right[key] <= {"topic"} for key in both)
    out.add_share("whole_accuracy", n_whole, len(wanted))
    for name in ("chapter", "task", "deadline", "leaders", "departments", "topic"):
        out.add_share(f"{name}_accuracy", sum(name in r for r in right.values()), len(wanted))
    for key in both:
        for name, (a, b) in compared[key].items():
            if a != b:
                expected = f"row {key[1]}: {a}"
                out.miss(key[0], f"{name} wrong", expected, b, wanted[key].start)
    for plan_id, row in sorted({*wanted} - {*rows}):
        out.miss(plan_id, "row missing", f"row {row}", "", wanted[plan_id, row].start)
    for plan_id, row in sorted({*rows} - {*wanted}):
        out.miss(plan_id, "row not labelled", "", f"row {row}")
    return out


def _compare_task(record: Mapping[str, Any], row: Any) -> dict[str, tuple[str, str]]:
    def names(*parts: str) -> str:
        return ";".join(fold(part).replace(" ", "") for part in parts)

    def unnumbered(heading: str) -> str:
        return re.sub(r"^[一二三四五六七八九十]+、", "", fold(heading))

    return {
        "chapter": (unnumbered(record["chapter"]), unnumbered(row.chapter)),
        "task": (fold(record["task"]), row.text),
        "deadline": (fold(record["deadline"]), row.due_text),
        "leaders": (names(*record["leaders"]), names(row.leaders)),
        "departments": (names(*record["departments"]), names(row.departments)),
        # a row without text has no topic
        "topic": (record["topic"] or row.topic_code, row.topic_code),
    }
