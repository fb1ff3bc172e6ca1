"""What is made of resources is forgotten when others stand in for them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from mzanalysis import resources

PACKAGE = Path(resources.__file__).parents[1]


@pytest.fixture(autouse=True)
def own_resources_afterwards() -> Iterator[None]:
    yield
    resources.stand_in({})


def test_what_was_made_of_a_resource_is_forgotten() -> None:
    calls = []

    @resources.cached
    def count_units(unit: str) -> int:
        calls.append(unit)
        return len(resources.read_table("figures/units.csv").query("unit == @unit"))

    assert [count_units("张"), count_units("张")] == [1, 1]
    assert calls == ["张"]
    resources.stand_in({"figures/units.csv": pd.DataFrame({"unit": ["张", "张"]})})
    assert count_units("张") == 2
    resources.stand_in({})
    assert count_units("张") == 1


def test_every_cache_of_what_depends_on_resources_is_registered() -> None:
    """Whoever uses functools.cache in the place of resources.cached keeps what is out of date."""
    users = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "functools":
                names = {alias.name for alias in node.names}
                if names & {"cache", "lru_cache"}:
                    users.add(path.relative_to(PACKAGE).as_posix())
    assert users == {"resources/__init__.py"}
