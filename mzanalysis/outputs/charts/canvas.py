"""The sheet that all charts are drawn on: its look, its size, and the check at the door."""

import functools
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mzanalysis.compare.years import Lang
from mzanalysis.errors import InputError
from mzanalysis.outputs.charts.captions import word, years_note
from mzanalysis.outputs.charts.style import scale, themed
from mzanalysis.tables import need_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PAGE = 6.3  # inches between the margins of an A4 page in Word (16 cm)
MANY = 12  # from here on cities stand as rows, and cells of city pairs bear no numbers
INK, FAINT, LINE = "#1f3b57", "#6f6f6f", "#d0d0d0"
_TITLE_UNITS = 76  # of a title, which is larger
_QUESTION_LINE = 11  # points that a line of the question takes
_NOTE_UNITS = 66  # about as wide as the page beside row labels
_PARTS = re.compile(r"(?:[\x21-\x7e]+ ?|.)[，。；：、！？）》”』」〉]*|\n")
_EMPTY_HEIGHT = 1.2  # inches of a sheet that only says that there is nothing to draw
# What the docstring of every chart says, besides its own words.
_ARGUMENTS = """
    ax: Axes to draw on; by default a new figure of its own, as high as it needs.
    lang: language of title and labels: ``zh``, ``en`` or ``both``."""
_RAISES = """

A table without anything to draw gives a figure that says so.

Raises:
    TableError: a column is missing.
    InputError: ``lang`` is none of the three."""

_Draw = Callable[..., None]
_Chart = Callable[..., "Axes"]


@dataclass
class Sheet:
    """What one chart is drawn on, and the language of its words; ``own`` are the user's Axes."""

    own: "Axes | None"
    lang: Lang
    ax: "Axes | None" = None  # once the sheet is open
    years: str = ""  # which years' plans stand side by side, if of several
    notes: tuple[str, ...] = ()  # further captions

    def open(self, height: float, *, width: float = PAGE) -> "Axes":
        """Return the Axes to draw on: the user's own, or a new figure's of this size in inches."""
        import matplotlib.pyplot as plt

        self.ax = self.own or plt.subplots(figsize=(width, height), layout="constrained")[1]
        # For what is older than our font; a user's Axes may be drawn while the chart is made.
        _set_font(self.ax)
        return self.ax

    def word(self, key: str, **values: object) -> str:
        """Return a word of the captions in the sheet's language."""
        return word(key, self.lang, joint="\n", **values)

    def name(
        self, question: str, *notes: str, seen: str = "", units: int = _NOTE_UNITS, **values: object
    ) -> None:
        """Write what is seen and the question above the chart, and captions below it.

        All are broken where they leave the page. Where nothing is seen, the question is the title.
        """
        assert self.ax is not None, "open the sheet before it is named"
        texts = [*(self.word(note, **values) for note in notes), self.years, *self.notes]
        if not self.own:
            figure: Any = self.ax.figure
            units = int(units * figure.get_size_inches()[0] / PAGE)
        lines = break_lines("\n".join(filter(None, texts)), units)
        self.ax.set(xlabel="\n".join(lines))
        if not seen:
            self.ax.set_title(question)
            return
        below = question.count("\n") + 1
        pad = 6 + _QUESTION_LINE * below
        self.ax.set_title("\n".join(break_lines(seen, _TITLE_UNITS)), pad=pad)
        self.ax.annotate(
            question,
            (0.5, 1),
            xycoords="axes fraction",
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
            va="bottom",
            color=FAINT,
        )

    def say_nothing(self, key: str) -> "Axes":
        """Write on the sheet that there is nothing to draw."""
        ax = self.open(_EMPTY_HEIGHT)
        ax.text(0.5, 0.5, self.word(key), ha="center", va="center", transform=ax.transAxes)
        ax.set_axis_off()
        return ax


def chart(*columns: str, nothing: str = "no_data") -> Callable[[_Draw], _Chart]:
    """Make a chart of a function that draws a table on a sheet.

    The function takes a `Sheet`, the table and what else it needs, and opens the sheet if there
    is anything to draw. The chart takes the table and the same, also ``ax`` and ``lang``, and
    returns the Axes; its docstring also tells what holds for all charts.

    Args:
        *columns: what the table must have.
        nothing: key of what is said on a sheet that was not opened.
    """

    def make(draw: _Draw) -> _Chart:
        _, *parameters = inspect.signature(draw).parameters.values()
        common = inspect.signature(_draw_chart)
        parameters += [common.parameters["ax"], common.parameters["lang"]]
        signature = common.replace(parameters=parameters)

        @functools.wraps(draw)
        def run(*args: Any, **options: Any) -> "Axes":
            given = signature.bind(*args, **options)
            given.apply_defaults()
            name = parameters[0].name
            need_columns(given.arguments[name], columns, name)
            return _draw_chart(draw, nothing, **given.arguments)

        own_words = inspect.getdoc(draw) or ""
        run.__doc__ = own_words.replace("\n\nReturns:", f"{_ARGUMENTS}\n\nReturns:") + _RAISES
        vars(run)["__signature__"] = signature
        return run

    return make


def _draw_chart(
    draw: _Draw,
    nothing: str,
    *,
    ax: "Axes | None" = None,
    lang: Lang = "zh",
    **arguments: Any,
) -> "Axes":
    """Draw in the project's look; on the user's own Axes only the font is ours."""
    import matplotlib.pyplot as plt

    if lang not in ("zh", "en", "both"):
        raise InputError(f"lang is {lang!r}; allowed: zh, en, both")
    # Loads the notebook's backend now: inside the theme's context its being interactive would
    # be undone on leaving, and later charts of the notebook would not be shown.
    plt.draw_if_interactive()
    with themed(font_only=ax is not None):
        table = next(iter(arguments.values()))
        sheet = Sheet(ax, lang, years=years_note(table, lang))
        draw(sheet, **arguments)
        drawn = sheet.ax or sheet.say_nothing(nothing)
        # Sheet and text grow alike: what fits a page fits a slide.
        factor = scale() if ax is None else 1.0
        # Again, for what had the style of the moment when it was made.
        _set_font(drawn, factor=factor)
        figure = drawn.figure.canvas.figure
        width, height = figure.get_size_inches()
        figure.set_size_inches(width * factor, height * factor)
        figure.draw_without_rendering()
    return drawn


def _set_font(ax: "Axes", *, factor: float = 1.0) -> None:
    from matplotlib import rcParams
    from matplotlib.text import Text

    for text in ax.findobj(Text):
        text.set_fontfamily(rcParams["font.family"])
        text.set_fontsize(float(text.get_fontsize()) * factor)


def break_lines(text: str, units: int) -> list[str]:
    """Break a text at Latin words or Chinese characters into lines of a width (`text_units`).

    A sign that closes what stands before it goes along with it to the next line.
    """
    lines = [""]
    for part in _PARTS.findall(text):
        if part == "\n" or text_units(lines[-1] + part) > units:
            lines.append("")
        lines[-1] += part.rstrip("\n")
    return lines


def text_units(text: str) -> int:
    """Return the width of a text's longest line: a Chinese character takes two, a Latin one."""
    return max(len(line) + sum(map(is_wide, line)) for line in text.split("\n"))


def is_wide(character: str) -> bool:
    """Say whether a character is as wide as a Chinese one."""
    return ord(character) > 0x2E7F
