"""Plans to sections and items: a partition of each plan's whole text, and its lowest headings."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from mzanalysis.structure import labels
from mzanalysis.structure.lines import CLOSING, Line, read_marked_lines
from mzanalysis.structure.outline import PLAIN, Node, read_outline
from mzanalysis.tables import make_table
from mzanalysis.text.folding import fold

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
        start = 0
        ends = [*starts[1:], len(plan["text"])]
        for i, (piece, end) in enumerate(zip(pieces, ends, strict=False), 1):
            row = piece._asdict() | {name: plan[name] for name in _INHERITED}
            row |= {"section_id": ids[piece.char_start], "position": i}
            row |= {"parent_id": "" if piece.above is None else ids.get(piece.above, "")}
            rows.append(row | {"char_start": start, "char_end": end})
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
    rows: list[dict[str, Any]] = []
    texts = dict(zip(plans["plan_id"], plans["text"], strict=True))
    for plan_id, part in sections.groupby("plan_id", sort=False):
        chains: dict[str, list[tuple[str, str]]] = {}  # labels and headings down to a piece
        seen: Counter[str] = Counter()
        position = 0
        for piece in part.to_dict("records"):
            above = chains.get(piece["parent_id"], [])
            chains[piece["section_id"]] = [*above, (piece["label"], piece["heading"])]
            if piece["kind_code"] != "item":
                continue
            position += 1
            own = labels.path_part(piece["label"])
            if not (labels.number_of(own) or piece["label"].startswith("【")):
                mark = own[:1] or "¶"
                seen[mark] += 1
                own = f"{mark}{seen[mark]}"
            path = "/".join([*(labels.path_part(label) for label, _ in above if label), own])
            seen[path] += 1
            again = f"~{seen[path]}" if seen[path] > 1 else ""
            text = texts[plan_id][piece["char_start"] : piece["char_end"]].rstrip()
            chapter, section = [*(heading for _, heading in above), "", ""][:2]
            row = {name: piece[name] for name in (*_INHERITED, "label", "heading", "char_start")}
            row |= {"item_id": f"{plan_id}:{path}{again}", "path": path, "position": position}
            row |= {"text": fold(text), "char_end": piece["char_start"] + len(text)}
            rows.append(row | {"chapter": chapter, "section": section})
    return make_table(rows, "items")


def _pieces(text: str) -> list[_Piece]:
    folded, places = labels.drop_readings(fold(text))
    lines = read_marked_lines(folded)
    if not lines:
        return [_Piece(0, "paragraph")] if text else []
    nodes = read_outline(lines, folded)
    pieces: list[_Piece] = []
    for piece in sorted(_cut(nodes, lines), key=lambda p: p.char_start):
        is_run_on = pieces and not piece.heading and piece.kind_code == pieces[-1].kind_code
        if not is_run_on or piece.kind_code in ("chapter", "section", "item", "paragraph"):
            above = None if piece.above is None else places[piece.above]
            pieces.append(piece._replace(char_start=places[piece.char_start], above=above))
    return pieces


def _cut(nodes: list[Node], lines: list[Line]) -> Iterator[_Piece]:
    """Yield the pieces of a text, in no order."""
    parents = {node.label.style for node in nodes if not node.is_leaf}
    n_chars = Counter[bool]()  # of the lowest text under a number, and under none
    for node in nodes:
        if node.is_leaf:
            own = 0 if node.label.style == PLAIN else len(node.text)
            n_chars[own == 0] += own + sum(len(x.text) for x in node.more)
    inside: set[int] = set()  # lines that an item spans, apparatus between its lines too
    for node in nodes:
        start, heading = node.label.start, node.text[: node.phrase[0]]
        is_text = node.more or node.text.endswith(CLOSING) or 0 < len(heading) < len(node.text)
        kind = "chapter" if node.level < 2 else "section"
        if node.is_leaf and (is_text or node.label.style not in parents):
            is_numbered = node.label.style != PLAIN or n_chars[True] > n_chars[False]
            kind = "item" if is_numbered else kind
        paragraphs = [x.start for x in node.more]
        if kind == "item":
            inside |= {x.start for x in lines if start < x.start < max(paragraphs, default=start)}
        else:
            heading = heading or node.text
            if rest := node.text[len(heading) :].lstrip("。:! "):
                paragraphs.append(node.place + len(node.text) - len(rest))
            yield from (_Piece(place, "paragraph", above=start) for place in paragraphs)
        yield _Piece(start, kind, node.level, node.label.text, heading, node.above)
        yield from (_Piece(x.start, "paragraph", above=node.above) for x in node.after)
    for line in lines:
        if line.kind and line.start not in inside:
            yield _Piece(line.start, line.kind, heading=line.heading)
