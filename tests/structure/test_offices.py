"""Cells and heads of task tables: departments, persons, what a column holds."""

import pytest

from mzanalysis.structure.offices import read_heads, split_departments, split_names

# a cell, its departments
DEPARTMENTS = [
    ("办公室、相关科室", "办公室;相关科室"),
    ("各科室、单位", "各科室、单位"),
    ("养老科、东区、西区民政局", "养老科;东区、西区民政局"),
    ("养老科、各县区", "养老科;各县区"),
    ("财政、审计部门", "财政、审计部门"),
    ("各县(市、区)民政局、有关单位", "各县(市、区)民政局;有关单位"),
]


@pytest.mark.parametrize(("cell", "expected"), DEPARTMENTS)
def test_departments_are_divided_where_each_is_whole(cell: str, expected: str) -> None:
    assert ";".join(split_departments(cell)) == expected


@pytest.mark.parametrize(
    ("cell", "names"),
    [("王 五、李小四", ["王五", "李小四"]), ("王五 赵六", ["王五", "赵六"]), ("—", [])],
)
def test_a_name_may_have_a_blank_and_a_dash_is_nobody(cell: str, names: list[str]) -> None:
    assert split_names(cell) == names


@pytest.mark.parametrize("line", ["序号 | 责任 单位 |", "序号\t责任单位", "序号 责任单位(科室)"])
def test_heads_are_divided_by_bars_tabs_or_blanks(line: str) -> None:
    assert read_heads(line) == ["row", "departments"]
    assert not all(read_heads(f"{line}要求"))
