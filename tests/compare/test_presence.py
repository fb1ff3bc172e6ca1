"""Strength by topic, and subtopics by city."""

import pandas as pd

from mzanalysis.compare import side_by_side, strength_by_topic, subtopic_matrix, theme_matrix
from mzanalysis.themes.describe import subtopic_of
from mzanalysis.topics.codebook import subtopic_names


def measure(city: str, number: int, **more: object) -> dict:
    same = {"plan_id": f"{city}-2025", "city": city, "year": 2025, "measure_id": f"{city}{number}"}
    return same | {"topic_code": "funeral", "strength_code": "commit", "subtopic_code": ""} | more


def test_strengths_are_shares_of_a_plans_measures_on_the_topic() -> None:
    measures = [measure("甲", n) for n in range(3)] + [measure("甲", 3, strength_code="explore")]
    measures.append(measure("甲", 4, topic_code="party"))
    found = strength_by_topic(pd.DataFrame(measures))
    assert found["topic_code"].tolist() == ["party"] * 4 + ["funeral"] * 4
    assert found["strength_code"].tolist() == ["commit", "strive", "encourage", "explore"] * 2
    assert found["n_measures"].tolist() == [1, 0, 0, 0, 3, 0, 0, 1]
    assert found["share"].tolist() == [1, 0, 0, 0, 0.75, 0, 0, 0.25]


def test_a_subtopic_is_absent_present_or_has_a_figure() -> None:
    meals, graves = {"subtopic_code": "eldercare-meals"}, {"subtopic_code": "funeral-graves"}
    measures = [measure("甲", 1, **meals), measure("甲", 2), measure("乙", 1, **meals)]
    measures.append(measure("乙", 2, **graves))
    targets = pd.DataFrame(
        {"measure_id": ["甲1", "乙1", "乙2"], "role_code": ["target", "result", "target"]}
    )
    found = subtopic_matrix(pd.DataFrame(measures), targets)
    assert found["subtopic_code"].tolist() == ["eldercare-meals", "funeral-graves"]
    assert found["n_plans"].tolist() == [2, 1]
    assert found["甲"].tolist() == ["figure", "absent"]
    assert found["乙"].tolist() == ["present", "figure"]


def test_a_theme_is_absent_present_or_has_a_figure() -> None:
    """A measure counts for its further themes too; themes of other topics are left out."""
    none = {"theme_id": "", "also_theme_ids": ""}
    tombs, ashes = none | {"theme_id": "公墓"}, none | {"also_theme_ids": "骨灰堂"}
    measures = [measure("甲", 1, **tombs | {"also_theme_ids": "骨灰堂"}), measure("甲", 2, **none)]
    measures += [measure("乙", 1, **ashes | {"theme_id": "公墓"}), measure("丙", 1, **none)]
    rows = [("公墓", "funeral"), ("骨灰堂", "funeral"), ("学习", "party")]
    themes = pd.DataFrame(rows, columns=["theme_id", "topic_code"]).assign(label="名")
    targets = pd.DataFrame({"measure_id": ["甲1"], "role_code": ["target"]})
    found = theme_matrix(pd.DataFrame(measures), themes, targets, ["funeral"])
    assert list(found)[:4] == ["topic_code", "theme_id", "label", "n_plans"]
    assert found.set_index("theme_id")[["甲", "乙", "丙"]].to_dict("index") == {
        theme_id: {"甲": "figure", "乙": "present", "丙": "absent"}
        for theme_id in ("公墓", "骨灰堂")
    }


def test_a_city_with_two_years_has_two_columns() -> None:
    old = measure("甲", 1, subtopic_code="funeral-graves")
    new = old | {"plan_id": "甲-2026", "year": 2026}
    targets = pd.DataFrame({"measure_id": [], "role_code": []}, dtype="str")
    assert list(subtopic_matrix(pd.DataFrame([old, new]), targets))[4:] == ["甲 2025", "甲 2026"]


def test_charts_and_tables_say_the_same_in_every_cell(tables: dict[str, pd.DataFrame]) -> None:
    """A theme's cell is filled where its matrix says present; its kind is present there too."""
    measures, themes, targets = (tables[name] for name in ("measures", "themes", "targets"))
    topics, columns = list(themes["topic_code"].unique()), list(measures["city"].unique())
    matrix = theme_matrix(measures, themes, targets, topics).set_index("theme_id")[columns]
    beside = side_by_side(measures, themes, topics, targets=targets, deadlines=tables["deadlines"])
    beside = beside[beside["theme_id"] != ""].set_index("theme_id")[columns]
    pd.testing.assert_frame_equal(matrix != "absent", beside.loc[matrix.index] != "")

    kinds = subtopic_matrix(measures, targets).set_index("subtopic_code")[columns]
    kind_of = [subtopic_of(theme_id, subtopic_names()) for theme_id in matrix.index]
    in_themes = (matrix != "absent").groupby(kind_of).any().drop(index="", errors="ignore")
    figured = (matrix == "figure").groupby(kind_of).any().drop(index="", errors="ignore")
    assert len(in_themes) > 100
    assert (kinds.loc[in_themes.index] != "absent").where(in_themes, True).all(axis=None)
    assert (kinds.loc[figured.index] == "figure").where(figured, True).all(axis=None)
