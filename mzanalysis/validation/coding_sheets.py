"""Coding sheets in Excel: written blank for two people, read back, compared and settled.

A sheet has the sentences with empty columns beside them, a page of codes with definitions that
the drop-down lists come from, and a page of the rows as they were drawn, which tells whether a
row was changed or moved.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.folders import write_whole
from mzanalysis.validation.agreement import SAME_NAME, alpha, bigram_f1
from mzanalysis.validation.sheet_files import (
    NONE,
    Field,
    Problems,
    Record,
    fields,
    new_book,
    open_book,
    read_rows,
    written_in,
    wrong_parent,
)

if TYPE_CHECKING:
    from openpyxl import Workbook


SAMPLE_FILES = {"topics": "measure_topics", "targets": "numbers", "themes": "pairs"}


@dataclass(frozen=True)
class Sheet:
    """A filled sheet: the rows as they were drawn and, by row and field, the answers."""

    task: str
    rows: pd.DataFrame
    answers: pd.DataFrame


def blank_sheet(rows: pd.DataFrame, task: str) -> "Workbook":
    """Make a coding sheet of the rows that ``sample.draw`` returned for the same task.

    No answer of the machine is in the file, nor the words it codes by. Its pages are
    ``coding``, ``codes``, ``how`` and ``drawn``.
    """
    names = [field.name for field in fields(task)]
    table = rows.assign(**dict.fromkeys([*names, "note"], ""))
    drawn = [{"task": task, "row": row} for row in rows.to_dict("records")]
    return new_book("coding", table, task, drawn)


def read_sheet(path: Path) -> Sheet:
    """Read a filled coding sheet.

    Raises:
        InputError: a column or row is missing, a sentence was changed, an answer is missing
            or not allowed; lists every place as ``coding!D7``.
    """
    page, cases = open_book(path, "coding")
    task = cases[0]["task"]
    asked = fields(task)
    problems = Problems()
    names = [field.name for field in asked]
    drawn = {case["row"]["id"]: case for case in cases}
    rows = pd.DataFrame([case["row"] for case in cases])
    answers: dict[str, dict[str, str]] = {}
    for cells in read_rows(page, [*rows, *names], problems):
        row_id = str(cells["id"].value or "")
        if row_id not in drawn or row_id in answers:
            times = "twice" if row_id in answers else "not"
            problems.at(cells["id"], f"{row_id!r} is {times} in this sheet's sample")
            continue
        for name, text in drawn[row_id]["row"].items():
            if _squeeze(cells[name].value) != _squeeze(text):
                problems.at(cells[name], f"the sentence was changed; it was {text!r}")
        answers[row_id] = _read_answers(drawn[row_id], asked, cells, problems)
    for number, row_id in enumerate(drawn, 2):
        if answers and row_id not in answers:
            problems.append(f"coding!A{number}: the row of {row_id} is missing")
    problems.refuse(path)
    given = pd.DataFrame([answers[row_id] for row_id in drawn], columns=names)
    return Sheet(task, rows, given)


def _squeeze(cell: Any) -> str:
    """Return a cell's text without white space, which Excel and WPS change."""
    return "".join(str(cell or "").split())


def _read_answers(
    case: Record, asked: list[Field], cells: Record, problems: Problems
) -> dict[str, str]:
    """Read the answers to a case from its cells by field; those agreed on stand already."""
    agreed = case.get("agreed", {})
    answers = dict(agreed)
    for field in asked:
        name = field.name
        if name in agreed:
            continue
        if name not in cells:
            problems.append(f"settle!A1: the row of {case['row']['id']} {name} is missing")
            answers[name] = ""
            continue
        cell = cells[name]
        answers[name] = field.read(cell, problems)
        is_blank = written_in(cell) == ""
        if answers.get("is_figure") == "no":
            if answers[name] and name != "is_figure":
                problems.at(cell, f"{name} is filled in, but is_figure is no")
        elif is_blank and "agreed" in case:
            problems.at(cell, f"{case['row']['id']} {name} is not settled")
        elif written_in(cell) in ("", NONE) and field.is_needed(answers):
            problems.at(cell, f"{name} is empty")
    wrong = wrong_parent(answers)
    cell = cells.get("subtopic") or cells.get("topic")
    if wrong and cell:
        problems.at(cell, wrong)
    return answers


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
    scores = []
    answers = []
    is_counted = pd.Series(True, a.rows.index)
    for name in a.answers:
        by_a = a.answers[name]
        by_b = b.answers[name]
        agrees = by_a == by_b
        if name == "indicator":
            likeness = pd.Series(map(bigram_f1, by_a, by_b), by_a.index)
            agrees = likeness >= SAME_NAME
        columns = {"id": a.rows["id"], "field": name, "coder_a": by_a, "coder_b": by_b}
        answers.append(pd.DataFrame({**columns, "agrees": agrees}))
        # two names of one indicator are one code
        pairs = zip(by_a[is_counted], by_b.mask(agrees, by_a)[is_counted], strict=True)
        n_counted = int(is_counted.sum())
        scores.append((name, n_counted, agrees[is_counted].mean(), *alpha(pairs)))
        if name == "is_figure":
            is_counted = (by_a == "yes") & (by_b == "yes")
    names = ["field", "n", "agreement", "alpha", "low", "high"]
    return pd.DataFrame(scores, columns=names), pd.concat(answers, ignore_index=True)


def settle_sheet(sheet: Sheet, answers: pd.DataFrame) -> "Workbook":
    """Make a sheet of the disagreements, both answers side by side, ``settled`` empty.

    Args:
        sheet: one of the two sheets.
        answers: the second table of ``compare_sheets``.
    """
    agreed: dict[str, dict[str, str]] = defaultdict(dict)
    for answer in answers[answers["agrees"]].to_dict("records"):
        agreed[answer["id"]][answer["field"]] = answer["coder_a"]
    differ = answers[~answers["agrees"]].drop(columns="agrees")
    table = sheet.rows.merge(differ, on="id", validate="1:m").assign(settled="", note="")
    drawn = []
    for row in sheet.rows.to_dict("records"):
        drawn.append({"task": sheet.task, "row": row, "agreed": agreed[row["id"]]})
    return new_book("settle", table, sheet.task, drawn)


def read_settled(path: Path) -> tuple[str, list[Record]]:
    """Read a settled sheet into labels as ``data/gold/README.md`` tells them.

    ``none`` stands for "nothing is stated"; a figure that is none needs no further answers.

    Returns:
        The task, and one record per drawn row.

    Raises:
        InputError: as ``read_sheet``; also where ``settled`` is empty.
    """
    page, cases = open_book(path, "settle")
    task = cases[0]["task"]
    asked = fields(task)
    problems = Problems()
    settled: dict[str, Record] = {case["row"]["id"]: {} for case in cases}
    for cells in read_rows(page, ["id", "field", "settled"], problems):
        row_id = str(cells["id"].value)
        name = str(cells["field"].value)
        if row_id in settled:
            settled[row_id][name] = cells["settled"]
        else:
            problems.at(cells["id"], f"{row_id} was not to be settled")
    settled_cases = []
    for case in cases:
        row = case["row"]
        answers = _read_answers(case, asked, settled[row["id"]], problems)
        settled_cases.append((row, answers))
    problems.refuse(path)
    return task, [_label(task, row, answers) for row, answers in settled_cases]


def add_labels(task: str, records: list[Record], gold_dir: Path) -> Path:
    """Add the records of ``read_settled`` to their file in a folder, which is made if need be.

    A case labelled before gets the new label.
    """
    path = gold_dir / f"{SAMPLE_FILES[task]}.jsonl"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    before = [json.loads(line) for line in text.splitlines() if line.strip()]
    labels = {_case(label): label for label in [*before, *records]}
    lines = [json.dumps(label, ensure_ascii=False) + "\n" for label in labels.values()]
    return write_whole(path, "".join(lines).encode())


def _case(label: Record) -> frozenset[str]:
    """Return what is the same in all labels of one case: the places, of a pair in any order."""
    members = label.get("members", [label])
    return frozenset(f"{m['plan_id']} {m['path']} {m['text']} {m.get('at')}" for m in members)


def _label(task: str, row: dict[str, str], given: dict[str, str]) -> Record:
    if task == "themes":
        id_a, id_b = row["id"].split(" + ")
        members = [_place(id_a, row["text_a"]), _place(id_b, row["text_b"])]
        return {"members": members, "same": given["same"]}
    measure_id, _, at = row["id"].partition("@")
    label = _place(measure_id, row["text"])
    if task == "topics":
        return {**label, "topic": given["topic"], "subtopic": given["subtopic"]}
    label |= {"at": int(at), "number": row["number"], "is_figure": given["is_figure"]}
    if given["is_figure"] == "no":
        return label
    for name in ("value", "value_high"):
        label[name] = float(given[name]) if given[name] else None
    for name in ("unit", "comparator", "kind", "indicator", "role"):
        label[name] = given[name]
    label["deadline"] = given["due_date"]
    return label


def _place(measure_id: str, text: str) -> Record:
    plan_id, path, _ = measure_id.split(":")
    return {"plan_id": plan_id, "path": path.split("/"), "text": text}
