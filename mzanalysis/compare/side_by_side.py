"""Who says the same: themes as rows, cities as columns, the measures' text in the cells."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from mzanalysis.compare.years import plan_labels
from mzanalysis.structure.labels import ordinal_of
from mzanalysis.themes.describe import subtopic_of, theme_rows
from mzanalysis.topics.codebook import subtopic_names, topic_order

# What a row of a measure without a counterpart is called.
ONE_CITY = "仅此一城"
# In one cell; spreadsheets show the line break.
_BETWEEN = "；\n"
_LEAD_COLUMNS = ["theme_id", "label", "n_cities"]
_STRENGTHS = {"strive": "【力争】", "encourage": "【鼓励】", "explore": "【探索】"}
SIGNS = {"eq": "", "ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈", "range": ""}


def side_by_side(
    measures: pd.DataFrame,
    themes: pd.DataFrame,
    topic_codes: Sequence[str],
    *,
    targets: pd.DataFrame,
    deadlines: pd.DataFrame,
    labels: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Put the cities side by side, theme by theme.

    Args:
        measures: measures with ``topic_code``, ``theme_id`` and ``strength_code``.
        themes: the table ``themes`` of these measures.
        topic_codes: a theme of which one measure has one of the topics is shown with all its
            measures.
        targets: the table of that name, for the figures in the cells.
        deadlines: the table of that name, for the dates.
        labels: what each plan is called, by default `plan_labels` of these measures.

    Returns:
        ``theme_id``, ``label``, ``n_cities``, then one column per plan, named by its city (and
        year where there are several). Themes of most cities come first, those of as many in the
        order of codebook and plans; below them, labelled 仅此一城, each measure of the topics
        that has no counterpart in another city. A cell has the measures' words, marked 【力争】,
        【鼓励】 or 【探索】 unless they commit plainly, and behind them in full-width brackets,
        which the folded text has not, their targets and the last days they are due; or "".

    Example: 甲 力争新建助餐点12个 and 乙 完善助餐网络 in one theme -> one row, n_cities 2, with
    ``【力争】力争新建助餐点12个（12个；2025-12-31）`` in the cell of 甲.
    """
    labels = labels or plan_labels(measures)
    columns = [labels[plan_id] for plan_id in measures["plan_id"].drop_duplicates()]
    shown = _of_topics(theme_rows(measures), topic_codes)
    cell = _cells(shown, _notes(targets, deadlines))
    shown = shown.assign(column=shown["plan_id"].map(labels), text=cell)
    is_alone = shown["theme_id"] == ""

    cells = shown[~is_alone].groupby(["theme_id", "column"])["text"].agg(_BETWEEN.join)
    rows = _in_order(themes, shown["theme_id"]).join(cells.unstack(), on="theme_id")
    below = shown[is_alone].pivot(columns="column", values="text")
    below = below.assign(theme_id="", label=ONE_CITY, n_cities=1)
    table = pd.concat([rows, below], ignore_index=True).reindex(columns=_LEAD_COLUMNS + columns)
    dtypes = dict.fromkeys(table.columns, "str") | {"n_cities": "int64"}
    return table.fillna(dict.fromkeys(columns, "")).astype(dtypes)


def _in_order(themes: pd.DataFrame, theme_ids: pd.Series) -> pd.DataFrame:
    """Return the themes named, those of most cities first, then by codebook and first mention."""
    mentioned = list(theme_ids.unique())
    rows = themes[themes["theme_id"].isin(mentioned)]
    subtopics = [*subtopic_names(), ""]
    rows = rows.assign(
        topic=rows["topic_code"].map(topic_order()),
        subtopic=[subtopics.index(subtopic_of(i, subtopics)) for i in rows["theme_id"]],
        first=rows["theme_id"].map(mentioned.index),
    )
    by = ["n_cities", "topic", "subtopic", "first"]
    return rows.sort_values(by, ascending=[False, True, True, True])[_LEAD_COLUMNS]


def theme_members(measures: pd.DataFrame, topic_codes: Sequence[str]) -> pd.DataFrame:
    """List the measures behind `side_by_side`, one a row, so that each leads back to its plan.

    Arguments as there.

    Returns:
        ``theme_id`` ("" for a measure alone), ``city``, ``year``, ``measure_id``, ``path`` (the
        item's labels: ``三/(二)/14``), ``topic_code``, ``text``; by theme, then in the order of
        the plans, the measures alone at the end.
    """
    shown = _of_topics(theme_rows(measures), topic_codes)
    shown["path"] = shown["item_id"].str.split(":", n=1).str[-1]
    order = [*filter(None, shown["theme_id"].unique()), ""]
    shown["order"] = shown["theme_id"].map(order.index)
    shown = shown.sort_values("order", kind="stable", ignore_index=True)
    return shown[["theme_id", "city", "year", "measure_id", "path", "topic_code", "text"]]


def _cells(measures: pd.DataFrame, notes: dict[str, list[str]]) -> list[str]:
    """Return each measure's text with its strength and, in brackets, what is noted on it."""
    cells = []
    measure: Any
    for measure in measures.itertuples():
        text = measure.text.removeprefix(ordinal_of(measure.text))
        cell = _STRENGTHS.get(measure.strength_code, "") + text
        if measure.measure_id in notes:
            cell += f"（{'；'.join(dict.fromkeys(notes[measure.measure_id]))}）"
        cells.append(cell)
    return cells


def _notes(targets: pd.DataFrame, deadlines: pd.DataFrame) -> dict[str, list[str]]:
    """Return what stands behind a measure: its figures, then the dates by which it is due."""
    notes: dict[str, list[str]] = defaultdict(list)
    for row in targets[targets["role_code"] == "target"].itertuples():
        notes[str(row.measure_id)].append(write_figure(row))
    dates = pd.concat([targets, deadlines])[["measure_id", "due_date"]]
    for measure_id, date in dates.dropna().sort_values("due_date").to_numpy():
        notes[measure_id].append(f"{date:%Y-%m-%d}")
    return notes


def write_figure(row: Any) -> str:
    """Return a figure of the table ``targets`` as promised: ``≥12个``, ``200–300万元``."""
    high = "" if pd.isna(row.value_high) else f"–{row.value_high:.10g}"
    return f"{SIGNS[row.comparator_code]}{row.value:.10g}{high}{row.unit}"


def _of_topics(measures: pd.DataFrame, topic_codes: Sequence[str]) -> pd.DataFrame:
    """Return the measures on the topics, and those of their themes."""
    has_topic = measures["topic_code"].isin(topic_codes)
    themes = set(measures.loc[has_topic, "theme_id"]) - {""}
    return measures[has_topic | measures["theme_id"].isin(themes)].reset_index(drop=True)
