"""Findings of two invented cities: one that every setting leaves alone, one that moves."""

import pandas as pd
import pytest

from mzanalysis.text.words import another_segmenter, segment
from mzanalysis.validation import sensitivity as s

A, B = "110000-2025", "120000-2025"


def _measure(plan_id: str, item: int, number: int, topic: str, confidence: float = 0.9) -> dict:
    return {
        "measure_id": f"{plan_id}:{item}:m{number:02}",
        "item_id": f"{plan_id}:{item}",
        "plan_id": plan_id,
        "city": {A: "甲", B: "乙"}[plan_id],
        "text": "推进工作",
        "topic_code": topic,
        "topic_confidence": confidence,
        "topic_source": "rule",
    }


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> dict[str, pd.DataFrame]:
    # coding anew gives the same codes: what is tested is what is made of the settings
    monkeypatch.setattr(s, "code_items", lambda items: items)
    monkeypatch.setattr(s, "code_measures", lambda measures, items: measures)
    measures = pd.DataFrame(
        [_measure(A, i, 1, "funeral") for i in (1, 2, 3)]
        + [_measure(A, 4, 1, "law", 0.4), _measure(B, 1, 1, "law"), _measure(B, 2, 1, "party")]
        + [_measure(B, i, 1, "party") for i in (3, 4)]
    )
    items = measures[["item_id", "plan_id", "topic_code"]]
    plans = pd.DataFrame({"plan_id": [A, B], "city": ["甲", "乙"]})
    return {"plans": plans, "items": items, "measures": measures}


def test_shares_in_every_setting(tables: dict) -> None:
    shares = s.topic_shares(tables).query("plan_id == @A and topic_code == 'law'")
    found = shares.set_index("setting")["share"].to_dict()
    assert found[s.AS_BUILT] == 0.25
    assert found["topics of confidence 0.5"] == 0  # too uncertain there
    ranges = s.share_ranges(s.topic_shares(tables)).set_index(["topic_code", "city"])
    assert ranges.loc[("law", "甲"), ["share", "lowest", "highest"]].tolist() == [0.25, 0, 0.25]


def test_what_holds_and_what_moves(tables: dict) -> None:
    found = s.findings(tables).set_index(["subject", "finding"])
    funeral = found.loc[("funeral", "甲 gives it the largest share")]
    assert (funeral["verdict"], funeral["n_hold"]) == ("holds", funeral["n_settings"])
    law = found.loc[("law", "甲 gives it the largest share")]
    assert (law["verdict"], law["moves_in"]) == ("moves", "topics of confidence 0.5")
    assert law["n_settings"] - law["n_hold"] == 1


def test_another_build_is_a_setting(tables: dict) -> None:
    recoded = tables["measures"].assign(topic_code="party")
    found = s.findings(tables, others={"new codebook": {**tables, "measures": recoded}})
    party = found.set_index("finding").loc["乙 gives it the largest share"]
    assert "new codebook" in party["moves_in"]


def test_the_segmenter_is_another_only_inside() -> None:
    with another_segmenter(list):
        assert segment("适老化改造") == ["适", "老", "化", "改", "造"]
    assert segment("适老化改造") == ["适老化改造"]
