"""Code measures by the second level of the codebook: the kind of measure a city commits to.

The rules are the column ``terms`` of ``subtopics.csv``; ``subtopics.md`` tells
their language. ``食堂|饭堂+老年|长者-学校`` is a canteen and the old, no school;
``持证上岗+@|<护理员>`` is 持证上岗率达到90% in elderly care, or after 培训护理员.
"""

import re
from collections import defaultdict
from itertools import accumulate, chain
from typing import NamedTuple

import pandas as pd

from mzanalysis.resources import cached
from mzanalysis.text.patterns import pattern
from mzanalysis.text.words import segment
from mzanalysis.topics.codebook import read_subtopics

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
_Places = dict[str, int]  # of words in a text


class _Part(NamedTuple):
    """An operand of ``+``: words of the measure, longest first, and those that may stand around."""

    words: _Words
    around: _Words


class _Rule(NamedTuple):
    subtopic_code: str
    topic_code: str
    pattern: str
    parts: tuple[_Part, ...]
    unless: _Words


class _Firing(NamedTuple):
    rule: _Rule
    span: set[int]  # the characters that the rule's words cover
    weight: float


def _parse(pattern: str, subtopic_code: str, topic_code: str) -> _Rule:
    parts: list[_Part] = []
    unless: list[str] = []
    for sign, part in _PART.findall(pattern):
        here, around = list[str](), list[str]()
        for words_around, word in _OPTION.findall(part):
            if word:
                here.append(word)
            else:
                around += filter(None, words_around.split("|"))
        if sign == "-":
            unless += here
        else:
            parts.append(_Part(_longest_first({*here, *around}), tuple(around)))
    return _Rule(subtopic_code, topic_code, pattern, tuple(parts), tuple(unless))


def _longest_first(words: set[str]) -> _Words:
    return tuple(sorted(sorted(words), key=len, reverse=True))


@cached
def _rules() -> dict[str, list[_Rule]]:
    """Return the rules by each word of their first part."""
    rules: dict[str, list[_Rule]] = defaultdict(list)
    for subtopic in read_subtopics().to_dict("records"):
        for terms in subtopic["terms"].split(";"):
            rule = _parse(terms, subtopic["subtopic_code"], subtopic["topic_code"])
            for word in rule.parts[0].words:
                rules[word].append(rule)
    return rules


@cached
def _words_by_beginning() -> dict[str, _Words]:
    """Return all words of the rules by their first two characters."""
    words: dict[str, set[str]] = defaultdict(set)
    for rule in chain.from_iterable(_rules().values()):
        for word in chain(rule.unless, *(part.words for part in rule.parts)):
            words[word[:2]].add(word)
    return {beginning: _longest_first(those) for beginning, those in words.items()}


@cached
def _words_in(text: str) -> _Places:
    """Return the words of the rules that stand in a text, with their first place."""
    places: _Places = {}
    numbers = [number for number, word in enumerate(segment(text)) for _ in word]
    for start in range(len(text) - 1):
        for word in _words_by_beginning().get(text[start : start + 2], ()):
            if word in places or not text.startswith(word, start):
                continue
            if len(word) > _LONGEST_CHECKED or not _is_cut(numbers, start, start + len(word)):
                places[word] = start
    return places


def _is_cut(numbers: list[int], start: int, end: int) -> bool:
    """Tell whether a word begins or ends within a segmented word that goes on: 养老 in 赡养|老人.

    ``numbers`` says of each character of the text in which segmented word it stands. A word that
    lies within one of them (老年 in 老年大学) is not cut.
    """
    first, last = numbers[start], numbers[end - 1]
    goes_on = first in numbers[:start] or last in numbers[end:]
    return goes_on and first != last


def _span(rule: _Rule, topic_code: str, here: _Places, around: set[str]) -> set[int]:
    """Return the characters that a rule's words cover; none if it does not hold."""
    span: set[int] = set()
    if not here.keys().isdisjoint(rule.unless):
        return span
    for part in rule.parts:
        word = next((word for word in part.words if word in here), "")
        if word:
            span.update(range(here[word], here[word] + len(word)))
            continue
        is_of_topic = "@" in part.words and topic_code == rule.topic_code
        if not is_of_topic and around.isdisjoint(part.around):
            return set()
    return span


def _longest_rules(text: str, topic_code: str, around: tuple[str, ...]) -> dict[_Rule, set[int]]:
    """Return each subtopic's longest rule that holds, with the characters it covers."""
    here = _words_in(text)
    words_around = {word for part in around for word in _words_in(part)}
    best: dict[str, tuple[_Rule, set[int]]] = {}
    for word in here:
        for rule in _rules().get(word, ()):
            span = _span(rule, topic_code, here, words_around)
            _, longest = best.get(rule.subtopic_code, (rule, ()))
            if len(span) > len(longest):
                best[rule.subtopic_code] = rule, span
    return dict(best.values())


def _most_specific(rules: dict[_Rule, set[int]]) -> dict[_Rule, set[int]]:
    """Drop rules that cover only a part of what another covers: 养老机构+安全 drops 养老机构."""
    specific: dict[_Rule, set[int]] = {}
    for rule, span in rules.items():
        is_general = any(span < other for other in rules.values())
        if not is_general:
            specific[rule] = span
    return specific


def _firings(text: str, topic_code: str, action: str = "", *around: str) -> list[_Firing]:
    """Return each subtopic's longest rule that holds, with its weight; the primary one first."""
    rules = _most_specific(_longest_rules(text, topic_code, around))
    clause_of = list(accumulate(int(char == ",") for char in text))
    list_part = list(accumulate(int(char in _LIST_MARKS) for char in text))
    main = text.count(",", 0, max(text.find(action), 0))
    aims = {n for n, clause in enumerate(text.split(",")) if n > main and _AIM.match(clause)}
    longest_in: dict[int, int] = defaultdict(int)
    for span in rules.values():
        for i in span:
            longest_in[list_part[i]] = max(longest_in[list_part[i]], len(span))
    has_own = any(rule.topic_code == topic_code for rule in rules)
    firings = []
    for rule, span in rules.items():
        weight = len(span) / max(longest_in[list_part[i]] for i in span)
        if has_own and rule.topic_code != topic_code:
            weight *= _FOREIGN
        if aims.issuperset(clause_of[i] for i in span):
            weight *= _AIMED  # in 建立督办机制,保障老年人权益 the rights are no commitment
        firings.append(_Firing(rule, span, weight))

    def rank(firing: _Firing) -> tuple[bool, int, int, int, str]:
        rule, span, _ = firing
        # What the measure does stands in the clause of its verb, its ground before, its aim after.
        distance = abs(clause_of[max(span)] - main)
        is_foreign = rule.topic_code != topic_code
        return is_foreign, distance, -len(span), min(span), rule.subtopic_code

    return sorted(firings, key=rank)


def subtopic_weights(measures: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """List all subtopics of each measure, with weight and source, the primary one first.

    The weight (0 to 1) is the share of the characters of the longest rule in the same part of a
    list, halved for a subtopic of another topic beside one of the measure's own, and 0.3 of that
    for one named only as an aim. A clause that goes on about a thing without its name
    (月探访率达到100%) borrows the subtopic of the clause before it, or that of the item's heading.

    Args:
        measures: in the order of the plan, with measure_id, item_id, text, action and topic_code.
        items: their items, with item_id, section and heading.

    Example: 开办老年食堂并探访老人 -> ``eldercare-meals`` 1.0, ``eldercare-visits`` 0.5.
    """
    headings = (items["section"] + "。" + items["heading"]).set_axis(items["item_id"])
    above = measures["item_id"].map(headings).fillna("")
    before = measures.groupby("item_id", sort=False)["text"].shift(fill_value="")
    texts = measures[["measure_id", "item_id", "text", "topic_code", "action"]]
    texts = texts.assign(above=above, before=before)
    # What the clauses of an item go on about: first the kind that its heading names.
    going_on = {i: _main_kind(_firings(text, "")) for i, text in headings.items()}
    rows = []
    for measure_id, item_id, text, *context in texts.itertuples(index=False):
        firings = _firings(text, *context)
        for rule, _, weight in firings:
            rows.append((measure_id, rule.subtopic_code, weight, "words"))
        if not firings and pattern("clause_going_on").search(text):
            if going_on.get(item_id):
                rows.append((measure_id, going_on[item_id], 1.0, "borrowed"))
        else:
            going_on[item_id] = _main_kind(firings)
    return pd.DataFrame(rows, columns=["measure_id", "subtopic_code", "weight", "subtopic_source"])


def _main_kind(firings: list[_Firing]) -> str:
    """Return the primary subtopic, "" if there is none but what is named as an aim."""
    weighty = (firing.rule.subtopic_code for firing in firings if firing.weight > _AIMED)
    return next(weighty, "")


def code_subtopics(measures: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    """Give each measure its subtopic: of several the primary one (see ``subtopics.md``).

    What is named only as an aim (保障老年人权益) is none.

    Args:
        measures: with measure_id.
        weights: their subtopics, as `subtopic_weights` lists them.

    Returns:
        The measures with ``subtopic_code`` and ``subtopic_source``, "" where they have none.

    Example: 新建老年食堂6个 -> ``eldercare-meals``; 完善工作机制 -> "", no rule holds.
    """
    weighty = weights[weights["weight"] > _AIMED].drop_duplicates("measure_id")
    primary = weighty.set_index("measure_id")
    coded = measures
    for name in ("subtopic_code", "subtopic_source"):
        values = measures["measure_id"].map(primary[name]).astype("str").fillna("")
        coded = coded.assign(**{name: values})
    return coded


def subtopics_in(text: str, topic_code: str = "") -> set[str]:
    """Return the subtopics that a Simplified text names, as a measure of that topic."""
    rules = _most_specific(_longest_rules(text, topic_code, ()))
    return {rule.subtopic_code for rule in rules}


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
    rows = []
    for rule, span, weight in _firings(text, topic_code, "", around):
        words = "".join(text[i] for i in sorted(span))
        rows.append((rule.subtopic_code, rule.pattern, words, weight))
    return pd.DataFrame(rows, columns=["subtopic_code", "rule", "words", "weight"])
