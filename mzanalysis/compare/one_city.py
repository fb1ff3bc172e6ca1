"""One city's plan: what it promises, where its figures stand, what is its own."""

from collections.abc import Collection
from typing import Any

import pandas as pd

from mzanalysis.compare.side_by_side import write_figure
from mzanalysis.structure.labels import ordinal_of
from mzanalysis.themes.describe import theme_rows
from mzanalysis.topics.codebook import topic_groups, topic_order

_PROMISED = [
    "due_date",
    "indicator_id",
    "indicator",
    "figure",
    "path",
    "topic_code",
    "text",
    "strength_code",
]
_STANDING = ["indicator", "figure", "place", "n_cities", "others", "target_ids"]
_OWN = ["topic_code", "path", "measure_id", "text", "has_figure", "has_name"]
_NAME = "[“《「『]"  # of a programme, before it
# Below this similarity nothing elsewhere commits to the same thing: see `gaps`.
_NEAR = 0.2
# Groups of topics on the bureau itself.
_INWARD = ("governance", "foundations", "other")


def path_of(row_id: str) -> str:
    """Return the labels of the item that a measure or figure stands in, from its id.

    Example: ``420300-2025:三/(九):m07:t1`` -> ``三/(九)``; "" -> "".
    """
    return row_id.split(":")[1] if ":" in row_id else ""


def promises(targets: pd.DataFrame, measures: pd.DataFrame, plan_id: str) -> pd.DataFrame:
    """List a plan's figures of role ``target``, parts of a total left out, by the day due.

    Args:
        targets, measures: the tables of these names.
        plan_id: whose.

    Returns:
        due_date (missing where none is stated; those come last), indicator_id, indicator, figure
        (``≥12个``), path (the item's labels), topic_code, text (the measure's, or the figure's
        own outside the items) and strength_code.
    """
    rows = targets[targets["plan_id"] == plan_id].query("role_code == 'target' and not is_part")
    said = measures.set_index("measure_id")[["text", "strength_code"]]
    rows = rows.join(said, on="measure_id")
    rows = rows.assign(
        text=rows["text"].fillna(rows["matched_text"]),
        strength_code=rows["strength_code"].fillna("commit"),
        figure=[write_figure(row) for row in rows.itertuples()],
        path=rows["item_id"].str.split(":", n=1).str[1].fillna(""),
    )
    in_order = rows.sort_values(["due_date", "char_start"], kind="stable", na_position="last")
    return in_order[_PROMISED].reset_index(drop=True)


def standing(target_comparison: pd.DataFrame, plan_id: str) -> pd.DataFrame:
    """Place a plan's comparable figures among the other cities'.

    Args:
        target_comparison: the table of that name, one plan a city.
        plan_id: whose.

    Returns:
        One row per comparable figure of the plan: indicator, figure (of the table's columns),
        place (1 for the highest; equal figures share one), n_cities, others (the other cities'
        rows of the table) and target_ids.

    Example: 8个 beside 2个 and 2个 -> place 1 of 3.
    """
    comparable = target_comparison[target_comparison["is_comparable"]]
    rows: list[dict[str, Any]] = []
    for _, group in comparable.groupby(["indicator_id", "axis"], sort=False):
        own = group[group["plan_id"] == plan_id]
        others = group[group["plan_id"] != plan_id].sort_values("value_base", ascending=False)
        if own.empty or others.empty:
            continue
        figure = next(own.itertuples())
        rows.append(
            {
                "indicator": figure.indicator,
                "figure": figure,
                "place": 1 + int((others["value_base"] > figure.value_base).sum()),
                "n_cities": len(group),
                "others": list(others.itertuples()),
                "target_ids": figure.target_ids,
            }
        )
    return pd.DataFrame(rows, columns=_STANDING)


def own_measures(
    measures: pd.DataFrame,
    matches: pd.DataFrame,
    targets: pd.DataFrame,
    plan_ids: Collection[str],
    plan_id: str,
) -> pd.DataFrame:
    """List what a plan alone commits to: in no other city's theme, and like no other's measure.

    Args:
        measures, matches, targets: the tables of these names.
        plan_ids: the plans compared.
        plan_id: whose.

    Returns:
        Those with a figure first, by topic, the bureau's own affairs last: topic_code, path,
        measure_id, text, has_figure and has_name: something of its own is named (“童伴妈妈”项目).
    """
    listed = theme_rows(measures[measures["plan_id"].isin(plan_ids)])
    shared = set(listed.loc[listed["plan_id"] != plan_id, "theme_id"]) - {""}
    is_shared = (listed["plan_id"] == plan_id) & listed["theme_id"].isin(shared)
    near = matches[matches["similarity"] >= _NEAR]
    is_compared = near["plan_id_a"].isin(plan_ids) & near["plan_id_b"].isin(plan_ids)
    alike = near.loc[is_compared, ["measure_id_a", "measure_id_b"]].to_numpy().ravel()
    known = {*listed.loc[is_shared, "measure_id"], *alike}
    own = measures[(measures["plan_id"] == plan_id) & ~measures["measure_id"].isin(known)]
    figured = targets.loc[targets["role_code"] == "target", "measure_id"]
    own = own.assign(
        has_figure=own["measure_id"].isin(figured),
        has_name=own["text"].str.contains(_NAME),
        path=own["item_id"].str.split(":", n=1).str[1],
        text=[text.removeprefix(ordinal_of(text)) for text in own["text"]],
        is_inward=own["topic_code"].map(topic_groups()).isin(_INWARD),
        order=own["topic_code"].map(topic_order()),
    )
    by = ["has_figure", "is_inward", "order", "char_start"]
    return own.sort_values(by, ascending=[False, True, True, True], ignore_index=True)[_OWN]
