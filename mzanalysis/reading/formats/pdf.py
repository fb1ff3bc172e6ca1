"""PDF files with a text layer: lines joined to paragraphs, page furniture left out, tables kept.

A line goes on into the next if it fills the column and the next is not indented; page numbers
and running heads, which would stand in the middle of sentences, are named in the metadata.
"""

import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import mode

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from mzanalysis.errors import InputError
from mzanalysis.reading.formats.document import Document, write_row
from mzanalysis.text.decoding import LEAST_PLAUSIBLE, plausibility
from mzanalysis.text.patterns import pattern

_TOKEN = re.compile(r"[“‘（(《]*[!-~]*[”’）)》，。、；：]*.")
_ENDS = tuple("。！？；：!?;:…”")
_MARGIN = 0.15  # of the page's height, where furniture stands
_NEARLY = 0.75  # of a column is filled by a line that goes on
_RUNS = 3  # pages on which a line at the edge must recur to be a running head
_GAP = 0.5  # of a character, from which a gap is a space
_LATIN = re.compile(r"[A-Za-z0-9,.]$"), re.compile(r"[A-Za-z]")
_UNREADABLE = 0.02  # share of characters without a meaning (cid:…) from which a text is junk
_RESCAN = "have its text recognised (OCR), check it, and save it as .txt or .docx"


@dataclass
class _Line:
    text: str
    top: float  # 0 at the page's top, 1 at its foot
    left: float
    right: float
    size: float = 0
    token: float = 0  # width of what the line begins with and no line break may cut
    cells: tuple[str, ...] = ()  # of a table's row


def read(data: bytes, name: str) -> Document:
    """Read a PDF's text layer; metadata ``left_out`` names page numbers and running heads.

    Example: ``新增床位4`` at the end of a page, ``— 2 —``, ``0张。`` gives ``新增床位40张。``
    """
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            pages = [_read_page(page) for page in file.pages]
            empty = [n for n, lines in enumerate(pages) if len(lines) <= 1]
            scans = [str(n + 1) for n in empty if _is_scan(file.pages[n])]
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        problem = f"no PDF that can be opened ({cause}); fetch it again"
        if isinstance(cause, PDFEncryptionError | PDFPasswordIncorrect):
            problem = "encrypted; open it with its password and save it without, or as .txt"
        raise InputError(f"{name}: {problem}") from error
    body, left_out = _drop_furniture(pages)
    # NUL: a glyph that the font does not have
    text = _join(body).replace("\x00", "\ufffd") if body else ""
    unknown = len(re.findall(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff]", text))
    if not text.strip():
        problem = "no text layer (a scan?)"
    elif scans:
        problem = f"page {', '.join(scans)} is a picture without text"
    elif unknown > _UNREADABLE * len(text) or plausibility(text) < LEAST_PLAUSIBLE:
        problem = f"its fonts do not say which characters they show ({unknown} unknown)"
    else:
        return Document(text, "pdf", {"left_out": left_out} if left_out else {})
    raise InputError(f"{name}: {problem}; {_RESCAN}")


def _is_scan(page: Page) -> bool:
    area = sum(image["width"] * image["height"] for image in page.images)
    return len(page.chars) < 20 and area > 0.3 * page.width * page.height


def _read_page(page: Page) -> list[_Line]:
    """Return a page's lines and table rows from top to bottom."""
    if len({(c["text"], round(c["x0"]), round(c["top"])) for c in page.chars}) < len(page.chars):
        page = page.dedupe_chars()  # printed twice, as some programs make characters bold
    tables = [t for t in page.find_tables() if len(t.rows) > 1 and len(t.rows[0].cells) > 1]
    found = []
    for table in tables:
        left, top, right, _ = table.bbox
        for n, row in enumerate(table.extract(x_tolerance_ratio=_GAP)):
            cells = tuple((cell or "").replace("\n", "") for cell in row)
            height = (top + n / 1000) / page.height
            found.append(_Line(write_row(cells).rstrip(), height, left, right, cells=cells))

    def is_free(thing: dict) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(t.bbox[0] <= x <= t.bbox[2] and t.bbox[1] <= y <= t.bbox[3] for t in tables)

    free = page.filter(is_free) if tables else page
    for line in free.extract_text_lines(x_tolerance_ratio=_GAP):
        chars, text = line["chars"], line["text"].strip()
        token = _TOKEN.match(text)
        width = chars[min(token.end() if token else 1, len(chars)) - 1]["x1"] - line["x0"]
        size, height = max(char["size"] for char in chars), line["top"] / page.height
        found.append(_Line(text, height, line["x0"], line["x1"], size, width))
    return sorted(filter(lambda line: line.text, found), key=lambda line: line.top)


def _drop_furniture(pages: list[list[_Line]]) -> tuple[list[_Line], str]:
    """Take page numbers and running heads from the edges of pages."""

    def shape(line: _Line) -> str:
        return re.sub(r"\d+", "0", line.text)

    edges = Counter(s for page in pages for s in {shape(x) for x in [*page[:2], *page[-2:]]})
    body: list[_Line] = []
    left_out = Counter[str]()
    for number, page in enumerate(pages, 1):
        for at_edge in (0, -1, 0, -1):
            line = page[at_edge] if page else None
            if line is None or line.cells or _MARGIN < line.top < 1 - _MARGIN:
                continue
            is_number = pattern("page_number").fullmatch(line.text)
            if is_number or edges[shape(line)] >= max(_RUNS, len(pages) // 2 + 1):
                left_out["page numbers" if is_number else f"«{line.text}»"] += 1
                del page[at_edge]
        if body and page:
            _mend_page_break(body, page, number)
        body += page
    return body, ", ".join(f"{times} {what}" for what, times in left_out.items())


def _mend_page_break(body: list[_Line], page: list[_Line], number: int) -> None:
    """Join what a page break cut: a table's row, a figure with a page number run into it."""
    last, first = body[-1], page[0]
    if first.cells and len(first.cells) == len(last.cells):
        rows = takewhile(lambda line: len(line.cells) == len(first.cells), reversed(body))
        if first.cells == list(rows)[-1].cells:  # the table's head is printed on every page
            page.pop(0)
        if page and page[0].cells and _goes_on(last.cells, page[0].cells):
            cells = tuple(map("".join, zip(last.cells, page.pop(0).cells, strict=True)))
            last.cells, last.text = cells, write_row(cells).rstrip()
    elif last.text[-1].isdecimal() and not last.cells:
        # 累计431 | 2、08人 is 43108
        said = re.match(r"(\d{1,3})、(?=\d)", first.text)
        if said and abs(int(said[1]) - number) <= 1:
            first.text = first.text[said.end() :]


def _goes_on(cells: tuple[str, ...], following: tuple[str, ...]) -> bool:
    filled = [(a, b) for a, b in zip(cells, following, strict=False) if b]
    if len(cells) != len(following) or following[0] or len(filled) >= sum(map(bool, cells)):
        return False
    is_open = any(not a.endswith(_ENDS) for a, _ in filled)
    return is_open and all(a and not b.isdecimal() for a, b in filled)


def _join(lines: list[_Line]) -> str:
    """Join lines to paragraphs."""
    plain = [line for line in lines if not line.cells] or lines
    # The column's edges: where most lines begin, and where nine of ten have ended.
    left = mode(round(line.left) for line in plain)
    right = sorted(line.right for line in plain)[int(len(plain) * 0.9)]
    gaps = [_between(line, following, left, right) for line, following in pairwise(lines)]
    return "".join(line.text + gap for line, gap in zip(lines, [*gaps, "\n"], strict=True))


def _between(line: _Line, following: _Line, left: float, right: float) -> str:
    is_open = not line.text.endswith(_ENDS)
    is_full = line.right + following.token > right - 0.6 * line.size
    if is_open and abs(line.size - following.size) < 1:
        # Typesetters leave lines ragged; the next line begins at the margin all the same.
        is_full = is_full or line.right - left > _NEARLY * (right - left)
    is_indented = following.left > left + 0.8 * following.size
    begins = not is_open and pattern("line_label").match(following.text)
    if line.cells or following.cells or not is_full or is_indented or begins:
        return "\n"
    return " " if _LATIN[0].search(line.text) and _LATIN[1].match(following.text) else ""
