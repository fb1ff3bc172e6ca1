"""Put the figures of an indicator side by side, one row per indicator, plan and axis."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count, permutations, product
from operator import attrgetter
from typing import Any

import pandas as pd

from mzanalysis.compare.shared_axes import (
    Axis,
    Figure,
    by_indicator,
    group_figures,
    join_texts,
    reason_of,
    why_apart,
)
from mzanalysis.figures.indicators import known_indicators
from mzanalysis.tables import empty_table

_Plans = list[list[Figure]]  # figures by plan


@dataclass
class _Entry:
    """What becomes one row: figures that are added up, and all figures, their repeats too.

    The ``reason`` says why it is not compared, ``axis`` where it stands.
    """

    added: list[Figure]
    figures: list[Figure]
    reason: str = ""
    axis: str = ""


def compare_targets(targets: pd.DataFrame) -> pd.DataFrame:
    """Put each indicator's figures side by side, one row per indicator, plan and axis.

    Every figure of role ``target`` is in exactly one row; said twice, it is one row. Parts of a
    list (different objects or places) are added up if all of them add to what there is and unit,
    bound and date agree. A part of a total, and a figure before a later one, has a row of its own
    that is not compared.

    Args:
        targets: figures with ``indicator_id``, as from ``indicators.name_indicators``.

    Returns:
        The table ``target_comparison``: values in the unit of the axis; ``axis`` in plain words
        (``stock``, ``rate/county``; the 2nd of a plan gets ``~2``); ``is_comparable`` if another
        city has a figure on the same axis, else the ``reason``. The axis of most plans is first.

    Example: 30个 (新建) and 33处 (建设) of public-welfare cemeteries stand on the axis ``added``,
    总数达到50个 of a third city on ``stock``.
    """
    rows: list[dict[str, Any]] = []
    for figures in by_indicator(targets):
        rows += _compare_plans(figures)
    empty = empty_table("target_comparison")
    return pd.DataFrame(rows, columns=empty.columns).astype(empty.dtypes.to_dict())


def _compare_plans(figures: list[Figure]) -> list[dict[str, Any]]:
    """Make the rows of one indicator, axis by axis: that of most plans first."""
    sets = _part_by_axis(figures)
    widest = list(chain(*sets[0]))
    used: dict[str, set[str]] = defaultdict(set)
    entries: list[_Entry] = []
    for plans in sets:
        merged = [_merge(plan) for plan in plans]
        mains = [main for main, *_ in merged]
        holders = [plan[0].plan_id for plan in plans]
        if _count_free(mains) < 2:
            for main, plan in zip(mains, plans, strict=True):
                main.reason = main.reason or _why_alone(plan, widest, figures)
        else:
            # "" stands for all plans that compare: two such sets never share a label.
            holders.append("")
        label = _free_label(_shared_words(plans), holders, used)
        for main in mains:
            main.axis = label
        others = [entry for _, *parts in merged for entry in parts]
        for entry in others:
            first = entry.added[0]
            entry.axis = _free_label(first.words, [first.plan_id], used)
        entries += mains + others
    name = _indicator_name(figures)
    return [_make_row(entry, name) for entry in entries]


def _count_free(mains: list[_Entry]) -> int:
    """Count the cities that may be compared: a city's other year is none."""
    return len({main.added[0].city for main in mains if not main.reason})


def _part_by_axis(figures: list[Figure]) -> list[_Plans]:
    """Part figures into sets that share an axis, each by plan, the largest set first."""
    sets = []
    while figures:
        choices = [_fitting(axis, figures) for axis in _distinct_axes(figures)]
        plans = max(choices, key=_set_size)
        on_axis = {figure.target_id for figure in chain(*plans)}
        figures = [figure for figure in figures if figure.target_id not in on_axis]
        sets.append(plans)
    return sets


def _shared_words(plans: _Plans) -> list[str]:
    """Return the words of the axis that hold for all figures."""
    words = [figure.words for figure in chain(*plans)]
    return [word for word in words[0] if all(word in others for others in words)]


def _indicator_name(figures: list[Figure]) -> str:
    """Return the indicator's name in the list, or the shortest that a plan gives it."""
    known = known_indicators().get(figures[0].indicator_id)
    if known:
        return known.zh
    return min(sorted(figure.indicator for figure in figures), key=len)


def _free_label(words: Iterable[str], holders: list[str], used: dict[str, set[str]]) -> str:
    """Return an axis in words, with a number if one of the holders has used them (``~2``)."""
    axis = label = "/".join(words)
    numbers = count(2)
    while not used[label].isdisjoint(holders):
        label = f"{axis}~{next(numbers)}"
    used[label].update(holders)
    return label


def _set_size(plans: _Plans) -> tuple[int, int, int]:
    # A plan that would contradict itself counts less: 市级4%、县级3% are two figures.
    n_agreeing = sum(not _merge(plan)[0].reason for plan in plans)
    return n_agreeing, len(plans), sum(map(len, plans))


def _fitting(anchor: Axis, figures: list[Figure]) -> _Plans:
    """Return, by plan, the figures that may share an axis with the anchor and one another."""
    on_axis, fitting = [anchor], []
    for plan in group_figures(figures, "plan_id"):
        kept = [f for f in plan if not any(why_apart(axis, f.axis) for axis in on_axis)]
        axes = _distinct_axes(kept)
        if len(axes) == 1:  # parts of a list (town and country) are one whole together
            on_axis += axes
        if kept:
            fitting.append(kept)
    return fitting


def _distinct_axes(figures: list[Figure]) -> list[Axis]:
    axes = [figure.axis for figure in figures]
    return [axis for place, axis in enumerate(axes) if axis not in axes[:place]]


def _why_alone(plan: list[Figure], widest: list[Figure], figures: list[Figure]) -> str:
    others = [figure for figure in widest + figures if figure.city != plan[0].city]
    # A figure may fit all other plans', but one of its own plan stands there.
    rivals = others + widest + figures if others else []
    reasons = (why_apart(figure.axis, rival.axis) for rival, figure in product(rivals, plan))
    return next(filter(None, reasons), reason_of("only_plan"))


def _merge(figures: list[Figure]) -> list[_Entry]:
    """Make the entries of a plan's figures that share an axis; the first one may be compared."""
    wholes = [figure for figure in figures if not figure.is_part]
    if not wholes:
        return _merge_wholes(figures)
    parts = [figure for figure in figures if figure not in wholes]
    return _merge_wholes(wholes) + [_Entry([part], [part], reason_of("part")) for part in parts]


def _merge_wholes(figures: list[Figure]) -> list[_Entry]:
    """Add the parts of a list up; else compare the last figure that holds all others."""
    groups = _group_repeats(figures)
    firsts = [group[0] for group in groups]
    values = [first.low for first in firsts]
    last = max(first.due for first in firsts)
    wholes = _wholes(firsts, last)
    if _adds_up(firsts):
        has_total = len(firsts) != 2 and math.isclose(max(values) * 2, sum(values))
        if not has_total:
            return [_Entry(firsts, list(chain(*groups)))]
        wholes = [max(firsts, key=attrgetter("low"))]
    entries = []
    for group in groups:
        reason = ""
        if group[0].due != last:
            reason = reason_of("later")
        elif len(wholes) != 1:
            reason = reason_of("in_plan", "、".join(map("{:g}".format, values)))
        elif group[0] not in wholes:
            reason = reason_of("part")
        entries.append(_Entry(group[:1], group, reason))
    return sorted(entries, key=lambda entry: bool(entry.reason))


def _wholes(figures: list[Figure], last: pd.Timestamp) -> list[Figure]:
    """Return the figures of the last day that hold all others of that day."""
    final = [figure for figure in figures if figure.due == last]
    return [whole for whole in final if all(_is_within(other, whole) for other in final)]


def _group_repeats(figures: list[Figure]) -> list[list[Figure]]:
    """Put each figure together with those that say it again."""
    groups: list[list[Figure]] = []
    for figure in figures:
        for group in groups:
            if any(_repeats(figure, other) for other in group):
                group.append(figure)
                break
        else:
            groups.append([figure])
    return groups


def _make_row(entry: _Entry, indicator: str) -> dict[str, Any]:
    added, figures = entry.added, entry.figures
    is_range = any(figure.is_range for figure in added)
    return {
        **vars(added[0]),
        "indicator": indicator,
        "axis": entry.axis,
        "value_base": sum(figure.low for figure in added),
        "value_high_base": sum(figure.high for figure in added) if is_range else math.nan,
        "scope": join_texts("、", [figure.scope for figure in figures]),
        "period": join_texts("、", [figure.period for figure in figures]),
        "n_targets": len(figures),
        "target_ids": ";".join(figure.target_id for figure in figures),
        "is_comparable": not entry.reason,
        "reason": entry.reason,
    }


def _repeats(a: Figure, b: Figure) -> bool:
    if a.low != b.low:
        return False
    dates = pd.Series([a.due_date, b.due_date])
    return dates.nunique() < 2 and (_is_within(a, b) or _is_within(b, a))


def _is_within(part: Figure, whole: Figure) -> bool:
    """Say whether a figure's object and scope may lie within another's: 农村公墓 in 公墓."""
    return Counter(whole.object) <= Counter(part.object) and whole.scope in part.scope


def _adds_up(figures: list[Figure]) -> bool:
    """Say whether figures are the parts of a list: what each adds, by when and how firmly."""
    if figures[0].axis["kind"] not in ("count", "amount"):
        return False
    if any(figure.axis["nature"] != "increment" for figure in figures):
        return False
    if len({(figure.due, figure.comparator_code) for figure in figures}) > 1:
        return False
    return not any(_is_within(a, b) for a, b in permutations(figures, 2))
