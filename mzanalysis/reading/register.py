"""The register of a folder of plans, ``plans.csv``: what is known of each file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from mzanalysis.errors import InputError
from mzanalysis.text.csv_files import read_rows

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
    def source(self) -> str:
        """Who gave the cells."""
        return "register" if self.line else "given"

    @property
    def where(self) -> str:
        """Where a message points to."""
        return f"{REGISTER}, line {self.line} ({self.file})" if self.line else self.file


def read_register(path: Path) -> tuple[list[Entry], list[str]]:
    """Read the register.

    Returns:
        Its rows, and what is wrong with them, one message each. No file, no rows.
    """
    entries: list[Entry] = []
    problems: list[str] = []
    if not path.exists():
        return entries, problems
    try:
        for line, row in read_rows(path, COLUMNS[:1], COLUMNS[1:]):
            entry = Entry(row.pop("file"), line, row)
            problem = _check_files(entry, path.parent, entries)
            if problem:
                problems.append(f"{entry.where}: {problem}")
            else:
                entries.append(entry)
    except InputError as error:
        problems.append(str(error))
    return entries, problems


def _check_files(entry: Entry, raw_dir: Path, entries: Sequence[Entry]) -> str:
    """Return what is wrong with the files of an entry that stands below others, "" if nothing.

    A file that is not there costs only its own plan: that is told when it is to be read.
    """
    if not entry.files:
        return "column file is empty; write the plan's file name"
    lines = {name: other.line for other in entries for name in other.files}
    for name in entry.files:
        if name in lines:
            return f"{name} is registered in line {lines[name]} already; keep one"
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            return f"{name} lies outside {raw_dir}; put it there, mend the name, or delete the row"
        lines[name] = entry.line
    return ""
