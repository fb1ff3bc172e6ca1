"""Find dates by which something is due, and resolve them to the last day meant.

Pure functions on folded text; the rules are in ``resources/text/date_rules.csv``; at one
place the first that fits wins. Relative dates resolve against the plan's year: ``6月底前`` in a
plan for 2025 is 2025-06-30. Past years, ``截至…`` and documents' titles are left out; whether the
sentence around a date looks back is judged by its role (see ``targets``).
"""

import calendar
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mzanalysis.resources import read_table
from mzanalysis.text.numbers import parse_number, read_year
from mzanalysis.text.patterns import pattern, pattern_rows
from mzanalysis.text.reading_copy import reading_copy

_EVES = {
    "元旦": (12, 31),
    "三八": (3, 7),
    "五一": (4, 30),
    "劳动": (4, 30),
    "六一": (5, 31),
    "儿童": (5, 31),
    "七一": (6, 30),
    "八一": (7, 31),
    "建军": (7, 31),
    "教师": (9, 9),
    "国庆": (9, 30),
    "秋季开学": (8, 31),
    "敬老月": (10, 31),
}
_TEN_DAYS = {"初": 10, "上": 10, "中": 20}  # the last days of 月初, 上旬 and 中旬
_RELATIVE = dict.fromkeys("去上前", -1) | dict.fromkeys("今本当", 0) | dict.fromkeys("明次来翌", 1)
_RELATIVE |= {"": 0, "后": 2}
_FARTHEST = 50  # years ahead; a year behind them is a misprint
_LEAD = 8  # characters before a date that may say that nothing is due by it
_TITLE = re.compile(r"《[^《》]*》")


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
    titles = [title.span() for title in _TITLE.finditer(text)]
    hits: list[DateHit] = []
    for rule, match in _dates_in_order(text):
        start, end = match.span()
        due = _resolve(match, year)
        if due is None or not year <= due.year <= year + _FARTHEST:
            continue
        is_titled = any(left <= start < right for left, right in titles)
        if not is_titled and not pattern("not_due").search(text, max(0, start - _LEAD), start):
            hits.append(DateHit(start, end, match.group(), due, rule))
    return hits


def read_cell(cell: str, year: int) -> list[DateHit]:
    """Find the due dates of a cell of a table as it is printed: ``11 月底前``."""
    return find_dates(reading_copy(cell)[0], year)


def _dates_in_order(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the dates of a text, each with its rule; of several at a place the first rule's.

    What a rule found is kept until the text is read up to there: time grows with length.
    """
    rules = [(row["rule"], rule) for row, rule in pattern_rows("text/date_rules.csv")]
    found = [(name, rule, rule.search(text)) for name, rule in rules]
    while True:
        open_rules = [(name, rule, match) for name, rule, match in found if match]
        if not open_rules:
            return
        name, _, first = min(open_rules, key=lambda row: row[2].start())
        yield name, first
        found = []
        for name, rule, match in open_rules:
            is_passed = match.start() < first.end()
            found.append((name, rule, rule.search(text, first.end()) if is_passed else match))


def _resolve(match: re.Match[str], year: int) -> dt.date | None:
    """Return the last day meant, or None where the numbers are no date."""
    part = defaultdict(str, match.groupdict(""))
    year = (read_year(part["y"]) if part["y"] else year) + _RELATIVE[part["rel"]]
    if part["plan"]:  # the 14th five-year plan ends in 2025
        return dt.date(2005 + 5 * _count(part["plan"]), 12, 31)
    if part["holiday"]:
        is_new_year = part["holiday"] == "元旦" and part["y"] + part["rel"]
        return _eve(part["holiday"], year - 1 if is_new_year else year)
    if years := part["n"] or part["n2"]:
        return dt.date(year + _count(years) - 1, 12, 31)
    month = _month(part)
    if part["next"]:  # 11月至次年3月, 今冬明春
        year += 1
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = _count(part["d"]) if part["d"] else _TEN_DAYS.get(part["ten"], last)
    return dt.date(year, month, day) if 1 <= day <= last else None


def _month(part: Mapping[str, str]) -> int:
    """Return the last month that a date says, the year's last if it says none."""
    if part["q"]:
        return 3 * _count(part["q"])
    if part["spring"]:
        return 3
    if part["half"]:
        return 12 if part["half"] == "下" else 6
    month = _count(part["m"]) if part["m"] else 12
    return month - 1 if part["before"] else month  # 6月前 ends with May


def _count(numeral: str) -> int:
    return int(parse_number(numeral) or 0)


def _eve(holiday: str, year: int) -> dt.date | None:
    """Return the day before a holiday; of a moving feast in a year the resource has."""
    if holiday in _EVES:
        return dt.date(year, *_EVES[holiday])
    feasts = read_table("text/festivals.csv").set_index("year")[holiday]
    day = feasts.get(str(year))
    if not day:
        return None
    return dt.date.fromisoformat(f"{year}-{day}") - dt.timedelta(days=1)
