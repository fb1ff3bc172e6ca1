"""Serve the named patterns and the words by which plans are read.

``resources/<room>/patterns.csv`` holds the patterns of a room, ``resources/<room>/words.csv`` its
words (or short patterns) with their kinds; names and kinds are unique over all rooms. In a cell
``{name}`` stands for another pattern, ``{words:verb}`` for any word of a kind, ``{words:verb+aim}``
for any word of one of these kinds, of whatever room. The columns ``matches`` and ``not`` show what
a pattern finds, marked 〔 〕, and what it must not find; a test runs both.
"""

import re
from collections.abc import Iterable
from typing import Any

from mzanalysis.errors import InputError
from mzanalysis.resources import cached, read_table

_PATTERN_ROOMS = ("text", "reading", "structure", "figures")
_WORD_ROOMS = ("structure", "figures")
_PLACEHOLDER = re.compile(r"\{([^{}\d,][^{}]*)\}")  # no quantifier: {1,5}


@cached
def pattern(name: str) -> re.Pattern[str]:
    """Return the pattern of a name.

    Example: ``pattern("year_span")`` finds 2021—2025.

    Raises:
        InputError: no pattern has the name; or its cell has a placeholder that names nothing or
            leads back to it, or does not compile.
    """
    if name not in _cells():
        raise InputError(f"no pattern is named {name!r}; add it to resources/<room>/patterns.csv")
    return _compile(*_cells()[name], name)


@cached
def pattern_rows(table: str, *columns: str) -> tuple[tuple[dict[Any, str], re.Pattern[str]], ...]:
    """Return the rows of a table with a column ``pattern``, written as in ``patterns.csv``.

    Args:
        table: a resource: ``structure/furniture.csv``.
        columns: those that hold a pattern instead, read as one with ``#`` between them; an empty
            cell fits anything.

    Returns:
        The rows in order, each with its pattern.

    Raises:
        InputError: a pattern does not compile, or has a placeholder that names nothing.
    """
    rows = []
    for line, row in enumerate(read_table(table).to_dict("records"), start=2):
        written = "#".join(f"(?:{row[column] or '.*'})" for column in columns) or row["pattern"]
        rows.append((row, _compile(f"{table}:{line}", written)))
    return tuple(rows)


@cached
def words(kind: str) -> frozenset[str]:
    """Return the words of a kind: ``words("encourage")`` holds 鼓励.

    Verbs of clauses are ``verb`` and, among them, ``linking`` (a verb also behind another:
    推动|建立), ``soft`` (only behind an ``opening`` one), ``nominal`` (takes a noun:
    做好|保障工作), ``causative`` (others act), ``carrier`` (seldom part of a noun), and by what
    they say. Before the verb stand ``adverb`` (``effort`` marks work of its own, ``stem`` is a
    verb itself before a noun: 严格|管理), ``either`` (adverb or verb), ``scope``; before a noun
    ``lead`` (ground or means), ``preposition``, of these ``company`` (在, 由, 联合). What verbs do
    for figures, names and axes, ``resources/README.md`` tells (Add a verb).

    Raises:
        InputError: no word is of that kind.
    """
    if kind not in _kinds():
        raise InputError(f"no word is of the kind {kind!r}; add some to resources/<room>/words.csv")
    return frozenset(_kinds()[kind])


def alternation(choices: Iterable[str]) -> str:
    """Return one pattern of words or short patterns, the longest first."""
    return "(?:" + "|".join(sorted(choices, key=lambda word: (-len(word), word))) + ")"


def _compile(place: str, written: str, *names: str) -> re.Pattern[str]:
    """Compile a cell, its placeholders filled in; ``names`` are the patterns it is part of."""
    try:
        return re.compile(_PLACEHOLDER.sub(lambda hole: _meaning(hole[1], names), written))
    except KeyError as error:
        raise InputError(
            f"resources/{place}: no pattern or kind of words is named {error}"
        ) from error
    except re.error as error:
        raise InputError(f"resources/{place}: the pattern does not compile: {error}") from error


def _meaning(placeholder: str, names: tuple[str, ...]) -> str:
    """Return what a placeholder stands for."""
    if placeholder.startswith("words:"):
        kinds = placeholder.removeprefix("words:").split("+")
        return alternation(set[str]().union(*(_kinds()[kind] for kind in kinds)))
    if placeholder in names:
        raise re.error(f"a circle: {' > '.join([*names, placeholder])}")
    return f"(?:{_compile(*_cells()[placeholder], *names, placeholder).pattern})"


@cached
def _cells() -> dict[str, tuple[str, str]]:
    """Return place and text of every named pattern: ``figures/patterns.csv:12``."""
    cells: dict[str, tuple[str, str]] = {}
    for room in _PATTERN_ROOMS:
        table = read_table(f"{room}/patterns.csv")
        for line, name in enumerate(table["name"]):
            cells[name] = (f"{room}/patterns.csv:{line + 2}", table["pattern"][line])
    return cells


@cached
def _kinds() -> dict[str, set[str]]:
    listed: dict[str, set[str]] = {}
    for room in _WORD_ROOMS:
        for word, kinds in read_table(f"{room}/words.csv").itertuples(index=False):
            for kind in kinds.split(";"):
                listed.setdefault(kind, set()).add(word)
    return listed
