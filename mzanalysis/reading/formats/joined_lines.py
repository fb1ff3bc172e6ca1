"""Lines as they stand on a page, joined to paragraphs.

A line goes on into the next if it fills the column and the next is not indented.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mode

from mzanalysis.text.patterns import pattern

SENTENCE_ENDS = tuple("。！？；：!?;:…”")
_TOKEN = re.compile(r"[“‘（(《]*[!-~]*[”’）)》，。、；：]*.")
_LARGER = 1.25  # times the size of the text are the characters of a title
_NEARLY = 0.75  # of a column is filled by a line that goes on
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z0-9,.]$"), re.compile(r"[A-Za-z]")
# A text's lines were broken at a width if half of the long ones, and three, end in mid-sentence.
_CUT_SHARE, _LEAST_CUT, _LEAST_COLUMN = 0.5, 3, 15


@dataclass
class PrintedLine:
    """A line and where it stands, in points or columns; a table's row has cells."""

    text: str
    left: float
    right: float
    size: float = 0  # of a hanzi
    token: float = 0  # width of what the line begins with and no line break may cut
    top: float = 0  # 0 at the page's top, 1 at its foot
    cells: tuple[str, ...] = ()
    is_parted: bool = False  # from the one above by a blank line, or as a page's columns are

    @property
    def is_open(self) -> bool:
        """Whether the line ends within a sentence."""
        return not self.text.endswith((*SENTENCE_ENDS, "|"))

    @property
    def is_labelled(self) -> bool:
        """Whether the line begins with a number as paragraphs do."""
        return pattern("line_label").match(self.text) is not None


def token_length(text: str) -> int:
    """Return how many characters stand at the start of a line that no line break may part."""
    token = _TOKEN.match(text)
    return token.end() if token else 1


def join_lines(lines: Sequence[PrintedLine], *, is_ragged: bool) -> str:
    """Join lines to paragraphs.

    Args:
        lines: those of a whole text, in order.
        is_ragged: typesetters have set them; else each was cut where the column ends.
    """
    left, right = _column(lines, is_ragged=is_ragged)
    text = ""
    for line, following in pairwise(lines):
        text += line.text + _between(line, following, left, right, is_ragged)
    return f"{text}{lines[-1].text}\n"


def _column(lines: Sequence[PrintedLine], *, is_ragged: bool) -> tuple[float, float]:
    """Return the column's edges: where most lines begin, and where the long ones end."""
    plain = [line for line in lines if not line.cells] or lines
    left = mode(round(line.left) for line in plain)
    right = sorted(line.right for line in plain)[int((len(plain) - 1) * 0.9)]
    if is_ragged:
        return left, right
    return left, mode(line.right for line in plain if line.right >= _NEARLY * right)


def _between(
    line: PrintedLine, following: PrintedLine, left: float, right: float, is_ragged: bool
) -> str:
    if line.cells or following.cells or following.left > left + 0.8 * following.size:
        return "\n"
    is_closed = not line.is_open and (following.is_parted or line.text.endswith("|"))
    if is_closed or following.is_labelled:
        return "\n"
    goes_on = _fills_ragged if is_ragged else _fills_exactly
    if not goes_on(line, following, left, right):
        return "\n"
    is_latin = _LATIN_END.search(line.text) and _LATIN_START.match(following.text)
    return " " if is_latin else ""


def _fills_ragged(line: PrintedLine, following: PrintedLine, left: float, right: float) -> bool:
    if following.is_parted or max(line.size, following.size) > _LARGER * min(
        line.size, following.size
    ):
        return False  # between a title and the text
    if _is_full(line, following, right):
        return True
    # Typesetters leave lines ragged; the next line begins at the margin all the same.
    is_alike = line.is_open and abs(line.size - following.size) < 1
    return is_alike and line.right - left > _NEARLY * (right - left)


def _fills_exactly(line: PrintedLine, following: PrintedLine, _: float, right: float) -> bool:
    slack = 0.6 if line.is_open else 0
    return _is_full(line, following, right, slack)


def _is_full(line: PrintedLine, following: PrintedLine, right: float, slack: float = 0.6) -> bool:
    """Tell whether what the next line begins with has no place in a line, but for some slack."""
    return line.right + following.token > right - slack * line.size


def join_wrapped(text: str) -> tuple[str, str]:
    """Join the lines of a text that were broken at a fixed width.

    Returns:
        The text, and what was done, in words; text as it was and "" if its lines are paragraphs.

    Example: thirty lines of 34 hanzi become paragraphs, 年内新增床 and 位50张。 one sentence.
    """
    widest: list[PrintedLine] = []
    most = 0.0
    for is_wide in (True, False):  # a converter counts columns, or characters
        lines = _read_lines(text, is_wide=is_wide)
        share = _share_cut(lines)
        if share > most:
            widest, most = lines, share
    if most < _CUT_SHARE:
        return text, ""
    lines = list(_drop_page_numbers(widest))
    joined = join_lines(lines, is_ragged=False)
    n_breaks = len(lines) - joined.count("\n")
    n_numbers = len(widest) - len(lines)
    numbers = f", {n_numbers} page numbers" if n_numbers else ""
    return joined, f"{n_breaks} line breaks within paragraphs{numbers}"


def _drop_page_numbers(lines: Sequence[PrintedLine]) -> Iterator[PrintedLine]:
    """Yield the lines but page numbers; a bare number is one if it stands within a sentence."""
    _, right = _column(lines, is_ragged=False)
    above = lines[0]
    for line in lines:
        if pattern("page_number").fullmatch(line.text):
            is_cut = above.is_open and _is_full(above, line, right)
            if is_cut or not (line.text[0].isdecimal() or line.text[-1].isdecimal()):
                continue
        yield line
        above = line


def _read_lines(text: str, *, is_wide: bool) -> list[PrintedLine]:
    def width(part: str) -> int:
        return sum(1 + (is_wide and unicodedata.east_asian_width(c) in "WFA") for c in part)

    size = 1 + is_wide
    lines: list[PrintedLine] = []
    is_parted = False
    for printed in re.split("[\n\f]", text):
        stripped = printed.strip()
        if stripped:
            left = width(printed[: len(printed) - len(printed.lstrip())])
            token = width(stripped[: token_length(stripped)])
            right = left + width(stripped)
            lines.append(PrintedLine(stripped, left, right, size, token, is_parted=is_parted))
        is_parted = not stripped
    return lines


def _share_cut(lines: Sequence[PrintedLine]) -> float:
    """Return the share of the long lines that end at the column's edge in mid-sentence."""
    if not lines:
        return 0
    left, right = _column(lines, is_ragged=False)
    n_cut = 0
    for line, following in pairwise(lines):
        is_full = _is_full(line, following, right) and line.right < right + 3 * line.size
        n_cut += is_full and line.is_open and not following.is_labelled
    n_long = sum(line.right > _NEARLY * right for line in lines)
    is_column = right - left > _LEAST_COLUMN * lines[0].size and n_cut >= _LEAST_CUT
    return n_cut / n_long if is_column else 0
