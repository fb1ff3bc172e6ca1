"""Say plan by plan what was read, how well, and what is missing or needs a decision.

Lines marked ``!`` are warnings: something looks lost, or a person has to decide. Lines marked
``-`` are notes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mzanalysis.folding import fold
from mzanalysis.indicators import propose_indicators
from mzanalysis.labels import number_of
from mzanalysis.resources import read_table

QUOTES_SHOWN, TERMS_SHOWN = 5, 10
_QUOTE_CHARS = 40
# What a reader reports beside the plan's own fields.
_NOT_IN_TABLE = ("encoding", "left_out", "doubts")
# Text with no number is normal in an opening; more of it means that headings were missed.
_MUCH_UNREAD = 0.20
# An item many times as long as its siblings has probably swallowed what follows it.
_LONG_ITEM, _TIMES_MEDIAN = 1500, 6


@dataclass(frozen=True)
class _Plan:
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
    for row in tables["plans"].itertuples():
        own = {
            name: frame[frame["plan_id"] == row.plan_id]
            for name, frame in tables.items()
            if "plan_id" in frame.columns
        }
        plan = _Plan(row, own, evidence[evidence["plan_id"] == row.plan_id])
        for describe in _OF_A_PLAN:
            lines += describe(plan)
        lines.append("")
    for propose in (_indicators, _terms):  # what other stages propose is added here
        lines += propose(tables)
    return lines, sum(line.startswith("  !") for line in lines)


def _source(plan: _Plan) -> Iterator[str]:
    row = plan.row
    script = {"hans": "Simplified", "hant": "Traditional"}[row.script_code]
    yield f"{row.plan_id} {row.city} ({row.city_en}, {row.province}), {row.year}"
    yield f"  file {row.source_path}: {len(row.text)} characters, {script}"


def _fields(plan: _Plan) -> Iterator[str]:
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


def _counts(plan: _Plan) -> Iterator[str]:
    kinds = plan.tables["sections"]["kind_code"].value_counts()
    counts = [f"{kinds.get(kind, 0)} {kind}s" for kind in ("chapter", "section", "item")]
    tables = ("measures", "targets", "deadlines", "tasks")
    yield "  " + ", ".join(counts + [f"{len(plan.tables[name])} {name}" for name in tables])


def _characters(plan: _Plan) -> Iterator[str]:
    sections = plan.tables["sections"]
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
    for path, text in zip(without["path"], without["text"], strict=True):
        yield f"  ! item {path}: no measure was found in it: {_quote(text)}"
    lengths = items["char_end"] - items["char_start"]
    usual = lengths.median() if len(items) else 0
    for path, text in items.loc[
        lengths > max(_LONG_ITEM, _TIMES_MEDIAN * usual), ["path", "text"]
    ].itertuples(index=False):
        yield f"  - item {path} has {len(text)} characters; were headings in it missed?"
    annexes = sections[(sections["kind_code"] == "attachment") & (_lengths(sections) > 0)]
    for heading, n_chars in zip(annexes["heading"], _lengths(annexes), strict=True):
        if re.search("表|清单|台账", heading) and not plan.tables["tasks"]["chapter"].size:
            is_there = n_chars > 2 * len(heading) + 20
            why = "has no row that could be read" if is_there else "is named but not in the file"
            yield f"  {'!' if is_there else '-'} annex {_quote(heading)} {why}"


def _unread(plan: _Plan) -> Iterator[str]:
    """Yield the text that stands under no number."""
    sections = plan.tables["sections"]
    unread = sections[sections["kind_code"] == "paragraph"]
    if len(unread):
        share = _lengths(unread).sum() / _lengths(sections).sum()
        mark = "!" if share > _MUCH_UNREAD else "-"
        yield f"  {mark} text without a number, kept as paragraphs ({share:.0%}):"
        spans = unread[["char_start", "char_end"]].head(QUOTES_SHOWN).itertuples(index=False)
        yield from (f"      {_quote(plan.row.text[a:b])}" for a, b in spans)
        yield from _more(len(unread))


def _forms(plan: _Plan) -> Iterator[str]:
    """Yield forms that are not understood, or understood in part, with their words."""
    text = fold(plan.row.text)
    for mark, pattern, says in read_table("odd_forms.csv").itertuples(index=False):
        found = list(dict.fromkeys(x.group() for x in re.finditer(pattern, text)))
        if found:
            yield f"  {mark} {says}: {'; '.join(map(_quote, found[:QUOTES_SHOWN]))}"


def _uncoded(plan: _Plan) -> Iterator[str]:
    for name in ("items", "measures"):
        frame = plan.tables[name]
        other = frame[frame["topic_code"] == "other"]
        if len(other):
            yield f"  - {len(other)} of {len(frame)} {name} have no topic, among them:"
            yield from (f"      {_quote(text)}" for text in other["text"].head(QUOTES_SHOWN))


def _indicators(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Yield figures of two plans or more that have no common indicator yet."""
    proposals = propose_indicators(tables["targets"])
    if len(proposals):
        yield "figures that resources/indicators.csv does not know, with their plans:"
        for row in proposals.head(QUOTES_SHOWN).itertuples():
            yield f"  - {row.indicator} ({row.n_plans} plans): {row.examples}"
        yield from _more(len(proposals))


def _terms(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Yield the terms that the codebook might take in, most frequent first."""
    from mzanalysis.explore import propose_terms

    proposals = propose_terms(tables["measures"])
    if len(proposals):
        yield "terms frequent in measures without topic or subtopic, as proposals for a codebook:"
        for row in proposals.head(TERMS_SHOWN).itertuples():
            yield f"  - {row.term} ({row.n_uncoded}): {_quote(str(row.example))}"


_OF_A_PLAN = (_source, _fields, _counts, _characters, _losses, _unread, _forms, _uncoded)


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


def _more(n_rows: int) -> list[str]:
    return [f"      … and {n_rows - QUOTES_SHOWN} more"] if n_rows > QUOTES_SHOWN else []


def _quote(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _QUOTE_CHARS else one_line[:_QUOTE_CHARS] + "…"
