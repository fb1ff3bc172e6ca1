"""The disagreements of two coders, settled, and the labels made of all answers."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mzanalysis.sheets import excel
from mzanalysis.sheets.coding import Sheet

if TYPE_CHECKING:
    from openpyxl import Workbook

SAMPLE_FILES = {"topics": "measure_topics", "targets": "numbers", "themes": "pairs"}


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
    return excel.new_book("settle", table, excel.fields(sheet.task), kept)


def read_settled(path: Path) -> tuple[str, list[dict[str, Any]]]:
    """Read a settled sheet into labels as ``data/gold/README.md`` tells them.

    ``none`` stands for "nothing is stated"; a figure that is none needs no further answers.

    Returns:
        The task, and one record per drawn row.

    Raises:
        InputError: as ``read_sheet``; also where ``settled`` is empty.
    """
    page, about = excel.open_book(path, "settle")
    asked = {field.name: field for field in excel.fields(about["task"])}
    problems = excel.Problems()
    answers = {(key, name): answer for key, name, answer in about["agreed"]}
    places = dict.fromkeys(map(tuple, about["open"]), "settle")
    for row in excel.read_rows(page, ["id", "field", "settled"], problems):
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
        if wrong := excel.wrong_parent(given):
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
