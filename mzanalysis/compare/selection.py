"""Part of a corpus on which everything works: some plans, some topics."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from mzanalysis.compare.indicators_side_by_side import compare_targets
from mzanalysis.compare.years import find_city
from mzanalysis.tables import table_names
from mzanalysis.themes.describe import describe_themes
from mzanalysis.topics.codebook import find_topics

_LEAST_CITIES = 2  # of a theme
_Tables = dict[str, pd.DataFrame]


def take_only(
    tables: Mapping[str, Any], cities: Sequence[object], topics: Sequence[object]
) -> _Tables:
    """Return the tables as they are of the cities and topics that were named, all if none is."""
    taken = {name: tables[name] for name in table_names()}
    if cities:
        plans = taken["plans"]
        found = [find_city(plans, named) for named in cities]
        is_found = plans[["city", "plan_id"]].isin(found).any(axis=1)
        taken = take_plans(taken, set(plans.loc[is_found, "plan_id"]))
    return take_topics(taken, find_topics(topics)) if topics else taken


def take_plans(tables: Mapping[str, Any], plan_ids: Collection[str]) -> _Tables:
    """Return the tables of a build as they are of some of its plans only; all else is left out.

    A theme stays one if two cities of these plans have it; figures are compared anew.
    """
    taken = {}
    for name in table_names():
        table = tables[name]
        for column in table.columns.intersection(["plan_id", "plan_id_a", "plan_id_b"]):
            table = table[table[column].isin(plan_ids)]
        taken[name] = table.reset_index(drop=True)
    taken["year_changes"] = tables["year_changes"]  # between years, whichever are compared
    return _compare_anew(taken)


def take_topics(tables: Mapping[str, Any], topic_codes: Collection[str]) -> _Tables:
    """Return the tables of a build as they are of some topics only; plans and sections stay.

    Of the items those stay that have the topic or a measure with it; a share in
    ``topic_coverage`` is still of all the plan's measures.
    """
    taken = {name: tables[name] for name in table_names()}
    for name in ("measures", "targets", "tasks", "topic_coverage", "year_changes"):
        table = taken[name]
        taken[name] = table[table["topic_code"].isin(topic_codes)].reset_index(drop=True)
    measure_ids = taken["measures"]["measure_id"]
    deadlines, matches, items = (taken[name] for name in ("deadlines", "matches", "items"))
    is_shown = items["topic_code"].isin(topic_codes)
    is_shown |= items["item_id"].isin(taken["measures"]["item_id"])
    is_pair = matches["measure_id_a"].isin(measure_ids) & matches["measure_id_b"].isin(measure_ids)
    is_due = deadlines["measure_id"].isin(measure_ids)
    taken["items"] = items[is_shown].reset_index(drop=True)
    taken["matches"] = matches[is_pair].reset_index(drop=True)
    taken["deadlines"] = deadlines[is_due].reset_index(drop=True)
    return _compare_anew(taken)


def _compare_anew(taken: _Tables) -> _Tables:
    measures, themes = _shared_themes(taken["measures"])
    comparison = compare_targets(taken["targets"])
    return taken | {"measures": measures, "themes": themes, "target_comparison": comparison}


def _shared_themes(measures: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return measures and themes without the themes that one city alone has."""
    themes = describe_themes(measures)
    themes = themes[themes["n_cities"] >= _LEAST_CITIES].reset_index(drop=True)
    listed = (measures["theme_id"] + ";" + measures["also_theme_ids"]).str.split(";")
    shared = set(themes["theme_id"])
    kept: list[Sequence[str]] = []
    for theme_ids in listed:
        kept.append([theme_id for theme_id in theme_ids if theme_id in shared])
    ids = pd.Series(kept, index=measures.index, dtype="object")
    first = ids.str[:1].str.join("")
    source = measures["theme_source"].where(first != "", "")
    return (
        measures.assign(
            theme_id=first.astype("str"),
            also_theme_ids=ids.str[1:].str.join(";").astype("str"),
            theme_source=source,
        ),
        themes,
    )
