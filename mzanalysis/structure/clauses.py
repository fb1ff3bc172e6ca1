"""Read a clause of a plan: its role in the sentence, its action, how firmly it commits."""

import re
from typing import NamedTuple

from mzanalysis.text.patterns import pattern, words

MASK = "□"  # stands for every character inside quotation marks or brackets


class Reading(NamedTuple):
    """What a clause between two commas says.

    ``role``: act (own verb and object: begins a measure), open (指导各地结合实际, : its verb
    waits for the next clause), lead (ground, manner: goes with what follows), case (停业的: says
    whom the next clause is about), aim (goes with
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
    reading = _read_body(piece, skip)
    role = reading.role
    if role in ("aim", "result") and (has("figure", piece) or has("dated", piece)):
        role = "act"  # a promise of its own
    elif role == "act" and "自觉" in skip:
        role = "aim"
    strength = _strength(piece, skip, reading.action)
    return Reading(role, reading.action, reading.object, strength, has("effort", skip))


def main_of(group: list[Reading]) -> Reading:
    """Return the reading that names a measure: its first action, else its first verb."""
    order = {"act": 0, "open": 0, "result": 1, "aim": 1, "lead": 2, "none": 3}
    named = [reading for reading in group if reading.action and reading.role in order]
    if not named:
        return group[0]
    main = min(named, key=lambda reading: order[reading.role])
    if group[0].strength_code == "strive":  # 力争年底前, …
        return main._replace(strength_code="strive")
    return main


def _read_body(piece: str, skip: str) -> Reading:
    """Read what stands behind adverbs and dates."""
    body = piece[len(skip) :]
    if not body or len(piece) <= 3:  # 年底前, / 建机制,
        return Reading("lead")
    fixed = _read_fixed_form(body)
    if fixed:
        return fixed
    opener = lead_of("opener", body)
    verb = pattern("verb").match(body)
    if lead_of("compound", body):  # 抽查结果按季度公示: its first word is part of a noun
        verb = None
    if opener and (not verb or len(opener) >= verb.end()):
        return _read_opener(opener, body[len(opener) :])
    if not verb:
        return _read_verbless(piece, skip, body)
    action = _tie_verbs(body, verb)
    thing = body[len(action) :]
    role = _role(verb.group(), action, thing) if thing else "none"
    return Reading(role, action, thing)


def _read_fixed_form(body: str) -> Reading | None:
    """Read a clause whose form tells what it says, whatever its first word is."""
    if lead_of("continued", body):
        return Reading("none")
    if pattern("waiting").fullmatch(body):
        return Reading("case")
    if lead_of("size", body):
        return Reading("size")
    assisted = pattern("assist").match(body)
    if assisted:
        return Reading("act", assisted["verb"])
    bare = pattern("bare").fullmatch(body)
    if bare:
        return Reading("none", bare["done"])
    rate = pattern("rate").search(body)
    if not rate or lead_of("warrant", body):
        return None
    rated = pattern("rated").match(body)
    if rated:
        return Reading("act", rated["verb"])
    return Reading("act", rate["verb"] or rate["held"])


def _read_verbless(piece: str, skip: str, body: str) -> Reading:
    """Read a clause without a verb at its head: 入住率|提高到…, 新增床位|90张."""
    state = pattern("state").search(body, 2)
    if state:
        return Reading("act", state["verb"] or state["ended"])
    given = pattern("given_each").search(body) or pattern("short").match(body)
    given = given or pattern("refrained").match(body)
    if given:
        # 每个项目补助3万元 goes with what is counted before it
        return Reading("act" if has("own_figure", piece) else "none", given["verb"])
    counting = piece if has("strive", skip) else body  # 力争10个…
    has_own_figure = has("figure", body) and has("own_figure", counting)
    action = _later_verb(body, skip)
    if has_own_figure and not action:
        action = _bound_verb(body)
    is_act = action or has_own_figure or pattern("obliged").search(body, 2)
    return Reading("act" if is_act else "none", action)


def _later_verb(body: str, skip: str) -> str:
    """Return the verb of a clause whose subject is named first: 小额救助金|由乡镇|审批."""
    told = pattern("told").search(body, 1)
    if told:
        return _with_tied(body, told.start("verb"))
    action = _inner(body, 2, "after_adverb", "carrier", "counted")
    if not action and len(body) > 3 and has("adverb", skip):
        return lead_of("unknown", body)  # what an adverb precedes is a verb, known or not
    return action


def _bound_verb(body: str) -> str:
    """Return the verb of a figure that none precedes, else the words that bound the figure."""
    found = pattern("bound").search(body)
    if not found:
        return _inner(body, 1, "any")
    if found["cap"]:  # 小额救助单次最高2000元
        return found["verb"] or ""
    is_size = has("size_noun", body[: found.start()])  # 救助期限一般不超过9天
    inner = "" if is_size else _inner(body, 1, "any")
    return found["verb"] or inner or found["bound"]


def _with_tied(body: str, start: int) -> str:
    """Return the verb that begins at a place, with the verbs tied to it."""
    verb = pattern("verb").match(body[start:])
    return _tie_verbs(body[start:], verb) if verb else ""


def _tie_verbs(body: str, verb: re.Match[str]) -> str:
    """Return the head verb of a clause with the verbs tied to it: 推动|建立, 传承|和弘扬."""
    tied = _tied_verb(body, verb)
    return _tie_verbs(body, tied) if tied else body[: verb.end()]


def _tied_verb(body: str, verb: re.Match[str]) -> re.Match[str] | None:
    end = verb.end()
    plain = verb.group().lstrip("、和并")
    tied = pattern("joined").match(body, end)
    if not tied and plain not in words("nominal"):
        tied = pattern("linking").match(body, end)
        if not tied and plain in words("opening"):
            tied = pattern("soft").match(body, end)
    if tied and has("name_end", body) and not lead_of("firm", tied.group()):
        return None  # 推进|整治…专项行动
    return tied


def _role(verb: str, action: str, thing: str) -> str:
    if action == "发挥" and has("role_end", thing):
        return "lead"
    if verb in words("aim") or has("averted", verb + thing):
        return "aim"
    if verb == "引导" and "自觉" in thing:
        return "aim"
    if verb in words("result"):
        return "result"
    if verb in ("推动", "扩大") and has("result_end", thing):
        return "result"
    if action not in words("causative"):
        return "act"
    frame = pattern("frame").search(thing, 1)
    if frame and not _inner(thing[frame.end() :], 1, "any"):
        return "open"
    return "act"


def _read_opener(opener: str, body: str) -> Reading:
    """Read a clause that opens with a word of ground or manner: is its action in it, too?"""
    if opener in ("将", "把"):
        ways = [found.group() for found in pattern("disposal").finditer(body)]
        return Reading("act", ways[-1] if ways else _inner(body, 2, "any"))
    handled = pattern("handled").search(body)
    if handled:
        return Reading("act", handled["verb"])
    if has("averted", body):
        return Reading("aim", _inner(body, 1, "any"))
    action = _opened_action(opener, body)
    if not action:
        is_verb = opener in words("verb") or opener == "坚持"
        return Reading("lead", opener if is_verb else _inner(body, 1, "any"))
    if opener == "以" and not has("manner", body):
        return Reading("aim", action)
    if opener in ("为", "给") and lead_of("given", action):
        return Reading("aim", action)
    return Reading("act", action)


def _opened_action(opener: str, body: str) -> str:
    """Return the action behind a word of ground or manner, "" if all of it is ground."""
    action = ""
    if not _is_ground(opener, body):
        action = _inner(body, 1, *_places_of_verb(opener, body))
    if not action and opener == "对":
        disposed = pattern("disposed").search(body)
        return disposed["verb"] if disposed else ""
    return action


def _is_ground(opener: str, body: str) -> bool:
    if opener.startswith("坚持") or has("ground_end", body):
        return True
    return opener in words("company") and has("ground_with", body)


def _places_of_verb(opener: str, body: str) -> list[str]:
    """Name the patterns, in order, by which the verb behind an opener is known."""
    if opener == "以":
        return [] if "为" in body else ["after_adverb", "carrier", "moving", "manner"]
    if opener in words("lead"):
        return ["after_list", "carrier"]
    return ["after_adverb", "carrier", "told", "any"]


def _inner(body: str, start: int, *places: str) -> str:
    """Return the action further inside a clause, or "": 为全市老人|购买|保险."""
    for place in places:
        for found in pattern(place).finditer(body, start):
            begin, end = found.start("verb"), found.end()
            is_noun = body[begin - 1] in "、和及的" or body[end : end + 1] in "的、和等"
            if is_noun or len(body) < end + 2:
                continue
            return _with_tied(body, begin) or found["verb"]
    return ""


def _strength(piece: str, skip: str, action: str) -> str:
    if action in words("strive") or has("strive", skip) or has("strive_inside", piece):
        return "strive"
    if lead_of("encourage", action):
        return "encourage"
    # 专题研究 deliberates, 研究制定 is still open; what is completed is no longer tried.
    if has("explore", action) and not pattern("deliberate").fullmatch(action):
        return "explore"
    if has("trial", piece) and not action.startswith("完成"):
        return "explore"
    return "commit"
