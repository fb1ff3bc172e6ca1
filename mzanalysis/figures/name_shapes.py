"""Read what a figure counts off its own words, by its kind: names, action and scope.

``80%的民办机构通过等级评定`` counts 通过等级评定的民办机构比例. What the words do not say is mended
afterwards, see ``names``.
"""

import re

from mzanalysis.figures.counts import in_full, name_count
from mzanalysis.figures.own_words import FigureWords, MaybeNames, Names
from mzanalysis.figures.phrases import find, first_fit, fits, strip_lead, without
from mzanalysis.figures.rates import name_coverage, name_rate, name_share
from mzanalysis.figures.roles import TIME_LIMITS
from mzanalysis.text.patterns import pattern

_PIECES = ("项", "个", "件", "部", "份", "套", "期", "篇")


def read_names(words: FigureWords) -> Names:
    """Name what a figure counts, its verb and its scope, from its own words.

    Returns:
        One name, or one per member where several rates share the figure, each ``""`` where the
        words do not say it.

    Example: 自受理之日起15个工作日内完成审核 -> 审核时限, 完成.
    """
    names, action, scope = first_fit(_SHAPES, words) or name_count(words)
    beds = "床位" if words.figure.unit == "床" else ""
    return [_tidy(name, words.kind) or beds for name in names], action, scope


def _waiting_time(words: FigureWords) -> MaybeNames:
    """做好滞留超过3个月受助人员的安置 -> 受助人员滞留时间."""
    waited = find("waited", words.left)
    is_time = words.figure.unit.endswith(("月", "年", "日", "天", "小时"))
    if not (waited and words.right and is_time):
        return None
    who = re.split("的|及时|进行|办理|给予|开展", words.right)[0]
    return [who + strip_lead(waited["what"])[1].removeprefix("对") + "时间"], "", ""


def _time_limit(words: FigureWords) -> MaybeNames:
    """自受理之日起15个工作日内完成审核 -> 审核时限, 完成: by what is done within it."""
    is_within = words.right or words.text.startswith("内", words.figure.end)
    if words.figure.base_unit not in TIME_LIMITS or not is_within:
        return None
    action, thing, scope = strip_lead(words.right, aim_only=True)
    left = without(words.left, "bind", "time_left")
    name = strip_lead(left, aim_only=True)[1] + thing.removesuffix("完毕")
    return [name.removesuffix("时限") + "时限"], action or thing[:2], scope


def _frequency(words: FigureWords) -> MaybeNames:
    """局党组每季度研究1次安全工作 -> 局党组研究安全工作, 研究."""
    if words.kind != "frequency":
        return None
    left = without(words.left, "periodic", "bind").replace("至少", "")
    quote = re.search("[“‘]$", words.before)
    if quote:  # 落实“一月一调度”
        left = re.split("[,;:]", words.text[: quote.start()])[-1]
    meeting = pattern("who_meets").match(left)
    who = ""
    if meeting:
        who = meeting.group()
    does = left[len(who) :]
    action, thing, scope = strip_lead(does)
    if quote:
        who = who.removeprefix("指导").removeprefix("督促")
    if fits("light", action):  # 开展检查: what is done is the noun
        does = thing
    name = (who + does + words.right).removeprefix("对")
    if fits("nominal_end", name):
        name = in_full(name, words.before)
    return [name], action, scope


def _level(words: FigureWords) -> MaybeNames:
    """火化率达到100% -> 火化率; 床位数达到9张 -> 床位数; but 制定标准1项 counts pieces."""
    figure = words.figure
    left = words.left
    bare = without(left, "reaching", "per")
    is_piece = figure.unit in _PIECES and bare == left
    is_level = find("level", bare) and not is_piece
    is_rise = not words.right and find("rises", left)
    is_rate = words.kind == "percent" or figure.base_unit in TIME_LIMITS
    if is_rate or is_level or is_rise:
        return name_rate(words)
    return None


_SHAPES = (_waiting_time, _time_limit, _frequency, name_coverage, name_share, _level)


def _tidy(name: str, kind: str) -> str:
    """Take off a name's loose ends: 打造示范点工作 -> 示范点, but not of 改革任务."""
    if name.count("“") != name.count("”"):
        name = name.strip("“”")
    name = re.sub("(?<=..)[为至到各]$", "", name.strip(" 、,的"))
    if kind != "frequency" and not name.endswith("比例"):
        bare = without(name, "tail")
        is_whole = len(bare) == 2 and not find("nominal_end", bare)
        if not (is_whole and name.endswith(("任务", "问题"))):
            name = bare
    name = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", without(name, "extends"))
    return without(name, "no_name")
