"""What surrounds a plan's own text, marked: web apparatus, contents, covering letter, annexes."""

import re
from dataclasses import dataclass
from itertools import pairwise, takewhile

from mzanalysis.reading.formats.document import PAGE_EDGE
from mzanalysis.resources import cached
from mzanalysis.structure import labels
from mzanalysis.structure.labels import LONGEST_HEADING
from mzanalysis.structure.offices import read_heads
from mzanalysis.text.patterns import pattern_rows

# Tags and comments that a converter left in the text break a line as a newline does.
_BREAK = re.compile(
    r"(?:\A|(?:\n|<!--.*?-->|</?[a-zA-Z][^<>\n]{0,200}>)+)[\s#]*(?:\*\*)?", re.DOTALL
)
_ANNEX_LABEL = re.compile(r"附\s*件?[表录]?\s*[\d一二三四五六七八九十]{0,2}\s*[:.、]?\s*")
_PAGE_NUMBER = re.compile(r"[\s.…·—-]*\d{1,3}[\s—-]*$")
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

    @property
    def label(self) -> labels.Label | None:
        """The number with which the line begins, None if there is none."""
        found = labels.read_label(self.text, 0, len(self.text))
        return found if found and found.number else None


def read_marked_lines(folded: str) -> list[Line]:
    """Return the lines that are not blank; those outside the plan's own text carry their kind.

    Args:
        folded: the whole text of a file, folded.

    Example: ``"打印本页\\n一、总则"`` gives a line of kind ``furniture`` and an unmarked one.
    """
    lines: list[Line] = []
    breaks = list(_BREAK.finditer(folded))
    ends = [*(found.start() for found in breaks[1:]), len(folded)]
    for start, end in zip((found.end() for found in breaks), ends, strict=True):
        stop = start + len(folded[start:end].rstrip())
        for a, b in pairwise([start, *_lost_breaks(folded, start, stop), stop]):
            if part := folded[a:b].rstrip():
                lines.append(Line(a, a + len(part), part))
    _mark_apparatus(lines, folded)
    _mark_annexes(lines, len(folded))
    _mark_contents(lines)
    return lines


def _lost_breaks(folded: str, start: int, end: int) -> list[int]:
    """Return where 一、 二、 三、 stand in a line into which a whole plan was run together."""
    found: list[int] = []
    for numeral in "一二三四五六七八九十" if end - start > _LONGEST_LINE else "":
        label = re.compile(r"(?<![、\w])" * bool(found) + f"{numeral}、")
        place = label.search(folded, found[-1] if found else start, end)
        if not place:
            break
        found.append(place.start())
    return [place for place in found if place > start] if len(found) > 1 else []


@cached
def _pattern(name: str, kind: str) -> re.Pattern[str]:
    chosen = [f"(?:{part.pattern})" for row, part in pattern_rows(name) if row["kind"] == kind]
    return re.compile("|".join(chosen))


def _mark_apparatus(lines: list[Line], folded: str) -> None:
    """Mark the apparatus of web pages: sure signs anywhere, weak ones at the edges only."""
    _part(lines)
    is_parted = PAGE_EDGE in folded
    is_sure, is_weak, is_tail = (
        _pattern("structure/furniture.csv", place).fullmatch for place in ("any", "edge", "tail")
    )
    for line in lines:
        is_page = is_parted and folded.count(PAGE_EDGE, 0, line.start) % 2 == 0
        if is_page or is_sure(line.text):
            line.kind = "furniture"
    is_title = _pattern("structure/front_matter.csv", "title").fullmatch
    for edge in (lines, lines[::-1]):
        before = ""
        for line in takewhile(lambda x: len(x.text) <= LONGEST_HEADING and not x.label, edge):
            # "来源:" or ">" on a line of its own: the next line is what it announces
            longest = _LONGEST_VALUE if before.endswith(":") else _LONGEST_CRUMB
            is_value = edge is lines and before.endswith((":", ">")) and line.is_open
            is_value = is_value and len(line.text) <= longest and not is_title(line.text)
            if is_weak(line.text) or is_value:
                line.kind = "furniture"
            before = line.text if line.kind else ""
    for i in range(len(lines) * 2 // 3, len(lines)):
        if is_tail(lines[i].text) and not any(x.label for x in lines[i:] if not x.kind):
            for line in lines[i:]:
                line.kind = "furniture"
            return


def _part(lines: list[Line]) -> None:
    """Part from the first and the last line the apparatus that runs into them."""
    for i, name, kinds in ((0, "prefix", ("furniture", "")), (-1, "suffix", ("", "furniture"))):
        line = lines[i] if lines else Line(0, 0, "")
        found = _pattern("structure/furniture.csv", name).search(line.text)
        cut = found.span()[i + 1] if found else 0  # end of what is ahead, start of what is behind
        if 0 < cut < len(line.text):
            place = line.start + cut
            left = Line(line.start, place, line.text[:cut], kinds[0])
            lines[i : i + 1 or None] = [left, Line(place, line.end, line.text[cut:], kinds[1])]


def _mark_annexes(lines: list[Line], n_chars: int) -> None:
    """Mark what stands after the plan's own text: annexes, task tables, glossaries."""
    is_opener = _pattern("structure/front_matter.csv", "annex").fullmatch
    first = next((i for i, x in enumerate(lines) if not x.kind and x.label), len(lines))
    table = table_start([x.text for x in lines])
    openers = [i for i, x in enumerate(lines) if i > first and not x.kind and is_opener(x.text)]
    openers += [] if table is None else [table]
    if not openers:
        return
    start = min(openers)
    rest = [x for line in lines[start:] if (x := line.label)]
    has_chapters = any(x.style in ("cn", "chapter") and x.number == 1 for x in rest)
    if table is None and has_chapters and lines[start].start < _LETTER_SHARE * n_chars:
        for line in lines[:start]:
            line.kind = line.kind or "notice"
        return
    is_named = False
    for line, following in pairwise([*lines[start:], Line(n_chars, n_chars, "")]):
        line.kind = line.kind or "attachment"
        opens = line.kind == "attachment" and not is_named and is_opener(line.text)
        title = _ANNEX_LABEL.sub("", line.text) if opens else ""
        line.heading = title or (following.text if opens else "")
        is_named = bool(opens) and not title


def _mark_contents(lines: list[Line]) -> None:
    """Mark a table of contents: short headings that come again with their text."""
    found = [(i, x) for i, line in enumerate(lines) if not line.kind and (x := line.label)]
    if not found:
        return
    first, opener = found[0]
    title = _PAGE_NUMBER.sub("", lines[first].text)
    starts = [i for i, x in found[1:] if (x.style, x.number) == (opener.style, opener.number)]
    again = next((i for i in starts if lines[i].text.startswith(title)), 0)
    block = [i for i, _ in found if first <= i < again]
    if len(block) < 2 or any(len(x.text) > LONGEST_HEADING for x in lines[first:again]):
        return
    last = block[-1]
    while _PAGE_NUMBER.fullmatch(lines[last + 1].text):
        last += 1
    has_title = first > 0 and re.fullmatch(r"目\s*[录次]", lines[first - 1].text)
    for line in lines[first - bool(has_title) : last + 1]:
        line.kind = "furniture"


def is_title(line: Line, before: list[Line]) -> bool:
    """Say whether a line is a document's title: nothing but short names stands before it."""
    is_like = _pattern("structure/front_matter.csv", "title").fullmatch(line.text) is not None
    return is_like and all(x.kind or re.fullmatch(r"\w{2,20}", x.text) for x in before)


def mark_letter(lines: list[Line], first: int | None) -> None:
    """Mark title, covering letter and preamble before a line; closing and signature at the end.

    Args:
        lines: lines of a text; unmarked ones are given their kind in place.
        first: index of the first numbered line; None if the text has no numbers.
    """
    is_title, is_notice, is_closing = (
        _pattern("structure/front_matter.csv", kind).fullmatch
        for kind in ("title", "notice", "closing")
    )
    front = [x for x in lines[:first] if not x.kind]
    if first is None:
        front = list(takewhile(lambda x: len(x.text) <= LONGEST_HEADING, front))
    titles = [i for i, x in enumerate(front) if is_title(x.text)]
    notices = [i for i, x in enumerate(front) if is_notice(x.text)]
    head = max(titles or notices, default=-1)
    for i, line in enumerate(front):
        is_byline = i == head + 1 and re.fullmatch(r"[^,:。;]{2,40}", line.text) is not None
        if i in titles:
            line.kind = "title"
        elif i <= head or is_byline:
            line.kind = "notice" if titles or notices else "title"
            head = max(head, i)
        elif first is not None:
            line.kind = "preamble"
    body = [x for x in lines[first:] if not x.kind]
    for line in reversed(body):
        if not is_notice(line.text) or len(line.text) > LONGEST_HEADING or line.label:
            break
        line.kind = "notice"
    # 各县区民政局要… after the last item closes the plan, unless items end so themselves.
    said = [i for i, x in enumerate(body) if not x.label and is_closing(x.text)]
    last = max((i for i, x in enumerate(body) if x.label), default=len(body))
    if first is not None and said and said[0] > last and not body[said[0] - 1].is_open:
        for line in body[said[0] :]:
            line.kind = line.kind or "paragraph"


def table_start(texts: list[str]) -> int | None:
    """Return the index of the line where the head of a task table begins, None if none does.

    Three heads or more, one per line or divided by ``|``, among them that of the tasks.
    """
    start, fields = 0, list[str]()
    for i, text in enumerate(texts):
        cells = read_heads(text)
        if not all(cells):
            start, fields = i + 1, []
            continue
        fields += cells
        if len(fields) > 2 and "task" in fields:
            return start
    return None
