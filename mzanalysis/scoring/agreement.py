"""Measures of agreement between two coders, or between label and machine."""

import re
from collections import Counter
from collections.abc import Iterable

# 千 and 百 also begin units of their own (千瓦, 百分点): they multiply only before 万 and 亿.
_MULTIPLIER = re.compile(r"([十百千]?)(万亿|万|亿)")
_POWERS = {"": 1.0, "十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8, "万亿": 1e12}
_PER_CENT = {"‰": 0.1, "成": 10.0}


def share(part: float, whole: float) -> float:
    """Return part / whole, NaN where there is no whole."""
    return part / whole if whole else float("nan")


def bigram_f1(a: str, b: str) -> float:
    """Return the F1 of two names' character bigrams, counted with repeats, 0 to 1.

    Names of one character are compared as they are.
    Example: ``bigram_f1("养老床位", "家庭养老床位")`` -> 0.75.
    """
    bags = [Counter(s[i : i + 2] for i in range(max(len(s) - 1, 1))) for s in (a, b)]
    common = sum((bags[0] & bags[1]).values())
    return share(2 * common, sum(bags[0].values()) + sum(bags[1].values()))


def alpha_nominal(pairs: Iterable[tuple[str, str]]) -> float:
    """Return Krippendorff's alpha of two coders for nominal codes, no value missing.

    NaN where there are no pairs or only one code is ever used.
    Source: Krippendorff (2019), Content Analysis, 4th ed., ch. 12: 1 - observed over
    expected disagreement, both from the coincidence matrix.
    """
    coded = list(pairs)
    totals = Counter(code for pair in coded for code in pair)
    n = 2 * len(coded)
    expected = n * n - sum(count * count for count in totals.values())
    if not expected:
        return float("nan")
    observed = 2 * sum(a != b for a, b in coded)
    return 1 - (n - 1) * observed / expected


def unit_multiplier(unit: str) -> float:
    """Return what a figure in ``unit`` is multiplied by: ``万元`` -> 10000, ``‰`` -> 0.1."""
    if match := _MULTIPLIER.match(unit):
        return _POWERS[match[1]] * _POWERS[match[2]]
    return _PER_CENT.get(unit, 1.0)
