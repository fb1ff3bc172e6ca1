"""Which city, which province, which administrative code (GB/T 2260).

The tables: ``places.csv`` and ``place_aliases.csv`` in ``resources/reading/``; their sources:
``places.md`` there.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from mzanalysis.errors import InputError
from mzanalysis.resources import read_table
from mzanalysis.text.folding import fold
from mzanalysis.text.patterns import pattern

_SUFFIX = re.compile(r"(?<=..)(?:[市区县旗州盟]|地区)$")
# 市场, 区域, 县级: the name's last character belongs to another word.
_OTHER_WORD = "场域级"
# Kinds of evidence: what one piece weighs, how many count, how it is told.
_KINDS = {
    "title": (10, 1, "in the title"),
    "signature": (10, 1, "signs it"),
    "office": (3, 3, "its offices named {}"),
    "mention": (1, 10, "named {}"),
}
_PART, _ABOVE = 0.5, 0.5  # a county it has is named (up to six); the place above it is named
_LEAST_SCORE, _LEAST_LEAD = 4, 1.5
_LARGE = ("省", "自治区", "特别行政区")  # provinces that are no cities
# Whether a province speaks, or a city about its province.
_OF_PROVINCE, _OF_CITY = ("全省", "我省", "全区"), ("全市", "我市", "全县", "我县", "市委")
# A prefecture's short name, said often, will do without its full name; not if it is a word too.
_OFTEN = 5
_WORDS = "安康 保定 大同 白银 开封 海口 南通 日照 三明 通化 长治 海东"
_DIGITS = {"province": 2, "prefecture": 4, "county": 6}
_NO_CODE = "has no code of its own; it lies in"
_GIVE_CODE = "give the code of the one you mean: --adcode, or the register's column adcode"
_GIVE_NAME = "give the full name (十堰市, 东胜区) or the six-digit code"


@dataclass(frozen=True)
class Place:
    """A province, prefecture or county: 420300, 十堰市, 十堰, Shiyan, prefecture, 湖北."""

    adcode: str
    name: str
    short_name: str
    name_en: str
    level: str
    province: str

    @property
    def described(self) -> str:
        """The place with those above it and its code: ``江苏 徐州市 鼓楼区 320302``."""
        above = _places().get(f"{self.adcode[:4]}00", self)
        return " ".join(dict.fromkeys((self.province, above.name, self.name, self.adcode)))


@cache
def _places() -> dict[str, Place]:
    return {row[0]: Place(*row) for row in read_table("reading/places.csv").itertuples(index=False)}


def place_by_code(adcode: str) -> Place:
    """Return the place with a six-digit code: ``420300`` is 十堰市.

    Raises:
        InputError: no place has that code.
    """
    if adcode not in _places():
        remedy = "a code has six digits (420300 is 十堰市): resources/reading/places.csv has all"
        raise InputError(f"no place has the code {adcode!r}; {remedy}")
    return _places()[adcode]


def find_place(name: str) -> Place:
    """Return the place of a name: 十堰市, 十堰, 湖北十堰, 恩施州, 張家港, or former: 襄樊市.

    Raises:
        InputError: no place has that name, or several have; lists them with their codes.
    """
    wanted = fold(name).strip()
    found = _named(wanted)
    exact = [p for p in found if wanted in (p.name, p.short_name)]
    if len(exact) == 1:
        place = exact[0]
        # 南昌 is the city, though 南昌县 lies in it
        holds_all = all(_is_above(place, p) for p in found if p != place)
        is_seat = place.level == "prefecture" and holds_all
        if wanted == place.name or place.level == "province" or is_seat:
            return place
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{name!r} may be any of: {_list(found)}; {_GIVE_CODE}")
    if near := _zone_or_merged(wanted):
        raise InputError(f"{near}; {_GIVE_CODE}")
    alike = _named(_SUFFIX.sub("", wanted))
    remedy = f"perhaps {_list(alike)}; {_GIVE_CODE}" if alike else _GIVE_NAME
    raise InputError(f"no place is called {name!r}; {remedy}")


def is_called(place: Place, name: str) -> bool:
    """Return whether a name, short or full, with or without its suffix, may mean the place."""
    return place in _named(fold(name).strip())


def _named(name: str) -> tuple[Place, ...]:
    return _by_any_name().get(name) or _below(name)


def _list(places: Iterable[Place]) -> str:
    return ", ".join(place.described for place in places)


@cache
def _by_any_name() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in _places().values():
        for name in (place.name, place.short_name, _SUFFIX.sub("", place.short_name)):
            found[name].append(place)
    for former, adcode in _aliases("renamed").items():
        for name in (former, _SUFFIX.sub("", former)):
            found[name].append(_places()[adcode])
    return {name: tuple(dict.fromkeys(places)) for name, places in found.items()}


@cache
def _aliases(kind: str) -> dict[str, str]:
    table = read_table("reading/place_aliases.csv")
    table = table[table["kind"] == kind]
    return dict(zip(table["name"], table["adcode"], strict=True))


def _below(wanted: str) -> tuple[Place, ...]:
    """Find the places that a name says together with the places above them: 湖北十堰."""
    found: list[Place] = []
    for cut in range(2, len(wanted) - 1):
        upper = _by_any_name().get(wanted[:cut], ())
        lower = _named(wanted[cut:]) if upper else ()
        found += [p for p in lower if any(_is_above(u, p) for u in upper)]
    return tuple(dict.fromkeys(found))


def _is_above(upper: Place, lower: Place) -> bool:
    return upper != lower and lower.adcode.startswith(upper.adcode[: _DIGITS[upper.level]])


def _zone_or_merged(line: str) -> str:
    """Say where a zone lies, or what a county became, that a line names; "" if it names none."""
    for kind, told in (("zone", _NO_CODE), ("merged", "became part of")):
        for name, adcode in _aliases(kind).items():
            if name in line:
                return f"{name} {told} {_places()[adcode].described}"
    for places, word, end in _mentions(line):
        if zone := pattern("zone").match(line, end):
            return f"{word}{zone[0]} {_NO_CODE} {_list(places)}"
    return ""


def guess_place(title: str, text: str) -> tuple[Place | None, str]:
    """Guess whose plan a text is from its title, signature, offices and the places it names.

    Args:
        title: the plan's title, folded, or "".
        text: the plan, folded.

    Returns:
        The place, None if the evidence is thin or divided or a zone speaks; and the evidence.

    Example: a plan signed 鄂州市民政局 that also names 湖北 and 黄石 is that of 鄂州.
    """
    found: dict[Place, Counter[str]] = defaultdict(Counter)
    for n, line in enumerate([title, *text.split("\n")]):
        is_title, is_signature = n == 0, n > 0 and bool(pattern("signature").fullmatch(line))
        if (is_title or is_signature) and (near := _zone_or_merged(line)):
            return None, near
        for rank, (places, word, end) in enumerate(_mentions(line)):
            is_office = _is_office(line, end)
            for place in places:
                found[place]["title"] += is_title
                found[place]["signature"] += is_signature and is_office and rank == 0
                found[place]["office"] += is_office
                found[place]["mention"] += 1
                found[place]["full name"] += word == place.name
    if sum(map(text.count, _OF_PROVINCE)) <= sum(map(text.count, _OF_CITY)):
        for place in [p for p in found if p.name.endswith(_LARGE)]:
            if not found[place]["title"] + found[place]["signature"]:
                del found[place]
    return _decide(found)


def _decide(found: dict[Place, Counter[str]]) -> tuple[Place | None, str]:
    scores: dict[Place, float] = {}
    for by_short_name in (False, True):
        if max(scores.values(), default=0) < _LEAST_SCORE:
            scores = {p: score for p in found if (score := _score(p, found, by_short_name))}
    ranked = sorted(scores, key=lambda p: (-scores[p], p.adcode))
    if not ranked:
        return None, "no place is named by its full name"
    place, best = ranked[0], scores[ranked[0]]
    rivals = [p for p in ranked if scores[p] * _LEAST_LEAD > best]
    is_clear = all(scores[p] < best and p.name == place.name for p in rivals[1:])
    if is_clear and best >= _LEAST_SCORE:
        told = [f"{p.name} ({p.province}): {_in_words(found[p])}" for p in ranked[:2]]
        return place, "; next ".join(told)
    if len(rivals) > 1 and len({p.name for p in rivals}) == 1:
        words = _in_words(found[place])
        return None, f"{place.name} ({words}) may be any of: {_list(rivals)}"
    listed = ", ".join(f"{p.described} ({_in_words(found[p])})" for p in rivals)
    return None, f"too little speaks for one place: {listed}"


def _score(place: Place, found: dict[Place, Counter[str]], by_short_name: bool) -> float:
    counts, is_prefecture = found[place], place.level == "prefecture"
    is_often = by_short_name and is_prefecture and counts["mention"] >= _OFTEN
    if not (counts["full name"] or counts["office"] or counts["title"]) and (
        not is_often or place.short_name in _WORDS.split()
    ):
        return 0  # 合作, 安宁, 大安 are cities, and words; one 合作市 or 合作民政 settles it
    score = sum(
        weight * min(counts[kind], most)
        for kind, (weight, most, _) in _KINDS.items()
        if kind != "mention" or not place.name.endswith(_LARGE)  # every plan names its province
    )
    parts = sum(p.level == "county" and _is_above(place, p) for p in found)
    above = sum(p.level != "county" and _is_above(p, place) for p in found)
    return score and score + _PART * min(parts, 6) * is_prefecture + _ABOVE * above


def _in_words(counts: Counter[str]) -> str:
    told = [(counts[kind], words) for kind, (*_, words) in _KINDS.items() if counts[kind]]
    return ", ".join(words.format("once" if n == 1 else f"{n} times") for n, words in told)


def _mentions(line: str) -> list[tuple[tuple[Place, ...], str, int]]:
    """Find the places named in a line: candidates, the name, and where it ends."""
    found: list[tuple[tuple[Place, ...], str, int]] = []
    at = 0
    while at < len(line) - 1:
        for word, places in _names_by_start().get(line[at : at + 2], ()):
            end = at + len(word)
            if not line.startswith(word, at) or line[end : end + 1] in tuple(_OTHER_WORD):
                continue
            if len(word) == 2 and word[-1] in "区县" and (at or not _is_office(line, end)):
                continue  # 城区, 郊区 are districts' names only where one speaks
            if found and found[-1][2] == at:
                below = tuple(p for p in places if any(_is_above(u, p) for u in found[-1][0]))
                if below:  # 湖北省十堰市 names 十堰
                    places = below
                    found.pop()
            found.append((places, word, end))
            at = end - 1
            break
        at += 1
    return found


def _is_office(line: str, start: int) -> bool:
    return pattern("office").match(line, start) is not None


@cache
def _names_by_start() -> dict[str, list[tuple[str, tuple[Place, ...]]]]:
    found: dict[str, list[tuple[str, tuple[Place, ...]]]] = defaultdict(list)
    for name, places in sorted(_by_any_name().items(), key=lambda pair: -len(pair[0])):
        if name not in _aliases("renamed"):
            places = tuple(p for p in places if name in (p.name, p.short_name))
        if places:
            found[name[:2]].append((name, places))
    return dict(found)
