"""Score who says the same: themes, and sampled pairs of sentences."""

from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.themes.describe import theme_rows
from mzanalysis.validation.outcome import Error, GoldLabel, Labels, Outcome, Tables, rows_of
from mzanalysis.validation.sample import BANDS, PAIR, candidate_pairs, pairs_of_cities
from mzanalysis.validation.score_words import measures_of

# Pairs of the ids of two measures of different cities, each in order.
_IdPairs = set[tuple[str, str]]
# By the id of a measure: the labelled themes that it belongs to, and its row.
_Themes = dict[str, set[str]]
_Rows = dict[str, Any]
_TURNED = {"measure_id_a": "measure_id_b", "city_a": "city_b"}
_TURNED |= {b: a for a, b in _TURNED.items()}


def score_pairs(labels: Labels, tables: Tables) -> Outcome:
    """Score sampled pairs of sentences: has the machine put both under one theme?

    Each pair counts for as many candidate pairs as its band of similarity has per pair in the
    sample (Horvitz and Thompson 1952), by the bands that the pairs are in now.
    """
    members = defaultdict(list)
    for label, row in measures_of(labels, tables):
        if row:
            members[label.record["line"]].append((label.record["same"] == "yes", row))
    bands = candidate_pairs(tables).set_index(PAIR)["band"]
    joined = _id_pairs(theme_rows(tables["measures"]), "theme_id")
    out = Outcome()
    asked = []
    for pair in members.values():
        if len(pair) < 2:  # one of the two is no measure any more
            continue
        (is_same, a), (_, b) = pair
        ids = tuple(sorted([a.measure_id, b.measure_id]))
        is_joined = ids in joined
        band = bands.get(ids, len(BANDS) - 1)
        asked.append((is_same, is_joined, band))
        if is_same != is_joined:
            kind = "pair missing" if is_same else "pair not the same"
            _miss_pair(out, kind, a, b)
    n_asked = len(asked)
    n_drawn = Counter(band for _, _, band in asked)
    n_candidates = Counter(bands)
    clusters = []
    for is_same, is_joined, band in asked:
        weight = n_candidates[band] / n_drawn[band]
        clusters.append(_cluster(is_same, is_joined, weight))
    out.add_prf("weighted_", n_asked, n_asked, n_asked, clusters)
    return out


def _cluster(is_labelled: bool, is_found: bool, weight: float) -> tuple[float, float, float]:
    """Return a pair's weight as right, found only or labelled only."""
    if is_labelled and is_found:
        return weight, 0, 0
    if is_found:
        return 0, weight, 0
    if is_labelled:
        return 0, 0, weight
    return 0, 0, 0


def score_themes(labels: Labels, tables: Tables) -> Outcome:
    """Score themes as pairs of measures of different cities, and the most similar measure.

    A measure belongs to the labels whose quote it overlaps by at least half of the shorter.
    A found pair counts if a label names one of the two, or if both lie in the topics that
    the labels cover: nothing is known about pairs elsewhere.
    ``top1``: over measures and other cities that hold a partner of theirs, how often the most
    similar measure of that city is one; ``top1_overall``: over measures, of all cities at once.
    """
    out = Outcome()
    rows = {row.measure_id: row for row in rows_of(tables["measures"], labels)}
    themes = _labelled_themes(labels, rows, out)
    labelled = _labelled_measures(themes, rows)
    wanted = _id_pairs(labelled, "theme")
    areas = {label.record["area"] for label in labels}
    measures = tables["measures"]
    measures = theme_rows(measures[measures["measure_id"].isin(rows)])
    in_area = {i for i, row in rows.items() if row.topic_code in areas}
    found = set()
    for pair in _id_pairs(measures, "theme_id"):
        if in_area.issuperset(pair) or not themes.keys().isdisjoint(pair):
            found.add(pair)
    clusters = _theme_clusters(wanted, found, themes, rows)
    out.add_prf("pair_", len(wanted & found), len(found), len(wanted), clusters)
    for kind, wrong in {"missing": wanted - found, "not labelled": found - wanted}.items():
        for a, b in sorted(wrong):
            _miss_pair(out, f"pair {kind}", rows[a], rows[b])
    partners = _both_ways(pairs_of_cities(labelled, "theme"))
    similar = _both_ways(tables["matches"])
    similar = similar.sort_values(["similarity", "measure_id_b"], ascending=[False, True])
    _add_top1(out, "top1", similar, partners, ["measure_id_a", "city_b"])
    _add_top1(out, "top1_overall", similar, partners, ["measure_id_a"])
    return out


def _labelled_themes(labels: Labels, rows: _Rows, out: Outcome) -> _Themes:
    """Return the labelled themes of measures by id; a label that no measure covers is an error."""
    themes: _Themes = defaultdict(set)
    for label in labels:
        covers = [row.measure_id for row in rows.values() if _covers(row, label)]
        for measure_id in covers:
            themes[measure_id].add(label.record["theme"])
        if not covers:
            error = label.error("no measure covers the label", label.record["zh"], "")
            out.errors.append(error)
    return dict(themes)


def _covers(row: Any, label: GoldLabel) -> bool:
    shorter = min(label.end - label.start, row.char_end - row.char_start)
    return 2 * label.overlap(row) >= shorter


def _labelled_measures(themes: _Themes, rows: _Rows) -> pd.DataFrame:
    """Return a row for each theme of each measure, with its city."""
    table = pd.DataFrame({"measure_id": [*themes], "theme": [*themes.values()]})
    table["city"] = [rows[measure_id].city for measure_id in themes]
    return table.explode("theme")


def _theme_clusters(
    wanted: _IdPairs, found: _IdPairs, themes: _Themes, rows: _Rows
) -> list[tuple[int, ...]]:
    """Count right, found only and labelled only by theme.

    Pairs of one theme stand and fall together: themes are drawn anew, not pairs.
    """
    counts: dict[str, np.ndarray] = {}
    for a, b in sorted(wanted | found):
        shared = themes.get(a, set()) & themes.get(b, set())
        theme = min(shared, default=rows[a].theme_id)
        cluster = _cluster((a, b) in wanted, (a, b) in found, 1)
        counts[theme] = np.add(cluster, counts.get(theme, 0))
    return [tuple(count) for count in counts.values()]


def _miss_pair(out: Outcome, kind: str, a: Any, b: Any) -> None:
    error = Error(a.plan_id, kind, a.text, f"{b.city}: {b.text}", a.char_start)
    out.errors.append(error)


def _add_top1(
    out: Outcome, metric: str, similar: pd.DataFrame, partners: pd.DataFrame, by: list[str]
) -> None:
    """Append how often the first of the similar measures is a partner, once for each ``by``."""
    hits = similar.drop_duplicates(by).merge(partners[PAIR], on=PAIR, validate="1:1")
    out.add_share(metric, len(hits), len(partners.drop_duplicates(by)))


def _both_ways(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs, and again with a and b exchanged."""
    return pd.concat([pairs, pairs.rename(columns=_TURNED)])


def _id_pairs(measures: pd.DataFrame, by: str) -> _IdPairs:
    pairs = pairs_of_cities(measures, by)[PAIR]
    return set(pairs.itertuples(index=False, name=None))
