"""Every score of a tiny invented plan is known by hand."""

import json
from pathlib import Path

import pandas as pd
import pytest

from mzanalysis.errors import InputError
from mzanalysis.tables import table_columns
from mzanalysis.validation import evaluate as ev

A = (
    "一、养老服务\n"
    "1.建好站点。新建站点12个,改造站点2个,6月底前培训护理员300人次。\n"
    "2.鼓励捐赠。鼓励企业设立基金。\n"
    "附件\n"
    "1|建好站点。新建站点12个|8月底|王 一 李二|养老科 各县\n"
    "2|建好基金|长期坚持|李二|慈善科\n"
)
B = "一、养老服务\n1.布点。增设站点8个。稳步培训护理员。\n"
A_ID, B_ID = "110000-2025", "120000-2025"
TEXTS = {A_ID: A, B_ID: B}
CITY = {A_ID: "甲", B_ID: "乙"}


def _rows(table: str, columns: str, *rows: tuple, **same: object) -> pd.DataFrame:
    """Make a table: spans and text from the column ``quote``, the rest filled with nothing."""
    fill = {
        "str": "",
        "int64": 0,
        "Int64": pd.NA,
        "float64": 0.0,
        "bool": False,
        "datetime64[us]": pd.NaT,
    }
    frame = pd.DataFrame(rows, columns=columns.split()).assign(**same)
    if "quote" in frame:
        places = zip(frame["plan_id"], frame["quote"], strict=True)
        frame["char_start"] = [TEXTS[plan_id].index(quote) for plan_id, quote in places]
        frame["char_end"] = frame["char_start"] + frame["quote"].str.len()
        frame["text"] = frame["quote"]
        frame["city"] = frame["plan_id"].map(CITY)
        frame[f"{table[:-1]}_id"] = frame.get("id", frame["plan_id"] + ":" + frame["quote"])
    for column in table_columns(table):
        if column.name not in frame:
            frame[column.name] = fill[column.dtype]
    return frame


def _targets(*rows: tuple) -> pd.DataFrame:
    codes = {"comparator_code": "eq", "kind_code": "count", "role_code": "target"}
    same = {"plan_id": A_ID, "topic_code": "eldercare", "value_high": float("nan"), **codes}
    return _rows("targets", "quote indicator value unit due_date due_source_code", *rows, **same)


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    a, b = TEXTS
    june, august = pd.Timestamp("2025-06-30"), pd.Timestamp("2025-08-30")
    training, task = "改造站点2个,6月底前培训护理员300人次", "建好站点。新建站点12个"
    return {
        "plans": _rows("plans", "plan_id text", *TEXTS.items()),
        "items": _rows(
            "items",
            "plan_id path quote topic_code",
            (a, "一/1", A.splitlines()[1], "eldercare"),
            (a, "2", A.splitlines()[2], "other"),
            (b, "一/1", B.splitlines()[1], "party"),
        ),
        "measures": _rows(
            "measures",
            "plan_id quote theme_id action strength_code",
            (a, "新建站点12个", "t1", "新建", "commit"),
            (a, training, "t2", "", ""),
            (a, "鼓励企业设立基金", "", "设立", "encourage"),
            (b, "增设站点8个", "t1", "", ""),
            (b, "稳步培训护理员", "t1", "", ""),
            topic_code="eldercare",
        ),
        "matches": _rows(
            "matches",
            "measure_id_a measure_id_b similarity",
            (f"{a}:新建站点12个", f"{b}:增设站点8个", 0.9),
            (f"{a}:新建站点12个", f"{b}:稳步培训护理员", 0.2),
            (f"{a}:{training}", f"{b}:增设站点8个", 0.5),
            city_a="甲",
            city_b="乙",
        ),
        "targets": _targets(
            ("12个", "站点", 12, "个", pd.NaT, ""),
            ("2个,改", "站点", 20, "个", june, "task"),
            ("300人次", "护理员培训", 300, "人次", june, "text"),
            ("1|", "站点", 1, "个", pd.NaT, ""),
        ),
        "deadlines": _rows(
            "deadlines",
            "id quote due_date",
            ("m1:d1", "6月底前", june),
            ("task-001:d1", "8月底", august),
            plan_id=a,
        ),
        "tasks": _rows(
            "tasks",
            "row chapter text due_text leaders departments topic_code",
            (1, "养老服务", task, "8月底", "王一;李二", "养老科;各县", "eldercare"),
            (2, "一、养老服务", "建好基金", "长期", "李二", "慈善科", "charity"),
            task_id=["task-001", "task-002"],
            plan_id=a,
        ),
    }


def _gold(folder: Path, name: str, *records: dict) -> Path:
    lines = (json.dumps({"plan_id": A_ID, **r}, ensure_ascii=False) for r in records)
    (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _score(tables: dict, folder: Path, task: str) -> dict[str, float]:
    scores = ev.evaluate(tables, folder).query("task == @task")
    return dict(zip(scores["metric"], scores["value"], strict=True))


ITEMS = (
    {"path": ["一", "1"], "start": "1.建好站点", "topic": "eldercare"},
    {"path": ["一", "2"], "start": "2.鼓励捐赠", "topic": "charity"},
)


def _piece(seq: int, kind: str, text: str, action: str = "", strength: str = "") -> dict:
    fields = {"path": ["一", "1"], "seq": seq, "kind": kind, "text": text}
    return fields | {"action": action, "strength": strength}


def _figure(quote: str, number: str, value: float, **more: object) -> dict:
    record = {"quote": quote, "number": number, "indicator": "站点", "action": "", "value": value}
    record |= {"unit": "个", "comparator": "eq", "kind": "count", "period": "", "deadline": ""}
    return record | {"topic": "eldercare", "role": "target"} | more


def test_structure_needs_path_and_start(tables: dict, tmp_path: Path) -> None:
    # of the labelled plan's two items the second has the wrong path; the other plan is not scored
    scores = _score(tables, _gold(tmp_path, "items", *ITEMS), "structure")
    assert scores == {"precision": 0.5, "recall": 0.5, "f1": 0.5}


def test_topics_count_abstentions_as_errors(tables: dict, tmp_path: Path) -> None:
    scores = _score(tables, _gold(tmp_path, "items", *ITEMS), "topics")
    assert scores["accuracy"] == 0.5  # eldercare right, charity abstained
    assert scores["macro_f1"] == 0.5  # (1 + 0) / 2
    assert scores["abstained"] == 1
    assert scores["alpha"] == pytest.approx(1 - 3 * 2 / 10)  # totals 2, 1, 1
    assert scores["f1_eldercare"] == scores["recall_eldercare"] == 1
    assert (scores["f1_charity"], scores["recall_charity"]) == (0, 0)
    assert ev.confusion(tables, tmp_path).loc["charity", "other"] == 1
    main = set(ev.main_scores(ev.evaluate(tables, tmp_path))["metric"])
    assert {"accuracy", "macro_f1", "alpha"} <= main
    assert "f1_charity" not in main
    wrong = ev.errors(tables, tmp_path).query("task == 'topics'")
    assert wrong[["expected", "got", "sentence"]].values.tolist() == [
        ["charity", "other", "2.鼓励捐赠。"]
    ]


@pytest.mark.parametrize(
    ("items", "expected"),
    # nothing wrong is not certainty: one of one has the bound of Clopper and Pearson
    [(ITEMS, (0, 0.5, 1)), (ITEMS[:1], (pytest.approx(0.025), 1, 1))],
)
def test_intervals_are_the_same_every_time(
    tables: dict, tmp_path: Path, items: tuple, expected: tuple
) -> None:
    scores = ev.evaluate(tables, _gold(tmp_path, "items", *items))
    pd.testing.assert_frame_equal(scores, ev.evaluate(tables, tmp_path))
    accuracy = scores.query("task == 'topics' and metric == 'accuracy'")
    assert accuracy[["low", "value", "high"]].values.tolist() == [list(expected)]


def test_measures_score_starts_and_equal_spans(tables: dict, tmp_path: Path) -> None:
    _gold(tmp_path, "items", *ITEMS)
    _gold(
        tmp_path,
        "measures",
        _piece(1, "heading", "建好站点"),
        _piece(2, "measure", "新建站点12个", "新建", "commit"),
        _piece(3, "measure", "改造站点2个", "改造", "commit"),
        _piece(4, "measure", "6月底前培训护理员300人次", "培训", "commit"),
        _piece(1, "heading", "鼓励捐赠") | {"path": ["一", "2"]},
        _piece(2, "measure", "鼓励企业设立基金", "鼓励", "encourage") | {"path": ["一", "2"]},
    )
    scores = _score(tables, tmp_path, "measures")
    assert scores["start_precision"] == 1
    assert scores["start_recall"] == 3 / 4
    assert scores["equal_spans"] == 2 / 4
    assert (scores["strength_accuracy"], scores["action_accuracy"]) == (1, 1 / 2)


def test_an_items_own_start_is_left_out_where_both_agree(tables: dict, tmp_path: Path) -> None:
    _gold(tmp_path, "measures", _piece(1, "measure", "新建站点12个"), _piece(2, "measure", "改造"))
    assert ev.evaluate(tables, tmp_path).query("metric == 'start_recall'")["n"].tolist() == [1]


def test_targets_score_whole_records_and_fields(tables: dict, tmp_path: Path) -> None:
    quote = "新建站点12个,改造站点2个"
    _gold(
        tmp_path,
        "targets",
        _figure(quote, "12个", 12, indicator="服务站", indicator_also=["站点"]),
        _figure(quote, "2个", 2),  # not the tail of 12个
        _figure("培训护理员300人次", "300人次", 300, indicator="护理员培训", unit="人次")
        | {"deadline": "2025-06-30"},
        _figure("设立基金", "基金", 1),
    )
    tables["targets"].loc[1, ["char_start", "char_end"]] = A.index("2个,6"), A.index(",6")
    scores = _score(tables, tmp_path, "targets")
    assert scores["whole_precision"] == 2 / 4
    assert scores["whole_recall"] == 2 / 4
    assert scores["value_recall"] == 2 / 4
    assert scores["deadline_recall"] == 3 / 4  # a date from the attached table is not stated
    assert scores["wrong_magnitudes"] == 1  # 20 for 2


def test_targets_that_share_a_number_pair_with_their_own_name(tables: dict, tmp_path: Path) -> None:
    same = (300, "人次", pd.NaT, "")
    tables["targets"] = _targets(("300人次", "乙乙率", *same), ("300人次", "甲甲率", *same))
    records = [
        _figure("培训护理员300人次", "300人次", 300, indicator=name, unit="人次")
        for name in ("甲甲率", "乙乙率")
    ]
    assert _score(tables, _gold(tmp_path, "targets", *records), "targets")["whole_f1"] == 1


def test_deadlines_in_body_and_rows(tables: dict, tmp_path: Path) -> None:
    _gold(
        tmp_path,
        "deadlines",
        {"quote": "6月底前培训护理员", "surface": "6月底前", "date": "2025-06-30"},
        {"row": 1, "surface": "8月底", "date": "2025-08-31"},
    )
    scores = _score(tables, tmp_path, "deadlines")
    assert (scores["body_f1"], scores["row_f1"]) == (1, 0)
    wrong = ev.errors(tables, tmp_path).query("task == 'deadlines'")
    assert wrong["kind"].tolist() == ["date wrong"]


def test_tasks_field_by_field(tables: dict, tmp_path: Path) -> None:
    row = {"row": 1, "chapter": "一、养老服务", "task": "建好站点。新建站点12个"}
    row |= {"deadline": "8月底", "leaders": ["王一", "李二"], "departments": ["养老科", "各县"]}
    row |= {"topic": None}
    other = {"row": 2, "chapter": "一、养老服务", "task": "建好基金", "deadline": "长期坚持"}
    other |= {"leaders": ["李二"], "departments": ["慈善科"], "topic": "charity"}
    scores = _score(tables, _gold(tmp_path, "tasks", row, other), "tasks")
    assert scores["row_f1"] == 1
    assert scores["chapter_accuracy"] == 1
    assert (scores["deadline_accuracy"], scores["whole_accuracy"]) == (0.5, 0.5)
    wrong = ev.errors(tables, tmp_path).query("task == 'tasks'")
    assert wrong[["expected", "got"]].values.tolist() == [["row 2: 长期坚持", "长期"]]
    assert "建好基金" in wrong["sentence"].item()


def test_themes_score_pairs_and_the_most_similar(tables: dict, tmp_path: Path) -> None:
    def theme(name: str, a: str, b: str) -> dict:
        members = [{"plan_id": p, "quote": q} for p, q in zip(TEXTS, (a, b), strict=True)]
        return {"theme": name, "zh": name, "area": "eldercare", "members": members}

    _gold(
        tmp_path,
        "themes",
        theme("站点", "新建站点12个", "增设站点8个"),
        # covers 3 of the 7 characters of 新建…, and 6 of its own 10 lie in 改造…
        theme("培训", "12个,改造站点2个", "培训护理员"),
    )
    scores = _score(tables, tmp_path, "themes")
    # t1 gives 新建-增设 (right) and 新建-培训 (wrong); 改造…培训-培训 is missing
    assert (scores["pair_precision"], scores["pair_recall"]) == (0.5, 0.5)
    # 新建->增设, 增设->新建 are right; 改造…培训->增设 and 培训->新建 are wrong
    assert (scores["top1"], scores["top1_overall"]) == (0.5, 0.5)
    counted = ev.evaluate(tables, tmp_path).query("metric in ('top1', 'top1_overall')")
    assert counted["n"].tolist() == [4, 4]


def test_a_quote_in_body_and_attachment_is_meant_in_the_body(tables: dict, tmp_path: Path) -> None:
    tables["plans"].loc[0, "text"] = "目录 新建站点12个" + A
    for name in ("items", "targets"):
        tables[name][["char_start", "char_end"]] += len("目录 新建站点12个")
    _gold(tmp_path, "targets", _figure("新建站点12个", "12个", 12))
    assert _score(tables, tmp_path, "targets")["value_recall"] == 1


def test_what_cannot_be_scored_is_said(tables: dict, tmp_path: Path) -> None:
    _gold(tmp_path, "targets", _figure("没有的话3个", "3个", 3))
    scores = ev.evaluate(tables, tmp_path)
    assert _score(tables, tmp_path, "targets")["quotes_not_found"] == 1
    assert set(scores.query("metric == 'skipped'")["task"]) == set(ev.TASKS) - {"targets"}
    said = ev.errors(tables, tmp_path)
    assert "没有的话3个" in said.query("kind == 'quote not found'")["expected"].item()
    assert "no file themes.jsonl" in set(said["got"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"plan_id": "999999-2025", "path": [], "start": "", "topic": ""}', "999999-2025"),
        ('{"plan_id": "110000-2025", "path": []}', "line 1: fields missing: start"),
        ("{", "line 1: not valid JSON"),
    ],
)
def test_damaged_labels_are_refused(tables: dict, tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "items.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        ev.evaluate(tables, tmp_path)


@pytest.mark.parametrize(
    ("value", "unit", "expected"), [(1.2, "亿元", 0), (12000, "元", 1), (1200, "百万元", 1)]
)
def test_wrong_magnitudes_see_the_unit(
    tables: dict, tmp_path: Path, value: float, unit: str, expected: int
) -> None:
    tables["targets"] = _targets(("12个", "站点", value, unit, pd.NaT, ""))
    _gold(tmp_path, "targets", _figure("新建站点12个", "12个", 12000, unit="万元"))
    assert _score(tables, tmp_path, "targets")["wrong_magnitudes"] == expected
