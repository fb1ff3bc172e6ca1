"""How the measures of two plans compare, in their subtopics."""

from collections.abc import Sequence

import pandas as pd
import pytest

from mzanalysis.themes.likeness import pair_features
from mzanalysis.themes.vectors import read_plans, read_wording

Codes = dict[str, float]


def features(a: Sequence[Codes], b: Sequence[Codes], name: str) -> list[list[float]]:
    """Return a feature of measures of two plans that have these subtopics."""
    bags = [*a, *b]
    measures = pd.DataFrame({"measure_id": [f"m{i}" for i in range(len(bags))], "text": "推进"})
    measures["plan_id"] = ["甲"] * len(a) + ["乙"] * len(b)
    measures = measures.assign(item_id=measures["plan_id"], topic_code="funeral")
    measures = measures.assign(city=measures["plan_id"])
    rows = [(f"m{i}", *pair) for i, bag in enumerate(bags) for pair in bag.items()]
    subtopics = pd.DataFrame(rows, columns=["measure_id", "subtopic_code", "weight"])
    items = pd.DataFrame({"item_id": ["甲", "乙"], "topic_code": "funeral"})
    plans = read_plans(measures, read_wording(measures, items, subtopics))
    return (pair_features(*plans)[name] * 1.0).round(3).tolist()


@pytest.mark.parametrize(
    ("name", "a", "b", "expected"),
    [
        # The lesser weight of the heaviest that both have, less where many measures have it.
        ("subtopic_rare", [{"x": 0.9, "y": 0.2}], [{"x": 0.4, "y": 0.3}, {"z": 1.0}], [[0.4, 0.0]]),
        ("subtopic_rare", [{"x": 1.0}] * 4, [{"x": 1.0}], [[0.5]] * 4),
        ("subtopic_rare", [{}, {}], [{}], [[0.0], [0.0]]),
        ("subtopic_narrow", [{"funeral-fees": 1.0, "x": 1.0}], [{"funeral-fees": 0.5}], [[0.5]]),
        ("subtopic_narrow", [{"x": 1.0}], [{"x": 1.0}], [[0.0]]),
        ("subtopic_apart", [{"x": 1.0}, {}], [{"y": 1.0}, {"x": 0.5}, {}], [[1, 0, 0], [0, 0, 0]]),
    ],
)
def test_shared_subtopics(name: str, a: list, b: list, expected: list) -> None:
    assert features(a, b, name) == expected
