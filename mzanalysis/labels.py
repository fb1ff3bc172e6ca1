"""The grammar of labels and headings: how a paragraph is numbered, what reads as a heading.

All functions work on folded text, so ``（１）`` and ``(1)`` are the same label.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from mzanalysis.numerals import parse_number
from mzanalysis.resources import read_table

_NUMERAL = "[一二三四五六七八九十百零〇]{1,5}"
# Line breaks lost in flattening leave labels after a closed sentence or clause.
_INLINE = re.compile(rf"(?<=[。;:!])\s*(?=\({_NUMERAL}\)|{_NUMERAL}、|\d{{1,2}}[、.])")
_FIRST_INLINE = re.compile(r"(?<=[^\d\s(])\s*(?=1[、.](?!\d)|\(一\))")
# A phrase with a figure, a date or the name of a document is a commitment of its own.
_NOT_IN_HEADING = re.compile(r"\d|《|年底|年内|月底|全年")
_QUOTED_OR_YEAR = re.compile(r"“[^”]*”|\d{4}(?=年)")
# 加强监管 开展检查,...: the blank stands for a lost line break
_SPACED_HEADING = re.compile(r"[^\s\d,。;:!《“”]{4,30}(?=\s+\S{2,}.*[,。])")
_READING = re.compile(r"\([a-zü]*[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ][a-zü]*\)")
_LONGEST_CLAUSE, _LONGEST_HEADING = 40, 60


@dataclass(frozen=True)
class Label:
    """A label found in folded text: its style, text, number and span."""

    style: str
    text: str
    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Style:
    """A way of numbering; ``rank`` is its usual place in the outline, 1 = highest."""

    name: str
    rank: int
    pattern: re.Pattern[str]


@cache
def styles() -> dict[str, Style]:
    """Return the label styles of ``label_styles.csv`` by name.

    Their usual order is that of GB/T 9704-2012, 7.3.3 (一、, (一), 1., (1)), with the
    divisions of statutes above it and other marks below.
    """
    return {
        row["style"]: Style(
            row["style"],
            int(row["rank"]),
            re.compile(row["pattern"].replace("{N}", _NUMERAL)),
        )
        for row in read_table("label_styles.csv").to_dict("records")
    }


def drop_readings(text: str) -> tuple[str, Sequence[int]]:
    """Leave out the readings that a converter put behind characters: ``數(shù)量`` -> ``數量``.

    Returns:
        The text without them, and where each of its characters and its end stand in ``text``.
    """
    gaps = [found.span() for found in _READING.finditer(text)]
    if not gaps:
        return text, range(len(text) + 1)
    kept = [i for i in range(len(text)) if not any(a <= i < b for a, b in gaps)]
    return "".join(text[i] for i in kept), [*kept, len(text)]


def read_label(text: str, start: int, end: int) -> Label | None:
    """Return the label with which ``text[start:end]`` begins, or None.

    Example: ``read_label("（二）扩大覆盖。", 0, 8)`` of the folded text is ``(二)``, number 2;
    ``1.2亿元`` and ``2025.3`` begin with no label.
    """
    for style in styles().values():
        found = style.pattern.match(text, start, end)
        if found:
            printed = found.group().strip()
            return Label(style.name, printed, number_of(printed), start, found.end())
    return None


def inline_labels(text: str, start: int, end: int) -> Iterator[Label]:
    """Yield labels inside a line: after a closed clause, or a first one after a word."""
    places = {m.end() for m in _INLINE.finditer(text, start, end)}
    places |= {m.end() for m in _FIRST_INLINE.finditer(text, start, end)}
    for place in sorted(places - {start}):
        label = read_label(text, place, end)
        if label:
            yield label


def number_of(label: str) -> int:
    """Return the number a label states, 0 if none: ``(二十一)`` -> 21, ``2.1`` -> 1."""
    label = unicodedata.normalize("NFKC", label)
    if digits := re.findall(r"\d+", label):
        return int(digits[-1])
    numeral = re.search(_NUMERAL, label)
    return int(parse_number(numeral.group()) or 0) if numeral else 0


def path_part(label: str) -> str:
    """Return a label in paths: ``一、`` -> ``一``, ``14.`` -> ``14``; ``㈠`` -> ``(一)``."""
    label = unicodedata.normalize("NFKC", label) if label[:1] in "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩" else label
    return re.sub(r"[ \\]", "", label).rstrip("、.,:").strip("【】")


def heading_phrase(body: str, *, has_more: bool) -> tuple[int, int]:
    """Return (length, clauses) of the phrase with which a paragraph may be headed, (0, 0) if none.

    Clauses are 0 for a heading that nothing but its form decides: a line of its own before
    further text, or a phrase closed by a colon. Whether a first sentence of one clause or
    more is a heading depends on its siblings, which only the caller knows.

    Args:
        body: first line of the paragraph after its label, folded.
        has_more: further text follows on the next lines.

    Example: ``heading_phrase("加强监管。开展检查。", has_more=False)`` -> ``(4, 1)``.
    """
    line = body.rstrip()
    if has_more and len(line) <= _LONGEST_HEADING and not re.search(r"[。;!?]|[,、]$", line):
        return len(line.rstrip(":")), 0
    if spaced := _SPACED_HEADING.match(line):
        return spaced.end(), 1
    first = re.match(r"[^。!;]*", line)
    phrase = first.group() if first else ""
    plain = _QUOTED_OR_YEAR.sub(lambda m: "〃" * len(m.group()), phrase)
    plain = re.sub(r"\([^()]*\)", lambda m: "〃" * len(m.group()), plain)
    lead, colon, rest = plain.partition(":")
    if colon and rest and "," not in lead and not _NOT_IN_HEADING.search(lead):
        return (len(lead), 0) if len(lead) <= _LONGEST_CLAUSE else (0, 0)
    after = line[len(phrase) :]
    closed = after[:1] in ("。", "!") and (len(after) > 1 or has_more)
    clauses = plain.count(",") + 1
    if not closed or colon or _NOT_IN_HEADING.search(plain) or len(phrase) > _LONGEST_HEADING:
        return 0, 0
    return (len(phrase), clauses) if len(phrase) <= _LONGEST_CLAUSE * clauses else (0, 0)
