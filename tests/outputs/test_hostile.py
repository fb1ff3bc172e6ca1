"""One hostile plan through every export together: nothing runs, nothing leaves, all can be read."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from docx import Document
from lxml import html
from openpyxl import load_workbook

from mzanalysis import outputs
from mzanalysis.corpus import Corpus
from mzanalysis.folders import sweep
from mzanalysis.outputs.changes_page import write_changes
from mzanalysis.outputs.chart_files import write_figures
from mzanalysis.outputs.city_brief import write_brief
from mzanalysis.outputs.display import show
from mzanalysis.pipeline import build_tables

HOSTILE = [
    '=HYPERLINK("http://x","养老")',
    "<script>alert(1)</script>",
    "]]><img src=x onerror=alert(1)>",
    "{{7*7}}${7*7}%s{0}",
    "@SUM(1)",
    "+养老机构",
    "../../etc/passwd",
    "\x07\x0b\u202e助餐",
]
MARKS = ("<script>alert", "<img src=x", "]]><img")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    raw = tmp_path_factory.mktemp("raw")
    for code, city in {"420800": "荆门市", "421200": "咸宁市"}.items():
        items = [f"{i}.{text}。新建{text}食堂9家。" for i, text in enumerate(HOSTILE, 1)]
        body = "\n".join(["一、养老服务" + HOSTILE[1], *items])
        (raw / f"{code}-2025.txt").write_text(
            f"2025年{city}民政工作要点\n{body}\n", encoding="utf-8"
        )
    return Corpus(**build_tables(raw))


def picture(path: Path) -> None:
    """Write the smallest PNG there is."""
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))]
    chunks += [(b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n"
    for kind, body in chunks:
        sum_of = struct.pack(">I", zlib.crc32(kind + body))
        data += struct.pack(">I", len(body)) + kind + body + sum_of
    path.write_bytes(data)


def test_nothing_of_a_plan_is_run_by_what_goes_out(hostile: Corpus, tmp_path: Path) -> None:
    assert any("script" in text for text in hostile.measures["text"])
    for path in outputs.write_comparisons(hostile, tmp_path):
        for line in path.read_text(encoding="utf-8-sig").splitlines():
            assert not line.startswith(("=", "+", "@"))
    book = load_workbook(outputs.write_workbook(hostile, tmp_path / "a.xlsx"))
    kinds = {cell.data_type for row in book["measures"].iter_rows() for cell in row}
    assert "s" in kinds
    assert "f" not in kinds
    for name in ("topic_coverage", "strength", "city_similarity", "targets", "deadlines"):
        picture(tmp_path / f"{name}.png")
    report = outputs.write_report(hostile, tmp_path, tmp_path / "report.docx")
    assert "script" in "".join(cell.text for t in Document(str(report)).tables for cell in t._cells)
    pages = [outputs.write_explorer(hostile, tmp_path / "explorer.html")]
    pages += [path for path in write_brief(hostile, "荆门", tmp_path) if path.suffix == ".html"]
    row = {"group": "新增", "sentence": HOSTILE[1], "reason": HOSTILE[2]}
    pages += write_changes(hostile.measures.head(1).assign(**row), tmp_path)[:1]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not [mark for mark in MARKS if mark in text], page.name
        tree = html.fromstring(text)
        assert not [image for image in tree.iter("img") if image.get("onerror")]
    shown = show(hostile.measures[["text"]]).data
    assert not [mark for mark in MARKS if mark in shown]
    assert all(path.resolve().is_relative_to(tmp_path.resolve()) for path in tmp_path.rglob("*"))


def test_nothing_of_a_plan_is_run_by_a_drawing(hostile: Corpus, tmp_path: Path) -> None:
    few = hostile.only(cities="荆门")
    with pytest.MonkeyPatch.context() as patch:
        from mzanalysis.outputs import chart_files

        every = chart_files._figures(few)
        patch.setattr(chart_files, "_figures", lambda _: {"targets": every["targets_eldercare"]})
        write_figures(few, tmp_path)
    svg = (tmp_path / "targets.svg").read_text(encoding="utf-8")
    assert not [mark for mark in MARKS if mark in svg]
    assert io.BytesIO((tmp_path / "targets.png").read_bytes()).read(4) == b"\x89PNG"


def test_what_a_killed_export_left_is_swept(tmp_path: Path) -> None:
    left = tmp_path / "figures" / ".targets.png.4711"
    left.parent.mkdir()
    for path in (left, tmp_path / "report.docx", tmp_path / ".report.json", tmp_path / ".a.12"):
        path.write_bytes(b"x")
    sweep(tmp_path, older_than=-1)
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        ".a.12",
        ".report.json",
        "report.docx",
    ]
    left.write_bytes(b"x")
    sweep(tmp_path)  # a writer may be at it
    assert left.exists()
