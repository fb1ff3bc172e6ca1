"""What is kept of each plan: never stale, never in the way."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from mzanalysis import pipeline
from mzanalysis.reading.kept_results import KeptResults
from mzanalysis.topics import codebook
from mzanalysis.topics.own_tables import use_own_tables

PLAN = "2025年{}市民政工作要点\n一、养老服务\n1.扩大助餐。{}\n2.托育。推进托育服务。\n"
CODEBOOK = "code,parent,zh,terms\nnursery,,托育服务,托育\n"
CORRECTION = "plan_id,text,field,value\n420800-2025,推进托育服务,topic_code,children\n"
REGISTER = "file,city,year,title\na.txt,荆门,2025,{}\nb.txt,咸宁,2025,\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def raw(tmp_path: Path) -> Iterator[Path]:
    raw = tmp_path / "raw"
    write(raw / "a.txt", PLAN.format("荆门", "6月底前新增助餐点12处。"))
    write(raw / "b.txt", PLAN.format("咸宁", "新建老年助餐点8个。"))
    write(raw / "plans.csv", REGISTER.format(""))
    yield raw
    codebook.use(None)
    use_own_tables(None)


def build(raw: Path, version: str = "1", *, folder: bool = True) -> dict[str, bytes]:
    kept = KeptResults(raw.parent / "cache" if folder else None, version)
    tables = pipeline.build_tables(raw, kept=kept)
    return {name: table.to_parquet(index=False) for name, table in tables.items()}


def use_codes(raw: Path) -> None:
    write(raw.parent / "own.csv", CODEBOOK)
    codebook.use(raw.parent / "own.csv")


def damage(raw: Path) -> None:
    for path in (raw.parent / "cache").iterdir():
        path.write_bytes(path.read_bytes()[:-9] + b"x" * 9)


@pytest.mark.parametrize(
    ("change", "version", "n_read", "changes"),
    [
        (lambda raw: None, "1", 0, False),
        (lambda raw: None, "2", 2, False),
        (lambda raw: write(raw / "a.txt", PLAN.format("荆门", "新增助餐点9处。")), "1", 1, True),
        (lambda raw: write(raw / "c.txt", PLAN.format("随州", "新增助餐点9处。")), "1", 1, True),
        (lambda raw: write(raw / "plans.csv", REGISTER.format("要点")), "1", 1, True),
        (
            lambda raw: write(raw / "plans.csv", REGISTER.format("").replace("咸宁", "随州")),
            "1",
            1,
            True,
        ),
        (lambda raw: write(raw.parent / "corrections" / "a.csv", CORRECTION), "1", 1, True),
        (use_codes, "1", 2, True),
        (damage, "1", 2, False),
        (
            lambda raw: [path.write_bytes(b"") for path in (raw.parent / "cache").iterdir()],
            "1",
            2,
            False,
        ),
    ],
    ids=["nothing", "code", "text", "plan", "title", "city", "correction", "codes", "bad", "empty"],
)
def test_a_changed_input_reads_its_plans_anew(
    raw: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable,
    version: str,
    n_read: int,
    changes: bool,
) -> None:
    before = build(raw)
    change(raw)
    read = []
    read_texts = pipeline.read_texts
    monkeypatch.setattr(
        pipeline, "read_texts", lambda t, f: read.extend(t.index) or read_texts(t, f)
    )
    now = build(raw, version)
    assert len(read) == n_read
    assert now == build(raw, folder=False)
    assert (now == before) is not changes


def test_pairs_with_the_nearest_are_kept_too(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mzanalysis.themes.pairs.MOST_PLANS", 1)
    build(raw)
    write(raw / "c.txt", PLAN.format("随州", "新增助餐点9处。"))
    assert build(raw) == build(raw, folder=False)


@pytest.mark.parametrize("file", ["own.csv", "own/topics.csv"])
def test_own_tables_count_for_pairs_too(raw: Path, file: str) -> None:
    """Their words may cut a text otherwise, whatever its topic."""
    build(raw)
    before = {path.name for path in (raw.parent / "cache").iterdir()}
    write(raw.parent / file, CODEBOOK.replace("托育", "萤火虫"))
    if file == "own.csv":
        codebook.use(raw.parent / file)
    build(raw)
    assert before.isdisjoint(path.name for path in (raw.parent / "cache").iterdir())


def test_entries_that_no_plan_needs_any_more_are_deleted(raw: Path) -> None:
    build(raw)
    build(raw, "2")
    assert len(list((raw.parent / "cache").iterdir())) == 4  # the text and the pairs of each plan
    (raw / "b.txt").unlink()
    (raw / "plans.csv").unlink()
    build(raw, "2")
    assert len(list((raw.parent / "cache").iterdir())) == 2


def test_tables_come_back_as_they_were(tmp_path: Path) -> None:
    kept = KeptResults(tmp_path)
    days = pd.to_datetime(["2025-06-30", None]).astype("datetime64[us]")
    rows = pd.DataFrame({"text": ["甲", ""], "due_date": days, "row": pd.array([1, None], "Int64")})
    tables = {"tasks": rows.astype({"text": "str"}), "items": rows.iloc[:0]}
    kept.keep("k", tables)
    found = kept.recall("k")
    assert found is not None and list(found) == ["tasks", "items"]
    for name, table in tables.items():
        pd.testing.assert_frame_equal(found[name], table)
