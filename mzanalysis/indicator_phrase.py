"""Name what a figure counts, as a noun phrase that stands by itself.

``80%的民办机构通过等级评定`` counts 通过等级评定的民办机构比例. Where the clause does not say it
all, the phrase is mended from the clauses before it, the item's heading or its chapter.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from mzanalysis import indicator_words as cut
from mzanalysis.figure_words import pattern
from mzanalysis.indicator_words import FigureWords, Surroundings, strip_lead
from mzanalysis.quantities import Quantity

_RATES = ("率", "比例", "占比", "度", "比重")
_WAITING = ("", "确保", "力争", "推动", "使")  # the verb of the figure follows: 确保…达到
_Names = tuple[list[str], str, str]  # names, action, scope


class Phrase(NamedTuple):
    """What a figure counts: indicator, action (the verb), scope, and where its words stand."""

    indicator: str
    action: str
    scope: str
    start: int
    end: int


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
    is_level = pattern("level").search(pattern("reaching").sub("", part.left))
    if figure.kind_code == "frequency":
        names, action, scope = _frequency(text, part)
    elif figure.kind_code == "coverage":
        names, action, scope = _coverage(text, part, figure)
    elif figure.kind_code == "percent" and part.right:
        names, action, scope = _share(text, part)
        if not part.head and index:  # 实现80%的X达到A,80%的Y达到B
            action = other(index - 1).action
    elif figure.kind_code == "percent" or is_level or pattern("rises").search(part.left):
        names, action, scope = _rate(text, part, figure)
    else:
        names, action, scope = _count(text, part)
    phrases = []
    clauses = re.split(r"[,;:]", text[: part.start])
    gap = text[figures[index - 1].end : part.start] if index else "#"
    grade = pattern("grade").fullmatch
    for name in names:
        name = _tidy(name, figure.kind_code) or ("床位" if figure.unit == "床" else "")
        if not name and index < part.of:  # 实施公路提升行动,新改建9公里
            name = strip_lead(re.split(r"[,;:]", text[: part.start].rstrip(",;:"))[-1])[1]
        level = grade(name.removesuffix("比例"))
        goes_with = pattern("bare_rate").fullmatch(name) and pattern("next_clause").fullmatch(gap)
        if level and len(figures) > 1 and not is_asked:  # 县级服务中心8个、乡镇级32个
            is_next = index + 1 < len(figures) and (part.right or not index)
            places = range(index + 1, len(figures)) if is_next else (index - 1,)
            whole = next((n for i in places if not grade(n := other(i).indicator)), "")
            name = level.group() + pattern("grades").sub("", whole)
        elif goes_with and figures[index - 1].kind_code == "count":  # 新建公墓9处,覆盖率达75%
            name = other(index - 1).indicator + name
        elif index and text.startswith("其中", part.start) and name.endswith("比例"):
            rate = re.search("..[率度]$", other(index - 1).indicator)  # 年检率达95%,其中基金会100%
            name = name.removesuffix("比例") + rate.group() if rate else name
        elif index >= part.of and (name or not action) and pattern("leaning").match(name):
            above = other(index - part.of).indicator  # 收入9亿元,增长8%
            above = pattern("changing").sub("", above) if name.startswith("占") else above
            name = above if above.endswith(name) else above + name
        elif name:
            is_count = figure.kind_code == "count"  # what another figure counts is no subject
            earlier = [c for c in clauses if not (is_count and re.search(r"\d", c))]
            earlier += names[:1] if name != names[0] else []  # 留守儿童采集率、签订率
            name = cut.add_subject(name, ",".join(earlier), around, part.who)
        phrases.append(Phrase(name, action, scope, part.start, part.end))
    return phrases


def _count(text: str, part: FigureWords) -> _Names:
    raised = pattern("raised_to").match(head := pattern("per").sub("", part.head))
    if raised and (part.left != part.head or raised.end() == len(head)):
        kind = raised["kind"] if part.head.startswith(part.left) else part.left
        return [kind + pattern("scope").sub("", raised["what"])], "提高", ""
    left = pattern("scope_end").sub("", pattern("bind").sub("", part.left))
    bound = pattern("bind").search(part.left)
    action, rest, scope = strip_lead(left)
    if rest and bound and not pattern("demand").fullmatch(bound["verb"] or ""):
        action = action or bound["verb"] or ""
    if not action:
        action, _, head_scope = strip_lead(pattern("bind").sub("", part.head))
        scope = scope or head_scope
    if part.right and not pattern("verbs").fullmatch(part.right):
        return _counted_after(text, part, left, (action, rest, scope))
    nominal = pattern("nominal_end").search(action)
    noun = nominal.group() if nominal else ""
    if not rest and noun and part.who:  # 对80岁、90岁老人分别发放50元、100元
        who = re.sub("(?:分别|每月|每年)*$", "", part.who)
        return [cut.distribute(text, who, part, "", "")[0][0] + noun], action, scope
    if not rest and noun:  # 加强人才培训,全年培训不少于9人
        clauses = reversed(re.split(r"[,;:]", text[: part.start]))
        same = (clause for clause in map(_bare, clauses) if noun in clause)
        return [next((c[: c.rindex(noun) + len(noun)] for c in same), noun)], action, scope
    if not rest or noun:
        return [rest.removesuffix(noun) + noun], action, scope
    if re.match("每[万千百十]", scope):  # a density
        rest = scope + rest
    return cut.distribute(text, rest, part, scope, action)


def _bare(clause: str) -> str:
    return strip_lead(clause)[1]


def _counted_after(text: str, part: FigureWords, left: str, lead: tuple[str, str, str]) -> _Names:
    """Name a count by the words after it: 新建9个食堂."""
    (action, rest, scope), right = lead, part.right
    served = pattern("list_serves").search(right) if left.endswith(("在", "对", "为")) else None
    if served:
        who, what = right[: served.start("verb")], right[served.end("verb") :]
        name = f"{served['verb']}{what}的{who}" if left.endswith("在") else who + what
        return [name], served["verb"], scope
    area = pattern("area_doing").fullmatch(right)
    if area:  # 指导3个县开展试点
        return [f"{area['what']}的{area['who']}"], action, scope
    if pattern("area").fullmatch(right) and text.startswith("、", part.end):
        following = re.split("[,;:]", text[part.end :])[0]  # 3个街道、15个社区创建X
        shared = pattern("predicated").search(following)
        if shared:
            return [f"{following[shared.start() :]}的{right}"], action, scope
    verb = pattern("last_verb").search(part.left)  # 指导民政部门完成33处...: the department acts
    last = verb["verb"] if verb and verb.start() else ""
    task, work = pattern("task_of").search(right), pattern("work").search(right)
    action = task["verb"] if task and "完成" in (action, last) else last or action
    if action == "参与" and work:  # 参与4项标准编制工作
        action += work["verb"]
    elif right.endswith("服务") and not left and pattern("build").fullmatch(action):
        action = "提供"  # 建设床位90张和50人次的上门服务
    listed = pattern("titles").fullmatch(rest)
    return ["《》" + listed["of"] + right if listed else right], action, scope


def _rate(text: str, part: FigureWords, figure: Quantity) -> _Names:
    change = pattern("changing").search(part.left)
    reach = pattern("reaching").search(part.left)
    risen = pattern("risen").search(text[: figure.start])
    end = change or reach
    place = end.start() if end else len(part.left)
    action, rest, scope = strip_lead(pattern("compared").sub("", part.left[:place]), aim_only=True)
    if action in _WAITING:
        verbs = [found["verb"] for found in (reach, change, risen) if found]
        action = next((verb for verb in verbs if verb), action)
    reached = pattern("share_of").fullmatch(rest)
    if reached:
        share = "相当于{base}倍数" if figure.unit == "倍" else "占{base}比例"
        action, rest = reached["verb"], reached["what"] + share.format(base=reached["base"])
    if not rest:
        rest, action = _demanded(text[part.end :], action)
    members = cut.split_list(rest) or [""]
    are_rates = all(m.endswith(_RATES) for m in members)
    by_mark = rest.split("、")
    if not are_rates and all(m.endswith(_RATES) for m in by_mark):  # 留守和困境儿童关爱率、签约率
        members, are_rates = by_mark, True
    is_rate = pattern("rate_end").search
    if part.of == len(members) > 1:
        members = [cut.share_ending(members[part.rank], members[-1])]
    elif len(members) > 1 and pattern("each_reaches").search(
        part.left[place - 1 :]
    ):  # A、B均达到9%
        rate = is_rate(members[-1])
        named = [m if is_rate(m) else m + rate.group() for m in members] if rate else members
        members = named if not rate or len(rate.group()) > 1 or named == members else [rest]
    elif len(members) == 1 or change or not are_rates:
        members, action, scope = cut.distribute(text, rest, part, scope, action)
    if change and not re.search("[到至]", change.group()):  # 提高2% is a change, 提高到80% is none
        members = [m + change["verb"] for m in members]
    elif figure.unit in ("%", "‰", "成"):
        members = [m if not m or is_rate(m) else m + "比例" for m in members]
    return members, action, scope


def _demanded(text: str, action: str) -> tuple[str, str]:
    """Return object and verb of a quoted demand: 按照“每月不低于30%”的要求对X进行Y -> XY, Y."""
    found = pattern("demanded").search(text)
    if not found:
        return "", action
    return pattern("scope").sub("", found["who"]) + found["what"], found["what"]


def _share(text: str, part: FigureWords) -> _Names:
    """Read 80%的X达到Y as the share of X that reach Y."""
    action, bare, scope = strip_lead(part.head, aim_only=True)
    if bare.endswith("覆盖"):  # 服务覆盖90%的老人
        return [bare.removesuffix("覆盖") + part.right + "覆盖率"], "覆盖", scope
    right = part.right if "完成" in part.right else pattern("tail").sub("", part.right)
    if scoped := pattern("scope").match(right):
        scope, right = scoped.group(), right[scoped.end() :]
    found = pattern("predicated").search(right)
    if found:
        who, what = right[: found.start("verb")], right[found.start("verb") :]
        return [f"{what}的{who}比例"], found["verb"] if action in _WAITING else action, scope
    following = re.split("[,;:]", text[part.end :])[0]
    shared = pattern("predicated").search(following)
    if shared and following.startswith("、") and "%的" in following:  # 90%的X、60%的Y建立Z
        what = following[shared.start("verb") :]
        return [f"{what}的{right}比例"], action or shared["verb"], scope
    return [right if pattern("rate_end").search(right) else right + "比例"], action, scope


def _coverage(text: str, part: FigureWords, figure: Quantity) -> _Names:
    reach = pattern("coverage_verb").search(part.left)
    left, right = pattern("coverage_end").sub("", part.left), part.right
    action, rest, scope = strip_lead(left, aim_only=True)
    verb, bare, more = strip_lead(rest)
    if verb.endswith(("开展", "启动", "推进")) and bare:
        rest, scope = bare, scope or more
    action = reach["verb"] if reach else action or verb
    if right and not rest:
        action, rest, _ = strip_lead(right)
    elif right and not text[: figure.end].endswith(("所有", "全部", "全体")):
        rest = right if re.search(r"[、化性]$", rest) else rest + right
    if not rest:
        rest, verb = _demanded(text[part.end :], "")
        action = action or verb
    levels = pattern("levels").match(rest)
    return [rest + "覆盖率"], action, levels.group() if levels else scope


def _frequency(text: str, part: FigureWords) -> _Names:
    left = pattern("bind").sub("", pattern("periodic").sub("", part.left)).replace("至少", "")
    quoted = re.search(r"[“‘]$", text[: part.start])
    if quoted:
        left = re.split(r"[,;:]", text[: quoted.start()])[-1]
    subject = pattern("who_meets").match(left)
    who = subject.group() if subject else ""
    action, rest, scope = strip_lead(left[len(who) :])
    said = rest if pattern("light").fullmatch(action) else left[len(who) :]
    if quoted:
        who = who.removeprefix("指导").removeprefix("督促")
    return [(who + said + part.right).removeprefix("对")], action, scope


def _tidy(name: str, kind: str) -> str:
    if name.count("“") != name.count("”"):
        name = name.strip("“”")
    name = name.strip(" 、,的")
    if kind != "frequency" and not name.endswith("比例"):
        bare = pattern("tail").sub("", name)
        is_whole = len(bare) == 2 and not pattern("nominal_end").search(bare)  # 改革任务
        name = name if is_whole and name.endswith(("任务", "问题")) else bare
    if name in ("其余", "剩余", "其中", "共"):
        return ""
    name = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", name)
    return pattern("no_name").sub("", name)
