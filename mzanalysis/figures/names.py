"""Name what a figure counts, as a noun phrase that stands by itself.

``80%的民办机构通过等级评定`` counts 通过等级评定的民办机构比例. Where the clause does not say it
all, the phrase is mended from the figures and clauses before it, the item's heading or its chapter.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from mzanalysis.figures.name_shapes import read_names
from mzanalysis.figures.own_words import FigureWords, cut_words
from mzanalysis.figures.phrases import (
    MaybeName,
    Surroundings,
    find,
    first_fit,
    fits,
    strip_lead,
    without,
)
from mzanalysis.figures.quantities import Quantity
from mzanalysis.figures.roles import is_part
from mzanalysis.figures.subjects import add_subject
from mzanalysis.resources import cached
from mzanalysis.text.patterns import pattern


class Phrase(NamedTuple):
    """What a figure counts: indicator, action (the verb), scope, and where its words stand."""

    indicator: str
    action: str
    scope: str
    start: int
    end: int


class _Case(NamedTuple):
    """A figure with its own words, one of its names, and the names it may lean on."""

    words: FigureWords
    names: list[str]  # as its own words give them
    verb: str
    at: int  # its number in the sentence
    whole: int  # the figure that it is a part of, else itself
    figures: tuple[Quantity, ...]
    around: Surroundings
    name: str = ""
    named: Sequence[Phrase] = ()  # the first phrase of each figure before it; at the end of all

    @property
    def previous(self) -> Quantity:
        """The figure before it."""
        return self.figures[self.at - 1]

    @property
    def above(self) -> str:
        """What the figure before it counts."""
        return self.named[self.at - 1].indicator


def name_figure(
    text: str, figures: Sequence[Quantity], index: int, around: Surroundings
) -> list[Phrase]:
    """Name what the figure ``figures[index]`` of a folded sentence counts: ``name_figures``."""
    return name_figures(text, tuple(figures), around)[index]


@cached  # the figures of a sentence are asked for one after another
def name_figures(
    text: str, figures: tuple[Quantity, ...], around: Surroundings
) -> list[list[Phrase]]:
    """Name what each figure of a folded sentence counts, from left to right.

    Returns:
        For each figure one phrase, or one per member where several rates share the figure
        (``主动服务率、全程网办率均达到100%``).
    """
    cases: list[_Case] = []
    named: list[Phrase] = []
    whole = 0
    for index, figure in enumerate(figures):
        words = cut_words(text, figures, index)
        names, verb, scope = read_names(words)
        if words.kind == "percent" and words.right and not words.head and index:
            verb = named[-1].action  # 实现80%的X达到A,80%的Y达到B
        if not is_part(words.text[: figure.start], figure):
            whole = index
        words = words._replace(scope=scope)
        cases.append(_Case(words, names, verb, index, whole, figures, around))
        named.append(_complete(cases[-1], named)[0])
    return [_complete(case, named) for case in cases]  # a grade may lean on what follows it


def _complete(case: _Case, named: Sequence[Phrase]) -> list[Phrase]:
    """Complete the names of a figure by those of others and by what stands before them."""
    phrases = []
    words = case.words
    for own_name in case.names:
        case = case._replace(name=own_name or _thing_before(case), named=named)
        name = first_fit(_SHAPES, case) or ""
        verb = case.verb
        if case.whole < case.at:
            verb = verb or named[case.whole].action
        case = case._replace(name=name, verb=verb)
        phrases.append(Phrase(name, _verb(case), words.scope, words.start, words.end))
    return phrases


def _thing_before(case: _Case) -> str:
    """Name a figure by the clause before it: 实施公路提升行动,新改建9公里 -> 公路提升行动."""
    clause = re.split("[,;:]", case.words.before.rstrip(",;:"))[-1]
    if case.at >= case.words.of or re.search(r"\d", clause):
        return ""
    return without(strip_lead(clause)[1], "extends")


def _of_grade(case: _Case) -> MaybeName:
    """新建县级养老中心8个、乡镇级12个 -> of the 12个: 乡镇级养老中心."""
    grade = pattern("grade").fullmatch(case.name.removesuffix("比例"))
    is_last_pass = len(case.named) == len(case.figures) > 1
    if not grade or not is_last_pass:
        return None
    others = case.named[: case.at][::-1]
    if case.at + 1 < len(case.figures) and (case.words.right or not case.at):
        others = case.named[case.at + 1 :]  # 五星级9家、四星级8家养老机构
    for other in others:
        if not fits("grade", other.indicator):
            return grade.group() + without(other.indicator, "grades")
    return grade.group()


def _part_at_place(case: _Case) -> MaybeName:
    """新建公墓30处,其中街道12处 -> of the 12处: 街道公墓."""
    if case.whole == case.at or not fits("place_part", case.name):
        return None
    total = case.whole
    for index in range(case.whole, -1, -1):
        if case.figures[index].unit == case.words.figure.unit:
            total = index
            break
    return case.name + case.named[total].indicator.removeprefix("城乡")


def _leaning(case: _Case) -> MaybeName:
    """Complete a name that leans on a figure before it."""
    if case.at == 0:
        return None
    return first_fit(_LEANING, case)


def _rate_of_things(case: _Case) -> MaybeName:
    """新建幸福院9所,覆盖率达75% -> of the 75%: 幸福院覆盖率."""
    gap = case.words.text[case.previous.end : case.words.start]
    is_bare = fits("bare_rate", case.name) and fits("next_clause", gap)
    if is_bare and case.previous.kind_code == "count":
        return case.above + case.name
    return None


def _rate_of_part(case: _Case) -> MaybeName:
    """年检率达95%,其中基金会100% -> of the 100%: 基金会年检率."""
    if not (case.words.text.startswith("其中", case.words.start) and case.name.endswith("比例")):
        return None
    rate = re.search("..[率度]$", case.above)
    if rate is None:
        return case.name
    return case.name.removesuffix("比例") + rate.group()


def _done_to_same(case: _Case) -> MaybeName:
    """新登记社会组织90家,注销60家 -> of the 60家: 社会组织注销."""
    is_noun = pattern("nominal_end").fullmatch
    what = case.name or case.verb
    is_set_up = not case.name and find("makes_more", case.verb)
    is_alike = case.previous.kind_code == "count" and case.previous.unit == case.words.figure.unit
    if is_set_up or not (is_alike and what):
        return None
    if what != case.verb and not is_noun(what):
        return None
    if is_noun(case.above):
        return what
    return case.above + what


def _same_rate(case: _Case) -> MaybeName:
    """安葬率提高2个百分点,达到45% -> of the 45%: 安葬率."""
    is_same = not case.name and case.words.kind == "percent"
    if is_same:
        return without(case.above, "changing")
    return None


def _change(case: _Case) -> MaybeName:
    """慈善收入达9亿元,增长8% -> of the 8%: 慈善收入增长."""
    is_open = case.name or not case.verb
    if case.at < case.words.of or not is_open or not pattern("leaning").match(case.name):
        return None
    above = case.named[case.at - case.words.of].indicator
    if case.name.startswith("占"):
        above = without(above, "changing")
    return above.removesuffix(case.name) + case.name


def _with_subject(case: _Case) -> MaybeName:
    """加强残疾人两项补贴管理,主动服务率达到100% -> 残疾人两项补贴主动服务率."""
    if not case.name:
        return None
    clauses = re.split("[,;:]", case.words.before)
    if case.words.kind == "count":  # what another figure counts is no subject
        clauses = [clause for clause in clauses if not re.search(r"\d", clause)]
    if case.name != case.names[0]:  # 留守儿童采集率、签订率
        clauses.append(case.names[0])
    return add_subject(case.name, ",".join(clauses), case.around, case.words.who)


_SHAPES = (_of_grade, _part_at_place, _leaning, _with_subject)
_LEANING = (_rate_of_things, _rate_of_part, _done_to_same, _same_rate, _change)


def _verb(case: _Case) -> str:
    """Return the verb of a figure: its own, else that of the list or the noun it stands for.

    Example: 完成县界联检3条,乡界联检9条 -> of the 9条: 完成.
    """
    words = case.words
    verb = case.verb
    risen = pattern("rises_to").search(words.text, words.figure.end)
    if risen and words.figure.is_base:  # 由95%提高到99%
        verb = risen["verb"]
    if case.at and not verb and _goes_on(case):
        verb = case.named[case.at - 1].action
    if verb in ("", "按") and "按" in words.left + words.head:  # 按每月不低于50元的标准执行
        done = pattern("at_rate").match(words.text, words.figure.end)
        if done:
            verb = done["verb"]
    noun = find("nominal_end", case.name)
    if noun and not verb:
        verb = noun.group()
    return re.sub("^同比|(?<=..)[到至为在]$", "", verb)


def _goes_on(case: _Case) -> bool:
    """Tell whether a figure goes on with the list of the one before it: 9条,乡界联检9条."""
    words = case.words
    previous = case.previous
    is_alike = words.kind == "count" and previous.unit == words.figure.unit
    is_bound = without(words.left, "reaching") != words.left or words.left.startswith("新")
    return bool(previous.is_base or words.rank or (is_alike and not words.right and not is_bound))
