"""Terms that the codebook lacks."""

import pandas as pd

from mzanalysis.topics.proposals import propose_terms


def measures(texts: list[str], subtopic_code: str = "x", city: str = "甲") -> pd.DataFrame:
    same = {"city": city, "topic_code": "funeral", "subtopic_code": subtopic_code}
    return pd.DataFrame([same | {"text": text} for text in texts])


def test_terms_without_a_code_are_proposed() -> None:
    coded = measures(["新建公墓", "新建墓位", "新建骨灰堂"])
    uncoded = measures(["新建托位80个", "新增托位"], subtopic_code="")
    found = propose_terms(pd.concat([coded, uncoded]))
    assert found[["term", "n_uncoded", "n_coded"]].to_numpy().tolist() == [["托位", 2, 0]]
    assert propose_terms(coded).empty
