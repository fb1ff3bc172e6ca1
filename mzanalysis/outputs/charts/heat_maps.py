"""Heat maps: cities on one side; topics, months or cities on the other."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from mzanalysis.compare.years import Lang, plan_labels
from mzanalysis.outputs.charts.canvas import MANY, PAGE, Sheet, chart, is_wide
from mzanalysis.outputs.charts.captions import pair_labels, topic_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHARES = ("plan_id", "city", "topic_code", "share")
_PAIRS = ("plan_id_a", "plan_id_b", "city_a", "city_b", "topic_code", "similarity")
_POINTS = 8.5  # size of labels
_EM = 0.12  # inches that a Chinese character of a label takes
_COLOURS = "Blues"  # lightness falls steadily: readable in grey
_LOW = 40.0  # percent of plain commitments from which colours begin: nearly all are above
_FEW = 6  # up to here a cell has room for the interval beside the share


@chart(*_SHARES)
def topic_coverage(sheet: Sheet, topic_coverage: pd.DataFrame) -> None:
    """Draw the share of each topic in each plan as a heat map, in percent.

    Args:
        topic_coverage: the table of that name; topics appear in the codebook's order. Up to 6
            plans the cells also bear the 95 % interval (``15 (12–19)``).

    Returns:
        The Axes. Cities stand in columns, from 13 plans on in rows. ``–`` is a topic without
        measures, ``<1`` less than half a percent.

    Example: ``charts.topic_coverage(corpus.topic_coverage)``.
    """
    grid = _by_topic(topic_coverage, "share", sheet.lang).fillna(0.0)
    numbers = grid.map(_percent)
    notes = ["share_percent"]
    ends = ["share_low", "share_high"]
    if {*ends} <= {*topic_coverage} and topic_coverage["plan_id"].nunique() <= _FEW:
        grids = [_by_topic(topic_coverage, end, sheet.lang).fillna(0.0) for end in ends]
        low, high = (end.map("{:.0f}".format) for end in grids)
        numbers += " (" + low + "–" + high + ")"
        notes.append("share_interval")
    _draw_heat_map(sheet, grid, numbers, "topic_coverage_title", *notes)


@chart(*_SHARES, "strength_code")
def strength(sheet: Sheet, strength_by_topic: pd.DataFrame) -> None:
    """Draw which share of each city's measures on a topic commits plainly, in percent.

    Args:
        strength_by_topic: what ``corpus.strength()`` returns: plan_id, city, topic_code,
            strength_code and share; the rows ``commit`` are drawn, the rest strives (力争),
            encourages (鼓励) or explores (探索).

    Returns:
        The Axes. ``–`` is a topic without measures.
    """
    plain = strength_by_topic.query("strength_code == 'commit'")
    grid = _by_topic(plain, "share", sheet.lang)
    numbers = grid.map("{:.0f}".format).where(grid.notna(), "–")
    title, note = "strength_title", "strength_note"
    _draw_heat_map(sheet, grid.fillna(_LOW), numbers, title, note, low=_LOW)


@chart(*_PAIRS, nothing="two_plans")
def city_similarity(sheet: Sheet, plan_similarity: pd.DataFrame) -> None:
    """Draw how alike the plans' wording is, pair by pair, as a heat map.

    Args:
        plan_similarity: plan_id_a, plan_id_b, city_a, city_b, similarity (0 to 1) and
            topic_code, of which the rows ``all`` are drawn.

    Returns:
        The Axes. Each pair is drawn once; up to 12 plans the cells bear their numbers.
        Fewer than two plans give a figure that says so.

    Example: ``charts.city_similarity(corpus.similarity())``.
    """
    rows = plan_similarity.query("topic_code == 'all'")
    plans = pair_labels(rows, sheet.lang)
    if len(plans) < 2:
        return
    grid = rows.pivot(index="plan_id_a", columns="plan_id_b", values="similarity")
    # Each pair may stand in the table in one direction only.
    grid = grid.combine_first(grid.T).reindex(index=list(plans)[1:], columns=list(plans)[:-1])
    grid = grid.where(np.tri(*grid.shape, dtype=bool)).rename(index=plans, columns=plans)
    numbers = None
    if len(plans) <= MANY:
        numbers = grid.map("{:.2f}".format).where(grid.notna(), "")
    # Plans of one kind are all alike to some degree: from 0 on, all cells would be dark.
    low = np.floor(10 * np.nanmin(grid)) / 10
    title, note = "city_similarity_title", "similarity"
    _draw_heat_map(sheet, grid, numbers, title, note, low=low, is_square=True)


@chart("plan_id", "city", "year", "due_date")
def deadlines(sheet: Sheet, deadlines: pd.DataFrame) -> None:
    """Draw how many deadlines each city sets in each month, as a heat map.

    Args:
        deadlines: the table of that name.

    Returns:
        The Axes. Dates outside the plan's year stand under 更早 and 更晚. A city without any
        deadline has no row.

    Example: ``charts.deadlines(corpus.deadlines)``.
    """
    plans = plan_labels(deadlines, sheet.lang)
    due = pd.to_datetime(deadlines["due_date"]).dt
    month = (due.year - deadlines["year"]) * 12 + due.month
    grid = pd.crosstab(deadlines["plan_id"], month.clip(0, 13))
    names = ["before", *(f"month_{number}" for number in range(1, 13)), "later"]
    heads = {number: sheet.word(name) for number, name in enumerate(names)}
    for number in {0, 13}.difference(grid):
        del heads[number]
    grid = grid.reindex(index=list(plans), columns=list(heads), fill_value=0)
    grid = grid.rename(index=plans, columns=heads)
    numbers = grid.astype("str").where(grid > 0, "")
    _draw_heat_map(sheet, grid, numbers, "deadlines_title", "n_deadlines", is_skewed=True)


def _percent(share: float) -> str:
    if share == 0:
        return "–"
    if share < 0.5:
        return "<1"
    return f"{share:.0f}"


def _by_topic(rows: pd.DataFrame, column: str, lang: Lang) -> pd.DataFrame:
    """Put a column, in percent, of topics beside plans, or of many plans beside topics."""
    plans, topics = plan_labels(rows, lang), topic_labels(lang)
    grid = rows.pivot(index="topic_code", columns="plan_id", values=column) * 100
    grid = grid.reindex(index=[code for code in topics if code in grid.index], columns=list(plans))
    grid = grid.rename(index=topics, columns=plans)
    return grid.T if len(plans) > MANY else grid


def _draw_heat_map(
    sheet: Sheet,
    grid: pd.DataFrame,
    numbers: pd.DataFrame | None,
    title: str,
    *notes: str,
    low: float = 0.0,
    is_skewed: bool = False,
    is_square: bool = False,
) -> None:
    """Draw a grid with its numbers in the cells or, where there are none, with a colour scale."""
    import seaborn as sns
    from matplotlib.colors import Normalize, PowerNorm

    if not grid.size:
        return
    ax, names = _open_sheet(sheet, grid, is_square=is_square)
    largest = max(float(np.nanmax(grid)), 1e-9)
    # A few large counts (December) would leave all others white.
    norm = PowerNorm(0.5, 0, largest) if is_skewed else Normalize(low, largest)
    sns.heatmap(
        grid,
        ax=ax,
        annot=False if numbers is None else numbers.to_numpy(),
        fmt="",
        annot_kws={"size": 8},
        cmap=_COLOURS,
        norm=norm,
        linewidths=0.5,
        linecolor="white",
        cbar=numbers is None,
        # the upper right of a triangle of pairs is empty
        cbar_ax=ax.inset_axes((0.8, 0.5, 0.03, 0.45)) if numbers is None else None,
        xticklabels=True,
        yticklabels=True,
    )
    ax.set_xticks(ax.get_xticks(), names.texts)
    ax.tick_params(axis="x", rotation=names.rotation, length=0, labelsize=names.points)
    ax.tick_params(axis="y", rotation=0, length=0, labelsize=names.points)
    ax.set_ylabel("")
    sheet.name(sheet.word(title), *notes)


def _open_sheet(sheet: Sheet, grid: pd.DataFrame, *, is_square: bool) -> tuple["Axes", "_Names"]:
    """Open a sheet as large as the grid needs, and fit the columns' names to it."""
    beside = max(map(_text_width, grid.index)) + 0.3
    cell = min((PAGE - beside) / grid.shape[1], 1.0)
    names = _fit_names(grid.columns, cell)
    row_height = 0.25 if len(grid) <= MANY * 2 else 0.17
    if is_square:
        row_height = min(cell, 0.45)
    height = 0.9 + names.height + row_height * len(grid)
    return sheet.open(height, width=max(beside + cell * grid.shape[1], 4.2)), names


class _Names(NamedTuple):
    """The names below the columns as they fit: height in inches, size in points."""

    texts: list[str]
    rotation: int
    height: float
    points: float


def _fit_names(columns: Iterable[object], cell: float) -> _Names:
    """Fit names below columns, each ``cell`` inches wide.

    They are broken at a space if that helps. A name may be a fifth too wide: all are then printed
    smaller. Where one is wider, all are turned.
    """
    names = [str(column) for column in columns]
    broken = [name.replace(" ", "\n", 1) if _text_width(name) > cell else name for name in names]
    widest = max(map(_text_width, broken))
    if widest <= cell * 1.2:
        return _Names(broken, 0, height=0.3, points=_POINTS * min(cell / widest, 1))
    line_room = cell * 72 / _POINTS  # lines of text beside one another in a column
    points = _POINTS * min(line_room, 1) * 0.9
    return _Names(names, 90, height=max(map(_text_width, names)), points=points)


def _text_width(text: object) -> float:
    """Return the width in inches of a tick label's longest line."""
    lines = str(text).split("\n")
    return max(sum(_EM if is_wide(c) else 0.55 * _EM for c in line) for line in lines)
