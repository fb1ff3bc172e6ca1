"""Measures of agreement between two coders, or between label and machine."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain

import numpy as np

# Bigram F1 from which two names mean the same indicator: set in data/gold/README.md.
SAME_NAME = 0.6
_N_DRAWS = 2_000
_SEED = 20250101
_NAN = float("nan")


def bigram_f1(a: str, b: str) -> float:
    """Return the F1 of two names' character bigrams, counted with repeats, 0 to 1.

    Names of one character are compared as they are.
    Example: ``bigram_f1("养老床位", "家庭养老床位")`` -> 0.75.
    """
    bigrams_a = _bigrams(a)
    bigrams_b = _bigrams(b)
    n_shared = (bigrams_a & bigrams_b).total()
    return 2 * n_shared / (bigrams_a.total() + bigrams_b.total())


def _bigrams(name: str) -> Counter[str]:
    n_bigrams = max(len(name) - 1, 1)
    return Counter(name[i : i + 2] for i in range(n_bigrams))


def alpha(pairs: Iterable[tuple[str, str]]) -> tuple[float, float, float]:
    """Return Krippendorff's alpha of two coders for nominal codes, and its 95 % interval.

    NaN where there are no pairs or only one code is ever used. The interval is a bootstrap
    over pairs; where no pair disagrees, its lower end is alpha with the highest share of
    disagreement that so many pairs do not rule out (see `never_wrong`).
    Source: Krippendorff (2019), Content Analysis, 4th ed., ch. 12: 1 - observed over
    expected disagreement, both from the coincidence matrix.
    """
    cells = Counter(pairs)
    codes = sorted(set(chain.from_iterable(cells)))
    if len(codes) < 2:
        return _NAN, _NAN, _NAN
    disagrees = [a != b for a, b in cells]
    if not any(disagrees):
        return 1.0, _lower_end_without_error(cells), 1.0
    counts = samples(cells.values())
    n_values = 2 * counts.sum(axis=1)
    observed = 2 * counts @ np.array(disagrees)
    uses = np.array([list(map(pair.count, codes)) for pair in cells])
    n_uses = counts @ uses
    expected = n_values**2 - (n_uses**2).sum(axis=1)
    alphas = 1 - ratio((n_values - 1) * observed, np.where(expected > 0, expected, _NAN))
    return float(alphas[0]), *interval(alphas[1:])


def _lower_end_without_error(cells: Counter[tuple[str, str]]) -> float:
    n_pairs = cells.total()
    by_chance = sum((count / n_pairs) ** 2 for count in cells.values())
    most_disagreement = 1 - never_wrong(n_pairs)
    return 1 - most_disagreement / (1 - by_chance)


def samples(counts: Iterable[int]) -> np.ndarray:
    """Return counts of kinds of cases: as they are, then in 2,000 samples of them, seeded."""
    observed = np.array([*counts], dtype=int)
    n_cases = observed.sum()
    if n_cases == 0:
        return np.zeros((_N_DRAWS + 1, len(observed)))
    random = np.random.default_rng(_SEED)
    draws = random.multinomial(n_cases, observed / n_cases, size=_N_DRAWS)
    return np.vstack([observed, draws])


def ratio(part: np.ndarray, whole: np.ndarray | int) -> np.ndarray:
    """Return which part of a whole it is, in each sample; NaN where there is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return part / whole


def interval(draws: np.ndarray) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of draws (Efron and Tibshirani 1993, ch. 13)."""
    measured = draws[~np.isnan(draws)]
    if len(measured) == 0:
        return _NAN, _NAN
    low, high = np.percentile(measured, (2.5, 97.5))
    return float(low), float(high)


def never_wrong(n: int) -> float:
    """Return the exact lower 95 % bound of a share of n right among n (Clopper, Pearson 1934)."""
    return 0.025 ** (1 / n)
