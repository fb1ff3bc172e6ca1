"""Figures side by side: which share an axis, what a plan's several figures come to."""

from math import nan

import pandas as pd
import pytest

from mzanalysis.compare import compare_targets, explain_pairs
from mzanalysis.figures.indicators import name_indicators
from mzanalysis.tables import conform_table, empty_table


def figures(*rows: dict) -> pd.DataFrame:
    """Build a table of named figures; each row is a plan of its own unless it says so."""
    usual = {
        "action": "新建", "indicator": "公益性公墓", "scope": "", "is_part": False,
        "comparator_code": "eq",
        "value_base": 10.0, "base_unit": "个", "kind_code": "count", "period": "", "year": 2025,
        "due_date": pd.NaT, "role_code": "target", "topic_code": "funeral", "value_high": nan,
    }  # fmt: skip
    own = [
        {"plan_id": f"99{i + 1:02d}00-2025", "city": f"市{i + 1}", "target_id": f"t{i + 1}"}
        for i in range(len(rows))
    ]
    table = pd.DataFrame([{**usual, **o, **row} for o, row in zip(own, rows, strict=True)])
    table["value"] = table["value_base"]
    table["unit"] = table["base_unit"]
    table["due_date"] = pd.to_datetime(table["due_date"]).astype("datetime64[us]")
    if "matched_text" not in table:
        table["matched_text"] = table["action"] + table["indicator"]
    return name_indicators(table)


def compare(*rows: dict) -> pd.DataFrame:
    return compare_targets(figures(*rows))


def verdicts(*rows: dict) -> list[tuple[bool, str]]:
    """Return (may share an axis, why not) of each two figures that are named as one."""
    table = figures(*rows)
    pairs = explain_pairs(table.assign(indicator_id=table["indicator_id"].iloc[0]))
    return list(zip(pairs["is_comparable"], pairs["reason"], strict=True))


ONE_PLAN = {"plan_id": "990100-2025", "city": "市1"}
PERCENT = {"kind_code": "percent", "base_unit": "%", "action": ""}


@pytest.mark.parametrize(
    ("b", "reason"),
    [
        ({"indicator": "城乡公益性公墓建设任务", "action": "完成"}, ""),
        ({"comparator_code": "ge", "due_date": "2025-12-31"}, ""),
        ({"indicator": "公益性公墓覆盖率", **PERCENT}, "数字类别不同"),
        ({"base_unit": "间"}, "计量单位不同"),
        ({"action": "", "matched_text": "公益性公墓总数达到10个"}, "增量、总量"),
        ({"comparator_code": "le"}, "上限与下限不同"),
        ({"scope": "每个乡镇"}, "总数与每单位数不同"),
        ({"period": "每季度"}, "周期不同"),
        ({"due_date": "2028-12-31"}, "期限跨度不同"),
        ({"plan_id": "990000-2025"}, "行政层级不同"),
        ({"indicator": "省级公益性公墓"}, "级别不同"),
        ({"action": "改造提升"}, "新建与改造不同"),
        ({"action": "新建、改造"}, "新建与改造不同: 新建 / 新建和改造"),
        ({"indicator": "民办公益性公墓"}, "公办与民办"),
        ({"action": "增加", "matched_text": "公益性公墓由5个增加到10个"}, "增量、总量"),
        ({"action": "改建", "matched_text": "将闲置校舍改作公益性公墓"}, "新建与改造不同"),
        ({"matched_text": "力争新建公益性公墓10个"}, "力度不同"),
        ({"indicator": "农村公益性公墓"}, "城乡范围不同"),
        ({"indicator": "示范公益性公墓"}, "示范与一般不同"),
        ({"action": "参与建设"}, "参与与主办不同"),
        ({"action": "转型"}, "新建与改造不同: 新建 / 转型"),
        ({"action": "新(改)建"}, "新建与改造不同: 新建 / 新建和改造"),
    ],
)
def test_what_may_share_an_axis_with_new_public_cemeteries(b: dict, reason: str) -> None:
    ((is_fit, why),) = verdicts({}, b)
    assert is_fit == (not reason)
    assert why.startswith(reason)


def test_shares_need_the_same_things_and_a_standard_is_a_head_whatever_its_words() -> None:
    towns = {**PERCENT, "indicator": "建成养老服务中心的乡镇比例"}
    homes = {**PERCENT, "indicator": "建成养老服务中心的敬老院比例"}
    dibao = {"indicator": "低保标准", "kind_code": "amount", "base_unit": "元", "period": "每月"}
    a_head = {**dibao, "matched_text": "低保标准提高到每人每月1065元"}
    same = {**dibao, "matched_text": "低保标准达到840元/人·月"}
    assert verdicts(towns, homes)[0][1].startswith("比率的对象不同: 乡镇 / 机构")
    assert verdicts(a_head, same) == [(True, "")]


def test_rates_need_the_same_base_and_a_stated_level_must_agree() -> None:
    fund = {"indicator": "社区公益基金覆盖率", **PERCENT}
    urban = {**fund, "indicator": "城镇社区公益基金覆盖率"}
    county = {**fund, "scope": "县级"}
    city = {**fund, "scope": "市级"}
    found = verdicts(fund, urban, county, city)
    assert "比率的基数不同" in found[0][1]
    assert found[1] == (True, "")
    assert "范围层级不同" in found[-1][1]


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("二级以上养老机构占比", "三级以上养老机构占比", "评定等级不同: 二级 / 三级"),
        ("新增低保对象入户抽查比例", "低保对象入户抽查比例", "新增对象与全部对象不同"),
        ("社区老年助餐覆盖率", "街道老年助餐覆盖率", "覆盖的层级不同: 社区 / 街道"),
        ("县(市、区)老年助餐覆盖率", "开展老年助餐的县区比例", ""),
        ("城镇社区老年助餐覆盖率", "乡镇老年助餐覆盖率", "比率的基数不同"),
    ],
)
def test_rates_of_other_things_stand_apart(a: str, b: str, reason: str) -> None:
    ((is_fit, why),) = verdicts({**PERCENT, "indicator": a}, {**PERCENT, "indicator": b})
    assert is_fit == (not reason)
    assert why.startswith(reason)


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("社会组织抽查比例", "社会组织等级评估率", PERCENT),
        ("社会组织抽查比例", "行业协会商会抽查比例", PERCENT),
        ("养老护理员持证上岗率", "厨师持证率", PERCENT),
        ("公益性骨灰堂", "公益性公墓", {}),
        ("福利彩票形象店", "福利彩票销售网点", {}),
        ("户外颁证点", "公园式婚姻登记点", {}),
        ("网络攻防演练", "应急演练", {}),
    ],
)
def test_what_only_resembles_has_another_indicator(a: str, b: str, kind: dict) -> None:
    found = figures({"indicator": a, **kind}, {"indicator": b, **kind})
    assert found["indicator_id"].nunique() == 2


def test_two_plans_that_agree_on_the_base_are_compared_beside_a_third() -> None:
    fund = {"indicator": "城镇社区公益基金覆盖率", **PERCENT}
    found = compare(fund, fund, {**fund, "indicator": "乡镇社区公益基金覆盖率"})
    assert found["is_comparable"].tolist() == [True, True, False]
    assert found["reason"].iloc[2].startswith("比率的基数不同")


def test_one_row_per_indicator_and_plan() -> None:
    found = compare(
        {"value_base": 30.0},
        {"value_base": 33.0, "base_unit": "处", "indicator": "城乡公益性公墓"},
        {"value_base": 100.0, "indicator": "公益性公墓覆盖率", **PERCENT},
        {"value_base": 7.0, "role_code": "result"},
    )
    assert found[["indicator_id", "city", "value_base", "base_unit"]].to_numpy().tolist() == [
        ["funeral-public-cemetery", "市1", 30.0, "个"],
        ["funeral-public-cemetery", "市2", 33.0, "个"],
        ["funeral-public-cemetery-coverage", "市3", 100.0, "%"],
    ]
    assert found["is_comparable"].tolist() == [True, True, False]
    assert found["reason"].str.slice(0, 5).tolist() == ["", "", "仅一个计划"]
    conform_table(found, "target_comparison")


def test_the_plan_that_stands_apart_is_told_why() -> None:
    found = compare({}, {"action": "改造"}, {"value_base": 5.0})
    assert found["city"].tolist() == ["市1", "市3", "市2"]  # the widest axis first
    assert found["is_comparable"].tolist() == [True, True, False]
    assert found["reason"].tolist()[2].startswith("新建与改造不同: 改造提升 / 新建")
    assert found["axis"].tolist() == ["added", "added", "added/upgrade"]


def test_all_on_an_axis_fit_each_other() -> None:
    found = compare({}, {"scope": "市级"}, {"scope": "县级"})  # each fits the first
    assert found["is_comparable"].tolist() == [True, True, False]
    assert found["reason"].tolist()[2].startswith("范围层级不同: 县级 / 市级")
    apart = compare({"scope": "市级"}, {"scope": "县级"})
    assert apart["reason"].str.startswith("范围层级不同").all()


def test_every_axis_has_its_row() -> None:
    total = {"matched_text": "公墓总数达到90个", "action": "", "value_base": 90.0}
    found = compare({**total, **ONE_PLAN}, {"value_base": 8.0, **ONE_PLAN}, {"value_base": 9.0})
    assert found[["city", "axis", "value_base", "is_comparable"]].to_numpy().tolist() == [
        ["市1", "added", 8.0, True],
        ["市3", "added", 9.0, True],
        ["市1", "stock", 90.0, False],
    ]
    assert found["reason"].iloc[2].startswith("增量、总量或变化幅度不同: 总量 / 新增")


def test_two_axes_of_one_indicator_may_both_be_compared() -> None:
    rate = {"indicator": "社区公益基金覆盖率", **PERCENT}
    town, city = {**rate, "scope": "镇级"}, {**rate, "scope": "市级", "value_base": 4.0}
    two = {"plan_id": "990200-2025", "city": "市2"}
    found = compare({**town, **ONE_PLAN}, {**city, **ONE_PLAN}, {**town, **two}, {**city, **two})
    assert found["axis"].tolist() == [
        *["rate/town/community"] * 2,
        *["rate/city/community"] * 2,
    ]
    assert found["value_base"].tolist() == [10.0, 10.0, 4.0, 4.0]
    assert found["scope"].tolist() == ["镇级", "镇级", "市级", "市级"]
    assert found["is_comparable"].all()


@pytest.mark.parametrize(
    ("row", "axis"),
    [
        ({}, "added"),
        ({"action": "", "matched_text": "公墓总数达到10个"}, "stock"),
        ({"indicator": "公益性公墓覆盖率", **PERCENT}, "rate"),
        ({"action": "改造", "comparator_code": "le"}, "added/cap/upgrade"),
        ({"scope": "每个乡镇", "period": "每季度"}, "added/per-town/each-quarter"),
        ({"due_date": "2027-12-31"}, "added/in-2-years"),
        ({"base_unit": "间"}, "added/间"),
        ({"indicator": "墓区补贴标准", "base_unit": "元", "kind_code": "amount"}, "standard"),
        ({"indicator": "专题会议", "base_unit": "次", "kind_code": "frequency"}, "frequency"),
        ({"indicator": "公墓收入", "matched_text": "公墓收入增长10%", **PERCENT}, "change"),
    ],
)
def test_an_axis_is_said_in_plain_words(row: dict, axis: str) -> None:
    assert compare(row)["axis"].tolist() == [axis]


def test_every_target_is_in_exactly_one_row() -> None:
    table = figures(
        {**ONE_PLAN}, {**ONE_PLAN}, {**ONE_PLAN, "value_base": 3.0}, {**ONE_PLAN, "scope": "每村"},
        {**ONE_PLAN, "indicator": "公益性安葬点"}, {**ONE_PLAN, "due_date": "2025-06-30"},
        {**ONE_PLAN, "action": "改造"}, {**ONE_PLAN, "comparator_code": "le"}, {},
        {"scope": "市级"}, {"scope": "县级"}, {"indicator": "无名之物"}, {"value_base": 0.0},
        {"role_code": "result"},
    )  # fmt: skip
    found = compare_targets(table)
    ids = ";".join(found["target_ids"]).split(";")
    assert sorted(ids) == sorted(table.loc[table["role_code"] == "target", "target_id"])
    conform_table(found, "target_comparison")  # the key is unique


def test_a_range_keeps_its_upper_end_in_the_unit_of_the_axis() -> None:
    money = {
        "indicator": "慈善募集款物",
        "base_unit": "元",
        "kind_code": "amount",
        "action": "募集",
    }
    table = figures({**money, "value_base": 2e6, "comparator_code": "range"}, money)
    found = compare_targets(table.assign(value=[200.0, 10.0], value_high=[300.0, nan]))
    assert found["value_high_base"].fillna(-1).tolist() == [3e6, -1]
    parts = figures({**ONE_PLAN}, {**ONE_PLAN, "indicator": "公益性安葬点"})
    assert compare_targets(parts.assign(value_high=[12.0, nan]))["value_high_base"][0] == 22


def test_every_pair_of_an_indicator_has_a_verdict_and_says_its_conversions() -> None:
    table = figures({}, {"base_unit": "处"}, {"action": "改造"}, {"indicator": "殡仪馆"})
    found = explain_pairs(table)
    assert found["target_id_a"].str.cat(found["target_id_b"]).tolist() == ["t1t2", "t1t3", "t2t3"]
    assert found["is_comparable"].tolist() == [True, False, False]
    assert found["reason"].str.slice(0, 7).tolist() == ["", "新建与改造不同", "新建与改造不同"]
    assert found["conversion"].tolist() == ["处 = 1个", "", "处 = 1个"]
    assert explain_pairs(table.head(0)).empty
    money = {"indicator": "慈善募集款物", "base_unit": "元", "kind_code": "amount"}
    sums = figures({**money, "value_base": 2e6}, money).assign(value=[200.0, 10.0])
    assert explain_pairs(sums.assign(unit=["万元", "元"]))["conversion"][0] == "万元 = 10000元"


@pytest.mark.parametrize(
    ("figures_of_plan", "value", "ids"),
    [
        # The same said twice counts once, also with a word more.
        ([{"value_base": 9.0}, {"value_base": 9.0}], 9.0, "t1;t2"),
        ([{"value_base": 9.0}, {"value_base": 9.0, "indicator": "农村公益性公墓"}], 9.0, "t1;t2"),
        # Parts of a list are added up, as are places.
        (
            [{"value_base": 9.0}, {"value_base": 4.0, "indicator": "公益性安葬点"}],
            13.0,
            "t1;t2",
        ),
        ([{"scope": "东区"}, {"scope": "西区", "value_base": 4.0}], 14.0, "t1;t2"),
        ([{"scope": "城镇"}, {"scope": "农村", "value_base": 4.0}], 14.0, "t1;t2"),
        # A total said with its parts, by its sum or by its name.
        (
            [
                {"value_base": 30.0},
                {"value_base": 12.0, "indicator": "公益性安葬点"},
                {"value_base": 18.0, "indicator": "公益性墓地"},
            ],
            30.0,
            "t1",
        ),
        ([{"value_base": 9.0}, {"value_base": 4.0, "indicator": "农村公益性公墓"}], 9.0, "t1"),
        ([{"value_base": 9.0}, {"indicator": "公益性安葬点", "is_part": True}], 9.0, "t1"),
        # Of several dates the last one.
        (
            [
                {"value_base": 4.0, "due_date": "2025-06-30"},
                {"value_base": 9.0, "due_date": "2025-12-31"},
            ],
            9.0,
            "t2",
        ),
    ],
)
def test_what_the_figures_of_one_plan_come_to(
    figures_of_plan: list[dict], value: float, ids: str
) -> None:
    found = compare(*({**row, **ONE_PLAN} for row in figures_of_plan), {"value_base": 1.0})
    cell = found.iloc[0]
    assert (cell["value_base"], cell["target_ids"]) == (value, ids)
    assert cell["n_targets"] == len(ids.split(";"))
    assert found["is_comparable"].tolist()[:2] == [True, True]
    rest = found["reason"].iloc[2:]
    assert rest.str.contains("已含在同一计划的另一数值中|同一计划另有期限更晚的数值").all()


def test_figures_that_contradict_each_other_are_not_compared() -> None:
    found = compare({**ONE_PLAN}, {"value_base": 4.0, **ONE_PLAN}, {}, {})
    assert found["is_comparable"].tolist() == [False, True, True, False]
    assert found["axis"].tolist() == ["added", "added", "added", "added~2"]
    assert found["reason"].iloc[0].startswith("同一计划内数值不一: 10、4")
    two = compare({**ONE_PLAN}, {"value_base": 4.0, **ONE_PLAN}, {})
    assert not two["is_comparable"].any()


def test_states_and_rates_are_never_added_up() -> None:
    total = {"action": "", "matched_text": "总数达到10个", **ONE_PLAN}
    found = compare(total, {**total, "indicator": "公益性安葬点", "value_base": 4.0})
    assert found["value_base"].tolist() == [10.0, 4.0]
    rate = {"indicator": "火化率", **PERCENT}
    found = compare({**rate, "scope": "东区", **ONE_PLAN}, {**rate, "scope": "西区",
                    "value_base": 4.0, **ONE_PLAN}, rate)  # fmt: skip
    assert "同一计划内数值不一" in found["reason"].iloc[0]


def test_order_of_rows_does_not_matter_and_empty_passes() -> None:
    table = figures({}, {"action": "改造"}, {"value_base": 5.0}, {**ONE_PLAN, "scope": "东区"})
    turned = compare_targets(table.iloc[::-1])
    key = ["indicator_id", "plan_id", "is_comparable"]
    assert turned[key].equals(compare_targets(table)[key])
    assert conform_table(compare_targets(empty_table("targets")), "target_comparison").empty


def test_a_figure_that_only_its_own_plan_keeps_apart_is_told_why() -> None:
    rate = {"indicator": "社区公益基金覆盖率", **PERCENT}
    city, county = ({**rate, **ONE_PLAN, "scope": scope} for scope in ("市级", "县级"))
    found = compare(city, {**county, "value_base": 4.0}, rate).set_index("target_ids")
    assert found["is_comparable"].tolist() == [True, True, False]
    assert found.loc["t2", "reason"].startswith("范围层级不同: 县级 / 市级")
    early = {"value_base": 4.0, "due_date": "2025-06-30", **ONE_PLAN}
    found = compare({**ONE_PLAN}, early, {}).set_index("target_ids")
    assert found.loc["t2", "reason"].startswith("同一计划另有期限更晚的数值")


def test_two_sets_of_plans_never_share_an_axis() -> None:
    city, other = {"scope": "市级"}, [{"scope": "县级", "action": ""}, {"action": "改造"}]
    found = compare(city, city, city, {}, *other)
    assert found["is_comparable"].all()
    assert found["axis"].tolist() == ["added"] * 4 + ["added~2"] * 2
