"""A user's own rows beside the package's: units, indicators, terms and codes of ``data/own``.

The files have the names and columns of the package's tables; ``topics.csv`` is a codebook as for
``mz build --codebook``. Rows are read before the package's, and where both have a key,
in its place.
"""

from pathlib import Path

import pandas as pd

from mzanalysis import resources
from mzanalysis.errors import InputError
from mzanalysis.folders import own_folder, read_bytes
from mzanalysis.resources.declaration import check_resource
from mzanalysis.text.csv_files import read_rows
from mzanalysis.topics import codebook

# Later ones may name what earlier ones hold: an indicator its unit family.
_TABLES = {
    "units.csv": "figures/units.csv",
    "unit_families.csv": "figures/unit_families.csv",
    "topic_terms.csv": "topics/topic_terms.csv",
    "indicators.csv": "figures/indicators.csv",
}
_TOPICS = "topics.csv"
_used: tuple[Path | None, bytes] = (None, b"")  # the folder whose rows are read, and its files


def use_own_tables(folder: Path | None) -> None:
    """Read with a user's own rows from now on, in this process; none: the package's alone.

    Args:
        folder: ``data/own``; it need not be there.

    Raises:
        InputError: a file or row cannot be used; names file, line and what is allowed.
    """
    global _used
    said = (folder, own_bytes(folder)) if own_bytes(folder) else (None, b"")
    if said == _used:
        return
    old_folder, _ = _used
    codes = codebook.in_use()  # with --codebook, it is read instead of topics.csv
    if codes is None or (old_folder is not None and codes == old_folder / _TOPICS):
        codes = _topics_of(folder)
    _used = (folder, b"")  # until all of it is read
    resources.add_own({})
    codebook.use(codes)  # the topics that own terms and indicators may name
    if folder is not None:
        resources.add_own(_read_own(folder))
        codebook.use(codes)  # with the own terms
    _used = said


def own_bytes(folder: Path | None) -> bytes:
    """Return all that a folder of own tables holds; none if there is nothing."""
    if folder is None:
        return b""
    return b"".join(path.name.encode() + read_bytes(path) for path in sorted(folder.glob("*.csv")))


def describe_own_tables(raw: Path) -> list[str]:
    """Say how many rows each of a user's own tables holds.

    Args:
        raw: the folder of plans that they stand beside.
    """
    said = []
    for path in sorted(own_folder(raw).glob("*.csv")):
        n_rows = len(list(read_rows(path, ())))
        said.append(f"  {path.name}: {n_rows} rows")
    return ["own tables:", *said] if said else []


def _topics_of(folder: Path | None) -> Path | None:
    """Return a folder's own codebook, if it has one."""
    if folder is None or not (folder / _TOPICS).is_file():
        return None
    return folder / _TOPICS


def _read_own(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the package's tables with a user's rows among them, by their names."""
    allowed = [*_TABLES, _TOPICS]
    for path in sorted(folder.glob("*.csv")):
        if path.name not in allowed:
            raise InputError(f"{path}: no table has this name; own tables are {', '.join(allowed)}")
    tables: dict[str, pd.DataFrame] = {}

    def read(name: str) -> pd.DataFrame:
        return tables[name] if name in tables else resources.read_table(name)

    for file, name in _TABLES.items():
        path = folder / file
        if path.is_file():
            theirs = resources.read_table(name)
            own = _read_rows(path, list(theirs.columns))
            keys = _keys(name)
            is_replaced = theirs.set_index(keys).index.isin(own.set_index(keys).index)
            tables[name] = pd.concat([own, theirs[~is_replaced]], ignore_index=True)
            check_resource(own, name, read, place=f"own/{file}")
    return tables


def _keys(name: str) -> list[str]:
    """Return the columns by which a table's rows are told apart."""
    columns = resources.read_table("columns.csv")
    return list(columns[(columns["file"] == name) & (columns["key"] != "")]["column"])


def _read_rows(path: Path, columns: list[str]) -> pd.DataFrame:
    """Return a user's rows with all columns of the table; the index tells their lines."""
    lines, rows = [], []
    for line, row in read_rows(path, columns[:1], columns[1:]):
        lines.append(line - 2)
        rows.append({column: row.get(column, "") for column in columns})
    return pd.DataFrame(rows, index=lines, columns=columns, dtype="str")
