"""Annexes: where they begin, how they are called, and which are read as the plan itself is."""

import re
from itertools import pairwise

from mzanalysis.structure import labels
from mzanalysis.structure.marking import Line, fits, mark, numbered
from mzanalysis.structure.offices import table_start
from mzanalysis.text.patterns import pattern

_ANNEX_LABEL = re.compile(r"附\s*件?[表录]?\s*[\d一二三四五六七八九十]{0,2}\s*[:.、]?\s*")
# An annex that starts so early, with chapters of its own, is the plan; what precedes, a letter.
_LETTER_SHARE = 0.4


def mark_annexes(lines: list[Line], n_chars: int) -> None:
    """Mark what stands after the plan's own text: annexes, task tables, glossaries."""
    table = table_start([line.text for line in lines])
    first = min(numbered(lines), default=len(lines))
    later = (i for i in range(first + 1, len(lines)) if not lines[i].kind)
    starts = [i for i in later if not lines[i].label and _is_start(lines[i])]
    if table is not None:
        starts.append(table)
    if not starts:
        return
    annexes = lines[min(starts) :]
    is_early = annexes[0].start < _LETTER_SHARE * n_chars
    if table is None and is_early and any(map(_opens_chapters, annexes)):
        mark(lines[: min(starts)], "notice")
    else:
        _name_annexes(annexes)
        titles = [i for i, line in enumerate(annexes) if line.heading]
        for start, end in pairwise([*titles, len(annexes)]):
            _read_as_plan(annexes[start:end])


def _is_start(line: Line) -> bool:
    """Tell whether a line without a number opens an annex: it says so, or heads a file."""
    is_title = line.starts_file and line.is_open and len(line.text) <= labels.LONGEST_HEADING
    return is_title or fits("annex", line)


def _name_annexes(lines: list[Line]) -> None:
    """Mark the lines of annexes; the first of each is headed by the title, its own or the next."""
    is_title = False  # of the annex that the line before opens: 附件1 / 任务分解表
    for line, following in pairwise([*lines, Line(0, 0, "")]):
        line.kind = line.kind or "attachment"
        if is_title or line.kind != "attachment" or line.label or not _is_start(line):
            is_title = False
            continue
        title = _ANNEX_LABEL.sub("", line.text)
        line.heading = title or following.text
        is_title = title == ""


def _read_as_plan(annex: list[Line]) -> None:
    """Take an annex for the plan's own text if it is a list of what is to be done.

    Example: 附件 / 为民实事清单 / 1.新建食堂30家。 / 2.改造敬老院4所。
    """
    title = annex[0].heading
    opener = next((line for line in annex[:2] if line.text.endswith(title)), annex[0])
    text = annex[annex.index(opener) + 1 :]
    is_table = table_start([line.text for line in annex]) is not None
    if is_table or pattern("no_plan").search(title):
        return
    if opener.starts_file or _lists_acts(text):
        opener.opens_part = True
        for line in [opener, *text]:
            line.kind = line.kind.replace("attachment", "")


def _lists_acts(lines: list[Line]) -> bool:
    """Tell whether most of the numbered lines say what is to be done, two of them at least."""
    entries = [line.text for line in lines if line.label]
    acts = list(filter(pattern("listed_act").search, entries))
    return len(acts) > 1 and len(acts) * 2 >= len(entries)


def _opens_chapters(line: Line) -> bool:
    label = line.label
    return label is not None and label.number == 1 and label.style in ("cn", "chapter")
