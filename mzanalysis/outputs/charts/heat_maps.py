"""Heat maps: cities on one side; topics, months or cities on the other."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mzanalysis.compare.years import Lang, plan_labels
from mzanalysis.outputs.charts.canvas import MANY, PAGE, Sheet, chart
from mzanalysis.outputs.charts.captions import name_missing, pair_labels, topic_labels
from mzanalysis.outputs.charts.fitting import Names, fit_names, text_width
from mzanalysis.outputs.charts.seen import (
    see_coverage,
    see_deadlines,
    see_similarity,
    see_strength,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHARES = ("plan_id", "city", "topic_code", "share")
_PAIRS = ("plan_id_a", "plan_id_b", "city_a", "city_b", "topic_code", "similarity")
_COLOURS = "Blues"  # lightness falls steadily: readable in grey
_ENOUGH = 5  # measures from which a share may be told
_MIDDLE = 0.179  # luminance on which black and white contrast alike
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
    seen = see_coverage(topic_coverage, plan_labels(topic_coverage, sheet.lang), sheet.lang)
    # What no topic fits is no finding: it does not set the colours.
    other = topic_labels(sheet.lang).get("other")
    named = grid.drop(index=other, columns=other, errors="ignore")
    top = float(named.to_numpy().max(initial=0.0))
    draw_heat_map(sheet, grid, numbers, "topic_coverage_title", *notes, seen=seen, top=top)


@chart(*_SHARES, "strength_code", "n_measures")
def strength(sheet: Sheet, strength_by_topic: pd.DataFrame) -> None:
    """Draw which share of each city's measures on a topic commits plainly, in percent.

    Args:
        strength_by_topic: what ``corpus.strength()`` returns: plan_id, city, topic_code,
            strength_code, n_measures and share; the rows ``commit`` are drawn, the rest strives
            (力争), encourages (鼓励) or explores (探索).

    Returns:
        The Axes. Up to 6 plans the cells bear the number of measures, too; of fewer than five
        they bear only that, as no share can be told from them. ``–`` is a topic without measures.
    """
    plans = plan_labels(strength_by_topic, sheet.lang)
    if strength_by_topic.empty:
        return
    plain = strength_by_topic.query("strength_code == 'commit'")
    n_all = strength_by_topic.groupby(["plan_id", "city", "topic_code"], as_index=False)
    n_all = n_all["n_measures"].sum().assign(n=lambda rows: rows["n_measures"] / 100)
    n_all.attrs = plain.attrs = strength_by_topic.attrs
    counts = _by_topic(n_all, "n", sheet.lang).fillna(0).astype("int64")
    shares = _by_topic(plain, "share", sheet.lang)
    counted = "(" + counts.astype("str") + ")"
    numbers = shares.map("{:.0f}".format)
    notes = ["strength_note"]
    if len(plans) <= _FEW:
        numbers += " " + counted
        notes.append("strength_count")
    is_enough = counts >= _ENOUGH
    numbers = numbers.where(is_enough, counted).where(counts > 0, "–")
    grid = shares.where(is_enough)
    low = 10 * np.floor(np.nanmin(grid.fillna(100.0)) / 10)
    seen = see_strength(strength_by_topic, plans, sheet.lang)
    draw_heat_map(sheet, grid.fillna(low), numbers, "strength_title", *notes, seen=seen, low=low)


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
    seen = see_similarity(grid, sheet.lang)
    draw_heat_map(sheet, grid, numbers, title, note, seen=seen, low=low, is_square=True)


@chart("plan_id", "city", "year", "due_date")
def deadlines(
    sheet: Sheet, deadlines: pd.DataFrame, *, all_plans: pd.DataFrame | None = None
) -> None:
    """Draw how many deadlines each city sets in each month, as a heat map.

    Args:
        deadlines: the table of that name.
        all_plans: the table ``plans``, to name below the chart those without any deadline.

    Returns:
        The Axes. Dates outside the plan's year stand under 更早 and 更晚. A city without any
        deadline has no row.

    Example: ``charts.deadlines(corpus.deadlines, all_plans=corpus.plans)``.
    """
    if deadlines.empty:
        return
    plans = plan_labels(deadlines, sheet.lang)
    sheet.notes = name_missing(all_plans, plans, "without_dates", sheet.lang)
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
    seen = see_deadlines(grid, sheet.lang)
    draw_heat_map(sheet, grid, numbers, "deadlines_title", "n_deadlines", seen=seen, is_skewed=True)


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


def draw_heat_map(
    sheet: Sheet,
    grid: pd.DataFrame,
    numbers: pd.DataFrame | None,
    title: str,
    *notes: str,
    seen: str = "",
    low: float = 0.0,
    top: float = 0.0,
    is_skewed: bool = False,
    is_square: bool = False,
) -> None:
    """Draw a grid with its numbers in the cells or, where there are none, with a colour scale."""
    import seaborn as sns
    from matplotlib.colors import Normalize, PowerNorm

    if not grid.size:
        return
    ax, names = _open_sheet(sheet, grid, is_square=is_square)
    largest = max(top or float(np.nanmax(grid)), low + 1e-9)
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
    _make_legible(ax)
    sheet.name(sheet.word(title), *notes, seen=seen)


def _make_legible(ax: "Axes") -> None:
    """Write on each cell in black or white, whichever contrasts more: at least 4.5 to 1.

    The contrast is that of the Web Content Accessibility Guidelines 2.1 (relative luminance).
    """
    cells: Any = ax.collections[0].get_facecolor()
    for text in ax.texts:
        x, y = text.get_position()
        n_columns = round(ax.get_xlim()[1])
        red, green, blue, _ = cells[int(y) * n_columns + int(x)]
        linear = [_linear(channel) for channel in (red, green, blue)]
        light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        text.set_color("black" if light > _MIDDLE else "white")


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4


def _open_sheet(sheet: Sheet, grid: pd.DataFrame, *, is_square: bool) -> tuple["Axes", "Names"]:
    """Open a sheet as large as the grid needs, and fit the columns' names to it."""
    beside = max(map(text_width, grid.index)) + 0.3
    cell = min((PAGE - beside) / grid.shape[1], 1.0)
    names = fit_names(grid.columns, cell)
    row_height = 0.25 if len(grid) <= MANY * 2 else 0.17
    if is_square:
        row_height = min(cell, 0.45)
    height = 0.9 + names.height + row_height * len(grid)
    return sheet.open(height, width=max(beside + cell * grid.shape[1], 4.2)), names
