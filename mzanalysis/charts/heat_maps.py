"""Charts with cities on one side and months or cities on the other."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mzanalysis.charts.canvas import check_table, drawing, say_nothing
from mzanalysis.charts.grid import MANY, grid_size, heat_map
from mzanalysis.charts.labels import Lang, plan_labels, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIDE = ("plan_id", "city")


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
    with drawing(ax, *grid_size(grid, is_square=True)) as ax:
        if len(plans) < 2:
            return say_nothing(ax, lang, "two_plans")
        has_numbers = len(plans) <= MANY
        numbers = grid.map(lambda v: "" if pd.isna(v) else f"{v:.2f}") if has_numbers else None
        # Plans of one kind are all alike to some degree: from 0 on, all cells would be dark.
        least = np.floor(10 * np.nanmin(grid.to_numpy())) / 10
        heat_map(ax, grid, numbers, low=float(least))
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
    with drawing(ax, *grid_size(grid)) as ax:
        if deadlines.empty:
            return say_nothing(ax, lang)
        heat_map(ax, grid, grid.map(lambda n: str(n) if n else ""), is_skewed=True)
        ax.set(title=word("deadlines_title", lang), xlabel=word("n_deadlines", lang))
    return ax
