"""What distinguishes a city: log-odds by hand, references, and what is not a word."""

from math import log, sqrt

import pandas as pd
import pytest

from mzanalysis.compare import distinctive_terms
from mzanalysis.errors import InputError


def rows(city: str, codes: str, text: str = "") -> list[dict]:
    same = {"plan_id": f"{city}-2025", "city": city, "text": text}
    return [same | {"subtopic_code": code} for code in codes.split()]


MEASURES = pd.DataFrame(rows("甲", "meals meals meals beds") + rows("乙", "meals beds beds beds"))


def test_log_odds_by_hand() -> None:
    """Of 4 and 4; the prior is a tenth of 4, half of it for each code: 0.2, in all 0.4."""
    found = distinctive_terms(MEASURES, "甲", unit="subtopic").set_index("term")
    log_odds = log(3.2 / 1.2) - log(1.2 / 3.2)
    assert found.index.tolist() == ["meals", "beds"]
    assert found.loc["meals", ["n", "n_reference", "share"]].tolist() == [3, 1, 0.75]
    assert found.loc["meals", "log_odds"] == pytest.approx(log_odds)
    assert found.loc["meals", "z"] == pytest.approx(log_odds / sqrt(1 / 3.2 + 1 / 1.2))
    assert found.loc["beds", "z"] == pytest.approx(-found.loc["meals", "z"])


def test_a_city_is_compared_with_the_others_or_with_a_chosen_one() -> None:
    three = pd.concat([MEASURES, pd.DataFrame(rows("丙", "meals meals"))], ignore_index=True)
    assert distinctive_terms(three, "甲", unit="subtopic")["n_reference"].sum() == 6
    one = distinctive_terms(three, "甲", unit="subtopic", reference="丙-2025")
    assert one.set_index("term")["n_reference"].to_dict() == {"meals": 2, "beds": 0}


def test_words_are_neither_places_nor_figures() -> None:
    texts = rows("甲", "x", "十堰新建助餐点6个") + rows("乙", "x", "新建公墓")
    found = distinctive_terms(pd.DataFrame(texts), "甲")
    assert set(found["term"]) == {"新建", "助餐点", "公墓"}
    assert found["term"].iloc[0] == "助餐点"


@pytest.mark.parametrize("names", [("丁", ""), ("甲", "丁")])
def test_an_unknown_city_is_refused(names: tuple[str, str]) -> None:
    with pytest.raises(InputError, match="甲"):
        distinctive_terms(MEASURES, names[0], unit="subtopic", reference=names[1])


def test_a_plan_alone_differs_from_none() -> None:
    alone = distinctive_terms(MEASURES.head(4), "甲", unit="subtopic")
    assert alone.empty
    assert "z" in alone
