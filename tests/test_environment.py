"""environment.yml (conda) and pyproject.toml (pip) name the same dependencies and bounds."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
# conda-forge's name of the part we need, without the extras of the full package
CONDA_NAMES = {
    "matplotlib-base": "matplotlib",
    "nbconvert-core": "nbconvert",
    "pandera-base": "pandera",
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
