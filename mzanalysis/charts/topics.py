"""Charts of topics: what each plan stresses."""

from typing import TYPE_CHECKING

import pandas as pd

from mzanalysis.charts.canvas import INK, LINE, PAGE, check_table, drawing, say_nothing, write_notes
from mzanalysis.charts.grid import MANY, grid_size, heat_map
from mzanalysis.charts.labels import Lang, plan_labels, topic_labels, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_LOW = 40.0  # percent of plain commitments from which colours begin: nearly all are above
_FEW = 6  # up to here a cell has room for the interval beside the share
_COVERAGE = ("plan_id", "city", "topic_code", "share")


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
    check_table(topic_coverage, _COVERAGE, "topic_coverage", lang)
    plans = plan_labels(topic_coverage, lang)
    topics = topic_labels(lang)
    has_interval = len(plans) <= _FEW and {"share_low", "share_high"} <= {*topic_coverage}

    def wide(column: str) -> pd.DataFrame:
        grid = topic_coverage.pivot(index="topic_code", columns="plan_id", values=column) * 100
        grid = grid.reindex(index=[t for t in topics if t in grid.index], columns=list(plans))
        grid = grid.rename(index=topics, columns=plans).fillna(0.0)
        return grid.T if len(plans) > MANY else grid

    grid = wide("share")
    numbers = grid.map(lambda v: "–" if v == 0 else "<1" if v < 0.5 else f"{v:.0f}")
    if has_interval:
        low, high = (wide(f"share_{end}").map("{:.0f}".format) for end in ("low", "high"))
        numbers = numbers + " (" + low + "–" + high + ")"
    with drawing(ax, *grid_size(grid)) as ax:
        if topic_coverage.empty:
            return say_nothing(ax, lang)
        heat_map(ax, grid, numbers)
        said = ["share_percent", "share_interval"][: 1 + has_interval]
        ax.set_title(word("topic_coverage_title", lang))
        write_notes(ax, *(word(key, lang) for key in said))
    return ax


def strength(
    strength_by_topic: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh"
) -> "Axes":
    """Draw which share of each city's measures on a topic commits plainly, in percent.

    Args:
        strength_by_topic: what ``corpus.strength()`` returns: plan_id, city, topic_code,
            strength_code and share; the rows ``commit`` are drawn, the rest strives (力争),
            encourages (鼓励) or explores (探索).
        ax: as in ``topic_coverage``.
        lang: as in ``topic_coverage``.

    Returns:
        The Axes. ``–`` is a topic without measures.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is unknown.
    """
    check_table(strength_by_topic, (*_COVERAGE, "strength_code"), "strength_by_topic", lang)
    rows = strength_by_topic[strength_by_topic["strength_code"] == "commit"]
    plans, topics = plan_labels(rows, lang), topic_labels(lang)
    grid = rows.pivot(index="topic_code", columns="plan_id", values="share") * 100
    grid = grid.reindex(index=[t for t in topics if t in grid.index], columns=list(plans))
    grid = grid.rename(index=topics, columns=plans)
    grid = grid.T if len(plans) > MANY else grid
    with drawing(ax, *grid_size(grid)) as ax:
        if rows.empty:
            return say_nothing(ax, lang)
        numbers = grid.map(lambda v: "–" if pd.isna(v) else f"{v:.0f}")
        heat_map(ax, grid.fillna(_LOW), numbers, low=_LOW)
        ax.set_title(word("strength_title", lang))
        write_notes(ax, word("strength_note", lang))
    return ax


def topic_ranking(
    topic_coverage: pd.DataFrame,
    topic_code: str,
    *,
    ax: "Axes | None" = None,
    lang: Lang = "zh",
) -> "Axes":
    """Draw the share that each plan gives one topic, largest first, with its 95 % interval.

    Args:
        topic_coverage: the table of that name.
        topic_code: a topic of the table.
        ax: as in ``topic_coverage``.
        lang: as in ``topic_coverage``.

    Returns:
        The Axes. A hollow dot is a plan whose interval overlaps that of the first: between the
        two no difference may be claimed.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is unknown.
    """
    check_table(topic_coverage, (*_COVERAGE, "share_low", "share_high"), "topic_coverage", lang)
    rows = topic_coverage[topic_coverage["topic_code"] == topic_code]
    plans = plan_labels(topic_coverage, lang)
    rows = rows.sort_values("share", ascending=False, kind="stable")
    with drawing(ax, PAGE, 1.1 + (0.24 if len(rows) <= 2 * MANY else 0.2) * len(rows)) as ax:
        if rows.empty:
            return say_nothing(ax, lang)
        is_tied = rows["share_high"] >= rows["share_low"].iloc[0]
        is_tied &= rows["plan_id"] != rows["plan_id"].iloc[0]
        _intervals(ax, rows, is_hollow=is_tied)
        _name_rows(ax, [plans[p] for p in rows["plan_id"]])
        topic = topic_labels(lang).get(topic_code, topic_code)
        ax.set_title(f"{topic}: {word('ranking_title', lang)}")
        write_notes(ax, word("ranking_note", lang))
    return ax


def topic_profile(
    topic_profile: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh"
) -> "Axes":
    """Draw one city's share of each topic against the range of the other plans.

    Args:
        topic_profile: what ``corpus.profile(city)`` returns: plan_id, city, topic_code, share,
            share_low, share_high and the lowest and highest share of the others (others_low,
            others_high).
        ax: as in ``topic_coverage``.
        lang: as in ``topic_coverage``.

    Returns:
        The Axes. Grey bars are the others' range, dots the city with its 95 % interval; a
        filled dot lies outside the others' range with its whole interval.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is unknown.
    """
    needed = (*_COVERAGE, "share_low", "share_high", "others_low", "others_high")
    check_table(topic_profile, needed, "topic_profile", lang)
    topics = topic_labels(lang)
    rows = topic_profile.set_index("topic_code", drop=False)
    rows = rows.reindex([t for t in topics if t in rows.index])
    with drawing(ax, PAGE, 1.1 + 0.22 * len(rows)) as ax:
        if rows.empty:
            return say_nothing(ax, lang)
        (city,) = plan_labels(rows.head(1), lang).values()
        width = (rows["others_high"] - rows["others_low"]) * 100
        ax.barh(range(len(rows)), width, left=rows["others_low"] * 100, height=0.55, color=LINE)
        within = (rows["share_low"] <= rows["others_high"]) & (
            rows["share_high"] >= rows["others_low"]
        )
        _intervals(ax, rows, is_hollow=within)
        _name_rows(ax, [topics[t] for t in rows["topic_code"]])
        ax.set_title(f"{city}: {word('profile_title', lang)}")
        write_notes(ax, word("profile_note", lang))
    return ax


def _intervals(ax: "Axes", rows: pd.DataFrame, *, is_hollow: pd.Series) -> None:
    for y, (row, hollow) in enumerate(zip(rows.to_dict("records"), is_hollow, strict=True)):
        ax.plot([row["share_low"] * 100, row["share_high"] * 100], [y, y], color=INK, lw=1)
        face = "white" if hollow else INK
        ax.scatter(row["share"] * 100, y, s=26, facecolor=face, edgecolor=INK, zorder=3)


def _name_rows(ax: "Axes", names: list[str]) -> None:
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    right = ax.get_xlim()[1]
    ax.set(xticks=[x for x in ax.get_xticks() if 0 <= x <= right], xlim=(0, right))
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=LINE, lw=0.5)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
