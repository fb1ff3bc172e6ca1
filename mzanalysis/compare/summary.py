"""What was found in each plan: counts of rows, and how its characters are spread."""

from collections.abc import Mapping

import pandas as pd

_COUNTED = ("items", "measures", "targets", "deadlines", "tasks")


def count_rows(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Count the items, measures, targets, deadlines and tasks of each plan.

    Args:
        tables: plans and the counted tables, by name.

    Returns:
        One row per plan: plan_id, city, year, n_characters, n_items, n_measures …
    """
    plans = tables["plans"]
    counts = plans[["plan_id", "city", "year"]].assign(n_characters=plans["text"].str.len())
    for name in _COUNTED:
        found = tables[name]["plan_id"].value_counts()
        counts[f"n_{name}"] = counts["plan_id"].map(found).fillna(0).astype("int64")
    return counts


def spread_characters(sections: pd.DataFrame) -> pd.DataFrame:
    """Tell which share of each plan's characters is of which kind; they sum to 1.

    Args:
        sections: the table of that name.

    Returns:
        One row per plan: city, year and one column per ``kind_code``.
    """
    n_chars = sections["char_end"] - sections["char_start"]
    spread = n_chars.groupby([sections[c] for c in ("city", "year", "kind_code")], sort=False).sum()
    wide = spread.unstack(fill_value=0)
    shares = wide.div(wide.sum(axis=1), axis=0).reset_index()
    return shares.rename_axis(columns=None)
