"""Say plan by plan what was read, how well, and what is missing or needs a decision.

``!`` marks a warning (something looks lost, or a person has to decide), ``-`` a note.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from mzanalysis.figures.indicators import propose_indicators
from mzanalysis.resources import read_lines
from mzanalysis.structure.labels import number_of
from mzanalysis.structure.measures import looks_back
from mzanalysis.text.folding import fold
from mzanalysis.text.patterns import pattern_rows

SHOWN, _QUOTE_CHARS = 5, 40
# What a reader reports beside the plan's own fields.
_NOT_IN_TABLE = ("encoding", "left_out", "doubts")
_CUT_OUT = ("measures", "targets", "deadlines", "tasks")
# Text with no number is normal in an opening; more of it means that headings were missed.
_MUCH_UNREAD = 0.20
_MUCH_UNCODED = 0.50  # of the measures: the text is of another field
# An item many times as long as its siblings has probably swallowed what follows it.
_LONG_ITEM, _TIMES_MEDIAN = 1500, 6


class _Plan(NamedTuple):
    """A plan with its rows of every table, and where each of its fields came from."""

    row: Any
    tables: dict[str, pd.DataFrame]
    evidence: pd.DataFrame


def describe_plans(
    tables: dict[str, pd.DataFrame], evidence: pd.DataFrame
) -> tuple[list[str], int]:
    """Describe how each plan was read, and what the tables propose to a person.

    Args:
        tables: every table of a build, by name.
        evidence: where each field of each plan came from (``ingest.read_evidence``).

    Returns:
        Lines to print, and how many of them are warnings (marked ``!``).
    """
    lines: list[str] = []
    by_plan = {name: frame for name, frame in tables.items() if "plan_id" in frame.columns}
    for row in tables["plans"].itertuples():
        own = {name: frame[frame["plan_id"] == row.plan_id] for name, frame in by_plan.items()}
        plan = _Plan(row, own, evidence[evidence["plan_id"] == row.plan_id])
        for describe in (_summary, _losses, _unread, _forms, _uncoded):
            lines += describe(plan)
        lines.append("")
    lines += _proposals(tables)
    return lines, sum(line.startswith("  !") for line in lines)


def _summary(plan: _Plan) -> Iterator[str]:
    """Yield which plan it is, where its fields come from, and how much was read."""
    row, sections = plan.row, plan.tables["sections"]
    script = {"hans": "Simplified", "hant": "Traditional"}[row.script_code]
    yield f"{row.plan_id} {row.city} ({row.city_en}, {row.province}), {row.year}"
    yield f"  file {row.source_path}: {len(row.text)} characters, {script}"
    told = plan.evidence[plan.evidence["evidence"] != ""]
    for field, value, words in told[["field", "value", "evidence"]].itertuples(index=False):
        words = " ".join(words.split())
        if field == "doubts":
            yield f"  ! {words}"
        elif value or field in _NOT_IN_TABLE:
            yield f"  {field}: {f'{value} <- ' if value else ''}{words}"
    unstated = (plan.evidence["value"] == "") & ~plan.evidence["field"].isin(_NOT_IN_TABLE)
    if absent := list(plan.evidence.loc[unstated, "field"]):
        yield f"  stated neither in the file nor in the register: {', '.join(absent)}"
    kinds = sections["kind_code"].value_counts()
    counts = {kind: int(kinds.get(kind, 0)) for kind in ("chapter", "section", "item")}
    counts |= {name[:-1]: len(plan.tables[name]) for name in _CUT_OUT}
    yield "  " + ", ".join(f"{n} {name}{'s' * (n != 1)}" for name, n in counts.items())
    chars = _lengths(sections).groupby(sections["kind_code"]).sum()
    share = (chars / chars.sum()).sort_values(ascending=False, kind="stable")
    yield "  characters: " + ", ".join(f"{kind} {value:.1%}" for kind, value in share.items())


def _losses(plan: _Plan) -> Iterator[str]:
    """Yield what looks lost: numbers that jump, items without a measure, tables without rows."""
    sections, items = plan.tables["sections"], plan.tables["items"]
    if items.empty:
        yield "  ! no numbered item was found; nothing of this plan is compared"
    yield from (f"  ! numbering: {gap}" for gap in numbering_gaps(sections))
    without = items[~items["item_id"].isin(plan.tables["measures"]["item_id"])]
    item: Any
    for item in without.to_dict("records"):
        if looks_back(item):
            yield f"  - item {item['path']} looks back; its results are no measures"
        else:
            yield f"  ! item {item['path']}: no measure was found in it: {_quote(item['text'])}"
    longest = max(_LONG_ITEM, _TIMES_MEDIAN * _lengths(items).median()) if len(items) else 0
    swallows = items[_lengths(items) > longest]
    for path, text in zip(swallows["path"], swallows["text"], strict=True):
        yield f"  - item {path} has {len(text)} characters; were headings in it missed?"
    annexes = sections[(sections["kind_code"] == "attachment") & (_lengths(sections) > 0)]
    for heading, n_chars in zip(annexes["heading"], _lengths(annexes), strict=True):
        if re.search("表|清单|台账", heading) and plan.tables["tasks"].empty:
            is_there = n_chars > 2 * len(heading) + 20
            why = "has no row that could be read" if is_there else "is named but not in the file"
            yield f"  {'!' if is_there else '-'} annex {_quote(heading)} {why}"
    yield from _odd_cells(plan.tables["tasks"])


def _odd_cells(tasks: pd.DataFrame) -> Iterator[str]:
    """Yield the rows of a task table that lack a cell most rows have, or whose date is none."""
    rows = tasks[tasks["row"] > 0]
    is_blank = (rows[["text", "due_text", "departments"]] == "").all(axis=1)
    for row in rows.loc[is_blank, "row"]:  # printed so: nothing was misread
        yield f"  - task table, row {row} is blank"
    rows = rows[~is_blank]
    for field in ("text", "due_text", "departments", "leaders"):
        lacking = rows.loc[rows[field] == "", "row"]
        if 0 < len(lacking) <= len(rows) / 2:
            mark = "-" if field == "leaders" else "!"  # a dash says that nobody is in charge
            yield f"  {mark} task table, without {field}: row {', '.join(map(str, lacking))}"
    undated = rows[rows["due_date"].isna() & (rows["due_text"] != "")]
    for row, cell in zip(undated["row"], undated["due_text"], strict=True):
        if not any(word in cell for word in read_lines("structure/due_words.txt")):
            yield f"  ! task table, row {row}: no date is read in {_quote(cell)}"


def _unread(plan: _Plan) -> Iterator[str]:
    sections = plan.tables["sections"]
    unread = sections[sections["kind_code"] == "paragraph"]
    if len(unread):
        share = _lengths(unread).sum() / _lengths(sections).sum()
        mark = "!" if share > _MUCH_UNREAD else "-"
        yield f"  {mark} text without a number, kept as paragraphs ({share:.0%}):"
        spans = zip(unread["char_start"], unread["char_end"], strict=True)
        yield from _shown([_quote(plan.row.text[start:end]) for start, end in spans])


def _forms(plan: _Plan) -> Iterator[str]:
    """Yield forms that are not understood, or understood in part, with their words."""
    text = fold(plan.row.text)
    for form, pattern in pattern_rows("validation/odd_forms.csv"):
        found = list(dict.fromkeys(x.group() for x in pattern.finditer(text)))
        if found:
            yield f"  {form['mark']} {form['says']}: {'; '.join(map(_quote, found[:SHOWN]))}"


def _uncoded(plan: _Plan) -> Iterator[str]:
    """Yield what has no topic: very little, unless the plan is of another field."""
    items, measures = plan.tables["items"], plan.tables["measures"]
    without = measures.loc[measures["topic_code"] == "other", "text"].tolist()
    if without:
        n_items = (items["topic_code"] == "other").sum()
        counts = f"{len(without)} of {len(measures)} measures, {n_items} of {len(items)} items"
        is_strange = len(without) > _MUCH_UNCODED * len(measures)
        asked = "; is this a plan of civil affairs?" if is_strange else ""
        yield f"  {'!' if is_strange else '-'} without a topic: {counts}{asked}"
        yield from _shown([_quote(text) for text in without])


def _proposals(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Yield what a person may add: indicators of several plans, terms of measures uncoded."""
    from mzanalysis.topics.proposals import propose_terms

    figures = propose_indicators(tables["targets"])
    if len(figures):
        yield "figures of several plans without an indicator, as proposals for indicators.csv:"
        names = zip(figures["indicator"], figures["n_plans"], figures["examples"], strict=True)
        yield from _shown([f"{name} ({n} plans): {examples}" for name, n, examples in names])
    terms = propose_terms(tables["measures"]).head(SHOWN)
    if len(terms):
        yield "the most frequent terms of measures without a topic or subtopic, for a codebook:"
        words = zip(terms["term"], terms["n_uncoded"], terms["example"], strict=True)
        yield from _shown([f"{term} ({n} measures): {_quote(said)}" for term, n, said in words])


def numbering_gaps(sections: pd.DataFrame) -> list[str]:
    """Find places where a plan's own numbers jump: item 7 after item 5.

    Args:
        sections: the rows of one plan, in order, with ``level``, ``label`` and ``heading``.

    Returns:
        One phrase per gap. A number may go on from the last of its level or start again at 1.
    """
    gaps = []
    last: dict[int, tuple[int, str]] = {}
    for level, label, heading in sections[["level", "label", "heading"]].itertuples(index=False):
        number = number_of(label) if label and label[0] not in "【“" else 0
        if not number:
            continue
        before, printed = last.get(level, (0, ""))
        if printed and number not in (1, before + 1):
            gaps.append(f"{label} follows {printed}" + (f": {_quote(heading)}" if heading else ""))
        last[level] = (number, label)
    return gaps


def _lengths(frame: pd.DataFrame) -> pd.Series:
    return frame["char_end"] - frame["char_start"]


def _shown(texts: list[str]) -> list[str]:
    more = [f"… and {len(texts) - SHOWN} more"] if len(texts) > SHOWN else []
    return [f"      {text}" for text in texts[:SHOWN] + more]


def _quote(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _QUOTE_CHARS else one_line[:_QUOTE_CHARS] + "…"
