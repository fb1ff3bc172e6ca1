"""Pages of two columns: their rows in the order in which they are read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby, pairwise
from statistics import mode
from typing import Any, NamedTuple

from pdfplumber.utils import chars_to_textmap

Row = dict[str, Any]  # of a page, from edge to edge: top, x0 and chars, none for a table
GAP = 0.5  # of a character, from which a gap is a space
_LEAST_ROWS = 4  # of each column
_MIDDLE = (0.3, 0.7)  # of the text's width, between which the second column begins
_MOST_ACROSS = 0.25  # of a page's pieces stand across both columns
_RAGGED = 2.5  # characters that a full line may fall short of its column


class _Run(NamedTuple):
    """A piece of a row without a gap of a character."""

    start: float
    end: float


class _Gutter(NamedTuple):
    """Where the second column begins, and how far it is from the first to it."""

    place: float
    shift: float


def order_rows(rows: list[Row]) -> Iterator[tuple[Row, float]]:
    """Yield the rows of a page from top to bottom, or column by column where it has two.

    Yields:
        Each row, and how far it stands to the right of the first column.
    """
    gutter = _find_gutter(rows)
    if gutter is None:
        yield from ((row, 0) for row in rows)
        return
    for is_across, group in groupby(rows, key=partial(_stands_across, gutter)):
        pieces = [(row, 0.0) for row in group]
        if not is_across:
            pieces = list(_read_columns([row for row, _ in pieces], gutter))
        first, shift = pieces[0]
        yield first | {"is_parted": first["top"] > rows[0]["top"]}, shift
        yield from pieces[1:]


def _stands_across(gutter: _Gutter, row: Row) -> bool:
    return not row["chars"] or any(run.start < gutter.place < run.end for run in _runs(row))


def _read_columns(rows: list[Row], gutter: _Gutter) -> Iterator[tuple[Row, float]]:
    for is_second in (False, True):
        chars = []
        for row in rows:
            chars += [char for char in row["chars"] if (char["x0"] > gutter.place) == is_second]
        if chars:
            column = chars_to_textmap(chars, x_tolerance_ratio=GAP).extract_text_lines()
            yield from ((row, gutter.shift if is_second else 0) for row in column)


def _runs(row: Row) -> list[_Run]:
    chars = sorted(row["chars"], key=lambda char: char["x0"])
    if not chars:
        return []
    starts, ends = [chars[0]["x0"]], []
    for char, following in pairwise(chars):
        if following["x0"] - char["x1"] > char["size"]:
            starts.append(following["x0"])
            ends.append(char["x1"])
    return list(map(_Run, starts, [*ends, chars[-1]["x1"]]))


def _find_gutter(rows: Iterable[Row]) -> _Gutter | None:
    """Return where a second column of running text begins, None if there is none."""
    runs: list[_Run] = []
    sizes: list[float] = []
    for row in rows:
        runs += _runs(row)
        sizes += [char["size"] for char in row["chars"][:1]]
    start = _second_start(runs)
    if start is None:
        return None
    size = mode(sizes)
    place = start - size / 4
    first = [run for run in runs if run.end < place]
    second = [run for run in runs if run.start > place]
    n_aligned = sum(round(run.start) == start for run in second)
    n_across = len(runs) - len(first) - len(second)
    is_text = _is_filled(first, size) and n_aligned * 2 >= len(second) >= _LEAST_ROWS
    if not is_text or n_across > _MOST_ACROSS * len(runs):
        return None
    return _Gutter(place, start - mode(round(run.start) for run in first))


def _second_start(runs: list[_Run]) -> int | None:
    """Return where most runs begin that begin in the middle of the text's width."""
    first = min((run.start for run in runs), default=0)
    width = max((run.end for run in runs), default=0) - first
    low, high = (first + share * width for share in _MIDDLE)
    starts = Counter(round(run.start) for run in runs if low < run.start < high)
    return max(starts, key=lambda start: starts[start], default=None)


def _is_filled(column: list[_Run], size: float) -> bool:
    """Tell whether half of a column's lines reach its edge, as those of running text do."""
    edge = max((run.end for run in column), default=0)
    n_full = sum(run.end > edge - _RAGGED * size for run in column)
    return n_full * 2 >= len(column) >= _LEAST_ROWS
