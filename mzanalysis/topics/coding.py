"""Code items, measures and tasks by the topics of the codebook, with confidence and reasons.

Rules are data: ``topic_terms.csv`` gives each term a topic and a weight (1 weak: only
its surroundings decide; 2 good; 3 and more: decisive). A term may stand under several topics,
and a row may ask that a word is missing (``unless``) or present (``when``) in the same clause.
Terms of ``other`` name what is no civil-affairs duty (双拥, 救灾, 医保) and speak for abstaining.
"""

import re
from collections import defaultdict
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple

import pandas as pd

from mzanalysis.resources import read_table
from mzanalysis.text.words import segment

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
_LONGEST = 8  # words that a term may consist of
_MARKS = frozenset("()“”‘’《》<>[]【】 ")
_CLAUSE = re.compile(r"[^,。;:!?\n]+")
_SENTENCE = re.compile(r"[^。;!?\n]+")

_Firing = tuple[str, str, float, int]  # term, topic_code, weight, start: as `explain` shows them


class _Rule(NamedTuple):
    topic_code: str
    weight: float
    unless: list[str]
    when: list[str]

    def holds(self, clause: str) -> bool:
        is_wanted = not self.when or any(word in clause for word in self.when)
        return is_wanted and not any(word in clause for word in self.unless)


@cache
def _rules() -> dict[str, tuple[_Rule, ...]]:
    rules: dict[str, tuple[_Rule, ...]] = {}
    for row in read_table("topics/topic_terms.csv").to_dict("records"):
        unless, when = (row[c].split("|") if row[c] else [] for c in ("unless", "when"))
        rule = _Rule(row["topic_code"], float(row["weight"]), unless, when)
        rules[row["term"]] = (*rules.get(row["term"], ()), rule)
    return rules


@cache
def _means() -> frozenset[str]:
    """Return the topics that are means to the others: law, systems, safety, funds, staff, Party."""
    book = read_table("topics/codebook.csv")
    return frozenset(book.loc[book["group"].isin(["foundations", "governance"]), "topic_code"])


@cache
def _order() -> tuple[str, ...]:
    return tuple(read_table("topics/codebook.csv")["topic_code"])


def _firings(text: str) -> list[_Firing]:
    """Find terms that begin and end where words do; the longest wins, none overlap."""
    found = []
    for clause in _CLAUSE.finditer(text):
        # Marks part words: 村(居)“两委” is read as 村居两委.
        places = [i for i, mark in enumerate(clause.group(), clause.start()) if mark not in _MARKS]
        plain = "".join(text[i] for i in places)
        edges = list(accumulate(map(len, segment(plain)), initial=0))
        done = 0
        for i, start in enumerate(edges):
            spans = [plain[start:end] for end in edges[i + 1 : i + 1 + _LONGEST]]
            term = next((span for span in reversed(spans) if span in _rules()), "")
            if term and start >= done:
                done = start + len(term)
                rules = [rule for rule in _rules()[term] if rule.holds(plain)]
                found += [(term, rule.topic_code, rule.weight, places[start]) for rule in rules]
    return found


def _evidence(text: str) -> tuple[dict[str, float], set[str]]:
    """Sum up the weights by topic; name the topics that more than weak terms speak for."""
    weights: dict[str, float] = defaultdict(float)
    strong = set()
    for clause in _CLAUSE.findall(text):
        firings = _firings(clause)
        decisive = {code for _, code, weight, _ in firings if weight > _WEAK}
        strong |= decisive
        is_list = len({f[1] for f in firings} - _means()) >= _MANY and decisive & _means()
        for _, code, weight, _ in firings:
            weights[code] += weight * (_SCOPE if is_list and code not in _means() else 1.0)
    return weights, strong


def _scores(weights: dict[str, float], text: str) -> dict[str, float]:
    """Return each topic's share of the weight that fired, the less the weaker it is in all."""
    total = sum(weights.values()) + _HALF * len(_CLAUSE.findall(text))
    return {code: weight / total for code, weight in weights.items()}


def _best(scores: dict[str, float], among: set[str]) -> tuple[str, float]:
    """Return the topic with the highest score; a tie goes to the first of the codebook."""
    named = ((code, scores[code]) for code in _order() if code in among & scores.keys())
    return max(named, key=lambda pair: pair[1], default=(ABSTAINED, 0.0))


def _code_item(parts: dict[str, str]) -> tuple[str, float]:
    scores: dict[str, float] = defaultdict(float)
    candidates: set[str] = set()
    mass, borrowed = 0.0, _BORROWED
    found = {part: _evidence(text) for part, text in parts.items()}
    above = [found[part][1] for part in ("section", "chapter") if part in found]
    # Under a heading on services alone, safety, staff, funds and systems are theirs.
    is_framed = any(strong and not strong & (_means() | {ABSTAINED}) for strong in above)
    for part, (weights, strong) in found.items():
        candidates |= strong
        if is_framed:
            weights = {c: w for c, w in weights.items() if c not in _means()}
        # A part that names no topic at all (完善体制机制) speaks neither for nor against one.
        mass += _PART_WEIGHTS[part] if weights else 0.0
        if weights and part in ("heading", "body"):
            borrowed = 1.0
        for topic, score in _scores(weights, parts[part]).items():
            scores[topic] += _PART_WEIGHTS[part] * score
    scores[_first_named(parts.get("heading", ""))] += _PART_WEIGHTS["heading"]
    code, score = _best(scores, candidates)
    confidence = score / mass * borrowed if mass else 0.0
    is_named = "heading" in found and code in found["heading"][1]
    least = _NAMED_THRESHOLD if is_named else _ITEM_THRESHOLD
    return (code if confidence >= least else ABSTAINED), confidence


def _code_measure(text: str, item_code: str, item_confidence: float) -> tuple[str, float, str]:
    weights, strong = _evidence(text)
    if not weights:
        confidence = item_confidence * _BORROWED
        if item_code != ABSTAINED and confidence >= _BORROWED_THRESHOLD:
            return item_code, confidence, "context"
        return ABSTAINED, confidence, "rule"
    means = _means() | {ABSTAINED}
    services = weights.keys() - means
    if item_code in _FOR_ONE_SERVICE and len(services) == 1 and services <= strong:
        (item_code,) = services
    if item_code not in means:
        weights = {c: w * (_MEANS if c in means else 1.0) for c, w in weights.items()}
    context = 0.0 if item_code == ABSTAINED else _CONTEXT
    scores = {code: _OWN * score for code, score in _scores(weights, text).items()}
    scores[item_code] = scores.get(item_code, 0.0) + context
    code, score = _best(scores, strong | {item_code})
    confidence = score / (_OWN + context)
    if code != item_code and confidence < _MEASURE_THRESHOLD:
        code = ABSTAINED
    return code, confidence, "context" if code != ABSTAINED and code not in weights else "rule"


def _first_named(heading: str) -> str:
    """Return the first of two topics that a heading joins, "" if it joins none: 慈善和福彩."""
    for (term, code, weight, start), (_, other, second, place) in pairwise(_firings(heading)):
        is_joined = re.fullmatch("[和与及、]", heading[start + len(term) : place])
        if is_joined and other != code and second <= weight:
            return code
    return ""


def _further(body: str, code: str) -> str:
    """Join the topics, other than the item's own, that a substantial part of it is about."""
    if code == ABSTAINED:
        return ""
    n_chars: dict[str, int] = defaultdict(int)
    for sentence in _SENTENCE.findall(body):
        weights, strong = _evidence(sentence)
        weights[code] += _HEAD_START
        n_chars[_best(weights, strong | {code})[0]] += len(sentence)
    least = _ALSO_SHARE * sum(n_chars.values())
    further = {topic for topic, n in n_chars.items() if n >= least} - {code, ABSTAINED}
    return ";".join(topic for topic in _order() if topic in further)


def explain(text: str) -> pd.DataFrame:
    """List the rules that fire on a (folded) text: term, topic_code, weight and start.

    Example: ``explain("开展殡葬领域治理")`` has one row: 殡葬领域, funeral, 3, 2.
    """
    dtypes = {"term": "str", "topic_code": "str", "weight": "float64", "start": "int64"}
    return pd.DataFrame(_firings(text), columns=list(dtypes)).astype(dtypes)


def reasons(text: str, item: pd.DataFrame) -> pd.DataFrame:
    """List why a measure of this text, in this coded item (one row), has its topic.

    Its words come first, then the item: source, term (of the item: its heading or chapter),
    topic_code, weight (of the item: its confidence) and start.
    """
    around = item.rename(columns={"topic_confidence": "weight"}).assign(source="item", start=0)
    around["term"] = around["heading"].where(around["heading"] != "", around["chapter"])
    both = pd.concat([explain(text).assign(source="words"), around], ignore_index=True)
    return both[["source", "term", "topic_code", "weight", "start"]]


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
        body = row["text"].removeprefix(row["label"]).lstrip().removeprefix(row["heading"])
        above = {part: row[part] for part in ("heading", "section", "chapter")}
        code, confidence = _code_item({**above, "body": body})
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
    context = items.set_index("item_id")[["topic_code", "topic_confidence"]].T.to_dict("list")
    coded = [
        _code_measure(text, *context.get(item_id, (ABSTAINED, 0.0)))
        for text, item_id in zip(measures["text"], measures["item_id"], strict=True)
    ]
    dtypes = {"topic_code": "str", "topic_confidence": "float64", "topic_source": "str"}
    return _assign(measures, dtypes, coded)


def code_tasks(tasks: pd.DataFrame) -> pd.DataFrame:
    """Give each row of an attached task table its topic_code: from its text, then its chapter."""
    texts = zip(tasks["chapter"], tasks["text"], strict=True)
    coded = [_code_item({"chapter": chapter, "body": body})[:1] for chapter, body in texts]
    return _assign(tasks, {"topic_code": "str"}, coded)


def _assign(frame: pd.DataFrame, dtypes: dict[str, str], rows: list[tuple]) -> pd.DataFrame:
    new = pd.DataFrame(rows, columns=list(dtypes), index=frame.index).astype(dtypes)
    return pd.concat([frame.drop(columns=list(dtypes), errors="ignore"), new], axis=1)
