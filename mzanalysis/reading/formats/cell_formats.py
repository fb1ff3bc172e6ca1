"""Numbers of a workbook as a person sees them: 0.125 as 12.5%, 45838 as 2025年6月30日.

A cell holds a bare number; its format says whether that is a share, a day, a number of 张. Rules:
ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from mzanalysis.reading.formats.office_file import tag

# What a Chinese Excel shows for formats that stand by their number alone.
_CHINESE_FORMATS = {
    **dict.fromkeys((27, 36, 50, 52, 57), "yyyy年m月"),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), "m月d日"),
    31: "yyyy年m月d日",
    **dict.fromkeys((30, 55, 56), "yyyy-m-d"),
}
_PLAIN = r'((?:"[^"]*"|\\.|[^0#?"\\])*)'  # what is shown beside the digits
_NUMBER = re.compile(rf"{_PLAIN}(General|[#0?,]*[#0?](?:\.[#0?]+)?){_PLAIN}", re.DOTALL)
# Colours, conditions, languages, gaps; of [$¥-804] the sign is shown.
_NOT_SHOWN = re.compile(r"\[(?:\$([^\]-]*))?[^\]]*\]|_.|\*.", re.DOTALL)
_QUOTED = re.compile(r'"([^"]*)"|\\(.)', re.DOTALL)
_MINUTES = re.compile("h+[^a-z]*m+|m+[^a-z]*s+|am/pm")


def number_formats(styles: etree._Element | None) -> list[str]:
    """Return the number format of each cell style in ``styles.xml``, the usual one first."""
    if styles is None:
        return [""]
    codes = {str(number): code for number, code in (BUILTIN_FORMATS | _CHINESE_FORMATS).items()}
    for stated in styles.iterfind(tag("s:numFmts/s:numFmt")):
        codes[stated.get("numFmtId", "")] = stated.get("formatCode", "")
    cells = styles.iterfind(tag("s:cellXfs/s:xf"))
    return [codes.get(cell.get("numFmtId", "0"), "") for cell in cells] or [""]


def show_number(value: str, form: str, day_zero: dt.datetime) -> str:
    """Return a number as it is shown.

    Args:
        value: as the file states it.
        form: its number format, ``yyyy"年"m"月"``.
        day_zero: the day that is number 0 in this file.

    Example: 0.6 with ``0%`` is 60%, 80.0 with ``0"张"`` 80张.
    """
    section = _NOT_SHOWN.sub(r"\1", form.split(";")[0])
    try:
        number = Decimal(f"{float(value):.15g}")
        if not number.is_finite():
            return value
        if is_date_format(form):
            return _show_date(day_zero + dt.timedelta(days=float(number)), section)
        parts = _NUMBER.fullmatch(section)
        if parts and not parts[2].endswith(","):
            return _show_digits(number, *map(str, parts.groups()))
    except (ValueError, ArithmeticError):
        return value  # no number, or none that has such a form
    return f"{number:f}"


def _show_digits(number: Decimal, before: str, digits: str, behind: str) -> str:
    if "%" in behind:
        number *= 100
    if digits == "General":
        text = f"{abs(number):f}"
    else:
        decimals = digits.partition(".")[2]
        rounded = abs(number).quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
        text = f"{rounded:,f}" if "," in digits else f"{rounded:f}"
        if decimals.endswith(("#", "?")):
            text = text.rstrip("0").rstrip(".")
    sign = "-" if number < 0 else ""
    before, behind = (_QUOTED.sub(r"\1\2", part) for part in (before, behind))
    return f"{sign}{before}{text}{behind}".strip()


def _show_date(moment: dt.datetime, form: str) -> str:
    """Write the parts of a date that a format shows: 2025-06-30, 2025年6月."""
    moment += dt.timedelta(milliseconds=500)  # a time is a fraction of a day, and inexact
    letters = _QUOTED.sub("", form).lower()
    dated = _MINUTES.sub("h", letters)
    parts = [f"{moment.year}年"] if re.search("[ye]", dated) else []
    if "m" in dated:
        parts.append(f"{moment.month}月")
    if "d" in dated:
        parts.append(f"{moment.day}日")
    text = "".join(parts)
    if len(parts) == 3 and "年" not in form:
        text = f"{moment:%Y-%m-%d}"
    time = f"{moment:%H:%M}"
    has_time = "h" in dated and (time != "00:00" or not parts)
    return f"{text} {time}".strip() if has_time else text
