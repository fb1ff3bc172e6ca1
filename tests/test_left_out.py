"""A bad file costs only itself: the others are read, it is named with reason and remedy."""

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from docx import Document
from openpyxl import Workbook, load_workbook

from mzanalysis import outputs, pipeline
from mzanalysis.cli import main
from mzanalysis.corpus import Corpus
from mzanalysis.errors import InputError
from mzanalysis.outputs import workbook

GOOD = {
    "420800-2024.txt": "2024年荆门市民政工作要点\n一、养老服务\n1.扩大助餐。新建食堂9家。\n",
    "421200-2024.txt": "2024年咸宁市民政工作要点\n一、社会救助\n1.提高标准。低保标准提高5%。\n",
}


def damaged_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:document/>" * 99)
        archive.writestr("[Content_Types].xml", "<Types/>")
    return buffer.getvalue()[:-30]


NOTICE = (
    "关于印发《2024年黄石市民政工作要点》的通知\n各县(市、区)民政局:\n现印发给你们。\n黄石市民政局"
)
# name, content, what is said of it
BAD = [
    ("empty.txt", b"", "no text in it"),
    ("blank.txt", b" \n\n ", "no text in it"),
    ("old.bak", b"2024", ".bak is not read"),
    ("picture.txt", b"\x89PNG\r\n", "its content is a picture"),
    ("photo.jpg", b"\xff\xd8\xff", "have its text recognised (OCR)"),
    ("plan.docx", damaged_zip(), "plan.docx: "),
    ("table.xlsx", damaged_zip(), "table.xlsx: "),
    ("scan.pdf", b"%PDF-1.7 broken", "scan.pdf: "),
    ("damaged.docx", b"PK\x03\x04" + bytes(range(256)) * 4, "damaged.docx: "),
    ("again.txt", GOOD["420800-2024.txt"].encode(), "is 420800-2024 (荆门 2024) as "),
    ("nowhere.txt", "2024年工作要点\n1.新建食堂9家。".encode(), "whose plan?"),
    ("when.txt", "黄石市民政工作要点\n1.新建食堂9家。".encode(), "for which year?"),
    ("notice.txt", NOTICE.encode(), "no measure in it (0 items"),
    (
        "letter.txt",
        f"{NOTICE}\n附件:黄石要点.docx".encode(),
        "the plan may be in the attachment: 附件:黄石要点.docx; if it only",
    ),
    (
        "notice.html",
        f"<meta charset=utf-8><p>{NOTICE}<iframe src=/f/plan.pdf></iframe>".encode(),
        "the plan may be in the attachment: plan.pdf; if it only announces a plan",
    ),
    (
        "420200-2024.txt",
        "记事".encode(),
        "if it only announces a plan, put the attachment",
    ),
    ("bytes.txt", bytes(range(128, 256)) * 9, "not readable as text"),
]


def folder(path: Path, *bad: tuple[str, bytes]) -> Path:
    path.mkdir()
    for name, text in GOOD.items():
        (path / name).write_text(text, encoding="utf-8")
    for name, content in bad:
        (path / name).write_bytes(content)
    return path


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    return pipeline.build_tables(folder(tmp_path_factory.mktemp("good") / "raw"))


@pytest.mark.parametrize(("name", "content", "said"), BAD, ids=[name for name, *_ in BAD])
def test_a_bad_file_costs_only_itself(
    tmp_path: Path, good: dict[str, pd.DataFrame], name: str, content: bytes, said: str
) -> None:
    reasons: list[str] = []
    raw = folder(tmp_path / "raw", (name, content))
    tables = pipeline.build_tables(raw, leave_out=reasons.append)
    assert len(reasons) == 1
    assert name in reasons[0]
    assert said in reasons[0]
    assert [table for table in good if not tables[table].equals(good[table])] == []


def test_the_command_names_what_it_left_out_and_fails(tmp_path: Path) -> None:
    raw = folder(tmp_path / "raw", ("empty.txt", b""), ("old.bak", b"x"))
    result = CliRunner().invoke(main, ["build", "--raw", str(raw), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "Left out:\n  ! empty.txt: no text in it" in result.output
    assert len(pd.read_parquet(tmp_path / "out" / "plans.parquet")) == 2
    checked = CliRunner().invoke(main, ["check", "--raw", str(raw), "--out", str(tmp_path / "out")])
    assert "  ! old.bak: .bak is not read" in checked.output


def test_a_row_whose_file_is_missing_or_elsewhere_costs_only_itself(tmp_path: Path) -> None:
    raw = folder(tmp_path / "raw")
    (tmp_path / "secret.txt").write_text(GOOD["420800-2024.txt"], encoding="utf-8")
    (raw / "420900-2024.txt").symlink_to(tmp_path / "secret.txt")
    (raw / "plans.csv").write_text("file\ngone.txt\n421200-2024.txt\n", encoding="utf-8")
    reasons: list[str] = []
    tables = pipeline.build_tables(raw, leave_out=reasons.append)
    assert tables["plans"]["plan_id"].tolist() == ["421200-2024", "420800-2024"]
    gone, link = reasons
    assert gone.startswith("plans.csv, line 2 (gone.txt): no file gone.txt in ")
    assert gone.endswith("; put it there, mend the name, or delete the row")
    assert link.startswith("420900-2024.txt: 420900-2024.txt is a link that leads out of ")


def test_what_is_left_out_is_told_when_nothing_remains_and_when_an_export_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "old.bak").write_bytes(b"x")
    (tmp_path / "empty" / "notice.txt").write_bytes(NOTICE.encode())
    raw = folder(tmp_path / "raw", ("old.bak", b"x"))
    monkeypatch.setattr("mzanalysis.outputs.every_file.write_all", lambda *_, **__: 1 / 0)
    folders = ["--out", str(tmp_path / "out"), "--exports", str(tmp_path / "exports")]
    for plans, said in (("empty", "no measure in it"), ("raw", "ZeroDivisionError")):
        result = CliRunner().invoke(main, ["report", "--raw", str(tmp_path / plans), *folders])
        assert result.exit_code == 1
        assert "Left out:\n  ! old.bak: .bak is not read" in result.output
        assert said in result.output
    assert raw.is_dir()


def test_the_workbook_and_the_chinese_report_say_what_was_left_out(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reasons = ["=a.pdf: is a scan (2 pages); have its text recognised", "b.txt: is old"]
    book = Workbook()
    workbook._write_contents(book, {}, [["n"], [""], *workbook._left_out_rows(reasons)])
    book.save(tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")["contents"]
    rows = [[cell.value for cell in row] for row in sheet["A4:D7"]]
    assert rows == [
        ["left out", None, "why", "what to do"],
        ["=a.pdf", None, "is a scan (2 pages)", "have its text recognised"],
        ["b.txt", None, "is old", None],
        [None] * 4,
    ]
    assert sheet["A5"].data_type == "s"
    monkeypatch.setattr("mzanalysis.outputs.word_report._Report._blocks", lambda _: [])
    for lang, head in (("zh", "未读入的文件："), ("en", "Left out:")):
        report = outputs.write_report(
            corpus, tmp_path, tmp_path / "a.docx", lang=lang, left_out=reasons
        )
        texts = [paragraph.text for paragraph in Document(str(report)).paragraphs]
        assert texts[texts.index(head) + 1 :][:2] == reasons
    readme = outputs.write_readme(corpus, tmp_path, note="n", left_out=reasons)
    assert "\nLeft out:\n=a.pdf: is a scan" in readme.read_text(encoding="utf-8")


def test_without_a_plan_left_the_build_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(InputError, match=r"empty\.txt: no text in it"):
        pipeline.build_tables(tmp_path, leave_out=lambda _: None)
    (tmp_path / "empty.txt").write_bytes(NOTICE.encode())
    with pytest.raises(InputError, match=r"empty\.txt: no measure in it"):
        pipeline.build_tables(tmp_path, leave_out=lambda _: None)


def test_a_wrong_register_still_stops_everything(tmp_path: Path) -> None:
    raw = folder(tmp_path / "raw")
    (raw / "plans.csv").write_text("file,town\na.txt,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="unknown column 'town'"):
        pipeline.build_tables(raw, leave_out=lambda _: None)


def test_a_notice_does_not_cost_the_plan_that_it_announces(tmp_path: Path) -> None:
    plan = "2024年黄石市民政工作要点\n一、养老服务\n1.扩大助餐。新建食堂9家。\n"
    raw = folder(tmp_path / "raw", ("a.txt", NOTICE.encode()), ("b.txt", plan.encode() * 2))
    reasons: list[str] = []
    tables = pipeline.build_tables(raw, leave_out=reasons.append)
    assert "b.txt" in tables["plans"]["source_path"].tolist()
    assert [reason[:30] for reason in reasons] == ["a.txt: is 420200-2024 (黄石 2024)"[:30]]


def test_a_plan_without_items_is_named_before_it_is_added(tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text(f"{NOTICE}\n附件:黄石要点.docx", encoding="utf-8")
    call = ["add", str(tmp_path / "notice.txt"), "--dry-run", "--raw", str(tmp_path / "raw")]
    said = CliRunner().invoke(main, call).output
    assert "! no measure in it (0 items" in said
    assert "the plan may be in the attachment: 附件:黄石要点.docx" in said
