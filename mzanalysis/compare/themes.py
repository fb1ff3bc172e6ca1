"""Who says the same: themes as rows, cities as columns, the measures' text in the cells."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from mzanalysis.resources import read_table
from mzanalysis.themes import subtopic_names, subtopic_of, theme_rows

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
        topic_code: one code of the codebook or several, e.g. ``["ageing", "eldercare"]``. A
            theme is shown if one of its measures has the topic, and then with all of them.
        targets: the table ``targets``, for the figures in the cells.
        deadlines: the table ``deadlines``, for the dates.

    Returns:
        ``theme_id``, ``label``, ``n_cities``, then one column per city that has a plan (city and
        year where a city has plans of several years). Themes of most cities come first, those
        of as many in the order of codebook and plans. Below them, labelled 仅此一城, a row
        for each measure of the topics that has no counterpart in another city. Cells without
        a measure are "". In a cell, each measure's words, marked 【力争】, 【鼓励】 or 【探索】
        unless it commits plainly, and behind them in full-width brackets, which the folded
        text has not, its targets and the last days they are due.

    Example: 甲 力争新建助餐点12个 and 乙 完善助餐网络 in one theme -> one row, n_cities 2, with
    ``【力争】力争新建助餐点12个（12个；2025-12-31）`` in the cell of 甲.
    """
    column_of = _columns(measures)
    shown = _of_topics(theme_rows(measures), topic_code)
    shown = shown.assign(
        column=shown["plan_id"].map(column_of), text=_cells(shown, targets, deadlines)
    )
    columns = list(dict.fromkeys(column_of.values()))

    in_themes = shown[shown["theme_id"] != ""]
    rows = themes[themes["theme_id"].isin(in_themes["theme_id"])]
    cells = in_themes.groupby(["theme_id", "column"], sort=False)["text"].agg(_BETWEEN.join)
    wide = cells.unstack("column").reindex(index=rows["theme_id"], columns=columns)
    table = rows[_LEAD_COLUMNS].assign(
        topic=rows["topic_code"].map(_codebook_order()),
        subtopic=_subtopic_places(rows["theme_id"]),
        first=rows["theme_id"].map(_first_places(in_themes)),
    )
    table = table.reset_index(drop=True).join(wide.reset_index(drop=True))
    table = table.sort_values(
        ["n_cities", "topic", "subtopic", "first"],
        ascending=[False, True, True, True],
        kind="stable",
    )

    alone = shown[shown["theme_id"] == ""]
    below = pd.DataFrame(
        {column: alone["text"].where(alone["column"] == column) for column in columns}
    )
    below = below.assign(theme_id="", label=ONE_CITY, n_cities=1)
    parts = [part[_LEAD_COLUMNS + columns] for part in (table, below) if len(part)]
    if not parts:
        return pd.DataFrame(columns=_LEAD_COLUMNS + columns)
    found = pd.concat(parts, ignore_index=True)
    return found.fillna(dict.fromkeys(columns, ""))


def theme_members(measures: pd.DataFrame, topic_code: str | Sequence[str]) -> pd.DataFrame:
    """List the measures behind `side_by_side`, one a row, so that each leads back to its plan.

    Args:
        measures: measures with ``topic_code`` and ``theme_id``.
        topic_code: one code of the codebook or several.

    Returns:
        ``theme_id`` ("" for a measure alone), ``city``, ``year``, ``measure_id``, ``path`` (the
        item's labels: ``三/(二)/14``), ``topic_code``, ``text``; by theme, then in the order of
        the plans, the measures alone at the end.
    """
    shown = _of_topics(theme_rows(measures), topic_code)
    shown = shown.assign(
        path=shown["item_id"].str.partition(":")[2],
        is_alone=shown["theme_id"] == "",
        first=shown["theme_id"].map(_first_places(shown)),
    )
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
    dates = [rows[["measure_id", "due_date"]] for rows in (targets, deadlines) if rows is not None]
    for measure_id, date in (
        pd.concat(dates).dropna().sort_values("due_date").to_numpy() if dates else ()
    ):
        added.get(measure_id, {})[f"{date:%Y-%m-%d}"] = None
    return [
        _STRENGTHS.get(strength, "") + text + (f"（{'；'.join(added[i])}）" if added[i] else "")
        for i, text, strength in zip(
            measures["measure_id"], measures["text"], strengths, strict=True
        )
    ]


def _of_topics(measures: pd.DataFrame, topic_code: str | Sequence[str]) -> pd.DataFrame:
    topics = [topic_code] if isinstance(topic_code, str) else list(topic_code)
    has_topic = measures["topic_code"].isin(topics)
    themes = set(measures.loc[has_topic, "theme_id"]) - {""}
    return measures[has_topic | measures["theme_id"].isin(themes)].reset_index(drop=True)


def _columns(measures: pd.DataFrame) -> dict[str, str]:
    """Return the name of each plan's column: the city, with the year if it has several."""
    plans = measures.drop_duplicates("plan_id")[["plan_id", "city", "year"]]
    has_several = plans.groupby("city")["plan_id"].transform("size") > 1
    names = plans["city"].where(~has_several, plans["city"] + plans["year"].astype(str))
    return dict(zip(plans["plan_id"], names, strict=True))


def _first_places(measures: pd.DataFrame) -> dict[str, int]:
    """Return where each theme has its first measure."""
    first: dict[str, int] = {}
    for place, theme_id in enumerate(measures["theme_id"]):
        first.setdefault(theme_id, place)
    return first


def _subtopic_places(theme_ids: pd.Series) -> list[int]:
    """Return where the subtopic of each theme stands in the codebook; themes of none come last."""
    places = {code: place for place, code in enumerate(subtopic_names())}
    return [places.get(subtopic_of(theme_id, places), len(places)) for theme_id in theme_ids]


def _codebook_order() -> dict[str, int]:
    return {code: i for i, code in enumerate(read_table("codebook.csv")["topic_code"])}
