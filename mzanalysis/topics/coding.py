"""Code items, measures and tasks by the topics of the codebook, with confidence and reasons.

What speaks for a topic are its terms (`terms`) in the text and in the headings above it.
"""

import re
from collections import defaultdict
from itertools import pairwise

import pandas as pd

from mzanalysis.resources import cached
from mzanalysis.text.reading_copy import reading_copy
from mzanalysis.topics.codebook import topic_groups, topic_order
from mzanalysis.topics.terms import CLAUSE, explain, find_terms, find_terms_of_clause

ABSTAINED = "other"

# What each part of an item says about its topic; heading and body are its own words.
_PART_WEIGHTS = {"heading": 3.0, "section": 2.0, "chapter": 1.0, "body": 3.0}
# A topic taken from what stands above or around, for want of words of its own.
_BORROWED = 0.5
# Evidence saturates: weight / (weight + _HALF per clause). A clause with one good term is then
# at 0.67, and a long paragraph that mentions a topic once stays near 0. Weak terms (项目, 平台)
# add to a topic but never decide alone.
_HALF, _WEAK = 1.0, 1.0
# A measure's own words against its item: a weak term (0.5 of _OWN) does not outvote it.
_OWN, _CONTEXT = 3.0, 1.6
# In an item on a service, law, systems, safety, funds, staff and Party work are means (加强安全管理
# of children's homes is child welfare): their terms count for less.
_MEANS = 0.3
# A regulation, system or plan for one service is that service's (exclusions of codebook.csv).
_FOR_ONE_SERVICE = frozenset({"law", "digital", "planning"})
# So many services beside one means (制定养老、殡葬、救助等领域标准) say where it applies.
_MANY, _SCOPE = 3, 0.3
# Confidence below which the coder abstains: a topic taken from a mixed item is seldom right.
# A topic that the heading names itself needs less.
_ITEM_THRESHOLD, _MEASURE_THRESHOLD, _BORROWED_THRESHOLD = 0.30, 0.36, 0.18
_NAMED_THRESHOLD = 0.27
# A further topic of an item: share of its characters, in sentences where that topic outweighs
# the item's own, which has the head start of one decisive term.
_ALSO_SHARE, _HEAD_START = 0.1, 3.0
_SENTENCE = re.compile(r"[^。;!?\n]+")
_JOINT = re.compile("[和与及、]")


_Evidence = tuple[dict[str, float], set[str]]


@cached
def _means() -> frozenset[str]:
    """Return the topics that are means to the others: law, systems, safety, funds, staff, Party."""
    groups = topic_groups().items()
    return frozenset(code for code, group in groups if group in ("foundations", "governance"))


def _evidence(text: str) -> _Evidence:
    """Sum up the weights by topic; name the topics that more than weak terms speak for."""
    weights: dict[str, float] = defaultdict(float)
    strong: set[str] = set()
    for clause in CLAUSE.findall(text):
        terms = find_terms_of_clause(clause)
        decisive = {term.topic_code for term in terms if term.weight > _WEAK}
        strong |= decisive
        services = {term.topic_code for term in terms} - _means()
        is_scope = len(services) >= _MANY and decisive & _means()
        for _, code, weight, _ in terms:
            weights[code] += weight * _SCOPE if is_scope and code in services else weight
    return weights, strong


def _scores(weights: dict[str, float], text: str) -> dict[str, float]:
    """Return each topic's share of the weight that fired, the less the weaker it is in all."""
    total = sum(weights.values()) + _HALF * len(CLAUSE.findall(text))
    return {code: weight / total for code, weight in weights.items()}


def _best(scores: dict[str, float], among: set[str]) -> tuple[str, float]:
    """Return the topic with the highest score; a tie goes to the first of the codebook."""
    best, highest = ABSTAINED, 0.0
    for code in topic_order():
        score = scores.get(code, 0.0)
        if code in among and score > highest:
            best, highest = code, score
    return best, highest


def _code_item(parts: dict[str, str]) -> tuple[str, float]:
    """Return the topic of an item and its confidence; ``parts`` as in `_PART_WEIGHTS`."""
    evidence = {part: _evidence(text) for part, text in parts.items()}
    is_framed = _is_on_services(evidence["section"]) or _is_on_services(evidence["chapter"])
    scores: dict[str, float] = defaultdict(float)
    candidates: set[str] = set()
    mass, certainty = 0.0, _BORROWED
    for part, (weights, strong) in evidence.items():
        candidates |= strong
        if is_framed:
            weights = {code: weight for code, weight in weights.items() if code not in _means()}
        if not weights:  # it names no topic (完善体制机制): neither for nor against one
            continue
        mass += _PART_WEIGHTS[part]
        if part in ("heading", "body"):
            certainty = 1.0
        shares = _scores(weights, parts[part])
        first_named = _first_named(parts["heading"]) if part == "heading" else ""
        if first_named in shares:  # of two topics that a heading joins, the first has it whole
            shares = {first_named: 1.0}
        for code, share in shares.items():
            scores[code] += _PART_WEIGHTS[part] * share
    code, score = _best(scores, candidates)
    confidence = score / mass * certainty if mass else 0.0
    _, named = evidence["heading"]
    threshold = _NAMED_THRESHOLD if code in named else _ITEM_THRESHOLD
    return (code if confidence >= threshold else ABSTAINED), confidence


def _is_on_services(heading: _Evidence) -> bool:
    """Tell whether a heading is on services alone: safety, staff and funds below are theirs."""
    _, strong = heading
    return bool(strong) and strong.isdisjoint(_means() | {ABSTAINED})


def _code_measure(text: str, item_code: str, item_confidence: float) -> tuple[str, float, str]:
    """Return the topic of a measure, its confidence and where it comes from."""
    weights, strong = _evidence(text)
    if not weights:
        confidence = item_confidence * _BORROWED
        if item_code == ABSTAINED or confidence < _BORROWED_THRESHOLD:
            return ABSTAINED, confidence, "rule"
        return item_code, confidence, "context"
    means = _means() | {ABSTAINED}
    services = weights.keys() - means
    if item_code in _FOR_ONE_SERVICE and len(services) == 1 and services <= strong:
        (item_code,) = services
    if item_code not in means:
        for code in weights.keys() & means:
            weights[code] *= _MEANS
    context = 0.0 if item_code == ABSTAINED else _CONTEXT
    scores = {code: _OWN * score for code, score in _scores(weights, text).items()}
    scores[item_code] = scores.get(item_code, 0.0) + context
    code, score = _best(scores, strong | {item_code})
    confidence = score / (_OWN + context)
    if code != item_code and confidence < _MEASURE_THRESHOLD:
        code = ABSTAINED
    is_of_item = code != ABSTAINED and code not in weights
    return code, confidence, "context" if is_of_item else "rule"


def _first_named(heading: str) -> str:
    """Return the first of two topics that a heading joins, "" if it joins none: 慈善和福彩."""
    for one, other in pairwise(find_terms(heading)):
        between = heading[one.start + len(one.term) : other.start]
        if not _JOINT.fullmatch(between) or one.topic_code == other.topic_code:
            continue
        if one.weight >= other.weight:
            return one.topic_code
    return ""


def _further(body: str, code: str) -> str:
    """Join the topics, other than the item's own, that a substantial part of it is about."""
    if code == ABSTAINED:
        return ""
    n_chars: dict[str, int] = defaultdict(int)
    for sentence in _SENTENCE.findall(body):
        weights, strong = _evidence(sentence)
        weights[code] += _HEAD_START
        topic, _ = _best(weights, strong | {code})
        n_chars[topic] += len(sentence)
    least = _ALSO_SHARE * sum(n_chars.values())
    substantial = {topic for topic, n in n_chars.items() if n >= least}
    return ";".join(t for t in topic_order() if t in substantial - {code, ABSTAINED})


def reasons(text: str, item: pd.DataFrame) -> pd.DataFrame:
    """List why a measure of this text, in this coded item (one row), has its topic.

    Its words come first, then the item: source, term (of the item: its heading or chapter),
    topic_code, weight (of the item: its confidence) and start.
    """
    around = item.rename(columns={"topic_confidence": "weight"}).assign(source="item", start=0)
    around["term"] = around["heading"].where(around["heading"] != "", around["chapter"])
    words = explain(text).assign(source="words")
    columns = ["source", "term", "topic_code", "weight", "start"]
    return pd.concat([words, around], ignore_index=True)[columns]


def code_items(items: pd.DataFrame) -> pd.DataFrame:
    """Give each item its topic: from its heading, its text and the headings above it.

    Args:
        items: rows with label, heading, section, chapter and text.

    Returns:
        The items with topic_code (``other`` where the rules abstain), also_topic_codes,
        topic_confidence (0 to 1) and topic_source ``rule``.

    Example: heading 提升养老服务质量, text 新建助餐点6个。 -> ``eldercare``.
    """
    coded = []
    for row in items.to_dict("records"):
        text, _ = reading_copy(row["text"])
        body = text.removeprefix(row["label"]).lstrip().removeprefix(row["heading"])
        parts = {part: row.get(part, body) for part in _PART_WEIGHTS}
        code, confidence = _code_item(parts)
        coded.append((code, _further(body, code), confidence))
    dtypes = {"topic_code": "str", "also_topic_codes": "str", "topic_confidence": "float64"}
    return _assign(items, dtypes, coded).assign(topic_source="rule")


def code_measures(measures: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Give each measure its topic: from its own words first, then from the item around it.

    A quasi-sentence is often understood only so (Bilbao-Jayo and Almeida 2018 on manifestos).

    Args:
        measures: rows with item_id and text.
        items: the coded items (item_id, topic_code, topic_confidence).

    Returns:
        The measures with topic_code, topic_confidence and topic_source: ``rule`` where own words
        speak for the topic (or for ``other``), ``context`` where it is the item's.

    Example: 规范档案管理 in an item on adoption -> ``children``, ``context``.
    """
    columns = ["topic_code", "topic_confidence"]
    context = items.set_index("item_id")[columns].reindex(measures["item_id"])
    known = context.fillna({"topic_code": ABSTAINED, "topic_confidence": 0.0})
    coded = list(map(_code_measure, measures["text"], *(known[column] for column in columns)))
    dtypes = {"topic_code": "str", "topic_confidence": "float64", "topic_source": "str"}
    return _assign(measures, dtypes, coded)


def code_tasks(tasks: pd.DataFrame) -> pd.DataFrame:
    """Give each row of an attached task table its topic_code: from its text, then its chapter."""
    coded = []
    for chapter, body in zip(tasks["chapter"], tasks["text"], strict=True):
        parts = {"heading": "", "section": "", "chapter": chapter, "body": body}
        coded.append(_code_item(parts)[:1])
    return _assign(tasks, {"topic_code": "str"}, coded)


def _assign(frame: pd.DataFrame, dtypes: dict[str, str], rows: list[tuple]) -> pd.DataFrame:
    new = pd.DataFrame(rows, columns=list(dtypes), index=frame.index).astype(dtypes)
    return frame.assign(**new)
