"""Find dates by which something is due, and resolve them to the last day meant.

Pure functions on folded text. Relative dates resolve against the plan's year: ``6月底前`` in a
plan for 2025 is 2025-06-30. Past years, ``截至…`` and documents' titles are left out; whether
the sentence around a date looks back is judged by its role (see ``targets``).
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_NUMBERS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10}
_N = "[一二三四五六七八九十两]|十[一二]"
# 2025年, 今年; 去年 is read so that it can be told to be past.
_YEAR = r"(?:到|至(?=20|今|本|明))?(?:(?P<y>20\d\d)年(?:度)?|(?P<rel>[今本当明后去上])年(?:度)?)?"
_BY = r"(?:之前|以前|前|内|止)"
# A bare period is a time limit only where something is done in it, or alone in a table cell;
# 全年工作目标 and 上半年情况 name a thing.
_DOING = (
    r"(?=\s*$|,?(?:工作)?(?:力争|争取|确保|计划|预计|要|将|共|累计|至少|组织|完成|全面|全部|基本|实现|"
    r"建设|建成|新建|新增|增设|改造|改扩建|培训|募集|筹集|销售|销量|救助|不少于|不低于|达到|开展|举办|"
    r"召开|启用|启动|投入使用|投用|出台|制定|印发|提交|通过|验收|建立|打造|培育|实施|推进|推广|发放|"
    r"勘界|办理|走访|检查|评定|创建|引进|争取|安排|开工|竣工|对|为|在)[^,;。]?)"
)
_NAMED = r"(?:全年|年度)(?:的)?(?:工作|目标|任务|重点|计划|各项)"

# name, pattern. At one place the first rule that fits wins; longer forms stand first.
_RULES = (
    (
        "five_year_plan",
        r"(?:到)?[“\"]?十(?P<plan>[一二三四五六七八九])五[”\"]?(?:规划|时)?期?(?:末|结束)前?",
    ),
    ("iso_date", rf"(?P<y>20\d\d)[.\-/](?P<m>\d{{1,2}})[.\-/](?P<d>\d{{1,2}})(?:{_BY}|\s*$)"),
    (
        "month_range",
        rf"{_YEAR}\d{{1,2}}(?:月(?:份|初|上旬|中旬)?)?\s?(?:[-—–~～－]{{1,2}}|至|到)\s?(?P<m>\d{{1,2}})月"
        rf"(?:份|底|末)?(?:{_BY}|{_DOING})",
    ),
    ("day", rf"{_YEAR}(?P<m>\d{{1,2}}|{_N})月(?P<d>\d{{1,2}})[日号](?:{_BY}|\s*$)"),
    ("day", r"(?:到|至)(?:(?P<y>20\d\d)年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日"),
    ("ten_days", rf"{_YEAR}(?P<m>\d{{1,2}}|{_N})月(?P<ten>[上中下])旬(?:{_BY}|{_DOING})"),
    ("month_end", rf"{_YEAR}(?P<m>\d{{1,2}}|{_N})月(?:份)?(?:底|末)(?:{_BY})?"),
    ("before_month", rf"{_YEAR}(?P<m>\d{{1,2}}|{_N})月(?:份)?(?P<before>之前|以前|前)"),
    ("month", rf"{_YEAR}(?P<m>\d{{1,2}}|{_N})月(?:份)?(?:内|{_DOING})"),
    ("quarter", rf"{_YEAR}第?(?P<q>[一二三四1234])季度(?:末|底)?(?:{_BY}|(?<=[末底])|{_DOING})"),
    ("half_year", rf"{_YEAR}(?P<half>[上下])半年(?:末|底)?(?:{_BY}|(?<=[末底])|{_DOING})"),
    (
        "year_end",
        rf"{_YEAR}(?:年(?=[底末终]))?(?<=年)(?:底|末|终)(?:{_BY})?(?!考核|总结|述职|检查|结余)",
    ),
    (
        "within_year",
        r"(?:(?P<y>20\d\d)|(?P<rel>[今本明]))年(?:度)?(?:之|以)?内|(?<![\d一二两三四五六七八九十几多半])年内",
    ),
    ("whole_year", rf"{_YEAR}(?!{_NAMED})全年(?:(?=[^,;。]{{0,40}}\d)|{_DOING})"),
    ("to_year", r"到(?P<y>20\d\d)年(?![底末终度\d])"),
    (
        "years_within",
        r"(?:(?:力争|用|未来|今后|利用)(?P<n>\d|[一二两三四五])年(?:左右)?(?:时间|内)?(?!乃至|[^,;。]{0,4}的)"
        r"|(?<![近\d过])(?P<n2>\d|[一二两三四五])年(?:时间)?内)",
    ),
    ("holiday", r"(?P<holiday>元旦|五一|七一|八一|国庆)(?:节)?[”\"]?(?:之前|以前|前)"),
)
_HOLIDAY_EVE = {
    "元旦": (12, 31),
    "五一": (4, 30),
    "七一": (6, 30),
    "八一": (7, 31),
    "国庆": (9, 30),
}
_RELATIVE = {"今": 0, "本": 0, "当": 0, "明": 1, "后": 2, "去": -1, "上": -1}
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _RULES)


@dataclass(frozen=True)
class DateHit:
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
    while place < len(text):
        for name, pattern in _COMPILED:
            match = pattern.match(text, place)
            if match is None:
                continue
            due = _resolve(match, year)
            past = re.search(r"(?:截至?|截止到?|自|从|每(?!年))$", text[:place])
            inside = any(start <= place < end for start, end in titles)
            if due is not None and due.year >= year and not past and not inside:
                hits.append(DateHit(place, match.end(), match.group(), due, name))
            place = match.end() - 1
            break
        place += 1
    return hits


def _resolve(match: re.Match[str], year: int) -> dt.date | None:
    """Return the last day meant, or None where the numbers are no date."""
    part = {key: value for key, value in match.groupdict().items() if value}
    year = int(part["y"]) if "y" in part else year + _RELATIVE.get(part.get("rel", "今"), 0)
    if "plan" in part:  # the 14th five-year plan ends in 2025
        return dt.date(1955 + 5 * (10 + _NUMBERS[part["plan"]]), 12, 31)
    if "holiday" in part:
        return dt.date(year, *_HOLIDAY_EVE[part["holiday"]])
    if "n" in part or "n2" in part:
        return dt.date(year + _number(part.get("n") or part["n2"]) - 1, 12, 31)
    month = 12
    if "q" in part:
        month = 3 * _number(part["q"])
    elif "half" in part:
        month = 6 if part["half"] == "上" else 12
    elif "m" in part:
        month = _number(part["m"]) - ("before" in part)  # 6月前 ends with May
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(part["d"]) if "d" in part else {"上": 10, "中": 20}.get(part.get("ten", ""), last)
    return dt.date(year, month, day) if 1 <= day <= last else None


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return sum(_NUMBERS[char] for char in text)
