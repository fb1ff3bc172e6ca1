"""PDF files with a text layer: lines joined to paragraphs, page furniture left out, tables kept.

Page numbers and running heads, which would stand in the middle of sentences, are named in the
metadata.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException

from mzanalysis.errors import InputError
from mzanalysis.reading.formats.document import Document, write_row
from mzanalysis.reading.formats.joined_lines import (
    SENTENCE_ENDS,
    PrintedLine,
    join_lines,
    token_length,
)
from mzanalysis.text.decoding import LEAST_PLAUSIBLE, plausibility
from mzanalysis.text.patterns import pattern

_MARGIN = 0.15  # of the page's height, where furniture stands
_RUNS = 3  # pages on which a line at the edge must recur to be a running head
_GAP = 0.5  # of a character, from which a gap is a space
_UNREADABLE = 0.02  # share of characters without a meaning (cid:…) from which a text is junk
_RESCAN = "have its text recognised (OCR), check it, and save it as .txt or .docx"


def read(data: bytes, name: str) -> Document:
    """Read a PDF's text layer; metadata ``left_out`` names page numbers and running heads.

    Example: ``新增床位4`` at the end of a page, ``— 2 —``, ``0张。`` gives ``新增床位40张。``
    """
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            pages = [_read_page(page) for page in file.pages]
            empty = [page for page, lines in zip(file.pages, pages, strict=True) if len(lines) < 2]
            scans = [str(page.page_number) for page in empty if _is_scan(page)]
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
    tables = [
        table
        for table in page.find_tables()
        if len(table.rows) > 1 and len(table.rows[0].cells) > 1
    ]
    lines = [line for table in tables for line in _read_table(table, page.height)]
    boxes = [table.bbox for table in tables]

    def is_free(thing: dict[str, Any]) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in boxes)

    free: Page = page.filter(is_free) if tables else page
    rows = free.extract_text_lines(x_tolerance_ratio=_GAP)
    lines += [_read_line(row, page.height) for row in rows]
    return sorted(filter(attrgetter("text"), lines), key=attrgetter("top"))


def _read_table(table: Table, page_height: float) -> Iterator[PrintedLine]:
    left, top, right, _ = table.bbox
    for number, row in enumerate(table.extract(x_tolerance_ratio=_GAP)):
        cells = tuple((cell or "").replace("\n", "") for cell in row)
        height = (top + number / 1000) / page_height
        yield PrintedLine(write_row(cells).rstrip(), left, right, top=height, cells=cells)


def _read_line(row: dict[str, Any], page_height: float) -> PrintedLine:
    chars, text = row["chars"], row["text"].strip()
    token = chars[min(token_length(text), len(chars)) - 1]["x1"] - row["x0"]
    size = max(char["size"] for char in chars)
    return PrintedLine(text, row["x0"], row["x1"], size, token, row["top"] / page_height)


def _drop_furniture(pages: list[list[PrintedLine]]) -> tuple[list[PrintedLine], str]:
    """Take page numbers and running heads from the edges of pages."""
    recurring = Counter[str]()
    for page in pages:
        recurring.update({_shape(line) for line in [*page[:2], *page[-2:]]})
    often = max(_RUNS, len(pages) // 2 + 1)
    body: list[PrintedLine] = []
    left_out = Counter[str]()
    for number, page in enumerate(pages, 1):
        for at_edge in (0, -1, 0, -1):
            line = page[at_edge] if page else None
            if line is None or line.cells or _MARGIN < line.top < 1 - _MARGIN:
                continue
            if pattern("page_number").fullmatch(line.text):
                left_out["page numbers"] += 1
            elif recurring[_shape(line)] >= often:
                left_out[f"«{line.text}»"] += 1
            else:
                continue
            del page[at_edge]
        if body and page:
            _mend_page_break(body, page, number)
        body += page
    return body, ", ".join(f"{times} {what}" for what, times in left_out.items())


def _shape(line: PrintedLine) -> str:
    return re.sub(r"\d+", "0", line.text)


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
