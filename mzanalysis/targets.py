"""Read the figures and due dates a plan commits to: measures -> targets, deadlines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from mzanalysis import schema
from mzanalysis.dates import DateHit, find_dates
from mzanalysis.figure_roles import heading_looks_back, looks_back, review_chapters, role_of
from mzanalysis.figure_words import pattern
from mzanalysis.indicator_phrase import Phrase, name_figure
from mzanalysis.indicator_words import Surroundings, strip_lead
from mzanalysis.quantities import Quantity, find_quantities

_SENTENCE = re.compile(r"[^。!?\n]+")
_SAME = ("value_base", "base_unit", "comparator_code")  # what makes two figures one
_THIS_YEAR = re.compile("年内|年底前|今年(?!以来)")
_SEGMENT = re.compile(r"[^;]+")


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
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    reviews = review_chapters(items)
    for item, own in _walk(items, measures):
        counts: dict[str, int] = {}
        said: dict[str, str] = {}  # unit -> what was last counted in it
        for sentence in _sentences(item, (item.plan_id, item.chapter) in reviews):
            around = Surroundings(
                (item.heading, item.section, item.chapter), item.text[: sentence.start]
            )
            for index, figure in enumerate(sentence.figures):
                measure = _measure_at(own, item.char_start + sentence.start + figure.start)
                measure_id = measure.measure_id if measure is not None else ""
                for phrase in name_figure(sentence.text, sentence.figures, index, around):
                    # 去年建成公墓3处。今年再建5处: the place goes on
                    goes_on = pattern("makes_more").search(phrase.action)
                    more = said.get(figure.base_unit, "") if goes_on else phrase.action
                    name = phrase.indicator or more
                    name = name or _short(strip_lead(item.heading)[1])
                    said[figure.base_unit] = name
                    row = _target(item, sentence, index, replace(phrase, indicator=name))
                    key = (item.plan_id, name, *(row[k] for k in _SAME), figure.value_high)
                    if row["role_code"] == "target" and key in seen:
                        if pd.isna(seen[key]["due_date"]):
                            seen[key] |= {k: row[k] for k in ("due_date", "due_source_code")}
                        continue
                    counts[measure_id] = counts.get(measure_id, 0) + 1
                    row["measure_id"] = measure_id
                    row["target_id"] = f"{measure_id or item.item_id}:t{counts[measure_id]}"
                    row["topic_code"] = (item if measure is None else measure).topic_code
                    due = due_of.get(measure_id)
                    if row["role_code"] == "target":
                        if row["due_source_code"] == "" and due is not None:
                            row |= {"due_date": due, "due_source_code": "task"}
                        seen[key] = row
                    rows.append(row)
    return schema.conform(
        pd.DataFrame(rows, columns=list(schema.empty("targets").columns)).assign(
            source_code="rule"
        ),
        "targets",
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
    first = links.drop_duplicates("task_id").set_index("task_id")["measure_id"].to_dict()
    if {"due_start", "due_end"} <= set(tasks.columns):  # else they have no place in the text
        dated = tasks[tasks["due_date"].notna() & (tasks["due_end"] > tasks["due_start"])]
        rows += [_task_deadline(task, first.get(task.task_id, "")) for task in dated.itertuples()]
    columns = list(schema.empty("deadlines").columns)
    return schema.conform(pd.DataFrame(rows, columns=columns), "deadlines")


def _short(heading: str) -> str:
    return "" if len(heading) > 12 or "," in heading else heading


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
    own = {key: list(rows.itertuples()) for key, rows in measures.groupby("item_id")}
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
    dated = links.merge(tasks[["task_id", "due_date"]], on="task_id").dropna(subset="due_date")
    dated = dated[dated["measure_id"] != ""].drop_duplicates("measure_id")
    return dict(zip(dated["measure_id"], dated["due_date"], strict=True))


def _sentences(item: Any, in_review: bool) -> Iterator[_Sentence]:
    """Yield an item's sentences (parts between 。 and ;) with figures, dates and roles."""
    year = int(item.year)
    own = heading_looks_back(item.section + item.heading, year)
    in_review = in_review if own is None or in_review else own
    is_past = in_review
    for outer in _SENTENCE.finditer(pattern("wrapped").sub(r"\1 ", item.text)):
        for inner in _SEGMENT.finditer(outer.group()):
            text = inner.group()
            figures = tuple(find_quantities(text))
            roles = []
            for figure, following in zip(figures, (*figures[1:], None), strict=False):
                after = re.split("[,;:]", text[figure.end :])[0]
                before = text[: figure.start + 1]  # with its first digit: 花了1, 现有3
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
    periods = pattern("period").findall(clause)
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
        "source_code": "rule",
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
