"""What distinguishes a city: words and kinds of measure that it uses more than others do."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Literal

import numpy as np
import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.text.words import subject_words
from mzanalysis.topics.codebook import read_subtopics

# The prior is worth this share of what the city itself says: it draws rare words to what all
# plans together say, and leaves frequent ones alone.
_PRIOR = 0.1
_COLUMNS = ["term", "label", "n", "n_reference", "share", "share_reference", "log_odds", "z"]


def distinctive_terms(
    measures: pd.DataFrame,
    city: str,
    *,
    unit: Literal["word", "subtopic"] = "word",
    reference: str | Sequence[str] = (),
) -> pd.DataFrame:
    """Rank words or subtopics by how much more a city uses them than a reference does.

    Weighted log-odds with an informative Dirichlet prior: the difference of the log-odds of a
    term on the two sides, both drawn towards the two together, over its standard deviation
    (Monroe, Colaresi and Quinn 2008, Political Analysis 16:372-403, equations 15, 16, 22).

    Args:
        measures: coded measures (plan_id, city, text, subtopic_code).
        city: the name of a city, or the id of a plan.
        unit: ``word`` (words that carry meaning, no place names) or ``subtopic``.
        reference: city or plan, or several, to compare with; by default all other cities.

    Returns:
        term, label (a subtopic's Chinese name), n, n_reference, share and share_reference (how
        often on each side), log_odds and z, the most distinctive first. Beyond ±1.96 a single
        difference is unlikely to be chance; of a thousand words some fifty are beyond it by chance.

    Raises:
        InputError: no measure is of that city, or none of the reference.

    Example: ``distinctive_terms(measures, "十堰", reference="鄂州").head(20)``.
    """
    own, others = _two_sides(measures, city, reference)
    counts = pd.DataFrame({"n": _counts(own, unit), "n_reference": _counts(others, unit)})
    counts = counts.fillna(0).astype("int64").rename_axis("term").reset_index()
    if others.empty:
        counts = counts.head(0)  # a plan alone differs from none
    table = _weigh(counts)
    table["label"] = table["term"]
    if unit == "subtopic":
        names_zh = read_subtopics().set_index("subtopic_code")["zh"]
        table["label"] = table["term"].map(names_zh).fillna("")
    return table.sort_values(["z", "term"], ascending=[False, True], ignore_index=True)[_COLUMNS]


def _two_sides(
    measures: pd.DataFrame, city: str, reference: str | Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = [reference] if isinstance(reference, str) else reference
    ids = measures[["city", "plan_id"]]
    is_own = (ids == city).any(axis=1)
    own_cities = ids.loc[is_own, "city"]
    is_other = ids.isin(names).any(axis=1) if reference else ~ids["city"].isin(own_cities)
    own, others = measures[is_own], measures[is_other]
    if own.empty or (others.empty and reference):
        known = ", ".join(measures["city"].unique())
        raise InputError(f"nothing to compare {city!r} with {reference or 'others'}: {known}")
    return own, others


def _weigh(counts: pd.DataFrame) -> pd.DataFrame:
    """Add shares, log-odds and z to counts on both sides."""
    sides = counts[["n", "n_reference"]]
    totals = sides.sum()
    both = sides.sum(axis=1)
    prior = both / max(both.sum(), 1) * _PRIOR * max(totals["n"], 1)
    drawn = sides.add(prior, axis="index")
    odds = np.log(drawn / (totals + prior.sum() - sides).sub(prior, axis="index"))
    table = counts.assign(log_odds=odds["n"] - odds["n_reference"])
    table[["share", "share_reference"]] = sides / totals.clip(lower=1)
    table["z"] = table["log_odds"] / np.sqrt((1 / drawn).sum(axis=1))
    return table


def _counts(rows: pd.DataFrame, unit: str) -> pd.Series:
    """Count the words of measures, or their subtopics."""
    if unit == "subtopic":
        return rows.query("subtopic_code != ''")["subtopic_code"].value_counts()
    if unit != "word":
        raise InputError(f"no unit {unit!r}; units: word, subtopic")
    words = chain(*rows["text"].map(subject_words))
    return pd.Series(Counter(words), dtype=float)
