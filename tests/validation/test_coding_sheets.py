"""A coding sheet of an invented corpus: drawn blind, filled in, compared, settled, made labels."""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from mzanalysis.cli import main
from mzanalysis.errors import InputError
from mzanalysis.validation import coding_sheets as sheets
from mzanalysis.validation import evaluate as ev
from mzanalysis.validation.sample import candidate_pairs, draw

PLANS = {
    "110000-2025": ("甲", ["建成老年食堂12个", "开展婚俗改革", "6月底前培训护理员300人次"]),
    "120000-2025": ("乙", ["新增老年食堂8个", "推进殡葬改革", "实现低保核查全覆盖"]),
}
TOPICS = ["eldercare", "marriage", "eldercare", "eldercare", "funeral", "assistance"]


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    plans, items, measures = [], [], []
    for plan_id, (city, texts) in PLANS.items():
        text = "1.重点工作。" + ",".join(texts) + "。"
        plans.append({"plan_id": plan_id, "city": city, "text": text})
        items.append(
            {"item_id": f"{plan_id}:1", "plan_id": plan_id, "path": "1", "chapter": "总体"}
            | {"section": "", "heading": "重点工作", "char_start": 0, "char_end": len(text)}
        )
        for i, own in enumerate(texts, 1):
            start = text.index(own)
            measures.append(
                {"measure_id": f"{plan_id}:1:m{i:02}", "item_id": f"{plan_id}:1"}
                | {"plan_id": plan_id, "city": city, "text": own, "char_start": start}
                | {"char_end": start + len(own), "theme_id": "", "topic_source": "rule"}
            )
    frames = {"plans": plans, "items": items, "measures": measures}
    found = {name: pd.DataFrame(rows) for name, rows in frames.items()}
    found["measures"]["topic_code"] = TOPICS
    found["measures"].loc[[0, 3], "theme_id"] = "t1"
    found["matches"] = pd.DataFrame(
        [("110000-2025:1:m01", "120000-2025:1:m01", 0.9)],
        columns=["measure_id_a", "measure_id_b", "similarity"],
    )
    return found


def fill(path: Path, to: Path, answers: dict[str, dict[str, object]], page: str = "coding") -> Path:
    """Write answers by column and the text of a cell of the row ("*": all rows)."""
    book = load_workbook(path)
    sheet = book[page]
    column = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        shown = [str(cell.value) for cell in sheet[row]]
        for name, by_text in answers.items():
            for text, value in by_text.items():
                if text == "*" or text in shown:
                    sheet.cell(row, column[name]).value = value
    book.save(to)
    return to


def blank(tables: dict, folder: Path, task: str, n: int = 6) -> Path:
    path = folder / "blank.xlsx"
    sheets.blank_sheet(draw(tables, task, n=n, seed=1), task).save(path)
    return path


def test_the_same_seed_draws_the_same(tables: dict) -> None:
    for task in ("topics", "targets", "themes"):
        assert draw(tables, task, n=3, seed=4).equals(draw(tables, task, n=3, seed=4))
    orders = {tuple(draw(tables, "topics", n=6, seed=s)["id"]) for s in range(5)}
    assert len(orders) > 1


def test_numbers_are_drawn_whatever_the_machine_made_of_them(tables: dict) -> None:
    rows = draw(tables, "targets", n=99, seed=1)
    assert sorted(rows["number"]) == ["12个", "300人次", "8个", "全覆盖"]  # not the date
    assert "1.重点工作。【建成老年食堂12个】,开展婚俗改革" in rows["context"].str.cat()


def test_pairs_are_of_one_topic_or_alike(tables: dict) -> None:
    pairs = candidate_pairs(tables)
    assert pairs[["measure_id_a", "measure_id_b", "band"]].to_numpy().tolist() == [
        ["110000-2025:1:m01", "120000-2025:1:m01", 0],
        ["110000-2025:1:m03", "120000-2025:1:m01", 2],
    ]


def test_a_sheet_is_blank_and_has_lists(tables: dict, tmp_path: Path) -> None:
    tables["measures"]["topic_code"] = "lottery"
    tables["measures"]["theme_id"] = "secret"
    book = load_workbook(blank(tables, tmp_path, "topics"))
    told = [str(c) for name in ("coding", "drawn") for row in book[name].values for c in row]
    assert not any("lottery" in cell or "secret" in cell for cell in told)
    header = [cell.value for cell in book["coding"][1]]
    offered = {
        header[r.min_col - 1]: v.formula1
        for v in book["coding"].data_validations.dataValidation
        for r in v.sqref.ranges
    }
    assert set(offered) == {"topic", "subtopic"}
    first, last = offered["topic"].replace("codes!$A$", "").split(":$A$")
    codes = [book["codes"].cell(i, 1).value for i in range(int(first), int(last) + 1)]
    assert codes[0] == "party 党的建设"
    assert codes[-1].startswith("other")
    # the machine's rules are not the coder's business
    assert "terms" not in [cell.value for cell in book["codes"][1]]


def test_two_coders_agree_settle_and_give_labels(tables: dict, tmp_path: Path) -> None:
    sheet = blank(tables, tmp_path, "topics")
    right = dict(zip([t for _, texts in PLANS.values() for t in texts], TOPICS, strict=True))
    right["开展婚俗改革"] = "marriage 婚姻登记管理"
    a = fill(sheet, tmp_path / "a.xlsx", {"topic": right})
    fill(a, tmp_path / "b.xlsx", {"topic": {"开展婚俗改革": "law"}})
    a, b = (sheets.read_sheet(tmp_path / f"{x}.xlsx") for x in "ab")
    scores, answers = sheets.compare_sheets(a, b)
    topic = scores.set_index("field").loc["topic"]
    assert (topic["n"], topic["agreement"]) == (6, pytest.approx(5 / 6))
    assert topic["low"] <= topic["alpha"] < topic["high"]

    sheets.settle_sheet(a, answers).save(tmp_path / "settle.xlsx")
    with pytest.raises(InputError, match=r"settle!\w2: 110000-2025:1:m02 topic is not settled"):
        sheets.read_settled(tmp_path / "settle.xlsx")
    fill(tmp_path / "settle.xlsx", tmp_path / "none.xlsx", {"settled": {"*": "none"}}, "settle")
    with pytest.raises(InputError, match=r"settle!\w2: topic is empty"):
        sheets.read_settled(tmp_path / "none.xlsx")
    done = fill(
        tmp_path / "settle.xlsx", tmp_path / "done.xlsx", {"settled": {"*": "marriage"}}, "settle"
    )
    task, records = sheets.read_settled(done)
    path = sheets.add_labels(task, records, tmp_path / "gold")
    sheets.add_labels(task, records, tmp_path / "gold")  # twice: no label stands twice
    labels = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(labels) == 6
    scores = ev.evaluate(tables, tmp_path / "gold").query("task == 'measure_topics'")
    assert scores.set_index("metric").loc["accuracy", "value"] == 1


def test_figures_become_labels_that_are_scored(tables: dict, tmp_path: Path) -> None:
    sheet = blank(tables, tmp_path, "targets")
    one = {"is_figure": {"*": "yes"}, "value": {"*": 12}, "unit": {"*": "个"}}
    one |= {"comparator": {"*": "eq"}, "kind": {"*": "count"}, "role": {"*": "target"}}
    one |= {"indicator": {"*": "老年食堂"}, "due_date": {"300人次": "2025-06-30"}}
    none = {name: {"全覆盖": None} for name in one} | {"is_figure": {"全覆盖": "no"}}
    a = fill(sheet, tmp_path / "a.xlsx", one)
    fill(a, a, none)
    b = fill(
        a,
        tmp_path / "b.xlsx",
        {"is_figure": {"300人次": "no"}}
        | {name: {"300人次": None} for name in one if name != "is_figure"},
    )
    first, second = sheets.read_sheet(a), sheets.read_sheet(b)
    scores, answers = sheets.compare_sheets(first, second)
    n = scores.set_index("field")["n"]
    assert (n["is_figure"], n["value"]) == (4, 2)
    sheets.settle_sheet(first, answers).save(tmp_path / "settle.xlsx")
    done = fill(
        tmp_path / "settle.xlsx", tmp_path / "done.xlsx", {"settled": {"is_figure": "no"}}, "settle"
    )
    task, records = sheets.read_settled(done)  # the other fields of no figure need no answer
    assert [r["is_figure"] for r in records].count("no") == 2
    sheets.add_labels(task, records, tmp_path / "gold")
    start = tables["plans"]["text"][1].index("8个")
    tables["targets"] = pd.DataFrame(
        [
            {"plan_id": "120000-2025", "value": 12.0, "value_high": float("nan"), "unit": "个"}
            | {"comparator_code": "eq", "kind_code": "count", "role_code": "target"}
            | {"indicator": "老年食堂", "due_date": pd.NaT, "due_source_code": ""}
            | {"char_start": start, "char_end": start + 2}
        ]
    )
    scores = ev.evaluate(tables, tmp_path / "gold").query("task == 'numbers'")
    found = scores.set_index("metric")["value"]
    assert (found["whole_precision"], found["whole_recall"]) == (1, 0.5)


def test_pairs_become_labels_weighted_by_their_band(tables: dict, tmp_path: Path) -> None:
    sheet = blank(tables, tmp_path, "themes")
    a = fill(sheet, tmp_path / "a.xlsx", {"same": {"*": "yes"}})
    _, answers = sheets.compare_sheets(sheets.read_sheet(a), sheets.read_sheet(a))
    sheets.settle_sheet(sheets.read_sheet(a), answers).save(tmp_path / "s.xlsx")
    sheets.add_labels(*sheets.read_settled(tmp_path / "s.xlsx"), tmp_path / "gold")
    scores = ev.evaluate(tables, tmp_path / "gold").query("task == 'pairs'")
    found = scores.set_index("metric")["value"]
    assert (found["weighted_precision"], found["weighted_recall"]) == (1, 0.5)


def _drop_row(page: object) -> None:
    page.delete_rows(3)


def _drop_column(page: object) -> None:
    page.delete_cols([cell.value for cell in page[1]].index("topic") + 1)


def _move_texts(page: object) -> None:
    """Sort the sentences alone, as a spreadsheet does where one column is selected."""
    first, second = page["D2"].value, page["D3"].value
    page["D2"].value, page["D3"].value = second, first


def _set(column: str, value: object) -> object:
    def change(page: object) -> None:
        page.cell(3, [cell.value for cell in page[1]].index(column) + 1).value = value

    return change


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_drop_row, r"coding!A3: the row of \S+ is missing"),
        (_drop_column, "coding!1:1: column 'topic' is missing"),
        (_set("topic", "养老"), r"coding!E3: topic is '养老'; allowed: party, "),
        (_set("topic", None), "coding!E3: topic is empty"),
        (_set("text", "别的话"), "coding!D3: the sentence was changed; it was "),
        (_move_texts, "coding!D2: the sentence was changed; it was "),
        (_set("id", "x"), "coding!A3: 'x' is not in this sheet's sample"),
        (_set("subtopic", "party-study"), "coding!F3: party-study is a subtopic of party, not of"),
    ],
)
def test_a_damaged_sheet_is_refused_with_the_cell(
    tables: dict, tmp_path: Path, damage: object, said: str
) -> None:
    path = fill(blank(tables, tmp_path, "topics"), tmp_path / "a.xlsx", {"topic": {"*": "other"}})
    book = load_workbook(path)
    damage(book["coding"])
    book.save(path)
    with pytest.raises(InputError, match=said):
        sheets.read_sheet(path)


def test_what_is_no_sheet_is_refused(tables: dict, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("x")
    with pytest.raises(InputError, match="not an Excel file"):
        sheets.read_sheet(tmp_path / "a.xlsx")
    path = blank(tables, tmp_path, "topics")
    book = load_workbook(path)
    book["drawn"]["A2"].value += "x"
    book.save(path)
    with pytest.raises(InputError, match="'drawn' was changed"):
        sheets.read_sheet(path)


def test_excel_turns_60_per_cent_into_a_fraction(tables: dict, tmp_path: Path) -> None:
    sheet = blank(tables, tmp_path, "targets", n=1)
    given = {"is_figure": "yes", "unit": "%", "comparator": "ge", "kind": "percent"}
    given |= {"indicator": "持证率", "role": "target", "value": 0.6}
    path = fill(sheet, tmp_path / "a.xlsx", {k: {"*": v} for k, v in given.items()})
    book = load_workbook(path)
    column = [cell.value for cell in book["coding"][1]].index("value") + 1
    book["coding"].cell(2, column).number_format = "0%"
    book.save(path)
    assert sheets.read_sheet(path).answers["value"].tolist() == ["60"]


def test_sheets_of_two_samples_are_not_compared(tables: dict, tmp_path: Path) -> None:
    a = fill(blank(tables, tmp_path, "topics"), tmp_path / "a.xlsx", {"topic": {"*": "other"}})
    b = fill(blank(tables, tmp_path, "topics", n=3), tmp_path / "b.xlsx", {"topic": {"*": "other"}})
    with pytest.raises(InputError, match="not copies of one sample"):
        sheets.compare_sheets(sheets.read_sheet(a), sheets.read_sheet(b))


def test_the_commands_as_the_guide_has_them(
    tables: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mzanalysis.builds.read_tables", lambda out: tables)
    monkeypatch.chdir(tmp_path)

    def run(*args: str) -> Result:
        return CliRunner().invoke(main, args)

    made = run("sample", "--n", "6", "--task", "themes", "--seed", "1")
    assert made.exit_code == 0, made.output
    assert "is there already" in run("sample", "--task", "themes").output
    sheet = Path("themes-1.xlsx")
    fill(sheet, Path("a.xlsx"), {"same": {"*": "yes"}})
    fill(sheet, Path("b.xlsx"), {"same": {"*": "no"}})
    compared = run("agreement", "a.xlsx", "b.xlsx", "-o", "settle.xlsx")
    assert "same  2        0.0" in compared.output
    fill(Path("settle.xlsx"), Path("settle.xlsx"), {"settled": {"*": "yes"}}, "settle")
    assert run("agreement", "--settled", "settle.xlsx", "--gold", "gold").exit_code == 0
    assert len(Path("gold/pairs.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    scored = run("evaluate", "--gold", "gold", "--exports", "out")
    assert scored.exit_code == 0, scored.output
    assert "pairs    weighted_recall" in scored.output
    assert {p.name for p in Path("out/validation").iterdir()} == {"scores.csv", "errors.csv"}
    assert run("agreement", "a.xlsx").exit_code == 2
    broken = run("agreement", "a.xlsx", "themes-1.xlsx")
    assert broken.exit_code == 1
    assert "coding!H2: same is empty" in broken.output
