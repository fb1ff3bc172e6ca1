"""Nothing new, nothing done: what counts as new, and that no result is stale."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mzanalysis import folders as places
from mzanalysis.cli import main
from mzanalysis.outputs import every_file

PLAN = "2025年荆门市民政工作要点\n一、养老服务\n1.扩大助餐。新增助餐点12处。\n"
CODEBOOK = "code,parent,zh,terms\nnursery,,托育服务,托育\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> places.Folders:
    """A project of one plan, with a package, a library and a codebook of its own."""
    write(tmp_path / "raw" / "420800-2025.txt", PLAN)
    write(tmp_path / "corrections" / "items.csv", "plan_id\n")
    write(tmp_path / "own.csv", CODEBOOK)
    code = write(tmp_path / "package" / "folders.py", "")
    write(tmp_path / "package" / "text" / "lexicon.txt", "助餐\n")
    write(tmp_path / "libraries" / "jieba-0.42.dist-info" / "METADATA", "")
    monkeypatch.setattr(places, "__file__", str(code))
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "libraries")])
    return replace(places.find_folders(), raw=tmp_path / "raw")


def stamp(folders: places.Folders, language: str = "zh") -> str:
    return folders.stamp_inputs(folders.raw.parent / "own.csv", options=[language])


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("raw/420800-2025.txt", PLAN + "2.慰问。\n"),
        ("raw/421200-2025.txt", PLAN),
        ("raw/plans.csv", "file,city,year\n"),
        ("corrections/items.csv", "plan_id\n420800-2025\n"),
        ("corrections/measures.csv", "plan_id\n"),
        ("own.csv", CODEBOOK + "other,,其他,其他\n"),
        ("package/pipeline.py", "pass\n"),
        ("package/text/lexicon.txt", "助餐\n助洁\n"),
        ("libraries/jieba-0.43.dist-info/METADATA", ""),
    ],
)
def test_every_input_counts(folders: places.Folders, file: str, text: str) -> None:
    before = stamp(folders)
    assert stamp(folders) == before
    write(folders.raw.parent / file, text)
    assert stamp(folders) != before


def test_an_option_a_removed_file_and_another_folder_count(folders: places.Folders) -> None:
    before = stamp(folders)
    moved = shutil.copytree(folders.raw, folders.raw.parent / "moved")
    assert len({before, stamp(folders, "en"), stamp(replace(folders, raw=moved))}) == 3
    (folders.raw / "420800-2025.txt").unlink()
    assert stamp(folders) != before


KEPT = {"stamp": "s", "said": "2 plans", "files": {"a.csv": places.digest(b"1")}}


@pytest.mark.parametrize(
    ("manifest", "data", "said"),
    [
        (json.dumps(KEPT), b"1", "2 plans"),
        (json.dumps(KEPT | {"stamp": "other"}), b"1", ""),
        (json.dumps(KEPT), b"2", ""),
        (json.dumps(KEPT), None, ""),
        (json.dumps({"files": KEPT["files"]}), b"1", ""),  # of an older version
        (json.dumps([]), b"1", ""),
        ("{", b"1", ""),
        ("", b"1", ""),
    ],
)
def test_only_whole_results_are_recalled(
    tmp_path: Path, manifest: str, data: bytes | None, said: str
) -> None:
    write(tmp_path / places.BUILD_MANIFEST, manifest)
    if data is not None:
        (tmp_path / "a.csv").write_bytes(data)
    assert replace(places.find_folders(), out=tmp_path).recall_build("s") == said


def run(command: str, folder: Path, *options: str) -> Result:
    where = ["--raw", folder / "raw", "--out", folder / "out", "--exports", folder / "exports"]
    return CliRunner().invoke(main, [command, *map(str, where), *options])


def damage(folder: Path) -> None:
    (folder / "out" / "items.parquet").write_bytes(b"spoilt")


def add_a_plan(folder: Path) -> None:
    write(folder / "raw" / "421200-2025.txt", PLAN.replace("荆门", "咸宁"))


@pytest.mark.parametrize(
    ("change", "options", "is_new"),
    [
        (lambda folder: None, [], False),
        (lambda folder: None, ["--force"], True),
        (damage, [], True),
        (add_a_plan, [], True),
    ],
    ids=["nothing", "force", "damaged", "plan"],
)
def test_a_build_is_made_again_only_if_something_is_new(
    tmp_path: Path, change: Callable, options: list[str], is_new: bool
) -> None:
    write(tmp_path / "raw" / "420800-2025.txt", PLAN)
    first = run("build", tmp_path)
    assert first.exit_code == 0, first.output
    change(tmp_path)
    again = run("build", tmp_path, *options)
    assert again.exit_code == 0, again.output
    assert ("nothing new; 1 plan, " in again.stderr) is not is_new
    if not is_new:
        assert again.stderr == f"nothing new; {first.stderr}"


def test_what_is_left_out_is_told_each_time(tmp_path: Path) -> None:
    write(tmp_path / "raw" / "420800-2025.txt", PLAN)
    write(tmp_path / "raw" / "421200-2025.docx", "no such file")
    assert [run("build", tmp_path).stderr.count("! 421200-2025.docx") for _ in range(2)] == [1, 1]


def test_a_report_is_made_again_only_if_something_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "raw" / "420800-2025.txt", PLAN)
    made = []
    for name in [name for name in vars(every_file) if name.startswith(("write_", "run_"))]:
        if name not in ("write_all", "write_whole"):
            monkeypatch.setattr(every_file, name, lambda *_, **__: made.append(1))
    page = tmp_path / "exports" / "page.html"
    steps: list[tuple[Callable, list[str], bool]] = [
        (lambda: write(page, "1"), [], True),
        (lambda: None, [], False),
        (lambda: write(page.parent / "validation" / "scores.csv", "1"), [], False),
        (lambda: write(page, "2"), [], True),
        (lambda: None, ["--lang", "en"], True),
        (lambda: None, ["--force", "--lang", "en"], True),
        (lambda: None, ["--lang", "en"], False),
        (page.unlink, ["--lang", "en"], True),
    ]
    for number, (change, options, is_new) in enumerate(steps):
        made.clear()
        change()
        done = run("report", tmp_path, *options)
        assert done.exit_code == 0, done.output
        assert bool(made) is is_new, number
