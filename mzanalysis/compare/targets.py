"""Put the figures of an indicator side by side, and say which may share an axis."""

import math
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from mzanalysis import schema
from mzanalysis.axes import Row, axis_label, axis_unit, read_axis
from mzanalysis.indicators import known_indicators, normalise_name
from mzanalysis.resources import read_table

# What a cell takes from the figure it shows.
_KEPT = ("indicator_id", "plan_id", "city", "year", "base_unit", "comparator_code", "due_date")

_Figure = dict[Any, Any]


def compare_targets(targets: pd.DataFrame) -> pd.DataFrame:
    """Put each indicator's figures side by side, one row per indicator and plan.

    Only figures of role ``target`` count. The same figure said twice counts once. Parts of a
    list (different objects or places) are added up if all of them add to what there is and unit,
    bound and date agree; a total said with its parts is taken alone; of several dates the last
    one counts. The largest set of plans whose figures may share an axis is comparable. A plan's
    figures on another axis (a total beside what is added) are not in its cell's ``target_ids``.

    Args:
        targets: figures with ``indicator_id``, as from ``indicators.name_indicators``.

    Returns:
        The table ``target_comparison``: value in the unit of the axis, ``is_comparable`` and,
        where it is not, the ``reason``.

    Example: 30个 (新建) and 33处 (建设) of public-welfare cemeteries stand on one axis; a city
    that promises 覆盖率100% has a row of another indicator.
    """
    figures = [
        _read_figure(row)
        for row in targets[targets["role_code"] == "target"].to_dict("records")
        if not pd.isna(row["value_base"])
    ]
    by_indicator: dict[str, dict[str, list[_Figure]]] = {}
    for figure in figures:
        plans = by_indicator.setdefault(figure["indicator_id"], {})
        plans.setdefault(figure["plan_id"], []).append(figure)
    cells = [
        cell
        for _, plans in sorted(by_indicator.items())
        for cell in _compare_plans(dict(sorted(plans.items())))
    ]
    empty = schema.empty("target_comparison")
    return pd.DataFrame(cells, columns=empty.columns).astype(empty.dtypes.to_dict())


def may_share_axis(row_a: Row, row_b: Row) -> tuple[bool, str]:
    """Say whether two figures may stand on one axis, and if not, why.

    Args:
        row_a: a row of the table ``targets``, with ``indicator_id``.
        row_b: another one.

    Returns:
        True and "", or False and the first reason in words: unit family, kind, level or
        increment, bound, rate per what, period, years to reach it, base, scope, indicator.

    Example: 260名 against 60% -> ``(False, "数字类别不同: count / percent [...]")``.
    """
    return _verdict(_read_figure(row_a)["axis"], _read_figure(row_b)["axis"])


def _verdict(a: Mapping[str, str], b: Mapping[str, str]) -> tuple[bool, str]:
    for rule in _axis_rules():
        aspect, kinds = rule["aspect"], rule["kinds"]
        code_a, code_b = a.get(aspect, ""), b.get(aspect, "")
        if code_a == code_b or (kinds and a["kind"] not in kinds.split("|")):
            continue
        if rule["rule"] == "strict" or (code_a and code_b):
            labels = " / ".join(axis_label(aspect, code) or "未写明" for code in (code_a, code_b))
            return False, _reason(rule["zh"], labels, rule["en"])
    return True, ""


def _read_figure(row: Row) -> _Figure:
    known = known_indicators().get(str(row["indicator_id"]))
    families = known.families if known else frozenset[str]()
    _, unit, factor = axis_unit(str(row["base_unit"]), families)
    return {
        **row,
        "value": float(row["value_base"]) * factor,
        "base_unit": unit,
        "object": normalise_name(row),
        "axis": read_axis(row, nature=known.measure_type if known else "", families=families),
    }


def _compare_plans(plans: dict[str, list[_Figure]]) -> list[dict[str, Any]]:
    """Make the cells of one indicator: the largest set of plans on one axis is comparable."""
    best: dict[str, list[_Figure]] = {}
    for anchor in _distinct([f["axis"] for figures in plans.values() for f in figures]):
        on_axis, fitting = [anchor], dict[str, list[_Figure]]()
        for plan_id, figures in plans.items():
            kept = [f for f in figures if all(_verdict(o, f["axis"])[0] for o in on_axis)]
            if kept:
                fitting[plan_id] = kept
            axes = _distinct([f["axis"] for f in kept])
            if len(axes) == 1:  # parts of a list (town and country) are one whole together
                on_axis = _distinct(on_axis + axes)
        best = max(best, fitting, key=lambda kept: (len(kept), sum(map(len, kept.values()))))
    cells = {}
    for plan_id, figures in plans.items():
        cell, conflict = _merge(best.get(plan_id, figures))
        cells[plan_id] = cell
        if conflict:
            cell["reason"] = conflict
        elif len(plans) == 1:
            cell["reason"] = _stock_reason("only_plan")
        elif plan_id not in best or len(best) == 1:
            rest = best if len(best) > 1 else plans
            others = [f for p in rest if p != plan_id for f in best.get(p, plans[p])]
            own = best.get(plan_id, figures)
            verdicts = (_verdict(a["axis"], b["axis"]) for a in own for b in others)
            cell["reason"] = next(why for may_share, why in verdicts if not may_share)
        cell["is_comparable"] = not cell["reason"]
    on_axis_ids = [p for p, cell in cells.items() if cell["is_comparable"]]
    if len(on_axis_ids) == 1:  # its only companion contradicts itself
        alone = cells[on_axis_ids[0]]
        alone["is_comparable"], alone["reason"] = False, _stock_reason("only_plan")
    name = _indicator_name([f for figures in plans.values() for f in figures])
    return [{**cell, "indicator": name} for cell in cells.values()]


def _distinct(axes: list[dict[str, str]]) -> list[dict[str, str]]:
    return list({tuple(axis.items()): axis for axis in axes}.values())


def _merge(figures: list[_Figure]) -> tuple[dict[str, Any], str]:
    """Make one cell of a plan's figures that share an axis; the reason if they contradict."""
    counted: list[_Figure] = []
    for figure in figures:
        if not any(_repeats(figure, other) for other in counted):
            counted.append(figure)
    value, conflict = counted[0]["value"], ""
    if len(counted) > 1:
        values = [f["value"] for f in counted]
        if _adds_up(counted):
            value = sum(values)
            if math.isclose(max(values) * 2, value) and len(counted) > 2:
                value, counted = max(values), [max(counted, key=lambda f: f["value"])]
        else:
            last = max((f["due_date"] for f in counted if not pd.isna(f["due_date"])), default=None)
            final = [f for f in counted if f["due_date"] == last] or counted
            whole = [f for f in final if all(_is_within(o, f) for o in final)]
            if len(whole) != 1:
                shown = "、".join(f"{v:g}" for v in values)
                conflict = _stock_reason("in_plan", shown)
            counted = whole if len(whole) == 1 else final[:1]
            value = counted[0]["value"]
    first = counted[0]
    return {
        **{column: first[column] for column in _KEPT},
        "value_base": value,
        "n_targets": len(counted),
        "target_ids": ";".join(f["target_id"] for f in counted),
        "reason": "",
    }, conflict


def _repeats(a: _Figure, b: _Figure) -> bool:
    same_date = a["due_date"] == b["due_date"] or pd.isna(a["due_date"]) or pd.isna(b["due_date"])
    return a["value"] == b["value"] and same_date and (_is_within(a, b) or _is_within(b, a))


def _is_within(part: _Figure, whole: _Figure) -> bool:
    """Say whether a figure's object and scope may lie within another's: 农村公墓 in 公墓."""
    return not Counter(whole["object"]) - Counter(part["object"]) and (
        whole["scope"] in part["scope"]
    )


def _adds_up(figures: list[_Figure]) -> bool:
    first = figures[0]
    return (
        all(f["axis"]["nature"] == "increment" for f in figures)
        and first["axis"]["kind"] in ("count", "amount")
        and all(f["axis"]["bound"] == first["axis"]["bound"] for f in figures)
        and len({str(f["due_date"]) for f in figures}) == 1
        and len({f["comparator_code"] for f in figures}) == 1
        and not any(_is_within(a, b) for a in figures for b in figures if a is not b)
    )


def _indicator_name(figures: list[_Figure]) -> str:
    known = known_indicators().get(figures[0]["indicator_id"])
    return known.zh if known else min((f["indicator"] for f in figures), key=lambda n: (len(n), n))


def _reason(zh: str, detail: str, en: str) -> str:
    return f"{zh}: {detail} [{en}]" if detail else f"{zh} [{en}]"


def _stock_reason(aspect: str, detail: str = "") -> str:
    rule = next(rule for rule in _axis_rules() if rule["aspect"] == aspect)
    return _reason(rule["zh"], detail, rule["en"])


@cache
def _axis_rules() -> tuple[dict[Any, str], ...]:
    return tuple(read_table("axis_aspects.csv").to_dict("records"))
