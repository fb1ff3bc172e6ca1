"""Which measures of different cities commit to the same thing: pairs with their similarity.

The similarity is the probability that a coder puts two measures under one theme: a logistic
regression over how they compare (`pair_features`) that ``benchmarks/learn_matching.py`` learned.
It depends on nothing but the two plans.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.reading.kept_results import KeptResults
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
_NO_PAIRS = Pairs(np.zeros(0, int), np.zeros(0, int), np.zeros(0), np.zeros(0, bool))


def match_measures(
    measures: pd.DataFrame,
    items: pd.DataFrame,
    *,
    subtopics: pd.DataFrame | None = None,
    vectorizer: Any = None,
    model: Mapping[str, float] | None = None,
    kept: KeptResults | None = None,
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
        kept: pairs that earlier builds found, with the usual vectors and model.

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
    measures = measures.iloc[np.argsort(plan_of, kind="stable")]

    def find_pairs(wanted: Sequence[int]) -> Iterator[Pairs]:
        whole = read_wording(measures, items, subtopics, vectorizer)
        n_full = MOST_PLANS if vectorizer is None else len(measures)
        return _compare(measures, whole, wanted, n_full, model or _model())

    if kept is None or vectorizer is not None or model is not None:
        pairs = list(find_pairs(range(measures["plan_id"].nunique())))
    else:
        pairs = _recall_pairs(_name_entries(measures, items, subtopics, kept), kept, find_pairs)
    return _make_table(measures, Pairs(*map(np.concatenate, zip(*pairs, strict=True))))


def _recall_pairs(
    keys: Sequence[str], kept: KeptResults, find_pairs: Callable[[Sequence[int]], Iterator[Pairs]]
) -> list[Pairs]:
    """Return the pairs of each plan with those before it; what is not kept is found and kept."""
    found = {number: kept.recall(key) for number, key in enumerate(keys)}
    wanted = [number for number, tables in found.items() if tables is None]
    for number, pairs in zip(wanted, find_pairs(wanted) if wanted else (), strict=True):
        found[number] = {"pairs": pd.DataFrame(pairs._asdict())}
        kept.keep(keys[number], found[number] or {})
    tables = [tables["pairs"] for tables in found.values() if tables]
    return [Pairs(*(table[name].to_numpy() for name in Pairs._fields)) for table in tables]


def _name_entries(
    measures: pd.DataFrame, items: pd.DataFrame, subtopics: pd.DataFrame, kept: KeptResults
) -> list[str]:
    """Return under which key the pairs of each plan with those before it are kept.

    They depend on all that these plans say, hence each key on the key before.
    """
    said = measures[["measure_id", "item_id", "plan_id", "city", "text", "topic_code"]]
    topics = said["item_id"].map(items.set_index("item_id")["topic_code"])
    said = said.assign(item_topic=topics.fillna("").to_numpy())
    plan_of = measures.set_index("measure_id")["plan_id"]
    codes = subtopics[["measure_id", "subtopic_code", "weight"]]
    coded = dict(list(codes.groupby(codes["measure_id"].map(plan_of), sort=False)))
    keys = [""]
    for plan_id, rows in said.groupby("plan_id", sort=False):
        own = coded.get(plan_id, codes.iloc[:0])
        keys.append(kept.key("pairs", keys[-1], *(t.to_numpy().tolist() for t in (rows, own))))
    return keys[1:]


def _compare(
    measures: pd.DataFrame,
    whole: Wording,
    wanted: Sequence[int],
    n_full: int,
    model: Mapping[str, float],
) -> Iterator[Pairs]:
    """Yield the pairs of each wanted plan with those before it."""
    plans = read_plans(measures, whole)[:n_full]
    for number in wanted:
        if number < n_full:
            yield _compare_fully(plans[number], plans[:number], model)
    if wanted[-1] >= n_full:
        plan_of, city_of = (pd.factorize(measures[name])[0] for name in ("plan_id", "city"))
        later = [number for number in wanted if number >= n_full]
        yield from match_nearest(gather_plans(whole, plan_of, city_of), later, n_full, model)


def _compare_fully(plan: Wording, older: Sequence[Wording], model: Mapping[str, float]) -> Pairs:
    pairs = [_NO_PAIRS]
    for other in older:
        if other.city != plan.city:
            pairs.append(_select(_similarities(other, plan, model), other, plan))
    return Pairs(*map(np.concatenate, zip(*pairs, strict=True)))


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
