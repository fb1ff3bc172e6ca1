"""Corrections of an invented plan: read, applied, kept apart from the rules, listed when lost."""

from pathlib import Path

import pandas as pd
import pytest

from mzanalysis import corrections as c
from mzanalysis.builds import keep_tables
from mzanalysis.corpus import Corpus
from mzanalysis.errors import InputError
from mzanalysis.folders import corrections_folder

PLAN = "420300-2025"
HEAD = "plan_id,text,field,value,note\n"


def write(folder: Path, *rows: str, encoding: str = "utf-8") -> pd.DataFrame:
    path = folder / "mine.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding=encoding)
    return c.read_corrections(folder)


@pytest.fixture
def measures() -> pd.DataFrame:
    rows = [
        ("推进惠民安葬", "other", "a"),
        ("开展婚俗改革", "marriage", "a"),
        ("办好食堂", "law", "b"),
    ]
    frame = pd.DataFrame(rows, columns=["text", "topic_code", "theme_id"]).assign(
        plan_id=PLAN, topic_source="rule", topic_confidence=0.1, theme_source="similarity"
    )
    return frame.assign(measure_id=["m1", "m2", "m3"], city=["甲", "乙", "甲"])


@pytest.fixture
def targets() -> pd.DataFrame:
    row = {"plan_id": PLAN, "matched_text": "基金1.2亿元", "value": 1.2, "value_high": float("nan")}
    row |= {"unit": "亿元", "value_base": 1.2e8, "base_unit": "元", "due_date": pd.NaT}
    row |= {"due_source_code": "", "source_code": "rule", "role_code": "target"}
    return pd.DataFrame([row]).astype({"due_date": "datetime64[us]"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_excel_may_save_either_encoding(tmp_path: Path, encoding: str) -> None:
    found = write(tmp_path, f"{PLAN},推进惠民安葬,topic_code,funeral,因为", encoding=encoding)
    assert found[["line", "text", "value", "note"]].to_numpy().tolist() == [
        [2, "推进惠民安葬", "funeral", "因为"]
    ]


def test_a_topic_is_changed_and_marked(measures: pd.DataFrame, tmp_path: Path) -> None:
    # full-width characters, Traditional script and a space are the same text
    fixes = write(tmp_path, f"{PLAN},推進惠民 安葬,topic_code,funeral,")
    before = measures.copy()
    fixed = c.apply(measures, "measures", fixes)
    assert fixed["topic_code"].tolist() == ["funeral", "marriage", "law"]
    assert fixed["topic_source"].tolist() == ["human", "rule", "rule"]
    assert fixed["topic_confidence"].tolist() == [1.0, 0.1, 0.1]
    pd.testing.assert_frame_equal(measures, before)
    pd.testing.assert_frame_equal(c.apply(fixed, "measures", fixes), fixed)


def test_another_plan_s_text_is_not_meant(measures: pd.DataFrame, tmp_path: Path) -> None:
    fixes = write(tmp_path, "110000-2025,推进惠民安葬,topic_code,funeral,")
    assert c.apply(measures, "measures", fixes)["topic_code"].tolist()[0] == "other"


@pytest.mark.parametrize(
    ("text", "theme", "expected"),
    [
        ("办好食堂", "a", ["a", "a", "a"]),
        # a theme whose other city is gone is none
        ("开展婚俗改革", "none", ["", "", ""]),
        # but a person may found one
        ("办好食堂", "新主题", ["a", "a", "新主题"]),
    ],
)
def test_themes(
    measures: pd.DataFrame, tmp_path: Path, text: str, theme: str, expected: list[str]
) -> None:
    fixed = c.apply(measures, "measures", write(tmp_path, f"{PLAN},{text},theme_id,{theme},"))
    assert fixed["theme_id"].tolist() == expected
    assert fixed.loc[fixed["text"] == text, "theme_source"].item() == "human"


def test_a_figure_its_base_and_its_date(targets: pd.DataFrame, tmp_path: Path) -> None:
    place = f"{PLAN},基金1.2亿元"
    rows = [f"{place},value,3,", f"{place},unit,万元,", f"{place},due_date,2025/6/30,"]
    fixed = c.apply(targets, "targets", write(tmp_path, *rows)).iloc[0]
    assert (fixed["value"], fixed["value_base"], fixed["base_unit"]) == (3, 30000, "元")
    assert (fixed["due_date"], fixed["due_source_code"]) == (pd.Timestamp("2025-06-30"), "text")
    assert fixed["source_code"] == "human"


def test_a_date_is_found_by_its_measure(measures: pd.DataFrame, tmp_path: Path) -> None:
    dates = pd.DataFrame(
        {"deadline_id": ["d1", "d2"], "measure_id": ["m1", ""], "plan_id": PLAN}
    ).assign(due_date=pd.Timestamp("2025-01-01"))
    fixes = write(tmp_path, f"{PLAN},推进惠民安葬,due_date,2025-12-31,")
    fixed = c.apply(c.with_measure_text(dates, measures), "deadlines", fixes)
    assert fixed["due_date"].dt.month.tolist() == [12, 1]


def test_a_plan_takes_no_text(tmp_path: Path) -> None:
    plans = pd.DataFrame({"plan_id": [PLAN], "city": ["十堰"], "issuer": [""]})
    fixes = write(tmp_path, f"{PLAN},,issuer,十堰市民政局,")
    assert c.apply(plans, "plans", fixes)["issuer"].tolist() == ["十堰市民政局"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"{PLAN},文,topic_code,养老,", "line 2: topic_code is '养老'; allowed: party, "),
        (f"{PLAN},文,subtopic_code,x,", "line 2: subtopic_code is 'x'; allowed: "),
        (f"{PLAN},文,colour,red,", "line 2: no field 'colour' can be corrected; allowed: city, "),
        (f"{PLAN},文,due_date,6月底,", "line 2: due_date is '6月底'; allowed: a date such as"),
        (f"{PLAN},文,value,许多,", "line 2: value is '许多'; allowed: a number"),
        (f"{PLAN},,topic_code,law,", "line 2: topic_code of a plan takes no text; every other"),
        (f"{PLAN},文,topic_code,,", "line 2: plan_id and value must be filled in"),
        (f"{PLAN},文,topic_code,law,\n{PLAN},文,topic_code,party,", "line 2 and mine.csv, line 3"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        write(tmp_path, row)


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("plan_id,field,value\n")
    with pytest.raises(InputError, match="line 1: columns missing: text"):
        c.read_corrections(tmp_path)


def test_no_folder_no_corrections(tmp_path: Path) -> None:
    assert c.read_corrections(tmp_path / "none").empty


def test_what_no_longer_applies_is_listed(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    folder.mkdir()
    text = corpus.measures["text"].iloc[0]
    plan_id = corpus.measures["plan_id"].iloc[0]
    write(folder, f'{plan_id},"{text}",topic_code,law,', f"{plan_id},没有这句,topic_code,law,")
    lines = c.describe(vars(corpus), tmp_path / "raw")
    assert lines[0] == "corrections: 2 in 1 files, 1 no longer apply"
    assert lines[1].startswith("  ! mine.csv, line 3: topic_code = law: plan")


def test_correct_appends_a_row_that_the_next_build_reads(corpus: Corpus, tmp_path: Path) -> None:
    mine = Corpus(**{**vars(corpus), "folder": tmp_path / "processed"})
    row = corpus.measures.iloc[0]
    (tmp_path / "corrections").mkdir()
    old = HEAD.replace("note", "note,who") + f"{PLAN},文,topic_code,law,,我\n"
    (tmp_path / "corrections" / "corrections.csv").write_text(old, encoding="gb18030")
    path = mine.correct(row["measure_id"], topic_code="funeral", note="因为")
    assert path.read_text(encoding="gb18030").startswith(old)
    found = c.read_corrections(path.parent)
    assert found[["field", "value", "note"]].to_numpy().tolist()[1] == [
        "topic_code",
        "funeral",
        "因为",
    ]
    fixed = c.apply(corpus.measures, "measures", found)
    assert fixed.loc[0, "topic_code"] == "funeral"


def test_corrections_lie_beside_the_plans_wherever_the_tables_are(
    corpus: Corpus, tmp_path: Path
) -> None:
    raw, out = tmp_path / "mine" / "raw", tmp_path / "tables"
    keep_tables({}, raw, out)
    mine = Corpus(**{**vars(corpus), "folder": out})
    path = mine.correct(corpus.measures["measure_id"].iloc[0], topic_code="law")
    assert path.resolve() == (tmp_path / "mine" / "corrections" / "corrections.csv").resolve()
    assert path.parent == corrections_folder(raw)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"topic_code": "x"}, "topic_code is 'x'"),
        ({"colour": "red"}, "colour to correct: of measures, these can be: topic_code, "),
        ({}, "nothing to correct"),
    ],
)
def test_correct_refuses(corpus: Corpus, tmp_path: Path, fields: dict, said: str) -> None:
    mine = Corpus(**{**vars(corpus), "folder": tmp_path / "processed"})
    with pytest.raises(InputError, match=said):
        mine.correct(corpus.measures["measure_id"].iloc[0], **fields)
    assert not (tmp_path / "corrections" / "corrections.csv").exists()
    with pytest.raises(InputError, match="no row has the id 'x'"):
        mine.correct("x", topic_code="law")
