"""A grid of cells with numbers, the shape of most charts: cities on one side."""

from typing import TYPE_CHECKING

import pandas as pd

from mzanalysis.charts.canvas import PAGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MANY = 12  # from here on cities stand as rows, and cells of city pairs bear no numbers
_POINTS = 8.5  # size of labels
_EM = 0.12  # inches that a Chinese character of a label takes
_COLOURS = "Blues"  # lightness falls steadily: readable in grey


def heat_map(
    ax: "Axes",
    grid: pd.DataFrame,
    numbers: pd.DataFrame | None,
    *,
    low: float = 0.0,
    is_skewed: bool = False,
) -> None:
    """Draw a grid with its numbers in the cells or, where there are none, with a colour scale."""
    import seaborn as sns
    from matplotlib.colors import PowerNorm

    largest = max(float(grid.to_numpy(dtype=float, na_value=0.0).max()), 1e-9)
    # A few large counts (December) would leave all others white.
    scale = {"norm": PowerNorm(0.5, 0, largest)} if is_skewed else {"vmin": low, "vmax": largest}
    has_scale = numbers is None
    sns.heatmap(
        grid,
        ax=ax,
        annot=False if numbers is None else numbers.to_numpy(),
        fmt="",
        annot_kws={"size": 8},
        cmap=_COLOURS,
        linewidths=0.5,
        linecolor="white",
        cbar=has_scale,
        # the upper right of a triangle of pairs is empty
        cbar_ax=ax.inset_axes((0.8, 0.5, 0.03, 0.45)) if has_scale else None,
        xticklabels=True,
        yticklabels=True,
        **scale,
    )
    names, is_upright = _column_names(grid)
    cell = _cell_width(grid)
    room = cell / max(map(_text_width, names), default=cell) if is_upright else cell * 72 / _POINTS
    size = _POINTS * min(room, 1) * (1 if is_upright else 0.9)
    ax.set_xticks(ax.get_xticks(), names)
    ax.tick_params(axis="x", rotation=0 if is_upright else 90, length=0, labelsize=size)
    ax.tick_params(axis="y", rotation=0, length=0, labelsize=size)
    ax.set_ylabel("")


def _column_names(grid: pd.DataFrame) -> tuple[list[str], bool]:
    """Return the names below the columns, broken at a space if that helps, and if they fit.

    A name may be a fifth too wide: it is then printed smaller.
    """
    cell = _cell_width(grid)
    whole = [str(name) for name in grid.columns]
    broken = [name.replace(" ", "\n", 1) if _text_width(name) > cell else name for name in whole]
    fits = all(_text_width(name) <= cell * 1.2 for name in broken)
    return (broken if fits else whole), fits


def _text_width(text: object) -> float:
    """Return the width in inches of a tick label's longest line."""
    lines = str(text).split("\n")
    return max(sum(_EM if ord(c) > 0x2E7F else 0.55 * _EM for c in line) for line in lines)


def _cell_width(grid: pd.DataFrame) -> float:
    """Return the width in inches that a column gets beside the row labels, at most one."""
    beside = max((_text_width(name) for name in grid.index), default=0) + 0.3
    return min((PAGE - beside) / max(grid.shape[1], 1), 1.0)


def grid_size(grid: pd.DataFrame, *, is_square: bool = False) -> tuple[float, float]:
    """Return width and height in inches for a heat map of this many rows and columns."""
    cell = _cell_width(grid)
    beside = max((_text_width(name) for name in grid.index), default=0) + 0.3
    row = min(cell, 0.45) if is_square else 0.25 if len(grid) <= MANY * 2 else 0.17
    names, is_upright = _column_names(grid)
    below = 0.3 if is_upright else max(map(_text_width, names))
    return max(beside + cell * grid.shape[1], 4.2), 0.9 + below + row * max(len(grid), 1)
