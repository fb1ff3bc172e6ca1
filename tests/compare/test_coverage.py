"""Topic coverage: counts, shares and their bootstrap intervals."""

import pandas as pd
import pytest

from mzanalysis.compare.coverage import claimable, topic_coverage
from mzanalysis.resources import read_table


def rows(plan_id: str, topics: list[str], **more: object) -> pd.DataFrame:
    constant = {"plan_id": plan_id, "city": plan_id[:2], "year": 2025, "text": "建公墓"} | more
    return pd.DataFrame([constant | {"topic_code": code} for code in topics])


NO_TARGETS = rows("x", ["law"], role_code="").iloc[:0]
A = rows("110101-2025", ["funeral"] * 3 + ["party"] * 9)
B = rows("110102-2025", ["law"] * 2)


def cells(table: pd.DataFrame, plan_id: str) -> pd.DataFrame:
    return table[table["plan_id"] == plan_id].set_index("topic_code")


def test_every_plan_has_every_topic() -> None:
    table = topic_coverage(pd.concat([A, B]), pd.concat([A, B]), NO_TARGETS)
    codes = read_table("topics/codebook.csv")["topic_code"].tolist()
    assert table["topic_code"].tolist() == codes * 2
    assert table.groupby("plan_id")["share"].sum().tolist() == [1.0, 1.0]


def test_counts() -> None:
    items = rows("110101-2025", ["party", "funeral"])
    targets = pd.concat(
        rows("110101-2025", ["funeral"], role_code=role)
        for role in ("target", "target", "parameter", "result")
    )
    found = cells(topic_coverage(items, A, targets), "110101-2025")
    counted = ["n_items", "n_measures", "n_targets", "n_chars", "share"]
    assert found.loc["funeral", counted].tolist() == [1, 3, 2, 9, 0.25]
    assert found.loc["party", counted].tolist() == [1, 9, 0, 27, 0.75]
    assert found.loc["law", counted].tolist() == [0, 0, 0, 0, 0.0]


def test_interval() -> None:
    found = cells(topic_coverage(A, A, NO_TARGETS), "110101-2025").loc["funeral"]
    # 12 draws with p = 0.25: the binomial's 2.5 % and 97.5 % points are 0 or 1 and 6 of 12.
    assert found["share_low"] in (0.0, 1 / 12)
    assert found["share_high"] == pytest.approx(0.5)
    longer = pd.concat([A] * 20)
    narrow = cells(topic_coverage(A, longer, NO_TARGETS), "110101-2025").loc["funeral"]
    assert narrow["share_high"] - narrow["share_low"] < 0.15


def test_adding_a_plan_changes_nothing_for_the_others() -> None:
    alone = topic_coverage(A, A, NO_TARGETS)
    both = topic_coverage(pd.concat([B, A]), pd.concat([B, A]), NO_TARGETS)
    pd.testing.assert_frame_equal(
        cells(alone, "110101-2025"), cells(both, "110101-2025"), check_exact=True
    )


def test_a_plan_without_measures_has_no_share() -> None:
    found = topic_coverage(B, B.iloc[:0], NO_TARGETS)
    assert found["n_items"].sum() == 2
    assert found[["share", "share_low", "share_high"]].to_numpy().tolist() == [[0, 0, 0]] * 21
    assert len(topic_coverage(B.iloc[:0], B.iloc[:0], NO_TARGETS)) == 0


def test_a_share_of_none_or_all_is_not_certain() -> None:
    found = cells(topic_coverage(A, A, NO_TARGETS), "110101-2025")
    # Wilson's score interval of 0 of 12: 1.96² / (12 + 1.96²)
    assert found.loc["law", ["share_low", "share_high"]].tolist() == pytest.approx(
        [0, 3.8416 / 15.8416]
    )
    whole = cells(topic_coverage(B, B, NO_TARGETS), "110102-2025")
    assert whole.loc["law", ["share_low", "share_high"]].tolist() == pytest.approx([2 / 5.8416, 1])


def test_a_difference_is_claimable_where_the_intervals_do_not_overlap() -> None:
    a, b = rows("甲-2025", ["funeral"] * 80 + ["law"] * 20), rows("乙-2025", ["law"] * 100)
    table = topic_coverage(pd.concat([a, b]), pd.concat([a, b]), NO_TARGETS)
    found = claimable(table)
    assert found["topic_code"].tolist() == ["funeral", "law"]
    assert found["plan_id_high"].tolist() == ["甲-2025", "乙-2025"]
    assert found["difference"].tolist() == pytest.approx([0.8, 0.8])
    near = table.assign(share_low=0.0, share_high=1.0)
    assert claimable(near).empty
    assert list(claimable(near)) == list(found)
