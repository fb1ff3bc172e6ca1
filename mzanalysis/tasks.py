"""Attached task tables: rows with their deadline and who is in charge, tied to the body."""

import re
from collections.abc import Hashable, Iterator
from typing import Any

import pandas as pd

from mzanalysis import labels, owners
from mzanalysis.dates import find_dates
from mzanalysis.folding import fold
from mzanalysis.furniture import table_start
from mzanalysis.resources import read_lines, read_table
from mzanalysis.structure import extract_items

# A row repeats a measure if it has so many of the measure's character bigrams: rows are
# reworded by a word or two (协同 for 协调), other measures of the same topic share far fewer.
_MIN_OVERLAP = 0.8
# A row's measures stand together in the body; a common phrase far from them is not meant.
_REACH = 3  # times the row's own length
_MIN_REACH = 300  # characters
_NOTE = re.compile(r"(?:注|备注|说明|填表说明)\d?:")
_MERGED = 0.5  # cost of reading two cells as one
_SPANS = ["due_start", "due_end", "item_start", "item_end"]
_IN_PLACE = 0.1  # gain of a cell that stands in its column

_Row = dict[Hashable, Any]


def extract_tasks(plans: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Read the rows of attached task tables, and the notes on who does an item.

    Which column is which is read from the heads (序号, 工作任务, 责任单位, 完成时限 ... in
    ``task_columns.csv``), in any order. A cell that spans rows (the chapter) may be printed
    once: it is carried down. A row that goes on on the next page is joined. An item that
    names who does it, (责任科室:养老科;完成时限:6月底前), is a row, too.

    Args:
        plans: one row per plan, with ``plan_id``, ``city``, ``year`` and ``text``.
        sections: their sections; tables stand in those of kind ``attachment``.

    Returns:
        ``tasks`` without ``topic_code``; ``measure_id`` is empty. Besides, in ``plans.text``,
        the span of the due text (due_start, due_end) and of the item that the row repeats
        whole (item_start, item_end); 0 where there is none. The number of an item's row is
        the item's place in the plan; its text, its heading or first sentence.

    Example: under 序号|任务|时限 the cells 6|建站3个。|5月底 are row 6, due on 31 May.
    """
    found: list[dict[str, Any]] = []
    annexes = sections[sections["kind_code"] == "attachment"]
    items = extract_items(plans, sections)
    for plan in plans.to_dict("records"):
        spans = annexes.loc[annexes["plan_id"] == plan["plan_id"], ["char_start", "char_end"]]
        folded = fold(plan["text"])
        seen: dict[int, int] = {}
        place = int(spans["char_start"].min()) if len(spans) else 0
        annexed = "\n".join(folded[a:b] for a, b in spans.itertuples(index=False))
        own = items[items["plan_id"] == plan["plan_id"]].to_dict("records")
        for row in (*_rows(annexed), *_noted(own)):
            number = row["row"]
            seen[number] = seen.get(number, 0) + 1
            again = f"~{seen[number]}" if seen[number] > 1 else ""
            dates = find_dates(row["due_text"], plan["year"])
            due_start, due_end = _cell_span(folded, row["due_text"], row["item_start"] or place)
            place = place if row["item_end"] else max(place, due_end)
            row |= {"task_id": f"{plan['plan_id']}:task-{number:03d}{again}", "measure_id": ""}
            row |= {name: plan[name] for name in ("plan_id", "city", "year")}
            row |= {"due_date": max((hit.due_date for hit in dates), default=None)}
            found.append(row | {"due_start": due_start, "due_end": due_end})
    declared = read_table("tables.csv")
    names = declared.loc[declared["table"] == "tasks", "column"]
    shown = [name for name in names if name != "topic_code"]
    frame = pd.DataFrame(found, columns=[*shown, *_SPANS])
    frame["due_date"] = pd.to_datetime(frame["due_date"]).astype("datetime64[us]")
    return frame


def _row(number: int, said: dict[str, str], start: int = 0, end: int = 0) -> dict[str, Any]:
    """Return a row from what it says by field; the span is that of the item it repeats."""
    return {
        "row": number,
        "chapter": said.get("chapter", ""),
        "text": said.get("task", "").replace(" ", ""),
        "due_text": said.get("due", ""),
        "leaders": ";".join(owners.split_names(said.get("leaders", ""))),
        "departments": ";".join(owners.split_departments(said.get("departments", ""))),
        "item_start": start,
        "item_end": end,
    }


def _noted(items: list[_Row]) -> Iterator[dict[str, Any]]:
    """Yield a row for each item that says who does it, or when it is due."""
    for item in items:
        said = owners.merge(
            pair for n in owners.find_notes(item["text"]) for pair in n.said.items()
        )
        if said:
            plain = owners.hide_notes(item["text"]).removeprefix(item["label"])
            first = re.match("[^。;\n]*", plain.strip())
            head = item["heading"] or (first.group() if first else "")
            said |= {"task": head, "chapter": item["chapter"]}
            yield _row(item["position"], said, item["char_start"], item["char_end"])


def _cell_span(text: str, cell: str, start: int) -> tuple[int, int]:
    """Return where a cell's text stands at or after ``start``; (0, 0) if nowhere."""
    span = rf"(?<=[\n|:])[^\S\n]*({re.escape(cell)})[^\S\n]*(?=[\n|;,)\]〕】 ]|$)"
    found = re.compile(span).search(text, start) if cell else None
    return found.span(1) if found else (0, 0)


def _rows(text: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of all tables in an annex."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    start = table_start(lines)
    while start is not None:
        fields: list[str] = []
        while start < len(lines) and all(heads := owners.read_heads(lines[start])):
            fields += heads
            start += 1
        following = table_start(lines[start:])
        stop = len(lines) if following is None else start + following
        yield from _table(fields, lines[start:stop])
        start = None if following is None else stop


def _table(fields: list[str], lines: list[str]) -> Iterator[dict[str, Any]]:
    if fields.count("task") > 1 and "chapter" not in fields:
        fields[fields.index("task")] = "chapter"  # 重点任务 | 具体措施
    stop = next((i for i, line in enumerate(lines) if _NOTE.match(line)), len(lines))
    regular = [line for line in lines[:stop] if line.count("|") >= len(fields) - 1]
    if len(regular) * 2 > len([line for line in lines[:stop] if not line.isdecimal()]):
        yield from _regular(fields, regular)
        return
    if "row" not in fields:
        return
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
        said = owners.merge(_align(group, columns, chapter))
        ahead = {name[5:]: text for name, text in said.items() if name.startswith("next ")}
        values |= said
        chapter = values.get("chapter", chapter)
        yield _row(int(cells[i]), values | {"chapter": chapter})


def _regular(fields: list[str], lines: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that stands a row on a line, all its cells in their columns.

    A line without a number and without a task of its own (one with its own office or date)
    goes on with the row before it, which a page has cut in two.
    """
    rows: list[dict[str, str]] = []
    for line in lines:
        has_frame = line.count("|") > len(fields)  # | 1 | 建站 |; otherwise its first cell is empty
        cells = line.removeprefix("|" * has_frame).removesuffix("|").split("|")
        said = owners.merge(zip(fields, map(str.strip, cells), strict=False))
        before = rows[-1] if rows else {}
        is_whole = "task" in said and len(said.keys() - {"task", "chapter", "row", "other"}) > 0
        if is_whole or not rows or said.get("row", before.get("row")) != before.get("row"):
            rows.append({"row": before.get("row", "")} | said)
        else:
            for name in said.keys() - {"row"}:
                before[name] = before.get(name, "") + said[name]
    chapter = ""
    for i, said in enumerate(rows, 1):
        chapter = said.get("chapter", chapter)
        printed = re.match(r"\d{1,3}", said["row"])
        yield _row(int(printed.group()) if printed else i, said | {"chapter": chapter})


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
    has_office = any(owners.is_office(part) for part in re.split("[ 、,;]", cell))
    if field == "departments":
        return 2.0 if has_office and "。" not in cell else -1.0
    if field == "leaders":
        are_names = all(2 <= len(name) <= 4 for name in owners.split_names(cell)) and not has_office
        return 2.0 if are_names else -1.0
    return 0.0


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
        own = measures[measures["plan_id"] == plan_id].to_dict("records")
        records = rows.to_dict("records")
        bodies = [(m, _plain(m["text"])) for m in own]
        parts = [(m, text, _bigrams(text)) for m, text in bodies if len(text) > 1]
        best: dict[str, tuple[float, float, str]] = {}
        for row in (r for r in records if not r.get("item_end")):
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
        found = [
            (best[m["measure_id"]][2], m["measure_id"]) for m in own if m["measure_id"] in best
        ]
        for row in (r for r in records if r.get("item_end")):
            inside = [m for m in own if row["item_start"] <= m["char_start"] < row["item_end"]]
            found += [(row["task_id"], m["measure_id"]) for m in inside]
        pairs += sorted(found, key=lambda pair: order[pair[0]])
    return pd.DataFrame(pairs, columns=["task_id", "measure_id"])


def _plain(text: str) -> str:
    return re.sub(r"\W", "", text)


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
