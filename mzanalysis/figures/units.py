"""Serve the units of figures, and the forms in which a number stands with its unit."""

import re
from decimal import Decimal
from typing import NamedTuple

from mzanalysis.resources import cached, read_table
from mzanalysis.text import numbers
from mzanalysis.text.patterns import alternation, pattern

# The forms of a figure, the first that fits first; blanks are no part of them.
_FORMS = r"""
    (?P<per>百分之|千分之|百分(?=百))(?P<share>百|{numeral})
        (?:{dash}(?:百分之|千分之)?(?P<share_high>{numeral}))?      # 百分之五至百分之八
    | (?P<whole>[二三四五六七八九十])分之(?P<part>[一二三四五六七八九])   # 三分之二
    | (?<![\d.,/])(?P<over>[1-9])/(?P<under>[2-9]|10)(?=以[上下内]|左右|[的,;。、)]|$)  # 1/3以上
    | (?P<tenths>[一二三四五六七八九])成(?P<hundredths>[一二三四五六七八九半])
        (?=[,;。、)以左的]|$)                                             # 九成五
    | (?P<half>一半|半数|过半(?=数|的))
    | (?P<doubling>翻(?P<times>[一两二三四])?番)
    | {few}(?P<few_unit>{unit})                       # 三四百张, 5、6个
    | (?P<low>{numeral}){odd}(?P<low_scale>{scale})?(?:\s?(?P<low_unit>{unit}))?
        {dash}(?P<high>{numeral}){odd}(?P<high_scale>{scale})?\s?(?P<high_unit>{unit})  # 20-30万人
    | (?P<numeral>{numeral}){odd}(?P<scale>{scale})?[余多]?\s?(?P<unit>{unit})  # 30余万元
    | (?P<short>{arabic}[千万亿])(?P<tail>[1-9])(?=[,;。)左以]|$)           # 3万5
    | (?P<bare>{arabic})[余多]?(?P<bare_scale>[万亿]+)(?=[,;。、)左以]|$)        # 达到3.5万。
    | (?<={han})(?P<loose>{arabic}万?)(?P<counter>(?!{no_counter}){han})
        (?={after_counter})                           # 爱心粥80碗
"""


class Unit(NamedTuple):
    """A row of ``resources/figures/units.csv``: 公顷 is a count of 15 亩.

    ``chinese`` says when a number in Chinese characters before the unit is a figure (see
    ``lookalikes``): yes, no, held, made or guarded; a unit that is ``timed`` or ``never`` binds
    numbers in digits, too.
    """

    kind_code: str
    base_unit: str
    factor: Decimal
    chinese: str


NO_UNIT = Unit("count", "", Decimal(1), "yes")  # 力争达到3.5万


@cached
def units() -> dict[str, Unit]:
    """Return the known units by their names, as written in folded text."""
    known = {}
    for row in read_table("figures/units.csv").to_dict("records"):
        factor = Decimal(row["factor"])
        known[row["unit"]] = Unit(row["kind_code"], row["base_unit"], factor, row["chinese"])
    return known


@cached
def number_pattern() -> re.Pattern[str]:
    """Return the pattern of a number with its unit, in each form in which a figure is written."""
    forms = _FORMS.format(
        numeral=numbers.NUMERAL,
        arabic=numbers.ARABIC,
        odd="[余多来几]?",
        scale="[百千]?[万亿]+",
        dash=r"\s?(?:[-—–~～－]{1,2}|至|到)\s?",
        unit=alternation(map(re.escape, units())),
        han="[\u4e00-\u9fff]",
        no_counter="[时版后代声星档网强路点届段楼室线刻秒度左多余来]",
        few=pattern("few").pattern,
        after_counter="以[上下内]|左右|[,;。、)]|$",
    )
    return re.compile(forms, re.VERBOSE)


def shares_of(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    """Return what 三分之二, 一半 and 百分之五至八 are in hundredths, and the end of a range."""
    if match["half"]:
        return Decimal(50), None
    if match["tenths"]:
        rest = numbers.DIGITS.get(match["hundredths"], 5)  # 九成半
        return Decimal(10 * numbers.DIGITS[match["tenths"]] + rest), None
    part = numbers.parse_number(match["part"] or match["over"] or "")
    whole = numbers.parse_number(match["whole"] or match["under"] or "")
    if part and whole:
        return round(part * 100 / whole, 2), None
    high = numbers.parse_number(match["share_high"] or "")
    if match["share"] == "百":
        return Decimal(100), high
    return numbers.parse_number(match["share"]), high
