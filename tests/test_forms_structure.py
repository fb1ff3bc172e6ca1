"""Forms of headings and page remnants met in real texts, each by a small invented probe."""

import pandas as pd
import pytest

from mzanalysis.structure import extract_items, split_sections


def read(text: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    plans = pd.DataFrame([{"plan_id": "p", "city": "甲", "year": 2025, "text": text}])
    sections = split_sections(plans)
    joined = "".join(text[a:b] for a, b in zip(sections.char_start, sections.char_end, strict=True))
    assert joined == text
    return sections, extract_items(plans, sections)


# form, text, path and heading of each item
ITEMS = [
    ("full width", "一、养老\n（二）扩大网点。增设12处。", [("一/(二)", "扩大网点")]),
    ("1、 and a colon", "一、养老\n2、加快改造：完成改造45户。", [("一/2", "加快改造")]),
    ("full-width stop", "一、救助\n3．健全机制。每半年会商1次。", [("一/3", "健全机制")]),
    (
        "(1) under 1.",
        "一、养老\n(一)设施\n1.助餐\n（1）建站。新建6个。\n(2)扩面:覆盖8村。",
        [("一/(一)/1/(1)", "建站"), ("一/(一)/1/(2)", "扩面")],
    ),
    (
        "1. beside 二、",
        "1.指导思想\n坚持为民。\n二、目标任务\n(一)养老。新建3处。",
        [("1", "指导思想"), ("二/(一)", "养老")],
    ),
    (
        "parts of a statute",
        "第一章 总则\n第一节 任务\n一、养老\n(一)建站。新建3个。\n(二)设点。新设5个。",
        [("第一章/第一节/一/(一)", "建站"), ("第一章/第一节/一/(二)", "设点")],
    ),
    (
        "articles",
        "第二章 标准\n第七条 补贴为每床每月150元。\n第八条规定以外的不补。\n第九条 负责下列事项：\n"
        "（一）登记；\n（二）核实。",
        [("第二章/第七条", ""), ("第二章/第九条/(一)", ""), ("第二章/第九条/(二)", "")],
    ),
    (
        "ordinals run on through the chapters",
        "一、甲事\n(二十)抓账目。每月1次。\n二、乙事\n(二十一)抓统计。每季1次。\n(二十二)抓档案。全年2次。",
        [("一/(二十)", "抓账目"), ("二/(二十一)", "抓统计"), ("二/(二十二)", "抓档案")],
    ),
    ("a section without a chapter", "(三)任务:三年建成9处。", [("(三)", "任务")]),
    (
        "a flat list",
        "(一)完成改造12个。\n(二)新建站点3个。\n(三)培训20人。",
        [("(一)", ""), ("(二)", ""), ("(三)", "")],
    ),
    (
        "1. at the top",
        "1.推进帮扶。走访80户。\n2.推进互助。结对9对。",
        [("1", "推进帮扶"), ("2", "推进互助")],
    ),
    (
        "a target as heading, its progress below",
        "四、为90名老人上门服务\n已签约61名。\n五、为12户改造\n已完成5户。",
        [("四", "为90名老人上门服务"), ("五", "为12户改造")],
    ),
    (
        "targets, then results",
        "一、目标\n1、完成70户\n2、新建3处\n二、完成情况\n1、已完成96户",
        [("一/1", ""), ("一/2", ""), ("二/1", "")],
    ),
    (
        "一是 in one paragraph",
        "(一)养老。一是优化供给,二是做实救助,三是规范管理。",
        [("(一)", "养老")],
    ),
    (
        "一是 paragraphs",
        "(一)救助\n一是扩大范围。新增3类。\n二是提高标准。比例由40%提高到55%。",
        [("(一)/一是", "扩大范围"), ("(一)/二是", "提高标准")],
    ),
    ("a lead phrase", "1.突出“三大重点”:建站3个,设点5个。", [("1", "突出“三大重点”")]),
    (
        "a quoted figure",
        "“3”就是抓好三项工作\n建站。\n“5”就是办好五件实事\n设点。",
        [("“3”", "就是抓好三项工作"), ("“5”", "就是办好五件实事")],
    ),
    (
        "01, 02",
        "02 服务到家\n新增站点\n6个\n03 改造换新\n累计改造\n2.6万户",
        [("02", "服务到家"), ("03", "改造换新")],
    ),
    (
        "quarters",
        "第二季度进展情况:已建成7家\n第三季度进展情况:已建成9家",
        [("第二季度", "进展情况"), ("第三季度", "进展情况")],
    ),
    (
        "【】",
        "【区划管理】全年勘界4条。\n【地名管理】设标20块。",
        [("区划管理", ""), ("地名管理", "")],
    ),
    (
        "——",
        "——坚持兜底。集中照护12人。\n——坚持普惠。新增床位30张。",
        [("—1", "坚持兜底"), ("—2", "坚持普惠")],
    ),
    (
        "a lead sentence",
        "救助网络更加健全。全年救助1.1万人次。\n服务能力更强。培训90人。",
        [("¶1", "救助网络更加健全"), ("¶2", "服务能力更强")],
    ),
    ("no heading at all", "新建20家食堂、改建300张床位;为1.5万户装表。", [("¶1", "")]),
    (
        "cells run together",
        "创建20个社区。区残联,相关镇街1.完成申报;2.完成培训。",
        [("¶1", "")],
    ),
    ("figures inside a sentence", "1.筹资。到位\n1.2亿元,自\n2025.3起拨付。", [("1", "筹资")]),
    (
        "page number inside a figure",
        "1.统计。累计431\n2、08人。\n2.归档。",
        [("1", "统计"), ("2", "")],
    ),
    ("classes", "1.补贴。按类发放,\n一、二、三档分别为90元、60元、40元。", [("1", "补贴")]),
    (
        "Traditional",
        "一、養老\n(一)擴面。新增床位60張。\n(二)提質。培訓80人。",
        [("一/(一)", "扩面"), ("一/(二)", "提质")],
    ),
    (
        "a lost label",
        "第三条 包括：\n（一）登记；\n（二）核实；\n汇总上报；\n（四）其他。",
        [("第三条/(一)", ""), ("第三条/(二)", ""), ("第三条/¶1", ""), ("第三条/(四)", "")],
    ),
    (
        "two lists in one article",
        "第三条 甲方包括：\n（一）东；\n（二）西。\n乙方包括：\n（一）南。",
        [("第三条/(一)", ""), ("第三条/(二)", ""), ("第三条/(一)", "")],
    ),
    (
        "markdown",
        "# 办法\n## 第二章 设施\n<!-- END -->\n### 第三条 建站3个。",
        [("第二章/第三条", "")],
    ),
    (
        "labels inside a paragraph",
        "2.补贴。享受：1、甲类：补1元；2、乙类：补2元。",
        [("2/1", "甲类"), ("2/2", "乙类")],
    ),
    (
        "lost line break",
        "(一)建站。新建3个。(二)设点。新设5个。",
        [("(一)", "建站"), ("(二)", "设点")],
    ),
    (
        "a numeral after a broken line",
        "(一)建站。覆盖东街,西街\n三、四队。\n(二)设点3个。",
        [("(一)", "建站"), ("(二)", "")],
    ),
    ("indented lines", "\u3000\u3000一、养老\n\u3000\u30001.建站3个。", [("一/1", "")]),
    ("a heading run together", "一、养老（一）建站。新建3个。", [("一/(一)", "建站")]),
    ("a blank for the stop", "1.加强监管 开展检查,培训20人。", [("1", "加强监管")]),
    (
        "PDF lines",
        "1.促进供需平衡。形成供需均\n3 \n衡的格局。\n2.培训。20人。",
        [("1", "促进供需平衡"), ("2", "培训")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [x[1:] for x in ITEMS], ids=[x[0] for x in ITEMS])
def test_items(text: str, expected: list[tuple[str, str]]) -> None:
    _, items = read(text)
    assert list(zip(items["path"], items["heading"], strict=True)) == expected


# form, text, kind and beginning of each piece
KINDS = [
    (
        "contents",
        "目 录\n一、总体要求 1\n（一）发展目标 2\n二、重点任务……12\n一、总体要求\n"
        "（一）发展目标。新建3处。\n二、重点任务\n（一）养老。新建5处。",
        ["furniture 目 录", "chapter 一、总", "item （一）", "chapter 二、重", "item （一）"],
    ),
    (
        "dates of passing ahead of 第一章",
        "某县设施办法\n2003年5月6日第2次会议通过\n2011年7月8日修正\n第一章 总则\n第一条 建站3个。",
        ["title 某县设", "notice 2003", "chapter 第一章", "item 第一条"],
    ),
    (
        "web furniture",
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
        "a glossary after the text",
        "一、养老\n1.建站3个。\n名词解释\n1.“某行动”：指办三件事。",
        ["chapter 一、养", "item 1.建", "attachment 名词解"],
    ),
    (
        "annexes",
        "一、养老\n1.建站3个。\n附件1\n实事清单\n1.建站3个。\n附件2：分工方案\n养老科负责。",
        ["chapter 一、养", "item 1.建", "attachment 附件1", "attachment 附件2"],
    ),
    (
        "portal remnants",
        "原标题：某县办三件实事 近日,某县部署工作。\n一、养老\n1.建站3个。查看更多责任编辑：某人",
        ["furniture 原标题", "preamble 近日,", "chapter 一、养", "item 1.建", "furniture 查看更"],
    ),
    (
        "text ahead",
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
