"""The sheet that all charts are drawn on: its look, its size, and the check at the door."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pandas as pd

from mzanalysis.errors import InputError, TableError
from mzanalysis.outputs.charts.captions import Lang, word
from mzanalysis.outputs.charts.style import scale, themed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PAGE = 6.3  # inches between the margins of an A4 page in Word (16 cm)
MANY = 12  # from here on cities stand as rows, and cells of city pairs bear no numbers
INK, FAINT, LINE = "#1f3b57", "#6f6f6f", "#d0d0d0"
_NOTE_UNITS = 62  # about as wide as the page beside row labels


@contextmanager
def drawing(ax: "Axes | None", width: float, height: float) -> Iterator["Axes"]:
    """Give Axes in the project's look; on the user's own Axes only the font is ours."""
    import matplotlib.pyplot as plt

    # Loads the notebook's backend now: inside the theme's context its being interactive would
    # be undone on leaving, and later charts of the notebook would not be shown.
    plt.draw_if_interactive()
    with themed(font_only=ax is not None):
        factor = scale() if ax is None else 1.0
        if ax is None:
            _, ax = plt.subplots(figsize=(width, height), layout="constrained")
        # Before, for what is older than our font; after, for what would have the style of the
        # moment when it is made. Sheet and text grow alike: what fits a page fits a slide.
        _set_font(ax)
        yield ax
        _set_font(ax, factor=factor)
        figure = ax.figure.canvas.figure
        width, height = figure.get_size_inches()
        figure.set_size_inches(width * factor, height * factor)
        figure.draw_without_rendering()


def _set_font(ax: "Axes", *, factor: float = 1.0) -> None:
    from matplotlib import rcParams
    from matplotlib.text import Text

    for text in ax.findobj(Text):
        text.set_fontfamily(rcParams["font.family"])
        text.set_fontsize(float(text.get_fontsize()) * factor)


def say_nothing(ax: "Axes", lang: Lang, key: str = "no_data") -> "Axes":
    """Write on the sheet that there is nothing to draw."""
    ax.text(0.5, 0.5, word(key, lang), ha="center", va="center", transform=ax.transAxes)
    ax.set_axis_off()
    return ax


def name_chart(ax: "Axes", title: str, *notes: str, units: int = _NOTE_UNITS) -> None:
    """Write a title above the chart and notes below, broken where they would leave the page."""
    lines = [line for note in notes for line in break_lines(note, units)]
    ax.set(title=title, xlabel="\n".join(lines))


def break_lines(text: str, units: int) -> list[str]:
    """Break a text at Latin words or Chinese characters into lines of a width (`text_units`)."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append("")
        for word_or_sign in re.findall(r"[\x21-\x7e]+ ?|.", line):
            if text_units(lines[-1] + word_or_sign) > units:
                lines.append("")
            lines[-1] += word_or_sign
    return lines


def text_units(text: str) -> int:
    """Return the width of a text's longest line: a Chinese character takes two, a Latin one."""
    return max(sum(1 + (ord(c) > 0x2E7F) for c in line) for line in text.split("\n"))


def check_table(frame: pd.DataFrame, needed: Sequence[str], table: str, lang: str) -> None:
    """Raise if a column is missing or the language is unknown."""
    if lang not in ("zh", "en", "both"):
        raise InputError(f"lang is {lang!r}; allowed: zh, en, both")
    if missing := [c for c in needed if c not in frame.columns]:
        found = ", ".join(map(str, frame.columns))
        raise TableError(f"table {table}: columns missing: {', '.join(missing)}; found: {found}")
