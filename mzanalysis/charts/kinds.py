"""Charts of kinds of measure: which city has which, and what distinguishes a city."""

from typing import TYPE_CHECKING

import pandas as pd

from mzanalysis.charts.canvas import (
    FAINT,
    INK,
    LINE,
    PAGE,
    check_table,
    drawing,
    say_nothing,
    write_notes,
)
from mzanalysis.charts.grid import MANY
from mzanalysis.charts.labels import Lang, city_label, subtopic_label, topic_labels, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEADS = ("topic_code", "subtopic_code", "theme_id", "label", "n_plans", "n_cities")
_CHANCE = 1.96  # beyond this many standard deviations one difference is unlikely to be chance


def presence(
    matrix: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh", max_rows: int = 40
) -> "Axes":
    """Draw which city commits to what: a dot where it does, a filled one where with a figure.

    Args:
        matrix: what ``corpus.subtopics()`` or ``corpus.theme_matrix()`` returns: ``topic_code``,
            ``label`` and a column per city with ``absent``, ``present`` or ``figure``.
        ax: Axes to draw on; by default a new figure of its own.
        lang: language of title and labels: ``zh``, ``en`` or ``both``.
        max_rows: how many rows to draw at most, by default a page; those that most cities have
            go first, and how many are left out is said below.

    Returns:
        The Axes. An empty table gives a figure that says so.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is none of the three.

    Example: ``charts.presence(corpus.subtopics().query("topic_code == 'funeral'"))``.
    """
    check_table(matrix, ("topic_code", "label"), "matrix", lang)
    cities = [c for c in matrix.columns if c not in _LEADS]
    n_present = (matrix[cities] != "absent").sum(axis=1)
    rows = matrix.loc[n_present.sort_values(ascending=False, kind="stable").index[:max_rows]]
    is_many = len(cities) > MANY
    with drawing(ax, PAGE, 1.4 + (0.18 if is_many else 0.21) * len(rows) + 0.8 * is_many) as ax:
        if rows.empty:
            return say_nothing(ax, lang)
        for state, face in (("present", "white"), ("figure", INK)):
            down, across = (rows[cities] == state).to_numpy().nonzero()
            size = 12 if is_many else 30
            ax.scatter(across, down, s=size, facecolor=face, edgecolor=INK, zorder=3)
        ax.set_yticks(range(len(rows)), [subtopic_label(r, lang) for r in rows.to_dict("records")])
        names = [city_label(c, lang, joint=" " if is_many else "\n") for c in cities]
        points = 170 / len(cities) if is_many else 8.5
        ax.set_xticks(range(len(cities)), names, rotation=90 if is_many else 0, fontsize=points)
        ax.set(xlim=(-0.6, len(cities) - 0.4), ylim=(len(rows) - 0.4, -0.6))
        ax.grid(color=LINE, lw=0.4)
        ax.set_axisbelow(True)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        topics = [topic_labels(lang).get(t, t) for t in dict.fromkeys(rows["topic_code"])]
        of_topics = f"\n({', '.join(topics)})" if len(topics) <= 2 else ""
        ax.set_title(word("presence_title", lang) + of_topics)
        left_out = len(matrix) - len(rows)
        more = [word("more_rows", lang).replace("{n}", str(left_out))] if left_out else []
        write_notes(ax, word("presence_note", lang), *more, units=44 if lang == "both" else 58)
    return ax


def distinctive_terms(
    distinctive: pd.DataFrame, *, ax: "Axes | None" = None, lang: Lang = "zh", n_terms: int = 25
) -> "Axes":
    """Draw what a city says more often than the others: z-scores of the weighted log-odds.

    Args:
        distinctive: what ``corpus.distinctive(city)`` returns: term, label, n, n_reference, z.
        ax: as in ``presence``.
        lang: as in ``presence``.
        n_terms: how many to draw, the most distinctive first.

    Returns:
        The Axes. Behind each dot stands how often the city and the others use the term; a
        hollow dot may be chance.

    Raises:
        TableError: a column is missing.
        InputError: ``lang`` is none of the three.

    Example: ``charts.distinctive_terms(corpus.distinctive("十堰"))``.
    """
    check_table(distinctive, ("term", "label", "n", "n_reference", "z"), "distinctive", lang)
    rows = distinctive[distinctive["z"] > 0].head(n_terms)
    with drawing(ax, PAGE, 1.2 + 0.21 * len(rows)) as ax:
        if rows.empty:
            return say_nothing(ax, lang)
        right = rows["z"].max() * 1.2
        for y, row in enumerate(rows.to_dict("records")):
            ax.plot([0, row["z"]], [y, y], color=LINE, lw=1.2, zorder=1)
            face = INK if row["z"] > _CHANCE else "white"
            ax.scatter(row["z"], y, s=26, facecolor=face, edgecolor=INK, zorder=2)
            counts = f"{row['n']} : {row['n_reference']}"
            ax.text(row["z"] + right * 0.02, y, counts, va="center", color=FAINT)
        names = rows.rename(columns={"term": "subtopic_code"}).to_dict("records")
        ax.set_yticks(range(len(rows)), [subtopic_label(row, lang) for row in names])
        ax.set(ylim=(len(rows) - 0.4, -0.6), xlim=(0, right))
        ax.set_xticks([x for x in ax.get_xticks() if 0 <= x <= right])
        ax.tick_params(axis="y", length=0)
        ax.spines[["top", "right", "left"]].set_visible(False)
        ax.set_title(word("distinctive_title", lang))
        write_notes(ax, word("distinctive_note", lang))
    return ax
