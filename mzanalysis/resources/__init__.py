"""Knowledge kept apart from code: codebook, lexicon, units, indicators, places, tables."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from mzanalysis.resources.declaration import check_resource

# What stands in for a resource, by its name: tables, and word lists as tuples.
_given: dict[str, Any] = {}
# A user's rows among the package's own, by the name of the table.
_own: dict[str, pd.DataFrame] = {}
# How to forget what was made of the resources, a function each.
_forget: list[Callable[[], None]] = []
_MAX_RESULTS = 8192  # that each function remembers: five plans have some 3,000 measures

_Result = TypeVar("_Result")


def cached(function: Callable[..., _Result]) -> Callable[..., _Result]:
    """Let a function remember what it made of resources, until others stand in for them.

    Decorates every function with a cache whose results depend on a resource, also at second
    hand; its arguments must be hashable and its results are shared, not to be changed.
    """
    remembering = lru_cache(maxsize=_MAX_RESULTS)(function)
    _forget.append(remembering.cache_clear)
    return remembering


def path(name: str) -> Path:
    """Return the path of a resource file."""
    return Path(str(files(__package__) / name))


@cached
def _parse(name: str) -> pd.DataFrame:
    with path(name).open(encoding="utf-8") as source:
        return pd.read_csv(source, dtype=str, keep_default_na=False)


@cached
def _table(name: str) -> pd.DataFrame:
    if name in _given:
        return _given[name]
    if name in _own:
        return _own[name]
    table = _parse(name)
    check_resource(table, name, _parse)
    return table


@cached
def _lines(name: str) -> tuple[str, ...]:
    if name in _given:
        return _given[name]
    with path(name).open(encoding="utf-8") as source:
        lines = map(str.strip, source)
        return tuple(line for line in lines if line and not line.startswith("#"))


def read_table(name: str) -> pd.DataFrame:
    """Read a CSV resource, every column as text, empty cells as "".

    Example: ``read_table("figures/units.csv")`` has one row per unit.

    Raises:
        InputError: a row is not as declared in ``columns.csv``; says file, line and column.
    """
    return _table(name).copy()


def read_lines(name: str) -> tuple[str, ...]:
    """Read a word-list resource: one entry a line, blank lines and ``#`` comments left out."""
    return _lines(name)


def add_own(tables: Mapping[str, pd.DataFrame]) -> None:
    """Let tables that hold a user's rows, too, be read from now on; none: the package's own.

    What functions that are `cached` have made of the old ones is forgotten.
    """
    _own.clear()
    _own.update(tables)
    for forget in _forget:
        forget()


def stand_in(given: Mapping[str, Any]) -> None:
    """Let tables and word lists stand in for resources of the same name, from now on.

    What functions that are `cached` have made of the old ones is forgotten. Nothing given restores
    the package's own.
    """
    if not given and not _given:
        return
    _given.clear()
    _given.update(given)
    for forget in _forget:
        forget()
