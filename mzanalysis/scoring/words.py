"""Score what is said: items, measures, topics and themes.

All rows of a plan that has labels count as found, those of other plans do not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from mzanalysis.folding import fold
from mzanalysis.sampling import BANDS, candidate_pairs
from mzanalysis.scoring.outcome import (
    ABSTAINED,
    Labels,
    Outcome,
    Tables,
    item_path,
    labelled_rows,
    overlap,
)


def score_structure(labels: Labels, tables: Tables) -> Outcome:
    """Score items: right if path and start are."""
    out = Outcome()
    rows = labelled_rows(tables, "items", labels)
    found = {(r.plan_id, r.char_start, r.path): r.path for r in rows}
    wanted = {(x.plan_id, x.start, path): path for x in labels for path in [item_path(x.record)]}
    out.add_found("", "item", wanted, found)
    return out


def score_measures(labels: Labels, tables: Tables) -> Outcome:
    """Score start positions inside the labelled items; strength and action on equal spans.

    An item's own start is left out where label and machine agree that a measure begins
    there; a heading or context counts only where the machine takes it for a measure.
    """
    out = Outcome()
    wanted = {(x.plan_id, x.start): x for x in labels if x.record["kind"] == "measure"}
    pieces = defaultdict(list)
    for x in labels:
        pieces[x.plan_id, item_path(x.record)].append(x)
    spans = {
        (plan_id, min(x.start for x in own)): max(x.end for x in own)
        for (plan_id, _), own in pieces.items()
    }
    found = {
        (r.plan_id, r.char_start): r
        for r in labelled_rows(tables, "measures", labels)
        if any(p == r.plan_id and a <= r.char_start < b for (p, a), b in spans.items())
    }
    asked = {*wanted, *found} - ({*spans} & {*wanted} & {*found})
    out.add_found(
        "start_",
        "start",
        {key: wanted[key].record["text"] for key in asked & {*wanted}},
        {key: found[key].text for key in asked & {*found}},
    )
    both = [(wanted[key], found[key]) for key in sorted({*wanted} & {*found})]
    same = [(x, r) for x, r in both if x.end == r.char_end]
    out.add_share("equal_spans", len(same), len(wanted))
    for name, column in (("strength", "strength_code"), ("action", "action")):
        wrong = [(x, r) for x, r in same if fold(x.record[name]) != getattr(r, column)]
        out.add_share(f"{name}_accuracy", len(same) - len(wrong), len(same))
        for x, r in wrong:
            out.miss(x.plan_id, f"{name} wrong", x.record[name], getattr(r, column), x.start)
    out.add_alpha("strength_alpha", [(x.record["strength"], r.strength_code) for x, r in same])
    return out


def score_topics(labels: Labels, tables: Tables) -> Outcome:
    """Score the primary topic of items; an item that was not found counts as abstained."""
    out = Outcome()
    rows = labelled_rows(tables, "items", labels)
    codes = {(r.plan_id, r.char_start): r.topic_code for r in rows}
    out.add_codes(
        [(x, x.record["topic"], codes.get((x.plan_id, x.start), ABSTAINED)) for x in labels]
    )
    return out


def score_measure_topics(labels: Labels, tables: Tables) -> Outcome:
    """Score the topic of sampled sentences, and the subtopic where label and machine have one."""
    out = Outcome()
    rows = _measures_of(labels, tables)
    found = [(x, x.record["topic"], r.topic_code if r else ABSTAINED) for x, r in rows]
    out.add_codes(found)
    pairs = [(x.record.get("subtopic", ""), getattr(r, "subtopic_code", "")) for x, r in rows]
    if any(a for a, _ in pairs):
        out.add_share("subtopic_accuracy", sum(a == b for a, b in pairs), len(pairs))
        out.add_alpha("subtopic_alpha", pairs)
    return out


def _measures_of(labels: Labels, tables: Tables) -> list[tuple[Any, Any]]:
    """Return each label with the measure that shares most with it, or None."""
    rows = labelled_rows(tables, "measures", labels)
    best = [max(rows, key=lambda r: overlap(x, r), default=None) for x in labels]
    return [(x, r if r and overlap(x, r) else None) for x, r in zip(labels, best, strict=True)]


def score_pairs(labels: Labels, tables: Tables) -> Outcome:
    """Score sampled pairs of sentences: has the machine put both under one theme?

    Each pair counts for as many candidate pairs as its band of similarity has per pair in the
    sample (Horvitz and Thompson 1952), by the bands that the pairs are in now.
    """
    out = Outcome()
    cases = defaultdict(list)
    for x, row in _measures_of(labels, tables):
        if row:
            cases[x.record["line"]].append((row, x.record["same"] == "yes"))
    candidates = candidate_pairs(tables).set_index(["measure_id_a", "measure_id_b"])["band"]
    pairs = []
    for members in cases.values():
        if len(members) == 2:
            (a, same), (b, _) = members
            key = tuple(sorted((a.measure_id, b.measure_id)))
            pairs.append((a, b, same, int(candidates.get(key, len(BANDS) - 1))))
    drawn, all_ = Counter(band for *_, band in pairs), Counter(candidates)
    counts = []
    for a, b, same, band in pairs:
        found, weight = bool(_themes(a) & _themes(b)), all_[band] / drawn[band]
        counts.append((weight * (same and found), weight * (found > same), weight * (same > found)))
        if same != found:
            kind = "pair missing" if same else "pair not the same"
            out.miss(a.plan_id, kind, a.text, f"{b.city}: {b.text}", a.char_start)
    tp, fp, fn = (sum(column) for column in zip((0, 0, 0), *counts, strict=True))
    out.add_prf("weighted_", tp, tp + fp, tp + fn, counts)
    out.scores = [(*score[:4], len(counts)) for score in out.scores]
    return out


def score_themes(labels: Labels, tables: Tables) -> Outcome:
    """Score themes as pairs of measures of different cities, and the most similar measure.

    A measure belongs to the labels whose quote it overlaps by at least half of the shorter.
    A found pair counts if a label names one of the two, or if both lie in the topics that
    the labels cover: nothing is known about pairs elsewhere.
    ``top1``: over measures and other cities that hold a partner of theirs, how often the most
    similar measure of that city is one; ``top1_overall``: over measures, of all cities at once.
    """
    out = Outcome()
    rows = {r.measure_id: r for r in labelled_rows(tables, "measures", labels)}
    labelled: dict[str, set[str]] = defaultdict(set)
    for x in labels:
        members = [
            r.measure_id
            for r in rows.values()
            if 2 * overlap(x, r) >= min(x.end - x.start, r.char_end - r.char_start)
        ]
        for measure_id in members:
            labelled[measure_id].add(x.record["theme"])
        if not members:
            out.miss(x.plan_id, "no measure covers the label", x.record["zh"], "", x.start)
    areas = {x.record["area"] for x in labels}
    wanted = _pairs_of_cities(rows, labelled)
    found = {
        (a, b)
        for a, b in _pairs_of_cities(rows, {i: _themes(r) for i, r in rows.items()})
        if {a, b} & {*labelled} or {rows[a].topic_code, rows[b].topic_code} <= areas
    }
    # Pairs of one theme stand and fall together: themes are drawn anew, not pairs.
    clusters: dict[str, list[float]] = {}
    for a, b in sorted(wanted | found):
        shared = labelled.get(a, set()) & labelled.get(b, set())
        case = clusters.setdefault(min(shared, default=rows[a].theme_id), [0, 0, 0])
        case[0 if (a, b) in wanted & found else 1 if (a, b) in found else 2] += 1
    cases = [tuple(case) for case in clusters.values()]
    out.add_prf("pair_", len(wanted & found), len(found), len(wanted), cases)
    for kind, pairs in (("pair missing", wanted - found), ("pair not labelled", found - wanted)):
        for a, b in sorted(pairs):
            texts = (rows[a].text, f"{rows[b].city}: {rows[b].text}")
            out.miss(rows[a].plan_id, kind, *texts, rows[a].char_start)
    _add_top1(out, wanted, rows, tables["matches"])
    return out


def _themes(row: Any) -> set[str]:
    return {row.theme_id, *getattr(row, "also_theme_ids", "").split(";")} - {""}


def _pairs_of_cities(
    rows: Mapping[str, Any], groups_of: Mapping[str, Iterable[str]]
) -> set[tuple[str, str]]:
    """Return the pairs of measures of two cities that share a group, ids in order."""
    members = defaultdict(list)
    for measure_id, groups in groups_of.items():
        for group in groups:
            members[group].append(measure_id)
    return {
        (min(a, b), max(a, b))
        for group in members.values()
        for a, b in combinations(group, 2)
        if rows[a].city != rows[b].city
    }


def _add_top1(
    out: Outcome, wanted: set[tuple[str, str]], rows: Mapping[str, Any], matches: pd.DataFrame
) -> None:
    partners = defaultdict(set)
    for a, b in wanted | {(b, a) for a, b in wanted}:
        partners[a, rows[b].city].add(b)
        partners[a, ""].add(b)
    best: dict[tuple[str, str], tuple[float, str]] = {}
    columns = ["measure_id_a", "city_a", "measure_id_b", "city_b", "similarity"]
    for a, city_a, b, city_b, similarity in matches[columns].itertuples(index=False):
        for key, other in (((a, city_b), b), ((a, ""), b), ((b, city_a), a), ((b, ""), a)):
            best[key] = min(best.get(key, (0.0, "")), (-similarity, other))
    for metric, is_overall in (("top1", False), ("top1_overall", True)):
        keys = [key for key in partners if (key[1] == "") == is_overall]
        hits = sum(best.get(key, (0.0, ""))[1] in partners[key] for key in keys)
        out.add_share(metric, hits, len(keys))
