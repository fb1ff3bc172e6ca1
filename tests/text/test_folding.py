"""Folding is one character to one, so offsets hold in source and folded text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mzanalysis.text.folding import fold, script_of


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
