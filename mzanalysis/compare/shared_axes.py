"""Figures in the unit of an axis, and which of them may share one."""

from collections.abc import Iterable
from itertools import combinations, groupby
from operator import attrgetter
from types import SimpleNamespace

import pandas as pd

from mzanalysis.figures.axes import Row, axis_label, axis_rules, axis_unit, axis_words, read_axis
from mzanalysis.figures.indicators import known_indicators, normalise_name
from mzanalysis.resources import cached

_PAIR = ["indicator_id", "plan_id_a", "plan_id_b", "target_id_a", "target_id_b"]
_PAIR += ["is_comparable", "reason", "conversion"]

Axis = dict[str, str]  # a code by aspect


class Figure(SimpleNamespace):
    """A row of the table ``targets``, as it is compared.

    Beside the columns of that table it has ``low`` and ``high`` (the same unless ``is_range``) in
    the unit of its axis, now its ``base_unit``; ``conversion`` (处 = 个, if it was another one);
    ``due``, the last day, of those without a date the end of the plan's year; ``object``, what is
    counted; ``axis``, a code by aspect, and ``words``, the axis in plain words.
    """


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
    for figures in by_indicator(targets):
        for a, b in combinations(figures, 2):
            if a.plan_id != b.plan_id:
                ids = (a.indicator_id, a.plan_id, b.plan_id, a.target_id, b.target_id)
                conversion = join_texts("; ", [a.conversion, b.conversion])
                reason = why_apart(a.axis, b.axis)
                pairs.append((*ids, not reason, reason, conversion))
    return pd.DataFrame(pairs, columns=_PAIR)


def by_indicator(targets: pd.DataFrame) -> list[list[Figure]]:
    """Return the figures of role ``target`` by indicator, in the order of plans."""
    rows = targets.query("role_code == 'target'").to_dict("records")
    figures = sorted(map(_read_figure, rows), key=attrgetter("indicator_id", "plan_id"))
    groups = group_figures(figures, "indicator_id")
    for group in groups:
        for plan in group_figures(group, "plan_id"):
            _join_town_and_country(plan)
    return groups


def _join_town_and_country(plan: list[Figure]) -> None:
    """Let what a plan adds in town, in the country and in all stand for the whole of it."""
    added = [figure for figure in plan if figure.axis["nature"] == "increment"]
    bases = {figure.axis["base"] for figure in added}
    if len(bases) > 1:
        for figure in added:
            figure.axis = {**figure.axis, "base": ""}
            figure.words = tuple(word for word in figure.words if word not in bases)


def group_figures(figures: list[Figure], column: str) -> list[list[Figure]]:
    """Group figures that are sorted by a column."""
    return [list(group) for _, group in groupby(figures, attrgetter(column))]


def _read_figure(row: Row) -> Figure:
    known = known_indicators().get(str(row["indicator_id"]))
    families = known.families if known else ()
    _, unit, factor = axis_unit(str(row["base_unit"]), families)
    low = float(row["value_base"]) * factor
    size = low / row["value"] if row["value"] else factor  # of the unit as written
    is_range = not pd.isna(row["value_high"])
    due = row["due_date"]
    if pd.isna(due):
        # A plan for the year that names no date means its end.
        due = pd.Timestamp(row["year"], 12, 31)
    axis = read_axis(row, nature=known.measure_type if known else "", families=families)
    compared = {
        "base_unit": unit,
        "conversion": f"{row['unit']} = {size:.10g}{unit}" if row["unit"] != unit else "",
        "low": low,
        "high": row["value_high"] * size if is_range else low,
        "is_range": is_range,
        "due": due,
        "object": normalise_name(row),
        "axis": axis,
        "words": axis_words(axis, families),
    }
    return Figure(**{**row, **compared})


def why_apart(a: Axis, b: Axis) -> str:
    """Say why two axes differ: the first aspect of ``axis_aspects.csv`` decides; "" if none."""
    return _why_apart(tuple(a.items()), tuple(b.items()))


@cached
def _why_apart(items_a: tuple[tuple[str, str], ...], items_b: tuple[tuple[str, str], ...]) -> str:
    # Many figures stand on few axes: each two are compared once.
    a, b = dict(items_a), dict(items_b)
    for rule in axis_rules():
        aspect, kinds = rule["aspect"], rule["kinds"]
        codes = [axis.get(aspect, "") for axis in (a, b)]
        is_concerned = not kinds or a["kind"] in kinds.split("|")
        is_told = rule["rule"] == "strict" or all(codes)
        if codes[0] != codes[1] and is_concerned and is_told:
            labels = [axis_label(aspect, code) or "未写明" for code in codes]
            return _say_reason(rule, " / ".join(labels))
    return ""


def reason_of(aspect: str, detail: str = "") -> str:
    """Return why figures do not share an axis, in Chinese, in brackets in English."""
    return _say_reason(next(rule for rule in axis_rules() if rule["aspect"] == aspect), detail)


def _say_reason(rule: dict[str, str], detail: str) -> str:
    chinese = f"{rule['zh']}: {detail}" if detail else rule["zh"]
    return f"{chinese} [{rule['en']}]"


def join_texts(mark: str, texts: Iterable[str]) -> str:
    """Join texts, each once, without empty ones."""
    return mark.join(dict.fromkeys(filter(None, texts)))
