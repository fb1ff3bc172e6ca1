"""Cut the words that belong to a figure out of its sentence, and strip verbs off them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from mzanalysis.figure_words import any_of, clause_words
from mzanalysis.quantities import Quantity

_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|\([^()]*\)|‘[^’]*’|【[^】]*】")
_AND = re.compile(r"、|以及|(?<!共)和(?!谐|美)|及(?!时|其)")
_STOP = re.compile(r"[,;:。!?\n]")
_AFTER = re.compile(
    r"(?:\([间个处家座所户人套张次点站期名]\))?\s*(?:/\s?(?:人|月|年|床|户|次|天)\s?|·人)*"
    r"(?:及|或)?(?:以上|以下|以内|之内|之间|左右|上下)?(?:的(?!目标|要求|任务))?"
)
_PER = re.compile(  # 每人每月150元
    r"(?:每(?:人|床|户|张|具|位|名|孩)|月?人均|年人均)*(?:每(?:月|年|天|日|个?季度|半年))?$"
)
_FROM = re.compile(
    r"(?:分别)?(?:由|从)(?:(?:20\d\d年|上年|去年|目前|原来|每人|每月|每年|每床|年?人均)的?)*$"
)
_LABEL = re.compile(
    r"^\s*(?:\(?[一二三四五六七八九十\d]{1,3}[)、.](?!\d)|[一二三四五六七八九十]{1,2}是|——+|【[^】]*】)*"
    r"\s*(?![一二三四五六七八九十]、?[一二三四五六七八九十档类级])"
)
_TIME = re.compile(
    r"每(?:半年|两年|个?季度?|个?月|周|年)|[一二两三四五\d]年(?:内|时间)?(?=[建培完新改])|全年|年内|半年"
    r"|今年以来|20\d\d年?[—\-~至到]20\d\d年|到?(?:20\d\d年|今年|明年|后年)?"
    r"(?:第?[一二三四]季度|[上下]半年|\d+月份?|年)?(?:底|末|内|度|中旬|上旬|下旬)?(?:之?前|以前)?"
)
SCOPE = re.compile(
    r"全(?:市|省|区|县|州|盟|旗|域|系统)(?!性|域)|(?:我|本)(?:市|省|区|县)|市本级|各(?:地|旗区|区县|县区)"
    r"|每个?(?:[^,。的达至(]{1,8}?(?:\([^()]*\)[^,。的达至(]{0,6}?)?)(?=至少|打造|建[设成立]|新建|培育|"
    r"配备|有(?!关)|拥有|不少|确定|创建|设[立置])"
)
_SERVED = rf"(?P<who>[^,;。《]{{1,40}}?)(?={any_of('serve')}"
_PREP = re.compile(
    r"(?:面向|(?<![因成作称认])为|(?<![针面])对|(?<!面)向|在|联合|由|(?<!参)与|将|把)"
    + _SERVED
    + "|$)"
)
_FOR = re.compile(r"(?:面向|^为|(?<=[,;])为|^对|(?<=[,;])对)" + _SERVED + ")")
_AIM = re.compile(any_of("aim"))
_PUSH = re.compile(any_of("push"))
_NOT_VERB = f"(?!{any_of('not_verb')})"


@dataclass(frozen=True)
class FigureWords:
    """The words of a figure: before it, after it, and what its clause begins with.

    ``rank`` and ``of`` are its place in a bare list (分别达到4%、3%) and that list's length;
    ``who`` are those a service is for (面向…, 为…提供).
    """

    left: str
    right: str
    head: str
    start: int
    end: int
    rank: int
    of: int
    who: str


def cut_words(text: str, figures: Sequence[Quantity], index: int) -> FigureWords:
    """Cut out the words of ``figures[index]``: its part of its clause.

    Example: in 建设中心14个、服务站25个 the words of 25个 are 服务站, with the head 建设中心.
    """
    figure = figures[index]
    masked, low, high = text, 0, len(text)
    for span in _QUOTED.finditer(text):
        start, end = span.span()
        if start < figure.start and figure.end < end:
            low, high = start + 1, end - 1
        elif not any(start < f.start and f.end < end for f in figures):
            masked = masked[:start] + "□" * (end - start) + masked[end:]
    low = max([low, *(m.end() for m in _STOP.finditer(masked[: figure.start]))])
    stop = _STOP.search(masked[figure.end : high])
    high = figure.end + stop.start() if stop else high
    mates = [f for f in figures if low <= f.start and f.end <= high]
    at = mates.index(figure)
    # Figures that stand bare beside each other share one phrase.
    first = at
    while first and _bare(masked[mates[first - 1].end : mates[first].start]):
        first -= 1
    last = at
    while last + 1 < len(mates) and _bare(masked[mates[last].end : mates[last + 1].start]):
        last += 1
    opening = first  # 由A提高到B: B's words stand before A
    while opening and mates[opening - 1].is_base and not mates[at].is_base:
        opening -= 1
    before = opening
    while before and is_threshold(text, mates[before - 1], mates[before]):
        before -= 1
    start = low
    if before:
        gap_start = mates[before - 1].end
        gap = masked[gap_start : mates[before].start]
        cuts = [m.end() for m in _AND.finditer(gap)]
        skipped = _AFTER.match(gap)
        opens = bool(_AND.match(gap, skipped.end() if skipped else 0))
        start = gap_start + (0 if not cuts else cuts[0] if opens else cuts[-1])
    after = _AFTER.match(text, mates[last].end)
    right_start = after.end() if after else mates[last].end
    right_end = high
    if last + 1 < len(mates):
        right_end = mates[last + 1].start
        cuts = [m.start() for m in _AND.finditer(masked, right_start, right_end)]
        if cuts:
            right_end = right_start if cuts[0] == right_start else cuts[-1]
    left = _FROM.sub("", _PER.sub("", text[start : mates[opening].start]))
    right = text[right_start:right_end]
    if right_end < high and not cuts:  # 9个项目完成投资5亿元: the projects are counted
        right = re.sub(r"(?<=..)(?:共|累计)*(?:完成|实现|达到?)[^、]{0,6}$", "", right)
    who = next((m["who"] for m in _FOR.finditer(text[: figure.start])), "")
    who = re.sub(r"^[\d.]+万?[家个户名处所]", "", SCOPE.sub("", who))
    return FigureWords(
        left,
        "" if _AND.match(right) else right,
        text[low : mates[0].start],
        start,
        right_end,
        at - first,
        last - first + 1,
        who,
    )


def is_threshold(text: str, figure: Quantity, following: Quantity) -> bool:
    """Tell whether a figure only describes what the next one counts: 5亿元以上项目17个."""
    gap = re.fullmatch(
        r"及?(?:以上|以下|以?内)的?(?P<what>[\u4e00-\u9fff“”]{1,12})",
        text[figure.end : following.start],
    )
    if gap is None:
        return False
    return not re.search(r"达|完成|实现|建|改|增|开展|纳入", gap["what"])


def _bare(gap: str) -> bool:
    return bool(re.fullmatch(r"\s?(?:以上|以下|左右)?(?:、|和|及|以及|与|或)?", gap))


def split_list(text: str) -> list[str]:
    """Split a list at 、 and 和, but not inside quotation marks or brackets."""
    hidden = _QUOTED.sub(lambda m: "□" * len(m.group()), text)
    cuts = [0, *(c for m in _AND.finditer(hidden) for c in m.span()), len(text)]
    return [text[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True) if a < b]


@cache
def _verbs() -> re.Pattern[str]:
    verbs = f"{any_of('verb')}|{clause_words('verb', 'aim', 'result', 'linking', 'causative')}"
    more = f"(?:{any_of('second_verb')}|{clause_words('linking')})"
    return re.compile(rf"(?P<verb>(?:{verbs}){_NOT_VERB}(?:[、和并]?{more}{_NOT_VERB})*)(?:好|了)?")


@cache
def _last_verb() -> re.Pattern[str]:
    return re.compile(rf"(?P<verb>{clause_words('verb', 'aim', 'result', 'linking')})(?:至少)?$")


@cache
def _adverbs() -> re.Pattern[str]:
    return re.compile(f"{any_of('manner')}|{clause_words('adverb', 'effort', 'strive')}")


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(f"(?:{_AIM.pattern}|{clause_words('causative')})$")


def last_verb(words: str) -> str:
    """Return the verb that words end with, if others stand before it: 指导区里建成 -> 建成."""
    found = _last_verb().search(words)
    return found["verb"] if found and found.start() else ""


def strip_per(words: str) -> str:
    """Take 每人每月 off the end."""
    return _PER.sub("", words)


def strip_lead(words: str, *, aim_only: bool = False) -> tuple[str, str, str]:
    """Take label, times, adverbs, scope and leading verbs off; return verb, rest and scope.

    Args:
        words: what stands before a figure.
        aim_only: for rates, whose subject may begin with a verb (登记对象接受服务率): take off
            only verbs of aim (确保, 实现).

    Example: ``strip_lead("全年新建站点")`` -> ``("新建", "站点", "")``.
    """
    rest, action, scope = _LABEL.sub("", words), "", ""
    while rest:
        match = _TIME.match(rest)
        if match and re.search(r"[年月季底内]|每", match.group()):
            rest = rest[match.end() :].lstrip()
        elif match := SCOPE.match(rest):
            scope, rest = match.group(), rest[match.end() :]
        elif match := (_PUSH if aim_only else _adverbs()).match(rest):
            rest = rest[match.end() :]
        elif aim_only and rest[0] in "将把":
            rest = rest[1:]
        elif aim_only:
            match = _AIM.match(rest)
            if not match or not re.match(_NOT_VERB, rest[match.end() :]):
                break
            action, rest = match.group(), rest[match.end() :]
        elif (match := _PREP.match(rest)) and match.end() < len(rest):
            rest = rest[match.end() :]
        elif rest[0] in "将把":
            rest = rest[1:]
        else:
            match = _verbs().match(rest)
            if match is None or (match.group() == rest and action):
                break
            action, rest = match["verb"], rest[match.end() :]
            if not _leading().match(action):
                break
    return action, rest, scope


def object_before(earlier: str, noun: str) -> str:
    """Return the nearest earlier object that the verb repeats: 加强人才培训,全年培训不少于9人."""
    for clause in reversed(re.split(r"[,;:]", earlier)):
        _, rest, _ = strip_lead(clause)
        if noun and noun in rest:
            return rest[: rest.rindex(noun) + len(noun)]
    return noun


def object_after(text: str) -> tuple[str, str]:
    """Return object and verb of a quoted demand: 按照“每月不低于30%”的要求对X进行Y -> XY, Y."""
    found = re.search(r"对(?P<who>[^,;。]+?)(?:进行|开展|实施)(?P<what>[^,;。]+)", text)
    return (SCOPE.sub("", found["who"]) + found["what"], found["what"]) if found else ("", "")
