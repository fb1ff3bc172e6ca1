"""Words on charts, in Chinese, English or both."""

from functools import cache
from typing import Any, Literal

import pandas as pd

from mzanalysis.resources import read_table

Lang = Literal["zh", "en", "both"]

# Chinese counts in 万 and 亿: from which size on, divided by what
_POWERS = ((1e8, 1e8, "亿"), (1e5, 1e4, "万"))


def _in(lang: Lang, zh: str, en: str, joint: str) -> str:
    if lang == "both":
        return f"{zh}{joint}{en}" if en and en != zh else zh
    return zh if lang == "zh" else en or zh


@cache
def _names(resource: str, key: str) -> dict[str, tuple[str, str]]:
    rows = read_table(resource)
    zh, en = {"places.csv": ("short_name", "name_en"), "units.csv": ("unit", "en")}.get(
        resource, ("zh", "en")
    )
    return dict(zip(rows[key], zip(rows[zh], rows[en], strict=True), strict=True))


def word(key: str, lang: Lang, *, joint: str = "\n") -> str:
    """Return a word of ``words.csv``; in both languages they are joined by ``joint``."""
    return _in(lang, *_names("words.csv", "key")[key], joint)


def topic_labels(lang: Lang) -> dict[str, str]:
    """Return topic_code -> name, in the order of the codebook."""
    codes = _names("codebook.csv", "topic_code")
    return {code: _in(lang, zh, en, " ") for code, (zh, en) in codes.items()}


def subtopic_label(row: dict[Any, Any], lang: Lang) -> str:
    """Return the name of a row's subtopic; of any other row its own label, as it is."""
    names = _names("subtopics.csv", "subtopic_code").get(str(row.get("subtopic_code", "")))
    return _in(lang, *names, " ") if names else str(row["label"])


def city_label(column: str, lang: Lang, *, joint: str = " ") -> str:
    """Return the name of a city's column (十堰, 十堰2025)."""
    city = column.rstrip("0123456789")
    names = [names for names in _names("places.csv", "adcode").values() if names[0] == city]
    return _in(lang, column, names[0][1] + column[len(city) :] if names else "", joint)


def indicator_name(indicator_id: str, indicator: str, lang: Lang) -> str:
    """Return an indicator's name; one that is not in the list has only its Chinese name."""
    _, en = _names("indicators.csv", "indicator_id").get(indicator_id, ("", ""))
    return _in(lang, indicator, en, " ")


def reason_text(reason: str, lang: Lang) -> str:
    """Return why figures may not be compared, from ``数字类别不同 [kind of figure differs]``."""
    zh, _, en = reason.removesuffix("]").partition(" [")
    return _in(lang, zh, en, "; ") if zh else word("not_comparable", lang, joint=" ")


def plan_labels(frame: pd.DataFrame, lang: Lang) -> dict[str, str]:
    """Return plan_id -> its city, with the year where a city has more plans than one."""
    plans = frame[["plan_id", "city"]].drop_duplicates("plan_id")
    places = _names("places.csv", "adcode")
    labels = {}
    for plan_id, city in zip(plans["plan_id"], plans["city"], strict=True):
        adcode, _, year = str(plan_id).partition("-")
        name = _in(lang, str(city), places.get(adcode, ("", ""))[1], " ")
        same = plans.loc[plans["city"] == city, "plan_id"]
        is_year_enough = same.str.endswith(f"-{year}").sum() == 1
        mark = "" if len(same) == 1 else f" {year}" if is_year_enough else f" {plan_id}"
        labels[str(plan_id)] = name + mark
    return labels


def _english_unit(unit: str) -> str:
    """Return `` households`` for 户; a mere classifier (个, 处) has no English."""
    unit, slash, base = unit.partition("/")
    _, en = _names("units.csv", "unit").get(unit, ("", unit))
    return (f" {en}" if en and en != "%" else en) + slash + base


def figure_text(row: Any, lang: Lang) -> str:
    """Return a figure as promised: ``≥600人次 6月底前``, ``200–300万元``, ``1个 (每个乡镇)``.

    Args:
        row: a row of the table ``target_comparison``.
        lang: language of signs, units and dates; a scope stays as it is.
    """
    sign = word(f"comparator_{row.comparator_code}", "en" if lang == "en" else "zh")
    value, high, power = float(row.value_base), float(row.value_high_base), ""
    if row.base_unit != "%" and lang != "en":
        for threshold, size, name in _POWERS:
            if abs(value) >= threshold:
                value, high, power = value / size, high / size, name
                break
    unit = row.base_unit if lang != "en" else _english_unit(row.base_unit)
    ends = f"{sign}{value:,.10g}" if pd.isna(high) else f"{value:,.10g}–{high:,.10g}"
    text = f"{ends}{power}{unit}"
    if "/" in row.axis and (around := " ".join(filter(None, (row.scope, row.period)))):
        text += f" ({around})"
    if pd.isna(row.due_date) or (row.due_date.month, row.due_date.day) == (12, 31):
        return text
    key = "due_end_of_month" if row.due_date.is_month_end else "due_day"
    due = word(key, lang, joint=" ").replace("{m}", str(row.due_date.month))
    due = due.replace("{d}", str(row.due_date.day))
    return f"{text} {due.replace('{month}', word(f'month_{row.due_date.month}', 'en'))}"
