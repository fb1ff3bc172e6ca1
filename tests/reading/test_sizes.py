"""What would fill the memory is refused by its size, or read with a usual number in its place."""

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from office_writer import write_docx

from mzanalysis.errors import InputError
from mzanalysis.reading import formats
from mzanalysis.reading.formats import office_file, read_bytes


@pytest.mark.parametrize(
    ("name", "data"),
    [("bomb.docx", write_docx("<w:p/>" * (2**19))), ("huge.txt", b"1" * 3 * 2**20)],
)
def test_a_huge_file_is_refused_by_its_size(
    monkeypatch: pytest.MonkeyPatch, name: str, data: bytes
) -> None:
    monkeypatch.setattr(formats, "_MOST_BYTES", 2**20)
    monkeypatch.setattr(office_file, "_MOST_BYTES", 2**20)
    with pytest.raises(InputError, match=rf"^{name}: .*has 3 MB, .*at most 1; save the plan"):
        read_bytes(data, name)


@pytest.mark.parametrize("span", ["1000000000", "-4", "many", ""])
def test_a_wild_number_of_columns_is_one(span: str) -> None:
    file = docx.Document()
    table = file.add_table(rows=1, cols=2)
    for cell, text in zip(table.rows[0].cells, ("新建食堂", "9家"), strict=True):
        cell.text = text
    properties = table.rows[0].cells[0]._tc.get_or_add_tcPr()
    properties.append(parse_xml(f'<w:gridSpan {nsdecls("w")} w:val="{span}"/>'))
    buffer = io.BytesIO()
    file.save(buffer)
    assert read_bytes(buffer.getvalue(), "a.docx").text == "新建食堂 | 9家 |\n"
