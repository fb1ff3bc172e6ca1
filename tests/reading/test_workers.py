"""Who reads the plans makes no difference to the tables."""

import sys
from pathlib import Path

import pytest

from mzanalysis import pipeline
from mzanalysis.errors import InputError
from mzanalysis.reading.workers import Workers

PLAN = "2025年{}市民政工作要点\n一、养老服务\n1.扩大助餐。6月底前新增助餐点{}处。\n"


def build(folder: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    monkeypatch.setattr(pipeline, "_TOGETHER", 1)
    for number, city in enumerate(["荆门", "咸宁", "随州"]):
        (folder / f"{city}.txt").write_text(PLAN.format(city, number + 3), encoding="utf-8")
    tables = pipeline.build_tables(folder, workers=workers)
    return {name: table.to_parquet(index=False) for name, table in tables.items()}


def test_two_processes_make_the_same_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []
    alone = build(tmp_path, Workers(1, progress=lambda *done: seen.append(done)), monkeypatch)
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert build(tmp_path, Workers(2), monkeypatch) == alone


def test_a_dask_cluster_of_two_workers_makes_the_same_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed", reason="needs mzanalysis[dask]")
    alone = build(tmp_path, Workers(1), monkeypatch)
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    )
    with cluster:
        workers = Workers(scheduler=cluster.scheduler_address)
        assert build(tmp_path, workers, monkeypatch) == alone


def test_what_a_cluster_needs_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'mzanalysis\[dask\]'"):
        build(tmp_path, Workers(scheduler="tcp://127.0.0.1:1"), monkeypatch)
