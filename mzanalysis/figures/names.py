"""Name what a figure counts, as a noun phrase that stands by itself.

Where its own words do not say it all, the name is mended from the figures and clauses before it,
the item's heading or its chapter; how, the rows of ``names.csv`` say.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mzanalysis.figures.name_rows import read_row
from mzanalysis.figures.own_words import FigureWords, cut_words
from mzanalysis.figures.phrases import Surroundings, find, fits, strip_lead, without
from mzanalysis.figures.quantities import Quantity
from mzanalysis.figures.readings import Names, read_names
from mzanalysis.figures.roles import is_part
from mzanalysis.resources import cached
from mzanalysis.text.patterns import pattern

_NEAR = 160  # characters before the sentence in which a subject may still be meant


class Phrase(NamedTuple):
    """What a figure counts: indicator, action (the verb), scope, and where its words stand.

    ``shapes`` are the rows of ``names.csv`` that say so.
    """

    indicator: str
    action: str
    scope: str
    start: int
    end: int
    shapes: tuple[str, ...] = ()


class _Case(NamedTuple):
    """A figure with what its own words say, and the names it may lean on."""

    words: FigureWords
    own: Names
    at: int  # its number in the sentence
    whole: int  # the figure that it is a part of, else itself
    figures: tuple[Quantity, ...]
    around: Surroundings
    named: Sequence[Phrase] = ()  # the first phrase of each figure before it; at the end of all


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
        own = read_names(words)
        if words.kind == "percent" and words.right and not words.head and index:
            own = own._replace(action=named[-1].action)  # 实现80%的X达到A,80%的Y达到B
        if not is_part(text[: figure.start], figure):
            whole = index
        cases.append(_Case(words, own, index, whole, figures, around))
        named.append(_complete(cases[-1], named)[0])
    return [_complete(case, named) for case in cases]  # a grade may lean on what follows it


def _complete(case: _Case, named: Sequence[Phrase]) -> list[Phrase]:
    """Complete the names of a figure by those of others and by what stands before them."""
    case = case._replace(named=named)
    words = case.words
    own = case.own
    phrases = []
    for own_name in own.names:
        name, mended = _mend(case, own_name)
        verb = own.action
        if case.whole < case.at:
            verb = verb or named[case.whole].action
        action = _verb(case, verb, name)
        shapes = own.shape, *mended
        phrases.append(Phrase(name, action, own.scope, words.start, words.end, shapes))
    return phrases


def _mend(case: _Case, name: str) -> tuple[str, list[str]]:
    """Return a name with what it lacks, and the rows that say so."""
    kinds = {case.words.kind}
    shapes = []
    reading = None
    if not name:
        reading = read_row("clause", kinds, _clause_before(case), "", {})
    if reading:
        name = reading.name()
        shapes.append(reading.row["shape"])
    for reads, before, after in _contexts(case, name):
        reading = read_row(reads, kinds, before, after, {})
        if reading:
            return reading.name(), [*shapes, reading.row["shape"]]
    return name, shapes


def _clause_before(case: _Case) -> str:
    """Return the clause before a figure, which may name it: 实施公路提升行动,新改建9公里."""
    if case.at >= case.words.of:
        return ""
    return without(re.split("[,;:]", case.words.before.rstrip(",;:"))[-1], "extends")


def _contexts(case: _Case, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield what may mend a name, in order: what rows read, what stands before, and the name."""
    words = case.words
    if case.named and len(case.named) == len(case.figures) > 1:
        yield "grade", _named_with_grade(case), name
    if case.whole < case.at:
        yield "whole", _name_of_total(case), name
    if case.at >= words.of:
        yield "figure", _figure_before(case), f"{name};{case.own.action}"
    if not name:
        return
    clauses = re.split("[,;:]", words.before)
    if words.kind == "count":  # what another figure counts is no subject
        clauses = [clause for clause in clauses if not re.search(r"\d", clause)]
    if name != case.own.names[0]:  # 留守儿童采集率、签订率
        clauses.append(case.own.names[0])
    clauses = [clause for clause in clauses if clause] or [""]
    yield "phrase", strip_lead(clauses[-1])[1], name
    sentence = ",".join(clauses)
    yield "sentence", sentence, name
    headings = ",".join(reversed(case.around.headings))
    earlier = f"{headings},{case.around.before[-_NEAR:]},{sentence}"
    yield "earlier", earlier, name
    yield "who", words.who, name
    subjects = _subjects(sentence, headings)
    if subjects:
        yield "subject", re.sub("^两项", "残疾人两项", subjects[-1]), name


def _subjects(sentence: str, headings: str) -> list[str]:
    """Return the subjects that a sentence names, else those of its headings, if they are ours.

    Another sentence of the item is not asked: what it is about may be something else.
    """
    subjects = pattern("figure_subject").findall(sentence)
    if not subjects and find("our_subject", headings):
        return pattern("figure_subject").findall(headings)
    return subjects


def _named_with_grade(case: _Case) -> str:
    """Return the nearest name that is more than a grade: 五星级9家、四星级8家|养老机构."""
    others = case.named[: case.at][::-1]
    if case.at + 1 < len(case.figures) and (case.words.right or not case.at):
        others = case.named[case.at + 1 :]
    for other in others:
        if not fits("grade", other.indicator):
            return other.indicator
    return ""


def _name_of_total(case: _Case) -> str:
    """Return the name of the figure of the same unit of which a figure is a part."""
    for index in range(case.whole, -1, -1):
        if case.figures[index].unit == case.words.figure.unit:
            return case.named[index].indicator
    return case.named[case.whole].indicator


def _figure_before(case: _Case) -> str:
    """Write the figure before one for the rows: its kind, ``=`` if of one unit, name and gap."""
    words = case.words
    index = case.at - words.of
    previous = case.figures[index]
    gap = words.text[previous.end : words.start]
    if words.text.startswith("其中", words.start):
        gap += "其中"
    alike = "=" if previous.unit == words.figure.unit else ""
    return f"{previous.kind_code}{alike}:{case.named[index].indicator};{gap}"


def _verb(case: _Case, verb: str, name: str) -> str:
    """Return the verb of a figure: its own, else that of the list or the noun it stands for.

    Example: 完成县界联检3条,乡界联检9条 -> of the 9条: 完成.
    """
    words = case.words
    risen = pattern("rises_to").search(words.text, words.figure.end)
    if risen and words.figure.is_base:  # 由95%提高到99%
        verb = risen["verb"]
    if case.at and not verb and _goes_on(case):
        verb = case.named[case.at - 1].action
    if verb in ("", "按") and "按" in words.left + words.head:  # 按每月不低于50元的标准执行
        done = pattern("at_rate").match(words.text, words.figure.end)
        if done:
            verb = done["verb"]
    noun = find("nominal_end", name)
    if noun and not verb:
        verb = noun.group()
    return re.sub("^同比|(?<=..)[到至为在]$", "", verb)


def _goes_on(case: _Case) -> bool:
    """Tell whether a figure goes on with the list of the one before it: 9条,乡界联检9条."""
    words = case.words
    previous = case.figures[case.at - 1]
    is_alike = words.kind == "count" and previous.unit == words.figure.unit
    is_bound = without(words.left, "reaching") != words.left or words.left.startswith("新")
    return bool(previous.is_base or words.rank or (is_alike and not words.right and not is_bound))
