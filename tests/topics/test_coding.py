"""Topics: which rule fires on which words, and when the coder abstains."""

import pandas as pd
import pytest

from mzanalysis.resources import read_table
from mzanalysis.topics.coding import code_items, code_measures, code_tasks, reasons
from mzanalysis.topics.terms import explain


def item(text: str, heading: str = "", section: str = "", chapter: str = "") -> pd.DataFrame:
    """Return a one-row table of items; its label is 1."""
    row = {"item_id": "p:1", "label": "1.", "heading": heading, "section": section}
    return pd.DataFrame([row | {"chapter": chapter, "text": f"1.{heading}。{text}"}])


def topic(text: str, **parts: str) -> str:
    return code_items(item(text, **parts))["topic_code"].item()


def measure_topic(text: str, around: str) -> tuple[str, float]:
    """Code a measure inside an item of the topic `around`, of confidence 0.6."""
    items = pd.DataFrame({"item_id": ["i"], "topic_code": [around], "topic_confidence": [0.6]})
    coded = code_measures(pd.DataFrame({"item_id": ["i"], "text": [text]}), items)
    return coded["topic_code"].item(), coded["topic_confidence"].item()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("办好老年大学,评选敬老文明号。", "ageing"),
        ("新增护理型床位40张,开办老年食堂。", "eldercare"),
        ("提高低保标准,做好临时救助。", "assistance"),
        ("开展街面巡查,护送返乡。", "vagrants"),
        ("为孤儿购买保险,配备儿童主任。", "children"),
        ("发放残疾人两项补贴,租赁康复辅具。", "disability"),
        ("建设公益性骨灰堂,推行海葬。", "funeral"),
        ("布置户外颁证点,遏制高额彩礼。", "marriage"),
        ("更换地名标志,编写地名故事。", "placenames"),
        ("完成与邻县界线联合检查。", "divisions"),
        ("注销僵尸型社会组织。", "socialorgs"),
        ("举办慈善募捐。", "charity"),
        ("新开福利彩票投注站6家。", "lottery"),
        ("社工站配齐社工。", "socialwork"),
        ("清理规范性文件,做好行政复议。", "law"),
        ("推进一网通办,守住网络安全。", "digital"),
        ("排查消防安全隐患,办结信访。", "safety"),
        ("建好项目库,开展绩效评价。", "planning"),
        ("选拔年轻干部,办理建议提案。", "cadres"),
        ("落实第一议题,开好组织生活会。", "party"),
        ("修建高速公路80公里,粮食增产。", "other"),
        ("慰问驻军,做好双拥工作。", "other"),  # a neighbouring duty that is not the bureau's
        ("制定养老、殡葬、救助等领域地方标准。", "law"),  # a list says where the standards apply
        ("推进项目建设,争取项目资金。", "other"),  # weak terms alone do not decide
        ("", "other"),
    ],
)
def test_items(text: str, expected: str) -> None:
    assert topic(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("提高基本养老保险待遇", [("基本养老保险", "other")]),  # not 养老
        ("扩建儿童医院", []),  # not 儿童
        ("动员全社会组织起来", []),  # not 社会组织
        ("评估养老护理员", [("养老护理员", "eldercare")]),  # neither 养老 nor 护理员
        ("培训护理员", [("培训", "cadres"), ("护理员", "eldercare")]),
        ("培训孤残儿童护理员", [("培训", "cadres"), ("孤残儿童", "children")]),
        ("规范大桥命名", [("命名", "placenames")]),
        ("命名优秀班组", []),
    ],
)
def test_terms_are_whole_words_and_know_their_neighbours(text: str, expected: list) -> None:
    found = explain(text)
    assert list(zip(found["term"], found["topic_code"], strict=True)) == expected


def test_explain_gives_the_place_of_each_term() -> None:
    text = "一是养老服务,二是养老服务。"
    found = explain(text)
    assert [text[s : s + len(t)] for t, s in zip(found["term"], found["start"], strict=True)] == [
        "养老服务",
        "养老服务",
    ]
    assert explain("").empty


@pytest.mark.parametrize(
    ("heading", "text", "chapter", "expected"),
    [
        ("强化综合监管", "排查消防隐患,规范资金使用。", "推进养老服务提质增效", "eldercare"),
        ("强化综合监管", "排查消防隐患。", "夯实基层基础", "safety"),
        ("加强队伍建设", "举办技能竞赛,开展业务培训。", "关爱困境儿童", "children"),
        ("加强队伍建设", "护航孤儿成长。", "推进养老服务提质增效", "children"),
        ("压实工作责任", "实行清单管理,定期调度。", "保障措施", "cadres"),
    ],
)
def test_a_chapter_on_a_service_claims_what_is_cross_cutting(
    heading: str, text: str, chapter: str, expected: str
) -> None:
    assert topic(text, heading=heading, chapter=chapter) == expected


def test_headings_decide_where_the_text_is_mixed() -> None:
    text = "保障养老机构和救助机构,关注儿童福利机构。"
    assert topic(text, heading="抓好安全生产") == "safety"
    assert topic("明确职责,健全制度。", heading="完善机制", chapter="推进殡葬改革") == "funeral"
    text = "新增护理型床位40张,开办老年食堂。"
    assert topic(text, heading="培育银发经济和养老机构") == "ageing"  # of two the first
    assert topic(text, heading="发展养老机构和银发经济") == "eldercare"


def test_further_topics() -> None:
    coded = code_items(item("规范地名命名。完成县界界线联合检查,更换界桩。", heading="地名管理"))
    assert coded["also_topic_codes"].item() == "divisions"
    assert code_items(item("更换路牌。"))["also_topic_codes"].item() == ""


@pytest.mark.parametrize(
    ("text", "around", "expected"),
    [
        ("规范档案工作流程", "children", "children"),  # weak evidence at most: the item's topic
        ("整治公墓价格", "party", "funeral"),  # own evidence wins over the item
        ("整治养老、殡葬、救助领域", "party", "party"),  # three subjects: none is its own
        ("加强安全管理", "children", "children"),  # a means in an item on a subject
        ("加强养老机构安全管理", "safety", "safety"),
        ("修订养老服务条例", "law", "eldercare"),  # one service's regulation is that service's
        ("修订养老、殡葬服务条例", "law", "law"),
        ("提升服务水平", "other", "other"),
        ("兴建公墓", "other", "funeral"),
    ],
)
def test_measures(text: str, around: str, expected: str) -> None:
    assert measure_topic(text, around)[0] == expected


def test_confidence() -> None:
    own, borrowed = measure_topic("兴建公墓", "funeral")[1], measure_topic("如期完成", "funeral")[1]
    assert 0 < borrowed == 0.3 < own <= 1


def test_where_the_topic_of_a_measure_comes_from() -> None:
    items = pd.DataFrame(
        {"item_id": ["i", "j"], "topic_code": ["funeral"] * 2, "topic_confidence": [0.6, 0.3]}
    )
    measures = pd.DataFrame({"item_id": ["i", "i", "j"], "text": ["建公墓", *["如期完成"] * 2]})
    coded = code_measures(measures, items)
    assert coded["topic_code"].tolist() == ["funeral", "funeral", "other"]
    assert coded["topic_source"].tolist() == ["rule", "context", "rule"]


def test_reasons_name_words_and_item() -> None:
    around = code_items(item("建公墓。", heading="殡葬改革"))
    found = reasons("兴办慈善", around)
    assert found["source"].tolist() == ["words", "item"]
    assert found["term"].tolist() == ["慈善", "殡葬改革"]
    assert found["topic_code"].tolist() == ["charity", "funeral"]


def test_tasks_take_the_chapter_for_context() -> None:
    tasks = pd.DataFrame(
        {"chapter": ["三、做优慈善事业", "三、做优慈善事业"], "text": ["如期完成。", "建设公墓。"]}
    )
    assert code_tasks(tasks)["topic_code"].tolist() == ["charity", "funeral"]


def test_input_is_left_alone_and_empty_tables_stay_tables() -> None:
    items = item("办好老年大学。")
    before = items.copy()
    coded = code_items(items)
    pd.testing.assert_frame_equal(items, before)
    assert coded["topic_source"].tolist() == ["rule"]
    nothing = code_items(items.iloc[:0])
    assert nothing.dtypes.equals(coded.dtypes)
    measures = pd.DataFrame({"item_id": [], "text": []}, dtype="str")
    assert len(code_measures(measures, nothing)) == 0


def test_terms_are_well_formed() -> None:
    """Every term has a topic and a weight, stands once per topic and can match."""
    terms = read_table("topics/topic_terms.csv")
    assert set(terms["topic_code"]) == set(read_table("topics/codebook.csv")["topic_code"])
    assert set(terms["weight"]) <= {"1", "2", "3", "4"}
    assert not terms.duplicated(["topic_code", "term"]).any()
    free = terms[(terms["unless"] == "") & (terms["when"] == "")]
    assert set(free["term"]) - set(explain("。".join(free["term"]))["term"]) == set()


HEADINGS = [
    "养老服务",
    "发展养老机构和慈善组织",
    "慈善和福利彩票",
    "老龄和养老工作",
    "救助和殡葬",
    "完善机制",
    "党建",
]


@pytest.mark.parametrize("chapter", HEADINGS)
@pytest.mark.parametrize("heading", HEADINGS)
def test_confidence_never_leaves_its_range(chapter: str, heading: str) -> None:
    row = {"label": "1.", "heading": heading, "section": chapter, "chapter": chapter}
    items = pd.DataFrame([{**row, "item_id": "i", "text": f"1.{heading}。新建养老机构3家。"}])
    coded = code_items(items)
    assert coded["topic_confidence"].between(0, 1).all()
    measures = pd.DataFrame({"item_id": ["i", "i"], "text": [heading, "新建养老机构3家"]})
    assert code_measures(measures, coded)["topic_confidence"].between(0, 1).all()
