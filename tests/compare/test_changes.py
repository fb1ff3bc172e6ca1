"""What a city's next plan did with the one before, on two invented plans."""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from mzanalysis import pipeline
from mzanalysis.compare import find_changes, trends
from mzanalysis.corpus import Corpus
from mzanalysis.errors import InputError
from mzanalysis.outputs import charts
from mzanalysis.outputs.documents.blocks import Table
from mzanalysis.outputs.year_report import tell_years

OLD = """2025年荆门市民政工作要点
一、养老服务
1.做优服务。健全高龄津贴制度。新建助餐点12处。建设示范性养老综合体8个,6月底前完成家庭养老床位验收。
2.加强队伍。举办敬老月活动,开展老年阅读活动。组织夏季送清凉专项救助和救助站开放日活动。推进老年协会规范化。
3.殡葬。新建公益性公墓30个。完成骨灰堂改造5处。维修殡仪馆2个。每个县市区至少打造1个品牌。
"""
NEW = """2026年荆门市民政工作要点
一、养老服务
(一)做优服务。健全高龄津贴制度;去年新建助餐点15处,今年新建助餐点10处。建设示范性养老综合体10个,9月底前完成家庭养老床位验收。
(二)加强队伍。举办敬老月活动和老年阅读活动。组织夏季送清凉专项救助。举办救助站开放日活动。制定彩票网点形象标准。
(三)殡葬。去年新建公益性公墓28个,未完成30个的目标。去年完成骨灰堂改造4处。今年新建公益性公墓30个。去年维修殡仪馆2个。每个县市区至少打造1个品牌。
"""


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    raw: Path = tmp_path_factory.mktemp("raw")
    for year, text in ((2025, OLD), (2026, NEW)):
        (raw / f"420800-{year}.txt").write_text(text, encoding="utf-8")
    return pipeline.build_tables(raw)


def found(tables: dict[str, pd.DataFrame], kind: str, *columns: str) -> list[tuple]:
    rows = tables["year_changes"].query("kind_code == @kind")
    return sorted(rows[["change_code", *columns]].itertuples(index=False, name=None))


def test_what_became_of_each_measure(two_years: dict[str, pd.DataFrame]) -> None:
    assert found(two_years, "measure", "text_before", "text_after") == [
        ("dropped", "完成骨灰堂改造5处", ""),
        ("dropped", "推进老年协会规范化", ""),
        ("dropped", "维修殡仪馆2个", ""),
        ("kept", "健全高龄津贴制度", "健全高龄津贴制度"),
        ("kept", "每个县市区至少打造1个品牌", "每个县市区至少打造1个品牌"),
        ("merged", "举办敬老月活动", "举办敬老月活动和老年阅读活动"),
        ("merged", "开展老年阅读活动", "举办敬老月活动和老年阅读活动"),
        ("new", "", "制定彩票网点形象标准"),
        ("reworded", "6月底前完成家庭养老床位验收", "9月底前完成家庭养老床位验收"),
        ("reworded", "建设示范性养老综合体8个", "建设示范性养老综合体10个"),
        ("reworded", "新建公益性公墓30个", "今年新建公益性公墓30个"),
        ("reworded", "新建助餐点12处", "今年新建助餐点10处"),
        ("split", "组织夏季送清凉专项救助和救助站开放日活动", "举办救助站开放日活动"),
        ("split", "组织夏季送清凉专项救助和救助站开放日活动", "组织夏季送清凉专项救助"),
    ]


def test_targets_and_what_was_made_of_them(two_years: dict[str, pd.DataFrame]) -> None:
    """Of the five columbaria four are reported, but nobody says that it fell short: no row."""
    told = two_years["year_changes"].query("kind_code == 'target'").fillna(0)
    columns = ["change_code", "value_before", "value_after", "base_unit"]
    assert sorted(told[columns].itertuples(index=False, name=None)) == [
        ("cut", 12, 10, "个"),
        ("dropped", 2, 0, "个"),
        ("dropped", 5, 0, "个"),
        ("exceeded", 12, 15, "个"),
        ("kept", 1, 1, "个"),
        ("kept", 30, 30, "个"),
        ("met", 2, 2, "个"),
        ("missed", 30, 28, "个"),
        ("put_off", 0, 0, ""),
        ("raised", 8, 10, "个"),
    ]


def test_both_sides_lead_back_to_their_plans(two_years: dict[str, pd.DataFrame]) -> None:
    table, measures = two_years["year_changes"], set(two_years["measures"]["measure_id"])
    assert set(table["measure_id_before"]) | set(table["measure_id_after"]) <= {*measures, ""}
    assert set(table["city"]) == {"荆门"}
    assert set(zip(table["year_before"], table["year_after"], strict=True)) == {(2025, 2026)}


def test_a_city_of_one_year_has_no_changes(corpus: Corpus) -> None:
    assert corpus.changes("十堰").empty
    assert corpus.year_changes.empty


def test_results_are_those_of_the_year_that_follows(two_years: dict[str, pd.DataFrame]) -> None:
    """去年 in the plan of 2027 is not 2025."""
    later = {}
    for name in ("plans", "items", "measures", "targets", "deadlines"):
        table = two_years[name]
        later[name] = table.assign(year=table["year"].replace(2026, 2027))
    codes = set(find_changes(later, "荆门", years=(2025, 2027))["change_code"])
    assert "raised" in codes
    assert codes.isdisjoint({"met", "exceeded", "missed"})


def test_unknown_cities_and_years_are_named(two_years: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(InputError, match="no plan of '襄阳'; cities: 荆门"):
        find_changes(two_years, "襄阳")
    with pytest.raises(InputError, match="no plan of 荆门 of 2024; there are: 2025, 2026"):
        find_changes(two_years, "荆门", years=(2024, 2025))


def test_an_indicator_over_the_years_of_a_city(two_years: dict[str, pd.DataFrame]) -> None:
    found = trends(two_years["target_comparison"])
    shown = found[["year", "value_base", "change"]].fillna(0).to_numpy().tolist()
    assert [2025, 8, 0] in shown
    assert [2026, 10, 2] in shown
    pairs = found.groupby(["indicator_id", "axis", "city"])["year"].agg(list)
    assert all(years == [2025, 2026] for years in pairs)
    assert trends(two_years["target_comparison"].query("year == 2025")).empty


def test_what_moved_is_drawn_by_topic(two_years: dict[str, pd.DataFrame]) -> None:
    table = two_years["year_changes"]
    ax = charts.year_changes(table)
    numbers = [int(text.get_text()) for text in ax.texts if text.get_text().isdigit()]
    assert sum(numbers) == (table["kind_code"] == "measure").sum()
    assert "荆门 2025–2026" in ax.get_xlabel()
    ax = charts.targets(trends(two_years["target_comparison"]))
    assert "荆门 2025" in [label.get_text() for label in ax.get_yticklabels()]
    plt.close("all")


def test_the_report_tells_what_became_of_last_year(two_years: dict[str, pd.DataFrame]) -> None:
    blocks = list(tell_years(Corpus(**two_years), "zh"))
    counts, moved = (block for block in blocks if isinstance(block, Table))
    assert counts.rows[0][0] == "荆门 2025–2026"
    told = [row[2] for row in moved.rows]
    assert told == ["超过", "达到", "未达到", "提高", "降低", "推迟"]
