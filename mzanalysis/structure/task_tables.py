"""Attached task tables: rows with their deadline and who is in charge, tied to the body."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import pandas as pd

from mzanalysis.resources import read_lines
from mzanalysis.structure import labels, offices
from mzanalysis.structure.lines import table_start
from mzanalysis.structure.sections import extract_items
from mzanalysis.tables import make_table
from mzanalysis.text.dates import find_dates
from mzanalysis.text.folding import fold

# A row repeats a measure if it has so many of the measure's character bigrams: rows are
# reworded by a word or two (协同 for 协调), other measures of the same topic share far fewer.
_MIN_OVERLAP = 0.8
# A row's measures stand together in the body; a common phrase far from them is not meant.
_REACH = 3  # times the row's own length
_MIN_REACH = 300  # characters
_NOTE = re.compile(r"(?:注|备注|说明|填表说明|填表人|联系人|审核人?)\d?:")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[一二三四五六七八九十]{1,3})\)?[.、]?")
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}、[^。;]{2,20}")
_MERGED = 0.5  # cost of reading two cells as one
# Cost of a cell that is not there: a chapter is printed once, a remark seldom, a task always.
_MISSING = {"chapter": 0.2, "other": 0.2, "leaders": 1.0, "departments": 1.5, "due": 1.5}
_NO_TASK = 2.0
_Row = tuple[int, dict[str, str]]  # its number (0: none is printed), and what is said by field
_SPANS = ["due_start", "due_end", "item_start", "item_end"]


def extract_tasks(plans: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Read the rows of attached task tables, and the notes on who does an item.

    Which column is which is read from the heads (序号, 工作任务, 责任单位, 完成时限 ... in
    ``task_columns.csv``), in any order. A cell that spans rows (the chapter) may be printed
    once; a row may go on on the next page. An item that names who does it, itself or by a
    heading above it, (责任科室:养老科;完成时限:6月底前), is a row, too: its number is 0, its text
    the item's heading or first sentence.

    Args:
        plans: one row per plan, with ``plan_id``, ``city``, ``year`` and ``text``.
        sections: their sections; tables stand in those of kind ``attachment``.

    Returns:
        ``tasks`` without ``topic_code``; ``measure_id`` is empty. Besides, in ``plans.text``,
        the span of the due text (due_start, due_end) and of the item that the row repeats
        whole (item_start, item_end); 0 where there is none.

    Example: under 序号|任务|时限 the cells 6|建站3个。|5月底 are row 6, due on 31 May.
    """
    rows: list[dict[str, Any]] = []
    items = extract_items(plans, sections)
    for plan in plans.to_dict("records"):
        plan_id, folded = plan["plan_id"], fold(plan["text"])
        own = sections[sections["plan_id"] == plan_id]
        annexes = own[own["kind_code"] == "attachment"]
        spans = list(zip(annexes["char_start"], annexes["char_end"], strict=True))
        place = spans[0][0] if spans else 0
        annexed = "\n".join(folded[start:end] for start, end in spans)
        seen = Counter[str]()
        told = [(row, (0, 0)) for row in _rows(annexed)]
        told += _noted(items[items["plan_id"] == plan_id], own, folded)
        for (number, said), item in told:
            name = f"task-{number:03d}" if number else f"note-{said['position']:0>3}"
            seen[name] += 1
            again = f"~{seen[name]}" if seen[name] > 1 else ""
            due = said.get("due", "")
            # the date of a note stands in its item and is read there
            due_span = _cell_span(folded, due, place) if number else (0, 0)
            place = max(place, due_span[1])
            row = {name: plan[name] for name in ("plan_id", "city", "year")}
            row |= {"task_id": f"{plan_id}:{name}{again}", "measure_id": ""}
            row |= {"row": number, "chapter": said.get("chapter", ""), "due_text": due}
            row |= {"text": said.get("task", "").replace(" ", "")}
            dates = [hit.due_date for hit in find_dates(due, plan["year"])]
            row |= {"due_date": max(dates, default=None)}
            row |= {"leaders": ";".join(offices.split_names(said.get("leaders", "")))}
            departments = offices.split_departments(said.get("departments", ""))
            row |= {"departments": ";".join(departments)}
            rows.append(row | dict(zip(_SPANS, (*due_span, *item), strict=True)))
    frame = pd.DataFrame(rows, columns=[*make_table([], "tasks"), *_SPANS])
    return frame.assign(due_date=pd.to_datetime(frame["due_date"]).astype("datetime64[us]"))


def _noted(
    items: pd.DataFrame, sections: pd.DataFrame, folded: str
) -> Iterator[tuple[_Row, tuple[int, int]]]:
    """Yield a row and a span for each item that says, or a heading above it, who does it."""
    item_at = {item["char_start"]: item for item in items.to_dict("records")}
    said_by: dict[str, dict[str, str]] = {}  # what a section says, with what those above it say
    for piece in sections.to_dict("records"):
        notes = offices.find_notes(folded[piece["char_start"] : piece["char_end"]])
        said = said_by.get(piece["parent_id"], {}) | offices.merge(
            pair for note in notes for pair in note.said.items()
        )
        is_under_heading = piece["kind_code"] == "paragraph" and piece["parent_id"] != ""
        said_by[piece["parent_id" if is_under_heading else "section_id"]] = said
        item = item_at.get(piece["char_start"])
        if item and said:
            plain = offices.hide_notes(item["text"]).removeprefix(item["label"]).strip()
            head = item["heading"] or re.split("[。;\n]", plain, maxsplit=1)[0]
            said |= {"task": head, "chapter": item["chapter"], "position": str(item["position"])}
            yield (0, said), (item["char_start"], item["char_end"])


def _cell_span(text: str, cell: str, start: int) -> tuple[int, int]:
    """Return where a cell's text stands at or after ``start``; (0, 0) if nowhere."""
    span = rf"(?<=[\s|:])[^\S\n]*({re.escape(cell)})[^\S\n]*(?=[\s|;,)\]〕】]|$)"
    found = re.compile(span).search(text, start) if cell else None
    return found.span(1) if found else (0, 0)


def _rows(text: str) -> Iterator[_Row]:
    """Yield the rows of all tables in an annex; those without a number are counted."""
    lines = [line.strip() for line in text.replace("\t", "|").split("\n") if line.strip("-:| ")]
    before, number, chapter = list[str](), 0, ""
    while (start := table_start(lines)) is not None:
        heads = list(takewhile(all, map(offices.read_heads, lines[start:])))
        fields = [field for line in heads for field in line]
        is_spaced = len(heads[0]) > 1 and "|" not in lines[start]
        lines = lines[start + len(heads) :]
        own = lines[: table_start(lines)]
        if fields != before:  # else the next page repeats the heads
            before, number, chapter = fields, 0, ""
        for said in _table(fields, "\n".join(own).split() if is_spaced else own):
            printed = re.match(r"\d{1,3}", said.get("row", ""))
            number = int(printed.group()) if printed else number + 1
            chapter = said.get("chapter", chapter)
            yield number, said | {"chapter": chapter}


def _table(fields: list[str], lines: list[str]) -> list[dict[str, str]]:
    """Return what each row of a table says, by field."""
    if fields.count("task") > 1 and "chapter" not in fields:
        widest = fields.index("task")  # 重点任务 | 具体措施
        fields = [*fields[:widest], "chapter", *fields[widest + 1 :]]
    lines = list(takewhile(lambda line: not _NOTE.match(line), lines))
    regular = [line for line in lines if line.count("|") >= len(fields) - 1]
    if len(regular) * 2 > sum(not line.isdecimal() for line in lines):
        return _regular(fields, regular)
    body = "\n".join(lines)
    cells = [cell for part in re.split(r"[|\n]", body) if (cell := part.strip())]
    if "row" in fields:  # 1. and 一 are numbers, too
        cells = [str(labels.number_of(x)) if _NUMBER.fullmatch(x) else x for x in cells]
    starts = _row_starts(cells, len(fields)) if "row" in fields else []
    if starts:
        first = starts[0] if fields[0] == "row" else 0
        has_bars = body.count("|") >= len(fields) - 1  # then text below the table is known
        cells = cells[first : starts[-1] + len(fields) if has_bars else None]
        starts = [i - first for i in starts]
    else:
        fields = [name for name in fields if name != "row"]
    chapters = sum(_CHAPTER.fullmatch(cell) is not None for cell in cells)
    if "chapter" not in fields and 0 < chapters < sum(_fit(cell, "due") > 0 for cell in cells):
        fields = ["chapter", *fields]  # lines across the table
    return _flow(fields, cells, set(starts))


def _flow(fields: list[str], cells: list[str], starts: set[int]) -> list[dict[str, str]]:
    """Return the rows of a table whose cells stand one after the other, the empty ones left out.

    Of all ways to set the cells under the columns, row by row, the one where they look most at
    home: a cell that is missing or broken in two does not shift those after it. The cells at
    ``starts`` are the rows' numbers.
    """
    costs = [_MISSING.get(name, _NO_TASK) for name in fields]

    def skip(last: int, column: int) -> float:
        between = slice(last + 1, column)
        return sum(costs[between] if column > last else costs[last + 1 :] + costs[:column])

    # by the column of the last cell: the score, and the (new row?, column) of each cell
    best: dict[int, tuple[float, list[tuple[bool, int]]]] = {len(fields) - 1: (0.0, [])}
    for i, cell in enumerate(cells):
        longer = {}
        for j, name in enumerate(fields):
            ways = [(x - skip(k, j), [*path, (j <= k, j)]) for k, (x, path) in best.items()]
            if j in best and best[j][1] and name != "row":
                ways.append((best[j][0] - _MERGED, [*best[j][1], (False, j)]))
            score, path = max(ways, key=lambda way: way[0])
            is_number = name == "row"
            fit = 9.0 if is_number else _fit(cell, name)
            longer[j] = score + (fit if is_number == (i in starts) else -99.0), path
        best = longer
    ways = [(x - skip(k, len(fields)), path) for k, (x, path) in best.items()]
    rows: list[list[tuple[str, str]]] = []
    for (is_new, j), cell in zip(max(ways, key=lambda way: way[0])[1], cells, strict=True):
        rows += [[]] if is_new else []
        rows[-1].append((fields[j], cell))
    return list(map(offices.merge, rows))


def _regular(fields: list[str], lines: list[str]) -> list[dict[str, str]]:
    """Return the rows of a table that stands a row on a line, all its cells in their columns.

    A line without a number and without a task of its own (one with its own office or date)
    goes on with the row before it, which a page has cut in two.
    """
    rows: list[dict[str, str]] = []
    for line in lines:
        has_frame = line.count("|") > len(fields)  # | 1 | 建站 |; otherwise its first cell is empty
        cells = line.removeprefix("|" * has_frame).removesuffix("|").split("|")
        said = offices.merge(zip(fields, map(str.strip, cells), strict=False))
        before = rows[-1] if rows else {}
        is_whole = "task" in said and len(said.keys() - {"task", "chapter", "row", "other"}) > 0
        if is_whole or not rows or said.get("row", before.get("row")) != before.get("row"):
            rows.append({"row": before.get("row", "")} | said)
        else:
            for name in said.keys() - {"row"}:
                before[name] = before.get(name, "") + said[name]
    return rows


def _row_starts(cells: list[str], width: int) -> list[int]:
    """Return the places of the cells that count the rows: 1, 2, 3 ...

    After a whole row the count may begin again or leave out a number or two; nearer than
    that, any number but the next is a figure.
    """
    starts: list[int] = []
    for i, cell in enumerate(cells):
        if cell.isdecimal() and len(cell) <= 3:
            step = int(cell) - int(cells[starts[-1]]) if starts else 1
            if step == 1 or (i - starts[-1] >= width and (cell == "1" or 1 < step < 4)):
                starts.append(i)
    return starts


def _fit(cell: str, field: str) -> float:
    """Say how much a cell looks like one of a column, from -2 (not at all) to 3."""
    is_short = len(cell) <= 20
    is_due = find_dates(cell, 2000) or any(
        word in cell for word in read_lines("structure/due_words.txt")
    )
    has_office = any(offices.is_office(part) for part in re.split("[ 、,;]", cell))
    if field == "task":
        return min(len(cell), 40) / 20 + cell.endswith("。")
    if field == "chapter":
        has_label = labels.read_label(cell, 0, len(cell)) is not None and "。" not in cell
        return 3.0 if has_label else 0.5 if is_short else -1.0
    if field == "due":
        return 3.0 if is_short and is_due else -1.0 if len(cell) < 6 else -2.0
    if field == "departments":
        return 2.0 if has_office and "。" not in cell else -1.0
    if field == "leaders":
        names = offices.split_names(cell)  # none: a dash stands for nobody
        are_names = all(re.fullmatch(r"[一-鿿]{2,4}", name) for name in names)
        is_named = are_names and not is_due and not has_office
        return 2.0 if is_named or cell.endswith("领导") else -1.0
    return 0.0


def link_tasks(tasks: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Tie each row of a task table to every measure of the same plan's body that it repeats.

    Args:
        tasks: rows, with ``task_id``, ``plan_id`` and ``text``.
        measures: measures, with ``measure_id``, ``plan_id``, ``text`` and ``char_start``.

    Returns:
        One row per pair, ``task_id`` and ``measure_id``, in the order of the tables. Of several
        rows with a measure it belongs to the one whose other measures are nearest.
    """
    pairs: list[tuple[str, str]] = []
    for plan_id, rows in tasks.groupby("plan_id", sort=False):
        own = measures[measures["plan_id"] == plan_id].to_dict("records")
        parts = [(m, text, _bigrams(text)) for m in own if len(text := _plain(m["text"])) > 1]
        best: dict[str, tuple[float, float, str]] = {}
        found: list[tuple[str, str]] = []
        for row in rows.to_dict("records"):
            if row.get("item_end"):
                span = range(row["item_start"], row["item_end"])
                found += [(row["task_id"], m["measure_id"]) for m in own if m["char_start"] in span]
                continue
            text = _plain(row["text"])
            grams = _bigrams(text)
            scored = ((m, 1.0 if p in text else len(g & grams) / len(g)) for m, p, g in parts)
            hits = [(m, score) for m, score in scored if score >= _MIN_OVERLAP]
            # the longest is the least likely to be a common phrase
            centre = max(hits, key=lambda x: len(x[0]["text"]))[0]["char_start"] if hits else 0
            for m, score in hits:
                away = abs(m["char_start"] - centre)
                if away <= max(_REACH * len(text), _MIN_REACH):
                    claim = (-score, away, row["task_id"])
                    best[m["measure_id"]] = min(claim, best.get(m["measure_id"], claim))
        found += [(best[x][2], x) for m in own if (x := m["measure_id"]) in best]
        order = {task_id: i for i, task_id in enumerate(rows["task_id"])}
        pairs += sorted(found, key=lambda pair: order[pair[0]])
    return pd.DataFrame(pairs, columns=["task_id", "measure_id"])


def _plain(text: str) -> str:
    return re.sub(r"\W", "", text)


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
