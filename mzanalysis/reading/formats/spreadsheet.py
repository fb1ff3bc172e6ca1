"""Excel files (.xlsx) to text: the rows of every sheet as they are seen, as task tables come.

Hidden sheets, rows and columns are left out and named in the metadata, and so are formulas that
no program has calculated yet.
"""

import datetime as dt
import re
from collections import Counter
from itertools import accumulate

from lxml import etree

from mzanalysis.reading.formats.cell_formats import number_formats, show_number
from mzanalysis.reading.formats.document import Document, may_repeat, write_row
from mzanalysis.reading.formats.office_file import OfficeFile, is_on, tag, whole_number

_PLACE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_AREA = re.compile(f"{_PLACE.pattern}:{_PLACE.pattern}")
_CONTROL = re.compile("_x00[01][0-9A-Fa-f]_")
_LAST_ROW, _LAST_COLUMN = 2**20, 2**14
_MOST_PLACES = 2_000_000  # rows times columns with text

Rows = dict[int, dict[int, str]]  # row -> column -> text, where there is any


def read(data: bytes, name: str) -> Document:
    """Read a workbook; a row is ``1 | 新增床位 |``, a single cell a line.

    Example: 0.125 in a cell of the format ``0.0%`` is read as ``12.5%``.
    """
    return _Reader(OfficeFile(data, name, "s:workbook")).read()


class _Reader:
    """One workbook: its strings and number formats, which all sheets share."""

    def __init__(self, file: OfficeFile) -> None:
        self._file = file
        settings = file.root.find(tag("s:workbookPr"))
        is_1904 = settings is not None and is_on(settings.get("date1904", "0"))
        self._day_zero = dt.datetime(1904, 1, 1) if is_1904 else dt.datetime(1899, 12, 30)
        self._formats = number_formats(next(file.parts("styles"), None))
        self._strings = [_string(item) for root in file.parts("sharedStrings") for item in root]
        self._left_out = Counter[str]()

    def read(self) -> Document:
        parts = {relation.name: relation for relation in self._file.relations}
        lines: list[str] = []
        left_out: list[str] = []
        for stated in self._file.root.iterfind(tag("s:sheets/s:sheet")):
            title, relation = stated.get("name", ""), parts.get(stated.get(tag("r:id"), ""))
            if relation is None:
                left_out.append(f"sheet «{title}», which is not in the file")
            elif stated.get("state", "visible") != "visible":
                left_out.append(f"hidden sheet «{title}»")
            elif relation.kind == "worksheet":
                self._left_out.clear()
                lines += self._write_sheet(relation.part)
                for what, number in self._left_out.items():
                    left_out.append(f"{number} {what} of sheet «{title}»")
        return Document("".join(lines), "xlsx", {"left_out": ", ".join(left_out)})

    def _write_sheet(self, part: str) -> list[str]:
        sheet = self._file.parse(part)
        rows, hidden_rows = self._gather(sheet)
        columns = sorted({column for row in rows.values() for column in row})
        if len(rows) * len(columns) > _MOST_PLACES:
            size = f"{len(rows):,} rows and {len(columns):,} columns"
            raise self._file.refuse_size(part, size, f"{_MOST_PLACES:,} cells")
        _spread_merges(sheet, rows)
        hidden_columns = _hidden_columns(sheet)
        shown = [column for column in columns if column not in hidden_columns]
        self._note("hidden columns", len(columns) - len(shown))
        self._note("hidden rows", len(hidden_rows))
        lines = []
        for number in sorted(rows.keys() - hidden_rows):
            cells = [rows[number].get(column, "") for column in shown]
            # A title over all columns is a line; a chapter's merged cell as well.
            is_line = cells[:1] != [""] and not any(cells[1:])
            lines.append(f"{''.join(cells)}\n" if is_line else write_row(cells))
        return lines

    def _note(self, what: str, number: int) -> None:
        if number:
            self._left_out[what] += number

    def _gather(self, sheet: etree._Element) -> tuple[Rows, set[int]]:
        """Return the texts of a sheet, and which rows of them are hidden."""
        rows: Rows = {}
        hidden = set()
        number = 0
        for row in sheet.iterfind(tag("s:sheetData/s:row")):
            number = whole_number(row.get("r"), number + 1, _LAST_ROW)
            texts: dict[int, str] = {}
            column = 0
            for cell in row:
                place = _PLACE.fullmatch(cell.get("r", ""))
                column = _column_number(place[1]) if place else column + 1
                text = self._cell_text(cell)
                if text:
                    texts[column] = text
            if texts:
                rows.setdefault(number, {}).update(texts)
                if is_on(row.get("hidden", "0")):
                    hidden.add(number)
        return rows, hidden

    def _cell_text(self, cell: etree._Element) -> str:
        kind, value = cell.get("t", "n"), cell.findtext(tag("s:v"))
        if kind == "inlineStr":
            return _string(cell)
        if value is None:
            self._note("formulas not calculated", len(cell.findall(tag("s:f"))))
            return ""
        if kind == "s":
            number = whole_number(value.strip(), len(self._strings), len(self._strings))
            if number == len(self._strings):
                raise self._file.refuse(f"a cell shows text {value!r}, which is not in the file")
            return self._strings[number]
        if kind == "b":
            return "TRUE" if is_on(value) else "FALSE"
        if kind == "n":
            style = whole_number(cell.get("s"), 0, len(self._formats) - 1)
            return show_number(value, self._formats[style], self._day_zero)
        return " ".join(value.removesuffix("T00:00:00").split())


def _spread_merges(sheet: etree._Element, rows: Rows) -> None:
    """Say in every row what a merged cell says of it."""
    merges: dict[int, list[tuple[int, int]]] = {}  # row -> column, last row
    for merge in sheet.iterfind(tag("s:mergeCells/s:mergeCell")):
        area = _AREA.fullmatch(merge.get("ref", ""))
        if area:
            merges.setdefault(int(area[2]), []).append((_column_number(area[1]), int(area[4])))
    held: dict[int, tuple[str, int]] = {}  # column -> what to say again, down to which row
    for number, row in sorted(rows.items()):
        for column, last in merges.get(number, []):
            if column in row:
                held[column] = may_repeat(row[column]), last
        for column, (again, last) in held.items():
            if number <= last:
                row.setdefault(column, again)


def _hidden_columns(sheet: etree._Element) -> set[int]:
    hidden: set[int] = set()
    for stated in sheet.iterfind(tag("s:cols/s:col")):
        if is_on(stated.get("hidden", "0")):
            first = whole_number(stated.get("min"), 1, _LAST_COLUMN)
            hidden.update(range(first, whole_number(stated.get("max"), first, _LAST_COLUMN) + 1))
    return hidden


def _string(parent: etree._Element) -> str:
    """Return a string without the readings that stand above its characters."""
    pieces = parent.iter(tag("s:t"))
    texts = [piece.text or "" for piece in pieces if piece.getparent().tag != tag("s:rPh")]
    return " ".join(_CONTROL.sub(" ", "".join(texts)).split())


def _column_number(letters: str) -> int:
    *_, number = accumulate(letters, lambda left, letter: left * 26 + ord(letter) - 64, initial=0)
    return number
