"""A figure becomes a whole record; results of the past are not taken for targets."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mzanalysis.figures.deadlines import extract_deadlines
from mzanalysis.figures.names import name_figure
from mzanalysis.figures.phrases import Surroundings
from mzanalysis.figures.quantities import find_quantities
from mzanalysis.figures.sentences import name_all, read_sentences
from mzanalysis.figures.targets import extract_targets
from mzanalysis.structure.loose_text import read_loose_text
from mzanalysis.tables import empty_table

PLAN = "990000-2026"


def item(text: str, *, heading: str = "", chapter: str = "", start: int = 7) -> pd.DataFrame:
    row = {"item_id": f"{PLAN}:一/(一)", "plan_id": PLAN, "city": "某", "year": 2026}
    row |= {"chapter": chapter, "section": "", "heading": heading, "text": text}
    return pd.DataFrame(
        [row | {"char_start": start, "char_end": start + len(text), "topic_code": "other"}]
    )


def measures(items: pd.DataFrame, *texts: str) -> pd.DataFrame:
    whole = items.iloc[0]
    rows = []
    for n, text in enumerate(texts or [whole["text"]], start=1):
        start = int(whole["char_start"]) + whole["text"].index(text)
        row = {"measure_id": f"{whole['item_id']}:m{n:02d}", "item_id": whole["item_id"]}
        row |= {"char_start": start, "char_end": start + len(text), "topic_code": "eldercare"}
        rows.append(row)
    return pd.DataFrame(rows)


NO_TASKS = pd.DataFrame(columns=["task_id", "plan_id", "city", "year", "due_text", "due_date"])
NO_LINKS = pd.DataFrame(columns=["task_id", "measure_id"])


def targets(text: str, **around: str) -> pd.DataFrame:
    items = item(text, **around)
    return extract_targets(read_sentences(items, measures(items)), NO_TASKS, NO_LINKS)


def named(text: str, **around: str) -> list[tuple[str, float]]:
    found = targets(text, **around)
    return list(zip(found["indicator"], found["value"], strict=True))


def test_whole_record():
    (row,) = targets("年内,每个县(市、区)至少建成2所养老院。").itertuples()
    assert (row.action, row.comparator_code, row.value, row.unit) == ("建成", "ge", 2, "所")
    assert (row.scope, row.kind_code, row.role_code) == ("每个县(市、区)", "count", "target")
    assert (str(row.due_date.date()), row.due_source_code) == ("2026-12-31", "text")
    assert row.matched_text == "每个县(市、区)至少建成2所养老院"
    assert (row.char_start, row.char_end) == (7 + 15, 7 + 17)
    assert row.topic_code == "eldercare"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("到2026年底前,开展康复的县达80%,规范服务率达60%。", ["2026-12-31", "2026-12-31"]),
        ("建设养老床位90张和上门服务70人次,6月底前通过验收。", ["2026-06-30", "2026-06-30"]),
        ("6月底前新建公墓3处,9月底前改造5处。", ["2026-06-30", "2026-09-30"]),
        ("新建公墓3处,9月底前改造5处。", ["", "2026-09-30"]),
        ("低保标准达到900元,9月底前完成资金补发。", [""]),
        ("新建公墓3处,改造5处,9月底前全部建成投用。", ["2026-09-30", "2026-09-30"]),
        ("每月检查1次,8月底前全面完成隐患整改。", [""]),
        ("争取资金90万元,加快福利院建设,9月底前投入使用。", [""]),
        ("3月底前印发方案,低保标准提高6%。", [""]),
        ("到2026年底,健全制度,完善网络,入住率达到60%。", ["2026-12-31"]),
        ("年内改造敬老院7所,撤并入住率低于30%的小院。", ["2026-12-31", ""]),
        ("全年培训90人次,持证率稳定在85%以上。", ["2026-12-31", ""]),
        ("全年销售9亿元,增长4%。", ["2026-12-31", "2026-12-31"]),
        ("6月底前完成选址。新建公墓3处。", [""]),
        ("2026年改造敬老院15所,新建5所。", ["2026-12-31", "2026-12-31"]),
        ("2026年全市计划新建公墓5处。今年,培训护理员9人。", ["2026-12-31", ""]),
    ],
)
def test_due_date_comes_from_the_same_sentence(text, due):
    found = targets(text)
    assert [str(d.date()) if pd.notna(d) else "" for d in found["due_date"]] == due


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("新建公墓5处。", ["target"]),
        ("已建成公墓5处,年内再建3处。", ["result", "target"]),
        ("去年新建公墓5处。改造墓位90个。今年将新建3处。", ["result", "result", "target"]),
        ("截至2025年底,有养老院86家。2026年,新增床位500张。", ["background", "target"]),
        ("新建公墓30处,其中街道12处、村18处。", ["target", "target", "target"]),
        ("新增床位90张,其中护理型占比达到60%。", ["target", "target"]),
        ("提取金额不超过5万元。", ["parameter"]),
        ("每人每月补贴150元。", ["parameter"]),
        ("低保标准由每月700元提高到750元。", ["background", "target"]),
        ("15个工作日内办结。", ["target"]),
        ("对情况紧急的在24小时内先行救助。", ["parameter"]),
        ("培育资产500万元以上的基金会3家。", ["parameter", "target"]),
        ("以4个示范区为重点推进改革。", ["background"]),
        ("2025年新增床位90张。2026年,新增床位70张。", ["result", "target"]),
        ("在2025年建成5处公墓的基础上,再建3处。", ["result", "target"]),
        ("全市现有养老院86家,共有床位900张。", ["background", "background"]),
        ("计划新建公墓5处,建成6处,完成率120%。", ["target", "result", "result"]),
        ("计划新建公墓5处,完成改造90户。", ["target", "target"]),
        ("去年新建养老院30处(街道12处、村18处)。", ["result", "result", "result"]),
        ("按照每百户不少于30平方米的标准配建。", ["parameter"]),
        ("低保标准由每月700元调整为760元。", ["background", "target"]),
        ("处一千元以上五千元以下罚款。", ["parameter", "parameter"]),
        ("全市登记社会组织90家,年检率达到95%。", ["background", "target"]),
        ("全市有养老院45家,床位900张。", ["background", "background"]),
        ("全市60岁以上老年人9万人,占总人口的22%。", ["background", "background"]),
        ("全市养老机构45家,培训护理员30人。", ["background", "target"]),
        ("全市登记社会组织20家以上。", ["target"]),
        ("今年,全市有养老院45家。", ["target"]),
        ("全市有5个县建成综合体。", ["target"]),
        ("完成总长12公里的5条界线联检。", ["background", "target"]),
        ("新建项目8个,总投资3.5亿元。", ["target", "background"]),
        ("推进殡仪馆项目前期工作,5月底前完成6台火化炉改造。", ["target"]),
        ("确保顺利完成6处公墓改造。", ["target"]),
        ("将审批时限压缩至9个工作日以内。", ["target"]),
        ("审批时限由9个工作日压缩至7个工作日。", ["background", "target"]),
        ("将全市约9万名困难群众全部纳入监测。", ["background"]),
        ("将全市90所敬老院整合为60所。", ["background", "target"]),
        ("按照上年支出总额的3%落实购买服务经费。", ["parameter"]),
        ("供养标准不低于低保标准的1.5倍。", ["parameter"]),
        ("备用金按每个乡镇不低于9万元安排。", ["parameter"]),
        ("乡镇审批额度最高可达900元。", ["parameter"]),
        ("考核占总分权重的20%。", ["parameter"]),
        ("与公安、医保等9个部门开展数据比对。", ["parameter"]),
        ("全市低保对象9万人、特困人员8千人。", ["background", "background"]),
        ("已建成公墓3处、计划再建5处。", ["result", "target"]),
        ("低保标准由上年的780元提高到820元。", ["background", "target"]),
        ("全市养老院调研不少于30天。", ["target"]),
        ("发放各类补贴1.6亿元。", ["target"]),
        ("完成投资3.5亿元。", ["target"]),
        ("创建40家,条件为床位不少于9张、入住率不低于65%。", ["target", *["parameter"] * 2]),
        ("创建40家,床位应不少于9张。", ["target", "parameter"]),
        ("床位不少于9张的机构可申报,今年创建4家。", ["parameter", "target"]),
        ("符合条件的老年人签约率达90%。", ["target"]),
        ("按照省厅要求,新建公墓15处。", ["target"]),
        ("做好滞留超过3个月人员的安置。", ["parameter"]),
        ("已建成小区每百户不少于20平方米。", ["parameter"]),
        ("新建公墓单个墓位占地不得超过0.8平方米。", ["parameter"]),
        ("民营机构预留不低于30%的床位。", ["parameter"]),
        ("推进养护楼建设,项目设置床位90张。", ["background"]),
        ("聚焦全市90个安置点,新建站点3个。", ["background", "target"]),
        ("对全市9万名老年人每月开展1次探访。", ["background", "target"]),
        ("全市老年人口超过130万人,占户籍人口的26%。", ["background", "background"]),
        ("帮助滞留人员成功寻亲40人以上。", ["target"]),
    ],
)
def test_roles(text, roles):
    assert list(targets(text)["role_code"]) == roles


@pytest.mark.parametrize(
    ("chapter", "role"),
    [
        ("2025年工作回顾", "result"),
        ("2025年:实干出成绩", "result"),
        ("上年完成情况", "result"),
        ("目标任务完成情况", "result"),
        ("一、工作成效", "result"),
        ("二、存在的问题", "result"),
        ("2025年工作总结和2026年安排", "target"),
        ("2026年重点工作", "target"),
        ("提升服务成效", "target"),
        ("", "target"),
    ],
)
def test_a_chapter_that_looks_back_has_no_targets(chapter, role):
    assert list(targets("新建公墓5处。", chapter=chapter)["role_code"]) == [role]


def test_a_review_without_a_heading_is_known_by_its_words():
    text = (
        "养老院已有86家,同比增长8%。荣获全省先进。敬老院建成投用5所。基金会累计7家。新建公墓5处。"
    )
    assert set(targets(text)["role_code"]) == {"background", "result"}


def test_a_chapter_of_rates_that_are_to_be_reached_is_no_review():
    text = "持证率达到95%。完整率达到99%。床位达到900张,增长8%。签约率达到90%。满意率达到98%。"
    assert set(targets(text)["role_code"]) == {"target"}


def test_a_sentence_is_read_once_with_its_figures_roles_and_dates():
    items = item("已建成公墓5处,年内再建3处。加快进度;6月底前启用。")
    first, second, third = read_sentences(items, measures(items))
    assert [(q.value, role) for q, role in zip(first.figures, first.roles, strict=True)] == [
        (5, "result"),
        (3, "target"),
    ]
    assert [date.text for date in first.dates + third.dates] == ["年内", "6月底前"]
    assert (second.text, second.figures, second.places[0]) == ("加快进度", [], 7 + 15)


def test_a_thing_left_out_goes_on_from_the_sentence_before():
    items = item("去年建成公墓3处。今年再建5处。新增床位9张。")
    named = name_all(read_sentences(items, measures(items)))
    assert [phrase.indicator for _, _, phrase in named] == ["公墓", "公墓", "床位"]


def test_the_same_target_counts_once():
    assert len(targets("新建公墓5处。加快进度,新建公墓5处。")) == 1


def test_a_date_said_later_completes_the_target():
    (row,) = targets("新建公墓5处。抓好选址。9月底前新建公墓5处。").itertuples()
    assert str(row.due_date.date()) == "2026-09-30"


WORDS = [
    "县级",
    "村级",
    "新建",
    "9个",
    "80%",
    "1万元",
    "、",
    ",",
    "占",
    "增长",
    "覆盖率",
    "其中",
    "(",
    ")",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_every_figure_of_any_clause_has_a_name(words):
    text = "".join(words)
    figures = find_quantities(text)
    for index in range(len(figures)):
        for phrase in name_figure(text, figures, index, Surroundings()):
            assert 0 <= phrase.start <= phrase.end <= len(text)


def test_a_task_gives_the_date_the_body_lacks():
    items = item("新建公墓5处,改造墓位90个。年内新建殡仪馆2座。")
    parts = measures(items, "新建公墓5处", "改造墓位90个", "年内新建殡仪馆2座")
    tasks = pd.DataFrame(
        {
            "task_id": [f"{PLAN}:task-001"], "plan_id": [PLAN], "city": ["某"], "year": [2026],
            "due_text": ["10月底"], "due_date": [pd.Timestamp("2026-10-31")],
            "due_start": [90], "due_end": [94],
        }
    )  # fmt: skip
    links = pd.DataFrame(
        {"task_id": [f"{PLAN}:task-001"] * 2, "measure_id": list(parts["measure_id"][[0, 2]])}
    )
    sentences = read_sentences(items, parts)
    found = extract_targets(sentences, tasks, links)
    assert list(found["due_source_code"]) == ["task", "", "text"]
    assert list(found["measure_id"]) == list(parts["measure_id"])
    dates = extract_deadlines(sentences, tasks, links)
    assert list(dates["deadline_id"]) == [f"{PLAN}:一/(一):m03:d1", f"{PLAN}:task-001:d1"]
    assert list(dates["matched_text"]) == ["年内", "10月底"]
    assert list(dates["measure_id"]) == [parts["measure_id"][2], parts["measure_id"][0]]


def test_dates_of_a_review_are_no_deadlines():
    items = item("去年6月底前建成公墓3处。今年9月底前启用。")
    found = extract_deadlines(read_sentences(items, measures(items)), NO_TASKS, NO_LINKS)
    assert list(found["matched_text"]) == ["今年9月底前"]


def test_nothing_found_gives_the_empty_table():
    items = item("加强党的建设。")
    sentences = read_sentences(items, measures(items))
    for extract, table in ((extract_targets, "targets"), (extract_deadlines, "deadlines")):
        found = extract(sentences, NO_TASKS, NO_LINKS)
        assert found.empty
        assert list(found.columns) == list(empty_table(table).columns)


def test_text_outside_the_items_has_figures_too():
    text = (
        "过去一年,新建公墓5处。\n一、重点\n今年再建3处。\n1.建站。新建助餐点6个。\n附件\n新建8处。"
    )
    plan = {"plan_id": PLAN, "city": "某", "year": 2026}
    places = [("preamble", 0, 12, ""), ("chapter", 12, 17, ""), ("paragraph", 17, 25, "s2")]
    places += [("item", 25, 40, "s2"), ("attachment", 40, 43, ""), ("paragraph", 43, len(text), "")]
    rows = []
    for n, (kind, start, end, above) in enumerate(places, 1):
        row = {"section_id": f"s{n}", "kind_code": kind, "heading": "重点" if n == 2 else ""}
        rows.append(plan | row | {"char_start": start, "char_end": end, "parent_id": above})
    plans, sections = pd.DataFrame([plan | {"text": text}]), pd.DataFrame(rows)
    assert read_loose_text(plans, sections.query("kind_code == 'item'")).items.empty
    loose_measures, loose_items = read_loose_text(plans, sections)
    loose = loose_items.assign(topic_code="other"), loose_measures.assign(topic_code="other")
    items = item("1.建站。新建助餐点6个。", start=25)
    sentences = read_sentences(items, measures(items)) + read_sentences(*loose, is_loose=True)
    found = extract_targets(sentences, NO_TASKS, NO_LINKS)
    shown = ["item_id", "measure_id", "value", "role_code", "char_start"]
    rows = [tuple(row) for row in found[shown].to_numpy()]
    whole = (f"{PLAN}:一/(一)", f"{PLAN}:一/(一):m01", 6, "target", 35)
    assert rows == [whole, ("", "", 5, "result", 9), ("", "", 3, "target", 22)]
