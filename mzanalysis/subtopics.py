"""Code measures by the second level of the codebook: the kind of measure a city commits to.

The rules are the column ``terms`` of ``resources/subtopics.csv``, in a small language (see also
``resources/subtopics.md``): ``;`` separates alternatives, ``+`` joins parts that must all hold,
``|`` the words of a part of which one must stand in the measure, ``-`` goes before a word that
must not. Beside words, a part may hold ``<…>``, words that may also stand around the measure (in
the headings above it or the measure before it), and ``@``: the measure has the row's topic.

* ``食堂|饭堂+老年|长者-学校``: a canteen and the old, no school
* ``持证上岗+@|<护理员>``: 持证上岗率达到90% in elderly care, or after 培训护理员

The first part must hold a word of the measure itself. A word has at least two characters; one of
two or three does not match from within one word into the next (养老 not in 赡养|老人).
"""

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

import pandas as pd

from mzanalysis.resources import read_table
from mzanalysis.segment import segment

# Longer words are safe without a look at the borders of the segmented words.
_LONGEST_CHECKED = 3
# The weight of a subtopic beside one of the measure's own topic.
_FOREIGN = 0.5
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


def _parse(pattern: str, subtopic_code: str, topic_code: str) -> _Rule:
    parts: list[tuple[_Words, _Words]] = []
    unless: list[str] = []
    for sign, part in _PART.findall(pattern):
        near = [w for around, _ in _OPTION.findall(part) for w in around.split("|") if w]
        here = [word for _, word in _OPTION.findall(part) if word]
        if sign == "-":
            unless += here
        else:
            parts.append((tuple(sorted(here + near, key=lambda w: (-len(w), w))), tuple(near)))
    return _Rule(subtopic_code, topic_code, pattern, tuple(parts), tuple(unless))


@cache
def _index() -> tuple[dict[str, list[_Rule]], dict[str, set[str]]]:
    """Return the rules by each word of their first part, and all words by their beginning."""
    rules: dict[str, list[_Rule]] = defaultdict(list)
    words: dict[str, set[str]] = defaultdict(set)
    for row in read_table("subtopics.csv").to_dict("records"):
        for pattern in row["terms"].split(";"):
            rule = _parse(pattern, row["subtopic_code"], row["topic_code"])
            for word in rule.parts[0][0]:
                rules[word].append(rule)
            for word in (*rule.unless, *(word for part in rule.parts for word in part[0])):
                words[word[:2]].add(word)
    return rules, words


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
                if _cuts_a_word(numbers, i, i + len(word)):
                    continue
            found[word] = i
    return found


def _cuts_a_word(numbers: list[int], start: int, end: int) -> bool:
    """Say whether a span leaves a word of which it holds only a part."""
    before, after = numbers[start - 1 : start], numbers[end : end + 1]
    is_cut = before == [numbers[start]] or after == [numbers[end - 1]]
    return is_cut and numbers[start] != numbers[end - 1]


def _span(rule: _Rule, topic_code: str, here: _Places, around: list[_Places]) -> frozenset[int]:
    """Return the characters that a rule's words cover; none if it does not hold."""
    span: set[int] = set()
    if any(word in here for word in rule.unless):
        return frozenset()
    for words, near in rule.parts:
        word = next((word for word in words if word in here), "")
        if word:
            span.update(range(here[word], here[word] + len(word)))
        elif not ("@" in words and topic_code == rule.topic_code) and not any(
            word in places for places in around for word in near
        ):
            return frozenset()
    return frozenset(span)


_Firing = tuple[_Rule, frozenset[int], float]


def _firings(text: str, topic_code: str, action: str = "", *around: str) -> list[_Firing]:
    """Return each subtopic's longest rule that holds, with its weight; the primary one first."""
    here, near = _words_in(text), [_words_in(part) for part in around]
    best: dict[str, tuple[_Rule, frozenset[int]]] = {}
    for rule in dict.fromkeys(rule for word in here for rule in _index()[0].get(word, ())):
        span = _span(rule, topic_code, here, near)
        if span and len(span) > len(best.get(rule.subtopic_code, ("", ""))[1]):
            best[rule.subtopic_code] = rule, span
    # The more specific rule wins: 养老机构+安全 drops 养老机构.
    kept = [(r, s) for r, s in best.values() if not any(s < other for _, other in best.values())]
    longest = max((len(span) for _, span in kept), default=1)
    is_own = {rule.topic_code == topic_code for rule, _ in kept} == {True, False}
    main = text.count(",", 0, max(text.find(action), 0))

    def rank(firing: _Firing) -> tuple:
        rule, span, _ = firing
        # What the measure does stands in the clause of its verb, its ground before, its aim after.
        distance = abs(text.count(",", 0, max(span)) - main)
        return rule.topic_code != topic_code, distance, -len(span), min(span), rule.subtopic_code

    firings = [
        (r, s, len(s) / longest * (_FOREIGN if is_own and r.topic_code != topic_code else 1.0))
        for r, s in kept
    ]
    return sorted(firings, key=rank)


def _code(measures: pd.DataFrame, items: pd.DataFrame) -> list[list[_Firing]]:
    headings = (items["section"] + "。" + items["heading"]).set_axis(items["item_id"])
    above = measures["item_id"].map(headings).fillna("")
    before = measures.groupby("item_id", sort=False)["text"].shift(fill_value="")
    columns = measures["text"], measures["topic_code"], measures["action"], above, before
    return [_firings(*row) for row in zip(*columns, strict=True)]


def code_subtopics(measures: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Give each measure its subtopic: the kind of measure it is.

    Where several fit, one of the measure's own topic goes first, then one in the clause of its
    verb, then the one whose words cover more.

    Args:
        measures: in the order of the plan, with item_id, text, action and topic_code.
        items: their items, with item_id, section and heading.

    Returns:
        The measures with subtopic_code, "" where no rule holds.

    Example: 新建老年食堂6个 -> ``eldercare-meals``; 完善工作机制 -> "".
    """
    codes = [found[0][0].subtopic_code if found else "" for found in _code(measures, items)]
    return measures.assign(subtopic_code=pd.Series(codes, index=measures.index, dtype="str"))


def subtopic_weights(measures: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """List all subtopics of each measure: measure_id, subtopic_code, weight, primary one first.

    The weight (0 to 1) is the share of the longest rule's characters, halved for a subtopic of
    another topic beside one of the measure's own. Arguments as for `code_subtopics`.
    """
    rows = [
        {"measure_id": measure_id, "subtopic_code": rule.subtopic_code, "weight": weight}
        for measure_id, found in zip(measures["measure_id"], _code(measures, items), strict=True)
        for rule, _, weight in found
    ]
    return pd.DataFrame(rows, columns=["measure_id", "subtopic_code", "weight"])


def explain_subtopics(text: str, topic_code: str = "", around: str = "") -> pd.DataFrame:
    """List the rules that hold for a text, primary one first: the reasons of its subtopic.

    Args:
        text: a measure or any Simplified text (see `mzanalysis.folding.fold`).
        topic_code: its topic, for rules with ``@``.
        around: the headings above it and the measure before it, for rules with ``<…>``.

    Returns:
        One row per subtopic: subtopic_code, rule, words (what they cover of the text), weight.

    Example: ``explain_subtopics("新建老年食堂6个")`` has one row: eldercare-meals, 老年食堂.
    """
    found = _firings(text, topic_code, "", around)
    rows = [
        (r.subtopic_code, r.pattern, "".join(text[i] for i in sorted(s)), w) for r, s, w in found
    ]
    return pd.DataFrame(rows, columns=["subtopic_code", "rule", "words", "weight"])
