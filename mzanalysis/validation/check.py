"""Say plan by plan what was read, how well, and what is missing or needs a decision.

``!`` marks a warning (something looks lost, or a person has to decide), ``-`` a note.
"""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from mzanalysis.figures.indicators import find_short_names, propose_indicators
from mzanalysis.figures.units import units
from mzanalysis.resources import read_lines
from mzanalysis.structure.labels import number_of
from mzanalysis.structure.measures import looks_back
from mzanalysis.text.folding import fold
from mzanalysis.text.patterns import pattern_rows
from mzanalysis.validation.unread_numbers import find_unread_numbers, is_inside, spans

SHOWN = 5
_QUOTE_CHARS = 40
# What a reader reports beside the plan's own fields.
_NOT_IN_TABLE = ("encoding", "left_out", "doubts")
_CUT_OUT = ("measures", "targets", "deadlines", "tasks")
# Text with no number is normal in an opening; more of it means that headings were missed.
_MUCH_UNREAD = 0.20
_MUCH_UNCODED = 0.50  # of the measures: the text is of another field
# An item many times as long as its siblings has probably swallowed what follows it.
_LONG_ITEM = 1500
_TIMES_MEDIAN = 6


# The rows of one plan in every table, and of the evidence for its fields.
_Plan = dict[str, pd.DataFrame]


def describe_plans(
    tables: dict[str, pd.DataFrame], evidence: pd.DataFrame
) -> tuple[list[str], int]:
    """Describe how each plan was read, and what the tables propose to a person.

    Args:
        tables: every table of a build, by name.
        evidence: where each field of each plan came from (``plans.read_evidence``).

    Returns:
        Lines to print, and how many of them are warnings (marked ``!``).
    """
    lines: list[str] = []
    frames = {**tables, "evidence": evidence}
    with_plan = {name: frame for name, frame in frames.items() if "plan_id" in frame}
    for plan_id in tables["plans"]["plan_id"]:
        plan = {name: frame[frame["plan_id"] == plan_id] for name, frame in with_plan.items()}
        for describe in (_summary, _losses, _unread, _numbers, _forms, _uncoded):
            lines += describe(plan)
        lines.append("")
    lines += _proposals(tables)
    return lines, sum(line.startswith("  !") for line in lines)


def _summary(plan: _Plan) -> Iterator[str]:
    """Yield which plan it is, where its fields come from, and how much was read."""
    row: Any = next(plan["plans"].itertuples())
    sections = plan["sections"]
    script = {"hans": "Simplified", "hant": "Traditional"}[row.script_code]
    yield f"{row.plan_id} {row.city} ({row.city_en}, {row.province}), {row.year}"
    yield f"  file {row.source_path}: {len(row.text)} characters, {script}"
    yield from _evidence(plan["evidence"])
    kinds = sections["kind_code"]
    counts = {kind: (kinds == kind).sum() for kind in ("chapter", "section", "item")}
    for name in _CUT_OUT:
        counts[name.removesuffix("s")] = len(plan[name])
    yield "  " + ", ".join(f"{n} {name if n == 1 else name + 's'}" for name, n in counts.items())
    chars = _lengths(sections).groupby(kinds).sum().sort_values(ascending=False, kind="stable")
    shares = chars / chars.sum()
    yield "  characters: " + ", ".join(f"{kind} {share:.1%}" for kind, share in shares.items())


def _evidence(evidence: pd.DataFrame) -> Iterator[str]:
    """Yield where the plan's fields were read, and which are stated nowhere."""
    absent = []
    row: Any
    for row in evidence.itertuples():
        words = " ".join(row.evidence.split())
        if not row.value and row.field not in _NOT_IN_TABLE:
            absent.append(row.field)
        elif words and row.field == "doubts":
            yield f"  ! {words}"
        elif words and row.value:
            yield f"  {row.field}: {row.value} <- {words}"
        elif words:
            yield f"  {row.field}: {words}"
    if absent:
        yield f"  stated neither in the file nor in the register: {', '.join(absent)}"


def _losses(plan: _Plan) -> Iterator[str]:
    """Yield what looks lost: numbers that jump, items without a measure, tables without rows."""
    sections = plan["sections"]
    items = plan["items"]
    if items.empty:
        yield "  ! no numbered item was found; nothing of this plan is compared"
    for gap in numbering_gaps(sections):
        yield f"  ! numbering: {gap}"
    with_measures = {*plan["measures"]["item_id"]}
    longest = max(_LONG_ITEM, _TIMES_MEDIAN * _lengths(items).median())
    item: Any
    for item in items.to_dict("records"):
        path = item["path"]
        text = item["text"]
        is_lost = item["item_id"] not in with_measures
        if is_lost and looks_back(item):
            yield f"  - item {path} looks back; its results are no measures"
        elif is_lost:
            yield f"  ! item {path}: no measure was found in it: {_quote(text)}"
        if len(text) > longest:
            yield f"  - item {path} has {len(text)} characters; were headings in it missed?"
    if plan["tasks"].empty:
        yield from _lost_annexes(sections)
    yield from _odd_cells(plan["tasks"])


def _lost_annexes(sections: pd.DataFrame) -> Iterator[str]:
    annexes = sections.query("kind_code == 'attachment'")
    for heading, n_chars in zip(annexes["heading"], _lengths(annexes), strict=True):
        is_of_rows = n_chars > 0 and re.search("表|清单|台账", heading)
        if is_of_rows and n_chars > 2 * len(heading) + 20:
            yield f"  ! annex {_quote(heading)} has no row that could be read"
        elif is_of_rows:
            yield f"  - annex {_quote(heading)} is named but not in the file"


def _odd_cells(tasks: pd.DataFrame) -> Iterator[str]:
    """Yield the rows of a task table that lack a cell most rows have, or whose date is none."""
    rows = tasks.query("source_code != 'note'")
    is_blank = (rows[["text", "due_text", "departments"]] == "").all(axis=1)
    for row in rows.loc[is_blank, "row"]:  # printed so: nothing was misread
        yield f"  - task table, row {row} is blank"
    rows = rows[~is_blank]
    for field in ("text", "due_text", "departments", "leaders"):
        lacking = rows.loc[rows[field] == "", "row"].map(str)
        if 0 < len(lacking) <= len(rows) / 2:
            mark = "-" if field == "leaders" else "!"  # a dash says that nobody is in charge
            yield f"  {mark} task table, without {field}: row {', '.join(lacking)}"
    due_words = read_lines("structure/due_words.txt")
    undated = rows.query("due_date.isna() and due_text != ''")
    for row, cell in undated[["row", "due_text"]].to_numpy():
        if not any(word in cell for word in due_words):
            yield f"  ! task table, row {row}: no date is read in {_quote(cell)}"


def _unread(plan: _Plan) -> Iterator[str]:
    sections = plan["sections"]
    text = _text(plan)
    unread = sections.query("kind_code == 'paragraph'")
    if unread.empty:
        return
    share = _lengths(unread).sum() / _lengths(sections).sum()
    mark = "!" if share > _MUCH_UNREAD else "-"
    yield f"  {mark} text without a number, kept as paragraphs ({share:.0%}):"
    yield from _shown([_quote(text[start:end]) for start, end in spans(unread)])


def _numbers(plan: _Plan) -> Iterator[str]:
    unread = find_unread_numbers(_text(plan), plan)
    if unread:
        yield f"  - numbers in no figure, date or name ({len(unread)}); a unit that is not known?"
    for number, sentence in unread:
        yield f"      {number}: {' '.join(sentence.split())}"
    targets = plan["targets"]
    short = find_short_names(targets)
    if len(short):
        yield "  - names that do not say what is counted; data/corrections/ completes them:"
        names = short[["indicator", "matched_text"]].to_numpy()
        yield from _shown([f"{name or '-'}: {_quote(text)}" for name, text in names])
    known = {"", *(unit.base_unit for unit in units().values())}
    strange = targets[~targets["base_unit"].isin(known)]
    if len(strange):
        yield "  - counters that resources/figures/units.csv lacks, each read as a unit of its own:"
        yield from _shown([_quote(text) for text in strange["matched_text"]])


def _forms(plan: _Plan) -> Iterator[str]:
    """Yield forms that are not understood, or understood in part, with their words."""
    text = fold(_text(plan))
    dates = spans(plan["deadlines"])
    for form, pattern in pattern_rows("validation/odd_forms.csv"):
        hits = [hit for hit in pattern.finditer(text) if not is_inside(hit.end() - 1, dates)]
        found = list(dict.fromkeys(hit.group() for hit in hits))
        if found:
            yield f"  {form['mark']} {form['says']}: {'; '.join(map(_quote, found[:SHOWN]))}"


def _uncoded(plan: _Plan) -> Iterator[str]:
    """Yield what has no topic: very little, unless the plan is of another field."""
    items = plan["items"]
    measures = plan["measures"]
    uncoded = measures.query("topic_code == 'other'")["text"]
    if uncoded.empty:
        return
    n_items = (items["topic_code"] == "other").sum()
    is_much = len(uncoded) > _MUCH_UNCODED * len(measures)
    line = f"without a topic: {len(uncoded)} of {len(measures)} measures"
    line += f", {n_items} of {len(items)} items"
    yield f"  ! {line}; is this a plan of civil affairs?" if is_much else f"  - {line}"
    yield from _shown([*map(_quote, uncoded)])


def _proposals(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Yield what a person may add: indicators of several plans, terms of measures uncoded."""
    from mzanalysis.topics.proposals import propose_terms

    figures = propose_indicators(tables["targets"])
    if len(figures):
        yield "figures of several plans without an indicator, as proposals for indicators.csv:"
    names = figures[["indicator", "n_plans", "examples"]].to_numpy()
    yield from _shown([f"{name} ({n} plans): {examples}" for name, n, examples in names])
    terms = propose_terms(tables["measures"]).head(SHOWN)
    if terms.empty:
        return
    yield "the most frequent terms of measures without a topic or subtopic, for a codebook:"
    for term, n_uncoded, example in terms[["term", "n_uncoded", "example"]].to_numpy():
        yield f"      {term} ({n_uncoded} measures): {_quote(example)}"


def numbering_gaps(sections: pd.DataFrame) -> list[str]:
    """Find places where a plan's own numbers jump: item 7 after item 5.

    Args:
        sections: the rows of one plan, in order, with ``level``, ``label`` and ``heading``.

    Returns:
        One phrase per gap. A number may go on from the last of its level or start again at 1.
    """
    gaps = []
    last: dict[int, tuple[int, str]] = {}
    row: Any
    for row in sections.itertuples():
        number = number_of(row.label)
        if not number or row.label[:1] in "【“":
            continue
        before, printed = last.get(row.level, (0, ""))
        if printed and number not in (1, before + 1):
            gap = f"{row.label} follows {printed}"
            gaps.append(f"{gap}: {_quote(row.heading)}" if row.heading else gap)
        last[row.level] = (number, row.label)
    return gaps


def _text(plan: _Plan) -> str:
    return str(plan["plans"]["text"].iloc[0])


def _lengths(frame: pd.DataFrame) -> pd.Series:
    return frame["char_end"] - frame["char_start"]


def _shown(texts: list[str]) -> Iterator[str]:
    for text in texts[:SHOWN]:
        yield f"      {text}"
    if len(texts) > SHOWN:
        yield f"      … and {len(texts) - SHOWN} more"


def _quote(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _QUOTE_CHARS else one_line[:_QUOTE_CHARS] + "…"
