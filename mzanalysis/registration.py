"""New plans into a folder of plans: what is found in their files, then copies and rows.

Nothing is written unless every plan can be read, placed and dated and is new to the folder.
"""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mzanalysis.errors import InputError
from mzanalysis.ingest import NO_PLANS, list_entries, read_plan_file
from mzanalysis.readers.register import COLUMNS, REGISTER, Entry, append_rows

_SHOWN = ("city", "year", "title", "issuer", "issued_date", "source_url")
_NOTES = ("encoding", "left_out")


@dataclass(frozen=True)
class NewPlan:
    """A plan to be added: its files, its row of ``plans``, and what each value was read from."""

    paths: tuple[Path, ...]
    row: dict
    evidence: dict[str, str]

    @property
    def cells(self) -> dict[str, str]:
        """The plan's row of the register."""
        row = self.row | {"file": self.row["source_path"]}
        return {name: str(row[name] or "") for name in COLUMNS}

    def describe(self) -> list[str]:
        """Say what was found and why; a line that begins with ``!`` is a doubt."""
        row = self.row
        lines = [f"{row['plan_id']} {row['city']} ({row['city_en']}, {row['province']})"]
        lines.append(f"  file: {row['source_path']}, {len(row['text'])} characters")
        for name in _SHOWN:
            words = self.evidence[name]
            lines.append(f"  {name}: {row[name] or '(not found)'}{words and f' <- {words}'}")
        lines += [f"  {name}: {self.evidence[name]}" for name in _NOTES if self.evidence[name]]
        doubts = self.evidence["doubts"]
        return lines + [f"  ! {doubts}; what was given stands"] * bool(doubts)


def read_new_plans(
    raw_dir: Path, groups: Sequence[Sequence[Path]], given: dict[str, str]
) -> list[NewPlan]:
    """Read plans that are to be added to a folder; write nothing.

    Args:
        raw_dir: the folder of plans; files that lie in it already are registered where they are.
        groups: per plan its files, the body first.
        given: cells of the register that the user states, for every plan alike.

    Raises:
        InputError: lists all that stands against it: a file that is there already or cannot be
            read, a plan that is there already, place or year unknown.
    """
    entries, problems = list_entries(raw_dir) if raw_dir.is_dir() else ([], [])
    inside = {p.name for group in groups for p in group if _is_inside(p, raw_dir)}
    entries = [e for e in entries if e.line or e.file not in inside]
    taken = {plan_id: e.file for e in entries if (plan_id := _plan_id(raw_dir, e))}
    there = {name.lower(): raw_dir / name for entry in entries for name in entry.files}
    found = []
    for group in groups:
        try:
            for path in group:
                _check_file(path, there)
                there[path.name.lower()] = path
            entry = Entry(";".join(path.name for path in group), cells=given)
            row, evidence = read_plan_file(raw_dir, entry, group)
            other = taken.setdefault(row["plan_id"], entry.file)
            if other != entry.file:
                raise InputError(
                    f"{entry.file}: is {row['plan_id']} ({row['city']} {row['year']}) as {other} "
                    "is; if both together are the plan, put the file into the folder and write "
                    f"{other};{entry.file} in the column file of {REGISTER}"
                )
            found.append(NewPlan(tuple(group), row, evidence))
        except InputError as error:
            problems.append(str(error))
    if problems:
        raise InputError("\n".join([*problems, "nothing was added"]))
    return found


def _is_inside(path: Path, raw_dir: Path) -> bool:
    return path.resolve().parent == raw_dir.resolve()


def _plan_id(raw_dir: Path, entry: Entry) -> str:
    cells = entry.cells
    if cells.get("adcode") and cells.get("year"):
        return f"{cells['adcode']}-{cells['year'].removesuffix('年')}"
    try:
        return str(read_plan_file(raw_dir, entry)[0]["plan_id"])
    except InputError:
        return ""  # `mz check` tells what is wrong with it


def _check_file(path: Path, there: dict[str, Path]) -> None:
    name = path.name
    if ";" in name or name != name.strip() or name.startswith((".", "~$")):
        raise InputError(f"{name}: no name for a plan's file; rename it, without a semicolon")
    if name.lower() in NO_PLANS:
        raise InputError(f"{name}: files of this name are not read; rename it")
    digest = _hash(path)
    for other in there.values():
        if other.stat().st_size == path.stat().st_size and _hash(other) == digest:
            raise InputError(f"{name}: is there already, byte for byte, as {other.name}")
    if name.lower() in there:
        raise InputError(
            f"{name}: another file of this name is there already; rename yours, for instance "
            f"shiyan-2025{path.suffix}"
        )


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def add_plans(raw_dir: Path, plans: Sequence[NewPlan]) -> None:
    """Copy the plans' files into the folder and add their rows at the register's end.

    Raises:
        InputError: something cannot be written; then nothing is left behind.
    """
    register = raw_dir / REGISTER
    rows = append_rows(register, [plan.cells for plan in plans])
    copied = []
    try:
        raw_dir.mkdir(parents=True, exist_ok=True)
        for path in (path for plan in plans for path in plan.paths):
            if not _is_inside(path, raw_dir):
                with path.open("rb") as source, (raw_dir / path.name).open("xb") as copy:
                    copied.append(raw_dir / path.name)
                    shutil.copyfileobj(source, copy)
        new = register.with_name(f".{REGISTER}")
        copied.append(new)
        new.write_bytes(rows)
        new.replace(register)
    except BaseException as error:  # stopped by hand, too
        for path in copied:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            what = f"{error.filename}: cannot be written ({error.strerror})"
            raise InputError(f"{what}; nothing was added") from error
        raise
