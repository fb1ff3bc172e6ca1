"""Read a clause of a plan: its role in the sentence, its action, how firmly it commits."""

import re
from typing import NamedTuple

from mzanalysis.text.patterns import pattern, words

MASK = "□"  # stands for every character inside quotation marks or brackets


class Reading(NamedTuple):
    """What a clause between two commas says.

    ``role``: act (own verb and object: begins a measure), open (指导各地结合实际, : its verb
    waits for the next clause), lead (ground, manner: goes with what follows), aim (goes with
    the action before), result (aim or action, by what is before), none (no verb or object),
    size (of the project before it, which it ends).
    """

    role: str
    action: str = ""
    object: str = ""  # what follows the head verb; "" if the action is not the head
    strength_code: str = "commit"
    is_effort: bool = False  # an adverb (持续, 积极) marks it as work of its own


def has(name: str, text: str) -> bool:
    """Say whether a pattern occurs in a text: ``has("figure", "新建3处")``."""
    return pattern(name).search(text) is not None


def lead_of(name: str, text: str) -> str:
    """Return what a pattern matches at the beginning of a text, "" if it does not."""
    found = pattern(name).match(text)
    return found.group() if found else ""


def mask(text: str) -> str:
    """Cover what stands in quotation marks or brackets: ``办“敬老月”`` -> ``办□□□□□``."""
    return pattern("aside").sub(lambda found: MASK * len(found.group()), text)


def read(piece: str) -> Reading:
    """Read a clause: folded text between two commas, masked, without label.

    Example: ``read("持续完善助餐网络")`` has the role act and the action 完善.
    """
    skip = lead_of("skip", piece)
    found = _read_rest(piece, piece[len(skip) :], skip)
    role = found.role
    if role in ("aim", "result") and (has("figure", piece) or has("dated", piece)):
        role = "act"  # a promise of its own
    elif role == "act" and "自觉" in skip:
        role = "aim"
    strength = _strength(piece, skip, found.action)
    return Reading(role, found.action, found.object, strength, has("effort", skip))


def main_of(group: list[Reading]) -> Reading:
    """Return the reading that names a measure: its first action, else its first verb."""
    order = {"act": 0, "open": 0, "result": 1, "aim": 1, "lead": 2}
    named = [found for found in group if found.action and found.role in order]
    main = min(named, key=lambda found: order[found.role], default=group[0])
    is_strive = bool(named) and group[0].strength_code == "strive"  # 力争年底前, …
    return main._replace(strength_code="strive") if is_strive else main


def _read_rest(piece: str, rest: str, skip: str) -> Reading:
    """Read what stands behind adverbs and dates."""
    if not rest or len(piece) <= 3:  # 年底前, / 建机制,
        return Reading("lead")
    if lead_of("continued", rest):
        return Reading("none")
    if lead_of("size", rest):
        return Reading("size")
    if assisted := pattern("assist").match(rest):
        return Reading("act", assisted["verb"])
    if bare := pattern("bare").fullmatch(rest):
        return Reading("none", bare["done"])
    if (rate := pattern("rate").search(rest)) and not lead_of("warrant", rest):
        rated = pattern("rated").match(rest)
        return Reading("act", rated["verb"] if rated else rate["verb"] or rate["held"])
    opener, verb = lead_of("opener", rest), pattern("verb").match(rest)
    if opener and (not verb or len(opener) >= verb.end()):
        return _read_opener(rest, opener)
    if verb:
        action, end = _action(rest, verb)
        thing = rest[end:]
        return Reading(_role(verb.group(), action, thing) if thing else "none", action, thing)
    if state := pattern("state").search(rest, 2):
        return Reading("act", state["verb"] or state["ended"])
    action = _inner(rest, 2, "after_adverb", "carrier")
    if not action and len(rest) > 3 and has("adverb", skip):
        action = lead_of("unknown", rest)  # what an adverb precedes is a verb, known or not
    said = piece if has("strive", skip) else rest  # 力争10个…
    is_own = has("figure", rest) and has("own_figure", said)
    if is_own and not action:
        found = pattern("bound").search(rest)
        bound = found.groupdict("") if found else {"verb": "", "bound": "", "cap": ""}
        inner = "" if bound["cap"] else _inner(rest, 1, "any")  # 小额救助单次最高2000元
        action = bound["verb"] or inner or bound["bound"]
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
    return rest[:end], end


def _role(verb: str, action: str, thing: str) -> str:
    if action == "发挥" and has("role_end", thing):
        return "lead"
    is_aim = verb in words("aim") or has("averted", verb + thing)
    if is_aim or (verb == "引导" and "自觉" in thing):
        return "aim"
    if verb in words("result") or (verb in ("推动", "扩大") and has("result_end", thing)):
        return "result"
    frame = pattern("frame").search(thing, 1) if action in words("causative") else None
    return "open" if frame and not _inner(thing[frame.end() :], 1, "any") else "act"


def _read_opener(rest: str, opener: str) -> Reading:
    """Read a clause that opens with a word of ground or manner: is its action in it, too?"""
    body = rest[len(opener) :]
    if opener in ("将", "把"):
        ways = [found.group() for found in pattern("disposal").finditer(body)]
        return Reading("act", ways[-1] if ways else _inner(body, 2, "any"))
    if handled := pattern("handled").search(body):
        return Reading("act", handled["verb"])
    where = ["after_adverb", "carrier", "any"]
    if opener == "以":
        where = [] if "为" in body else ["after_adverb", "carrier", "moving", "manner"]
    elif opener in words("lead"):
        where = ["after_list", "carrier"]
    if has("averted", body):
        return Reading("aim", _inner(body, 1, "any"))
    is_ground = opener.startswith("坚持") or has("ground_end", body)
    is_ground |= opener in words("company") and has("ground_with", body)
    action = "" if is_ground else _inner(body, 1, *where)
    if not action and opener == "对" and (ended := pattern("disposed").search(body)):
        action = ended["verb"]
    if not action:
        is_verb = opener in words("verb") | {"坚持"}
        return Reading("lead", opener if is_verb else _inner(body, 1, "any"))
    is_aim = opener == "以" and not has("manner", body)
    is_aim |= opener in ("为", "给") and bool(lead_of("given", action))
    return Reading("aim" if is_aim else "act", action)


def _inner(body: str, start: int, *where: str) -> str:
    """Return the action further inside a clause, or "": 为全市老人|购买|保险."""
    for name in where:
        for found in pattern(name).finditer(body, start):
            at, tail = found.start("verb"), body[found.end() :]
            if body[at - 1] not in "、和及的" and len(tail) >= 2 and tail[0] not in "的、和等":
                verb = pattern("verb").match(body[at:])
                return _action(body[at:], verb)[0] if verb else found["verb"]
    return ""


def _strength(piece: str, skip: str, action: str) -> str:
    if action in words("strive") or has("strive", skip) or has("strive_inside", piece):
        return "strive"
    if lead_of("encourage", action):
        return "encourage"
    # 专题研究 deliberates, 研究制定 is still open; what is completed is no longer tried.
    is_open = has("explore", action) and not pattern("deliberate").fullmatch(action)
    is_tried = has("trial", piece) and not action.startswith("完成")
    return "explore" if is_open or is_tried else "commit"
