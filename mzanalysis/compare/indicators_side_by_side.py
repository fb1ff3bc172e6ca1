"""Put the figures of an indicator side by side, and say which may share an axis."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations, count, groupby
from typing import Any

import pandas as pd

from mzanalysis.figures.axes import Row, axis_label, axis_rules, axis_unit, axis_words, read_axis
from mzanalysis.figures.indicators import known_indicators, normalise_name
from mzanalysis.tables import empty_table

# What a row takes from the figure it shows.
_KEPT = ("indicator_id", "plan_id", "city", "year", "base_unit", "comparator_code", "due_date")
_PAIR = ["indicator_id", "plan_id_a", "plan_id_b", "target_id_a", "target_id_b"]
_PAIR += ["is_comparable", "reason", "conversion"]

_Figure = dict[Any, Any]


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
        plan has a figure on the same axis, else the ``reason``. The axis of most plans is first.

    Example: 30个 (新建) and 33处 (建设) of public-welfare cemeteries stand on the axis ``added``,
    总数达到50个 of a third city on ``stock``.
    """
    rows = [row for figures in _by_indicator(targets) for row in _compare_plans(figures)]
    empty = empty_table("target_comparison")
    return pd.DataFrame(rows, columns=empty.columns).astype(empty.dtypes.to_dict())


def explain_pairs(targets: pd.DataFrame) -> pd.DataFrame:
    """Say of every two figures of one indicator in two plans whether they may share an axis.

    Args:
        targets: figures with ``indicator_id``, as from ``indicators.name_indicators``.

    Returns:
        One row per pair: indicator_id, plan_id_a, plan_id_b, target_id_a, target_id_b,
        is_comparable, reason (Chinese, in brackets English; "" if they may) and conversion:
        which units were made one (``处 = 个``; ``unit_families.csv`` lists all).
    """
    pairs = []
    for figures in _by_indicator(targets):
        for a, b in combinations(figures, 2):
            if a["plan_id"] != b["plan_id"]:
                ids = (a["indicator_id"], *(f[c] for c in ("plan_id", "target_id") for f in (a, b)))
                said = _join("; ", (a, b), "conversion")
                pairs.append((*ids, *_verdict(a["axis"], b["axis"]), said))
    return pd.DataFrame(pairs, columns=_PAIR)


def _verdict(a: Mapping[str, str], b: Mapping[str, str]) -> tuple[bool, str]:
    """Compare two axes: the first aspect of ``axis_aspects.csv`` that differs decides."""
    for rule in axis_rules():
        aspect, kinds = rule["aspect"], rule["kinds"]
        code_a, code_b = a.get(aspect, ""), b.get(aspect, "")
        if code_a == code_b or (kinds and a["kind"] not in kinds.split("|")):
            continue
        if rule["rule"] == "strict" or (code_a and code_b):
            labels = (axis_label(aspect, code) or "未写明" for code in (code_a, code_b))
            return False, _reason(aspect, " / ".join(labels))
    return True, ""


def _reason(aspect: str, detail: str = "") -> str:
    rule = next(rule for rule in axis_rules() if rule["aspect"] == aspect)
    return f"{rule['zh']}{': ' if detail else ''}{detail} [{rule['en']}]"


def _join(mark: str, figures: Iterable[_Figure], column: str) -> str:
    return mark.join(dict.fromkeys(f[column] for f in figures if f[column]))


def _by_indicator(targets: pd.DataFrame) -> list[list[_Figure]]:
    rows = targets[targets["role_code"] == "target"].to_dict("records")
    figures = sorted(map(_read_figure, rows), key=lambda f: (f["indicator_id"], f["plan_id"]))
    return _by_key(figures, "indicator_id")


def _by_key(figures: list[_Figure], key: str) -> list[list[_Figure]]:
    """Group figures that are sorted by the key."""
    return [list(group) for _, group in groupby(figures, lambda f: f[key])]


def _read_figure(row: Row) -> _Figure:
    known = known_indicators().get(str(row["indicator_id"]))
    families = known.families if known else ()
    _, unit, factor = axis_unit(str(row["base_unit"]), families)
    low, high = float(row["value_base"]) * factor, row["value_high"]
    size = low / row["value"] if row["value"] else factor
    axis = read_axis(row, nature=known.measure_type if known else "", families=families)
    return {
        **row,
        "low": low,
        "high": high * size,
        # A plan for the year that names no date means its end.
        "due": pd.Timestamp(row["year"], 12, 31) if pd.isna(row["due_date"]) else row["due_date"],
        "base_unit": unit,
        "conversion": f"{row['unit']} = {size:.10g}{unit}" if row["unit"] != unit else "",
        "object": normalise_name(row),
        "axis": axis,
        "words": axis_words(axis, families),
    }


def _compare_plans(figures: list[_Figure]) -> list[dict[str, Any]]:
    """Make the rows of one indicator, axis by axis: that of most plans first."""
    rows: list[dict[str, Any]] = []
    known = known_indicators().get(figures[0]["indicator_id"])
    name = known.zh if known else min((f["indicator"] for f in figures), key=lambda n: (len(n), n))
    used: set[tuple[str, str]] = set()
    rest, widest = figures, list[_Figure]()
    while rest:
        best = _largest_set(rest)
        on_axis = [f for own in best for f in own]
        rest = [f for f in rest if not any(f is g for g in on_axis)]
        widest = widest or on_axis
        merged = [_merge(own) for own in best]
        is_alone = sum(not main["reason"] for main, *_ in merged) < 2
        words = [w for w in on_axis[0]["words"] if all(w in f["words"] for f in on_axis)]
        # "" stands for all plans that compare: two such sets never share a label.
        holders = [own[0]["plan_id"] for own in best] + [""] * (not is_alone)
        label = _free_label(words, holders, used)
        for own, (main, *_) in zip(best, merged, strict=True):
            if is_alone:
                main["reason"] = main["reason"] or _why_alone(own, widest, figures)
            rows.append({**main, "axis": label})
        for row in (row for _, *more in merged for row in more):
            rows.append({**row, "axis": _free_label(row["words"], [row["plan_id"]], used)})
    return [{**row, "indicator": name, "is_comparable": not row["reason"]} for row in rows]


def _free_label(words: Iterable[str], holders: list[str], used: set[tuple[str, str]]) -> str:
    axis = "/".join(words)
    labels = (axis if n == 1 else f"{axis}~{n}" for n in count(1))
    label = next(text for text in labels if not any((h, text) in used for h in holders))
    used.update((holder, label) for holder in holders)
    return label


def _largest_set(figures: list[_Figure]) -> list[list[_Figure]]:
    """Find the largest set of plans whose figures may share an axis: their figures by plan."""

    def size(plans: list[list[_Figure]]) -> tuple[int, int, int]:
        # A plan that would contradict itself counts less: 市级4%、县级3% are two figures.
        n_agreeing = sum(not _merge(own)[0]["reason"] for own in plans)
        return n_agreeing, len(plans), sum(map(len, plans))

    best: list[list[_Figure]] = []
    for anchor in _distinct(figures):
        on_axis, fitting = [anchor], list[list[_Figure]]()
        for own in _by_key(figures, "plan_id"):
            kept = [f for f in own if all(_verdict(o, f["axis"])[0] for o in on_axis)]
            axes = _distinct(kept)
            if len(axes) == 1:  # parts of a list (town and country) are one whole together
                on_axis += axes
            fitting += [kept] if kept else []
        best = max(best, fitting, key=size)
    return best


def _why_alone(own: list[_Figure], widest: list[_Figure], figures: list[_Figure]) -> str:
    others = [f for f in (*widest, *figures) if f["plan_id"] != own[0]["plan_id"]]
    # A figure may fit all other plans', but one of its own plan stands there.
    rivals = [*others, *widest, *figures] if others else []
    verdicts = (_verdict(figure["axis"], f["axis"]) for f in rivals for figure in own)
    return next((why for may_share, why in verdicts if not may_share), _reason("only_plan"))


def _distinct(figures: Iterable[_Figure]) -> list[dict[str, str]]:
    return list({tuple(f["axis"].items()): f["axis"] for f in figures}.values())


def _merge(figures: list[_Figure]) -> list[dict[str, Any]]:
    """Make the rows of a plan's figures that share an axis; the first one may be compared."""
    parts = [f for f in figures if "其中" in f["scope"]]
    if 0 < len(parts) < len(figures):
        wholes = _merge([f for f in figures if "其中" not in f["scope"]])
        return [*wholes, *(_row([[part]], _reason("part")) for part in parts)]
    said: list[list[_Figure]] = []  # each figure with its repeats
    for figure in figures:
        same = (group for group in said if any(_repeats(figure, other) for other in group))
        if (group := next(same, [])) not in said:
            said.append(group)
        group.append(figure)
    firsts = [group[0] for group in said]
    values = [f["low"] for f in firsts]
    last = max(f["due"] for f in firsts)
    final = [f for f in firsts if f["due"] == last]
    whole = [f for f in final if all(_is_within(other, f) for other in final)]
    if _adds_up(firsts):
        if len(said) == 2 or not math.isclose(max(values) * 2, sum(values)):
            return [_row(said)]
        whole = [max(firsts, key=lambda f: f["low"])]
    conflict = "" if len(whole) == 1 else _reason("in_plan", "、".join(f"{v:g}" for v in values))
    rows = []
    for first, group in zip(firsts, said, strict=True):
        reason = conflict or ("" if any(first is f for f in whole) else _reason("part"))
        rows.append(_row([group], reason if first["due"] == last else _reason("later")))
    return sorted(rows, key=lambda row: bool(row["reason"]))


def _row(said: list[list[_Figure]], reason: str = "") -> dict[str, Any]:
    """Make a row of figures that are added up; each comes with its repeats."""
    firsts, figures = [group[0] for group in said], [f for group in said for f in group]
    highs = [f["low"] if pd.isna(f["high"]) else f["high"] for f in firsts]
    is_range = any(not pd.isna(f["high"]) for f in firsts)
    return {
        **{column: firsts[0][column] for column in (*_KEPT, "words")},
        "value_base": sum(f["low"] for f in firsts),
        "value_high_base": sum(highs) if is_range else math.nan,
        "scope": _join("、", figures, "scope"),
        "period": _join("、", figures, "period"),
        "n_targets": len(figures),
        "target_ids": ";".join(f["target_id"] for f in figures),
        "reason": reason,
    }


def _repeats(a: _Figure, b: _Figure) -> bool:
    may_be_same = len({f["due_date"] for f in (a, b) if not pd.isna(f["due_date"])}) < 2
    return a["low"] == b["low"] and may_be_same and (_is_within(a, b) or _is_within(b, a))


def _is_within(part: _Figure, whole: _Figure) -> bool:
    """Say whether a figure's object and scope may lie within another's: 农村公墓 in 公墓."""
    is_part = Counter(whole["object"]) <= Counter(part["object"])
    return is_part and whole["scope"] in part["scope"]


def _adds_up(figures: list[_Figure]) -> bool:
    first = figures[0]
    return (
        all(f["axis"]["nature"] == "increment" for f in figures)
        and first["axis"]["kind"] in ("count", "amount")
        and len({(f["due"], f["comparator_code"]) for f in figures}) == 1
        and not any(_is_within(a, b) for a in figures for b in figures if a is not b)
    )
