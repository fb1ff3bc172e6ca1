"""Read from a figure what decides on which axis it may stand: unit, nature, base, scope.

Words are data: ``axis_words.csv`` holds the words by aspect and code, and
``unit_families.csv`` every conversion that is safe (万元 to 元, 处 to 个).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from mzanalysis.resources import cached, read_table
from mzanalysis.text.patterns import pattern_rows

Row = Mapping[Any, Any]

# What is built is new or mended; of what is trained or raised the question does not arise.
_BUILT = frozenset({"facilities", "beds"})
# The plain word for what figures of a kind and nature say, where the nature's code is not plain.
_NATURES = {
    ("percent", "level"): "rate",
    ("count", "level"): "stock",
    ("amount", "level"): "stock",
    ("count", "increment"): "added",
    ("amount", "increment"): "added",
}


def axis_unit(unit: str, families: Collection[str] = ()) -> tuple[str, str, float]:
    """Return a base unit's family (one of ``families``, if given), its axis's unit and the factor.

    Example: ``axis_unit("个", ["beds"])`` -> ``("beds", "张", 1.0)``; a unit that the resource
    lacks is a family of its own.
    """
    for family, (axis, factor) in _units().get(unit, {}).items():
        if not families or family in families:
            return family, axis, factor
    return f"unit:{unit}", unit, 1.0


def unit_families(unit: str) -> frozenset[str]:
    """Return the families a unit may count: 个 counts facilities, items and beds."""
    return frozenset(_units().get(unit, {}))


def figure_kind(row: Row) -> str:
    """Return the kind of a figure; coverage (全覆盖 = 100 %) and multiples are rates, too."""
    kind = str(row["kind_code"])
    return "percent" if kind in ("coverage", "multiple") else kind


def figure_nature(row: Row) -> str:
    """Say what a figure is: ``increment``, ``level``, ``change`` or ``standard`` (元 a head).

    A plan commits to what is done within its year: a count without words of a total adds.

    Example: ``新增30个`` -> increment; ``总数达到30个`` -> level; ``增长5%`` -> change.
    """
    kind = row["kind_code"]
    if kind == "coverage":
        return "level"
    if kind == "frequency":
        return ""
    codes = _codes("nature", _joined(row, "action", "matched_text"))
    if kind in ("percent", "multiple"):
        is_change = "change" in codes and "reached" not in codes
        return "change" if is_change or row["base_unit"] == "百分点" else "level"
    if kind == "amount":
        if "raised" in codes:  # 标准提高50元 is no standard
            return "change"
        columns = ("matched_text", "indicator", "scope", "period")
        if "standard" in _codes("nature", _joined(row, *columns)):
            return "standard"
    is_total = "total" in codes or ("level" in codes and "added" not in codes)
    return "level" if is_total else "increment"


def read_axis(row: Row, *, nature: str, families: Collection[str] = ()) -> dict[str, str]:
    """Read all that decides on a figure's axis.

    Args:
        row: a row of the table ``targets``.
        nature: what the indicator fixes (level, increment …); ``either`` or "" = read it.
        families: unit families that the indicator allows; empty = any.

    Returns:
        Code by aspect of ``axis_aspects.csv`` (nature increment, work new …); "" = not
        stated.
    """
    family, unit, _ = axis_unit(row["base_unit"], families)
    name = _joined(row, "indicator", "scope")
    # A standard is so much a month, wherever the month is said: 每人每月600元, 600元/月.
    is_amount = row["kind_code"] == "amount"
    rhythm = _joined(row, "period", "matched_text") if is_amount else row["period"]
    bases = _codes("base", name)
    if nature in ("", "either"):
        nature = figure_nature(row)
    per = _first_code("per", _joined(row, "indicator", "scope", "matched_text"))
    if nature == "standard" and per == "people":  # a standard is so much a head: 840元/人·月
        per = ""
    return {
        "kind": figure_kind(row),
        "unit_family": family,
        "unit": unit,
        "nature": nature,
        "bound": "cap" if row["comparator_code"] in ("le", "lt") else "",
        "per": per,
        "period": _first_code("period", rhythm),
        "horizon": _horizon(row),
        "region": "province" if row["plan_id"][2:6] == "0000" else "",
        **_read_object(row, family),
        "work": _work(row) if family in _BUILT else "",
        "share": _first_code("share", str(row["indicator"])),
        "strength": _first_code("strength", str(row["matched_text"])),
        "base": bases[0] if bases in (["urban"], ["rural"]) else "",
        "indicator": row["indicator_id"],
    }


def _read_object(row: Row, family: str) -> dict[str, str]:
    """Read what narrows the object that is counted, and on which level it lies."""
    name = _joined(row, "indicator", "scope")
    return {
        "rating": "+".join(_codes("rating", name)),
        "model": _first_code("model", str(row["indicator"])),
        "joined": _first_code("joined", str(row["action"])),
        "newly": _newly(row, family),
        "covers": _covers(row),
        "grade": "+".join(_codes("grade", name)),
        "level": "+".join(_codes("level", name)),
        "owner": "+".join(_codes("owner", name)),
    }


def _newly(row: Row, family: str) -> str:
    """Tell whether only those count who are new: 新增低保对象抽查率, 新增服务对象400人."""
    column = "action" if family in ("persons", "households") else "indicator"
    return _first_code("newly", str(row[column]))


def _covers(row: Row) -> str:
    """Return what a coverage is of: of 覆盖所有乡镇 and 社区食堂全覆盖 town and community."""
    name = str(row["indicator"])
    if "覆盖" in name:
        name += row["matched_text"]
    elif not _first_code("share", name):
        return ""
    return "+".join(_codes("covers", name))


def _horizon(row: Row) -> str:
    """Return in how many years a figure is due; a plan that names no date means its year."""
    if pd.isna(row["due_date"]) or row["due_date"].year <= row["year"]:
        return ""
    return str(row["due_date"].year - row["year"])


def _work(row: Row) -> str:
    codes = _codes("work", _joined(row, "action", "indicator"))
    if "new" in codes and "upgrade" in codes:
        return "both"
    if codes == ["make"]:  # what is made (建设) is new
        return "new"
    return codes[0] if codes else ""


def axis_words(axis: Mapping[str, str], families: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the plain words of an axis, its nature first; an indicator's second unit is said.

    Example: ``("rate", "county")``; ``("added", "upgrade")``; ``("stock", "per-village")``.
    """
    words = [_NATURES.get((axis["kind"], axis["nature"]), axis["nature"])]
    if axis["kind"] == "frequency":
        words = ["frequency"]
    if families and axis["unit"] != _usual_units().get(families[0], axis["unit"]):
        words.append(axis["unit"])
    for rule in axis_rules():
        code = axis.get(rule["aspect"], "")
        # What is built is new unless it is said to be mended.
        if rule["axis_word"] and code not in ("", "new"):
            words.append(rule["axis_word"].format(code))
    return tuple(dict.fromkeys(words))


@cached
def axis_rules() -> tuple[dict[Any, str], ...]:
    """Return the aspects of an axis in the order in which they are compared."""
    return tuple(read_table("figures/axis_aspects.csv").to_dict("records"))


@cached
def axis_label(aspect: str, code: str) -> str:
    """Return the Chinese word for a code of an aspect; the code itself if it has none."""
    rows = read_table("figures/axis_words.csv").query("aspect == @aspect and code == @code")
    return next(filter(None, rows["label"]), code)


def _joined(row: Row, *columns: str) -> str:
    return " ".join(str(row[column]) for column in columns)


def _first_code(aspect: str, text: str) -> str:
    return next(iter(_codes(aspect, text)), "")


def _codes(aspect: str, text: str) -> list[str]:
    """List the codes of an aspect whose words occur in the text, in the resource's order."""
    return [code for code, pattern in _words(aspect) if pattern.search(text)]


@cached
def _words(aspect: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    codes = []
    for row, words in pattern_rows("figures/axis_words.csv"):
        if row["aspect"] == aspect and row["pattern"]:
            codes.append((row["code"], words))
    return tuple(codes)


@cached
def _units() -> dict[str, dict[str, tuple[str, float]]]:
    units: dict[str, dict[str, tuple[str, float]]] = {}
    for row in read_table("figures/unit_families.csv").to_dict("records"):
        axis = (row["axis_unit"], float(row["factor"]))
        units.setdefault(row["unit"], {})[row["unit_family"]] = axis
    return units


@cached
def _usual_units() -> dict[str, str]:
    table = read_table("figures/unit_families.csv").drop_duplicates("unit_family")
    return dict(zip(table["unit_family"], table["axis_unit"], strict=True))
