"""A document as one web page that prints on A4: styles and pictures are in the file."""

import base64
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from mzanalysis import resources
from mzanalysis.folders import read_bytes, write_whole
from mzanalysis.outputs.charts.captions import word
from mzanalysis.outputs.documents.blocks import (
    Bullets,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Table,
)

_STYLE = "outputs/documents/page.css"


def write_page(paper: Paper, path: Path) -> Path:
    """Write a document as ``.html``; it loads nothing from elsewhere."""
    return write_whole(path, "\n".join(_page(paper)).encode())


def _page(paper: Paper) -> Iterator[str]:
    title = escape(paper.title)
    yield f'<!DOCTYPE html><html lang="{"en" if paper.lang == "en" else "zh-CN"}"><head>'
    yield '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    style = resources.path(_STYLE).read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield f"<title>{title}</title><style>{style}</style></head><body><main>"
    yield f"<h1>{title}</h1>"
    yield from (f'<p class="below">{_lines(line)}</p>' for line in paper.below)
    counts = {"figure": 0, "table": 0}
    for block in paper.blocks:
        yield from _block(block, counts, paper)
    yield "</main></body></html>"


def _block(block: Any, counts: dict[str, int], paper: Paper) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"<h{block.level + 1}>{escape(block.text)}</h{block.level + 1}>"
    elif isinstance(block, Paragraph):
        yield f"<p>{_lines(block.text)}</p>"
    elif isinstance(block, Bullets):
        lines = "".join(f"<li>{_lines(line)}</li>" for line in block.lines)
        yield f"<ul>{lines}</ul>"
    elif isinstance(block, Picture):
        data = base64.b64encode(read_bytes(block.path)).decode()
        yield f'<figure><img src="data:image/png;base64,{data}" alt="{escape(block.alt)}">'
        yield f"<figcaption>{_caption('figure', block, counts, paper)}</figcaption></figure>"
    elif isinstance(block, Table):
        yield f"<table><caption>{_caption('table', block, counts, paper)}</caption><thead><tr>"
        yield "".join(f'<th scope="col">{escape(head)}</th>' for head in block.heads)
        yield "</tr></thead><tbody>"
        yield from (_row(block, number) for number in range(len(block.rows)))
        yield "</tbody></table>"


def _caption(kind: str, block: Any, counts: dict[str, int], paper: Paper) -> str:
    counts[kind] += 1
    return f"{word(kind, paper.lang, joint=' ')} {counts[kind]}  {escape(block.caption)}"


def _row(table: Table, number: int) -> str:
    cells = []
    for place, text in enumerate(table.rows[number]):
        is_repeated = table.is_repeated(number, place)
        cells.append('<td class="again"></td>' if is_repeated else f"<td>{_lines(text)}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
