"""PDF files with a text layer: lines joined to paragraphs, page furniture left out, tables kept.

Page numbers and running heads, which would stand in the middle of sentences, are named in the
metadata.
"""

import contextlib
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from operator import attrgetter, itemgetter
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdftypes import resolve1
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException

from mzanalysis.errors import InputError
from mzanalysis.reading.formats.document import Document, spread_spans, write_row
from mzanalysis.reading.formats.joined_lines import (
    SENTENCE_ENDS,
    PrintedLine,
    join_lines,
    token_length,
)
from mzanalysis.reading.formats.page_columns import GAP, Row, order_rows
from mzanalysis.text.decoding import LEAST_PLAUSIBLE, plausibility
from mzanalysis.text.patterns import pattern

_MARGIN = 0.15  # of the page's height, where furniture stands
_MOST_PAGES, _MOST_CHARACTERS = 300, 20_000  # of a plan; of one of its pages
_WHITES = (1, (1,), (1, 1, 1), (0, 0, 0, 0))  # grey, RGB, CMYK
_MOST_EDGES = 3000  # of a page's drawing among which tables are looked for
_MOST_BYTES, _MOST_OF_ALL = 2**20, 8 * 2**20  # of what draws a page, and all pages
_UNREADABLE = 0.02  # share of characters without a meaning (cid:…) from which a text is junk
_RESCAN = "have its text recognised (OCR), check it, and save it as .txt or .docx"


def read(data: bytes, name: str) -> Document:
    """Read a PDF's text layer; metadata ``left_out`` names page numbers and running heads.

    Example: ``新增床位4`` at the end of a page, ``— 2 —``, ``0张。`` gives ``新增床位40张。``
    """
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            pages, scans = _read_pages(file, name)
    except PdfminerException as error:
        cause = error.args[0]
        problem = f"no PDF that can be opened ({cause}); fetch it again"
        if isinstance(cause, PDFEncryptionError | PDFPasswordIncorrect):
            problem = "encrypted; open it with its password and save it without, or as .txt"
        raise InputError(f"{name}: {problem}") from error
    body, left_out = _drop_furniture(pages)
    # NUL: a glyph that the font does not have
    text = join_lines(body, is_ragged=True).replace("\x00", "\ufffd") if body else ""
    problem = _find_problem(text, scans)
    if problem:
        raise InputError(f"{name}: {problem}; {_RESCAN}")
    return Document(text, "pdf", {"left_out": left_out})


def _read_pages(file: PDF, name: str) -> tuple[list[list[PrintedLine]], list[str]]:
    """Return each page's lines, and the numbers of the pages that are pictures."""
    if len(file.pages) > _MOST_PAGES:
        what = f"{len(file.pages):,} pages, a plan at most {_MOST_PAGES}"
        raise InputError(f"{name}: has {what}; save the plan's pages alone")
    pages, scans, n_bytes = [], [], 0
    for page in file.pages:
        size = _content_size(page)
        n_bytes += size
        is_large = size > _MOST_BYTES or n_bytes > _MOST_OF_ALL
        if is_large or len(page.chars) > _MOST_CHARACTERS:
            problem = f"page {page.page_number} is drawn with more than a page of text can hold"
            raise InputError(f"{name}: {problem}; save the plan's text alone as .txt")
        pages.append(_read_page(page))
        if len(pages[-1]) < 2 and _is_scan(page):
            scans.append(str(page.page_number))
        page.close()
    return pages, scans


def _content_size(page: Page) -> int:
    """Return the number of bytes that draw a page, no more unpacked than are allowed."""
    n_bytes = 0
    for stream in page.page_obj.contents:
        packed = getattr(resolve1(stream), "rawdata", None) or b""
        unpacked = b""
        with contextlib.suppress(zlib.error):
            unpacked = zlib.decompressobj().decompress(packed, _MOST_BYTES + 1)
        n_bytes += max(len(packed), len(unpacked))
    return n_bytes


def _find_problem(text: str, scans: list[str]) -> str:
    """Return why a text layer cannot be used, "" if it can."""
    if not text.strip():
        return "no text layer (a scan?)"
    if scans:
        return f"page {', '.join(scans)} is a picture without text"
    unknown = len(re.findall(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff]", text))
    if unknown > _UNREADABLE * len(text) or plausibility(text) < LEAST_PLAUSIBLE:
        return f"its fonts do not say which characters they show ({unknown} unknown)"
    return ""


def _is_scan(page: Page) -> bool:
    area = sum(image["width"] * image["height"] for image in page.images)
    return len(page.chars) < 20 and area > 0.3 * page.width * page.height


def _read_page(page: Page) -> list[PrintedLine]:
    """Return a page's lines and table rows from top to bottom."""
    marks = {(char["text"], round(char["x0"]), round(char["top"])) for char in page.chars}
    if len(marks) < len(page.chars):
        page = page.dedupe_chars()  # printed twice, as some programs make characters bold
    visible = page.filter(_is_visible) if page.edges else page
    tables = visible.find_tables() if len(page.edges) < _MOST_EDGES else []
    tables = [table for table in tables if len(table.rows) > 1 and len(table.rows[0].cells) > 1]
    boxes = [table.bbox for table in tables]

    def is_free(thing: dict[str, Any]) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in boxes)

    free: Page = page.filter(is_free) if tables else page
    rows: list[Row] = free.extract_text_lines(x_tolerance_ratio=GAP)
    rows += [{"top": table.bbox[1], "chars": [], "table": table} for table in tables]
    lines: list[PrintedLine] = []
    for row, shift in order_rows(sorted(rows, key=itemgetter("top"))):
        if "table" in row:
            lines += _read_table(row["table"], page.height)
        else:
            lines.append(_read_line(row, page.height, shift))
    return list(filter(attrgetter("text"), lines))


def _is_visible(thing: dict[str, Any]) -> bool:
    """Tell whether a thing is text, or a line or an area that is not white."""
    if thing["object_type"] not in ("line", "rect", "curve"):
        return True
    colors = [thing["stroking_color"]] if thing["stroke"] else []
    colors += [thing["non_stroking_color"]] if thing["fill"] else []
    return any(color not in _WHITES for color in colors)


def _read_table(table: Table, page_height: float) -> Iterator[PrintedLine]:
    left, top, right, _ = table.bbox
    columns = sorted({x0 for x0, *_ in table.cells})
    heights = sorted({y0 for _, y0, *_ in table.cells})
    rows: list[list[tuple[str, int, int]]] = []
    for texts, row in zip(table.extract(x_tolerance_ratio=GAP), table.rows, strict=True):
        cells = []
        for text, box in zip(texts, row.cells, strict=True):
            if box is not None:
                x0, y0, x1, y1 = box
                n_columns = sum(x0 <= x < x1 for x in columns)
                n_rows = sum(y0 <= y < y1 for y in heights)
                cells.append(((text or "").replace("\n", ""), n_columns, n_rows))
        rows.append(cells)
    for number, cells_of_row in enumerate(spread_spans(rows)):
        height, text = (top + number / 1000) / page_height, write_row(cells_of_row).rstrip()
        yield PrintedLine(text, left, right, top=height, cells=tuple(cells_of_row))


def _read_line(row: Row, page_height: float, shift: float) -> PrintedLine:
    chars, text = row["chars"], row["text"].strip()
    token = chars[min(token_length(text), len(chars)) - 1]["x1"] - row["x0"]
    size = max(char["size"] for char in chars)
    left, right = row["x0"] - shift, row["x1"] - shift
    is_parted = row.get("is_parted", False)
    return PrintedLine(text, left, right, size, token, row["top"] / page_height, (), is_parted)


def _drop_furniture(pages: list[list[PrintedLine]]) -> tuple[list[PrintedLine], str]:
    """Take page numbers and running heads from the edges of pages."""
    recurring = Counter[tuple[str, int]]()
    for page in pages:
        recurring.update({_shape(line) for line in [*page[:2], *page[-2:]]})
    often = max(2, len(pages) // 3 + 1)  # the heads of left and right pages may differ
    body: list[PrintedLine] = []
    left_out = Counter[str]()
    for number, page in enumerate(pages, 1):
        for at_edge in (0, -1, 0, -1):
            line = page[at_edge] if page else None
            if line is None or line.cells or _MARGIN < line.top < 1 - _MARGIN:
                continue
            if pattern("page_number").fullmatch(line.text):
                left_out["page numbers"] += 1
            elif recurring[_shape(line)] >= often and _may_be_head(line):
                left_out[f"«{line.text}»"] += 1
            else:
                continue
            del page[at_edge]
        if body and page:
            _mend_page_break(body, page, number)
        body += page
    return body, ", ".join(f"{times} {what}" for what, times in left_out.items())


def _shape(line: PrintedLine) -> tuple[str, int]:
    """Return a line without its numbers, and the hundredth of the page where it stands."""
    return re.sub(r"\d+", "0", line.text), round(line.top * 100)


def _may_be_head(line: PrintedLine) -> bool:
    return line.is_open and not line.is_labelled and not line.text.endswith((")", "）"))


def _mend_page_break(body: list[PrintedLine], page: list[PrintedLine], number: int) -> None:
    """Join what a page break cut: a table's row, a figure with a page number run into it."""
    last, first = body[-1], page[0]
    if first.cells and len(first.cells) == len(last.cells):
        if first.cells == _table_head(body):  # it is printed on every page
            page.pop(0)
        if page and _goes_on(last.cells, page[0].cells):
            rest_of_row = page.pop(0).cells
            last.cells = tuple(map("".join, zip(last.cells, rest_of_row, strict=True)))
            last.text = write_row(last.cells).rstrip()
    elif last.text[-1].isdecimal() and not last.cells:
        # 累计431 | 2、08人 is 43108
        page_number = re.match(r"(\d{1,3})、(?=\d)", first.text)
        if page_number and abs(int(page_number[1]) - number) <= 1:
            first.text = first.text[page_number.end() :]


def _table_head(body: list[PrintedLine]) -> tuple[str, ...]:
    """Return the first row of the table with which the text so far ends."""
    head = body[-1].cells
    for line in reversed(body):
        if len(line.cells) != len(head):
            break
        head = line.cells
    return head


def _goes_on(cells: tuple[str, ...], following: tuple[str, ...]) -> bool:
    if len(cells) != len(following) or following[0]:
        return False
    filled = [(above, below) for above, below in zip(cells, following, strict=True) if below]
    if len(filled) >= sum(map(bool, cells)):
        return False
    is_open = any(not above.endswith(SENTENCE_ENDS) for above, _ in filled)
    return is_open and all(above and not below.isdecimal() for above, below in filled)
