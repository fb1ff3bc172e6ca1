"""Every score of a tiny invented plan is known by hand."""

import json
from pathlib import Path

import pandas as pd
import pytest

from mzanalysis import evaluate as ev
from mzanalysis import schema
from mzanalysis.errors import InputError
from mzanalysis.scoring.agreement import alpha_interval, alpha_nominal, bigram_f1, unit_multiplier
from mzanalysis.scoring.locate import number_positions
from mzanalysis.scoring.outcome import Outcome

A = (
    "一、养老服务\n"
    "1.建好站点。新建站点12个,改造站点2个,6月底前培训护理员300人次。\n"
    "2.鼓励捐赠。鼓励企业设立基金。\n"
    "附件\n"
    "1|建好站点。新建站点12个|8月底|王 一 李二|养老科 各县\n"
    "2|建好基金|长期坚持|李二|慈善科\n"
)
B = "一、养老服务\n1.布点。增设站点8个。稳步培训护理员。\n"
TEXTS = {"110000-2025": A, "120000-2025": B}
CITY = {"110000-2025": "甲", "120000-2025": "乙"}


def _at(plan_id: str, quote: str) -> tuple[int, int]:
    start = TEXTS[plan_id].index(quote)
    return start, start + len(quote)


def _rows(table: str, *rows: dict) -> pd.DataFrame:
    """Fill the columns that a test does not speak of."""
    fill = {"str": "", "int64": 0, "float64": 0.0, "bool": False, "datetime64[us]": pd.NaT}
    frame = pd.DataFrame(list(rows))
    for column in schema.columns(table):
        if column.name not in frame:
            frame[column.name] = fill[column.dtype]
    return frame


def _item(plan_id: str, path: str, text: str, topic: str) -> dict:
    start, end = _at(plan_id, text)
    return {
        "item_id": f"{plan_id}:{path}",
        "plan_id": plan_id,
        "path": path,
        "text": text,
        "char_start": start,
        "char_end": end,
        "topic_code": topic,
    }


def _measure(plan_id: str, text: str, theme: str = "", **more: str) -> dict:
    start, end = _at(plan_id, text)
    return dict(
        measure_id=f"{plan_id}:{text}",
        plan_id=plan_id,
        city=CITY[plan_id],
        text=text,
        theme_id=theme,
        topic_code="eldercare",
        char_start=start,
        char_end=end,
        **more,
    )


def _target(number: str, indicator: str, value: float, unit: str, **more: object) -> dict:
    start, end = _at("110000-2025", number)
    row = {
        "plan_id": "110000-2025",
        "indicator": indicator,
        "value": value,
        "unit": unit,
        "comparator_code": "eq",
        "kind_code": "count",
        "value_high": float("nan"),
        "topic_code": "eldercare",
        "role_code": "target",
        "char_start": start,
        "char_end": end,
    }
    return row | more


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    a, b = TEXTS
    june = pd.Timestamp("2025-06-30")
    return {
        "plans": _rows("plans", *({"plan_id": p, "text": t} for p, t in TEXTS.items())),
        "items": _rows(
            "items",
            _item(a, "一/1", A.splitlines()[1], "eldercare"),
            _item(a, "2", A.splitlines()[2], "other"),
            _item(b, "一/1", B.splitlines()[1], "party"),
        ),
        "measures": _rows(
            "measures",
            _measure(a, "新建站点12个", "t1", action="新建", strength_code="commit"),
            _measure(a, "改造站点2个,6月底前培训护理员300人次", "t2"),
            _measure(a, "鼓励企业设立基金", action="设立", strength_code="encourage"),
            _measure(b, "增设站点8个", "t1"),
            _measure(b, "稳步培训护理员", "t1"),
        ),
        "matches": _rows(
            "matches",
            _match("新建站点12个", "增设站点8个", 0.9),
            _match("新建站点12个", "稳步培训护理员", 0.2),
            _match("改造站点2个,6月底前培训护理员300人次", "增设站点8个", 0.5),
        ),
        "targets": _rows(
            "targets",
            _target("12个", "站点", 12, "个"),
            _target("2个,改", "站点", 20, "个", due_date=june, due_source_code="task"),
            _target("300人次", "护理员培训", 300, "人次", due_date=june, due_source_code="text"),
            _target("1|", "站点", 1, "个"),
        ),
        "deadlines": _rows(
            "deadlines",
            _date("m1:d1", "6月底前", june),
            _date("110000-2025:task-001:d1", "8月底", pd.Timestamp("2025-08-30")),
        ),
        "tasks": _rows(
            "tasks",
            {
                "task_id": "110000-2025:task-001",
                "plan_id": a,
                "row": 1,
                "chapter": "养老服务",
                "text": "建好站点。新建站点12个",
                "due_text": "8月底",
                "leaders": "王一;李二",
                "departments": "养老科;各县",
                "topic_code": "eldercare",
            },
            {
                "task_id": "110000-2025:task-002",
                "plan_id": a,
                "row": 2,
                "chapter": "一、养老服务",
                "text": "建好基金",
                "due_text": "长期",
                "leaders": "李二",
                "departments": "慈善科",
                "topic_code": "charity",
            },
        ),
    }


def _match(text_a: str, text_b: str, similarity: float) -> dict:
    a, b = TEXTS
    return {
        "measure_id_a": f"{a}:{text_a}",
        "measure_id_b": f"{b}:{text_b}",
        "plan_id_a": a,
        "plan_id_b": b,
        "city_a": "甲",
        "city_b": "乙",
        "similarity": similarity,
    }


def _date(deadline_id: str, surface: str, due: pd.Timestamp) -> dict:
    start, end = _at("110000-2025", surface)
    return {
        "deadline_id": deadline_id,
        "plan_id": "110000-2025",
        "matched_text": surface,
        "due_date": due,
        "char_start": start,
        "char_end": end,
    }


def _gold(folder: Path, name: str, *records: dict) -> Path:
    lines = (json.dumps({"plan_id": "110000-2025", **r}, ensure_ascii=False) for r in records)
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
        {"path": ["一", "2"], "seq": 2, "kind": "measure", "text": "鼓励企业设立基金"}
        | {"action": "鼓励", "strength": "encourage"},
    )
    scores = _score(tables, tmp_path, "measures")
    assert scores["start_precision"] == 1
    assert scores["start_recall"] == 3 / 4
    assert scores["equal_spans"] == 2 / 4
    assert (scores["strength_accuracy"], scores["action_accuracy"]) == (1, 1 / 2)


def test_measures_leave_out_an_items_own_start_where_both_agree(
    tables: dict, tmp_path: Path
) -> None:
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
    tables["targets"].loc[1, ["char_start", "char_end"]] = _at("110000-2025", "2个,6")
    scores = _score(tables, tmp_path, "targets")
    assert scores["whole_precision"] == 2 / 4
    assert scores["whole_recall"] == 2 / 4
    assert scores["value_recall"] == 2 / 4
    assert scores["deadline_recall"] == 3 / 4  # a date from the attached table is not stated
    assert scores["wrong_magnitudes"] == 1  # 20 for 2


def test_targets_that_share_a_number_pair_with_their_own_name(tables: dict, tmp_path: Path) -> None:
    tables["targets"] = _rows(
        "targets", *(_target("300人次", name, 300, "人次") for name in ("乙乙率", "甲甲率"))
    )
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
    row = {
        "row": 1,
        "chapter": "一、养老服务",
        "task": "建好站点。新建站点12个",
        "deadline": "8月底",
    }
    row |= {"leaders": ["王一", "李二"], "departments": ["养老科", "各县"], "topic": None}
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


def test_errors_show_the_sentence(tables: dict, tmp_path: Path) -> None:
    wrong = ev.errors(tables, _gold(tmp_path, "items", *ITEMS)).query("task == 'topics'")
    assert wrong[["expected", "got", "sentence"]].values.tolist() == [
        ["charity", "other", "2.鼓励捐赠。"]
    ]


def test_floors(tables: dict, tmp_path: Path) -> None:
    scores = ev.evaluate(tables, _gold(tmp_path, "items", *ITEMS))
    floors = tmp_path / "floors.toml"
    floors.write_text(
        "[floor.structure]\nf1 = 0.5\n[floor.topics]\naccuracy = 0.6\n"
        "[floor.themes]\npair_f1 = 0.1\n[ceiling.topics]\nabstained = 1\n"
    )
    missed = ev.below_floor(scores, floors)
    assert missed[["task", "metric"]].values.tolist() == [
        ["topics", "accuracy"],
        ["themes", "pair_f1"],  # not measured is not met
    ]


@pytest.mark.parametrize(
    ("quote", "number", "expected"),
    [
        ("新建25个,改造5个", "5个", [8]),
        ("分别为30%、40%", "40%", [7]),
        ("每月一自查", "一", [2]),
        ("十三个站点、三个中心", "三个", [6]),
        ("2.5万元、5万元", "5万元", [6]),
    ],
)
def test_number_positions(quote: str, number: str, expected: list[int]) -> None:
    assert number_positions(quote, number) == expected


def test_alpha_of_krippendorffs_examples() -> None:
    # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections A and B
    assert alpha_nominal(zip("0100000010", "1110010000", strict=True)) == pytest.approx(
        0.095, abs=5e-4
    )
    assert alpha_nominal(zip("aabbdcccedda", "babbbccceddd", strict=True)) == pytest.approx(
        0.692, abs=5e-4
    )


def test_names_and_units() -> None:
    assert bigram_f1("养老床位", "家庭养老床位") == 0.75
    assert bigram_f1("养老床位", "公益墓地") == 0
    assert [unit_multiplier(u) for u in ("万元", "万亿元", "千瓦", "‰")] == [1e4, 1e12, 1, 0.1]


def test_intervals_hold_the_score_and_are_the_same_every_time(tables: dict, tmp_path: Path) -> None:
    scores = ev.evaluate(tables, _gold(tmp_path, "items", *ITEMS)).query("task == 'topics'")
    again = ev.evaluate(tables, tmp_path).query("task == 'topics'")
    pd.testing.assert_frame_equal(scores, again)
    accuracy = scores.set_index("metric").loc["accuracy"]
    assert (accuracy["low"], accuracy["value"], accuracy["high"]) == (0, 0.5, 1)


def test_nothing_wrong_is_not_certainty(tables: dict, tmp_path: Path) -> None:
    scores = ev.evaluate(tables, _gold(tmp_path, "items", ITEMS[0])).query("task == 'topics'")
    accuracy = scores.set_index("metric").loc["accuracy"]
    # one of one: the exact 95 % bound of Clopper and Pearson is 0.025
    assert (accuracy["low"], accuracy["high"]) == (pytest.approx(0.025), 1)
    assert alpha_interval([("a", "a"), ("b", "b")] * 20)[0] < 1


def test_each_code_has_its_own_scores(tables: dict, tmp_path: Path) -> None:
    scores = _score(tables, _gold(tmp_path, "items", *ITEMS), "topics")
    found = {k: v for k, v in scores.items() if k.endswith(("eldercare", "charity"))}
    assert found["f1_eldercare"] == found["recall_eldercare"] == 1
    assert (found["f1_charity"], found["recall_charity"]) == (0, 0)
    assert ev.confusion(tables, tmp_path).loc["charity", "other"] == 1
    main = ev.main_scores(ev.evaluate(tables, tmp_path))
    assert "f1_charity" not in set(main["metric"])
    assert {"accuracy", "macro_f1", "alpha"} <= set(main["metric"])


def test_pairs_of_a_theme_are_drawn_together() -> None:
    apart, together = Outcome(), Outcome()
    apart.add_prf("", 50, 100, 50)
    together.add_prf("", 50, 100, 50, [(50, 0, 0), (0, 50, 0)])
    widths = [x.scores[0][3] - x.scores[0][2] for x in (apart, together)]
    assert widths[0] < 0.25
    assert widths[1] == 1


def test_labels_without_floors_have_none(tables: dict, tmp_path: Path) -> None:
    scores = ev.evaluate(tables, _gold(tmp_path, "items", *ITEMS))
    assert ev.below_floor(scores, tmp_path / "floors.toml").empty
