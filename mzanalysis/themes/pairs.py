"""Which measures of different cities commit to the same thing: pairs with their similarity.

The similarity is the probability that a coder puts two measures under one theme: a logistic
regression over how they compare (`pair_features`) that ``benchmarks/learn_matching.py`` learned.
It depends on nothing but the two plans.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.resources import cached, read_table
from mzanalysis.tables import conform_table, empty_table
from mzanalysis.themes.likeness import (
    compare_wording,
    count_rows,
    may_match,
    pair_features,
    score_pairs,
)
from mzanalysis.themes.nearest import FLOOR, Pairs, gather_plans, match_nearest
from mzanalysis.themes.vectors import Wording, read_plans, read_wording
from mzanalysis.topics.subtopics import subtopic_weights

# So many plans are compared measure by measure, each later one with what is nearest to it.
MOST_PLANS = 40
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
        similar one of every plan of another city. From the 41st plan on, each measure has at the
        most its 30 best partners in the plans before it. Sorted by the two ids.
    """
    if measures.empty:
        return empty_table("matches")
    if subtopics is None:
        subtopics = subtopic_weights(measures, items)
    plan_of, _ = pd.factorize(measures["plan_id"])
    order = np.argsort(plan_of, kind="stable")
    measures, plan_of = measures.iloc[order], plan_of[order]
    whole, model = read_wording(measures, items, subtopics, vectorizer), model or _model()
    n_full = MOST_PLANS if vectorizer is None else len(measures)
    pairs = list(_compare_fully(read_plans(measures, whole)[:n_full], model))
    if plan_of[-1] >= n_full:
        city_of, _ = pd.factorize(measures["city"])
        pairs += match_nearest(gather_plans(whole, plan_of, city_of), n_full, model)
    if not pairs:
        return empty_table("matches")
    return _make_table(measures, Pairs(*map(np.concatenate, zip(*pairs, strict=True))))


def _compare_fully(plans: Sequence[Wording], model: Mapping[str, float]) -> Iterator[Pairs]:
    for a, b in combinations(plans, 2):
        if a.city != b.city:
            yield _select(_similarities(a, b, model), a, b)


def _make_table(measures: pd.DataFrame, pairs: Pairs) -> pd.DataFrame:
    """Return pairs as the table ``matches``: the lesser plan_id first, sorted by the two ids."""
    rank_of_plan, rank = _rank(measures["plan_id"]), _rank(measures["measure_id"])
    is_turned = rank_of_plan[pairs.row_a] > rank_of_plan[pairs.row_b]
    row_a = np.where(is_turned, pairs.row_b, pairs.row_a)
    row_b = np.where(is_turned, pairs.row_a, pairs.row_b)
    order = np.lexsort((rank[row_b], rank[row_a]))
    columns: dict[str, Any] = {}
    for side, rows in (("a", row_a[order]), ("b", row_b[order])):
        for name in ("measure_id", "plan_id", "city"):
            columns[f"{name}_{side}"] = measures[name].array.take(rows)
    # Rounded, so that the order of floating-point sums cannot show.
    columns["similarity"] = pairs.similarity[order].round(4)
    columns["is_mutual_best"] = pairs.is_mutual_best[order]
    return conform_table(pd.DataFrame(columns), "matches")


def _rank(texts: pd.Series) -> np.ndarray:
    """Return for each text its place among all different ones, sorted."""
    numbers, _ = pd.factorize(texts, sort=True)
    return numbers


@cached
def _model() -> dict[str, float]:
    table = read_table("themes/match_model.csv")
    return dict(zip(table["feature"], table["coefficient"].astype(float), strict=True))


def _similarities(a: Wording, b: Wording, model: Mapping[str, float]) -> np.ndarray:
    blocks = [a.take(rows) for rows in _cut(a.items, _BLOCK // len(b.ids))]
    counts = count_rows(a.subtopics)
    best_of_b = None
    if len(blocks) > 1:
        best_of_b = np.maximum.reduce([compare_wording(c, b).alike.max(axis=0) for c in blocks])
    similarities = []
    for block in blocks:
        features = pair_features(block, b, counts=counts, best_of_b=best_of_b)
        similarity = np.where(may_match(block, b), score_pairs(features, model), 0.0)
        similarities.append(similarity)
    return np.concatenate(similarities)


def _cut(items: np.ndarray, size: int) -> list[slice]:
    """Cut a plan's measures into blocks of at least this size, none within an item."""
    starts = [0]
    for row in (np.flatnonzero(items[1:] != items[:-1]) + 1).tolist():
        if row - starts[-1] >= size:
            starts.append(row)
    return [slice(*ends) for ends in pairwise([*starts, len(items)])]


def _select(similarity: np.ndarray, a: Wording, b: Wording) -> Pairs:
    best_b, best_a = similarity.argmax(axis=1), similarity.argmax(axis=0)
    is_kept = similarity >= FLOOR
    is_kept[np.arange(len(best_b)), best_b] = True
    is_kept[best_a, np.arange(len(best_a))] = True
    at_a, at_b = np.nonzero(is_kept)
    is_mutual_best = (best_b[at_a] == at_b) & (best_a[at_b] == at_a)
    return Pairs(a.rows[at_a], b.rows[at_b], similarity[at_a, at_b], is_mutual_best)
