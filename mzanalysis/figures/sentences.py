"""Cut items into sentences, and read the figures and dates of each once for all tables."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from mzanalysis.figures.names import Phrase, name_figure
from mzanalysis.figures.phrases import Surroundings, strip_lead
from mzanalysis.figures.quantities import Quantity, find_quantities
from mzanalysis.figures.roles import read_roles, review_chapters
from mzanalysis.figures.sentence_parts import has
from mzanalysis.resources import read_table
from mzanalysis.text.dates import DateHit, find_dates
from mzanalysis.text.patterns import pattern
from mzanalysis.text.reading_copy import reading_copy
from mzanalysis.text.tense import clause_at, heading_looks_back, is_reported, read_tenses


class Sentence(NamedTuple):
    """A part of an item between 。 and ; with what it says.

    ``item`` is a row of the items, ``measures`` are rows of its measures (the item itself where it
    has none). Offsets of figures and dates count in ``text``; ``places`` tells where in the plan
    each of its characters stands; ``roles`` are those of the figures. ``frame`` is the end of a
    year that opened the sentence before and goes on over the semicolon. ``is_loose``: the text
    stands outside the items.
    """

    item: Any
    measures: list[Any]
    text: str
    places: Sequence[int]
    figures: list[Quantity]
    roles: list[str]
    dates: list[DateHit]
    frame: DateHit | None
    is_loose: bool

    def measure_at(self, offset: int) -> Any:
        """Return the measure around an offset of the sentence, else the nearest before it."""
        nearest = self.measures[0]
        for measure in self.measures:
            if measure.char_start <= self.places[offset]:
                nearest = measure
        return nearest

    def span(self, part: Quantity | DateHit) -> tuple[int, int]:
        """Return where in the plan a figure or date of the sentence begins and ends."""
        return self.places[part.start], self.places[part.end - 1] + 1


def read_sentences(
    items: pd.DataFrame, measures: pd.DataFrame, *, is_loose: bool = False
) -> list[Sentence]:
    """Read the sentences of items with their figures, dates and roles.

    Args:
        items: one row per item, with text, headings, span and topic.
        measures: one row per measure in them, in order, with spans and topics.
        is_loose: the items are text outside the items, the measures have no ids.

    Example: 已建成公墓5处,年内再建3处。 -> 5处 (result), 3处 (target), 年内.
    """
    measures_of: dict[str, list[Any]] = {}
    row: Any
    for row in measures.itertuples():
        measures_of.setdefault(row.item_id, []).append(row)
    reviews = review_chapters(items)
    sentences: list[Sentence] = []
    for row in items.assign(measure_id="").itertuples():
        in_review = (row.plan_id, row.chapter) in reviews
        sentences += _read_item(row, measures_of.get(row.item_id, [row]), in_review, is_loose)
    return sentences


def _read_item(
    item: Any, measures: list[Any], in_review: bool, is_loose: bool
) -> Iterator[Sentence]:
    year = int(item.year)
    in_review = in_review or heading_looks_back(item.section + item.heading, year) is True
    copy, places = reading_copy(pattern("wrapped").sub(r"\1 ", item.text))
    places = [item.char_start + place for place in places]
    tenses = read_tenses(copy, year, is_preamble=is_loose)

    def is_past(start: int, end: int) -> bool:
        clause = clause_at(tenses, start)
        return in_review or is_reported(copy, (start, end), year, clause)

    frame: DateHit | None = None
    for match in re.finditer(r"[^。!?\n;]+", copy):
        text, place = match.group(), match.start()
        own_places = places[place : match.end()]
        figures = find_quantities(text)
        are_past = [is_past(place + figure.start, place + figure.end) for figure in figures]
        roles = read_roles(text, figures, are_past)
        dates = find_dates(text, year)  # a date tells the time itself
        dates = [date for date in dates if not is_past(place + date.end - 1, place + date.end)]
        if copy[place - 1 : place] != ";" or dates or has("this_year", text):
            frame = None
        yield Sentence(item, measures, text, own_places, figures, roles, dates, frame, is_loose)
        if dates and _opens(text, dates[0]):
            frame = dates[0]


def _opens(text: str, date: DateHit) -> bool:
    """Tell whether the end of a year opens a sentence and holds for all of it: 到2027年,…"""
    is_year_end = (date.due_date.month, date.due_date.day) == (12, 31)
    return is_year_end and text[date.end : date.end + 1] == "," and not text[: date.start].strip()


def name_all(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, int, Phrase]]:
    """Name every figure; one that leaves its thing out takes that counted before it in its item.

    Yields:
        The sentence, the figure's number in it, and its phrase: one, or one per rate that shares
        the figure.

    Example: 去年建成公墓3处。今年再建5处。 -> 公墓 for both.
    """
    last_named: dict[tuple[str, str], str] = {}  # item and unit -> what was last counted in it
    for sentence in sentences:
        item = sentence.item
        headings = (item.heading, item.section, item.chapter)
        around = Surroundings(headings, item.text[: sentence.places[0] - item.char_start])
        for index, figure in enumerate(sentence.figures):
            memory = (item.item_id, figure.base_unit)
            for phrase in name_figure(sentence.text, sentence.figures, index, around):
                indicator = phrase.indicator or _carry_on(phrase, last_named.get(memory, ""))
                last_named[memory] = indicator or _short_heading(item.heading)
                yield sentence, index, phrase._replace(indicator=last_named[memory])


def name_reasons(item: pd.DataFrame, measures: pd.DataFrame, target: pd.Series) -> pd.DataFrame:
    """List the rows of ``names.csv`` that name a figure, in order.

    Args:
        item: the figure's item, one row.
        measures: the item's measures.
        target: the figure, a row of ``targets``.
    """
    shapes: list[str] = []
    for sentence, index, phrase in name_all(read_sentences(item, measures)):
        start = sentence.places[sentence.figures[index].start]
        if (start, phrase.indicator) == (target["char_start"], target["indicator"]):
            shapes += phrase.shapes
    return read_table("figures/names.csv").set_index("shape").loc[shapes].reset_index()


def _carry_on(phrase: Phrase, last_name: str) -> str:
    """Return what a figure without a name counts: 再建 goes on with the last one's thing."""
    return last_name if has("makes_more", phrase.action) else phrase.action


def _short_heading(heading: str) -> str:
    """Return a heading that may name a figure: no sentence, and not too long."""
    return re.sub("^.{13,}$|.*,.*", "", strip_lead(heading)[1])
