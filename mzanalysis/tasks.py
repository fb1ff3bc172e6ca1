"""Attached task tables: rows with their deadline and who is in charge, tied to the body."""

import re
from collections.abc import Hashable, Iterator
from typing import Any

import pandas as pd

from mzanalysis import labels
from mzanalysis.dates import find_dates
from mzanalysis.folding import fold
from mzanalysis.furniture import column_field, table_start
from mzanalysis.resources import read_lines, read_table

# A row repeats a measure if it has so many of the measure's character bigrams: rows are
# reworded by a word or two (协同 for 协调), other measures of the same topic share far fewer.
_MIN_OVERLAP = 0.8
# A row's measures stand together in the body; a common phrase far from them is not meant.
_REACH = 3  # times the row's own length
_MIN_REACH = 300  # characters
_NOTE = re.compile(r"(?:注|备注|说明|填表说明)\d?:")
# 各科室、单位 and 东区、西区民政局 share words between their parts: one entry.
_SHARES_WORDS = re.compile(r"^(?:各|有关|相关)|(?:[区县市旗镇乡]|街道|部门|单位)$")
_MERGED = 0.5  # cost of reading two cells as one
_IN_PLACE = 0.1  # gain of a cell that stands in its column

_Row = dict[Hashable, Any]


def extract_tasks(plans: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Read the rows of the task tables attached to plans.

    Which column is which is read from the heads (序号, 工作任务, 责任单位, 完成时限 ... in
    ``task_columns.csv``), in any order. A cell that spans rows (the chapter) may be printed
    once: it is carried down, and shorter rows are aligned by what their cells look like.

    Args:
        plans: one row per plan, with ``plan_id``, ``city``, ``year`` and ``text``.
        sections: their sections; tables stand in those of kind ``attachment``.

    Returns:
        ``tasks`` without ``topic_code``; ``measure_id`` is empty. Besides, the span of the due
        text in ``plans.text`` as due_start and due_end (both 0 where it is not found). A table
        without numbers in its rows, or without heads, gives no rows.

    Example: under 序号|任务|时限 the cells 6|建站3个。|5月底 are row 6, due on 31 May.
    """
    found: list[dict[str, Any]] = []
    annexes = sections[sections["kind_code"] == "attachment"]
    for plan in plans.to_dict("records"):
        spans = annexes.loc[annexes["plan_id"] == plan["plan_id"], ["char_start", "char_end"]]
        text = "\n".join(plan["text"][a:b] for a, b in spans.itertuples(index=False))
        seen: dict[int, int] = {}
        folded, place = fold(plan["text"]), int(spans["char_start"].min()) if len(spans) else 0
        for row in _rows(fold(text)):
            number = row["row"]
            seen[number] = seen.get(number, 0) + 1
            again = f"~{seen[number]}" if seen[number] > 1 else ""
            dates = find_dates(row["due_text"], plan["year"])
            due_start, due_end = _cell_span(folded, row["due_text"], place)
            place = max(place, due_end)
            found.append(
                {
                    "task_id": f"{plan['plan_id']}:task-{number:03d}{again}",
                    "plan_id": plan["plan_id"],
                    "city": plan["city"],
                    "year": plan["year"],
                    **row,
                    "due_date": max((hit.due_date for hit in dates), default=None),
                    "measure_id": "",
                    "due_start": due_start,
                    "due_end": due_end,
                }
            )
    declared = read_table("tables.csv")
    names = declared.loc[declared["table"] == "tasks", "column"]
    shown = [name for name in names if name != "topic_code"]
    frame = pd.DataFrame(found, columns=[*shown, "due_start", "due_end"])
    frame["due_date"] = pd.to_datetime(frame["due_date"]).astype("datetime64[us]")
    return frame


def _cell_span(text: str, cell: str, start: int) -> tuple[int, int]:
    """Return where a cell's text stands at or after ``start``; (0, 0) if nowhere."""
    found = re.compile(rf"(?<=[\n|])[^\S\n]*({re.escape(cell)})[^\S\n]*(?=[\n|]|$)").search(
        text, start
    )
    return found.span(1) if cell and found else (0, 0)


def _rows(text: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of all tables in an annex."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    start = table_start(lines)
    while start is not None:
        fields: list[str] = []
        while start < len(lines) and all(heads := _fields(lines[start])):
            fields += heads
            start += 1
        following = table_start(lines[start:])
        stop = len(lines) if following is None else start + following
        yield from _table(fields, lines[start:stop])
        start = None if following is None else stop


def _fields(line: str) -> list[str]:
    return [column_field(cell) for cell in line.strip(" |").split("|")]


def _table(fields: list[str], lines: list[str]) -> Iterator[dict[str, Any]]:
    if "row" not in fields:
        return
    if fields.count("task") > 1 and "chapter" not in fields:
        fields[fields.index("task")] = "chapter"  # 重点任务 | 具体措施
    stop = next((i for i, line in enumerate(lines) if _NOTE.match(line)), len(lines))
    body = "\n".join(lines[:stop])
    has_bars = body.count("|") >= len(fields) - 1
    cells = [cell.strip() for cell in re.split(r"\|[ \t]*\n|\||\n" if has_bars else r"\n", body)]
    # Cells after a row's number run on to the columns before the number of the next row.
    place = fields.index("row")
    columns = fields[place + 1 :] + [f"next {name}" for name in fields[:place]]
    starts = _row_starts(cells, len(fields))
    ahead = dict(_align(cells[: starts[0]], fields[:place], "")) if starts and place else {}
    chapter = ""
    for i, stop in zip(starts, [*starts[1:], len(cells)], strict=True):
        values = {name: text for name, text in ahead.items() if text}
        group = cells[i + 1 : stop]
        if has_bars and stop == len(cells):  # what follows the last row is no part of it
            group = [cell for cell in group if cell][: len(columns)]
        ahead = {}
        for name, text in _align(group, columns, chapter):
            side, key = (ahead, name[5:]) if name.startswith("next ") else (values, name)
            side[key] = f"{side[key]} {text}" if key in side else text
        chapter = values.get("chapter", chapter)
        yield {
            "row": int(cells[i]),
            "chapter": chapter,
            "text": values.get("task", "").replace(" ", ""),
            "due_text": values.get("due", ""),
            "leaders": ";".join(_names(values.get("leaders", ""))),
            "departments": ";".join(_departments(values.get("departments", ""))),
        }


def _row_starts(cells: list[str], width: int) -> list[int]:
    """Return the places of the cells that count the rows: 1, 2, 3 ...

    After a whole row the count may begin again or leave out a number or two; nearer than
    that, any number but the next is a figure.
    """
    starts: list[int] = []
    for i, cell in enumerate(cells):
        if not cell.isdecimal() or len(cell) > 3:
            continue
        step = int(cell) - int(cells[starts[-1]]) if starts else 1
        if step == 1 or (i - starts[-1] >= width and (cell == "1" or 1 < step < 4)):
            starts.append(i)
    return starts


def _align(cells: list[str], columns: list[str], chapter: str) -> list[tuple[str, str]]:
    """Set each cell that is not empty under a column, in order, where it looks most at home."""
    given = [(i, cell) for i, cell in enumerate(cells) if cell]
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for i, cell in given:
        fits = [_fit(cell, name.removeprefix("next "), chapter) for name in columns]
        longer: dict[int, tuple[float, list[int]]] = {}
        for score, path in best:
            for j in range(path[-1] if path else 0, len(columns)):
                merged = _MERGED if path and j == path[-1] else 0
                total = score + fits[j] - merged + (_IN_PLACE if i == j else 0)
                if j not in longer or total > longer[j][0]:
                    longer[j] = (total, [*path, j])
        best = list(longer.values())
    path = max(best, key=lambda x: x[0])[1] if best else []
    return [(columns[j], cell) for j, (_, cell) in zip(path, given, strict=False)]


def _fit(cell: str, field: str, chapter: str) -> float:
    """Say how much a cell looks like one of a column, from -2 (not at all) to 3."""
    is_short = len(cell) <= 20
    if field == "task":
        return min(len(cell), 40) / 20 + cell.endswith("。")
    if field == "chapter":
        has_label = labels.read_label(cell, 0, len(cell)) is not None and "。" not in cell
        return 3.0 if has_label or cell == chapter else 0.5 if is_short else -1.0
    if field == "due":
        is_due = find_dates(cell, 2000) or any(w in cell for w in read_lines("due_words.txt"))
        return 3.0 if is_short and is_due else -2.0
    is_office = any(_is_office(part) for part in re.split("[ 、,;]", cell))
    if field == "departments":
        return 2.0 if is_office and "。" not in cell else -1.0
    if field == "leaders":
        are_names = all(2 <= len(name) <= 4 for name in _names(cell)) and not is_office
        return 2.0 if are_names else -1.0
    return 0.0


def _is_office(name: str) -> bool:
    return name.endswith(read_lines("office_endings.txt"))


def _names(cell: str) -> list[str]:
    """Return the persons of a cell; a two-character name may be printed with a space."""
    names: list[str] = []
    for part in re.split("[、,;/]", cell):
        is_open = False
        for piece in part.split():
            if is_open:
                names[-1] += piece
            else:
                names.append(piece)
            is_open = len(piece) == 1 and not is_open
    return names


def _departments(cell: str) -> list[str]:
    """Return the departments of a cell: divided by blanks, or by 、 where each is whole."""
    found: list[str] = []
    for part in re.split("[ ;]", cell):
        names = [name for name in re.split("[、,]", part) if name]
        found += [part] if any(map(_SHARES_WORDS.search, names)) else names
    return [name for name in found if name]


def link_tasks(tasks: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Tie each row of a task table to every measure of the same plan's body that it repeats.

    Args:
        tasks: rows, with ``task_id``, ``plan_id`` and ``text``.
        measures: measures, with ``measure_id``, ``plan_id``, ``text`` and ``char_start``.

    Returns:
        One row per pair, ``task_id`` and ``measure_id``, in the order of the tables. A
        measure said in several rows belongs to the one whose other measures are nearest.
    """
    pairs: list[tuple[str, str]] = []
    for plan_id, rows in tasks.groupby("plan_id", sort=False):
        own = measures[measures["plan_id"] == plan_id]
        bodies = [(m, _plain(m["text"])) for m in own.to_dict("records")]
        parts = [(m, text, _bigrams(text)) for m, text in bodies if len(text) > 1]
        best: dict[str, tuple[float, float, str]] = {}
        for row in rows.to_dict("records"):
            text = _plain(row["text"])
            grams = _bigrams(text)
            hits = [(m, 1.0 if p in text else len(g & grams) / len(g)) for m, p, g in parts]
            hits = [(m, score) for m, score in hits if score >= _MIN_OVERLAP]
            # the longest is the least likely to be a common phrase
            centre = max(hits, key=lambda x: len(x[0]["text"]))[0]["char_start"] if hits else 0
            for m, score in hits:
                away = abs(m["char_start"] - centre)
                if away <= max(_REACH * len(text), _MIN_REACH):
                    claim = (-score, away, row["task_id"])
                    best[m["measure_id"]] = min(claim, best.get(m["measure_id"], claim))
        order = {task_id: i for i, task_id in enumerate(rows["task_id"])}
        owners = [
            (best[m["measure_id"]][2], m["measure_id"])
            for m, *_ in parts
            if m["measure_id"] in best
        ]
        pairs += sorted(owners, key=lambda pair: order[pair[0]])
    return pd.DataFrame(pairs, columns=["task_id", "measure_id"])


def _plain(text: str) -> str:
    return re.sub(r"\W", "", text)


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
