"""Charts with cities on one side and topics, months or cities on the other."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mzanalysis.charts.canvas import PAGE, check_table, drawing, say_nothing
from mzanalysis.charts.labels import Lang, plan_labels, topic_labels, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POINTS = 8.5  # size of labels
_EM = 0.12  # inches that a Chinese character of a label takes
_MANY = 12  # from here on cities stand as rows, and cells of city pairs bear no numbers
_COLOURS = "Blues"  # lightness falls steadily: readable in grey
_SIDE = ("plan_id", "city")


def topic_coverage(
    topic_coverage: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh"
) -> "Axes":
    """Draw the share of each topic in each plan as a heat map, in percent.

    Args:
        topic_coverage: the table of that name; topics appear in the codebook's order.
        ax: Axes to draw on; by default a new figure of its own.
        lang: language of title and labels: ``zh``, ``en`` or ``both``.

    Returns:
        The Axes. Cities stand in columns, from 13 plans on in rows. ``–`` is a topic without
        measures, ``<1`` less than half a percent. An empty table gives a figure that says so.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is none of the three.

    Example: ``charts.topic_coverage(corpus.topic_coverage)``.
    """
    check_table(topic_coverage, ("plan_id", "city", "topic_code", "share"), "topic_coverage", lang)
    plans = plan_labels(topic_coverage, lang)
    topics = topic_labels(lang)
    grid = topic_coverage.pivot(index="topic_code", columns="plan_id", values="share") * 100
    grid = grid.reindex(index=[t for t in topics if t in grid.index], columns=list(plans))
    grid = grid.rename(index=topics, columns=plans).fillna(0.0)
    if len(plans) > _MANY:
        grid = grid.T
    with drawing(ax, *_grid_size(grid)) as ax:
        if topic_coverage.empty:
            return say_nothing(ax, lang)
        numbers = grid.map(lambda v: "–" if v == 0 else "<1" if v < 0.5 else f"{v:.0f}")
        _heat(ax, grid, numbers)
        ax.set(title=word("topic_coverage_title", lang), xlabel=word("share_percent", lang))
    return ax


def city_similarity(
    plan_similarity: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh"
) -> "Axes":
    """Draw how alike the plans' wording is, pair by pair, as a heat map.

    Args:
        plan_similarity: plan_id_a, plan_id_b, city_a, city_b, similarity (0 to 1) and
            topic_code, of which the rows ``all`` are drawn.
        ax: Axes to draw on; by default a new figure of its own.
        lang: language of title and labels: ``zh``, ``en`` or ``both``.

    Returns:
        The Axes. Each pair is drawn once; up to 12 plans the cells bear their numbers.
        Fewer than two plans give a figure that says so.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is none of the three.

    Example: ``charts.city_similarity(corpus.similarity())``.
    """
    needed = ("plan_id_a", "plan_id_b", "city_a", "city_b", "topic_code", "similarity")
    check_table(plan_similarity, needed, "plan_similarity", lang)
    rows = plan_similarity[plan_similarity["topic_code"] == "all"]
    swapped = rows.rename(columns={f"{c}_{x}": f"{c}_{y}" for c in _SIDE for x, y in ("ab", "ba")})
    pairs = pd.concat([rows, swapped]).drop_duplicates(["plan_id_a", "plan_id_b"])
    plans = plan_labels(pairs.rename(columns={f"{c}_a": c for c in _SIDE}), lang)
    grid = pairs.pivot(index="plan_id_a", columns="plan_id_b", values="similarity")
    grid = grid.reindex(index=list(plans)[1:], columns=list(plans)[:-1])
    grid = grid.where(np.tri(*grid.shape, dtype=bool)).rename(index=plans, columns=plans)
    with drawing(ax, *_grid_size(grid, is_square=True)) as ax:
        if len(plans) < 2:
            return say_nothing(ax, lang, "two_plans")
        has_numbers = len(plans) <= _MANY
        numbers = grid.map(lambda v: "" if pd.isna(v) else f"{v:.2f}") if has_numbers else None
        # Plans of one kind are all alike to some degree: from 0 on, all cells would be dark.
        least = np.floor(10 * np.nanmin(grid.to_numpy())) / 10
        _heat(ax, grid, numbers, low=float(least))
        ax.set(title=word("city_similarity_title", lang), xlabel=word("similarity", lang))
    return ax


def deadlines(deadlines: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh") -> "Axes":
    """Draw how many deadlines each city sets in each month, as a heat map.

    Args:
        deadlines: the table of that name.
        ax: Axes to draw on; by default a new figure of its own.
        lang: language of title and labels: ``zh``, ``en`` or ``both``.

    Returns:
        The Axes. Dates outside the plan's year stand under 更早 and 更晚. A city without any
        deadline has no row. An empty table gives a figure that says so.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is none of the three.

    Example: ``charts.deadlines(corpus.deadlines)``.
    """
    check_table(deadlines, ("plan_id", "city", "year", "due_date"), "deadlines", lang)
    plans = plan_labels(deadlines, lang)
    due = pd.to_datetime(deadlines["due_date"]).dt
    month = (due.year - deadlines["year"]) * 12 + due.month
    grid = pd.crosstab(deadlines["plan_id"], month.clip(0, 13))
    months = [m for m in range(14) if 1 <= m <= 12 or m in grid.columns]
    heads = {0: word("before", lang), 13: word("later", lang)}
    heads |= {m: word(f"month_{m}", lang, joint="\n") for m in range(1, 13)}
    grid = grid.reindex(index=list(plans), columns=months, fill_value=0)
    grid = grid.rename(index=plans, columns=heads)
    with drawing(ax, *_grid_size(grid)) as ax:
        if deadlines.empty:
            return say_nothing(ax, lang)
        _heat(ax, grid, grid.map(lambda n: str(n) if n else ""), is_skewed=True)
        ax.set(title=word("deadlines_title", lang), xlabel=word("n_deadlines", lang))
    return ax


def _heat(
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
    size = _POINTS if is_upright else min(_POINTS, _cell_width(grid) * 72 * 0.9)
    ax.set_xticks(ax.get_xticks(), names)
    ax.tick_params(axis="x", rotation=0 if is_upright else 90, length=0, labelsize=size)
    ax.tick_params(axis="y", rotation=0, length=0, labelsize=size)
    ax.set_ylabel("")


def _column_names(grid: pd.DataFrame) -> tuple[list[str], bool]:
    """Return the names below the columns, broken at a space if that helps, and if they fit."""
    cell = _cell_width(grid)
    whole = [str(name) for name in grid.columns]
    broken = [name.replace(" ", "\n", 1) if _text_width(name) > cell else name for name in whole]
    fits = all(_text_width(name) <= cell for name in broken)
    return (broken if fits else whole), fits


def _text_width(text: object) -> float:
    """Return the width in inches of a tick label's longest line."""
    lines = str(text).split("\n")
    return max(sum(_EM if ord(c) > 0x2E7F else 0.55 * _EM for c in line) for line in lines)


def _cell_width(grid: pd.DataFrame) -> float:
    """Return the width in inches that a column gets beside the row labels, at most one."""
    beside = max((_text_width(name) for name in grid.index), default=0) + 0.3
    return min((PAGE - beside) / max(grid.shape[1], 1), 1.0)


def _grid_size(grid: pd.DataFrame, *, is_square: bool = False) -> tuple[float, float]:
    """Return width and height in inches for a heat map of this many rows and columns."""
    cell = _cell_width(grid)
    beside = max((_text_width(name) for name in grid.index), default=0) + 0.3
    row = min(cell, 0.45) if is_square else 0.25 if len(grid) <= _MANY * 2 else 0.19
    names, is_upright = _column_names(grid)
    below = 0.3 if is_upright else max(map(_text_width, names))
    return max(beside + cell * grid.shape[1], 4.2), 0.9 + below + row * max(len(grid), 1)
