"""The forms of local governments' texts, continued: kinds of pieces, measures, tables."""

import pandas as pd
import pytest
from test_forms_structure import ITEMS, read

from mzanalysis.structure.measures import split_measures
from mzanalysis.structure.sections import extract_items, split_sections
from mzanalysis.structure.task_tables import extract_tasks
from mzanalysis.text.folding import fold

# form, text, kind and beginning of each piece
KINDS = [
    (
        "8: contents",
        "目 录\n一、总体要求 1\n（一）发展目标 2\n二、重点任务……12\n一、总体要求\n"
        "（一）发展目标。新建3处。\n二、重点任务\n（一）养老。新建5处。",
        ["furniture 目 录", "chapter 一、总", "item （一）", "chapter 二、重", "item （一）"],
    ),
    (
        "68: dates of passing ahead of 第一章",
        "某县设施办法\n2003年5月6日第2次会议通过\n2011年7月8日修正\n第一章 总则\n第一条 建站3个。",
        ["title 某县设", "notice 2003", "chapter 第一章", "item 第一条"],
    ),
    (
        "56: web furniture",
        "首页 > 政务公开\n索引号: | 00241/2025-0012\n【字号：大 中 小】\n一、养老\n"
        "1.建站3个。\n打印本页\n关闭窗口",
        ["furniture 首页 ", "chapter 一、养", "item 1.建", "furniture 打印本"],
    ),
    (
        "apparatus over several lines",
        "当前位置：\n首页\n>\n要闻\n2025年民政要点\n一、养老\n1.建站3个。\n责任编辑：\n某人\n另一篇",
        ["furniture 当前位", "title 2025", "chapter 一、养", "item 1.建", "furniture 责任编"],
    ),
    (
        "a picture inside an item",
        "1.建站。\n![]() |\n新建3个。\n2.设点5个。",
        ["item 1.建", "item 2.设"],
    ),
    (
        "59: a glossary after the text",
        "一、养老\n1.建站3个。\n名词解释\n1.“某行动”：指办三件事。",
        ["chapter 一、养", "item 1.建", "attachment 名词解"],
    ),
    (
        "annexes",
        "一、养老\n1.建站3个。\n附件1\n实事清单\n1.建站3个。\n附件2：分工方案\n养老科负责。",
        ["chapter 一、养", "item 1.建", "attachment 附件1", "attachment 附件2"],
    ),
    (
        "70: portal remnants",
        "原标题：某县办三件实事 近日,某县部署工作。\n一、养老\n1.建站3个。查看更多责任编辑：某人",
        ["furniture 原标题", "preamble 近日,", "chapter 一、养", "item 1.建", "furniture 查看更"],
    ),
    (
        "70: text ahead",
        "某报讯，正文：某县部署工作。\n一、养老\n1.建站3个。",
        ["furniture 某报讯", "preamble 某县部", "chapter 一、养", "item 1.建"],
    ),
    (
        "letter and signature",
        "各乡镇：\n现将要点印发给你们。\n某县民政局\n2025年3月1日\n2025年民政工作要点\n今年工作如下。\n"
        "一、养老\n1.建站3个。\n某县民政局\n2025年3月1日",
        [
            "notice 各乡镇",
            "title 2025",
            "preamble 今年工",
            "chapter 一、养",
            "item 1.建",
            "notice 某县民",
        ],
    ),
    (
        "a heading broken over two lines",
        "二、坚持以人民为中心的发展思想，聚焦急难愁盼，不断增强困难群众获得感、安全\n感\n"
        "（一）建站。新建3个。",
        ["chapter 二、坚持", "item （一）"],
    ),
    (
        "56: rows of a portal's index",
        "首页\n政务公开\n索 引 号：113\n发文日期：2024-02-08\n有 效 性：有效\n2024年民政工作要点\n"
        "1.建站3个。\n上一篇：总结",
        ["furniture 首页", "title 2024", "item 1.建", "furniture 上一篇"],
    ),
    (
        "headings without a label",
        "2024年工作回顾\n建成9处。\n2025年工作安排\n一、养老\n1.建站3个。",
        ["chapter 2024", "paragraph 建成9", "chapter 2025", "chapter 一、养", "item 1.建"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [x[1:] for x in KINDS], ids=[x[0] for x in KINDS])
def test_kinds(text: str, expected: list[str]) -> None:
    sections, _ = read(text)
    got = [f"{r.kind_code} {text[r.char_start :]}" for r in sections.itertuples()]
    assert [g[: len(e)] for g, e in zip(got, expected, strict=True)] == expected


# form, text, measures of its items
MEASURES = [
    ("69: bold", "一、养老\n**1. 建站。** 新建3个。", "新建3个"),
    (
        "26: cells",
        "创建20个社区。区残联，镇街1.完成申报；2.完成培训。",
        "创建20个社区|区残联,镇街|完成申报|完成培训",
    ),
    (
        "44: owners",
        "1.建站。新建3个（牵头单位：甲局；配合单位：乙局）。（责任科室：丙科）",
        "新建3个",
    ),
    (
        "44: offices alone",
        "1.建站。新建3个。〔养老科，各乡镇〕\n2.设点。新设5个。（甲局牵头）",
        "新建3个|新设5个",
    ),
    (
        "54: readings",
        "1.擴(kuò)面。建立健全製度(dù)，數(shù)量達(dá)到8個(gè)。",
        "建立健全制度(dù)|数(shù)量达(dá)到8个(gè)",
    ),
    (
        "55: an advertisement in a name",
        "1.建站。新增16家《某app》，培训90人。",
        "新增16家《某app》|培训90人",
    ),
    (
        "71: an advertisement in the text",
        "1.建站。新建3处。…广告 某小说文案！新增8处。",
        "新建3处|新增8处",
    ),
    ("80: places", "1.建站。东街街道：已建3处。西街街道：拟建1处。", "拟建1处"),
]


@pytest.mark.parametrize(
    ("text", "expected"), [x[1:] for x in MEASURES], ids=[x[0] for x in MEASURES]
)
def test_measures(text: str, expected: str) -> None:
    _, items = read(text)
    measures = split_measures(items)
    assert "|".join(measures["text"]) == expected
    for start, end, said in measures[["char_start", "char_end", "text"]].itertuples(index=False):
        assert fold(text[start:end]) == said


def test_a_flattened_table_is_rows_of_tasks() -> None:  # form 25
    cells = "序号\n任务\n责任单位\n时限\n进展\n3\n新增护理床位80张\n区民政局\n9月底前\n已完成31张"
    text = f"1.建站。\n附件\n{cells}"
    plans = pd.DataFrame([{"plan_id": "p", "city": "甲", "year": 2025, "text": text}])
    sections = split_sections(plans)
    tasks = extract_tasks(plans, sections, extract_items(plans, sections))
    shown = tasks[["row", "text", "departments", "due_text"]].to_numpy().tolist()
    assert shown == [[3, "新增护理床位80张", "区民政局", "9月底前"]]


# Forms that are a matter of figures alone: test_quantities.py, test_targets.py, test_dates.py.
OF_FIGURES = {*range(27, 42), 43, *range(45, 52), 57, 58, *range(61, 66), *range(72, 79)}
OF_TASKS = {25}


def test_every_form_has_a_probe() -> None:
    names = [x[0] for x in (*ITEMS, *KINDS, *MEASURES)]
    probed = {int(n) for name in names if ": " in name for n in name.split(": ")[0].split()}
    assert probed | OF_FIGURES | OF_TASKS == set(range(1, 82))
    assert not probed & OF_FIGURES
