"""A figure becomes a whole record; results of the past are not taken for targets."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mzanalysis import schema
from mzanalysis.indicator_phrase import name_figure
from mzanalysis.indicator_words import Surroundings
from mzanalysis.quantities import find_quantities
from mzanalysis.targets import extract_deadlines, extract_targets

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
    return extract_targets(measures(items), items, NO_TASKS, NO_LINKS)


def named(text: str, **around: str) -> list[tuple[str, float]]:
    found = targets(text, **around)
    return list(zip(found["indicator"], found["value"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年新建养老驿站14个、助餐点25个。", [("养老驿站", 14), ("助餐点", 25)]),
        ("打造9个老年友好型社区样板。", [("老年友好型社区样板", 9)]),
        ("完成6处农村公墓建设任务。", [("农村公墓", 6)]),
        ("培训养老护理员70人次以上。", [("养老护理员培训", 70)]),
        ("加强养老院长培训,全年培训不少于70人次。", [("养老院长培训", 70)]),
        ("90%的养老机构通过等级评定。", [("通过等级评定的养老机构比例", 90)]),
        ("80%的镇、60%的村设立社工站。", [("设立社工站的镇比例", 80), ("设立社工站的村比例", 60)]),
        ("确保火化率、安葬率均达到100%。", [("火化率", 100), ("安葬率", 100)]),
        ("敬老院、养老院入住率分别达到4%、3%。", [("敬老院入住率", 4), ("养老院入住率", 3)]),
        ("开展社区康复的县区达75%。", [("开展社区康复的县区比例", 75)]),
        ("城乡低保标准分别增长6%、8%。", [("城市低保标准增长", 6), ("农村低保标准增长", 8)]),
        ("婚姻登记合格率由95%提高到99%。", [("婚姻登记合格率", 95), ("婚姻登记合格率", 99)]),
        ("推动公益性公墓覆盖所有乡镇。", [("公益性公墓覆盖率", 100)]),
        ("实现儿童主任培训全覆盖。", [("儿童主任培训覆盖率", 100)]),
        ("局党组每季度研究1次安全工作。", [("局党组研究安全工作", 1)]),
        ("为90名残疾人提供上门康复服务。", [("残疾人上门康复服务", 90)]),
        ("新建县级养老中心8个、乡镇级12个。", [("县级养老中心", 8), ("乡镇级养老中心", 12)]),
        ("慈善收入达9亿元,增长8%。", [("慈善收入", 9), ("慈善收入增长", 8)]),
        ("养老床位新增90张,助餐点年底前达到15个。", [("养老床位", 90), ("助餐点", 15)]),
        ("11月底前完成年检90家,12月底前评估9家。", [("年检", 90), ("评估", 9)]),
        ("新建幸福院9所,覆盖率达75%。", [("幸福院", 9), ("幸福院覆盖率", 75)]),
        ("年检率达95%,其中基金会100%。", [("年检率", 95), ("基金会年检率", 100)]),
        ("去年新建公墓5处。今年再建3处。", [("公墓", 5), ("公墓", 3)]),
        ("城市、农村低保标准分别达到9元、7元。", [("城市低保标准", 9), ("农村低保标准", 7)]),
        ("孤儿和弃婴关爱率、签约率均达9%。", [("孤儿和弃婴关爱率", 9), ("孤儿签约率", 9)]),
        ("救助标准不低于低保标准的30%。", [("救助标准占低保标准的比例", 30)]),
    ],
)  # fmt: skip
def test_indicator_stands_by_itself(text, expected):
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("建设床位90张和不低于70人次的上门服务。", ["建设", "提供"]),
        ("参与省级4项标准编制工作。", ["参与编制"]),
        ("参与4项试点。", ["参与"]),
    ],
)
def test_action_is_the_verb_of_the_figure(text, actions):
    assert list(targets(text)["action"]) == actions


def test_a_dangling_phrase_is_mended_from_before_and_above():
    assert named("加强残疾人两项补贴管理,主动服务率达到100%。") == [
        ("残疾人两项补贴主动服务率", 100)
    ]
    assert named("新建2个乡镇综合体。", heading="提升养老服务") == [("养老服务乡镇综合体", 2)]
    assert named("指导民办机构达标,60%的民办机构投保。", heading="强化养老机构监管") == [
        ("民办养老机构投保比例", 60)
    ]
    assert named("打通断头路12条。", heading="提升交通") == [("断头路", 12)]


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
        ("6月底前完成选址。新建公墓3处。", [""]),
        ("2026年改造敬老院15所,新建5所。", ["2026-12-31", "2026-12-31"]),
        ("2026年全市计划新建公墓5处。今年,培训护理员9人。", ["2026-12-31", "2026-12-31"]),
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
        ("截至2025年底,有养老院86家。2026年,新增床位500张。", ["result", "target"]),
        ("新建公墓30处,其中街道12处、村18处。", ["target", "background", "background"]),
        ("新增床位90张,其中护理型占比达到60%。", ["target", "target"]),
        ("提取金额不超过5万元。", ["parameter"]),
        ("每人每月补贴150元。", ["parameter"]),
        ("低保标准由每月700元提高到750元。", ["background", "target"]),
        ("15个工作日内办结。", ["parameter"]),
        ("培育资产500万元以上的基金会3家。", ["parameter", "target"]),
        ("以4个示范区为重点推进改革。", ["background"]),
        ("2025年新增床位90张。2026年,新增床位70张。", ["result", "target"]),
        ("在2025年建成5处公墓的基础上,再建3处。", ["result", "target"]),
        ("全市现有养老院86家,共有床位900张。", ["result", "result"]),
        ("计划新建公墓5处,建成6处,完成率120%。", ["target", "result", "result"]),
        ("计划新建公墓5处,完成改造90户。", ["target", "target"]),
        ("新建养老院30处(街道12处、村18处)。", ["target", "background", "background"]),
        ("按照每百户不少于30平方米的标准配建。", ["parameter"]),
        ("低保标准由每月700元调整为760元。", ["background", "target"]),
        ("处一千元以上五千元以下罚款。", ["parameter", "parameter"]),
        ("全市登记社会组织90家,年检率达到95%。", ["result", "target"]),
        ("全市有养老院45家,床位900张。", ["result", "result"]),
        ("全市60岁以上老年人9万人,占总人口的22%。", ["result", "result"]),
        ("全市养老机构45家,培训护理员30人。", ["result", "target"]),
        ("全市登记社会组织20家以上。", ["target"]),
        ("今年,全市有养老院45家。", ["target"]),
        ("全市有5个县建成综合体。", ["target"]),
        ("完成总长12公里的5条界线联检。", ["parameter", "target"]),
        ("新建项目8个,总投资3.5亿元。", ["target", "parameter"]),
        ("完成投资3.5亿元。", ["target"]),
        ("创建40家,条件为床位不少于9张、入住率不低于65%。", ["target", *["parameter"] * 2]),
        ("创建40家,床位应不少于9张。", ["target", "parameter"]),
        ("床位不少于9张的机构可申报,今年创建4家。", ["parameter", "target"]),
        ("符合条件的老年人签约率达90%。", ["target"]),
        ("按照省厅要求,新建公墓15处。", ["target"]),
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
    text = "养老院达到86家,增长8%。荣获全省先进。敬老院建成投用5所。基金会累计7家。新建公墓5处。"
    assert set(targets(text)["role_code"]) == {"result"}


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
    found = extract_targets(parts, items, tasks, links)
    assert list(found["due_source_code"]) == ["task", "", "text"]
    assert list(found["measure_id"]) == list(parts["measure_id"])
    dates = extract_deadlines(parts, items, tasks, links)
    assert list(dates["deadline_id"]) == [f"{PLAN}:一/(一):m03:d1", f"{PLAN}:task-001:d1"]
    assert list(dates["matched_text"]) == ["年内", "10月底"]
    assert list(dates["measure_id"]) == [parts["measure_id"][2], parts["measure_id"][0]]


def test_dates_of_a_review_are_no_deadlines():
    items = item("去年6月底前建成公墓3处。今年9月底前启用。")
    found = extract_deadlines(measures(items), items, NO_TASKS, NO_LINKS)
    assert list(found["matched_text"]) == ["今年9月底前"]


def test_nothing_found_gives_the_empty_table():
    items = item("加强党的建设。")
    found = extract_targets(measures(items), items, NO_TASKS, NO_LINKS)
    assert found.empty
    assert list(found.columns) == list(schema.empty("targets").columns)
