"""Similarity of plans: what counts and what does not."""

import pandas as pd
import pytest

from mzanalysis.compare.similarity import plan_similarity


def measures(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["plan_id", "topic_code", "text"])
    return table.assign(city=table["plan_id"].str.upper())


def similarity(table: pd.DataFrame, a: str, b: str, topic_code: str = "all") -> float:
    found = plan_similarity(table)
    row = found[
        (found["plan_id_a"] == a) & (found["plan_id_b"] == b) & (found["topic_code"] == topic_code)
    ]
    return row["similarity"].item()


def test_symmetric_with_one_on_the_diagonal() -> None:
    found = plan_similarity(
        measures(("a", "funeral", "建设公墓"), ("b", "funeral", "公墓审批"), ("b", "law", "普法"))
    )
    pairs = found[found["topic_code"] == "all"].set_index(["plan_id_a", "plan_id_b"])["similarity"]
    assert pairs["a", "a"] == pairs["b", "b"] == 1.0
    assert 0 < pairs["a", "b"] < 1
    assert pairs["a", "b"] == pytest.approx(pairs["b", "a"])
    # Only b says something on law.
    assert found.loc[found["topic_code"] == "law", "plan_id_b"].tolist() == ["b"]
    assert found.loc[0, ["city_a", "city_b"]].tolist() == ["A", "A"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("建设公墓", "建设公墓", 1.0),
        ("建设公墓9处", "建设公墓三十处", 1.0),  # figures do not count
        ("苏州市建设公墓", "成都市建设公墓", 1.0),  # nor place names
        ("积极推进公墓建设", "加快公墓建设", 1.0),  # nor the verbs of every plan
        ("建设公墓", "培训护理员", 0.0),
    ],
)
def test_what_counts(one: str, other: str, expected: float) -> None:
    table = measures(("a", "funeral", one), ("b", "funeral", other))
    assert similarity(table, "a", "b", "funeral") == pytest.approx(expected)


def test_common_phrases_weigh_less_than_rare_ones() -> None:
    everywhere = [(plan, "law", "宣传政策") for plan in "abcabcabc"]
    table = measures(
        *everywhere,
        ("d", "law", "树葬奖补,宣传政策"),
        ("e", "law", "树葬奖补"),
        ("f", "law", "宣传政策"),
    )
    assert similarity(table, "d", "f") < similarity(table, "d", "e")


def test_uncoded_measures_count_only_for_the_whole() -> None:
    found = plan_similarity(measures(("a", "other", "建设公墓"), ("b", "other", "建设公墓")))
    assert set(found["topic_code"]) == {"all"}
    assert plan_similarity(measures(("a", "law", "3个"))).empty
