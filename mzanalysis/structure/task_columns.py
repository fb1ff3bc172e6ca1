"""Set the cells of a task table under its columns by what they look like."""

import re
from operator import itemgetter

from mzanalysis.resources import read_lines
from mzanalysis.structure import labels, offices
from mzanalysis.structure.offices import Cells
from mzanalysis.text.dates import read_cell

_MERGED = 0.5  # cost of reading two cells as one
# Cost of a cell that is not there: a chapter is printed once, a remark seldom, a task always.
_MISSING = {"chapter": 0.2, "other": 0.2, "leaders": 1.0, "departments": 1.5, "due": 1.5}
_NO_TASK = 2.0
# Where the rows begin is known: their numbers stand in the column of numbers, nothing else does.
_NUMBER_FITS, _NEVER_FITS = 9.0, 99.0
_SHORT = 20  # characters of a date or of a chapter without number
_PERSON = re.compile(r"[一-鿿]{2,4}")


def set_in_columns(fields: list[str], cells: list[str], starts: set[int]) -> list[Cells]:
    """Return the rows of a table whose cells stand one after the other, the empty ones left out.

    Of all ways to set the cells under the columns, row by row, the one where they look most at
    home: a cell that is missing or broken in two does not shift those after it.

    Args:
        fields: what each column holds.
        cells: the cells that are not empty, in order.
        starts: places of the cells that are the rows' numbers.

    Returns:
        What each row says, by field.
    """
    width = len(fields)
    costs = [_MISSING.get(name, _NO_TASK) for name in fields]
    # The best way for each column of the last cell: its score, and each cell's slot (the slots
    # of a table are counted row by row from 0).
    ways: list[tuple[float, list[int]]] = [(0.0, [-1])]
    for i, cell in enumerate(cells):
        longer = []
        for column, name in enumerate(fields):
            choices = []
            for score, slots in ways:
                last = slots[-1] % width
                step = (column - last - 1) % width + 1
                skipped = (costs * 2)[last + 1 : last + step]
                choices.append((score - sum(skipped), [*slots, slots[-1] + step]))
            if i > 0 and name != "row":
                score, slots = ways[column]
                choices.append((score - _MERGED, [*slots, slots[-1]]))
            score, slots = max(choices, key=itemgetter(0))
            is_number = i in starts
            if is_number == (name == "row"):
                score += _NUMBER_FITS if is_number else fit(cell, name)
            else:
                score -= _NEVER_FITS
            longer.append((score, slots))
        ways = longer
    ended = [(score - sum(costs[slots[-1] % width + 1 :]), slots) for score, slots in ways]
    _, slots = max(ended, key=itemgetter(0))
    rows: dict[int, list[tuple[str, str]]] = {}
    for slot, cell in zip(slots[1:], cells, strict=True):
        rows.setdefault(slot // width, []).append((fields[slot % width], cell))
    return [offices.merge(row) for row in rows.values()]


def fit(cell: str, field: str) -> float:
    """Say how much a cell looks like one of a column, from -2 (not at all) to 3."""
    is_short = len(cell) <= _SHORT
    if field == "task":
        length = min(len(cell), 40) / 20
        return length + 1 if cell.endswith("。") else length
    if field == "chapter":
        if "。" not in cell and labels.read_label(cell, 0, len(cell)):
            return 3.0
        return 0.5 if is_short else -1.0
    if field == "due":
        if is_short and _is_due(cell):
            return 3.0
        return -1.0 if len(cell) < 6 else -2.0
    if field == "departments":
        is_like = "。" not in cell and _has_office(cell)
    elif field == "leaders":
        is_like = _names_leaders(cell)
    else:
        return 0.0
    return 2.0 if is_like else -1.0


def _is_due(cell: str) -> bool:
    if read_cell(cell, 2000):
        return True
    return any(word in cell for word in read_lines("structure/due_words.txt"))


def _has_office(cell: str) -> bool:
    return any(map(offices.is_office, re.split("[ 、,;]", cell)))


def _names_leaders(cell: str) -> bool:
    """Say whether a cell holds nothing but names: 王五、李小四; a dash stands for nobody."""
    if cell.endswith("领导"):
        return True
    if _is_due(cell) or _has_office(cell):
        return False
    return all(map(_PERSON.fullmatch, offices.split_names(cell)))
