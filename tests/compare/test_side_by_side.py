"""Themes side by side, on invented measures."""

import pandas as pd
import pytest

from mzanalysis.compare.side_by_side import ONE_CITY, side_by_side, theme_members
from mzanalysis.tables import empty_table
from mzanalysis.themes.describe import describe_themes

MEASURES = pd.DataFrame(
    [
        ("甲", 2031, "一/1", "eldercare", "old-2", "一是发放餐券"),
        ("甲", 2031, "一/1", "eldercare", "old-3", "评定等级"),
        ("甲", 2031, "一/2", "eldercare", "", "养花"),
        ("乙", 2031, "二/1", "eldercare", "old-3", "开展等级评定"),
        ("乙", 2031, "二/1", "eldercare", "old-2", "办餐券"),
        ("乙", 2031, "二/1", "eldercare", "old-2", "增加餐券"),
        ("丙", 2031, "三/1", "safety", "old-3", "评定机构等级"),
        ("丙", 2031, "三/1", "funeral", "", "树葬"),
    ],
    columns=["city", "year", "path", "topic_code", "theme_id", "text"],
)


TARGETS, DEADLINES = empty_table("targets"), empty_table("deadlines")


def compare(
    measures: pd.DataFrame,
    *topics: str,
    targets: pd.DataFrame = TARGETS,
    deadlines: pd.DataFrame = DEADLINES,
) -> pd.DataFrame:
    themes = describe_themes(measures)
    return side_by_side(measures, themes, topics, targets=targets, deadlines=deadlines)


@pytest.fixture
def measures() -> pd.DataFrame:
    plan_id = MEASURES["city"] + "-" + MEASURES["year"].astype(str)
    item_id = plan_id + ":" + MEASURES["path"]
    measure_id = item_id + ":m" + MEASURES.index.astype(str)
    return MEASURES.drop(columns="path").assign(
        plan_id=plan_id, item_id=item_id, measure_id=measure_id, strength_code="commit"
    )


def test_themes_are_rows_and_cities_are_columns(measures: pd.DataFrame) -> None:
    wide = compare(measures, "eldercare")
    assert list(wide.columns) == ["theme_id", "label", "n_cities", "甲", "乙", "丙"]
    assert wide.drop(columns="label").to_numpy().tolist() == [
        # A member of another topic stands in its city's cell all the same.
        ["old-3", 3, "评定等级", "开展等级评定", "评定机构等级"],
        ["old-2", 2, "发放餐券", "办餐券；\n增加餐券", ""],
        ["", 1, "养花", "", ""],
    ]
    assert wide["label"].iloc[-1] == ONE_CITY


def test_themes_of_as_many_cities_come_in_the_order_of_the_plans(measures: pd.DataFrame) -> None:
    two = measures[measures["city"] != "丙"]
    wide = compare(two, "eldercare")
    assert list(wide["theme_id"]) == ["old-2", "old-3", ""]


def test_several_topics_at_once(measures: pd.DataFrame) -> None:
    wide = compare(measures, "eldercare", "funeral")
    assert list(wide["丙"]) == ["评定机构等级", "", "", "树葬"]


def test_a_city_with_two_years_has_two_columns(measures: pd.DataFrame) -> None:
    later = measures[measures["city"] == "甲"].assign(year=2032, plan_id="甲-2032")
    both = pd.concat([measures, later], ignore_index=True)
    wide = compare(both, "eldercare")
    assert list(wide.columns[3:]) == ["甲 2031", "乙 2031", "丙 2031", "甲 2032"]


def test_topic_without_measures_is_an_empty_table(measures: pd.DataFrame) -> None:
    wide = compare(measures, "lottery")
    assert wide.empty
    assert list(wide.columns) == ["theme_id", "label", "n_cities", "甲", "乙", "丙"]


def test_members_lead_back_to_their_items(measures: pd.DataFrame) -> None:
    members = theme_members(measures, ["eldercare"])
    assert members[["theme_id", "city", "path", "text"]].to_numpy().tolist() == [
        ["old-2", "甲", "一/1", "一是发放餐券"],
        ["old-2", "乙", "二/1", "办餐券"],
        ["old-2", "乙", "二/1", "增加餐券"],
        ["old-3", "甲", "一/1", "评定等级"],
        ["old-3", "乙", "二/1", "开展等级评定"],
        ["old-3", "丙", "三/1", "评定机构等级"],
        ["", "甲", "一/2", "养花"],
    ]
    assert members["measure_id"].iloc[0] == "甲-2031:一/1:m0"


def test_a_cell_shows_strength_figures_and_dates(measures: pd.DataFrame) -> None:
    first = measures["measure_id"].iloc[0]
    targets = pd.DataFrame(
        [(first, "target", "ge", 30.0, float("nan"), "处", pd.Timestamp("2031-06-30"))],
        columns=[
            *("measure_id", "role_code", "comparator_code", "value", "value_high", "unit"),
            "due_date",
        ],
    )
    deadlines = pd.DataFrame({"measure_id": [first], "due_date": [pd.Timestamp("2031-12-31")]})
    strong = measures.assign(strength_code=["strive", *["commit"] * (len(measures) - 1)])
    wide = compare(strong, "eldercare", targets=targets, deadlines=deadlines)
    cells = wide.set_index("theme_id")["甲"]
    assert cells["old-2"] == "【力争】发放餐券（≥30处；2031-06-30；2031-12-31）"
    assert cells["old-3"] == "评定等级"


def test_a_measure_of_two_themes_stands_in_both_rows(measures: pd.DataFrame) -> None:
    both = measures.assign(also_theme_ids=["old-3", *[""] * (len(measures) - 1)])
    wide = compare(both, "eldercare").set_index("theme_id")
    assert wide.loc["old-2", "甲"] == "发放餐券"
    assert wide.loc["old-3", "甲"] == "发放餐券；\n评定等级"
