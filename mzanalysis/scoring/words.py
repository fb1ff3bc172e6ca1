"""Score what is said: items, measures, topics and themes.

All rows of a plan that has labels count as found, those of other plans do not.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import Any

from mzanalysis.folding import fold
from mzanalysis.sampling import BANDS, candidate_pairs
from mzanalysis.scoring.outcome import (
    ABSTAINED,
    Label,
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
    found = {(r.plan_id, r.char_start, r.path) for r in labelled_rows(tables, "items", labels)}
    wanted = {(x.plan_id, x.start, item_path(x.record)) for x in labels}
    for plan_id, start, path in sorted(wanted - found):
        out.miss(plan_id, "item missing", path, "", start)
    for plan_id, start, path in sorted(found - wanted):
        out.miss(plan_id, "item not labelled", "", path, start)
    out.add_prf("", len(wanted & found), len(found), len(wanted))
    return out


def score_measures(labels: Labels, tables: Tables) -> Outcome:
    """Score start positions inside the labelled items; strength and action on equal spans.

    An item's own start is left out where label and machine agree that a measure begins
    there; a heading or context counts only where the machine takes it for a measure.
    """
    out = Outcome()
    rows = labelled_rows(tables, "measures", labels)
    wanted: dict[tuple[str, int], Label] = {}
    found: dict[tuple[str, int], Any] = {}
    own_starts = set()
    for key in dict.fromkeys((x.plan_id, item_path(x.record)) for x in labels):
        pieces = [x for x in labels if (x.plan_id, item_path(x.record)) == key]
        first, last = min(x.start for x in pieces), max(x.end for x in pieces)
        own_starts.add((key[0], first))
        wanted |= {(key[0], x.start): x for x in pieces if x.record["kind"] == "measure"}
        found |= {
            (key[0], r.char_start): r
            for r in rows
            if r.plan_id == key[0] and first <= r.char_start < last
        }
    agreed = own_starts & set(wanted) & set(found)
    want, got = set(wanted) - agreed, set(found) - agreed
    out.add_prf("start_", len(want & got), len(got), len(want))
    for plan_id, start in sorted(want - got):
        out.miss(plan_id, "start missing", wanted[plan_id, start].record["text"], "", start)
    for plan_id, start in sorted(got - want):
        out.miss(plan_id, "start not labelled", "", found[plan_id, start].text, start)
    both = [(wanted[key], found[key]) for key in sorted(set(wanted) & set(found))]
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
    rows = labelled_rows(tables, "items", labels)
    codes = {(r.plan_id, r.char_start): r.topic_code for r in rows}
    return _score_codes(
        [(x, x.record["topic"], codes.get((x.plan_id, x.start), ABSTAINED)) for x in labels]
    )


def score_measure_topics(labels: Labels, tables: Tables) -> Outcome:
    """Score the topic of sampled sentences, and the subtopic where label and machine have one."""
    rows = _measures_of(labels, tables)
    found = [(x, rows.get(i)) for i, x in enumerate(labels)]
    out = _score_codes([(x, x.record["topic"], r.topic_code if r else ABSTAINED) for x, r in found])
    pairs = [
        (x.record.get("subtopic", ""), getattr(r, "subtopic_code", "") if r else "")
        for x, r in found
    ]
    if any(a for a, _ in pairs):
        out.add_share("subtopic_accuracy", sum(a == b for a, b in pairs), len(pairs))
        out.add_alpha("subtopic_alpha", pairs)
    return out


def _score_codes(coded: list[tuple[Label, str, str]]) -> Outcome:
    out = Outcome()
    out.add_codes([(a, b) for _, a, b in coded])
    for x, a, b in coded:
        if a != b:
            out.miss(x.plan_id, "topic wrong", a, b, x.start)
    return out


def _measures_of(labels: Labels, tables: Tables) -> dict[int, Any]:
    """Return the measure that shares most with each label, by the label's place in the list."""
    rows = labelled_rows(tables, "measures", labels)
    best = {}
    for i, x in enumerate(labels):
        row = max(rows, key=lambda r: overlap(x, r), default=None)
        if row is not None and overlap(x, row):
            best[i] = row
    return best


def score_pairs(labels: Labels, tables: Tables) -> Outcome:
    """Score sampled pairs of sentences: has the machine put both under one theme?

    Each pair counts for as many candidate pairs as its band of similarity has per pair in the
    sample (Horvitz and Thompson 1952), by the bands that the pairs are in now.
    """
    out = Outcome()
    rows = _measures_of(labels, tables)
    cases: dict[int, list[int]] = {}
    for i, x in enumerate(labels):
        cases.setdefault(x.record["line"], []).append(i)
    keys = {
        line: (min(ids), max(ids))
        for line, members in cases.items()
        if len(ids := [rows[i].measure_id for i in members if i in rows]) == 2
    }
    pairs = candidate_pairs(tables).set_index(["measure_id_a", "measure_id_b"])["band"]
    bands = {line: int(pairs.get(key, len(BANDS) - 1)) for line, key in keys.items()}
    drawn, all_ = Counter(bands.values()), Counter(pairs)
    counts = []
    for line, members in cases.items():
        if line not in keys:
            continue
        a, b = (rows[i] for i in members)
        same, found = labels[members[0]].record["same"] == "yes", bool(_themes(a) & _themes(b))
        weight = all_[bands[line]] / drawn[bands[line]]
        counts.append((weight * (same and found), weight * (found > same), weight * (same > found)))
        if same != found:
            kind = "pair missing" if same else "pair not the same"
            out.miss(a.plan_id, kind, a.text, f"{b.city}: {b.text}", a.char_start)
    tp, fp, fn = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
    out.add_prf("weighted_", tp, tp + fp, tp + fn, counts)
    out.scores = [(*score, len(counts)) for *score, _ in out.scores]
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
    themes_of: dict[str, set[str]] = {}
    for x in labels:
        members = [
            r
            for r in rows.values()
            if 2 * overlap(x, r) >= min(x.end - x.start, r.char_end - r.char_start)
        ]
        for r in members:
            themes_of.setdefault(r.measure_id, set()).add(x.record["theme"])
        if not members:
            out.miss(x.plan_id, "no measure covers the label", x.record["zh"], "", x.start)
    areas = {x.record["area"] for x in labels}
    by_label: dict[str, list[Any]] = {}
    by_theme: dict[str, list[Any]] = {}
    for measure_id, row in rows.items():
        for theme in themes_of.get(measure_id, ()):
            by_label.setdefault(theme, []).append(row)
        for theme_id in sorted(_themes(row)):
            by_theme.setdefault(theme_id, []).append(row)
    wanted = _pairs_of_cities(by_label)
    found = {
        (a, b)
        for a, b in _pairs_of_cities(by_theme)
        if a in themes_of or b in themes_of or {rows[a].topic_code, rows[b].topic_code} <= areas
    }
    # Pairs of one theme stand and fall together: themes are drawn anew, not pairs.
    clusters: dict[str, list[int]] = {}
    for a, b in sorted(wanted | found):
        shared = themes_of.get(a, set()) & themes_of.get(b, set())
        case = clusters.setdefault(min(shared) if shared else rows[a].theme_id, [0, 0, 0])
        case[0 if (a, b) in wanted & found else 1 if (a, b) in found else 2] += 1
    cases = [(float(x), float(y), float(z)) for x, y, z in clusters.values()]
    out.add_prf("pair_", len(wanted & found), len(found), len(wanted), cases)
    for kind, pairs in (("pair missing", wanted - found), ("pair not labelled", found - wanted)):
        for a, b in sorted(pairs):
            texts = (rows[a].text, f"{rows[b].city}: {rows[b].text}")
            out.miss(rows[a].plan_id, kind, *texts, rows[a].char_start)
    _add_top1(out, wanted, rows, tables["matches"])
    return out


def _themes(row: Any) -> set[str]:
    return {row.theme_id, *getattr(row, "also_theme_ids", "").split(";")} - {""}


def _pairs_of_cities(groups: Mapping[str, list[Any]]) -> set[tuple[str, str]]:
    """Return the pairs of measures of two cities that share a group, ids in order."""
    return {
        (min(a.measure_id, b.measure_id), max(a.measure_id, b.measure_id))
        for group in groups.values()
        for a, b in combinations(group, 2)
        if a.city != b.city
    }


def _add_top1(
    out: Outcome, wanted: set[tuple[str, str]], rows: dict[str, Any], matches: Any
) -> None:
    partners: dict[tuple[str, str], set[str]] = {}
    for a, b in sorted(wanted | {(b, a) for a, b in wanted}):
        for city in (rows[b].city, ""):
            partners.setdefault((a, city), set()).add(b)
    best: dict[tuple[str, str], tuple[float, str]] = {}
    for m in matches.itertuples():
        for a, b, city in (
            (m.measure_id_a, m.measure_id_b, m.city_b),
            (m.measure_id_b, m.measure_id_a, m.city_a),
        ):
            for key in ((a, city), (a, "")):
                best[key] = min(best.get(key, (0.0, "")), (-m.similarity, b))
    for metric, is_overall in (("top1", False), ("top1_overall", True)):
        keys = [key for key in partners if (key[1] == "") == is_overall]
        hits = [key for key in keys if best.get(key, (0.0, ""))[1] in partners[key]]
        out.add_share(metric, len(hits), len(keys))
