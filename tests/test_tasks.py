"""Rows of attached tables, read by the words of their heads, and the measures they repeat."""

import pandas as pd
import pytest

from mzanalysis.structure import split_sections
from mzanalysis.tasks import extract_tasks, link_tasks

BODY = "一、养老\n（一）建站。新建站点3个，完善制度。\n"
FIELDS = ["row", "chapter", "text", "due_text", "leaders", "departments"]


def extract(table: str) -> pd.DataFrame:
    plans = pd.DataFrame(
        [{"plan_id": "p", "city": "甲", "year": 2025, "text": BODY + "附件\n" + table}]
    )
    return extract_tasks(plans, split_sections(plans))


def rows(table: str) -> list[list[object]]:
    return extract(table)[FIELDS].to_numpy().tolist()


BARS = """序号 |
一级要点 |
二级要点 |
完成时限 |
责任领导 |
责任部门 |
1 |
一、养老 |
新建站点3个。 |
5月底 |
王 五 李小四 |
养老科 各科室、单位 |
2 |
完善制度。 |
长期坚持 |
王 五 |
养老科、办公室 |
|
3 |
|||||
4 |
二、救助 |
走访80户。 |
12月底 |
赵六 |
救助科 东区、西区民政局 |
"""


def test_bars_with_a_chapter_printed_once() -> None:
    assert rows(BARS) == [
        [1, "一、养老", "新建站点3个。", "5月底", "王五;李小四", "养老科;各科室、单位"],
        [2, "一、养老", "完善制度。", "长期坚持", "王五", "养老科;办公室"],
        [3, "一、养老", "", "", "", ""],
        [4, "二、救助", "走访80户。", "12月底", "赵六", "救助科;东区、西区民政局"],
    ]


def test_deadlines_are_the_last_day_meant_and_none_where_there_is_none() -> None:
    dates = extract(BARS)["due_date"]
    assert dates.dt.strftime("%m-%d").fillna("").tolist() == ["05-31", "", "", "12-31"]
    assert dates.dtype == "datetime64[us]"


# head and rows, what they are read as
TABLES = [
    (
        "other order and words",
        "牵头单位|时间节点|编号|工作任务\n养老科|9月底前|1|新建站点3个。\n救助科|年底|2|走访80户。\n",
        [
            [1, "", "新建站点3个。", "9月底前", "", "养老科"],
            [2, "", "走访80户。", "年底", "", "救助科"],
        ],
    ),
    (
        "two columns of offices, a line a row",
        "| 序号 | 任务 | 牵头单位 | 配合单位 |\n| 1 | 新建站点3个。 | 养老科 | 财务科 |\n"
        "| 2 | 走访80户。 | 救助科 | |\n",
        [
            [1, "", "新建站点3个。", "", "", "养老科;财务科"],
            [2, "", "走访80户。", "", "", "救助科"],
        ],
    ),
    (
        "one cell a line, no bars",
        "序号\n任务\n责任单位\n完成时限\n进展情况\n1\n新增床位80张\n区民政局\n9月底前\n已完成31张\n"
        "2\n培训护理员\n60人\n养老科\n年底\n正在报名\n",
        [
            [1, "", "新增床位80张", "9月底前", "", "区民政局"],
            [2, "", "培训护理员60人", "年底", "", "养老科"],
        ],
    ),
    (
        "task and measures",
        "序号|重点任务|具体措施|责任科室\n1|养老服务|新建站点3个。|养老科\n2||设助餐点5个。|养老科\n",
        [
            [1, "养老服务", "新建站点3个。", "", "", "养老科"],
            [2, "养老服务", "设助餐点5个。", "", "", "养老科"],
        ],
    ),
    (
        "a head on every page",
        "序号|任务|责任科室\n1|新建站点3个。|养老科\n序号|任务|责任科室\n2|走访80户。|救助科\n",
        [[1, "", "新建站点3个。", "", "", "养老科"], [2, "", "走访80户。", "", "", "救助科"]],
    ),
    (
        "counted anew, and a number left out",
        "序号|任务|责任科室\n1|新建站点3个。|养老科\n1|走访80户。|救助科\n3|结对9对。|救助科\n",
        [
            [1, "", "新建站点3个。", "", "", "养老科"],
            [1, "", "走访80户。", "", "", "救助科"],
            [3, "", "结对9对。", "", "", "救助科"],
        ],
    ),
    (
        "figures in cells",
        "序号|任务|投资（万元）|责任科室\n1|新建站点。|3|养老科\n2|走访老人。|1|救助科\n",
        [[1, "", "新建站点。", "", "", "养老科"], [2, "", "走访老人。", "", "", "救助科"]],
    ),
    (
        "a note below",
        "序号\n任务\n责任科室\n1\n新建站点3个。\n养老科\n注：由办公室汇总。\n",
        [[1, "", "新建站点3个。", "", "", "养老科"]],
    ),
    ("no heads", "1|新建站点3个。|养老科\n", []),
    ("no row numbers", "任务|责任科室|时限\n新建站点3个。|养老科|5月底\n", []),
]


@pytest.mark.parametrize(("table", "expected"), [x[1:] for x in TABLES], ids=[x[0] for x in TABLES])
def test_tables(table: str, expected: list[list[object]]) -> None:
    assert rows(table) == expected


def test_a_plan_without_a_table_has_no_tasks() -> None:
    plans = pd.DataFrame([{"plan_id": "p", "city": "甲", "year": 2025, "text": BODY}])
    assert extract_tasks(plans, split_sections(plans)).empty


def link(task_texts: list[str], measure_texts: list[str], gap: int = 20) -> list[tuple[str, str]]:
    tasks = pd.DataFrame(
        [{"task_id": f"t{i}", "plan_id": "p", "text": x} for i, x in enumerate(task_texts)]
    )
    measures = pd.DataFrame(
        [
            {"measure_id": f"m{i}", "plan_id": "p", "text": x, "char_start": gap * i}
            for i, x in enumerate(measure_texts)
        ]
    )
    return list(link_tasks(tasks, measures).itertuples(index=False, name=None))


# rows of the table, measures of the body, pairs
LINKS = [
    ("one row, two measures", ["新建站点3个,完善制度。"], ["新建站点3个", "完善制度"], "t0m0 t0m1"),
    ("punctuation aside", ["建“一站”、设点;培训。"], ["建一站,设点"], "t0m0"),
    ("a word changed", ["完成区划地名协同管理平台建设"], ["完成区划地名协调管理平台建设"], "t0m0"),
    ("another matter", ["加强站点安全管理"], ["加强站点食品安全"], ""),
    ("a row that the body lacks", ["走访老人80户"], ["新建站点3个"], ""),
]


@pytest.mark.parametrize(
    ("tasks", "measures", "pairs"), [x[1:] for x in LINKS], ids=[x[0] for x in LINKS]
)
def test_links(tasks: list[str], measures: list[str], pairs: str) -> None:
    assert " ".join(a + b for a, b in link(tasks, measures)) == pairs


def test_a_common_phrase_belongs_to_the_nearest_row() -> None:
    tasks = ["新建站点3个,健全机制", "走访老人80户,健全机制"]
    measures = ["新建站点3个", "健全机制", "走访老人80户", "健全机制"]
    assert link(tasks, measures, gap=400) == [("t0", "m0"), ("t1", "m2")]
    assert link(tasks, measures) == [("t0", "m0"), ("t0", "m1"), ("t1", "m2"), ("t1", "m3")]
