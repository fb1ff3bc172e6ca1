"""How tables and shares are shown: no row left out, no sentence cut, nothing made zero."""

import hashlib
from html import escape
from itertools import count
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from IPython.display import HTML

# Long tables scroll in a frame of their own, so that the text around them stays in reach.
_FRAME_HEIGHT = "36em"
_NARROW = 12  # characters up to which a column's cells stay on one line
_STYLE = """<style>
.mz td, .mz th {text-align: left !important; vertical-align: top; white-space: normal}
.mz td.narrow {white-space: nowrap}
.mz td:not(.narrow) {min-width: 11em}
</style>"""
_shown = count()


def show(table: pd.DataFrame) -> "HTML":
    """Show every row and the whole text of every cell, with a search field and sortable columns.

    Works offline and in exported pages: the first table shown in a notebook brings what the
    others need.

    Example: ``mz.show(corpus.compare("funeral"))`` as the last line of a cell.
    """
    from IPython.display import HTML
    from itables import options
    from itables.javascript import generate_init_offline_itables_html, to_html_datatable

    cells = table.astype(object).where(table.notna(), "").map(_plain)
    cells.columns = [escape(str(name)) for name in table.columns]
    widths = [cells[column].map(len).max() for column in cells]
    narrow = [place for place, width in enumerate(widths) if width <= _NARROW]
    numbers = table.columns.get_indexer(table.select_dtypes("number").columns).tolist()
    n_before = next(_shown)
    digest = hashlib.sha256(str(cells.to_numpy().tolist()).encode()).hexdigest()
    page = to_html_datatable(
        cells,
        connected=False,
        showIndex=False,
        table_id=f"mz-{n_before}-{digest[:8]}",  # a random one would make equal pages differ
        maxBytes=0,  # all rows: the default leaves some out
        paging=False,
        scrollX=True,
        scrollY=_FRAME_HEIGHT,
        scrollCollapse=True,
        order=[],
        classes="mz display compact",
        allow_html=True,  # cells are escaped here, to keep their line breaks
        columnDefs=[
            {"targets": narrow, "className": "narrow"},
            {"targets": numbers, "type": "num-fmt"},
        ],
    )
    first = "" if n_before else generate_init_offline_itables_html(options.dt_bundle)
    return HTML(_STYLE + first + page)


def write_share(share: float) -> str:
    """Return a share in percent with one digit; one that rounds to nothing is ``<0.1``."""
    if 0 < share < 0.0005:
        return "<0.1"
    return f"{share * 100:.1f}"


def _plain(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return f"{value:,.0f}" if value == int(value) else f"{value:,.3f}"
    return escape(str(value)).replace("\n", "<br>")
