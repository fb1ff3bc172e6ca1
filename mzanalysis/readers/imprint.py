"""What a document says of itself: title, issuer, date of issue, year.

Pure functions on folded text. Each returns the value and the words it was read from, both ""
(or None) when the document does not say.
"""

import datetime as dt
import re
from collections import Counter
from itertools import pairwise

from mzanalysis.numerals import parse_number

# Lines in which an imprint stands: the head, up to the first chapter, and the tail. A saved web
# page has a long head.
_HEAD, _LONG_HEAD, _TAIL = 40, 300, 15
_BODY = re.compile(r"(?:一、|第一[章节部]|\(一\))")

_TITLE = re.compile(
    r"[^,;。:|]{0,40}(?:要点|工作计划|工作安排|工作思路|工作打算|重点工作|工作报告|实施方案|行动方案|"
    r"工作方案|任务清单)(?:\([^()]{2,8}\))?"
)
_NOTICE = re.compile(r"印发.{0,15}?《([^《》]{4,60})》.{0,12}通知")
_ISSUED_WITH = re.compile(r"《([^《》]{4,60})》.{0,80}?印发给")
_ATTACHED = re.compile(r"^附件\s?\d?\s+(?=.)")
_ISSUER = re.compile(r"[\u4e00-\u9fff]{3,30}(?:局|厅|委员会|委|办公室|人民政府)")
_RED_HEAD = re.compile(r"([\u4e00-\u9fff]{3,30}(?:局|厅|委员会|办公室|人民政府))文件")
_ISSUER_LABEL = re.compile(
    r"(?:发布机构|发文机关|发文单位|制发机关|信息来源|来源|主办单位|主办):?\s*\|?\s*"
    r"([\u4e00-\u9fff]{2,20}民政[局厅])"
)
_NO_NAME = re.compile(r"^(?:各|(?:[本市区县省州盟]|旗)?民政)")

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(?:19|20)\d\d|[一二][〇○零一二三四五六七八九OoＯ0]{3})"
# 2025年2月18日, 2025-02-18, 2025/2/18, 二〇二五年二月十八日, and the misprint 2025月2月18日.
_DATE = re.compile(rf"({_YEAR})\s?[年月./-]\s?({_N})\s?[月./-]\s?({_N})(?:日|(?!\d))")
# What the bureau signed comes before what the web page adds.
_DATE_LABELS = (
    re.compile(r"(?:成文|印发|发文|签发|生成)(?:日期|时间):?[\s|]*"),
    re.compile(r"(?:(?:发布|发表|公开|公布)(?:日期|时间)|^(?:日期|时间)(?=:)):?[\s|]*"),
)
_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")

_YEAR_ALONE = re.compile(rf"(?<![\d〇零一二]){_YEAR}(?!\d)")
_SPAN = re.compile(r"20\d\d年?\s?[-—–~至到]{1,2}\s?20\d\d")
_MONTH_LINE = re.compile(rf"\(?({_YEAR})\s?[年./-]\s?({_N})\s?月?\)?")
_YEAR_SAID = re.compile(r"(?<!\d)(20\d\d)年(?!以来|至|到|[-—~])(?!.{0,4}(?:回顾|总结))")
_TITLED = re.compile(rf"《[^《》]*》|{_SPAN.pattern}年")
_LOOKS_BACK = re.compile(r"(?:工作)?(?:回顾|总结)(?:\s|$)", re.MULTILINE)
# A plan issued in December is for the coming year as a rule, and by no means always.
LAST_MONTH_OF_ISSUE = 10
_LEAST_SHARE = 2 / 3


def read_date(text: str) -> dt.date | None:
    """Read one date: 2025-02-18, 2025年2月18日, 二〇二五年二月十八日; None if it is impossible."""
    if found := _DATE.search(text):
        try:
            return dt.date(_year(found[1]), _number(found[2]), _number(found[3]))
        except ValueError:
            pass
    return None


def years_in(text: str) -> list[int]:
    """Return the years a title names, spans left out: ``二〇二五年要点`` gives 2025."""
    return [_year(year) for year in _YEAR_ALONE.findall(_SPAN.sub("", text))]


def _year(text: str) -> int:
    return int(text.translate(_DIGITS))


def _number(text: str) -> int:
    return int(parse_number(text) or 0)


def find_title(text: str) -> tuple[str, str]:
    """Find the title: a line of its own, else the one that a notice issues in 《》.

    Example: ``关于印发《2025年民政工作要点》的通知`` gives ``2025年民政工作要点``.
    """
    lines = [_ATTACHED.sub("", line) for line in _imprint_lines(text, tail=0)]
    if own := [line for line in lines if _TITLE.fullmatch(line)]:
        title = next(filter(years_in, own), own[0])
        return title, title
    for pattern in (_NOTICE, _ISSUED_WITH):
        if found := next(filter(None, map(pattern.search, lines)), None):
            return found[1], found[0]
    return "", ""


def find_issuer(text: str) -> tuple[str, str]:
    """Find the issuing bureau: signed above a date, on a letterhead, or named as publisher.

    Example: the lines ``某市民政局`` and ``2025年2月26日`` give ``某市民政局``.
    """
    lines = _imprint_lines(text)
    if signed := _signature(lines):
        return signed[0], " / ".join(signed)
    for line in lines:
        if found := _RED_HEAD.fullmatch(line):
            return found[1], line
        if _ISSUER.fullmatch(line) and "民政" in line and not _NO_NAME.search(line):
            return line, line
    for found in filter(None, map(_ISSUER_LABEL.search, lines)):
        if not _NO_NAME.search(found[1]):
            return found[1], found[0]
    return "", ""


def find_issued_date(text: str) -> tuple[dt.date | None, str]:
    """Find the date of issue: under the signature, else labelled, else a line of its own.

    Example: ``发布时间:2025-02-18 15:34`` gives 2025-02-18.
    """
    lines = _imprint_lines(text)
    if signed := _signature(lines):
        return read_date(signed[1]), signed[1]
    for label in _DATE_LABELS:
        for line, following in pairwise([*lines, ""]):
            if found := label.search(line):
                words = (line[found.start() :] + following)[:30]
                if (date := read_date(words)) and (said := _DATE.search(words)):
                    return date, words[: said.end()]
    alone = next(filter(_is_date_line, lines), "")
    return read_date(alone), alone


def _signature(lines: list[str]) -> tuple[str, str] | None:
    """Return the first name of a bureau that stands above a date, and the date."""
    pairs = ((a, b) for a, b in pairwise(lines) if _ISSUER.fullmatch(a) and _is_date_line(b))
    return next(pairs, None)


def _imprint_lines(text: str, tail: int = _TAIL) -> list[str]:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    chapters = (n for n, line in enumerate(lines[:_LONG_HEAD]) if _BODY.match(line))
    head = max(_HEAD, next(chapters, 0))
    return lines[:head] + lines[max(head, len(lines) - tail) :]


def _is_date_line(line: str) -> bool:
    return bool(_DATE.fullmatch(line.strip("() "))) and read_date(line) is not None


def find_year(text: str) -> tuple[int | None, str]:
    """Find the year a text without title and date is about, from the years it names.

    A line that is a month (2025年3月) settles it. Years in 《》 and in spans (2021—2035年) do not
    count. A text that looks back (工作回顾) or names several years about equally gets None.
    """
    for line in _imprint_lines(text):
        month = _MONTH_LINE.fullmatch(line)
        if month and _number(month[2]) <= LAST_MONTH_OF_ISSUE:
            return _year(month[1]), line
    said = [int(y) for y in _YEAR_SAID.findall(_TITLED.sub("", text))]
    named = Counter(said).most_common(3)
    year, times = named[0] if named else (0, 0)
    if times < 2 or times < _LEAST_SHARE * len(said) or _LOOKS_BACK.search(text):
        return None, ", ".join(f"{year} ({times})" for year, times in named)
    return year, f"{year}年 is {times} of the {len(said)} years it names"
