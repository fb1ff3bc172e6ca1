"""Blank coding sheets, and filled ones read back."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mzanalysis.sheets.excel import address, new_book, open_book, read_answer, read_rows, refuse
from mzanalysis.sheets.questions import Field, definitions, fields

if TYPE_CHECKING:
    from openpyxl import Workbook


@dataclass(frozen=True)
class Sheet:
    """A filled sheet: the rows as they were drawn and, by row and field, the answers."""

    task: str
    rows: pd.DataFrame
    answers: pd.DataFrame


def blank_sheet(rows: pd.DataFrame, task: str) -> "Workbook":
    """Make a coding sheet of drawn rows: no answer of the machine is in the file.

    Args:
        rows: what ``sampling.draw`` returned.
        task: the same task.

    Returns:
        A workbook with the sheets ``coding``, ``codes`` and ``how``.
    """
    asked = fields(task)
    table = rows.assign(**dict.fromkeys([*(field.name for field in asked), "note"], ""))
    return new_book("coding", table, asked, {"task": task, "rows": rows.to_dict("records")})


def read_sheet(path: Path) -> Sheet:
    """Read a filled coding sheet.

    Raises:
        InputError: a column or row is missing, a sentence was changed, an answer is missing
            or not allowed; lists every place as ``coding!D7``.
    """
    page, about = open_book(path, "coding")
    task, rows = about["task"], pd.DataFrame(about["rows"])
    asked = fields(task)
    problems: list[str] = []
    seen: dict[str, dict[str, str]] = {}
    drawn = {row["id"]: row for row in about["rows"]}
    for row in read_rows(page, [*rows.columns, *(f.name for f in asked)], problems):
        key = str(row["id"].value or "")
        if key not in drawn or key in seen:
            found = "twice" if key in seen else "not"
            problems.append(f"{address(row['id'])}: {key!r} is {found} in this sheet's sample")
            continue
        for name, text in drawn[key].items():
            if _bare(row[name].value) != _bare(text):
                problems.append(f"{address(row[name])}: the sentence was changed; it was {text!r}")
        seen[key] = _answers(asked, row, problems)
    if seen:
        places = enumerate(drawn, 2)
        lost = [f"coding!A{i}: the row of {key} is missing" for i, key in places if key not in seen]
        problems += lost
    refuse(path, problems)
    answers = pd.DataFrame([seen[key] for key in drawn], columns=[f.name for f in asked])
    return Sheet(task, rows, answers)


def _bare(value: Any) -> str:
    """Return a text without its white space, which Excel and WPS change."""
    return "".join(str(value or "").split())


def _answers(asked: list[Field], row: dict[str, Any], problems: list[str]) -> dict[str, str]:
    given = {f.name: read_answer(f, row[f.name], problems) for f in asked}
    figure = given.get("is_figure", "")
    for field in asked:
        cell = row[field.name]
        is_asked = field.needed == "yes" or (field.needed == "figure" and figure == "yes")
        if is_asked and cell.value in (None, ""):
            problems.append(f"{address(cell)}: {field.name} is empty")
        if given[field.name] and field.name != "is_figure" and figure == "no":
            problems.append(f"{address(cell)}: {field.name} is filled in, but is_figure is no")
    if wrong := wrong_parent(given):
        problems.append(f"{address(row['subtopic'])}: {wrong}")
    return given


def wrong_parent(given: dict[str, str]) -> str:
    """Say whose subtopic is given if it is not the topic's; else ""."""
    if not (subtopic := given.get("subtopic")):
        return ""
    parent = definitions("subtopic").set_index("code")["topic_code"][subtopic]
    return f"{subtopic} is a subtopic of {parent}, not of {given['topic'] or 'none'}" * (
        parent != given["topic"]
    )
