"""Heat maps: cities on one side; topics, months or cities on the other."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mzanalysis.outputs.charts.canvas import (
    MANY,
    PAGE,
    check_table,
    drawing,
    name_chart,
    say_nothing,
)
from mzanalysis.outputs.charts.captions import Lang, pair_labels, plan_labels, topic_labels, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHARES = ("plan_id", "city", "topic_code", "share")
_POINTS = 8.5  # size of labels
_EM = 0.12  # inches that a Chinese character of a label takes
_COLOURS = "Blues"  # lightness falls steadily: readable in grey
_LOW = 40.0  # percent of plain commitments from which colours begin: nearly all are above
_FEW = 6  # up to here a cell has room for the interval beside the share


def topic_coverage(
    topic_coverage: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh"
) -> "Axes":
    """Draw the share of each topic in each plan as a heat map, in percent.

    Args:
        topic_coverage: the table of that name; topics appear in the codebook's order. Up to 6
            plans the cells also bear the 95 % interval (``15 (12–19)``).
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
    check_table(topic_coverage, _SHARES, "topic_coverage", lang)
    grid = _by_topic(topic_coverage, "share", lang).fillna(0.0)
    numbers = grid.map(lambda v: "–" if v == 0 else "<1" if v < 0.5 else f"{v:.0f}")
    notes = ["share_percent"]
    ends = ["share_low", "share_high"]
    if topic_coverage["plan_id"].nunique() <= _FEW and {*ends} <= {*topic_coverage}:
        low, high = (_by_topic(topic_coverage, end, lang).fillna(0.0) for end in ends)
        numbers += " (" + low.map("{:.0f}".format) + "–" + high.map("{:.0f}".format) + ")"
        notes.append("share_interval")
    return _heat_map(grid, numbers, "topic_coverage_title", *notes, ax=ax, lang=lang)


def strength(
    strength_by_topic: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh"
) -> "Axes":
    """Draw which share of each city's measures on a topic commits plainly, in percent.

    Args:
        strength_by_topic: what ``corpus.strength()`` returns: plan_id, city, topic_code,
            strength_code and share; the rows ``commit`` are drawn, the rest strives (力争),
            encourages (鼓励) or explores (探索).
        ax, lang: as in ``topic_coverage``.

    Returns:
        The Axes. ``–`` is a topic without measures.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is unknown.
    """
    check_table(strength_by_topic, (*_SHARES, "strength_code"), "strength_by_topic", lang)
    plain = strength_by_topic[strength_by_topic["strength_code"] == "commit"]
    grid = _by_topic(plain, "share", lang)
    numbers = grid.map(lambda v: "–" if pd.isna(v) else f"{v:.0f}")
    names = ("strength_title", "strength_note")
    return _heat_map(grid.fillna(_LOW), numbers, *names, ax=ax, lang=lang, low=_LOW)


def city_similarity(
    plan_similarity: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh"
) -> "Axes":
    """Draw how alike the plans' wording is, pair by pair, as a heat map.

    Args:
        plan_similarity: plan_id_a, plan_id_b, city_a, city_b, similarity (0 to 1) and
            topic_code, of which the rows ``all`` are drawn.
        ax, lang: as in ``topic_coverage``.

    Returns:
        The Axes. Each pair is drawn once; up to 12 plans the cells bear their numbers.
        Fewer than two plans give a figure that says so.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is unknown.

    Example: ``charts.city_similarity(corpus.similarity())``.
    """
    needed = ("plan_id_a", "plan_id_b", "city_a", "city_b", "topic_code", "similarity")
    check_table(plan_similarity, needed, "plan_similarity", lang)
    rows = plan_similarity[plan_similarity["topic_code"] == "all"]
    plans = pair_labels(rows, lang)
    grid = rows.pivot(index="plan_id_a", columns="plan_id_b", values="similarity")
    # Each pair may stand in the table in one direction only.
    grid = grid.combine_first(grid.T).reindex(index=list(plans)[1:], columns=list(plans)[:-1])
    grid = grid.where(np.tri(*grid.shape, dtype=bool)).rename(index=plans, columns=plans)
    has_numbers = len(plans) <= MANY
    return _heat_map(
        grid,
        grid.map(lambda v: "" if pd.isna(v) else f"{v:.2f}") if has_numbers else None,
        *("city_similarity_title", "similarity"),
        ax=ax,
        lang=lang,
        # Plans of one kind are all alike to some degree: from 0 on, all cells would be dark.
        low=np.floor(10 * np.nanmin(grid)) / 10 if grid.size else 0.0,
        is_square=True,
        nothing="two_plans",
    )


def deadlines(deadlines: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh") -> "Axes":
    """Draw how many deadlines each city sets in each month, as a heat map.

    Args:
        deadlines: the table of that name.
        ax, lang: as in ``topic_coverage``.

    Returns:
        The Axes. Dates outside the plan's year stand under 更早 and 更晚. A city without any
        deadline has no row. An empty table gives a figure that says so.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is unknown.

    Example: ``charts.deadlines(corpus.deadlines)``.
    """
    check_table(deadlines, ("plan_id", "city", "year", "due_date"), "deadlines", lang)
    plans = plan_labels(deadlines, lang)
    due = pd.to_datetime(deadlines["due_date"]).dt
    month = (due.year - deadlines["year"]) * 12 + due.month
    grid = pd.crosstab(deadlines["plan_id"], month.clip(0, 13))
    months = [m for m in range(14) if 1 <= m <= 12 or m in grid.columns]
    heads = {m: word(f"month_{m}", lang, joint="\n") for m in range(1, 13)}
    heads |= {0: word("before", lang), 13: word("later", lang)}
    grid = grid.reindex(index=list(plans), columns=months, fill_value=0)
    grid = grid.rename(index=plans, columns=heads)
    numbers = grid.map(lambda n: str(n) if n else "")
    names = ("deadlines_title", "n_deadlines")
    return _heat_map(grid, numbers, *names, ax=ax, lang=lang, is_skewed=True)


def _by_topic(rows: pd.DataFrame, column: str, lang: Lang) -> pd.DataFrame:
    """Put a column, in percent, of topics beside plans, or of many plans beside topics."""
    plans, topics = plan_labels(rows, lang), topic_labels(lang)
    grid = rows.pivot(index="topic_code", columns="plan_id", values=column) * 100
    grid = grid.reindex(index=[t for t in topics if t in grid.index], columns=list(plans))
    grid = grid.rename(index=topics, columns=plans)
    return grid.T if len(plans) > MANY else grid


def _heat_map(
    grid: pd.DataFrame,
    numbers: pd.DataFrame | None,
    title: str,
    *notes: str,
    ax: "Axes | None",
    lang: Lang,
    low: float = 0.0,
    is_skewed: bool = False,
    is_square: bool = False,
    nothing: str = "no_data",
) -> "Axes":
    """Draw a grid with its numbers in the cells or, where there are none, with a colour scale."""
    import seaborn as sns
    from matplotlib.colors import PowerNorm

    beside = max(map(_text_width, grid.index), default=0) + 0.3
    cell = min((PAGE - beside) / max(grid.shape[1], 1), 1.0)
    # Names below the columns are broken at a space if that helps. A name may be a fifth too
    # wide: it is then printed smaller. Where one is wider, all are turned.
    names = [str(name) for name in grid.columns]
    broken = [name.replace(" ", "\n", 1) if _text_width(name) > cell else name for name in names]
    is_upright = all(_text_width(name) <= cell * 1.2 for name in broken)
    names = broken if is_upright else names
    widest = max(map(_text_width, names), default=cell)
    room, most = (cell / widest, 1.0) if is_upright else (cell * 72 / _POINTS, 0.9)
    points = _POINTS * min(room, 1) * most
    row = min(cell, 0.45) if is_square else 0.25 if len(grid) <= MANY * 2 else 0.17
    height = 0.9 + (0.3 if is_upright else widest) + row * max(len(grid), 1)
    with drawing(ax, max(beside + cell * grid.shape[1], 4.2), height) as ax:
        if not grid.size:
            return say_nothing(ax, lang, nothing)
        largest = max(float(np.nanmax(grid)), 1e-9)
        # A few large counts (December) would leave all others white.
        scale = (
            {"norm": PowerNorm(0.5, 0, largest)} if is_skewed else {"vmin": low, "vmax": largest}
        )
        sns.heatmap(
            grid,
            ax=ax,
            annot=False if numbers is None else numbers.to_numpy(),
            fmt="",
            annot_kws={"size": 8},
            cmap=_COLOURS,
            linewidths=0.5,
            linecolor="white",
            cbar=numbers is None,
            # the upper right of a triangle of pairs is empty
            cbar_ax=ax.inset_axes((0.8, 0.5, 0.03, 0.45)) if numbers is None else None,
            xticklabels=True,
            yticklabels=True,
            **scale,
        )
        ax.set_xticks(ax.get_xticks(), names)
        ax.tick_params(axis="x", rotation=0 if is_upright else 90, length=0, labelsize=points)
        ax.tick_params(axis="y", rotation=0, length=0, labelsize=points)
        ax.set_ylabel("")
        name_chart(ax, word(title, lang), *(word(note, lang) for note in notes))
    return ax


def _text_width(text: object) -> float:
    """Return the width in inches of a tick label's longest line."""
    lines = str(text).split("\n")
    return max(sum(_EM if ord(c) > 0x2E7F else 0.55 * _EM for c in line) for line in lines)
