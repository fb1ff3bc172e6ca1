"""Plans to sections and items: a partition of each plan's whole text, and its lowest headings."""

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pandas as pd

from mzanalysis import labels
from mzanalysis.folding import fold
from mzanalysis.furniture import CLOSING, Line, read_marked_lines
from mzanalysis.outline import PLAIN, Node, read_outline
from mzanalysis.resources import read_table

_Row = dict[Hashable, Any]
_INHERITED = ("plan_id", "city", "year")


@dataclass
class _Piece:
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
        ids: dict[int | None, str] = {
            p.char_start: f"{plan['plan_id']}:s{i:03d}" for i, p in enumerate(pieces, 1)
        }
        spans = pairwise([0, *(p.char_start for p in pieces[1:]), len(plan["text"])])
        if not pieces:
            continue
        for position, (piece, (start, end)) in enumerate(zip(pieces, spans, strict=True), 1):
            row = vars(piece) | {name: plan[name] for name in _INHERITED}
            row |= {"section_id": ids[piece.char_start], "parent_id": ids.get(piece.above, "")}
            rows.append(row | {"position": position, "char_start": start, "char_end": end})
    return _frame(rows, "sections")


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
    texts = dict(zip(plans["plan_id"], plans["text"], strict=True))
    rows: list[dict[str, Any]] = []
    for plan_id, part in sections.groupby("plan_id", sort=False):
        by_id = {row["section_id"]: row for row in part.to_dict("records")}
        seen: Counter[str] = Counter()
        items = [row for row in by_id.values() if row["kind_code"] == "item"]
        for position, item in enumerate(items, 1):
            above = _above(item, by_id)
            parts = [labels.path_part(x["label"]) for x in above if x["label"]]
            own = labels.path_part(item["label"])
            if not (labels.number_of(own) or item["label"].startswith("【")):
                mark = own[:1] or "¶"
                seen[mark] += 1
                own = f"{mark}{seen[mark]}"
            path = "/".join([*parts, own])
            seen[path] += 1
            text = texts[plan_id][item["char_start"] : item["char_end"]].rstrip()
            row = {name: item[name] for name in (*_INHERITED, "label", "heading", "char_start")}
            again = f"~{seen[path]}" if seen[path] > 1 else ""
            row |= {"item_id": f"{plan_id}:{path}{again}", "path": path, "position": position}
            row |= {"text": fold(text), "char_end": item["char_start"] + len(text)}
            names = [x["heading"] for x in above] + ["", ""]
            rows.append(row | {"chapter": names[0], "section": names[1]})
    return _frame(rows, "items")


def _above(row: _Row, by_id: dict[str, _Row]) -> list[_Row]:
    """Return the rows of the headings above a row, the highest first."""
    parent = by_id.get(row["parent_id"])
    return [*_above(parent, by_id), parent] if parent else []


def _frame(rows: list[dict[str, Any]], table: str) -> pd.DataFrame:
    declared = read_table("tables.csv")
    names = declared.loc[declared["table"] == table, "column"]
    return pd.DataFrame(rows, columns=[name for name in names if "topic_" not in name])


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
            pieces.append(replace(piece, char_start=places[piece.char_start], above=above))
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
        is_text = (
            bool(node.more) or node.text.endswith(CLOSING) or 0 < len(heading) < len(node.text)
        )
        kind = "chapter" if node.level < 2 else "section"
        if node.is_leaf and (is_text or node.label.style not in parents):
            is_numbered = node.label.style != PLAIN or n_chars[True] > n_chars[False]
            kind = "item" if is_numbered else kind
        if kind == "item":
            last = node.more[-1].start if node.more else start
            inside |= {x.start for x in lines if start < x.start < last}
        else:
            heading = heading or node.text
            rest = node.text[len(heading) :].lstrip("。:! ")
            if rest:
                yield _Piece(node.place + len(node.text) - len(rest), "paragraph", above=start)
            for line in node.more:
                yield _Piece(line.start, "paragraph", above=start)
        yield _Piece(start, kind, node.level, node.label.text, heading, node.above)
        for line in node.after:
            yield _Piece(line.start, "paragraph", above=node.above)
    for line in lines:
        if line.kind and line.start not in inside:
            yield _Piece(line.start, line.kind, heading=line.heading)
