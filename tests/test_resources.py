"""Resources at the door: ours are as declared, and each kind of wrong row is refused by its line."""

from pathlib import Path

import pandas as pd
import pytest

from mzanalysis.errors import InputError
from mzanalysis.resources import read_table
from mzanalysis.resources.declaration import check_resource

RESOURCES = Path(__file__).parents[1] / "mzanalysis" / "resources"
FILES = sorted(path.relative_to(RESOURCES).as_posix() for path in RESOURCES.rglob("*.csv"))


@pytest.mark.parametrize("file", FILES)
def test_each_table_is_as_declared(file: str) -> None:
    check_resource(read_table(file), file, read_table)


def test_every_declared_table_exists() -> None:
    assert sorted(read_table("columns.csv")["file"].unique()) == FILES


@pytest.mark.parametrize(
    ("file", "column", "value", "said"),
    [
        ("figures/units.csv", "factor", "", "line 2, column factor: is empty; it holds how many"),
        ("figures/units.csv", "factor", "ten", "line 2, column factor: 'ten' is no number"),
        ("figures/units.csv", "kind_code", "sum", "'sum' is not known; allowed: amount, count"),
        ("figures/units.csv", "unit", "块钱", "line 3: 块钱 stands in line 2 too; keep one"),
        (
            "figures/indicators.csv",
            "unit_family",
            "beds|heads",
            "column unit_family: 'heads' is not known; it must stand in figures/unit_families.csv,",
        ),
        ("figures/indicators.csv", "topic_code", "elders", "it must stand in topics/codebook.csv"),
        ("figures/indicators.csv", "measure_type", "sum", "'sum' is not known; allowed: change"),
        ("topics/topic_terms.csv", "weight", "7", "'7' is not known; allowed: 1, 2, 3, 4"),
        ("topics/topic_terms.csv", "unless", "村||镇", "has nothing between two '|'"),
        ("reading/places.csv", "adcode", "11000x", "'11000x' is no integer"),
        ("text/festivals.csv", "清明", "4月4日", "'4月4日' is no day"),
        ("structure/label_styles.csv", "rank", "first", "'first' is no integer"),
        ("figures/patterns.csv", "pattern", "甲" * 201, "has 201 characters; split it into"),
        ("structure/clause_words.csv", "word", " 推进", "' 推进' has blanks around it"),
    ],
)
def test_a_wrong_cell_is_refused_by_its_line(file: str, column: str, value: str, said: str) -> None:
    table = read_table(file)
    table.loc[0, column] = value
    with pytest.raises(InputError) as refusal:
        check_resource(table, file, read_table)
    assert str(refusal.value).startswith(f"resources/{file}, line ")
    assert said in str(refusal.value)


def test_another_head_is_refused() -> None:
    table = read_table("figures/units.csv").rename(columns={"factor": "times"})
    with pytest.raises(InputError, match="line 1: the columns are unit, kind_code, base_unit, tim"):
        check_resource(table, "figures/units.csv", read_table)


def test_a_table_that_nobody_declared_is_refused() -> None:
    with pytest.raises(InputError, match="figures/colours.csv: no column of it is declared"):
        check_resource(pd.DataFrame({"colour": ["red"]}), "figures/colours.csv", read_table)
