"""Read Chinese, Arabic and mixed numerals exactly: ``1亿5千万`` is 150000000.

Pure functions on folded text; values are ``decimal.Decimal``.
"""

import math
import re
from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_YEAR_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_NONZERO_DIGITS = DIGITS.keys() - {"零", "〇"}
SCALES = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}
_SCALES_ALONE = ("百", "千", "万", "亿")  # 近百家, 上千人: one of them
ARABIC = r"(?<!\d)(?:\d{1,3}(?:,\d{3}){1,9}(?!\d)|\d{1,40})(?:\.\d{1,20})?"
_TENS = {"廿": "二十", "卅": "三十"}
HAN = "零〇一二三四五六七八九十百千万亿两廿卅"
# Arabic with scales (3.5万, 1亿5千万, 2万3000, 2千零30万, 3万5元), or Chinese with a decimal.
NUMERAL = (
    rf"(?:(?:{ARABIC}(?:[百千]?[万亿]{{1,3}}|[百千])(?:零(?=\d))?){{1,4}}(?:\d{{1,4}}(?![\d.]))?|{ARABIC}"
    rf"|(?<![{HAN}])[{HAN}]{{1,40}}(?:点[零〇一二三四五六七八九]{{1,20}}[万亿]{{0,3}})?)"
)
# What is longer, or larger (in base units), is no number that a plan can mean, but a run of digits:
# China's yearly product is some 10**14 yuan.
_LONGEST = 40
GREATEST = Decimal(10**16)


def read_year(text: str) -> int:
    """Read a year: 2025, 二〇二五, 25 (of this century)."""
    year = int(text.translate(_YEAR_DIGITS))
    return year if year >= 100 else 2000 + year


def parse_number(text: str) -> Decimal | None:
    """Read a numeral, Arabic, Chinese or mixed; None if it is none, or a run of 40 signs and more.

    Example: ``parse_number("三万五千")`` -> ``Decimal(35000)``; ``"1亿5千万"`` -> 150000000;
    ``"二五"`` (no place value) -> None.
    """
    text = text.replace(",", "")
    if len(text) > _LONGEST:
        return None
    for sign, tens in _TENS.items():
        text = text.replace(sign, tens)
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return Decimal(text)
    if "点" in text:
        return _parse_decimal(text)
    if text in DIGITS:
        return Decimal(DIGITS[text])
    for scale in SCALES:  # the largest first
        if scale in text:
            return _parse_scaled(text, scale)
    return None


def _parse_decimal(text: str) -> Decimal | None:
    """Read a Chinese numeral with a decimal: 零点三, 一点五万."""
    whole, _, behind = text.partition("点")
    digits = behind.rstrip("万亿")
    units = parse_number(whole)
    if units is None or units > GREATEST or not digits or not DIGITS.keys() >= set(digits):
        return None
    decimals = "".join(str(DIGITS[digit]) for digit in digits)
    return Decimal(f"{units}.{decimals}") * size_of(behind.removeprefix(digits))


def _parse_scaled(text: str, scale: str) -> Decimal | None:
    """Read a numeral by its largest scale: times it, and what remains."""
    before, _, behind = text.rpartition(scale)
    size = SCALES[scale]
    times = Decimal(1) if scale == "十" and not before else parse_number(before)
    if times is None or (size < 10**4 and times >= size):
        return None
    if not behind:
        return times * size
    remainder = parse_number(behind.lstrip("零〇"))
    if remainder is None or remainder >= size:
        return None
    if size > 10 and behind in _NONZERO_DIGITS:  # 三千五 is 3500, 三千零五 3005
        remainder *= size // 10
    return times * size + remainder


def absolute_value(numeral: str, scales: str, rounded: bool) -> Decimal | None:
    """Return a numeral times the scales after it: ("2000", "万") -> 20000000.

    ``rounded``: a bare 百 or 千 counts as one of them (近百家, 上千人, 数百万元). None if it is no
    number, or one above `GREATEST`.
    """
    if rounded and numeral.startswith(_SCALES_ALONE):
        numeral = f"一{numeral}"
    value = parse_number(numeral)
    if value is None:
        return None
    scaled = value * size_of(scales)
    return scaled if scaled <= GREATEST else None


def multiplier_of(numeral: str) -> str:
    """Return the multiplier that belongs to the unit: 1.2万亿 -> 万亿, 三万五千 -> ""."""
    if numeral in SCALES or not numeral.endswith(("万", "亿")):
        return ""
    if numeral.endswith("万亿"):
        return "万亿"
    return "亿" if "亿" in numeral else "万"


def size_of(scale: str) -> int:
    """Return the size of a multiplier: 万亿 -> 10 ** 12."""
    return math.prod(SCALES[char] for char in scale)


def plain(value: Decimal) -> Decimal:
    """Write a decimal without trailing zeros or exponent: 1.50 -> 1.5, 2E+3 -> 2000."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value.normalize()
