"""Name what a count or a sum counts, by the words after it or before it."""

import re

from mzanalysis.figures.lists import distribute, own_member
from mzanalysis.figures.own_words import FigureWords, MaybeNames, Names
from mzanalysis.figures.phrases import find, first_fit, fits, strip_lead, verb_of, without
from mzanalysis.text.patterns import pattern


def name_count(words: FigureWords) -> Names:
    """Name a count or sum.

    Example: 全年新建养老驿站14个 -> 养老驿站, 新建.
    """
    bare = without(without(words.left, "bind", "per").removesuffix("分别"), "scope_end")
    verb, thing, scope = strip_lead(bare)
    bound = verb_of("bind", words.left)
    if thing and not verb and not fits("demand", bound):
        verb = bound
    if not verb:
        verb, _, head_scope = strip_lead(without(words.head, "bind"))
        scope = scope or head_scope
    count = words._replace(verb=verb, thing=thing, scope=scope, bare=bare)
    return first_fit(_SHAPES, count) or _things(count)


def _inspected(count: FigureWords) -> MaybeNames:
    """对9家养老院、3家福利院开展检查 -> of the 9家: 养老院检查, 开展."""
    following = count.following
    done = find("list_serves", following)
    is_list = following.startswith("、") and without(count.head, "scope_end").endswith("对")
    if not (done and is_list and count.right):
        return None
    return [count.right + following[done.end() :]], done["verb"], count.scope


def _counted_after(count: FigureWords) -> MaybeNames:
    """Name a count by the words after it, if they do not say what those counted do.

    Examples: 新建9个食堂 -> 食堂; but 组织志愿者9名开展服务 -> 志愿者, by the words before.
    """
    right = count.right
    verb = count.verb
    is_sum = count.kind == "amount"
    is_grant = is_sum and pattern("grant").match(right)
    is_verb = not is_grant and fits("verbs", right)
    does = verb and count.thing and pattern("doing").match(right)
    if not right or does or is_verb:
        return None
    right = without(right, "sent")
    if count.text[: count.end].endswith(("标准" + right, "比例" + right)):  # 按1万元标准发放X
        given, right, _ = strip_lead(right)
        verb = given or verb
    density = find("density", count.bare)
    if density:  # 每百户不少于30平方米的用房
        return [density.group() + right], verb, count.scope
    giving = pattern("grant_verb").match(right)
    if giving and is_sum:  # 对X每例9元给予补助
        verb = giving.group()
        right = right[giving.end() :]
    count = count._replace(right=right, verb=verb)
    return first_fit((_paid, _turned, _served), count) or _made(count)


def _paid(count: FigureWords) -> MaybeNames:
    """对选择树葬的家庭给予900元奖补 -> 选择树葬的家庭奖补, 给予."""
    payee = _payee(count)
    if not payee:
        return None
    return [payee + count.right], count.verb or "给予", count.scope


def _payee(count: FigureWords) -> str:
    """Return what money is paid for or to: 家庭养老床位每张给予9元, 给予每个社区9万元."""
    if count.kind != "amount":
        return ""
    if count.who:
        return own_member(count)
    granted = fits("granted", count.bare)
    if granted:
        return strip_lead(granted["what"])[1]
    if count.verb != "给予":
        return ""
    return re.sub("^每[个家户名张人]", "", count.thing or count.scope)


def _turned(count: FigureWords) -> MaybeNames:
    """将8家福利院转型为养老中心 -> 福利院转型为养老中心, 转型."""
    turned = pattern("turned").match(count.right)
    is_object = count.bare.endswith(("将", "把", count.scope or "#"))
    if not (turned and is_object):
        return None
    return [count.right], turned["verb"], count.scope


def _served(count: FigureWords) -> MaybeNames:
    """为90名残疾人提供上门康复服务 -> 残疾人上门康复服务; 在9个社区开展试点 -> 开展试点的社区."""
    served = find("list_serves", count.right)
    if not served or not count.bare.endswith(("在", "对", "为")):
        return None
    verb = served["verb"]
    who = count.right[: served.start()]
    what = count.right[served.end() :]
    name = who + what
    if count.bare.endswith("在"):
        name = f"{verb}{what}的{who}"
    return [name], verb, count.scope


def _made(count: FigureWords) -> Names:
    """参与4项标准编制工作 -> 标准编制, 参与编制; 完成6处农村公墓建设任务 -> 农村公墓, 建设."""
    right = count.right
    task = verb_of("task_of", right)
    last = find("last_verb", count.left)
    last_verb = ""
    if last and last.start():  # 指导民政部门完成33处...: the department acts
        last_verb = last["verb"]
    verb = last_verb or count.verb
    if task and "完成" in (count.verb, last_verb):
        verb = task
    if verb == "参与":
        verb += verb_of("work", right)
    elif right.endswith("服务") and not count.bare and fits("build", verb):
        verb = "提供"  # 建设床位90张和不低于70人次的上门服务
    titles = fits("titles", count.thing)
    if titles:  # 制定《X》等9项制度
        right = "《》" + titles["of"] + right
    return [right], verb, count.scope


def _for_each(count: FigureWords) -> MaybeNames:
    """为特困人员、孤儿发放补贴9元、8元 -> 特困人员补贴 and 孤儿补贴, 发放."""
    what = count.thing or _noun(count)
    is_sum = count.kind == "amount"
    is_list = not count.thing or count.of > 1
    is_theirs = (is_sum and is_list) or (what and not count.thing)
    if not (count.who and is_theirs):
        return None
    return [own_member(count) + (what or count.verb)], count.verb, count.scope


def _noun(count: FigureWords) -> str:
    """Return the end of the verb that is a noun, too: 培训; 新建改造 has none."""
    noun = find("nominal_end", count.verb)
    if not noun or "建" in count.verb:
        return ""
    return noun.group()


def _measure(count: FigureWords) -> MaybeNames:
    """备案规模9万元 -> 备案规模."""
    if not (count.verb and fits("measure_word", count.thing)):
        return None
    return [count.verb + count.thing], "", count.scope


def _nominal(count: FigureWords) -> MaybeNames:
    """培训养老护理员70人次 -> 养老护理员培训, 培训; a bare 新建9个 has no name."""
    noun = _noun(count)
    if count.thing and not noun:
        return None
    name = count.thing.removesuffix(noun) + noun
    if noun and not count.thing:  # 加强养老院长培训,全年培训不少于70人次
        name = in_full(noun, count.before)
    return [name], count.verb, count.scope


def in_full(noun: str, before: str) -> str:
    """Return the last phrase that ends with a noun: 建立食品抽查制度,每年抽查 -> 食品抽查."""
    for clause in reversed(re.split("[,;:]", before)):
        phrase = strip_lead(clause)[1]
        if noun in phrase:
            return phrase[: phrase.rindex(noun)] + noun
    return noun


def _in_each_place(count: FigureWords) -> MaybeNames:
    """新建照护机构,每个县至少1所 -> what stands before, with the scope 每个县."""
    if not fits("each_place", count.thing):
        return None
    return [""], count.verb, count.thing


_SHAPES = (_inspected, _counted_after, _for_each, _measure, _nominal, _in_each_place)


def _things(count: FigureWords) -> Names:
    """新建养老驿站14个 -> 养老驿站; 在市级以上媒体刊发稿件90篇 -> 市级以上媒体稿件."""
    phrase = count.thing
    media = find("media", count.bare)
    if re.match("每[万千百十]", count.scope):  # a density
        phrase = count.scope + phrase
    elif media:  # where says which
        phrase = media["where"] + phrase
    name, scope = distribute(count, phrase, count.scope)
    return [name], count.verb, scope
