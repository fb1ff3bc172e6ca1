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
    right, verb = count.right, count.verb
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
        verb, right = giving.group(), right[giving.end() :]
    count = count._replace(right=right, verb=verb)
    return first_fit((_paid, _turned, _served), count) or _made(count)


def _paid(count: FigureWords) -> MaybeNames:
    """对选择树葬的家庭给予900元奖补 -> 选择树葬的家庭奖补, 给予."""
    payee = _payee(count) if count.kind == "amount" else ""
    return ([payee + count.right], count.verb or "给予", count.scope) if payee else None


def _payee(count: FigureWords) -> str:
    """Return what money is paid for or to: 家庭养老床位每张给予9元, 给予每个社区9万元."""
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
    return ([count.right], turned["verb"], count.scope) if turned and is_object else None


def _served(count: FigureWords) -> MaybeNames:
    """为90名残疾人提供上门康复服务 -> 残疾人上门康复服务; 在9个社区开展试点 -> 开展试点的社区."""
    served = find("list_serves", count.right)
    if not served or not count.bare.endswith(("在", "对", "为")):
        return None
    verb, who, what = served["verb"], count.right[: served.start()], count.right[served.end() :]
    name = f"{verb}{what}的{who}" if count.bare.endswith("在") else who + what
    return [name], verb, count.scope


def _made(count: FigureWords) -> Names:
    """参与4项标准编制工作 -> 标准编制, 参与编制; 完成6处农村公墓建设任务 -> 农村公墓, 建设."""
    right, task = count.right, verb_of("task_of", count.right)
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
        verb = "提供"  # 建设床位90张和50人次的上门服务
    titles = fits("titles", count.thing)
    return ["《》" + titles["of"] + right if titles else right], verb, count.scope


def _for_each(count: FigureWords) -> MaybeNames:
    """为80岁、90岁老人发放津贴50元、100元 -> 80岁老人津贴 and 90岁老人津贴, 发放."""
    is_sum = count.kind == "amount"
    is_theirs = is_sum and count.of > 1 if count.thing else is_sum or _noun(count)
    if not count.who or not is_theirs:
        return None
    what = count.thing or _noun(count) or count.verb
    return [own_member(count) + what], count.verb, count.scope


def _noun(count: FigureWords) -> str:
    """Return the end of the verb that is a noun, too: 培训; 新建改造 has none."""
    noun = find("nominal_end", count.verb)
    return noun.group() if noun and "建" not in count.verb else ""


def _measure(count: FigureWords) -> MaybeNames:
    """备案规模9万元 -> 备案规模."""
    is_measure = count.verb and fits("measure_word", count.thing)
    return ([count.verb + count.thing], "", count.scope) if is_measure else None


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
    return ([""], count.verb, count.thing) if fits("each_place", count.thing) else None


_SHAPES = (_inspected, _counted_after, _for_each, _measure, _nominal, _in_each_place)


def _things(count: FigureWords) -> Names:
    """新建养老驿站14个 -> 养老驿站; 在市级以上媒体刊发稿件90篇 -> 市级以上媒体稿件."""
    phrase, media = count.thing, find("media", count.bare)
    if re.match("每[万千百十]", count.scope):  # a density
        phrase = count.scope + phrase
    elif media:  # where says which
        phrase = media["where"] + phrase
    name, scope = distribute(count, phrase, count.scope)
    return [name], count.verb, scope
