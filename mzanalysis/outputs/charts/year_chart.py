"""What moved between two plans of a city, by topic."""

import pandas as pd

from mzanalysis.outputs.charts.canvas import Sheet, chart
from mzanalysis.outputs.charts.captions import city_label, topic_labels
from mzanalysis.outputs.charts.heat_maps import draw_heat_map

_CODES = ("kept", "reworded", "split", "merged", "new", "dropped")
_NAMED = 6  # cities below the chart
_FEW = 5  # measures of a topic from which it may be named as the one that moved most
_COLUMNS = ("city", "year_before", "year_after", "kind_code", "change_code", "topic_code")


@chart(*_COLUMNS)
def year_changes(sheet: Sheet, year_changes: pd.DataFrame) -> None:
    """Draw how many measures of each topic were kept, reworded, split, merged, added or dropped.

    Args:
        year_changes: the table of that name, or ``corpus.changes(city)``; of several cities or
            pairs of years, all are counted together.

    Returns:
        The Axes: a heat map with topics as rows and what became of the measures as columns, the
        numbers of measures in the cells, coloured by their share of the topic.

    Example: ``charts.year_changes(corpus.changes("十堰"))``.
    """
    measures = year_changes.query("kind_code == 'measure'")
    if measures.empty:
        return
    topics = topic_labels(sheet.lang)
    counts = pd.crosstab(measures["topic_code"], measures["change_code"])
    order = [code for code in topics if code in counts.index]
    counts = counts.reindex(index=order, columns=list(_CODES), fill_value=0)
    heads = {code: sheet.word(f"change_code_{code}") for code in _CODES}
    shares = counts.div(counts.sum(axis=1), axis=0) * 100
    numbers = counts.astype("str").where(counts > 0, "–")
    sheet.notes = (_name_pairs(measures, sheet),)
    draw_heat_map(
        sheet,
        shares.rename(index=topics, columns=heads),
        numbers,
        "year_changes_title",
        "year_changes_note",
        seen=_see(counts, topics, sheet),
    )


def _name_pairs(measures: pd.DataFrame, sheet: Sheet) -> str:
    """Name the cities and years compared; of many, count the cities."""
    first, last = measures["year_before"].min(), measures["year_after"].max()
    cities = [city_label(city, sheet.lang) for city in measures["city"].unique()]
    if len(cities) > _NAMED:
        return sheet.word("year_changes_cities", n=len(cities), first=first, last=last)
    return f"{('、' if sheet.lang == 'zh' else ', ').join(cities)} {first}–{last}"


def _see(counts: pd.DataFrame, topics: dict[str, str], sheet: Sheet) -> str:
    """Name the topic of which most has moved."""
    n_all = counts.sum(axis=1)
    moved = 1 - counts["kept"] / n_all
    moved = moved[n_all >= _FEW]
    if moved.empty or moved.max() == 0:
        return ""
    share = f"{moved.max() * 100:.0f}"
    return sheet.word("seen_year_changes", topic=topics[str(moved.idxmax())], share=share)
