"""Faults that users of other tools reported in public, each tried with a small input of our own."""

import pytest
from office_writer import WORD, relations, write_docx, write_xlsx, write_zip
from test_word_kinds import paragraph, run

from mzanalysis.reading.formats import read_bytes

LINKED = write_docx(
    paragraph(run("甲")),
    **{
        "word/_rels/document.xml.rels": relations(("hyperlink", "#_top"), ("image", "media/no.png"))
    },
)
TAGGED = write_docx(
    paragraph(
        run("于"),
        f'<w:smartTag w:uri="x" w:element="chsdate">{run("6月30日")}</w:smartTag>',
        f'<w:hyperlink w:anchor="x">{run("前")}</w:hyperlink>',
        f"<w:customXml>{run('完成')}</w:customXml>",
    )
)
HIDDEN = write_docx(
    paragraph(run("甲"), run("?", '<w:rStyle w:val="Collapsed"/>')),
    (
        "styles",
        "styles.xml",
        '<w:style w:type="character" w:styleId="Collapsed"><w:rPr><w:vanish/></w:rPr></w:style>',
    ),
)
RENAMED = write_zip(
    {
        "_rels/.rels": relations(("officeDocument", "/word/document2.xml")),
        "word/document2.xml": f'<w:document xmlns:w="{WORD}"><w:body>{paragraph(run("甲"))}'
        "</w:body></w:document>",
    }
)
SHARED = '<row><c t="s"><v>0</v></c><c s="1"><v>60</v></c></row>'
COLOURED = write_xlsx(
    SHARED,
    strings="<si><t>甲</t></si>",
    styles='<fills><fill><patternFill patternType="solid"><fgColor rgb="FFF"/></patternFill></fill>'
    '</fills><cellXfs><xf/><xf fillId="0"/></cellXfs>',
)
CAPITAL = COLOURED.replace(b"xl/sharedStrings.xml", b"xl/SharedStrings.xml")
BACKSLASHED = COLOURED.replace(b"xl/worksheets/sheet1.xml", b"xl\\worksheets\\sheet1.xml")
SPOKEN = write_xlsx(
    SHARED,
    strings='<si><t>宁东大道</t><rPh sb="0" eb="1"><t>dao</t></rPh><phoneticPr fontId="2"/></si>',
)


@pytest.mark.parametrize(
    ("source", "name", "data", "text"),
    [
        ("python-openxml/python-docx#1351", "a.docx", LINKED, "甲\n"),
        ("python-openxml/python-docx#825", "a.docx", TAGGED, "于6月30日前完成\n"),
        ("yfedoseev/office_oxide#356", "a.docx", HIDDEN, "甲\n"),
        ("ShayHill/docx2python#12", "a.docx", RENAMED, "甲\n"),
        ("pandas-dev/pandas#51905", "a.xlsx", COLOURED, "甲 | 60 |\n"),
        ("SheetJS/sheetjs#439", "a.xlsx", CAPITAL, "甲 | 60 |\n"),
        ("box/spout#727", "a.xlsx", BACKSLASHED, "甲 | 60 |\n"),
        ("awalker89/openxlsx#374", "a.xlsx", SPOKEN, "宁东大道 | 60 |\n"),
    ],
)
def test_reports(source: str, name: str, data: bytes, text: str) -> None:
    assert read_bytes(data, name).text == text, source
