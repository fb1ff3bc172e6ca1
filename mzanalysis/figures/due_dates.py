"""Find the date in a sentence by which a figure is due."""

import re
from itertools import pairwise

from mzanalysis.figures.quantities import Quantity
from mzanalysis.figures.roles import is_part
from mzanalysis.figures.sentence_parts import begins, first_clause, has, last_clause
from mzanalysis.figures.sentences import Sentence
from mzanalysis.text.dates import DateHit
from mzanalysis.text.patterns import pattern

# Between a figure and a date that says when it is done: no more than what is counted.
_NEXT = re.compile("[^,:#]{0,8}")


def find_due_date(sentence: Sentence, figure: Quantity, role: str) -> DateHit | None:
    """Return the date that covers a figure: the nearest before it that does, else one after it.

    A date covers its own clause and those that go on with its list (年内新建9处,改造5处). A later
    clause's date covers a figure where it only says when that is done: 建床位90张,6月底前验收.
    """
    text = _hide_figures(sentence)
    return _own_of_list(sentence, text, figure) or _nearest(sentence, text, figure, role)


def _nearest(sentence: Sentence, text: str, figure: Quantity, role: str) -> DateHit | None:
    """Return the date that covers a figure; ``text`` has # in the place of each figure."""
    earlier = [date for date in sentence.dates if date.end <= figure.start]
    if earlier:
        between = text[earlier[-1].end : figure.start]
        if is_part(sentence.text[: figure.start], figure):
            return earlier[-1]
        if _covers(earlier[-1], between, figure, role) and not _is_closed(
            earlier[-1], between, text
        ):
            return earlier[-1]
    date = _date_after(sentence.dates[len(earlier) :], text, figure, role)
    if date is None and sentence.frame and role == "target" and not earlier:
        return sentence.frame  # 到2027年,每街道1个中心;每村1处站点
    return date


def _date_after(dates: list[DateHit], text: str, figure: Quantity, role: str) -> DateHit | None:
    """Return the first date after a figure that says no more than when it is done."""
    for date in dates:
        clause_after = first_clause(text[date.end :])
        if role == "parameter" and not begins("paid", clause_after):
            continue
        between = text[figure.end : date.start]
        is_next = _NEXT.fullmatch(between)  # 剩余4个8月底前入住, 4处隐患一季度清零
        *clauses_between, last_between = re.split("[,:]", between)[1:] or [""]
        if begins("part_mark", last_between):
            return None  # 新建5座,其中3座冬至前竣工
        if is_next or (begins("completes", clause_after) and _all_count(clauses_between)):
            return date
    return None


def _own_of_list(sentence: Sentence, text: str, figure: Quantity) -> DateHit | None:
    """Return a figure's own date where as many dates as figures are told one to one.

    Example: of 6月底、9月底支出率分别达到50%、75% the 75% are due at the end of September.
    """
    dates = [date for date in sentence.dates if date.end <= figure.start]
    listed = dates[-1:]
    for date in reversed(dates[:-1]):
        if not pattern("and").fullmatch(text, date.end, listed[0].start):
            break
        listed.insert(0, date)
    if len(listed) <= 1:
        return None
    following = [other for other in sentence.figures if other.start >= listed[-1].end]
    told = following[: len(listed)]
    if figure not in told or len(told) < len(listed):
        return None
    lead = text[listed[-1].end : told[0].start]
    gaps = [text[a.end : b.start] for a, b in pairwise(told)]
    is_list = all(pattern("and").fullmatch(gap) for gap in gaps)
    return listed[told.index(figure)] if is_list and "分别" in lead else None


def _is_closed(date: DateHit, between: str, text: str) -> bool:
    """Tell a date that ends a clause about something else: 自查一季度完成,惠及9家."""
    return has("closed", f"{last_clause(text[: date.start])}@{between}")


def _hide_figures(sentence: Sentence) -> str:
    """Put # in the place of each figure, so that a clause shows whether it has one."""
    text = sentence.text
    for figure in sentence.figures:
        text = text[: figure.start] + "#" * (figure.end - figure.start) + text[figure.end :]
    return text


def _all_count(clauses: list[str]) -> bool:
    return all(re.search(r"[#\d]", clause) for clause in clauses)


def _covers(date: DateHit, between: str, figure: Quantity, role: str) -> bool:
    """Tell whether a date covers a figure after it; ``between`` has # for other figures."""
    first, *later = re.split("[,:]", between)
    if not later or (not first and len(later) == 1):
        return True
    is_frequency = figure.kind_code == "frequency" and has("period", later[-1])
    if role == "parameter" or is_frequency:
        return False
    if date.rule == "whole_year" and _is_state(later[-1], figure):
        return False  # 全年培训90人,持证率稳定在9%: a state takes no year
    if not first:  # 到2026年底,健全制度,入住率达到60%
        return True
    if "#" not in first and (len(later) > 1 or begins("event", first)):
        return False
    return _all_count(later[:-1])


def _is_state(clause: str, figure: Quantity) -> bool:
    """Tell a state that is reached from what is done: 达到9% and 提高到9%, not 增长9%."""
    clause = re.sub("[由从][^#]*#+", "", clause).partition("#")[0]
    change = pattern("changing").search(clause)
    if change and change[0][-1] not in "到至在":
        return False
    if figure.kind_code not in ("amount", "count"):
        return True
    reached = pattern("reaching").search(clause)
    return bool(reached and reached["verb"])
