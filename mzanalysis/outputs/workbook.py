"""Tables for people: CSV and an Excel workbook."""

from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from mzanalysis.corpus import Corpus
from mzanalysis.outputs.charts.canvas import text_units
from mzanalysis.outputs.citation import cite
from mzanalysis.tables import table_columns, table_names

# The three fields the comparison was asked for; an elderly-care comparison takes in ageing.
COMPARISONS = {
    "eldercare": ("eldercare", "ageing"),
    "assistance": ("assistance",),
    "funeral": ("funeral",),
}
_WIDTHS = (8, 48)  # characters of a column, least and most
_CELL_LIMIT = 32_767  # Excel's own; longer texts stay in the Parquet table
_LEFT_OUT = {"plans": ["text"]}


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV that Excel opens with its Chinese intact (UTF-8 with BOM)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
    return path


def write_comparisons(corpus: Corpus, folder: Path) -> list[Path]:
    """Write ``comparable_items_*.csv``: themes as rows, cities as columns, measures in cells."""
    return [
        write_csv(corpus.compare(*topics), folder / f"comparable_items_{name}.csv")
        for name, topics in COMPARISONS.items()
    ]


def write_readme(corpus: Corpus, folder: Path, *, note: str) -> Path:
    """Write ``README.txt``: what every file in the folder rests on, and how to cite it.

    A line of its own in each CSV would stand in the way of whoever reads it with a program.
    """
    path = folder / "README.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"Everything in this folder rests on:\n{note}\n\nTo cite it:\n{cite(corpus)}\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def write_workbook(corpus: Corpus, path: Path, *, note: str = "") -> Path:
    """Write one Excel workbook: what is in it, the comparisons, and every table on a sheet.

    Args:
        corpus: what to write.
        path: the file, ``.xlsx``.
        note: what the tables rest on; stands on the first sheet.

    Returns:
        The file's path. Sheets have their head row fixed and filters on; ``plans.text`` is left
        out, longer than a cell may be.
    """
    book = Workbook()
    sheets = {f"compare_{n}": corpus.compare(*topics) for n, topics in COMPARISONS.items()}
    sheets |= {
        name: getattr(corpus, name).drop(columns=_LEFT_OUT.get(name, [])) for name in table_names()
    }
    _write_contents(book, {name: len(frame) for name, frame in sheets.items()}, note)
    for name, frame in sheets.items():
        _write_sheet(book, name, frame)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def _write_contents(book: Workbook, n_rows: dict[str, int], note: str) -> None:
    sheet: Any = book.active
    sheet.title = "contents"
    for row in (["mzanalysis"], [note], [], ["sheet", "rows", "columns: meaning"]):
        sheet.append(row)
    for name, n in n_rows.items():
        declared = table_columns(name) if name in table_names() else ()
        meaning = "; ".join(f"{c.name}: {c.meaning}" for c in declared)
        sheet.append([name, n, meaning or "themes as rows, cities as columns, measures in cells"])
        sheet.cell(sheet.max_row, 1).hyperlink = f"#'{name}'!A1"
    for cell in (sheet["A1"], sheet["A4"]):
        cell.font = Font(bold=True)
    for column, width in zip("ABC", (26, 8, 120), strict=True):
        sheet.column_dimensions[column].width = width


def _write_sheet(book: Workbook, name: str, frame: pd.DataFrame) -> None:
    sheet = book.create_sheet(name)
    sheet.append([str(column) for column in frame.columns])
    for row in frame.astype(object).where(frame.notna(), None).to_numpy().tolist():
        sheet.append([_cell(value) for value in row])
    top = Alignment(vertical="top", wrap_text=True)
    for i, column in enumerate(frame.columns, 1):
        longest = max((text_units(str(value)) for value in frame[column]), default=0)
        width = min(max(longest, text_units(str(column)) + 3, _WIDTHS[0]), _WIDTHS[1])
        sheet.column_dimensions[get_column_letter(i)].width = width
        sheet.cell(1, i).font = Font(bold=True)
        is_date = pd.api.types.is_datetime64_dtype(frame[column])
        if longest <= _WIDTHS[1] and not is_date:
            continue
        for (cell,) in sheet.iter_rows(min_row=2, min_col=i, max_col=i):
            cell.alignment = top
            if is_date:
                cell.number_format = "yyyy-mm-dd"
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _cell(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    # A text that begins with = would be run as a formula.
    if isinstance(value, str):
        return ("'" if value.startswith("=") else "") + value[:_CELL_LIMIT]
    return value
