"""What several cities commit to and one does not, with the evidence for its absence."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.resources import cached, read_table
from mzanalysis.themes.describe import kind_rows, subtopic_of, theme_rows
from mzanalysis.themes.vectors import shared_terms, word_weights
from mzanalysis.topics.codebook import read_subtopics, subtopic_names, topic_order
from mzanalysis.topics.subtopics import subtopics_in

# Similarity of a plan's measure to a theme, with the words that they share.
_Similar = dict[str, dict[str, tuple[float, str]]]
_COLUMNS = [
    *("theme_id", "label", "topic_code", "n_cities", "cities", "own_years"),
    *("answer_code", "nearest_measure_id", "nearest_text", "similarity", "shared_terms"),
    *("nearest_theme_id", "evidence_code", "pair_recall", "unread_share", "unread_id"),
]
_NEAREST = ["nearest_measure_id", "nearest_text", "similarity", "other_id", "is_near"]
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
        measures, themes, matches: the tables of these names, of the same build.
        sections: the table ``sections``: a plan's ``paragraph`` is text that no rule understood.
        city, n_cities: a city (its latest plan) or a ``plan_id``; how many others must commit.

    Returns:
        One row per theme that the plan has not, most cities first, then by codebook:
        ``theme_id``, ``label``, ``topic_code``; ``n_cities`` and ``cities``, the others;
        ``own_years``, those of the city's own other plans that have it; ``answer_code``:
        ``silent``, or ``unclear`` for a reason, ``evidence_code``: ``near`` (similarity of 0.2 or
        more, a measure of the kind or of one next to it, or words of the kind in a measure or
        heading: read ``nearest_text`` first) or ``unread`` (over 2 % of the plan's characters,
        ``unread_share``, are not understood: ``corpus.quote(unread_id)``); the nearest measure,
        if any is near; ``pair_recall``: which share of a reader's pairs matching finds.

    Raises:
        InputError: no plan of that city, or ``n_cities`` is below 1.

    Example: 甲, 乙 and 丙 promise 寻亲, 丁 nothing like it -> a row for 丁, ``silent``.
    """
    if n_cities < 1:
        raise InputError(f"n_cities is {n_cities}; it takes at least one other city")
    plan_id = _plan_of(measures, city)
    listed = theme_rows(measures)
    own = listed[listed["plan_id"] == plan_id]
    own_sections = sections[sections["plan_id"] == plan_id]
    kinds = kind_rows(measures[measures["plan_id"] == plan_id])
    plan = _Plan(kinds, own_sections["heading"].unique(), _similar(matches, plan_id, listed))
    lacking = _themes_without(own, listed, themes, n_cities)
    nearest = [plan.nearest(theme) for theme in lacking.itertuples()]
    gaps = lacking.join(pd.DataFrame(nearest, columns=_NEAREST))
    gaps["shared_terms"] = _shared_terms(measures, gaps["nearest_measure_id"], gaps["other_id"])
    gaps["nearest_theme_id"] = _theme_of(measures, gaps["nearest_measure_id"])
    return _judge(gaps, own_sections)


def _theme_of(measures: pd.DataFrame, ids: pd.Series) -> pd.Series:
    """Return the theme of each measure, "" where there is none."""
    return ids.map(measures.set_index("measure_id")["theme_id"]).fillna("")


def _shared_terms(measures: pd.DataFrame, own: pd.Series, others: pd.Series) -> list[str]:
    """Return what the measures of each pair share, "" where there is no pair."""
    shown = measures[measures["measure_id"].isin([*own, *others])]
    said = shown.set_index("measure_id")[["text", "city", "subtopic_code"]].T.to_dict("series")
    pairs = zip(own, others, strict=True)
    return [shared_terms([said[a], said[b]]) if a and b else "" for a, b in pairs]


def _judge(gaps: pd.DataFrame, own_sections: pd.DataFrame) -> pd.DataFrame:
    """Add how far silence can be believed, and put the gaps in order."""
    quality = read_table("themes/match_quality.csv").set_index("metric")["value"]
    unread, unread_id = _unread(own_sections)
    silence = "unread" if unread > _UNREAD else "silent"
    evidence = gaps["is_near"].map({True: "near", False: silence})
    gaps = gaps.assign(
        answer_code=evidence.where(evidence == "silent", "unclear"),
        evidence_code=evidence,
        pair_recall=float(quality["pair_recall"]),
        unread_share=unread,
        unread_id=unread_id,
        order=gaps["topic_code"].map(topic_order()),
    )
    by = ["n_cities", "order", "theme_id"]
    return gaps.sort_values(by, ascending=[False, True, True], ignore_index=True)[_COLUMNS]


class _Plan:
    """What one plan says: its measures, its headings, how similar it is to other cities' themes."""

    def __init__(self, own: pd.DataFrame, headings: Iterable[str], similar: _Similar) -> None:
        self.texts = dict(zip(own["measure_id"], own["text"], strict=True))
        self.words = {i: set(word_weights(text)) for i, text in self.texts.items()}
        self.of_kind: dict[str, list[str]] = defaultdict(list)
        for measure_id, subtopic_code in zip(own["measure_id"], own["subtopic_code"], strict=True):
            self.of_kind[subtopic_code].append(measure_id)
        self.mentions: dict[str, str] = {}
        for text, topic_code in zip(own["text"], own["topic_code"], strict=True):
            for subtopic_code in _kinds_of(text, topic_code):
                self.mentions.setdefault(subtopic_code, text)
        self.headings, self.similar = headings, similar
        self.names, self.kin_of = subtopic_names(), _kin()

    def nearest(self, theme: Any) -> tuple[str, str, float, str, bool]:
        """Return the measure (id, text, similarity, to whom), or heading, nearest to a theme.

        Last, whether it is near enough to be read before anyone calls the city silent.
        """
        alike = self.similar[theme.theme_id]
        subtopic_code = subtopic_of(theme.theme_id, self.names)
        kin = self._kin_measures(theme, subtopic_code)
        measure_id = max(kin or alike, key=lambda i: alike.get(i, _NOTHING)[0], default="")
        similarity, other_id = alike.get(measure_id, _NOTHING)
        text = self.texts.get(measure_id, "")
        is_near = bool(kin) or similarity >= _NEAR
        if not is_near:
            mention = self._mention(theme.topic_code, subtopic_code)
            if mention not in ("", text):
                return "", mention, *_NOTHING, True
            if not mention:  # what is not even like it explains nothing
                return "", "", *_NOTHING, False
            is_near = True
        return measure_id, text, similarity, other_id, is_near

    def _kin_measures(self, theme: Any, subtopic_code: str) -> list[str]:
        """Return the measures of a theme's kind, which are nearer than what only sounds like it.

        If nothing sounds like it either, those of a kind that the codebook tells from it, or else
        those with all words of its name.
        """
        kin = self.of_kind[subtopic_code] if subtopic_code else []
        alike = self.similar[theme.theme_id]
        if kin or max(alike.values(), default=_NOTHING)[0] >= _NEAR:
            return kin
        for code in sorted(self.kin_of[subtopic_code]):
            kin = kin + self.of_kind[code]
        words = set(word_weights(theme.label))
        if kin or not words:
            return kin
        return [i for i, own_words in self.words.items() if words <= own_words]

    def _mention(self, topic_code: str, subtopic_code: str) -> str:
        """Return the first measure, or heading if it is on the topic, that names the kind."""
        if subtopic_code in self.mentions:
            return self.mentions[subtopic_code]
        for heading in self.headings:
            if subtopic_code in _kinds_of(heading, topic_code):
                return heading
        return ""


@cached
def _kinds_of(text: str, topic_code: str) -> set[str]:
    return subtopics_in(text, topic_code)


def _themes_without(
    own: pd.DataFrame, listed: pd.DataFrame, themes: pd.DataFrame, n_cities: int
) -> pd.DataFrame:
    """Return the themes of so many other cities that none of a plan's measures belongs to."""
    own_city = own["city"].iloc[0]
    is_own = listed["city"] == own_city
    others = listed[~is_own].groupby("theme_id")["city"].unique()
    own_years = listed[is_own].groupby("theme_id")["year"].unique()
    lacking = themes[~themes["theme_id"].isin(own["theme_id"])]
    lacking = lacking.assign(
        n_cities=lacking["theme_id"].map(others.map(len)),
        cities=lacking["theme_id"].map(others.map(";".join)),
        own_years=lacking["theme_id"].map(own_years.map(_join_years)).fillna(""),
    )
    return lacking[lacking["n_cities"] >= n_cities].reset_index(drop=True)


def _join_years(years: Iterable[int]) -> str:
    return ";".join(map(str, sorted(years)))


def _unread(sections: pd.DataFrame) -> tuple[float, str]:
    """Return the share of a plan's characters that no rule understood, and the longest of it."""
    n_chars = sections["char_end"] - sections["char_start"]
    unread = n_chars[sections["kind_code"] == "paragraph"]
    if unread.empty:
        return 0.0, ""
    return float(unread.sum() / n_chars.sum()), str(sections.at[unread.idxmax(), "section_id"])


def _kin() -> dict[str, set[str]]:
    """Return the subtopics that the codebook's exclusions tell each one from."""
    kin: dict[str, set[str]] = defaultdict(set)
    table = read_subtopics()
    for code, text in zip(table["subtopic_code"], table["exclusions_zh"], strict=True):
        for other in re.findall(r"[a-z]+-[a-z]+", text):
            kin[code].add(other)
            kin[other].add(code)
    return kin


def _plan_of(measures: pd.DataFrame, city: str) -> str:
    plans = measures.drop_duplicates("plan_id")
    of_city = plans[(plans["city"] == city) | (plans["plan_id"] == city)]
    if of_city.empty:
        known = ", ".join(f"{plan.city} ({plan.plan_id})" for plan in plans.itertuples())
        raise InputError(f"no plan of {city!r} with measures; there are: {known}")
    return str(of_city.sort_values("year")["plan_id"].iloc[-1])


def _similar(matches: pd.DataFrame, plan_id: str, listed: pd.DataFrame) -> _Similar:
    """Return by theme and measure of the plan the highest similarity, and to which measure."""
    sides = []
    for own, other in (("a", "b"), ("b", "a")):
        side = matches[matches[f"plan_id_{own}"] == plan_id]
        names = {f"measure_id_{own}": "own", f"measure_id_{other}": "measure_id"}
        sides.append(side[[*names, "similarity"]].rename(columns=names))
    pairs = pd.concat(sides).sort_index()
    pairs = pairs.merge(listed[["measure_id", "theme_id"]], on="measure_id")
    pairs = pairs.sort_values("similarity", ascending=False, kind="stable")
    best = pairs.drop_duplicates(["theme_id", "own"])
    similar: _Similar = defaultdict(dict)
    for own, other, similarity, theme_id in best.itertuples(index=False):
        similar[theme_id][own] = (similarity, other)
    return similar
