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
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import parse_xml
from lxml import etree

from mzanalysis.errors import InputError
from mzanalysis.reading.formats.document import Document, spread_spans, write_row
from mzanalysis.reading.formats.word_numbering import Numbering

# Deleted or moved away, readings of characters, properties, an older drawing of the same box.
_UNSEEN = {qn(f"w:{tag}") for tag in ("del", "moveFrom", "rt", "pPr", "rPr", "sectPr")}
_UNSEEN.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_BOX = qn("w:txbxContent")
_VALUE = qn("w:val")
_MOST_COLUMNS = 63


def read(data: bytes, name: str) -> Document:
    r"""Read a Word file; a paragraph is a line, a table's row is ``a | b |``.

    Example: two paragraphs of an automatic list 一、 give ``一、养老\n二、救助\n``.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        problem = "protected by a password, or in Word's old format"
        remedy = "open it in Word and save it as .docx without a password"
        raise InputError(f"{name}: {problem}; {remedy}")
    try:
        file = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        problem = f"no Word file that can be opened ({error})"
        raise InputError(f"{name}: {problem}; open it in Word and save it again") from error
    numbering = Numbering(next(_related(file.part, "numbering"), None), file.styles.element)
    text = "".join(_write(file.element.body, numbering))
    for notes in (*_related(file.part, "footnotes"), *_related(file.part, "endnotes")):
        text += "".join(_write_notes(notes, numbering))
    left_out = _quote_edges(file.part)
    return Document(text, "docx", {"left_out": left_out})


def _related(part: Part, kind: str) -> Iterator[etree._Element]:
    for relation in part.rels.values():
        if relation.reltype.endswith(f"/{kind}"):
            yield parse_xml(relation.target_part.blob)


def _quote_edges(part: Part) -> str:
    """Quote what stands at the top and foot of every page, page numbers aside."""
    edges = (*_related(part, "header"), *_related(part, "footer"))
    texts = dict.fromkeys("".join(_write_runs(edge)).strip() for edge in edges)
    return ", ".join(f"page edge «{text}»" for text in texts if re.search(r"[^\W\d]", text))


def _write(parent: etree._Element, numbering: Numbering) -> Iterator[str]:
    """Yield paragraphs and table rows, each with its newline; call in the text's order."""
    for element in parent:
        if element.tag == qn("w:p"):
            yield from _write_paragraph(element, numbering)
        elif element.tag == qn("w:tbl"):
            yield from _write_table(element, numbering)
        elif element.tag not in _UNSEEN:
            yield from _write(element, numbering)  # content controls, insertions


def _write_notes(notes: etree._Element, numbering: Numbering) -> Iterator[str]:
    """Yield footnotes as lines of their own, after the text: ``[注1] …``."""
    number = 0
    for note in notes:
        if note.get(qn("w:type"), "normal") != "normal":
            continue
        number += 1
        text = " ".join("".join(_write(note, numbering)).split())
        if text:
            yield f"[注{number}] {text}\n"


def _write_paragraph(paragraph: etree._Element, numbering: Numbering) -> Iterator[str]:
    text = "".join(_write_runs(paragraph))
    # Word counts an empty paragraph of a list, but not one whose mark is deleted.
    is_deleted = paragraph.find("w:pPr/w:rPr/w:del", nsmap) is not None
    if not is_deleted or text.strip():
        yield numbering.label(paragraph)
    yield text if is_deleted else text + "\n"
    for box in paragraph.iter(_BOX):
        if not any(above.tag in _UNSEEN for above in box.iterancestors()):
            yield from _write(box, numbering)


def _write_table(table: etree._Element, numbering: Numbering) -> Iterator[str]:
    rows = []
    for row in table.iter(qn("w:tr")):
        if next(row.iterancestors(table.tag)) is table:  # and not of a table within a cell
            rows.append(list(_cells(row, numbering)))
    if all(len(row) <= 1 for row in rows):  # a frame around text
        for cell in filter(None, rows):
            yield cell[0][0]
    else:
        yield from map(write_row, spread_spans(rows))


def _cells(row: etree._Element, numbering: Numbering) -> Iterator[tuple[str, int, int]]:
    if row.find("w:trPr/w:del", nsmap) is not None:
        return
    for skipped in row.iterfind("w:trPr/w:gridBefore", nsmap):
        yield "", _n_columns(skipped), 1
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(row.tag)) is row:
            span = cell.find("w:tcPr/w:gridSpan", nsmap)
            # A cell merged with the one above is empty in the file, and so here.
            yield "".join(_write(cell, numbering)), _n_columns(span), 1


def _n_columns(span: etree._Element | None) -> int:
    """Return how many columns a cell takes; Word has at most 63, and a wild number is none."""
    stated = "1" if span is None else span.get(_VALUE, "1")
    n_columns = int(stated) if stated.isdecimal() else 1
    return n_columns if 1 <= n_columns <= _MOST_COLUMNS else 1


def _write_runs(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in (qn("w:t"), qn("m:t")):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.find("w:rPr/w:vanish", nsmap) is not None:
            continue  # hidden text
        elif child.tag not in _UNSEEN and child.tag != _BOX:
            yield from _write_runs(child)
