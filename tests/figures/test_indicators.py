"""One indicator name for all cities: known names, own ids, names that are alike."""

import pandas as pd
import pytest

from mzanalysis.figures.axes import axis_unit, figure_nature
from mzanalysis.figures.indicators import (
    find_short_names,
    known_indicators,
    name_indicators,
    propose_indicators,
)
from mzanalysis.resources import read_table
from mzanalysis.tables import empty_table


def figures(*rows: dict) -> pd.DataFrame:
    """Build a table of figures; what a row leaves out is the usual."""
    usual = {
        "plan_id": "990100-2025", "city": "甲", "year": 2025, "action": "", "scope": "",
        "comparator_code": "eq", "value_base": 10.0, "base_unit": "个", "kind_code": "count",
        "period": "", "due_date": pd.NaT, "role_code": "target", "topic_code": "other",
    }  # fmt: skip
    table = pd.DataFrame([{**usual, **row} for row in rows])
    table["target_id"] = [f"t{i}" for i in range(len(table))]
    table["due_date"] = pd.to_datetime(table["due_date"]).astype("datetime64[us]")
    if "matched_text" not in table:
        table["matched_text"] = table["action"] + table["indicator"]
    return table


def ids(*rows: dict) -> list[str]:
    return name_indicators(figures(*rows))["indicator_id"].tolist()


PERCENT = {"kind_code": "percent", "base_unit": "%"}
FUNERAL = {"topic_code": "funeral"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"indicator": "镇级公益性公墓", "action": "新建"}, "funeral-public-cemetery"),
        ({"indicator": "农村公益性骨灰堂建设任务"}, "funeral-public-columbarium"),
        ({"indicator": "镇级公益性公墓覆盖率", **PERCENT}, "funeral-public-cemetery-coverage"),
        ({"indicator": "养老护理员持证率", **PERCENT}, "eldercare-carer-certified-rate"),
        (
            {"indicator": "护理员", "action": "轮训", "base_unit": "人次"},
            "eldercare-staff-trained",
        ),
        (
            {"indicator": "困难老人居家适老化改造", "base_unit": "户"},
            "eldercare-home-retrofits",
        ),
        ({"indicator": "“社区公益基金”覆盖率", **PERCENT}, "charity-community-fund-coverage"),
        ({"indicator": "规范服务率", "topic_code": "disability", **PERCENT},
         "disability-mental-rehab-served-rate"),
        ({"indicator": "精康服务对象", "base_unit": "人"}, "disability-mental-rehab-clients"),
        ({"indicator": "镇级养老院"}, "eldercare-home"),
        ({"indicator": "乡镇层面区域养老服务中心建有率", **PERCENT}, "eldercare-centre-coverage"),
        ({"indicator": "新建小区配套养老服务用房达标率", **PERCENT},
         "eldercare-new-housing-facilities"),
        ({"indicator": "生活不能自理特困人员集中供养率", **PERCENT},
         "assistance-tekun-disabled-centralised-rate"),
        ({"indicator": "社会散居孤儿养育标准", "base_unit": "元", "kind_code": "amount"},
         "children-orphan-standard-community"),
        ({"indicator": "每百户居民社区服务设施面积", "base_unit": "平方米"},
         "socialwork-community-facility-area"),
        ({"indicator": "婚姻登记“跨省通办”", "base_unit": "对"}, "marriage-crossregion"),
        ({"indicator": "经营性公墓"}, "funeral-commercial-cemetery"),
        ({"indicator": "县级殡仪馆覆盖率", **PERCENT}, "funeral-facility-coverage"),
        ({"indicator": "残疾人家庭无障碍改造", "base_unit": "户"}, "disability-home-access"),
        ({"indicator": "精神障碍社区康复服务", "scope": "各镇", "action": "覆盖",
          "matched_text": "覆盖90%的乡镇", **PERCENT}, "disability-mental-rehab-town-coverage"),
    ],
)  # fmt: skip
def test_a_known_indicator_is_named_by_words_unit_and_kind(row: dict, expected: str) -> None:
    assert ids(row) == [expected]


@pytest.mark.parametrize(
    "row",
    [
        {"indicator": "规范服务率", "topic_code": "marriage", **PERCENT},  # another topic
        {"indicator": "持证上岗率", "topic_code": "other", **PERCENT},  # whose?
        {"indicator": "养老机构厨师持证率", "topic_code": "eldercare", **PERCENT},  # no carer
        {"indicator": "养老护理员持证率", "base_unit": "公里"},  # a unit it cannot have
        # A growth rate is not a share of beds.
        {
            "indicator": "护理型床位",
            "action": "增长",
            "matched_text": "护理型床位增长5%",
            **PERCENT,
        },
        {"indicator": "护理型床位使用率", **PERCENT},  # another rate of the same thing
        {"indicator": "养老院附近公交站"},  # the head noun is another
        {"indicator": "公共停车位"},
    ],
)
def test_what_does_not_fit_gets_an_id_of_its_own(row: dict) -> None:
    assert ids(row)[0].startswith("x-")


def test_an_own_id_depends_on_the_name_alone() -> None:
    row = {"indicator": "“暖心驿站”", "action": "新建", **FUNERAL}
    other = {"indicator": "数字展厅", "plan_id": "990200-2025", **FUNERAL}
    (alone,) = ids(row)
    assert ids(other, row)[1] == alone
    assert ids({**row, "indicator": "新建暖心驿站", "plan_id": "990300-2025"}) == [alone]
    assert ids({**row, "topic_code": "charity"}) != [alone]
    assert ids({**row, "base_unit": "户"}) != [alone]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("基层治理观察点", "社区基层治理观察点", True),  # a word added
        ("甲市基层治理观察点", "基层治理观察点", True),  # the city's own name
        ("基层治理观察点", "农村基层治理观察点", False),  # another base
        ("基层治理观察点", "省级基层治理观察点", False),  # another grade
        ("基层治理观察点", "基层议事观察点", False),  # a word exchanged
        ("社区治理观察点", "社区治理观察点之家", False),  # another head noun
        ("项目", "项目", False),  # of what?
        ("投资总额比上年增长", "投资总额比上年增长", False),
    ],
)
def test_names_that_are_alike_share_an_id(a: str, b: str, same: bool) -> None:
    first = {"indicator": a, "topic_code": "socialwork"}
    second = {"indicator": b, "topic_code": "socialwork", "plan_id": "990200-2025"}
    found = ids(first, second)
    assert (found[0] == found[1]) == same
    assert ids(second, first) == found[::-1]


def test_alike_names_of_one_plan_or_without_a_topic_stay_apart() -> None:
    names = [{"indicator": "基层治理观察点"}, {"indicator": "社区基层治理观察点"}]
    one_plan = [{**row, "topic_code": "socialwork"} for row in names]
    assert len(set(ids(*one_plan))) == 2
    no_topic = [{**row, "plan_id": f"99010{i}-2025"} for i, row in enumerate(names)]
    assert len(set(ids(*no_topic))) == 2


def test_names_of_several_plans_are_proposed_with_their_sentences() -> None:
    def post(city: str, indicator: str, **more: str) -> dict:
        plan_id = f"9901{len(indicator):02d}-2025"
        row = {"city": city, "indicator": indicator, "topic_code": "socialwork", "action": "设立"}
        return row | {"plan_id": plan_id} | more

    targets = figures(
        post("甲", "基层治理观察点"),
        post("乙", "社区基层治理观察点"),  # joined already
        post("丙", "治理观察点位", base_unit="处"),  # alike, but not joined
        post("甲", "百姓说事亭"),  # one plan only
        post("甲", "基层治理观察点", topic_code="law"),  # another topic
        post("丁", "街道养老服务站点", topic_code="eldercare"),  # known
    )
    found = propose_indicators(name_indicators(targets))
    assert found[["indicator", "n_plans", "is_joined"]].to_numpy().tolist() == [
        ["治理观察点位", 3, False]
    ]
    assert found["examples"][0] == (
        "丙 2025: 设立治理观察点位; 甲 2025: 设立基层治理观察点; 乙 2025: 设立社区基层治理观察点"
    )
    assert found["target_ids"][0] == "t2;t0;t1"
    pair = figures(post("甲", "邻里议事亭"), post("乙", "邻里议事亭", plan_id="990200-2025"))
    (near,) = propose_indicators(name_indicators(pair)).to_dict("records")
    assert (near["is_joined"], near["resembles_id"], near["similarity"]) == (True, "", 0.0)


def test_input_stays_and_an_empty_table_passes() -> None:
    table = figures({"indicator": "火化率", **PERCENT})
    before = table.copy()
    name_indicators(table)
    pd.testing.assert_frame_equal(table, before)
    empty = empty_table("targets")
    assert name_indicators(empty)["indicator_id"].tolist() == []
    assert propose_indicators(empty).empty


def test_the_nature_of_a_figure_is_read_from_its_words() -> None:
    def nature(text: str, **row: str) -> str:
        table = figures({"indicator": "", "matched_text": text, **row})
        return figure_nature(table.to_dict("records")[0])

    assert nature("新增养老床位达到30张") == "increment"
    assert nature("养老床位总数达到30张") == "level"
    assert nature("举办讲座30场") == "increment"
    assert nature("入住率提高5%", **PERCENT) == "change"
    assert nature("入住率提高到50%", **PERCENT) == "level"
    assert nature("提升服务质量,满意率90%", **PERCENT) == "level"
    yuan = {"kind_code": "amount", "base_unit": "元"}
    assert nature("补贴标准提高50元", **yuan) == "change"
    assert nature("补贴标准提高到50元", **yuan) == "standard"
    assert nature("募集善款50元", **yuan) == "increment"


def test_units_convert_only_where_the_resource_says_so() -> None:
    assert axis_unit("万元") == ("yuan", "元", 10000.0)
    assert axis_unit("处", ["facilities"]) == ("facilities", "个", 1.0)
    assert axis_unit("个", ["beds"]) == ("beds", "张", 1.0)
    assert axis_unit("人次") == ("person_times", "人次", 1.0)  # never persons
    assert axis_unit("立方米") == ("unit:立方米", "立方米", 1.0)


def test_the_resource_is_well_formed() -> None:
    table = read_table("figures/indicators.csv")
    assert table["indicator_id"].is_unique
    assert table["zh"].is_unique
    assert set(table["topic_code"]) <= set(read_table("topics/codebook.csv")["topic_code"])
    assert set(table["measure_type"]) <= {"level", "increment", "either", "change", "standard"}
    families = set(read_table("figures/unit_families.csv")["unit_family"])
    kinds = {"count", "percent", "amount", "frequency"}
    for indicator in known_indicators().values():
        assert families.issuperset(indicator.families), indicator
        assert kinds.issuperset(indicator.kinds), indicator
        assert all(indicator.aliases), indicator


def test_a_name_that_does_not_say_what_is_counted_is_listed():
    columns = ["indicator_id", "role_code", "topic_code", "indicator", "matched_text", "city"]
    rows = [
        ("x-1", "target", "funeral", "单位", "覆盖6个单位", "十堰"),
        ("x-2", "target", "funeral", "散埋乱葬坟墓", "治理坟墓9处", "十堰"),
        ("x-3", "result", "funeral", "增长", "增长9%", "十堰"),
        ("funeral-rate", "target", "funeral", "率", "达到9%", "十堰"),
    ]
    short = find_short_names(pd.DataFrame(rows, columns=columns))
    assert short["indicator"].tolist() == ["单位"]
    assert find_short_names(pd.DataFrame(columns=columns, dtype="str")).empty
