"""The outline of a plan: its labelled paragraphs, each under its parent, with their headings."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from mzanalysis.structure import labels
from mzanalysis.structure.labels import Label
from mzanalysis.structure.lines import Line, is_title, mark_letter
from mzanalysis.structure.offices import hide_notes
from mzanalysis.text.patterns import pattern

PLAIN = "plain"  # style of headings that have no label
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
    found = _numbered(lines, folded)
    mark_letter(lines, found[0][0] if found else None)
    nodes = _nodes(found or _unnumbered(lines, folded))
    _fill(nodes, lines, folded)
    _drop_unusual(nodes)
    return nodes


def _numbered(lines: list[Line], folded: str) -> list[tuple[int, Label]]:
    """Find the labels of a text, each with the index of its line; none if none has a number."""
    found: list[tuple[int, Label]] = []
    last: Counter[str] = Counter()
    before: Line | None = None
    is_plain = pattern("plain_heading").fullmatch
    for i, line in enumerate(lines):
        if line.kind:
            continue
        own = labels.read_label(folded, line.start, line.end)
        if own and own.style == _ORDINAL and line.text.find("。") == len(line.text) - 1:
            following = next((x for x in lines[i + 1 :] if not x.kind), line)
            own = None if following.label or following is line else own
        # a numeral with which a broken sentence happens to go on is no label
        is_broken = before and before.is_open and re.search("[,。;]", before.text)
        goes_on = is_broken and own and own.number not in (1, last[own.style] + 1)
        if own and own.number and not goes_on:
            found.append((i, own))
            last[own.style] = own.number
        elif is_plain(line.text) and not is_title(line, lines[:i]):
            found.append((i, Label(PLAIN, "", 0, line.start, line.start)))
        found += [(i, x) for x in _inline(folded, line, last, own) if found]
        before = line
    if not last["dotted"]:  # 1 总体目标 stands above 1.1 only; else it is a figure
        found = [(i, x) for i, x in found if x.style != "bare"]
    return _fill_gaps(_relabel_first(found), lines) if found and last else []


def _inline(folded: str, line: Line, last: Counter[str], own: Label | None) -> list[Label]:
    """Return the labels inside a line: after lost line breaks, and lists that run 1., 2. ..."""
    found: list[Label] = []
    runs: list[list[Label]] = [[]]
    for label in labels.inline_labels(folded, line.start, line.end):
        is_next = label.number == last[label.style] + 1 and label.number > 1
        # 一、加强党建(一)深化学习: the heading of the label before it ends without a stop
        lead = _BARE_HEADING.fullmatch(folded, own.end, label.start) if own else None
        is_first = label.number == 1 and label.style != "num" and lead is not None
        if is_first or (is_next and folded[: label.start].rstrip()[-1] in "。!"):
            last[label.style] = label.number
            found.append(label)
        elif label.style == "num" and label.number in (1, len(runs[-1]) + 1):
            runs += [[]] if label.number == 1 else []
            runs[-1].append(label._replace(style=_INLINE))
    lists = [label for run in runs if len(run) > 1 for label in run]
    return sorted([*found, *lists], key=lambda x: x.start)


def _relabel_first(found: list[tuple[int, Label]]) -> list[tuple[int, Label]]:
    """Read ``1.`` as a chapter where the next chapter is ``二、`` and none is ``一、``."""
    opener = found[0][1] if found else Label("", "", 0, 0, 0)
    firsts = {x.style: x for _, x in reversed(found)}  # the first label of each style
    above = [x for x in firsts.values() if labels.rank(x.style) < labels.rank(opener.style)]
    if opener.number == 1 and above and above[-1].number == 2:
        return [(found[0][0], opener._replace(style=above[-1].style)), *found[1:]]
    return found


def _fill_gaps(found: list[tuple[int, Label]], lines: list[Line]) -> list[tuple[int, Label]]:
    """Add list members whose label was lost: bare lines between ``(二)...;`` and ``(四)``."""
    filled = found[:1]
    for (i, a), (j, b) in pairwise(found):
        if a.style == b.style and lines[i].text.endswith(";"):
            bare = [k for k in range(i + 1, j) if lines[k].text.endswith(";")]
            for k in bare[: max(b.number - a.number - 1, 0)]:
                filled.append((k, Label(a.style, "", a.number, lines[k].start, lines[k].start)))
        filled.append((j, b))
    return filled


def _unnumbered(lines: list[Line], folded: str) -> list[tuple[int, Label]]:
    """Take marks (【】, ——) for labels in a text without numbers, else its paragraphs."""
    body = [i for i, line in enumerate(lines) if not line.kind]
    marks = [(i, labels.read_label(folded, lines[i].start, lines[i].end)) for i in body]
    marked = [(i, x) for i, x in marks if x and not x.number]
    if marked:
        for i in range(marked[0][0]):
            lines[i].kind = lines[i].kind or "preamble"
        return marked
    short = {i: lines[i].is_open and len(lines[i].text) <= _LONGEST_PLAIN for i in body}
    opens = [b for a, b in pairwise([-1, *body]) if a < 0 or short[a] or not lines[a].is_open]
    styles = {True: PLAIN, False: _PARAGRAPH}
    return [(i, Label(styles[short[i]], "", 0, lines[i].start, lines[i].start)) for i in opens]


def _nodes(found: list[tuple[int, Label]]) -> list[Node]:
    """Set each labelled paragraph under its parent."""
    order = [PLAIN, *_style_order([x for _, x in found if x.style != PLAIN])]
    nodes: list[Node] = []
    stack: list[Node] = []
    for i, label in found:
        node = Node(label, i, order.index(label.style))
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
    opens = Counter(
        (a.style, b.style) for a, b in pairwise(found) if b.number == 1 and a.style != b.style
    )

    def stands_above(a: str, b: str) -> bool:
        lead = opens[a, b] - opens[b, a]
        return lead > 0 if lead else labels.rank(a) < labels.rank(b)

    names = list(dict.fromkeys(x.style for x in found))
    below = {a: sum(stands_above(a, b) for b in names) for a in names}
    return sorted(names, key=lambda a: (a == _INLINE, -below[a], labels.rank(a)))


def _fill(nodes: list[Node], lines: list[Line], folded: str) -> None:
    """Give each node its text, the lines that continue it, and the phrase that may head it."""
    for node, following in zip(nodes, [*nodes[1:], None], strict=False):
        stop, end = len(lines), lines[node.line].end
        if following:
            stop, end = following.line, min(end, following.label.start)
        node.more = [x for x in lines[node.line + 1 : stop] if not x.kind]
        opens_list = following and following.label.number == 1 and following.level == node.level
        if opens_list and node.more and node.more[-1].text.endswith(":"):
            node.after = [node.more.pop()]
        node.place, node.text = node.label.end, folded[node.label.end : end]
        if not node.text.strip() and node.more:
            node.place, node.text = node.more[0].start, node.more[0].text
            del node.more[0]
        node.place += len(node.text) - len(node.text.lstrip())
        node.text = node.text.strip()
        while not node.is_leaf and node.more and _BROKEN_HEADING.fullmatch(node.text):
            if not _END_OF_HEADING.fullmatch(node.more[0].text):
                break
            node.text += node.more.pop(0).text
        has_more = not node.is_leaf or any(hide_notes(x.text).strip() for x in node.more)
        node.phrase = labels.heading_phrase(hide_notes(node.text), has_more=has_more)


def _drop_unusual(nodes: list[Node]) -> None:
    """Take a first sentence for a heading only where the siblings have such headings too."""
    counts = defaultdict[str, Counter[int]](Counter)
    for node in nodes:
        is_sure = node.phrase[0] > 0 and node.phrase[1] == 0
        if not is_sure and (node.more or "。" in node.text.rstrip("。")):
            counts[node.label.style][node.phrase[1]] += 1
    for node in nodes:
        clauses, count = node.phrase[1], counts[node.label.style]
        if node.is_leaf and clauses and node.label.style != _ORDINAL:
            same = count[1] + count[2] if clauses == 1 else count[clauses]
            is_usual = same >= _SHARE_OF_SIBLINGS.get(clauses, 2) * count.total()
            if not (clauses == 1 or same == 2 if count.total() < 3 else is_usual):
                node.phrase = (0, 0)
