"""Read the figures and due dates a plan commits to: measures -> targets, deadlines."""

import re
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import pandas as pd

from mzanalysis.figures import roles as roles_of
from mzanalysis.figures.names import Phrase, name_figure
from mzanalysis.figures.phrases import Surroundings, strip_lead
from mzanalysis.figures.quantities import Quantity, find_quantities
from mzanalysis.figures.roles import is_part, looks_back
from mzanalysis.tables import conform_table, empty_table
from mzanalysis.text.dates import DateHit, find_dates
from mzanalysis.text.patterns import pattern

_AS_READ = ("comparator_code", "unit", "base_unit", "kind_code")
_SAME = ("value_base", "base_unit", "comparator_code")  # what makes two figures one


class _Sentence(NamedTuple):
    """A part of an item between 。 and ; with what it says: figures and dates, offsets in it."""

    text: str
    start: int  # in the plan
    figures: list[Quantity]
    dates: list[DateHit]
    roles: list[str]  # of the figures
    is_review: bool


def extract_targets(
    measures: pd.DataFrame,
    items: pd.DataFrame,
    tasks: pd.DataFrame,
    links: pd.DataFrame,
    loose: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Read every figure of the items with what it counts, how it binds and by when.

    Args:
        measures: one row per measure, with spans and topics.
        items: one row per item, with text, headings and span.
        tasks: rows of attached tables, with due_date.
        links: task_id, measure_id: the measures each row repeats.
        loose: measures without ids and items of the text outside the items, with topics.

    Returns:
        One row per indicator and figure, without indicator_id; those of loose text have no
        measure_id and item_id. The date is the sentence's own, else the linked task's. What one
        plan says twice counts once.

    Example: 年内新建30个城乡公益性公墓 -> 城乡公益性公墓, 新建, eq, 30, 个, due 2025-12-31.
    """
    due_of, known = _task_dates(tasks, links), {*items["item_id"]}
    rows: list[dict[str, Any]] = []
    counts: Counter[str] = Counter()
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    said: dict[tuple[str, str], str] = {}  # item and unit -> what was last counted in it
    for item, own, sentence in _walk(items, measures, loose):
        headings = (item.heading, item.section, item.chapter)
        around = Surroundings(headings, item.text[: sentence.start - item.char_start])
        for index, figure in enumerate(sentence.figures):
            measure = _measure_at(own, sentence.start + figure.start)
            for phrase in name_figure(sentence.text, sentence.figures, index, around):
                # 去年建成公墓3处。今年再建5处: the place goes on
                last, goes_on = (item.item_id, figure.base_unit), pattern("makes_more")
                more = said.get(last, "") if goes_on.search(phrase.action) else phrase.action
                above = re.sub("^.{13,}$|.*,.*", "", strip_lead(item.heading)[1])
                said[last] = phrase.indicator or more or above
                row = _target(item, sentence, index, phrase) | {"indicator": said[last]}
                key = (item.plan_id, said[last], *(row[k] for k in _SAME), figure.value_high)
                is_target, due = row["role_code"] == "target", due_of.get(measure.measure_id)
                if is_target and key in seen:
                    if pd.isna(seen[key]["due_date"]):
                        seen[key] |= {k: row[k] for k in ("due_date", "due_source_code")}
                    continue
                if is_target:
                    seen[key] = row
                    if row["due_source_code"] == "" and due is not None:
                        row |= {"due_date": due, "due_source_code": "task"}
                place = measure.measure_id or item.item_id
                counts[place] += 1
                row |= {"target_id": f"{place}:t{counts[place]}", "topic_code": measure.topic_code}
                row |= {"measure_id": measure.measure_id}
                row |= {"item_id": item.item_id if item.item_id in known else ""}
                rows.append(row)
    return _table(rows, "targets")


def extract_deadlines(
    measures: pd.DataFrame,
    items: pd.DataFrame,
    tasks: pd.DataFrame,
    links: pd.DataFrame,
    loose: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Read every date by which something is due: in the items, and in the rows of a task table.

    Takes what ``extract_targets`` takes; tasks may carry the span of the due text (due_start,
    due_end). A row of a task table has the id ``<task_id>:d1``.

    Example: 6月底前完成验收 -> 2025-06-30, rule month_end.
    """
    rows: list[dict[str, Any]] = []
    counts: Counter[str] = Counter()
    for item, own, sentence in _walk(items, measures, loose):
        for hit in sentence.dates if not sentence.is_review else ():
            start = sentence.start + hit.start
            measure_id = _measure_at(own, start).measure_id
            place = measure_id or item.item_id
            counts[place] += 1
            due: Any = (hit.text, pd.Timestamp(hit.due_date), hit.rule)
            span: Any = (start, sentence.start + hit.end)
            rows.append(_deadline(item, f"{place}:d{counts[place]}", measure_id, due, span))
    first = links.drop_duplicates("task_id").set_index("task_id")["measure_id"].to_dict()
    if {"due_start", "due_end"} <= set(tasks.columns):  # else they have no place in the text
        dated = tasks[tasks["due_date"].notna() & (tasks["due_end"] > tasks["due_start"])]
        task: Any
        for task in dated.itertuples():
            hits = find_dates(task.due_text, int(task.year))
            due = (task.due_text, task.due_date, hits[-1].rule if hits else "table")
            measure_id, span = first.get(task.task_id, ""), (task.due_start, task.due_end)
            rows.append(_deadline(task, f"{task.task_id}:d1", measure_id, due, span))
    return _table(rows, "deadlines")


def _table(rows: list[dict[str, Any]], name: str) -> pd.DataFrame:
    return conform_table(pd.DataFrame(rows, columns=list(empty_table(name).columns)), name)


def _place(row: Any) -> dict[str, Any]:
    return {"plan_id": row.plan_id, "city": row.city, "year": row.year}


def _deadline(row: Any, deadline_id: str, measure_id: str, due: Any, span: Any) -> dict[str, Any]:
    names = ("matched_text", "due_date", "rule", "char_start", "char_end")
    own = {"deadline_id": deadline_id, "measure_id": measure_id}
    return _place(row) | own | dict(zip(names, (*due, *span), strict=True))


def _walk(
    items: pd.DataFrame,
    measures: pd.DataFrame,
    loose: tuple[pd.DataFrame, pd.DataFrame] | None,
) -> Iterator[tuple[Any, list[Any], _Sentence]]:
    """Yield each sentence with its item and the item's measures (or one without an id)."""
    for own, parts in ((measures, items), *([loose] if loose else [])):
        measures_of = {key: list(rows.itertuples()) for key, rows in own.groupby("item_id")}
        reviews = roles_of.review_chapters(parts)
        for item in parts.itertuples():
            none = SimpleNamespace(
                measure_id="", topic_code=item.topic_code, char_start=0, char_end=0
            )
            for sentence in _sentences(item, (item.plan_id, item.chapter) in reviews):
                yield item, measures_of.get(str(item.item_id), [none]), sentence


def _measure_at(own: list[Any], offset: int) -> Any:
    """Return the measure around an offset, else the nearest before it, else the item's first."""
    before = [m for m in own if m.char_start <= offset]
    around = [m for m in before if offset < m.char_end]
    return (around or before or own[:1])[-1]


def _task_dates(tasks: pd.DataFrame, links: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Return measure_id -> due date of the first task row that repeats it."""
    if links.empty or tasks.empty:
        return {}
    dated = links.merge(tasks[["task_id", "due_date"]], on="task_id").dropna(subset="due_date")
    dated = dated[dated["measure_id"] != ""].drop_duplicates("measure_id")
    return dict(zip(dated["measure_id"], dated["due_date"], strict=True))


def _sentences(item: Any, in_review: bool) -> Iterator[_Sentence]:
    year = int(item.year)
    own = roles_of.heading_looks_back(item.section + item.heading, year)
    is_past = in_review = in_review if own is None else own or in_review
    for found in re.finditer(r"[^。!?\n;]+", pattern("wrapped").sub(r"\1 ", item.text)):
        text = found.group()
        figures = find_quantities(text)
        roles: list[str] = []
        for figure, following in zip(figures, [*figures[1:], None], strict=False):
            after = re.split("[,;:]", text[figure.end :])[0]
            before = text[: figure.start + 1]  # with its first digit: 花了1, 现有3
            if figure.comparator_code == "ge":  # 成功寻亲40人以上 is hoped for
                before = pattern("hoped").sub("", before)
            back = looks_back(before, year, is_past) and not pattern("this_year").search(after)
            is_back = in_review or back
            roles.append(roles_of.role_of(text, figure, following, is_back, *roles[-1:]))
        is_review = in_review or looks_back(text, year, is_past)
        dates = find_dates(text, year)
        yield _Sentence(text, item.char_start + found.start(), figures, dates, roles, is_review)
        is_past = in_review or looks_back(text, year, is_past, lasting=True)


def _target(item: Any, sentence: _Sentence, index: int, phrase: Phrase) -> dict[str, Any]:
    figure, text, role = sentence.figures[index], sentence.text, sentence.roles[index]
    date = _due(sentence, figure, role)
    due = date if role in ("target", "parameter") else None
    return _place(item) | {
        "item_id": item.item_id,
        "indicator_id": "",
        "action": phrase.action,
        **{name: getattr(figure, name) for name in _AS_READ},
        "value": float(figure.value),
        "value_high": None if figure.value_high is None else float(figure.value_high),
        "value_base": float(figure.value_base),
        "period": _period(sentence, index) or ("全年" if date and "全年" in date.text else ""),
        "due_date": pd.NaT if due is None else pd.Timestamp(due.due_date),
        "due_source_code": "" if due is None else "text",
        "scope": phrase.scope + "其中" * is_part(text[: figure.start], figure),
        "role_code": role,
        "source_code": "rule",
        "matched_text": text[phrase.start : max(figure.end, phrase.end)].strip(" ,;:、。"),
        "char_start": sentence.start + figure.start,
        "char_end": sentence.start + figure.end,
    }


def _period(sentence: _Sentence, index: int) -> str:
    """Return how often, as the figure's clause says it, else that of the whole it is a part of."""
    figure, text = sentence.figures[index], sentence.text
    per = re.findall("^(?:[/·][^,;、/·]{1,2})+", text[figure.end :])  # 630元/人·月
    clause = "".join([re.split("[,:]", text[: figure.start])[-1], *per])
    if found := pattern("period").findall(clause):
        return re.sub("^一?(?=(?:年|季度?|月|周|日|天)$)", "每", found[-1])
    return _period(sentence, index - 1) if index and is_part(text[: figure.start], figure) else ""


def _due(sentence: _Sentence, figure: Quantity, role: str) -> DateHit | None:
    """Return the date that covers a figure: the nearest before it that does, else one after it.

    A date covers its own clause and those that go on with its list (年内新建9处,改造5处). A later
    clause's date covers a figure where it only says when that is done: 建床位90张,6月底前验收.
    """
    text = sentence.text
    for number in sentence.figures:  # so that a clause shows whether it has one
        text = text[: number.start] + "#" * (number.end - number.start) + text[number.end :]
    ahead = [hit for hit in sentence.dates if hit.end <= figure.start]
    for hit in ahead[-1:]:
        is_whole = is_part(sentence.text[: figure.start], figure)
        if is_whole or _governs(hit, text[hit.end : figure.start], figure, role):
            return hit
    for hit in sentence.dates[len(ahead) :] if role != "parameter" else ():
        is_end = pattern("completes").match(re.split("[,:]", text[hit.end :])[0])
        if is_end and all("#" in c for c in re.split("[,:]", text[figure.end : hit.start])[1:-1]):
            return hit
    return None


def _governs(hit: DateHit, between: str, figure: Quantity, role: str) -> bool:
    """Tell whether a date covers a figure after it; ``between`` has # for other figures."""
    first, *later = re.split("[,:]", between)
    if not later or (not first and len(later) == 1):
        return True
    own, is_frequency = later[-1].partition("#")[0], figure.kind_code == "frequency"
    if role == "parameter" or (is_frequency and pattern("period").search(later[-1])):
        return False
    is_share = figure.kind_code not in ("amount", "count")
    reach, change = (pattern(name).search(own) for name in ("reaching", "changing"))
    is_state = (is_share or (reach and reach["verb"])) and (not change or change[0][-1] in "到至在")
    if hit.rule == "whole_year" and is_state:
        return False  # 全年培训90人,持证率稳定在9%: a state takes no year
    if not first:  # 到2026年底,健全制度,入住率达到60%
        return True
    is_list = "#" in first or (len(later) == 1 and not pattern("event").match(first))
    return is_list and all("#" in clause for clause in later[:-1])
