"""Cut the words that belong to a figure out of its sentence."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from mzanalysis.figures.phrases import fits, is_threshold, without
from mzanalysis.figures.quantities import Quantity
from mzanalysis.text.patterns import pattern

Names = tuple[list[str], str, str]  # names, action, scope
MaybeNames = Names | None


class FigureWords(NamedTuple):
    """The words of a figure: before it, after it, and what its clause begins with.

    ``start`` and ``end`` say where they stand in ``text``, the folded sentence. ``rank`` and
    ``of`` are the figure's place in a bare list (分别达到4%、3%) and that list's length; ``who``
    are those a service is for (面向…, 为…提供).
    """

    text: str
    figure: Quantity
    kind: str  # kind_code of the figure; a multiple is named as a percent is
    left: str
    right: str
    head: str
    start: int
    end: int
    rank: int
    of: int
    who: str
    # What the reader of a kind makes of the words: a verb, what it is done to, and where.
    verb: str = ""
    thing: str = ""
    scope: str = ""
    bare: str = ""  # the words before without bounds and periods

    @property
    def before(self) -> str:
        """The sentence up to these words."""
        return self.text[: self.start]

    @property
    def following(self) -> str:
        """What follows these words in their clause."""
        return re.split("[,;:]", self.text[self.end :])[0]


def cut_words(text: str, figures: Sequence[Quantity], index: int) -> FigureWords:
    """Cut out the words of ``figures[index]``: its part of its clause.

    Example: in 建设中心14个、服务站25个 the words of 25个 are 服务站, with the head 建设中心.
    """
    figure = figures[index]
    masked, low, high = _hide_quotes(text, figures, figure)
    for stop in pattern("stop").finditer(masked, low, figure.start):
        low = stop.end()
    following_stop = pattern("stop").search(masked, figure.end, high)
    if following_stop:
        high = following_stop.start()
    mates = [mate for mate in figures if low <= mate.start and mate.end <= high]
    at = mates.index(figure)
    first, last = _bare_list(masked, mates, at)
    opening = first  # 由A提高到B: B's words stand before A
    while opening and mates[opening - 1].is_base and not figure.is_base:
        opening -= 1
    start = _start(text, masked, mates[: opening + 1], low)
    left = without(
        text[start : mates[opening].start], "part_mark", "inner_time", "bare_time", "per", "from"
    )
    right, end = _right(text, masked, mates[last : last + 2], high)
    if figure.is_base or fits("tail", right):
        right = ""
    served = pattern("served").search(text, low, figure.start)
    who = ""
    if served:
        who = without(served["who"], "scope", "who_else").removesuffix("的")
    return FigureWords(
        text=text,
        figure=figure,
        kind="percent" if figure.kind_code == "multiple" else figure.kind_code,
        left=left,
        right=right,
        head=text[low : mates[0].start],
        start=start,
        end=end,
        rank=at - first,
        of=last - first + 1,
        who=who,
    )


def _hide_quotes(text: str, figures: Sequence[Quantity], figure: Quantity) -> tuple[str, int, int]:
    """Blank what stands in quotation marks or brackets without figures; return the bounds, too.

    Within a quotation its own ends bound the figure's words, and a bracket behind the figure
    does: 30处(街道12处、村18处).
    """
    masked = text
    low = 0
    high = len(text)
    for quoted in pattern("quoted").finditer(text):
        start, end = quoted.span()
        if start < figure.start and figure.end < end:
            low = start + 1
            high = end - 1
        elif not any(start < other.start and other.end < end for other in figures):
            masked = masked[:start] + "□" * (end - start) + masked[end:]
        elif text[start] == "(" and figure.end <= start:
            high = min(high, start)
    return masked, low, high


def _bare_list(masked: str, mates: Sequence[Quantity], at: int) -> tuple[int, int]:
    """Return the first and last of the figures that stand bare beside one: they share a phrase."""
    is_beside = pattern("beside").fullmatch
    first = last = at
    while first and is_beside(masked, mates[first - 1].end, mates[first].start):
        first -= 1
    while last + 1 < len(mates) and is_beside(masked, mates[last].end, mates[last + 1].start):
        last += 1
    return first, last


def _start(text: str, masked: str, mates: Sequence[Quantity], low: int) -> int:
    """Return where the words of the last of the figures begin, at the earliest at ``low``."""
    before = len(mates) - 1
    while before and is_threshold(text, mates[before - 1], mates[before]):
        before -= 1
    if not before:
        return low
    start = mates[before - 1].end
    gap = masked[start : mates[before].start]
    cuts = [conjunction.end() for conjunction in pattern("and").finditer(gap)]
    if not cuts:
        return start
    if pattern("and").match(gap, _after_unit(gap, 0)):
        return start + cuts[0]
    return start + cuts[-1]


def _after_unit(text: str, place: int) -> int:
    """Return where the words after a figure begin: behind /人·月, 以上的."""
    unit_end = pattern("after_unit").match(text, place)
    return unit_end.end() if unit_end else place


def _right(text: str, masked: str, mates: Sequence[Quantity], high: int) -> tuple[str, int]:
    """Return the words between a figure and the next, or ``high`` if none follows; their end."""
    start = _after_unit(text, mates[0].end)
    end = high
    cuts = []
    if len(mates) > 1:
        end = mates[1].start
        cuts = [conjunction.start() for conjunction in pattern("and").finditer(masked, start, end)]
    if start in cuts:
        return "", start
    if cuts:
        end = cuts[-1]
    right = without(text[start:end], "at_standard", "done_by", "said_of")
    if len(mates) > 1 and not cuts:  # 9个项目完成投资5亿元: the projects are counted
        right = without(right, "own_sum")
    if pattern("and").match(right):
        right = ""
    return right, end
