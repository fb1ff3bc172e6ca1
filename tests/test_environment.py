"""Where it runs: the same dependencies by conda and pip, any locale, path and hour, no network."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest
import yaml

from mzanalysis import pipeline
from mzanalysis.builds import read_tables
from mzanalysis.outputs.charts.heat_maps import topic_coverage

ROOT = Path(__file__).parents[1]
# conda-forge's name of the part we need, without the extras of the full package
CONDA_NAMES = {
    "matplotlib-base": "matplotlib",
    "nbconvert-core": "nbconvert",
    "seaborn-base": "seaborn",
}


def bounds(lines: list[str]) -> dict[str, str]:
    parts = [re.fullmatch(r"([\w.-]+)\s*(.*)", line) for line in lines]
    return {CONDA_NAMES.get(m[1], m[1]): m[2] for m in parts if m}


def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def conda() -> tuple[dict[str, str], list[str]]:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    pip = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    plain = [entry for entry in listed if isinstance(entry, str)]
    return bounds(plain + [line for line in pip if not line.startswith("-")]), pip


def test_conda_and_pip_name_the_same_dependencies() -> None:
    project = pyproject()
    wanted = bounds(project["dependencies"] + project["optional-dependencies"]["dev"])
    got, _ = conda()
    python = got.pop("python")
    got.pop("pip")
    assert got == wanted
    assert python.startswith(project["requires-python"])


def test_conda_installs_the_project_itself() -> None:
    assert "--editable ." in conda()[1]


def test_every_dependency_is_pinned_without_an_address() -> None:
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in pinned.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.!+-]+", line) for line in lines), lines
    names = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in lines}
    project = pyproject()
    needed = bounds(project["dependencies"] + project["optional-dependencies"]["dev"])
    assert {re.sub(r"[-_.]+", "-", name).lower() for name in needed} <= names


PLANS = {
    "420800-2024.txt": "2024年荆门市民政工作要点\n一、养老服务\n1.扩大助餐。新建食堂9家。\n",
    "con.txt": "2024年咸宁市民政工作要点\n一、养老服务\n1.扩大助餐。新建食堂8家。\n",
    "a: b?.txt": "2024年黄石市民政工作要点\n一、殡葬\n1.建公墓。6月底前新建公墓2处。\n",
}
# What a user's machine does, with the network shut; {0} is the folder.
SCRIPT = """
import socket

def shut(*_, **__):
    raise AssertionError("the network is used")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = shut
from pathlib import Path
from mzanalysis import cli, outputs
from mzanalysis.corpus import load
from mzanalysis.outputs import chart_files, charts

folder = Path({0!r})
common = ["--raw", str(folder / "raw"), "--out", str(folder / "out")]
cli.main(["build", *common], standalone_mode=False)
corpus = load(folder / "out")
drawn = {{"topic_coverage": (charts.topic_coverage, corpus.topic_coverage)}}
chart_files._figures = lambda _: drawn
outputs.write_figures(corpus, folder / "exports")
outputs.write_comparisons(corpus, folder / "exports")
outputs.write_readme(corpus, folder / "exports", note="")
"""
ELSEWHERE = {
    "LC_ALL": "C",
    "PYTHONIOENCODING": "cp1252",
    "PYTHONHASHSEED": "7",
    "TZ": "Pacific/Kiritimati",
}
FORBIDDEN = re.compile(r'[<>:"|?*\\]|[. ]$|^(con|aux|nul|prn)\.', re.IGNORECASE)


def test_any_locale_path_and_hour_without_home_display_and_network(tmp_path: Path) -> None:
    folder = tmp_path / "我的 计划 (1)"
    (folder / "raw").mkdir(parents=True)
    for name, text in PLANS.items():
        (folder / "raw" / name).write_text(text, encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **ELSEWHERE}
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(str(folder)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, cwd=folder
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    here = pipeline.build_tables(folder / "raw")
    for name, table in read_tables(folder / "out").items():
        pd.testing.assert_frame_equal(table, here[name])
    written = [path.name for path in (folder / "exports").iterdir()]
    assert len(written) == 8
    assert [name for name in written if FORBIDDEN.search(name)] == []


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_is_run_in_a_drawing(tables: dict, tmp_path: Path, hostile: str) -> None:
    from lxml import etree

    coverage = tables["topic_coverage"].head(3).assign(city=hostile)
    topic_coverage(coverage).figure.savefig(tmp_path / "a.svg")
    drawing = etree.parse(str(tmp_path / "a.svg"))
    assert drawing.xpath("//*[local-name()='script' or local-name()='img']") == []
    assert drawing.xpath("//@*[starts-with(name(), 'on') or contains(., 'javascript:')]") == []
