"""Generated plans with every kind of heading: nothing raised, lost, or out of range."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mzanalysis.pipeline import build_tables
from mzanalysis.resources import read_table
from mzanalysis.tables import table_columns
from mzanalysis.text.folding import fold

# 〔一、〕养老服务: every label of the table of heading styles, before every kind of text.
EXAMPLES = read_table("structure/label_styles.csv")["matches"]
LABELS = EXAMPLES.str.extract("〔(.+)〕", expand=False).tolist()
TEXTS = [
    "发展养老机构和慈善组织。新建养老机构3家。",
    "养老服务",
    "低保标准提高5%，10月底前完成；新增床位1.5万张，其中护理型600张。",
    "去年建成8处，今年再建5处以上，达标率不低于95%。",
    "负责单位：社会救助科、各县（市、区）民政局；完成时限：6月底。",
    "1月10户，2月12户，3月" + "9" * 40 + "户。",
    "推进殡葬改革，健全制度，完善清单。",
    "序号 | 任务 | 时限 |\n1 | 新建公墓2处 | 9月底前 |",
    "（2025年2月26日）",
    "儿童关爱“护苗”行动。𠮷﷽①<b>&",
    "",
    "，；。、“”（）",
]
LINES = st.tuples(st.sampled_from(["", *LABELS]), st.sampled_from(TEXTS)).map("".join)
PLANS = st.lists(LINES, min_size=2, max_size=14).map("\n".join)
CITIES = {"420800": "荆门市", "421200": "咸宁市"}
SURE = "\n一、养老服务\n1.扩大助餐。新建食堂9家。\n"
SPANNED = {"items": "text", "measures": "text"}


@settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(bodies=st.tuples(PLANS, PLANS))
def test_any_plan_is_read_whole_and_within_bounds(bodies: tuple[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for (code, city), body in zip(CITIES.items(), bodies, strict=True):
            text = f"2025年{city}民政工作要点\n{body}{SURE}"
            (Path(folder) / f"{code}-2025.txt").write_text(text, encoding="utf-8")
        tables = build_tables(Path(folder))  # checks type, range and keys of every column
    for plan in tables["plans"].to_dict("records"):
        own = tables["sections"][tables["sections"]["plan_id"] == plan["plan_id"]]
        pieces = [plan["text"][row.char_start : row.char_end] for row in own.itertuples()]
        assert "".join(pieces) == plan["text"]
    for name, table in tables.items():
        check_table(table, name, tables["plans"].set_index("plan_id")["text"])


def check_table(table: pd.DataFrame, name: str, text_of: pd.Series) -> None:
    keys = [column.name for column in table_columns(name) if column.is_key]
    assert not table.duplicated(keys).any()
    if "char_start" not in table:
        return
    for row in table.to_dict("records"):
        text = text_of[row["plan_id"]]
        assert 0 <= row["char_start"] < row["char_end"] <= len(text), row
        if name in SPANNED:
            source = fold(text[row["char_start"] : row["char_end"]])
            assert source.strip() == row[SPANNED[name]].strip(), row


RUNS = {
    "a list of figures": lambda n: "、".join(f"新建{i}处" for i in range(n)) + "。",
    "dates": lambda n: "建设" + "9月底前" * n + "完成。",
    "digits": lambda n: "建设" + "9" * n + "张。",
    "brackets": lambda n: "建设" + "（" * n + "）" * n + "张。",
    "labels": lambda n: "1." * n + "建设。",
    "blank lines": lambda n: "建设养老院。" + "\n" * n + "完成。",
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_build_twice_as_long_takes_not_much_longer_than_twice(
    run: Callable[[int], str], tmp_path: Path
) -> None:
    seconds = []
    for n in (60, 120):
        raw = tmp_path / str(n)
        raw.mkdir()
        text = f"2025年荆门市民政工作要点\n一、养老服务\n1.床位。{run(n)}{SURE}"
        (raw / "420800-2025.txt").write_text(text, encoding="utf-8")
        start = time.process_time()
        build_tables(raw)
        seconds.append(time.process_time() - start)
    assert seconds[1] < max(1.5, 3 * seconds[0])
