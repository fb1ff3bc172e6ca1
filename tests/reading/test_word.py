import io
import zipfile

import docx
import pytest
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from mzanalysis.errors import InputError
from mzanalysis.reading.formats import read_bytes

LEVELS = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3."),
    ("decimalEnclosedCircle", "%4"),
)


def list_xml(list_id: int, *levels: tuple[str, str], extra: str = "") -> str:
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'{extra if n == 2 else ""}<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    return f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{list_id}">{inner}</w:abstractNum>'


def num_xml(num_id: int, list_id: int, inner: str = "") -> str:
    return (
        f'<w:num {nsdecls("w")} w:numId="{num_id}"><w:abstractNumId w:val="{list_id}"/>'
        f"{inner}</w:num>"
    )


def new_file(*definitions: str) -> docx.document.Document:
    file = docx.Document()
    numbering = file.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    for xml in definitions:
        numbering.append(parse_xml(xml))
    return file


def add(file: docx.document.Document, text: str, level: int | None = None, num: int = 1) -> None:
    properties = file.add_paragraph(text)._p.get_or_add_pPr()
    if level is not None:
        properties.append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/>'
                "</w:numPr>"
            )
        )


def read(file: docx.document.Document) -> list[str]:
    stream = io.BytesIO()
    file.save(stream)
    return read_bytes(stream.getvalue(), "plan.docx").text.splitlines()


def test_word_s_own_numbers_appear_and_restart_below_a_new_heading() -> None:
    file = new_file(list_xml(7, *LEVELS), num_xml(1, 7))
    for text, level in (
        ("要点", None),
        ("养老", 0),
        ("居家", 1),
        ("甲", 2),
        ("乙", 2),
        ("机构", 1),
        ("丙", 2),
        ("救助", 0),
        ("低保", 1),
        ("丁", 3),
    ):
        add(file, text, level)
    assert " ".join(read(file)) == (
        "要点 一、养老 （一）居家 1.甲 2.乙 （二）机构 1.丙 二、救助 （一）低保 ①丁"
    )


def test_items_that_number_on_through_all_chapters() -> None:
    levels = list_xml(7, *LEVELS, extra='<w:lvlRestart w:val="0"/>')
    file = new_file(levels, num_xml(1, 7))
    for text, level in (("养老", 0), ("甲", 2), ("救助", 0), ("乙", 2)):
        add(file, text, level)
    assert read(file) == ["一、养老", "1.甲", "二、救助", "2.乙"]


def test_a_second_list_goes_on_unless_it_says_where_to_start() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    file = new_file(list_xml(7, *LEVELS), num_xml(1, 7), num_xml(2, 7), num_xml(3, 7, restart))
    for text, num in (("甲", 1), ("乙", 2), ("丙", 3), ("丁", 3)):
        add(file, text, 0, num)
    assert read(file) == ["一、甲", "二、乙", "五、丙", "六、丁"]


def test_a_style_s_number() -> None:
    of_style = list_xml(7, *LEVELS, extra='<w:pStyle w:val="Heading3"/>')
    file = new_file(of_style, num_xml(1, 7))
    for style in ("Heading 1", "Heading 3"):
        properties = file.styles[style].element.get_or_add_pPr()
        number = f'<w:numPr {nsdecls("w")}><w:numId w:val="1"/></w:numPr>'
        properties.append(parse_xml(number))
    file.add_paragraph("养老", style="Heading 1")
    add(file, "不编号", 0, num=0)
    file.add_paragraph("甲", style="Heading 3")
    file.add_paragraph("救助", style="Heading 1")
    assert read(file) == ["一、养老", "不编号", "1.甲", "二、救助"]


@pytest.mark.parametrize(
    ("form", "labels"),
    [
        (
            "chineseCounting",
            {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 105: "一百零五"},
        ),
        ("chineseLegalSimplified", {3: "叁", 12: "拾贰"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalZero", {3: "03"}),
        ("ideographTraditional", {1: "甲", 10: "癸"}),
        ("upperRoman", {4: "IV", 9: "IX"}),
        ("lowerLetter", {2: "b", 27: "aa"}),
    ],
)
def test_number_formats(form: str, labels: dict[int, str]) -> None:
    file = new_file(list_xml(7, (form, "%1")), num_xml(1, 7))
    for _ in range(max(labels)):
        add(file, "", 0)
    found = read(file)
    assert {n: found[n - 1].strip() for n in labels} == labels


def test_a_bare_label_stands_apart_from_the_text() -> None:
    file = new_file(list_xml(7, ("chineseCounting", "第%1章"), ("decimal", "%2")), num_xml(1, 7))
    for text, level in (("养老", 0), ("2025年新增床位60张。", 1)):
        add(file, text, level)
    assert read(file) == ["第一章 养老", "1 2025年新增床位60张。"]


def test_a_list_that_stands_with_a_style() -> None:
    link = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="8"><w:numStyleLink w:val="L"/>'
    file = new_file(list_xml(7, *LEVELS), f"{link}</w:abstractNum>", num_xml(1, 7), num_xml(2, 8))
    number = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    style = f'<w:style {nsdecls("w")} w:type="numbering" w:styleId="L">{number}</w:style>'
    file.styles.element.append(parse_xml(style))
    add(file, "养老", 0, num=2)
    add(file, "居家", 1, num=2)
    assert read(file) == ["一、养老", "（一）居家"]


def test_content_controls_links_and_fields_are_text() -> None:
    file = new_file()
    runs = (
        "<w:sdt><w:sdtContent><w:r><w:t>新增</w:t></w:r></w:sdtContent></w:sdt>",
        '<w:hyperlink w:anchor="a"><w:r><w:t>床位</w:t></w:r></w:hyperlink>',
        '<w:fldSimple w:instr="SEQ"><w:r><w:t>60</w:t></w:r></w:fldSimple>',
        "<w:r><w:instrText>DATE</w:instrText><w:t>张。</w:t><w:br/><w:t>完成</w:t></w:r>",
    )
    block = f"<w:sdtContent><w:p>{''.join(runs)}</w:p></w:sdtContent>"
    file.element.body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}>{block}</w:sdt>"))
    assert read(file) == ["新增床位60张。", "完成"]


def test_page_headers_are_left_out_and_quoted() -> None:
    file = new_file()
    file.add_paragraph("甲")
    file.sections[0].header.paragraphs[0].text = "甲子市民政局文件"
    file.sections[0].footer.paragraphs[0].text = "— 1 —"
    stream = io.BytesIO()
    file.save(stream)
    document = read_bytes(stream.getvalue(), "plan.docx")
    assert document.text == "甲\n"
    assert document.metadata["left_out"] == "page edge «甲子市民政局文件»"


def test_deletions_are_left_out_and_insertions_kept() -> None:
    file = new_file()
    file.add_paragraph("新增")._p.extend(
        parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1" w:author="a"><w:r>{run}</w:r></w:{tag}>')
        for tag, run in (
            ("del", "<w:delText>50</w:delText><w:tab/>"),
            ("moveFrom", "<w:t>床位</w:t>"),
            ("ins", "<w:t>60张</w:t>"),
        )
    )
    assert read(file) == ["新增60张"]


def test_tables_keep_their_columns() -> None:
    file = new_file(list_xml(7, ("decimal", "%1")), num_xml(1, 7))
    table = file.add_table(rows=3, cols=3)
    for n, row in enumerate([("序号", "章", "任务"), ("", "养老", "甲\n乙"), ("", "", "丙")]):
        for cell, text in zip(table.rows[n].cells, row, strict=True):
            cell.text = text
    for n in (1, 2):
        properties = table.cell(n, 0).paragraphs[0]._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        )
    table.cell(1, 1).merge(table.cell(2, 1))
    assert read(file) == ["序号 | 章 | 任务 |", "1 | 养老 | 甲 乙 |", "2 | 养老 | 丙 |"]


def test_text_boxes_are_not_lost_and_not_doubled() -> None:
    file = new_file()
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    file.add_paragraph("正文")._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} {mc}><mc:AlternateContent><mc:Choice Requires="wps">{box}'
            f"</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert read(file) == ["正文", "框内"]


def test_footnotes_follow_the_text() -> None:
    stream = io.BytesIO()
    new_file().save(stream)
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>低保：最低生活保障</w:t></w:r></w:p></w:footnote>'
        "</w:footnotes>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.namelist():
            data = old.read(item)
            if item == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                data = data.replace(
                    b"</Relationships>",
                    f'<Relationship Id="rId99" Type="{kind}/footnotes" Target="footnotes.xml"/>'
                    "</Relationships>".encode(),
                )
            if item == "word/document.xml":
                data = data.replace(
                    b"<w:body>", "<w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p>".encode()
                )
            new.writestr(item, data)
        new.writestr("word/footnotes.xml", notes)
    assert read_bytes(out.getvalue(), "plan.docx").text == "甲\n[注1] 低保：最低生活保障\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"\xd0\xcf\x11\xe0...", "protected by a password"), (b"PK\x03\x04", "no Word file")],
)
def test_a_file_that_word_has_to_save_again(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_bytes(data, "plan.docx")
