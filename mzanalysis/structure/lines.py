"""What surrounds a plan's own text, marked: web apparatus, contents, covering letter, annexes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile

from mzanalysis.reading.formats.document import PAGE_EDGE
from mzanalysis.resources import cached
from mzanalysis.structure import labels
from mzanalysis.structure.labels import LONGEST_HEADING
from mzanalysis.structure.offices import table_start
from mzanalysis.text.patterns import pattern_rows

# Tags and comments that a converter left in the text break a line as a newline does.
_BREAK = re.compile(
    r"(?:\A|(?:\n|<!--.*?-->|</?[a-zA-Z][^<>\n]{0,200}>)+)[\s#]*(?:\*\*)?", re.DOTALL
)
_ANNEX_LABEL = re.compile(r"附\s*件?[表录]?\s*[\d一二三四五六七八九十]{0,2}\s*[:.、]?\s*")
_PAGE_NUMBER = re.compile(r"[\s.…·—-]*\d{1,3}[\s—-]*$")
_BYLINE = re.compile("[^,:。;]{2,40}")
CLOSING = tuple("。!?;:,、)”》】|")
_LONGEST_CRUMB, _LONGEST_VALUE = 12, 24
_LONGEST_LINE = 150  # what is longer may have lost its line breaks
# An annex that starts so early, with chapters of its own, is the plan; what precedes, a letter.
_LETTER_SHARE = 0.4


@dataclass
class Line:
    """A line of folded text without the blanks around it; ``kind`` "" is the plan's own text."""

    start: int
    end: int
    text: str
    kind: str = ""
    heading: str = ""  # title of the annex that the line opens

    @property
    def is_open(self) -> bool:
        """Whether the line ends without punctuation."""
        return not self.text.endswith(CLOSING)

    @cached_property
    def mark(self) -> labels.Label | None:
        """The number, or another mark (——, 【】), with which the line begins; None if none."""
        mark = labels.read_label(self.text, 0, len(self.text))
        return mark and mark._replace(start=self.start, end=self.start + mark.end)

    @property
    def label(self) -> labels.Label | None:
        """The number with which the line begins, None if there is none."""
        return self.mark if self.mark and self.mark.number else None


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
    _mark_apparatus(lines, folded)
    _mark_annexes(lines, len(folded))
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


@cached
def _pattern(kind: str) -> re.Pattern[str]:
    rows = *pattern_rows("structure/furniture.csv"), *pattern_rows("structure/front_matter.csv")
    return re.compile("|".join(f"(?:{part.pattern})" for row, part in rows if row["kind"] == kind))


def _fits(kind: str, line: Line) -> bool:
    """Tell whether a whole line looks like a kind: a title, a notice or its signature, an annex."""
    return _pattern(kind).fullmatch(line.text) is not None


def _mark(lines: Iterable[Line], kind: str) -> None:
    for line in lines:
        line.kind = line.kind or kind


def _numbered(lines: list[Line]) -> list[int]:
    """Return the indices of the lines that are not marked and begin with a number."""
    return [i for i, line in enumerate(lines) if not line.kind and line.label]


def _mark_apparatus(lines: list[Line], folded: str) -> None:
    """Mark the apparatus of web pages: sure signs anywhere, weak ones at the edges only."""
    _part(lines)
    is_parted = PAGE_EDGE in folded
    for line in lines:
        is_page = is_parted and folded.count(PAGE_EDGE, 0, line.start) % 2 == 0
        if is_page or _fits("any", line):
            line.kind = "furniture"
    before = ""
    for line in takewhile(_may_be_edge, lines):
        if _fits("edge", line) or _is_announced(line, before):
            line.kind = "furniture"
        before = line.text if line.kind else ""
    last = takewhile(_may_be_edge, reversed(lines))
    _mark((line for line in last if _fits("edge", line)), "furniture")
    for i in range(len(lines) * 2 // 3, len(lines)):
        if _fits("tail", lines[i]) and not _numbered(lines[i:]):
            _mark(lines[i:], "furniture")
            return


def _may_be_edge(line: Line) -> bool:
    return len(line.text) <= LONGEST_HEADING and not line.label


def _is_announced(line: Line, before: str) -> bool:
    """Tell whether a line is what ``来源:`` or ``>`` on a line of its own announces."""
    if not before.endswith((":", ">")) or not line.is_open:
        return False
    longest = _LONGEST_VALUE if before.endswith(":") else _LONGEST_CRUMB
    return len(line.text) <= longest and not _fits("title", line)


def _part(lines: list[Line]) -> None:
    """Part from the first and the last line the apparatus that runs into them."""
    if not lines:
        return
    prefix = _pattern("prefix").search(lines[0].text)
    if prefix and prefix.end() < len(lines[0].text):
        lines[:1] = _cut_line(lines[0], prefix.end())
        lines[0].kind = "furniture"
    suffix = _pattern("suffix").search(lines[-1].text)
    if suffix and suffix.start() > 0:
        lines[-1:] = _cut_line(lines[-1], suffix.start())
        lines[-1].kind = "furniture"


def _cut_line(line: Line, length: int) -> list[Line]:
    place = line.start + length
    ahead = Line(line.start, place, line.text[:length])
    return [ahead, Line(place, line.end, line.text[length:])]


def _mark_annexes(lines: list[Line], n_chars: int) -> None:
    """Mark what stands after the plan's own text: annexes, task tables, glossaries."""
    table = table_start([line.text for line in lines])
    first = min(_numbered(lines), default=len(lines))
    later = (i for i in range(first + 1, len(lines)) if not lines[i].kind)
    starts = [i for i in later if _fits("annex", lines[i])]
    if table is not None:
        starts.append(table)
    if not starts:
        return
    annexes = lines[min(starts) :]
    is_early = annexes[0].start < _LETTER_SHARE * n_chars
    if table is None and is_early and any(map(_opens_chapters, annexes)):
        _mark(lines[: min(starts)], "notice")
    else:
        _name_annexes(annexes)


def _name_annexes(lines: list[Line]) -> None:
    """Mark the lines of annexes; the first of each is headed by the title, its own or the next."""
    is_title = False  # of the annex that the line before opens: 附件1 / 任务分解表
    for line, following in pairwise([*lines, Line(0, 0, "")]):
        line.kind = line.kind or "attachment"
        if is_title or line.kind != "attachment" or not _fits("annex", line):
            is_title = False
            continue
        title = _ANNEX_LABEL.sub("", line.text)
        line.heading = title or following.text
        is_title = title == ""


def _opens_chapters(line: Line) -> bool:
    label = line.label
    return label is not None and label.number == 1 and label.style in ("cn", "chapter")


def _mark_contents(lines: list[Line]) -> None:
    """Mark a table of contents: short headings that come again with their text."""
    numbered = _numbered(lines)
    if not numbered:
        return
    first = numbered[0]
    title = _PAGE_NUMBER.sub("", lines[first].text)
    again = next((i for i in numbered[1:] if lines[i].text.startswith(title)), first)
    block = [i for i in numbered if i < again]
    if len(block) < 2 or any(len(x.text) > LONGEST_HEADING for x in lines[first:again]):
        return
    end = block[-1] + 1
    while _PAGE_NUMBER.fullmatch(lines[end].text):
        end += 1
    if first > 0 and re.fullmatch(r"目\s*[录次]", lines[first - 1].text):
        first -= 1
    _mark(lines[first:end], "furniture")


def is_title(line: Line, before: list[Line]) -> bool:
    """Say whether a line is a document's title: nothing but short names stands before it."""
    if not _fits("title", line):
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
    body = [line for line in lines[first:] if not line.kind]
    signature = takewhile(lambda line: _fits("notice", line) and _may_be_edge(line), body[::-1])
    _mark(signature, "notice")
    if first is not None:
        _mark(front[n_head:], "preamble")
        _mark_closing(body)


def _mark_head(front: list[Line]) -> int:
    """Mark the title and the letter that open a text; return how many lines that is."""
    titles = [i for i, line in enumerate(front) if _fits("title", line)]
    notices = [i for i, line in enumerate(front) if _fits("notice", line)]
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
    numbered = [i for i, line in enumerate(body) if line.label]
    closings = (i for i, line in enumerate(body) if not line.label and _fits("closing", line))
    closing = next(closings, 0)
    if numbered and closing > numbered[-1] and not body[closing - 1].is_open:
        _mark(body[closing:], "paragraph")
