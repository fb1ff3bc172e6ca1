"""Which measures of different cities commit to the same thing: pairs with their similarity.

The similarity is the probability that a coder puts two measures under one theme: a logistic
regression over how they compare (`pair_features`) that ``benchmarks/learn_matching.py`` learned.
It depends on nothing but the two plans.
"""

from collections.abc import Mapping
from itertools import combinations, pairwise, product
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.resources import cached, read_table
from mzanalysis.tables import conform_table, empty_table
from mzanalysis.themes.vectors import Wording, by_rarity, cosine, count_rows, read_plans, top_shared
from mzanalysis.topics.subtopics import subtopic_weights

# Pairs below this are kept only if nothing in the other plan is more similar to one of the two.
_FLOOR = 0.10
# Groups of the codebook whose measures (on safety, plans, data) may match those of any group.
_OPEN_GROUPS = ["governance", "governance of society", "foundations", "other"]
_MAX_TERMS = 8  # shown as shared
_TINY = 1e-9
# Pairs compared at a time: what a huge plan takes is bounded, any other is one block.
_BLOCK = 250_000


def match_measures(
    measures: pd.DataFrame,
    items: pd.DataFrame,
    *,
    subtopics: pd.DataFrame | None = None,
    vectorizer: Any = None,
    model: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Find measures of different cities that commit to much the same thing.

    Figures do not count: 新建助餐点30个 and 建设助餐点12个 match.

    Args:
        measures: coded measures (measure_id, item_id, plan_id, city, text, topic_code).
        items: their items (item_id, section, heading, topic_code).
        subtopics: all subtopics of each measure, by default ``subtopics.subtopic_weights``.
        vectorizer: a scikit-learn transformer from texts to vectors, such as a wrapped model for
            sentence embeddings. Its cosine takes the place of words and characters:
            ``match_measures(measures, items, vectorizer=TfidfVectorizer(analyzer="char"))``.
        model: intercept and coefficients by feature, by default ``match_model.csv``.

    Returns:
        The table ``matches``: pairs of similarity 0.1 and more, and for each measure the most
        similar one of every plan of another city. Sorted by the two ids.
    """
    if measures.empty:
        return empty_table("matches")
    if subtopics is None:
        subtopics = subtopic_weights(measures, items)
    plans = read_plans(measures, items, subtopics, vectorizer)
    frames = []
    for a, b in combinations(plans, 2):
        if a.city != b.city:
            frames.append(_select(_similarities(a, b, model or _model()), a, b))
    if not frames:
        return empty_table("matches")
    matches = pd.concat(frames).sort_values(["measure_id_a", "measure_id_b"])
    return conform_table(matches, "matches")


@cached
def _model() -> dict[str, float]:
    table = read_table("themes/match_model.csv")
    return dict(zip(table["feature"], table["coefficient"].astype(float), strict=True))


def _similarities(a: Wording, b: Wording, model: Mapping[str, float]) -> np.ndarray:
    blocks = [a.take(rows) for rows in _cut(a.items, _BLOCK // len(b.ids))]
    counts = count_rows(a.subtopics)
    best_of_b = None
    if len(blocks) > 1:
        best_of_b = np.maximum.reduce([_likeness(block, b)[-1].max(axis=0) for block in blocks])
    similarities = []
    for block in blocks:
        score: Any = model["intercept"]
        features = pair_features(block, b, counts=counts, best_of_b=best_of_b)
        for name, values in features.items():
            score = score + model.get(name, 0.0) * values
        similarities.append(np.where(_may_match(block, b), 1 / (1 + np.exp(-score)), 0.0))
    return np.concatenate(similarities)


def _cut(items: np.ndarray, size: int) -> list[slice]:
    """Cut a plan's measures into blocks of at least this size, none within an item."""
    starts = [0]
    for row in (np.flatnonzero(items[1:] != items[:-1]) + 1).tolist():
        if row - starts[-1] >= size:
            starts.append(row)
    return [slice(*ends) for ends in pairwise([*starts, len(items)])]


def _may_match(a: Wording, b: Wording) -> np.ndarray:
    """Say which pairs lie in one group of topics, by themselves or by the items they stand in.

    Insurance for orphans and for old people is one wording but not one commitment.
    """
    is_open_a, is_open_b = np.isin(a.groups, _OPEN_GROUPS), np.isin(b.groups, _OPEN_GROUPS)
    may_match = np.logical_or.outer(is_open_a, is_open_b)
    for groups_a, groups_b in product((a.groups, a.item_groups), (b.groups, b.item_groups)):
        may_match |= np.equal.outer(groups_a, groups_b).astype(bool)
    return may_match


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
    characters, parts, kind, subtopic, alike = _likeness(a, b)
    if best_of_b is None:
        best_of_b = alike.max(axis=0)
    has_some_a, has_some_b = np.diff(a.subtopics.indptr) > 0, np.diff(b.subtopics.indptr) > 0
    have_both = np.logical_and.outer(has_some_a, has_some_b)
    to_best_of_a = alike / np.maximum(alike.max(axis=1, keepdims=True), _TINY)
    to_best_of_b = alike / np.maximum(best_of_b, _TINY)
    return {
        "characters": characters,
        "parts": parts,
        "kind": kind,
        "subtopic_rare": top_shared(*by_rarity(a.subtopics, b.subtopics, counts)),
        "subtopic_narrow": top_shared(a.narrow, b.narrow),
        "subtopic_apart": (have_both & (subtopic == 0)).astype(float),
        "neighbours": _neighbours((characters + parts + subtopic) / 3, a.items, b.items),
        "rank_low": np.minimum(to_best_of_a, to_best_of_b),
        "rank_high": np.maximum(to_best_of_a, to_best_of_b),
        "same_topic": np.equal.outer(a.topics, b.topics).astype(float),
        "same_group": np.equal.outer(a.groups, b.groups).astype(float),
    }


def _likeness(a: Wording, b: Wording) -> tuple[np.ndarray, ...]:
    """Return how alike measures are in characters, parts, kinds, subtopics, and in all of these."""
    if a.vectors is None:
        characters, parts = cosine(a.characters, b.characters), _best_parts(a, b)
    else:
        characters = parts = cosine(a.vectors, b.vectors)
    kind = cosine(a.kinds, b.kinds)
    subtopic = top_shared(a.subtopics, b.subtopics)
    alike = characters + parts + subtopic + (kind / 2 + cosine(a.subtopics, b.subtopics))
    return characters, parts, kind, subtopic, alike


def _select(similarity: np.ndarray, a: Wording, b: Wording) -> pd.DataFrame:
    best_b, best_a = similarity.argmax(axis=1), similarity.argmax(axis=0)
    is_kept = similarity >= _FLOOR
    is_kept[np.arange(len(best_b)), best_b] = True
    is_kept[best_a, np.arange(len(best_a))] = True
    at_a, at_b = np.nonzero(is_kept)
    shared = [_shared_terms(a.terms[i], b.terms[j]) for i, j in zip(at_a, at_b, strict=True)]
    return pd.DataFrame(
        {
            "measure_id_a": a.ids[at_a],
            "measure_id_b": b.ids[at_b],
            "plan_id_a": a.plan_id,
            "plan_id_b": b.plan_id,
            "city_a": a.city,
            "city_b": b.city,
            # Rounded, so that the order of floating-point sums cannot show.
            "similarity": similarity[at_a, at_b].round(4),
            "is_mutual_best": (best_b[at_a] == at_b) & (best_a[at_b] == at_a),
            "shared_terms": shared,
        }
    )


def _shared_terms(weights: dict[str, float], others: dict[str, float]) -> str:
    """Join the terms that two measures share, the most telling first."""
    shared = sorted((-weights[term], term) for term in weights.keys() & others.keys())
    return ";".join(term for _, term in shared[:_MAX_TERMS])


def _best_parts(a: Wording, b: Wording) -> np.ndarray:
    by_part = cosine(a.parts, b.parts)
    by_row = np.maximum.reduceat(by_part, a.part_starts, axis=0)
    return np.maximum.reduceat(by_row, b.part_starts, axis=1)


def _neighbours(similarity: np.ndarray, items_a: np.ndarray, items_b: np.ndarray) -> np.ndarray:
    """Return the highest similarity of the measures before and after, within their items."""
    best = np.zeros_like(similarity)
    for step_a, step_b in product((-1, 1), repeat=2):
        moved = np.roll(similarity, (-step_a, -step_b), axis=(0, 1))
        is_within = np.logical_and.outer(_goes_on(items_a, step_a), _goes_on(items_b, step_b))
        best = np.maximum(best, np.where(is_within, moved, 0.0))
    return best


def _goes_on(items: np.ndarray, step: int) -> np.ndarray:
    """Say of each measure whether the next one (the one before, for step -1) is of its item."""
    is_same = np.roll(items, -step) == items
    outermost = -1 if step > 0 else 0
    is_same[outermost] = False
    return is_same
