"""What Word and its imitators write in one way or another: the XML, and the text that is shown."""

import pytest
from office_writer import OFFICE, RELATIONS, relations, write_docx

from mzanalysis.errors import InputError
from mzanalysis.reading.formats import read_bytes

STRICT = "http://purl.oclc.org/ooxml"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def read(body: str, *named: tuple[str, str, str]) -> str:
    return read_bytes(write_docx(body, *named), "要点.docx").text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((f'w:val="{value}"', "甲乙\n") for value in ("0", "false", "off")),
        *((f'w:val="{value}"', "甲\n") for value in ("1", "true", "on")),
        ("", "甲\n"),
    ],
)
def test_hidden_text_by_the_values_of_the_standard(value: str, text: str) -> None:
    assert read(paragraph(run("甲"), run("乙", f"<w:vanish {value}/>"))) == text


HIDING = (
    '<w:style w:type="character" w:styleId="Hide"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Form"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heir"><w:basedOn w:val="Form"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Shown"><w:basedOn w:val="Heir"/>'
    '<w:rPr><w:vanish w:val="false"/></w:rPr></w:style>'
    '<w:style w:styleId="Round"><w:basedOn w:val="Round"/></w:style>'
)


@pytest.mark.parametrize(
    ("style", "of_run", "shown"),
    [
        ("Form", "", False),  # 窗体顶端, as text copied from a web page brings it along
        ("Heir", "", False),
        ("Shown", "", True),
        ("Round", "", True),
        ("", '<w:rStyle w:val="Hide"/>', False),
        ("", '<w:rStyle w:val="Hide"/><w:vanish w:val="0"/>', True),
        ("Form", '<w:vanish w:val="0"/>', True),
    ],
)
def test_text_that_a_style_hides(style: str, of_run: str, shown: bool) -> None:
    hidden = paragraph(run("窗体顶端", of_run), properties=f'<w:pStyle w:val="{style}"/>')
    text = read(paragraph(run("甲")) + hidden, ("styles", "styles.xml", HIDING))
    assert ("窗体顶端" in text) is shown


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (paragraph('<w:ins w:id="1">' + run("新增") + "</w:ins>", run("60张")), "新增60张\n"),
        (paragraph('<w:moveFrom w:id="1">' + run("旧") + "</w:moveFrom>", run("新")), "新\n"),
        (
            paragraph(run("新增"), properties='<w:rPr><w:moveFrom w:id="1"/></w:rPr>')
            + paragraph(run("60张")),
            "新增60张\n",
        ),
        (
            f"<w:sdt><w:sdtContent>{table(cell('1') + cell('甲'))}</w:sdtContent></w:sdt>",
            "1 | 甲 |\n",
        ),
        (
            "<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>"
            f"{cell('1')}</w:sdtContent></w:sdt>{cell('甲')}</w:tr></w:sdtContent></w:sdt></w:tbl>",
            "1 | 甲 |\n",
        ),
        (
            table(cell("1") + cell("甲"), "<w:trPr><w:hidden/></w:trPr>" + cell("2") + cell("乙")),
            "1 | 甲 |\n",
        ),
        (
            table(
                cell("1") + cell("甲"),
                '<w:trPr><w:hidden w:val="0"/></w:trPr>' + cell("2") + cell("乙"),
            ),
            "1 | 甲 |\n2 | 乙 |\n",
        ),
        (table(cell("1") + cell("旧", "<w:cellDel/>") + cell("甲")), "1 | 甲 |\n"),
    ],
    ids=["insertion", "move", "moved mark", "control", "row control", "hidden", "shown", "cell"],
)
def test_what_is_shown(body: str, text: str) -> None:
    assert read(body) == text


def test_text_boxes_within_text_boxes_are_read_once() -> None:
    body = run("底")
    for n in range(30):  # a box that writes those within it once more would never end
        body = paragraph(run(str(n)), f"<w:r><w:txbxContent>{body}</w:txbxContent></w:r>")
    assert read(body).split() == [str(n) for n in reversed(range(30))]


RESTART, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


@pytest.mark.parametrize(
    ("text", "below"),
    [
        ("养老服务处", "养老服务处"),
        ("6月底前", "6月底前"),
        ("2025/6/30", "2025/6/30"),
        ("一、完善养老服务", "一、完善养老服务"),
        ("新增床位60张", ""),  # a figure would count twice
        (
            "养老服务科、社会救助科、儿童福利科、社会组织科、办公室",
            "养老服务科、社会救助科、儿童福利科、社会组织科、办公室",
        ),
        ("推进居家社区机构相协调。", ""),
    ],
)
def test_a_merged_cell_holds_for_every_row_that_it_spans(text: str, below: str) -> None:
    rows = [cell(str(n)) + cell("", GOES_ON) + cell("任务") for n in (1, 2, 3)]
    rows[0] = cell("1") + cell(text, RESTART) + cell("任务")
    lines = read(table(*rows)).splitlines()
    cells = [[part.strip() for part in line.split("|")[:-1]] for line in lines]
    assert cells == [["1", text, "任务"], ["2", below, "任务"], ["3", below, "任务"]]


def test_a_strict_file_is_read() -> None:
    body = table(
        cell("1", '<w:gridSpan w:val="2"/>') + cell("甲"), cell("2") + cell("") + cell("乙")
    )
    names = f'xmlns:w="{STRICT}/wordprocessingml/main"'
    strict = {
        "_rels/.rels": relations(("officeDocument", "word/document.xml")).replace(
            RELATIONS, f"{STRICT}/officeDocument/relationships"
        ),
        "word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>",
    }
    text = read_bytes(write_docx("", **strict), "要点.docx").text
    assert text == "1 | | 甲 |\n2 | | 乙 |\n"


@pytest.mark.parametrize(
    ("rows", "mode"),
    [
        ((("image", "NULL"),), "Internal"),
        ((("styles", "NULL"), ("numbering", "../NULL")), "Internal"),
        ((("header", "http://127.0.0.1:9/header.xml"),), "External"),
        ((("header", "file:///etc/passwd"), ("footnotes", "/etc/passwd")), "Internal"),
        ((("header", "../../../etc/passwd"),), "Internal"),
    ],
)
def test_relations_to_nothing_or_elsewhere(rows: tuple, mode: str) -> None:
    further = {"word/_rels/document.xml.rels": relations(*rows, mode=mode)}
    document = read_bytes(write_docx(paragraph(run("甲")), **further), "要点.docx")
    assert (document.text, document.metadata["left_out"]) == ("甲\n", "")


CHUNK = paragraph(run("甲")) + '<w:altChunk r:id="rId1"/>' + paragraph(run("丙"))


@pytest.mark.parametrize(
    ("name", "content", "text", "left_out"),
    [
        ("a.html", "<html><meta charset=utf-8><p>1.新增乙</p></html>", "甲\n1.新增乙\n丙\n", ""),
        ("a.txt", "一、乙\n", "甲\n一、乙\n丙\n", ""),
        ("a.docx", write_docx(paragraph(run("乙"))), "甲\n乙\n丙\n", ""),
        ("a.rtf", "{\\rtf1 a}", "甲\n丙\n", "embedded file word/a.rtf: "),
        ("a.bin", b"\x00", "甲\n丙\n", "embedded file word/a.bin: .bin is not read"),
    ],
)
def test_an_embedded_file_is_read_or_named(
    name: str, content: str, text: str, left_out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)  # LibreOffice would read the RTF
    data = write_docx(CHUNK, ("aFChunk", name, content))
    document = read_bytes(data, "要点.docx")
    assert document.text == text
    assert document.metadata["left_out"].startswith(left_out)


def test_embedded_objects_are_named() -> None:
    data = write_docx(
        paragraph(run("甲"), '<w:r><w:object w:dxaOrig="1"/></w:r>'),
        ("package", "embeddings/a.xlsx", ""),
        ("oleObject", "embeddings/b.bin", ""),
    )
    assert read_bytes(data, "要点.docx").metadata["left_out"] == (
        "embedded file word/embeddings/a.xlsx, embedded file word/embeddings/b.bin"
    )


LEVEL = '<w:lvl w:ilvl="0"><w:start w:val="{}"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'


@pytest.mark.parametrize("wild", ["", "x", "-3", "1.5", "²", "٣", "99999999999999999999"])
def test_wild_numbers_of_a_list_are_the_usual_ones(wild: str) -> None:
    number = f'<w:numPr><w:ilvl w:val="{wild}"/><w:numId w:val="1"/></w:numPr>'
    lists = (
        f'<w:abstractNum w:abstractNumId="0">{LEVEL.format(wild)}<w:lvlRestart w:val="{wild}"/>'
        f'</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride '
        f'w:ilvl="{wild}"><w:startOverride w:val="{wild}"/></w:lvlOverride></w:num>'
    )
    body = paragraph(run("甲"), properties=number) + paragraph(run("乙"), properties=number)
    assert read(body, ("numbering", "numbering.xml", lists)) == "1.甲\n2.乙\n"


def test_legal_numbers_by_the_values_of_the_standard() -> None:
    levels = LEVEL.format(1).replace("decimal", "chineseCounting")
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    for value, label in (("0", "一."), ("1", "1.")):
        lists = (
            f'<w:abstractNum w:abstractNumId="0">{levels}<w:isLgl w:val="{value}"/></w:lvl>'
            '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        )
        body = paragraph(run("甲"), properties=number)
        assert read(body, ("numbering", "numbering.xml", lists)) == f"{label}甲\n"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (f'<workbook xmlns="{OFFICE}/x"/>', r"its document is a workbook"),
        ('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', "a document type"),
        ("<document", "damaged"),
    ],
)
def test_a_document_that_is_none(document: str, reason: str) -> None:
    data = write_docx("", **{"word/document.xml": document})
    with pytest.raises(InputError, match=rf"^要点.docx: .*{reason}.*save it"):
        read_bytes(data, "要点.docx")
