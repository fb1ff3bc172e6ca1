"""Numbers that nothing was read from are said, those of dates, labels and names are not."""

import pandas as pd
import pytest

from mzanalysis.figures.quantities import find_quantities
from mzanalysis.text.folding import fold
from mzanalysis.validation.unread_numbers import find_unread_numbers

SPAN = ["char_start", "char_end"]


def unread(text: str, *, annex: str = "") -> list[str]:
    figures = [(q.start, q.end) for q in find_quantities(fold(text))]
    whole = text + annex
    parts = [("item", "1.", 0, len(text)), ("attachment", "", len(text), len(whole))]
    tables = {
        "targets": pd.DataFrame(figures, columns=SPAN),
        "deadlines": pd.DataFrame([], columns=SPAN),
        "sections": pd.DataFrame(parts, columns=["kind_code", "label", *SPAN]),
    }
    return [f"{number}: {sentence}" for number, sentence in find_unread_numbers(whole, tables)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            "1.扶贫。发放爱心粥8000碗给老人。",
            ["8000: 发放爱心粥8000碗给老人。"],
        ),  # 碗 is no unit of units.csv
        ("1.扶贫。新建食堂12个,发粥1.2万碗给老人。", ["1.2: 新建食堂12个,发粥1.2万碗给老人。"]),
        ("1.扶贫。发放爱心粥8000碗。", []),
        ("1.扶贫。发放爱心粥8000。", []),  # no character follows
        ("1.新建站点。", []),
        ("1推进建设。", []),  # a label
        ("1.完成80%。", []),
        ("1.2025年6月30日前完成。", []),
        ("1.每月10日前发放。", []),
        ("1.引导80周岁以上老年人参加。", []),
        ("1.规范80—89周岁津贴。", []),
        ("1.举办第4届竞赛。", []),
        ("1.民发〔2026〕14号文件。", []),
        ("1.建设“1+3”体系、“6·19开放日”。", []),
        ("1.落实《12项规定》。", []),
        ("1.依托12345热线受理。", []),
        ("1.落实0477系列措施。", []),
    ],
)
def test_numbers_that_nothing_was_read_from(text: str, numbers: list[str]) -> None:
    assert unread(text) == numbers


def test_an_annex_repeats_figures_of_the_body() -> None:
    said = unread("1.新建站点12个。", annex="新建站点12个。演练2次。")
    assert said == ["2: 演练2次。"]
