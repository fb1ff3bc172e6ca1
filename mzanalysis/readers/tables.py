"""Tables as text: one line a row, ``1 | 新增护理床位80张 | 9月底 |``."""

from collections.abc import Iterable, Sequence

Cell = tuple[str, int, int]  # text, columns and rows it spans


def spread_spans(rows: Iterable[Sequence[Cell]]) -> list[list[str]]:
    """Put every cell under its column: what spans rows or columns is followed by empty cells.

    Args:
        rows: per row its cells, each with the number of columns and rows it spans.

    Example: a chapter's cell over two rows leaves the first cell of the second row empty.
    """
    below: dict[int, int] = {}  # column -> rows that a cell above still covers
    grid = []
    for row in rows:
        cells: list[str] = []
        waiting = list(row)
        while waiting or below.get(len(cells), 0) > 0:
            if below.get(len(cells), 0) > 0:
                below[len(cells)] -= 1
                cells.append("")
                continue
            text, columns, height = waiting.pop(0)
            for n in range(columns):
                below[len(cells)] = height - 1
                cells.append(text if n == 0 else "")
        grid.append(cells)
    return grid


def write_row(cells: Sequence[str]) -> str:
    r"""Write a row as one line: ``a | b | c |\n``; an empty row gives nothing."""
    texts = [" ".join(text.split()) for text in cells]
    if not any(texts):
        return ""
    return "".join(f"{text} | " if text else "| " for text in texts).rstrip() + "\n"
