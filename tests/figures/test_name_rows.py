"""Each row of ``names.csv`` names its example, and is what named it."""

import pytest

from mzanalysis.figures.name_rows import read_row
from mzanalysis.figures.names import name_figures
from mzanalysis.figures.phrases import Surroundings
from mzanalysis.figures.quantities import find_quantities
from mzanalysis.resources import read_table

ROWS = read_table("figures/names.csv").to_dict("records")


@pytest.mark.parametrize("row", ROWS, ids=[row["shape"] for row in ROWS])
def test_a_row_names_its_example(row: dict[str, str]) -> None:
    figures = tuple(find_quantities(row["example"]))
    phrases = []
    for named in name_figures(row["example"], figures, Surroundings()):
        phrases += named
    assert " ".join(phrase.indicator for phrase in phrases) == row["gives"]
    assert row["shape"] in {shape for phrase in phrases for shape in phrase.shapes}


def test_a_word_that_is_missing_makes_a_row_unfit() -> None:
    before = "给予:,"
    with_payee = read_row("words", {"amount"}, before, "奖补", {"who": "孤儿", "verb": "给予"})
    without_payee = read_row("words", {"amount"}, before, "奖补", {"who": "", "verb": "给予"})
    assert with_payee is not None
    assert without_payee is not None
    assert (with_payee.row["shape"], with_payee.name()) == ("grant to them", "孤儿奖补")
    assert (without_payee.row["shape"], without_payee.name()) == ("counted after", "奖补")
