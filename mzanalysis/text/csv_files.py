"""CSV files that people write: the register, corrections, a codebook, residents of cities.

One rule for all of them: any encoding and delimiter that Excel saves, a first line with the names
of the columns, blank lines passed over, and errors that name file and line.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from mzanalysis.errors import InputError
from mzanalysis.text.decoding import decode


def read_rows(
    path: Path, needed: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Read the rows of a CSV file, one after the other.

    Args:
        path: a file in UTF-8 (with or without BOM), GB18030, or UTF-16 as Excel's Unicode text.
        needed: columns that it must have.
        optional: the only columns that it may have besides; if none are named, any.

    Yields:
        The number of the line where the row begins, and the row: column -> cell, white space
        around it stripped. Cells at the end of a line may be missing; they are "".

    Raises:
        InputError: an encoding that cannot be read, a missing or unknown column, or more cells
            than columns: ``plans.csv, line 3: more cells than columns …``.
    """
    text, _ = decode(path.read_bytes(), path.name)
    rows = _parse(text, path.name)
    _, columns = next(rows, (1, []))
    allowed = [*needed, *optional]
    missing = [column for column in needed if column not in columns]
    unknown = [column for column in columns if column not in allowed]
    problem = ""
    if missing:
        problem = f"columns missing: {', '.join(missing)}"
    elif optional and unknown:
        problem = f"unknown column {unknown[0]!r}"
    if problem:
        known = ", ".join(allowed)
        raise InputError(f"{path.name}, line 1: {problem}; the columns are: {known}")
    for line, cells in rows:
        if any(cells[len(columns) :]):
            problem = "more cells than columns; put a value that holds a comma in quotation marks"
            raise InputError(f'{path.name}, line {line}: {problem} "…"')
        if any(cells):
            yield line, dict(zip_longest(columns, cells[: len(columns)], fillvalue=""))


def _parse(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row, with the line where it begins.

    Raises:
        InputError: a cell is longer than any reader of CSV takes.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1  # a cell in quotation marks may go over several lines
    except csv.Error as error:
        problem = f'{error}; close the quotation mark " that opens the cell, or shorten it'
        raise InputError(f"{name}, line {line}: {problem}") from error


def append_rows(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return a CSV file's bytes with rows added at its end, all else byte for byte.

    Columns that it lacks and a row needs are added to its first line. A new file gets all
    columns, and the mark by which Excel knows UTF-8.

    Args:
        path: the file; it need not be there.
        columns: the columns that rows may have, in the order of a new file.
        rows: column -> cell; columns that a row lacks are left empty.

    Raises:
        InputError: the file cannot be written in its encoding.
    """
    data, text, encoding = b"", ",".join(columns) + "\n", "utf-8-sig"
    if path.exists():
        data = path.read_bytes()
        text, encoding = decode(data, path.name)
    delimiter = _delimiter(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    head, end, old_rows = text.partition(newline)
    present = [name.strip() for name in next(csv.reader([head], delimiter=delimiter))]
    lacking = [column for column in columns if column not in present]
    added = [column for column in lacking if any(row.get(column) for row in rows)]
    if not text.endswith(newline):
        old_rows += newline
    new_rows = io.StringIO(newline="")
    writer = csv.writer(new_rows, delimiter=delimiter, lineterminator=newline)
    for row in rows:
        writer.writerow([row.get(column, "") for column in present + added])
    whole = delimiter.join([head, *added]) + end + old_rows + new_rows.getvalue()
    try:
        if not data or text.encode(encoding) == data:
            return whole.encode(encoding)
    except UnicodeEncodeError:
        pass
    raise InputError(f"{path}: cannot be written in {encoding}; save it as CSV UTF-8 and try again")


def _delimiter(text: str) -> str:
    # Excel writes tabs or semicolons in some countries and formats.
    return max(",\t;", key=text.partition("\n")[0].count)
