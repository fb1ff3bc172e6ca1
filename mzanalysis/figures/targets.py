"""Read the figures a plan commits to: sentences -> targets."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from mzanalysis.figures.due_dates import find_due_date
from mzanalysis.figures.names import Phrase
from mzanalysis.figures.roles import is_part
from mzanalysis.figures.said_in_rows import only_in_rows
from mzanalysis.figures.sentence_parts import last_clause
from mzanalysis.figures.sentences import Sentence, name_all
from mzanalysis.tables import conform_table, empty_table
from mzanalysis.text.patterns import pattern

# What makes two figures one.
_SAME = ("plan_id", "indicator", "value_base", "base_unit", "comparator_code", "value_high")


def extract_targets(
    sentences: Sequence[Sentence],
    tasks: pd.DataFrame,
    links: pd.DataFrame,
    in_rows: Sequence[Sentence] = (),
) -> pd.DataFrame:
    """Read every figure with what it counts, how it binds and by when.

    Args:
        sentences: as from ``read_sentences``.
        tasks: rows of attached tables, with due_date.
        links: task_id, measure_id: the measures each row repeats.
        in_rows: the sentences of the rows; what the body says too is left out.

    Returns:
        One row per indicator and figure, without indicator_id; those of loose text have no
        measure_id and item_id. The date is the sentence's own, else the linked task's. What one
        plan says twice counts once.

    Example: 年内新建30个城乡公益性公墓 -> 城乡公益性公墓, 新建, eq, 30, 个, due 2025-12-31.
    """
    task_dates = _task_dates(tasks, links) | _row_dates(tasks)
    sentences = [*sentences, *only_in_rows(in_rows, sentences)]
    rows: list[dict[str, Any]] = []
    counts: Counter[str] = Counter()
    first_rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for sentence, index, phrase in name_all(sentences):
        row = _target(sentence, index, phrase)
        if row["role_code"] == "target":
            first_row = first_rows.setdefault(tuple(row[name] for name in _SAME), row)
            if first_row is not row:
                if pd.isna(first_row["due_date"]):
                    first_row["due_date"] = row["due_date"]
                    first_row["due_source_code"] = row["due_source_code"]
                continue
            place = row["measure_id"] or sentence.item.item_id
            if row["due_source_code"] == "" and place in task_dates:
                row["due_date"] = task_dates[place]
                row["due_source_code"] = "task"
        place = row["measure_id"] or sentence.item.item_id
        counts[place] += 1
        row["target_id"] = f"{place}:t{counts[place]}"
        rows.append(row)
    columns = list(empty_table("targets"))
    return conform_table(pd.DataFrame(rows, columns=columns), "targets")


def _task_dates(tasks: pd.DataFrame, links: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Return measure_id -> due date of the first task row that repeats it."""
    dates = tasks.dropna(subset="due_date").set_index("task_id")["due_date"]
    dated = links[links["task_id"].isin(dates.index) & (links["measure_id"] != "")]
    first = dated.drop_duplicates("measure_id")
    due_dates = [dates[task_id] for task_id in first["task_id"]]
    return dict(zip(first["measure_id"], due_dates, strict=True))


def _row_dates(tasks: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Return task_id -> due date of each row that has one."""
    dated = tasks.dropna(subset="due_date")
    return dict(zip(dated["task_id"], dated["due_date"], strict=True))


def _target(sentence: Sentence, index: int, phrase: Phrase) -> dict[str, Any]:
    item, text = sentence.item, sentence.text
    figure, role = sentence.figures[index], sentence.roles[index]
    measure = sentence.measure_at(figure.start)
    date = find_due_date(sentence, figure, role)
    period = _period(sentence, index)
    if not period and date is not None and "全年" in date.text:
        period = "全年"
    due = date if role in ("target", "parameter") else None
    start, end = sentence.span(figure)
    return {
        "measure_id": measure.measure_id,
        "item_id": "" if sentence.is_loose else item.item_id,
        "row": getattr(item, "row", None),
        "plan_id": item.plan_id,
        "city": item.city,
        "year": item.year,
        "indicator": phrase.indicator,
        "indicator_id": "",
        "action": phrase.action,
        "comparator_code": figure.comparator_code,
        "value": float(figure.value),
        "value_high": None if figure.value_high is None else float(figure.value_high),
        "unit": figure.unit,
        "value_base": float(figure.value_base),
        "base_unit": figure.base_unit,
        "kind_code": figure.kind_code,
        "period": period,
        "due_date": pd.NaT if due is None else pd.Timestamp(due.due_date),
        "due_source_code": "" if due is None else "text",
        "scope": phrase.scope,
        "is_part": is_part(text[: figure.start], figure),
        "role_code": role,
        "source_code": "rule",
        "topic_code": measure.topic_code,
        "matched_text": text[phrase.start : max(figure.end, phrase.end)].strip(" ,;:、。"),
        "char_start": start,
        "char_end": end,
    }


def _period(sentence: Sentence, index: int) -> str:
    """Return how often, as the figure's clause says it, else that of the whole it is a part of."""
    figure, text = sentence.figures[index], sentence.text
    before, after = text[: figure.start], text[figure.end :]
    clause = last_clause(before)
    rates = re.findall("^(?:[/·][^,;、/·]{1,2})+", after)  # 630元/人·月
    periods = pattern("period").findall(clause + "".join(rates))
    if periods:
        return re.sub("^一?(?=(?:年|季度?|月|周|日|天)$)", "每", periods[-1])
    if index and is_part(before, figure):
        return _period(sentence, index - 1)
    return ""
