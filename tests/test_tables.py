"""Every table is declared once, and a frame that is not that table is refused with the reason."""

import pandas as pd
import pytest

from mzanalysis.errors import TableError
from mzanalysis.tables import check_declared, conform_table, empty_table, table_columns, table_names

THEME = {
    "theme_id": ["t1"],
    "label": ["老年助餐"],
    "topic_code": ["eldercare"],
    "n_cities": [2],
    "n_measures": [3],
    "cities": ["甲;乙"],
}


def test_a_frame_is_put_in_the_declared_order_and_types() -> None:
    shuffled = pd.DataFrame(THEME)[
        ["cities", "theme_id", "label", "topic_code", "n_measures", "n_cities"]
    ]
    shuffled["n_cities"] = shuffled["n_cities"].astype("float")
    got = conform_table(shuffled.assign(helper=1), "themes")
    assert list(got.columns) == [
        "theme_id",
        "label",
        "topic_code",
        "n_cities",
        "n_measures",
        "cities",
    ]
    assert str(got["n_cities"].dtype) == "int64"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"topic_code": ["economy"]}, "topic_code, row 0: got 'economy'.*allowed: party, ageing"),
        ({"label": [None]}, "column label, row 0"),
        ({"n_cities": ["two"]}, "themes: a column has the wrong type"),
    ],
)
def test_a_wrong_value_is_named(change: dict, message: str) -> None:
    with pytest.raises(TableError, match=message):
        conform_table(pd.DataFrame(THEME | change), "themes")


def test_a_repeated_key_is_refused() -> None:
    twice = pd.concat([pd.DataFrame(THEME)] * 2, ignore_index=True)
    with pytest.raises(TableError, match="theme_id, row 1: got 't1'; allowed: what no other row"):
        conform_table(twice, "themes")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({}, ""),
        ({"is_mutual_best": 1.0}, r"not as declared, or not in order: is_mutual_best \(float64\)"),
        ({"similarity": 1.5}, "column similarity, row 1: got '1.5'; allowed: 0 to 1"),
        ({"similarity": None}, "column similarity, row 1: got 'nan'; allowed: what is stated"),
    ],
)
def test_a_table_that_is_read_back_must_be_as_declared(change: dict, message: str) -> None:
    row = {column.name: "x" if column.dtype == "str" else 1 for column in table_columns("matches")}
    frame = conform_table(pd.DataFrame([row | {"measure_id_a": "a"}, row]), "matches")
    for name, value in change.items():
        frame[name] = pd.Series([1, value], dtype="float64")
    if not message:
        assert check_declared(frame, "matches") is frame
        return
    with pytest.raises(TableError, match=message):
        check_declared(frame, "matches")


def test_an_empty_text_is_refused() -> None:
    row = {c.name: "x" if c.dtype == "str" else 1 for c in table_columns("sections")}
    row["kind_code"] = "paragraph"
    with pytest.raises(TableError, match="row 0: got '1; 1'; allowed: char_start < char_end"):
        conform_table(pd.DataFrame([row]), "sections")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(TableError, match="columns missing: cities; found: theme_id"):
        conform_table(pd.DataFrame(THEME).drop(columns="cities"), "themes")


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(TableError, match="no table is called 'topics'; there are: plans, sections"):
        table_columns("topics")


@pytest.mark.parametrize("table", table_names())
def test_every_table_has_a_key_a_meaning_and_an_empty_form(table: str) -> None:
    assert any(c.is_key for c in table_columns(table))
    assert all(c.meaning for c in table_columns(table))
    assert conform_table(empty_table(table), table).empty
