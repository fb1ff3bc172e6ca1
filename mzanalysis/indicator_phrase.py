"""Name what a figure counts, as a noun phrase that stands by itself.

``80%的民办机构通过等级评定`` counts 通过等级评定的民办机构比例. Where the clause does not say it
all, the phrase is mended from the clauses before it, the item's heading or its chapter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mzanalysis.figure_words import any_of, pattern
from mzanalysis.indicator_words import (
    FigureWords,
    Surroundings,
    add_subject,
    cut_words,
    distribute,
    last_verb,
    object_after,
    object_before,
    share_ending,
    split_list,
    strip_lead,
)
from mzanalysis.quantities import Quantity

_RATES = ("率", "比例", "占比", "度", "比重")
_WAITING = ("", "确保", "力争", "推动", "使")  # the verb of the figure follows: 确保…达到


@dataclass(frozen=True)
class Phrase:
    """What a figure counts: indicator, action (the verb), scope, and where its words stand."""

    indicator: str
    action: str
    scope: str
    start: int
    end: int


def name_figure(
    text: str,
    figures: Sequence[Quantity],
    index: int,
    around: Surroundings,
    *,
    is_asked: bool = False,
) -> list[Phrase]:
    """Name what the figure ``figures[index]`` of a sentence counts.

    Args:
        text: a folded sentence.
        figures: all its figures, in order (see ``quantities.find_quantities``).
        index: which of them.
        around: headings and text before the sentence, for phrases that lack their subject.
        is_asked: another figure asks for its own name: do not ask back.

    Returns:
        One phrase, or one per member where several rates share the figure
        (``主动服务率、全程网办率均达到100%``).
    """
    part = cut_words(text, figures, index)
    figure = figures[index]

    def other(i: int) -> Phrase:
        return name_figure(text, figures, i, around, is_asked=True)[0]

    if pattern("tail").fullmatch(part.right) or figure.is_base:
        part = replace(part, right="")
    if figure.kind_code == "frequency":
        names, action, scope = _frequency(text, part)
    elif figure.kind_code == "coverage":
        names, action, scope = _coverage(text, part, figure)
    elif figure.kind_code == "percent" and part.right:
        names, action, scope = _share(text, part)
        if not part.head and index:  # 实现80%的X达到A,80%的Y达到B
            action = other(index - 1).action
    elif figure.kind_code == "percent" or _has_level(part.left):
        names, action, scope = _rate(text, part, figure)
    else:
        names, action, scope = _count(text, part)
    phrases = []
    gap = text[figures[index - 1].end : part.start] if index else "#"
    for name in names:
        name = _tidy(name, figure.kind_code) or ("床位" if figure.unit == "床" else "")
        if not name and index < part.of:  # 实施公路提升行动,新改建9公里
            name = strip_lead(re.split(r"[,;:]", text[: part.start].rstrip(",;:"))[-1])[1]
        level = pattern("grade").fullmatch(name.removesuffix("比例"))
        goes_with = pattern("bare_rate").fullmatch(name) and pattern("next_clause").fullmatch(gap)
        if level and len(figures) > 1 and not is_asked:  # 县级服务中心8个、乡镇级32个
            is_next = index + 1 < len(figures) and (part.right or not index)
            places = range(index + 1, len(figures)) if is_next else (index - 1,)
            names_there = [other(i).indicator for i in places]
            whole = next((n for n in names_there if not pattern("grade").fullmatch(n)), "")
            name = level.group() + re.sub(rf"^(?:{pattern('grade').pattern})+", "", whole)
        elif goes_with and figures[index - 1].kind_code == "count":  # 新建公墓9处,覆盖率达75%
            name = other(index - 1).indicator + name
        elif index and text.startswith("其中", part.start) and name.endswith("比例"):
            rate = re.search("..[率度]$", other(index - 1).indicator)  # 年检率达95%,其中基金会100%
            name = name.removesuffix("比例") + rate.group() if rate else name
        elif (
            index >= part.of and (name or not action) and pattern("leaning").match(name)
        ):  # 收入9亿元,增长8%
            above = other(index - part.of).indicator
            if name.startswith("占"):
                above = pattern("changing").sub("", above)
            name = above if above.endswith(name) else above + name
        elif name:
            clauses = re.split(r"[,;:]", text[: part.start])
            if figure.kind_code == "count":  # what another figure counts is no subject
                clauses = [clause for clause in clauses if not re.search(r"\d", clause)]
            clauses += names[:1] if name != names[0] else []  # 留守儿童采集率、签订率
            name = add_subject(name, ",".join(clauses), around, part.who)
        phrases.append(Phrase(name, action, scope, part.start, part.end))
    return phrases


def _has_level(left: str) -> bool:
    """Tell whether what is counted rises, falls or stands at a level: 标准, 人数, …提高25元."""
    is_changing = re.search(f"..{pattern('changing').pattern}", left)
    return bool(is_changing or pattern("level").search(pattern("reaching").sub("", left)))


def _count(text: str, part: FigureWords) -> tuple[list[str], str, str]:
    head = pattern("per").sub("", part.head)
    raised = pattern("raised_to").match(head)
    if raised and (part.left != part.head or raised.end() == len(head)):
        kind = raised["kind"] if part.head.startswith(part.left) else part.left
        return [kind + pattern("scope").sub("", raised["what"])], "提高", ""
    left = re.sub(rf"(?:{pattern('scope').pattern})$", "", pattern("bind").sub("", part.left))
    bound = pattern("bind").search(part.left)
    action, rest, scope = strip_lead(left)
    if rest and bound and not pattern("demand").fullmatch(bound["verb"] or ""):
        action = action or bound["verb"] or ""
    if part.left is not part.head and not action:
        action, _, head_scope = strip_lead(pattern("bind").sub("", part.head))
        scope = scope or head_scope
    right = "" if pattern("verbs").fullmatch(part.right) else part.right
    if right:
        if left.endswith(("在", "对", "为")):
            found = pattern("list_serves").search(right)
            if found:
                who, what = right[: found.start("verb")], right[found.end("verb") :]
                name = f"{found['verb']}{what}的{who}" if left.endswith("在") else who + what
                return [name], found["verb"], scope
        area = pattern("area_doing").fullmatch(right)
        if area:  # 指导3个县开展试点
            return [f"{area['what']}的{area['who']}"], action, scope
        if pattern("area").fullmatch(right) and text.startswith("、", part.end):
            rest = re.split("[,;:]", text[part.end :])[0]  # 3个街道、15个社区创建X
            shared = pattern("predicated").search(rest)
            if shared:
                return [f"{rest[shared.start() :]}的{right}"], action, scope
        last = last_verb(part.left)  # 指导旗区民政部门完成33处...: the department acts
        task = re.search(r"(建设|创建|打造)(?:工作)?(?:目标)?任务$", right)
        action = task.group(1) if task and "完成" in (action, last) else last or action
        listed = re.fullmatch(r"(?P<of>.*?)(?:《[^》]*》、?)+等", rest)
        if listed:
            return ["《》" + listed["of"] + right], action, scope
        return [right], action, scope
    nominal = pattern("nominal_end").search(action)
    noun = nominal.group() if nominal else ""
    if not rest and noun and part.who:  # 对80岁、90岁老人分别发放50元、100元
        served, _, _ = distribute(text, re.sub("(?:分别|每月|每年)*$", "", part.who), part, "", "")
        return [served[0] + noun], action, scope
    if not rest:
        return [object_before(text[: part.start], noun) if noun else ""], action, scope
    if noun:
        return [rest.removesuffix(noun) + noun], action, scope
    if re.match("每[万千百十]", scope):  # a density
        rest = scope + rest
    return distribute(text, rest, part, scope, action)


def _rate(text: str, part: FigureWords, figure: Quantity) -> tuple[list[str], str, str]:
    change = pattern("changing").search(part.left)
    reach = pattern("reaching").search(part.left)
    verb = (reach["verb"] if reach else "") or ""
    risen = pattern("risen").search(text[: figure.start])
    cut = change.start() if change else reach.start() if reach else len(part.left)
    action, rest, scope = strip_lead(pattern("compared").sub("", part.left[:cut]), aim_only=True)
    if action in _WAITING:
        action = verb or (change["verb"] if change else risen["verb"] if risen else action)
    reached = pattern("share_of").fullmatch(rest)
    if reached:
        share = "相当于{base}倍数" if figure.unit == "倍" else "占{base}比例"
        action, rest = reached["verb"], reached["what"] + share.format(base=reached["base"])
    is_rate = pattern("rate_end").search
    if not rest:
        rest, around = object_after(text[part.end :])
        action = around or action
    members = split_list(rest) or [""]
    if not all(m.endswith(_RATES) for m in members):  # 留守和困境儿童关爱率、签约率
        by_mark = rest.split("、")
        members = by_mark if all(m.endswith(_RATES) for m in by_mark) else members
    if part.of == len(members) > 1:
        members = [share_ending(members[part.rank], members[-1])]
    elif len(members) > 1 and re.search("(?<![平年])[均都]", part.left[cut - 1 :]):  # A、B均达到9%
        rate = pattern("rate_end").search(members[-1])
        named = [m if is_rate(m) else m + rate.group() for m in members] if rate else members
        members = named if not rate or len(rate.group()) > 1 or named == members else [rest]
    elif len(members) == 1 or change or not all(m.endswith(_RATES) for m in members):
        members, action, scope = distribute(text, rest, part, scope, action)
    if change and not re.search("[到至]", change.group()):  # 提高2% is a change, 提高到80% is none
        members = [m + change["verb"] for m in members]
    elif figure.unit in ("%", "‰", "成"):
        members = [m if not m or is_rate(m) else m + "比例" for m in members]
    return members, action, scope


def _share(text: str, part: FigureWords) -> tuple[list[str], str, str]:
    """Read 80%的X达到Y as the share of X that reach Y."""
    action, bare, scope = strip_lead(part.head, aim_only=True)
    if bare.endswith("覆盖"):  # 服务覆盖90%的老人
        return [bare.removesuffix("覆盖") + part.right + "覆盖率"], "覆盖", scope
    right = part.right if "完成" in part.right else pattern("tail").sub("", part.right)
    scoped = pattern("scope").match(right)
    if scoped:
        scope, right = scoped.group(), right[scoped.end() :]
    found = pattern("predicated").search(right)
    if not found and text[part.end : part.end + 1] == "、":  # 90%的X、60%的Y建立Z
        rest = re.split("[,;:]", text[part.end :])[0]
        shared = pattern("predicated").search(rest)
        if shared and "%的" in rest:
            return [f"{rest[shared.start('verb') :]}的{right}比例"], action or shared["verb"], scope
    if found:
        who, what = right[: found.start("verb")], right[found.start("verb") :]
        return [f"{what}的{who}比例"], found["verb"] if action in _WAITING else action, scope
    return [right if pattern("rate_end").search(right) else right + "比例"], action, scope


def _coverage(text: str, part: FigureWords, figure: Quantity) -> tuple[list[str], str, str]:
    left = re.sub(r"(?:基本|全面|均|都|全部)*(?:达到|实现|做到)?$", "", part.left)
    reach = re.search(r"(实现|达到)(?:基本|全面)*$", part.left)
    action, rest, scope = strip_lead(left, aim_only=True)
    verb, bare, more = strip_lead(rest)
    if verb and verb.endswith(("开展", "启动", "推进")) and bare:
        rest, scope = bare, scope or more
    action = reach.group(1) if reach else action or verb
    right = part.right
    if right and not rest:
        action, rest, _ = strip_lead(right)
    elif right and not text[: figure.end].endswith(("所有", "全部", "全体")):
        rest = right if re.search(r"[、化性]$", rest) or not rest else rest + right
    if not rest:
        rest, around = object_after(text[part.end :])
        action = action or around
    levels = pattern("levels").match(rest)
    return [rest + "覆盖率"], action, levels.group() if levels else scope


def _frequency(text: str, part: FigureWords) -> tuple[list[str], str, str]:
    left = pattern("bind").sub("", pattern("periodic").sub("", part.left)).replace("至少", "")
    quoted = re.search(r"[“‘]$", text[: part.start])
    if quoted:
        left = re.split(r"[,;:]", text[: quoted.start()])[-1]
    subject = re.match(r"[^,]{0,12}?(?=专题|定期|组织|召开|开展|研究|听取|落实)", left)
    who = subject.group() if subject else ""
    action, rest, scope = strip_lead(left[len(who) :])
    if quoted:
        who = who.removeprefix("指导").removeprefix("督促")
    said = rest if re.fullmatch(any_of("light"), action) else left[len(who) :]
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
    return re.sub(r"^(?:全市|全省|全区|全县|我市|其中)", "", name)
