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
_NAMED = ("plan_id", "city", "share")  # what `claimable` says of either plan


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
    plans = pd.concat([frame[["plan_id", "city", "year"]] for frame in (items, measures)])
    plans = plans.drop_duplicates("plan_id").sort_values("plan_id")
    topics = read_topics()[["topic_code"]]
    grid = plans.merge(topics, how="cross").set_index(["plan_id", "topic_code"])
    figures = targets[targets["role_code"] == "target"]
    for name, frame in (("n_items", items), ("n_measures", measures), ("n_targets", figures)):
        counts = frame.groupby(["plan_id", "topic_code"]).size()
        grid[name] = counts.reindex(grid.index, fill_value=0)
    n_chars = measures["text"].str.len().groupby([measures["plan_id"], measures["topic_code"]])
    grid["n_chars"] = n_chars.sum().reindex(grid.index, fill_value=0).astype("int64")
    shares = [_shares(plan_id, n) for plan_id, n in grid["n_measures"].groupby(level="plan_id")]
    columns = ["share", "share_low", "share_high"]
    grid[columns] = np.vstack(shares) if shares else np.empty((0, 3))
    return conform_table(grid.reset_index(), "topic_coverage")


def _shares(plan_id: object, n_measures: pd.Series) -> np.ndarray:
    """Return share, lower and upper end of its interval for each topic of one plan."""
    counts = n_measures.to_numpy()
    total = counts.sum()
    if total == 0:
        return np.zeros((len(counts), 3))
    share = counts / total
    seed = int.from_bytes(hashlib.sha256(str(plan_id).encode()).digest()[:8], "big")
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
        One row per topic and pair of plans of the table ``topic_coverage``, the one with the
        greater share first: topic_code, plan_id_high, plan_id_low, city_high, city_low,
        share_high, share_low and difference, the greatest difference of a topic first.

    Example: 0.15 (0.11 to 0.20) in one plan, 0.07 (0.04 to 0.10) in another: a row, 0.08.
    """
    cells = topic_coverage[["topic_code", "plan_id", "city", "share", "share_low", "share_high"]]
    pairs = cells.merge(cells, on="topic_code", suffixes=("_high", "_low"))
    pairs = pairs[pairs["share_low_high"] > pairs["share_high_low"]]
    kept = pairs[["topic_code", *(f"{c}_{e}" for c in _NAMED for e in ("high", "low"))]]
    kept = kept.assign(difference=kept["share_high"] - kept["share_low"])
    kept = kept.sort_values("difference", ascending=False, kind="stable")
    order = {code: i for i, code in enumerate(topic_coverage["topic_code"].unique())}
    return kept.sort_values(
        "topic_code", key=lambda codes: codes.map(order), kind="stable", ignore_index=True
    )


def topic_profile(topic_coverage: pd.DataFrame, plan_id: str) -> pd.DataFrame:
    """Set a plan's share of each topic beside the lowest and highest share of the others.

    Returns:
        The plan's rows with others_low, others_median and others_high (NaN without others).

    Raises:
        InputError: the table has no such plan.

    Example: 养老服务 0.15 in a plan, 0.07 and 0.11 in two others -> others_high 0.11.
    """
    if plan_id not in set(topic_coverage["plan_id"]):
        known = ", ".join(topic_coverage["plan_id"].unique())
        raise InputError(f"no plan {plan_id!r}; plans: {known}")
    is_own = topic_coverage["plan_id"] == plan_id
    others = topic_coverage[~is_own].groupby("topic_code")["share"].agg(["min", "median", "max"])
    others.columns = ["others_low", "others_median", "others_high"]
    return topic_coverage[is_own].join(others, on="topic_code").reset_index(drop=True)


def count_rows(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Count each plan's characters, items, measures, targets, deadlines and tasks.

    Returns:
        One row per plan: plan_id, city, year, n_characters, n_items, n_measures …
    """
    plans = tables["plans"]
    counts = plans[["plan_id", "city", "year"]].assign(n_characters=plans["text"].str.len())
    for name in ("items", "measures", "targets", "deadlines", "tasks"):
        found = tables[name]["plan_id"].value_counts()
        counts[f"n_{name}"] = counts["plan_id"].map(found).fillna(0).astype("int64")
    return counts


def spread_characters(sections: pd.DataFrame) -> pd.DataFrame:
    """Tell which share of each plan's characters is of which kind: one column per kind_code."""
    n_chars = sections["char_end"] - sections["char_start"]
    spread = n_chars.groupby([sections[c] for c in ("city", "year", "kind_code")], sort=False).sum()
    wide = spread.unstack(fill_value=0)
    shares = wide.div(wide.sum(axis=1), axis=0).reset_index()
    return shares.rename_axis(columns=None)
