"""Cut the tables of an annex into rows, whether their cells stand in lines or in a column."""

import re
from collections.abc import Iterator
from itertools import chain, takewhile

from mzanalysis.structure import labels
from mzanalysis.structure.offices import Cells, merge, read_heads, table_start
from mzanalysis.structure.task_columns import fit, set_in_columns

_NOTE = re.compile(r"(?:注|备注|说明|填表说明|填表人|联系人|审核人?)\d?:")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[一二三四五六七八九十]{1,3})\)?[.、]?")
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}、[^。;]{2,20}")
_BESIDE_TASK = {"task", "chapter", "row", "other"}  # a row without further fields is cut off


def read_rows(text: str) -> Iterator[tuple[int, Cells]]:
    """Yield the number of each row of the tables in an annex, and what it says by field.

    Rows without a number are counted. A table whose heads are those of the table before it
    goes on with that.

    Args:
        text: the annex, folded; cells are divided by bars, tabs, line breaks or blanks.
    """
    lines = text.replace("\t", "|").split("\n")
    lines = [line.strip() for line in lines if line.strip("-:| ")]
    fields: list[str] = []
    number = 0
    chapter = ""
    start = table_start(lines)
    while start is not None:
        heads = list(takewhile(all, map(read_heads, lines[start:])))
        is_spaced = len(heads[0]) > 1 and "|" not in lines[start]
        lines = lines[start + len(heads) :]
        start = table_start(lines)
        body = lines[:start]
        if is_spaced:
            body = " ".join(body).split()
        previous = fields
        fields = list(chain(*heads))
        if fields != previous:  # else the next page repeats the heads
            number = 0
            chapter = ""
        for row in _cut_table(fields, body):
            printed = re.match(r"\d{1,3}", row.get("row", ""))
            number = int(printed.group()) if printed else number + 1
            chapter = row.setdefault("chapter", chapter)
            yield number, row


def _cut_table(fields: list[str], lines: list[str]) -> list[Cells]:
    """Return what each row of a table says, by field."""
    if fields.count("task") > 1 and "chapter" not in fields:
        fields = fields.copy()
        fields[fields.index("task")] = "chapter"  # 重点任务 | 具体措施
    lines = list(takewhile(lambda line: not _NOTE.match(line), lines))
    regular = [line for line in lines if line.count("|") >= len(fields) - 1]
    if len(regular) * 2 > sum(not line.isdecimal() for line in lines):
        return _cut_lines(fields, regular)
    return _cut_cells(fields, "\n".join(lines))


def _cut_cells(fields: list[str], body: str) -> list[Cells]:
    """Return the rows of a table whose cells stand one after the other."""
    parts = re.split(r"[|\n]", body)
    cells = list(filter(None, map(str.strip, parts)))
    starts = []
    if "row" in fields:  # 1. and 一 are numbers, too
        cells = [str(labels.number_of(x)) if _NUMBER.fullmatch(x) else x for x in cells]
        starts = _row_starts(cells, len(fields))
    if not starts:
        fields = [name for name in fields if name != "row"]
    elif body.count("|") >= len(fields) - 1:  # then text below the table is known
        cells = cells[: starts[-1] + len(fields)]
    if starts and fields[0] == "row":
        cells = cells[starts[0] :]
        starts = [start - starts[0] for start in starts]
    if "chapter" not in fields and _has_chapters(cells):
        fields = ["chapter", *fields]
    return set_in_columns(fields, cells, set(starts))


def _has_chapters(cells: list[str]) -> bool:
    """Tell whether chapters stand on lines across a table: fewer than there are dates."""
    n_chapters = sum(_CHAPTER.fullmatch(cell) is not None for cell in cells)
    return 0 < n_chapters < sum(fit(cell, "due") > 0 for cell in cells)


def _cut_lines(fields: list[str], lines: list[str]) -> list[Cells]:
    """Return the rows of a table that stands a row on a line, all its cells in their columns.

    A line without a number and without a task of its own (one with its own office or date)
    goes on with the row before it, which a page has cut in two.
    """
    rows: list[Cells] = []
    number = ""
    for line in lines:
        if line.count("|") > len(fields):  # | 1 | 建站 |; otherwise its first cell is empty
            line = line.removeprefix("|")
        cells = map(str.strip, line.removesuffix("|").split("|"))
        row = merge(zip(fields, cells, strict=False))
        is_whole = "task" in row and not row.keys() <= _BESIDE_TASK
        if is_whole or not rows or row.get("row", number) != number:
            number = row.setdefault("row", number)
            rows.append(row)
            continue
        for name in row.keys() - {"row"}:
            rows[-1][name] = rows[-1].get(name, "") + row[name]
    return rows


def _row_starts(cells: list[str], width: int) -> list[int]:
    """Return the places of the cells that count the rows: 1, 2, 3 ...

    After a whole row the count may begin again or leave out a number or two; nearer than
    that, any number but the next is a figure.
    """
    starts: list[int] = []
    for i, cell in enumerate(cells):
        if not cell.isdecimal() or len(cell) > 3:
            continue
        last = starts[-1] if starts else i
        step = int(cell) - int(cells[last])
        may_leap = i - last >= width and (step in (2, 3) or cell == "1")
        if not starts or step == 1 or may_leap:
            starts.append(i)
    return starts
