"""Tell what a figure is to a plan: target, parameter, result or background.

Plans often open with last year's results; a result taken for a target would be a promise nobody
made. What decides: the chapter's heading, the density of reporting words in the chapter, and in
the sentence the last word about time before the figure.
"""

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from mzanalysis.figures.phrases import is_threshold, strip_lead
from mzanalysis.figures.quantities import Quantity
from mzanalysis.figures.sentence_parts import begins, first_clause, has, last_clause
from mzanalysis.text.patterns import pattern
from mzanalysis.text.tense import heading_looks_back

# Chapters that report have 8 and more words of reporting per 1000 characters, chapters that plan
# below 6, in 18 government work reports and five civil-affairs plans.
_REPORTING_PER_1000 = 8
_LARGE = 10_000_000  # 元: no rate or cap of a payment to one person or house is so large
_RATHER_LARGE = 1_000_000  # 元: nor so large a sum, unless the clause says that it is one
_BOUNDED = ("ge", "gt", "le", "lt")
_SIZES = ("平方米", "米")
# Words further from a figure do not tell its role; time would grow with the square of a sentence.
_REACH = 240
TIME_LIMITS = ("工作日", "天", "日", "小时", "分钟")


def review_chapters(items: pd.DataFrame) -> set[tuple[str, str]]:
    """Return (plan_id, chapter) of the chapters that look back, by heading or by their words."""
    reviews = set()
    for (plan_id, chapter), group in items.groupby(["plan_id", "chapter"], sort=False):
        is_review = heading_looks_back(str(chapter), int(group["year"].iloc[0]))
        if is_review is None:
            is_review = _reports("\n".join(group["text"]))
        if is_review:
            reviews.add((str(plan_id), str(chapter)))
    return reviews


def _reports(text: str) -> bool:
    """Tell by the density of its words of reporting whether a chapter looks back."""
    n_past = len(pattern("reporting_words").findall(text))
    if n_past < max(5, _REPORTING_PER_1000 * len(text) / 1000):
        return False
    return n_past >= 3 * len(pattern("ahead").findall(text))


def read_roles(text: str, figures: Sequence[Quantity], are_past: Iterable[bool]) -> list[str]:
    """Return the roles of a sentence's figures, in their order.

    Args:
        text: the folded sentence.
        figures: its figures, as from ``find_quantities``.
        are_past: of each figure, whether its clause or chapter reports the past.
    """
    roles: list[str] = []
    whole, of_unit = "", dict[str, str]()
    for figure, following, is_past in zip(figures, [*figures[1:], None], are_past, strict=False):
        if is_part(text[: figure.start], figure):  # 为2100户改造,每户不超过4000元,其中东区300户
            whole = of_unit.get(figure.unit, whole)
        roles.append(role_of(text, figure, following, is_past, whole))
        if not figure.is_base:
            whole = of_unit[figure.unit] = roles[-1]
    return roles


def role_of(
    text: str, figure: Quantity, following: Quantity | None, is_past: bool, whole: str = ""
) -> str:
    """Return the role of a figure in its folded sentence.

    ``following`` is the sentence's next figure; ``is_past`` says that the words before the
    figure, or its chapter, report the past; ``whole`` is the role of the figure before it,
    which its parts share.

    Example: 提取金额不超过5万元 -> parameter; 新建30处,其中街道12处 -> 12处 is a target as 30处 is.
    """
    before = text[max(figure.start - _REACH, 0) : figure.start]
    after = text[figure.end : figure.end + _REACH]
    if following is not None and is_threshold(text, figure, following):
        return "parameter"
    if figure.base_unit == "年" or has("threshold_list", f"{last_clause(before)}#{after}"):
        return "parameter"  # years are read only as a condition: 从业满3年的
    if _is_background(before, figure, after):
        return "background"
    is_turned = is_past and whole == "target"  # 更新9块(去年6块)
    if whole and not is_turned and _shares_role(before, figure, after, whole):
        return whole
    if _is_state(before, figure, after):
        return "background"
    if is_past or _is_outcome(before, figure):
        return "result"
    if has("beneficiaries", f"{before}#"):
        return "background"
    return "parameter" if _is_parameter(before, figure, after) else "target"


def _is_background(before: str, figure: Quantity, after: str) -> bool:
    """Tell what a figure only describes: 以4个示范区为重点, the A of 由A提高到B."""
    if figure.is_base or begins("means", after):
        return True
    if figure.kind_code == "coverage":
        return False
    return has("attribute", f"{before}#{after}")


def _shares_role(before: str, figure: Quantity, after: str, whole: str) -> bool:
    """Tell a figure that is a part of the one before it, or goes on with its list."""
    if whole == "background" and _is_chosen(before, after):
        return False
    if whole in ("background", "result") and (has("same_list", before) or has("bare_part", before)):
        return True
    if whole == "parameter" and figure.comparator_code in _BOUNDED and has("bounded_with", before):
        return True  # 备案满2年、床位不少于50张
    is_of_list = whole == "parameter" and has("next_of_list", before)  # 分别不超过0.5、0.8平方米
    return is_of_list or is_part(before, figure)


def _is_chosen(before: str, after: str) -> bool:
    """Tell the part of what there is of which something is promised: 其中3个要在5月底前换届."""
    own, following, *_ = [*re.split("[,;。]", after), "", ""]
    return "其中" in last_clause(before) and has("chosen_for", f"{own},{following}")


def _is_outcome(before: str, figure: Quantity) -> bool:
    """Tell what came of a plan from the plan: 计划50处,建成61处,完成率122%."""
    if figure.value > 100 and re.search(r"完成率[为达]?$", before):
        return True
    planned = re.search(rf"计划[^;]*\d{re.escape(figure.unit)}", before)
    return bool(planned and has("outcome", before))


def _is_state(before: str, figure: Quantity, after: str) -> bool:
    """Tell what there is from what is promised: 全市登记社会组织9家, 有养老院5家,床位90张."""
    # 有5个县建成综合体; 设有专区的机构由11家增加到16家
    is_made = has("has_done", first_clause(after)) or has("risen_to", before)
    return not (is_made or _is_chosen(before, after)) and _is_there(before, figure)


def _is_there(before: str, figure: Quantity) -> bool:
    is_count = figure.kind_code == "count"
    if is_count and has("stock_at_date", before):
        return True
    if has("ahead", before) or has("other_time", before):
        return False
    if figure.comparator_code not in ("eq", "approx") or figure.kind_code == "coverage":
        return False
    *earlier, clause = re.split("[,:]", before)
    if is_count and _names_stock(clause):
        return True
    verb, thing, _ = strip_lead(clause)
    if verb or not earlier:
        return False
    is_bare = is_count and not has("not_state", thing)
    if not is_bare and not begins("leaning", thing):
        return False
    return _names_stock(re.sub(r"\d[\d.]*\D{1,3}$", "", earlier[-1]))


def _names_stock(clause: str) -> bool:
    if begins("existing", clause):
        return True
    verb, thing, scope = strip_lead(clause)
    if verb or not scope:
        return False
    return has("stock", thing)


def _is_parameter(before: str, figure: Quantity, after: str) -> bool:
    """Tell what a rule or a condition sets from what is promised: 每人每月补贴150元."""
    clause = last_clause(before)
    if figure.base_unit in (*TIME_LIMITS, "个月"):
        is_limit = _is_time_limit(figure, clause, after)
        if is_limit is not None:
            return is_limit
    if has("parameter_clause", f"{clause}#{after[:20]}") or has("condition", f"{before}#{after}"):
        return True
    if figure.base_unit in _SIZES and "每" in clause and not has("creates", clause):
        return True
    if figure.base_unit != "%" and has("threshold_of", f"{clause}#{after}"):
        return True
    return figure.kind_code == "amount" and _is_rate_of_payment(clause, figure, after)


def _is_time_limit(figure: Quantity, clause: str, after: str) -> bool | None:
    """Tell the time that a rule sets from time that is promised; None where neither is said."""
    if figure.comparator_code not in ("ge", "gt"):
        is_new = begins("newly_set", f"{clause}#{after}")  # 3个工作日内出具报告
        return not is_new and not has("shorter", clause)
    return True if has("each_person", clause) else None


def _is_rate_of_payment(clause: str, figure: Quantity, after: str) -> bool:
    """Tell what one person or house is paid from what is spent: 每人每月补贴150元."""
    if figure.value_base >= _LARGE:
        return False
    if figure.value_base >= _RATHER_LARGE and not has("a_head_or_cap", clause):
        return False
    near = clause + after[:6]
    if has("raised", near) or has("set_by_date", f"{clause}#{after}"):
        return False
    return has("parameter", near)


def is_part(before: str, figure: Quantity) -> bool:
    """Tell whether a figure is a part of the total before it: 新建30处,其中街道12处、村18处.

    ``before`` is the sentence up to the figure.
    """
    part = pattern("part").search(before)
    if part is None or figure.kind_code in (
        "percent",
        "multiple",
        "coverage",
    ):  # a share is no part of a sum
        return False
    if part["open"]:
        return before[: part.start()].endswith(figure.unit)
    *earlier, clause = part.group().split(",")
    if not earlier:
        return True
    if has("sum_verb", clause):
        return False
    return bool(re.search(rf"\d{re.escape(figure.unit)}", part.group()))
