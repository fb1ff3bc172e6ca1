"""Charts of one dot per row: a topic's share, a city's profile, its words, who has what."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from mzanalysis.compare.years import plan_labels, year_of
from mzanalysis.outputs.charts.canvas import FAINT, INK, LINE, MANY, Sheet, chart
from mzanalysis.outputs.charts.captions import (
    city_label,
    subtopic_labels,
    topic_labels,
)
from mzanalysis.outputs.charts.fitting import fit_names
from mzanalysis.outputs.charts.seen import see_presence, see_profile, see_ranking, see_terms
from mzanalysis.topics.codebook import find_topics

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHARES = ("plan_id", "city", "topic_code", "share", "share_low", "share_high")
# Columns of a table of who has what that are not cities.
_LEADS = ("topic_code", "subtopic_code", "theme_id", "label", "n_plans", "n_cities")
_ROOM = 4.6  # inches for the cities beside the names of rows
_CHANCE = 1.96  # beyond this many standard deviations one difference is unlikely to be chance


@chart(*_SHARES)
def topic_ranking(sheet: Sheet, topic_coverage: pd.DataFrame, topic_code: str) -> None:
    """Draw the share that each plan gives one topic, largest first, with its 95 % interval.

    Args:
        topic_coverage: the table of that name.
        topic_code: a topic of the table, by its code or name: ``funeral``, 殡葬.

    Returns:
        The Axes. A hollow dot is a plan whose interval overlaps that of the first: between the
        two no difference may be claimed.
    """
    (code,) = find_topics([topic_code])
    rows = topic_coverage.query("topic_code == @code")
    if rows.empty:
        return
    rows = rows.sort_values("share", ascending=False, kind="stable")
    plans = plan_labels(topic_coverage, sheet.lang)
    row_height = 0.24 if len(rows) <= 2 * MANY else 0.2
    ax = sheet.open(1.1 + row_height * len(rows))
    is_first = rows["plan_id"] == rows["plan_id"].iloc[0]
    is_apart = rows["share_high"] < rows["share_low"].iloc[0]
    _draw_shares(ax, list(rows["plan_id"].map(plans)), rows, is_first | is_apart)
    topic = topic_labels(sheet.lang)[code]
    seen = see_ranking(rows, is_apart & ~is_first, plans, topic, sheet.lang)
    sheet.name(f"{topic}: {sheet.word('ranking_title')}", "ranking_note", seen=seen)


@chart(*_SHARES, "others_low", "others_high")
def topic_profile(sheet: Sheet, topic_profile: pd.DataFrame) -> None:
    """Draw one city's share of each topic against the range of the other plans.

    Args:
        topic_profile: what ``corpus.profile(city)`` returns: plan_id, city, topic_code, share,
            share_low, share_high and the lowest and highest share of the others (others_low,
            others_high); others_years, where there is one, is said below if it differs.

    Returns:
        The Axes. Grey bars are the others' range, dots the city with its 95 % interval; a
        filled dot lies outside the others' range with its whole interval.
    """
    topics = topic_labels(sheet.lang)
    order = list(topics)
    rows = topic_profile.query("topic_code in @order")
    rows = rows.sort_values("topic_code", key=lambda codes: codes.map(order.index))
    if rows.empty:
        return
    ax = sheet.open(1.1 + 0.22 * len(rows))
    low, high = rows["others_low"], rows["others_high"]
    ax.barh(range(len(rows)), (high - low) * 100, left=low * 100, height=0.55, color=LINE)
    is_within = (rows["share_low"] <= high) & (rows["share_high"] >= low)
    _draw_shares(ax, list(rows["topic_code"].map(topics)), rows, ~is_within)
    (name,) = plan_labels(rows.head(1), sheet.lang).values()
    own_year, others_years = year_of(rows["plan_id"].iloc[0]), _years_of_others(rows)
    if others_years not in ("", own_year):
        name += f" {own_year}"
        sheet.years = sheet.word("years_of_others", years=others_years.replace(";", ", "))
    seen = see_profile(rows, ~is_within, name, sheet.lang)
    sheet.name(f"{name}: {sheet.word('profile_title')}", "profile_note", seen=seen)


def _years_of_others(profile: pd.DataFrame) -> str:
    return str(profile["others_years"].iloc[0]) if "others_years" in profile else ""


@chart("term", "label", "n", "n_reference", "z")
def distinctive_terms(sheet: Sheet, distinctive: pd.DataFrame, *, n_terms: int = 25) -> None:
    """Draw what a city says more often than the others: z-scores of the weighted log-odds.

    Args:
        distinctive: what ``corpus.distinctive(city)`` returns: term, label, n, n_reference, z.
        n_terms: how many to draw, the most distinctive first.

    Returns:
        The Axes. Behind each dot stands how often the city and the others use the term; a
        hollow dot may be chance.

    Example: ``charts.distinctive_terms(corpus.distinctive("十堰"))``.
    """
    rows = distinctive.query("z > 0").head(n_terms)
    if rows.empty:
        return
    ax = sheet.open(1.2 + 0.21 * len(rows))
    right = rows["z"].max() * 1.2
    ax.set_xlim(0, right)
    for y, row in enumerate(rows.to_dict("records")):
        counts = f"{row['n']} : {row['n_reference']}"
        ax.text(row["z"] + right * 0.02, y, counts, va="center", color=FAINT)
    names = subtopic_labels(rows, sheet.lang, column="term")
    dots = pd.DataFrame({"start": 0, "place": rows["z"], "end": rows["z"]})
    _draw_dots(ax, names, dots, rows["z"] > _CHANCE, color=LINE, lw=1.2)
    seen = see_terms(names, rows["z"] > _CHANCE, sheet.lang)
    sheet.name(sheet.word("distinctive_title"), "distinctive_note", seen=seen)


@chart("topic_code", "label")
def presence(sheet: Sheet, matrix: pd.DataFrame, *, max_rows: int = 40) -> None:
    """Draw which city commits to what: a dot where it does, a filled one where with a figure.

    Args:
        matrix: what ``corpus.subtopics()`` or ``corpus.theme_matrix()`` returns: ``topic_code``,
            ``label`` and a column per city with ``absent``, ``present`` or ``figure``.
        max_rows: how many rows to draw at most, by default a page; those that most cities have
            go first, and how many are left out is said below.

    Returns:
        The Axes.

    Example: ``charts.presence(corpus.subtopics().query("topic_code == 'funeral'"))``.
    """
    if matrix.empty:
        return
    cities = [column for column in matrix.columns if column not in _LEADS]
    n_present = (matrix[cities] != "absent").sum(axis=1)
    rows = matrix.loc[n_present.sort_values(ascending=False, kind="stable").index[:max_rows]]
    is_many = len(cities) > MANY
    ax = sheet.open(2.2 + 0.18 * len(rows) if is_many else 1.4 + 0.21 * len(rows))
    size = 12 if is_many else 30
    for state, face in {"present": "white", "figure": INK}.items():
        down, across = (rows[cities] == state).to_numpy().nonzero()
        ax.scatter(across, down, s=size, facecolor=face, edgecolor=INK, zorder=3)
    ax.set_yticks(range(len(rows)), subtopic_labels(rows, sheet.lang))
    _name_cities(sheet, ax, cities)
    ax.set(xlim=(-0.6, len(cities) - 0.4), ylim=(len(rows) - 0.4, -0.6), axisbelow=True)
    ax.grid(color=LINE, lw=0.4)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    seen = see_presence(matrix, n_present, len(cities), sheet.lang)
    _name_presence(sheet, rows, seen, n_left_out=len(matrix) - len(rows))


def _name_cities(sheet: Sheet, ax: "Axes", cities: list[str]) -> None:
    """Name the cities below their columns: many turned, and as large as the page lets them."""
    joint = " " if len(cities) > MANY else "\n"
    shown = [city_label(city, sheet.lang, joint=joint) for city in cities]
    names = fit_names(shown, _ROOM / len(cities))
    ax.set_xticks(range(len(cities)), names.texts, rotation=names.rotation, fontsize=names.points)


def _name_presence(sheet: Sheet, rows: pd.DataFrame, seen: str, *, n_left_out: int) -> None:
    topic_names = topic_labels(sheet.lang)
    topics = [topic_names.get(code, code) for code in rows["topic_code"].unique()]
    title = sheet.word("presence_title")
    if len(topics) <= 2:
        title += f"\n({', '.join(topics)})"
    notes = ["presence_note", "more_rows"] if n_left_out else ["presence_note"]
    sheet.name(title, *notes, seen=seen, units=44 if sheet.lang == "both" else 58, n=n_left_out)


def _draw_shares(ax: "Axes", names: list[str], rows: pd.DataFrame, is_filled: pd.Series) -> None:
    """Draw a share per row in percent, with its interval."""
    dots = rows[["share_low", "share", "share_high"]] * 100
    _draw_dots(ax, names, dots, is_filled, color=INK, lw=1)
    ax.grid(axis="x", color=LINE, lw=0.5)
    ax.set_axisbelow(True)


def _draw_dots(
    ax: "Axes", names: list[str], dots: pd.DataFrame, is_filled: pd.Series, **line_style: Any
) -> None:
    """Draw a dot per row, filled or hollow: ``dots`` has start of its line, place, end of line."""
    faces = is_filled.map({True: INK, False: "white"})
    for y, (start, place, end) in enumerate(dots.to_numpy()):
        ax.plot([start, end], [y, y], zorder=2, **line_style)
        ax.scatter(place, y, s=26, facecolor=faces.iloc[y], edgecolor=INK, zorder=3)
    right = ax.get_xlim()[1]
    ax.set_yticks(range(len(names)), names)
    ticks = [tick for tick in ax.get_xticks() if 0 <= tick <= right]
    ax.set(ylim=(len(names) - 0.4, -0.6), xticks=ticks, xlim=(0, right))
    ax.tick_params(axis="y", length=0)
    ax.spines[["top", "right", "left"]].set_visible(False)
