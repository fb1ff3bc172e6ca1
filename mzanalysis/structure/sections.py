"""Plans to sections and items: a partition of each plan's whole text, and its lowest headings."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from mzanalysis.structure import labels
from mzanalysis.structure.lines import read_marked_lines
from mzanalysis.structure.marking import CLOSING, Line
from mzanalysis.structure.outline import PLAIN, Node, read_outline
from mzanalysis.tables import make_table
from mzanalysis.text.folding import fold
from mzanalysis.text.reading_copy import reading_copy

_INHERITED = ("plan_id", "city", "year")


class _Piece(NamedTuple):
    char_start: int
    kind_code: str
    level: int = 0
    label: str = ""
    heading: str = ""
    above: int | None = None  # start of the piece whose heading stands above


def split_sections(plans: pd.DataFrame) -> pd.DataFrame:
    """Cut each plan's whole text into pieces, in order and without gaps.

    Args:
        plans: one row per plan, with ``plan_id``, ``city``, ``year`` and ``text``.

    Returns:
        ``sections``: the pieces of a plan join to its text again, every character once.
        Headings above items have rows of their own; an item's row spans the whole item.
        A text of no characters has no rows.

    Example: ``一、总则\\n(一)建站。新建3个。`` is a chapter (``一、``) and an item (``(一)``).
    """
    rows = []
    for plan in plans.to_dict("records"):
        pieces = _pieces(plan["text"])
        starts = [piece.char_start for piece in pieces]
        ids = {start: f"{plan['plan_id']}:s{i:03d}" for i, start in enumerate(starts, 1)}
        ends = [*starts[1:], len(plan["text"])]
        start = 0
        for position, (piece, end) in enumerate(zip(pieces, ends, strict=False), 1):
            row = {
                "section_id": ids[piece.char_start],
                "parent_id": "" if piece.above is None else ids.get(piece.above, ""),
                "position": position,
                "char_start": start,
                "char_end": end,
            }
            inherited = {name: plan[name] for name in _INHERITED}
            rows.append(piece._asdict() | inherited | row)
            start = end
    return make_table(rows, "sections")


def extract_items(plans: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Return the items: the lowest-level numbered paragraphs, with their path of labels.

    Args:
        plans: one row per plan, with ``plan_id`` and ``text``.
        sections: the pieces that ``split_sections`` cut the same plans into.

    Returns:
        ``items`` without the topic columns; ``chapter`` and ``section`` are the texts of the
        highest and the second heading above the item, folded. Paths show numbers; marks and
        paragraphs without any are counted: ``—2``, ``¶3``.
    """
    rows = []
    texts = dict(zip(plans["plan_id"], plans["text"], strict=True))
    for plan_id, pieces in sections.groupby("plan_id", sort=False):
        chains: dict[str, list[Any]] = {}  # the headings down to a piece
        seen: Counter[str] = Counter()
        position = 0
        piece: Any
        for piece in pieces.to_dict("records"):
            above = chains.get(piece["parent_id"], [])
            chains[piece["section_id"]] = [*above, piece]
            if piece["kind_code"] != "item":
                continue
            position += 1
            parts = [labels.path_part(heading["label"]) for heading in above]
            parts.append(_own_part(piece["label"], seen))
            path = "/".join(filter(None, parts))
            start = piece["char_start"]
            text = texts[plan_id][start : piece["char_end"]].rstrip()
            row = {
                "item_id": f"{plan_id}:{number_again(path, seen)}",
                "position": position,
                "path": path,
                "chapter": above[0]["heading"] if above else "",
                "section": above[1]["heading"] if len(above) > 1 else "",
                "text": fold(text),
                "char_end": start + len(text),
            }
            rows.append(piece | row)
    return make_table(rows, "items")


def _own_part(label: str, seen: Counter[str]) -> str:
    """Return an item's part of its path; a mark, or none, is counted: ``—2``, ``¶3``."""
    part = labels.path_part(label)
    if labels.number_of(part) or label.startswith("【"):
        return part
    mark = part[:1] or "¶"
    seen[mark] += 1
    return f"{mark}{seen[mark]}"


def number_again(name: str, seen: Counter[str]) -> str:
    """Return a name that no other has: the second ``一/1`` of a plan is ``一/1~2``."""
    seen[name] += 1
    return f"{name}~{seen[name]}" if seen[name] > 1 else name


def _pieces(text: str) -> list[_Piece]:
    folded, places = reading_copy(fold(text))
    lines = read_marked_lines(folded)
    if not lines:
        return [_Piece(0, "paragraph")] if text else []
    nodes = read_outline(lines, folded)
    pieces: list[_Piece] = []
    for piece in sorted(_cut(nodes, lines), key=lambda piece: piece.char_start):
        is_own = piece.heading or piece.kind_code in ("chapter", "section", "item", "paragraph")
        if is_own or not pieces or piece.kind_code != pieces[-1].kind_code:
            above = None if piece.above is None else places[piece.above]
            pieces.append(piece._replace(char_start=places[piece.char_start], above=above))
    return pieces


def _cut(nodes: list[Node], lines: list[Line]) -> Iterator[_Piece]:
    """Yield the pieces of a text, in no order."""
    parents = {node.label.style for node in nodes if not node.is_leaf}
    has_plain_items = _has_plain_items(nodes)
    inside: set[int] = set()  # lines that an item spans, apparatus between its lines too
    for node in nodes:
        start, heading = node.label.start, node.text[: node.phrase[0]]
        if _is_item(node, heading, parents, has_plain_items):
            kind = "item"
            if node.more:
                inside |= {x.start for x in lines if start < x.start < node.more[-1].start}
        else:
            kind = "chapter" if node.level < 2 else "section"
            heading = heading or node.text
            yield from _text_below(node, heading)
        yield _Piece(start, kind, node.level, node.label.text, heading, node.above)
        yield from (_Piece(line.start, "paragraph", above=node.above) for line in node.after)
    for line in lines:
        if line.kind and line.start not in inside:
            yield _Piece(line.start, line.kind, heading=line.heading)


def _text_below(node: Node, heading: str) -> Iterator[_Piece]:
    """Yield the paragraphs between a heading and what stands under it."""
    places = [line.start for line in node.more]
    body = node.text[len(heading) :].lstrip("。:! ")
    if body:
        places.append(node.place + len(node.text) - len(body))
    for place in places:
        yield _Piece(place, "paragraph", above=node.label.start)


def _has_plain_items(nodes: list[Node]) -> bool:
    """Tell whether most of the lowest text stands under headings without a number."""
    n_plain = n_numbered = 0  # characters
    for node in nodes:
        if node.is_leaf:
            n_chars = sum(len(line.text) for line in node.more)
            if node.label.style == PLAIN:
                n_plain += n_chars
            else:
                n_numbered += n_chars + len(node.text)
    return n_plain > n_numbered


def _is_item(node: Node, heading: str, parents: set[str], has_plain_items: bool) -> bool:
    """Tell whether a node is text of its own, not a heading like those that stand above others."""
    style = node.label.style
    if not node.is_leaf or (style == PLAIN and not has_plain_items):
        return False
    if node.more or style not in parents:
        return True
    return node.text.endswith(CLOSING) or 0 < len(heading) < len(node.text)
