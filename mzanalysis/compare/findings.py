"""What the tables say when one has to say it in ten sentences: each with what it rests on."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from mzanalysis.compare.coverage import claimable
from mzanalysis.compare.gaps import find_gaps
from mzanalysis.compare.presence import strength_by_topic
from mzanalysis.compare.similarity import plan_similarity

_Tables = Mapping[str, pd.DataFrame]
_Finding = dict[str, Any]

_LEAST_CITIES = 3  # that have what one lacks
_NAMED = 3  # themes and indicators of a sentence
# Topics that every bureau has to write about itself.
_INWARD = ("party", "cadres", "planning", "other")


def sum_up(tables: _Tables) -> list[_Finding]:
    """Return the findings that the tables support, the most general first.

    Args:
        tables: those of a build, one plan a city.

    Returns:
        Of each finding its ``code`` and the values of its sentence: topic codes, plan ids, theme
        ids, shares from 0 to 1, numbers. A finding for which the tables have too little is left
        out: differences whose intervals overlap, figures of one city.

    Example: ``{"code": "topic_most", "topic_code": "eldercare", "mean": 0.11, ...}``.
    """
    makers = (_size, _most, _difference, _shared, _figures, _dates, _firmness, _gaps, _alike)
    return [finding for make in makers for finding in make(tables)]


def _size(tables: _Tables) -> Iterator[_Finding]:
    targets = tables["targets"].query("role_code == 'target' and not is_part")
    yield {
        "code": "size",
        "n_plans": len(tables["plans"]),
        "n_items": len(tables["items"]),
        "n_measures": len(tables["measures"]),
        "n_targets": len(targets),
    }


def _most(tables: _Tables) -> Iterator[_Finding]:
    """Yield the topic that takes most in the mean of the plans, of what they do for people."""
    coverage = tables["topic_coverage"]
    coverage = coverage[~coverage["topic_code"].isin(_INWARD)]
    means = coverage.groupby("topic_code", sort=False)["share"].mean()
    if means.empty:
        return
    topic_code = means.idxmax()
    rows = coverage[coverage["topic_code"] == topic_code].set_index("plan_id")["share"]
    if rows.max() > 0:
        ends = {"plan_id_high": rows.idxmax(), "plan_id_low": rows.idxmin()}
        shares = {"mean": means.max(), "share_high": rows.max(), "share_low": rows.min()}
        yield {"code": "topic_most", "topic_code": topic_code, **ends, **shares}


def _difference(tables: _Tables) -> Iterator[_Finding]:
    """Yield on which topics a difference may be claimed, the greatest first."""
    found = claimable(tables["topic_coverage"])
    found = found[~found["topic_code"].isin(_INWARD)].drop_duplicates("topic_code")
    if len(found):
        rows = list(found.head(_NAMED).itertuples())
        yield {"code": "difference", "n_topics": len(found), "rows": rows}


def _shared(tables: _Tables) -> Iterator[_Finding]:
    """Yield what most cities commit to, of what they do for people."""
    themes = tables["themes"]
    themes = themes[~themes["topic_code"].isin(_INWARD)]
    n_cities = tables["plans"]["city"].nunique()
    if themes.empty:
        return
    most = themes["n_cities"].max()
    widest = themes[themes["n_cities"] == most]
    largest = widest.sort_values("n_measures", ascending=False, kind="stable")
    named = largest.head(_NAMED)["theme_id"].tolist()
    values = {"n_themes": len(widest), "n_cities": most, "n_all": n_cities, "theme_ids": named}
    yield {"code": "shared_by_all" if most == n_cities else "shared_by_most", **values}


def _figures(tables: _Tables) -> Iterator[_Finding]:
    """Yield how many indicators stand side by side, and the one of most cities."""
    comparison = tables["target_comparison"]
    comparable = comparison[comparison["is_comparable"]]
    if comparable.empty:
        return
    axes = comparable.groupby(["indicator_id", "axis"], sort=False)
    sizes = axes["city"].nunique()
    widest = axes.get_group(sizes.idxmax()).sort_values("value_base", ascending=False)
    yield {
        "code": "figures",
        "n_comparable": len(sizes),
        "n_indicators": comparison["indicator_id"].nunique(),
        "rows": list(widest.itertuples()),
    }


def _dates(tables: _Tables) -> Iterator[_Finding]:
    deadlines = tables["deadlines"]
    if deadlines.empty:
        return
    months = deadlines["due_date"].dt.to_period("M").value_counts(sort=False).sort_index()
    due = set(deadlines["measure_id"]) - {""}
    values = {"n_dates": len(deadlines), "month": months.idxmax(), "n_month": int(months.max())}
    yield {"code": "dates", **values, "share": len(due) / max(len(tables["measures"]), 1)}


def _firmness(tables: _Tables) -> Iterator[_Finding]:
    """Yield the plan that commits least plainly."""
    counted = strength_by_topic(tables["measures"])
    n_all = counted.groupby("plan_id")["n_measures"].sum()
    plain = counted[counted["strength_code"] == "commit"].groupby("plan_id")["n_measures"].sum()
    softer = 1 - plain / n_all
    if len(softer) > 1 and softer.max() > 0:
        ends = {"plan_id_high": softer.idxmax(), "plan_id_low": softer.idxmin()}
        yield {"code": "firmness", **ends, "share_high": softer.max(), "share_low": softer.min()}


def _gaps(tables: _Tables) -> Iterator[_Finding]:
    """Yield the plan that lacks most of what others have, and what is surely not there."""
    if tables["plans"]["city"].nunique() <= _LEAST_CITIES:
        return
    measures, themes, matches = tables["measures"], tables["themes"], tables["matches"]
    given = (measures, themes, matches, tables["sections"])
    found = {}
    for plan_id in measures["plan_id"].unique():
        rows = find_gaps(*given, plan_id, n_cities=_LEAST_CITIES)
        found[plan_id] = rows["answer_code"].value_counts()
    n_silent = {plan_id: int(counts.get("silent", 0)) for plan_id, counts in found.items()}
    most = max(n_silent, key=lambda plan_id: n_silent[plan_id])
    least = min(n_silent, key=lambda plan_id: n_silent[plan_id])
    if n_silent[most]:
        counts = {"n_silent": n_silent[most], "n_unclear": int(found[most].get("unclear", 0))}
        ends = {"plan_id_high": most, "plan_id_low": least, "n_low": n_silent[least]}
        yield {"code": "gaps", **ends, **counts, "least": _LEAST_CITIES}


def _alike(tables: _Tables) -> Iterator[_Finding]:
    pairs = plan_similarity(tables["measures"]).query("topic_code == 'all'")
    pairs = pairs[pairs["city_a"] != pairs["city_b"]]
    if len(pairs) > 1:
        in_order = pairs.sort_values("similarity", kind="stable")
        closest, furthest = in_order.iloc[-1], in_order.iloc[0]
        yield {
            "code": "alike",
            "closest": (closest["plan_id_a"], closest["plan_id_b"], closest["similarity"]),
            "furthest": (furthest["plan_id_a"], furthest["plan_id_b"], furthest["similarity"]),
        }


def sum_up_years(year_changes: pd.DataFrame) -> list[_Finding]:
    """Return what became of the earlier plans' targets, if a later plan reports of any.

    Args:
        year_changes: the table of that name.
    """
    counts = year_changes["change_code"].value_counts()
    results = {code: int(counts.get(code, 0)) for code in ("met", "exceeded", "missed")}
    n_reported = sum(results.values())
    return [{"code": "promises", "n": n_reported, **results}] if n_reported else []
