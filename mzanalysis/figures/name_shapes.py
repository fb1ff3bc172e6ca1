"""Read what a figure counts off the words around it, by its kind: names, action and scope.

``80%的民办机构通过等级评定`` counts 通过等级评定的民办机构比例. What the words do not say is mended
afterwards, see ``indicator_phrase``.
"""

import re

from mzanalysis.figures import phrases as cut
from mzanalysis.figures.phrases import FigureWords, strip_lead
from mzanalysis.figures.quantities import Quantity
from mzanalysis.figures.roles import TIME_LIMITS
from mzanalysis.text.patterns import pattern

_PIECES = ("项", "个", "件", "部", "份", "套", "期", "篇")
_RATES = ("率", "比例", "占比", "度", "比重")
_WAITING = ("", "确保", "力争", "推动", "使")  # the verb of the figure follows: 确保…达到
Names = tuple[list[str], str, str]  # names, action, scope


def read_names(text: str, part: FigureWords, figure: Quantity) -> Names:
    """Name what a figure counts, its verb and its scope, from its own words.

    Returns:
        One name, or one per member where several rates share the figure, each ``""`` where the
        words do not say it.

    Example: 自受理之日起15个工作日内完成审核 -> 审核时限, 完成.
    """
    bare = pattern("per").sub("", pattern("reaching").sub("", part.left))
    is_piece = figure.unit in _PIECES and bare == part.left  # 制定标准1项
    is_level = pattern("level").search(bare) and not is_piece
    is_limit = figure.base_unit in TIME_LIMITS
    is_rise = not part.right and pattern("rises").search(part.left)
    waited = pattern("waited").search(part.left)
    if waited and part.right and figure.unit.endswith(("月", "年", "日", "天", "小时")):
        who = re.split("的|及时|进行|办理|给予|开展", part.right)[0]
        names = [who + strip_lead(waited["what"])[1].removeprefix("对") + "时间"], "", ""
    elif is_limit and (part.right or text.startswith("内", figure.end)):
        names = _time_limit(part)
    elif figure.kind_code == "frequency":
        names = _frequency(text, part)
    elif figure.kind_code == "coverage":
        names = _coverage(text, part, figure)
    elif figure.kind_code == "percent" and part.right:
        names = _share(text, part)
    elif figure.kind_code == "percent" or is_level or is_limit or is_rise:
        names = _rate(text, part, figure)
    else:
        names = _count(text, part, figure.kind_code == "amount")
    beds = "床位" if figure.unit == "床" else ""
    return [_tidy(name, figure.kind_code) or beds for name in names[0]], names[1], names[2]


def _count(text: str, part: FigureWords, is_sum: bool) -> Names:
    left = pattern("per").sub("", pattern("bind").sub("", part.left)).removesuffix("分别")
    left = pattern("scope_end").sub("", left)
    bound = pattern("bind").search(part.left)
    action, rest, scope = strip_lead(left)
    if rest and bound and not pattern("demand").fullmatch(bound["verb"] or ""):
        action = action or bound["verb"] or ""
    if not action:
        action, _, head_scope = strip_lead(pattern("bind").sub("", part.head))
        scope = scope or head_scope
    is_doing = action and rest and pattern("doing").match(part.right)  # 组织志愿者9名开展服务
    head = pattern("scope_end").sub("", part.head)
    following = re.split("[,;:]", text[part.end :])[0] if head.endswith("对") else ""
    done = pattern("list_serves").search(following)
    if done and following.startswith("、") and part.right:  # 对3家医院、9家养老院开展检查
        return [part.right + following[done.end() :]], done["verb"], scope
    is_grant = is_sum and pattern("grant").match(part.right)
    is_verb = not is_grant and pattern("verbs").fullmatch(part.right)
    if part.right and not (is_doing or is_verb):
        return _counted_after(text, part, is_sum, left, (action, rest, scope))
    nominal = None if "建" in action else pattern("nominal_end").search(action)  # 新建改造
    noun = nominal.group() if nominal else ""
    if not rest and part.who and (noun or is_sum):  # 对80岁、90岁老人分别发放50元、100元
        return [_member(text, part) + (noun or action)], action, scope
    if not rest and noun:  # 加强人才培训,全年培训不少于9人
        return [_in_full(noun, text[: part.start])], action, scope
    if rest and is_sum and part.who and part.of > 1:  # 为80岁、90岁老人发放津贴50元、100元
        return [_member(text, part) + rest], action, scope
    if action and pattern("measure_word").fullmatch(rest):  # 备案规模, 减免额度
        return [action + rest], "", scope
    if not rest or noun:
        return [rest.removesuffix(noun) + noun], action, scope
    if pattern("each_place").fullmatch(rest):  # 每个县至少1所: of what stands before
        return [""], action, rest
    if re.match("每[万千百十]", scope):  # a density
        rest = scope + rest
    elif media := pattern("media").search(left):
        rest = media["where"] + rest
    return cut.distribute(text, rest, part, scope, action)


def _member(text: str, part: FigureWords) -> str:
    """Return those a figure is for, of a list its own: 对X、Y分别给予9万元、8万元."""
    who = re.sub("(?:分别|每月|每年|每例)*$", "", part.who)
    return cut.distribute(text, who, part, "", "")[0][0]


def _paid(text: str, part: FigureWords, left: str, lead: tuple[str, str, str]) -> str:
    """Return what money is paid for or to: 家庭养老床位每张给予9元, 给予每个社区9万元."""
    action, rest, scope = lead
    if part.who:
        return _member(text, part)
    if granted := pattern("granted").fullmatch(left):
        return strip_lead(granted["what"])[1]
    return re.sub("^每[个家户名张人]", "", rest or scope) if action == "给予" else ""


def _in_full(noun: str, before: str) -> str:
    """Return the last phrase that ends with a noun: 建立食品抽查制度,每年抽查 -> 食品抽查."""
    phrases = (strip_lead(clause)[1] for clause in re.split("[,;:]", before)[::-1])
    return next((p[: p.rindex(noun) + len(noun)] for p in phrases if noun in p), noun)


def _time_limit(part: FigureWords) -> Names:
    """Name a time limit by what is done within it: 核对报告3个工作日内出具."""
    action, rest, scope = strip_lead(part.right, aim_only=True)
    left = pattern("time_left").sub("", pattern("bind").sub("", part.left))
    name = strip_lead(left, aim_only=True)[1] + rest.removesuffix("完毕")
    return [name + "时限" * (not name.endswith("时限"))], action or rest[:2], scope


def _counted_after(
    text: str, part: FigureWords, is_sum: bool, left: str, lead: tuple[str, str, str]
) -> Names:
    """Name a count by the words after it: 新建9个食堂."""
    (action, rest, scope), right = lead, pattern("sent").sub("", part.right)
    density = pattern("density").search(left)  # 每百户不少于30平方米的用房
    if text[: part.end].endswith(("标准" + right, "比例" + right)):  # 按1万元标准发放X
        given, right, _ = strip_lead(right)
        action = given or action
    if density:
        return [density.group() + right], action, scope
    if is_sum and (giving := pattern("grant_verb").match(right)):  # 对X每例9元给予补助
        action, right = giving.group(), right[giving.end() :]
    if is_sum and (name := _paid(text, part, left, (action, rest, scope))):
        return [name + right], action or "给予", scope
    if left.endswith(("将", "把", scope or "#")) and (turned := pattern("turned").match(right)):
        return [right], turned["verb"], scope
    served = pattern("list_serves").search(right) if left.endswith(("在", "对", "为")) else None
    if served:
        who, what = right[: served.start("verb")], right[served.end("verb") :]
        name = f"{served['verb']}{what}的{who}" if left.endswith("在") else who + what
        return [name], served["verb"], scope
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


def _rate(text: str, part: FigureWords, figure: Quantity) -> Names:
    change = pattern("changing").search(part.left)
    reach = pattern("reaching").search(part.left)
    risen = pattern("risen").search(text[: figure.start])
    end = change or reach
    place = end.start() if end else len(part.left)
    left = pattern("per").sub("", pattern("compared").sub("", part.left[:place]))
    action, rest, scope = strip_lead(pattern("compared").sub("", left), aim_only=True)
    if action in _WAITING:
        verbs = [found["verb"] for found in (reach, change, risen) if found]
        action = next((verb for verb in verbs if verb and verb not in "在至到"), action)
    reached = pattern("share_of").fullmatch(rest)
    if reached:
        share = "相当于{base}倍数" if figure.unit == "倍" else "占{base}比例"
        action, rest = reached["verb"], reached["what"] + share.format(base=reached["base"])
    if not rest:
        rest, action = _demanded(text[part.end :], action)
    if re.match("每[万千百十]", scope):  # a density
        rest = scope + rest
    members = cut.split_list(rest) or [""]
    are_rates = all(m.endswith(_RATES) for m in members)
    by_mark = rest.split("、")
    if not are_rates and all(m.endswith(_RATES) for m in by_mark):  # 留守和困境儿童关爱率、签约率
        members, are_rates = by_mark, True
    is_rate = pattern("rate_end").search
    if part.of == len(members) > 1:
        members = [cut.share_head(members[0], cut.share_ending(members[part.rank], members[-1]))]
    elif len(members) > 1 and pattern("each_reaches").search(part.left[place - 1 :]):
        # A、B均达到9%
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


def _share(text: str, part: FigureWords) -> Names:
    """Read 80%的X达到Y as the share of X that reach Y."""
    action, bare, scope = strip_lead(part.head, aim_only=True)
    if bare.endswith("覆盖"):  # 服务覆盖90%的老人
        return [bare.removesuffix("覆盖") + part.right + "覆盖率"], "覆盖", scope
    if pattern("reserved").search(who := pattern("reaching").sub("", bare)):
        return [who + part.right + "比例"], who[-2:], scope
    right = part.right if "完成" in part.right else pattern("tail").sub("", part.right)
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


def _coverage(text: str, part: FigureWords, figure: Quantity) -> Names:
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


def _frequency(text: str, part: FigureWords) -> Names:
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
    name = (who + said + part.right).removeprefix("对")
    is_noun = pattern("nominal_end").fullmatch(name)
    return [_in_full(name, text[: part.start]) if is_noun else name], action, scope


def _tidy(name: str, kind: str) -> str:
    if name.count("“") != name.count("”"):
        name = name.strip("“”")
    name = re.sub("(?<=..)[为至到各]$", "", name.strip(" 、,的"))
    if kind != "frequency" and not name.endswith("比例"):
        bare = pattern("tail").sub("", name)
        is_whole = len(bare) == 2 and not pattern("nominal_end").search(bare)  # 改革任务
        name = name if is_whole and name.endswith(("任务", "问题")) else bare
    name = pattern("extends").sub("", name)
    name = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", name)
    return pattern("no_name").sub("", name)
