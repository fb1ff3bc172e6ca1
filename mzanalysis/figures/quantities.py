"""Find the figures of folded Chinese text, exactly: ``1亿5千万元`` is 150000000 元.

Pure functions on text. A figure is a number with a unit of ``resources/figures/units.csv``, or a
coverage (``全覆盖`` = 100 %). What only looks like one - a name in quotation marks, an ordinal,
a grade, an age, a document's title - is told apart by its form.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

from mzanalysis.resources import read_table
from mzanalysis.text import numbers
from mzanalysis.text.patterns import pattern

_DASH = r"\s?(?:[-—–~～－]{1,2}|至|到)\s?"
_OFTEN = 99  # nothing is done more often than so many times in a year: that is a count
_SESSIONS = ("期", "场", "场次", "班次")  # so many in a period are a frequency: 每季度一期


@dataclass(frozen=True)
class Quantity:
    """A figure in a text: where it stands, what it is worth, how it binds.

    ``value`` (and ``value_high`` of a range) count in ``unit`` as written, ``value_base`` in
    ``base_unit``: 1.2亿元 is 1.2 亿元 and 120000000 元. ``is_base`` marks the A of 由A提高到B.
    ``kind_code`` is count, percent, amount, frequency or coverage.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    value_base: Decimal
    base_unit: str
    kind_code: str
    comparator_code: str = "eq"
    value_high: Decimal | None = None
    is_base: bool = False


def find_quantities(text: str) -> list[Quantity]:
    """Find every figure of a folded text, in order, without overlap.

    A span covers the number with its unit (``1971人次``, ``全覆盖``).

    Example: ``find_quantities("新建站点不少于12处")`` -> one: 12, 处, ge.
    """
    masks = [m.span() for m in pattern("no_quantity").finditer(text)]
    read = (_read(text, match) for match in _pattern().finditer(text))
    found = [quantity for quantity in read if quantity is not None]
    taken = [(q.start, q.end) for q in found]
    for match in pattern("coverage").finditer(text):
        if not pattern("adjective").search(text[: match.start()]):
            code, all_ = "approx" if match["roughly"] else "eq", Decimal(100)
            found.append(Quantity(*match.span(), all_, "%", all_, "%", "coverage", code))
    for match in pattern("every_one").finditer(text):
        if not _within(match.span(1), taken):
            one = Decimal(1)
            found.append(Quantity(*match.span(1), one, "次", one, "次", "frequency"))
    found = [q for q in found if not _within((q.start, q.end), masks) and _may_be_said(text, q)]
    return _bind_lists(text, sorted(found, key=lambda q: q.start))


@cache
def _units() -> dict[str, dict[str, str]]:
    rows = read_table("figures/units.csv").to_dict("records")
    return {row["unit"]: {str(k): str(v) for k, v in row.items()} for row in rows}


@cache
def _pattern() -> re.Pattern[str]:
    units = "|".join(re.escape(u) for u in sorted(_units(), key=len, reverse=True))
    low, high = (
        rf"(?P<{name}>{numbers.NUMERAL})(?P<{name}_odd>[余多来])?(?P<{name}_scale>[百千]?[万亿]+)?"
        for name in ("low", "high")
    )
    return re.compile(
        rf"(?P<per>百分之|千分之)(?P<p_low>百|{numbers.NUMERAL})(?:{_DASH}(?:百分之|千分之)?(?P<p_high>{numbers.NUMERAL}))?"
        rf"|(?P<n>[二三四五六七八九十])分之(?P<m>[一二三四五六七八九])"
        r"|(?P<half>一半|半数|过半(?=数|的))|翻(?P<fold>[一两二三四])?番"
        rf"|{low}(?:\s?(?P<low_unit>{units}))?{_DASH}{high}\s?(?P<range_unit>{units})"
        rf"|(?P<one>{numbers.NUMERAL})(?P<odd>[余多来])?(?P<scale>[百千]?[万亿]+)?(?P<odd2>[余多])?\s?(?P<unit>{units})"
        rf"|(?P<bare>{numbers.ARABIC})(?P<bare_odd>[余多])?(?P<bare_scale>[万亿]+)(?=[,;。、)左以]|$)"
    )


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    span, group = match.span(), match.groupdict("")
    before, after = text[max(0, span[0] - 24) : span[0]], text[span[1] : span[1] + 12]
    code = _comparator(before, text, span[1])
    if group["range_unit"]:
        return _read_range(match, before, after)
    if group["per"]:
        unit = "%" if group["per"] == "百分之" else "‰"
        low = Decimal(100) if group["p_low"] == "百" else numbers.parse_number(group["p_low"])
        return _make(span, low, numbers.parse_number(group["p_high"]), unit, unit, code)
    if group["n"]:
        share = Decimal(numbers.DIGITS[group["m"]] * 100) / numbers.DIGITS.get(group["n"], 10)
        return _make(span, round(share, 2), None, "%", "%", code)
    if group["half"]:
        return _make(span, Decimal(50), None, "%", "%", "gt" if group["half"] == "过半" else code)
    numeral, unit = group["one"] or group["bare"], group["unit"]
    if not numeral:  # 翻番 doubles, 翻两番 quadruples
        power = Decimal(numbers.DIGITS.get(group["fold"], 1))
        return Quantity(*span, power, "番", 2**power, "倍", "percent", code)
    scales = group["scale"] + group["bare_scale"]
    if (group["odd"] or group["odd2"] or group["bare_odd"]) and code == "eq":
        code = "approx"
    if numeral in tuple("百千万") and before.endswith("上"):  # 上千人
        code = "approx"
    rounded = bool(group["odd"] or code == "approx")
    if not _is_figure(numeral + scales, unit, before, after, code, rounded):
        return None
    value = numbers.absolute_value(numeral, scales, rounded)
    found = _make(span, value, None, unit, numbers.multiplier_of(numeral + scales) + unit, code)
    is_often = pattern("often").search(before)
    if found and unit in _SESSIONS and is_often:
        return replace(found, kind_code="frequency")
    if found and unit == "次" and found.value_base > _OFTEN and not is_often:  # 服务9000次
        return replace(found, kind_code="count")
    return found


def _read_range(match: re.Match[str], before: str, after: str) -> Quantity | None:
    group, unit = match.groupdict(""), match["range_unit"]
    if group["low_unit"] not in ("", unit):
        return None
    if not all(_is_figure(group[p], unit, before, after, "range", True) for p in ("low", "high")):
        return None
    low = numbers.absolute_value(group["low"], group["low_scale"], False)
    high = numbers.absolute_value(group["high"], group["high_scale"], False)
    if low is None or high is None:
        return None
    written = numbers.multiplier_of(group["high"] + group["high_scale"])
    has_own = numbers.multiplier_of(group["low"] + group["low_scale"])
    if written and not has_own and low * numbers.size_of(written) <= high:
        low *= numbers.size_of(written)  # 20-30万 means 200000 to 300000
    if low >= high:
        return None
    if pattern("range_lead").search(before) and "到" in match.group():
        return _make((match.end("low"), match.end()), high, None, unit, written + unit, "eq")
    return _make(match.span(), low, high, unit, written + unit, "range")


def _make(
    span: tuple[int, int],
    low: Decimal | None,
    high: Decimal | None,
    unit: str,
    written: str,
    code: str,
) -> Quantity | None:
    """Build a figure from absolute values; ``written`` is the unit with its multiplier."""
    if low is None:
        return None
    if unit == "成":
        low, high, unit, written = low * 10, high and high * 10, "%", "%"
    row = _units().get(unit, {"kind_code": "count", "base_unit": "", "factor": "1"})
    size = numbers.size_of(written.removesuffix(unit))
    value, in_base = (numbers.plain(v) for v in (low / size, low * Decimal(row["factor"])))
    value_high = None if high is None else numbers.plain(high / size)
    kind = row["kind_code"]
    return Quantity(*span, value, written, in_base, row["base_unit"], kind, code, value_high)


def _is_figure(numeral: str, unit: str, before: str, after: str, code: str, rounded: bool) -> bool:
    """Tell a figure from a name, an ordinal, a grade, an age or a date by its form."""
    is_han = bool(re.match(f"[{numbers.HAN}]", numeral))
    if pattern("no_number_before").search(before) or pattern("no_number_after").match(after):
        return False
    if re.search("[几数]$" if is_han else "[A-Za-z]$", before) and unit != "%":
        return False
    policy = _units()[unit]["chinese"] if unit else "yes"
    if policy == "never" or re.match(r"0\d", numeral):
        return unit == "岁" and "寿命" in before and not re.match(r"0\d", numeral)
    is_month = unit in ("个", "项") and after[:1] == "月"
    if is_month or (unit == "成" and pattern("no_share").match(after)):
        return False
    if policy == "timed":
        is_changed = pattern("shorter").search(before) or pattern("rising").match(after)
        return code != "eq" or bool(is_changed)
    if not is_han:
        return True
    if policy == "no" or (numeral[0] in "百千万亿" and not rounded):  # 百社联百村: names
        return False
    is_name = unit in ("批", "系列") or before.endswith("新") or re.match(r".{0,3}一", after)
    if numeral == "一" and is_name:  # 一户一策, 新一轮
        return False
    clause = re.split("[,;。:]", before)[-1]
    if policy == "held":
        return bool(pattern("held").search(clause))
    if code in ("ge", "le", "gt") and not before.endswith("跑"):
        return True
    if unit == "次":
        return bool(pattern("often").search(clause))
    is_made = bool(pattern("concrete").search(clause))
    is_each = bool(pattern("each").search(clause))
    if policy == "yes":
        is_share = _units()[unit]["kind_code"] == "percent"  # 近一成, 增长一倍
        return numeral != "一" or is_share or is_made or is_each
    if numeral in (*numbers.DIGITS, "十") and not (is_made or is_each):
        may_stand_apart = policy == "made" and numeral != "一"
        if not (may_stand_apart or pattern("after_noun").match(after)):
            return False
        if not pattern("makes").search(clause):
            return False
    return not pattern("abstract").search(re.split(r"[,;。、]", after)[0])


def _comparator(before: str, text: str = "", end: int = 0) -> str:
    """Return the comparator at the end of ``before``, else after the figure that ends there."""
    clause = re.split(r"[,;。:、]", before)[-1]
    bound = pattern("bound_before").search(clause) or pattern("bound_after").match(text, end)
    return str(bound.lastgroup) if bound else "eq"


def _bind_lists(text: str, found: list[Quantity]) -> list[Quantity]:
    """Let a comparator cover its list, and mark the A of 由A提高到B.

    不低于5%、8% and 5%、8%以上 bind both figures; 至少 binds each figure of its clause.
    """
    gaps = [text[a.end : b.start] for a, b in pairwise(found)]
    is_listed = [bool(pattern("listing").fullmatch(gap)) for gap in gaps]
    after = [_comparator("", text, q.end) for q in found]
    codes = [q.comparator_code for q in found]
    is_bound = [code != "eq" for code in after]  # by what stands after the figure or its list
    bases = [False] * len(found)
    for i in reversed(range(len(gaps))):
        same_unit = found[i].unit == found[i + 1].unit
        if (
            is_listed[i]
            and codes[i] == "eq"
            and (after[i + 1] != "eq" or (same_unit and is_bound[i + 1]))
        ):
            codes[i] = after[i + 1] if after[i + 1] != "eq" else codes[i + 1]
        is_bound[i] = is_bound[i + 1] if is_listed[i] else is_bound[i]
        lead = text[found[i - 1].end if i else 0 : found[i].start]
        if (i and is_listed[i - 1]) or pattern("base_lead").search(lead):
            is_rise = pattern("rising").fullmatch(gaps[i])
            bases[i] = bool(is_rise or (is_listed[i] and bases[i + 1]))
    for i, quantity in enumerate(found):
        clause = re.split(r"[,;。:]", text[: quantity.start])[-1]
        strong = pattern("strong").findall(re.sub("“[^”]*”", "", clause))
        if strong and codes[i] == "eq" and quantity.kind_code != "coverage":
            codes[i] = _comparator(strong[-1])
    marked = zip(found, codes, bases, strict=True)
    return [replace(q, comparator_code=code, is_base=base) for q, code, base in marked]


def _within(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _may_be_said(text: str, quantity: Quantity) -> bool:
    """Keep a figure in quotation marks only if the quotation states a demand, not a name."""
    if quantity.kind_code in ("coverage", "frequency") or quantity.comparator_code != "eq":
        return True
    quotes = pattern("quotation").finditer(text)
    around = [m.group() for m in quotes if m.start() < quantity.start and quantity.end < m.end()]
    return all(pattern("demanding").search(quote) for quote in around)
