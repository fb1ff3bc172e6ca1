"""Own words or common words: how much of a plan's wording the other cities use too."""

from collections import defaultdict
from collections.abc import Container, Mapping
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.text.folding import fold
from mzanalysis.themes.vectors import character_weights, plain

# Five characters in a row (推动居家养) are more than a term of the trade (养老服务): shorter runs
# recur in any two plans, longer ones miss a sentence of which one word was changed.
_RUN = 5
# A text given instead of a plan's id is at least so long: else a mistyped id would pass for one.
_MIN_TEXT = 100
ALL = "all"


def shared_wording(measures: pd.DataFrame, *, reference: str = "") -> pd.DataFrame:
    """Measure which share of each measure's wording other plans use too.

    A character is shared if it lies in a run of five that stands in a measure of another city
    (or in the reference), figures and the city's own name left out. Characters count by how
    telling their word is, so that 持续推进 says little and 公益性公墓 much.

    Args:
        measures: measures (measure_id, plan_id, city, topic_code, text).
        reference: id of a plan in the table, or the text of one that is not, such as a
            province's: then its wording counts instead of the other cities'.

    Returns:
        One row per measure of the plans compared: measure_id, plan_id, city, topic_code,
        ``shared`` (0 = own words, 1 = all of it stands elsewhere; NaN without words),
        ``nearest_city`` (shares most of it; "" if none does), ``weight`` (of the characters).

    Raises:
        InputError: the reference is neither a plan's id nor a text of 100 characters or more.

    Example: 甲 新建公益性公墓3处 and 乙 新建公益性公墓12处 -> ``shared`` 1.0 for both.
    """
    columns = ["measure_id", "plan_id", "city", "topic_code"]
    texts = list(map(plain, measures["text"], measures["city"]))
    compared = measures[columns].assign(plain=texts)
    row: Any
    runs: dict[str, set[str]] = defaultdict(set)
    for row in compared.itertuples():
        if reference in ("", row.plan_id):
            runs[row.city].update(_runs(row.plain))
    if reference:
        if not runs:
            runs[ALL].update(_runs_of_text(reference, measures))
        compared = compared.query("plan_id != @reference")
    shares = []
    for row in compared.itertuples():
        own = "" if reference else row.city
        others = {city: runs[city] for city in runs if city != own}
        shares.append(_share(row.plain, others))
    shared = pd.DataFrame(shares, columns=["shared", "nearest_city", "weight"])
    return compared[columns].reset_index(drop=True).join(shared)


def sum_wording(shared: pd.DataFrame) -> pd.DataFrame:
    """Sum up ``shared_wording`` by plan and topic, measures weighed by their length.

    Returns:
        ``plan_id``, ``city``, ``topic_code`` (``all`` first), ``n_measures``, ``shared`` (0 to 1),
        in the order of plans and codes.
    """
    known = shared.query("weight > 0")
    known = known.assign(total=known["shared"] * known["weight"])
    both = pd.concat([known.assign(topic_code=ALL, is_part=False), known.assign(is_part=True)])
    groups = both.groupby(["plan_id", "is_part", "topic_code", "city"])
    sums = groups[["total", "weight"]].sum()
    sums["n_measures"] = groups.size()
    sums["shared"] = sums["total"] / sums["weight"]
    return sums.reset_index()[["plan_id", "city", "topic_code", "n_measures", "shared"]]


def _runs_of_text(reference: str, measures: pd.DataFrame) -> list[str]:
    if len(reference) < _MIN_TEXT:
        known = ", ".join(measures["plan_id"].unique())
        allowed = f"a plan ({known}) nor a text of {_MIN_TEXT} characters or more"
        raise InputError(f"reference {reference!r} is neither {allowed}")
    return _runs(plain(fold(reference), ALL))


def _runs(text: str) -> list[str]:
    """Return each run of five characters; a shorter text is one run."""
    if not text:
        return []
    n_runs = max(len(text) - _RUN + 1, 1)
    return [text[start : start + _RUN] for start in range(n_runs)]


def _share(text: str, others: Mapping[str, Container[str]]) -> tuple[float, str, float]:
    """Return the share of a text that others have, who has most of it, and the text's weight."""
    weights = np.array(character_weights(text))
    total = float(weights.sum())
    if total == 0:
        return float("nan"), "", 0.0
    is_shared = np.zeros(len(text), dtype=bool)
    weight_of = {"": 0.0}
    for city, runs in others.items():
        is_of_city = np.zeros(len(text), dtype=bool)
        for start, run in enumerate(_runs(text)):
            if run in runs:
                is_of_city[start : start + _RUN] = True
        is_shared |= is_of_city
        weight_of[city] = float(weights[is_of_city].sum())
    nearest = max(weight_of, key=lambda city: weight_of[city])
    return float(weights[is_shared].sum()) / total, nearest, total
