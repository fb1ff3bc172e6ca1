"""Name what a figure counts, as a noun phrase that stands by itself.

``80%的民办机构通过等级评定`` counts 通过等级评定的民办机构比例. Where the clause does not say it
all, the phrase is mended from the clauses before it, the item's heading or its chapter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mzanalysis.figure_words import any_of
from mzanalysis.indicator_subject import LEVELS, Surroundings, add_subject
from mzanalysis.indicator_words import (
    SCOPE,
    FigureWords,
    cut_words,
    last_verb,
    object_after,
    object_before,
    split_list,
    strip_lead,
    strip_per,
)
from mzanalysis.quantities import Quantity

_TAIL = re.compile(r"的?(?:(?:工作|建设)?(?:目标任务|任务目标|目标|任务|问题|要求)|工作)$")
_RATE = re.compile(any_of("rate") + "$")
_LEVEL = re.compile(f"(?:{any_of('rate')}|数)$")  # what is counted has a level, not pieces
_RATES = ("率", "比例", "占比", "度", "比重")
_REACH = re.compile(
    rf"(?:{any_of('evenly')}|全部|基本|已)*(?P<verb>{any_of('reach')}|[为在至到])*"
    r"(?:约|近|了|到|超)?$"
)
_BIND = re.compile(
    rf"{any_of('evenly', 'total')}*(?:{any_of('reach')}|(?<=..)(?:完成|实现))?"
    "(?:(?<!签)约|近|了|超)?$"
)
_CHANGE = re.compile(
    rf"(?P<verb>(?:同比|年均|平均|累计|实际)?{any_of('change')})"
    r"(?:了|约|超过?|达到?|近|逾|不低于|不少于|不超过|到|至|在|控制在)*$"
)
_COMPARED = (
    r"(?:分别|(?<![平年])均|都|同比|每月|每年)*(?:[比较][^,、]{2,10}?)?(?:分别|均|都|同比)*$"
)
_LEANS = re.compile(
    rf"(?:同比|年均|累计|实际|净|分别|比[^,]{{2,8}}?|较[^,]{{2,6}}?)*{any_of('change')}?$|占"
)
_PERIOD = re.compile("每(?:半年|两年|个?季度?|个?月|周|年|日)|全年|半年")
_RAISED = re.compile(
    r"(?P<what>.+?标准)(?:分别)?(?:提高|调整|增加|提升|达)(?:到|至)(?P<kind>[^,]{2,8})"
)
_SHARE_OF = re.compile(
    r"(?:将|把)?(?P<what>.+?)(?:分别|均)?(?P<verb>达到|达|扩大到|提高到|提升到|提高至)(?P<base>.+的)"
)
_GRADE = re.compile(r"(?:[省市县区镇村]|乡镇|街道|社区)级|“?(?:[一二三四五]星|\dA)级”?(?:以上)?")
_CLASSES = re.compile("[一二三四五甲乙丙](?:、[一二三四五甲乙丙])+(?P<class>档|类|级|等|区)")
_AREA = r"(?:县|区|市|旗|镇|乡|村|街道|社区|乡镇)(?:\([^()]*\))?"
_PAIRS = {"城乡": ("城市", "农村"), "市县": ("市级", "县级"), "市区": ("市级", "区级")}
_NOMINAL = re.compile(any_of("nominal") + "$")
_PREDICATE = re.compile(rf"(?:(?<=..)|(?<=^[村镇乡县区户]))(?P<verb>{any_of('predicate')})(?!中的)")
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
    text: str, figures: Sequence[Quantity], index: int, around: Surroundings
) -> list[Phrase]:
    """Name what the figure ``figures[index]`` of a sentence counts.

    Args:
        text: a folded sentence.
        figures: all its figures, in order (see ``quantities.find_quantities``).
        index: which of them.
        around: headings and text before the sentence, for phrases that lack their subject.

    Returns:
        One phrase, or one per member where several rates share the figure
        (``主动服务率、全程网办率均达到100%``).
    """
    part = cut_words(text, figures, index)
    figure = figures[index]
    if _TAIL.fullmatch(part.right) or figure.is_base:
        part = replace(part, right="")
    if figure.kind_code == "frequency":
        names, action, scope = _frequency(text, part)
    elif figure.kind_code == "coverage":
        names, action, scope = _coverage(text, part, figure)
    elif figure.kind_code == "percent" and part.right:
        names, action, scope = _share(text, part)
        if not part.head and index:  # 实现80%的X达到A,80%的Y达到B
            action = name_figure(text, figures, index - 1, around)[0].action
    elif figure.kind_code == "percent" or _has_level(part.left):
        names, action, scope = _rate(text, part, figure)
    else:
        names, action, scope = _count(text, part)
    phrases = []
    for name in names:
        name = _tidy(name, figure.kind_code)
        if not name and index < part.of:  # 实施公路提升行动,新改建9公里
            name = strip_lead(re.split(r"[,;:]", text[: part.start].rstrip(",;:"))[-1])[1]
        if len(figures) > 1 and _GRADE.fullmatch(name):  # 县级服务中心8个、乡镇级32个
            near = index + 1 if part.right and index + 1 < len(figures) else index - 1
            other = name_figure(text, figures, near, around)[0].indicator
            name += re.sub(rf"^(?:{_GRADE.pattern})+", "", other)
        elif index >= part.of and _LEANS.match(name):  # 收入9亿元,增长8%
            above = name_figure(text, figures, index - part.of, around)[0].indicator
            if name.startswith("占"):
                above = _CHANGE.sub("", above)
            name = above if above.endswith(name) else above + name
        else:
            listed = "," + names[0] if name != names[0] else ""  # 留守儿童采集率、签订率
            name = add_subject(name, text[: part.start] + listed, around, part.who)
        phrases.append(Phrase(name, action, scope, part.start, part.end))
    return phrases


def _has_level(left: str) -> bool:
    """Tell whether what is counted rises, falls or stands at a level: 标准, 人数, …提高25元."""
    return bool(_LEVEL.search(_REACH.sub("", left)) or re.search(f"..{_CHANGE.pattern}", left))


def _count(text: str, part: FigureWords) -> tuple[list[str], str, str]:
    head = strip_per(part.head)
    raised = _RAISED.match(head)
    if raised and (part.left != part.head or raised.end() == len(head)):
        kind = raised["kind"] if part.head.startswith(part.left) else part.left
        return [kind + SCOPE.sub("", raised["what"])], "提高", ""
    left = re.sub(rf"(?:{SCOPE.pattern})$", "", _BIND.sub("", part.left))
    action, rest, scope = strip_lead(left)
    if part.left is not part.head and not action:
        action, _, head_scope = strip_lead(_BIND.sub("", part.head))
        scope = scope or head_scope
    right = part.right
    if right:
        if left.endswith(("在", "对", "为")):
            found = re.search(rf"(?<=.)(?P<verb>{any_of('serve')})", right)
            if found:
                who, what = right[: found.start("verb")], right[found.end("verb") :]
                name = f"{found['verb']}{what}的{who}" if left.endswith("在") else who + what
                return [name], found["verb"], scope
        area = re.fullmatch(rf"(?P<who>{_AREA})(?P<what>{any_of('serve')}.+)", right)
        if area:  # 指导3个县开展试点
            return [f"{area['what']}的{area['who']}"], action, scope
        last = last_verb(part.left)  # 指导旗区民政部门完成33处...: the department acts
        task = re.search(r"(建设|创建|打造)(?:工作)?(?:目标)?任务$", right)
        action = task.group(1) if task and "完成" in (action, last) else last or action
        listed = re.fullmatch(r"(?P<of>.*?)(?:《[^》]*》、?)+等", rest)
        if listed:
            return ["《》" + listed["of"] + right], action, scope
        return [right], action, scope
    nominal = _NOMINAL.search(action)
    noun = nominal.group() if nominal else ""
    if not rest and noun and part.who:  # 对80岁、90岁老人分别发放50元、100元
        served, _, _ = _distribute(text, re.sub("(?:分别|每月|每年)*$", "", part.who), part, "", "")
        return [served[0] + noun], action, scope
    if not rest:
        return [object_before(text[: part.start], noun) if noun else ""], action, scope
    if noun:
        return [rest.removesuffix(noun) + noun], action, scope
    if re.match("每[万千百十]", scope):  # a density
        rest = scope + rest
    return _distribute(text, rest, part, scope, action)


def _rate(text: str, part: FigureWords, figure: Quantity) -> tuple[list[str], str, str]:
    change = _CHANGE.search(part.left)
    reach = _REACH.search(part.left)
    verb = (reach["verb"] if reach else "") or ""
    cut = change.start() if change else reach.start() if reach else len(part.left)
    action, rest, scope = strip_lead(re.sub(_COMPARED, "", part.left[:cut]), aim_only=True)
    if action in _WAITING:
        action = verb or (change["verb"] if change else action)
    reached = _SHARE_OF.fullmatch(rest)
    if reached:
        share = "相当于{base}倍数" if figure.unit == "倍" else "占{base}比例"
        action, rest = reached["verb"], reached["what"] + share.format(base=reached["base"])
    if not rest:
        rest, around = object_after(text[part.end :])
        action = around or action
    members = split_list(rest) or [""]
    if part.of == len(members) > 1:
        member, last = members[part.rank], members[-1]
        shared = last.rfind(member[-2:])  # 社会组织、慈善组织抽查率: both are rates
        if _RATE.search(last) and not _RATE.search(member) and shared > 0:
            member += last[shared + 2 :]
        members = [member]
    elif len(members) > 1 and re.search("(?<![平年])[均都]", part.left[cut - 1 :]):  # A、B均达到9%
        rate = _RATE.search(members[-1])
        if rate and len(rate.group()) > 1:
            members = [m if _RATE.search(m) else m + rate.group() for m in members]
        elif rate and not all(_RATE.search(m) for m in members):
            members = [rest]
    elif len(members) == 1 or change or not all(m.endswith(_RATES) for m in members):
        members, action, scope = _distribute(text, rest, part, scope, action)
    if change and not re.search("[到至]", change.group()):  # 提高2% is a change, 提高到80% is none
        members = [m + change["verb"] for m in members]
    elif figure.unit in ("%", "‰", "成"):
        members = [m if not m or _RATE.search(m) else m + "比例" for m in members]
    return members, action, scope


def _distribute(
    text: str, rest: str, part: FigureWords, scope: str, action: str
) -> tuple[list[str], str, str]:
    """Give each of several bare figures its own class or member: 市、县两级…分别达到4%、3%."""
    if part.of == 1:
        return [rest], action, scope
    if scope.startswith("每个") and rest.startswith("拥有"):
        rest = scope[2:] + rest
    for pair, names in _PAIRS.items():
        if pair in rest + scope and part.of == 2:
            name = names[part.rank]
            return [rest.replace(pair, name)], action, scope.replace(pair, name) or name
    members = rest.split("、")
    if classes := _CLASSES.search(rest):
        members = [m if m.endswith(classes["class"]) else m + classes["class"] for m in members]
    if len(members) == part.of:
        return [members[part.rank]], action, scope
    for levels in reversed(list(LEVELS.finditer(text[: part.start] + rest))):
        grades = [name + levels["class"] for name in levels["names"].split("、")]
        if len(grades) == part.of:
            name = grades[part.rank]
            return [name + rest.replace(levels.group(), "")], action, name
    return [rest], action, scope


def _share(text: str, part: FigureWords) -> tuple[list[str], str, str]:
    """Read 80%的X达到Y as the share of X that reach Y."""
    action, bare, scope = strip_lead(part.head, aim_only=True)
    if bare.endswith("覆盖"):  # 服务覆盖90%的老人
        return [bare.removesuffix("覆盖") + part.right + "覆盖率"], "覆盖", scope
    right = part.right if "完成" in part.right else _TAIL.sub("", part.right)
    scoped = SCOPE.match(right)
    if scoped:
        scope, right = scoped.group(), right[scoped.end() :]
    found = _PREDICATE.search(right)
    if not found and text[part.end : part.end + 1] == "、":  # 90%的X、60%的Y建立Z
        rest = re.split("[,;:]", text[part.end :])[0]
        shared = _PREDICATE.search(rest)
        if shared and "%的" in rest:
            return [f"{rest[shared.start('verb') :]}的{right}比例"], action or shared["verb"], scope
    if found:
        who, what = right[: found.start("verb")], right[found.start("verb") :]
        return [f"{what}的{who}比例"], found["verb"] if action in _WAITING else action, scope
    return [right if _RATE.search(right) else right + "比例"], action, scope


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
    levels = LEVELS.match(rest)
    return [rest + "覆盖率"], action, levels.group() if levels else scope


def _frequency(text: str, part: FigureWords) -> tuple[list[str], str, str]:
    left = _BIND.sub("", _PERIOD.sub("", part.left)).replace("至少", "")
    quoted = re.search(r"[“‘]$", text[: part.start])
    if quoted:
        left = re.split(r"[,;:]", text[: quoted.start()])[-1]
    subject = re.match(r"[^,]{0,12}?(?=专题|定期|组织|召开|开展|研究|听取|落实)", left)
    who = subject.group() if subject else ""
    action, rest, scope = strip_lead(left[len(who) :])
    if quoted:
        who = who.removeprefix("指导").removeprefix("督促")
    said = rest if re.fullmatch(any_of("light"), action) else left[len(who) :]
    return [who + said + part.right], action, scope


def _tidy(name: str, kind: str) -> str:
    if name.count("“") != name.count("”"):
        name = name.strip("“”")
    name = name.strip(" 、,的")
    if kind != "frequency" and not name.endswith("比例"):
        name = _TAIL.sub("", name)
    name = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", name)
    return re.sub(r"^(?:全市|全省|全区|全县|我市|其中)", "", name)
