"""The register of a folder of plans, ``plans.csv``: what is known of each file."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from mzanalysis.errors import InputError
from mzanalysis.readers.text import decode

REGISTER = "plans.csv"
COLUMNS = ("file", "city", "year", "adcode", "title", "issuer", "issued_date", "source_url")


@dataclass(frozen=True)
class Entry:
    """One row of the register: its line there, and its cells; line 0 means not registered.

    A file not registered may still have cells: what ``mz add`` was told.
    """

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
    reader = csv.DictReader(lines, delimiter=_delimiter(text))
    header = [name.strip() for name in reader.fieldnames or []]
    reader.fieldnames = header
    unknown = [name for name in header if name not in COLUMNS]
    if unknown or "file" not in header:
        what = f"unknown column {unknown[0]!r}" if unknown else "no column file"
        allowed = ", ".join(COLUMNS)
        return [], [f"{path.name}, line 1: {what}; the columns are: {allowed}"]
    entries, problems = [], []
    taken: dict[str, int] = {}
    for cells in reader:
        line = reader.line_num
        if None in cells:
            problems.append(
                f"{path.name}, line {line}: more cells than columns; put a value that holds a "
                'comma in quotation marks "…"'
            )
            continue
        row = {name: (cells[name] or "").strip() for name in header}
        if not any(row.values()):
            continue
        entry = Entry(row.pop("file"), line, row)
        problems += _check_files(entry, path.parent, taken)
        if not problems or not problems[-1].startswith(entry.where):
            entries.append(entry)
    return entries, problems


def _delimiter(text: str) -> str:
    # Excel writes tabs or semicolons in some countries and formats.
    return max(",\t;", key=text.partition("\n")[0].count)


def append_rows(path: Path, rows: list[dict[str, str]]) -> bytes:
    """Return the register's bytes with rows added at its end, all else byte for byte.

    Columns that it lacks and a row needs are added to its first line. A register that does not
    exist yet gets all columns, and the mark by which Excel knows UTF-8.

    Raises:
        InputError: the register cannot be written in its encoding.
    """
    data, text, encoding = b"", f"{','.join(COLUMNS)}\n", "utf-8-sig"
    if path.exists():
        data = path.read_bytes()
        text, encoding = decode(data, path.name)
        if text.encode(encoding) != data:
            raise InputError(f"{path}: in unusual {encoding}; save it as CSV UTF-8 and try again")
    newline = "\r\n" if "\r\n" in text else "\n"
    delimiter = _delimiter(text)
    header, end, rest = text.partition(newline)
    columns = [name.strip() for name in next(csv.reader([header], delimiter=delimiter))]
    lacking = [name for name in COLUMNS if name not in columns and any(r[name] for r in rows)]
    added = io.StringIO(newline="")
    writer = csv.writer(added, delimiter=delimiter, lineterminator=newline)
    writer.writerows([row[name] for name in columns + lacking] for row in rows)
    header = delimiter.join([header, *lacking])
    whole = header + end + rest
    if not whole.endswith(newline):
        whole += newline
    try:
        return (whole + added.getvalue()).encode(encoding)
    except UnicodeEncodeError as error:
        raise InputError(
            f"{path}: {error.object[error.start]!r} cannot be written in {encoding}; save it as "
            "CSV UTF-8 and try again"
        ) from error


def _check_files(entry: Entry, raw_dir: Path, taken: dict[str, int]) -> list[str]:
    if not entry.files:
        return [f"{entry.where}: column file is empty; write the plan's file name"]
    for name in entry.files:
        if name in taken:
            return [f"{entry.where}: {name} is registered in line {taken[name]} already; keep one"]
        taken[name] = entry.line
        is_inside = not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts
        if not is_inside or not (raw_dir / name).is_file():
            return [
                f"{entry.where}: no file {name} in {raw_dir}; "
                "put it there, mend the name, or delete the row"
            ]
    return []
