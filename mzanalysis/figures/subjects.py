"""Give a phrase that does not say what it is about the nearest subject before it.

主动服务率 of what? ``indicator_subjects.csv`` lists the subjects of civil affairs: those that can
mend another phrase (use ``mends``), those with which a phrase stands by itself (``stands``), and
words of other fields with which it does so too (``other``).
"""

import re
from typing import NamedTuple

from mzanalysis.figures.phrases import MaybeName, Surroundings, find, first_fit, fits, strip_lead
from mzanalysis.resources import cached, read_table
from mzanalysis.text.patterns import alternation, pattern

_NEAR = 160  # characters before the sentence in which a subject may still be meant


class _Bare(NamedTuple):
    """A phrase to be mended, and what may mend it: the nearest clause first."""

    name: str
    clauses: list[str]  # of the sentence; with the further ones under a heading of civil affairs
    further: list[str]  # before the sentence, and the headings
    phrase: str  # the nearest clause without its verbs
    who: str  # those a service is for


def add_subject(name: str, earlier: str, around: Surroundings, who: str) -> str:
    """Give a phrase without a subject of its own the nearest one before it.

    ``earlier`` is the sentence before it; ``who`` are those a service is for, if it says so.

    Example: after 加强残疾人两项补贴管理, 主动服务率 -> 残疾人两项补贴主动服务率.
    """
    clauses = [clause for clause in re.split("[,;:]", earlier)[::-1] if clause] or [""]
    further = [*re.split("[,。;:]", around.before[-_NEAR:])[::-1], *around.headings]
    phrase = strip_lead(clauses[0])[1]
    is_ours = _subjects("mends", "stands").search
    if any(is_ours(heading) for heading in around.headings):
        clauses += further
    bare = _Bare(name, clauses, further, phrase, who)
    return first_fit(_SHAPES, bare) or name


@cached
def _subjects(*uses: str) -> re.Pattern[str]:
    table = read_table("figures/indicator_subjects.csv")
    return re.compile(alternation(table.loc[table["use"].isin(uses), "word"]))


def _two_benefits(bare: _Bare) -> MaybeName:
    """两项补贴覆盖率 -> 残疾人两项补贴覆盖率."""
    if bare.name.startswith("两项补贴"):
        return "残疾人" + bare.name
    return None


def _kind_of_bodies(bare: _Bare) -> MaybeName:
    """强化养老机构监管,60%的民办机构投保 -> 民办养老机构投保比例."""
    if find("which_bodies", bare.name):
        for clause in bare.clauses + bare.further:
            for subject in reversed(_subjects("mends").findall(clause)):
                if subject.endswith("机构"):
                    return bare.name.replace("机构", subject, 1)
    return None


def _said_in_full(bare: _Bare) -> MaybeName:
    """组织机构负责人培训,实现安全培训全覆盖 -> 组织机构负责人安全培训覆盖率."""
    core = re.sub("(?:覆盖率|比例)$", "", bare.name)
    phrase = bare.phrase
    may_be_short = bare.name != core or find("nominal_end", core)
    is_same = phrase.endswith(core[-2:]) and core[:2] not in phrase[:-2]
    is_shorter = len(core) >= 4 < len(phrase)
    if may_be_short and is_shorter and is_same:
        return phrase[:-2] + bare.name
    return None


def _part_of_house(bare: _Bare) -> MaybeName:
    """加快福利院建设,新增床位9张 -> 福利院床位."""
    house = find("house", bare.phrase)
    if house and fits("bare_part", bare.name):
        return house.group() + re.sub("设置|设有|设计|规划", "", bare.name)
    return None


def _of_clause(bare: _Bare) -> MaybeName:
    """推进中心建设,达标率达9% -> 中心建设达标率."""
    is_rate = fits("bare_rate", bare.name)
    is_leaning = is_rate or fits("bare_standard", bare.name)
    if is_leaning and 3 < len(bare.phrase) <= 24 and not re.search(r"\d|[率之]", bare.phrase):
        return bare.phrase + bare.name
    return None


def _granted_by(bare: _Bare) -> MaybeName:
    """落实护理员入职奖补政策,给予一次性补助9元 -> 护理员入职一次性补助."""
    if fits("bare_grant", bare.name):
        for clause in bare.clauses:
            policy = find("granted_by", clause)
            if policy:
                return policy["what"] + bare.name
    return None


def _by_itself(bare: _Bare) -> MaybeName:
    """《》制度: a title, cut out, said what it is about -> 制度; 养老服务站 -> 养老服务站."""
    is_title = bare.name.startswith("《》")
    stands = _subjects("mends", "stands", "other").search(bare.name)
    if is_title or stands:
        return bare.name.removeprefix("《》")
    return None


def _for_whom(bare: _Bare) -> MaybeName:
    """为90名残疾人提供上门康复服务 -> 残疾人上门康复服务."""
    says_who = _subjects("mends", "stands", "other").search(bare.who)
    if says_who and bare.name[:4] not in bare.who:
        return bare.who + bare.name
    return None


def _nearest(bare: _Bare) -> MaybeName:
    """加强残疾人两项补贴管理,主动服务率达到100% -> 残疾人两项补贴主动服务率."""
    for clause in bare.clauses:
        subjects = _subjects("mends").findall(clause)
        if subjects:
            return _lead_with(subjects[-1], bare.name)
    return None


def _lead_with(subject: str, name: str) -> str:
    """Put a subject before a name, but behind its level, and say once what both say.

    Example: ``_lead_with("养老服务", "市级服务站")`` -> ``市级养老服务站``.
    """
    if subject == "两项补贴":
        subject = "残疾人两项补贴"
    level = pattern("levels").match(name) or re.match("[省市县区乡镇村]级", name)
    head = level.group() if level else ""
    rest = name.removeprefix(head)
    for length in (3, 2):
        if subject.endswith(rest[:length]):
            return head + subject + rest[length:]
    return head + subject + rest


_SHAPES = (
    _two_benefits,
    _kind_of_bodies,
    _said_in_full,
    _part_of_house,
    _of_clause,
    _granted_by,
    _by_itself,
    _for_whom,
    _nearest,
)
