"""Name what a figure counts, as a noun phrase that stands by itself.

``80%的民办机构通过等级评定`` counts 通过等级评定的民办机构比例. Where the clause does not say it
all, the phrase is mended from the clauses before it, the item's heading or its chapter.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from mzanalysis.figures import phrases as cut
from mzanalysis.figures.name_shapes import read_names
from mzanalysis.figures.phrases import FigureWords, Surroundings, strip_lead
from mzanalysis.figures.quantities import Quantity
from mzanalysis.figures.roles import is_part
from mzanalysis.text.patterns import pattern


class Phrase(NamedTuple):
    """What a figure counts: indicator, action (the verb), scope, and where its words stand."""

    indicator: str
    action: str
    scope: str
    start: int
    end: int


# The sentence, its figures, the figure's number and words, and what names another figure.
_Place = tuple[str, Sequence[Quantity], int, FigureWords, Callable[[int], Phrase]]


def name_figure(
    text: str, figures: Sequence[Quantity], index: int, around: Surroundings, is_asked: bool = False
) -> list[Phrase]:
    """Name what the figure ``figures[index]`` of a folded sentence counts.

    ``is_asked``: another figure asks for its own name, and is not asked back.

    Returns:
        One phrase, or one per member where several rates share the figure
        (``主动服务率、全程网办率均达到100%``).
    """
    part, figure = cut.cut_words(text, figures, index), figures[index]

    def other(i: int) -> Phrase:
        return name_figure(text, figures, i, around, True)[0]

    if pattern("tail").fullmatch(part.right) or figure.is_base:
        part = part._replace(right="")
    names, action, scope = read_names(text, part, figure)
    if figure.kind_code == "percent" and part.right and not part.head and index:
        action = other(index - 1).action  # 实现80%的X达到A,80%的Y达到B
    place = (text, figures, index, part, other)
    clauses = re.split(r"[,;:]", text[: part.start])
    is_count = figure.kind_code == "count"  # what another figure counts is no subject
    phrases = []
    for name in names:
        if not name and index < part.of:  # 实施公路提升行动,新改建9公里
            above = re.split(r"[,;:]", text[: part.start].rstrip(",;:"))[-1]
            above = "" if re.search(r"\d", above) else strip_lead(above)[1]
            name = pattern("extends").sub("", above)
        total = index
        while total and is_part(text[: figures[total].start], figures[total]):
            total -= 1
        level = pattern("grade").fullmatch(name.removesuffix("比例"))
        if level and len(figures) > 1 and not is_asked:  # 县级服务中心8个、乡镇级32个
            is_next = index + 1 < len(figures) and (part.right or not index)
            places = range(index + 1, len(figures)) if is_next else range(index - 1, -1, -1)
            wholes = (other(i).indicator for i in places)
            whole = next((n for n in wholes if not pattern("grade").fullmatch(n)), "")
            name = level.group() + pattern("grades").sub("", whole)
        elif total < index and pattern("place_part").fullmatch(name):  # 其中街道12处、村18处
            same = (i for i in range(total, -1, -1) if figures[i].unit == figure.unit)
            name += other(next(same, total)).indicator.removeprefix("城乡")
        elif (leant := _lean(name, action, place)) is not None:
            name = leant
        elif name:
            earlier = [c for c in clauses if not (is_count and re.search(r"\d", c))]
            earlier += names[:1] if name != names[0] else []  # 留守儿童采集率、签订率
            name = cut.add_subject(name, ",".join(earlier), around, part.who)
        action = action or (other(total).action if total < index else "")
        verb = _action(name, action, place)
        phrases.append(Phrase(name, verb, scope, part.start, part.end))
    return phrases


def _lean(name: str, action: str, place: _Place) -> str | None:
    """Complete a name that leans on the figure before it; None if it does not."""
    text, figures, index, part, other = place
    if not index:
        return None
    gap, before = text[figures[index - 1].end : part.start], figures[index - 1]
    is_next = pattern("bare_rate").fullmatch(name) and pattern("next_clause").fullmatch(gap)
    if is_next and before.kind_code == "count":  # 新建公墓9处,覆盖率达75%
        return other(index - 1).indicator + name
    if text.startswith("其中", part.start) and name.endswith("比例"):
        rate = re.search("..[率度]$", other(index - 1).indicator)  # 年检率达95%,其中基金会100%
        return name.removesuffix("比例") + rate.group() if rate else name
    noun, what = pattern("nominal_end").fullmatch, name or action
    if not name and pattern("makes_more").search(action):
        what = ""
    is_alike = (before.kind_code, before.unit) == ("count", figures[index].unit)
    if is_alike and what and (what == action or noun(what)):  # 新登记社会组织9家,注销3家
        above = other(index - 1).indicator
        return what if noun(above) else above + what
    if not name and figures[index].kind_code == "percent":  # 安葬率提高2个百分点,达到45%
        return pattern("changing").sub("", other(index - 1).indicator)
    if index >= part.of and (name or not action) and pattern("leaning").match(name):
        above = other(index - part.of).indicator  # 收入9亿元,增长8%
        above = pattern("changing").sub("", above) if name.startswith("占") else above
        return above if above.endswith(name) else above + name
    return None


def _action(name: str, action: str, place: _Place) -> str:
    """Return the verb of a figure: its own, else that of the list or the noun it stands for."""
    text, figures, index, part, other = place
    figure, before = figures[index], figures[index - 1]
    if figure.is_base and (risen := pattern("rises_to").search(text, figure.end)):
        action = risen["verb"]
    is_bare = not part.right and figure.kind_code == "count" and before.unit == figure.unit
    is_bare &= pattern("reaching").sub("", part.left) == part.left and part.left[:1] != "新"
    if not action and index and (before.is_base or is_bare or part.rank):
        action = other(index - 1).action  # 完成县界联检3条,乡界联检9条
    if action in ("", "按") and "按" in part.left + part.head:
        done = pattern("at_rate").match(text, figure.end)
        action = done["verb"] if done else action
    if not action and (noun := pattern("nominal_end").search(name)):
        action = noun.group()
    return re.sub("^同比|(?<=..)[到至为在]$", "", action)
