"""Read a clause of a plan: its role in the sentence, its action, how firmly it commits.

Words and patterns are data: ``resources/clause_words.csv``, ``resources/clause_patterns.csv``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from mzanalysis.resources import read_table

MASK = "□"  # stands for every character inside quotation marks or brackets


@dataclass(frozen=True)
class Reading:
    """What a clause between two commas says.

    ``role``: act (own verb and object: begins a measure), open (指导各地结合实际, : its verb
    waits for the next clause), lead (ground, manner: goes with what follows), aim (goes with
    the action before), result (aim or action, by what is before), none (no verb of its own).

    ``object`` is what follows the head verb, "" if the action is not the head;
    ``is_effort`` says that an adverb (持续, 积极) marks it as work of its own.
    """

    role: str
    action: str = ""
    object: str = ""
    strength_code: str = "commit"
    is_effort: bool = False


@cache
def words(kind: str) -> frozenset[str]:
    """Return the words of a kind: ``words("encourage")`` holds 鼓励.

    Verbs are ``verb`` and, among them, ``linking`` (a verb also behind another: 推动|建立),
    ``soft`` (only behind an ``opening`` one), ``nominal`` (takes a noun: 做好|保障工作),
    ``causative`` (others act), ``carrier`` (seldom part of a noun), ``aim``, ``result``,
    ``encourage``, ``explore``, ``strive``. Before the verb stand ``adverb`` (of them ``effort``
    marks work of its own), ``either`` (adverb or verb), ``scope``; before a noun ``lead``
    (ground or means), ``preposition`` and, among these, ``company`` (在, 由, 联合).
    """
    table = read_table("clause_words.csv")
    return frozenset(w for w, kinds in table.itertuples(index=False) if kind in kinds.split(";"))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern by its name in ``resources/clause_patterns.csv``."""
    return re.compile(_source(name))


def has(name: str, text: str) -> bool:
    """Say whether a pattern occurs in a text: ``has("figure", "新建3处")``."""
    return pattern(name).search(text) is not None


def mask(text: str) -> str:
    """Cover what stands in quotation marks or brackets: ``办“敬老月”`` -> ``办□□□□□``."""
    return pattern("quoted").sub(lambda found: MASK * len(found.group()), text)


def read(piece: str) -> Reading:
    """Read a clause.

    Args:
        piece: folded text between two commas, masked, without label.

    Returns:
        Its role, action, object and strength.

    Example: ``read("持续完善助餐网络")`` has the role act and the action 完善.
    """
    skipped = pattern("skip").match(piece)
    skip = skipped.group() if skipped else ""
    rest = piece[len(skip) :]
    is_effort = has("effort", skip)
    found = _read_rest(piece, rest, skip)
    if found.role in ("aim", "result") and has("figure", piece):
        found = replace(found, role="act")  # a promise of its own
    elif found.role == "act" and "自觉" in skip:
        found = replace(found, role="aim")
    strength = _strength(piece, skip, found.action)
    return replace(found, strength_code=strength, is_effort=is_effort)


def main_of(readings: Iterable[Reading]) -> Reading:
    """Return the reading that names a measure: its first action, else its first verb."""
    group = list(readings)
    for roles in (("act", "open"), ("lead", "result", "aim")):
        named = [r for r in group if r.role in roles and r.action]
        if named:
            is_strive = group[0].strength_code == "strive"  # 力争年底前, …
            return replace(named[0], strength_code="strive") if is_strive else named[0]
    return group[0]


def _source(name: str) -> str:
    """Return a pattern with ``{@time}`` and ``{adverb+scope}`` filled in, longest word first."""

    def fill(found: re.Match[str]) -> str:
        if found[1].startswith("@"):
            return f"(?:{_source(found[1][1:])})"
        union = frozenset().union(*(words(kind) for kind in found[1].split("+")))
        return "(?:" + "|".join(sorted(union, key=lambda w: (-len(w), w))) + ")"

    table = read_table("clause_patterns.csv").set_index("name")
    return re.sub(r"\{(@?[a-z_+]+)\}", fill, str(table.at[name, "pattern"]))


def _read_rest(piece: str, rest: str, skip: str) -> Reading:
    """Read what stands behind adverbs and dates."""
    opener, verb = pattern("opener").match(rest), pattern("verb").match(rest)
    rate = pattern("rate").search(rest)
    is_company = skip[-2:] in words("company") and has("ground_with", rest)  # 联合…部门
    if not rest or len(piece) <= 3 or is_company:  # 年底前, / 建机制,
        return Reading("lead")
    if pattern("continued").match(rest):
        return Reading("none")
    if rate and not pattern("warrant").match(rest):
        return Reading("act", rate["verb"] or rate["held"])
    if opener and (not verb or opener.end() >= verb.end()):
        return _read_opener(rest, opener.group())
    if verb:
        action, end = _action(rest, verb)
        return Reading(_role(verb.group(), action, rest[end:]), action, rest[end:])
    state = pattern("state").search(rest, 2)
    if state:
        return Reading("act", state["verb"] or state["ended"])
    action = _inner(rest, 2, "after_adverb", "carrier")
    if not action and len(rest) > 3 and has("adverb", skip):
        action = rest[:2]  # what an adverb precedes is a verb, known or not
    is_own = has("figure", rest) and has("own_figure", rest)
    if is_own and not action:
        action = _inner(rest, 1, "any")
    return Reading("act" if action or is_own else "none", action)


def _action(rest: str, verb: re.Match[str]) -> tuple[str, int]:
    """Return the head verb with the verbs tied to it, and where its object begins."""
    end, last = verb.end(), verb.group()
    while True:
        found = pattern("joined").match(rest, end)
        if not found and last not in words("nominal"):
            found = pattern("linking").match(rest, end)
            if not found and last in words("opening"):
                found = pattern("soft").match(rest, end)
        if not found or (has("name_end", rest) and not pattern("firm").match(found.group())):
            break
        end, last = found.end(), found.group().lstrip("、和并")
    return rest[:end], end + (rest[end : end + 1] == "好")


def _role(verb: str, action: str, thing: str) -> str:
    if action == "发挥" and has("role_end", thing):
        return "lead"
    if verb in words("aim") or action.endswith("形成") or (verb == "引导" and "自觉" in thing):
        return "aim"
    if verb in words("result") or (verb in ("推动", "扩大") and has("result_end", thing)):
        return "result"
    frame = pattern("frame").search(thing, 1) if action in words("causative") else None
    return "open" if frame and not _inner(thing[frame.end() :], 1, "carrier") else "act"


def _read_opener(rest: str, opener: str) -> Reading:
    """Read a clause that opens with a word of ground or manner: is its action in it, too?"""
    body = rest[len(opener) :]
    if opener in ("将", "把"):
        ways = [found.group() for found in pattern("disposal").finditer(body)]
        return Reading("act", ways[-1] if ways else _inner(body, 2, "any"))
    handled = pattern("handled").search(body)
    if handled:
        return Reading("act", handled["verb"])
    where = ["after_adverb", "carrier", "any"]
    if opener == "以":
        where = [] if "为" in body else ["after_adverb", "carrier", "moving", "manner"]
    elif opener in words("lead"):
        where = ["carrier"]
    is_ground = opener.startswith("坚持") or has("ground_end", body)
    is_ground |= opener in words("company") and has("ground_with", body)
    action = "" if is_ground else _inner(body, 1, *where)
    if not action and opener == "对" and (ended := pattern("disposed").search(body)):
        action = ended.group()
    if not action:
        return Reading("lead", opener if opener in words("verb") | {"坚持"} else "")
    is_aim = (opener == "以" and not has("manner", body)) or (
        opener in ("为", "给") and pattern("given").match(action)
    )
    return Reading("aim" if is_aim else "act", action)


def _inner(body: str, start: int, *where: str) -> str:
    """Return the action further inside a clause, or "": 为全市老人|购买|保险."""
    for name in where:
        for found in pattern(name).finditer(body, start):
            at, tail = found.start("verb"), body[found.end() :]
            if body[at - 1] not in "、和及的" and len(tail) >= 2 and tail[0] not in "的、和":
                verb = pattern("verb").match(body[at:])
                return _action(body[at:], verb)[0] if verb else found["verb"]
    return ""


def _strength(piece: str, skip: str, action: str) -> str:
    if action in words("strive") or has("strive", skip):
        return "strive"
    if pattern("encourage").match(action):
        return "encourage"
    # 专题研究 deliberates, 研究制定 is still open; what is completed is no longer tried.
    if not pattern("deliberate").fullmatch(action) and has("explore", action):
        return "explore"
    return "explore" if not action.startswith("完成") and has("trial", piece) else "commit"
