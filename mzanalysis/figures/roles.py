"""Tell what a figure is to a plan: target, parameter, result or background.

Plans often open with last year's results; a result taken for a target would be a promise nobody
made. What decides: the chapter's heading, the density of reporting words in the chapter, and in
the sentence the last word about time before the figure.
"""

import re

import pandas as pd

from mzanalysis.figures.phrases import is_threshold, strip_lead
from mzanalysis.figures.quantities import Quantity
from mzanalysis.text.patterns import pattern

# Chapters that report have 8 and more words of reporting per 1000 characters, chapters that plan
# below 6, in 18 government work reports and five civil-affairs plans.
_REPORTING_PER_1000 = 8
_LARGE = 10_000_000  # 元: no rate or cap of a payment to one person or house is so large
_LEAD = 12  # characters in which a sentence says of which time it speaks
TIME_LIMITS = ("工作日", "天", "日", "小时", "分钟", "月")


def review_chapters(items: pd.DataFrame) -> set[tuple[str, str]]:
    """Return (plan_id, chapter) of the chapters that look back, by heading or by their words."""
    found = set()
    for (plan_id, chapter), group in items.groupby(["plan_id", "chapter"], sort=False):
        is_review = heading_looks_back(str(chapter), int(group["year"].iloc[0]))
        if is_review is None:
            text = "\n".join(group["text"])
            n_past = len(pattern("reporting_words").findall(text))
            is_dense = n_past >= max(5, _REPORTING_PER_1000 * len(text) / 1000)
            is_review = is_dense and n_past >= 3 * len(pattern("ahead").findall(text))
        if is_review:
            found.add((str(plan_id), str(chapter)))
    return found


def heading_looks_back(heading: str, year: int) -> bool | None:
    """Tell what a heading says of its time: True the past, False what is to come, None nothing.

    Example: in a plan for 2025, ``2024年工作总结`` looks back, ``2024年总结和2025年安排`` ahead.
    """
    latest = max((int(y) for y in re.findall(r"20\d\d", heading)), default=0)
    if latest < year and pattern("review_end").search(heading):
        return True  # 目标任务完成情况
    if latest >= year or pattern("outlook_heading").search(heading):
        return 0 < latest < year
    return True if latest or pattern("review_heading").search(heading) else None


def looks_back(text: str, year: int, default: bool, *, lasting: bool = False) -> bool:
    """Tell whether what follows ``text`` reports the past: the last word about time decides.

    ``default`` holds where the text (a sentence up to a figure, or whole) says nothing;
    ``lasting`` asks for the sentences that follow, on which 已 or 目前 has no hold.
    """
    words = pattern("past_year" if lasting else "past_words")
    past = [m.end() for m in words.finditer(text)]
    ahead = [m.end() for m in pattern("ahead").finditer(text)]
    for match in re.finditer(r"(20\d\d)年(?!度)", text):
        if not lasting or match.start() <= _LEAD:  # 完成2009年验收任务 names a thing
            (past if int(match[1]) < year else ahead).append(match.end())
    last_past, last_ahead = max(past, default=-1), max(ahead, default=-1)
    return default if last_past == last_ahead else last_past > last_ahead


def role_of(
    text: str, figure: Quantity, following: Quantity | None, is_past: bool, whole: str = ""
) -> str:
    """Return the role of a figure in its folded sentence.

    ``following`` is the sentence's next figure; ``is_past`` says that the words before the
    figure, or its chapter, report the past; ``whole`` is the role of the figure before it,
    which its parts share.

    Example: 提取金额不超过5万元 -> parameter; 新建30处,其中街道12处 -> 12处 is a target as 30处 is.
    """
    before, after = text[: figure.start], text[figure.end :]
    clause, around = re.split(r"[,:]", before)[-1], f"{before}#{after}"
    if following is not None and is_threshold(text, figure, following):
        return "parameter"
    is_attribute = figure.kind_code != "coverage" and pattern("attribute").search(around)
    if figure.is_base or is_attribute or pattern("means").match(after):
        return "background"
    goes_on = whole in ("background", "result") and pattern("same_list").search(before)
    if whole and (goes_on or is_part(before, figure)):
        return whole
    if is_past or _is_outcome(before, figure):
        return "result"
    if _is_state(before, figure, after):
        return "background" if pattern("people").search(before) else "result"
    is_sum, near = figure.kind_code == "amount", clause + after[:6]
    is_rate = is_sum and figure.value_base < _LARGE  # paid to one
    is_limit = figure.base_unit in TIME_LIMITS and figure.comparator_code not in ("ge", "gt")
    is_new = pattern("newly_set").match(f"{clause}#{after}")
    is_promised = is_new or pattern("shorter").search(clause)
    is_parameter = not (is_limit and is_promised) and (
        is_limit
        or pattern("parameter_clause").search(f"{clause}#{after[:20]}")
        or (not is_sum and pattern("condition").search(around))
        or (is_rate and pattern("parameter").search(near) and not pattern("raised").search(near))
    )
    return "parameter" if is_parameter else "target"


def _is_outcome(before: str, figure: Quantity) -> bool:
    """Tell what came of a plan from the plan: 计划50处,建成61处,完成率122%."""
    if figure.value > 100 and re.search(r"完成率[为达]?$", before):
        return True
    planned = re.search(rf"计划[^;]*\d{re.escape(figure.unit)}", before)
    return bool(planned and pattern("outcome").search(before))


def _is_state(before: str, figure: Quantity, after: str) -> bool:
    """Tell what there is from what is promised: 全市登记社会组织9家, 有养老院5家,床位90张."""
    if pattern("ahead").search(before) or pattern("other_time").search(before):
        return False
    if figure.comparator_code not in ("eq", "approx") or figure.kind_code == "coverage":
        return False
    if pattern("make").search(re.split("[,;:]", after)[0]):  # 有5个县建成综合体
        return False
    *earlier, clause = re.split("[,:]", before)
    is_count = figure.kind_code == "count"
    if is_count and _names_stock(clause):
        return True
    verb, rest, _ = strip_lead(clause)
    is_bare = pattern("leaning").match(rest) or (is_count and not pattern("not_state").search(rest))
    goes_on = earlier and not verb and is_bare
    return bool(goes_on and _names_stock(re.sub(r"\d[\d.]*\D{1,3}$", "", earlier[-1])))


def _names_stock(clause: str) -> bool:
    verb, rest, scope = strip_lead(clause)
    is_thing = scope and not verb and pattern("stock").search(rest)
    return bool(pattern("existing").match(clause) or is_thing)


def is_part(before: str, figure: Quantity) -> bool:
    """Tell whether a figure is a part of the total before it: 新建30处,其中街道12处、村18处.

    ``before`` is the sentence up to the figure.
    """
    part = pattern("part").search(before)
    if part is None or figure.kind_code in ("percent", "coverage"):  # a share is no part of a sum
        return False
    if part["open"]:
        return before[: part.start()].endswith(figure.unit)
    said = part.group()
    is_same_kind = re.search(rf"\d{re.escape(figure.unit)}", said)
    has_own_verb = pattern("sum_verb").search(said.rpartition(",")[2])
    return "," not in said or bool(is_same_kind and not has_own_verb)
