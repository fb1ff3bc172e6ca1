"""Own words or common words, on invented measures."""

import pandas as pd
import pytest

from mzanalysis.compare.shared_wording import shared_wording, sum_wording
from mzanalysis.errors import InputError


def measures(*rows: tuple[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["city", "text"])
    return table.assign(
        plan_id=table["city"] + "-2031", topic_code="funeral", measure_id=table.index.astype(str)
    )


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("新建公益性公墓3处", 1.0),  # figures do not count
        ("甲市新建公益性公墓", 1.0),  # nor the city's own name
        ("开展树葬奖补", 0.0),
        ("", None),
    ],
)
def test_share_of_the_wording_that_others_use(text: str, shared: float | None) -> None:
    found = shared_wording(measures(("甲", text), ("乙", "年内新建公益性公墓12处")))["shared"]
    assert pd.isna(found.iloc[0]) if shared is None else found.iloc[0] == shared


def test_part_of_a_measure_and_the_nearest_city() -> None:
    found = shared_wording(
        measures(("甲", "新建公益性公墓,开展树葬奖补"), ("乙", "新建公益性公墓"), ("丙", "普法"))
    ).iloc[0]
    assert 0.2 < found["shared"] < 0.8
    assert found["nearest_city"] == "乙"


def test_two_plans_of_one_city_are_not_others() -> None:
    table = measures(("甲", "新建公益性公墓"), ("甲", "新建公益性公墓"))
    assert list(shared_wording(table)["shared"]) == [0.0, 0.0]


def test_a_reference_in_the_table_or_beside_it() -> None:
    table = measures(("甲", "新建公益性公墓"), ("乙", "新建公益性公墓"), ("省", "推进树葬奖补"))
    assert list(shared_wording(table, reference="省-2031")["shared"]) == [0.0, 0.0]
    text = "二〇三一年工作要点。" + "认真做好各项工作。" * 20 + "新建公益性公墓。"
    assert list(shared_wording(table, reference=text)["shared"]) == [1.0, 1.0, 0.0]
    with pytest.raises(InputError, match="neither a plan"):
        shared_wording(table, reference="省-2032")


def test_sums_weigh_measures_by_their_length() -> None:
    table = measures(("甲", "新建公益性公墓"), ("甲", "树葬"), ("乙", "新建公益性公墓"))
    sums = sum_wording(shared_wording(table))
    assert list(sums["topic_code"]) == ["all", "funeral", "all", "funeral"]
    assert list(sums["n_measures"]) == [1, 1, 2, 2]
    assert 0.5 < sums["shared"].iloc[2] < 1
