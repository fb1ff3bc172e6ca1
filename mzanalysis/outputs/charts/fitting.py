"""Names below the columns of a chart, as they fit."""

from collections.abc import Iterable
from typing import NamedTuple

from mzanalysis.outputs.charts.canvas import is_wide

POINTS = 8.5  # size of labels
_EM = 0.12  # inches that a Chinese character of a label takes


class Names(NamedTuple):
    """The names below the columns as they fit: height in inches, size in points."""

    texts: list[str]
    rotation: int
    height: float
    points: float


def fit_names(columns: Iterable[object], cell: float) -> Names:
    """Fit names below columns, each ``cell`` inches wide.

    They are broken at a space if that helps. A name may be a fifth too wide: all are then printed
    smaller. Where one is wider, all are turned.
    """
    names = [str(column) for column in columns]
    broken = [name.replace(" ", "\n", 1) if text_width(name) > cell else name for name in names]
    widest = max(map(text_width, broken))
    if widest <= cell * 1.2:
        return Names(broken, 0, height=0.3, points=POINTS * min(cell / widest, 1))
    line_room = cell * 72 / POINTS  # lines of text beside one another in a column
    points = POINTS * min(line_room, 1) * 0.9
    return Names(names, 90, height=max(map(text_width, names)), points=points)


def text_width(text: object) -> float:
    """Return the width in inches of a tick label's longest line."""
    lines = str(text).split("\n")
    return max(sum(_EM if is_wide(c) else 0.55 * _EM for c in line) for line in lines)
