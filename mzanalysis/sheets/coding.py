"""Blank coding sheets, filled ones read back, and how far two coders agree."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.scoring.agreement import alpha_interval, alpha_nominal, bigram_f1, share
from mzanalysis.sheets import excel

if TYPE_CHECKING:
    from openpyxl import Workbook

SAME_NAME = 0.6  # two coders' names for an indicator are one from this bigram F1 on


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
    rows = pd.DataFrame(about["rows"])
    problems: list[str] = []
    seen: dict[str, dict[str, str]] = {}
    for row in excel.read_rows(page, [*rows.columns, *(f.name for f in asked)], problems):
        key = str(row["id"].value or "")
        if key not in drawn or key in seen:
            found = "twice" if key in seen else "not"
            problems.append(
                f"{excel.address(row['id'])}: {key!r} is {found} in this sheet's sample"
            )
            continue
        for name, text in drawn[key].items():
            # Excel and WPS change white space
            if "".join(str(row[name].value or "").split()) != "".join(text.split()):
                problems.append(
                    f"{excel.address(row[name])}: the sentence was changed; it was {text!r}"
                )
        given = {f.name: excel.read_answer(f, row[f.name], problems) for f in asked}
        for field in asked:
            cell = row[field.name]
            if field.is_needed(given) and cell.value in (None, ""):
                problems.append(f"{excel.address(cell)}: {field.name} is empty")
            if given[field.name] and field.name != "is_figure" and given.get("is_figure") == "no":
                problems.append(
                    f"{excel.address(cell)}: {field.name} is filled in, but is_figure is no"
                )
        if wrong := excel.wrong_parent(given):
            problems.append(f"{excel.address(row['subtopic'])}: {wrong}")
        seen[key] = given
    for i, key in enumerate(drawn if seen else (), 2):
        if key not in seen:
            problems.append(f"coding!A{i}: the row of {key} is missing")
    excel.refuse(path, problems)
    answers = pd.DataFrame([seen[key] for key in drawn], columns=[f.name for f in asked])
    return Sheet(about["task"], rows, answers)


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
    scores, long = [], []
    counts = [True] * len(a.rows)
    for name in a.answers:
        answers = list(zip(a.answers[name], b.answers[name], strict=True))
        pairs = []
        for key, (x, y), is_counted in zip(a.rows["id"], answers, counts, strict=True):
            agrees = x == y or (name == "indicator" and bigram_f1(x, y) >= SAME_NAME)
            long.append((key, name, x, y, agrees))
            pairs += [(x, x if agrees else y)] * is_counted
        agreed = share(sum(x == y for x, y in pairs), len(pairs))
        scores.append((name, len(pairs), agreed, alpha_nominal(pairs), *alpha_interval(pairs)))
        if name == "is_figure":
            counts = [pair == ("yes", "yes") for pair in answers]
    return (
        pd.DataFrame(scores, columns=["field", "n", "agreement", "alpha", "low", "high"]),
        pd.DataFrame(long, columns=["id", "field", "coder_a", "coder_b", "agrees"]),
    )
