"""How the measures of one plan compare with those of another: the features of a pair.

Every matrix here has a row for each measure of one plan and a column for each of the other.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from mzanalysis.themes.vectors import Wording

_TINY = 1e-9


class Likeness(NamedTuple):
    """How alike measures are: in characters, list parts, kinds, subtopics, and in all of these."""

    characters: np.ndarray
    parts: np.ndarray
    kind: np.ndarray
    subtopic: np.ndarray
    alike: np.ndarray


class _Shared(NamedTuple):
    """A term that two measures share: their places, and the lesser of its two weights."""

    place_a: np.ndarray
    place_b: np.ndarray
    term: np.ndarray
    least: np.ndarray
    product: np.ndarray


def pair_features(
    a: Wording,
    b: Wording,
    *,
    counts: np.ndarray | None = None,
    best_of_b: np.ndarray | None = None,
) -> dict[str, np.ndarray]:
    """Compare every measure of one plan, or of a block of it, with every one of another.

    Args:
        a: measures of one plan.
        b: measures of another.
        counts: if ``a`` is a block, how many measures of its plan have each subtopic.
        best_of_b: likewise, how like each measure of ``b`` the most alike one of the plan is.

    Returns:
        By name, matrices of measures of ``a`` (rows) by measures of ``b`` (columns): cosines of
        characters, kinds of action and the most similar parts of their lists; weight of the
        subtopic they share, the more the fewer measures have it (``subtopic_rare``), or that
        both have some but none in common (``subtopic_apart``); the best of the neighbours, how
        close it comes to each one's best partner (``rank_low``, ``rank_high``), and whether the
        topics are the same or of one group. A user's own vectors take the place of ``characters``
        and ``parts``.
    """
    shared, shape = _share_subtopics(a, b), (len(a.ids), len(b.ids))
    characters, parts, kind, subtopic, alike = compare_wording(a, b, shared)
    if best_of_b is None:
        best_of_b = alike.max(axis=0)
    n_both = (count_rows(a.subtopics) if counts is None else counts) * count_rows(b.subtopics)
    rarity = 1 / np.sqrt(np.maximum(n_both, 1))
    to_best_of_a = alike / np.maximum(alike.max(axis=1, keepdims=True), _TINY)
    to_best_of_b = alike / np.maximum(best_of_b, _TINY)
    return {
        "characters": characters,
        "parts": parts,
        "kind": kind,
        "subtopic_rare": _highest(shared, shared.least * rarity[shared.term], shape),
        "subtopic_narrow": _highest(shared, shared.least * a.is_narrow[shared.term], shape),
        "subtopic_apart": np.logical_and.outer(_lengths(a) > 0, _lengths(b) > 0) & (subtopic == 0),
        "neighbours": _neighbours((characters + parts + subtopic) / 3, a.items, b.items),
        "rank_low": np.minimum(to_best_of_a, to_best_of_b),
        "rank_high": np.maximum(to_best_of_a, to_best_of_b),
        "same_topic": np.equal.outer(a.topic_numbers, b.topic_numbers),
        "same_group": np.equal.outer(a.groups, b.groups),
    }


def compare_wording(a: Wording, b: Wording, shared: _Shared | None = None) -> Likeness:
    """Say how alike the measures of two plans are."""
    shared = shared or _share_subtopics(a, b)
    if a.vectors is None:
        characters, parts = (a.characters @ b.characters.T).toarray(), _best_parts(a, b)
    else:
        characters = parts = (a.vectors @ b.vectors.T).toarray()
    kind = (a.kinds @ b.kinds.T).toarray()
    subtopic = _highest(shared, shared.least, kind.shape)
    cosine = np.zeros(kind.size)
    np.add.at(cosine, shared.place_a * kind.shape[1] + shared.place_b, shared.product)
    alike = characters + parts + subtopic + (kind / 2 + cosine.reshape(kind.shape))
    return Likeness(characters, parts, kind, subtopic, alike)


def may_match(a: Wording, b: Wording) -> np.ndarray:
    """Say which pairs lie in one group of topics, by themselves or by the items they stand in.

    Insurance for orphans and for old people is one wording but not one commitment.
    """
    allowed = np.logical_or.outer(a.is_open, b.is_open)
    for groups_a in (a.groups, a.item_groups):
        for groups_b in (b.groups, b.item_groups):
            allowed |= np.equal.outer(groups_a, groups_b)
    return allowed


def score_pairs(features: Mapping[str, np.ndarray], model: Mapping[str, float]) -> np.ndarray:
    """Return the similarity of pairs that compare so."""
    score = np.full(features["kind"].shape, model["intercept"])
    for name, values in features.items():
        score += model.get(name, 0.0) * values
    return 1 / (1 + np.exp(-score))


def count_rows(matrix: Any) -> np.ndarray:
    """Count the rows that have each term of a matrix that is stored by columns."""
    return np.diff(matrix.indptr)


def _share_subtopics(a: Wording, b: Wording) -> _Shared:
    """List each subtopic that two measures share."""
    n_of_b = count_rows(b.subtopics)
    terms = np.repeat(np.arange(len(n_of_b)), count_rows(a.subtopics))
    n_partners = n_of_b[terms]
    entry_of_a = np.repeat(np.arange(len(terms)), n_partners)
    ends = np.cumsum(n_partners)
    number = np.arange(len(entry_of_a)) - np.repeat(ends - n_partners, n_partners)
    entry_of_b = b.subtopics.indptr[terms][entry_of_a] + number
    place_a, place_b = a.subtopics.indices[entry_of_a], b.subtopics.indices[entry_of_b]
    weight_a, weight_b = a.subtopics.data[entry_of_a], b.subtopics.data[entry_of_b]
    least = np.minimum(weight_a, weight_b)
    product = weight_a * weight_b / (_lengths(a)[place_a] * _lengths(b)[place_b])
    return _Shared(place_a.astype(int), place_b, terms[entry_of_a], least, product)


def _lengths(plan: Wording) -> np.ndarray:
    squares = np.bincount(
        plan.subtopics.indices, weights=plan.subtopics.data**2, minlength=len(plan.ids)
    )
    return np.sqrt(squares)


def _highest(shared: _Shared, values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Return for each pair of measures the highest value of a term that they share, else 0."""
    top = np.zeros(shape)
    np.maximum.at(top.ravel(), shared.place_a * shape[1] + shared.place_b, values)
    return top


def _best_parts(a: Wording, b: Wording) -> np.ndarray:
    """Return for each pair of measures the cosine of their most similar parts."""
    by_part = (a.parts @ b.parts.T).tocoo()
    rows, columns = _owners(a)[by_part.row], _owners(b)[by_part.col]
    best = np.zeros((len(a.ids), len(b.ids)))
    np.maximum.at(best.ravel(), rows * len(b.ids) + columns, by_part.data)
    return best


def _owners(plan: Wording) -> np.ndarray:
    """Return for each part the place of its measure."""
    n_parts = np.diff(np.append(plan.part_starts, plan.parts.shape[0]))
    return np.repeat(np.arange(len(plan.ids)), n_parts)


def _neighbours(similarity: np.ndarray, items_a: np.ndarray, items_b: np.ndarray) -> np.ndarray:
    """Return the highest similarity of the measures before and after, within their items."""
    best = np.zeros_like(similarity)
    goes_on = items_b[1:] == items_b[:-1]
    np.multiply(similarity[:, 1:], goes_on, out=best[:, :-1])
    np.maximum(best[:, 1:], similarity[:, :-1] * goes_on, out=best[:, 1:])
    goes_on = (items_a[1:] == items_a[:-1])[:, None]
    moved = np.zeros_like(similarity)
    np.multiply(best[1:], goes_on, out=moved[:-1])
    np.maximum(moved[1:], best[:-1] * goes_on, out=moved[1:])
    return moved
