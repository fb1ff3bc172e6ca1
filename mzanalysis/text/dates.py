"""Find dates by which something is due, and resolve them to the last day meant.

Pure functions on folded text; the rules are in ``resources/text/patterns.csv``. Relative dates
resolve against the plan's year: ``6月底前`` in a plan for 2025 is 2025-06-30. Past years,
``截至…`` and documents' titles are left out; whether the sentence around a date looks back is
judged by its role (see ``targets``).
"""

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from typing import NamedTuple

from mzanalysis.resources import read_table
from mzanalysis.text.numbers import parse_number
from mzanalysis.text.patterns import pattern

_EVES = {"元旦": (12, 31), "五一": (4, 30), "七一": (6, 30), "八一": (7, 31), "国庆": (9, 30)}
_HALF_YEARS = {"上": 6, "下": 12}  # their last months
_TEN_DAYS = {"上": 10, "中": 20}  # the last days of 上旬 and 中旬
_RELATIVE = {"今": 0, "本": 0, "当": 0, "明": 1, "后": 2, "去": -1, "上": -1}


# The names of the rules, by which they stand in resources/text/patterns.csv; at one place the first
# that fits wins.
_RULES = (
    "five_year_plan",
    "iso_date",
    "iso_month",
    "month_range",
    "day",
    "until_day",
    "ten_days",
    "month_end",
    "before_month",
    "month",
    "quarter",
    "half_year",
    "year_end",
    "within_year",
    "whole_year",
    "to_year",
    "in_year",
    "years_within",
    "holiday",
)
_REPORTED_AS = {"until_day": "day"}  # two patterns of one rule


class DateHit(NamedTuple):
    """A date by which something is due: place, text, last day meant, the rule that read it."""

    start: int
    end: int
    text: str
    due_date: dt.date
    rule: str


def find_dates(text: str, year: int) -> list[DateHit]:
    """Find the due dates of a folded text, in order, without overlap.

    Args:
        text: folded text: a sentence, an item or a table cell (``5月底``).
        year: the plan's year, against which 年底, 6月底 and 三年内 are resolved.

    Returns:
        The dates; none for 长期坚持, for years before the plan's, for 截至… and in 《…》.

    Example: ``find_dates("6月底前完成验收", 2025)[0].due_date`` -> ``date(2025, 6, 30)``.
    """
    titles = [title.span() for title in re.finditer(r"《[^《》]*》", text)]
    hits: list[DateHit] = []
    place = 0
    while (first := _first_date(text, place)) is not None:
        rule, match = first
        start, place = match.span()
        due = _resolve(match, year)
        if due is None or due.year < year:
            continue
        is_past = pattern("not_due").search(text[:start]) is not None
        if not is_past and not any(left <= start < right for left, right in titles):
            hits.append(DateHit(start, place, match.group(), due, _REPORTED_AS.get(rule, rule)))
    return hits


def _first_date(text: str, place: int) -> tuple[str, re.Match[str]] | None:
    """Return the first date from a place on, with its rule; of several there, the first rule."""
    first: tuple[str, re.Match[str]] | None = None
    for rule in _RULES:
        match = pattern(rule).search(text, place)
        if match and (first is None or match.start() < first[1].start()):
            first = (rule, match)
    return first


def _resolve(match: re.Match[str], year: int) -> dt.date | None:
    """Return the last day meant, or None where the numbers are no date."""
    part = {name: words for name, words in match.groupdict().items() if words}
    if "y" in part:
        year = int(part["y"])
    else:
        year += _RELATIVE[part.get("rel", "今")]
    if "plan" in part:  # the 14th five-year plan ends in 2025
        return dt.date(2005 + 5 * _count(part["plan"]), 12, 31)
    if "holiday" in part:
        return _eve(part["holiday"], year)
    years = part.get("n") or part.get("n2")
    if years:
        return dt.date(year + _count(years) - 1, 12, 31)
    month = _month(part)
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = last
    if "d" in part:
        day = int(part["d"])
    elif "ten" in part:
        day = _TEN_DAYS.get(part["ten"], last)
    return dt.date(year, month, day) if 1 <= day <= last else None


def _month(part: Mapping[str, str]) -> int:
    """Return the month meant, the last of a quarter, half year or year; 13 or more is none."""
    if "q" in part:
        return 3 * _count(part["q"])
    if "half" in part:
        return _HALF_YEARS[part["half"]]
    if "m" not in part:
        return 12
    month = _count(part["m"])
    return month - 1 if "before" in part else month  # 6月前 ends with May


def _count(numeral: str) -> int:
    return int(parse_number(numeral) or 0)


def _eve(holiday: str, year: int) -> dt.date | None:
    """Return the day before a holiday; of a moving feast in a year the resource has."""
    if holiday in _EVES:
        return dt.date(year, *_EVES[holiday])
    feasts = read_table("text/festivals.csv").set_index("year")[holiday]
    day = feasts.get(str(year))
    return dt.date.fromisoformat(f"{year}-{day}") - dt.timedelta(days=1) if day else None
