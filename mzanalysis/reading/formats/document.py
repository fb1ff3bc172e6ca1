"""What every reader returns, and tables as text: one line a row, ``1 | 新增床位80张 | 9月底 |``."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

# On a line of its own, it parts what belongs to a web page from the document shown on it: every
# other stretch, beginning with the second, is the document.
PAGE_EDGE = "\u2028\u2029"
PART_EDGE = "\u2029\u2028"  # on a line of its own between the files of one plan


@dataclass(frozen=True)
class Document:
    r"""A file's text (newlines ``\n``), how it was decoded, and what the file says of itself.

    ``metadata`` holds fields stated outside the text (a web page's ``<meta>``) under the
    register's names, and ``left_out``: what the reader left out, in words.
    """

    text: str
    encoding: str
    metadata: Mapping[str, str] = field(default_factory=dict)


def spread_spans(rows: Iterable[Sequence[tuple[str, int, int]]]) -> list[list[str]]:
    """Put every cell under its column: what spans rows or columns is followed by empty cells.

    Args:
        rows: per row its cells: text, number of columns and of rows it spans.
    """
    below = Counter[int]()  # column -> rows that a cell above still covers
    grid = []
    for row in rows:
        cells: list[str] = []
        waiting = list(row)
        while waiting or below[len(cells)] > 0:
            if below[len(cells)] > 0:
                below[len(cells)] -= 1
                cells.append("")
                continue
            text, columns, height = waiting.pop(0)
            for part in [text] + [""] * (columns - 1):
                below[len(cells)] = height - 1
                cells.append(part)
        grid.append(cells)
    return grid


def write_row(cells: Sequence[str]) -> str:
    r"""Write a row as one line: ``a | b | c |\n``; an empty row gives nothing."""
    texts = [" ".join(text.split()) for text in cells]
    return "".join(f"{text} | ".lstrip() for text in texts).rstrip() + "\n" if any(texts) else ""
