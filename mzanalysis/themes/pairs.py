"""Which measures of different cities commit to the same thing: pairs with their similarity.

The similarity is the probability that a coder puts two measures under one theme: a logistic
regression over how they compare (`pair_features`) that ``benchmarks/learn_matching.py`` learned.
It depends on nothing but the two plans.
"""

from functools import cache
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.resources import read_table
from mzanalysis.tables import conform_table, empty_table
from mzanalysis.themes.describe import describe_themes, subtopic_names
from mzanalysis.themes.grouping import assign_themes
from mzanalysis.themes.vectors import (
    Wording,
    by_rarity,
    cosine,
    plain,
    read_plans,
    top_shared,
    word_weights,
)
from mzanalysis.topics.subtopics import subtopic_weights

__all__ = ["assign_themes", "describe_themes", "match_measures", "pair_features"]

# Pairs below this are kept only if nothing in the other plan is more similar to one of the two.
_FLOOR = 0.10
# Groups of the codebook whose measures (on safety, plans, data) may match those of any group.
_OPEN_GROUPS = ["governance", "governance of society", "foundations", "other"]
# Words that say less are not shown as shared, nor more than so many.
_TELLING = 0.2
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
        items: their items (item_id, section, heading, topic_code).
        subtopics: all subtopics of each measure, by default ``subtopics.subtopic_weights``.
        vectorizer: a scikit-learn transformer from texts to vectors, such as a wrapped model for
            sentence embeddings. Its cosine takes the place of words and characters::

                match_measures(measures, items, vectorizer=TfidfVectorizer(analyzer="char"))

    Returns:
        The table ``matches``: pairs of similarity 0.1 and more, and for each measure the most
        similar one of every plan of another city. Sorted by the two ids.
    """
    from scipy.sparse import csr_matrix

    found = subtopic_weights(measures, items) if subtopics is None else subtopics
    weights = bags_of_subtopics(measures, found)
    if measures.empty:
        return empty_table("matches")
    plans = read_plans(measures, items, weights)
    city_of = dict(zip(measures["plan_id"], measures["city"], strict=True))
    texts = [plain(t, c) for t, c in zip(measures["text"], measures["city"], strict=True)]
    rows_of = measures.groupby("plan_id").indices
    vectors = None if vectorizer is None else csr_matrix(vectorizer.fit_transform(texts))
    frames = []
    for (plan_a, a), (plan_b, b) in combinations(plans.items(), 2):
        city_a, city_b = city_of[plan_a], city_of[plan_b]
        if city_a != city_b:
            rows = [rows_of[plan_a], rows_of[plan_b]]
            own = None if vectors is None else cosine(*(vectors[found] for found in rows))
            pairs = _select(_similarities(a, b, own), a, b)
            about = {"plan_id_a": plan_a, "plan_id_b": plan_b, "city_a": city_a, "city_b": city_b}
            frames.append(pairs.assign(**about))
    if not frames:
        return empty_table("matches")
    matches = pd.concat(frames, ignore_index=True)
    names = subtopic_names()
    terms = {
        measure_id: {names[code][0]: 2.0 for code in weights[measure_id] if code in names}
        | {word: weight for word, weight in word_weights(text).items() if weight >= _TELLING}
        for measure_id, text in zip(measures["measure_id"], texts, strict=True)
    }
    ids = ["measure_id_a", "measure_id_b"]
    bags = ((terms[id_a], terms[id_b]) for id_a, id_b in matches[ids].to_numpy())
    shared = (sorted((-one[t], t) for t in one.keys() & two.keys()) for one, two in bags)
    matches["shared_terms"] = [";".join(t for _, t in found[:_MAX_TERMS]) for found in shared]
    return conform_table(matches.sort_values(ids, ignore_index=True), "matches")


def bags_of_subtopics(
    measures: pd.DataFrame, subtopics: pd.DataFrame
) -> dict[str, dict[str, float]]:
    """Return the subtopics of each measure with their weights, by measure_id."""
    bags: dict[str, dict[str, float]] = {measure_id: {} for measure_id in measures["measure_id"]}
    for measure_id, code, weight in subtopics[["measure_id", "subtopic_code", "weight"]].to_numpy():
        bags[measure_id][code] = weight
    return bags


def _similarities(a: Wording, b: Wording, words: np.ndarray | None) -> np.ndarray:
    model, features = _model(), pair_features(a, b, words)
    terms = (model.get(name, 0.0) * values for name, values in features.items())
    score = sum(terms, model["intercept"])
    return np.where(_may_match(a, b), 1 / (1 + np.exp(-score)), 0.0)


def _may_match(a: Wording, b: Wording) -> np.ndarray:
    """Say which pairs lie in one group of topics, by themselves or by the items they stand in.

    Insurance for orphans and for old people is one wording but not one commitment.
    """
    of_a, of_b = ([_groups(side.topics), _groups(side.item_topics)] for side in (a, b))
    is_open = np.logical_or.outer(*(np.isin(of[0], _OPEN_GROUPS) for of in (of_a, of_b)))
    same = [np.equal.outer(x, y) for x in of_a for y in of_b]
    return np.logical_or.reduce([is_open, *same])


def _groups(topics: np.ndarray) -> np.ndarray:
    group = read_table("topics/codebook.csv").set_index("topic_code")["group"]
    return np.array([group.get(topic, topic) for topic in topics], dtype=object)


def pair_features(a: Wording, b: Wording, words: np.ndarray | None = None) -> dict[str, Any]:
    """Compare every measure of one plan with every one of another.

    ``words`` may be a similarity (measures x measures) instead of ``characters`` and ``parts``.

    Returns:
        By name, matrices of measures of ``a`` (rows) by measures of ``b`` (columns): cosines of
        characters, kinds of action and the most similar parts of their lists; weight of the
        subtopic they share, the more the fewer measures have it (``subtopic_rare``), or that
        both have some but none in common (``subtopic_apart``); the best of the neighbours, how
        close it comes to each one's best partner (``rank_low``, ``rank_high``), and whether the
        topics are the same or of one group.
    """
    found = {
        "characters": cosine(a.characters, b.characters) if words is None else words,
        "parts": _best_parts(a, b) if words is None else words,
        "kind": cosine(a.kinds, b.kinds),
        "subtopic_rare": top_shared(*by_rarity(a.subtopics, b.subtopics)),
    }
    found["subtopic_narrow"] = top_shared(a.narrow, b.narrow)
    subtopic = top_shared(a.subtopics, b.subtopics)
    have_both = np.logical_and.outer(*(np.diff(x.subtopics.indptr) > 0 for x in (a, b)))
    found["subtopic_apart"] = (have_both & (subtopic == 0)).astype(float)
    alike = found["characters"] + found["parts"] + subtopic
    found["neighbours"] = _neighbours(alike / 3, a.items, b.items)
    alike += found["kind"] / 2 + cosine(a.subtopics, b.subtopics)
    to_best = [alike / np.maximum(alike.max(axis=i, keepdims=True), 1e-9) for i in (1, 0)]
    found["rank_low"], found["rank_high"] = np.minimum(*to_best), np.maximum(*to_best)
    found["same_topic"] = np.equal.outer(a.topics, b.topics).astype(float)
    found["same_group"] = np.equal.outer(_groups(a.topics), _groups(b.topics)).astype(float)
    return found


def _select(similarity: np.ndarray, a: Wording, b: Wording) -> pd.DataFrame:
    best_b, best_a = similarity.argmax(axis=1), similarity.argmax(axis=0)
    is_kept = similarity >= _FLOOR
    is_kept[np.arange(len(best_b)), best_b] = True
    is_kept[best_a, np.arange(len(best_a))] = True
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


def _best_parts(a: Wording, b: Wording) -> np.ndarray:
    by_part = cosine(a.parts, b.parts)
    by_row = np.maximum.reduceat(by_part, a.part_starts, axis=0)
    return np.maximum.reduceat(by_row, b.part_starts, axis=1)


def _neighbours(similarity: np.ndarray, items_a: np.ndarray, items_b: np.ndarray) -> np.ndarray:
    """Return the highest similarity of the measures before and after, within their items."""
    best = np.zeros_like(similarity)
    for step_a, step_b in product((-1, 1), repeat=2):
        moved = np.roll(similarity, (-step_a, -step_b), axis=(0, 1))
        near = [np.roll(items_a, -step_a) == items_a, np.roll(items_b, -step_b) == items_b]
        for is_same, step in zip(near, (step_a, step_b), strict=True):
            is_same[0 if step < 0 else -1] = False
        best = np.maximum(best, moved * np.multiply.outer(*near))
    return best


@cache
def _model() -> dict[str, float]:
    table = read_table("themes/match_model.csv")
    return dict(zip(table["feature"], table["coefficient"].astype(float), strict=True))
