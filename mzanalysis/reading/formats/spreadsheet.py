"""Excel files (.xlsx) to text: the rows of every sheet as they are seen, as task tables come.

Hidden sheets, rows and columns are left out and named in the metadata, and so are formulas that
no program has calculated yet.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from lxml import etree

from mzanalysis.errors import InputError
from mzanalysis.reading.formats.cell_formats import number_formats, show_number
from mzanalysis.reading.formats.document import Document, may_repeat, write_row
from mzanalysis.reading.formats.office_file import OfficeFile, is_on, tag, whole_number

_ROW, _CELL, _MERGE = tag("s:row"), tag("s:c"), tag("s:mergeCell")
_PLACE = re.compile("([A-Z]{1,3})[0-9]{1,7}")
_AREA = re.compile("([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})")
_CONTROL = re.compile("_x00[01][0-9A-Fa-f]_")
_LAST_ROW, _LAST_COLUMN = 2**20, 2**14
# A task table of 300 rows has some 2,000 cells; what a table of so many has to say is no plan.
_MOST_CELLS, _MOST_PLACES = 200_000, 2_000_000


class _Book(NamedTuple):
    file: OfficeFile
    strings: list[str]
    formats: list[str]  # by style
    day_zero: dt.datetime


class _Sheet:
    """What one sheet holds: texts by row and column, what is merged, what is hidden."""

    def __init__(self) -> None:
        self.rows: dict[int, dict[int, str]] = defaultdict(dict)
        self.merges: dict[int, list[tuple[int, int]]] = defaultdict(list)  # row -> column, last row
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[range] = []
        self.left_out = Counter[str]()


def read(data: bytes, name: str) -> Document:
    """Read a workbook; a row is ``1 | 新增床位 |``, a single cell a line.

    Example: 0.125 in a cell of the format ``0.0%`` is read as ``12.5%``.
    """
    file = OfficeFile(data, name, "Excel")
    main = file.main_part()
    root = file.parse(main)
    if root.tag != tag("s:workbook"):
        raise file.refuse(f"its document is a {etree.QName(root).localname}")
    settings = root.find(tag("s:workbookPr"))
    is_1904 = settings is not None and is_on(settings.get("date1904", "0"))
    day_zero = dt.datetime(1904, 1, 1) if is_1904 else dt.datetime(1899, 12, 30)
    styles = map(file.parse, file.related(main, "styles"))
    strings = [_string(text) for text in _all_strings(file, main)]
    book = _Book(file, strings, number_formats(next(styles, None)), day_zero)
    parts = {relation.name: relation for relation in file.relations(main)}
    lines: list[str] = []
    left_out: list[str] = []
    for stated in root.iterfind(tag("s:sheets/s:sheet")):
        title, relation = stated.get("name", ""), parts.get(stated.get(tag("r:id"), ""))
        if relation is None:
            left_out.append(f"sheet «{title}», which is not in the file")
        elif stated.get("state", "visible") != "visible":
            left_out.append(f"hidden sheet «{title}»")
        elif relation.kind == "worksheet":
            sheet = _gather(book, relation.part)
            lines += _write(book, sheet)
            left_out += [f"{n} {what} of sheet «{title}»" for what, n in sheet.left_out.items()]
    return Document("".join(lines), "xlsx", {"left_out": ", ".join(left_out)})


def _all_strings(file: OfficeFile, main: str) -> Iterator[etree._Element]:
    for part in file.related(main, "sharedStrings"):
        yield from file.parse(part).iterfind(tag("s:si"))


def _gather(book: _Book, part: str) -> _Sheet:
    """Read a sheet cell by cell: those without text, however many, take no memory."""
    sheet = _Sheet()
    last = column = n_cells = 0
    for element in book.file.stream(part, "s:col", "s:row", "s:c", "s:mergeCell"):
        if element.tag == _CELL:
            place = _PLACE.fullmatch(element.get("r", ""))
            column = _column_number(place[1]) if place else column + 1
            text = _cell_text(book, element, sheet)
            if text:
                row = whole_number(element.getparent().get("r"), last + 1, _LAST_ROW)
                sheet.rows[row][column] = text
                n_cells += 1
        elif element.tag == _ROW:
            last, column = whole_number(element.get("r"), last + 1, _LAST_ROW), 0
            if is_on(element.get("hidden", "0")):
                sheet.hidden_rows.add(last)
        elif element.tag == _MERGE:
            area = _AREA.fullmatch(element.get("ref", ""))
            if area:
                sheet.merges[int(area[2])].append((_column_number(area[1]), int(area[3])))
        elif is_on(element.get("hidden", "0")):
            first = whole_number(element.get("min"), 1, _LAST_COLUMN)
            last_hidden = whole_number(element.get("max"), first, _LAST_COLUMN)
            sheet.hidden_columns.append(range(first, last_hidden + 1))
        if n_cells > _MOST_CELLS:
            raise _refuse_table(book, f"more than {_MOST_CELLS:,} filled cells")
    return sheet


def _write(book: _Book, sheet: _Sheet) -> Iterator[str]:
    """Yield the rows that are seen; columns without any text are left out."""
    columns = sorted({column for row in sheet.rows.values() for column in row})
    if len(sheet.rows) * len(columns) > _MOST_PLACES:
        raise _refuse_table(book, f"{len(sheet.rows):,} rows and {len(columns):,} columns")
    _spread_merges(sheet)
    shown = [c for c in columns if not any(c in span for span in sheet.hidden_columns)]
    sheet.left_out["hidden columns"] += len(columns) - len(shown)
    for number, row in sorted(sheet.rows.items()):
        if number in sheet.hidden_rows:
            sheet.left_out["hidden rows"] += 1
            continue
        cells = [row.get(column, "") for column in shown]
        # A title over all columns is a line; a chapter's merged cell as well.
        is_line = not any(cells[1:])
        yield "".join(f"{cell}\n" for cell in cells if cell) if is_line else write_row(cells)
    sheet.left_out = +sheet.left_out


def _spread_merges(sheet: _Sheet) -> None:
    """Say in every row what a merged cell says of it."""
    held: dict[int, tuple[str, int]] = {}  # column -> what to say again, down to which row
    for number, row in sorted(sheet.rows.items()):
        for column, last in sheet.merges[number]:
            if column in row:
                held[column] = may_repeat(row[column]), last
        for column, (again, last) in held.items():
            if number <= last:
                row.setdefault(column, again)


def _refuse_table(book: _Book, size: str) -> InputError:
    remedy = "save the plan's own table alone as .xlsx, or its text as .txt"
    return InputError(f"{book.file.name}: a sheet has {size}, no plan has so many; {remedy}")


def _cell_text(book: _Book, cell: etree._Element, sheet: _Sheet) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(tag("s:v"))
    if kind == "inlineStr":
        inline = cell.find(tag("s:is"))
        return "" if inline is None else _string(inline)
    if value is None:
        sheet.left_out["formulas not calculated"] += cell.find(tag("s:f")) is not None
        return ""
    if kind == "s":
        number = whole_number(value, len(book.strings), len(book.strings))
        if number == len(book.strings):
            raise book.file.refuse(f"a cell shows text {value!r}, which is not in the file")
        return book.strings[number]
    if kind == "b":
        return "TRUE" if is_on(value) else "FALSE"
    if kind == "n":
        style = whole_number(cell.get("s"), 0, _LAST_ROW)
        form = book.formats[style] if style < len(book.formats) else ""
        return show_number(value, form, book.day_zero)
    return " ".join(value.removesuffix("T00:00:00").split())


def _string(parent: etree._Element) -> str:
    """Return a string without the readings that stand above its characters."""
    pieces = parent.iter(tag("s:t"))
    texts = [piece.text or "" for piece in pieces if piece.getparent().tag != tag("s:rPh")]
    return " ".join(_CONTROL.sub(" ", "".join(texts)).split())


def _column_number(letters: str) -> int:
    *_, number = accumulate(letters, lambda left, letter: left * 26 + ord(letter) - 64, initial=0)
    return number
