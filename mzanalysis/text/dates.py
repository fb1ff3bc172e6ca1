"""Find dates by which something is due, and resolve them to the last day meant.

Pure functions on folded text; the rules are in ``resources/figures/figure_patterns.csv``. Relative
dates resolve against the plan's year: ``6月底前`` in a plan for 2025 is 2025-06-30. Past years,
``截至…`` and documents' titles are left out; whether the sentence around a date looks back is
judged by its role (see ``targets``).
"""

import calendar
import datetime as dt
import re
from typing import NamedTuple

from mzanalysis.resources import read_table
from mzanalysis.text.numbers import parse_number
from mzanalysis.text.patterns import date_rules, pattern

_EVES = {"元旦": (12, 31), "五一": (4, 30), "七一": (6, 30), "八一": (7, 31), "国庆": (9, 30)}
_COUNTS = {"plan", "n", "n2", "q", "m"}  # groups of the rules that hold a numeral
_RELATIVE = {"今": 0, "本": 0, "当": 0, "明": 1, "后": 2, "去": -1, "上": -1}


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
    titles = [m.span() for m in re.finditer(r"《[^《》]*》", text)]
    hits: list[DateHit] = []
    place = 0
    while fits := [(name, m) for name, rule in date_rules() if (m := rule.search(text, place))]:
        name, match = min(fits, key=lambda fit: fit[1].start())  # the first rule, if several
        due, start = _resolve(match, year), match.start()
        inside = any(left <= start < right for left, right in titles)
        past = pattern("not_due").search(text[:start])
        if due is not None and due.year >= year and not past and not inside:
            hits.append(DateHit(start, match.end(), match.group(), due, name))
        place = match.end()
    return hits


def _resolve(match: re.Match[str], year: int) -> dt.date | None:
    """Return the last day meant, or None where the numbers are no date."""
    part = {key: value for key, value in match.groupdict().items() if value}
    count = {key: int(parse_number(part[key]) or 0) for key in part.keys() & _COUNTS}
    year = int(part["y"]) if "y" in part else year + _RELATIVE.get(part.get("rel", "今"), 0)
    if "plan" in part:  # the 14th five-year plan ends in 2025
        return dt.date(2005 + 5 * count["plan"], 12, 31)
    if "holiday" in part:
        return _eve(part["holiday"], year)
    if "n" in part or "n2" in part:
        return dt.date(year + count.get("n", count.get("n2", 0)) - 1, 12, 31)
    month = 12
    if "q" in part:
        month = 3 * count["q"]
    elif "half" in part:
        month = 6 if part["half"] == "上" else 12
    elif "m" in part:
        month = count["m"] - ("before" in part)  # 6月前 ends with May
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(part["d"]) if "d" in part else {"上": 10, "中": 20}.get(part.get("ten", ""), last)
    return dt.date(year, month, day) if 1 <= day <= last else None


def _eve(holiday: str, year: int) -> dt.date | None:
    """Return the day before a holiday; of a moving feast in a year the resource has."""
    if holiday in _EVES:
        return dt.date(year, *_EVES[holiday])
    feasts = read_table("text/festivals.csv").set_index("year")[holiday]
    day = feasts.get(str(year))
    return dt.date.fromisoformat(f"{year}-{day}") - dt.timedelta(days=1) if day else None
