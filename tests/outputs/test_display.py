"""A table in a notebook is shown whole, and can be searched."""

import pandas as pd

from mzanalysis.outputs.display import show


def test_no_row_and_no_word_is_left_out() -> None:
    table = pd.DataFrame({"甲": ["新增助餐点。" * 40] * 80, "n": [430000000.0] * 79 + [None]})
    page = show(table).data
    assert (
        page.count("新增助餐点。" * 40) >= 80
    )  # once as data, some again for pages without script
    assert page.count("430,000,000") >= 79
    assert '"nan"' not in page.lower()


def test_a_cell_keeps_its_line_breaks_and_escapes_its_signs() -> None:
    table = pd.DataFrame({"甲": ["一；\n二 <3"], "share": [0.12841]})
    page = show(table.assign(due=pd.Timestamp("2025-06-30"))).data
    assert "一；<br>二 &lt;3" in page
    assert ">0.128<" in page
    assert ">2025-06-30<" in page


def test_what_a_plan_says_is_never_run() -> None:
    hostile = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</script><b>"]
    page = show(pd.DataFrame(dict.fromkeys(hostile, hostile))).data
    for tag in ("<script>alert", "<img src=x", "</script><b>"):
        assert tag not in page


def test_nothing_is_fetched_and_what_tables_need_comes_once() -> None:
    pages = [show(pd.DataFrame({"甲": [n]})).data for n in range(2)]
    assert 'src="http' not in "".join(pages)
    assert len(pages[1]) < 50_000
