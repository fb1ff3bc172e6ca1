"""Which measures of different cities commit to the same thing: pairs with their similarity.

The similarity of two measures is the probability that a coder puts them under one theme,
from a logistic regression over how they compare (`_FEATURES`). Its coefficients stand in
``resources/match_model.csv``; ``benchmarks/learn_matching.py`` learned them. A pair's
similarity depends on nothing but its two plans.
"""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis import schema
from mzanalysis.grouping import assign_themes, describe_themes
from mzanalysis.resources import read_table
from mzanalysis.wording import (
    Vocabulary,
    Wording,
    plain,
    read_numbers,
    read_wording,
    telling_terms,
)

__all__ = ["assign_themes", "describe_themes", "match_measures", "pair_features"]

# Pairs below this are kept only if nothing in the other plan is more similar to one of the two.
_FLOOR = 0.10
# Groups of the codebook whose measures may match those of any other group.
_OPEN_GROUPS = ["governance", "governance of society", "foundations", "other"]
_MAX_TERMS = 8


def match_measures(
    measures: pd.DataFrame, items: pd.DataFrame, *, vectorizer: Any = None
) -> pd.DataFrame:
    """Find measures of different cities that commit to much the same thing.

    Figures do not count: 新建助餐点30个 and 建设助餐点12个 match.

    Args:
        measures: coded measures (measure_id, item_id, plan_id, city, text, topic_code).
        items: their items (item_id, heading, text).
        vectorizer: a scikit-learn transformer from texts to vectors. The cosine of its
            vectors then takes the place of words and characters beside the concepts; so
            comes in, for instance, a wrapped model for sentence embeddings::

                match_measures(measures, items, vectorizer=TfidfVectorizer(analyzer="char"))

    Returns:
        The table ``matches``: pairs of similarity 0.1 and more, and for each measure the most
        similar one of every plan of another city. Sorted by the two ids.
    """
    vocabulary = Vocabulary()
    plans = {
        str(plan_id): read_wording(rows.reset_index(drop=True), items, vocabulary)
        for plan_id, rows in measures.groupby("plan_id", sort=True)
    }
    city_of = dict(zip(measures["plan_id"], measures["city"], strict=True))
    vectors = None if vectorizer is None else _vectors(measures, vectorizer)
    frames = []
    for plan_a, plan_b in combinations(plans, 2):
        if city_of[plan_a] == city_of[plan_b]:
            continue
        a, b = plans[plan_a], plans[plan_b]
        own = None if vectors is None else _cosine(vectors[plan_a], vectors[plan_b])
        frame = _select(similarities(a, b, words=own), a, b)
        frames.append(
            frame.assign(
                plan_id_a=plan_a, plan_id_b=plan_b, city_a=city_of[plan_a], city_b=city_of[plan_b]
            )
        )
    if not frames:
        return schema.empty("matches")
    matches = pd.concat(frames, ignore_index=True)
    terms = {
        measure_id: telling_terms(plain(text, city))
        for measure_id, text, city in measures[["measure_id", "text", "city"]].to_numpy()
    }
    matches["shared_terms"] = [
        _shared(terms[a], terms[b])
        for a, b in zip(matches["measure_id_a"], matches["measure_id_b"], strict=True)
    ]
    matches = matches.sort_values(["measure_id_a", "measure_id_b"], ignore_index=True)
    return schema.conform(matches, "matches")


def similarities(a: Wording, b: Wording, *, words: np.ndarray | None = None) -> np.ndarray:
    """Return the similarity, 0 to 1, of every measure of one plan (rows) with every other's.

    Args:
        a: wording of the first plan.
        b: wording of the second plan.
        words: similarity of wordings to use instead of that of words, characters and parts,
            measures x measures.
    """
    features = pair_features(a, b, words=words)
    scores = {}
    for name, model in _models().items():
        scores[name] = np.full((len(a.ids), len(b.ids)), model["intercept"])
        for feature, values in features.items():
            scores[name] += model.get(feature, 0.0) * values
    # The full model leans on known pairs so much that it would not hear a vectorizer of one's own.
    is_plain = (features["pair_missing"] > 0) | (words is not None)
    score = np.where(is_plain, scores["plain"], scores["full"])
    return np.where(_may_match(a, b), 1 / (1 + np.exp(-score)), 0.0)


def _may_match(a: Wording, b: Wording) -> np.ndarray:
    """Say which pairs lie in one group of topics, by themselves or by the items they stand in.

    Insurance for orphans and for old people is one wording but not one commitment. What all
    services share (safety, plans, data, charity) may be written under any topic.
    """
    sides = [(_groups(side.topics), _groups(side.item_topics)) for side in (a, b)]
    may = np.zeros((len(a.ids), len(b.ids)), dtype=bool)
    for of_a in sides[0]:
        for of_b in sides[1]:
            may |= np.equal.outer(of_a, of_b)
    open_a, open_b = (np.isin(own, _OPEN_GROUPS) for own, _ in sides)
    return may | np.logical_or.outer(open_a, open_b)


def _groups(topics: np.ndarray) -> np.ndarray:
    codebook = read_table("codebook.csv")
    group = dict(zip(codebook["topic_code"], codebook["group"], strict=True))
    return np.array([group.get(topic, topic) for topic in topics], dtype=object)


def pair_features(
    a: Wording, b: Wording, *, words: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Compare every measure of one plan with every one of another.

    Returns:
        By name, matrices of measures of ``a`` (rows) by measures of ``b`` (columns):
        cosines of words, characters, objects, kinds and pairs (``…_context``: with what
        heading and previous measure add; ``parts``: of the most similar parts of lists),
        weight of the most telling concept shared (``…_top``) and of what is not shared
        (``…_unshared``: the lesser side), the best of the neighbours (``neighbours``), how
        close it comes to each one's best partner in the other plan (``rank_low``,
        ``rank_high``), and whether the topics are the same or of one group.
    """
    found = {
        "words": _cosine(a.words, b.words) if words is None else words,
        "characters": _cosine(a.characters, b.characters),
        "object": _cosine(a.facets["object"], b.facets["object"]),
        "object_top": _top(a.facets["object"], b.facets["object"]),
        "object_context": _cosine(a.context["object"], b.context["object"]),
        "kind_context": _cosine(a.context["kind"], b.context["kind"]),
        "pair": _cosine(a.facets["pair"], b.facets["pair"]),
        "pair_top": _top(a.facets["pair"], b.facets["pair"]),
        "pair_unshared": _unshared(a.facets["pair"], b.facets["pair"]),
        "pair_missing": np.maximum.outer(_is_bare(a.facets["pair"]), _is_bare(b.facets["pair"])),
        "parts": _best_parts(a, b),
    }
    if words is not None:
        found["characters"] = found["parts"] = words
    found["alike"] = alike = _mean_alike(found, a, b)
    found["neighbours"] = _neighbours(alike, a.items, b.items)
    to_best_of_a = alike / np.maximum(alike.max(axis=1, keepdims=True), 1e-9)
    to_best_of_b = alike / np.maximum(alike.max(axis=0, keepdims=True), 1e-9)
    found["rank_low"] = np.minimum(to_best_of_a, to_best_of_b)
    found["rank_high"] = np.maximum(to_best_of_a, to_best_of_b)
    found["same_topic"] = np.equal.outer(a.topics, b.topics).astype(float)
    found["same_group"] = np.equal.outer(_groups(a.topics), _groups(b.topics)).astype(float)
    return found


def _select(similarity: np.ndarray, a: Wording, b: Wording) -> pd.DataFrame:
    rows, columns = similarity.shape
    if not rows or not columns:
        return schema.empty("matches")[
            ["measure_id_a", "measure_id_b", "similarity", "is_mutual_best"]
        ]
    best_b, best_a = similarity.argmax(axis=1), similarity.argmax(axis=0)
    is_kept = similarity >= _FLOOR
    is_kept[np.arange(rows), best_b] = True
    is_kept[best_a, np.arange(columns)] = True
    at_a, at_b = np.nonzero(is_kept)
    return pd.DataFrame(
        {
            "measure_id_a": np.array(a.ids, dtype=object)[at_a],
            "measure_id_b": np.array(b.ids, dtype=object)[at_b],
            # Rounded, so that the order of floating-point sums cannot show.
            "similarity": similarity[at_a, at_b].round(4),
            "is_mutual_best": (best_b[at_a] == at_b) & (best_a[at_b] == at_a),
        }
    )


def _shared(terms: dict[str, float], others: dict[str, float]) -> str:
    both = sorted((t for t in terms if t in others), key=lambda t: (-terms[t], t))
    return ";".join(both[:_MAX_TERMS])


def _vectors(measures: pd.DataFrame, vectorizer: Any) -> dict[str, Any]:
    from scipy.sparse import csr_matrix

    texts = [plain(t, c) for t, c in zip(measures["text"], measures["city"], strict=True)]
    matrix = csr_matrix(vectorizer.fit_transform(texts))
    places = measures.reset_index(drop=True).groupby("plan_id", sort=True).indices
    return {str(plan_id): matrix[rows] for plan_id, rows in places.items()}


def _widen(a: Any, b: Any) -> tuple[Any, Any]:
    """Give both matrices the width of the wider: the vocabulary grew between them."""
    width = max(a.shape[1], b.shape[1])
    a, b = a.copy(), b.copy()
    a.resize(a.shape[0], width)
    b.resize(b.shape[0], width)
    return a, b


def _squares(matrix: Any) -> np.ndarray:
    return np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()


def _cosine(a: Any, b: Any) -> np.ndarray:
    a, b = _widen(a, b)
    lengths = np.sqrt(np.multiply.outer(_squares(a), _squares(b)))
    return (a @ b.T).toarray() / np.where(lengths > 0, lengths, 1)


def _unshared(a: Any, b: Any) -> np.ndarray:
    """Return the squared weight of the terms the other lacks, of the side that has less."""
    a, b = _widen(a, b)
    in_a = (a.multiply(a) @ (b > 0).astype(float).T).toarray()
    in_b = ((a > 0).astype(float) @ b.multiply(b).T).toarray()
    shared = np.minimum(in_a, in_b)
    return np.minimum(_squares(a)[:, None] - shared, _squares(b)[None, :] - shared).clip(0)


def _top(a: Any, b: Any) -> np.ndarray:
    """Return the weight of the most telling term that both have."""
    a, b = (matrix.tocsc() for matrix in _widen(a, b))
    top = np.zeros((a.shape[0], b.shape[0]))
    for column in np.intersect1d(
        np.flatnonzero(np.diff(a.indptr)), np.flatnonzero(np.diff(b.indptr))
    ):
        of_a, of_b = (slice(m.indptr[column], m.indptr[column + 1]) for m in (a, b))
        cells = np.ix_(a.indices[of_a], b.indices[of_b])
        top[cells] = np.maximum(top[cells], np.minimum.outer(a.data[of_a], b.data[of_b]))
    return top


def _mean_alike(found: dict[str, np.ndarray], a: Wording, b: Wording) -> np.ndarray:
    """Return the mean of the cosines: objects if one has any, pairs if both have."""
    total = found["words"] + found["characters"] + found["parts"]
    n = np.full_like(total, 3.0)
    for facet, is_there in (
        (
            "object",
            1 - np.multiply.outer(_is_bare(a.facets["object"]), _is_bare(b.facets["object"])),
        ),
        ("pair", 1 - found["pair_missing"]),
    ):
        total = total + is_there * found[facet]
        n += is_there
    return total / n


def _is_bare(matrix: Any) -> np.ndarray:
    return (np.diff(matrix.indptr) == 0).astype(float)


def _best_parts(a: Wording, b: Wording) -> np.ndarray:
    by_part = _cosine(a.parts, b.parts)
    by_row = np.maximum.reduceat(by_part, a.part_starts, axis=0)
    return np.maximum.reduceat(by_row, b.part_starts, axis=1)


def _neighbours(similarity: np.ndarray, items_a: np.ndarray, items_b: np.ndarray) -> np.ndarray:
    """Return the highest similarity of the measures before and after, within their items."""
    best = np.zeros_like(similarity)
    for step_a in (-1, 1):
        for step_b in (-1, 1):
            moved = np.roll(similarity, (-step_a, -step_b), axis=(0, 1))
            is_near = np.multiply.outer(_has_near(items_a, step_a), _has_near(items_b, step_b))
            best = np.maximum(best, moved * is_near)
    return best


def _has_near(items: np.ndarray, step: int) -> np.ndarray:
    is_same = np.roll(items, -step) == items
    is_same[0 if step < 0 else -1] = False
    return is_same


def _models() -> dict[str, dict[str, float]]:
    """Return the coefficients: ``full``, and ``plain`` where a measure has no known pair."""
    return read_numbers("match_model.csv")
