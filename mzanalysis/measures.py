"""Cut items into measures, the quasi-sentences of a plan."""

import re
from collections import Counter
from dataclasses import dataclass, replace

import pandas as pd

from mzanalysis import schema
from mzanalysis.clauses import MASK, Reading, has, main_of, mask, pattern, read, words
from mzanalysis.labels import drop_readings
from mzanalysis.owners import find_notes

_INHERITED = ("item_id", "plan_id", "city", "year")
_SAID = ("position", "measure_id", "char_start", "char_end", "text", "action", "strength_code")
_FILLED = {*_INHERITED, *_SAID}
_EDGE = " \t\n*"  # blanks, and the stars with which a converter marks what was bold


@dataclass(frozen=True)
class Clause:
    """A stretch of an item: its span, what it is, what it does and how firmly.

    ``kind`` is measure, heading or context; the last two have no action and no strength.
    """

    start: int
    end: int
    kind: str
    action: str = ""
    strength_code: str = ""


@dataclass(frozen=True)
class _Piece:
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
        heading: the item's run-in heading if known, "" if it has none; by default a short
            first sentence is taken for one.

    Returns:
        The clauses in order; offsets are indices into ``text``. Labels (also 一是, (1)),
        closing punctuation and spaces lie outside every clause.

    Example: ``split_clauses("扩面。建设站点8个,改造食堂3家。")`` is a heading and two measures.
    """
    text, places = drop_readings(text)
    masked = mask(text)
    clauses: list[Clause] = []
    for note in find_notes(text):
        masked = masked[: note.start] + ";" * (note.end - note.start) + masked[note.end :]
        clauses.append(_clause(text, note.start, note.end, "context"))
    # A heading on a line of its own has no stop; other line breaks are the page's.
    stopped = re.sub(r"\A([^,。;:\n]{2,40})\n", r"\1;", masked)
    at = 0 if heading is None else _label_length(masked)
    if heading and text.startswith(heading, at):
        clauses.append(_clause(text, at, at + len(heading), "heading"))
        at += len(heading)
    sentences = pattern("numbered" if has("numbers", masked) else "sentence").finditer(stopped, at)
    bounds = [found.span() for found in sentences if found.group().strip(" \n:")]
    slogans = _slogan_headings(masked, bounds)
    for number, (start, end) in enumerate(bounds):
        begin = start + _label_length(masked[start:end])
        colon = pattern("colon").match(masked, begin, end)
        if colon and (begin > start or number == 0 or not read(colon.group()).action):
            clauses.append(_clause(text, begin, colon.end(), "heading"))
            begin = colon.end() + (masked[colon.end()] == ":")
        elif (start, end) in slogans or (
            (number or heading is None) and _is_heading(masked, bounds, number, begin)
        ):
            clauses.append(_clause(text, begin, end, "heading"))
            continue
        if pattern("context").match(masked[begin:end].strip()):
            clauses.append(_clause(text, begin, end, "context"))
        else:
            for group in _group(masked, _pieces(masked, begin, end)):
                main = main_of(piece.reading for piece in group)
                clauses.append(_clause(text, group[0].start, group[-1].end, "measure", main))
    found = sorted((x for x in clauses if x.start < x.end), key=lambda x: x.start)
    if isinstance(places, range):
        return found
    return [replace(x, start=places[x.start], end=places[x.end]) for x in found]


def split_measures(items: pd.DataFrame) -> pd.DataFrame:
    """Cut every item into its measures.

    Args:
        items: one row per item, with item_id, plan_id, city, year, text (folded), char_start
            (of the text in the plan) and heading (guessed if the column is missing).

    Returns:
        One row per measure, in the order of the items: measure_id, item_id, plan_id, city,
        year, position (from 1, in the item), text, action, strength_code, char_start and
        char_end (in the plan). Headings and context are left out.

    Example: an item "完善网络。新建站点3个,改造食堂2家。" gives ``…:m01`` 新建 and ``…:m02`` 改造.
    """
    rows = []
    for item in items.to_dict("records"):
        clauses = split_clauses(item["text"], heading=item.get("heading"))
        found = [clause for clause in clauses if clause.kind == "measure"]
        for position, x in enumerate(found, start=1):
            row = {name: item[name] for name in _INHERITED} | {"position": position}
            row |= {"measure_id": f"{item['item_id']}:m{position:02d}"}
            row |= {"char_start": item["char_start"] + x.start}
            row |= {"char_end": item["char_start"] + x.end, "text": item["text"][x.start : x.end]}
            rows.append(row | {"action": x.action, "strength_code": x.strength_code})
    dtypes = {c.name: c.dtype for c in schema.columns("measures") if c.name in _FILLED}
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)


def _clause(text: str, start: int, end: int, kind: str, main: Reading | None = None) -> Clause:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(_EDGE))
    said = (main.action, main.strength_code) if main else ("", "")
    return Clause(start, start + len(piece.strip(_EDGE)), kind, *said)


def _label_length(piece: str) -> int:
    found = pattern("label").match(piece)
    return found.end() if found else 0


def _is_heading(masked: str, bounds: list[tuple[int, int]], number: int, begin: int) -> bool:
    """Tell whether a sentence is a run-in heading: short, whole, and more text follows it."""
    start, end = bounds[number]
    if number + 1 == len(bounds) or "," in masked[begin:end] or end - begin > 40:
        return False
    if number == 0 and masked[end] == "\n":
        return True
    after = masked[slice(*bounds[number + 1])]
    opens = number == 0 or begin > start or "\n" in masked[bounds[number - 1][1] : begin]
    goes_on = not after.startswith("\n") and not after[: _label_length(after)].strip()
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


def _pieces(masked: str, start: int, end: int) -> list[_Piece]:
    found = []
    for match in re.finditer(r"[^,]+", masked[start:end]):
        label = _label_length(match.group())
        said = match.group()[label:].strip()
        is_labelled = bool(match.group()[:label].strip())
        span = start + match.start() + label, start + match.end()
        found.append(_Piece(*span, is_labelled, read(said)))
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
    if pending and groups and not _gives_play(pending):
        groups[-1] += pending
    elif pending:
        groups.append(pending)
    return groups


def _gives_play(pieces: list[_Piece]) -> bool:
    """Tell whether 发挥…作用 is among them, which is an action where no other follows."""
    return any(piece.reading.action == "发挥" for piece in pieces)


def _joins(
    piece: _Piece, group: list[_Piece], pending: list[_Piece], masked: str, is_tail: bool
) -> bool:
    """Tell whether a clause belongs to the action before it."""
    reading, thing = piece.reading, piece.reading.object
    if reading.role == "none":
        return True
    if _gives_play(pending) or (pending and reading.role == "result"):
        return False
    if reading.role == "aim":  # 为甲…, 为乙…: one no more an aim than the other
        return not all(masked[x.start] in "为给" for x in (piece, group[-1]))
    if group[-1].reading.role == "open" and reading.role == "act" and not pending:
        return True
    said = masked[group[0].start : group[-1].end]
    if pattern("strengthen").fullmatch(reading.action) and len(thing) > 3 and thing in said:
        return MASK not in thing  # no object of its own
    guides = main_of(p.reading for p in group).action in words("causative")
    if reading.action in ("参与", "参加") and guides:
        return True  # what those do who are guided
    if reading.role != "result":
        return False
    generic = pattern("generic")
    if len(generic.sub("", thing)) <= 1:
        return True
    grams = {thing[i : i + 2] for i in range(len(thing) - 1)}
    shares = any(gram in said and not generic.match(gram) for gram in grams)
    if is_tail:
        return shares or not reading.is_effort
    raises = pattern("degree").fullmatch(reading.action) is not None
    return shares and raises and has("quality_end", thing)
