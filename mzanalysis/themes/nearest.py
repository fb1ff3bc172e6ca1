"""Where plans are many: each measure compared with the nearest of the older plans, not with all.

What a plan is compared with depends on the plans before it alone: one that is added at the end
changes no pair of the others. Pairs are arrays of places in the table of measures, an entry each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from mzanalysis.themes.likeness import score_pairs
from mzanalysis.themes.vectors import Wording, unit_rows

# Each measure is compared with so many older ones, the nearest by characters and subtopics, and
# keeps so many of them at the most, those of this similarity and more.
_COMPARED, MOST_PARTNERS, FLOOR = 100, 30, 0.10
# What is less near than this is not looked at; a term of so many measures finds nothing.
_LEAST_NEAR, _COMMON = 0.15, 3_000
# Plans that look among the older ones together: the terms of an index are chosen once for them.
_BATCH = 40
# A pair may gain so much by its neighbours: what is further below the floor needs no look at them.
_MOST_NEIGHBOURLY = 1.0


class Pairs(NamedTuple):
    """Pairs of measures by their places in the table, an array a column."""

    row_a: np.ndarray
    row_b: np.ndarray
    similarity: np.ndarray
    is_mutual_best: np.ndarray


@dataclass(frozen=True, eq=False)
class Plans:
    """Measures of many plans, oldest first: of plan ``n`` those from ``starts[n]`` on.

    ``plan_of`` and ``city_of`` have a number for each measure, ``n_parts`` how many parts it has;
    ``n_with`` counts a plan's measures by subtopic. Matrices are as in `Wording`, by rows.
    """

    whole: Wording
    starts: np.ndarray
    plan_of: np.ndarray
    city_of: np.ndarray
    subtopics: Any
    near: Any
    n_with: np.ndarray
    n_parts: np.ndarray


def gather_plans(whole: Wording, plan_of: np.ndarray, city_of: np.ndarray) -> Plans:
    """Return what `match_nearest` needs of measures that stand plan by plan."""
    from scipy.sparse import hstack

    starts = np.append(np.flatnonzero(np.diff(plan_of, prepend=-1)), len(plan_of))
    subtopics = whole.subtopics.tocsr()
    n_with = np.zeros((len(starts) - 1, subtopics.shape[1]))
    rows = np.repeat(np.arange(len(plan_of)), np.diff(subtopics.indptr))
    np.add.at(n_with, (plan_of[rows], subtopics.indices), 1)
    for matrix in (whole.characters, whole.kinds, whole.parts, subtopics):
        matrix.sort_indices()
    near = hstack([whole.characters, unit_rows(subtopics)], format="csr")
    n_parts = np.diff(np.append(whole.part_starts, whole.parts.shape[0]))
    return Plans(whole, starts, plan_of, city_of, subtopics, near, n_with, n_parts)


def match_nearest(
    plans: Plans, wanted: Sequence[int], first: int, model: Mapping[str, float]
) -> Iterator[Pairs]:
    """Compare plans with the nearest measures of those before them.

    Args:
        plans: all plans.
        wanted: which of them, by their numbers, in order.
        first: the number of the first plan that is compared so.
        model: intercept and coefficients by feature.
    """
    for _, batch in groupby(wanted, lambda plan: (plan - first) // _BATCH):
        numbers = list(batch)
        start = numbers[0] - (numbers[0] - first) % _BATCH
        n_known = np.bincount(plans.near[: plans.starts[start]].indices, minlength=_width(plans))
        told = plans.near[: plans.starts[numbers[-1] + 1]][:, n_known <= _COMMON]
        index = told.T.tocsr()
        for plan in numbers:
            rows = slice(plans.starts[plan], plans.starts[plan + 1])
            yield _compare(plans, *_find_nearest(plans, told[rows] @ index, rows), model)


def _width(plans: Plans) -> int:
    return int(plans.near.shape[1])


def _find_nearest(plans: Plans, nearness: Any, rows: slice) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of a plan's measures with the nearest older ones of other cities."""
    found = nearness.tocoo()
    is_older = (found.data >= _LEAST_NEAR) & (found.col < rows.start)
    a, b, near = found.row[is_older] + rows.start, found.col[is_older], found.data[is_older]
    is_other = plans.city_of[a] != plans.city_of[b]
    a, b, near = a[is_other], b[is_other], near[is_other]
    kept = _first_of_each(a, np.lexsort((b, -near, a)), _COMPARED)
    return a[kept], b[kept]


def _first_of_each(groups: np.ndarray, order: np.ndarray, most: int) -> np.ndarray:
    """Return the first entries of each group, in an order by groups, sorted as they lie."""
    ordered = groups[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    sizes = np.diff(np.append(starts, len(ordered)))
    number = np.arange(len(ordered)) - np.repeat(starts, sizes)
    return np.sort(order[number < most])


def _compare(plans: Plans, a: np.ndarray, b: np.ndarray, model: Mapping[str, float]) -> Pairs:
    whole = plans.whole
    may_match = whole.is_open[a] | whole.is_open[b]
    for groups_a in (whole.groups[a], whole.item_groups[a]):
        for groups_b in (whole.groups[b], whole.item_groups[b]):
            may_match |= groups_a == groups_b
    features = list_features(plans, a, b)
    hoped = score_pairs(features | {"neighbours": np.full(len(a), _MOST_NEIGHBOURLY)}, model)
    is_hoped = may_match & (hoped >= FLOOR)
    a, b = a[is_hoped], b[is_hoped]
    features = {name: values[is_hoped] for name, values in features.items()}
    features["neighbours"] = _best_neighbours(plans, a, b)
    similarity = score_pairs(features, model)
    is_best = _is_best(plans, a, b, similarity)
    order = np.lexsort((b, -similarity, a))
    kept = _first_of_each(a, order[similarity[order] >= FLOOR], MOST_PARTNERS)
    return Pairs(a[kept], b[kept], similarity[kept], is_best[kept])


def list_features(plans: Plans, a: np.ndarray, b: np.ndarray) -> dict[str, np.ndarray]:
    """Compare pairs as ``likeness.pair_features`` does, with no look at neighbours.

    A measure's best partner in a plan is the best of the pairs given.
    """
    whole, subtopics = plans.whole, plans.subtopics
    characters, parts, subtopic = _compare_wording(plans, a, b)
    kind = _row_products(whole.kinds, a, b)
    lengths = np.sqrt(np.asarray(subtopics.multiply(subtopics).sum(axis=1)).ravel())
    has_both = (lengths[a] > 0) & (lengths[b] > 0)
    cosine = _row_products(subtopics, a, b) / np.where(has_both, lengths[a] * lengths[b], 1)
    alike = characters + parts + subtopic + (kind / 2 + cosine)
    to_best_of_a, to_best_of_b = _to_best(plans, a, b, alike)
    shared = subtopics[a].minimum(subtopics[b]).tocoo()
    n_both = plans.n_with[plans.plan_of[a[shared.row]], shared.col]
    n_both = n_both * plans.n_with[plans.plan_of[b[shared.row]], shared.col]
    return {
        "characters": characters,
        "parts": parts,
        "kind": kind,
        "subtopic_rare": _highest(len(a), shared.row, shared.data / np.sqrt(n_both)),
        "subtopic_narrow": _highest(len(a), shared.row, shared.data * whole.is_narrow[shared.col]),
        "subtopic_apart": has_both & (subtopic == 0),
        "rank_low": np.minimum(to_best_of_a, to_best_of_b),
        "rank_high": np.maximum(to_best_of_a, to_best_of_b),
        "same_topic": whole.topic_numbers[a] == whole.topic_numbers[b],
        "same_group": whole.groups[a] == whole.groups[b],
    }


def _compare_wording(plans: Plans, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return how alike pairs are in characters, in parts, and in their heaviest subtopic."""
    characters = _row_products(plans.whole.characters, a, b)
    shared = plans.subtopics[a].minimum(plans.subtopics[b]).tocoo()
    return characters, _best_parts(plans, a, b), _highest(len(a), shared.row, shared.data)


def _row_products(matrix: Any, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.asarray(matrix[a].multiply(matrix[b]).sum(axis=1)).ravel()


def _highest(n: int, pairs: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the highest value of each pair, 0 for one that has none."""
    top = np.zeros(n)
    np.maximum.at(top, pairs, values)
    return top


def _best_parts(plans: Plans, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    n_of_b = plans.n_parts[b]
    n_cells = plans.n_parts[a] * n_of_b
    pair = np.repeat(np.arange(len(a)), n_cells)
    cell = np.arange(len(pair)) - np.repeat(np.cumsum(n_cells) - n_cells, n_cells)
    part_a = plans.whole.part_starts[a][pair] + cell // n_of_b[pair]
    part_b = plans.whole.part_starts[b][pair] + cell % n_of_b[pair]
    return _highest(len(a), pair, _row_products(plans.whole.parts, part_a, part_b))


def _best_neighbours(plans: Plans, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the highest likeness of the measures before and after, within their items."""
    best, items = np.zeros(len(a)), plans.whole.items
    last = len(items) - 1
    for step_a in (-1, 1):
        for step_b in (-1, 1):
            near_a, near_b = np.clip(a + step_a, 0, last), np.clip(b + step_b, 0, last)
            is_moved = (near_a != a) & (near_b != b)
            is_within = is_moved & (items[near_a] == items[a]) & (items[near_b] == items[b])
            alike = _compare_wording(plans, near_a[is_within], near_b[is_within])
            best[is_within] = np.maximum(best[is_within], sum(alike) / 3)
    return best


def _to_best(
    plans: Plans, a: np.ndarray, b: np.ndarray, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Divide values by the best of the measure in the other's plan, from either side."""
    shares = []
    for groups in (
        a * len(plans.starts) + plans.plan_of[b],
        b * len(plans.starts) + plans.plan_of[a],
    ):
        _, number = np.unique(groups, return_inverse=True)
        best = _highest(len(a), number, values)
        shares.append(values / np.maximum(best[number], 1e-9))
    return shares[0], shares[1]


def _is_best(plans: Plans, a: np.ndarray, b: np.ndarray, similarity: np.ndarray) -> np.ndarray:
    """Say which pairs are each other's most similar in their two plans."""
    to_best_of_a, to_best_of_b = _to_best(plans, a, b, similarity)
    return (to_best_of_a == 1) & (to_best_of_b == 1)
