"""Own words or common words: how much of a plan's wording the other cities use too."""

from collections import defaultdict
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
    keys: list[Any] = list(measures[columns].itertuples(index=False))
    texts = [plain(t, c) for t, c in zip(measures["text"], measures["city"], strict=True)]
    runs: dict[str, set[str]] = defaultdict(set)
    for key, text in zip(keys, texts, strict=True):
        if reference in ("", key.plan_id):
            runs[key.city] |= {*_runs(text)}
    if reference and not runs:
        if len(reference) < _MIN_TEXT:
            known = ", ".join(dict.fromkeys(measures["plan_id"]))
            allowed = f"a plan ({known}) nor a text of {_MIN_TEXT} characters or more"
            raise InputError(f"reference {reference!r} is neither {allowed}")
        runs[ALL] = {*_runs(plain(fold(reference), ALL))}
    rows = []
    for key, text in zip(keys, texts, strict=True):
        if key.plan_id != reference:
            others = {c: found for c, found in runs.items() if reference or c != key.city}
            rows.append((*key, *_share(text, others)))
    return pd.DataFrame(rows, columns=[*columns, "shared", "nearest_city", "weight"])


def sum_wording(shared: pd.DataFrame) -> pd.DataFrame:
    """Sum up ``shared_wording`` by plan and topic, measures weighed by their length.

    Returns:
        ``plan_id``, ``city``, ``topic_code`` (``all`` first), ``n_measures``, ``shared`` (0 to 1),
        in the order of plans and codes.
    """
    known = shared[shared["weight"] > 0].assign(total=lambda t: t["shared"] * t["weight"])
    both = pd.concat([known.assign(topic_code=ALL, is_part=False), known.assign(is_part=True)])
    groups = both.groupby(["plan_id", "is_part", "topic_code", "city"])
    sums = groups[["total", "weight"]].sum().assign(n_measures=groups.size())
    sums["shared"] = sums["total"] / sums["weight"]
    return sums.reset_index()[["plan_id", "city", "topic_code", "n_measures", "shared"]]


def _runs(text: str) -> list[str]:
    return [text[i : i + _RUN] for i in range(max(len(text) - _RUN + 1, 1))] if text else []


def _share(text: str, others: dict[str, set[str]]) -> tuple[float, str, float]:
    weights = np.array(character_weights(text))
    total = float(weights.sum())
    if total == 0:
        return float("nan"), "", 0.0
    is_shared, nearest, most = np.zeros(len(text), dtype=bool), "", 0.0
    for city, runs in others.items():
        of_city = np.zeros(len(text), dtype=bool)
        for i, run in enumerate(_runs(text)):
            of_city[i : i + _RUN] |= run in runs
        is_shared |= of_city
        if (shared := float(weights[of_city].sum())) > most:
            nearest, most = city, shared
    return float(weights[is_shared].sum()) / total, nearest, total
