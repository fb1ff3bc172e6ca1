"""Show a whole table in a notebook: no row left out, no sentence cut."""

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from IPython.display import HTML

# Long tables scroll in a frame of their own, so that the text around them stays in reach.
_FRAME = "<div style='max-height:36em;overflow:auto'>{}</div>"
_LEFT = "style='text-align:left;vertical-align:top'>"


def show(table: pd.DataFrame) -> "HTML":
    """Show every row and the whole text of every cell, which pandas would shorten.

    Example: ``mz.show(corpus.compare("funeral"))`` as the last line of a cell.
    """
    from IPython.display import HTML

    with pd.option_context("display.max_colwidth", None):
        page = table.to_html(index=False, na_rep="", justify="left", float_format=_number)
    # pandas writes a line break inside a cell as a backslash and an n
    page = page.replace("\\n", "<br>")
    for cell in ("<td", "<th"):
        page = page.replace(f"{cell}>", f"{cell} {_LEFT}")
    return HTML(_FRAME.format(page))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.3f}"
