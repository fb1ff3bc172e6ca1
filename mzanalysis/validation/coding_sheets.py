"""Coding sheets in Excel: written blank for two people, read back, compared and settled.

A sheet has the sentences with empty columns beside them, a sheet of codes with definitions
that the drop-down lists come from, and a hidden one that tells whether a row was changed.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.validation import sheet_files
from mzanalysis.validation.agreement import SAME_NAME, alpha, bigram_f1

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
    """Make a coding sheet of the rows that ``sampling.draw`` returned for the same task.

    No answer of the machine is in the file, nor the words it codes by. Its sheets are
    ``coding``, ``codes`` and ``how``.
    """
    asked = sheet_files.fields(task)
    table = rows.assign(**dict.fromkeys([*(field.name for field in asked), "note"], ""))
    return sheet_files.new_book(
        "coding", table, asked, {"task": task, "rows": rows.to_dict("records")}
    )


def read_sheet(path: Path) -> Sheet:
    """Read a filled coding sheet.

    Raises:
        InputError: a column or row is missing, a sentence was changed, an answer is missing
            or not allowed; lists every place as ``coding!D7``.
    """
    page, about = sheet_files.open_book(path, "coding")
    asked = sheet_files.fields(about["task"])
    drawn = {row["id"]: row for row in about["rows"]}
    rows, problems = pd.DataFrame(about["rows"]), sheet_files.Problems()
    seen: dict[str, dict[str, str]] = {}
    for row in sheet_files.read_rows(page, [*rows.columns, *(f.name for f in asked)], problems):
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
    asked: list[sheet_files.Field], row: dict[str, Any], problems: sheet_files.Problems
) -> dict[str, str]:
    given = {f.name: f.read(row[f.name], problems) for f in asked}
    for f in asked:
        if f.is_needed(given) and row[f.name].value in (None, ""):
            problems.at(row[f.name], f"{f.name} is empty")
        if given[f.name] and f.name != "is_figure" and given.get("is_figure") == "no":
            problems.at(row[f.name], f"{f.name} is filled in, but is_figure is no")
    if wrong := sheet_files.wrong_parent(given):
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


def settle_sheet(sheet: Sheet, answers: pd.DataFrame) -> "Workbook":
    """Make a sheet of the disagreements, both answers side by side, ``settled`` empty.

    Args:
        sheet: one of the two sheets.
        answers: the second table of ``compare_sheets``.
    """
    differ = answers[~answers["agrees"]].drop(columns="agrees")
    table = sheet.rows.merge(differ, on="id", validate="1:m").assign(settled="", note="")
    kept = {
        "task": sheet.task,
        "rows": sheet.rows.to_dict("records"),
        "agreed": answers.loc[answers["agrees"], ["id", "field", "coder_a"]].to_numpy().tolist(),
        "open": differ[["id", "field"]].to_numpy().tolist(),
    }
    return sheet_files.new_book("settle", table, sheet_files.fields(sheet.task), kept)


def read_settled(path: Path) -> tuple[str, list[dict[str, Any]]]:
    """Read a settled sheet into labels as ``data/gold/README.md`` tells them.

    ``none`` stands for "nothing is stated"; a figure that is none needs no further answers.

    Returns:
        The task, and one record per drawn row.

    Raises:
        InputError: as ``read_sheet``; also where ``settled`` is empty.
    """
    page, about = sheet_files.open_book(path, "settle")
    asked = {field.name: field for field in sheet_files.fields(about["task"])}
    problems = sheet_files.Problems()
    answers = {(key, name): answer for key, name, answer in about["agreed"]}
    places = dict.fromkeys(map(tuple, about["open"]), "settle")
    for row in sheet_files.read_rows(page, ["id", "field", "settled"], problems):
        place = (str(row["id"].value), str(row["field"].value))
        if place not in places:
            problems.at(row["id"], f"{' '.join(place)} was not to be settled")
            continue
        places[place] = f"settle!{row['settled'].coordinate}"
        if row["settled"].value not in (None, ""):
            answers[place] = asked[place[1]].read(row["settled"], problems)
    labels = []
    for row in about["rows"]:
        given = {name: answers.get((row["id"], name), "") for name in asked}
        for name, field in asked.items():
            place = (row["id"], name)
            is_needed = field.is_needed(given)
            if place not in answers and (is_needed or given.get("is_figure") != "no"):
                problems.append(f"{places[place]}: {' '.join(place)} is not settled")
            elif is_needed and not given[name]:
                problems.append(f"{places.get(place, 'settle')}: {name} must have an answer")
        if wrong := sheet_files.wrong_parent(given):
            problems.append(f"settle: {row['id']}: {wrong}")
        labels.append((row, given))
    problems.refuse(path)
    return about["task"], [_label(about["task"], row, given) for row, given in labels]


def add_labels(task: str, records: list[dict[str, Any]], gold_dir: Path) -> Path:
    """Add the records of ``read_settled`` to their file in a folder, which is made if need be.

    A case labelled before gets the new label.
    """

    def case(record: dict[str, Any]) -> str:
        members = record.get("members", [record])
        return str(
            sorted(
                str([m[k] for k in ("plan_id", "path", "text")] + [m.get("at")]) for m in members
            )
        )

    path = gold_dir / f"{SAMPLE_FILES[task]}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    old = [json.loads(line) for line in lines if line.strip()]
    kept = {case(record): record for record in (*old, *records)}
    gold_dir.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in kept.values())
    path.write_text(text, encoding="utf-8")
    return path


def _label(task: str, row: dict[str, str], given: dict[str, str]) -> dict[str, Any]:
    def place(measure_id: str, text: str) -> dict[str, Any]:
        plan_id, path, _ = measure_id.split(":")
        return {"plan_id": plan_id, "path": path.split("/"), "text": text}

    if task == "themes":
        texts = (row["text_a"], row["text_b"])
        ids = row["id"].split(" + ")
        return {"members": [place(i, t) for i, t in zip(ids, texts, strict=True)], **given}
    measure_id, _, at = row["id"].partition("@")
    found = place(measure_id, row["text"])
    if task == "topics":
        return {**found, **given}
    figure = {**found, "at": int(at), "number": row["number"], "is_figure": given["is_figure"]}
    if given["is_figure"] == "no":
        return figure
    numbers = {n: float(given[n]) if given[n] else None for n in ("value", "value_high")}
    texts_ = {name: given[name] for name in ("unit", "comparator", "kind", "indicator", "role")}
    return {**figure, **numbers, **texts_, "deadline": given["due_date"]}
