"""What surrounds a plan's own text, marked: web apparatus, contents, covering letter, annexes."""

import re
from itertools import pairwise, takewhile

from mzanalysis.reading.formats.document import PAGE_EDGE, PART_EDGE
from mzanalysis.structure.annexes import mark_annexes
from mzanalysis.structure.labels import LONGEST_HEADING
from mzanalysis.structure.marking import Line, fits, kind_pattern, mark, numbered

# Tags and comments that a converter left in the text break a line as a newline does.
_BREAK = re.compile(
    r"(?:\A|(?:\n|<!--.*?-->|</?[a-zA-Z][^<>\n]{0,200}>)+)[\s#]*(?:\*\*)?", re.DOTALL
)
_PAGE_NUMBER = re.compile(r"[\s.…·—-]*\d{1,3}[\s—-]*$")
_BYLINE = re.compile("[^,:。;]{2,40}")
_LONGEST_CRUMB, _LONGEST_VALUE = 12, 24
_LONGEST_LINE = 150  # what is longer may have lost its line breaks


def read_marked_lines(folded: str) -> list[Line]:
    """Return the lines that are not blank; those outside the plan's own text carry their kind.

    Args:
        folded: the whole text of a file, folded.

    Example: ``"打印本页\\n一、总则"`` gives a line of kind ``furniture`` and an unmarked one.
    """
    lines = []
    breaks = [found.span() for found in _BREAK.finditer(folded)]
    for (_, start), (end, _) in pairwise([*breaks, (len(folded), 0)]):
        stop = start + len(folded[start:end].rstrip())
        for begin, until in pairwise([start, *_lost_breaks(folded, start, stop), stop]):
            text = folded[begin:until].rstrip()
            if text:
                lines.append(Line(begin, begin + len(text), text))
    for before, line in pairwise(lines):
        line.starts_file = PART_EDGE in folded[before.end : line.start]
    _mark_apparatus(lines, folded)
    mark_annexes(lines, len(folded))
    _mark_contents(lines)
    return lines


def _lost_breaks(folded: str, start: int, end: int) -> list[int]:
    """Return where 一、 二、 三、 stand in a line into which a whole plan was run together."""
    if end - start <= _LONGEST_LINE:
        return []
    places = []
    place, before = start, ""
    for numeral in "一二三四五六七八九十":
        found = re.compile(f"{before}{numeral}、").search(folded, place, end)
        if not found:
            break
        place, before = found.start(), r"(?<![、\w])"
        places.append(place)
    if len(places) == 1:
        return []
    return [place for place in places if place > start]


def _mark_apparatus(lines: list[Line], folded: str) -> None:
    """Mark the apparatus of web pages: sure signs anywhere, weak ones at the edges only."""
    _part(lines)
    is_parted = PAGE_EDGE in folded
    for line in lines:
        is_page = is_parted and folded.count(PAGE_EDGE, 0, line.start) % 2 == 0
        if is_page or fits("any", line):
            line.kind = "furniture"
    before = ""
    for line in takewhile(_may_be_edge, lines):
        if fits("edge", line) or _is_announced(line, before):
            line.kind = "furniture"
        before = line.text if line.kind else ""
    last = takewhile(_may_be_edge, reversed(lines))
    mark((line for line in last if fits("edge", line)), "furniture")
    for i in range(len(lines) * 2 // 3, len(lines)):
        if fits("tail", lines[i]) and not numbered(lines[i:]):
            mark(lines[i:], "furniture")
            return


def _may_be_edge(line: Line) -> bool:
    return len(line.text) <= LONGEST_HEADING and not line.label


def _is_announced(line: Line, before: str) -> bool:
    """Tell whether a line is what ``来源:`` or ``>`` on a line of its own announces."""
    if not before.endswith((":", ">")) or not line.is_open:
        return False
    longest = _LONGEST_VALUE if before.endswith(":") else _LONGEST_CRUMB
    return len(line.text) <= longest and not fits("title", line)


def _part(lines: list[Line]) -> None:
    """Part from the first and the last line the apparatus that runs into them."""
    if not lines:
        return
    prefix = kind_pattern("prefix").search(lines[0].text)
    if prefix and prefix.end() < len(lines[0].text):
        lines[:1] = _cut_line(lines[0], prefix.end())
        lines[0].kind = "furniture"
    suffix = kind_pattern("suffix").search(lines[-1].text)
    if suffix and suffix.start() > 0:
        lines[-1:] = _cut_line(lines[-1], suffix.start())
        lines[-1].kind = "furniture"


def _cut_line(line: Line, length: int) -> list[Line]:
    place = line.start + length
    ahead = Line(line.start, place, line.text[:length])
    return [ahead, Line(place, line.end, line.text[length:])]


def _mark_contents(lines: list[Line]) -> None:
    """Mark a table of contents: short headings that come again with their text."""
    labelled = numbered(lines)
    if not labelled:
        return
    first = labelled[0]
    title = _PAGE_NUMBER.sub("", lines[first].text)
    again = next((i for i in labelled[1:] if lines[i].text.startswith(title)), first)
    block = [i for i in labelled if i < again]
    if len(block) < 2 or any(map(_is_no_entry, lines[first:again])):
        return
    end = block[-1] + 1
    while _PAGE_NUMBER.fullmatch(lines[end].text):
        end += 1
    if first > 0 and re.fullmatch(r"目\s*[录次]", lines[first - 1].text):
        first -= 1
    mark(lines[first:end], "furniture")


def _is_no_entry(line: Line) -> bool:
    """Tell whether a line cannot stand in a table of contents: it is long, or says something."""
    return len(line.text) > LONGEST_HEADING or line.text.endswith((";", "。"))


def is_title(line: Line, before: list[Line]) -> bool:
    """Say whether a line is a document's title: nothing but short names stands before it."""
    if not fits("title", line):
        return False
    return all(other.kind or re.fullmatch(r"\w{2,20}", other.text) for other in before)


def mark_letter(lines: list[Line], first: int | None) -> None:
    """Mark title, covering letter and preamble before a line; closing and signature at the end.

    Args:
        lines: lines of a text; unmarked ones are given their kind in place.
        first: index of the first numbered line; None if the text has no numbers.
    """
    front = [line for line in lines[:first] if not line.kind]
    if first is None:
        front = list(takewhile(lambda line: len(line.text) <= LONGEST_HEADING, front))
    n_head = _mark_head(front)
    if first is not None:
        mark(front[n_head:], "preamble")
    body = [line for line in lines[first:] if not line.kind]
    openers = [i for i, line in enumerate(body) if line.opens_part]
    for start, end in pairwise([0, *openers, len(body)]):
        part = body[start:end]
        signature = takewhile(lambda line: fits("notice", line) and _may_be_edge(line), part[::-1])
        mark(signature, "notice")
        if first is not None:
            _mark_closing([line for line in part if not line.kind])


def _mark_head(front: list[Line]) -> int:
    """Mark the title and the letter that open a text; return how many lines that is."""
    titles = [i for i, line in enumerate(front) if fits("title", line)]
    notices = [i for i, line in enumerate(front) if fits("notice", line)]
    end = max(titles or notices, default=-1) + 1
    while end < len(front) and _BYLINE.fullmatch(front[end].text):
        end += 1
    for i, line in enumerate(front[:end]):
        is_letter = i not in titles and (titles or notices)
        line.kind = "notice" if is_letter else "title"
    return end


def _mark_closing(body: list[Line]) -> None:
    """Mark what closes a plan after its last item, unless items end so themselves.

    Example: 各县区民政局要…
    """
    labelled = [i for i, line in enumerate(body) if line.label]
    closings = (i for i, line in enumerate(body) if not line.label and fits("closing", line))
    closing = next(closings, 0)
    if labelled and closing > labelled[-1] and not body[closing - 1].is_open:
        mark(body[closing:], "paragraph")
