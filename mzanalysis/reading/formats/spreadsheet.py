"""Excel files (.xlsx) to text: every sheet's rows, as attached task tables come."""

import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from mzanalysis.errors import InputError
from mzanalysis.reading.formats.document import Document, write_row


def read(data: bytes, name: str) -> Document:
    """Read a workbook; a row is ``1 | 新增床位 |``, a single cell a line; no hidden sheets."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        remedy = "open it in Excel or WPS and save it as .xlsx without a password"
        raise InputError(f"{name}: no Excel file that can be opened ({error}); {remedy}") from error
    lines = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        for row in sheet.iter_rows(values_only=True):
            cells = [_write(value) for value in row]
            # A title over all columns is a line; a chapter's merged cell as well.
            is_line = bool(cells[0]) and not any(cells[1:])
            lines.append(f"{cells[0]}\n" if is_line else write_row(cells))
    return Document("".join(lines), "xlsx")


def _write(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else " ".join(str(value).split())
