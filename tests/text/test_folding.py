"""Folding is one character to one, so offsets hold in source and folded text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mzanalysis.text.folding import drop_unprintable, fold, script_of


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("（二）新增１２处，", "(二)新增12处,"),
        ("養老服務機構", "养老服务机构"),
        ("規范化、云上、干部", "规范化、云上、干部"),
        ("裡面乾燥，乾隆年間", "里面干燥,乾隆年间"),
        ("“就近可及”。\n　次行", "“就近可及”。\n 次行"),
        ("", ""),
    ],
)
def test_fold(source: str, folded: str) -> None:
    assert fold(source) == folded


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_folding_keeps_the_length_of_any_text(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("推動居家養老服務", "hant"),
        ("推动居家养老服务", "hans"),
        (
            "乾隆年间的推动居家养老服务工作要点落实到位不断取得实效并且于每年每季度报告进展情况持续开展",
            "hans",
        ),
    ],
)
def test_script(text: str, script: str) -> None:
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("覆盖率９０﹪", "覆盖率90%"),  # small percent sign
        ("⽼年⼈", "老年人"),  # radicals
        ("\uf9e4由", "理由"),  # a compatibility ideograph
        ("2025\u2009年", "2025 年"),  # a thin space
        ("一﹕二", "一:二"),
        ("①⒈²㎡", "①⒈²㎡"),  # labels and units keep their form
    ],
)
def test_other_forms_of_a_character_are_folded_one_to_one(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("\ufeff一、养老", "一、养老"),
        ("\u200b一、\u200d养\u00ad老\u2060", "一、养老"),
        ("新建1\u200b2处", "新建12处"),
        ("第一页\f第二页", "第一页\n第二页"),
        ("甲\x00\x07\x1f乙\ufffe", "甲乙"),
        ("养\ue5e5老", "养\u3000老"),
        ("a\tb\nc", "a\tb\nc"),
    ],
)
def test_what_no_reader_sees_is_dropped(text: str, read: str) -> None:
    assert drop_unprintable(text) == read
