"""Tell a figure from what only looks like one: a name, an ordinal, a grade, an age, a phase.

A number in digits is a figure unless its neighbours tell otherwise. One in Chinese characters is
often part of a name (三项制度, 一户一策); column ``chinese`` of ``units.csv`` says what it takes:

- ``yes``: a figure, 一 only where it counts something; ``no``: none;
- ``made``, ``guarded``: none up to ten, unless a verb before it makes or counts things, and none
  before what cannot be counted; ``made`` may stand ahead of its noun (完成两条界线勘定);
- ``held``: sessions that are held, no phases (举办两期, but 三期工程);
- ``timed``: a limit of time, in digits too; ``never``: no figure in digits either (5年, 4级).
"""

import re
from typing import NamedTuple

from mzanalysis.figures.sentence_parts import begins, has, last_clause
from mzanalysis.figures.units import NO_UNIT, units
from mzanalysis.text import numbers
from mzanalysis.text.patterns import words

_SMALL = (*numbers.DIGITS, "十")


class Candidate(NamedTuple):
    """A number with a unit, and the text around it."""

    numeral: str
    unit: str
    before: str
    after: str
    comparator_code: str
    is_rounded: bool


def is_figure(candidate: Candidate) -> bool:
    """Tell a figure from a name, an ordinal, a grade, an age or a date by its form."""
    if _is_part_of_another(candidate):
        return False
    unit, before, after = candidate.unit, candidate.before, candidate.after
    rule = units().get(unit, NO_UNIT).chinese
    if rule == "never":
        return unit == "岁" and "寿命" in before
    if unit in ("个", "项") and after.startswith("月"):
        return False
    if unit == "成" and begins("no_share", after):
        return False
    if rule in ("timed", "lasting") and has("lasting", f"{last_clause(before)}#{after}"):
        return True
    if rule == "lasting":
        return False
    if rule == "timed":
        is_changed = has("shorter", before) or begins("rising", after)
        return is_changed or candidate.comparator_code != "eq"
    return candidate.numeral[0] not in numbers.HAN or _is_chinese_figure(candidate, rule)


def _is_part_of_another(candidate: Candidate) -> bool:
    """Tell a number that its neighbours make an ordinal, a grade or a code: 第3号, 4A级, 0888."""
    numeral, before = candidate.numeral, candidate.before
    if has("no_number_before", before) or re.match(r"0\d", numeral):
        return True
    if begins("no_number_after", candidate.after):
        return True
    if candidate.unit == "%":
        return False
    ending = "[几数]$" if numeral[0] in numbers.HAN else "[A-Za-z]$"
    return re.search(ending, before) is not None


def _is_chinese_figure(candidate: Candidate, rule: str) -> bool:
    if rule == "no" or _is_name(candidate):
        return False
    clause = last_clause(candidate.before)
    if rule == "held":
        return has("held", clause)
    if candidate.comparator_code in ("ge", "le", "gt") and not clause.endswith("跑"):
        return True  # but 最多跑一次 is a slogan
    if candidate.unit == "次":
        return _is_repeated(candidate, clause)
    is_counted = has("concrete", clause) or has("each", clause)
    if rule == "yes":
        is_share = units()[candidate.unit].kind_code in ("percent", "multiple")  # 近一成, 增长一倍
        return is_counted or is_share or candidate.numeral != "一"
    small = numbers.DIGITS if candidate.is_rounded else _SMALL  # 十几个 counts
    if candidate.numeral in small and not is_counted and not _is_made(candidate, rule, clause):
        return False
    return not has("abstract", re.split("[,;。、]", candidate.after)[0])


def _is_repeated(candidate: Candidate, clause: str) -> bool:
    """Tell what is done so often from a phrase: 每月走访一次, 举办大赛一次."""
    if has("often", clause):
        return True
    return has("held_once", clause) and begins("after_noun", candidate.after)


def _is_name(candidate: Candidate) -> bool:
    numeral = candidate.numeral
    if numeral[0] in "百千万亿" and not candidate.is_rounded:  # 百社联百村
        return True
    if numeral != "一":
        return False
    if candidate.unit in ("批", "系列") or has("new_round", candidate.before):
        return True
    if re.search("一[一-鿿]、.$", candidate.before):  # 办一个、成一个
        return True
    if (candidate.unit + candidate.after).startswith(tuple(words("routine"))):  # 每月一例会
        return True
    return bool(re.match(".{0,3}一", candidate.after))  # 一户一策


def _is_made(candidate: Candidate, rule: str, clause: str) -> bool:
    """Tell whether a small number counts what a verb further ahead makes: 举办培训班两期."""
    stands_ahead = rule == "made" and candidate.numeral != "一"
    if not stands_ahead and not begins("after_noun", candidate.after):
        return False
    return has("makes", clause)
