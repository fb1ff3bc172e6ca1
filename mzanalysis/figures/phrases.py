"""Read phrases: strip label, times and verbs off them, and try shapes on them in order."""

import re
from typing import NamedTuple, TypeVar

from mzanalysis.figures.quantities import Quantity
from mzanalysis.text.patterns import pattern

MaybeName = str | None
Words = TypeVar("Words")
Reading = TypeVar("Reading")


class Surroundings(NamedTuple):
    """What may mend a phrase: the headings above, and the item's text before the sentence."""

    headings: tuple[str, ...] = ()
    before: str = ""


def find(name: str, words: str) -> re.Match[str] | None:
    """Return where the pattern of this name is found first."""
    return pattern(name).search(words)


def fits(name: str, words: str) -> re.Match[str] | None:
    """Return the match of the pattern of this name if it fits the words as a whole."""
    return pattern(name).fullmatch(words)


def without(words: str, *names: str) -> str:
    """Return words without what the patterns of these names find, one after another.

    Example: ``without("每月不低于", "bind", "per")`` -> ``""``.
    """
    for name in names:
        words = pattern(name).sub("", words)
    return words


def verb_of(name: str, words: str) -> str:
    """Return the verb that the pattern of this name finds; ``""`` if it finds none.

    Example: ``verb_of("changing", "低保标准同比增长")`` -> ``同比增长``.
    """
    found = find(name, words)
    return (found and found["verb"]) or ""


def is_threshold(text: str, figure: Quantity, following: Quantity) -> bool:
    """Tell whether a figure only describes what the next one counts: 5亿元以上项目17个."""
    gap = pattern("threshold").fullmatch(text, figure.end, following.start)
    return gap is not None and not find("is_counted", gap["what"])


def strip_lead(words: str, *, aim_only: bool = False) -> tuple[str, str, str]:
    """Take label, times, adverbs, scope and leading verbs off; return verb, rest and scope.

    For rates, whose subject may begin with a verb (登记对象接受服务率), ``aim_only`` takes off only
    verbs of aim (确保, 实现).

    Example: ``strip_lead("全年新建站点")`` -> ``("新建", "站点", "")``.
    """
    rest = without(words, "numbering")
    action = scope = pushed = ""
    adverbs = pattern("push" if aim_only else "adverbs")
    while rest:
        if time := _leading_time(rest):
            rest = _after_times(rest[time.end() :].lstrip())
        elif place := pattern("scope").match(rest):
            scope = place.group()
            rest = rest[place.end() :]
        elif not aim_only and (what := _after_served(rest)):
            rest = what
        elif adverb := adverbs.match(rest):
            pushed = adverb.group()
            rest = rest[adverb.end() :]
        elif rest[0] in "将把":
            rest = rest[1:]
        elif leading := _leading_verb(rest, action, aim_only):
            action, rest = leading
            if not pattern("leading").match(action):
                break
        else:
            break
    if rest and not action and pushed == "争取" and not aim_only:  # 争取资金9万元: its own verb
        return pushed, rest.removeprefix("到"), scope
    return action, rest, scope


def _leading_time(words: str) -> re.Match[str] | None:
    """Return the time that words begin with: 6月底前|完成."""
    time = pattern("time").match(words)
    return time if time and find("time_word", time.group()) else None


def _after_times(words: str) -> str:
    """Return what follows further times of a list: 、9月底、11月底|支出率."""
    while words[:1] in ("、", "和", "及") and (time := _leading_time(words[1:])):
        words = words[1 + time.end() :].lstrip()
    return words


def _after_served(words: str) -> str:
    """Return what follows those a service is for: 为老人提供服务 -> 提供服务."""
    served = pattern("preposition").match(words)
    return words[served.end() :] if served else ""


def _leading_verb(words: str, action: str, aim_only: bool) -> tuple[str, str] | None:
    """Return the verb that words begin with, and what follows it.

    ``action`` is the verb before them: what is left behind one is no verb any more, but a noun
    (组织|培训), unless it has an object that is left out (推动每个镇|建有).
    """
    if aim_only:
        aim = pattern("aim").match(words)
        if aim is None or pattern("not_verb").match(words, aim.end()):
            return None
        return aim.group(), words[aim.end() :]
    verb = pattern("verbs").match(words)
    if verb is None:
        return None
    if action and verb.group() == words and not fits("may_have", words):
        return None
    return verb["verb"], words[verb.end() :]
