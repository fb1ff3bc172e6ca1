"""New plans into a folder of plans: what is found in their files, then copies and rows.

Nothing is written unless every plan can be read, placed and dated and is new to the folder.
"""

import filecmp
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from mzanalysis.errors import InputError
from mzanalysis.reading.plans import NO_PLANS, list_entries, read_plan_file, refuse_twin
from mzanalysis.reading.register import COLUMNS, REGISTER, Entry
from mzanalysis.text.csv_files import append_rows

_SHOWN = ("city", "year", "title", "issuer", "issued_date", "source_url")
_NOTES = ("encoding", "left_out")
# What Windows allows in no name: these characters, a dot or blank at the end, its devices.
_FORBIDDEN = re.compile(
    r'[<>:"|?*\\\x00-\x1f]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)', re.IGNORECASE
)


@dataclass(frozen=True)
class NewPlan:
    """A plan to be added: its files, its row of ``plans``, and what each value was read from."""

    paths: Sequence[Path]
    row: dict
    evidence: dict[str, str]

    @property
    def cells(self) -> dict[str, str]:
        """The plan's row of the register."""
        row = self.row | {"file": self.row["source_path"]}
        return {name: str(row[name] or "") for name in COLUMNS}

    def describe(self) -> list[str]:
        """Say what was found and why; a line that begins with ``!`` is a doubt."""
        row, evidence = self.row, self.evidence
        lines = [f"{row['plan_id']} {row['city']} ({row['city_en']}, {row['province']})"]
        lines.append(f"  file: {row['source_path']}, {len(row['text'])} characters")
        for name in _SHOWN:
            words = f" <- {evidence[name]}" if evidence[name] else ""
            lines.append(f"  {name}: {row[name] or '(not found)'}{words}")
        lines += [f"  {name}: {evidence[name]}" for name in _NOTES if evidence[name]]
        if evidence["doubts"]:
            lines.append(f"  ! {evidence['doubts']}; what was given stands")
        return lines


def read_new_plans(
    raw_dir: Path, groups: Sequence[Sequence[Path]], given: dict[str, str]
) -> list[NewPlan]:
    """Read plans that are to be added to a folder; write nothing.

    Args:
        raw_dir: the folder of plans; files that lie in it already are registered where they are.
        groups: per plan its files, the body first.
        given: cells of the register that the user states, for every plan alike.

    Raises:
        InputError: lists all that stands against it, file by file.
    """
    entries, problems = list_entries(raw_dir) if raw_dir.is_dir() else ([], [])
    inside = {path.name for path in chain(*groups) if _is_inside(path, raw_dir)}
    taken: dict[str, Entry] = {}
    there: dict[str, Path] = {}
    for entry in entries:
        if entry.line or entry.file not in inside:
            taken[_plan_id(raw_dir, entry)] = entry
            there |= {name.lower(): raw_dir / name for name in entry.files}
    plans = []
    for group in groups:
        entry = Entry(";".join(path.name for path in group), cells=given)
        try:
            files: dict[str, Path] = {}
            for path in group:
                problem = _find_problem(path, there | files)
                if problem:
                    raise InputError(f"{path.name}: {problem}")
                files[path.name.lower()] = path
            row, evidence = read_plan_file(raw_dir, entry, group)
            refuse_twin(row, entry, taken)
        except InputError as error:
            problems.append(str(error))
        else:
            there |= files
            plans.append(NewPlan(group, row, evidence))
    if problems:
        raise InputError("\n".join([*problems, "nothing was added"]))
    return plans


def _is_inside(path: Path, raw_dir: Path) -> bool:
    return path.resolve().parent == raw_dir.resolve()


def _plan_id(raw_dir: Path, entry: Entry) -> str:
    if entry.cells.get("adcode") and entry.cells.get("year"):
        return f"{entry.cells['adcode']}-{entry.cells['year'].removesuffix('年')}"
    try:
        return str(read_plan_file(raw_dir, entry)[0]["plan_id"])
    except InputError:
        return ""  # `mz check` tells what is wrong with it


def _find_problem(path: Path, there: dict[str, Path]) -> str:
    """Return why a file cannot be added to those there (name in lower case -> path), or ""."""
    name = path.name
    if ";" in name or name != name.strip() or name.startswith((".", "~$")):
        return "no name for a plan's file; rename it, without a semicolon"
    if _FORBIDDEN.search(name):
        return "Windows allows no such name; rename it, as 420300-2025.txt"
    if name.lower() in NO_PLANS:
        return "files of this name are not read; rename it"
    for other in there.values():
        if filecmp.cmp(other, path, shallow=False):
            return f"is there already, byte for byte, as {other.name}"
    if name.lower() in there:
        return "another file of this name is there already; rename yours"
    return ""


def add_plans(raw_dir: Path, plans: Sequence[NewPlan]) -> None:
    """Copy the plans' files into the folder, add their rows to the register; or undo it all.

    Raises:
        InputError: something cannot be written.
    """
    register = raw_dir / REGISTER
    rows = append_rows(register, COLUMNS, [plan.cells for plan in plans])
    new = register.with_name(f".{REGISTER}")
    made = []
    try:
        raw_dir.mkdir(parents=True, exist_ok=True)
        for path in (path for plan in plans for path in plan.paths):
            if not _is_inside(path, raw_dir):
                with path.open("rb") as source, (raw_dir / path.name).open("xb") as copy:
                    made.append(raw_dir / path.name)
                    shutil.copyfileobj(source, copy)
        made.append(new)
        new.write_bytes(rows)
        new.replace(register)
    except BaseException as error:  # stopped by hand, too
        for path in made:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            what = f"{error.filename}: cannot be written ({error.strerror})"
            raise InputError(f"{what}; nothing was added") from error
        raise
