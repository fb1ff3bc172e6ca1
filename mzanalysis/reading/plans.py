"""The folder of plans and its register, ``plans.csv``, to the table ``plans``.

What the register leaves out is read from the text; place and year one of them has to say.
"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.reading import imprint
from mzanalysis.reading.formats import read_bytes
from mzanalysis.reading.formats.document import PAGE_EDGE, PART_EDGE, Document
from mzanalysis.reading.places import Place, find_place, is_called, place_by_code
from mzanalysis.reading.register import REGISTER, Entry, read_register
from mzanalysis.reading.speaker import find_speaker, list_mentioned
from mzanalysis.text.folding import drop_unprintable, fold, script_of
from mzanalysis.text.reading_copy import reading_copy

# Files that live beside plans without being plans.
NO_PLANS = frozenset({REGISTER, "readme.md", "readme.txt", "thumbs.db", "desktop.ini"})
_FIRST_YEAR, _LAST_YEAR = 1949, 2100
LeaveOut = Callable[[str], None]
_FINDERS: dict[str, Callable[[str], tuple[Any, str]]] = {
    "title": imprint.find_title,
    "issuer": imprint.find_issuer,
    "issued_date": imprint.find_issued_date,
}
_SAY_IT = (
    "say it: `mz add` takes --city (or --adcode) and --year; "
    f"or add a row to {REGISTER}: its file, city (or adcode) and year"
)


def read_plans(raw_dir: Path, *, leave_out: LeaveOut | None = None) -> pd.DataFrame:
    """Read every plan in a folder, registered or not.

    Args:
        raw_dir: folder with the plans' files and, usually, their register ``plans.csv``.
        leave_out: called with file, reason and remedy for each file that cannot be read as a plan;
            the others are read all the same. Without it, such a file is an error.

    Returns:
        The table ``plans``, one row per plan, in the order of the register; files that it leaves
        out follow by name.

    Raises:
        InputError: lists everything that is wrong, with file, line, value and remedy; with
            ``leave_out`` only if the register is wrong or no file can be read.
    """
    plans = pd.DataFrame([row for row, _ in _read_all(raw_dir, leave_out)])
    plans["issued_date"] = pd.to_datetime(plans["issued_date"]).astype("datetime64[us]")
    return plans


def read_evidence(raw_dir: Path, *, leave_out: LeaveOut | None = None) -> pd.DataFrame:
    """Say for each plan and field where its value came from; raises as ``read_plans`` does.

    Returns:
        One row per plan and field: plan_id, field, value, evidence (``register``, the words of
        the text, or ""); fields of the plan, ``encoding``, ``left_out`` (by the reader) and
        ``doubts`` (where register and text disagree).
    """
    rows = []
    for row, evidence in _read_all(raw_dir, leave_out):
        for name, words in evidence.items():
            rows.append((row["plan_id"], name, str(row.get(name) or ""), words))
    table = pd.DataFrame(rows, columns=["plan_id", "field", "value", "evidence"])
    return table.sort_values("plan_id", kind="stable", ignore_index=True)


def _read_all(raw_dir: Path, leave_out: LeaveOut | None) -> list[tuple[dict, dict[str, str]]]:
    entries, register_problems = list_entries(raw_dir)
    problems = list(register_problems)
    if not entries and not problems:
        problems = [f"{raw_dir}: no plan in it; put the plans' files there"]
    read = []
    for entry in entries:
        try:
            read.append((entry, *read_plan_file(raw_dir, entry)))
        except InputError as error:
            problems.append(str(error))
    taken: dict[str, Entry] = {}
    for entry, row, _ in sorted(read, key=_precedence):
        try:
            refuse_twin(row, entry, taken)
        except InputError as error:
            problems.append(str(error))
    plans = [(row, evidence) for entry, row, evidence in read if taken[row["plan_id"]] is entry]
    is_fatal = leave_out is None or register_problems or not plans
    if problems and is_fatal:
        raise InputError("\n".join(problems))
    if leave_out is not None:
        for problem in problems:
            leave_out(problem)
    return plans


def _precedence(read: tuple[Entry, dict, dict]) -> tuple[bool, int]:
    """Of two files of one plan the registered one goes first, then the longer.

    The shorter may be the notice that announces the plan.
    """
    entry, row, _ = read
    return not entry.line, -len(row["text"])


def refuse_twin(row: dict, entry: Entry, taken: dict[str, Entry]) -> None:
    """Note in ``taken`` whose plan it is; raise InputError if it is another file's already."""
    other = taken.setdefault(row["plan_id"], entry)
    if other is not entry:
        raise InputError(
            f"{entry.where}: is {row['plan_id']} ({row['city']} {row['year']}) as {other.file} is; "
            "take one away, or, if both together are the plan, write "
            f"{other.file};{entry.file} in the register's column file"
        )


def list_entries(raw_dir: Path) -> tuple[list[Entry], list[str]]:
    """Return the register's rows, then the folder's other files; and what is wrong with them."""
    entries, problems = read_register(raw_dir / REGISTER)
    registered = {name for entry in entries for name in entry.files}
    for name in sorted(path.name for path in raw_dir.iterdir() if path.is_file()):
        is_hidden = name.startswith((".", "~$"))
        if name not in registered and name.lower() not in NO_PLANS and not is_hidden:
            entries.append(Entry(name))
    return entries, problems


def read_plan_file(
    raw_dir: Path, entry: Entry, paths: Sequence[Path] = ()
) -> tuple[dict, dict[str, str]]:
    """Read one plan: its row of ``plans``, and for each field the words it came from.

    Args:
        raw_dir: folder the file lies in.
        entry: its row of the register; ``Entry("name.txt")`` for a file not registered.
        paths: where its files lie, if not yet in the folder.

    Raises:
        InputError: a file or a registered value cannot be read, or place or year be found.
    """
    data = _read_files(raw_dir, entry, paths)
    documents = [read_bytes(*pair) for pair in zip(data, entry.files, strict=True)]
    text = _join([drop_unprintable(document.text) for document in documents])
    folded, _ = reading_copy(fold(text))
    try:
        values, evidence = _state_imprint(entry, documents[0], folded)
        place, evidence["city"], place_doubt = _find_place(entry, values, folded)
        values["year"], evidence["year"], year_doubt = _find_year(entry, values, folded)
    except InputError as error:
        raise InputError(f"{entry.where}: {error}") from error
    left_out = [document.metadata.get("left_out", "") for document in documents]
    evidence["encoding"] = ", ".join(document.encoding for document in documents)
    evidence["left_out"] = _joined(*left_out)
    evidence["doubts"] = _joined(place_doubt, year_doubt)
    row = {
        "plan_id": f"{place.adcode}-{values['year']}",
        "city": place.short_name,
        "city_en": place.name_en,
        "province": place.province,
        "adcode": place.adcode,
        "level": place.level,
        **values,
        "script_code": script_of(text),
        "source_path": ";".join(entry.files),
        "sha256": hashlib.sha256(b"".join(data)).hexdigest(),
        "text": text,
    }
    return row, evidence


def _read_files(raw_dir: Path, entry: Entry, paths: Sequence[Path]) -> list[bytes]:
    if not paths:
        paths = [raw_dir / name for name in entry.files]
        _refuse_elsewhere(raw_dir, entry, paths)
    try:
        return [path.read_bytes() for path in paths]
    except OSError as error:
        raise InputError(
            f"{entry.where}: cannot be opened ({error.strerror}); close it, let it be read"
        ) from error


def _refuse_elsewhere(raw_dir: Path, entry: Entry, paths: Sequence[Path]) -> None:
    """Raise InputError if a file is not in the folder, or is a link that leads out of it."""
    for path in paths:
        problem = ""
        if not path.is_file():
            problem = "no file {} in {}; put it there, mend the name, or delete the row"
        elif not path.resolve().is_relative_to(raw_dir.resolve()):
            problem = "{} is a link that leads out of {}; put a copy of the file there"
        if problem:
            raise InputError(f"{entry.where}: {problem.format(path.name, raw_dir)}")


def _joined(*words: str) -> str:
    return "; ".join(filter(None, words))


def _join(texts: list[str]) -> str:
    if len(texts) > 1 and any(PAGE_EDGE in text for text in texts):
        # A web page is parted from its plan; the plan's other files are plan throughout.
        edge = f"{PAGE_EDGE}\n"
        texts = [text + "\n" if PAGE_EDGE in text else f"{edge}{text}\n{edge}" for text in texts]
    return f"\n{PART_EDGE}\n".join(texts)


def _state_imprint(
    entry: Entry, document: Document, folded: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return value and evidence of title, issuer, issued_date, source_url."""
    values: dict[str, Any] = {}
    evidence: dict[str, str] = {}
    for name, find in _FINDERS.items():
        values[name], words = find(folded)
        evidence[name] = f"text: {words}" if words else ""
    values["source_url"] = evidence["source_url"] = ""
    for name in values:
        cell = entry.cells.get(name, "")
        stated = fold(document.metadata.get(name, ""))
        if cell:
            values[name] = cell if name == "source_url" else fold(cell)
            if name == "issued_date":
                values[name] = imprint.read_date(values[name])
            if values[name] is None:
                raise InputError(f"{name} {cell!r} is no date; write 2025-02-26 (year-month-day)")
            evidence[name] = _joined(entry.source, evidence[name])
        elif stated and not evidence[name]:
            value = imprint.read_date(stated) if name == "issued_date" else stated
            if value:
                values[name], evidence[name] = value, f"file's properties: {stated}"
    return values, evidence


def _find_place(entry: Entry, values: dict[str, Any], folded: str) -> tuple[Place, str, str]:
    """Return the place, its evidence, and how the text contradicts the register."""
    stem = fold(Path(entry.files[0]).stem)
    speaker, words = find_speaker(values["title"], values["issuer"], stem, folded)
    adcode, city = entry.cells.get("adcode", ""), entry.cells.get("city", "")
    if adcode or city:
        place = place_by_code(adcode) if adcode else find_place(city)
        if city and not is_called(place, city):
            raise InputError(f"{adcode} is {place.name}, not {city!r}; mend one of the two")
        doubt = ""
        if speaker not in (None, place):
            doubt = f"{entry.source}: {place.name}, but the text speaks for {words}"
        return place, f"{entry.source}; text: {words}", doubt
    if speaker is None:
        mentioned = list_mentioned(folded) or "no place"
        raise InputError(f"whose plan? {words}; the text names: {mentioned}; {_SAY_IT}")
    return speaker, f"text: {words}", ""


def _find_year(entry: Entry, values: dict[str, Any], folded: str) -> tuple[int, str, str]:
    """Return the year, its evidence, and how the text contradicts the register."""
    year_of_text, words = _year_of_text(entry, values, folded)
    cell = entry.cells.get("year", "")
    if not cell:
        if year_of_text is None:
            named = words or "none"
            missing = "no title with a year, no date of issue, no year that stands out in the text"
            raise InputError(f"for which year? {missing} (named: {named}); {_SAY_IT}")
        return year_of_text, words, ""
    digits = cell.removesuffix("年")
    if not digits.isdecimal() or not _FIRST_YEAR <= int(digits) <= _LAST_YEAR:
        raise InputError(f"year {cell!r} is no year; write 2025")
    year = int(digits)
    if year_of_text is None:
        return year, entry.source, ""
    doubt = ""
    if year_of_text != year:
        doubt = f"{entry.source}: {digits}, but the text says {year_of_text} ({words})"
    return year, f"{entry.source}; {words}", doubt


def _year_of_text(entry: Entry, values: dict[str, Any], folded: str) -> tuple[int | None, str]:
    title, date = values["title"], values["issued_date"]
    years_of_title = imprint.years_in(title)
    if years_of_title:  # 2024年工作总结和2025年工作要点 is a plan for 2025.
        return years_of_title[-1], f"title: {title}"
    if date and date.month <= imprint.LAST_MONTH_OF_ISSUE:
        return date.year, f"date of issue: {date}"
    year, words = imprint.find_year(folded)
    if year:
        return year, f"text: {words}"
    years_of_name = imprint.years_in(entry.file)
    if years_of_name:
        return years_of_name[-1], f"file name: {entry.file}"
    return None, words
