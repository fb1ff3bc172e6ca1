"""Charts of one dot per row: a topic's share, a city's profile, its words, who has what."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from mzanalysis.outputs.charts.canvas import (
    FAINT,
    INK,
    LINE,
    MANY,
    PAGE,
    check_table,
    drawing,
    name_chart,
    say_nothing,
)
from mzanalysis.outputs.charts.captions import (
    Lang,
    city_label,
    plan_labels,
    subtopic_labels,
    topic_labels,
    word,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHARES = ("plan_id", "city", "topic_code", "share", "share_low", "share_high")
# Columns of a table of who has what that are not cities.
_LEADS = ("topic_code", "subtopic_code", "theme_id", "label", "n_plans", "n_cities")
_CHANCE = 1.96  # beyond this many standard deviations one difference is unlikely to be chance


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
        ax: Axes to draw on; by default a new figure of its own.
        lang: language of title and labels: ``zh``, ``en`` or ``both``.

    Returns:
        The Axes. A hollow dot is a plan whose interval overlaps that of the first: between the
        two no difference may be claimed.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is unknown.
    """
    check_table(topic_coverage, _SHARES, "topic_coverage", lang)
    rows = topic_coverage[topic_coverage["topic_code"] == topic_code]
    rows = rows.sort_values("share", ascending=False, kind="stable")
    plans = plan_labels(topic_coverage, lang)
    with drawing(ax, PAGE, 1.1 + (0.24 if len(rows) <= 2 * MANY else 0.2) * len(rows)) as ax:
        if rows.empty:
            return say_nothing(ax, lang)
        is_apart = rows["share_high"] < rows["share_low"].iloc[0]
        is_apart |= rows["plan_id"] == rows["plan_id"].iloc[0]
        _draw_shares(ax, [plans[p] for p in rows["plan_id"]], rows, is_apart)
        topic = topic_labels(lang).get(topic_code, topic_code)
        name_chart(ax, f"{topic}: {word('ranking_title', lang)}", word("ranking_note", lang))
    return ax


def topic_profile(
    topic_profile: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh"
) -> "Axes":
    """Draw one city's share of each topic against the range of the other plans.

    Args:
        topic_profile: what ``corpus.profile(city)`` returns: plan_id, city, topic_code, share,
            share_low, share_high and the lowest and highest share of the others (others_low,
            others_high).
        ax, lang: as in ``topic_ranking``.

    Returns:
        The Axes. Grey bars are the others' range, dots the city with its 95 % interval; a
        filled dot lies outside the others' range with its whole interval.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is unknown.
    """
    check_table(topic_profile, (*_SHARES, "others_low", "others_high"), "topic_profile", lang)
    topics = topic_labels(lang)
    rows = topic_profile.set_index("topic_code", drop=False)
    rows = rows.reindex([t for t in topics if t in rows.index])
    with drawing(ax, PAGE, 1.1 + 0.22 * len(rows)) as ax:
        if rows.empty:
            return say_nothing(ax, lang)
        low, high = rows["others_low"], rows["others_high"]
        ax.barh(range(len(rows)), (high - low) * 100, left=low * 100, height=0.55, color=LINE)
        is_within = (rows["share_low"] <= high) & (rows["share_high"] >= low)
        _draw_shares(ax, [topics[t] for t in rows["topic_code"]], rows, ~is_within)
        (city,) = plan_labels(rows.head(1), lang).values()
        name_chart(ax, f"{city}: {word('profile_title', lang)}", word("profile_note", lang))
    return ax


def distinctive_terms(
    distinctive: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh", n_terms: int = 25
) -> "Axes":
    """Draw what a city says more often than the others: z-scores of the weighted log-odds.

    Args:
        distinctive: what ``corpus.distinctive(city)`` returns: term, label, n, n_reference, z.
        ax, lang: as in ``topic_ranking``.
        n_terms: how many to draw, the most distinctive first.

    Returns:
        The Axes. Behind each dot stands how often the city and the others use the term; a
        hollow dot may be chance.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is unknown.

    Example: ``charts.distinctive_terms(corpus.distinctive("十堰"))``.
    """
    check_table(distinctive, ("term", "label", "n", "n_reference", "z"), "distinctive", lang)
    rows = distinctive[distinctive["z"] > 0].head(n_terms)
    with drawing(ax, PAGE, 1.2 + 0.21 * len(rows)) as ax:
        if rows.empty:
            return say_nothing(ax, lang)
        right = rows["z"].max() * 1.2
        ax.set_xlim(0, right)
        for y, row in enumerate(rows.to_dict("records")):
            counts = f"{row['n']} : {row['n_reference']}"
            ax.text(row["z"] + right * 0.02, y, counts, va="center", color=FAINT)
        names, lines = subtopic_labels(rows, lang, column="term"), [(0, z) for z in rows["z"]]
        _draw_dots(ax, names, rows["z"], rows["z"] > _CHANCE, lines, color=LINE, lw=1.2)
        name_chart(ax, word("distinctive_title", lang), word("distinctive_note", lang))
    return ax


def presence(
    matrix: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh", max_rows: int = 40
) -> "Axes":
    """Draw which city commits to what: a dot where it does, a filled one where with a figure.

    Args:
        matrix: what ``corpus.subtopics()`` or ``corpus.theme_matrix()`` returns: ``topic_code``,
            ``label`` and a column per city with ``absent``, ``present`` or ``figure``.
        ax, lang: as in ``topic_ranking``.
        max_rows: how many rows to draw at most, by default a page; those that most cities have
            go first, and how many are left out is said below.

    Returns:
        The Axes. An empty table gives a figure that says so.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is unknown.

    Example: ``charts.presence(corpus.subtopics().query("topic_code == 'funeral'"))``.
    """
    check_table(matrix, ("topic_code", "label"), "matrix", lang)
    cities = [c for c in matrix.columns if c not in _LEADS]
    n_present = (matrix[cities] != "absent").sum(axis=1)
    rows = matrix.loc[n_present.sort_values(ascending=False, kind="stable").index[:max_rows]]
    is_many = len(cities) > MANY
    joint, row, beside, angle, size = (
        (" ", 0.18, 0.8, 90, 12) if is_many else ("\n", 0.21, 0, 0, 30)
    )
    with drawing(ax, PAGE, 1.4 + row * len(rows) + beside) as ax:
        if rows.empty:
            return say_nothing(ax, lang)
        for state, face in (("present", "white"), ("figure", INK)):
            down, across = (rows[cities] == state).to_numpy().nonzero()
            ax.scatter(across, down, s=size, facecolor=face, edgecolor=INK, zorder=3)
        ax.set_yticks(range(len(rows)), subtopic_labels(rows, lang))
        names = [city_label(c, lang, joint=joint) for c in cities]
        points = 170 / len(cities) if is_many else 8.5
        ax.set_xticks(range(len(cities)), names, rotation=angle, fontsize=points)
        ax.set(xlim=(-0.6, len(cities) - 0.4), ylim=(len(rows) - 0.4, -0.6), axisbelow=True)
        ax.grid(color=LINE, lw=0.4)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        topics = [topic_labels(lang).get(t, t) for t in dict.fromkeys(rows["topic_code"])]
        title = word("presence_title", lang)
        title += f"\n({', '.join(topics)})" if len(topics) <= 2 else ""
        left_out = len(matrix) - len(rows)
        more = [word("more_rows", lang, n=left_out)] if left_out else []
        units = 44 if lang == "both" else 58
        name_chart(ax, title, word("presence_note", lang), *more, units=units)
    return ax


def _draw_shares(ax: "Axes", names: list[str], rows: pd.DataFrame, is_filled: pd.Series) -> None:
    """Draw a share per row in percent, with its interval."""
    lines = zip(rows["share_low"] * 100, rows["share_high"] * 100, strict=True)
    _draw_dots(ax, names, rows["share"] * 100, is_filled, lines, color=INK, lw=1)
    ax.grid(axis="x", color=LINE, lw=0.5)
    ax.set_axisbelow(True)


def _draw_dots(
    ax: "Axes",
    names: list[str],
    values: pd.Series,
    is_filled: pd.Series,
    lines: Iterable[tuple[float, float]],
    **style: Any,
) -> None:
    """Draw a dot per row, filled or hollow, on a line between two values."""
    for y, (x, filled, line) in enumerate(zip(values, is_filled, lines, strict=True)):
        ax.plot(line, [y, y], zorder=2, **style)
        ax.scatter(x, y, s=26, facecolor=INK if filled else "white", edgecolor=INK, zorder=3)
    right = ax.get_xlim()[1]
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set(xticks=[x for x in ax.get_xticks() if 0 <= x <= right], xlim=(0, right))
    ax.tick_params(axis="y", length=0)
    ax.spines[["top", "right", "left"]].set_visible(False)
