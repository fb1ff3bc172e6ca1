"""Tables for people: CSV and an Excel workbook."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties

from mzanalysis.corpus import Corpus
from mzanalysis.folders import write_whole
from mzanalysis.outputs.charts.canvas import text_units
from mzanalysis.outputs.citation import cite
from mzanalysis.outputs.office_files import write_office
from mzanalysis.tables import table_columns, table_names

# The three fields the comparison was asked for; an elderly-care comparison takes in ageing.
COMPARISONS = {
    "eldercare": ("eldercare", "ageing"),
    "assistance": ("assistance",),
    "funeral": ("funeral",),
}
_WIDTHS = (8, 48)  # characters of a column, least and most
# A spreadsheet runs a text that begins so as a formula (OWASP, CSV Injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_HEADS = ("mzanalysis", "left out", "sheet")  # first cells of rows in bold
_CELL_LIMIT = 32_767  # Excel's own; longer texts stay in the Parquet table


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV that Excel opens with its Chinese intact (UTF-8 with BOM).

    A text that a spreadsheet would run as a formula has a ``'`` before it; numbers stay numbers.
    """
    text = frame.map(_inert).rename(columns=_inert).to_csv(index=False, lineterminator="\n")
    return write_whole(path, text.encode("utf-8-sig"))


def _inert(value: Any) -> Any:
    is_formula = isinstance(value, str) and value.startswith(_FORMULA_STARTS)
    return f"'{value}" if is_formula else value


def write_comparisons(corpus: Corpus, folder: Path) -> list[Path]:
    """Write ``comparable_items_*.csv``: themes as rows, cities as columns, measures in cells."""
    return [
        write_csv(corpus.compare(*topics), folder / f"comparable_items_{name}.csv")
        for name, topics in COMPARISONS.items()
    ]


def write_readme(corpus: Corpus, folder: Path, *, note: str, left_out: Sequence[str] = ()) -> Path:
    """Write ``README.txt``: what every file in the folder rests on, and how to cite it.

    ``left_out`` says of each file that is not in the tables why.

    A line of its own in each CSV would stand in the way of whoever reads it with a program.
    """
    missing = "\n".join(["\nLeft out:", *left_out, ""]) if left_out else ""
    rests_on = f"Everything in this folder rests on:\n{note}\n{missing}"
    text = f"{rests_on}\nTo cite it:\n{cite(corpus)}\n"
    return write_whole(folder / "README.txt", text.encode())


def write_workbook(
    corpus: Corpus, path: Path, *, note: str = "", left_out: Sequence[str] = ()
) -> Path:
    """Write one Excel workbook: what is in it, the comparisons, and every table on a sheet.

    Args:
        corpus: what to write.
        path: the file, ``.xlsx``.
        note: what the tables rest on; stands on the first sheet.
        left_out: of each file left out, its name, why, and what to do; stands there, too.

    Returns:
        The file's path. Sheets have their head row fixed and filters on; ``plans.text`` is left
        out, longer than a cell may be.
    """
    sheets = {f"compare_{name}": corpus.compare(*topics) for name, topics in COMPARISONS.items()}
    for name in table_names():
        sheets[name] = getattr(corpus, name)
    sheets["plans"] = corpus.plans.drop(columns="text")
    book = Workbook()
    _write_contents(book, sheets, [[note], [""], *_left_out_rows(left_out)])
    for name, frame in sheets.items():
        _write_sheet(book, name, frame)
    return write_office(book, path)


def _left_out_rows(reasons: Sequence[str]) -> list[list[str]]:
    """Return name, reason and remedy of each file left out, under a head."""
    rows = []
    for reason in reasons:
        name, _, rest = reason.partition(": ")
        why, _, remedy = rest.partition("; ")
        rows.append([name, "", why, remedy])
    return [["left out", "", "why", "what to do"], *rows, [""]] if rows else []


def _write_contents(book: Workbook, sheets: dict[str, pd.DataFrame], told: list[list[str]]) -> None:
    sheet: Any = book.active
    sheet.title = "contents"
    for row in (["mzanalysis"], *told, ["sheet", "rows", "columns: meaning"]):
        sheet.append([_cell(value) for value in row])
        for cell in sheet[sheet.max_row]:
            _make_inert(cell)
            cell.font = Font(bold=row[0] in _HEADS)
    for name, frame in sheets.items():
        meaning = "themes as rows, cities as columns, measures in cells"
        if name in table_names():
            meaning = "; ".join(
                f"{column.name}: {column.meaning}" for column in table_columns(name)
            )
        sheet.append([name, len(frame), meaning])
        sheet.cell(sheet.max_row, 1).hyperlink = f"#'{name}'!A1"
    for column, width in {"A": 26, "B": 8, "C": 120, "D": 80}.items():
        sheet.column_dimensions[column].width = width


def _write_sheet(book: Workbook, name: str, frame: pd.DataFrame) -> None:
    sheet = book.create_sheet(name)
    sheet.append([_cell(str(column)) for column in frame.columns])
    for row in frame.astype(object).where(frame.notna(), None).to_numpy().tolist():
        sheet.append([_cell(value) for value in row])
    least, most = _WIDTHS
    top = Alignment(vertical="top", wrap_text=True)
    for cells, column in zip(sheet.columns, frame.columns, strict=True):
        head, *body = cells
        _make_inert(head)
        head.font = Font(bold=True)
        longest = max(map(text_units, map(str, frame[column])), default=0)
        width = min(max(longest, text_units(str(column)) + 3, least), most)
        sheet.column_dimensions[head.column_letter].width = width
        is_date = pd.api.types.is_datetime64_dtype(frame[column])
        is_share = str(column).startswith(("share", "unread_share", "pair_recall"))
        for cell in body:
            _make_inert(cell)
            if is_date:
                cell.number_format = "yyyy-mm-dd"
            if is_share:
                cell.number_format = "0.0%"
            if is_date or longest > most:
                cell.alignment = top
    _set_print(sheet)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _set_print(sheet: Any) -> None:
    """Print on A4 across, as wide as the page, with the head on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _make_inert(cell: Any) -> None:
    if isinstance(cell.value, str):
        cell.data_type = "s"  # a text that begins with = is no formula
        cell.quotePrefix = cell.value.startswith(_FORMULA_STARTS)


def _cell(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if not isinstance(value, str):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", value)[:_CELL_LIMIT]
