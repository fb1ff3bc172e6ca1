"""Which measures of different cities commit to the same thing: pairs with their similarity.

The similarity of two measures is the probability that a coder puts them under one theme,
from a logistic regression over how they compare (`pair_features`). Its coefficients stand in
``resources/match_model.csv``; ``benchmarks/learn_matching.py`` learned them. A pair's
similarity depends on nothing but its two plans.
"""

from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis import schema
from mzanalysis.grouping import assign_themes
from mzanalysis.resources import read_table
from mzanalysis.subtopics import subtopic_weights
from mzanalysis.themes import describe_themes, subtopic_names
from mzanalysis.vectorize import Vocabulary, by_rarity, cosine, top_shared
from mzanalysis.wording import Wording, plain, read_wording, telling_terms

__all__ = ["assign_themes", "describe_themes", "match_measures", "pair_features"]

# Pairs below this are kept only if nothing in the other plan is more similar to one of the two.
_FLOOR = 0.10
# Groups of the codebook whose measures may match those of any other group.
_OPEN_GROUPS = ["governance", "governance of society", "foundations", "other"]
_MAX_TERMS = 8


def match_measures(
    measures: pd.DataFrame,
    items: pd.DataFrame,
    *,
    subtopics: pd.DataFrame | None = None,
    vectorizer: Any = None,
) -> pd.DataFrame:
    """Find measures of different cities that commit to much the same thing.

    Figures do not count: 新建助餐点30个 and 建设助餐点12个 match.

    Args:
        measures: coded measures (measure_id, item_id, plan_id, city, text, topic_code).
        items: their items (item_id, heading, text).
        subtopics: all subtopics of each measure; by default ``subtopics.subtopic_weights``
            finds them.
        vectorizer: a scikit-learn transformer from texts to vectors. The cosine of its
            vectors then takes the place of words and characters beside the subtopics; so
            comes in, for instance, a wrapped model for sentence embeddings::

                match_measures(measures, items, vectorizer=TfidfVectorizer(analyzer="char"))

    Returns:
        The table ``matches``: pairs of similarity 0.1 and more, and for each measure the most
        similar one of every plan of another city. Sorted by the two ids.
    """
    found = subtopic_weights(measures, items) if subtopics is None else subtopics
    weights = bags_of_subtopics(measures, found)
    plans = read_plans(measures, items, weights)
    city_of = dict(zip(measures["plan_id"], measures["city"], strict=True))
    vectors = None if vectorizer is None else _vectors(measures, vectorizer)
    frames = []
    for plan_a, plan_b in combinations(plans, 2):
        if city_of[plan_a] == city_of[plan_b]:
            continue
        a, b = plans[plan_a], plans[plan_b]
        own = None if vectors is None else cosine(vectors[plan_a], vectors[plan_b])
        frame = _select(_similarities(a, b, words=own), a, b)
        frames.append(
            frame.assign(
                plan_id_a=plan_a, plan_id_b=plan_b, city_a=city_of[plan_a], city_b=city_of[plan_b]
            )
        )
    if not frames:
        return schema.empty("matches")
    matches = pd.concat(frames, ignore_index=True)
    names = subtopic_names()
    terms = {
        measure_id: {names[code][0]: 2.0 for code in weights[measure_id] if code in names}
        | telling_terms(plain(text, city))
        for measure_id, text, city in measures[["measure_id", "text", "city"]].to_numpy()
    }
    matches["shared_terms"] = [
        _shared(terms[a], terms[b])
        for a, b in zip(matches["measure_id_a"], matches["measure_id_b"], strict=True)
    ]
    matches = matches.sort_values(["measure_id_a", "measure_id_b"], ignore_index=True)
    return schema.conform(matches, "matches")


def bags_of_subtopics(
    measures: pd.DataFrame, subtopics: pd.DataFrame
) -> dict[str, dict[str, float]]:
    """Return the subtopics of each measure with their weights, by measure_id."""
    bags: dict[str, dict[str, float]] = {measure_id: {} for measure_id in measures["measure_id"]}
    for measure_id, code, weight in subtopics[["measure_id", "subtopic_code", "weight"]].to_numpy():
        bags[measure_id][code] = float(weight)
    return bags


def read_plans(
    measures: pd.DataFrame, items: pd.DataFrame, subtopics: dict[str, dict[str, float]]
) -> dict[str, Wording]:
    """Return the wording of each plan, by plan_id in the order of the ids."""
    vocabulary = Vocabulary()
    return {
        str(plan_id): read_wording(own.reset_index(drop=True), items, vocabulary, subtopics)
        for plan_id, own in measures.groupby("plan_id", sort=True)
    }


def _similarities(a: Wording, b: Wording, *, words: np.ndarray | None) -> np.ndarray:
    model = _model()
    features = pair_features(a, b, words=words)
    score = sum(
        (model.get(name, 0.0) * values for name, values in features.items()), model["intercept"]
    )
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

    Args:
        a: wording of the first plan.
        b: wording of the second plan.
        words: similarity of the measures' wordings to use instead of ``characters`` and
            ``parts``, measures x measures.

    Returns:
        By name, matrices of measures of ``a`` (rows) by measures of ``b`` (columns):
        cosines of characters and kinds of action, and of the most similar parts of their
        lists (``parts``); weight of the subtopic they share, the more the fewer measures of the
        two plans have it (``subtopic_rare``), and whether both have subtopics but none in
        common (``subtopic_apart``); the best of the neighbours (``neighbours``), how close it
        comes to each one's best partner in the other plan (``rank_low``, ``rank_high``), and
        whether the topics are the same or of one group.
    """
    found = {
        "characters": cosine(a.characters, b.characters) if words is None else words,
        "parts": _best_parts(a, b) if words is None else words,
        "kind": cosine(a.kinds, b.kinds),
        "subtopic_rare": top_shared(*by_rarity(a.subtopics, b.subtopics)),
    }
    subtopic = top_shared(a.subtopics, b.subtopics)
    have_both = np.logical_and.outer(*(np.diff(x.subtopics.indptr) > 0 for x in (a, b)))
    found["subtopic_apart"] = (have_both & (subtopic == 0)).astype(float)
    alike = found["characters"] + found["parts"] + subtopic
    found["neighbours"] = _neighbours(alike / 3, a.items, b.items)
    alike += found["kind"] / 2 + cosine(a.subtopics, b.subtopics)
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


def _best_parts(a: Wording, b: Wording) -> np.ndarray:
    by_part = cosine(a.parts, b.parts)
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


@cache
def _model() -> dict[str, float]:
    table = read_table("match_model.csv")
    return dict(zip(table["feature"], table["coefficient"].astype(float), strict=True))
