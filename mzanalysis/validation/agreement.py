"""Measures of agreement between two coders, or between label and machine."""

from collections import Counter
from collections.abc import Iterable

import numpy as np

SAME_NAME = 0.6  # bigram F1 from which two names mean the same indicator
_N_DRAWS, _SEED = 2_000, 20250101
_NAN = float("nan")


def bigram_f1(a: str, b: str) -> float:
    """Return the F1 of two names' character bigrams, counted with repeats, 0 to 1.

    Names of one character are compared as they are.
    Example: ``bigram_f1("养老床位", "家庭养老床位")`` -> 0.75.
    """
    bags = [Counter(s[i : i + 2] for i in range(max(len(s) - 1, 1))) for s in (a, b)]
    return 2 * (bags[0] & bags[1]).total() / (bags[0].total() + bags[1].total())


def alpha(pairs: Iterable[tuple[str, str]]) -> tuple[float, float, float]:
    """Return Krippendorff's alpha of two coders for nominal codes, and its 95 % interval.

    NaN where there are no pairs or only one code is ever used. The interval is a bootstrap
    over pairs; where no pair disagrees, its lower end is alpha with the highest share of
    disagreement that so many pairs do not rule out (see `never_wrong`).
    Source: Krippendorff (2019), Content Analysis, 4th ed., ch. 12: 1 - observed over
    expected disagreement, both from the coincidence matrix.
    """
    cells = Counter(pairs)
    codes = sorted({code for pair in cells for code in pair})
    if len(codes) < 2:
        return _NAN, _NAN, _NAN
    if all(a == b for a, b in cells):
        n_pairs = cells.total()
        by_chance = sum((count / n_pairs) ** 2 for count in cells.values())
        return 1.0, 1 - (1 - never_wrong(n_pairs)) / (1 - by_chance), 1.0
    counts = samples(cells.values())
    n = 2 * counts.sum(axis=1)
    has = np.array([[(a == code) + (b == code) for code in codes] for a, b in cells])
    observed = 2 * counts @ np.array([a != b for a, b in cells])
    expected = n * n - ((counts @ has) ** 2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        alphas = np.where(expected > 0, 1 - (n - 1) * observed / expected, _NAN)
    return float(alphas[0]), *interval(alphas[1:])


def samples(counts: Iterable[int]) -> np.ndarray:
    """Return counts of kinds of cases: as they are, then in 2,000 samples of them, seeded."""
    own = np.array([*counts], dtype=int)
    if not (n := own.sum()):
        return np.zeros((_N_DRAWS + 1, len(own)))
    draws = np.random.default_rng(_SEED).multinomial(n, own / n, size=_N_DRAWS)
    return np.vstack([own, draws])


def interval(draws: np.ndarray) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of draws (Efron and Tibshirani 1993, ch. 13)."""
    kept = draws[~np.isnan(draws)]
    low, high = np.percentile(kept, (2.5, 97.5)) if len(kept) else (_NAN, _NAN)
    return float(low), float(high)


def never_wrong(n: int) -> float:
    """Return the exact lower 95 % bound of a share of n right among n (Clopper, Pearson 1934)."""
    return 0.025 ** (1 / n)
