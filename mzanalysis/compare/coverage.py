"""How much of a plan goes to each topic, with an interval that tells long plans from broad ones."""

import hashlib

import numpy as np
import pandas as pd

from mzanalysis import schema
from mzanalysis.resources import read_table

# Percentile bootstrap (Efron and Tibshirani 1993, ch. 13): the measures of a plan are drawn anew
# with replacement; only how many fall to each topic matters, and that is a multinomial draw.
_N_DRAWS = 2_000
_INTERVAL = (2.5, 97.5)
# Square of the normal quantile at 95 %, for Wilson's score interval of a share of 0 or 1
# (Wilson 1927; about 4/n, close to the "rule of three").
_Z2 = 1.96**2


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
        nothing included, in the order of the plans and of the codebook. ``share`` is of the
        plan's measures and sums to 1 (0 for a plan without measures); ``share_low`` and
        ``share_high`` bound it with 95 % confidence, seeded by plan, so that adding a plan
        leaves the others' intervals as they are; a topic without measures has an upper bound.

    Example: 3 of a plan's 12 measures on 殡葬 -> share 0.25, share_low 0.0, share_high 0.5.
    """
    plans = (
        pd.concat([frame[["plan_id", "city", "year"]] for frame in (items, measures)])
        .drop_duplicates("plan_id")
        .sort_values("plan_id")
    )
    topics = read_table("codebook.csv")[["topic_code"]]
    grid = plans.merge(topics, how="cross").set_index(["plan_id", "topic_code"])

    figures = targets[targets["role_code"] == "target"]
    grid["n_items"] = _count(items, grid.index)
    grid["n_measures"] = _count(measures, grid.index)
    grid["n_targets"] = _count(figures, grid.index)
    n_chars = measures["text"].str.len().groupby([measures["plan_id"], measures["topic_code"]])
    grid["n_chars"] = n_chars.sum().reindex(grid.index, fill_value=0).astype("int64")

    shares = [_shares(plan_id, n) for plan_id, n in grid["n_measures"].groupby(level="plan_id")]
    columns = ["share", "share_low", "share_high"]
    grid[columns] = np.vstack(shares) if shares else np.empty((0, 3))
    return schema.conform(grid.reset_index(), "topic_coverage")


def _count(frame: pd.DataFrame, index: pd.Index) -> pd.Series:
    return frame.groupby(["plan_id", "topic_code"]).size().reindex(index, fill_value=0)


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

    Args:
        topic_coverage: the table of that name.

    Returns:
        One row per topic and pair of plans, the one with the greater share first: topic_code,
        plan_id_high, plan_id_low, city_high, city_low, share_high, share_low and difference,
        the greatest difference of a topic first.

    Example: 0.15 (0.11 to 0.20) in one plan, 0.07 (0.04 to 0.10) in another: a row, 0.08.
    """
    cells = topic_coverage[["topic_code", "plan_id", "city", "share", "share_low", "share_high"]]
    pairs = cells.merge(cells, on="topic_code", suffixes=("_a", "_b"))
    pairs = pairs[pairs["share_low_a"] > pairs["share_high_b"]]
    named = {
        f"{name}_{side}": f"{name}_{end}"
        for name in ("plan_id", "city", "share")
        for side, end in (("a", "high"), ("b", "low"))
    }
    kept = pairs[["topic_code", *named]].rename(columns=named)
    kept["difference"] = kept["share_high"] - kept["share_low"]
    order = [*dict.fromkeys(topic_coverage["topic_code"])]
    kept["topic_code"] = pd.Categorical(kept["topic_code"], order)
    kept = kept.sort_values(["topic_code", "difference"], ascending=[True, False], kind="stable")
    return kept.astype({"topic_code": "str"}).reset_index(drop=True)
