"""Knowledge kept apart from code: codebook, lexicon, units, indicators, places, tables."""

import sys
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

# What stands in for a resource, by its name: tables, and word lists as tuples.
_given: dict[str, pd.DataFrame | tuple[str, ...]] = {}


def path(name: str) -> Path:
    """Return the path of a resource file."""
    return Path(str(files(__package__) / name))


@cache
def _table(name: str) -> pd.DataFrame:
    given = _given.get(name)
    if isinstance(given, pd.DataFrame):
        return given
    with path(name).open(encoding="utf-8") as source:
        return pd.read_csv(source, dtype=str, keep_default_na=False)


def read_table(name: str) -> pd.DataFrame:
    """Read a CSV resource, every column as text, empty cells as "".

    Example: ``read_table("codebook.csv")`` has one row per topic.
    """
    return _table(name).copy()


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """Read a word-list resource: one entry a line, blank lines and ``#`` comments left out."""
    given = _given.get(name)
    if isinstance(given, tuple):
        return given
    lines = path(name).read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def stand_in(given: Mapping[str, pd.DataFrame | tuple[str, ...]]) -> None:
    """Let tables and word lists stand in for resources of the same name, from now on.

    What the package's modules have made of the old ones is forgotten. Nothing given restores
    the package's own.
    """
    if not given and not _given:
        return
    _given.clear()
    _given.update(given)
    for name, module in list(sys.modules.items()):
        if name.startswith(__package__.partition(".")[0]):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
