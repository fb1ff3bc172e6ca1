"""What a document says of itself: title, issuer, date of issue, year.

Pure functions on folded text; the patterns are in ``resources/reading/patterns.csv``.
Each returns the value and the words it was read from, both "" (or None) when the document does
not say.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from mzanalysis.text.numbers import parse_number, read_year
from mzanalysis.text.patterns import pattern

# Lines in which an imprint stands: the head, up to the first chapter, and the tail. A saved web
# page has a long head.
_HEAD, _LONG_HEAD, _TAIL = 40, 300, 15

# A plan issued in December is for the coming year as a rule, and by no means always.
LAST_MONTH_OF_ISSUE = 10
_LEAST_SHARE = 2 / 3


def read_date(text: str) -> dt.date | None:
    """Read one date: 2025-02-18, 2025年2月18日, 二〇二五年二月十八日; None if it is impossible."""
    date = pattern("date").search(text)
    if date is None:
        return None
    year, month, day = date.groups()
    try:
        return dt.date(read_year(year), _number(month), _number(day))
    except ValueError:
        return None


def years_in(text: str) -> list[int]:
    """Return the years a title names, spans left out: ``二〇二五年要点`` gives 2025."""
    without_spans = pattern("year_span").sub("", text)
    return [read_year(year) for year in pattern("year_alone").findall(without_spans)]


def _number(text: str) -> int:
    return int(parse_number(text) or 0)


def find_title(text: str) -> tuple[str, str]:
    """Find the title: a line of its own, else the one that a notice issues in 《》.

    Example: ``关于印发《2025年民政工作要点》的通知`` gives ``2025年民政工作要点``.
    """
    lines = [pattern("attached").sub("", line) for line in _imprint_lines(text, tail=0)]
    titles = [line for line in lines if pattern("title").fullmatch(line)]
    if titles:
        title = next(filter(years_in, titles), titles[0])
        return title, title
    return _quote(("notice", "issued_with", "title_label"), lines)


def find_issuer(text: str) -> tuple[str, str]:
    """Find the issuing bureau: signed above a date, on a letterhead, or named as publisher.

    Example: the lines ``某市民政局`` and ``2025年2月26日`` give ``某市民政局``.
    """
    lines = _imprint_lines(text)
    issuer, date = _signature(lines)
    if issuer:
        return issuer, f"{issuer} / {date}"
    return _quote(("letterhead", "issuer_label"), lines)


def _quote(names: Iterable[str], lines: list[str]) -> tuple[str, str]:
    """Return what the first pattern that fits a line quotes, and the words that it fits."""
    for name in names:
        for line in lines:
            fit = pattern(name).search(line)
            if fit:
                return fit[1], fit[0]
    return "", ""


def find_issued_date(text: str) -> tuple[dt.date | None, str]:
    """Find the date of issue: under the signature, else labelled, else a line of its own.

    Example: ``发布时间:2025-02-18 15:34`` gives 2025-02-18.
    """
    lines = _imprint_lines(text)
    _, words = _signature(lines)
    if not words:
        pairs = [line + following for line, following in pairwise([*lines, ""])]
        _, words = _quote(("signed_on", "published_on"), pairs)
    if not read_date(words):
        words = next(filter(_is_date_line, lines), "")
    return read_date(words), words


def _signature(lines: list[str]) -> tuple[str, str]:
    """Return the first name of a bureau that stands above a date, and the date; or "" twice."""
    for line, following in pairwise(lines):
        if pattern("bureau").fullmatch(line) and _is_date_line(following):
            return line, following
    return "", ""


def _is_date_line(line: str) -> bool:
    return bool(pattern("date").fullmatch(line.strip("() "))) and read_date(line) is not None


def _imprint_lines(text: str, tail: int = _TAIL) -> list[str]:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    head = _HEAD
    for number, line in enumerate(lines[:_LONG_HEAD]):
        if pattern("first_chapter").match(line):
            head = max(_HEAD, number)
            break
    return lines[:head] + lines[max(head, len(lines) - tail) :]


def find_year(text: str) -> tuple[int | None, str]:
    """Find the year a text without title and date is about, from the years it names.

    A line that is a month (2025年3月) settles it. Years in 《》 and in spans (2021—2035年) do not
    count. A text that looks back (工作回顾) or names several years about equally gets None.
    """
    for line in _imprint_lines(text):
        month = pattern("month_line").fullmatch(line)
        if month and _number(month[2]) <= LAST_MONTH_OF_ISSUE:
            return read_year(month[1]), line
    without_titles = pattern("titled").sub("", text)
    years = [int(year) for year in pattern("year_said").findall(without_titles)]
    often_named = Counter(years).most_common(3)
    listed = ", ".join(f"{year} ({times})" for year, times in often_named)
    if not often_named or pattern("looks_back").search(text):
        return None, listed
    year, times = often_named[0]
    if times < 2 or times < _LEAST_SHARE * len(years):
        return None, listed
    return year, f"{year}年 is {times} of the {len(years)} years it names"
