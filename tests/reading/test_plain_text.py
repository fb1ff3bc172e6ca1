import codecs
import datetime as dt

import pytest

from mzanalysis.errors import InputError
from mzanalysis.reading.formats import read_bytes
from mzanalysis.reading.imprint import (
    find_issued_date,
    find_issuer,
    find_title,
    find_year,
    read_date,
)
from mzanalysis.text.decoding import plausibility
from mzanalysis.text.patterns import pattern

SIMPLIFIED = "一、提升养老服务(2025年)。\n新增床位60张，比例达12%。\n"
TRADITIONAL = "一、提升養老服務(2025年)。\n新增床位60張,比例達12%。\n"


@pytest.mark.parametrize(
    ("text", "saved_as", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "gb18030", "gb18030"),
        ("养老服务", "gbk", "gb18030"),
        ("養老服務", "big5", "big5hkscs"),
        ("2025\n", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_found_by_content(text: str, saved_as: str, found: str) -> None:
    document = read_bytes(text.encode(saved_as), "plan.txt")
    assert (document.text, document.encoding) == (text, found)


def test_a_marked_utf16_big_endian_text() -> None:
    data = codecs.BOM_UTF16_BE + SIMPLIFIED.encode("utf-16-be")
    assert read_bytes(data, "plan.txt").text == SIMPLIFIED


def test_newlines_become_line_feeds_and_nothing_else_changes() -> None:
    data = "（一）甲\r\n\u3000\u3000乙\r丙\n\n 丁 \t".encode()
    assert read_bytes(data, "plan.md").text == "（一）甲\n\u3000\u3000乙\n丙\n\n 丁 \t"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"%PDF-1.7 ...", "its content is a PDF"),
        ("a.txt", b"PK\x03\x04...", "a Word, Excel or zip file"),
        ("a.txt", "养\x00\x00服务".encode(), r"as utf-8 it breaks at byte 3 \(0x00\)"),
        ("a.txt", "一、养老服务\n".encode() * 9 + b"\xff" * 3, r"breaks at byte 171 \(0xff\)"),
        ("a.txt", bytes(range(128, 256)) * 3, "not readable as text: as utf-8 it breaks at byte 0"),
        ("a.txt", b" \n", "no text in it"),
        ("a.ofd", b"", r"\.ofd is not read .*save it as plain text"),
        ("a.zip", b"", "unpack it"),
        ("a.jpg", b"", "OCR"),
        ("a", b"", "no ending is not read"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(name: str, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        read_bytes(data, name)
    assert str(error.value).startswith(name)


@pytest.mark.parametrize(
    ("data", "text", "encoding", "note"),
    [
        (
            "一、养老\n1.新\x00建".encode(),
            "一、养老\n1.新\ufffd建",
            "utf-8",
            "1 broken characters{}2",
        ),
        ("一、养老\n1.新建".encode("gbk") + b"\xff", "一、养老\n1.新建\ufffd", "gb18030", "1{}2"),
        ("养老\n".encode() * 99 + b"\xe5\x85", "养老\n" * 99 + "\ufffd", "utf-8", "1{}100"),
        ("养老\n".encode("utf-16") * 9 + b"\x00", None, "utf-16", "1{}10"),
    ],
)
def test_a_few_broken_bytes_are_replaced_and_named(
    data: bytes, text: str | None, encoding: str, note: str
) -> None:
    document = read_bytes(data, "plan.txt")
    assert document.encoding == encoding
    assert text in (document.text, None)
    note = note.replace("1{", "1 broken characters{") if "broken" not in note else note
    assert document.metadata["left_out"] == note.format(", replaced by \ufffd, in line ")


def test_plausibility_tells_text_from_misread_bytes() -> None:
    assert plausibility("提升养老服务，保障民生。") == 1
    assert plausibility("提升养老服务".encode("gbk").decode("big5", "replace")) < 0.7


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-02-18", dt.date(2025, 2, 18)),
        ("2025/2/8 09:30", dt.date(2025, 2, 8)),
        ("2025.2.18", dt.date(2025, 2, 18)),
        ("2025年12月31日", dt.date(2025, 12, 31)),
        ("2024月3月8日", dt.date(2024, 3, 8)),  # a misprint met in print
        ("二〇二五年二月十八日", dt.date(2025, 2, 18)),
        ("二○二四年十二月三十日", dt.date(2024, 12, 30)),
        ("二〇二五年十月二十三日", dt.date(2025, 10, 23)),
        ("2025年2月30日", None),
        ("2025年2月", None),
    ],
)
def test_dates_as_written(text: str, expected: dt.date | None) -> None:
    assert read_date(text) == expected


NOTICE = """各县民政局:
现将《2024年全市民政工作要点》印发给你们,请认真贯彻落实。
甲子市民政局
2024年3月1日
"""


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("首页\n2024年全市民政工作要点\n一、强党建", "2024年全市民政工作要点"),
        ("甲子市民政局2024年工作要点(征求意见稿)\n", "甲子市民政局2024年工作要点(征求意见稿)"),
        (NOTICE, "2024年全市民政工作要点"),
        ("关于印发《2024年民政重点工作安排》的通知\n", "2024年民政重点工作安排"),
        ("附件1\n附件:2024年工作要点\n2024年工作要点任务分解表\n", ""),
        ("附件2 2024年甲子市民政工作要点\n", "2024年甲子市民政工作要点"),
        ("2024年全市民政工作要坚持党的领导,突出工作要点\n", ""),
        ("一、强党建\n", ""),
    ],
)
def test_title(text: str, title: str) -> None:
    assert find_title(text)[0] == title


@pytest.mark.parametrize(
    ("text", "issuer", "date"),
    [
        (NOTICE, "甲子市民政局", dt.date(2024, 3, 1)),
        ("甲子县民政和社会事务局文件\n一、甲\n", "甲子县民政和社会事务局", None),
        ("发布时间:2024-03-02 10:00 来源:办公室\n一、甲", "", dt.date(2024, 3, 2)),
        ("发布日期:\n2024-03-02\n一、甲", "", dt.date(2024, 3, 2)),
        # the day it was signed comes before the day it was put on the web
        ("成文日期 | 2024-02-28 |\n发布日期 | 2024-03-02 |", "", dt.date(2024, 2, 28)),
        ("一、甲\n主办单位:甲子市民政局 地址:某路1号", "甲子市民政局", None),
        ("市民政局\n各区民政局\n", "", None),
        ("会议于2024年3月2日召开,部署工作。\n", "", None),
    ],
)
def test_issuer_and_date(text: str, issuer: str, date: dt.date | None) -> None:
    assert (find_issuer(text)[0], find_issued_date(text)[0]) == (issuer, date)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024年全市民政系统要担当。做好2024年补助发放。", 2024),
        ("落实《2023年规划》《2023年方案》,到2021—2035年,做好2024年考核,完成2024年任务。", 2024),
        ("2023年工作回顾\n2023年完成任务,2023年增长。", None),
        ("2023年完成任务。2024年继续。", None),
        ("2024年完成任务。", None),
        ("没有年份。", None),
        ("2023年完成任务。2024年继续。\n甲子市民政局\n2024年3月\n", 2024),
        ("2023年12月\n2024年启动。2024年继续。\n", 2024),
        ("2024.6\n2023年完成任务。2024年继续。\n", 2024),
    ],
)
def test_year_from_the_years_named(text: str, year: int | None) -> None:
    assert find_year(text)[0] == year


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("page_number", "— 12 —", "— 12 —"),
        ("page_number", "第2页/共15页", "第2页/共15页"),
        ("line_label", "（三）养老", "（三）"),
        ("document_label", "1.养老", "1.养"),
        ("document_label", "1.5亿元", ""),
        ("zone", "高新技术产业开发区社会事务局", "高新技术产业开发区"),
        ("zone", "市民政局支持开发区", ""),
    ],
)
def test_patterns(name: str, text: str, found: str) -> None:
    match = pattern(name).match(text)
    assert (match[0] if match else "") == found
