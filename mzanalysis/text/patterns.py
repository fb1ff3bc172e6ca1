"""Serve the named patterns and the words by which plans are read.

``resources/<room>/patterns.csv`` holds the patterns of a room, ``resources/<room>/words.csv`` its
words (or short patterns) with their kinds; names and kinds are unique over all rooms. In a cell
``{name}`` stands for another pattern, ``{words:verb}`` for any word of a kind, ``{words:verb+aim}``
for any word of one of these kinds, of whatever room. The columns ``matches`` and ``not`` show what
a pattern finds, marked 〔 〕, and what it must not find; a test runs both.
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from mzanalysis.errors import InputError
from mzanalysis.resources import read_table

_PATTERN_ROOMS = ("text", "reading", "structure", "figures")
_WORD_ROOMS = ("structure", "figures")
_PLACEHOLDER = re.compile(r"\{([^{}\d,][^{}]*)\}")  # no quantifier: {1,5}


class _Cell(NamedTuple):
    """A pattern as written, and where: ``resources/figures/patterns.csv:12``."""

    place: str
    written: str


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return the pattern of a name.

    Example: ``pattern("year_span")`` finds 2021—2025.

    Raises:
        InputError: no pattern has the name; or its cell has a placeholder that names nothing or
            leads back to it, or does not compile.
    """
    if name not in _cells():
        raise InputError(f"no pattern is named {name!r}; add it to resources/<room>/patterns.csv")
    return _compile(_cells()[name], name)


@cache
def pattern_rows(table: str) -> tuple[dict[Any, str], ...]:
    """Return the rows of a table whose column ``pattern`` is written as in ``patterns.csv``.

    Args:
        table: a resource with a column ``pattern``: ``structure/furniture.csv``.

    Returns:
        The rows in order, their patterns without placeholders.

    Raises:
        InputError: a pattern does not compile, or has a placeholder that names nothing.
    """
    rows: list[dict[Any, str]] = []
    for line, row in enumerate(read_table(table).to_dict("records"), start=2):
        cell = _Cell(f"resources/{table}:{line}", row["pattern"])
        rows.append({**row, "pattern": _compile(cell).pattern})
    return tuple(rows)


@cache
def words(kind: str) -> frozenset[str]:
    """Return the words of a kind: ``words("encourage")`` holds 鼓励.

    Verbs of clauses are ``verb`` and, among them, ``linking`` (a verb also behind another:
    推动|建立), ``soft`` (only behind an ``opening`` one), ``nominal`` (takes a noun:
    做好|保障工作), ``causative`` (others act), ``carrier`` (seldom part of a noun), and by what
    they say. Before the verb stand ``adverb`` (``effort`` marks work of its own, ``stem`` is a
    verb itself before a noun: 严格|管理), ``either`` (adverb or verb), ``scope``; before a noun
    ``lead`` (ground or means), ``preposition``, of these ``company`` (在, 由, 联合).

    Raises:
        InputError: no word is of that kind.
    """
    if kind not in _kinds():
        raise InputError(f"no word is of the kind {kind!r}; add some to resources/<room>/words.csv")
    return _kinds()[kind]


def alternation(choices: Iterable[str]) -> str:
    """Return one pattern of words or short patterns, the longest first.

    Plain words are grouped by first character, which is faster: they find the same.
    """
    ordered = sorted(choices, key=lambda word: (-len(word), word))
    if not all(map(str.isalnum, ordered)):
        return f"(?:{'|'.join(ordered)})"
    by_first = groupby(sorted(ordered, key=_first), key=_first)
    tails = {first: "|".join(word[1:] for word in group) for first, group in by_first}
    grouped = "|".join(f"{first}(?:{tail})" for first, tail in tails.items())
    return f"(?:(?=[{''.join(tails)}])(?:{grouped}))"


def _first(word: str) -> str:
    return word[:1]


def _compile(cell: _Cell, *names: str) -> re.Pattern[str]:
    try:
        return re.compile(_expand(cell, *names))
    except re.error as error:
        raise InputError(f"{cell.place}: the pattern does not compile: {error}") from error


def _expand(cell: _Cell, *names: str) -> str:
    """Fill in the placeholders of a cell; ``names`` are the patterns that it is part of."""

    def fill(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        if name.startswith("words:"):
            return _any_word(cell, name.removeprefix("words:"))
        if name in names:
            raise InputError(f"{cell.place}: a circle: {' > '.join([*names, name])}")
        if name not in _cells():
            raise InputError(f"{cell.place}: {placeholder[0]} names no pattern")
        return f"(?:{_expand(_cells()[name], *names, name)})"

    return _PLACEHOLDER.sub(fill, cell.written)


def _any_word(cell: _Cell, kinds: str) -> str:
    union: frozenset[str] = frozenset()
    for kind in kinds.split("+"):
        if kind not in _kinds():
            raise InputError(f"{cell.place}: {{words:{kinds}}}: no word is of the kind {kind!r}")
        union |= _kinds()[kind]
    return alternation(union)


@cache
def _cells() -> dict[str, _Cell]:
    cells: dict[str, _Cell] = {}
    for room in _PATTERN_ROOMS:
        table = read_table(f"{room}/patterns.csv")
        rows = zip(table["name"], table["pattern"], strict=True)
        for line, (name, written) in enumerate(rows, start=2):
            place = f"resources/{room}/patterns.csv:{line}"
            if name in cells:
                raise InputError(f"{place}: {cells[name].place} has a pattern named {name!r}, too")
            cells[name] = _Cell(place, written)
    return cells


@cache
def _kinds() -> dict[str, frozenset[str]]:
    listed: dict[str, set[str]] = {}
    for room in _WORD_ROOMS:
        table = read_table(f"{room}/words.csv")
        for word, kinds in zip(table["word"], table["kinds"], strict=True):
            for kind in kinds.split(";"):
                listed.setdefault(kind, set()).add(word)
    return {kind: frozenset(union) for kind, union in listed.items()}
