"""Score what is said: items, measures, topics and themes.

All rows of a plan that has labels count as found, those of other plans do not.
"""

from collections import Counter, defaultdict
from typing import Any

import pandas as pd

from mzanalysis.text.folding import fold
from mzanalysis.themes.describe import theme_rows
from mzanalysis.topics.coding import ABSTAINED
from mzanalysis.validation.outcome import Fields, Label, Labels, Outcome, Tables, rows_of
from mzanalysis.validation.sample import BANDS, PAIR, candidate_pairs, pairs_of_cities


def score_structure(labels: Labels, tables: Tables) -> Outcome:
    """Score items: right if path and start are."""

    def compare(x: Label, r: Any) -> Fields | None:
        is_here = (x.plan_id, x.start, x.path) == (r.plan_id, r.char_start, r.path)
        return {} if is_here else None

    out = Outcome()
    rows = rows_of(tables, "items", labels)
    pairs = out.pair_up("item", labels, rows, compare, lambda x: x.path, lambda r: r.path)
    out.add_prf("", len(pairs), len(rows), len(labels))
    return out


def score_measures(labels: Labels, tables: Tables) -> Outcome:
    """Score start positions inside the labelled items; strength and action on equal spans.

    An item's own start is left out where label and machine agree that a measure begins
    there; a heading or context counts only where the machine takes it for a measure.
    """

    def compare(x: Label, r: Any) -> Fields | None:
        if (x.plan_id, x.start) != (r.plan_id, r.char_start):
            return None
        found = {"strength": r.strength_code, "action": r.action} if x.end == r.char_end else {}
        said = {name: fold(x.record[name]) for name in found}
        return {name: (said[name], code, said[name] == code) for name, code in found.items()}

    pieces = defaultdict(list)
    for x in labels:
        pieces[x.plan_id, x.path].append(x)
    items = {
        (plan_id, min(x.start for x in own)): max(x.end for x in own)
        for (plan_id, _), own in pieces.items()
    }
    out = Outcome()
    wanted = [x for x in labels if x.record["kind"] == "measure"]
    rows = [
        r
        for r in rows_of(tables, "measures", labels)
        if any(p == r.plan_id and a <= r.char_start < b for (p, a), b in items.items())
    ]
    told = (lambda x: x.record["text"], lambda r: r.text)
    pairs = out.pair_up("start", wanted, rows, compare, *told)
    pairs.sort(key=lambda pair: (pair.label.plan_id, pair.label.start))
    n_own = sum((pair.label.plan_id, pair.label.start) in items for pair in pairs)
    out.add_prf("start_", len(pairs) - n_own, len(rows) - n_own, len(wanted) - n_own)
    equal = [pair for pair in pairs if pair.fields]
    out.add_share("equal_spans", len(equal), len(wanted))
    for name in ("strength", "action"):
        out.add_share(f"{name}_accuracy", sum(name in p.right for p in equal), len(equal))
    out.add_alpha("strength_alpha", [pair.fields["strength"][:2] for pair in equal])
    return out


def score_topics(labels: Labels, tables: Tables) -> Outcome:
    """Score the primary topic of items; an item that was not found counts as abstained."""
    out = Outcome()
    rows = rows_of(tables, "items", labels)
    codes = {(r.plan_id, r.char_start): r.topic_code for r in rows}
    out.add_codes(
        [(x, x.record["topic"], codes.get((x.plan_id, x.start), ABSTAINED)) for x in labels]
    )
    return out


def score_measure_topics(labels: Labels, tables: Tables) -> Outcome:
    """Score the topic of sampled sentences, and the subtopic where label and machine have one."""
    out = Outcome()
    rows = _measures_of(labels, tables)
    out.add_codes([(x, x.record["topic"], r.topic_code if r else ABSTAINED) for x, r in rows])
    pairs = [(x.record.get("subtopic", ""), getattr(r, "subtopic_code", "")) for x, r in rows]
    if any(a for a, _ in pairs):
        out.add_share("subtopic_accuracy", sum(a == b for a, b in pairs), len(pairs))
        out.add_alpha("subtopic_alpha", pairs)
    return out


def _measures_of(labels: Labels, tables: Tables) -> list[tuple[Label, Any]]:
    """Return each label with the measure that shares most with it, or None."""
    rows = rows_of(tables, "measures", labels)
    best = [max(rows, key=lambda r: x.overlap(r), default=None) for x in labels]
    return [(x, r if r and x.overlap(r) else None) for x, r in zip(labels, best, strict=True)]


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
    bands = candidate_pairs(tables).set_index(PAIR)["band"]
    joined = _pairs(theme_rows(tables["measures"]), "theme_id")
    asked = []
    for (a, is_same), (b, _) in (members for members in cases.values() if len(members) == 2):
        key = (min(a.measure_id, b.measure_id), max(a.measure_id, b.measure_id))
        asked.append((is_same, key in joined, int(bands.get(key, len(BANDS) - 1))))
        if is_same != (key in joined):
            kind = "pair missing" if is_same else "pair not the same"
            out.miss(a.plan_id, kind, a.text, f"{b.city}: {b.text}", a.char_start)
    drawn, all_ = Counter(band for *_, band in asked), Counter(bands)
    counts = []
    for is_same, is_joined, band in asked:
        agrees = (is_same and is_joined, is_joined > is_same, is_same > is_joined)
        counts.append(tuple(case * all_[band] / drawn[band] for case in agrees))
    out.add_prf("weighted_", len(counts), len(counts), len(counts), counts)
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
    rows = {r.measure_id: r for r in rows_of(tables, "measures", labels)}
    labelled: dict[str, set[str]] = defaultdict(set)
    for x in labels:
        members = [
            r.measure_id
            for r in rows.values()
            if 2 * x.overlap(r) >= min(x.end - x.start, r.char_end - r.char_start)
        ]
        for measure_id in members:
            labelled[measure_id].add(x.record["theme"])
        if not members:
            out.miss(x.plan_id, "no measure covers the label", x.record["zh"], "", x.start)
    themes = [(i, rows[i].city, theme) for i, own in labelled.items() for theme in own]
    wanted = _pairs(pd.DataFrame(themes, columns=["measure_id", "city", "theme"]), "theme")
    areas = {x.record["area"] for x in labels}
    measures = tables["measures"]
    found = {
        (a, b)
        for a, b in _pairs(theme_rows(measures[measures["measure_id"].isin(rows)]), "theme_id")
        if {a, b} & {*labelled} or {rows[a].topic_code, rows[b].topic_code} <= areas
    }
    # Pairs of one theme stand and fall together: themes are drawn anew, not pairs.
    clusters: dict[str, list[int]] = {}
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
    partners = pd.DataFrame(sorted(wanted), columns=PAIR)
    for side in "ab":
        partners[f"city_{side}"] = [rows[i].city for i in partners[f"measure_id_{side}"]]
    near = _both_ways(tables["matches"][[*partners, "similarity"]])
    near = near.sort_values(["similarity", "measure_id_b"], ascending=[False, True])
    partners = _both_ways(partners)
    for metric, by in (("top1", ["measure_id_a", "city_b"]), ("top1_overall", ["measure_id_a"])):
        hits = near.drop_duplicates(by).merge(partners[PAIR], on=PAIR, validate="1:1")
        out.add_share(metric, len(hits), len(partners.drop_duplicates(by)))
    return out


def _pairs(measures: pd.DataFrame, by: str) -> set[tuple[Any, ...]]:
    return set(pairs_of_cities(measures, by).itertuples(index=False, name=None))


def _both_ways(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs, and again with a and b exchanged."""
    names = [f"{name}_{side}" for side in "ab" for name in ("measure_id", "city")]
    turned = dict(zip(names, names[2:] + names[:2], strict=True))
    return pd.concat([pairs, pairs.rename(columns=turned)])
