"""Topics without the codebook, and terms that it lacks."""

import pandas as pd

from mzanalysis.topics.proposals import find_topics, propose_terms

MEALS = ["新建助餐点", "改造助餐点", "扩建助餐点食堂"]
GRAVES = ["新建公墓", "改造公墓墓位", "扩建公墓"]


def measures(texts: list[str], subtopic_code: str = "x", city: str = "甲") -> pd.DataFrame:
    same = {"city": city, "topic_code": "funeral", "subtopic_code": subtopic_code}
    return pd.DataFrame([same | {"text": text} for text in texts])


def test_two_topics_are_found_and_stay_the_same() -> None:
    both = measures(MEALS + GRAVES)
    found = find_topics(both, n_topics=2, n_terms=1)
    assert set(found["terms"]) == {"助餐点", "公墓"}
    assert found["n_measures"].tolist() == [3, 3]
    assert found["topic_share"].tolist() == [1.0, 1.0]
    pd.testing.assert_frame_equal(find_topics(both, n_topics=2, n_terms=1), found)


def test_too_little_text_has_no_topics() -> None:
    assert find_topics(measures(["新建公墓"])).empty
    assert find_topics(measures([]).reindex(columns=["city", "text"])).empty


def test_terms_without_a_code_are_proposed() -> None:
    coded = measures(["新建公墓", "新建墓位", "新建骨灰堂"])
    uncoded = measures(["新建托位80个", "新增托位"], subtopic_code="")
    found = propose_terms(pd.concat([coded, uncoded]))
    assert found[["term", "n_uncoded", "n_coded"]].to_numpy().tolist() == [["托位", 2, 0]]
    assert propose_terms(coded).empty
