"""Word files (.docx) to text: the numbers Word makes, tables, text boxes, footnotes.

Tracked deletions are left out, insertions kept; comments, hidden text and hidden field codes are
no part of the text. Page headers and footers, and embedded files that are not read, are named in
the metadata.
"""

import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from mzanalysis.errors import InputError
from mzanalysis.reading.formats import read_bytes
from mzanalysis.reading.formats.document import PAGE_EDGE, Document, spread_spans, write_row
from mzanalysis.reading.formats.office_file import OfficeFile, is_on, tag, whole_number
from mzanalysis.reading.formats.word_numbering import Numbering, Styles

# Deleted or moved away, readings of characters, properties, an older drawing of the same box.
_UNSEEN = {tag(f"w:{name}") for name in ("del", "moveFrom", "rt", "pPr", "rPr", "sectPr")}
_UNSEEN.add(tag("mc:Fallback"))
_TEXT = {tag("w:t"), tag("m:t")}
_SIGNS = {tag("w:tab"): "\t", tag("w:br"): "\n", tag("w:cr"): "\n", tag("w:noBreakHyphen"): "-"}
_PARAGRAPH, _TABLE, _ROW, _CELL = tag("w:p"), tag("w:tbl"), tag("w:tr"), tag("w:tc")
_BOX, _RUN, _CHUNK = tag("w:txbxContent"), tag("w:r"), tag("w:altChunk")
_VALUE = tag("w:val")
_GONE = (tag("w:pPr/w:rPr/w:del"), tag("w:pPr/w:rPr/w:moveFrom"))
_EMBEDDED = ("oleObject", "package")  # an annex behind a picture of its icon
_MOST_COLUMNS = 63  # of a row, in Word


def read(data: bytes, name: str) -> Document:
    r"""Read a Word file; a paragraph is a line, a table's row is ``a | b |``.

    Example: two paragraphs of an automatic list 一、 give ``一、养老\n二、救助\n``.
    """
    return _Reader(OfficeFile(data, name, "w:document")).read()


class _Reader:
    """Walks one file in the text's order, since Word's numbers are counted on the way."""

    def __init__(self, file: OfficeFile) -> None:
        self._file = file
        self._styles = Styles(next(file.parts("styles"), None))
        self._numbering = Numbering(next(file.parts("numbering"), None), self._styles)
        self._chunks = {relation.name: relation.part for relation in file.relations}
        self._left_out: list[str] = []

    def read(self) -> Document:
        texts = list(self._write(self._file.root))
        for notes in (*self._file.parts("footnotes"), *self._file.parts("endnotes")):
            texts += self._write_notes(notes)
        self._quote_edges()
        for relation in self._file.relations:
            if relation.kind in _EMBEDDED:
                self._left_out.append(f"embedded file {relation.part}")
        left_out = ", ".join(dict.fromkeys(self._left_out))
        return Document("".join(texts), "docx", {"left_out": left_out})

    def _quote_edges(self) -> None:
        """Quote what stands at the top and foot of every page, page numbers aside."""
        for edge in (*self._file.parts("header"), *self._file.parts("footer")):
            text = "".join(self._write_runs(edge)).strip()
            if re.search(r"[^\W\d]", text):
                self._left_out.append(f"page edge «{text}»")

    def _write(self, parent: etree._Element) -> Iterator[str]:
        """Yield paragraphs and table rows, each with its newline; call in the text's order."""
        for element in parent:
            if element.tag == _PARAGRAPH:
                yield from self._write_paragraph(element)
            elif element.tag == _TABLE:
                yield from self._write_table(element)
            elif element.tag == _CHUNK:
                yield self._read_chunk(element.get(tag("r:id"), ""))
            elif element.tag not in _UNSEEN:
                yield from self._write(element)  # content controls, insertions

    def _read_chunk(self, name: str) -> str:
        """Return the text of a file that Word shows as if it were part of the document."""
        part = self._chunks.pop(name, "")  # each is shown once
        if not part:
            return ""
        try:
            document = read_bytes(self._file.read(part), part)
        except InputError as error:
            self._left_out.append(f"embedded file {error}")
            return ""
        return document.text.replace(f"{PAGE_EDGE}\n", "")

    def _write_notes(self, notes: etree._Element) -> Iterator[str]:
        """Yield footnotes as lines of their own, after the text: ``[注1] …``."""
        number = 0
        for note in notes:
            if note.get(tag("w:type"), "normal") != "normal":
                continue
            number += 1
            text = " ".join("".join(self._write(note)).split())
            if text:
                yield f"[注{number}] {text}\n"

    def _write_paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        text = "".join(self._write_runs(paragraph, self._styles.hides_text(paragraph)))
        # Word counts an empty paragraph of a list, but not one whose mark is deleted.
        is_deleted = any(paragraph.find(path) is not None for path in _GONE)
        if not is_deleted or text.strip():
            yield self._numbering.label(paragraph)
        yield text if is_deleted else text + "\n"
        for box in _boxes(paragraph):
            yield from self._write(box)

    def _write_runs(self, parent: etree._Element, is_hidden: bool = False) -> Iterator[str]:
        for child in parent:
            if child.tag in _TEXT:
                yield child.text or ""
            elif child.tag in _SIGNS:
                yield _SIGNS[child.tag]
            elif child.tag == _RUN:
                if not self._styles.hides_text(child, is_hidden):
                    yield from self._write_runs(child, is_hidden)
            elif child.tag not in _UNSEEN and child.tag != _BOX:
                yield from self._write_runs(child, is_hidden)

    def _write_table(self, table: etree._Element) -> Iterator[str]:
        rows = [list(self._cells(row)) for row in _within(table, _ROW) if _is_shown(row)]
        if all(len(row) <= 1 for row in rows):  # a frame around text
            for text, _, _ in chain.from_iterable(rows):
                yield text or ""
        else:
            yield from map(write_row, spread_spans(rows))

    def _cells(self, row: etree._Element) -> Iterator[tuple[str | None, int, int]]:
        n_free = _MOST_COLUMNS
        for skipped in row.iterfind(tag("w:trPr/w:gridBefore")):
            yield "", _n_columns(skipped, n_free), 1
        for cell in _within(row, _CELL):
            if cell.find(tag("w:tcPr/w:cellDel")) is not None:
                continue
            text = "".join(self._write(cell))
            merge = cell.find(tag("w:tcPr/w:vMerge"))
            goes_on = merge is not None and merge.get(_VALUE) != "restart"
            n_columns = _n_columns(cell.find(tag("w:tcPr/w:gridSpan")), n_free)
            n_free -= n_columns
            yield text if text.strip() or not goes_on else None, n_columns, 1


def _within(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or cells of a row, not those of a table within a cell."""
    for child in parent:
        if child.tag == name:
            yield child
        elif child.tag not in _UNSEEN and child.tag != _CELL:
            yield from _within(child, name)  # content controls


def _is_shown(row: etree._Element) -> bool:
    hidden = row.find(tag("w:trPr/w:hidden"))
    is_hidden = hidden is not None and is_on(hidden.get(_VALUE))
    return not is_hidden and row.find(tag("w:trPr/w:del")) is None


def _boxes(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes of a paragraph; what a box holds writes its own."""
    for child in parent:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _UNSEEN and child.tag not in _TEXT:
            yield from _boxes(child)


def _n_columns(span: etree._Element | None, most: int) -> int:
    """Return how many columns a cell takes; a wild number is none."""
    return 1 if span is None else max(whole_number(span.get(_VALUE), 1, most), 1)
