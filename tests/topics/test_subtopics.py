"""Subtopics: the language of the rules, the choice among several, and the table of codes."""

import re

import pandas as pd
import pytest

from mzanalysis.resources import read_table, stand_in
from mzanalysis.topics import subtopics

ROWS = read_table("topics/subtopics.csv").to_dict("records")


@pytest.fixture
def rules():
    """Return a function that puts invented rules in the place of the project's own."""

    def _set(**terms: str) -> None:
        rows = [
            {"subtopic_code": code.replace("_", "-"), "topic_code": code.split("_")[0], "terms": t}
            for code, t in terms.items()
        ]
        stand_in({"topics/subtopics.csv": pd.DataFrame(rows)})

    yield _set
    stand_in({})


def _codes(text: str, topic_code: str = "", around: str = "") -> list[str]:
    return subtopics.explain_subtopics(text, topic_code, around)["subtopic_code"].tolist()


@pytest.mark.parametrize(
    ("terms", "text", "holds"),
    [
        ("长者食堂;老年饭堂", "新建老年饭堂6个", True),
        ("食堂|饭堂+老年|长者", "新建食堂6个,惠及长者", True),
        ("食堂|饭堂+老年|长者", "新建职工食堂6个", False),
        ("食堂-学校", "新建学校食堂6个", False),
        ("持证上岗+<护理员>", "持证上岗率达到九成", False),
        ("持证上岗+@", "持证上岗率达到九成", False),
    ],
)
def test_rule_language(rules, terms, text, holds):
    rules(eldercare_meals=terms)
    assert bool(_codes(text)) is holds


def test_context_and_topic_stand_in_for_missing_words(rules):
    rules(eldercare_share="持证上岗+@|<护理员>")
    assert _codes("持证上岗率达到九成", around="培训护理员20名") == ["eldercare-share"]
    assert _codes("持证上岗率达到九成", topic_code="eldercare") == ["eldercare-share"]
    assert _codes("持证上岗率达到九成", topic_code="marriage") == []


def test_excluded_word_around_the_measure_does_not_count(rules):
    rules(eldercare_meals="食堂-学校")
    assert _codes("新建食堂6个", around="建设学校") == ["eldercare-meals"]


def test_short_words_match_whole_words_only(rules):
    rules(eldercare_care="养老")
    assert _codes("发展养老事业") == ["eldercare-care"]
    assert _codes("督促子女赡养老人") == []


def test_more_specific_rule_drops_the_general_one(rules):
    rules(eldercare_homes="养老机构", eldercare_safety="养老机构+消防")
    assert _codes("开展养老机构消防检查") == ["eldercare-safety"]


def test_own_topic_goes_first_and_the_other_counts_half(rules):
    rules(eldercare_meals="老年食堂", charity_shops="慈善超市")
    found = subtopics.explain_subtopics("开办老年食堂、慈善超市", "charity")
    assert found["subtopic_code"].tolist() == ["charity-shops", "eldercare-meals"]
    assert found["weight"].tolist() == [1.0, 0.5]


def _measures(*rows: tuple[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["text", "action"])
    frame["measure_id"] = [f"p:1:m{n:02}" for n in range(1, len(frame) + 1)]
    return frame.assign(item_id="p:1", topic_code="eldercare")


def _primary(measures: pd.DataFrame, items: pd.DataFrame) -> pd.Series:
    weights = subtopics.subtopic_weights(measures, items)
    return subtopics.code_subtopics(measures, weights)["subtopic_code"]


ITEMS = pd.DataFrame({"item_id": ["p:1"], "section": ["养老"], "heading": ["提升服务质量"]})


def test_clause_of_the_verb_goes_before_its_ground_and_its_aim(rules):
    rules(eldercare_beds="家庭床位", eldercare_smart="信息平台")
    measures = _measures(
        ("依托信息平台,建设家庭床位20张", "建设"), ("升级信息平台,服务家庭床位", "升级")
    )
    assert _primary(measures, ITEMS).tolist() == ["eldercare-beds", "eldercare-smart"]


def test_word_said_twice_counts_where_it_stands_first(rules):
    rules(eldercare_beds="家庭床位", eldercare_smart="信息平台")
    measures = _measures(("建设家庭床位,升级信息平台服务家庭床位", "建设"))
    assert _primary(measures, ITEMS)[0] == "eldercare-beds"


def test_measure_before_is_context_within_the_item_only(rules):
    rules(eldercare_share="持证+<护理员>")
    measures = _measures(
        ("培训护理员20名", "培训"), ("持证率达到九成", "达到"), ("持证率达到六成", "达到")
    )
    measures.loc[2, "item_id"] = "p:2"
    items = pd.concat([ITEMS, ITEMS.assign(item_id="p:2")])
    assert _primary(measures, items).tolist() == ["", "eldercare-share", ""]


@pytest.mark.parametrize(
    ("heading", "texts", "codes", "sources"),
    [
        ("养老", ["探访老人", "月探访率达到100%"], ["eldercare-visits"] * 2, ["words", "borrowed"]),
        ("做好探访", ["全年不少于300人次"], ["eldercare-visits"], ["borrowed"]),
        # Another thing in between, and a clause that names a thing of its own.
        (
            "养老",
            ["探访老人", "完善机制", "全年300人次"],
            ["eldercare-visits", "", ""],
            ["words", "", ""],
        ),
        ("养老", ["探访老人", "提升服务质量"], ["eldercare-visits", ""], ["words", ""]),
    ],
)
def test_a_clause_that_goes_on_borrows_its_kind(rules, heading, texts, codes, sources):
    rules(eldercare_visits="探访老人;做好探访")
    measures = _measures(*[(text, "") for text in texts])
    items = ITEMS.assign(heading=heading)
    coded = subtopics.code_subtopics(measures, subtopics.subtopic_weights(measures, items))
    assert coded["subtopic_code"].tolist() == codes
    assert coded["subtopic_source"].tolist() == sources


def test_what_is_named_only_as_an_aim_is_no_kind(rules):
    rules(ageing_rights="老年人权益")
    assert _primary(_measures(("建立督办机制,保障老年人权益", "建立")), ITEMS).tolist() == [""]


def test_code_subtopics_leaves_its_input_and_takes_empty_tables():
    measures = _measures(("完善工作机制", "完善"))
    before = measures.copy()
    assert _primary(measures, ITEMS).tolist() == [""]
    pd.testing.assert_frame_equal(measures, before)
    assert _primary(measures.head(0), ITEMS).dtype == "str"
    assert len(subtopics.subtopic_weights(measures.head(0), ITEMS)) == 0


def test_subtopic_weights_list_all_primary_first(rules):
    rules(eldercare_meals="老年食堂", eldercare_visits="探访")
    weights = subtopics.subtopic_weights(_measures(("开办老年食堂并探访老人", "开办")), ITEMS)
    assert weights.to_dict("list") == {
        "measure_id": ["p:1:m01", "p:1:m01"],
        "subtopic_code": ["eldercare-meals", "eldercare-visits"],
        "weight": [1.0, 0.5],
        "subtopic_source": ["words", "words"],
    }


def test_codes_are_unique_and_lie_under_a_topic():
    topics = set(read_table("topics/codebook.csv")["topic_code"])
    codes = [row["subtopic_code"] for row in ROWS]
    assert len(set(codes)) == len(codes)
    assert {row["topic_code"] for row in ROWS} <= topics
    assert [c for r in ROWS if (c := r["subtopic_code"]).split("-")[0] != r["topic_code"]] == []


def test_every_cell_is_filled_and_refers_to_codes_there_are():
    codes = {row["subtopic_code"] for row in ROWS}
    optional = {"exclusions_zh", "exclusions_en", "split_from"}
    for row in ROWS:
        assert [c for c, value in row.items() if not value and c not in optional] == []
        assert row["split_from"] in codes | {""}, row
        assert bool(row["exclusions_zh"]) == bool(row["exclusions_en"]), row
        named = re.findall(r"[a-z]+-[a-z]+", row["exclusions_zh"])
        assert set(named) <= codes - {row["subtopic_code"]}, row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["subtopic_code"])
def test_examples_get_their_own_code(row):
    for example in row["examples_zh"].split(";"):
        assert _codes(example, row["topic_code"])[:1] == [row["subtopic_code"]], example


def test_words_of_rules_can_match():
    patterns = [pattern for row in ROWS for pattern in row["terms"].split(";")]
    assert [p for p in patterns if not p or not re.fullmatch(r"[^;,，；\s]+", p)] == []
    words = [word for found in subtopics._words_by_beginning().values() for word in found]
    assert [word for word in words if len(word) < 2 and word != "@"] == []


def test_rules_of_one_length_are_tried_in_a_fixed_order(rules):
    """The first of equally long rules holds, whatever order Python keeps a set of words in."""
    rules(eldercare_meals="助餐点;助餐站;助餐+网络;助餐+队伍")
    names = ("助餐点", "助餐站")
    found = [subtopics.explain_subtopics(f"新建{a}、{b}")["rule"][0] for a in names for b in names]
    assert found == ["助餐点", "助餐点", "助餐站", "助餐站"]
    assert list(subtopics._words_in("助餐点")) == ["助餐点", "助餐"]


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("推广群众阅读的文化生活", {"ageing-reading": 1.0, "ageing-arts": 0.5}),
        ("推广群众阅读、文化生活", {"ageing-reading": 1.0, "ageing-arts": 1.0}),
        ("推广群众阅读,组织文化生活", {"ageing-reading": 1.0, "ageing-arts": 1.0}),
        ("推广群众阅读,丰富文化生活", {"ageing-reading": 1.0, "ageing-arts": 0.3}),
        ("推广群众阅读,切实丰富文化生活", {"ageing-reading": 1.0, "ageing-arts": 0.3}),
    ],
)
def test_weights_in_one_part_of_a_list_in_two_and_of_an_aim(rules, text, weights):
    """丰富…, 保障…, 提升… behind what is done say what for."""
    rules(ageing_reading="群众阅读", ageing_arts="文化")
    firings = subtopics._firings(text, "ageing", "推广")
    assert {rule.subtopic_code: weight for rule, _, weight in firings} == weights
