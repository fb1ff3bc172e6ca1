"""Data flows one way: the imports are parsed, and an arrow that points back fails."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "mzanalysis"

# From the source to the user. A module imports only what stands before it.
LAYERS = [
    ["errors"],
    ["resources"],
    ["text", "tables", "folders"],
    ["reading", "topics"],
    ["structure"],
    ["figures", "themes"],
    ["compare", "corrections", "builds"],
    ["pipeline", "validation"],
    ["corpus"],
    ["outputs"],
    ["commands"],
    ["cli"],
]
WRITES = {"folders", "builds", "outputs", "reading", "corrections", "validation"}
PRINTS = {"cli", "commands"}


def rank(module: str) -> int:
    return next(i for i, layer in enumerate(LAYERS) if module in layer)


def modules() -> list[tuple[str, ast.Module]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).with_suffix("").parts[0]
        if name != "__init__":
            found.append((name, ast.parse(path.read_text(encoding="utf-8"))))
    return found


def imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mzanalysis"):
            parts = (node.module or "").split(".")
            names |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {a.name.split(".")[1] for a in node.names if a.name.startswith("mzanalysis.")}
    return names - {"__version__"}


def backward(module: str, tree: ast.Module) -> set[str]:
    return {name for name in imported(tree) if name != module and rank(name) >= rank(module)}


@pytest.mark.parametrize(
    ("module", "tree"), modules(), ids=lambda v: v if isinstance(v, str) else ""
)
def test_no_arrow_points_back(module: str, tree: ast.Module) -> None:
    assert backward(module, tree) == set()


def test_an_arrow_that_points_back_is_found() -> None:
    assert backward("text", ast.parse("from mzanalysis.topics import code_items")) == {"topics"}
    assert backward("text", ast.parse("from mzanalysis import pipeline")) == {"pipeline"}
    assert backward("topics", ast.parse("from mzanalysis.text.words import words")) == set()


# What lies side by side: these rooms do not take from each other, whatever their layer.
APART = [("figures", {"structure", "topics"}), ("structure", {"figures"})]


@pytest.mark.parametrize(("room", "others"), APART)
def test_rooms_that_lie_apart_do_not_meet(room: str, others: set[str]) -> None:
    taken = [imported(tree) for name, tree in modules() if name == room]
    assert taken
    assert set.union(*taken) & others == set()


def calls(tree: ast.Module) -> set[str]:
    return {
        getattr(node.func, "attr", getattr(node.func, "id", ""))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }


WRITERS = {"to_parquet", "to_csv", "to_excel", "savefig", "write_text", "write_bytes", "mkdir"}


@pytest.mark.parametrize(
    ("module", "tree"), modules(), ids=lambda v: v if isinstance(v, str) else ""
)
def test_only_pipeline_and_export_write_and_only_cli_prints(module: str, tree: ast.Module) -> None:
    if module not in WRITES:
        assert calls(tree) & WRITERS == set()
    if module not in PRINTS:
        assert calls(tree) & {"print", "echo"} == set()
