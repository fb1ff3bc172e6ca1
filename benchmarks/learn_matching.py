"""Learn the weights and the pair model of ``mzanalysis.match`` from plans and labelled themes.

Run from the project's folder after ``mz build``::

    python benchmarks/learn_matching.py             # score, each city left out in turn
    python benchmarks/learn_matching.py --write     # and rewrite resources/match_*.csv

Weights come from the plans alone (no labels); coefficients from ``data/gold/themes.jsonl``.
A pair of measures is scored by a model that saw no pair of one of its two cities: by both
models, in the mean.
"""

import argparse
import json
import math
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

import mzanalysis.match as match
import mzanalysis.resources as resources
import mzanalysis.wording as wording
from mzanalysis.folding import fold
from mzanalysis.grouping import assign_themes

ROOT = Path(__file__).resolve().parents[1]
RESOURCES = ROOT / "mzanalysis" / "resources"
# What both models may use; the full one also knows how the pair concepts compare.
PLAIN = [
    *("words", "characters", "object", "object_top", "object_context", "kind_context", "parts"),
    *("alike", "neighbours", "rank_low", "rank_high", "same_topic", "same_group"),
]
FEATURES = [*PLAIN, "pair", "pair_top", "pair_unshared", "pair_missing"]
# Inverse strength of the ridge penalty: the score is flat from 0.005 to 0.1.
_PENALTY = 0.03
# A topic with few measures borrows this many from the whole.
_PRIOR = 30
_MIN_COUNT = 2
_LEAST = 0.00005


def term_weights(measures: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Weigh each term by its share in the topic that uses it most: -log(share) / log(measures)."""
    texts = [wording.plain(t, c) for t, c in zip(measures["text"], measures["city"], strict=True)]
    bags = {"word": [set(wording.word_weights(t)) for t in texts]}
    for facet in ("object", "kind"):
        bags[facet] = [set(wording.concepts(t, facet)) for t in texts]
    bags["pair"] = [set(wording.pair_concepts(t, "")) for t in texts]
    topics = measures["topic_code"].tolist()
    sizes, n = Counter(topics), len(texts)
    rows = []
    for facet, terms_of in bags.items():
        everywhere: Counter[str] = Counter()
        in_topic: dict[str, Counter[str]] = defaultdict(Counter)
        for topic, terms in zip(topics, terms_of, strict=True):
            everywhere.update(terms)
            in_topic[topic].update(terms)
        for term, count in sorted(everywhere.items()):
            if facet == "word" and count < _MIN_COUNT:
                continue
            share = max(
                (in_topic[t][term] + _PRIOR * count / n) / (sizes[t] + _PRIOR) for t in sizes
            )
            rows.append((facet, term, f"{-math.log(share) / math.log(n):.3f}"))
    return pd.DataFrame(rows, columns=["facet", "term", "weight"])


def read_labels(plans: pd.DataFrame, measures: pd.DataFrame) -> dict[str, set[str]]:
    """Return the themes of each labelled measure."""
    texts = {p.plan_id: fold(p.text) for p in plans.itertuples()}
    rows_of = dict(list(measures.groupby("plan_id")))
    found: dict[str, set[str]] = defaultdict(set)
    for line in (ROOT / "data/gold/themes.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        for member in record["members"]:
            quote, rows = fold(member["quote"]), rows_of[member["plan_id"]]
            start = texts[member["plan_id"]].index(quote)
            end = start + len(quote)
            overlap = rows["char_end"].clip(upper=end) - rows["char_start"].clip(lower=start)
            shorter = (rows["char_end"] - rows["char_start"]).clip(upper=end - start)
            for measure_id in rows.loc[(overlap > 0) & (2 * overlap >= shorter), "measure_id"]:
                found[measure_id].add(record["theme"])
    return found


def learning_pairs(
    measures: pd.DataFrame, items: pd.DataFrame, labels: dict[str, set[str]]
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Return pairs (ids, cities), their features and whether they share a labelled theme.

    Only pairs the labels speak about: one is labelled, or both lie in ageing or elderly care.
    """
    vocabulary = wording.Vocabulary()
    plans = {
        plan_id: wording.read_wording(rows.reset_index(drop=True), items, vocabulary)
        for plan_id, rows in measures.groupby("plan_id", sort=True)
    }
    city = dict(zip(measures["plan_id"], measures["city"], strict=True))
    pairs, features, is_same = [], [], []
    for a, b in combinations(plans, 2):
        x, y = plans[a], plans[b]
        values = match.pair_features(x, y)
        areas = ("ageing", "eldercare")
        in_area = np.logical_and.outer(np.isin(x.topics, areas), np.isin(y.topics, areas))
        named = [np.array([i in labels for i in side.ids]) for side in (x, y)]
        rows, columns = np.nonzero(in_area | np.logical_or.outer(*named))
        pairs += [
            (x.ids[r], y.ids[c], city[a], city[b]) for r, c in zip(rows, columns, strict=True)
        ]
        features.append(np.stack([values[name][rows, columns] for name in FEATURES], axis=1))
        is_same += [
            bool(labels.get(x.ids[r], set()) & labels.get(y.ids[c], set()))
            for r, c in zip(rows, columns, strict=True)
        ]
    frame = pd.DataFrame(pairs, columns=["a", "b", "city_a", "city_b"])
    return frame, np.vstack(features), np.array(is_same)


def fit(features: np.ndarray, is_same: np.ndarray) -> dict[str, pd.Series]:
    """Return the two models: full, and plain, which knows nothing of pair concepts."""
    is_plain = np.isin(FEATURES, PLAIN)
    is_full = np.array([f != "pair_missing" for f in FEATURES])
    has_pair = features[:, FEATURES.index("pair_missing")] == 0
    return {
        "full": _fit(features[has_pair], is_same[has_pair], is_full),
        "plain": _fit(features, is_same, is_plain),
    }


def _fit(features: np.ndarray, is_same: np.ndarray, is_used: np.ndarray) -> pd.Series:
    """Return the intercept and coefficients, in the features' own units.

    More alike never counts against a pair and more that is unshared never for it: without
    these bounds two equal wordings could come out unlike where a concept is not known.
    """
    from scipy.optimize import minimize

    names = [f for f, used in zip(FEATURES, is_used, strict=True) if used]
    features = features[:, is_used]
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale[scale == 0] = 1
    x = np.column_stack([np.ones(len(features)), (features - mean) / scale])
    sign = np.where(is_same, 1.0, -1.0)

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (x @ beta)
        slope = -sign / (1 + np.exp(margin))
        ridge = np.r_[0.0, beta[1:]] / _PENALTY
        return np.logaddexp(0, -margin).sum() + ridge @ beta / 2, slope @ x + ridge

    bounds = [(None, None)] + [(None, 0) if f.endswith("unshared") else (0, None) for f in names]
    beta = minimize(loss, np.zeros(x.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B").x
    coefficients = beta[1:] / scale
    intercept = beta[0] - (coefficients * mean).sum()
    return pd.Series([intercept, *coefficients], index=["intercept", *names])


def predict(models: dict[str, pd.Series], features: np.ndarray) -> np.ndarray:
    """Return the probability that the pairs share a theme."""
    scores = {
        name: model["intercept"]
        + features[:, [FEATURES.index(f) for f in model.index[1:]]] @ model.to_numpy()[1:]
        for name, model in models.items()
    }
    missing = features[:, FEATURES.index("pair_missing")] > 0
    return 1 / (1 + np.exp(-np.where(missing, scores["plain"], scores["full"])))


def score_left_out(
    pairs: pd.DataFrame, features: np.ndarray, is_same: np.ndarray, measures: pd.DataFrame
) -> None:
    """Print pair and theme scores where each city's labels are left out of the learning."""
    left_out = np.zeros(len(pairs))
    right = found = wanted = 0
    key = list(zip(pairs["a"], pairs["b"], strict=True))
    for city in sorted(set(pairs["city_a"]) | set(pairs["city_b"])):
        test = ((pairs["city_a"] == city) | (pairs["city_b"] == city)).to_numpy()
        similarity = predict(fit(features[~test], is_same[~test]), features)
        left_out[test] += similarity[test] / 2
        matches = pd.DataFrame(
            {"measure_id_a": pairs["a"], "measure_id_b": pairs["b"], "similarity": similarity}
        )
        themes = assign_themes(measures, matches).set_index("measure_id")["theme_id"]
        together = np.array([themes[a] != "" and themes[a] == themes[b] for a, b in key])
        right += (together & is_same & test).sum()
        found += (together & test).sum()
        wanted += (is_same & test).sum()
    for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        is_found = left_out >= threshold
        hits = (is_found & is_same).sum()
        f1 = 2 * hits / (is_found.sum() + is_same.sum())
        print(
            f"pairs >= {threshold}: precision {hits / is_found.sum():.3f} "
            f"recall {hits / is_same.sum():.3f} F1 {f1:.3f}"
        )
    print(
        f"themes: precision {right / found:.3f} recall {right / wanted:.3f} "
        f"F1 {2 * right / (found + wanted):.3f}"
    )
    for name, by_city in (("top-1 per city", True), ("top-1 overall", False)):
        best: dict[tuple[str, str], tuple[float, bool]] = {}
        has_partner: set[tuple[str, str]] = set()
        sides = (("a", "city_b"), ("b", "city_a"))
        for own, other in sides:
            for i, c, s, y in zip(pairs[own], pairs[other], left_out, is_same, strict=True):
                place = (i, c if by_city else "")
                best[place] = max(best.get(place, (-1.0, False)), (s, y))
                has_partner |= {place} if y else set()
        print(f"{name}: {np.mean([best[p][1] for p in has_partner]):.3f} of {len(has_partner)}")


def main() -> None:
    """Score, and with ``--write`` rewrite the resources."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=Path, default=ROOT / "data/processed")
    parser.add_argument("--write", action="store_true", help="rewrite resources/match_*.csv")
    args = parser.parse_args()
    plans, items, measures = (
        pd.read_parquet(args.tables / f"{name}.parquet") for name in ("plans", "items", "measures")
    )
    weights = term_weights(measures, items)
    if args.write:
        weights.to_csv(RESOURCES / "match_weights.csv", index=False, lineterminator="\n")
        resources._table.cache_clear()
        wording.read_numbers.cache_clear()
    labels = read_labels(plans, measures)
    pairs, features, is_same = learning_pairs(measures, items, labels)
    score_left_out(pairs, features, is_same, measures)
    if args.write:
        models = pd.DataFrame(
            [
                (name, feature, f"{value:.4f}")
                for name, model in fit(features, is_same).items()
                for feature, value in model.items()
                if feature == "intercept" or abs(value) >= _LEAST
            ],
            columns=["model", "feature", "coefficient"],
        )
        models.to_csv(RESOURCES / "match_model.csv", index=False, lineterminator="\n")
        print(models.to_string())


if __name__ == "__main__":
    main()
