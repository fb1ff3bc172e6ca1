"""What several cities commit to and one does not, with the evidence for its absence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.resources import read_table
from mzanalysis.subtopics import explain_subtopics
from mzanalysis.themes import subtopic_names, subtopic_of, theme_rows

_COLUMNS = [
    *("theme_id", "label", "topic_code", "n_cities", "cities"),
    *("nearest_measure_id", "nearest_text", "similarity", "shared_terms", "nearest_theme_id"),
    *("evidence_code", "pair_recall", "unread_share"),
]
# From this similarity on the city may well say the same: below it, of labelled pairs one in ten
# commits to the same thing; above it, one in two.
_NEAR = 0.2
_NOTHING = (0.0, "")
# A plan of which more is not understood may say it there.
_UNREAD = 0.02


def find_gaps(
    measures: pd.DataFrame,
    themes: pd.DataFrame,
    matches: pd.DataFrame,
    sections: pd.DataFrame,
    city: str,
    *,
    n_cities: int = 3,
) -> pd.DataFrame:
    """Find the themes that several other cities commit to and this one does not.

    Args:
        measures: measures with ``theme_id``.
        themes: the table ``themes`` of these measures.
        matches: the table ``matches`` of these measures.
        sections: the table ``sections``: a plan's ``paragraph`` is text that no rule understood.
        city: a city (its latest plan) or a ``plan_id``.
        n_cities: how many other cities must commit to the theme.

    Returns:
        One row per theme, most cities first, then by codebook: ``theme_id``, ``label``,
        ``topic_code``, ``n_cities``, ``cities``; the city's most similar measure
        (``nearest_measure_id``, ``nearest_text``, ``similarity``, ``shared_terms``) and its own
        theme (``nearest_theme_id``); ``evidence_code``: ``near`` (similarity of 0.2 or more, or
        words of the theme's own subtopic in a measure or heading, which then stands as
        ``nearest_text``: read that first), ``unread`` (over 2 % of the plan's
        characters are not understood, and silence is not proven), else ``silent``;
        ``pair_recall``: of all pairs that a reader would match, the share that matching finds
        (measured on labels for elderly care); ``unread_share`` of the plan's characters, 0 to 1.

    Raises:
        InputError: no plan of that city, or ``n_cities`` is below 1.

    Example: 甲, 乙 and 丙 promise 寻亲, 丁 nothing like it -> a row for 丁, ``silent``.
    """
    if n_cities < 1:
        raise InputError(f"n_cities is {n_cities}; it takes at least one other city")
    plan_id = _plan_of(measures, city)
    rows_of_themes = theme_rows(measures)
    own = rows_of_themes[rows_of_themes["plan_id"] == plan_id]
    name = own["city"].iloc[0]
    text_of = dict(zip(own["measure_id"], own["text"], strict=True))
    codes = own.get("subtopic_code", [""] * len(own))
    subtopic_codes = list(zip(own["measure_id"], codes, strict=True))
    cities = themes["cities"].str.split(";")
    lacking = themes[
        ~themes["theme_id"].isin(own["theme_id"])
        & (cities.map(lambda found: len(set(found) - {name})) >= n_cities)
    ]
    theme_of = dict(zip(measures["measure_id"], measures["theme_id"], strict=True))
    near = _similar(matches, plan_id, rows_of_themes)
    names = subtopic_names()
    of_plan = sections[sections["plan_id"] == plan_id]
    unread = _unread_share(of_plan)
    headings = list(dict.fromkeys(of_plan.get("heading", [])))
    said = _kinds_said(own[["text", "topic_code"]].drop_duplicates().to_numpy())
    kinds: dict[str, dict[str, str]] = {}
    recall = float(read_table("match_quality.csv").set_index("metric")["value"]["pair_recall"])
    rows = []
    theme: Any
    for theme in lacking.itertuples():
        alike = near.get(theme.theme_id, {})
        subtopic_code = subtopic_of(theme.theme_id, names)
        kin = [i for i, code in subtopic_codes if code == subtopic_code != ""]
        # What is of the theme's own kind is nearer than what only sounds like it.
        candidates = kin or list(alike)
        measure_id = max(candidates, key=lambda i: alike.get(i, _NOTHING)[0], default="")
        similarity, terms = alike.get(measure_id, _NOTHING)
        text = text_of.get(measure_id, "")
        is_near = bool(kin) or similarity >= _NEAR
        if not is_near:
            if theme.topic_code not in kinds:
                headed = _kinds_said((heading, theme.topic_code) for heading in headings)
                kinds[theme.topic_code] = headed | said
            mention = kinds[theme.topic_code].get(subtopic_code, "")
            is_near, text = bool(mention), mention or text
            if mention and mention != text_of.get(measure_id):
                measure_id, similarity, terms = "", *_NOTHING
        evidence = "near" if is_near else "unread" if unread > _UNREAD else "silent"
        found = (text, similarity, terms, theme_of.get(measure_id, ""))
        about = (theme.theme_id, theme.label, theme.topic_code, theme.n_cities, theme.cities)
        rows.append((*about, measure_id, *found, evidence, recall, unread))
    gaps = pd.DataFrame(rows, columns=_COLUMNS)
    order = {code: i for i, code in enumerate(read_table("codebook.csv")["topic_code"])}
    gaps = gaps.assign(order=gaps["topic_code"].map(order)).sort_values(
        ["n_cities", "order", "theme_id"], ascending=[False, True, True], ignore_index=True
    )
    return gaps[_COLUMNS]


def _kinds_said(texts: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return each subtopic that texts with their topics name, also beside the primary one."""
    kinds: dict[str, str] = {}
    for text, topic_code in texts:
        for code in explain_subtopics(text, topic_code)["subtopic_code"]:
            kinds.setdefault(code, text)
    return kinds


def _plan_of(measures: pd.DataFrame, city: str) -> str:
    plans = measures.drop_duplicates("plan_id")
    found = plans[(plans["city"] == city) | (plans["plan_id"] == city)].sort_values("year")
    if found.empty:
        known = ", ".join(f"{p.city} ({p.plan_id})" for p in plans.itertuples())
        raise InputError(f"no plan of {city!r} with measures; there are: {known}")
    return str(found["plan_id"].iloc[-1])


def _similar(
    matches: pd.DataFrame, plan_id: str, rows_of_themes: pd.DataFrame
) -> dict[str, dict[str, tuple[float, str]]]:
    """Return by theme and measure of the plan the highest similarity, with the shared terms."""
    themes_of = rows_of_themes.groupby("measure_id")["theme_id"].agg(list).to_dict()
    found: dict[str, dict[str, tuple[float, str]]] = defaultdict(dict)
    row: Any
    for row in matches.itertuples():
        for own, plan, other in (
            (row.measure_id_a, row.plan_id_a, row.measure_id_b),
            (row.measure_id_b, row.plan_id_b, row.measure_id_a),
        ):
            for theme_id in themes_of.get(other, ()) if plan == plan_id else ():
                now = found[theme_id].get(own, _NOTHING)
                if row.similarity > now[0]:
                    found[theme_id][own] = (row.similarity, row.shared_terms)
    return found


def _unread_share(sections: pd.DataFrame) -> float:
    length = sections["char_end"] - sections["char_start"]
    unread = length[sections["kind_code"] == "paragraph"].sum()
    return float(unread / max(length.sum(), 1))
