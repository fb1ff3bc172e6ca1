"""Give each figure of a list its own member, and each member what the list says once for all."""

from mzanalysis.figures.own_words import FigureWords
from mzanalysis.figures.phrases import find
from mzanalysis.text.patterns import pattern

_RATES = ("率", "比例", "占比", "度", "比重")
_PAIRS = {"城乡": ("城市", "农村"), "市县": ("市级", "县级"), "市区": ("市级", "区级")}


def split_list(text: str) -> list[str]:
    """Split a list at 、 and 和, but not inside quotation marks or brackets."""
    hidden = pattern("quoted").sub(lambda quoted: "□" * len(quoted.group()), text)
    members = []
    start = 0
    for conjunction in pattern("and").finditer(hidden):
        members.append(text[start : conjunction.start()])
        start = conjunction.end()
    members.append(text[start:])
    return [member for member in members if member]


def share_out(words: FigureWords, phrase: str, scope: str, bound: str) -> tuple[list[str], str]:
    """Give a figure its member of a list, or all that share it; return the scope, too.

    Example: 火化率、安葬率均达到100% -> 火化率 and 安葬率.
    """
    if scope.startswith("每个") and phrase.startswith("拥有"):
        phrase = scope[2:] + phrase
    members = _split_rates(phrase)
    if words.of > 1 or len(members) < 2:
        name, scope = distribute(words, phrase, scope)
        return [name], scope
    if find("each_reaches", bound):  # A率、B率均达到9%
        members = _with_ending(members) or [phrase]
    elif not _are_rates(members) or find("changing", bound):
        members = [phrase]
    return [share_head(members[0], member) for member in members], scope


def _are_rates(members: list[str]) -> bool:
    return all(member.endswith(_RATES) for member in members)


def _split_rates(phrase: str) -> list[str]:
    """Split a list of rates, at 、 alone where only that yields them: 孤儿和弃婴关爱率、签约率."""
    members = split_list(phrase)
    by_mark = phrase.split("、")
    if len(by_mark) > 1 and _are_rates(by_mark) and not _are_rates(members):
        return by_mark
    return members


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


def distribute(words: FigureWords, phrase: str, scope: str) -> tuple[str, str]:
    """Give one of several bare figures its own class or part of their phrase: name and scope.

    Example: 市县抽查率分别达到4%、3% -> 市级抽查率 for 4%, 县级抽查率 for 3%.
    """
    if words.of == 1:
        return phrase, scope
    by_level = _level_of(words, phrase)
    if by_level and find("levels", phrase):
        return by_level
    name = _class_of(words, phrase) or _member_of(words, phrase)
    if name:
        return name, scope
    return _place_of(words, phrase, scope) or by_level or (phrase, scope)


def _class_of(words: FigureWords, phrase: str) -> str:
    """Name one of several figures by its class: 一、二、三档补贴 -> 一档补贴."""
    classes = pattern("classes").match(phrase)
    if classes is None:
        return ""
    ranks = (classes["ranks"] or classes["full"]).split("、")
    if len(ranks) != words.of:
        return ""
    return ranks[words.rank] + (classes["class"] or "") + phrase[classes.end() :]


def _member_of(words: FigureWords, phrase: str) -> str:
    """Name one of several figures by its member of a list: A率、B率分别达到4%、3%."""
    members = _split_rates(phrase)
    if len(members) != words.of:
        return ""
    return share_head(members[0], share_ending(members[words.rank], members[-1]))


def _place_of(words: FigureWords, phrase: str, scope: str) -> tuple[str, str] | None:
    """Name one of two figures by its kind of place: 城乡低保标准分别增长6%、8%."""
    if words.of != 2:
        return None
    for pair, places in _PAIRS.items():
        if pair in phrase + scope:
            place = places[words.rank]
            return phrase.replace(pair, place), scope.replace(pair, place) or place
    return None


def _level_of(words: FigureWords, phrase: str) -> tuple[str, str] | None:
    """Name one of several figures by its level, as said last before it.

    Example: 市、县两级联动,抽查率分别达到4%、3% -> 市级抽查率 for 4%.
    """
    for levels in reversed(list(pattern("levels").finditer(words.before + phrase))):
        grades = levels["names"].split("、")
        if len(grades) == words.of:
            level = grades[words.rank] + levels["class"]
            return level + phrase.replace(levels.group(), ""), level
    return None


def share_ending(member: str, last: str) -> str:
    """Give a member what the last one ends with for all.

    Example: ``share_ending("城市", "农村低保标准")`` -> ``城市低保标准``.
    """
    has_level = find("level", last)
    ending = pattern("level" if has_level else "shared_end")
    if member == last or not ending.search(last) or ending.search(member):
        return member
    shared = last.rfind(member[-2:])
    shared_words = last[len(member) :]
    if shared >= 0:
        shared_words = last[shared + 2 :].removeprefix("及以上")
    if len(shared_words) < 2:
        return member
    return member + shared_words


def share_head(first: str, member: str) -> str:
    """Give a short member what the first one begins with for all.

    Example: ``share_head("孤儿和弃婴关爱率", "签约率")`` -> ``孤儿和弃婴签约率``.
    """
    is_short = len(member) <= 5 < len(first)
    if is_short and member[-3:] == first[-3:]:
        return first[: -len(member)] + member
    for ending in ("last_rate", "last_way_rate"):
        rate = find(ending, first)
        if rate and len(member) < len(first) and pattern(ending).fullmatch(member):
            return first[: rate.start()] + member
    return member
