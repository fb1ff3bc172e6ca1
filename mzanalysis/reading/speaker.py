"""Whose plan a text is: what its title, its signature and its file's name say."""

import re
from collections import Counter
from collections.abc import Iterable

from mzanalysis.reading.places import (
    OTHER_WORD,
    Mention,
    Place,
    english_letters,
    find_mentions,
    list_places,
    name_codeless,
    place_aliases,
    place_of_leading_code,
    places_by_english_name,
)

# Short names of prefectures that are words, too; those of counties (合作, 安宁, 大安) often are.
_WORDS = [
    "安康",
    "保定",
    "大同",
    "白银",
    "开封",
    "海口",
    "南通",
    "日照",
    "三明",
    "通化",
    "长治",
    "海东",
]
_MOST_CANDIDATES = 5
_TITLE, _ISSUER, _FILE_NAME = "in the title", "signs it", "in the file name"
_LARGE = ("省", "自治区", "特别行政区")  # provinces that are no cities
# Whether a province speaks, or a city about its province.
_OF_PROVINCE, _OF_CITY = ("全省", "我省", "全区"), ("全市", "我市", "全县", "我县", "市委")


def find_speaker(title: str, issuer: str, file_name: str, text: str) -> tuple[Place | None, str]:
    """Find whose plan a text is: the one place that title, issuer and file name name.

    A short name that may be a word (合作, 大安) counts only where the text names the place in
    full; a file name in Latin letters (``shiyan-2025``) only where it names the place at all. A
    file name may begin with the place's code (``420300-2025``).

    Args:
        title: the plan's title, folded, or "".
        issuer: who signed it, folded, or "".
        file_name: the file's name without its ending, folded.
        text: the plan, folded.

    Returns:
        The place and which of the three name it; None, and why, if they name no place, several,
        or a zone. Places that only the text names never decide: see ``list_mentioned``.

    Example: a plan signed 鄂州市民政局 that also names 湖北 and 黄石 is that of 鄂州.
    """
    sources = {_TITLE: title, _ISSUER: issuer, _FILE_NAME: re.sub(r"[\W_]", "", file_name)}
    named: list[tuple[Iterable[Place], str]] = []
    for source, words in sources.items():
        codeless = name_codeless(words)
        if codeless:
            return None, codeless
        for mention in find_mentions(words):
            # 投资合作局 is no office of 合作
            if mention.is_office or (source != _ISSUER and _is_sure(mention, text)):
                named.append((mention.places, source))
    coded = place_of_leading_code(file_name)
    if coded:
        named.append(([coded], _FILE_NAME))
    namesakes = places_by_english_name().get(english_letters(file_name), [])
    if any(place.read_as[1] in text for place in namesakes):
        named.append((namesakes, _FILE_NAME))
    return _agree(named, text)


def _agree(named: list[tuple[Iterable[Place], str]], text: str) -> tuple[Place | None, str]:
    """Return the place that fits all names in title, issuer and file name, and the evidence."""
    if not named:
        return None, "no place is named in title, signature or file name"
    sources = ", ".join(dict.fromkeys(source for _, source in named))
    fitting = set(named[0][0]).intersection(*(places for places, _ in named))
    if len(fitting) != 1:
        listed = "; ".join(f"{list_places(places)} ({source})" for places, source in named)
        return None, f"several places may be meant: {listed}"
    place = fitting.pop()
    if place.name.endswith(_LARGE) and _count(_OF_CITY, text) > _count(_OF_PROVINCE, text):
        return None, f"{place.name} ({sources}) is no city, but the text speaks of 全市"
    return place, f"{place.name} ({place.province}): {sources}"


def _count(words: tuple[str, ...], text: str) -> int:
    return sum(map(text.count, words))


def list_mentioned(text: str) -> str:
    """List the places that a folded text names, at most five, the most often named first.

    Example: ``学习宜昌市做法`` gives ``湖北 宜昌市 420500 (named once)``.
    """
    times = Counter[Place]()
    for line in text.split("\n"):
        for mention in find_mentions(line):
            if mention.is_office or _is_sure(mention, text):
                times.update(mention.places)
    ranked = sorted(times, key=lambda place: (-times[place], place.adcode))
    listed = []
    for place in ranked[:_MOST_CANDIDATES]:
        often = "once" if times[place] == 1 else f"{times[place]} times"
        listed.append(f"{place.described} (named {often})")
    return ", ".join(listed)


def _is_sure(mention: Mention, text: str) -> bool:
    """Tell a place from a word like 合作: it is named in full, here or elsewhere in the text."""
    if mention.name in place_aliases("renamed"):
        return True
    for place in mention.places:
        full_name = f"{place.read_as[0]}(?!{OTHER_WORD.pattern})"
        if place.read_as[0] == mention.name or re.search(full_name, text):
            return True
        if place.level != "county" and mention.name not in _WORDS:
            return True
    return False
