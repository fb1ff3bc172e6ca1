"""Who says the same: themes as rows, cities as columns, the measures' text in the cells."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from mzanalysis.compare.presence import plan_columns
from mzanalysis.structure.labels import ordinal_of
from mzanalysis.themes.describe import subtopic_of, theme_rows
from mzanalysis.topics.codebook import subtopic_names, topic_order

# What a row of a measure without a counterpart is called.
ONE_CITY = "仅此一城"
# In one cell; spreadsheets show the line break.
_BETWEEN = "；\n"
_LEAD_COLUMNS = ["theme_id", "label", "n_cities"]
_STRENGTHS = {"strive": "【力争】", "encourage": "【鼓励】", "explore": "【探索】"}
_SIGNS = {"eq": "", "ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈", "range": ""}


def side_by_side(
    measures: pd.DataFrame,
    themes: pd.DataFrame,
    topic_code: str | Sequence[str],
    *,
    targets: pd.DataFrame | None = None,
    deadlines: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Put the cities side by side, theme by theme.

    Args:
        measures: measures with ``topic_code`` and ``theme_id``.
        themes: the table ``themes`` of these measures.
        topic_code: one code or several. A theme of which one measure has the topic is shown
            with all its measures.
        targets: the table of that name, for the figures in the cells.
        deadlines: the table of that name, for the dates.

    Returns:
        ``theme_id``, ``label``, ``n_cities``, then one column per plan, named by its city (and
        year where a city has several). Themes of most cities come first, those of as many in the
        order of codebook and plans; below them, labelled 仅此一城, each measure of the topics
        that has no counterpart in another city. A cell has the measures' words, marked 【力争】,
        【鼓励】 or 【探索】 unless they commit plainly, and behind them in full-width brackets,
        which the folded text has not, their targets and the last days they are due; or "".

    Example: 甲 力争新建助餐点12个 and 乙 完善助餐网络 in one theme -> one row, n_cities 2, with
    ``【力争】力争新建助餐点12个（12个；2025-12-31）`` in the cell of 甲.
    """
    column_of = plan_columns(measures)
    columns = list(dict.fromkeys(column_of.values()))
    shown = _of_topics(theme_rows(measures), topic_code)
    cell = _cells(shown, targets, deadlines)
    shown = shown.assign(column=shown["plan_id"].map(column_of), text=cell)
    is_alone = shown["theme_id"] == ""
    first = {theme_id: place for place, theme_id in enumerate(shown["theme_id"].unique())}
    subtopic_place = {code: place for place, code in enumerate(subtopic_names())}

    rows = themes[themes["theme_id"].isin(shown.loc[~is_alone, "theme_id"])]
    kinds = rows["theme_id"].map(lambda theme_id: subtopic_of(theme_id, subtopic_place))
    table = rows[_LEAD_COLUMNS].assign(
        topic=rows["topic_code"].map(topic_order()),
        subtopic=kinds.map(subtopic_place).fillna(len(subtopic_place)),
        first=rows["theme_id"].map(first),
    )
    by = ["n_cities", "topic", "subtopic", "first"]
    table = table.sort_values(by, ascending=[False, True, True, True], kind="stable")
    cells = shown[~is_alone].groupby(["theme_id", "column"])["text"].agg(_BETWEEN.join)
    table = table.join(cells.unstack("column").reindex(columns=columns), on="theme_id")

    below = shown[is_alone].pivot(columns="column", values="text").reindex(columns=columns)
    below = below.assign(theme_id="", label=ONE_CITY, n_cities=1)
    parts = [part[_LEAD_COLUMNS + columns] for part in (table, below) if len(part)]
    if not parts:
        return pd.DataFrame(columns=_LEAD_COLUMNS + columns)
    found = pd.concat(parts, ignore_index=True).fillna(dict.fromkeys(columns, ""))
    return found.astype(dict.fromkeys(columns, "str"))


def theme_members(measures: pd.DataFrame, topic_code: str | Sequence[str]) -> pd.DataFrame:
    """List the measures behind `side_by_side`, one a row, so that each leads back to its plan.

    Arguments as there.

    Returns:
        ``theme_id`` ("" for a measure alone), ``city``, ``year``, ``measure_id``, ``path`` (the
        item's labels: ``三/(二)/14``), ``topic_code``, ``text``; by theme, then in the order of
        the plans, the measures alone at the end.
    """
    shown = _of_topics(theme_rows(measures), topic_code)
    is_alone, first = shown["theme_id"] == "", pd.factorize(shown["theme_id"])[0]
    path = shown["item_id"].str.split(":", n=1).str[-1]
    shown = shown.assign(path=path, is_alone=is_alone, first=first)
    shown = shown.sort_values(["is_alone", "first"], kind="stable", ignore_index=True)
    return shown[["theme_id", "city", "year", "measure_id", "path", "topic_code", "text"]]


def _cells(
    measures: pd.DataFrame, targets: pd.DataFrame | None, deadlines: pd.DataFrame | None
) -> list[str]:
    """Return each measure's text with its strength, figures and due dates."""
    strengths = measures.get("strength_code", pd.Series("", index=measures.index))
    added: dict[str, dict[str, None]] = {measure_id: {} for measure_id in measures["measure_id"]}
    if targets is not None:
        row: Any
        for row in targets[targets["role_code"] == "target"].itertuples():
            high = "" if pd.isna(row.value_high) else f"–{row.value_high:.10g}"
            figure = f"{_SIGNS[row.comparator_code]}{row.value:.10g}{high}{row.unit}"
            added.get(row.measure_id, {})[figure] = None
    dated = [t[["measure_id", "due_date"]] for t in (targets, deadlines) if t is not None]
    if dated:
        dates = pd.concat(dated).dropna().sort_values("due_date")
        for measure_id, date in dates.to_numpy():
            added.get(measure_id, {})[f"{date:%Y-%m-%d}"] = None
    said = measures["text"].map(lambda text: text.removeprefix(ordinal_of(text)))
    texts = zip(measures["measure_id"], said, strengths, strict=True)
    return [
        _STRENGTHS.get(strength, "") + text + (f"（{'；'.join(added[i])}）" if added[i] else "")
        for i, text, strength in texts
    ]


def _of_topics(measures: pd.DataFrame, topic_code: str | Sequence[str]) -> pd.DataFrame:
    topics = [topic_code] if isinstance(topic_code, str) else list(topic_code)
    has_topic = measures["topic_code"].isin(topics)
    themes = set(measures.loc[has_topic, "theme_id"]) - {""}
    return measures[has_topic | measures["theme_id"].isin(themes)].reset_index(drop=True)
