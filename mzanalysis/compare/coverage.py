"""How much of a plan goes to each topic, with an interval that tells long plans from broad ones."""

import hashlib
from collections.abc import Mapping

import numpy as np
import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.tables import conform_table
from mzanalysis.topics.codebook import read_topics

# Percentile bootstrap (Efron and Tibshirani 1993, ch. 13): the measures of a plan are drawn anew
# with replacement; only how many fall to each topic matters, and that is a multinomial draw.
_N_DRAWS = 2_000
_INTERVAL = (2.5, 97.5)
# Square of the normal quantile at 95 %, for Wilson's score interval of a share of 0 or 1
# (Wilson 1927; about 4/n, close to the "rule of three").
_Z2 = 1.96**2
# What `claimable` says of either plan.
_CLAIMED = ["topic_code", "plan_id_high", "plan_id_low", "city_high", "city_low"]
_CLAIMED += ["share_high", "share_low", "difference"]


def topic_coverage(
    items: pd.DataFrame, measures: pd.DataFrame, targets: pd.DataFrame
) -> pd.DataFrame:
    """Count items, measures, figures and characters of every plan by topic.

    Args:
        items: coded items (plan_id, city, year, topic_code); they say which plans there are.
        measures: coded measures (plan_id, topic_code, text).
        targets: figures (plan_id, topic_code, role_code); those of role ``target`` count.

    Returns:
        The table ``topic_coverage``: one row per plan and topic of the codebook, those with
        nothing included. ``share`` is of the plan's measures and sums to 1 (0 for a plan without
        measures); ``share_low`` and ``share_high`` bound it with 95 % confidence, seeded by plan,
        so that adding a plan leaves the others' intervals as they are.

    Example: 3 of a plan's 12 measures on 殡葬 -> share 0.25, share_low 0.0, share_high 0.5.
    """
    plans = pd.concat([items, measures])[["plan_id", "city", "year"]]
    plans = plans.drop_duplicates("plan_id").sort_values("plan_id")
    topics = read_topics()[["topic_code"]]
    keys = ["plan_id", "topic_code"]
    grid = plans.merge(topics, how="cross").set_index(keys)
    figures = targets.query("role_code == 'target'")
    n_chars = measures["text"].str.len().groupby([measures[key] for key in keys]).sum()
    counts = {"n_chars": n_chars}
    for name, rows in {"n_items": items, "n_measures": measures, "n_targets": figures}.items():
        counts[name] = rows.groupby(keys).size()
    for name, count in counts.items():
        grid[name] = count.reindex(grid.index, fill_value=0)
    columns = ["share", "share_low", "share_high"]
    grid[columns] = 0.0
    for plan_id, counted in grid.groupby(level="plan_id")["n_measures"]:
        if counted.any():
            grid.loc[[plan_id], columns] = _shares(str(plan_id), counted.to_numpy())
    return conform_table(grid.reset_index(), "topic_coverage")


def _shares(plan_id: str, counts: np.ndarray) -> np.ndarray:
    """Return share, lower and upper end of its interval for each topic of one plan."""
    total = counts.sum()
    share = counts / total
    seed = int.from_bytes(hashlib.sha256(plan_id.encode()).digest()[:8], "big")
    draws = np.random.default_rng(seed).multinomial(total, share, size=_N_DRAWS) / total
    low, high = np.percentile(draws, _INTERVAL, axis=0)
    # Drawing anew from nothing gives nothing: there the score interval bounds what was missed.
    high[counts == 0] = _Z2 / (total + _Z2)
    low[counts == total] = total / (total + _Z2)
    return np.column_stack([share, low, high])


def claimable(topic_coverage: pd.DataFrame) -> pd.DataFrame:
    """List the differences between plans that may be claimed: their intervals do not overlap.

    That is stricter than a test at 5 % (Schenker and Gentleman 2001), which suits the many
    pairs compared.

    Returns:
        One row per topic and pair of plans of two cities, the one with the
        greater share first: topic_code, plan_id_high, plan_id_low, city_high, city_low,
        share_high, share_low and difference, the greatest difference of a topic first.

    Example: 0.15 (0.11 to 0.20) in one plan, 0.07 (0.04 to 0.10) in another: a row, 0.08.
    """
    cells = topic_coverage[["topic_code", "plan_id", "city", "share", "share_low", "share_high"]]
    pairs = cells.merge(cells, on="topic_code", suffixes=("_high", "_low"))
    pairs = pairs.query("share_low_high > share_high_low and city_high != city_low")
    pairs["difference"] = pairs["share_high"] - pairs["share_low"]
    topics = list(topic_coverage["topic_code"].unique())
    pairs["order"] = pairs["topic_code"].map(topics.index)
    by, ascending = ["order", "difference"], [True, False]
    return pairs.sort_values(by, ascending=ascending, kind="stable", ignore_index=True)[_CLAIMED]


def topic_profile(topic_coverage: pd.DataFrame, plan_id: str) -> pd.DataFrame:
    """Set a plan's share of each topic beside the lowest and highest share of the other cities.

    Returns:
        The plan's rows with others_low, others_median and others_high (NaN without other cities)
        and others_years, the years of their plans, joined by ``;``.

    Raises:
        InputError: the table has no such plan.

    Example: 养老服务 0.15 in a plan, 0.07 and 0.11 in two others -> others_high 0.11.
    """
    if plan_id not in set(topic_coverage["plan_id"]):
        known = ", ".join(topic_coverage["plan_id"].unique())
        raise InputError(f"no plan {plan_id!r}; plans: {known}")
    is_own = topic_coverage["plan_id"] == plan_id
    own_city = topic_coverage.loc[is_own, "city"].iloc[0]
    others = topic_coverage[topic_coverage["city"] != own_city]
    shares = others.groupby("topic_code")["share"]
    ranges = shares.agg(others_low="min", others_median="median", others_high="max")
    own = topic_coverage[is_own].join(ranges, on="topic_code").reset_index(drop=True)
    years = sorted(others["year"].astype("str").unique())
    return own.assign(others_years=";".join(years))


def count_rows(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Count each plan's characters, items, measures, targets, deadlines and tasks.

    Returns:
        One row per plan: plan_id, city, year, n_characters, n_items, n_measures …
    """
    plans = tables["plans"]
    counts = plans[["plan_id", "city", "year"]].assign(n_characters=plans["text"].str.len())
    for name in ("items", "measures", "targets", "deadlines", "tasks"):
        n_rows = tables[name]["plan_id"].value_counts()
        counts[f"n_{name}"] = n_rows.reindex(counts["plan_id"], fill_value=0).to_numpy()
    return counts


def spread_characters(sections: pd.DataFrame) -> pd.DataFrame:
    """Tell which share of each plan's characters is of which kind: one column per kind_code."""
    n_chars = sections["char_end"] - sections["char_start"]
    keys = [sections[column] for column in ("city", "year", "kind_code")]
    wide = n_chars.groupby(keys, sort=False).sum().unstack(fill_value=0)
    shares = wide.div(wide.sum(axis=1), axis=0).reset_index()
    return shares.rename_axis(columns=None)
