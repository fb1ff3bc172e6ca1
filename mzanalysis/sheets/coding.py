"""Blank coding sheets, filled ones read back, and how far two coders agree."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.scoring.agreement import SAME_NAME, alpha, bigram_f1
from mzanalysis.sheets import excel

if TYPE_CHECKING:
    from openpyxl import Workbook


@dataclass(frozen=True)
class Sheet:
    """A filled sheet: the rows as they were drawn and, by row and field, the answers."""

    task: str
    rows: pd.DataFrame
    answers: pd.DataFrame


def blank_sheet(rows: pd.DataFrame, task: str) -> "Workbook":
    """Make a coding sheet of the rows that ``sampling.draw`` returned for the same task.

    No answer of the machine is in the file, nor the words it codes by. Its sheets are
    ``coding``, ``codes`` and ``how``.
    """
    asked = excel.fields(task)
    table = rows.assign(**dict.fromkeys([*(field.name for field in asked), "note"], ""))
    return excel.new_book("coding", table, asked, {"task": task, "rows": rows.to_dict("records")})


def read_sheet(path: Path) -> Sheet:
    """Read a filled coding sheet.

    Raises:
        InputError: a column or row is missing, a sentence was changed, an answer is missing
            or not allowed; lists every place as ``coding!D7``.
    """
    page, about = excel.open_book(path, "coding")
    asked = excel.fields(about["task"])
    drawn = {row["id"]: row for row in about["rows"]}
    rows, problems = pd.DataFrame(about["rows"]), excel.Problems()
    seen: dict[str, dict[str, str]] = {}
    for row in excel.read_rows(page, [*rows.columns, *(f.name for f in asked)], problems):
        key = str(row["id"].value or "")
        if key in drawn and key not in seen:
            for name, text in drawn[key].items():
                # Excel and WPS change white space
                if "".join(str(row[name].value or "").split()) != "".join(text.split()):
                    problems.at(row[name], f"the sentence was changed; it was {text!r}")
            seen[key] = _read_answers(asked, row, problems)
        else:
            found = "twice" if key in seen else "not"
            problems.at(row["id"], f"{key!r} is {found} in this sheet's sample")
    missing = [(i, key) for i, key in enumerate(drawn, 2) if seen and key not in seen]
    problems += [f"coding!A{i}: the row of {key} is missing" for i, key in missing]
    problems.refuse(path)
    answers = pd.DataFrame([seen[key] for key in drawn], columns=[f.name for f in asked])
    return Sheet(about["task"], rows, answers)


def _read_answers(
    asked: list[excel.Field], row: dict[str, Any], problems: excel.Problems
) -> dict[str, str]:
    given = {f.name: f.read(row[f.name], problems) for f in asked}
    for f in asked:
        if f.is_needed(given) and row[f.name].value in (None, ""):
            problems.at(row[f.name], f"{f.name} is empty")
        if given[f.name] and f.name != "is_figure" and given.get("is_figure") == "no":
            problems.at(row[f.name], f"{f.name} is filled in, but is_figure is no")
    if wrong := excel.wrong_parent(given):
        problems.at(row["subtopic"], wrong)
    return given


def compare_sheets(a: Sheet, b: Sheet) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare two coders' answers to the same sample.

    Fields of a figure are compared where both coders say that it is one; two names of an
    indicator agree from a bigram F1 of 0.6 on.

    Returns:
        The agreement, one row per field: ``field``, ``n``, ``agreement`` (share), ``alpha``
        (Krippendorff's, nominal) with its 95 % bootstrap interval ``low`` and ``high`` over
        rows. And all answers, one row per case and field: ``id``, ``field``, ``coder_a``,
        ``coder_b``, ``agrees``.

    Raises:
        InputError: the two are not sheets of one sample.
    """
    if a.task != b.task or not a.rows.equals(b.rows):
        raise InputError(
            "the two sheets are not copies of one sample: draw one, copy it, code both"
        )
    scores, answers = [], []
    is_counted = pd.Series(True, a.rows.index)
    for name in a.answers:
        both = pd.DataFrame({"id": a.rows["id"], "field": name})
        both["coder_a"], both["coder_b"] = a.answers[name], b.answers[name]
        both["agrees"] = [
            x == y or (name == "indicator" and bigram_f1(x, y) >= SAME_NAME)
            for x, y in zip(both["coder_a"], both["coder_b"], strict=True)
        ]
        answers.append(both)
        counted = both[is_counted]
        codes = counted["coder_b"].mask(counted["agrees"], counted["coder_a"])
        pairs = zip(counted["coder_a"], codes, strict=True)
        scores.append((name, len(counted), counted["agrees"].mean(), *alpha(pairs)))
        if name == "is_figure":
            is_counted = (both["coder_a"] == "yes") & (both["coder_b"] == "yes")
    columns = ["field", "n", "agreement", "alpha", "low", "high"]
    return pd.DataFrame(scores, columns=columns), pd.concat(answers, ignore_index=True)
