"""Find the figures of folded Chinese text, exactly: ``1亿5千万元`` is 150000000 元.

Pure functions on text. A figure is a number with a unit of ``resources/units.csv``, or a
coverage (``全覆盖`` = 100 %). What only looks like one - a name in quotation marks, an ordinal,
a grade, an age, a document's title - is told apart by its form.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from mzanalysis.figure_words import any_of, pattern
from mzanalysis.numerals import (
    ARABIC,
    DIGITS,
    HAN,
    NUMERAL,
    absolute_value,
    multiplier_of,
    parse_number,
    plain,
    size_of,
)
from mzanalysis.resources import read_table

_DASH = r"\s?(?:[-—–~～－]{1,2}|至|到)\s?"

# Words that bind a figure, directly before the number and directly after the unit.
_BEFORE = tuple((c, any_of(f"before_{c}")) for c in ("ge", "le", "gt", "lt", "approx"))
_AFTER = tuple((c, any_of(f"after_{c}")) for c in ("ge", "le", "approx"))
_BASE_LEAD = re.compile(r"(?:由|从)[^,;。:]{0,24}$")
_CONCRETE = re.compile(rf"{any_of('make')}(?:了|好)?$")  # verbs that make countable things
_ABSTRACT = re.compile(any_of("abstract"))


@dataclass(frozen=True)
class Quantity:
    """A figure in a text: where it stands, what it is worth, how it binds.

    ``value`` (and ``value_high`` of a range) count in ``unit`` as written, ``value_base`` and
    ``value_high_base`` in ``base_unit``: 1.2亿元 is 1.2 亿元 and 120000000 元. ``is_base`` marks
    the A of 由A提高到B. ``kind_code`` is count, percent, amount, frequency or coverage.
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
    value_high_base: Decimal | None = None
    is_base: bool = False


def find_quantities(text: str) -> list[Quantity]:
    """Find every figure of a folded text, in order, without overlap.

    Args:
        text: folded text (see ``folding.fold``), a sentence or longer.

    Returns:
        The figures, spans covering the number with its unit (``1971人次``, ``全覆盖``).

    Example: ``find_quantities("新建站点不少于12处")`` -> one: 12, 处, ge.
    """
    masks = [m.span() for m in re.finditer(r"《[^《》]*》|<[^<>]*>", text)]
    quotes = [m.span() for m in re.finditer(r"“[^“”]*”|‘[^‘’]*’|\"[^\"\n]{1,40}\"", text)]
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
    found = [q for q in found if not _within((q.start, q.end), masks)]
    found = [q for q in found if _may_be_quoted(text, q, quotes)]
    return _bind_lists(text, sorted(found, key=lambda q: q.start))


@cache
def _units() -> dict[str, dict[str, str]]:
    rows = read_table("units.csv").to_dict("records")
    return {row["unit"]: {str(k): str(v) for k, v in row.items()} for row in rows}


@cache
def _pattern() -> re.Pattern[str]:
    units = "|".join(re.escape(u) for u in sorted(_units(), key=len, reverse=True))
    low, high = (
        rf"(?P<{name}>{NUMERAL})(?P<{name}_odd>[余多来])?(?P<{name}_scale>[百千]?[万亿]+)?"
        for name in ("low", "high")
    )
    return re.compile(
        rf"(?P<per>百分之|千分之)(?P<p_low>百|{NUMERAL})(?:{_DASH}(?:百分之|千分之)?(?P<p_high>{NUMERAL}))?"
        rf"|(?P<n>[二三四五六七八九十])分之(?P<m>[一二三四五六七八九])"
        r"|(?P<half>一半|半数|过半(?=数|的))|翻(?P<fold>[一两二三四])?番"
        rf"|{low}(?:\s?(?P<low_unit>{units}))?{_DASH}{high}\s?(?P<range_unit>{units})"
        rf"|(?P<one>{NUMERAL})(?P<odd>[余多来])?(?P<scale>[百千]?[万亿]+)?(?P<odd2>[余多])?\s?(?P<unit>{units})"
        rf"|(?P<bare>{ARABIC})(?P<bare_odd>[余多])?(?P<bare_scale>[万亿]+)(?=[,;。、)左以]|$)"
    )


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    span, group = match.span(), match.groupdict()
    before, after = text[max(0, span[0] - 24) : span[0]], text[span[1] : span[1] + 12]
    code = _comparator(before, after)
    if group["range_unit"]:
        return _read_range(match, before, after)
    if group["per"]:
        unit = "%" if group["per"] == "百分之" else "‰"
        low = Decimal(100) if group["p_low"] == "百" else parse_number(group["p_low"])
        high = parse_number(group["p_high"]) if group["p_high"] else None
        return _make(span, low, high, unit, unit, code)
    if group["n"]:
        share = Decimal(DIGITS[group["m"]] * 100) / DIGITS.get(group["n"], 10)
        return _make(span, round(share, 2), None, "%", "%", code)
    if group["half"]:
        return _make(span, Decimal(50), None, "%", "%", "gt" if group["half"] == "过半" else code)
    if group["unit"] is None and group["bare"] is None:  # 翻番 doubles, 翻两番 quadruples
        power = Decimal(DIGITS.get(group["fold"] or "一", 1))
        return Quantity(*span, power, "番", 2**power, "倍", "percent", code)
    numeral, unit = group["one"] or group["bare"], group["unit"] or ""
    scales = (group["scale"] or "") + (group["bare_scale"] or "")
    if (group["odd"] or group["odd2"] or group["bare_odd"]) and code == "eq":
        code = "approx"
    if numeral in ("百", "千", "万") and before.endswith("上"):  # 上千人
        code = "approx"
    rounded = bool(group["odd"] or code == "approx")
    if not _is_figure(numeral + scales, unit, before, after, code, rounded):
        return None
    value = absolute_value(numeral, scales, rounded)
    return _make(span, value, None, unit, multiplier_of(numeral + scales) + unit, code)


def _read_range(match: re.Match[str], before: str, after: str) -> Quantity | None:
    group, unit = match.groupdict(), match["range_unit"]
    if group["low_unit"] and group["low_unit"] != unit:
        return None
    if not all(_is_figure(group[p], unit, before, after, "range", True) for p in ("low", "high")):
        return None
    low_scale, high_scale = group["low_scale"] or "", group["high_scale"] or ""
    low = absolute_value(group["low"], low_scale, False)
    high = absolute_value(group["high"], high_scale, False)
    written = multiplier_of(group["high"] + high_scale)
    if low is None or high is None:
        return None
    if written and not multiplier_of(group["low"] + low_scale) and low * size_of(written) <= high:
        low *= size_of(written)  # 20-30万 means 200000 to 300000
    if low >= high:
        return None
    if re.search(r"[由从][^,;。]{0,12}$", before) and "到" in match.group():
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
    row = _units().get(unit, {"kind_code": "count", "base_unit": "", "factor": "1"})
    size, factor = size_of(written.removesuffix(unit)), Decimal(row["factor"])
    in_base, kind = plain(low * factor), row["kind_code"]
    figure = Quantity(*span, plain(low / size), written, in_base, row["base_unit"], kind, code)
    if high is None:
        return figure
    return replace(figure, value_high=plain(high / size), value_high_base=plain(high * factor))


def _is_figure(numeral: str, unit: str, before: str, after: str, code: str, rounded: bool) -> bool:
    """Tell a figure from a name, an ordinal, a grade, an age or a date by its form."""
    is_han = bool(re.match(f"[{HAN}]", numeral))
    if re.search(r"(?:第|\d:|[\d.+·∙•/×*]|每|No\.?)$", before):
        return False
    if re.search("[几数]$" if is_han else "[A-Za-z]$", before) and unit != "%":
        return False
    if re.match(r"\+|级|版|号|[·∙]\d", after) or re.match(r"0\d", numeral):
        return False
    policy = _units()[unit]["chinese"] if unit else "yes"
    if policy == "never" and unit == "岁" and "寿命" in before:
        return True
    is_month = unit in ("个", "项") and after[:1] == "月"
    is_verb = unit == "成" and not re.match(r"[以左的,、。;:)多半]|$", after)
    if policy == "never" or is_month or is_verb:
        return False
    if policy == "timed":
        return code != "eq" or bool(pattern("shorter").search(before))
    if not is_han:
        return True
    if policy == "no" or (numeral[0] in "百千万亿" and not rounded):  # 百社联百村: names
        return False
    if unit == "次" and re.search(rf"{any_of('every')}[^,;。]{{0,16}}$", before):
        return True
    if code in ("ge", "le", "gt") and not re.search(r"跑$", before):
        return True
    if numeral == "一" and (unit in ("批", "系列") or re.match(r".{0,3}一", after)):  # 一户一策
        return False
    if policy == "yes":
        is_share = _units()[unit]["kind_code"] == "percent"  # 近一成, 增长一倍
        return numeral != "一" or is_share or bool(_CONCRETE.search(before))
    if numeral in (*DIGITS, "十") and not _CONCRETE.search(before):
        return False
    return not _ABSTRACT.search(re.split(r"[,;。、]", after)[0])


def _comparator(before: str, after: str) -> str:
    clause = re.split(r"[,;。:、]", before)[-1]
    for code, words in _BEFORE:
        if re.search(rf"{words}(?:了|到|至|达到?|为|其)?$", clause):
            return code
    for code, words in _AFTER:
        if re.match(words, after):
            return code
    return "eq"


def _bind_lists(text: str, found: list[Quantity]) -> list[Quantity]:
    """Let a comparator cover its list, and mark the A of 由A提高到B.

    不低于5%、8% and 5%、8%以上 bind both figures; 至少 binds each figure of its clause.
    """
    bound = list(found)
    for i in range(len(bound) - 2, -1, -1):
        gap, following = text[bound[i].end : bound[i + 1].start], bound[i + 1]
        if pattern("listing").fullmatch(gap) and bound[i].comparator_code == "eq":
            after = _comparator("", text[following.end : following.end + 12])
            is_tail = following.unit == bound[i].unit and following.comparator_code != "eq"
            if after != "eq" or (is_tail and _is_bound_after(text, bound, i + 1)):
                code = after if after != "eq" else following.comparator_code
                bound[i] = replace(bound[i], comparator_code=code)
    for i, quantity in enumerate(bound):
        clause = re.split(r"[,;。:]", text[: quantity.start])[-1]
        strong = pattern("strong").findall(re.sub("“[^”]*”", "", clause))
        if strong and quantity.comparator_code == "eq" and quantity.kind_code != "coverage":
            bound[i] = replace(quantity, comparator_code=_comparator(strong[-1], ""))
    for i in range(len(bound) - 2, -1, -1):  # the A of 由A提高到B, or each A of a list
        gap = text[bound[i].end : bound[i + 1].start]
        lead = text[bound[i - 1].end if i else 0 : bound[i].start]
        in_list = bool(pattern("listing").fullmatch(lead)) if i else False
        if (pattern("rising").fullmatch(gap) and (in_list or _BASE_LEAD.search(lead))) or (
            pattern("listing").fullmatch(gap)
            and bound[i + 1].is_base
            and (in_list or _BASE_LEAD.search(lead))
        ):
            bound[i] = replace(bound[i], is_base=True)
    return bound


def _is_bound_after(text: str, bound: list[Quantity], i: int) -> bool:
    """Tell whether a figure's comparator stands after it, or after the list it belongs to."""
    while i + 1 < len(bound) and pattern("listing").fullmatch(
        text[bound[i].end : bound[i + 1].start]
    ):
        i += 1
    return _comparator("", text[bound[i].end : bound[i].end + 12]) != "eq"


def _within(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _may_be_quoted(text: str, quantity: Quantity, quotes: list[tuple[int, int]]) -> bool:
    """Keep a figure in quotation marks only if the quotation states a demand, not a name."""
    if quantity.kind_code in ("coverage", "frequency") or quantity.comparator_code != "eq":
        return True
    around = [text[a:b] for a, b in quotes if a < quantity.start and quantity.end < b]
    return all(re.search(r"每|[%‰]|新增|新建", inside) for inside in around)
