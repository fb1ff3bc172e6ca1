"""Score what is said: items, measures and topics.

All rows of a plan that has labels count as found, those of other plans do not.
"""

from collections import defaultdict
from typing import Any

from mzanalysis.text.folding import fold
from mzanalysis.topics.codebook import read_subtopics
from mzanalysis.topics.coding import ABSTAINED
from mzanalysis.validation.code_scores import score_codes
from mzanalysis.validation.outcome import GoldLabel, Labels, Outcome, Tables, rows_of
from mzanalysis.validation.pairing import Fields, Kind, Pair, compare


def score_structure(labels: Labels, tables: Tables) -> Outcome:
    """Score items: right if path and start are."""
    rows = rows_of(tables["items"], labels)
    pairs, errors = _ITEM.pair_up(labels, rows)
    out = Outcome(errors=errors)
    out.add_prf("", len(pairs), len(rows), len(labels))
    return out


def score_measures(labels: Labels, tables: Tables) -> Outcome:
    """Score start positions inside the labelled items; strength and action on equal spans.

    An item's own start is left out where label and machine agree that a measure begins
    there; a heading or context counts only where the machine takes it for a measure.
    """
    ends = _labelled_items(labels)
    rows = [row for row in rows_of(tables["measures"], labels) if _is_inside(row, ends)]
    wanted = [label for label in labels if label.record["kind"] == "measure"]
    pairs, errors = _MEASURE.pair_up(wanted, rows)
    pairs.sort(key=_place)
    n_item_starts = sum(_place(pair) in ends for pair in pairs)
    out = Outcome(errors=errors)
    n_right, n_found, n_wanted = (len(found) - n_item_starts for found in (pairs, rows, wanted))
    out.add_prf("start_", n_right, n_found, n_wanted)
    equal = [pair for pair in pairs if pair.fields]
    out.add_share("equal_spans", len(equal), len(wanted))
    for name in ("strength", "action"):
        n_right = sum(name in pair.right for pair in equal)
        out.add_share(f"{name}_accuracy", n_right, len(equal))
    out.add_alpha("strength_alpha", [pair.values("strength") for pair in equal])
    return out


def score_topics(labels: Labels, tables: Tables) -> Outcome:
    """Score the primary topic of items; an item that was not found counts as abstained."""
    rows = rows_of(tables["items"], labels)
    topics = {(row.plan_id, row.char_start): row.topic_code for row in rows}
    found = [topics.get((label.plan_id, label.start), ABSTAINED) for label in labels]
    return score_codes(labels, found)


def score_measure_topics(labels: Labels, tables: Tables) -> Outcome:
    """Score the topic of sampled sentences, and the subtopic where label and machine have one.

    A kind that was split from the labelled one after the labels were made is that one.
    """
    topics = []
    subtopics = []
    table = read_subtopics()
    split_from = dict(zip(table["subtopic_code"], table["split_from"], strict=True))
    for label, row in measures_of(labels, tables):
        topics.append(getattr(row, "topic_code", ABSTAINED))
        labelled, found = label.record.get("subtopic", ""), getattr(row, "subtopic_code", "")
        is_part = labelled != "" and split_from.get(found) == labelled
        subtopics.append((labelled, labelled if is_part else found))
    out = score_codes(labels, topics)
    if any(labelled for labelled, _ in subtopics):
        n_right = sum(labelled == found for labelled, found in subtopics)
        out.add_share("subtopic_accuracy", n_right, len(subtopics))
        out.add_alpha("subtopic_alpha", subtopics)
    return out


def measures_of(labels: Labels, tables: Tables) -> list[tuple[GoldLabel, Any]]:
    """Return each label with the measure that shares most with it, or None."""
    rows = rows_of(tables["measures"], labels)
    found = []
    for label in labels:
        overlapping = filter(label.overlap, rows)
        found.append((label, max(overlapping, key=label.overlap, default=None)))
    return found


def _labelled_items(labels: Labels) -> dict[tuple[str, int], int]:
    """Return the end of what is labelled of each item, by plan and start."""
    pieces = defaultdict(list)
    for label in labels:
        pieces[label.plan_id, label.path].append(label)
    ends = {}
    for (plan_id, _), of_item in pieces.items():
        start = min(label.start for label in of_item)
        ends[plan_id, start] = max(label.end for label in of_item)
    return ends


def _is_inside(row: Any, ends: dict[tuple[str, int], int]) -> bool:
    for (plan_id, start), end in ends.items():
        if plan_id == row.plan_id and start <= row.char_start < end:
            return True
    return False


def _place(pair: Pair) -> tuple[str, int]:
    return pair.label.plan_id, pair.label.start


def _stands_where(label: GoldLabel, row: Any) -> bool:
    return (label.plan_id, label.start) == (row.plan_id, row.char_start)


def _compare_items(label: GoldLabel, row: Any) -> Fields | None:
    if _stands_where(label, row) and label.path == row.path:
        return {}
    return None


def _compare_measures(label: GoldLabel, row: Any) -> Fields | None:
    if not _stands_where(label, row):
        return None
    if label.end != row.char_end:
        return {}
    return {
        "strength": compare(fold(label.record["strength"]), row.strength_code),
        "action": compare(fold(label.record["action"]), row.action),
    }


_ITEM = Kind("item", _compare_items, "{label.path}", "{row.path}")
_MEASURE = Kind("start", _compare_measures, "{label.record[text]}", "{row.text}")
