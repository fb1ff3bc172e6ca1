"""Generated plans with every kind of heading: nothing raised, lost, or out of range."""

import tempfile
from pathlib import Path

import pandas as pd
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
