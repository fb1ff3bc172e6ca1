"""Knowledge kept apart from code: codebook, lexicon, units, indicators, places, tables."""

import sys
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

# What stands in for a resource, by its name: tables, and word lists as tuples.
_given: dict[str, pd.DataFrame | tuple[str, ...]] = {}


def path(name: str) -> Path:
    """Return the path of a resource file."""
    return Path(str(files(__package__) / name))


@cache
def _read(name: str) -> Any:
    if name in _given:
        return _given[name]
    with path(name).open(encoding="utf-8") as source:
        if name.endswith(".csv"):
            return pd.read_csv(source, dtype=str, keep_default_na=False)
        lines = [line.strip() for line in source]
    return tuple(line for line in lines if line and not line.startswith("#"))


def read_table(name: str) -> pd.DataFrame:
    """Read a CSV resource, every column as text, empty cells as "".

    Example: ``read_table("figures/units.csv")`` has one row per unit.
    """
    table: pd.DataFrame = _read(name)
    return table.copy()


def read_lines(name: str) -> tuple[str, ...]:
    """Read a word-list resource: one entry a line, blank lines and ``#`` comments left out."""
    lines: tuple[str, ...] = _read(name)
    return lines


def stand_in(given: Mapping[str, pd.DataFrame | tuple[str, ...]]) -> None:
    """Let tables and word lists stand in for resources of the same name, from now on.

    What the package's modules have made of the old ones is forgotten. Nothing given restores
    the package's own.
    """
    if not given and not _given:
        return
    _given.clear()
    _given.update(given)
    ours = [module for name, module in sys.modules.items() if name.startswith("mzanalysis")]
    for value in [value for module in ours for value in vars(module).values()]:
        if hasattr(value, "cache_clear"):
            value.cache_clear()
