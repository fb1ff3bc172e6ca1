"""The Excel side of coding sheets: pages to fill in, drop-down lists, the rows as drawn."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.resources import read_table
from mzanalysis.text.folding import fold
from mzanalysis.topics.codebook import read_subtopics, read_topics, subtopic_topics

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Record = dict[str, Any]
NONE = "none"  # says that nothing is the right answer
_CODEBOOKS = {"topic": read_topics, "subtopic": read_subtopics}
_WIDE = re.compile("context|text|meaning|definition|examples|exclusions")
_PROBLEMS_SHOWN = 20
_ALLOWED = {"number": "a number without its unit", "date": "a date such as 2025-06-30"}


class Problems(list[str]):
    """What is wrong with a sheet, and in which cells."""

    def at(self, cell: Any, problem: str) -> None:
        """Add what is wrong with a cell, with its address: ``coding!D7``."""
        self.append(f"{cell.parent.title}!{cell.coordinate}: {problem}")

    def refuse(self, path: Path) -> None:
        """Raise InputError if there are any, listing them."""
        if not self:
            return
        lines = [f"{path}: put these right and try again:", *self[:_PROBLEMS_SHOWN]]
        if len(self) > _PROBLEMS_SHOWN:
            lines.append(f"and {len(self) - _PROBLEMS_SHOWN} more")
        raise InputError("\n  ".join(lines))


@dataclass(frozen=True)
class Field:
    """A column to fill in, as ``coding_fields.csv`` tells it, and its codes."""

    name: str
    kind: str
    needed: str
    codes: tuple[str, ...]

    def is_needed(self, given: Mapping[str, str]) -> bool:
        """Tell whether there must be an answer beside those given."""
        if self.needed == "figure":
            return given.get("is_figure") == "yes"
        return self.needed == "yes"

    def read(self, cell: Any, problems: Problems) -> str:
        """Return an answer as text, "" for an empty cell or, with a problem, one not allowed."""
        value = written_in(cell)
        if value in ("", NONE):
            return ""
        try:
            return self._parse(value, is_percent="%" in cell.number_format)
        except (TypeError, ValueError):
            allowed = _ALLOWED.get(self.kind) or ", ".join(self.codes)
            problems.at(cell, f"{self.name} is {value!r}; allowed: {allowed}")
            return ""

    def _parse(self, value: Any, *, is_percent: bool) -> str:
        if self.kind == "text":
            return fold(str(value))
        if self.kind == "number":
            number = float(value) * (100 if is_percent else 1)  # Excel makes 0.6 of a typed 60%
            return f"{number:.10g}"
        if self.kind == "date":
            day = value if isinstance(value, date) else datetime.fromisoformat(value)
            return day.strftime("%Y-%m-%d")
        code = str(value).split()[0]  # of "party 党的建设"
        if code not in self.codes:
            raise ValueError(code)
        return code


def written_in(cell: Any) -> Any:
    """Return what is written in a cell, "" for nothing."""
    value = "" if cell.value is None else cell.value
    return value.strip() if isinstance(value, str) else value


def fields(task: str) -> list[Field]:
    """Return what a coder fills in for a task, in the order of the columns."""
    asked = []
    for name, kind, needed in _asked(task)[["field", "kind", "needed"]].to_numpy():
        asked.append(Field(name, kind, needed, tuple(_definitions(name)["code"])))
    return asked


def _asked(task: str) -> pd.DataFrame:
    return read_table("validation/coding_fields.csv").query("task == @task")


def _definitions(field: str) -> pd.DataFrame:
    """Return the codes of a field with all that a coder may know: not the machine's terms."""
    if field not in _CODEBOOKS:
        return read_table("validation/coding_codes.csv").query("field == @field")
    codes = _CODEBOOKS[field]().drop(columns="terms", errors="ignore")
    return codes.rename(columns={f"{field}_code": "code"}).assign(field=field)


def wrong_parent(given: Mapping[str, str]) -> str:
    """Say whose subtopic is given if it is not the topic's; else ""."""
    subtopic = given.get("subtopic")
    if not subtopic:
        return ""
    parent = subtopic_topics()[subtopic]
    if parent == given["topic"]:
        return ""
    return f"{subtopic} is a subtopic of {parent}, not of {given['topic'] or 'none'}"


def new_book(name: str, table: pd.DataFrame, task: str, drawn: Sequence[Record]) -> "Workbook":
    """Make a workbook of a table to fill in, the codes, the meaning of the columns, and the rows.

    The first page, ``name``, has the rows of ``table``, whose columns to fill in are empty: the
    fields of the task, or a column ``settled`` for each row's ``field``. The last, ``drawn``, has
    a record a row, which `open_book` reads back.
    """
    from openpyxl import Workbook

    asked = fields(task)
    codes = pd.concat([_definitions(field.name) for field in asked], ignore_index=True)
    codes.insert(0, "choice", (codes["code"] + " " + codes["zh"]).str.strip())
    lines = [json.dumps(record, ensure_ascii=False) for record in drawn]
    book = Workbook()
    page = _fill(book.active, name, table)
    _fill(book.create_sheet(), "codes", codes.fillna(""))
    _fill(book.create_sheet(), "how", _asked(task)[["field", "needed", "meaning"]])
    _fill(book.create_sheet(), "drawn", pd.DataFrame({"as drawn, to compare with": lines}))
    for field in asked:
        if field.codes:
            places = codes.index[codes["field"] == field.name] + 2
            _offer(page, field.name, f"codes!$A${places[0]}:$A${places[-1]}")
    return book


def _fill(page: Any, title: str, table: pd.DataFrame) -> Any:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page.title = title
    for number, name in enumerate(table, 1):
        width = 40 if _WIDE.match(str(name)) else 16
        page.column_dimensions[get_column_letter(number)].width = width
    for values in [list(table), *table.to_numpy().tolist()]:
        page.append([value or None for value in values])
    for cells in page.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.value is not None:
                cell.data_type = "s"  # a text that begins with = is no formula
    for cell in page[1]:
        cell.font = Font(bold=True)
    page.freeze_panes = "A2"
    return page


def _offer(page: Any, field: str, codes: str) -> None:
    """Make drop-down lists of codes where a field is answered: its column, its rows to settle."""
    from openpyxl.worksheet.datavalidation import DataValidation

    offer = DataValidation("list", formula1=codes, allow_blank=True, showErrorMessage=True)
    offer.error = "Choose from the list; the sheet 'codes' explains it."
    header = [cell.value for cell in page[1]]
    for cells in page.iter_rows(min_row=2):
        row = dict(zip(header, cells, strict=True))
        if field in row:
            offer.add(row[field])
        elif row["field"].value == field:
            offer.add(row["settled"])
    if offer.sqref:
        page.add_data_validation(offer)


def open_book(path: Path, name: str) -> tuple["Worksheet", list[Record]]:
    """Return the page of that name and the records of what was drawn.

    Raises:
        InputError: the file is no such workbook, or its page ``drawn`` is damaged.
    """
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise InputError(f"{path}: not an Excel file (.xlsx) that can be read: {error}") from error
    if name not in book.sheetnames or "drawn" not in book.sheetnames:
        pages = ", ".join(book.sheetnames)
        raise InputError(f"{path}: no sheet {name!r} or no sheet 'drawn' in: {pages}")
    try:
        records = [json.loads(str(cell.value)) for cell in book["drawn"]["A"][1:]]
    except json.JSONDecodeError as error:
        raise InputError(
            f"{path}: the sheet 'drawn' was changed; take an untouched copy"
        ) from error
    return book[name], records


def read_rows(page: "Worksheet", needed: Sequence[str], problems: Problems) -> list[Record]:
    """Return the filled rows as cells by column; none, and a problem, where a column is missing."""
    header = [cell.value for cell in page[1]]
    missing = [name for name in needed if name not in header]
    problems += [f"{page.title}!1:1: column {name!r} is missing" for name in missing]
    if missing:
        return []
    rows = []
    for cells in page.iter_rows(min_row=2):
        row = {name: cells[header.index(name)] for name in needed}
        if any(written_in(cell) != "" for cell in row.values()):
            rows.append(row)
    return rows
