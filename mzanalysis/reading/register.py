"""The register of a folder of plans, ``plans.csv``: what is known of each file."""

import contextlib
import csv
import io
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path, PurePosixPath

from mzanalysis.errors import InputError
from mzanalysis.text.decoding import decode

REGISTER = "plans.csv"
COLUMNS = ("file", "city", "year", "adcode", "title", "issuer", "issued_date", "source_url")


@dataclass(frozen=True)
class Entry:
    """One row of the register, or, at line 0, a file not registered and what `mz add` was told."""

    file: str
    line: int = 0
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> list[str]:
        """The file's name, or the names of a plan in several files (``a.docx;附件.docx``)."""
        return [name.strip() for name in self.file.split(";") if name.strip()]

    @property
    def said(self) -> str:
        """Who gave the cells."""
        return "register" if self.line else "given"

    @property
    def where(self) -> str:
        """Where a message points to."""
        return f"{REGISTER}, line {self.line} ({self.file})" if self.line else self.file


def read_register(path: Path) -> tuple[list[Entry], list[str]]:
    """Read the register: UTF-8 (with or without BOM) or what Excel saves, GBK.

    Returns:
        Its rows, and what is wrong with them, one message each. No file, no rows.
    """
    if not path.exists():
        return [], []
    try:
        text, _ = decode(path.read_bytes(), path.name)
    except InputError as error:
        return [], [str(error)]
    lines = io.StringIO(text.lstrip("\ufeff"), newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text))
    header = [name.strip() for name in next(reader, [])]
    unknown = [name for name in header if name not in COLUMNS]
    if unknown or "file" not in header:
        what = f"unknown column {unknown[0]!r}" if unknown else "no column file"
        return [], [f"{path.name}, line 1: {what}; the columns are: {', '.join(COLUMNS)}"]
    entries: list[Entry] = []
    problems: list[str] = []
    for cells in (list(map(str.strip, line)) for line in reader):
        row = dict(zip_longest(header, cells, fillvalue=""))
        entry = Entry(row.pop("file"), reader.line_num, row)
        if len(cells) > len(header):
            what = "more cells than columns; put a value that holds a comma in quotation marks"
            problems.append(f'{path.name}, line {entry.line}: {what} "…"')
        elif any(cells) and (wrong := _check_files(entry, path.parent, entries)):
            problems.append(f"{entry.where}: {wrong}")
        elif any(cells):
            entries.append(entry)
    return entries, problems


def _delimiter(text: str) -> str:
    # Excel writes tabs or semicolons in some countries and formats.
    return max(",\t;", key=text.partition("\n")[0].count)


def append_rows(path: Path, rows: list[dict[str, str]]) -> bytes:
    """Return the register's bytes with rows added at its end, all else byte for byte.

    Columns that it lacks and a row needs are added to its first line. A new register gets all
    columns, and the mark by which Excel knows UTF-8.

    Raises:
        InputError: the register cannot be written in its encoding.
    """
    data, text, encoding = b"", f"{','.join(COLUMNS)}\n", "utf-8-sig"
    if path.exists():
        data = path.read_bytes()
        text, encoding = decode(data, path.name)
    newline = "\r\n" if "\r\n" in text else "\n"
    delimiter = _delimiter(text)
    header, end, rest = text.partition(newline)
    columns = [name.strip() for name in next(csv.reader([header], delimiter=delimiter))]
    lacking = [name for name in COLUMNS if name not in columns and any(r[name] for r in rows)]
    added = io.StringIO(newline="")
    writer = csv.writer(added, delimiter=delimiter, lineterminator=newline)
    writer.writerows([row[name] for name in columns + lacking] for row in rows)
    whole = delimiter.join([header, *lacking]) + end + rest
    whole += newline * (not whole.endswith(newline)) + added.getvalue()
    with contextlib.suppress(UnicodeEncodeError):
        if not data or text.encode(encoding) == data:
            return whole.encode(encoding)
    raise InputError(f"{path}: cannot be written in {encoding}; save it as CSV UTF-8 and try again")


def _check_files(entry: Entry, raw_dir: Path, entries: list[Entry]) -> str:
    if not entry.files:
        return "column file is empty; write the plan's file name"
    taken = {name: other.line for other in entries for name in other.files}
    for name in entry.files:
        if name in taken:
            return f"{name} is registered in line {taken[name]} already; keep one"
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not (raw_dir / name).is_file():
            return f"no file {name} in {raw_dir}; put it there, mend the name, or delete the row"
        taken[name] = entry.line
    return ""
