"""The Excel side of coding sheets: fields and codes, drop-down lists, what must stay unchanged."""

import hashlib
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
from mzanalysis.topics.codebook import read_subtopics, read_topics

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

NONE = "none"  # says that nothing is the right answer
_CODEBOOKS = {"topic": read_topics, "subtopic": read_subtopics}
_WIDTHS = {"id": 14, "where": 24, "context": 52, "text": 40, "indicator": 24, "meaning": 80}
_WIDTHS |= {"choice": 30, "code": 16, "definition": 36, "examples": 36, "exclusions": 36}
_WIDTHS |= dict.fromkeys(("topic", "subtopic", "coder", "settled", "note"), 20)
_LINE = 15  # points
_CELL = 30_000  # characters that a cell can hold, and some to spare
_PROBLEMS_SHOWN = 20
_ALLOWED = {"number": "a number without its unit", "date": "a date such as 2025-06-30"}


class Problems(list[str]):
    """What is wrong with a sheet, and in which cells."""

    def at(self, cell: Any, said: str) -> None:
        """Add what is wrong with a cell, with its address: ``coding!D7``."""
        self.append(f"{cell.parent.title}!{cell.coordinate}: {said}")

    def refuse(self, path: Path) -> None:
        """Raise InputError if there are any, listing them."""
        if self:
            more = [f"and {len(self) - _PROBLEMS_SHOWN} more"] * (len(self) > _PROBLEMS_SHOWN)
            head = f"{path}: put these right and try again:"
            raise InputError("\n  ".join([head, *self[:_PROBLEMS_SHOWN], *more]))


@dataclass(frozen=True)
class Field:
    """A column to fill in, as ``coding_fields.csv`` tells it, and its codes."""

    name: str
    kind: str
    needed: str
    meaning: str
    codes: tuple[str, ...]

    def is_needed(self, given: Mapping[str, str]) -> bool:
        """Tell whether there must be an answer beside those given."""
        is_figure = given.get("is_figure") == "yes"
        return self.needed == "yes" or (self.needed == "figure" and is_figure)

    def read(self, cell: Any, problems: Problems) -> str:
        """Return an answer as text, "" for an empty cell or, with a problem, one not allowed."""
        value = cell.value.strip() if isinstance(cell.value, str) else cell.value
        if value in (None, "", NONE):
            return ""
        try:
            if self.kind == "text":
                return fold(str(value))
            if self.kind == "number":
                # Excel turns a typed 60% into 0.6
                return f"{float(value) * (100 if '%' in cell.number_format else 1):.10g}"
            if self.kind == "date":
                day = value if isinstance(value, date) else datetime.fromisoformat(str(value))
                return day.strftime("%Y-%m-%d")
        except (TypeError, ValueError):
            pass
        code = str(value).split()[0]
        if code in self.codes:
            return code
        allowed = _ALLOWED.get(self.kind) or ", ".join(self.codes)
        problems.at(cell, f"{self.name} is {value!r}; allowed: {allowed}")
        return ""


def fields(task: str) -> list[Field]:
    """Return what a coder fills in for a task, in the order of the columns."""
    rows: Any = read_table("validation/coding_fields.csv").query("task == @task").itertuples()
    return [
        Field(r.field, r.kind, r.needed, r.meaning, tuple(_definitions(r.field)["code"]))
        for r in rows
    ]


def _definitions(field: str) -> pd.DataFrame:
    """Return the codes of a field with all that a coder may know: not the machine's terms."""
    if field not in _CODEBOOKS:
        return read_table("validation/coding_codes.csv").query("field == @field")
    codes = _CODEBOOKS[field]().drop(columns="terms", errors="ignore")
    return codes.rename(columns={f"{field}_code": "code"}).assign(field=field)


def wrong_parent(given: Mapping[str, str]) -> str:
    """Say whose subtopic is given if it is not the topic's; else ""."""
    if not (subtopic := given.get("subtopic")):
        return ""
    parent = _definitions("subtopic").set_index("code")["topic_code"][subtopic]
    if parent == given["topic"]:
        return ""
    return f"{subtopic} is a subtopic of {parent}, not of {given['topic'] or 'none'}"


def new_book(
    name: str, table: pd.DataFrame, asked: Sequence[Field], kept: dict[str, Any]
) -> "Workbook":
    """Make a workbook of a table to fill in, the sheet of codes, and a hidden one of what is kept.

    The first sheet, ``name``, has the rows of ``table``, whose columns to fill in are empty: those
    ``asked``, or a column ``settled`` for each row's ``field``. `open_book` reads ``kept`` back.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Protection
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.protection import SheetProtection

    book = Workbook()
    page = _fill(book.active, name, table)
    codes = pd.concat([_definitions(f.name) for f in asked], ignore_index=True).fillna("")
    codes.insert(0, "choice", (codes["code"] + " " + codes["zh"]).str.strip())
    _fill(book.create_sheet(), "codes", codes)
    how = [(f.name, f.needed, f.meaning) for f in asked]
    how_table = pd.DataFrame(how, columns=["column", "needed", "meaning"])
    _fill(book.create_sheet(), "how", how_table)
    columns = {cell.value: cell.column for cell in page[1]}
    free = [page.cell(i, columns["note"]) for i in range(2, len(table) + 2)]
    for field in asked:
        column = columns[field.name if field.name in columns else "settled"]
        is_asked = table.get("field", pd.Series(field.name, table.index)) == field.name
        cells = [page.cell(i, column) for i, is_mine in enumerate(is_asked, 2) if is_mine]
        free += cells
        for cell in cells:
            cell.number_format = "@" if field.kind in ("text", "date") else "General"
        if field.codes and cells:
            places = codes.index[codes["field"] == field.name] + 2
            offer = DataValidation(
                "list",
                formula1=f"codes!$A${places[0]}:$A${places[-1]}",
                error="Choose from the list; the sheet 'codes' explains it.",
                allow_blank=True,
                showErrorMessage=True,
            )
            for cell in cells:
                offer.add(cell)
            page.add_data_validation(offer)
    for cell in free:
        cell.protection = Protection(locked=False)
    allowed = ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter")
    page.protection = SheetProtection(sheet=True, **dict.fromkeys(allowed, False))
    text = json.dumps(kept)
    about = book.create_sheet("about")
    about.sheet_state = "veryHidden"
    for line in (_hash(text), *(text[i : i + _CELL] for i in range(0, len(text), _CELL))):
        about.append([line])
    return book


def _fill(page: Any, title: str, table: pd.DataFrame) -> Any:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page.title = title
    widths = [_WIDTHS.get(re.sub("_(a|b|zh|en)$", "", name), 13) for name in map(str, table)]
    for j, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(j)].width = width
    for i, values in enumerate([list(table.columns), *table.to_numpy().tolist()], 1):
        page.append([value if value != "" else None for value in values])
        # LibreOffice fits no row to wrapped text by itself; a Chinese character is two wide
        long = (len(str(v).encode("gbk", "replace")) for v in values)
        lines = max(-(-n // (width - 2)) for n, width in zip(long, widths, strict=True))
        page.row_dimensions[i].height = _LINE * min(max(lines, 1), 27)
        for cell in page[i]:
            if cell.value is not None:
                cell.data_type = "s"  # a text that begins with = is no formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=i == 1)
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    return page


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


def read_rows(page: "Worksheet", needed: Sequence[str], problems: Problems) -> list[dict]:
    """Return the filled rows as cells by column; none, and a problem, where a column is missing."""
    header = {str(cell.value): cell.column for cell in page[1] if cell.value}
    if missing := [name for name in needed if name not in header]:
        problems += [f"{page.title}!1:1: column {name!r} is missing" for name in missing]
        return []
    places = range(2, page.max_row + 1)
    rows = [{name: page.cell(i, header[name]) for name in needed} for i in places]
    return [row for row in rows if any(cell.value not in (None, "") for cell in row.values())]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
