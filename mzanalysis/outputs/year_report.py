"""What became of last year's plan, for a report: how many measures stayed, which targets moved."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from mzanalysis import compare
from mzanalysis.compare.years import Lang
from mzanalysis.corpus import Corpus
from mzanalysis.outputs.charts.captions import city_label, topic_labels, word
from mzanalysis.outputs.documents.blocks import Block, Paragraph, Table

_MEASURES = ("kept", "reworded", "split", "merged", "new", "dropped")
_MOVED = ("exceeded", "met", "missed", "raised", "cut", "brought_forward", "put_off")
_MOST_ROWS = 60


def tell_years(corpus: Corpus, lang: Lang) -> Iterator[Block]:
    """Yield the blocks of the chapter on several years of a city."""
    changes = corpus.year_changes
    yield Paragraph(word("report_changes_text", lang))
    yield _count_measures(changes, lang)
    moved = changes[(changes["kind_code"] == "target") & changes["change_code"].isin(_MOVED)]
    if moved.empty:
        yield Paragraph(word("report_moved_none", lang))
        return
    order = moved["change_code"].map(_MOVED.index)
    moved = moved.assign(order=order).sort_values(["city", "year_after", "order"], kind="stable")
    topics = topic_labels(lang)
    rows = []
    for row in _records(moved.head(_MOST_ROWS)):
        sides = []
        for side in ("before", "after"):
            path = compare.path_of(row[f"target_id_{side}"] or row[f"measure_id_{side}"])
            sides.append(f"{row[f'text_{side}']} [{path}]" if path else row[f"text_{side}"])
        change = word(f"change_code_{row['change_code']}", lang, joint=" ")
        rows.append([_years(row, lang), topics[row["topic_code"]], change, *sides])
    keys = ("city", "topic", "change_head", "before_head", "after_head")
    heads = [word(key, lang) for key in keys]
    caption = word("report_moved_caption", lang, joint=" ")
    yield Table(caption, heads, rows, [2.6, 2.4, 1.6, 4.7, 4.7], n_joined=1)
    n_more = len(moved) - _MOST_ROWS
    if n_more > 0:
        yield Paragraph(word("more_listed", lang, n=n_more))


def _count_measures(changes: pd.DataFrame, lang: Lang) -> Table:
    """Return how many measures of two plans of a city were kept, reworded … by city."""
    measures = changes[changes["kind_code"] == "measure"]
    keys = ["city", "year_before", "year_after"]
    rows = []
    for values, of_city in measures.groupby(keys, sort=True):
        counts = of_city["change_code"].value_counts()
        named = dict(zip(keys, values, strict=True))
        rows.append([_years(named, lang), *(str(counts.get(code, 0)) for code in _MEASURES)])
    codes = [word(f"change_code_{code}", lang, joint=" ") for code in _MEASURES]
    heads = [word("city", lang), *codes]
    caption = word("report_changes_caption", lang, joint=" ")
    return Table(caption, heads, rows, [4.0, *([2.0] * len(_MEASURES))])


def _years(row: Any, lang: Lang) -> str:
    return f"{city_label(row['city'], lang)} {row['year_before']}–{row['year_after']}"


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[Any] = table.to_dict("records")
    return rows
