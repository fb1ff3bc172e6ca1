"""Measures of agreement between two coders, or between label and machine."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

# 千 and 百 also begin units of their own (千瓦, 百分点): they multiply only before 万 and 亿.
_MULTIPLIER = re.compile(r"([十百千]?)(万亿|万|亿)")
_POWERS = {"": 1.0, "十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8, "万亿": 1e12}
_PER_CENT = {"‰": 0.1, "成": 10.0}
_N_DRAWS, _SEED = 2_000, 20250101
_NAN = float("nan")


def share(part: float, whole: float) -> float:
    """Return part / whole, NaN where there is no whole."""
    return part / whole if whole else _NAN


def bigram_f1(a: str, b: str) -> float:
    """Return the F1 of two names' character bigrams, counted with repeats, 0 to 1.

    Names of one character are compared as they are.
    Example: ``bigram_f1("养老床位", "家庭养老床位")`` -> 0.75.
    """
    bags = [Counter(s[i : i + 2] for i in range(max(len(s) - 1, 1))) for s in (a, b)]
    return 2 * (bags[0] & bags[1]).total() / (bags[0].total() + bags[1].total())


def alpha_nominal(pairs: Iterable[tuple[str, str]]) -> float:
    """Return Krippendorff's alpha of two coders for nominal codes, no value missing.

    NaN where there are no pairs or only one code is ever used.
    Source: Krippendorff (2019), Content Analysis, 4th ed., ch. 12: 1 - observed over
    expected disagreement, both from the coincidence matrix.
    """
    cells = Counter(pairs)
    return float(_alphas(cells, np.array([list(cells.values())]))[0]) if cells else _NAN


def alpha_interval(pairs: Iterable[tuple[str, str]]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of `alpha_nominal`: the pairs are drawn anew, seeded.

    Where no pair disagrees, the lower end is alpha with the highest share of disagreement that
    so many pairs do not rule out (see `never_wrong`).
    """
    cells = Counter(pairs)
    if any(a != b for a, b in cells):
        return interval(_alphas(cells, draw_counts(list(cells.values()))))
    n = cells.total()
    expected = 1 - sum((count / n) ** 2 for count in cells.values())
    return (1 - (1 - never_wrong(n)) / expected, 1.0) if n and expected else (_NAN, _NAN)


def never_wrong(n: int) -> float:
    """Return the exact lower 95 % bound of a share of n right among n (Clopper, Pearson 1934)."""
    return 0.025 ** (1 / n)


def _alphas(cells: Counter[tuple[str, str]], counts: np.ndarray) -> np.ndarray:
    """Return alpha for each row of counts, which has a column for each of the cells."""
    codes = sorted({code for pair in cells for code in pair})
    has = np.array([[(a == c) + (b == c) for c in codes] for a, b in cells])
    n = 2 * counts.sum(axis=1)
    observed = 2 * counts @ np.array([a != b for a, b in cells])
    expected = n * n - ((counts @ has) ** 2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - (n - 1) * observed / expected, np.nan)


def draw_counts(counts: Sequence[int]) -> np.ndarray:
    """Draw cases anew with replacement: how many fall to each kind, one row per draw, seeded."""
    n = sum(counts)
    if not n:
        return np.zeros((_N_DRAWS, len(counts)))
    return np.random.default_rng(_SEED).multinomial(n, np.array(counts) / n, size=_N_DRAWS)


def interval(draws: np.ndarray) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of draws (Efron and Tibshirani 1993, ch. 13)."""
    kept = draws[~np.isnan(draws)]
    if not len(kept):
        return _NAN, _NAN
    low, high = np.percentile(kept, (2.5, 97.5))
    return float(low), float(high)


def unit_multiplier(unit: str) -> float:
    """Return what a figure in ``unit`` is multiplied by: ``万元`` -> 10000, ``‰`` -> 0.1."""
    if match := _MULTIPLIER.match(unit):
        return _POWERS[match[1]] * _POWERS[match[2]]
    return _PER_CENT.get(unit, 1.0)
