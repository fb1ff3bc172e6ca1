"""What each column of a resource may hold, declared once in ``columns.csv``, and its check.

A wrong row is refused when its file is first read, with file, line and column, so that no error
of a table reaches a figure.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd

from mzanalysis.errors import InputError

_DECLARATION = "columns.csv"
# What a cell holds: text is anything; patterns are compiled where they are filled in.
_FORMS = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?"),
    "year": re.compile(r"[12]\d{3}"),
    "count": re.compile(r"[1-9]\d*"),
    "day": re.compile(r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"),
}
_LONGEST_PATTERN = 200

Read = Callable[[str], pd.DataFrame]


class Column(NamedTuple):
    """One declared column of a resource: a row of ``columns.csv``."""

    file: str
    column: str
    kind: str
    key: str
    empty: str
    separator: str
    allowed: str
    meaning: str


def check_resource(table: pd.DataFrame, file: str, read: Read, *, place: str = "") -> None:
    """Refuse a resource, or a user's table of the same columns, with a wrong head, cell or key.

    Args:
        table: the resource as read, every cell a string; the index counts its lines, 0 for the
            one below the heads.
        file: its path below ``resources/``, as ``figures/units.csv``.
        read: gives the table of another resource, to which a column may refer.
        place: what a user's table is called.

    Raises:
        InputError: the first fault, with file, line and column, and what is allowed there.
    """
    declared = read(_DECLARATION).query("file == @file")
    columns = [Column(*row) for row in declared.itertuples(index=False)]
    if not columns:
        raise InputError(f"resources/{file}: no column of it is declared in resources/columns.csv")
    names = [column.column for column in columns]
    if list(table.columns) != names:
        heads = ", ".join(map(str, table.columns))
        raise InputError(
            f"resources/{file}, line 1: the columns are {heads}; they must be {', '.join(names)}"
        )
    place = place or f"resources/{file}"
    for column in columns:
        _check_cells(table[column.column], column, read, place)
    keys = [column.column for column in columns if column.key]
    _check_keys(table[keys], place)


def _check_cells(cells: pd.Series, column: Column, read: Read, place: str) -> None:
    allowed = _allowed(column, read)
    # Most cells of a column are alike: each value is looked at where it first stands.
    for position, value in cells.drop_duplicates().items():
        if fault := _fault(value, column, allowed):
            raise InputError(f"{_where(place, position)}, column {column.column}: {fault}")


def _allowed(column: Column, read: Read) -> frozenset[str]:
    """Return the values a column may have; none: any."""
    if column.allowed.startswith("="):
        file, _, name = column.allowed[1:].partition(":")
        return frozenset(read(file)[name])
    return frozenset(column.allowed.split("|")) if column.allowed else frozenset()


def _fault(cell: str, column: Column, allowed: frozenset[str]) -> str:
    """Say what is wrong with a cell, "" if nothing is."""
    if not cell:
        return "" if column.empty else f"is empty; it holds {column.meaning}"
    if column.kind != "phrase" and cell != cell.strip():
        return f"{cell!r} has blanks around it; take them out"
    values = cell.split(column.separator) if column.separator else [cell]
    for value in values:
        if fault := _value_fault(value, column, allowed):
            return fault
    return ""


def _value_fault(value: str, column: Column, allowed: frozenset[str]) -> str:
    if not value:
        return f"has nothing between two {column.separator!r}"
    if allowed and value not in allowed:
        return f"{value!r} is not known; {_told(column, allowed)}"
    form = _FORMS.get(column.kind)
    if form and not form.fullmatch(value):
        return f"{value!r} is no {column.kind}; it holds {column.meaning}"
    if column.kind == "pattern" and len(value) > _LONGEST_PATTERN:
        return f"the pattern has {len(value)} characters; split it into named parts of at most 200"
    return ""


def _told(column: Column, allowed: frozenset[str]) -> str:
    if column.allowed.startswith("="):
        return f"it must stand in {column.allowed[1:].replace(':', ', column ')}"
    return f"allowed: {', '.join(sorted(allowed))}"


def _check_keys(keys: pd.DataFrame, place: str) -> None:
    for position in keys.index[keys.duplicated()]:
        key = keys.loc[position]
        first = (keys == key).all(axis="columns").idxmax()
        raise InputError(
            f"{_where(place, position)}: {' '.join(key)} stands in line {first + 2} too; "
            "keep one of the two"
        )


def _where(place: str, position: Any) -> str:
    # The first line holds the heads; no cell of a resource has a line break.
    return f"{place}, line {position + 2}"
