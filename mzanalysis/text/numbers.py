"""Read Chinese, Arabic and mixed numerals exactly: ``1亿5千万`` is 150000000.

Pure functions on folded text; values are ``decimal.Decimal``.
"""

import math
import re
from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
SCALES = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
HAN = "零〇一二三四五六七八九十百千万亿两"
# Arabic with scales (3.5万, 1亿5千万, 2万3000), or Chinese with an optional decimal (零点三).
NUMERAL = (
    rf"(?:(?:{ARABIC}[百千]?[万亿]+|{ARABIC}[百千])+(?:\d{{2,4}}(?![\d.]))?|{ARABIC}"
    rf"|[{HAN}]+(?:点[零〇一二三四五六七八九]+[万亿]*)?)"
)


def parse_number(text: str) -> Decimal | None:
    """Read a numeral, Arabic, Chinese or mixed; None if it is none.

    Example: ``parse_number("三万五千")`` -> ``Decimal(35000)``; ``"1亿5千万"`` -> 150000000;
    ``"二五"`` (no place value) -> None.
    """
    text = text.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return Decimal(text)
    if "点" in text:
        whole, _, rest = text.partition("点")
        digits = rest.rstrip("万亿")
        head = parse_number(whole)
        if head is None or not digits or not all(c in DIGITS for c in digits):
            return None
        value = Decimal(f"{head}." + "".join(str(DIGITS[c]) for c in digits))
        return value * size_of(rest[len(digits) :])
    if text in DIGITS:
        return Decimal(DIGITS[text])
    scale = next((scale for scale in SCALES if scale in text), "")
    if not scale:
        return None
    (left, _, right), size = text.rpartition(scale), SCALES[scale]
    head = Decimal(1) if not left and scale == "十" else parse_number(left)
    if head is None or (size < 10**4 and head >= size):
        return None
    if not right:
        return head * size
    # 三千五 is 3500, 三千零五 3005
    short = size > 10 and len(right) == 1 and right in DIGITS and right not in "零〇"
    tail = parse_number(right.lstrip("零〇"))
    if tail is None or tail >= size:
        return None
    return head * size + tail * (size // 10 if short else 1)


def absolute_value(numeral: str, scales: str, rounded: bool) -> Decimal | None:
    """Return a numeral times the scales after it: ("2000", "万") -> 20000000.

    ``rounded``: a bare 百 or 千 counts as one of them (近百家, 上千人).
    """
    value = parse_number("一" + numeral if rounded and numeral in tuple("百千万亿") else numeral)
    return None if value is None else value * size_of(scales)


def multiplier_of(numeral: str) -> str:
    """Return the multiplier that belongs to the unit: 1.2万亿 -> 万亿, 三万五千 -> ""."""
    if not numeral.endswith(("万", "亿")) or numeral in ("万", "亿"):
        return ""
    return "万亿" if numeral.endswith("万亿") else "亿" if "亿" in numeral else "万"


def size_of(scale: str) -> int:
    """Return the size of a multiplier: 万亿 -> 10 ** 12."""
    return math.prod(SCALES[char] for char in scale)


def plain(value: Decimal) -> Decimal:
    """Write a decimal without trailing zeros or exponent: 1.50 -> 1.5, 2E+3 -> 2000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
