"""Tables for Stata, with their Chinese intact."""

import io
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis.folders import write_whole

_VERSION: Any = 118  # of the file: Stata 14 and later, the first with Unicode
_NAME = 32  # characters of a variable's name at most


def save_stata(frame: pd.DataFrame, path: Path | str) -> Path:
    """Write a table as a ``.dta`` of Stata 14 or later; ``to_stata`` alone fails on Chinese.

    Text stays text (long text as strL), truth values become 0 and 1, days are Stata's days;
    a column's name is cut to 32 characters and keeps its Chinese.

    Returns:
        The file's path.

    Example: ``mz.save_stata(corpus.targets, "targets.dta")``.
    """
    table = frame.reset_index(drop=True).rename(columns=lambda name: str(name)[:_NAME])
    dates: Any = {}
    for name, column in table.items():
        if pd.api.types.is_bool_dtype(column):
            table[name] = column.astype("int8")
        elif pd.api.types.is_datetime64_any_dtype(column):
            dates[name] = "td"
        elif pd.api.types.is_integer_dtype(column):
            table[name] = column.astype("float64" if column.hasnans else "int64")
        elif not pd.api.types.is_numeric_dtype(column):
            table[name] = column.astype("object").where(column.notna(), "").map(str)
    written = io.BytesIO()
    long = [name for name, column in table.items() if _is_long(column)]
    table.to_stata(
        written,
        write_index=False,
        version=_VERSION,
        convert_dates=dates,
        convert_strl=long,
        time_stamp=pd.Timestamp("2000-01-01").to_pydatetime(),
    )
    return write_whole(Path(path), written.getvalue())


def _is_long(column: pd.Series) -> bool:
    """Tell a text that is longer, in bytes, than a fixed one may be."""
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return False
    return bool((column.map(lambda text: len(text.encode())) > 2045).any())
