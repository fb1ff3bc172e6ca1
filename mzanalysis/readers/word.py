"""Word files (.docx) to text: the numbers Word makes, tables, text boxes, footnotes.

Tracked deletions are left out, insertions kept; comments and hidden field codes are no part of
the text. Page headers and footers are left out and quoted in the metadata.
"""

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

from mzanalysis.errors import InputError
from mzanalysis.readers.document import Document
from mzanalysis.readers.tables import spread_spans, write_row
from mzanalysis.readers.word_numbering import Numbering

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted or moved away, readings of characters, properties, an older drawing of the same box.
_UNSEEN = frozenset(
    (qn("w:del"), qn("w:moveFrom"), qn("w:rt"), qn("w:pPr"), qn("w:rPr"), _FALLBACK)
)
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_BOX = qn("w:txbxContent")


def read(data: bytes, name: str) -> Document:
    r"""Read a Word file; a paragraph is a line, a table's row is ``a | b |``.

    Raises:
        InputError: the file is protected, in Word's old format, or damaged.

    Example: two paragraphs of an automatic list 一、 give ``一、养老\n二、救助\n``.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            f"{name}: protected by a password, or in Word's old format; open it in Word and save "
            "it as .docx without a password"
        )
    try:
        file = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise InputError(
            f"{name}: no Word file that can be opened ({error}); open it in Word and save it as "
            ".docx again"
        ) from error
    part = file.part
    numbering = next((_xml(p) for p in _related(part, "numbering")), None)
    writer = _Writer(Numbering(numbering, file.styles.element))
    lines = "".join(writer.write(file.element.body))
    for kind in ("footnotes", "endnotes"):
        for notes in _related(part, kind):
            lines += "".join(writer.write_notes(_xml(notes)))
    return Document(lines, "docx", {"left_out": left_out} if (left_out := _edges(part)) else {})


def _edges(part: Part) -> str:
    """Quote what stands at the top and foot of every page, page numbers aside."""
    found = [_xml(p) for kind in ("header", "footer") for p in _related(part, kind)]
    texts = ["".join(_write_runs(edge)).strip() for edge in found]
    texts = [text for text in texts if re.search(r"[^\W\d]", text)]
    return ", ".join(f"page edge «{text}»" for text in dict.fromkeys(texts))


def _related(part: Part, kind: str) -> list[Part]:
    return [r.target_part for r in part.rels.values() if r.reltype.endswith(f"/{kind}")]


def _xml(part: Part) -> etree._Element:
    return parse_xml(part.blob)


class _Writer:
    """Walks a Word file's XML; holds the counts of its lists."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def write(self, parent: etree._Element) -> Iterator[str]:
        """Yield paragraphs and table rows, each with its newline."""
        for element in parent:
            if element.tag == qn("w:p"):
                yield from self._write_paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield from self._write_table(element)
            elif element.tag not in _UNSEEN and element.tag != qn("w:sectPr"):
                yield from self.write(element)  # content controls, insertions

    def write_notes(self, notes: etree._Element) -> Iterator[str]:
        """Yield footnotes as lines of their own, after the text: ``[注1] …``."""
        number = 0
        for note in notes:
            if note.get(qn("w:type")) in (None, "normal"):
                number += 1
                text = " ".join("".join(self.write(note)).split())
                yield f"[注{number}] {text}\n" if text else ""

    def _write_paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        text = "".join(_write_runs(paragraph))
        boxes = [
            box
            for box in paragraph.iter(_BOX)
            if not any(a.tag in _UNSEEN for a in box.iterancestors())
        ]
        # Word counts an empty paragraph of a list, but not one whose mark is deleted.
        mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}")
        if mark is None or text.strip():
            yield self._numbering.label(paragraph)
        yield text if mark is not None else text + "\n"
        for box in boxes:
            yield from self.write(box)

    def _write_table(self, table: etree._Element) -> Iterator[str]:
        rows = [
            list(self._cells(row))
            for row in table.iter(qn("w:tr"))
            if next(row.iterancestors(qn("w:tbl"))) is table
        ]
        if max(map(len, rows), default=0) == 1:  # a frame around text
            for row in rows:
                yield from (cell for cell, _, _ in row)
            return
        for cells in spread_spans(rows):
            yield write_row(cells)

    def _cells(self, row: etree._Element) -> Iterator[tuple[str, int, int]]:
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
            return
        skipped = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
        if skipped is not None:
            yield "", int(skipped.get(qn("w:val"), "1")), 1
        for cell in row.iter(qn("w:tc")):
            if next(cell.iterancestors(qn("w:tr"))) is not row:
                continue  # of a table within a cell, whose text the outer cell gives
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            # A cell merged with the one above is empty in the file, and so here.
            yield "".join(self.write(cell)), 1 if span is None else int(span.get(qn("w:val"))), 1


def _write_runs(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in (qn("w:t"), qn("m:t")):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None:
            continue  # hidden text
        elif child.tag not in _UNSEEN and child.tag != _BOX:
            yield from _write_runs(child)
