"""Mend a phrase that does not say what it is about: 主动服务率 of what?

``resources/indicator_subjects.csv`` lists the subjects of civil affairs: those that can mend
another phrase (use ``mends``), those with which a phrase stands by itself (``stands``), and
words of other fields with which it does so too (``other``).
"""

import re
from dataclasses import dataclass
from functools import cache

from mzanalysis.indicator_words import strip_lead
from mzanalysis.resources import read_table

LEVELS = re.compile(
    r"(?P<names>[\u4e00-\u9fff]{1,2}(?:、[\u4e00-\u9fff]{1,2})+)(?:两|三|四)(?P<class>级|类|档|地)"
)
_NEAR = 160  # characters before the sentence in which a subject may still be meant


@dataclass(frozen=True)
class Surroundings:
    """What may mend a phrase, nearest last: headings, then the item's text before the sentence."""

    headings: tuple[str, ...] = ()
    before: str = ""


@cache
def _subjects(*uses: str) -> re.Pattern[str]:
    table = read_table("indicator_subjects.csv")
    words = table.loc[table["use"].isin(uses), "word"]
    return re.compile("|".join(sorted(words, key=lambda w: (-len(w), w))))


def add_subject(name: str, earlier: str, around: Surroundings, who: str) -> str:
    """Give a phrase without a subject of its own the nearest one before it.

    Args:
        name: a noun phrase, perhaps dangling: 主动服务率.
        earlier: the sentence before it.
        around: what stands before the sentence, and above.
        who: those a service is for, if the sentence says so.

    Example: after 加强残疾人两项补贴管理, 主动服务率 -> 残疾人两项补贴主动服务率.
    """
    mends, ours = _subjects("mends"), _subjects("mends", "stands")
    stands = _subjects("mends", "stands", "other")
    places = [*reversed(re.split(r"[,;:]", earlier))]
    further = [*reversed(re.split(r"[,。;:]", around.before[-_NEAR:])), *around.headings]
    if name.startswith("两项补贴"):
        return "残疾人" + name
    if re.search(r"(?<![\u4e00-\u9fff])(?:各类|各)?机构|(?:民办|公办)机构", name):
        for place in places + further:
            full = [m.group() for m in mends.finditer(place) if m.group().endswith("机构")]
            if full:
                return name.replace("机构", full[-1], 1)
    if any(ours.search(heading) for heading in around.headings):
        places += further
    core, rest = re.sub("(?:覆盖率|比例)$", "", name), strip_lead(places[0])[1]
    # 组织机构负责人培训,实现安全培训全覆盖: the same thing, said in full before
    is_same = rest.endswith(core[-2:]) and core[:2] not in rest[:-2]
    if name != core and len(core) >= 4 < len(rest) and is_same:
        return rest[:-2] + name
    if stands.search(name) or name.startswith("《》"):  # a title said what it is about
        return name.removeprefix("《》")
    if who and stands.search(who) and name[:4] not in who:
        return who + name
    for place in places:
        if found := [m.group() for m in mends.finditer(place)]:
            level = LEVELS.match(name) or re.match("[省市县区乡镇村]级", name)
            at = level.end() if level else 0
            subject = "残疾人两项补贴" if found[-1] == "两项补贴" else found[-1]
            shared = next((k for k in (3, 2) if subject.endswith(name[at : at + k])), 0)
            return name[:at] + subject + name[at + shared :]
    return name
