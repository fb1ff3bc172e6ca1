"""The CSV files that people write: encodings, heads, blank lines, cells, line numbers."""

from pathlib import Path

import pytest

from mzanalysis.errors import InputError
from mzanalysis.text.csv_files import append_rows, read_rows

FUNERAL = {"code": "funeral", "zh": "殡葬"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_whatever_excel_saves_is_read(
    tmp_path: Path, encoding: str, delimiter: str, newline: str
) -> None:
    path = tmp_path / "a.csv"
    text = "code,zh\nfuneral,殡葬\n".replace(",", delimiter).replace("\n", newline)
    path.write_bytes(text.encode(encoding))
    assert list(read_rows(path, ["code", "zh"])) == [(2, FUNERAL)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("code,zh\n", []),
        (" code , zh \n funeral , 殡葬 \n", [(2, FUNERAL)]),
        ("code,zh\n\n,\n  \nfuneral,殡葬\n\n", [(5, FUNERAL)]),
        ("code,zh\nfuneral\n", [(2, {"code": "funeral", "zh": ""})]),
        ("code,zh\nfuneral,殡葬,,\n", [(2, FUNERAL)]),
        ("zh,other,code\n殡葬,x,funeral", [(2, FUNERAL | {"other": "x"})]),
        # a row is named by the line where it begins
        (
            'code,zh\nfuneral,"殡\n葬"\nfuneral,殡葬\n',
            [(2, {"code": "funeral", "zh": "殡\n葬"}), (4, FUNERAL)],
        ),
        ('code,zh\nx,"一,""二"""\n', [(2, {"code": "x", "zh": '一,"二"'})]),
    ],
)
def test_rows(tmp_path: Path, text: str, rows: list[tuple[int, dict[str, str]]]) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8", newline="")
    assert list(read_rows(path, ["code", "zh"])) == rows


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.csv, line 1: columns missing: code, zh; the columns are: code, zh, note"),
        ("code,note\n", "a.csv, line 1: columns missing: zh; the columns are: code, zh, note"),
        ("code,zh,Note\n", "a.csv, line 1: unknown column 'Note'; the columns are: code, zh, no"),
        ('code,zh\na,"一\n二"\nb,c,d\n', "a.csv, line 4: more cells than columns; put a value"),
        (b"code,zh\n\xff\xff\xff\n", "a.csv: not readable as text"),
    ],
)
def test_what_cannot_be_used_names_file_line_and_remedy(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(InputError) as error:
        list(read_rows(path, ["code", "zh"], ["note"]))
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("before", "row", "after"),
    [
        (None, {"code": "b"}, "\ufeffcode,zh,note\nb,,\n".encode()),
        (b"zh,code\n,a", {"code": "b"}, b"zh,code\n,a\n,b\n"),
        (b"code\r\na\r\n", {"code": "b", "note": "x,y"}, b'code,note\r\na\r\nb,"x,y"\r\n'),
        ("code;zh\n".encode("utf-16"), {"zh": "葬"}, "code;zh\n;葬\n".encode("utf-16")),
        ("zh\n殡\n".encode("gbk"), {"zh": "葬"}, "zh\n殡\n葬\n".encode("gbk")),
    ],
)
def test_rows_are_added_and_all_else_stays(
    tmp_path: Path, before: bytes | None, row: dict[str, str], after: bytes
) -> None:
    path = tmp_path / "a.csv"
    if before is not None:
        path.write_bytes(before)
    assert append_rows(path, ["code", "zh", "note"], [row]) == after
