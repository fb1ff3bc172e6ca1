"""What several cities commit to and one does not, with the evidence for its absence."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.resources import read_table
from mzanalysis.themes.describe import subtopic_of, theme_rows
from mzanalysis.themes.vectors import word_weights
from mzanalysis.topics.codebook import read_subtopics, subtopic_names, topic_order
from mzanalysis.topics.subtopics import explain_subtopics

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
        theme (``nearest_theme_id``); ``evidence_code``: ``near`` (similarity of 0.2 or more, a
        measure of the theme's kind or of one that the codebook tells from it, or words of the
        kind in a measure or heading, then the ``nearest_text``: read it first), ``unread`` (over
        2 % of the plan's characters are not understood, and silence is not proven), else
        ``silent``; ``pair_recall``: which share of the pairs that a reader would match matching
        finds (labels for elderly care); ``unread_share``, 0 to 1.

    Raises:
        InputError: no plan of that city, or ``n_cities`` is below 1.

    Example: 甲, 乙 and 丙 promise 寻亲, 丁 nothing like it -> a row for 丁, ``silent``.
    """
    if n_cities < 1:
        raise InputError(f"n_cities is {n_cities}; it takes at least one other city")
    plan_id = _plan_of(measures, city)
    listed = theme_rows(measures)
    own = listed[listed["plan_id"] == plan_id]
    others = themes["cities"].str.split(";").map(lambda found: {*found} - {*own["city"]})
    lacking = themes[~themes["theme_id"].isin(own["theme_id"]) & (others.map(len) >= n_cities)]
    text_of = dict(zip(own["measure_id"], own["text"], strict=True))
    theme_of = dict(zip(measures["measure_id"], measures["theme_id"], strict=True))
    near = _similar(matches, plan_id, listed)
    names, codes = subtopic_names(), own.get("subtopic_code", [""] * len(own))
    of_plan = sections[sections["plan_id"] == plan_id]
    headings = list(dict.fromkeys(of_plan.get("heading", [])))
    said = _kinds_said(own[["text", "topic_code"]].drop_duplicates().to_numpy())
    length = of_plan["char_end"] - of_plan["char_start"]
    unread = float(length[of_plan["kind_code"] == "paragraph"].sum() / max(length.sum(), 1))
    recall = float(
        read_table("themes/match_quality.csv").set_index("metric")["value"]["pair_recall"]
    )
    of_kind: dict[str, list[str]] = defaultdict(list)
    for measure_id, code in zip(own["measure_id"], codes, strict=True):
        of_kind[code].append(measure_id)
    words_of = {i: set(word_weights(text)) for i, text in text_of.items()}
    headed, kin_of = dict[str, dict[str, str]](), _kin()
    rows = []
    theme: Any
    for theme in lacking.itertuples():
        alike, topic = near[theme.theme_id], theme.topic_code
        subtopic_code = subtopic_of(theme.theme_id, names)
        kin = of_kind[subtopic_code] if subtopic_code else []
        if not kin and max(alike.values(), default=_NOTHING)[0] < _NEAR:
            words = set(word_weights(theme.label))
            kin = [i for code in sorted(kin_of[subtopic_code]) for i in of_kind[code]]
            kin = kin or [i for i, found in words_of.items() if words and words <= found]
        # What is of the theme's own kind is nearer than what only sounds like it; a kind that the
        # codebook tells from it, or the words of its name, are nearer than nothing.
        measure_id = max(kin or alike, key=lambda i: alike.get(i, _NOTHING)[0], default="")
        similarity, terms = alike.get(measure_id, _NOTHING)
        text = text_of.get(measure_id, "")
        is_near = bool(kin) or similarity >= _NEAR
        if not is_near:
            if topic not in headed:
                headed[topic] = _kinds_said((heading, topic) for heading in headings) | said
            mention = headed[topic].get(subtopic_code, "")
            is_near = bool(mention)
            if mention not in ("", text):
                measure_id, text, similarity, terms = "", mention, *_NOTHING
        evidence = "near" if is_near else "unread" if unread > _UNREAD else "silent"
        found = (text, similarity, terms, theme_of.get(measure_id, ""))
        about = (theme.theme_id, theme.label, topic, theme.n_cities, theme.cities)
        rows.append((*about, measure_id, *found, evidence, recall, unread))
    gaps = pd.DataFrame(rows, columns=_COLUMNS)
    gaps["order"] = gaps["topic_code"].map(topic_order())
    by = ["n_cities", "order", "theme_id"]
    return gaps.sort_values(by, ascending=[False, True, True], ignore_index=True)[_COLUMNS]


def _kin() -> dict[str, set[str]]:
    """Return the subtopics that the codebook's exclusions tell each one from."""
    kin: dict[str, set[str]] = defaultdict(set)
    table = read_subtopics()
    for code, text in zip(table["subtopic_code"], table["exclusions_zh"], strict=True):
        for other in re.findall(r"[a-z]+-[a-z]+", text):
            kin[code].add(other)
            kin[other].add(code)
    return kin


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
    matches: pd.DataFrame, plan_id: str, listed: pd.DataFrame
) -> dict[str, dict[str, tuple[float, str]]]:
    """Return by theme and measure of the plan the highest similarity, with the shared terms."""
    themes_of = listed.groupby("measure_id")["theme_id"].agg(list).to_dict()
    found: dict[str, dict[str, tuple[float, str]]] = defaultdict(dict)
    columns = ["similarity", "shared_terms", "plan_id_a", "plan_id_b"]
    ids = matches[["measure_id_a", "measure_id_b"]].to_numpy()
    for (a, b), (similarity, terms, *plans) in zip(ids, matches[columns].to_numpy(), strict=True):
        if plan_id in plans:
            own, other = (a, b) if plans[0] == plan_id else (b, a)
            for theme_id in themes_of.get(other, ()):
                if similarity > found[theme_id].get(own, _NOTHING)[0]:
                    found[theme_id][own] = (similarity, terms)
    return found
