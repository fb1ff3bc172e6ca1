"""What is made to fill the memory, take all the time or reach out is read at once or refused."""

import io
import struct
import sys
import zipfile

import pytest
from office_writer import relations, write_docx, write_xlsx, write_zip

from mzanalysis.errors import InputError
from mzanalysis.reading.formats import office_file, read_bytes, spreadsheet

LINE = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


FIRST = row(1, cell("A1", "任务"), cell("B1", "甲"))
ALL = '<mergeCells><mergeCell ref="{}"/></mergeCells>'


@pytest.mark.parametrize(
    ("rows", "merged", "lines"),
    [
        (FIRST + row(900, cell("XFD900", "乙")), "", ["任务 | 甲 | |", "| | 乙 |"]),
        (FIRST + row(1048576, cell("D1048576", "乙")), "", ["任务 | 甲 | |", "| | 乙 |"]),
        (FIRST, ALL.format("A1:ZZ9999"), ["任务 | 甲 |"]),
        (FIRST, ALL.format("A1:XFD1048576") * 2, ["任务 | 甲 |"]),
        (FIRST + row(2, "<c/>" * 50_000), "", ["任务 | 甲 |"]),
        (FIRST + "<row/>" * 50_000, "", ["任务 | 甲 |"]),
    ],
    ids=["far right", "far down", "wide merge", "whole merge", "empty cells", "empty rows"],
)
def test_a_cell_far_out_costs_nothing(rows: str, merged: str, lines: list[str]) -> None:
    assert read_bytes(write_xlsx(rows, after=merged), "a.xlsx").text.splitlines() == lines


def big_member(data: bytes, name: str, n_bytes: int) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"a" * n_bytes)
    return stream.getvalue()


def with_size(data: bytes, name: bytes, stated: int) -> bytes:
    """State another size of a part in both of its headers."""
    damaged = bytearray(data)
    for sign, before, field in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        for place in range(len(data)):
            if data.startswith(sign, place) and data.startswith(name, place + before):
                damaged[place + field : place + field + 4] = struct.pack("<I", stated)
    return bytes(damaged)


PARAGRAPHS = write_docx("<w:p/>" * 20_000 + LINE)


@pytest.mark.parametrize(
    ("name", "data", "limits", "reason"),
    [
        ("a.docx", PARAGRAPHS, {"_MOST_BYTES": 50_000}, "its text has 0 MB, in a plan at most 0"),
        ("a.docx", PARAGRAPHS, {"_MOST_TAGS": 10_000}, "document.xml has 20,0.. tags, .* 10,000"),
        (
            "a.xlsx",
            write_xlsx("<row>" + "<c><v>1</v></c>" * 5_000 + "</row>"),
            {"_MOST_TAGS": 10_000},
            "sheet1.xml has 20,.* tags",
        ),
        ("a.xlsx", write_xlsx(FIRST, strings="<si/>" * 5_000), {"_MOST_TAGS": 4_000}, "sharedStr"),
        (
            "a.docx",
            with_size(PARAGRAPHS, b"word/document.xml", 99),
            {},
            "is damaged, .*Bad CRC-32 for file .word/document.xml",
        ),
        (
            "a.docx",
            with_size(PARAGRAPHS, b"word/document.xml", 2**31),
            {},
            "its text has 2048 MB",
        ),
    ],
)
def test_what_would_fill_the_memory_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, limits: dict, reason: str
) -> None:
    for limit, value in limits.items():
        monkeypatch.setattr(office_file, limit, value)
    with pytest.raises(InputError, match=rf"^{name}: .*{reason}"):
        read_bytes(data, name)


def test_a_table_of_all_rows_and_all_columns_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "_MOST_PLACES", 10_000)
    rows = "".join(row(n, f"<c/>{'<c/>' * n}<c><v>1</v></c>") for n in range(1, 130))
    with pytest.raises(InputError, match=r"^a.xlsx: .*129 rows and 129 columns"):
        read_bytes(write_xlsx(rows), "a.xlsx")


def test_parts_that_hold_no_text_are_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_file, "_MOST_BYTES", 10_000)
    data = write_docx(LINE, ("theme", "theme/theme1.xml", ""), ("image", "media/a.png", ""))
    data = big_member(data, "word/theme/theme2.xml", 100_000)
    data = big_member(data, "docProps/custom.xml", 100_000)
    assert read_bytes(data, "a.docx").text == "甲\n"


def test_a_file_shown_many_times_is_read_once() -> None:
    data = write_docx('<w:altChunk r:id="rId1"/>' * 9, ("aFChunk", "a.txt", "一、乙\n"))
    assert read_bytes(data, "a.docx").text == "一、乙\n"


@pytest.mark.parametrize(
    "body",
    [
        "<w:tbl><w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="63"/></w:tcPr></w:tc>' * 800,
        "<w:tbl><w:tr><w:tc>" * 70 + LINE,
        '<w:p><w:pPr><w:pStyle w:val="S0"/></w:pPr></w:p>' * 800,
    ],
    ids=["spans", "nested", "styles"],
)
def test_what_multiplies_itself(body: str) -> None:
    chain = "".join(
        f'<w:style w:styleId="S{n}"><w:basedOn w:val="S{(n + 1) % 800}"/></w:style>'
        for n in range(800)
    )
    chain += '<w:style w:styleId="Z"><w:rPr><w:vanish/></w:rPr></w:style>'
    closed = body + "</w:tc></w:tr></w:tbl>" * body.count("<w:tbl>")
    if body.count("<w:tbl>") == 1:
        closed = body + "</w:tr></w:tbl>"
    data = write_docx(LINE + closed, ("styles", "styles.xml", chain))
    assert read_bytes(data, "a.docx").text.startswith("甲\n")


def test_nothing_is_fetched_from_disk_or_net() -> None:
    events: list[str] = []
    watched = ("open", "socket.connect", "socket.getaddrinfo", "urllib.Request")
    is_watching = True

    def watch(event: str, arguments: tuple) -> None:
        if is_watching and event in watched:
            events.append(f"{event} {arguments[0]}")

    targets = ("header", "http://127.0.0.1:9/a"), ("footnotes", "file:///etc/passwd")
    parts = {"word/_rels/document.xml.rels": relations(*targets, mode="External")}
    entity = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'
    files = [
        ("a.docx", write_docx(LINE, **parts)),
        ("a.docx", write_docx("", **{"word/document.xml": entity})),
        ("a.xlsx", write_zip({"xl/workbook.xml": entity})),
    ]
    read_bytes(files[0][1], "a.docx")  # what is imported is opened
    read_bytes(write_xlsx(FIRST), "a.xlsx")
    sys.addaudithook(watch)
    for name, data in files:
        try:
            assert "root:" not in read_bytes(data, name).text
        except InputError as error:
            assert "root:" not in str(error)
    is_watching = False
    assert events == []
