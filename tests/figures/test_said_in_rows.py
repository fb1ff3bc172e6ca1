"""Figures that stand only in the rows of a task table."""

import pandas as pd
import pytest

from mzanalysis.pipeline import build_tables

BODY = "2026年全市民政工作要点\n一、养老服务\n1.建设站点。新建助浴点9个。组织消防演练不少于3次。\n"
HEAD = "附件\n任务分工表\n序号|工作任务|完成时限|责任部门\n"


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ("培训护理员200名。|6月底前", ["200名 @2026-06-30 row 1"]),
        ("新建助浴点9个。|6月底前", []),  # the body says so
        ("新建助浴点9个,改造食堂4家。|长期坚持", ["4家 @ row 1"]),
        ("组织机构消防应急演练不少于3次。|年底前", []),  # in other words
        (
            "完成3次走访慰问。|年底前",
            ["3次 @2026-12-31 row 1"],
        ),  # the same figure of something else
    ],
)
def test_a_row_gives_the_figures_that_the_body_lacks(tmp_path, cells, wanted):
    text = f"{BODY}{HEAD}1|{cells}|养老科\n2|健全制度。|年底前|办公室\n"
    (tmp_path / "十堰市2026.txt").write_text(text, encoding="utf-8")
    tables = build_tables(tmp_path)
    plan_text = tables["plans"]["text"][0]
    targets = tables["targets"]
    in_rows = targets[targets["row"].notna()]
    found = []
    for row in in_rows.itertuples():
        due = "" if pd.isna(row.due_date) else str(row.due_date.date())
        said = plan_text[row.char_start : row.char_end]
        found.append(f"{said} @{due} row {row.row}")
    assert found == wanted
    assert len(targets) == 2 + len(wanted)
