"""What every reader returns, and tables as text: one line a row, ``1 | 新增床位80张 | 9月底 |``."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mzanalysis.text.dates import find_dates

# On a line of its own, it parts what belongs to a web page from the document shown on it: every
# other stretch, beginning with the second, is the document.
PAGE_EDGE = "\u2028\u2029"
PART_EDGE = "\u2029\u2028"  # on a line of its own between the files of one plan
_SHORT, _ANY_YEAR = 60, 2000


@dataclass(frozen=True)
class Document:
    r"""A file's text (newlines ``\n``), how it was decoded, and what the file says of itself.

    ``metadata`` holds fields stated outside the text (a web page's ``<meta>``) under the
    register's names, and ``left_out``: what the reader left out, in words.
    """

    text: str
    encoding: str
    metadata: Mapping[str, str] = field(default_factory=dict)


def spread_spans(rows: Iterable[Sequence[tuple[str | None, int, int]]]) -> list[list[str]]:
    """Put every cell under its column, and what spans rows into each of them.

    A chapter, an office or a date holds for every row that it spans and is said in each; a
    sentence or a figure, which would count again, is said once and followed by empty cells, as is
    what spans columns.

    Args:
        rows: per row its cells: text, number of columns and of rows it spans; None for the text
            if the cell goes on with the one above it.
    """
    held: dict[int, tuple[str, int]] = {}  # column -> what to say again, in how many rows more
    grid = []
    for row in rows:
        cells: list[str] = []
        for text, columns, height in row:
            _go_on(cells, held)
            above, _ = held.get(len(cells), ("", 0))
            said, again = (above, above) if text is None else (text, may_repeat(text))
            for part in range(columns):
                held[len(cells)] = (again if part == 0 else "", height - 1)
                cells.append(said if part == 0 else "")
        _go_on(cells, held)
        has_own = any(text for text, _, _ in row)
        grid.append(cells if has_own else [])
    return grid


def _go_on(cells: list[str], held: dict[int, tuple[str, int]]) -> None:
    """Add the cells that go on from the row above."""
    while True:
        again, n_more = held.get(len(cells), ("", 0))
        if n_more <= 0:
            return
        held[len(cells)] = (again, n_more - 1)
        cells.append(again)


def may_repeat(text: str) -> str:
    """Return what of a merged cell is said in each row it spans: all or nothing."""
    is_short = len(text) <= _SHORT and "。" not in text
    rest = text
    for hit in find_dates(text, _ANY_YEAR) if is_short else ():
        rest = rest.replace(hit.text, "")
    return text if is_short and not re.search(r"\d", rest) else ""


def write_row(cells: Sequence[str]) -> str:
    r"""Write a row as one line: ``a | b | c |\n``; an empty row gives nothing."""
    texts = [" ".join(text.split()) for text in cells]
    return "".join(f"{text} | ".lstrip() for text in texts).rstrip() + "\n" if any(texts) else ""
