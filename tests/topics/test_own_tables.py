"""A user's own rows: what they change, what is refused and where, and that nothing stays behind."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from mzanalysis import pipeline
from mzanalysis.errors import InputError
from mzanalysis.folders import find_folders
from mzanalysis.reading.kept_results import KeptResults
from mzanalysis.topics import codebook
from mzanalysis.topics.own_tables import describe_own_tables, use_own_tables

PLAN = (
    "2025年荆门市民政工作要点\n一、重点任务\n1.暖心行动。发放爱心粥8000钵。\n"
    "2.托育。推进托育服务。\n"
)
UNIT = "unit,kind_code,base_unit,factor,chinese\n钵,count,钵,1,no\n"
FAMILY = "unit,unit_family,axis_unit,factor\n钵,bowls,钵,1\n"
INDICATOR = (
    "indicator_id,zh,en,aliases,unit_family,kind_code,topic_code,measure_type\n"
    "own-porridge,爱心粥,Porridge,爱心粥,bowls,count,assistance,increment\n"
)
TERMS = "topic_code,term,weight\nchildren,托育服务,3\n"
TOPICS = "code,parent,zh,terms\nnursery,,托育服务,托育\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def raw(tmp_path: Path) -> Iterator[Path]:
    raw = tmp_path / "raw"
    write(raw / "a.txt", PLAN)
    write(raw / "plans.csv", "file,city,year\na.txt,荆门,2025\n")
    yield raw
    use_own_tables(None)
    codebook.use(None)


def build(raw: Path, **own: str) -> dict[str, pd.DataFrame]:
    for name, text in own.items():
        write(raw.parent / "own" / f"{name}.csv", text)
    return pipeline.build_tables(raw, kept=KeptResults(raw.parent / "cache", "1"))


def test_an_own_indicator_names_a_figure_with_an_own_unit(raw: Path) -> None:
    before = build(raw)["targets"]
    tables = build(raw, units=UNIT, unit_families=FAMILY, indicators=INDICATOR)
    porridge = tables["targets"].iloc[0]
    assert "own-porridge" not in set(before["indicator_id"])
    assert (porridge["indicator_id"], porridge["unit"]) == ("own-porridge", "钵")
    assert tables["target_comparison"]["indicator"].iloc[0] == "爱心粥"


def test_own_terms_and_topics_code_measures_and_are_gone_with_their_files(raw: Path) -> None:
    assert "nursery" not in set(build(raw)["items"]["topic_code"])
    assert build(raw, topic_terms=TERMS)["items"]["topic_code"].iloc[1] == "children"
    (raw.parent / "own" / "topic_terms.csv").unlink()
    assert build(raw, topics=TOPICS)["items"]["topic_code"].iloc[1] == "nursery"
    (raw.parent / "own" / "topics.csv").unlink()
    assert "nursery" not in set(build(raw)["items"]["topic_code"])
    assert codebook.in_use() is None


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "units",
            UNIT.replace(",1,no", ",eins,no"),
            "own/units.csv, line 2, column factor: 'eins'",
        ),
        (
            "units",
            UNIT.replace(",1,no", ",1,maybe"),
            "line 2, column chinese: 'maybe' is not known",
        ),
        ("units", UNIT.replace("chinese", "china"), "units.csv, line 1: unknown column 'china'"),
        ("units", UNIT + "钵,count,钵,1,no\n", "own/units.csv, line 3: 钵 stands in line 2 too"),
        ("indicators", INDICATOR, "line 2, column unit_family: 'bowls' is not known"),
        ("topic_terms", TERMS.replace("children", "kids"), "column topic_code: 'kids'"),
        ("unit", UNIT, "no table has this name; own tables are units.csv"),
    ],
)
def test_a_wrong_row_is_refused_with_file_and_line(
    raw: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        build(raw, **{name: text})
    assert message in str(caught.value)


def test_own_tables_are_part_of_the_stamp_and_told(raw: Path) -> None:
    folders = find_folders(raw=raw)
    stamp = folders.stamp_inputs()
    assert describe_own_tables(raw) == []
    write(raw.parent / "own" / "units.csv", UNIT)
    assert folders.stamp_inputs() != stamp
    assert describe_own_tables(raw) == ["own tables:", "  units.csv: 1 rows"]
