"""The Excel side of coding sheets: cells, drop-down lists, and what must not be changed."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.folding import fold
from mzanalysis.sheets.questions import Field, definitions

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

NONE = "none"  # says that nothing is the right answer
_WIDTHS = {"id": 14, "where": 24, "context": 52, "text": 40, "indicator": 24, "meaning": 80}
_WIDTHS |= {"choice": 30, "code": 16}
_CELL = 30_000  # characters that a cell can hold, and some to spare
_PROBLEMS_SHOWN = 20


def new_book(
    name: str, table: pd.DataFrame, asked: Iterable[Field], kept: dict[str, Any]
) -> "Workbook":
    """Make a workbook of a table to fill in, the sheet of codes, and a hidden one of what is kept.

    Args:
        name: of the first sheet.
        table: its rows; the columns to fill in are among them, empty.
        asked: the fields; a column ``settled`` takes each row's ``field`` instead.
        kept: what is read back with `open_book`.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Protection

    book = Workbook()
    page: Any = book.active
    page.title = name
    _fill(page, table)
    asked = list(asked)
    codes = pd.concat([definitions(f.name) for f in asked if f.codes], ignore_index=True).fillna("")
    choices = [f"{c} {zh}".strip() for c, zh in zip(codes["code"], codes["zh"], strict=True)]
    codes.insert(0, "choice", choices)
    _fill(book.create_sheet("codes"), codes)
    places = codes.groupby("field", sort=False).indices
    header = list(table.columns)
    for field in asked:
        is_settling = "settled" in header
        column = header.index("settled" if is_settling else field.name) + 1
        named = table["field"] if is_settling else [field.name] * len(table)
        cells = [page.cell(i, column) for i, name in enumerate(named, 2) if name == field.name]
        if field.codes:
            first, last = places[field.name][0] + 2, places[field.name][-1] + 2
            _offer(page, cells, f"codes!$A${first}:$A${last}")
        for cell in cells:
            cell.protection = Protection(locked=False)
            cell.number_format = "@" if field.kind in ("text", "date") else "General"
    for i in range(2, len(table) + 2):
        page.cell(i, header.index("note") + 1).protection = Protection(locked=False)
    page.protection.sheet = True
    for free in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(page.protection, free, False)
    how = [("column", "needed", "meaning"), *((f.name, f.needed, f.meaning) for f in asked)]
    _fill(book.create_sheet("how"), pd.DataFrame(how[1:], columns=list(how[0])))
    text = json.dumps(kept)
    about = book.create_sheet("about")
    about.sheet_state = "veryHidden"
    for line in (_hash(text), *(text[i : i + _CELL] for i in range(0, len(text), _CELL))):
        about.append([line])
    return book


def open_book(path: Path, name: str) -> tuple["Worksheet", dict[str, Any]]:
    """Return the sheet of that name and what was kept.

    Raises:
        InputError: the file is no such workbook, or its hidden sheet was changed.
    """
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise InputError(f"{path}: not an Excel file (.xlsx) that can be read: {error}") from error
    if name not in book.sheetnames or "about" not in book.sheetnames:
        found = ", ".join(book.sheetnames)
        raise InputError(f"{path}: no sheet {name!r} or no hidden sheet 'about' in: {found}")
    first, *lines = (str(row[0] or "") for row in book["about"].iter_rows(values_only=True))
    if first != _hash("".join(lines)):
        raise InputError(f"{path}: about!A1: the hidden sheet was changed; take an untouched copy")
    return book[name], json.loads("".join(lines))


def read_rows(page: "Worksheet", needed: Sequence[str], problems: list[str]) -> list[dict]:
    """Return the filled rows as cells by column; none, and a problem, where a column is missing."""
    header = {str(cell.value): cell.column for cell in page[1] if cell.value}
    missing = [name for name in needed if name not in header]
    problems += [f"{page.title}!1:1: column {name!r} is missing" for name in missing]
    if missing:
        return []
    places = range(2, page.max_row + 1)
    rows = [{name: page.cell(i, header[name]) for name in needed} for i in places]
    return [row for row in rows if any(cell.value not in (None, "") for cell in row.values())]


def read_answer(field: Field, cell: Any, problems: list[str]) -> str:
    """Return an answer as text, "" for an empty cell or, with a problem, one not allowed."""
    value = cell.value.strip() if isinstance(cell.value, str) else cell.value
    if value in (None, "", NONE):
        return ""
    try:
        if field.kind == "number":
            # Excel turns a typed 60% into 0.6
            return f"{float(value) * (100 if '%' in cell.number_format else 1):.10g}"
        if field.kind == "date":
            day = value if isinstance(value, date) else datetime.fromisoformat(str(value))
            return day.strftime("%Y-%m-%d")
    except (TypeError, ValueError):
        pass
    if field.kind == "text":
        return fold(str(value))
    code = str(value).split()[0]
    if code in field.codes:
        return code
    allowed = {"number": "a number without its unit", "date": "a date such as 2025-06-30"}
    allowed["code"] = ", ".join(field.codes)
    problems.append(f"{address(cell)}: {field.name} is {value!r}; allowed: {allowed[field.kind]}")
    return ""


def address(cell: Any) -> str:
    """Return where a cell is: ``coding!D7``."""
    return f"{cell.parent.title}!{cell.coordinate}"


def refuse(path: Path, problems: Sequence[str]) -> None:
    """Raise InputError if there are problems, listing them."""
    if problems:
        more = len(problems) - _PROBLEMS_SHOWN
        shown = [*problems[:_PROBLEMS_SHOWN], *([f"and {more} more"] if more > 0 else [])]
        raise InputError("\n  ".join([f"{path}: put these right and try again:", *shown]))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _fill(page: "Worksheet", table: pd.DataFrame) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for i, values in enumerate([list(table.columns), *table.to_numpy().tolist()], 1):
        for j, value in enumerate(values, 1):
            cell = page.cell(i, j)
            if value != "":
                cell.value = value
                cell.data_type = "s"  # a text that begins with = is no formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=i == 1)
    for j, name in enumerate(table.columns, 1):
        width = _WIDTHS.get(str(name).removesuffix("_a").removesuffix("_b"), 13)
        page.column_dimensions[get_column_letter(j)].width = width
    page.freeze_panes = "A2"


def _offer(page: "Worksheet", cells: Sequence[Any], choices: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    offer = DataValidation("list", formula1=choices, allow_blank=True, showErrorMessage=True)
    offer.error = "Choose from the list; the sheet 'codes' explains it."
    for cell in cells:
        offer.add(cell.coordinate)
    if cells:
        page.add_data_validation(offer)
