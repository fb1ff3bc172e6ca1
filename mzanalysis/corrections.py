"""Human corrections: read from CSV, applied to the tables, kept over reruns.

Every ``*.csv`` in the folder ``corrections`` beside the raw plans (``data/corrections``) has
the columns plan_id, text, field, value and, if wished, note. A row applies wherever the text
stands in that plan, white space, width and script of characters aside.
"""

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.figures.quantities import find_quantities
from mzanalysis.folders import corrections_folder, write_whole
from mzanalysis.tables import table_columns
from mzanalysis.text.csv_files import append_rows, read_rows
from mzanalysis.text.folding import fold
from mzanalysis.themes.describe import theme_rows
from mzanalysis.topics.codebook import subtopic_names

COLUMNS = ("plan_id", "text", "field", "value", "note")
NONE = "none"  # a value: nothing is stated, or in no theme
_FIGURE = (
    *("indicator", "action", "comparator_code", "value", "value_high", "unit", "kind_code"),
    *("period", "scope", "is_part", "role_code", "due_date"),
)
# Which fields of a table may be corrected, and in which column the text is looked for.
# `deadlines` has its measure's text beside it; a correction of a plan has no text.
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "plans": ("", ("city", "city_en", "province", "level", "title", "issuer", "issued_date")),
    "items": ("text", ("topic_code",)),
    "measures": ("text", ("topic_code", "subtopic_code", "theme_id")),
    "targets": ("matched_text", _FIGURE),
    "deadlines": ("measure_text", ("due_date",)),
    "tasks": ("text", ("topic_code", "due_date")),
}
# What else a correction of a field sets, in the tables that have the column.
_ALONG: dict[str, dict[str, Any]] = {
    "topic_code": {"topic_source": "human", "topic_confidence": 1.0},
    "subtopic_code": {"subtopic_source": "human"},
    "theme_id": {"theme_source": "human", "also_theme_ids": ""},
}
_ALONG_OTHERS = {"source_code": "human"}


def read_corrections(folder: Path) -> pd.DataFrame:
    """Read every correction in a folder; no folder, no corrections.

    Returns:
        One row per correction: ``file``, ``line``, plan_id, text, field, value, note.

    Raises:
        InputError: a file or row cannot be used; names file, line and what is allowed.
    """
    corrections = []
    for path in sorted(folder.glob("*.csv")):
        for line, row in read_rows(path, COLUMNS[:-1]):
            correction = {column: row.get(column, "") for column in COLUMNS}
            problem = _find_problem(correction)
            if problem:
                raise InputError(f"{path.name}, line {line}: {problem}")
            corrections.append({"file": path.name, "line": line, **correction})
    table = pd.DataFrame(corrections, columns=["file", "line", *COLUMNS])
    table["text"] = table["text"].map(_bare)
    keys = ["plan_id", "text", "field"]
    for _, same in table.groupby(keys, sort=False):
        if same["value"].nunique() > 1:
            places = " and ".join(f"{r.file}, line {r.line}" for r in same.itertuples())
            raise InputError(f"{places}: different values for the same text and field; keep one")
    return table.drop_duplicates(keys, ignore_index=True)


def apply(frame: pd.DataFrame, table: str, corrections: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its corrections made and marked ``human``.

    Args:
        frame: the table of that name; ``deadlines`` with the column ``measure_text``.
        table: its name.
        corrections: what ``read_corrections`` returned.

    Example: plan 420300-2025, text 推进惠民安葬, field topic_code, value funeral.
    """
    fields = frame.columns.intersection(list(TABLES[table][1]))
    mine = corrections[corrections["field"].isin(fields)]
    if mine.empty or frame.empty:
        return frame
    fixed = frame.reset_index(drop=True)
    keys = _keys(frame, table)
    for field, of_field in mine.groupby("field", sort=False):
        values = of_field.set_index(["plan_id", "text"])["value"].to_dict()
        hits = {row: values[key] for row, key in enumerate(keys) if key in values}
        _set_field(fixed, table, str(field), hits)
    fixed.index = frame.index
    if table == "targets":
        return _rebase(fixed)
    if "theme_id" in fields:
        return _dissolve(fixed, {*mine.query("field == 'theme_id'")["value"]})
    return fixed


def _set_field(fixed: pd.DataFrame, table: str, field: str, hits: Mapping[int, str]) -> None:
    """Write the corrections of a field, row -> value, and what goes along with it, into a table."""
    rows = list(hits)
    values = [_typed(value, table, field) for value in hits.values()]
    fixed.loc[rows, field] = pd.Series(values, rows, dtype=fixed[field].dtype)
    along = dict(_ALONG.get(field, _ALONG_OTHERS))
    if table == "targets" and field == "due_date":
        along["due_source_code"] = ["text" if day else "" for day in values]
    for column, value in along.items():
        if column in fixed:
            fixed.loc[rows, column] = value


def describe(tables: Mapping[str, pd.DataFrame], raw: Path) -> list[str]:
    """Say how many corrections there are, and list those whose plan or text is gone.

    ``raw`` is the folder of plans that the tables were built from.
    """
    corrections = read_corrections(corrections_folder(raw))
    if corrections.empty:
        return ["corrections: none"]
    known = set[tuple[str, tuple[str, str]]]()
    for name, (_, fields) in TABLES.items():
        table = with_measure_text(tables[name], tables["measures"])
        known.update(product(fields, _keys(table, name)))
    gone = [
        f"  ! {row.file}, line {row.line}: {row.field} = {row.value}: plan {row.plan_id} has no "
        f"text {row.text!r} any more"
        for row in corrections.itertuples()
        if (row.field, (row.plan_id, row.text)) not in known
    ]
    n_files = corrections["file"].nunique()
    counted = f"corrections: {len(corrections)} in {n_files} files"
    return [f"{counted}, {len(gone)} no longer apply", *gone]


def append(folder: Path, rows: list[dict[str, str]]) -> Path:
    """Write corrections under those in ``corrections.csv``, in its own encoding.

    Raises:
        InputError: a correction is not allowed; the file is then left as it is.
    """
    path = folder / "corrections.csv"
    for row in rows:
        problem = _find_problem(row)
        if problem:
            raise InputError(f"{path.name}: {problem}")
    data = append_rows(path, COLUMNS, rows)
    return write_whole(path, data)


def write_down(
    folder: Path, table: str, row: pd.Series, fields: Mapping[str, object], *, note: str
) -> Path:
    """Write the right values of a row of a table into ``corrections.csv``.

    Args:
        folder: where the file lies.
        table: name of the table.
        row: of the table, a deadline with its ``measure_text``.
        fields: the right values by column.
        note: why.

    Raises:
        InputError: a field or value is not allowed.
    """
    column, allowed = TABLES[table]
    if not fields or set(fields) - set(allowed):
        got = ", ".join(fields) or "nothing"
        raise InputError(f"{got} to correct: of {table}, these can be: {', '.join(allowed)}")
    base = {"plan_id": row["plan_id"], "text": row[column] if column else "", "note": note}
    new = [{**base, "field": field, "value": str(value)} for field, value in fields.items()]
    return append(folder, new)


def with_measure_text(frame: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Return deadlines with the text of their measure as ``measure_text``; others unchanged."""
    if "deadline_id" not in frame:
        return frame
    texts = measures.set_index("measure_id")["text"]
    return frame.assign(measure_text=frame["measure_id"].map(texts).fillna(""))


def weigh_subtopics(codes: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Return the weights of subtopics with a person's subtopic in place of the machine's.

    Args:
        codes: measure_id, subtopic_code, weight; the primary one first.
        measures: measures with the ``subtopic_code`` that holds.
    """
    is_changed = measures["subtopic_source"] == "human"
    changed = measures.loc[is_changed, ["measure_id", "subtopic_code"]].assign(weight=1.0)
    if changed.empty:
        return codes
    kept = codes[~codes["measure_id"].isin(changed["measure_id"])]
    return pd.concat([kept, changed.query("subtopic_code != ''")], ignore_index=True)


def _bare(text: str) -> str:
    return "".join(fold(text).split())


def _keys(frame: pd.DataFrame, table: str) -> list[tuple[str, str]]:
    column = TABLES[table][0]
    texts = frame[column].map(_bare) if column else [""] * len(frame)
    return list(zip(frame["plan_id"], texts, strict=True))


def _find_problem(row: Mapping[str, str]) -> str:
    """Return what is wrong with a correction, "" if nothing is."""
    field = row["field"]
    tables = [name for name, (_, fields) in TABLES.items() if field in fields]
    if not tables:
        known = dict.fromkeys(name for _, fields in TABLES.values() for name in fields)
        return f"no field {field!r} can be corrected; allowed: {', '.join(known)}"
    if not row["plan_id"] or not row["value"]:
        return f"plan_id and value must be filled in ({NONE} where nothing is stated)"
    if (tables == ["plans"]) != (row["text"] == ""):
        return f"{field} of a plan takes no text; every other field needs the exact text"
    try:
        _typed(row["value"], tables[0], field)
    except ValueError as error:
        return str(error)
    return ""


def _typed(value: str, table: str, field: str) -> Any:
    """Return a value in the column's dtype; raise ValueError, saying what is allowed, if not."""
    (column,) = (column for column in table_columns(table) if column.name == field)
    if value == NONE and column.is_nullable:
        return None
    codes = (*subtopic_names(), NONE) if field == "subtopic_code" else column.allowed
    allowed = ", ".join(codes)
    try:
        if "date" in column.dtype:
            allowed = "a date such as 2025-06-30"
            return pd.to_datetime(value.replace("/", "-"), format="%Y-%m-%d")
        if column.dtype == "float64":
            allowed = "a number"
            return float(value)
        if column.dtype == "bool":
            allowed = "true, false"
            return ("false", "true").index(value) == 1
        if codes and value not in codes:
            raise ValueError
    except ValueError:
        if column.is_nullable:
            allowed += f" or {NONE}"
        raise ValueError(f"{field} is {value!r}; allowed: {allowed}") from None
    return "" if value == NONE else fold(value)


def _dissolve(measures: pd.DataFrame, by_hand: set[str]) -> pd.DataFrame:
    """Leave measures alone whose theme lost its other city, unless a person made that theme."""
    cities = theme_rows(measures).groupby("theme_id")["city"].nunique()
    gone = {*cities[cities < 2].index} - by_hand

    def keep(theme_ids: str) -> str:
        return ";".join(theme_id for theme_id in theme_ids.split(";") if theme_id not in gone)

    columns = measures.columns.intersection(["theme_id", "also_theme_ids"])
    return measures.assign(**measures[columns].map(keep))


def _rebase(targets: pd.DataFrame) -> pd.DataFrame:
    """Compute value_base and base_unit anew where a person changed the figure or its unit."""
    fixed = targets.copy()
    by_hand = targets.query("source_code == 'human'")[["value", "unit"]]
    for index, value, unit in by_hand.itertuples():
        number = f"{value:f}".rstrip("0").rstrip(".")
        base = (value, unit)
        for quantity in find_quantities(f"{number}{unit}")[:1]:
            base = (float(quantity.value_base), quantity.base_unit)
        fixed.loc[index, ["value_base", "base_unit"]] = base
    return fixed
