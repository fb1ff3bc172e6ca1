"""Sections are a partition of the text; items are its lowest-level numbered paragraphs."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mzanalysis.structure.sections import extract_items, split_sections
from mzanalysis.tables import conform_table
from mzanalysis.text.folding import fold

PLAN = """各区民政局：
现将要点印发给你们，请认真贯彻落实。
甲市民政局
2025年2月3日
2025年民政工作要点
今年工作要求如下。
一、养老服务
（一）设施建设
1.建站。新建站点3个。
按月通报。
2.设点。新设助餐点5个。
二、社会救助
3.扩面。覆盖8个乡镇。
三、加强“三项”宣传
全年宣传6次。
附件：任务分工表
"""


def plans(*texts: str) -> pd.DataFrame:
    rows = [(f"p{i}", "甲", 2025, text) for i, text in enumerate(texts)]
    return pd.DataFrame(rows, columns=["plan_id", "city", "year", "text"])


def outline(text: str) -> list[tuple[str, int, str, str, str]]:
    sections = split_sections(plans(text))
    columns = sections[["kind_code", "level", "label", "heading"]].itertuples(index=False)
    spans = zip(sections["char_start"], sections["char_end"], strict=True)
    return [(*row, text[a:b]) for row, (a, b) in zip(columns, spans, strict=True)]


def test_a_plan_falls_into_its_parts() -> None:
    letter = "各区民政局：\n现将要点印发给你们，请认真贯彻落实。\n甲市民政局\n2025年2月3日\n"
    assert outline(PLAN) == [
        ("notice", 0, "", "", letter),
        ("title", 0, "", "", "2025年民政工作要点\n"),
        ("preamble", 0, "", "", "今年工作要求如下。\n"),
        ("chapter", 1, "一、", "养老服务", "一、养老服务\n"),
        ("section", 2, "(一)", "设施建设", "（一）设施建设\n"),
        ("item", 3, "1.", "建站", "1.建站。新建站点3个。\n按月通报。\n"),
        ("item", 3, "2.", "设点", "2.设点。新设助餐点5个。\n"),
        ("chapter", 1, "二、", "社会救助", "二、社会救助\n"),
        ("item", 3, "3.", "扩面", "3.扩面。覆盖8个乡镇。\n"),
        ("item", 1, "三、", "加强“三项”宣传", "三、加强“三项”宣传\n全年宣传6次。\n"),
        ("attachment", 0, "", "任务分工表", "附件：任务分工表\n"),
    ]


def test_each_piece_points_to_the_heading_above() -> None:
    sections = split_sections(plans(PLAN)).set_index("section_id")
    parents = sections["parent_id"].map(sections["label"]).fillna("")
    assert parents[sections["label"] != ""].tolist() == ["", "一、", "(一)", "(一)", "", "二、", ""]


def test_items_carry_their_path_and_headings() -> None:
    items = extract_items(plans(PLAN), split_sections(plans(PLAN)))
    columns = ["item_id", "path", "chapter", "section", "label", "heading", "text"]
    first, second = "1.建站。新建站点3个。\n按月通报。", "2.设点。新设助餐点5个。"
    assert items[columns].to_numpy().tolist() == [
        ["p0:一/(一)/1", "一/(一)/1", "养老服务", "设施建设", "1.", "建站", first],
        ["p0:一/(一)/2", "一/(一)/2", "养老服务", "设施建设", "2.", "设点", second],
        ["p0:二/3", "二/3", "社会救助", "", "3.", "扩面", "3.扩面。覆盖8个乡镇。"],
        ["p0:三", "三", "", "", "三、", "加强“三项”宣传", "三、加强“三项”宣传\n全年宣传6次。"],
    ]
    assert items["position"].tolist() == [1, 2, 3, 4]


def test_item_spans_give_the_item_text() -> None:
    items = extract_items(plans(PLAN), split_sections(plans(PLAN)))
    spans = zip(items["char_start"], items["char_end"], strict=True)
    assert [fold(PLAN[a:b]) for a, b in spans] == items["text"].tolist()


def test_a_repeated_path_gets_a_running_id() -> None:
    text = "一、养老\n(一)建站3个。\n(一)设点5个。"
    items = extract_items(plans(text), split_sections(plans(text)))
    assert items["item_id"].tolist() == ["p0:一/(一)", "p0:一/(一)~2"]


# first sentences of three siblings, which of them are headings
HEADINGS = [
    ("most have one", ["建站", "设点", "培训老师,开设课程,举办讲座"], ["建站", "设点", ""]),
    ("few have one", ["建站", "设点,开课,办班", "培训,考核,发证,上岗"], ["", "", ""]),
    ("all have two clauses", ["抓建站,促发展", "抓设点,促便利", "抓培训,促提升"], None),
    ("a figure is a commitment", ["建站", "设点", "新建站点3个"], ["建站", "设点", ""]),
    ("so is a document", ["建站", "设点", "落实《设施条例》"], ["建站", "设点", ""]),
    ("so is a date", ["建站", "设点", "年底前开课"], ["建站", "设点", ""]),
    (
        "a quoted figure is none",
        ["建站", "设点", "推广“1+2”模式"],
        ["建站", "设点", "推广“1+2”模式"],
    ),
]


@pytest.mark.parametrize(
    ("first", "expected"), [x[1:] for x in HEADINGS], ids=[x[0] for x in HEADINGS]
)
def test_run_in_headings(first: list[str], expected: list[str] | None) -> None:
    text = "\n".join(f"{i}.{phrase}。按月通报进度。" for i, phrase in enumerate(first, 1))
    items = extract_items(plans(text), split_sections(plans(text)))
    assert items["heading"].tolist() == (first if expected is None else expected)


# labels in order, the level each stands on
LEVELS = [
    ("usual", "一、a|(一)b|1.c|2.d|(二)e|二、f|(一)g", [1, 2, 3, 3, 2, 1, 2]),
    ("a level left out in the first chapter", "一、a|1.b|2.c|二、d|(一)e|1.f", [1, 3, 3, 1, 2, 3]),
    ("1. above (一)", "1.a|(一)b|(二)c|2.d|(一)e", [1, 2, 2, 1, 2]),
    ("1. beside 二、", "1.a|二、b|(一)c", [1, 1, 2]),
    ("第一条 above (一)", "第一条a|(一)b|第二条c|(一)d", [1, 2, 1, 2]),
]


@pytest.mark.parametrize(("text", "levels"), [x[1:] for x in LEVELS], ids=[x[0] for x in LEVELS])
def test_levels_follow_the_document(text: str, levels: list[int]) -> None:
    assert [row[1] for row in outline(text.replace("|", "建站\n") + "建站")] == levels


@pytest.mark.parametrize(
    ("tail", "kinds"),
    [
        ("各县区民政局要细化措施，11月底前报送情况。\n请认真执行。", ["paragraph", "paragraph"]),
        ("各县区民政局要细化措施。\n某市民政局\n2025年3月1日", ["paragraph", "notice"]),
        ("各县设站3个。", []),  # goes on
    ],
)
def test_paragraphs_that_close_the_plan_are_no_part_of_its_last_item(
    tail: str, kinds: list[str]
) -> None:
    given = plans(f"一、养老\n1.建站。新建3个。\n2.管理。检查2次。\n{tail}")
    found = split_sections(given)
    assert found["kind_code"].tolist() == ["chapter", "item", "item", *kinds]


def test_a_label_inside_a_line_counts_even_where_the_line_goes_on_with_a_broken_sentence() -> None:
    text = "七、治理\n（二）数字。加快建设，新建公墓\n九、要求（一）领导。各县设站3个。"
    items = extract_items(plans(text), split_sections(plans(text)))
    assert items["label"].tolist() == ["(二)", "(一)"]


def test_no_text_has_no_sections_and_blanks_have_one() -> None:
    sections = split_sections(plans("", " \n"))
    assert sections[["plan_id", "kind_code"]].to_numpy().tolist() == [["p1", "paragraph"]]
    assert len(extract_items(plans("", " \n"), sections)) == 0


def test_tables_conform_to_their_declaration() -> None:
    sections = split_sections(plans(PLAN, "1.建站。新建3个。"))
    items = extract_items(plans(PLAN, "1.建站。新建3个。"), sections)
    conform_table(sections, "sections")
    coded = items.assign(
        topic_code="other", also_topic_codes="", topic_confidence=0.0, topic_source="rule"
    )
    conform_table(coded, "items")


PARTS = """一、甲|（二）乙。丙3个。|3.丁|4、戊;|二是己。庚。|附件|附件：表|序号 |↵任务 |↵时限 |↵
|1 |↵|目录|——辛。壬。|【癸】子。|第二条 丑|名词解释|打印本页|各区：|某局|2025年1月2日|↵|↵↵|  |\u3000
|<p>|</p>|12|养老要点|责任编辑：某|查看更多|原标题：某 |，正文：|;|:"""
PARTS = PARTS.replace("\n", "").replace("↵", "\n")
TEXTS = st.lists(st.sampled_from(PARTS.split("|")), max_size=25).map("".join)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=80), TEXTS))
def test_any_text_is_covered_once_and_in_order(text: str) -> None:
    sections = split_sections(plans(text))
    spans = list(zip(sections["char_start"], sections["char_end"], strict=True))
    assert "".join(text[a:b] for a, b in spans) == text
    assert all(a < b for a, b in spans)
    assert sections["section_id"].is_unique
    items = extract_items(plans(text), sections)
    assert items["item_id"].is_unique
    for item in items.itertuples():
        assert fold(text[item.char_start : item.char_end]) == item.text


@pytest.mark.parametrize(
    "labels", ["❶❷", "➀➁", "①②", ("〔一〕", "〔二〕"), ("（ 一 ）", "（ 二 ）")]
)
def test_labels_in_any_dress_are_labels(labels: tuple[str, str]) -> None:
    one, two = labels
    table = plans(f"一、养老\n{one}扩大供给。建站点3个。\n{two}提高质量。办食堂2家。\n")
    items = extract_items(table, split_sections(table))
    assert list(items["heading"]) == ["扩大供给", "提高质量"]
