"""Cut items into measures, the quasi-sentences of a plan."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from mzanalysis.structure.clauses import (
    MASK,
    Reading,
    has,
    lead_of,
    main_of,
    mask,
    pattern,
    read,
    words,
)
from mzanalysis.structure.labels import drop_readings, ordinal_of
from mzanalysis.structure.offices import find_notes
from mzanalysis.tables import make_table

_INHERITED = ("item_id", "plan_id", "city", "year")
_EDGE = " \t\n*"  # blanks, and the stars with which a converter marks what was bold
_SILENT = Reading("", strength_code="")  # what a heading commits to


class Clause(NamedTuple):
    """A stretch of an item: its span, what it is, what it does and how firmly."""

    start: int
    end: int
    kind: str  # measure, heading or context; the last two have no action and no strength
    action: str = ""
    strength_code: str = ""


class _Piece(NamedTuple):
    """What stands between two commas."""

    start: int
    end: int
    is_labelled: bool
    reading: Reading


def split_clauses(text: str, *, heading: str | None = None) -> list[Clause]:
    """Cut the folded text of an item into headings, context and measures.

    The unit is the quasi-sentence of manifesto coding (Däubler, Benoit, Mikhaylov and Laver
    2012, British Journal of Political Science 42): one commitment, one action on one object.

    Args:
        text: an item, folded, with or without its label and heading.
        heading: its run-in heading, "" if it has none; by default a short first sentence.

    Returns:
        The clauses in order. Labels (1., (一), ①), closing punctuation and spaces lie outside
        every clause; what counts within the text (一是, 首先) stands in it.

    Example: ``split_clauses("扩面。建设站点8个,改造食堂3家。")`` is a heading and two measures.
    """
    text, places = drop_readings(text)
    masked = pattern("tag").sub(lambda tag: " " * len(tag.group()), mask(text))
    found: list[tuple[int, int, str, Reading]] = []
    for note in find_notes(text):
        masked = masked[: note.start] + ";" * (note.end - note.start) + masked[note.end :]
        found.append((note.start, note.end, "context", _SILENT))
    # A heading on a line of its own has no stop; other line breaks are the page's.
    stopped = re.sub(r"\A([^,。;:\n]{2,40})\n", r"\1;", masked)
    at = 0 if heading is None else len(_label(masked) if heading else lead_of("label", masked))
    if heading and text.startswith(heading, at):
        found.append((at, at + len(heading), "heading", _SILENT))
        at += len(heading)
    sentences = pattern("numbered" if has("numbers", masked) else "sentence").finditer(stopped, at)
    bounds = [x.span() for x in sentences if x.group().strip(" \n:")]
    slogans = _slogan_headings(masked, bounds)
    for number, (start, end) in enumerate(bounds):
        begin = start + len(_label(masked[start:end]))
        colon = pattern("colon").match(masked, begin, end)
        if colon and (begin > start or number == 0 or not read(colon.group()).action):
            found.append((begin, colon.end(), "heading", _SILENT))
            start = begin = colon.end() + (masked[colon.end()] == ":")
        elif (start, end) in slogans or _is_heading(masked, bounds, number, begin, heading):
            found.append((begin, end, "heading", _SILENT))
            continue
        if pattern("context").match(masked[begin:end].strip()):
            found.append((begin, end, "context", _SILENT))
        else:
            for group in _group(masked, _pieces(masked, start, end)):
                main = main_of([piece.reading for piece in group])
                found.append((group[0].start, group[-1].end, "measure", main))
    clauses = []
    for start, end, kind, main in sorted(found, key=lambda x: x[0]):
        piece = masked[start:end].rstrip(_EDGE)
        begin, end = end - len(masked[start:end].lstrip(_EDGE)), start + len(piece)
        if begin < end:
            span = places[begin], places[end]
            clauses.append(Clause(*span, kind, main.action, main.strength_code))
    return clauses


def looks_back(item: Mapping[str, Any]) -> bool:
    """Say whether an item stands under a heading such as 2024年工作回顾 in the plan of 2025."""
    heads = (item.get(name) or "" for name in ("chapter", "section", "heading"))
    found = filter(None, map(pattern("review").search, heads))
    return any(int(x["year"] or 0) < item["year"] for x in found)


def split_measures(items: pd.DataFrame) -> pd.DataFrame:
    """Cut every item into its measures; headings and context are left out, as are reviews.

    Args:
        items: one row per item, with item_id, plan_id, city, year, text (folded), char_start
            and heading (guessed if the column is missing); chapter and section tell a review.

    Returns:
        ``measures``, in the order of the items, without topics and themes.

    Example: an item "完善网络。新建站点3个,改造食堂2家。" gives ``…:m01`` 新建 and ``…:m02`` 改造.
    """
    rows = []
    item: Any
    for item in items.to_dict("records"):
        is_review = looks_back(item)  # what was done commits to nothing
        clauses = [] if is_review else split_clauses(item["text"], heading=item.get("heading"))
        inherited = {name: item[name] for name in _INHERITED}
        for position, x in enumerate((x for x in clauses if x.kind == "measure"), start=1):
            row = {"measure_id": f"{item['item_id']}:m{position:02d}", "position": position}
            row |= {"text": item["text"][x.start : x.end], "action": x.action}
            row |= {"char_start": item["char_start"] + x.start, "strength_code": x.strength_code}
            rows.append(inherited | row | {"char_end": item["char_start"] + x.end})
    return make_table(rows, "measures")


def _is_heading(
    masked: str, bounds: list[tuple[int, int]], number: int, begin: int, known: str | None
) -> bool:
    """Tell whether a sentence is a run-in heading: short, whole, and more text follows it."""
    start, end = bounds[number]
    is_told = number == 0 and known is not None
    if is_told or number + 1 == len(bounds) or "," in masked[begin:end] or end - begin > 40:
        return False
    if number == 0 and masked[end] == "\n":
        return True
    after = masked[slice(*bounds[number + 1])]
    opens = number == 0 or begin > start or "\n" in masked[bounds[number - 1][1] : begin]
    goes_on = not after.startswith("\n") and not _label(after).strip()
    return masked[end] == "。" and opens and goes_on


def _slogan_headings(masked: str, bounds: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Find headings inside a long item: two or more like 推动居家养老“就近可及”。"""
    found = {
        (start, end): masked[start:end].strip()[:2]
        for start, end in bounds[:-1]
        if masked[end - 1] == MASK and "," not in masked[start:end] and end - start <= 25
    }
    heads = Counter(found.values())
    return {span for span, head in found.items() if heads[head] > 1}


def _label(text: str) -> str:
    """Return the label at the beginning of a text, and the word that counts after it."""
    label = lead_of("label", text)
    return label + ordinal_of(text[len(label) :])


def _pieces(masked: str, start: int, end: int) -> list[_Piece]:
    found = []
    for match in re.compile("[^,]+").finditer(masked, start, end):
        label = _label(match.group())
        reading = read(match.group()[len(label) :].strip())
        begin = match.start() + len(lead_of("label", match.group()))
        found.append(_Piece(begin, match.end(), bool(label.strip()), reading))
    return found


def _group(masked: str, pieces: list[_Piece]) -> list[list[_Piece]]:
    """Group the pieces of a sentence into measures."""
    groups: list[list[_Piece]] = []
    pending: list[_Piece] = []  # grounds that wait for their action
    for i, piece in enumerate(pieces):
        if piece.is_labelled and pending:
            groups, pending = [*groups, pending], []
        if piece.reading.role == "lead":
            pending.append(piece)
            continue
        is_tail = all(p.reading.role in ("aim", "result", "none") for p in pieces[i:])
        if groups and not piece.is_labelled and _joins(piece, groups[-1], pending, masked, is_tail):
            groups[-1] += [*pending, piece]
        else:
            groups.append([*pending, piece])
        pending = []
    if pending and groups and "发挥" not in (x.reading.action for x in pending):
        groups[-1] += pending
    elif pending:  # 发挥…作用 is an action where no other follows
        groups.append(pending)
    return groups


def _joins(
    piece: _Piece, group: list[_Piece], pending: list[_Piece], masked: str, is_tail: bool
) -> bool:
    """Tell whether a clause belongs to the action before it."""
    reading, thing = piece.reading, piece.reading.object
    if reading.role == "size" or group[-1].reading.role == "size":
        return reading.role == "size"  # what the project is done by stands on its own
    if reading.role == "none":
        return True
    grounds = [x.reading.action for x in pending]
    if "发挥" in grounds or (grounds and reading.role == "result"):
        return False
    if reading.role == "aim":  # 为甲…, 为乙…: one no more an aim than the other
        return not all(masked[x.start] in "为给" for x in (piece, group[-1]))
    if group[-1].reading.role == "open" and reading.role == "act" and not pending:
        return True
    said = masked[group[0].start : group[-1].end]
    if pattern("strengthen").fullmatch(reading.action) and len(thing) > 3 and thing in said:
        return MASK not in thing  # no object of its own
    guides = main_of([p.reading for p in group]).action in words("causative")
    if reading.action in ("参与", "参加") and guides:
        return True  # what those do who are guided
    if reading.role != "result" or len(pattern("generic").sub("", thing)) <= 1:
        return reading.role == "result"
    grams = {thing[i : i + 2] for i in range(len(thing) - 1)}
    shares = any(gram in said and not lead_of("generic", gram) for gram in grams)
    if is_tail:
        return shares or not reading.is_effort
    raises = pattern("degree").fullmatch(reading.action) is not None
    return shares and raises and has("quality_end", thing)
