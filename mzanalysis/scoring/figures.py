"""Score what is promised: figures, dates and rows of attached tables."""

import re
from collections import Counter
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
    figures = [x for x in labels if x.record["is_figure"] == "yes"]
    others = [x for x in labels if x.record["is_figure"] != "yes"]
    rows = labelled_rows(tables, "targets", labels)
    best = [
        max(here, key=lambda r: sum(a == b for a, b in _compare_target(x.record, r).values()))
        for x in figures
        if (here := [r for r in rows if overlap(x, r)])
    ]
    wrong = [r for r in rows if any(overlap(x, r) for x in others)]
    by_place = {row.Index: row for row in [*best, *wrong]}
    return _score_figures(figures, [by_place[i] for i in sorted(by_place)])


def _score_figures(labels: Labels, rows: list[Any]) -> Outcome:
    out = Outcome()
    candidates = []
    for i, x in enumerate(labels):
        for j, row in enumerate(rows):
            if overlap(x, row):
                compared = _compare_target(x.record, row)
                names = (x.record["indicator"], *x.record.get("indicator_also", ()))
                likeness = max(bigram_f1(fold(name), row.indicator) for name in names)
                right = {name for name, (a, b) in compared.items() if a == b}
                right |= {"indicator"} if likeness >= INDICATOR_MATCH else set()
                candidates.append((-len(right), -likeness, i, j, compared, right))
    pairs: dict[int, tuple[int, dict[str, tuple[Any, Any]], set[str]]] = {}
    taken = set()
    for _, _, i, j, compared, right in sorted(candidates, key=lambda c: c[:4]):
        if i not in pairs and j not in taken:
            pairs[i] = (j, compared, right)
            taken.add(j)
    rights = [right for _, _, right in pairs.values()]
    asked = [name for name in _COLUMNS if all(name in x.record for x in labels)]
    for prefix, needed in (
        ("paired", ()),
        ("whole", _WHOLE_RECORD),
        ("value_unit", ("value", "unit")),
        *((name, (name,)) for name in dict.fromkeys((*_WHOLE_RECORD, *asked))),
    ):
        n_right = sum(right.issuperset(needed) for right in rights)
        out.add_prf(f"{prefix}_", n_right, len(rows), len(labels))
    for name in ("comparator", "kind", "role"):
        out.add_alpha(f"{name}_alpha", [compared[name] for _, compared, _ in pairs.values()])
    wrong = [i for i, (j, *_) in pairs.items() if _is_wrong_magnitude(labels[i].record, rows[j])]
    out.add("wrong_magnitudes", len(wrong), len(pairs))
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


def _compare_target(record: Mapping[str, Any], row: Any) -> dict[str, tuple[Any, Any]]:
    """Return field -> (label, table), equal where the field is right."""

    def ends(low: float, high: float | None) -> str:
        return f"{low:.10g}" if high is None or pd.isna(high) else f"{low:.10g}–{high:.10g}"

    due = "" if row.due_source_code == "task" else _day(row.due_date)
    compared = {
        "value": (ends(record["value"], record.get("value_high")), ends(row.value, row.value_high)),
        "deadline": (record["deadline"] or "", due),
    }
    for name, column in _COLUMNS.items():
        if name in record:  # sampled numbers are labelled without period, action and topic
            compared[name] = (fold(record[name] or ""), getattr(row, column))
    return compared


def _is_wrong_magnitude(record: Mapping[str, Any], row: Any) -> bool:
    """Tell whether a figure is ten times or more too large or too small, units considered."""
    label = abs(record["value"] * unit_multiplier(fold(record["unit"])))
    table = abs(row.value * unit_multiplier(row.unit))
    return label != table and max(label, table) >= 10 * min(label, table) * (1 - 1e-9)


def score_deadlines(labels: Labels, tables: Tables) -> Outcome:
    """Score dates: in the body where the spans overlap, in an attached table by its row."""
    out = Outcome()
    row_of = {r.task_id: r.row for r in labelled_rows(tables, "tasks", labels)}
    dates = [
        (d, row_of.get(d.deadline_id.rpartition(":")[0]))
        for d in labelled_rows(tables, "deadlines", labels)
    ]
    used = set()
    for prefix, is_row in (("body_", False), ("row_", True)):
        mine = [x for x in labels if ("row" in x.record) == is_row]
        part = [i for i, (_, row) in enumerate(dates) if (row is not None) == is_row]
        n_right = 0
        for x in mine:
            want, hits = x.record["date"], []
            for i in part:
                d, row = dates[i]
                same = (
                    row == x.record["row"] and d.plan_id == x.plan_id if is_row else overlap(x, d)
                )
                if same and i not in used:
                    hits.append((_day(d.due_date) != want, i))
            got = _day(dates[min(hits)[1]][0].due_date) if hits else ""
            used |= {i for _, i in sorted(hits)[:1]}
            n_right += got == want
            if got != want:
                place = f"row {x.record['row']} " if is_row else ""
                kind = "date wrong" if got else "date missing"
                out.miss(x.plan_id, kind, f"{place}{x.record['surface']} {want}", got, x.start)
        out.add_prf(prefix, n_right, len(part), len(mine))
    for i, (d, _) in enumerate(dates):
        if i not in used:
            got = f"{d.matched_text} {_day(d.due_date)}"
            out.miss(d.plan_id, "date not labelled", "", got, d.char_start)
    return out


def score_tasks(labels: Labels, tables: Tables) -> Outcome:
    """Score the rows of attached tables, found by their number, field by field."""
    out = Outcome()
    rows = {(r.plan_id, r.row): r for r in labelled_rows(tables, "tasks", labels)}
    wanted = {(x.plan_id, x.record["row"]): x for x in labels}
    both = sorted(set(rows) & set(wanted))
    out.add_prf("row_", len(both), len(rows), len(wanted))
    right: Counter[str] = Counter()
    for key in both:
        compared = _compare_task(wanted[key].record, rows[key])
        equal = {name for name, (a, b) in compared.items() if a == b}
        right.update(equal | ({"whole"} if equal | {"topic"} == set(compared) else set()))
        for name, (a, b) in compared.items():
            if a != b:
                expected = f"row {key[1]}: {a}"
                out.miss(key[0], f"{name} wrong", expected, b, wanted[key].start)
    for name in ("whole", "chapter", "task", "deadline", "leaders", "departments", "topic"):
        out.add_share(f"{name}_accuracy", right[name], len(wanted))
    for plan_id, row in sorted(set(wanted) - set(rows)):
        out.miss(plan_id, "row missing", f"row {row}", "", wanted[plan_id, row].start)
    for plan_id, row in sorted(set(rows) - set(wanted)):
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
