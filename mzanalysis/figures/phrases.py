"""Cut the words that belong to a figure out of its sentence, strip verbs off them, mend them.

A phrase that does not say what it is about (主动服务率 of what?) takes the nearest subject before
it. ``indicator_subjects.csv`` lists the subjects of civil affairs: those that can mend
another phrase (use ``mends``), those with which a phrase stands by itself (``stands``), and
words of other fields with which it does so too (``other``).
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from mzanalysis.figures.quantities import Quantity
from mzanalysis.resources import read_table
from mzanalysis.text.patterns import alternation, pattern

_PAIRS = {"城乡": ("城市", "农村"), "市县": ("市级", "县级"), "市区": ("市级", "区级")}
_NEAR = 160  # characters before the sentence in which a subject may still be meant


class FigureWords(NamedTuple):
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


class Surroundings(NamedTuple):
    """What may mend a phrase: the headings above, and the item's text before the sentence."""

    headings: tuple[str, ...] = ()
    before: str = ""


def cut_words(text: str, figures: Sequence[Quantity], index: int) -> FigureWords:
    """Cut out the words of ``figures[index]``: its part of its clause.

    Example: in 建设中心14个、服务站25个 the words of 25个 are 服务站, with the head 建设中心.
    """
    figure, masked, low, high = figures[index], text, 0, len(text)
    for span in pattern("quoted").finditer(text):
        start, end = span.span()
        if start < figure.start and figure.end < end:
            low, high = start + 1, end - 1
        elif not any(start < f.start and f.end < end for f in figures):
            masked = masked[:start] + "□" * (end - start) + masked[end:]
        elif text[start] == "(" and figure.end <= start:  # 30处(街道12处、村18处)
            high = min(high, start)
    low = max([low, *(m.end() for m in pattern("stop").finditer(masked[: figure.start]))])
    stop = pattern("stop").search(masked, figure.end, high)
    high = stop.start() if stop else high
    mates = [f for f in figures if low <= f.start and f.end <= high]
    gaps = [(a.end, b.start) for a, b in pairwise(mates)]
    # Figures that stand bare beside each other share one phrase.
    first = last = at = mates.index(figure)
    while first and pattern("beside").fullmatch(masked, *gaps[first - 1]):
        first -= 1
    while last < len(gaps) and pattern("beside").fullmatch(masked, *gaps[last]):
        last += 1
    opening = first  # 由A提高到B: B's words stand before A
    while opening and mates[opening - 1].is_base and not figure.is_base:
        opening -= 1
    before = opening
    while before and is_threshold(text, mates[before - 1], mates[before]):
        before -= 1
    start = low
    if before:
        start, end = gaps[before - 1]
        skipped = pattern("after_unit").match(masked[start:end])
        cuts = [m.end() for m in pattern("and").finditer(masked[start:end])]
        opens = pattern("and").match(masked[start:end], skipped.end() if skipped else 0)
        start += cuts[0 if opens else -1] if cuts else 0
    after = pattern("after_unit").match(text, mates[last].end)
    right_start = after.end() if after else mates[last].end
    right_end, cuts = high, []
    if last < len(gaps):
        right_end = gaps[last][1]
        cuts = [m.start() for m in pattern("and").finditer(masked, right_start, right_end)]
        if cuts:
            right_end = right_start if cuts[0] == right_start else cuts[-1]
    left = text[start : mates[opening].start]
    for name in ("part_mark", "inner_time", "per", "from"):
        left = pattern(name).sub("", left)
    right = pattern("done_by").sub("", pattern("at_standard").sub("", text[right_start:right_end]))
    if right_end < high and not cuts:  # 9个项目完成投资5亿元: the projects are counted
        right = pattern("own_sum").sub("", right)
    right = "" if pattern("and").match(right) else right
    served = pattern("served").search(text, low, figure.start)
    who = pattern("scope").sub("", served["who"]) if served else ""
    who = pattern("who_else").sub("", who).removesuffix("的")
    head, of = text[low : mates[0].start], last - first + 1
    return FigureWords(left, right, head, start, right_end, at - first, of, who)


def is_threshold(text: str, figure: Quantity, following: Quantity) -> bool:
    """Tell whether a figure only describes what the next one counts: 5亿元以上项目17个."""
    gap = pattern("threshold").fullmatch(text, figure.end, following.start)
    return gap is not None and not pattern("is_counted").search(gap["what"])


def split_list(text: str) -> list[str]:
    """Split a list at 、 and 和, but not inside quotation marks or brackets."""
    hidden = pattern("quoted").sub(lambda m: "□" * len(m.group()), text)
    cuts = [0, *(c for m in pattern("and").finditer(hidden) for c in m.span()), len(text)]
    return [text[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True) if a < b]


def strip_lead(words: str, *, aim_only: bool = False) -> tuple[str, str, str]:
    """Take label, times, adverbs, scope and leading verbs off; return verb, rest and scope.

    For rates, whose subject may begin with a verb (登记对象接受服务率), ``aim_only`` takes off only
    verbs of aim (确保, 实现).

    Example: ``strip_lead("全年新建站点")`` -> ``("新建", "站点", "")``.
    """
    rest, action, scope, pushed = pattern("numbering").sub("", words), "", "", ""
    while rest:
        match = pattern("time").match(rest)
        if match and pattern("time_word").search(match.group()):
            rest = rest[match.end() :].lstrip()
        elif match := pattern("scope").match(rest):
            scope, rest = match.group(), rest[match.end() :]
        elif match := pattern("push" if aim_only else "adverbs").match(rest):
            pushed, rest = match.group(), rest[match.end() :]
        elif not aim_only and _served(rest):
            rest = _served(rest)
        elif rest[0] in "将把":
            rest = rest[1:]
        elif aim_only:
            match = pattern("aim").match(rest)
            if match is None or pattern("not_verb").match(rest, match.end()):
                break
            action, rest = match.group(), rest[match.end() :]
        else:
            match = pattern("verbs").match(rest)
            is_last = match is not None and match.group() == rest
            if match is None or (is_last and action and not pattern("may_have").fullmatch(rest)):
                break
            action, rest = match["verb"], rest[match.end() :]
            if not pattern("leading").match(action):
                break
    if rest and not action and pushed == "争取" and not aim_only:  # 争取资金9万元: its own verb
        return pushed, rest.removeprefix("到"), scope
    return action, rest, scope


def _served(words: str) -> str:
    """Return what follows those a service is for: 为老人提供服务 -> 提供服务."""
    match = pattern("preposition").match(words)
    return words[match.end() :] if match else ""


def distribute(
    text: str, rest: str, part: FigureWords, scope: str, action: str
) -> tuple[list[str], str, str]:
    """Give each of several bare figures its own class or part: name (listed), action, scope.

    Example: 市、县两级抽查率分别达到4%、3% -> 市级抽查率 for 4%, 县级抽查率 for 3%.
    """
    if part.of == 1:
        return [rest], action, scope
    if scope.startswith("每个") and rest.startswith("拥有"):
        rest = scope[2:] + rest
    for pair, names in _PAIRS.items():
        if pair in rest + scope and part.of == 2:
            name = names[part.rank]
            return [rest.replace(pair, name)], action, scope.replace(pair, name) or name
    classes = pattern("classes").match(rest)  # 一、二、三档补贴
    ranks = (classes["ranks"] or classes["full"]).split("、") if classes else []
    if classes and len(ranks) == part.of:
        name = ranks[part.rank] + (classes["class"] or "")
        return [name + rest[classes.end() :]], action, name
    members = split_list(rest)
    if len(members) == part.of:
        return [share_ending(members[part.rank], members[-1])], action, scope
    for levels in reversed(list(pattern("levels").finditer(text[: part.start] + rest))):
        grades = levels["names"].split("、")
        if len(grades) == part.of:
            name = grades[part.rank] + levels["class"]
            return [name + rest.replace(levels.group(), "")], action, name
    return [rest], action, scope


def share_ending(member: str, last: str) -> str:
    """Give a member what the last one ends with for all.

    Example: ``share_ending("城市", "农村低保标准")`` -> ``城市低保标准``.
    """
    has_end = pattern("level" if pattern("level").search(last) else "shared_end").search
    if member == last or not has_end(last) or has_end(member):
        return member
    shared = last.rfind(member[-2:])
    ending = last[shared + 2 :].removeprefix("及以上") if shared > 0 else last[len(member) :]
    return member + ending if len(ending) > 1 else member


def share_head(first: str, member: str) -> str:
    """Give a short member what the first one begins with for all.

    Example: ``share_head("社会组织党的组织覆盖率", "工作覆盖率")`` -> ``社会组织党的工作覆盖率``.
    """
    is_short = member[-3:] == first[-3:] and len(member) <= 5 < len(first)
    return first[: -len(member)] + member if is_short else member


@cache
def _subjects(*uses: str) -> re.Pattern[str]:
    table = read_table("figures/indicator_subjects.csv")
    return re.compile(alternation(table.loc[table["use"].isin(uses), "word"]))


def add_subject(name: str, earlier: str, around: Surroundings, who: str) -> str:
    """Give a phrase without a subject of its own the nearest one before it.

    ``earlier`` is the sentence before it; ``who`` are those a service is for, if it says so.

    Example: after 加强残疾人两项补贴管理, 主动服务率 -> 残疾人两项补贴主动服务率.
    """
    mends, ours = _subjects("mends"), _subjects("mends", "stands")
    stands = _subjects("mends", "stands", "other")
    places = [place for place in re.split(r"[,;:]", earlier)[::-1] if place] or [""]
    further = [*re.split(r"[,。;:]", around.before[-_NEAR:])[::-1], *around.headings]
    if name.startswith("两项补贴"):
        return "残疾人" + name
    if pattern("which_bodies").search(name):
        full = [body for place in places + further for body in mends.findall(place)[::-1]]
        body = next((body for body in full if body.endswith("机构")), "")
        if body:
            return name.replace("机构", body, 1)
    if any(ours.search(heading) for heading in around.headings):
        places += further
    core, rest = re.sub("(?:覆盖率|比例)$", "", name), strip_lead(places[0])[1]
    # 组织机构负责人培训,实现安全培训全覆盖: the same thing, said in full before
    is_same = rest.endswith(core[-2:]) and core[:2] not in rest[:-2]
    may_be_short = name != core or pattern("nominal_end").search(name)
    if may_be_short and len(core) >= 4 < len(rest) and is_same:
        return rest[:-2] + name
    house = pattern("house").search(rest)
    if house and pattern("bare_part").fullmatch(name):  # 加快福利院建设,新增床位9张
        return house.group() + re.sub("设置|设有|设计|规划", "", name)
    is_leaning = pattern("bare_rate").fullmatch(name) or pattern("bare_standard").fullmatch(name)
    if is_leaning and 3 < len(rest) <= 24 and not re.search(r"\d|[率之]", rest):
        return rest + name  # 推进中心建设,达标率达9%
    if pattern("bare_grant").fullmatch(name):
        means = (pattern("granted_by").search(place) for place in places)
        what = next((found["what"] for found in means if found), "")
        if what:
            return what + name
    if stands.search(name) or name.startswith("《》"):  # a title said what it is about
        return name.removeprefix("《》")
    if who and stands.search(who) and name[:4] not in who:
        return who + name
    found = next((words for place in places if (words := mends.findall(place))), [])
    if not found:
        return name
    level = pattern("levels").match(name) or re.match("[省市县区乡镇村]级", name)
    at = level.end() if level else 0
    subject = "残疾人两项补贴" if found[-1] == "两项补贴" else found[-1]
    shared = next((k for k in (3, 2) if subject.endswith(name[at : at + k])), 0)
    return name[:at] + subject + name[at + shared :]
