"""Every table of the project, declared once in ``resources/tables.csv``, and its check."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mzanalysis.errors import TableError
from mzanalysis.resources import cached, read_table

_DTYPES = {
    "string": "str",
    "int": "int64",
    "optional_int": "Int64",
    "float": "float64",
    "bool": "bool",
    "date": "datetime64[us]",  # days, not instants; Parquet gives microseconds back unchanged
}
_UNIT_INTERVAL = "0 to 1"
_ADDED_LATER = re.compile("topic|theme")


@dataclass(frozen=True)
class Column:
    """One declared column: name, dtype, and what its values mean."""

    name: str
    dtype: str
    is_key: bool
    is_nullable: bool
    unit: str
    allowed: tuple[str, ...]
    meaning: str


@cached
def table_columns(table: str) -> tuple[Column, ...]:
    """Return the declared columns of a table, key first.

    Raises:
        TableError: no table has that name.
    """
    declared = read_table("tables.csv")
    rows = declared[declared["table"] == table]
    if rows.empty:
        raise TableError(f"no table is called {table!r}; there are: {', '.join(table_names())}")
    return tuple(
        Column(name, _DTYPES[dtype], key == "key", null == "yes", unit, _allowed(values), meaning)
        for _, name, dtype, key, null, unit, values, meaning in rows.itertuples(index=False)
    )


def _allowed(text: str) -> tuple[str, ...]:
    """Return the values ``a|b|c``, or the first column of a resource: ``@topics/codebook.csv``."""
    if text.startswith("@"):
        return tuple(read_table(text[1:]).iloc[:, 0])
    return tuple(text.split("|")) if text else ()


@cached
def table_names() -> tuple[str, ...]:
    """Return the names of all tables, in the order the data flows."""
    return tuple(dict.fromkeys(read_table("tables.csv")["table"]))


def empty_table(table: str) -> pd.DataFrame:
    """Return the table without rows, with its columns and dtypes."""
    return pd.DataFrame({c.name: pd.Series(dtype=c.dtype) for c in table_columns(table)})


def make_table(rows: list[dict[str, Any]], table: str) -> pd.DataFrame:
    """Return rows as a table, without the topics and themes that later stages add.

    Args:
        rows: one dictionary per row, with every other column of the table.
        table: name of the table.
    """
    names = [c.name for c in table_columns(table) if not _ADDED_LATER.search(c.name)]
    return pd.DataFrame(rows, columns=names) if rows else empty_table(table)[names]


def conform_table(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the frame with exactly the declared columns, in order and dtype, checked.

    Extra columns are dropped: a stage may carry helpers of its own. Text cells are never
    null ("" says: not stated); only dates and figures declared nullable may be.

    Raises:
        TableError: a column is missing, a value does not fit, or the key repeats.
    """
    dtypes = {column.name: column.dtype for column in table_columns(table)}
    need_columns(frame, dtypes, table)
    try:
        cast = frame[list(dtypes)].astype(dtypes)
    except (TypeError, ValueError) as error:
        raise TableError(f"table {table}: a column has the wrong type: {error}") from error
    return check_declared(cast.reset_index(drop=True), table)


def cast_declared(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the declared columns that a frame has, in their dtypes; nothing is checked yet."""
    dtypes = {c.name: c.dtype for c in table_columns(table) if c.name in frame}
    return frame[list(dtypes)].astype(dtypes).reset_index(drop=True)


def need_columns(frame: pd.DataFrame, names: Iterable[str], table: str) -> None:
    """Raise TableError if a column is missing."""
    missing = [name for name in names if name not in frame]
    if missing:
        found = ", ".join(map(str, frame.columns))
        raise TableError(f"table {table}: columns missing: {', '.join(missing)}; found: {found}")


def check_declared(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the frame unchanged if it is the declared table.

    Raises:
        TableError: names the first wrong column, row and value, and what is allowed.
    """
    declared = [(column.name, column.dtype) for column in table_columns(table)]
    found = list(frame.dtypes.astype(str).items())
    if found != declared:
        odd = [f"{name} ({dtype})" for name, dtype in found if (name, dtype) not in declared]
        need_columns(frame, dict(declared), table)
        raise TableError(f"table {table}: not as declared, or not in order: {', '.join(odd)}")
    for names, allowed, is_wrong in _find_wrong(frame, table):
        if is_wrong.any():
            row = is_wrong.argmax()
            got = "; ".join(map(str, frame[names].iloc[row]))
            raise TableError(
                f"table {table}, column {', '.join(names)}, row {row}: got {got!r}; "
                f"allowed: {allowed} ({is_wrong.sum()} such rows in all)"
            )
    return frame


def _find_wrong(frame: pd.DataFrame, table: str) -> Iterator[tuple[list[str], str, pd.Series]]:
    """Yield columns, what is allowed in them, and which rows have something else."""
    keys = []
    for column in table_columns(table):
        values, names = frame[column.name], [column.name]
        if not column.is_nullable:
            yield names, "what is stated", values.isna()
        if column.allowed:
            yield names, ", ".join(column.allowed), values.notna() & ~values.isin(column.allowed)
        if column.unit == _UNIT_INTERVAL:
            yield names, _UNIT_INTERVAL, values.notna() & ~values.between(0, 1)
        if column.is_key:
            keys += names
    yield keys, "what no other row has", frame.duplicated(keys)
    if "char_start" in frame:
        span = ["char_start", "char_end"]
        yield span, "char_start < char_end", frame["char_start"] >= frame["char_end"]
