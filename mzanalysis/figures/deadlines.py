"""Read the dates by which something is due: sentences and task tables -> deadlines."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from mzanalysis.figures.sentences import Sentence
from mzanalysis.tables import conform_table, empty_table
from mzanalysis.text.dates import read_cell


def extract_deadlines(
    sentences: Sequence[Sentence], tasks: pd.DataFrame, links: pd.DataFrame
) -> pd.DataFrame:
    """Read every date by which something is due: in the items, and in the rows of a task table.

    Args:
        sentences: as from ``read_sentences``; what they report has no deadlines.
        tasks: rows of attached tables, with due_date; only those with the span of the due text
            (due_start, due_end) are read.
        links: task_id, measure_id: the measures each row repeats.

    Returns:
        One row per date. A row of a task table has the id ``<task_id>:d1``.

    Example: 6月底前完成验收 -> 2025-06-30, rule month_end.
    """
    rows = _sentence_rows(sentences)
    if {"due_start", "due_end"} <= set(tasks.columns):  # else they have no place in the text
        rows += _task_rows(tasks, links)
    columns = list(empty_table("deadlines"))
    return conform_table(pd.DataFrame(rows, columns=columns), "deadlines")


def _sentence_rows(sentences: Sequence[Sentence]) -> list[dict[str, Any]]:
    rows = []
    counts: Counter[str] = Counter()
    for sentence in sentences:
        for date in sentence.dates:
            measure_id = sentence.measure_at(date.start).measure_id
            place = measure_id or sentence.item.item_id
            counts[place] += 1
            start, end = sentence.span(date)
            in_item = slice(start - sentence.item.char_start, end - sentence.item.char_start)
            row = _place(sentence.item) | {
                "deadline_id": f"{place}:d{counts[place]}",
                "measure_id": measure_id,
                "matched_text": sentence.item.text[in_item],
                "due_date": pd.Timestamp(date.due_date),
                "rule": date.rule,
                "char_start": start,
                "char_end": end,
            }
            rows.append(row)
    return rows


def _task_rows(tasks: pd.DataFrame, links: pd.DataFrame) -> list[dict[str, Any]]:
    first_links = links.drop_duplicates("task_id").set_index("task_id")["measure_id"].to_dict()
    has_date = tasks["due_date"].notna() & (tasks["due_end"] > tasks["due_start"])
    rows = []
    task: Any
    for task in tasks[has_date].itertuples():
        dates = read_cell(task.due_text, int(task.year))
        row = _place(task) | {
            "deadline_id": f"{task.task_id}:d1",
            "measure_id": first_links.get(task.task_id, ""),
            "matched_text": task.due_text,
            "due_date": task.due_date,
            "rule": dates[-1].rule if dates else "table",
            "char_start": task.due_start,
            "char_end": task.due_end,
        }
        rows.append(row)
    return rows


def _place(row: Any) -> dict[str, Any]:
    return {"plan_id": row.plan_id, "city": row.city, "year": row.year}
