"""One city against the others."""

import pandas as pd

from mzanalysis.errors import InputError


def topic_profile(topic_coverage: pd.DataFrame, plan_id: str) -> pd.DataFrame:
    """Set a plan's share of each topic beside the lowest and highest share of the others.

    Args:
        topic_coverage: the table of that name.
        plan_id: one of its plans.

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
    others = topic_coverage[~is_own].groupby("topic_code")["share"]
    own = topic_coverage[is_own].copy()
    for name, value in (("low", others.min()), ("median", others.median()), ("high", others.max())):
        own[f"others_{name}"] = own["topic_code"].map(value)
    return own.reset_index(drop=True)
