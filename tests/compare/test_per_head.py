"""Comparable figures for 10,000 residents; missing data leave the cell empty."""

import re
from pathlib import Path

import pandas as pd
import pytest
from test_indicators_side_by_side import PERCENT, compare

from mzanalysis.compare.per_head import per_head, read_cities
from mzanalysis.errors import InputError

RESIDENTS = "adcode,city,year,population,population_60,source\n"


def test_only_comparable_counts_and_amounts_get_a_figure_per_head(tmp_path: Path) -> None:
    own = tmp_path / "cities.csv"
    own.write_text(RESIDENTS + "420300,,2020,200000,,x\n420300,,2024,100000,20000,y\n"
                   "420300,,2026,1,1,z\n,,,,,\n", encoding="gb18030")  # fmt: skip
    big, small = {"plan_id": "441900-2025"}, {"plan_id": "420300-2025", "value_base": 30.0}
    nowhere = {"plan_id": "990300-2025"}
    rate = {"indicator": "公益性公墓覆盖率", **PERCENT}
    money = {"indicator": "低保标准", "base_unit": "元", "kind_code": "amount"}
    rows = [{**b, **a} for a in (big, small, nowhere) for b in ({}, rate, money)]
    found = per_head(compare(*rows), read_cities(own)).set_index("plan_id")
    assert found["indicator_id"].tolist() == ["funeral-public-cemetery"] * 3
    assert found.loc["420300-2025", "per_10000"] == 3.0  # of 2024: the last year not after 2025
    assert found.loc["420300-2025", "per_10000_aged_60"] == 15.0
    assert found.loc["420300-2025", "population_source"] == "y"
    assert found.loc["441900-2025", "per_10000"] == pytest.approx(10 / 1046.6625)
    missing = found.loc[["441900-2025", "990300-2025"], "per_10000_aged_60"]
    assert missing.isna().all()
    assert pd.isna(found.loc["990300-2025", "per_10000"])
    assert per_head(compare({}), read_cities()).empty  # one plan: nothing to compare


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("420300,,2020,1,,\n123456,,2020,1,,\n", "line 3, column adcode: '123456' is not known"),
        ("420300,,20,1,,\n", "line 2, column year: '20' is no year"),
        (
            "420300,,2020,1,,\n420300,,2020,2,,\n",
            "cities.csv, line 3: 420300 2020 stands in line 2",
        ),
        ("420300,,2020,-5,,\n", "line 2, column population: '-5' is no count"),
        ("420300,,2020,0,,\n", "line 2, column population: '0' is no count"),
        ('420300,,2020,5,"1,000",\n', "line 2, column population_60: '1,000' is no count"),
    ],
)
def test_a_wrong_table_of_residents_is_refused_with_its_line(
    tmp_path: Path, rows: str, message: str
) -> None:
    own = tmp_path / "cities.csv"
    own.write_text(RESIDENTS + rows, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(message)):
        read_cities(own)
    own.write_text("adcode,year\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns missing: city, population"):
        read_cities(own)
    assert read_cities(tmp_path / "none.csv")["population"].gt(0).all()
