"""What two coders agree on: alpha, the disagreements to settle, and the labels made of them."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.scoring.agreement import alpha_interval, alpha_nominal, bigram_f1, share
from mzanalysis.sheets.coding import Sheet, wrong_parent
from mzanalysis.sheets.excel import (
    address,
    new_book,
    open_book,
    read_answer,
    read_rows,
    refuse,
)
from mzanalysis.sheets.questions import fields

if TYPE_CHECKING:
    from openpyxl import Workbook

SAME_NAME = 0.6  # two coders' names for an indicator are one from this bigram F1 on
SAMPLE_FILES = {"topics": "measure_topics", "targets": "numbers", "themes": "pairs"}


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
    ids = a.rows["id"]
    gate = [True] * len(ids)
    for field in fields(a.task):
        pairs = list(zip(a.answers[field.name], b.answers[field.name], strict=True))
        if field.name == "indicator":
            pairs = [(x, x) if x and bigram_f1(x, y) >= SAME_NAME else (x, y) for x, y in pairs]
        given = zip(ids, a.answers[field.name], b.answers[field.name], strict=True)
        long += [
            (key, field.name, x, y, p == q)
            for (key, x, y), (p, q) in zip(given, pairs, strict=True)
        ]
        counted = [pair for pair, counts in zip(pairs, gate, strict=True) if counts]
        same = share(sum(x == y for x, y in counted), len(counted))
        scores.append(
            (field.name, len(counted), same, alpha_nominal(counted), *alpha_interval(counted))
        )
        if field.name == "is_figure":
            gate = [pair == ("yes", "yes") for pair in pairs]
    return (
        pd.DataFrame(scores, columns=["field", "n", "agreement", "alpha", "low", "high"]),
        pd.DataFrame(long, columns=["id", "field", "coder_a", "coder_b", "agrees"]),
    )


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
    return new_book("settle", table, fields(sheet.task), kept)


def read_settled(path: Path) -> tuple[str, list[dict[str, Any]]]:
    """Read a settled sheet into labels as ``data/gold/README.md`` tells them.

    Returns:
        The task, and one record per drawn row.

    Raises:
        InputError: as ``read_sheet``; also where ``settled`` is empty. ``none`` stands for
            "nothing is stated"; a figure that is none after all needs no further answers.
    """
    page, about = open_book(path, "settle")
    asked = {field.name: field for field in fields(about["task"])}
    problems: list[str] = []
    answers = {(key, name): answer for key, name, answer in about["agreed"]}
    places: dict[tuple[str, str], str] = dict.fromkeys(map(tuple, about["open"]), "settle")
    for row in read_rows(page, ["id", "field", "settled"], problems):
        place = (str(row["id"].value), str(row["field"].value))
        if place not in places:
            problems.append(f"{address(row['id'])}: {' '.join(place)} was not to be settled")
            continue
        places[place] = address(row["settled"])
        if row["settled"].value not in (None, ""):
            answers[place] = read_answer(asked[place[1]], row["settled"], problems)
    records = []
    for row in about["rows"]:
        given = {name: answers.get((row["id"], name), "") for name in asked}
        is_figure = given.get("is_figure")
        for name, field in asked.items():
            place = (row["id"], name)
            is_needed = field.needed == "yes" or (field.needed == "figure" and is_figure == "yes")
            if place not in answers and (is_needed or is_figure != "no"):
                problems.append(f"{places[place]}: {' '.join(place)} is not settled")
            elif is_needed and not given[name]:
                problems.append(f"{places.get(place, 'settle')}: {name} must have an answer")
        if wrong := wrong_parent(given):
            problems.append(f"settle: {row['id']}: {wrong}")
        records.append((row, given))
    refuse(path, problems)
    return about["task"], [_gold_record(about["task"], row, given) for row, given in records]


def add_labels(task: str, records: list[dict[str, Any]], gold_dir: Path) -> Path:
    """Add settled labels to their file in a folder; a case labelled before gets the new label.

    Args:
        task: ``topics``, ``targets`` or ``themes`` (see ``sampling.draw``).
        records: what ``read_settled`` returned.
        gold_dir: folder of labels; made if it is not there.
    """

    def case(record: dict[str, Any]) -> str:
        members = record.get("members", [record])
        places = [[m["plan_id"], m["path"], m["text"], m.get("at")] for m in members]
        return json.dumps(sorted(places, key=str), ensure_ascii=False)

    path = gold_dir / f"{SAMPLE_FILES[task]}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    kept = {case(r): r for r in (json.loads(line) for line in lines if line.strip())}
    kept |= {case(r): r for r in records}
    gold_dir.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in kept.values())
    path.write_text(text, encoding="utf-8")
    return path


def _gold_record(task: str, row: dict[str, str], given: dict[str, str]) -> dict[str, Any]:
    def place(measure_id: str, text: str) -> dict[str, Any]:
        plan_id, path, _ = measure_id.split(":")
        return {"plan_id": plan_id, "path": path.split("/"), "text": text}

    if task == "themes":
        ids = row["id"].split(" + ")
        texts = (row["text_a"], row["text_b"])
        return {"members": [place(i, t) for i, t in zip(ids, texts, strict=True)], **given}
    measure_id, _, at = row["id"].partition("@")
    found = place(measure_id, row["text"])
    if task == "topics":
        return {**found, **given}
    figure = {**found, "at": int(at), "number": row["number"], "is_figure": given["is_figure"]}
    if given["is_figure"] == "no":
        return figure
    for name in ("value", "value_high"):
        figure[name] = float(given[name]) if given[name] else None
    texts_ = {name: given[name] for name in ("unit", "comparator", "kind", "indicator", "role")}
    return {**figure, **texts_, "deadline": given["due_date"]}
