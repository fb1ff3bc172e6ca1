"""The outline of a plan: its labelled paragraphs, each under its parent, with their headings."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from mzanalysis.structure import labels
from mzanalysis.structure.labels import Label
from mzanalysis.structure.lines import is_title, mark_letter
from mzanalysis.structure.marking import Line
from mzanalysis.structure.offices import hide_notes
from mzanalysis.text.patterns import pattern

PLAIN = "plain"  # style of headings that have no label
_ANNEX = "annex"  # style of the title of an annex that is read as the plan itself is
_PARAGRAPH = "paragraph"  # style of paragraphs in a text without any number
_INLINE = "inline"  # style of a list that runs on inside a paragraph
_ORDINAL = "ordinal"  # 一是: a label only where a heading sentence follows
# A run-in phrase is a heading if so many of its siblings have one of as many clauses; of one
# clause, if so many have one of one or two.
_SHARE_OF_SIBLINGS = {1: 0.5, 2: 0.25, 3: 0.5}
_LONGEST_PLAIN = 30
# A page breaks lines of 25 characters or more: a heading, and its end on the next line.
_BROKEN_HEADING = re.compile(r".{24,}[^。;:!?]", re.DOTALL)
_END_OF_HEADING = re.compile(r"[^。;:!?]{0,24}.")
_BARE_HEADING = re.compile(r"[^。;,:]{2,30}")

_Found = tuple[int, Label]  # a label, after the index of its line


@dataclass
class Node:
    """A labelled paragraph, with the lines that continue it."""

    label: Label
    line: int
    level: int
    above: int | None = None  # where the heading above it starts
    is_leaf: bool = True
    place: int = 0  # where its text after the label begins
    text: str = ""  # first line of it
    more: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)  # leads in the list that follows
    phrase: tuple[int, int] = (0, 0)  # length and clauses of what may be its heading


def read_outline(lines: list[Line], folded: str) -> list[Node]:
    """Return the labelled paragraphs of a text, in order, each with its heading.

    Headings without a label are of style ``plain``. A text without any number is read by its
    marks (【】, ——), or else paragraph by paragraph.

    Args:
        lines: the text's lines; the marked ones are left out, and those of title, covering
            letter, preamble and signature are marked.
        folded: the whole text, folded.
    """
    found = _find_numbered(lines, folded)
    mark_letter(lines, found[0][0] if found else None)
    nodes = _nodes(found or _find_unnumbered(lines))
    for node, following in zip(nodes, [*nodes[1:], None], strict=False):
        _fill(node, following, lines, folded)
    _drop_unusual(nodes)
    return nodes


def _find_numbered(lines: list[Line], folded: str) -> list[_Found]:
    """Find the labels of a text; none if none has a number."""
    found = []
    last: Counter[str] = Counter()  # number of each style
    before: Line | None = None
    for i, line in enumerate(lines):
        if line.kind:
            continue
        label = _read_label(line, lines[i + 1 :])
        if label and label.number and not _goes_on(label, before, last):
            found.append((i, label))
            last[label.style] = label.number
        elif style := _style_without_number(line, lines[:i]):
            found.append((i, _no_label(style, line)))
        inside = _find_inside(folded, line, last, label)
        if found:
            found += [(i, label) for label in inside]
        before = line
    if not last["dotted"]:  # 1 总体目标 stands above 1.1 only; else it is a figure
        found = [(i, label) for i, label in found if label.style != "bare"]
    if found and last:
        return _fill_gaps(_relabel_first(found), lines)
    return []


def _style_without_number(line: Line, before: list[Line]) -> str:
    """Return the style of a heading that stands without a number, "" if it is none."""
    if line.opens_part:
        return _ANNEX
    is_heading = pattern("plain_heading").fullmatch(line.text) and not is_title(line, before)
    return PLAIN if is_heading else ""


def _read_label(line: Line, later: list[Line]) -> Label | None:
    """Return the label of a line; 一是 is none where it heads nothing."""
    label = line.mark
    if label and label.style == _ORDINAL and _heads_nothing(line, later):
        return None
    return label


def _goes_on(label: Label, before: Line | None, last: Counter[str]) -> bool:
    """Tell whether a numeral is no label: a broken sentence happens to go on with it."""
    if not before or not before.is_open or not re.search("[,。;]", before.text):
        return False
    return label.number not in (1, last[label.style] + 1)


def _no_label(style: str, line: Line, number: int = 0) -> Label:
    return Label(style, "", number, line.start, line.start)


def _heads_nothing(line: Line, later: list[Line]) -> bool:
    """Tell whether a line is one sentence, and no text without a number follows it."""
    if line.text.find("。") != len(line.text) - 1:
        return False
    following = next((other for other in later if not other.kind), None)
    return following is None or following.label is not None


def _find_inside(folded: str, line: Line, last: Counter[str], own: Label | None) -> list[Label]:
    """Return the labels inside a line: after lost line breaks, and lists that run 1., 2. ..."""
    found = []
    runs: list[list[Label]] = [[]]
    for label in labels.inline_labels(folded, line.start, line.end):
        number = label.number
        # 一、加强党建(一)深化学习: the heading of the label before it ends without a stop
        lead = own and _BARE_HEADING.fullmatch(folded, own.end, label.start)
        is_first = lead and number == 1 and label.style != "num"
        is_next = 1 < number == last[label.style] + 1
        if is_first or (is_next and folded[: label.start].rstrip()[-1] in "。!"):
            last[label.style] = number
            found.append(label)
        elif label.style == "num":
            if number == 1:
                runs.append([])
            if number == len(runs[-1]) + 1:
                runs[-1].append(label._replace(style=_INLINE))
    for run in runs:
        if len(run) > 1:
            found += run
    return sorted(found, key=lambda label: label.start)


def _relabel_first(found: list[_Found]) -> list[_Found]:
    """Read ``1.`` as a chapter where the next chapter is ``二、`` and none is ``一、``."""
    line, opener = found[0]
    firsts = {label.style: label for _, label in reversed(found)}  # the first of each style
    higher = [x for x in firsts.values() if labels.rank(x.style) < labels.rank(opener.style)]
    if opener.number == 1 and higher and higher[-1].number == 2:
        return [(line, opener._replace(style=higher[-1].style)), *found[1:]]
    return found


def _fill_gaps(found: list[_Found], lines: list[Line]) -> list[_Found]:
    """Add list members whose label was lost: bare lines between ``(二)...;`` and ``(四)``."""
    filled = found[:1]
    for (i, label), (j, following) in pairwise(found):
        if label.style == following.style and lines[i].text.endswith(";"):
            bare = [k for k in range(i + 1, j) if lines[k].text.endswith(";")]
            n_lost = max(following.number - label.number - 1, 0)
            for k in bare[:n_lost]:
                filled.append((k, _no_label(label.style, lines[k], label.number)))
        filled.append((j, following))
    return filled


def _find_unnumbered(lines: list[Line]) -> list[_Found]:
    """Take marks (【】, ——) for labels in a text without numbers, else its paragraphs."""
    marks = []
    paragraphs = []
    is_begun = False  # the paragraph that the next line goes on with
    for i, line in enumerate(lines):
        if line.kind:
            continue
        mark = line.mark
        if mark and not mark.number:
            marks.append((i, mark))
        is_heading = line.is_open and len(line.text) <= _LONGEST_PLAIN
        if not is_begun:
            paragraphs.append((i, _no_label(PLAIN if is_heading else _PARAGRAPH, line)))
        is_begun = line.is_open and not is_heading
    if not marks:
        return paragraphs
    for line in lines[: marks[0][0]]:
        line.kind = line.kind or "preamble"
    return marks


def _nodes(found: list[_Found]) -> list[Node]:
    """Set each labelled paragraph under its parent."""
    styled = [label for _, label in found if label.style != PLAIN]
    order = [PLAIN, *_style_order(styled)]
    nodes = []
    stack: list[Node] = []
    for i, label in found:
        level = 0 if label.style == _ANNEX else order.index(label.style)
        node = Node(label, i, level)
        while stack and stack[-1].level >= node.level:
            stack.pop()
        if stack:
            node.above = stack[-1].label.start
            stack[-1].is_leaf = False
        stack.append(node)
        nodes.append(node)
    return nodes


def _style_order(found: list[Label]) -> list[str]:
    """Order the label styles of a text from the highest to the lowest.

    A style whose labels more often stand right before ``1`` of another than the reverse is
    above it; where the text does not tell, usage does.
    """
    opens: Counter[tuple[str, str]] = Counter()
    for label, following in pairwise(found):
        if following.number == 1 and label.style not in (_ANNEX, following.style):
            opens[label.style, following.style] += 1

    def stands_above(style: str, other: str) -> bool:
        lead = opens[style, other] - opens[other, style]
        return lead > 0 if lead else labels.rank(style) < labels.rank(other)

    def place(style: str) -> tuple[bool, int, int]:
        n_below = sum(stands_above(style, other) for other in styles)
        return style == _INLINE, -n_below, labels.rank(style)

    styles = list(dict.fromkeys(label.style for label in found if label.style != _ANNEX))
    return sorted(styles, key=place)


def _fill(node: Node, following: Node | None, lines: list[Line], folded: str) -> None:
    """Give a node its text, the lines that continue it, and the phrase that may head it."""
    stop = following.line if following else len(lines)
    node.more = [line for line in lines[node.line + 1 : stop] if not line.kind]
    end = lines[node.line].end
    if following:
        end = min(end, following.label.start)
        opens_list = following.label.number == 1 and following.level == node.level
        if opens_list and node.more and node.more[-1].text.endswith(":"):
            node.after = [node.more.pop()]
    text = folded[node.label.end : end]
    node.text = text.strip()
    node.place = end - len(text.lstrip())
    if not node.text and node.more:
        line = node.more.pop(0)
        node.text = line.text.strip()
        node.place = line.start
    _find_phrase(node)


def _find_phrase(node: Node) -> None:
    """Find the phrase that may head a node; a page may have broken it in two."""
    if not node.is_leaf:
        while node.more and _BROKEN_HEADING.fullmatch(node.text):
            if not _END_OF_HEADING.fullmatch(node.more[0].text):
                break
            node.text += node.more.pop(0).text
    has_more = not node.is_leaf or any(hide_notes(line.text).strip() for line in node.more)
    node.phrase = labels.heading_phrase(hide_notes(node.text), has_more=has_more)


def _drop_unusual(nodes: list[Node]) -> None:
    """Take a first sentence for a heading only where the siblings have such headings too."""
    counts = defaultdict[str, Counter[int]](Counter)  # nodes of a style by clauses of the phrase
    for node in nodes:
        length, clauses = node.phrase
        is_sure = length > 0 and clauses == 0
        if not is_sure and (node.more or "。" in node.text.rstrip("。")):
            counts[node.label.style][clauses] += 1
    for node in nodes:
        clauses, style = node.phrase[1], node.label.style
        may_drop = node.is_leaf and clauses > 0 and style != _ORDINAL
        if may_drop and not _is_usual(clauses, counts[style]):
            node.phrase = (0, 0)


def _is_usual(clauses: int, counts: Counter[int]) -> bool:
    """Tell whether enough siblings begin with a phrase of as many clauses."""
    n_alike = counts[clauses]
    if clauses == 1:
        n_alike += counts[2]
    if counts.total() < 3:
        return clauses == 1 or n_alike == 2
    return n_alike >= _SHARE_OF_SIBLINGS.get(clauses, 2) * counts.total()
