"""Words on charts, in Chinese, English or both."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from mzanalysis.compare.years import Lang, plan_labels, year_of
from mzanalysis.resources import cached, read_table
from mzanalysis.topics.codebook import subtopic_names, topic_names

_YEAR_BEHIND = re.compile(" ?[0-9]{4}[0-9-]*$")


def _in(lang: Lang, zh: str, en: str, joint: str = " ") -> str:
    """Return a name in the language; one without English has only its Chinese name."""
    if lang == "zh" or en in ("", zh):
        return zh
    return en if lang == "en" else f"{zh}{joint}{en}"


@cached
def _names(resource: str, key: str, zh: str = "zh", en: str = "en") -> dict[str, tuple[str, str]]:
    return {row[key]: (row[zh], row[en]) for row in read_table(resource).to_dict("records")}


def word(key: str, lang: Lang, *, joint: str = "\n", **values: object) -> str:
    """Return a word of ``captions.csv``; in both languages they are joined by ``joint``.

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
    codes = rows[column] if column in rows else rows["label"]
    pairs = zip(codes, rows["label"], strict=True)
    return [_in(lang, *names.get(code, (label, ""))) for code, label in pairs]


def city_label(column: str, lang: Lang, *, joint: str = " ") -> str:
    """Return the name of a plan's column (十堰, 十堰 2025)."""
    city = _YEAR_BEHIND.sub("", column)
    year = column.removeprefix(city)
    for zh, en in _names("reading/places.csv", "adcode", "short_name", "name_en").values():
        if zh == city:
            return _in(lang, column, en + year, joint)
    return column


def indicator_name(indicator_id: str, indicator: str, lang: Lang) -> str:
    """Return an indicator's name; one that is not in the list has only its Chinese name."""
    _, en = _names("figures/indicators.csv", "indicator_id").get(indicator_id, ("", ""))
    return _in(lang, indicator, en)


def reason_text(reason: str, lang: Lang) -> str:
    """Return why figures may not be compared, from ``数字类别不同 [kind of figure differs]``."""
    if not reason:
        return word("not_comparable", lang, joint=" ")
    zh, _, en = reason.removesuffix("]").partition(" [")
    return _in(lang, zh, en, "; ")


def pair_labels(pairs: pd.DataFrame, lang: Lang) -> dict[str, str]:
    """Return `plan_labels` of a table of pairs of plans (plan_id_a, plan_id_b, city_a, city_b)."""
    sides = [pairs[[f"plan_id_{side}", f"city_{side}"]] for side in "ab"]
    plans = [side.set_axis(["plan_id", "city"], axis=1) for side in sides]
    both = pd.concat(plans)
    both.attrs = pairs.attrs
    return plan_labels(both, lang)


def years_note(table: pd.DataFrame, lang: Lang) -> str:
    """Say which years' plans a table puts side by side; nothing if all are of one year.

    Args:
        table: plans as rows (plan_id, or plan_id_a), or as columns named by city and year.
        lang: language of the line.
    """
    key = next((name for name in ("plan_id", "plan_id_a") if name in table), "")
    if key:
        cities = table[key.replace("plan_id", "city")]
        plans = set(zip(cities, table[key].map(year_of), strict=True))
    else:
        names = [name for name in map(str, table.columns) if _YEAR_BEHIND.search(name)]
        plans = {(_YEAR_BEHIND.sub("", name), name.split()[-1]) for name in names}
    years = sorted({year for _, year in plans})
    if len(years) < 2:
        return ""
    is_one_each = len({city for city, _ in plans}) == len(plans)
    note = "years_one_each" if is_one_each else "years_mixed"
    return word(note, lang, years=("、" if lang == "zh" else ", ").join(years))


def axis_text(axis: str, lang: Lang) -> str:
    """Return what sets an axis apart in words: ``rate/county+town`` -> 比率、县级和乡镇."""
    if lang != "zh":
        return axis
    known = _names("outputs/captions.csv", "key")
    parts = []
    for part in axis.partition("~")[0].split("/"):
        codes = [known.get(f"axis_{code}", (code, ""))[0] for code in part.split("+")]
        parts.append("和".join(codes))
    return "、".join(parts)


def name_missing(
    all_plans: pd.DataFrame | None, shown: Mapping[str, str], key: str, lang: Lang
) -> tuple[str, ...]:
    """Return a caption that names the plans of which a chart shows nothing, none if there is none.

    Args:
        all_plans: the table ``plans``, if it is known.
        shown: the plans that are shown, by their ids.
        key: of the caption, with ``{cities}``.
        lang: its language.
    """
    if all_plans is None:
        return ()
    labels = plan_labels(all_plans, lang)
    missing = [label for plan_id, label in labels.items() if plan_id not in shown]
    joint = ", " if lang == "en" else "、"
    return (word(key, lang, cities=joint.join(missing)),) if missing else ()


def figure_text(row: Any, lang: Lang) -> str:
    """Return a figure as promised: ``≥600人次 6月底前``, ``200–300万元``, ``1个 (每个乡镇)``.

    Args:
        row: a row of the table ``target_comparison``.
        lang: language of signs, units and dates; a scope stays as it is.
    """
    power, unit = _unit(row, lang)
    text = f"{row.value_base / power:,.10g}"
    if pd.isna(row.value_high_base):
        sign = word(f"comparator_{row.comparator_code}", "en" if lang == "en" else "zh")
        text = sign + text
    else:
        text += f"–{row.value_high_base / power:,.10g}"
    text += unit
    surroundings = " ".join(filter(None, (row.scope, row.period)))
    if "/" in row.axis and surroundings:
        text += f" ({surroundings})"
    due = row.due_date
    if pd.isna(due) or (due.month, due.day) == (12, 31):
        return text
    key = "due_end_of_month" if due.is_month_end else "due_day"
    month = word(f"month_{due.month}", "en")
    return f"{text} {word(key, lang, joint=' ', m=due.month, d=due.day, month=month)}"


def _unit(row: Any, lang: Lang) -> tuple[float, str]:
    """Return what a figure is divided by, and the unit behind it: 1.25e6元 -> 1e4, 万元."""
    unit, size = row.base_unit, abs(row.value_base)
    if unit == "%":
        return 1.0, unit
    if lang != "en":
        # Chinese counts in 万 and 亿.
        if size >= 1e8:
            return 1e8, f"亿{unit}"
        if size >= 1e5:
            return 1e4, f"万{unit}"
        return 1.0, unit
    counted, slash, base = unit.partition("/")
    # A mere classifier (个, 处) has no English.
    _, english = _names("figures/units.csv", "unit", "unit").get(counted, ("", counted))
    if english not in ("", "%"):
        english = f" {english}"
    return 1.0, f"{english}{slash}{base}"
