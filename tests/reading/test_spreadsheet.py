import datetime as dt
import io

import openpyxl
import pytest

from mzanalysis.errors import InputError
from mzanalysis.reading.formats import read_bytes


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
