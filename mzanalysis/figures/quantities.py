"""Find the figures of folded Chinese text, exactly: ``1亿5千万元`` is 150000000 元.

Pure functions on text. A figure is a number with a unit of ``resources/figures/units.csv``, or a
coverage (``全覆盖`` = 100 %). What only looks like one - a name in quotation marks, an ordinal,
a grade, an age, a document's title - is told apart by its form (``lookalikes``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from mzanalysis.figures.lookalikes import Candidate, is_figure
from mzanalysis.figures.sentence_parts import has, last_clause
from mzanalysis.figures.units import NO_UNIT, number_pattern, shares_of, units
from mzanalysis.text import numbers
from mzanalysis.text.patterns import pattern

_AS_HANZI = str.maketrans("123456789", "一二三四五六七八九")
_OFTEN = 99  # nothing is done more often than so many times in a year: that is a count
_SESSIONS = ("期", "场", "场次", "班次")  # so many in a period are a frequency: 每季度一期


@dataclass(frozen=True)
class Quantity:
    """A figure in a text: where it stands, what it is worth, how it binds.

    ``value`` (and ``value_high`` of a range) count in ``unit`` as written, ``value_base`` in
    ``base_unit``: 1.2亿元 is 1.2 亿元 and 120000000 元. ``is_base`` marks the A of 由A提高到B.
    ``kind_code`` is count, percent, multiple, amount, frequency or coverage.
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
    candidates = (_read(text, match) for match in number_pattern().finditer(text))
    quantities = [quantity for quantity in candidates if quantity is not None]
    quantities += [*_find_rounds(text, quantities), *_find_coverages(text)]
    titles = [match.span() for match in pattern("no_quantity").finditer(text)]
    quantities = [q for q in quantities if not _lies_in(q.start, q.end, titles)]
    quantities = [q for q in quantities if not _is_quoted(text, q)]
    quantities.sort(key=lambda quantity: quantity.start)
    return _mark_bases(text, _bind_clauses(text, _bind_lists(text, quantities)))


def _find_coverages(text: str) -> Iterator[Quantity]:
    for match in pattern("coverage").finditer(text):
        before = text[: match.start()]
        if has("adjective", before):
            continue
        is_rough = match["roughly"] or has("roughly", last_clause(before))
        comparator_code = "approx" if is_rough else "eq"
        whole = Decimal(100)
        yield Quantity(*match.span(), whole, "%", whole, "%", "coverage", comparator_code)


def _find_rounds(text: str, quantities: Sequence[Quantity]) -> Iterator[Quantity]:
    """Find what is done once in a period without a unit: 每月一自查."""
    taken = [(quantity.start, quantity.end) for quantity in quantities]
    for match in pattern("every_one").finditer(text):
        if not _lies_in(*match.span(1), taken):
            once = Decimal(1)
            yield Quantity(*match.span(1), once, "次", once, "次", "frequency")


def _lies_in(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(left <= start and end <= right for left, right in spans)


def _is_quoted(text: str, quantity: Quantity) -> bool:
    """Tell a name in quotation marks (“两个确保”) from a demand that is quoted."""
    if quantity.kind_code in ("coverage", "frequency") or quantity.comparator_code != "eq":
        return False
    for quote in pattern("quotation").finditer(text):
        is_inside = quote.start() < quantity.start and quantity.end < quote.end()
        if is_inside and not has("demanding", quote.group()):
            return True
    return False


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    """Read a figure in one of the forms; None if it only looks like one."""
    start, end = match.span()
    before, after = text[max(0, start - 24) : start], text[end : end + 12]
    comparator_code = _bound_after(text, end)
    if comparator_code != "approx":  # 控制在3%左右
        comparator_code = _bound_before(before) or comparator_code or "eq"
    if match["low"]:
        return _read_range(match, before, after)
    if match["digits"]:
        return _read_few(match, before, after)
    if match["numeral"] or match["bare"] or match["loose"] or match["short"]:
        return _read_number(match, before, after, comparator_code)
    if match["doubling"]:  # 翻番 doubles, 翻两番 quadruples
        power = Decimal(numbers.DIGITS.get(match["times"], 1))
        return Quantity(start, end, power, "番", 2**power, "倍", "multiple", comparator_code)
    unit = "‰" if match["per"] == "千分之" else "%"
    low, high = shares_of(match)
    if match["half"] == "过半":
        comparator_code = "gt"
    return _make(match.span(), low, high, unit, "", comparator_code)


def _read_number(
    match: re.Match[str], before: str, after: str, comparator_code: str
) -> Quantity | None:
    numeral = match["numeral"] or match["bare"] or match["loose"] or _short(match)
    scale = match["scale"] or match["bare_scale"] or ""
    unit = match["unit"] or match["counter"] or ""
    is_odd = re.search("[余多来几]", match.group()) is not None
    several = pattern("several").search(before)
    if several and numbers.SCALES.keys() >= set(numeral):  # 上千人, 几十个
        before, is_odd, comparator_code = before[: several.start()], True, "eq"
    if is_odd and comparator_code == "eq":
        comparator_code = "approx"
    is_rounded = is_odd or comparator_code == "approx"
    scaled = numeral + scale
    if not is_figure(Candidate(scaled, unit, before, after, comparator_code, is_rounded)):
        return None
    value = numbers.absolute_value(numeral, scale, is_rounded)
    multiplier = numbers.multiplier_of(scaled)
    quantity = _make(match.span(), value, None, unit, multiplier, comparator_code)
    return None if quantity is None else _tell_frequency(quantity, before)


def _short(match: re.Match[str]) -> str:
    """Write 3万5, which has no unit, as 三万五 is read: 3万五."""
    return str(match["short"] + match["tail"].translate(_AS_HANZI))


def _tell_frequency(quantity: Quantity, before: str) -> Quantity:
    """Tell what is done so often in a period from what is counted: 每季度一期, 服务9000次."""
    is_periodic = has("often", before)
    if is_periodic and quantity.unit.endswith(_SESSIONS):
        return replace(quantity, kind_code="frequency")
    if not is_periodic and quantity.unit.endswith("次") and quantity.value_base > _OFTEN:
        return replace(quantity, kind_code="count")
    return quantity


def _read_range(match: re.Match[str], before: str, after: str) -> Quantity | None:
    unit = match["high_unit"]
    if match["low_unit"] not in (None, unit):
        return None
    for numeral in (match["low"], match["high"]):
        if not is_figure(Candidate(numeral, unit, before, after, "range", True)):
            return None
    low_scale, high_scale = match["low_scale"] or "", match["high_scale"] or ""
    low = numbers.absolute_value(match["low"], low_scale, False)
    high = numbers.absolute_value(match["high"], high_scale, False)
    if low is None or high is None:
        return None
    multiplier = numbers.multiplier_of(match["high"] + high_scale)
    size = numbers.size_of(multiplier)
    if not numbers.multiplier_of(match["low"] + low_scale) and low * size <= high:
        low *= size  # 20-30万 means 200000 to 300000
    if low >= high:
        return None
    if has("range_lead", before) and "到" in match.group():  # 由20到30万: reaches it
        return _make((match.end("low"), match.end()), high, None, unit, multiplier, "eq")
    return _make(match.span(), low, high, unit, multiplier, "range")


def _read_few(match: re.Match[str], before: str, after: str) -> Quantity | None:
    """Read two neighbouring digits that leave a number open: 两三个, 三四百张, 5、6个."""
    digits, scale, unit = match["digits"], match["few_scale"], match["few_unit"]
    if not is_figure(Candidate(digits + scale, unit, before, after, "range", True)):
        return None
    low, high = (numbers.parse_number(digit + scale) for digit in (digits[0], digits[-1]))
    return _make(match.span(), low, high, unit, numbers.multiplier_of(digits + scale), "range")


def _make(
    span: tuple[int, int],
    low: Decimal | None,
    high: Decimal | None,
    unit: str,
    multiplier: str,
    comparator_code: str,
) -> Quantity | None:
    """Build a figure from absolute values; ``multiplier`` is what is written before the unit."""
    if low is None or max(low, high or low) > numbers.GREATEST:
        return None
    if unit == "成":
        low, high, unit, multiplier = low * 10, high and high * 10, "%", ""
    known = units().get(unit, NO_UNIT)
    size = numbers.size_of(multiplier)
    return Quantity(
        *span,
        value=numbers.plain(low / size),
        unit=multiplier + unit,
        value_base=numbers.plain(low * known.factor),
        base_unit=known.base_unit or unit,
        kind_code=known.kind_code,
        comparator_code=comparator_code,
        value_high=None if high is None else numbers.plain(high / size),
    )


def _bound_before(text: str) -> str:
    """Return the comparator directly before a number (不少于), "" if there is none."""
    clause = re.split("[,;。:、]", text)[-1]
    bound = pattern("bound_before").search(clause)
    return str(bound.lastgroup) if bound else ""


def _bound_after(text: str, end: int) -> str:
    """Return the comparator directly after a figure (以上), "" if there is none."""
    bound = pattern("bound_after").match(text, end)
    return str(bound.lastgroup) if bound else ""


def _bind_lists(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Let a comparator bind each figure of a bare list: 5%、8%以上, 惠及约5万人、7万人."""
    quantities = _bind_forward(text, quantities)
    bound: list[Quantity] = []  # from the last on
    is_list_bound = False
    for quantity in reversed(quantities):
        following = bound[-1] if bound else None
        if following is None or not _is_listed(text[quantity.end : following.start]):
            is_list_bound = _bound_after(text, quantity.end) != ""
        elif quantity.comparator_code == "eq":
            comparator_code = _bound_after(text, following.end)
            if is_list_bound and following.unit == quantity.unit:
                comparator_code = comparator_code or following.comparator_code
            if comparator_code:
                quantity = replace(quantity, comparator_code=comparator_code)
        bound.append(quantity)
    return bound[::-1]


def _bind_forward(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Let what stands before the first figure of a bare list bind those after it."""
    bound: list[Quantity] = []
    for quantity in quantities:
        last = bound[-1] if bound else None
        is_next = last is not None and text[last.end : quantity.start] == "、"
        if last and is_next and quantity.comparator_code == "eq" and quantity.unit == last.unit:
            code = _bound_before(text[: last.start])
            if code or (len(bound) > 1 and text[bound[-2].end : last.start] == "、"):
                quantity = replace(quantity, comparator_code=last.comparator_code)
        bound.append(quantity)
    return bound


def _is_listed(between: str) -> bool:
    return pattern("listing").fullmatch(between) is not None


def _bind_clauses(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Let a strong comparator that leads its clause bind each figure: 至少新建5处和改造8处.

    One right before a number binds that number alone: 资金不少于9万元、项目3个.
    """
    bound = []
    for quantity in quantities:
        if quantity.comparator_code == "eq" and quantity.kind_code != "coverage":
            clause = last_clause(text[: quantity.start])
            strong = pattern("leading_bound").findall(re.sub("“[^”]*”", "", clause))
            if strong:
                quantity = replace(quantity, comparator_code=_bound_before(strong[-1]))
        bound.append(quantity)
    return bound


def _mark_bases(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Mark the A of 由A提高到B, and each of 由A、B提高到C、D."""
    marked = list(quantities)
    for index in reversed(range(len(marked) - 1)):
        quantity, following = marked[index : index + 2]
        gap = text[quantity.end : following.start]
        is_rising = pattern("rising").fullmatch(gap)
        if not is_rising and not (following.is_base and _is_listed(gap)):
            continue
        lead_start = marked[index - 1].end if index else 0
        lead = text[lead_start : quantity.start]
        if has("base_lead", lead) or (index and _is_listed(lead)):
            marked[index] = replace(quantity, is_base=True)
    return marked
