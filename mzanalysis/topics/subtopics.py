"""Code measures by the second level of the codebook: the kind of measure a city commits to.

The rules are the column ``terms`` of ``subtopics.csv``; ``subtopics.md`` tells
their language. ``食堂|饭堂+老年|长者-学校`` is a canteen and the old, no school;
``持证上岗+@|<护理员>`` is 持证上岗率达到90% in elderly care, or after 培训护理员.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

import pandas as pd

from mzanalysis.resources import read_table
from mzanalysis.text.words import segment

# Longer words are safe without a look at the borders of the segmented words.
_LONGEST_CHECKED = 3
# The weight of a subtopic beside one of the measure's own topic.
_FOREIGN = 0.5
# The weight of one named only as an aim: a clause after that of the verb which begins so.
_AIMED = 0.3
_AIM = re.compile(
    "(?:切实|不断|更好|有效|全力|着力|进一步|持续|坚决|牢牢)*"
    "(?:保障|丰富|确保|守住|满足|营造|增强|提升|提高|维护)"
)
_LIST_MARKS = "、,;和及与"
_PART = re.compile(r"([+-]?)((?:<[^>]*>|[^+-])+)")
_OPTION = re.compile(r"<([^>]*)>|([^|<]+)")

_Words = tuple[str, ...]
_Places = dict[str, int]


class _Rule(NamedTuple):
    subtopic_code: str
    topic_code: str
    pattern: str
    parts: tuple[tuple[_Words, _Words], ...]  # words of the measure, words around it; longest first
    unless: _Words


_Firing = tuple[_Rule, set[int], float]


def _parse(pattern: str, subtopic_code: str, topic_code: str) -> _Rule:
    parts: list[tuple[_Words, _Words]] = []
    unless: _Words = ()
    for sign, part in _PART.findall(pattern):
        near = tuple(w for around, _ in _OPTION.findall(part) for w in around.split("|") if w)
        here = tuple(word for _, word in _OPTION.findall(part) if word)
        if sign == "-":
            unless += here
        else:
            parts.append((_longest_first(here + near), near))
    return _Rule(subtopic_code, topic_code, pattern, tuple(parts), unless)


def _longest_first(words: Iterable[str]) -> _Words:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _index() -> tuple[dict[str, list[_Rule]], dict[str, _Words]]:
    """Return the rules by each word of their first part, and all words by their beginning."""
    rules: dict[str, list[_Rule]] = defaultdict(list)
    words: dict[str, set[str]] = defaultdict(set)
    for row in read_table("topics/subtopics.csv").to_dict("records"):
        for pattern in row["terms"].split(";"):
            rule = _parse(pattern, row["subtopic_code"], row["topic_code"])
            for word in rule.parts[0][0]:
                rules[word].append(rule)
            for word in (*rule.unless, *(word for part in rule.parts for word in part[0])):
                words[word[:2]].add(word)
    return rules, {beginning: _longest_first(found) for beginning, found in words.items()}


@lru_cache(maxsize=4096)
def _words_in(text: str) -> _Places:
    """Return the words of the rules that stand in a text, with their first place."""
    found: _Places = {}
    numbers: list[int] = []
    for i in range(len(text) - 1):
        for word in _index()[1].get(text[i : i + 2], ()):
            if word in found or not text.startswith(word, i):
                continue
            if len(word) <= _LONGEST_CHECKED:
                numbers = numbers or [n for n, part in enumerate(segment(text)) for _ in part]
                ours, end = numbers[i : i + len(word)], i + len(word)
                # Of a segmented word at either end, it must not hold a part and leave a part.
                is_cut = ours[:1] == numbers[:i][-1:] or ours[-1:] == numbers[end : end + 1]
                if is_cut and ours[0] != ours[-1]:
                    continue
            found[word] = i
    return found


def _span(rule: _Rule, topic_code: str, here: _Places, around: list[_Places]) -> set[int]:
    """Return the characters that a rule's words cover; none if it does not hold."""
    span: set[int] = set()
    for words, near in rule.parts:
        word = next((word for word in words if word in here), "")
        span.update(range(here.get(word, 0), here.get(word, 0) + len(word)))
        is_topic = "@" in words and topic_code == rule.topic_code
        if not (word or is_topic or any(places.keys() & {*near} for places in around)):
            return set()
    return set() if here.keys() & {*rule.unless} else span


def _firings(text: str, topic_code: str, action: str = "", *around: str) -> list[_Firing]:
    """Return each subtopic's longest rule that holds, with its weight; the primary one first."""
    here, near = _words_in(text), [_words_in(part) for part in around]
    best: dict[str, tuple[_Rule, set[int]]] = {}
    for rule in dict.fromkeys(rule for word in here for rule in _index()[0].get(word, ())):
        span = _span(rule, topic_code, here, near)
        if span and len(span) > len(best.get(rule.subtopic_code, ("", ""))[1]):
            best[rule.subtopic_code] = rule, span
    main = text.count(",", 0, max(text.find(action), 0))
    aims = _aims(text, main)
    # The more specific rule wins: 养老机构+安全 drops 养老机构.
    kept = [(r, s) for r, s in best.values() if not any(s < other for _, other in best.values())]
    part = list(accumulate(mark in _LIST_MARKS for mark in text))
    has_own = any(rule.topic_code == topic_code for rule, _ in kept)
    ranked = []
    for rule, span in kept:
        is_foreign = rule.topic_code != topic_code
        # What the measure does stands in the clause of its verb, its ground before, its aim after.
        distance = abs(text.count(",", 0, max(span)) - main)
        rank = is_foreign, distance, -len(span), min(span), rule.subtopic_code
        own = {part[i] for i in span}
        longest = max(len(other) for _, other in kept if own & {part[i] for i in other})
        weight = len(span) / longest * (_FOREIGN if has_own and is_foreign else 1.0)
        # In 建立督办机制,保障老年人权益 the rights are an aim, not the commitment.
        weight *= _AIMED if span <= aims else 1.0
        ranked.append((rank, (rule, span, weight)))
    return [firing for _, firing in sorted(ranked, key=lambda row: row[0])]


def _aims(text: str, main: int) -> set[int]:
    """Return the characters of clauses after the main one that state an aim."""
    start, found = 0, set[int]()
    for n, clause in enumerate(text.split(",")):
        if n > main and _AIM.match(clause):
            found.update(range(start, start + len(clause)))
        start += len(clause) + 1
    return found


def _code(measures: pd.DataFrame, items: pd.DataFrame) -> list[list[_Firing]]:
    headings = (items["section"] + "。" + items["heading"]).set_axis(items["item_id"])
    above = measures["item_id"].map(headings).fillna("")
    before = measures.groupby("item_id", sort=False)["text"].shift(fill_value="")
    columns = measures["text"], measures["topic_code"], measures["action"], above, before
    return [_firings(*row) for row in zip(*columns, strict=True)]


def code_subtopics(measures: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Give each measure its subtopic: of several the primary one (see ``subtopics.md``).

    Args:
        measures: in the order of the plan, with item_id, text, action and topic_code.
        items: their items, with item_id, section and heading.

    Example: 新建老年食堂6个 -> ``eldercare-meals``; 完善工作机制 -> "", no rule holds.
    """
    codes = [found[0][0].subtopic_code if found else "" for found in _code(measures, items)]
    return measures.assign(subtopic_code=pd.Series(codes, index=measures.index, dtype="str"))


def subtopic_weights(measures: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """List all subtopics of each measure: measure_id, subtopic_code, weight, primary one first.

    The weight (0 to 1) is the share of the characters of the longest rule in the same part of a
    list, halved for a subtopic of another topic beside one of the measure's own, and 0.3 of that
    for one named only as an aim. Arguments as for `code_subtopics`.
    """
    coded = zip(measures["measure_id"], _code(measures, items), strict=True)
    rows = [(id_, rule.subtopic_code, weight) for id_, found in coded for rule, _, weight in found]
    return pd.DataFrame(rows, columns=["measure_id", "subtopic_code", "weight"])


def explain_subtopics(text: str, topic_code: str = "", around: str = "") -> pd.DataFrame:
    """List the rules that hold for a Simplified text: the reasons of its subtopic.

    Args:
        text: a measure.
        topic_code: its topic, for rules with ``@``.
        around: the headings above it and the measure before it, for rules with ``<…>``.

    Returns:
        One row per subtopic, primary one first: subtopic_code, rule, words (what they cover of
        the text), weight.

    Example: ``explain_subtopics("新建老年食堂6个")`` has one row: eldercare-meals, 老年食堂.
    """
    rows = [
        (rule.subtopic_code, rule.pattern, "".join(text[i] for i in sorted(span)), weight)
        for rule, span, weight in _firings(text, topic_code, "", around)
    ]
    return pd.DataFrame(rows, columns=["subtopic_code", "rule", "words", "weight"])
