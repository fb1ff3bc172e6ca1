"""Time grows with length: a text twice as long takes less than three times as long, or no time."""

import time

import pytest

from mzanalysis.figures.quantities import find_quantities
from mzanalysis.structure.measures import split_clauses
from mzanalysis.text.dates import find_dates
from mzanalysis.text.reading_copy import reading_copy

READERS = {
    "dates": lambda text: find_dates(text, 2026),
    "figures": find_quantities,
    "clauses": split_clauses,
    "copy": reading_copy,
}
_AT_ONCE = 0.25  # seconds


def seconds(reader: str, unit: str, length: int) -> float:
    text = (unit * length)[:length]
    start = time.process_time()
    READERS[reader](text)
    return time.process_time() - start


@pytest.mark.parametrize(
    "unit", ["9月底前", "9", "一二三", "1万2", "新建3个,", "3 个 ", ",", "(", "\n", "1."]
)
@pytest.mark.parametrize("reader", READERS)
def test_time_grows_with_length(reader: str, unit: str) -> None:
    seconds(reader, "年底前新建3个", 10)  # the patterns are compiled
    once = seconds(reader, unit, 1500)
    twice = seconds(reader, unit, 3000)
    assert twice < max(_AT_ONCE, 3 * once)
