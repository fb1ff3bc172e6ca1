"""Name what a rate, a share or a coverage tells: 入住率, 投保的机构比例, 培训覆盖率."""

import re

from mzanalysis.figures.lists import distribute, share_ending, share_head, split_list
from mzanalysis.figures.own_words import FigureWords, MaybeNames, Names
from mzanalysis.figures.phrases import find, first_fit, fits, strip_lead, verb_of, without
from mzanalysis.text.patterns import pattern

_RATES = ("率", "比例", "占比", "度", "比重")
_WAITING = ("", "确保", "力争", "推动", "使")  # the verb of the figure follows: 确保…达到


def name_rate(words: FigureWords) -> Names:
    """Name a rate or level by the words before it, once for each rate that shares the figure.

    Example: 确保火化率、安葬率均达到100% -> 火化率 and 安葬率, 达到.
    """
    change = find("changing", words.left)
    end = change or find("reaching", words.left)
    place = end.start() if end else len(words.left)
    left = without(words.left[:place], "compared", "per", "compared")
    verb, rate, scope = strip_lead(left, aim_only=True)
    if verb in _WAITING:
        verb = _verb_of_figure(words) or verb
    part = fits("share_of", rate)
    if part:  # 救助标准不低于低保标准的30% -> 救助标准占低保标准的比例
        verb = part["verb"]
        rate = f"{part['what']}占{part['base']}比例"
        if words.figure.unit == "倍":
            rate = f"{part['what']}相当于{part['base']}倍数"
    if not rate:
        rate, verb = _demanded(words) or ("", verb)
    if re.match("每[万千百十]", scope):  # a density
        rate = scope + rate
    names, scope = _share_out(words, rate, scope, place)
    if change and not re.search("[到至]", change.group()):  # 提高2% is a change, 提高到80% is none
        return [name + change["verb"] for name in names], verb, scope
    if words.figure.unit in ("%", "‰", "成"):
        names = [as_share(name) for name in names]
    return names, verb, scope


def _share_out(words: FigureWords, rate: str, scope: str, place: int) -> tuple[list[str], str]:
    """Give a figure its rate of a list, or all that share it; return the scope, too.

    ``place`` is where, in the words before the figure, the verb of the figure stands.
    """
    members = _split_rates(rate)
    if words.of == len(members) > 1:  # A率、B率分别达到4%、3%
        member = share_ending(members[words.rank], members[-1])
        return [share_head(members[0], member)], scope
    if len(members) > 1 and find("each_reaches", words.left[place - 1 :]):  # A率、B率均达到9%
        return _with_ending(members) or [rate], scope
    if len(members) > 1 and _are_rates(members) and not find("changing", words.left):
        return members, scope
    name, scope = distribute(words, rate, scope)
    return [name], scope


def _verb_of_figure(words: FigureWords) -> str:
    """Return the verb right before a figure, if it is more than 到: 确保入住率达到9% -> 达到."""
    for verb in (
        verb_of("reaching", words.left),
        verb_of("changing", words.left),
        verb_of("risen", words.text[: words.figure.start]),
    ):
        if verb not in "在至到":  # as "" is
            return verb
    return ""


def _demanded(words: FigureWords) -> tuple[str, str] | None:
    """Return object and verb of a quoted demand: 按照“每月不低于30%”的要求对X进行Y -> XY, Y."""
    demand = pattern("demanded").search(words.text, words.end)
    return demand and (without(demand["who"], "scope") + demand["what"], demand["what"])


def _are_rates(members: list[str]) -> bool:
    return all(member.endswith(_RATES) for member in members)


def _split_rates(rate: str) -> list[str]:
    """Split a list of rates, at 、 alone where only that yields them: 孤儿和弃婴关爱率、签约率."""
    members = split_list(rate)
    by_mark = rate.split("、")
    if _are_rates(by_mark) and not _are_rates(members):
        return by_mark
    return members or [""]


def _with_ending(members: list[str]) -> list[str] | None:
    """Give each member the ending of the last; None if they share no more than 率.

    Example: 火化、安葬比例均达到9% -> 火化比例 and 安葬比例.
    """
    ending = find("rate_end", members[-1])
    if ending is None:
        return members
    rates = [m if find("rate_end", m) else m + ending.group() for m in members]
    if len(ending.group()) == 1 and rates != members:
        return None
    return rates


def as_share(name: str) -> str:
    """Say of what is no rate that its share is meant: 开展社区康复的县区 -> …的县区比例."""
    if not name or find("rate_end", name):
        return name
    return name + "比例"


def name_share(words: FigureWords) -> MaybeNames:
    """Read 80%的X达到Y as the share of X that reach Y."""
    if words.kind != "percent" or not words.right:
        return None
    verb, thing, scope = strip_lead(words.head, aim_only=True)
    share = words._replace(verb=verb, thing=thing, scope=scope)
    return first_fit(_SHARES, share) or ([as_share(_whole(share))], verb, scope)


def _covered_share(share: FigureWords) -> MaybeNames:
    """服务覆盖90%的老人 -> 服务老人覆盖率."""
    if not share.thing.endswith("覆盖"):
        return None
    return [share.thing.removesuffix("覆盖") + share.right + "覆盖率"], "覆盖", share.scope


def _reserved_share(share: FigureWords) -> MaybeNames:
    """机构预留不低于30%的床位 -> 机构预留床位比例."""
    who = without(share.thing, "reaching")
    if not find("reserved", who):
        return None
    return [who + share.right + "比例"], who[-2:], share.scope


def _share_that_does(share: FigureWords) -> MaybeNames:
    """90%的养老机构通过等级评定 -> 通过等级评定的养老机构比例."""
    right = _whole(share)
    does = find("predicated", right)
    if not does:
        return None
    who = right[: does.start()]
    what = right[does.start() :]
    action = share.verb
    if action in _WAITING:
        action = does["verb"]
    return [f"{what}的{who}比例"], action, share.scope


def _listed_share(share: FigureWords) -> MaybeNames:
    """80%的镇、60%的村设立社工站 -> for the 80%: 设立社工站的镇比例."""
    following = share.following
    does = find("predicated", following)
    if not does or not following.startswith("、") or "%的" not in following:
        return None
    what = following[does.start() :]
    return [f"{what}的{_whole(share)}比例"], share.verb or does["verb"], share.scope


def _whole(share: FigureWords) -> str:
    """Return what a share is a share of, without 的目标; 完成任务 is said in full."""
    if "完成" in share.right:
        return share.right
    return without(share.right, "tail")


_SHARES = (_covered_share, _reserved_share, _share_that_does, _listed_share)


def name_coverage(words: FigureWords) -> MaybeNames:
    """实现儿童主任培训全覆盖 -> 儿童主任培训覆盖率, 实现; 公墓覆盖所有乡镇 -> 公墓覆盖率."""
    if words.kind != "coverage":
        return None
    action, thing, scope = _read_aim(without(words.left, "coverage_end"))
    action = verb_of("coverage_verb", words.left) or action
    is_whole = words.text[: words.figure.end].endswith(("所有", "全部", "全体"))
    if words.right and not thing:
        action, thing, _ = strip_lead(words.right)
    elif words.right and not is_whole:
        if re.search("[、化性]$", thing):  # 推进标准化全覆盖检查
            thing = ""
        thing += words.right
    if not thing:
        thing, verb = _demanded(words) or ("", "")
        action = action or verb
    levels = pattern("levels").match(thing)
    if levels:
        scope = levels.group()
    return [thing + "覆盖率"], action, scope


def _read_aim(words: str) -> tuple[str, str, str]:
    """Return the aim, else the verb, of words before a coverage, what is covered, and where.

    Example: ``_read_aim("推动开展助餐服务")`` -> ``("推动", "助餐服务", "")``.
    """
    aim, thing, scope = strip_lead(words, aim_only=True)
    verb, what, place = strip_lead(thing)
    if what and verb.endswith(("开展", "启动", "推进")):
        thing = what
        scope = scope or place
    return aim or verb, thing, scope
