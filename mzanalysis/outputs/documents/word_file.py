"""A document as a Word file: contents, captions, page numbers, heads repeated on every page."""

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from mzanalysis import __version__
from mzanalysis.outputs.charts.captions import word
from mzanalysis.outputs.documents.blocks import (
    Bullets,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Table,
)
from mzanalysis.outputs.office_files import write_office

_WIDTH = Cm(16)  # of the text
_FONTS = {"w:ascii": "Times New Roman", "w:hAnsi": "Times New Roman", "w:eastAsia": "SimSun"}
_STYLES = ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3")
_SMALL = ("List Bullet", "Caption", "Header", "Footer")
_TABLE_SIZE = 9  # points
_IN_CONTENTS = 2  # levels


def write_word(paper: Paper, path: Path) -> Path:
    """Write a document as ``.docx``; the same content gives the same bytes."""
    return write_office(_WordFile(paper).document, path)


class _WordFile:
    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.document = docx.Document()
        self.counts = {"figure": 0, "table": 0}
        _set_fonts(self.document)
        _set_page(self.document, paper)
        self.document.add_heading(paper.title, 0)
        for line in paper.below:
            self.document.add_paragraph(line)
        if paper.has_front_page:
            self.document.add_page_break()
            self._add_contents()
            self.document.add_page_break()
        n_headings = 0
        for block in paper.blocks:
            if isinstance(block, Heading):
                n_headings += 1
            self._add(block, f"_Toc{n_headings:04}")

    def _add(self, block: Any, bookmark: str) -> None:
        if isinstance(block, Heading):
            heading = self.document.add_heading(block.text, block.level)
            _mark(heading, bookmark)
        elif isinstance(block, Paragraph):
            self.document.add_paragraph(block.text)
        elif isinstance(block, Bullets):
            for line in block.lines:
                self.document.add_paragraph(line, style="List Bullet")
        elif isinstance(block, Table):
            self._add_table(block)
        elif isinstance(block, Picture):
            self._add_picture(block)

    def _add_contents(self) -> None:
        """Add the headings, each with a reference to its page, which Word renews on opening."""
        self.document.add_paragraph(word("contents", self.paper.lang, joint=" "), style="Subtitle")
        headings = [block for block in self.paper.blocks if isinstance(block, Heading)]
        for number, heading in enumerate(headings, 1):
            if heading.level <= _IN_CONTENTS:
                line = self.document.add_paragraph()
                layout = line.paragraph_format
                layout.left_indent, layout.space_after = Cm(0.7 * (heading.level - 1)), Pt(2)
                layout.tab_stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
                line.add_run(f"{heading.text}\t")
                _add_field(line, f"PAGEREF _Toc{number:04} \\h", "–", is_stale=True)

    def _caption(self, kind: str, text: str) -> WordParagraph:
        """Add a numbered caption."""
        self.counts[kind] += 1
        caption = self.document.add_paragraph(style="Caption")
        caption.add_run(word(kind, self.paper.lang, joint=" ") + " ")
        _add_field(caption, f"SEQ {kind} \\* ARABIC", str(self.counts[kind]))
        caption.add_run(f"  {text}")
        return caption

    def _add_picture(self, block: Picture) -> None:
        height = Cm(block.height)
        picture = self.document.add_picture(str(block.path), width=_WIDTH)
        if picture.height > height:
            picture.width = Cm(picture.width.cm * height.cm / picture.height.cm)
            picture.height = height
        picture._inline.docPr.set("descr", block.alt)
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        self._caption("figure", block.caption)

    def _add_table(self, block: Table) -> None:
        self._caption("table", block.caption).paragraph_format.keep_with_next = True
        shape = {"rows": len(block.rows) + 1, "cols": len(block.heads)}
        table = self.document.add_table(**shape, style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, block.widths, strict=True):
            column.width = Cm(width)
        texts = (block.heads, *block.rows)
        for number, row in enumerate(table.rows):
            _fill_row(block, number - 1, row, texts[number])
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self.document.add_paragraph()


def _fill_row(block: Table, number: int, row: Any, texts: Sequence[str]) -> None:
    """Write a row, -1 for the head, that is not broken over two pages."""
    cells = row.cells
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        cell.width = Cm(block.widths[place])
        run = cell.paragraphs[0].add_run(_join(block, number, place, cell, text))
        run.font.size = Pt(_TABLE_SIZE)
        run.bold = number < 0
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _join(block: Table, number: int, place: int, cell: Any, text: str) -> str:
    """Join a cell to the one above where it says the same; returns what it shows."""
    if number < 0 or place >= block.n_joined:
        return text
    merge = OxmlElement("w:vMerge")
    is_repeated = block.is_repeated(number, place)
    if not is_repeated:
        merge.set(qn("w:val"), "restart")
    cell._tc.get_or_add_tcPr().append(merge)
    return "" if is_repeated else text


def _mark(paragraph: WordParagraph, name: str) -> None:
    """Put a bookmark around a paragraph's text."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), name.removeprefix("_Toc").lstrip("0"))
    start.set(qn("w:name"), name)
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)


def _add_field(paragraph: WordParagraph, code: str, shown: str, *, is_stale: bool = False) -> None:
    """Add a field that shows a text until it is renewed, at once if it is stale."""
    run = paragraph.add_run()
    begin = _add_mark(run, "begin")
    if is_stale:
        begin.set(qn("w:dirty"), "true")
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    run._r.append(instruction)
    _add_mark(run, "separate")
    paragraph.add_run(shown)
    _add_mark(paragraph.add_run(), "end")


def _add_mark(run: Run, kind: str) -> Any:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run._r.append(mark)
    return mark


def _set_page(document: Document, paper: Paper) -> None:
    """Set A4, a header with the title, a footer with the page, and the properties."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.different_first_page_header_footer = True
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    header.text = paper.title
    header.alignment = footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_field(footer, "PAGE", "1")
    properties = document.core_properties
    properties.title, properties.author = paper.title, f"mzanalysis {__version__}"
    properties.last_modified_by, properties.comments = properties.author, ""
    properties.language = "en" if paper.lang == "en" else "zh-CN"
    properties.created = properties.modified = datetime.combine(paper.dated, time())


def _set_fonts(document: Document) -> None:
    """Name a font for Chinese in every style: the template's would leave it to chance."""
    for name in (*_STYLES, *_SMALL):
        style: Any = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        for key, font in _FONTS.items():
            fonts.set(qn(key), font)
    caption: Any = document.styles["Caption"]
    caption.font.size, caption.font.bold = Pt(_TABLE_SIZE), False
    caption.font.color.rgb = None
