"""Tell what a figure is to a plan: target, parameter, result or background.

Plans often open with last year's results; a result taken for a target would be a promise nobody
made. What decides: the chapter's heading, the density of reporting words in the chapter, and in
the sentence the last word about time before the figure.
"""

import re

import pandas as pd

from mzanalysis.figure_words import any_of, pattern
from mzanalysis.indicator_words import is_threshold
from mzanalysis.quantities import Quantity

_REVIEW = re.compile(any_of("review_heading"))
_OUTLOOK = re.compile(any_of("outlook_heading"))
_LASTING = re.compile(any_of("past_year"))  # holds for the sentences that follow, too
_PAST = re.compile(any_of("past_year", "past"))
_AHEAD = re.compile(any_of("ahead"))
# Chapters that report have 8 and more of these words per 1000 characters, chapters that plan
# below 6, in 18 government work reports and five civil-affairs plans.
_REPORTING = re.compile(any_of("past_year", "past", "reporting"))
_REPORTING_PER_1000 = 8
_LEAD = 12  # characters in which a sentence says of which time it speaks
_TIME_LIMITS = ("工作日", "天", "日", "小时", "分钟", "月")


def review_chapters(items: pd.DataFrame) -> set[tuple[str, str]]:
    """Return (plan_id, chapter) of the chapters that look back, by heading or by their words."""
    found = set()
    for (plan_id, chapter), group in items.groupby(["plan_id", "chapter"], sort=False):
        year = int(group["year"].iloc[0])
        is_review = heading_looks_back(str(chapter), year)
        if is_review is None:
            text = "\n".join(group["text"])
            n_past, n_ahead = len(_REPORTING.findall(text)), len(_AHEAD.findall(text))
            is_dense = n_past >= max(5, _REPORTING_PER_1000 * len(text) / 1000)
            is_review = is_dense and n_past >= 3 * n_ahead
        if is_review:
            found.add((str(plan_id), str(chapter)))
    return found


def heading_looks_back(heading: str, year: int) -> bool | None:
    """Tell what a heading says of its time: True the past, False what is to come, None nothing.

    Example: in a plan for 2025, ``2024年工作总结`` looks back, ``2024年总结和2025年安排`` ahead.
    """
    years = [int(y) for y in re.findall(r"20\d\d", heading)]
    if re.search(f"(?:{_REVIEW.pattern})$", heading) and max(years, default=0) < year:
        return True  # 目标任务完成情况
    if _OUTLOOK.search(heading) or any(y >= year for y in years):
        return bool(years) and max(years) < year
    return True if _REVIEW.search(heading) or years else None


def looks_back(text: str, year: int, default: bool, *, lasting: bool = False) -> bool:
    """Tell whether what follows ``text`` reports the past: the last word about time decides.

    Args:
        text: a sentence up to a figure, or whole.
        year: the plan's year.
        default: what holds where the text says nothing.
        lasting: ask for the sentences that follow, on which 已 or 目前 has no hold.
    """
    words = _LASTING if lasting else _PAST
    past = max((m.end() for m in words.finditer(text)), default=-1)
    ahead = max((m.end() for m in _AHEAD.finditer(text)), default=-1)
    for match in re.finditer(r"(20\d\d)年(?!度)", text):
        if lasting and match.start() > _LEAD:  # 完成2009年验收任务 names a thing
            continue
        if int(match.group(1)) < year:
            past = max(past, match.end())
        else:
            ahead = max(ahead, match.end())
    return default if past == ahead else past > ahead


def role_of(text: str, figure: Quantity, following: Quantity | None, is_past: bool) -> str:
    """Return the role of a figure in its sentence.

    Args:
        text: the sentence, folded.
        figure: the figure.
        following: the next figure of the sentence.
        is_past: the words before the figure, or its chapter, report the past.

    Example: 提取金额不超过5万元 -> parameter; 新建30处,其中街道12处 -> 12处 is background.
    """
    before, after = text[: figure.start], text[figure.end :]
    clause = re.split(r"[,:]", before)[-1]
    if following is not None and is_threshold(text, figure, following):
        return "parameter"
    if figure.is_base or _is_part(before, figure):
        return "background"
    if is_past or _is_outcome(before, figure):
        return "result"
    if pattern("means").match(after):
        return "background"
    if pattern("daily_output").search(clause) or figure.base_unit in _TIME_LIMITS:
        return "parameter"
    if pattern("measured").search(clause) and re.match(r"(?:及?以上)?的", after):
        return "parameter"
    near = clause + after[:6]
    if pattern("standard").search(f"{clause}#{after[:20]}"):
        return "parameter"
    is_standard = re.search(any_of("parameter"), near) and not re.search(any_of("raised"), near)
    return "parameter" if figure.kind_code == "amount" and is_standard else "target"


def _is_outcome(before: str, figure: Quantity) -> bool:
    """Tell what came of a plan from the plan: 计划50处,建成61处,完成率122%."""
    done = pattern("outcome").search(before)
    rate = re.search(r"完成率[为达]?$", before)
    same = done and re.search(rf"计划[^;]*\d{re.escape(figure.unit)}", before)
    return bool(same or (rate and figure.value > 100))


def _is_part(before: str, figure: Quantity) -> bool:
    """Tell whether a figure is a part of the total before it: 新建30处,其中街道12处、村18处."""
    part = pattern("part").search(before)
    if part is None or figure.kind_code in ("percent", "coverage"):  # a share is no part of a sum
        return False
    if part["open"]:
        return before[: part.start()].endswith(figure.unit)
    said = part.group()
    is_same_kind = re.search(rf"\d{re.escape(figure.unit)}", said)
    own_verb = re.search(r"新建|改造|完成|开展|实施", said.rpartition(",")[2])
    return "," not in said or bool(is_same_kind and not own_verb)
