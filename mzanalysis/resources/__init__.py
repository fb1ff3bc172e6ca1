"""Knowledge kept apart from code: codebook, lexicon, units, indicators, places, tables."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd


def path(name: str) -> Path:
    """Return the path of a resource file."""
    return Path(str(files(__package__) / name))


@cache
def _table(name: str) -> pd.DataFrame:
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
    lines = path(name).read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
