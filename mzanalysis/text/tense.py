"""Tell of each clause whether it reports what was done: tense is the clause's.

去年建成8处 reports, 今年再建5处 after it commits. The last word about time decides; a clause
without one takes the tense of the clause before it, as far as that reaches:

- what a clause opens with (去年, 2025年, 截至去年底) holds to the end of its sentence, and, but for
  截至, for the figures of the sentences after it: 去年新建5处。改造90个。;
- another word (已) holds for the figures of the clauses after it, and no further;
- nothing reaches over a semicolon (but in a preamble) or into what pledges: 不低于80%.
"""

import re
from typing import NamedTuple

from mzanalysis.text.patterns import pattern

# What stands between two commas or in brackets; the commas of 12,408 are none.
_CLAUSE = re.compile(r"(?:[^,;:。!?\n()]|(?<=\d),(?=\d{3}(?!\d)))+")
_NOWHERE, _FIGURES, _SENTENCE, _STORY, _OLD_STORY = range(5)  # how far the past reaches


class TimedClause(NamedTuple):
    """A clause with its span: does it report, and would it if its own words did not say?"""

    start: int
    end: int
    is_past: bool
    is_carried: bool


def read_tenses(text: str, year: int, *, is_preamble: bool = False) -> list[TimedClause]:
    """Tell the tense of each clause of a folded text.

    Args:
        text: an item or a sentence.
        year: the plan's year: years before it are past.
        is_preamble: the text stands outside the items: 去年 there holds over a semicolon.

    Example: of 去年建成8处,今年再建5处 in a plan for 2026 the first clause reports.
    """
    clauses = []
    reach = outer_reach = _NOWHERE
    place = 0
    for match in _CLAUSE.finditer(text):
        clause = match.group()
        stops = text[place : match.start()]
        place = match.end()
        if ")" in stops:
            reach = outer_reach
        if "(" in stops:
            outer_reach = reach
        if ";" not in stops or not is_preamble:
            reach = _across(stops, reach)
        goes_on = reach in (_SENTENCE, _STORY) or (reach and re.search(r"\d", clause))
        is_carried = bool(goes_on) and not pattern("pledge").search(clause)
        told = told_tense(clause, year)
        is_past = is_carried if told is None else told
        if told:
            reach = _reach(clause)
        elif not is_past:
            reach = _NOWHERE
        clauses.append(TimedClause(*match.span(), is_past, is_carried))
    return clauses


def clause_at(clauses: list[TimedClause], place: int) -> TimedClause:
    """Return the clause around a place of the text or after it; behind the last an empty one."""
    after_all = TimedClause(place, place, is_past=False, is_carried=False)
    return next((clause for clause in clauses if place < clause.end), after_all)


def told_tense(text: str, year: int) -> bool | None:
    """Tell what the last word about time says: True the past, False what is to come, None nothing.

    Example: ``told_tense("去年建成", 2026)`` -> True, ``told_tense("年内", 2026)`` -> False.
    """
    last_end = 0
    told = None
    for name, is_past in (("past_words", True), ("ahead", False)):
        for match in pattern(name).finditer(text):
            if match.end() > last_end:
                last_end, told = match.end(), is_past
    for match in pattern("year_told").finditer(text):
        if match.end() > last_end:
            last_end, told = match.end(), int(match[1]) < year
    return told


def is_reported(text: str, span: tuple[int, int], year: int, clause: TimedClause) -> bool:
    """Tell whether what stands at a span of a clause reports: its words before, else those after.

    Example: in 剩余4个8月底前办结 the 4个 is to come.
    """
    start, end = span
    for words in (text[clause.start : start + 1], text[end : clause.end]):  # 花了1, 现有3
        told = told_tense(words, year)
        if told is not None:
            return told
    return clause.is_carried


def _across(stops: str, reach: int) -> int:
    """Return how far the past reaches beyond the marks between two clauses."""
    if ";" in stops:
        return _NOWHERE
    if re.search(r"[。!?\n]", stops):
        return _OLD_STORY if reach in (_STORY, _OLD_STORY) else _NOWHERE
    return reach


def _reach(clause: str) -> int:
    """Return how far the past of a clause reaches."""
    opening = pattern("past_opening").match(clause)
    if opening:
        return _SENTENCE if opening["until"] else _STORY
    return _FIGURES if pattern("reported").search(clause) else _NOWHERE


def heading_looks_back(heading: str, year: int) -> bool | None:
    """Tell what a heading says of its time: True the past, False what is to come, None nothing.

    Example: in a plan for 2025, ``2024年工作总结`` looks back, ``2024年总结和2025年安排`` ahead.
    """
    latest = max(map(int, re.findall(r"20\d\d", heading)), default=0)
    if latest >= year:
        return False
    if pattern("review_end").search(heading):  # 目标任务完成情况
        return True
    if pattern("outlook_heading").search(heading):
        return latest > 0
    if latest or pattern("review_heading").search(heading):
        return True
    return None
