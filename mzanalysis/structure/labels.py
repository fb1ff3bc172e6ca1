"""The grammar of labels and headings: how a paragraph is numbered, what reads as a heading.

All functions work on folded text, so ``（１）`` and ``(1)`` are the same label.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from mzanalysis.resources import cached, read_table
from mzanalysis.text.numbers import parse_number
from mzanalysis.text.patterns import pattern, pattern_rows

_NUMERAL = pattern("han_number").pattern
# Line breaks lost in flattening leave labels after a closed sentence or clause, and a first
# label after a word.
_INLINE = re.compile(
    rf"(?<=[。;:!])\s*(?=\({_NUMERAL}\)|{_NUMERAL}、|\d{{1,2}}[、.])"
    r"|(?<=[^\d\s(])\s*(?=1[、.](?!\d)|\(一\))"
)
# A phrase with a figure, a date or the name of a document is a commitment of its own.
_NOT_IN_HEADING = re.compile(r"\d|《|年底|年内|月底|全年")
_ASIDE = re.compile(r"“[^”]*”|\d{4}(?=年)|\([^()]*\)")
_OPEN_OR_WHOLE = re.compile("[。;!?]|[,、]$")
# 加强监管 开展检查,...: the blank stands for a lost line break
_SPACED_HEADING = re.compile(r"[^\s\d,。;:!《“”]{4,30}(?=\s+\S{2,}.*[,。])")
# 一是 and 首先 count the actions of a sentence and belong to its text, unlike (一) and 1.
_ORDINAL = re.compile(
    rf"{_NUMERAL}(?:是要?|要)(?!求)|(?:首先|其次)[,:]?|(?:再次|最后|其{_NUMERAL}),"
)
_LONGEST_CLAUSE, LONGEST_HEADING = 40, 60  # characters; what is longer is text


class Label(NamedTuple):
    """A label found in folded text: its style, text, number (0 if none) and span."""

    style: str
    text: str
    number: int
    start: int
    end: int


@cached
def rank(style: str) -> int:
    """Return the usual place of a label style in the outline, 1 = highest.

    The order is that of GB/T 9704-2012, 7.3.3 (一、, (一), 1., (1)), with the divisions of
    statutes above it and other marks below.
    """
    table = read_table("structure/label_styles.csv").set_index("style")
    return int(table["rank"].get(style, len(table)))


@cached
def _any_label() -> re.Pattern[str]:
    """Return a pattern of every label; the name of its last group is the style."""
    rows = pattern_rows("structure/label_styles.csv")
    return re.compile("|".join(f"(?P<{row['style']}>{label.pattern})" for row, label in rows))


def read_label(text: str, start: int, end: int) -> Label | None:
    """Return the label with which ``text[start:end]`` begins, or None.

    Example: ``read_label("（二）扩大覆盖。", 0, 8)`` of the folded text is ``(二)``, number 2;
    ``1.2亿元`` and ``2025.3`` begin with no label.
    """
    found = _any_label().match(text, start, end)
    if not found:
        return None
    printed = found.group().strip()
    return Label(str(found.lastgroup), printed, number_of(printed), start, found.end())


def inline_labels(text: str, start: int, end: int) -> Iterator[Label]:
    """Yield labels inside a line: after a closed clause, or a first one after a word."""
    for found in _INLINE.finditer(text, start, end):
        label = read_label(text, found.end(), end)
        if label and label.start > start:
            yield label


def ordinal_of(text: str) -> str:
    """Return the word with which a clause is counted, "" if none: ``一是完善网络`` -> ``一是``."""
    found = _ORDINAL.match(text)
    return found.group() if found else ""


def number_of(label: str) -> int:
    """Return the number a label states, 0 if none: ``(二十一)`` -> 21, ``2.1`` -> 1."""
    if len(label) == 1:  # ❶
        return int(unicodedata.numeric(label, 0))
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

    Clauses are 0 for what is a heading by its form: a line of its own before further text, or
    a phrase closed by a colon. Whether a first sentence is one depends on its siblings.

    Args:
        body: first line of the paragraph after its label, folded.
        has_more: further text follows on the next lines.

    Example: ``heading_phrase("加强监管。开展检查。", has_more=False)`` -> ``(4, 1)``.
    """
    line = body.rstrip()
    if has_more and len(line) <= LONGEST_HEADING and not _OPEN_OR_WHOLE.search(line):
        return len(line.rstrip(":")), 0
    spaced = _SPACED_HEADING.match(line)
    if spaced:
        return spaced.end(), 1
    phrase = re.split("[。!;]", line, maxsplit=1)[0]
    plain = _ASIDE.sub(lambda aside: "〃" * len(aside.group()), phrase)
    lead, colon, after_colon = plain.partition(":")
    if colon:
        is_plain = "," not in lead and not _NOT_IN_HEADING.search(lead)
        is_heading = after_colon and is_plain and len(lead) <= _LONGEST_CLAUSE
        return (len(lead) if is_heading else 0), 0
    after = line[len(phrase) :]
    is_closed = after.startswith(("。", "!")) and (len(after) > 1 or has_more)
    clauses = plain.count(",") + 1
    longest = min(LONGEST_HEADING, _LONGEST_CLAUSE * clauses)
    if not is_closed or len(phrase) > longest or _NOT_IN_HEADING.search(plain):
        return 0, 0
    return len(phrase), clauses
