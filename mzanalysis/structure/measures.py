"""Cut items into measures, the quasi-sentences of a plan."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter
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
from mzanalysis.structure.item_headings import is_heading, label_of, slogan_headings
from mzanalysis.structure.offices import find_notes
from mzanalysis.tables import make_table
from mzanalysis.text.reading_copy import reading_copy
from mzanalysis.text.tense import TimedClause, clause_at, heading_looks_back, read_tenses

_INHERITED = ("item_id", "plan_id", "city", "year")
_EDGE = " \t\n*"  # blanks, and the stars with which a converter marks what was bold
# A heading on a line of its own has no stop; other line breaks are the page's.
_HEADING_LINE = re.compile(r"\A([^,。;:\n]{2,40})\n")
_BETWEEN_COMMAS = re.compile("[^,]+")
_GOES_ALONG = ("aim", "result", "none")  # roles of clauses that begin no measure


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
    is_report: bool  # of what was done, or of what there is
    reading: Reading


def split_clauses(text: str, *, heading: str | None = None, year: int = 0) -> list[Clause]:
    """Cut the folded text of an item into headings, context and measures.

    The unit is the quasi-sentence of manifesto coding (Däubler, Benoit, Mikhaylov and Laver
    2012, British Journal of Political Science 42): one commitment, one action on one object.

    Args:
        text: an item, folded, with or without its label and heading.
        heading: its run-in heading, "" if it has none; by default a short first sentence.
        year: the plan's year: what was done in the years before it is context.

    Returns:
        The clauses in order. Labels (1., (一), ①), closing punctuation and spaces lie outside
        every clause; what counts within the text (一是, 首先) stands in it.

    Example: ``split_clauses("扩面。建设站点8个,改造食堂3家。")`` is a heading and two measures.
    """
    text, places = reading_copy(text)
    masked = pattern("tag").sub(lambda tag: " " * len(tag.group()), mask(text))
    clauses = []
    for note in find_notes(text):
        masked = masked[: note.start] + ";" * (note.end - note.start) + masked[note.end :]
        clauses.append(Clause(note.start, note.end, "context"))
    start = 0
    if heading:
        start = len(label_of(masked))
        if text.startswith(heading, start):
            clauses.append(Clause(start, start + len(heading), "heading"))
            start += len(heading)
    elif heading is not None:
        start = len(lead_of("label", masked))
    clauses += _cut_sentences(masked, start, heading, year)
    trimmed = []
    for clause in sorted(clauses, key=lambda clause: clause.start):
        piece = masked[clause.start : clause.end]
        start = clause.end - len(piece.lstrip(_EDGE))
        end = clause.start + len(piece.rstrip(_EDGE))
        if start < end:
            trimmed.append(clause._replace(start=places[start], end=places[end]))
    return trimmed


def looks_back(item: Mapping[str, Any]) -> bool:
    """Say whether an item stands under a heading such as 2024年工作回顾 in the plan of 2025."""
    headings = (item.get(name) or "" for name in ("chapter", "section", "heading"))
    return any(heading_looks_back(heading, item["year"]) for heading in headings)


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
        if looks_back(item):  # what was done commits to nothing
            continue
        inherited = {name: item[name] for name in _INHERITED}
        clauses = split_clauses(item["text"], heading=item.get("heading"), year=item["year"])
        measures = [clause for clause in clauses if clause.kind == "measure"]
        for position, measure in enumerate(measures, start=1):
            row = {
                "measure_id": f"{item['item_id']}:m{position:02d}",
                "position": position,
                "text": item["text"][measure.start : measure.end],
                "action": measure.action,
                "strength_code": measure.strength_code,
                "char_start": item["char_start"] + measure.start,
                "char_end": item["char_start"] + measure.end,
            }
            rows.append(inherited | row)
    return make_table(rows, "measures")


def _cut_sentences(masked: str, start: int, heading: str | None, year: int) -> Iterator[Clause]:
    """Yield headings, context and measures of an item's sentences, from ``start`` on."""
    tenses = read_tenses(masked, year)
    stopped = _HEADING_LINE.sub(r"\1;", masked)
    sentence = pattern("numbered" if has("numbers", masked) else "sentence")
    found = sentence.finditer(stopped, start)
    spans = [match.span() for match in found if match.group().strip(" \n:")]
    slogans = slogan_headings(masked, spans)
    for number, (start, end) in enumerate(spans):
        begin = start + len(label_of(masked[start:end]))
        colon = pattern("colon").match(masked, begin, end)
        if colon and (begin > start or number == 0 or not read(colon.group()).action):
            yield Clause(begin, colon.end(), "heading")
            start = colon.end()
            if masked[start] == ":":
                start += 1
            begin = start
            if _is_slogan(masked[begin:end]):  # 升级:硬件软件一起提
                yield Clause(begin, end, "heading")
                continue
        elif start in slogans or is_heading(masked, spans, number, begin, heading):
            yield Clause(begin, end, "heading")
            continue
        if pattern("context").match(masked[begin:end].strip()):
            yield Clause(begin, end, "context")
            continue
        yield from _cut_pieces(masked, _pieces(masked, start, end, tenses))


def _cut_pieces(masked: str, pieces: list[_Piece]) -> Iterator[Clause]:
    """Yield the measures of a sentence, and as context what it reports."""
    for is_report, run in groupby(pieces, attrgetter("is_report")):
        together = list(run)
        groups = [together] if is_report else _group(masked, together)
        for group in groups:
            span = group[0].start, group[-1].end
            main = main_of([piece.reading for piece in group])
            if is_report:
                yield Clause(*span, "context")
            else:
                yield Clause(*span, "measure", main.action, main.strength_code)


def _is_slogan(text: str) -> bool:
    """Tell the rest of a heading behind its colon from what is to be done: 少而精."""
    return len(text) <= 8 and not read(text).action and not has("promised", text)


def _pieces(masked: str, start: int, end: int, tenses: list[TimedClause]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for match in _BETWEEN_COMMAS.finditer(masked, start, end):
        text = match.group()
        label = label_of(text)
        body = text[len(label) :].strip()
        begin = match.start() + len(lead_of("label", text))
        reading = read(body)
        is_report = _reports(body, clause_at(tenses, begin))
        if pieces and pieces[-1].is_report and not label.strip():
            is_report = is_report or _comments(body, reading)
        pieces.append(_Piece(begin, match.end(), bool(label.strip()), is_report, reading))
    return pieces


def _reports(text: str, clause: TimedClause) -> bool:
    """Tell whether a clause says what was done (去年建成8处) or what there is (现有孤儿83人)."""
    if has("stock_clause", text):
        return True
    return clause.is_past and (clause.is_carried or has("reported", text))


def _comments(text: str, reading: Reading) -> bool:
    """Tell a clause that only goes on about what was reported: 现有公墓90处,偏远乡镇尚有缺口."""
    return not reading.action and reading.role == "none" and not has("promised", text)


def _group(masked: str, pieces: list[_Piece]) -> list[list[_Piece]]:
    """Group the pieces of a sentence into measures."""
    groups = []
    pending: list[_Piece] = []  # grounds that wait for their action
    for i, piece in enumerate(pieces):
        if piece.is_labelled and pending:
            groups.append(pending)
            pending = []
        if piece.reading.role in ("lead", "case"):
            pending.append(piece)
            continue
        is_tail = all(later.reading.role in _GOES_ALONG for later in pieces[i:])
        if groups and not piece.is_labelled and _joins(piece, groups[-1], pending, masked, is_tail):
            groups[-1] += [*pending, piece]
        else:
            groups.append([*pending, piece])
        pending = []
    # 发挥…作用 is an action where no other follows
    if groups and not _makes_use(pending):
        groups[-1] += pending
    elif pending:
        groups.append(pending)
    return groups


def _makes_use(pending: list[_Piece]) -> bool:
    """Tell whether one of the grounds is 发挥…作用."""
    return any(piece.reading.action == "发挥" for piece in pending)


def _joins(
    piece: _Piece, group: list[_Piece], pending: list[_Piece], masked: str, is_tail: bool
) -> bool:
    """Tell whether a clause belongs to the action before it."""
    reading, last = piece.reading, group[-1]
    role = reading.role
    if role == "size" or last.reading.role == "size":
        return role == "size"  # what the project is done by stands on its own
    if _has_case(pending):
        return False
    if role == "none" or _goes_on_with_parts(masked, piece, last):
        return True
    if _makes_use(pending) or (pending and role == "result"):
        return False
    if role == "aim":  # 为甲…, 为乙…: one no more an aim than the other
        return masked[piece.start] not in "为给" or masked[last.start] not in "为给"
    if last.reading.role == "open" and role == "act" and not pending:
        return True
    readings = [other.reading for other in group]
    return _continues(reading, readings, masked[group[0].start : last.end], is_tail)


def _has_case(pending: list[_Piece]) -> bool:
    """Tell whether it is said of whom the clause speaks: 停业60天的, ."""
    return any(piece.reading.role == "case" for piece in pending)


def _goes_on_with_parts(masked: str, piece: _Piece, last: _Piece) -> bool:
    """Tell a further part of a whole: 其中甲区不低于75%,乙区不低于72%."""
    if "其中" not in masked[last.start : last.end]:
        return False
    return pattern("beside_part").fullmatch(masked, piece.start, piece.end) is not None


def _continues(reading: Reading, before: list[Reading], text: str, is_tail: bool) -> bool:
    """Tell whether a clause names no action of its own, but more of the one before it.

    ``text`` is that of the clauses before; ``is_tail``: no later clause has an action either.
    """
    action, thing = reading.action, reading.object
    if pattern("strengthen").fullmatch(action) and len(thing) > 3 and thing in text:
        return MASK not in thing  # no object of its own
    if action in ("参与", "参加") and main_of(before).action in words("causative"):
        return True  # what those do who are guided
    if reading.role != "result":
        return False
    if len(pattern("generic").sub("", thing)) <= 1:
        return True
    is_same = any(gram in text and not lead_of("generic", gram) for gram in bigrams(thing))
    if is_tail:
        return is_same or not reading.is_effort
    raises = pattern("degree").fullmatch(action) and has("quality_end", thing)
    return is_same and bool(raises)


def bigrams(text: str) -> set[str]:
    """Return the pairs of neighbouring characters in a text."""
    return {text[i : i + 2] for i in range(len(text) - 1)}
