"""What people get: charts in three formats, comparisons, workbook and Word report."""

import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

import mzanalysis as mz
from mzanalysis import outputs
from mzanalysis.compare.years import Lang
from mzanalysis.corpus import Corpus
from mzanalysis.outputs import chart_files as drawing
from mzanalysis.outputs.workbook import _cell, _write_sheet
from mzanalysis.tables import table_names

SOME = ("topic_coverage", "targets", "deadlines", "strength", "city_similarity")
NOTE = "mzanalysis · 五份工作要点"


@pytest.fixture(scope="module")
def figures(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half of the charts, for speed; ``mz report`` draws all."""
    folder, every = tmp_path_factory.mktemp("figures"), drawing._figures(corpus)
    some = {name: every[name] for name in SOME}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "_figures", lambda _: some)
        outputs.write_figures(corpus, folder, note=NOTE)
    return folder


def test_each_chart_in_three_formats_with_its_data(figures: Path) -> None:
    names = {path.stem for path in figures.iterdir()}
    for name in names:
        kept = {path.suffix for path in figures.glob(f"{name}.*")}
        assert kept == {".png", ".svg", ".pdf", ".csv"}
        assert (figures / f"{name}.pdf").stat().st_size < 500_000
        assert (figures / f"{name}.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    assert names == {*SOME}


def test_text_in_a_drawing_stays_text_and_says_what_it_rests_on(figures: Path) -> None:
    svg = (figures / "topic_coverage.svg").read_text(encoding="utf-8")
    assert "养老服务" in svg
    assert NOTE in svg


def test_comparisons_open_in_excel(corpus: Corpus, tmp_path: Path) -> None:
    for path in outputs.write_comparisons(corpus, tmp_path):
        assert path.read_bytes()[:3] == b"\xef\xbb\xbf"
        assert len(pd.read_csv(path)) > 10


def test_the_workbook_has_every_table_and_every_row(corpus: Corpus, tmp_path: Path) -> None:
    book = load_workbook(outputs.write_workbook(corpus, tmp_path / "book.xlsx", note=NOTE))
    tables = [f"compare_{name}" for name in outputs.COMPARISONS]
    assert book.sheetnames == ["contents", *tables, *table_names()]
    assert book["contents"]["A2"].value == NOTE
    for name in table_names():
        assert book[name].max_row == 1 + len(getattr(corpus, name)), name
    head = [cell.value for cell in book["targets"][1]]
    first = dict(zip(head, [cell.value for cell in book["targets"][2]], strict=True))
    assert first["indicator"] == corpus.targets["indicator"].iloc[0]
    assert first["value"] == corpus.targets["value"].iloc[0]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("甲\x07乙", "甲乙"),  # what Excel does not take
        ("养老", "养老"),
        ("长" * 40_000, "长" * 32_767),
        (0.5, 0.5),
    ],
)
def test_a_cell_holds_text_as_text(value: object, kept: object) -> None:
    assert _cell(value) == kept


@pytest.mark.parametrize(("lang", "title"), [("zh", "民政工作要点比较"), ("en", "work plans")])
def test_the_report_has_words_figures_and_charts(
    corpus: Corpus, figures: Path, tmp_path: Path, lang: Lang, title: str
) -> None:
    path = outputs.write_report(corpus, figures, tmp_path / "report.docx", lang=lang, note=NOTE)
    document = Document(str(path))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert title in paragraphs[0]
    assert NOTE in paragraphs
    assert "{" not in "".join(paragraphs)
    assert len(document.inline_shapes) == 5
    assert all(shape._inline.docPr.get("descr") for shape in document.inline_shapes)
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    entries = [line.split("\t")[0] for line in paragraphs if line.endswith("\t–")]
    assert [entry for entry in entries if entry in headings] == headings
    counts, *themes, _gaps, figures_table = document.tables
    assert len(counts.rows) == 1 + len(corpus.plans)
    shared = set(corpus.themes.query("n_cities >= 3")["topic_code"])
    assert len(themes) == len(shared)
    comparable = corpus.target_comparison["is_comparable"].sum()
    assert len(figures_table.rows) == 1 + comparable


def test_the_report_quotes_as_printed_with_city_and_item(
    corpus: Corpus, figures: Path, tmp_path: Path
) -> None:
    path = outputs.write_report(corpus, figures, tmp_path / "a.docx", topics=["殡葬"])
    document = Document(str(path))
    table = document.tables[1]
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    shared = corpus.themes.query("topic_code == 'funeral' and n_cities >= 3")
    in_order = shared.sort_values("n_cities", ascending=False, kind="stable")
    assert list(dict.fromkeys(name for name, *_ in rows)) == list(in_order["label"])
    texts = dict(zip(corpus.plans["city"], corpus.plans["text"], strict=True))
    items = set(zip(corpus.items["city"], corpus.items["path"], strict=True))
    for _, city, words, item in rows:
        assert words in texts[city].replace("\n", "")
        assert (city, item) in items
    assert any("殯" in words for _, _, words, _ in rows)  # 张家港 is printed in Traditional
    assert len(document.tables) == 4


def test_equal_content_gives_equal_bytes_at_any_hour(
    corpus: Corpus, figures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {name: getattr(corpus, name).head(2) for name in ("sections", "matches", "deadlines")}
    some = replace(corpus, **few)
    written = []
    for hour in (1, 9):
        now = 1_700_000_000 + 3600.0 * hour
        monkeypatch.setattr("time.time", lambda now=now: now)
        folder = tmp_path / str(hour)
        outputs.write_workbook(some, folder / "a.xlsx")
        outputs.write_report(some, figures, folder / "a.docx")
        written.append([path.read_bytes() for path in sorted(folder.iterdir())])
    assert len(written[0]) == 2
    assert written[0] == written[1]


def test_a_file_that_cannot_be_finished_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = pd.DataFrame({"a": ["旧"]})
    path = outputs.write_csv(frame, tmp_path / "a.csv")
    before, write = path.read_bytes(), Path.write_bytes

    def cut_off(path: Path, data: bytes) -> int:
        write(path, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", cut_off)
    with pytest.raises(OSError, match="No space left"):
        outputs.write_csv(frame.assign(a="新"), path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.csv": before}


@pytest.mark.parametrize("name", ["plans", "measures", "targets", "deadlines", "target_comparison"])
def test_a_table_goes_to_stata_and_back(corpus: Corpus, tmp_path: Path, name: str) -> None:
    table = getattr(corpus, name)
    back = pd.read_stata(mz.save_stata(table, tmp_path / f"{name}.dta"))
    assert list(back.columns) == list(table.columns)
    for column in table.select_dtypes("str"):
        assert back[column].tolist() == table[column].tolist()
    for column in table.select_dtypes("number"):
        kept = table[column].astype("float64").tolist()
        assert back[column].tolist() == pytest.approx(kept, nan_ok=True)
    for column in table.select_dtypes("datetime"):
        assert back[column].dropna().tolist() == table[column].dropna().tolist()


def test_chinese_heads_go_to_stata(corpus: Corpus, tmp_path: Path) -> None:
    wide = corpus.compare("殡葬")
    assert list(pd.read_stata(mz.save_stata(wide, tmp_path / "a.dta"))) == list(wide.columns)


def test_a_sheet_prints_as_wide_as_the_page(corpus: Corpus, tmp_path: Path) -> None:
    sheet = load_workbook(outputs.write_workbook(corpus, tmp_path / "b.xlsx"))["topic_coverage"]
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.print_title_rows == "$1:$1"
    shares = [cell for cell in sheet[2] if cell.number_format == "0.0%"]
    assert len(shares) == 3


PLANTED = '=HYPERLINK("http://x","y")'


def test_no_cell_is_run_as_a_formula(tmp_path: Path) -> None:
    texts = [PLANTED, "+1", "-减少", "@甲", "\t甲", "甲=乙"]
    frame = pd.DataFrame({"text": texts, "value": [-1.5, 0, 1, 2, 3, 4]})
    lines = outputs.write_csv(frame, tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    read = pd.read_csv(io.StringIO(lines))
    assert read["text"].tolist() == [*(f"'{text}" for text in texts[:5]), "甲=乙"]
    assert read["value"].tolist() == [-1.5, 0, 1, 2, 3, 4]
    book = Workbook()
    _write_sheet(book, "a", frame.assign(text=["\x07" + text for text in texts]))
    book.save(tmp_path / "a.xlsx")
    cells = [row[0] for row in load_workbook(tmp_path / "a.xlsx")["a"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [True] * 5 + [False]


def test_no_head_is_run_as_a_formula(tmp_path: Path) -> None:
    frame = pd.DataFrame({PLANTED: ["甲"], "\x07城市": ["乙"]})
    csv = outputs.write_csv(frame, tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert csv.startswith("\"'=HYPERLINK")
    book = Workbook()
    _write_sheet(book, "a", frame)
    book.save(tmp_path / "a.xlsx")
    heads = next(load_workbook(tmp_path / "a.xlsx")["a"].iter_rows())
    assert [(head.value, head.data_type) for head in heads] == [(PLANTED, "s"), ("城市", "s")]
