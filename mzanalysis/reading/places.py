"""Which city, which province, which administrative code (GB/T 2260).

The tables: ``places.csv`` and ``place_aliases.csv`` in ``resources/reading/``; their sources:
``places.md`` there.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from mzanalysis.errors import InputError
from mzanalysis.resources import cached, read_table
from mzanalysis.text.folding import fold
from mzanalysis.text.patterns import pattern

_SUFFIX = re.compile(r"(?<=..)(?:[市区县旗州盟]|地区)$")
_ENGLISH_SUFFIX = re.compile(" (?:County|District|Banner|Prefecture|League|Area)$")
# 市场, 区域, 县级: the name's last character belongs to another word.
OTHER_WORD = re.compile("[场域级]")
_DIGITS = {"province": 2, "prefecture": 4, "county": 6}
_NAMES = ("name", "short_name")
_NO_CODE = "has no code of its own; it lies in"
_GIVE_CODE = "give the code of the one you mean: --adcode, or the register's column adcode"
_GIVE_NAME = "give the full name (十堰市, 东胜区) or the six-digit code"


@dataclass(frozen=True)
class Place:
    """A province, prefecture or county: 420300, 十堰市, 十堰, Shiyan, prefecture, 湖北.

    ``read_as`` are its names, full and short, in folded text: 干县 for 乾县.
    """

    adcode: str
    name: str
    short_name: str
    name_en: str
    level: str
    province: str
    read_as: tuple[str, str]

    @property
    def described(self) -> str:
        """The place with those above it and its code: ``江苏 徐州市 鼓楼区 320302``."""
        above = _places().get(f"{self.adcode[:4]}00", self)
        return " ".join(dict.fromkeys((self.province, above.name, self.name, self.adcode)))


@cached
def _places() -> dict[str, Place]:
    table = read_table("reading/places.csv")
    names, short_names = (fold("\n".join(table[column])).split("\n") for column in _NAMES)
    rows = zip(table.itertuples(index=False), names, short_names, strict=True)
    return {row[0]: Place(*(*row, (name, short_name))) for row, name, short_name in rows}


def place_by_code(adcode: str) -> Place:
    """Return the place with a six-digit code: ``420300`` is 十堰市.

    Raises:
        InputError: no place has that code.
    """
    if adcode not in _places():
        remedy = "a code has six digits (420300 is 十堰市): resources/reading/places.csv has all"
        raise InputError(f"no place has the code {adcode!r}; {remedy}")
    return _places()[adcode]


def place_of_leading_code(words: str) -> Place | None:
    """Return the place with whose code words begin: ``420300-2025``; None if none has it."""
    code = re.match(r"\d{6}(?!\d)", words)
    return _places().get(code.group()) if code else None


def find_place(name: str) -> Place:
    """Return the place of a name: 十堰市, 十堰, 湖北十堰, 恩施州, 張家港, or former: 襄樊市.

    Raises:
        InputError: no place has that name, or several have; lists them with their codes.
    """
    wanted = fold(name).strip()
    named = _named(wanted)
    place = _choose(named, wanted)
    if place:
        return place
    if named:
        raise InputError(f"{name!r} may be any of: {list_places(named)}; {_GIVE_CODE}")
    codeless = name_codeless(wanted)
    if codeless:
        raise InputError(f"{codeless}; {_GIVE_CODE}")
    alike = _named(_SUFFIX.sub("", wanted))
    remedy = f"perhaps {list_places(alike)}; {_GIVE_CODE}" if alike else _GIVE_NAME
    raise InputError(f"no place is called {name!r}; {remedy}")


def _choose(named: tuple[Place, ...], wanted: str) -> Place | None:
    """Return the one of the places with a name that the name means, None if it means several."""
    if len(named) == 1:
        return named[0]
    exact = [place for place in named if wanted in place.read_as]
    if len(exact) != 1:
        return None
    place = exact[0]
    if wanted == place.read_as[0] or place.level == "province":
        return place
    # 南昌 is the city, though 南昌县 lies in it
    lower = _lying_in(exact, named)
    if place.level == "prefecture" and len(lower) == len(named) - 1:
        return place
    return None


def is_called(place: Place, name: str) -> bool:
    """Return whether a name, short or full, with or without its suffix, may mean the place."""
    return place in _named(fold(name).strip())


def _named(name: str) -> tuple[Place, ...]:
    return _by_any_name().get(name) or _below(name)


def list_places(places: Iterable[Place]) -> str:
    """Write places with those above them and their codes."""
    return ", ".join(place.described for place in places)


@cached
def _by_any_name() -> dict[str, tuple[Place, ...]]:
    by_name: dict[str, list[Place]] = defaultdict(list)
    for place in _places().values():
        for name in {*place.read_as, _SUFFIX.sub("", place.read_as[1])}:
            by_name[name].append(place)
    for former, adcode in place_aliases("renamed").items():
        for name in {former, _SUFFIX.sub("", former)}:
            by_name[name].append(_places()[adcode])
    return {name: tuple(dict.fromkeys(places)) for name, places in by_name.items()}


@cached
def places_by_english_name() -> dict[str, list[Place]]:
    """Return the places by the letters of their English names: ``zhangjiagang``."""
    by_letters: dict[str, list[Place]] = defaultdict(list)
    for place in _places().values():
        by_letters[english_letters(_ENGLISH_SUFFIX.sub("", place.name_en))].append(place)
    return dict(by_letters)


def english_letters(words: str) -> str:
    """Return the Latin letters of a name in lower case: ``shiyan-2025`` gives ``shiyan``."""
    return "".join(re.findall("[a-z]", words.lower()))


@cached
def place_aliases(kind: str) -> dict[str, str]:
    """Return names without a code of their own (``renamed``, ``merged``, ``zone``) -> adcode."""
    table = read_table("reading/place_aliases.csv")
    table = table[table["kind"] == kind]
    return dict(zip(table["name"], table["adcode"], strict=True))


def _below(wanted: str) -> tuple[Place, ...]:
    """Find the places that a name says together with the places above them: 湖北十堰."""
    places: list[Place] = []
    for cut in range(2, len(wanted) - 1):
        above = _by_any_name().get(wanted[:cut])
        if above:
            places += _lying_in(above, _named(wanted[cut:]))
    return tuple(dict.fromkeys(places))


def _lying_in(above: Iterable[Place], places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places that lie in one of those above."""
    starts = tuple(place.adcode[: _DIGITS[place.level]] for place in above)
    return tuple(p for p in places if p.adcode.startswith(starts) and p not in above)


def name_codeless(line: str) -> str:
    """Say where a zone lies, or what a county became, that a line names; "" if it names none."""
    for zone, adcode in place_aliases("zone").items():
        if zone in line:
            return f"{zone} {_NO_CODE} {_places()[adcode].described}"
    for county, adcode in place_aliases("merged").items():
        if county in line:
            return f"{county} became part of {_places()[adcode].described}"
    for mention in find_mentions(line):
        zone_behind = pattern("zone").match(line, mention.end)
        if zone_behind:
            return f"{mention.name}{zone_behind[0]} {_NO_CODE} {list_places(mention.places)}"
    return ""


class Mention(NamedTuple):
    """A place named in a line: those that have the name, the name, where it ends."""

    places: tuple[Place, ...]
    name: str
    end: int
    is_office: bool  # whether an office follows: 荆门市民政局


def find_mentions(line: str) -> list[Mention]:
    """Find the places named in a line."""
    mentions: list[Mention] = []
    start = 0
    while start < len(line) - 1:
        mention = _mention_at(line, start)
        if mention is None:
            start += 1
            continue
        if mentions and mentions[-1].end == start:
            lower = _lying_in(mentions[-1].places, mention.places)
            if lower:  # 湖北省十堰市 names 十堰
                mention = mention._replace(places=lower)
                mentions.pop()
        mentions.append(mention)
        start = mention.end
    return mentions


def _mention_at(line: str, start: int) -> Mention | None:
    for name, places in _names_by_start().get(line[start : start + 2], ()):
        end = start + len(name)
        if not line.startswith(name, start) or OTHER_WORD.match(line, end):
            continue
        is_office = pattern("office").match(line, end) is not None
        is_short_district = len(name) == 2 and name[-1] in "区县"
        if is_short_district and (start or not is_office):
            continue  # 城区, 郊区 are districts' names only where one speaks
        return Mention(places, name, end, is_office)
    return None


@cached
def _names_by_start() -> dict[str, list[tuple[str, tuple[Place, ...]]]]:
    """Return names and their places by the first two characters, the longest name first."""
    by_start: dict[str, list[tuple[str, tuple[Place, ...]]]] = defaultdict(list)
    renamed = place_aliases("renamed")
    for name in sorted(_by_any_name(), key=len, reverse=True):
        places = _by_any_name()[name]
        if name not in renamed:
            places = tuple(p for p in places if name in p.read_as)
        if places:
            by_start[name[:2]].append((name, places))
    return dict(by_start)
