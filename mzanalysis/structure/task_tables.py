"""Tasks: the rows of attached tables, and the notes on who does an item, and by when."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from mzanalysis.structure import offices
from mzanalysis.structure.offices import Cells
from mzanalysis.structure.sections import number_again
from mzanalysis.structure.task_rows import read_rows
from mzanalysis.tables import make_table
from mzanalysis.text.dates import read_cell
from mzanalysis.text.folding import fold
from mzanalysis.text.reading_copy import reading_copy

_SPANS = ["due_start", "due_end", "item_start", "item_end", "text_start", "text_end"]
_END_OF_HEAD = re.compile("[。;\n]")


class _Task(NamedTuple):
    """A row of a table, or an item with a note (then its number is 0)."""

    name: str  # task-006, note-014
    number: int
    cells: Cells  # what is said, by field
    due_span: tuple[int, int] = (0, 0)
    item_span: tuple[int, int] = (0, 0)
    text_span: tuple[int, int] = (0, 0)


def extract_tasks(plans: pd.DataFrame, sections: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Read the rows of attached task tables, and the notes on who does an item.

    Which column is which is read from the heads (序号, 工作任务, 责任单位, 完成时限 ... in
    ``task_columns.csv``), in any order. A cell that spans rows (the chapter) may be printed
    once; a row may go on on the next page. An item that names who does it, itself or by a
    heading above it, (责任科室:养老科;完成时限:6月底前), is a row, too, without a number, its text
    the item's heading or first sentence.

    Args:
        plans: one row per plan, with ``plan_id``, ``city``, ``year`` and ``text``.
        sections: their sections; tables stand in those of kind ``attachment``.
        items: their items, with label, heading, chapter, text and span.

    Returns:
        ``tasks`` without ``topic_code``; ``measure_id`` is empty. Besides, in ``plans.text``,
        the span of the due text (due_start, due_end), of the item that the row repeats
        whole (item_start, item_end) and of a table's task cell (text_start, text_end); 0 where
        there is none, or the cell does not stand there in one piece.

    Example: under 序号|任务|时限 the cells 6|建站3个。|5月底 are row 6, due on 31 May.
    """
    rows = []
    for plan in plans.to_dict("records"):
        plan_id, folded = plan["plan_id"], fold(plan["text"])
        plan_sections = sections[sections["plan_id"] == plan_id]
        tasks = [*_annexed(plan_sections, folded)]
        tasks += _noted(items[items["plan_id"] == plan_id], plan_sections, folded)
        seen = Counter[str]()
        for task in tasks:
            task_id = f"{plan_id}:{number_again(task.name, seen)}"
            inherited = {name: plan[name] for name in ("plan_id", "city", "year")}
            rows.append(inherited | _describe(task, plan["year"]) | {"task_id": task_id})
    frame = pd.DataFrame(rows, columns=[*make_table([], "tasks"), *_SPANS])
    due_dates = pd.to_datetime(frame["due_date"]).astype("datetime64[us]")
    return frame.assign(due_date=due_dates, row=frame["row"].astype("Int64"))


def _describe(task: _Task, year: int) -> dict[str, Any]:
    cells = defaultdict(str, task.cells)
    dates = [hit.due_date for hit in read_cell(cells["due"], year)]
    places = zip(_SPANS, task.due_span + task.item_span + task.text_span, strict=True)
    return {
        "source_code": "table" if task.number else "note",
        "row": task.number or pd.NA,
        "chapter": cells["chapter"],
        "text": cells["task"].replace(" ", ""),
        "due_text": cells["due"],
        "due_date": max(dates, default=None),
        "leaders": ";".join(offices.split_names(cells["leaders"])),
        "departments": ";".join(offices.split_departments(cells["departments"])),
        "measure_id": "",
        **dict(places),
    }


def _annexed(sections: pd.DataFrame, folded: str) -> Iterator[_Task]:
    """Yield the rows of the tables in a plan's annexes."""
    spans = sections.query("kind_code == 'attachment'")[["char_start", "char_end"]].to_numpy()
    place = spans[0][0] if len(spans) else 0
    text = "\n".join(folded[start:end] for start, end in spans)
    for number, cells in read_rows(text):
        text_span = _cell_span(folded, cells.get("task", ""), place)
        due_span = _cell_span(folded, cells.get("due", ""), place)
        place = max(place, due_span[1])
        yield _Task(f"task-{number:03d}", number, cells, due_span, text_span=text_span)


def _noted(items: pd.DataFrame, sections: pd.DataFrame, folded: str) -> Iterator[_Task]:
    """Yield each item that says, or a heading above it, who does it.

    The date of a note has no span: it stands in the item and is read there.
    """
    item_at = {item["char_start"]: item for item in items.to_dict("records")}
    notes_of: dict[str, Cells] = {}  # what a section says, with what those above it say
    for piece in sections.to_dict("records"):
        pairs: list[tuple[str, str]] = []
        for note in offices.find_notes(folded[piece["char_start"] : piece["char_end"]]):
            pairs += note.cells.items()
        notes = notes_of.get(piece["parent_id"], {}) | offices.merge(pairs)
        is_ahead = piece["kind_code"] in ("paragraph", "preamble")  # of the items that follow
        notes_of[piece["parent_id" if is_ahead else "section_id"]] = notes
        item = item_at.get(piece["char_start"])
        if item and notes:
            plain = (
                offices.hide_notes(reading_copy(item["text"])[0])
                .removeprefix(item["label"])
                .strip()
            )
            head = item["heading"] or _END_OF_HEAD.split(plain, maxsplit=1)[0]
            cells = notes | {"task": head, "chapter": item["chapter"]}
            span = item["char_start"], item["char_end"]
            yield _Task(f"note-{item['position']:03d}", 0, cells, item_span=span)


def _cell_span(text: str, cell: str, start: int) -> tuple[int, int]:
    """Return where a cell's text stands at or after ``start``; (0, 0) if nowhere."""
    if not cell:
        return 0, 0
    span = rf"(?<=[\s|:])[^\S\n]*({re.escape(cell)})[^\S\n]*(?=[\s|;,)\]〕】]|$)"
    found = re.compile(span).search(text, start)
    return found.span(1) if found else (0, 0)
