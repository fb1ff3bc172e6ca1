"""Words on charts, in Chinese, English or both."""

from functools import cache
from typing import Any, Literal

import pandas as pd

from mzanalysis.resources import read_table
from mzanalysis.topics.codebook import subtopic_names, topic_names

Lang = Literal["zh", "en", "both"]

# Chinese counts in 万 and 亿: from which size on, divided by what
_POWERS = ((1e8, 1e8, "亿"), (1e5, 1e4, "万"))


def _in(lang: Lang, zh: str, en: str, joint: str = " ") -> str:
    if lang == "both":
        return f"{zh}{joint}{en}" if en and en != zh else zh
    return zh if lang == "zh" else en or zh


@cache
def _names(resource: str, key: str, zh: str = "zh", en: str = "en") -> dict[str, tuple[str, str]]:
    rows = read_table(resource)
    return dict(zip(rows[key], zip(rows[zh], rows[en], strict=True), strict=True))


def word(key: str, lang: Lang, *, joint: str = "\n", **values: object) -> str:
    """Return a word of ``words.csv``; in both languages they are joined by ``joint``.

    ``values`` go where the word has their name in braces.
    """
    return _in(lang, *_names("outputs/captions.csv", "key")[key], joint).format(**values)


def topic_labels(lang: Lang) -> dict[str, str]:
    """Return topic_code -> name, in the order of the codebook."""
    codes = topic_names()
    return {code: _in(lang, *names) for code, names in codes.items()}


def subtopic_labels(rows: pd.DataFrame, lang: Lang, *, column: str = "subtopic_code") -> list[str]:
    """Return the name of each row's subtopic; of any other row its own label, as it is."""
    names = subtopic_names()
    codes = zip(rows.get(column, rows["label"]), rows["label"], strict=True)
    return [_in(lang, *names[code]) if code in names else label for code, label in codes]


def city_label(column: str, lang: Lang, *, joint: str = " ") -> str:
    """Return the name of a city's column (十堰, 十堰2025)."""
    city = column.rstrip("0123456789")
    places = _names("reading/places.csv", "adcode", "short_name", "name_en").values()
    en = next((en + column[len(city) :] for zh, en in places if zh == city), "")
    return _in(lang, column, en, joint)


def indicator_name(indicator_id: str, indicator: str, lang: Lang) -> str:
    """Return an indicator's name; one that is not in the list has only its Chinese name."""
    _, en = _names("figures/indicators.csv", "indicator_id").get(indicator_id, ("", ""))
    return _in(lang, indicator, en)


def reason_text(reason: str, lang: Lang) -> str:
    """Return why figures may not be compared, from ``数字类别不同 [kind of figure differs]``."""
    zh, _, en = reason.removesuffix("]").partition(" [")
    return _in(lang, zh, en, "; ") if zh else word("not_comparable", lang, joint=" ")


def plan_labels(frame: pd.DataFrame, lang: Lang) -> dict[str, str]:
    """Return plan_id -> its city, with the year where a city has more plans than one."""
    plans = frame[["plan_id", "city"]].drop_duplicates("plan_id").astype("str")
    places = _names("reading/places.csv", "adcode", "short_name", "name_en")
    labels = {}
    for plan_id, city in plans.itertuples(index=False):
        adcode, _, year = plan_id.partition("-")
        same = plans.loc[plans["city"] == city, "plan_id"]
        is_year_enough = same.str.endswith(f"-{year}").sum() == 1
        mark = "" if len(same) == 1 else f" {year}" if is_year_enough else f" {plan_id}"
        labels[plan_id] = _in(lang, city, places.get(adcode, ("", ""))[1]) + mark
    return labels


def pair_labels(pairs: pd.DataFrame, lang: Lang) -> dict[str, str]:
    """Return `plan_labels` of a table of pairs of plans (plan_id_a, plan_id_b, city_a, city_b)."""
    columns = ["plan_id", "city"]
    sides = [pairs[[f"{c}_{side}" for c in columns]].set_axis(columns, axis=1) for side in "ab"]
    return plan_labels(pd.concat(sides), lang)


def figure_text(row: Any, lang: Lang) -> str:
    """Return a figure as promised: ``≥600人次 6月底前``, ``200–300万元``, ``1个 (每个乡镇)``.

    Args:
        row: a row of the table ``target_comparison``.
        lang: language of signs, units and dates; a scope stays as it is.
    """
    value, high, unit = float(row.value_base), float(row.value_high_base), row.base_unit
    if lang == "en":
        counted, slash, base = unit.partition("/")
        # A mere classifier (个, 处) has no English.
        _, en = _names("figures/units.csv", "unit", "unit").get(counted, ("", counted))
        unit = (f" {en}" if en and en != "%" else en) + slash + base
    elif unit != "%":
        powers = ((size, name) for least, size, name in _POWERS if abs(value) >= least)
        size, name = next(powers, (1.0, ""))
        value, high, unit = value / size, high / size, name + unit
    sign = word(f"comparator_{row.comparator_code}", "en" if lang == "en" else "zh")
    text = f"{sign}{value:,.10g}" if pd.isna(high) else f"{value:,.10g}–{high:,.10g}"
    text += unit
    if "/" in row.axis and (around := " ".join(filter(None, (row.scope, row.period)))):
        text += f" ({around})"
    due = row.due_date
    if pd.isna(due) or (due.month, due.day) == (12, 31):
        return text
    key = "due_end_of_month" if due.is_month_end else "due_day"
    month = word(f"month_{due.month}", "en")
    return f"{text} {word(key, lang, joint=' ', m=due.month, d=due.day, month=month)}"
