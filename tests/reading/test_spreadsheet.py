import datetime as dt
import io

import openpyxl
import pytest
from office_writer import write_xlsx
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from mzanalysis.errors import InputError
from mzanalysis.reading.formats import Document, read_bytes


def test_rows_of_every_visible_sheet() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ("任务分解表", None, None),
        ("序号", "任务", "完成时限"),
        (1.0, "新增\n床位", dt.datetime(2024, 6, 30)),
        (2, None, "12月底"),
        (None, None, None),
    ):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    book.create_sheet("说明").append(("甲",))
    hidden = book.create_sheet("草稿")
    hidden.append(("乙",))
    hidden.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    assert read_bytes(stream.getvalue(), "附件.xlsx").text.splitlines() == [
        "任务分解表",
        "序号 | 任务 | 完成时限 |",
        "1 | 新增 床位 | 2024-06-30 |",
        "2 | | 12月底 |",
        "甲",
    ]


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0...", b"PK\x03\x04", b"x"])
def test_what_excel_has_to_save_again(data: bytes) -> None:
    with pytest.raises(InputError, match=r"附件.xlsx: no Excel file .* save it as .xlsx without"):
        read_bytes(data, "附件.xlsx")


def number_cell(value: str, form: str) -> str:
    """Return what is read of a number with a format, in a workbook of its own."""
    styles = (
        f"<numFmts><numFmt numFmtId='200' formatCode='{form}'/></numFmts>"
        "<cellXfs><xf numFmtId='0'/><xf numFmtId='200'/></cellXfs>"
    )
    if form.isdecimal():
        styles = f"<cellXfs><xf/><xf numFmtId='{form}'/></cellXfs>"
    data = write_xlsx(f'<row><c s="1"><v>{value}</v></c></row>', styles=styles)
    return read_bytes(data, "附件.xlsx").text.strip()


@pytest.mark.parametrize(
    ("value", "form", "seen"),
    [
        ("2", "General", "2"),
        ("2.0", "General", "2"),
        ("0.30000000000000004", "General", "0.3"),
        ("1E-3", "General", "0.001"),
        ("120000000000", "General", "120000000000"),
        ("0.6", "0%", "60%"),
        ("0.125", "0%", "13%"),
        ("0.125", "0.0%", "12.5%"),
        ("0.6", "9", "60%"),
        ("1", "0.00%", "100.00%"),
        ("1320", "#,##0", "1,320"),
        ("1320.5", "#,##0.00_ ", "1,320.50"),
        ("1320", "[$¥-804]#,##0;[Red]-#,##0", "¥1,320"),
        ("1320", "_ * #,##0.0_ ;_ * -#,##0.0_ ", "1,320.0"),
        ("2.5", "0.##", "2.5"),
        ("80", "0&quot;张&quot;", "80张"),
        ("80", "General&quot;张&quot;", "80张"),
        ("3", "&quot;第&quot;0&quot;批&quot;", "第3批"),
        ("-5", "0;[Red]-0", "-5"),
        ("0.5", "# ?/?", "0.5"),
        ("7", "@", "7"),
        ("1e999", "0", "1e999"),
        ("x", "0", "x"),
        ("45838", "yyyy&quot;年&quot;m&quot;月&quot;", "2025年6月"),
        ("45838", "yyyy年m月d日", "2025年6月30日"),
        ("45838", "[DBNum1][$-804]m&quot;月&quot;d&quot;日&quot;;@", "6月30日"),
        ("45838", "yyyy/m/d", "2025-06-30"),
        ("45838", "yyyy\\-mm", "2025年6月"),
        ("45838.375", "yyyy/m/d h:mm", "2025-06-30 09:00"),
        ("0.375", "h:mm", "09:00"),
        ("45838", "14", "2025-06-30"),
        ("45838", "31", "2025年6月30日"),
        ("45838", "57", "2025年6月"),
        ("45838", "58", "6月30日"),
        ("99999999999", "yyyy/m/d", "99999999999"),
    ],
)
def test_numbers_as_a_person_sees_them(value: str, form: str, seen: str) -> None:
    assert number_cell(value, form) == seen


def test_days_counted_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append((dt.datetime(2025, 6, 30),))
    assert read(book).text == "2025-06-30\n"


def read(book: openpyxl.Workbook) -> Document:
    stream = io.BytesIO()
    book.save(stream)
    return read_bytes(stream.getvalue(), "附件.xlsx")


def test_hidden_rows_and_columns_are_left_out_and_said() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "任务"
    for line in (("序号", "旧", "任务"), (1, "x", "建站"), (2, "x", "培训"), (3, "x", "巡查")):
        sheet.append(line)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["F"].hidden = True  # without text: nothing to say
    book.create_sheet("草稿").sheet_state = "veryHidden"
    document = read(book)
    assert document.text.splitlines() == ["序号 | 任务 |", "1 | 建站 |", "3 | 巡查 |"]
    assert document.metadata["left_out"] == (
        "1 hidden columns of sheet «任务», 1 hidden rows of sheet «任务», hidden sheet «草稿»"
    )


def test_a_workbook_with_nothing_to_see_says_why() -> None:
    book = openpyxl.Workbook()
    book.active.append(("甲",))
    book.active.row_dimensions[1].hidden = True
    with pytest.raises(InputError, match="no text in it, apart from 1 hidden rows of"):
        read(book)


def test_a_merged_cell_holds_for_every_row_that_it_spans() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (
        ("任务分解表",),
        ("章", "任务", "责任科室", "时限"),
        ("一、养老", "新增床位60张", "养老处", dt.datetime(2025, 6, 30)),
        (None, "培训护理员", None, None),
        ("二、救助", "巡查", None, "12月"),
    ):
        sheet.append(line)
    for area in ("A1:D1", "A3:A4", "C3:C5", "D3:D4"):
        sheet.merge_cells(area)
    sheet.row_dimensions[3].hidden = True  # what it says still holds for the next
    assert read(book).text.splitlines() == [
        "任务分解表",
        "章 | 任务 | 责任科室 | 时限 |",
        "一、养老 | 培训护理员 | 养老处 | 2025-06-30 |",
        "二、救助 | 巡查 | 养老处 | 12月 |",
    ]


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ('<c t="str"><f>A1</f><v>甲\n乙</v></c>', "甲 乙"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="d"><v>2025-06-30T00:00:00</v></c>', "2025-06-30"),
        ('<c t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c t="s"><v>0</v></c>', "民政局 要点"),
        ('<c r="B7"><v>1</v></c><c><v>2</v></c>', "1 | 2 |"),
    ],
)
def test_kinds_of_cells(cells: str, text: str) -> None:
    strings = "<si><r><t>民政</t></r><r><t>局_x000D_要点</t></r><rPh><t>minzheng</t></rPh></si>"
    data = write_xlsx(f"<row>{cells}</row>", strings=strings)
    assert read_bytes(data, "附件.xlsx").text == f"{text}\n"


def test_formulas_without_a_value_are_said() -> None:
    data = write_xlsx("<row><c><v>1</v></c><c><f>A1+1</f></c></row>")
    document = read_bytes(data, "附件.xlsx")
    assert document.metadata["left_out"] == "1 formulas not calculated of sheet «任务»"


@pytest.mark.parametrize("number", ["9", "-1", "x", "²"])
def test_a_text_that_is_not_there(number: str) -> None:
    data = write_xlsx(f'<row><c t="s"><v>{number}</v></c></row>', strings="<si><t>甲</t></si>")
    with pytest.raises(InputError, match=rf"附件.xlsx: .*a cell shows text '{number}', which"):
        read_bytes(data, "附件.xlsx")
