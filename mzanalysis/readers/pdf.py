"""PDF files with a text layer: lines joined to paragraphs, page furniture left out, tables kept.

A PDF knows characters at places, no paragraphs. A line goes on into the next if it fills the
column and the next is not indented; page numbers and running heads, which would stand in the
middle of sentences, are left out and named in the metadata.
"""

import io
import re
from collections import Counter
from dataclasses import dataclass

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from mzanalysis.errors import InputError
from mzanalysis.readers.document import Document
from mzanalysis.readers.tables import write_row
from mzanalysis.readers.text import plausibility

_PAGE_NUMBER = re.compile(
    r"[-—–―─·.\s]*\d{1,3}[-—–―─·.\s]*|第?\s*\d{1,3}\s*页?\s*[/,，共]\s*共?\s*\d{1,3}\s*页?|第\s*\d{1,3}\s*页"
)
_LABEL = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]|第.{1,3}[章节条]"
)
_TOKEN = re.compile(r"[“‘（(《]*[!-~]*[”’）)》，。、；：]*.")
_ENDS = tuple("。！？；：!?;:…”")
_MARGIN = 0.15  # of the page's height, where furniture stands
_RUNS = 3  # pages on which a line at the edge must recur to be a running head
_LATIN = re.compile(r"[A-Za-z0-9,.]$"), re.compile(r"[A-Za-z]")
_UNREADABLE = 0.02  # share of characters without a meaning (cid:…) from which a text is junk
_LEAST_PLAUSIBLE = 0.7
_RESCAN = "have its text recognised (OCR), check it, and save it as .txt or .docx"


@dataclass
class _Line:
    left: float
    right: float
    size: float
    height: float  # 0 at the page's top, 1 at its foot
    text: str
    is_row: bool = False
    token: float = 0  # width of what the line begins with and no line break may cut


def read(data: bytes, name: str) -> Document:
    """Read a PDF's text layer; metadata ``left_out`` names page numbers and running heads.

    Raises:
        InputError: the file is encrypted, damaged, a scan, or its fonts tell no characters.

    Example: ``新增床位4`` at the end of a page, ``— 2 —``, ``0张。`` gives ``新增床位40张。``
    """
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            pages = [_read_page(page) for page in file.pages]
            scans = [n for n, page in enumerate(file.pages, 1) if _is_scan(page)]
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFEncryptionError | PDFPasswordIncorrect):
            raise InputError(
                f"{name}: encrypted; open it with its password and save it without, or copy its "
                "text into a .txt file"
            ) from error
        raise InputError(f"{name}: no PDF that can be opened ({cause}); fetch it again") from error
    body, left_out = _drop_furniture(pages)
    text = _join(body).replace("\x00", "\ufffd")  # a glyph that the font does not have
    _check_readable(text, scans, name)
    return Document(text, "pdf", {"left_out": left_out} if left_out else {})


def _is_scan(page: Page) -> bool:
    area = sum(image["width"] * image["height"] for image in page.images)
    return len(page.chars) < 20 and area > 0.3 * page.width * page.height


def _check_readable(text: str, scans: list[int], name: str) -> None:
    if not text.strip():
        raise InputError(f"{name}: no text layer (a scan?); {_RESCAN}")
    if scans:
        numbers = ", ".join(map(str, scans))
        raise InputError(f"{name}: page {numbers} is a picture without text; {_RESCAN}")
    unknown = len(re.findall(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff]", text))
    if unknown > _UNREADABLE * len(text) or plausibility(text) < _LEAST_PLAUSIBLE:
        raise InputError(
            f"{name}: its fonts do not say which characters they show ({unknown} unknown); "
            f"{_RESCAN}"
        )


def _read_page(page: Page) -> list[_Line]:
    """Return a page's lines and table rows from top to bottom."""
    page = page.dedupe_chars()  # bold made by printing twice
    tables = [t for t in page.find_tables() if len(t.rows) > 1 and len(t.rows[0].cells) > 1]
    found: list[tuple[float, _Line]] = []
    for table in tables:
        x0, top, x1, _ = table.bbox
        rows = table.extract(x_tolerance_ratio=0.5)
        for n, row in enumerate(rows):
            cells = ["".join((cell or "").split("\n")) for cell in row]
            text = write_row(cells).rstrip("\n")
            found.append((top + n / 1000, _Line(x0, x1, 0, 0.5, text, is_row=True)))

    def is_free(thing: dict) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(t.bbox[0] <= x <= t.bbox[2] and t.bbox[1] <= y <= t.bbox[3] for t in tables)

    chars = page.filter(is_free) if tables else page
    for line in chars.extract_text_lines(x_tolerance_ratio=0.5, return_chars=True):
        size = max(char["size"] for char in line["chars"])
        text = line["text"].strip()
        if text:
            height = line["top"] / page.height
            token = _TOKEN.match(text)
            ending = line["chars"][min(len(token[0]) if token else 1, len(line["chars"])) - 1]
            width = ending["x1"] - line["x0"]
            read = _Line(line["x0"], line["x1"], size, height, text, token=width)
            found.append((line["top"], read))
    return [line for _, line in sorted(found, key=lambda pair: pair[0]) if line.text]


def _drop_furniture(pages: list[list[_Line]]) -> tuple[list[_Line], str]:
    """Take page numbers and running heads from the edges of pages."""

    def shape(line: _Line) -> str:
        return re.sub(r"\d+", "0", line.text)

    edges = Counter(s for page in pages for s in {shape(x) for x in [*page[:2], *page[-2:]]})
    body, left_out = [], Counter[str]()
    for page in pages:
        for at_edge in (0, -1, 0, -1):
            line = page[at_edge] if page else None
            if line is None or line.is_row or _MARGIN < line.height < 1 - _MARGIN:
                continue
            is_head = edges[shape(line)] >= _RUNS and edges[shape(line)] > len(pages) / 2
            if _PAGE_NUMBER.fullmatch(line.text):
                left_out["page numbers"] += 1
                page = page[1:] if at_edge == 0 else page[:-1]
            elif is_head:
                left_out[f"«{line.text}»"] += 1
                page = page[1:] if at_edge == 0 else page[:-1]
        body += page
    return body, ", ".join(f"{times} {what}" for what, times in left_out.items())


def _join(lines: list[_Line]) -> str:
    """Join lines to paragraphs."""
    plain = [line for line in lines if not line.is_row]
    if not plain:
        return "".join(f"{line.text}\n" for line in lines)
    # The column's edges: where most lines begin, and where nine of ten have ended.
    left = Counter(round(line.left) for line in plain).most_common(1)[0][0]
    right = sorted(line.right for line in plain)[int(len(plain) * 0.9)]
    text = ""
    previous: _Line | None = None
    for line in lines:
        if previous is not None:
            text += _between(previous, line, left, right)
        text += line.text
        previous = line
    return text + "\n"


def _between(line: _Line, following: _Line, left: float, right: float) -> str:
    is_full = line.right + following.token > right - 0.6 * line.size
    is_indented = following.left > left + 0.8 * following.size
    begins = _LABEL.match(following.text) and line.text.endswith(_ENDS)
    if line.is_row or following.is_row or not is_full or is_indented or begins:
        return "\n"
    is_latin = _LATIN[0].search(line.text) and _LATIN[1].match(following.text)
    return " " if is_latin else ""
