"""The whole way on the five plans: every table as declared, traceable, and always the same."""

import shutil
from pathlib import Path

import pytest
from conftest import RAW

from mzanalysis import pipeline
from mzanalysis.errors import InputError
from mzanalysis.tables import table_names
from mzanalysis.text.folding import fold
from mzanalysis.validation import evaluate

GOLD = Path(__file__).parents[1] / "data" / "gold"
SPANNED = {"items": "text", "measures": "text", "deadlines": "matched_text"}


def test_items_of_the_five_plans(tables: dict) -> None:
    counts = tables["items"].groupby("city").size().to_dict()
    assert counts == {"鄂尔多斯": 50, "十堰": 33, "东莞": 18, "鄂州": 25, "张家港": 22}
    assert tables["tasks"].groupby("city").size().to_dict() == {"鄂州": 91}


@pytest.mark.parametrize("table", list(SPANNED))
def test_a_span_is_the_rows_source_text(tables: dict, table: str) -> None:
    text_of = tables["plans"].set_index("plan_id")["text"]
    frame = tables[table]
    assert len(frame)
    for row in frame.to_dict("records"):
        source = text_of[row["plan_id"]][row["char_start"] : row["char_end"]]
        assert fold(source).strip() == row[SPANNED[table]].strip(), row


def test_a_target_lies_in_its_measure_and_holds_its_unit(tables: dict) -> None:
    text_of = tables["plans"].set_index("plan_id")["text"]
    measures = tables["measures"].set_index("measure_id")
    for row in tables["targets"].to_dict("records"):
        source = fold(text_of[row["plan_id"]][row["char_start"] : row["char_end"]])
        assert row["unit"] in source or row["kind_code"] in ("coverage", "frequency"), row
        if not row["measure_id"]:  # outside the items, as in a preamble
            continue
        holder = measures.loc[row["measure_id"]]
        assert holder["char_start"] <= row["char_start"] < row["char_end"] <= holder["char_end"]


def test_sections_cover_every_character_once(tables: dict) -> None:
    for plan in tables["plans"].to_dict("records"):
        own = tables["sections"].query("plan_id == @plan['plan_id']")
        assert list(own["char_start"]) == [0, *own["char_end"].iloc[:-1]]
        assert own["char_end"].iloc[-1] == len(plan["text"])


@pytest.mark.parametrize(
    ("child", "column", "parent", "key"),
    [
        ("items", "plan_id", "plans", "plan_id"),
        ("measures", "item_id", "items", "item_id"),
        ("measures", "theme_id", "themes", "theme_id"),
        ("targets", "measure_id", "measures", "measure_id"),
        ("deadlines", "measure_id", "measures", "measure_id"),
        ("tasks", "measure_id", "measures", "measure_id"),
        ("matches", "measure_id_a", "measures", "measure_id"),
        ("matches", "measure_id_b", "measures", "measure_id"),
        ("sections", "parent_id", "sections", "section_id"),
    ],
)
def test_every_reference_leads_somewhere(
    tables: dict, child: str, column: str, parent: str, key: str
) -> None:
    named = tables[child][column]
    assert set(named[named != ""]) <= set(tables[parent][key])


def test_builds_in_different_folders_are_byte_identical(tables: dict, tmp_path: Path) -> None:
    raw = tmp_path / "elsewhere" / "raw"
    shutil.copytree(RAW, raw)
    pipeline.build(raw, tmp_path / "two")
    for name in table_names():
        tables[name].to_parquet(tmp_path / "one.parquet", index=False)  # built from data/raw
        again = (tmp_path / "two" / f"{name}.parquet").read_bytes()
        assert (tmp_path / "one.parquet").read_bytes() == again, name


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"raw plans not found.*--raw"):
        pipeline.build_tables(tmp_path / "nowhere")


def test_the_measured_scores_do_not_fall(tables: dict) -> None:
    fallen = evaluate.below_floor(evaluate.evaluate(tables, GOLD), GOLD / "floors.toml")
    assert fallen.empty, fallen.to_string()


def test_a_plan_alone_without_tables_or_figures_is_built(tmp_path: Path) -> None:
    (tmp_path / "420300-2025.txt").write_text(
        "2025年全市民政工作要点\n一、养老服务\n1.扩大助餐。推进老年助餐服务。\n", encoding="utf-8"
    )
    tables = pipeline.build_tables(tmp_path)
    assert tables["measures"]["action"].tolist() == ["推进"]
    assert [name for name in ("tasks", "targets", "deadlines") if len(tables[name])] == []
