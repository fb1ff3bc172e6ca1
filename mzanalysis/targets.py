"""Read the figures and due dates a plan commits to: measures -> targets, deadlines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mzanalysis import schema
from mzanalysis.dates import DateHit, find_dates
from mzanalysis.figure_roles import heading_looks_back, looks_back, review_chapters, role_of
from mzanalysis.indicator_phrase import Phrase, name_figure
from mzanalysis.indicator_subject import Surroundings
from mzanalysis.quantities import Quantity, find_quantities

_SENTENCE = re.compile(r"[^。!?\n]+")
_WRAP = re.compile(
    r"([^\n。;:!?]{25,})\n(?=[^\s\d(一二三四五六七八九十—])"
)  # a line of text cut in two
_THIS_YEAR = re.compile("年内|年底前|今年(?!以来)")
_SEGMENT = re.compile(r"[^;]+")
_PERIOD = re.compile(
    r"每(?:半年|两年|年|个?季度?|[两双]?个?月|[两双]?周|日|天|学期)|全年|半年(?=一|$)|年均|(?<=[,;])一年"
)


@dataclass(frozen=True)
class _Sentence:
    """A sentence of an item with what it says: figures and dates, offsets in the sentence."""

    text: str
    start: int  # in the item
    figures: tuple[Quantity, ...]
    dates: tuple[DateHit, ...]
    roles: tuple[str, ...]  # of the figures
    is_review: bool


def extract_targets(
    measures: pd.DataFrame, items: pd.DataFrame, tasks: pd.DataFrame, links: pd.DataFrame
) -> pd.DataFrame:
    """Read every figure of the items with what it counts, how it binds and by when.

    Args:
        measures: one row per measure, with spans and topics.
        items: one row per item, with text, headings and span.
        tasks: rows of attached tables, with due_date.
        links: task_id, measure_id: the measures each row repeats.

    Returns:
        One row per indicator and figure, without indicator_id. The date is the sentence's own,
        else the linked task's. What one plan says twice counts once.

    Example: 年内新建30个城乡公益性公墓 -> 城乡公益性公墓, 新建, eq, 30, 个, due 2025-12-31.
    """
    due_of = _task_dates(tasks, links)
    rows: list[dict[str, Any]] = []
    seen: set[tuple[Any, ...]] = set()
    reviews = review_chapters(items)
    for item, own in _walk(items, measures):
        counts: dict[str, int] = {}
        for sentence in _sentences(item, (item.plan_id, item.chapter) in reviews):
            for index, figure in enumerate(sentence.figures):
                around = Surroundings(
                    (item.heading, item.section, item.chapter), item.text[: sentence.start]
                )
                offset = item.char_start + sentence.start
                measure = _measure_at(own, offset + figure.start)
                measure_id = measure.measure_id if measure is not None else ""
                for phrase in name_figure(sentence.text, sentence.figures, index, around):
                    key = (item.plan_id, phrase.indicator, figure.value_base, figure.base_unit)
                    is_target = sentence.roles[index] == "target"
                    if is_target and (*key, figure.comparator_code) in seen:
                        continue
                    if is_target:
                        seen.add((*key, figure.comparator_code))
                    counts[measure_id] = counts.get(measure_id, 0) + 1
                    row = _target(item, sentence, index, phrase)
                    row["measure_id"] = measure_id
                    row["target_id"] = f"{measure_id or item.item_id}:t{counts[measure_id]}"
                    row["topic_code"] = (item if measure is None else measure).topic_code
                    due = due_of.get(measure_id)
                    if is_target and row["due_source_code"] == "" and due is not None:
                        row |= {"due_date": due, "due_source_code": "task"}
                    rows.append(row)
    return schema.conform(
        pd.DataFrame(rows, columns=list(schema.empty("targets").columns)), "targets"
    )


def extract_deadlines(
    measures: pd.DataFrame, items: pd.DataFrame, tasks: pd.DataFrame, links: pd.DataFrame
) -> pd.DataFrame:
    """Read every date by which something is due: in the items, and in the rows of a task table.

    Args:
        measures, items, tasks, links: as for ``extract_targets``; tasks may carry the span of
            the due text as due_start and due_end.

    Returns:
        One row per date. A row of a task table has the id ``<task_id>:d1``.

    Example: 6月底前完成验收 -> 2025-06-30, rule month_end.
    """
    rows: list[dict[str, Any]] = []
    reviews = review_chapters(items)
    for item, own in _walk(items, measures):
        counts: dict[str, int] = {}
        for sentence in _sentences(item, (item.plan_id, item.chapter) in reviews):
            for hit in sentence.dates if not sentence.is_review else ():
                start = item.char_start + sentence.start + hit.start
                measure = _measure_at(own, start)
                measure_id = measure.measure_id if measure is not None else ""
                counts[measure_id] = counts.get(measure_id, 0) + 1
                rows.append(
                    _place(item)
                    | {
                        "deadline_id": f"{measure_id or item.item_id}:d{counts[measure_id]}",
                        "measure_id": measure_id,
                        "matched_text": hit.text,
                        "due_date": pd.Timestamp(hit.due_date),
                        "rule": hit.rule,
                        "char_start": start,
                        "char_end": start + hit.end - hit.start,
                    }
                )
    first: dict[str, str] = {}
    for task_id, measure_id in zip(links["task_id"], links["measure_id"], strict=True):
        first.setdefault(task_id, measure_id)
    rows += [_task_deadline(task, first.get(str(task.task_id), "")) for task in _due_tasks(tasks)]
    columns = list(schema.empty("deadlines").columns)
    return schema.conform(pd.DataFrame(rows, columns=columns), "deadlines")


def _due_tasks(tasks: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows with a date; without their span in the plan's text they have no place."""
    if {"due_start", "due_end"} <= set(tasks.columns):
        has_place = tasks["due_end"] > tasks["due_start"]
        yield from tasks[tasks["due_date"].notna() & has_place].itertuples()


def _task_deadline(task: Any, measure_id: str) -> dict[str, Any]:
    hits = find_dates(task.due_text, int(task.year))
    return _place(task) | {
        "deadline_id": f"{task.task_id}:d1",
        "measure_id": measure_id,
        "matched_text": task.due_text,
        "due_date": task.due_date,
        "rule": hits[-1].rule if hits else "table",
        "char_start": task.due_start,
        "char_end": task.due_end,
    }


def _place(row: Any) -> dict[str, Any]:
    return {"plan_id": row.plan_id, "city": row.city, "year": row.year}


def _walk(items: pd.DataFrame, measures: pd.DataFrame) -> Iterator[tuple[Any, list[Any]]]:
    own: dict[str, list[Any]] = {}
    for measure in measures.itertuples():
        own.setdefault(str(measure.item_id), []).append(measure)
    for item in items.itertuples():
        yield item, own.get(str(item.item_id), [])


def _measure_at(own: list[Any], offset: int) -> Any | None:
    """Return the measure around an offset, else the nearest before it, else the item's first."""
    before = [m for m in own if m.char_start <= offset]
    around = [m for m in before if offset < m.char_end]
    return (around or before or own or [None])[-1 if before else 0]


def _task_dates(tasks: pd.DataFrame, links: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Return measure_id -> due date of the first task row that repeats it."""
    if links.empty or tasks.empty:
        return {}
    due = tasks.set_index("task_id")["due_date"]
    dates: dict[str, pd.Timestamp] = {}
    for task_id, measure_id in zip(links["task_id"], links["measure_id"], strict=True):
        date = due.get(task_id)
        if measure_id and date is not None and not pd.isna(date):
            dates.setdefault(measure_id, date)
    return dates


def _sentences(item: Any, in_review: bool) -> Iterator[_Sentence]:
    """Yield an item's sentences (parts between 。 and ;) with figures, dates and roles."""
    year = int(item.year)
    own = heading_looks_back(item.section + item.heading, year)
    in_review = in_review if own is None or in_review else own
    is_past = in_review
    for outer in _SENTENCE.finditer(_WRAP.sub(r"\1 ", item.text)):
        for inner in _SEGMENT.finditer(outer.group()):
            text = inner.group()
            figures = tuple(find_quantities(text))
            roles = []
            for figure, following in zip(figures, (*figures[1:], None), strict=False):
                before, after = text[: figure.start], re.split("[,;:]", text[figure.end :])[0]
                back = looks_back(before, year, is_past) and not _THIS_YEAR.search(after)
                roles.append(role_of(text, figure, following, in_review or back))
            yield _Sentence(
                text,
                outer.start() + inner.start(),
                figures,
                tuple(find_dates(text, year)),
                tuple(roles),
                in_review or looks_back(text, year, is_past),
            )
            is_past = in_review or looks_back(text, year, is_past, lasting=True)


def _target(item: Any, sentence: _Sentence, index: int, phrase: Phrase) -> dict[str, Any]:
    figure, text = sentence.figures[index], sentence.text
    start = item.char_start + sentence.start
    is_ahead = sentence.roles[index] in ("target", "parameter")
    due = _due(sentence, figure) if is_ahead else None
    clause = re.split(r"[,:]", text[: figure.start])[-1]
    periods = _PERIOD.findall(clause)
    end = max(figure.end, phrase.end)
    return _place(item) | {
        "item_id": item.item_id,
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
        "period": periods[-1] if periods else "",
        "due_date": pd.NaT if due is None else pd.Timestamp(due.due_date),
        "due_source_code": "" if due is None else "text",
        "scope": phrase.scope,
        "role_code": sentence.roles[index],
        "matched_text": text[phrase.start : end].strip(" ,;:、。"),
        "char_start": start + figure.start,
        "char_end": start + figure.end,
    }


def _due(sentence: _Sentence, figure: Quantity) -> DateHit | None:
    """Return the date that covers a figure: the nearest before it, else the first after it.

    A later clause's date covers earlier figures (建设1000张…,6月底前完成验收) unless that clause
    has a figure of its own.
    """
    before = [hit for hit in sentence.dates if hit.end <= figure.start]
    if before:
        return before[-1]
    for hit in sentence.dates:
        clause = re.split(r"[,:]", sentence.text[hit.end :])[0]
        own = [f for f in sentence.figures if hit.end <= f.start < hit.end + len(clause)]
        if hit.start >= figure.end and not own:
            return hit
    return None
