"""Agreement, intervals and floors on numbers known by hand."""

from pathlib import Path

import pandas as pd
import pytest

from mzanalysis.validation.agreement import alpha, bigram_f1
from mzanalysis.validation.evaluate import below_floor
from mzanalysis.validation.locate import number_positions
from mzanalysis.validation.outcome import Outcome


@pytest.mark.parametrize(
    ("quote", "number", "expected"),
    [
        ("新建25个,改造5个", "5个", [8]),
        ("分别为30%、40%", "40%", [7]),
        ("每月一自查", "一", [2]),
        ("十三个站点、三个中心", "三个", [6]),
        ("2.5万元、5万元", "5万元", [6]),
    ],
)
def test_number_positions(quote: str, number: str, expected: list[int]) -> None:
    assert number_positions(quote, number) == expected


def test_alpha_of_krippendorffs_examples() -> None:
    # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections A and B
    for a, b, expected in (
        ("0100000010", "1110010000", 0.095),
        ("aabbdcccedda", "babbbccceddd", 0.692),
    ):
        assert alpha(zip(a, b, strict=True))[0] == pytest.approx(expected, abs=5e-4)
    assert alpha([("a", "a"), ("b", "b")] * 20)[1] < 1  # nothing wrong is not certainty


def test_likeness_of_names() -> None:
    assert bigram_f1("养老床位", "家庭养老床位") == 0.75
    assert bigram_f1("养老床位", "公益墓地") == 0


def test_pairs_of_a_theme_are_drawn_together() -> None:
    apart, together = Outcome(), Outcome()
    apart.add_prf("", 50, 100, 50)
    together.add_prf("", 50, 100, 50, [(50, 0, 0), (0, 50, 0)])
    widths = [x.scores[0][3] - x.scores[0][2] for x in (apart, together)]
    assert widths[0] < 0.25
    assert widths[1] == 1


def test_floors(tmp_path: Path) -> None:
    rows = [("structure", "f1", 0.5), ("topics", "accuracy", 0.5), ("topics", "abstained", 1.0)]
    scores = pd.DataFrame(rows, columns=["task", "metric", "value"])
    floors = tmp_path / "floors.toml"
    assert below_floor(scores, floors).empty  # labels without floors have none
    floors.write_text(
        "[floor.structure]\nf1 = 0.5\n[floor.topics]\naccuracy = 0.6\n"
        "[floor.themes]\npair_f1 = 0.1\n[ceiling.topics]\nabstained = 1\n"
    )
    missed = below_floor(scores, floors)
    assert missed[["task", "metric"]].values.tolist() == [
        ["topics", "accuracy"],
        ["themes", "pair_f1"],  # not measured is not met
    ]
