"""The 81 forms met in real texts of local governments, each by a small invented probe.

A probe's name begins with the numbers of its forms. What a form says of figures stands in the
tests of figures; what cannot be read safely is listed by ``mz check`` (``test_check.py``).
"""

import pandas as pd
import pytest

from mzanalysis.folding import fold
from mzanalysis.measures import split_measures
from mzanalysis.structure import extract_items, split_sections
from mzanalysis.tasks import extract_tasks


def read(text: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    plans = pd.DataFrame([{"plan_id": "p", "city": "甲", "year": 2025, "text": text}])
    sections = split_sections(plans)
    joined = "".join(text[a:b] for a, b in zip(sections.char_start, sections.char_end, strict=True))
    assert joined == text
    return sections, extract_items(plans, sections)


# form, text, path and heading of each item
ITEMS = [
    ("1: full width", "一、养老\n（二）扩大网点。增设12处。", [("一/(二)", "扩大网点")]),
    ("2: 1、 and a colon", "一、养老\n2、加快改造：完成改造45户。", [("一/2", "加快改造")]),
    ("3: full-width stop", "一、救助\n3．健全机制。每半年会商1次。", [("一/3", "健全机制")]),
    (
        "4: (1) under 1.",
        "一、养老\n(一)设施\n1.助餐\n（1）建站。新建6个。\n(2)扩面:覆盖8村。",
        [("一/(一)/1/(1)", "建站"), ("一/(一)/1/(2)", "扩面")],
    ),
    (
        "5: 1. beside 二、",
        "1.指导思想\n坚持为民。\n二、目标任务\n(一)养老。新建3处。",
        [("1", "指导思想"), ("二/(一)", "养老")],
    ),
    (
        "6: parts of a statute",
        "第一章 总则\n第一节 任务\n一、养老\n(一)建站。新建3个。\n(二)设点。新设5个。",
        [("第一章/第一节/一/(一)", "建站"), ("第一章/第一节/一/(二)", "设点")],
    ),
    (
        "7 60: articles",
        "第二章 标准\n第七条 补贴为每床每月150元。\n第八条规定以外的不补。\n第九条 负责下列事项：\n"
        "（一）登记；\n（二）核实。",
        [("第二章/第七条", ""), ("第二章/第九条/(一)", ""), ("第二章/第九条/(二)", "")],
    ),
    (
        "9: ordinals run on through the chapters",
        "一、甲事\n(二十)抓账目。每月1次。\n二、乙事\n(二十一)抓统计。每季1次。\n(二十二)抓档案。全年2次。",
        [("一/(二十)", "抓账目"), ("二/(二十一)", "抓统计"), ("二/(二十二)", "抓档案")],
    ),
    ("10: a section without a chapter", "(三)任务:三年建成9处。", [("(三)", "任务")]),
    (
        "11: a flat list",
        "(一)完成改造12个。\n(二)新建站点3个。\n(三)培训20人。",
        [("(一)", ""), ("(二)", ""), ("(三)", "")],
    ),
    (
        "12: 1. at the top",
        "1.推进帮扶。走访80户。\n2.推进互助。结对9对。",
        [("1", "推进帮扶"), ("2", "推进互助")],
    ),
    (
        "13: a target as heading, its progress below",
        "四、为90名老人上门服务\n已签约61名。\n五、为12户改造\n已完成5户。",
        [("四", "为90名老人上门服务"), ("五", "为12户改造")],
    ),
    (
        "14: targets, then results",
        "一、目标\n1、完成70户\n2、新建3处\n二、完成情况\n1、已完成96户",
        [("一/1", ""), ("一/2", ""), ("二/1", "")],
    ),
    (
        "15: 一是 in one paragraph",
        "(一)养老。一是优化供给,二是做实救助,三是规范管理。",
        [("(一)", "养老")],
    ),
    (
        "16: 一是 paragraphs",
        "(一)救助\n一是扩大范围。新增3类。\n二是提高标准。比例由40%提高到55%。",
        [("(一)/一是", "扩大范围"), ("(一)/二是", "提高标准")],
    ),
    ("17: a lead phrase", "1.突出“三大重点”:建站3个,设点5个。", [("1", "突出“三大重点”")]),
    (
        "18: a quoted figure",
        "“3”就是抓好三项工作\n建站。\n“5”就是办好五件实事\n设点。",
        [("“3”", "就是抓好三项工作"), ("“5”", "就是办好五件实事")],
    ),
    (
        "19: 01, 02",
        "02 服务到家\n新增站点\n6个\n03 改造换新\n累计改造\n2.6万户",
        [("02", "服务到家"), ("03", "改造换新")],
    ),
    (
        "20: quarters",
        "第二季度进展情况:已建成7家\n第三季度进展情况:已建成9家",
        [("第二季度", "进展情况"), ("第三季度", "进展情况")],
    ),
    (
        "21: 【】",
        "【区划管理】全年勘界4条。\n【地名管理】设标20块。",
        [("区划管理", ""), ("地名管理", "")],
    ),
    (
        "22: ——",
        "——坚持兜底。集中照护12人。\n——坚持普惠。新增床位30张。",
        [("—1", "坚持兜底"), ("—2", "坚持普惠")],
    ),
    (
        "23: a lead sentence",
        "救助网络更加健全。全年救助1.1万人次。\n服务能力更强。培训90人。",
        [("¶1", "救助网络更加健全"), ("¶2", "服务能力更强")],
    ),
    ("24: no heading at all", "新建20家食堂、改建300张床位;为1.5万户装表。", [("¶1", "")]),
    (
        "26: cells run together",
        "创建20个社区。区残联,相关镇街1.完成申报;2.完成培训。",
        [("¶1", "")],
    ),
    ("figures inside a sentence", "1.筹资。到位\n1.2亿元,自\n2025.3起拨付。", [("1", "筹资")]),
    (
        "52: page number inside a figure",
        "1.统计。累计431\n2、08人。\n2.归档。",
        [("1", "统计"), ("2", "")],
    ),
    ("42: classes", "1.补贴。按类发放,\n一、二、三档分别为90元、60元、40元。", [("1", "补贴")]),
    (
        "53: Traditional",
        "一、養老\n(一)擴面。新增床位60張。\n(二)提質。培訓80人。",
        [("一/(一)", "扩面"), ("一/(二)", "提质")],
    ),
    (
        "66: a lost label",
        "第三条 包括：\n（一）登记；\n（二）核实；\n汇总上报；\n（四）其他。",
        [("第三条/(一)", ""), ("第三条/(二)", ""), ("第三条/¶1", ""), ("第三条/(四)", "")],
    ),
    (
        "67: two lists in one article",
        "第三条 甲方包括：\n（一）东；\n（二）西。\n乙方包括：\n（一）南。",
        [("第三条/(一)", ""), ("第三条/(二)", ""), ("第三条/(一)", "")],
    ),
    (
        "69: markdown",
        "# 办法\n## 第二章 设施\n<!-- END -->\n### 第三条 建站3个。",
        [("第二章/第三条", "")],
    ),
    (
        "79: labels inside a paragraph",
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
        "81: PDF lines",
        "1.促进供需平衡。形成供需均\n3 \n衡的格局。\n2.培训。20人。",
        [("1", "促进供需平衡"), ("2", "培训")],
    ),
    (
        "1 with 1.1 and 1.1.1",
        "1 总体目标\n走在前列。\n2 重点任务\n2.1 养老\n2.1.1 建站。新建3个。\n2.1.2 设点。\n"
        "筹资\n1.2亿元。\n2.2 救助\n2.2.1 扩面。覆盖8村。",
        [
            ("1", "总体目标"),
            ("2/2.1/2.1.1", "建站"),
            ("2/2.1/2.1.2", "设点"),
            ("2/2.2/2.2.1", "扩面"),
        ],
    ),
    (
        "第一,",
        "今年抓好两件事：\n第一，抓好养老。新建3个。\n第二，抓好救助。覆盖8村。",
        [("第一", "抓好养老"), ("第二", "抓好救助")],
    ),
    (
        "a plan on one line",
        "甲县2025年民政工作要点　一、总体要求　坚持以人民为中心，落实上级部署，做到学思用贯通、"
        "知信行统一，以高质量党建引领民政事业高质量发展，不断增强困难群众的获得感、幸福感、"
        "安全感。　二、主要任务　（一）养老。1.建站。新建站点3个。2.设点。新设5个。（二）救助。"
        "3.扩面。覆盖8个村。4.提标。标准提高6%。　三、保障措施　（一）加强领导。每季会商1次。",
        [
            ("一", "总体要求"),
            ("二/(一)/1", "建站"),
            ("二/(一)/2", "设点"),
            ("二/(二)/3", "扩面"),
            ("二/(二)/4", "提标"),
            ("三/(一)", "加强领导"),
        ],
    ),
    (
        "69: bold headings of markdown",
        "## 一、养老\n\n**1. 建站。** 新建3个。\n\n- 责任科室：养老科\n\n2\\. 设点：新设5个。",
        [("一/1", "建站"), ("一/2", "设点")],
    ),
    (
        "44: owners on lines of their own",
        "一、养老\n1、落实津贴政策\n责任单位：养老科\n2、建站：新建3个。\n责任单位：养老科",
        [("一/1", ""), ("一/2", "建站")],
    ),
    (
        "54: readings behind characters",
        "一、養(yǎng)老服務(wù)\n（一）擴(kuò)面。新增床位60張(zhāng),,提質(zhì)。\n（二）提標(biāo)。補(bǔ)助80元。",
        [("一/(一)", "扩面"), ("一/(二)", "提标")],
    ),
    (
        "16: 一是 headings on lines of their own",
        "一是抓建设。\n新建站点3个。\n二是抓管理。\n检查2次。",
        [("一是", "抓建设"), ("二是", "抓管理")],
    ),
    (
        "no stop at the end of an item",
        "一、养老\n1.设施\n(1)新建3个。\n2.扩面。覆盖8个村",
        [("一/1/(1)", ""), ("一/2", "扩面")],
    ),
    (
        "text under plain headings, where few numbers are",
        "主要任务\n新建站点3个，设助餐点5个。\n保障措施\n1.领导。每季会商。",
        [("¶1", "主要任务"), ("1", "领导")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [x[1:] for x in ITEMS], ids=[x[0] for x in ITEMS])
def test_items(text: str, expected: list[tuple[str, str]]) -> None:
    _, items = read(text)
    assert list(zip(items["path"], items["heading"], strict=True)) == expected


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
    ("80: places", "1.建站。东街街道：已建3处。西街街道：拟建1处。", "已建3处|拟建1处"),
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
    tasks = extract_tasks(plans, split_sections(plans))
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
