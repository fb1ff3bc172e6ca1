"""Rows of attached tables, read by the words of their heads, and the measures they repeat."""

import io
from collections.abc import Callable

import docx
import pandas as pd
import pytest
from pdf_writer import write_pdf

from mzanalysis.reading import formats
from mzanalysis.structure.measures import split_measures
from mzanalysis.structure.sections import extract_items, split_sections
from mzanalysis.structure.task_links import link_tasks
from mzanalysis.structure.task_tables import extract_tasks

BODY = "一、养老\n（一）建站。新建站点3个，完善制度。\n"
FIELDS = ["row", "chapter", "text", "due_text", "leaders", "departments"]


def read(text: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tasks and the measures of a plan."""
    plans = pd.DataFrame([{"plan_id": "p", "city": "甲", "year": 2025, "text": text}])
    sections = split_sections(plans)
    items = extract_items(plans, sections)
    return extract_tasks(plans, sections, items), split_measures(items)


def rows(text: str) -> list[list[object]]:
    return read(text)[0][FIELDS].to_numpy().tolist()


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
    assert rows(f"{BODY}附件\n{BARS}") == [
        [1, "一、养老", "新建站点3个。", "5月底", "王五;李小四", "养老科;各科室、单位"],
        [2, "一、养老", "完善制度。", "长期坚持", "王五", "养老科;办公室"],
        [3, "一、养老", "", "", "", ""],
        [4, "二、救助", "走访80户。", "12月底", "赵六", "救助科;东区、西区民政局"],
    ]


def test_deadlines_are_the_last_day_meant_and_none_where_there_is_none() -> None:
    dates = read(f"{BODY}附件\n{BARS}")[0]["due_date"]
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
        "| 序号 | 任务 | 牵头单位 | 配合单位 |\n| --- | :-: | - | - |\n"
        "| 1 | 新建站点3个。 | 养老科 | 财务科 |\n| 2 | 走访80户。 | 救助科 | |\n",
        [
            [1, "", "新建站点3个。", "", "", "养老科;财务科"],
            [2, "", "走访80户。", "", "", "救助科"],
        ],
    ),
    (
        "one cell a line, no bars",
        "序号\n任务\n责任单位\n完成时限\n进展情况\n1\n组建服务队\n区民政局\n9月底前\n已完成31张\n"
        "2\n培训护理员\n60人\n养老科\n年底\n正在报名\n",
        [
            [1, "", "组建服务队", "9月底前", "", "区民政局"],
            [2, "", "培训护理员60人", "年底", "", "养老科"],
        ],
    ),
    (
        "columns divided by tabs",
        "序号\t任务\t责任科室\t完成时限\n1.\t新建站点3个。\t养老科\t5月底\n2.\t走访。\t\t全年\n",
        [
            [1, "", "新建站点3个。", "5月底", "", "养老科"],
            [2, "", "走访。", "全年", "", ""],
        ],
    ),
    (
        "columns divided by blanks",
        "任务 责任科室 完成时限\n新建站点3个。 养老科 5月底\n走访80户。 救助科 全年\n",
        [
            [1, "", "新建站点3个。", "5月底", "", "养老科"],
            [2, "", "走访80户。", "全年", "", "救助科"],
        ],
    ),
    (
        "one cell a line, no numbers, chapters across the table, heads on every page",
        "任务\n责任科室\n完成时限\n一、养老\n建站。\n养老科\n5月\n设点。\n养老科\n6月\n"
        "任务\n责任科室\n完成时限\n培训。\n养老科\n7月\n二、救助\n走访。\n救助科\n全年\n",
        [
            [1, "一、养老", "建站。", "5月", "", "养老科"],
            [2, "一、养老", "设点。", "6月", "", "养老科"],
            [3, "一、养老", "培训。", "7月", "", "养老科"],
            [4, "二、救助", "走访。", "全年", "", "救助科"],
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
        "序号|任务|责任科室\n1|建站。|养老科\n序号|任务|责任科室\n2|走访80户。|救助科\n",
        [[1, "", "建站。", "", "", "养老科"], [2, "", "走访80户。", "", "", "救助科"]],
    ),
    (
        "counted anew, and a number left out",
        "序号|任务|责任科室\n1|建站。|甲科\n1|走访。|乙科\n3|结对。|乙科\n",
        [
            [1, "", "建站。", "", "", "甲科"],
            [1, "", "走访。", "", "", "乙科"],
            [3, "", "结对。", "", "", "乙科"],
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
    (
        "no numbers under their head",
        "序号\n任务\n责任科室\n新建站点3个。\n养老科\n",
        [[1, "", "新建站点3个。", "", "", "养老科"]],
    ),
    (
        "one cell a line, no numbers: one is missing, one broken, a dash for nobody",
        "责任单位\n责任人\n任务内容\n完成时限\n养老科、\n财务科\n王 五\n新建站点3个\n养老科\n—\n"
        "设点5个\n三季度末\n赵六\n走访80户\n长期坚持\n",
        [
            [1, "", "新建站点3个", "", "王五", "养老科;财务科"],
            [2, "", "设点5个", "三季度末", "", "养老科"],
            [3, "", "走访80户", "长期坚持", "赵六", ""],
        ],
    ),
    (
        "no row numbers, a row cut by a page",
        "任务内容|主责科室|时间节点|\n新建站|养老科|5月底|\n点3个。| | |\n走访80户。|救助科|全年|",
        [
            [1, "", "新建站点3个。", "5月底", "", "养老科"],
            [2, "", "走访80户。", "全年", "", "救助科"],
        ],
    ),
    (
        "two rows under one number, a row cut by a page that says its number again",
        "序号|具体举措|承办单位|配合单位|进度安排|\n1|新建站点3个。|养老科|财务科|5月底|\n"
        " |设点5个。|养老科| |6月底|\n2|走访80|救助科| | |\n2|户。| | | |\n",
        [
            [1, "", "新建站点3个。", "5月底", "", "养老科;财务科"],
            [1, "", "设点5个。", "6月底", "", "养老科"],
            [2, "", "走访80户。", "", "", "救助科"],
        ],
    ),
    (
        "two columns of tasks, the wider printed once",
        "重点工作 | 工作任务 | 牵头科室 | 完成时间 |\n养老 | 新建站点3个。 | 养老科 | 5月底 |\n"
        " | 设点5个。 | 养老科 | 6月底 |\n",
        [
            [1, "养老", "新建站点3个。", "5月底", "", "养老科"],
            [2, "养老", "设点5个。", "6月底", "", "养老科"],
        ],
    ),
]


@pytest.mark.parametrize(("table", "expected"), [x[1:] for x in TABLES], ids=[x[0] for x in TABLES])
def test_tables(table: str, expected: list[list[object]]) -> None:
    assert rows(f"{BODY}附件\n{table}") == expected


HEAD = ("重点任务", "具体举措", "牵头科室", "时间节点")
ROWS = (("养老", "新建站点3个。", "养老科", "5月底"), ("救助", "走访80户。", "救助科", "全年"))


def as_page() -> bytes:
    cells = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in (HEAD, *ROWS))
    head = "<html><meta charset=utf-8><body><p>1.建站。新建3个。</p><p>附件</p>"
    return f"{head}<table>{cells}</table></body></html>".encode()


def as_word() -> bytes:
    file = docx.Document()
    file.add_paragraph("1.建站。新建3个。")
    file.add_paragraph("附件")
    table = file.add_table(rows=0, cols=4)
    for row in (HEAD, *ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def as_pdf() -> bytes:
    x, y = (50, 120, 210, 280, 350), (140, 160, 180, 200)
    cells = [
        (x[j] + 5, y[i] + 15, text)
        for i, row in enumerate((HEAD, *ROWS))
        for j, text in enumerate(row)
    ]
    rules = [(50, line, 350, line) for line in y] + [(line, 140, line, 200) for line in x]
    return write_pdf([[(50, 60, "1.建站。新建3个。"), (50, 100, "附件"), *cells]], rules=[rules])


@pytest.mark.parametrize(
    ("data", "name"), [(as_page, "plan.html"), (as_word, "plan.docx"), (as_pdf, "plan.pdf")]
)
def test_a_table_is_read_from_any_file(data: Callable[[], bytes], name: str) -> None:
    assert rows(formats.read_bytes(data(), name).text) == [
        [1, "养老", "新建站点3个。", "5月底", "", "养老科"],
        [2, "救助", "走访80户。", "全年", "", "救助科"],
    ]


# what follows a heading, what follows an item under it, what is read of both
NOTES = [
    ("", "（牵头单位：养老科；配合单位：财务科）", ["建站", "", "", "养老科;财务科"]),
    (
        "",
        "\n责任领导：王五 责任科室：养老科 完成时限：6月底前",
        ["建站", "6月底前", "王五", "养老科"],
    ),
    ("", "设点5个。牵头科室：养老科", ["建站", "", "", "养老科"]),
    ("", "〔养老科，各乡镇〕", ["建站", "", "", "养老科;各乡镇"]),
    ("", "（甲局牵头，乙局配合）", ["建站", "", "", "甲局;乙局"]),
    ("（牵头单位：养老科）", "", ["建站", "", "", "养老科"]),
    ("\n（牵头单位：养老科）", "", ["建站", "", "", "养老科"]),
    (
        "（责任领导：王五；责任科室：养老科）",
        "（责任科室：财务科）",
        ["建站", "", "王五", "财务科"],
    ),
]


@pytest.mark.parametrize(("heading", "item", "expected"), NOTES)
def test_notes_after_an_item_or_a_heading_make_rows_without_a_number(
    heading: str, item: str, expected: list[str]
) -> None:
    text = (
        f"一、养老{heading}\n1.建站。新建3个。{item}\n二、管理\n1.检查。检查2次（含甲县、乙县）。"
    )
    tasks, measures = read(text)
    assert tasks[FIELDS].to_numpy().tolist() == [[pd.NA, "养老", *expected]]
    links = link_tasks(tasks, measures)
    first = measures[measures["char_start"] < text.index("二、")]
    assert links["measure_id"].tolist() == first["measure_id"].tolist()
    assert not measures["text"].str.contains("科|局").any()


def test_rows_of_the_table_keep_their_numbers_beside_notes() -> None:
    tasks, _ = read(f"一、养老\n1.建站。新建3个。（责任科室：养老科）\n附件\n{BARS}")
    assert tasks["row"].tolist() == [1, 2, 3, 4, pd.NA]
    assert tasks["source_code"].tolist() == [*["table"] * 4, "note"]
    assert tasks["task_id"].tolist()[-2:] == ["p:task-004", "p:note-001"]


def test_a_plan_without_a_table_has_no_tasks() -> None:
    assert rows(BODY) == []


def test_a_row_that_is_numbered_zero_is_a_row_like_others() -> None:
    text = (
        f"{BODY}附件\n序号|任务|责任单位|时限\n0|新增床位80张|民政局|9月底前\n1|建站|民政局|5月底"
    )
    tasks, _ = read(text)
    assert list(tasks["task_id"]) == ["p:task-000", "p:task-001"]
    assert (tasks["due_end"] > tasks["due_start"]).all()
