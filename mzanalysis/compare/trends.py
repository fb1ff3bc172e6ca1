"""An indicator over the years of a city, and of several cities."""

import pandas as pd

_KEYS = ["indicator_id", "base", "city"]


def trends(target_comparison: pd.DataFrame) -> pd.DataFrame:
    """Take the figures that a city states in several years for one indicator on one axis.

    Args:
        target_comparison: the table of that name, of all years.

    Returns:
        Its rows, those that may be compared with the city's own other years as ``is_comparable``,
        by indicator, city and year, with ``change``: the value less that of the year before it
        in the table, missing for the first.

    Example: 新建8个 in 2025 and 新建10个 in 2026 -> two rows, the second with change 2.
    """
    rows = target_comparison.assign(base=target_comparison["axis"].str.split("~").str[0])
    rows = rows.sort_values([*_KEYS, "year"], kind="stable")
    rows = rows.drop_duplicates([*_KEYS, "year"])  # the first of a year is its widest
    n_years = rows.groupby(_KEYS)["year"].transform("nunique")
    rows = rows[n_years > 1]
    change = rows.groupby(_KEYS)["value_base"].diff()
    taken = rows.assign(change=change, is_comparable=True, reason="", axis=rows["base"])
    return taken.drop(columns="base").reset_index(drop=True)
