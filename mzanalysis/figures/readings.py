"""Read what a figure counts off its own words, by the rows of ``names.csv``.

``80%的民办机构通过等级评定`` counts 通过等级评定的民办机构比例. What the words do not say is mended
afterwards, see ``names``.
"""

import re
from typing import NamedTuple

from mzanalysis.errors import InputError
from mzanalysis.figures.lists import distribute, share_out
from mzanalysis.figures.name_rows import read_row
from mzanalysis.figures.own_words import FigureWords
from mzanalysis.figures.phrases import find, fits, strip_lead, verb_of, without
from mzanalysis.figures.roles import TIME_LIMITS
from mzanalysis.text.patterns import pattern

_PIECES = ("项", "个", "件", "部", "份", "套", "期", "篇")
# What is taken off the end of the words before a figure, by its kind; else as of a count.
_BOUNDS = {
    "coverage": ("coverage_end",),
    "frequency": ("periodic", "bind"),
    "limit": ("bind", "time_left"),
    "share": ("reaching",),
    "level": ("changing", "reaching", "compared", "per", "compared"),
}
_COUNT_BOUNDS = ("bind", "per", "evenly_end", "scope_end")
_WAITING = ("确保", "力争", "推动", "使")  # the verb of the figure follows: 确保…达到


class Names(NamedTuple):
    """What the own words of a figure say: its names, verb and scope, and the row that says it."""

    names: list[str]
    action: str
    scope: str
    shape: str


def read_names(words: FigureWords) -> Names:
    """Name what a figure counts, its verb and its scope, from its own words.

    Returns:
        One name, or one per member where several rates share the figure, each ``""`` where the
        words do not say it.

    Example: 自受理之日起15个工作日内完成审核 -> 审核时限, 完成.
    """
    words = _with_tail(words)
    kind = _kind(words)
    before = words.head if kind == "share" else words.left
    bare = without(before, *_BOUNDS.get(kind, _COUNT_BOUNDS))
    bound = before[len(bare) :]
    verb, thing, scope = _lead(kind, words, bare)
    right = _right(kind, words, verb and thing)
    known = {"aim": verb, "verb": verb, "scope": scope, **_more_words(words, bound)}
    if re.match("每[万千百十]", scope) and not right:
        known["density"] = scope
    if verb in _WAITING and kind in ("level", "share"):
        known["verb"] = ""
    reading = read_row("words", _kinds(kind, words), f"{verb}:{thing},{bound}", right, known)
    if reading is None:
        raise InputError(
            f"resources/figures/names.csv: no row names {words.text!r}; keep a last row for words"
            " that fits everything"
        )
    scope = reading.words.get("scope", "")
    names = [reading.name()]
    if "what" in reading.words and not (right and kind in ("count", "amount")):
        members, scope = share_out(words, reading.words["what"], scope, bound)
        names = [reading.name(what=member) for member in members]
    elif "part" in reading.words:
        names, scope = share_out(words, reading.name(), scope, bound)
    return Names(
        [_tidy(name, words) for name in names], reading.action, scope, reading.row["shape"]
    )


def _lead(kind: str, words: FigureWords, bare: str) -> tuple[str, str, str]:
    """Return verb, thing and scope of the words before a figure, as its kind reads them."""
    if kind in ("count", "amount"):
        return _read_count(words, bare)
    if kind != "frequency":
        return strip_lead(bare, aim_only=True)
    if words.before.endswith(("“", "‘")):  # 落实“一月一调度”
        bare = re.split("[,;:]", words.before[:-1])[-1] + bare
    return "", bare, ""


def _right(kind: str, words: FigureWords, is_named: str) -> str:
    """Return the words after a figure that may name it: not 组织志愿者9名|开展服务."""
    right = words.right
    if kind == "share" and "完成" not in right:
        return without(right, "tail")
    if kind not in ("count", "amount"):
        return right
    is_grant = kind == "amount" and pattern("grant").match(right)
    if (not is_grant and fits("verbs", right)) or (is_named and pattern("doing").match(right)):
        return ""
    return right


def _with_tail(words: FigureWords) -> FigureWords:
    """Give a figure what its list says for all: 80%的镇、60%的村|设立社工站."""
    following = words.following
    if not (words.right and following.startswith("、")):
        return words
    tail = None
    if words.kind == "percent" and "%的" in following and not find("predicated", words.right):
        tail = find("predicated", following)
    elif words.kind == "count" and words.head.endswith("对"):
        tail = find("list_serves", following)
    elif words.kind == "count" and not find("nominal_end", words.right):
        same_list = re.match(f"、[\\d.]+{words.figure.unit}", following)
        tail = same_list and find("list_act", following)  # 完成8家敬老院、3家福利院|改造
    if tail is None:
        return words
    return words._replace(right=words.right + following[tail.start() :])


def _kind(words: FigureWords) -> str:
    """Return what a figure is, by its unit and words: 火化率达到100% is a level."""
    figure = words.figure
    left = words.left
    if words.kind in ("coverage", "frequency"):
        return words.kind
    is_time = figure.base_unit in TIME_LIMITS
    if is_time and (words.right or words.text.startswith("内", figure.end)):
        return "limit"
    if words.kind == "percent" and words.right:
        return "share"
    bare = without(left, "reaching", "per")
    is_piece = figure.unit in _PIECES and bare == left  # 制定标准1项
    is_level = find("level", bare) and not is_piece
    is_rise = not words.right and find("rises", left)
    if words.kind == "percent" or is_time or is_level or is_rise:
        return "level"
    return words.kind


def _kinds(kind: str, words: FigureWords) -> set[str]:
    kinds = {kind}
    if words.figure.unit == "倍":
        kinds.add("multiple")
    if kind == "amount" and words.of > 1:
        kinds.add("amount_list")
    if kind == "coverage" and words.text[: words.figure.end].endswith(("所有", "全部", "全体")):
        kinds = {"coverage_all"}
    return kinds


def _read_count(words: FigureWords, bare: str) -> tuple[str, str, str]:
    """Return verb, thing and scope of a count; its verb may be its bound's or its list's."""
    verb, thing, scope = strip_lead(bare)
    if (thing or words.right) and not verb:
        verb = _made(words.left)
    if not verb:
        verb, _, head_scope = strip_lead(without(words.head, "bind"))
        scope = scope or head_scope
    if not verb and words.right and words.head in words.before:  # 年内完成3条A、2条|B
        verb = _made(words.head)
    return verb, thing, scope


def _made(before: str) -> str:
    """Return the verb that ends the words before a figure, if it is more than 不少于."""
    verb = verb_of("bind", before)
    return "" if fits("demand", verb) else verb


def _more_words(words: FigureWords, bound: str) -> dict[str, str]:
    """Return further words of a figure that the rows may take."""
    who = re.sub("(?:分别|每月|每年|每例)*$", "", words.who)
    demand = pattern("demanded").search(words.text, words.end)
    more = {
        "who": distribute(words, who, "")[0],
        "reach": _verb_of_bound(bound),
        "media": (find("media", words.left) or {"where": ""})["where"],
        "rise": verb_of("risen", words.text[: words.figure.start]),
    }
    if demand:  # 按照“每月不低于30%”的要求对X进行Y -> XY
        more["demand"] = without(demand["who"], "scope") + demand["what"]
        more["demanded"] = demand["what"]
    return more


def _verb_of_bound(bound: str) -> str:
    """Return the verb right before a figure, if it is more than 到: 均达到 -> 达到."""
    for name in ("reaching", "changing"):
        verb = verb_of(name, bound)
        if verb not in "在至到":  # as "" is
            return verb
    return ""


def _tidy(name: str, words: FigureWords) -> str:
    """Take off a name's loose ends: 打造示范点工作 -> 示范点, but not of 改革任务."""
    if name.count("“") != name.count("”"):
        name = name.strip("“”")
    is_share = words.figure.unit in ("%", "‰", "成") and name
    if is_share and not find("rate_end", name) and not pattern("change_end").search(name):
        name += "比例"  # 开展社区康复的县区 -> …的县区比例
    name = re.sub("(?<=..)[为至到各]$", "", name.strip(" 、,的"))
    if words.kind != "frequency" and not name.endswith("比例"):
        bare = without(name, "tail")
        is_whole = len(bare) == 2 and not find("nominal_end", bare)
        if not (is_whole and name.endswith(("任务", "问题"))):
            name = bare
    name = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", without(name, "extends"))
    return without(name, "no_name") or ("床位" if words.figure.unit == "床" else "")
