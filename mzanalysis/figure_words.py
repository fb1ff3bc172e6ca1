"""Serve the words and patterns by which figures and dates are read.

``resources/figure_words.csv`` has one word (or short pattern) a line, by kind;
``resources/figure_patterns.csv`` has the patterns, in which ``{name}`` stands for another
pattern, for the words of a kind, or for ``{clause_<kind>_<kind>}``: clause words, by which
measures are cut (``resources/clause_words.csv``).
"""

import re
from collections.abc import Iterable
from functools import cache

from mzanalysis.resources import read_table


@cache
def any_of(*kinds: str) -> str:
    """Return an alternation of all words of some kinds, the longest first.

    Example: ``any_of("before_lt")`` -> ``(?:低于|少于|小于|不足|不到|不满)``.
    """
    table = read_table("figure_words.csv")
    return _alternation(table.loc[table["kind"].isin(kinds), "word"])


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern of ``figure_patterns.csv``, compiled.

    Example: ``pattern("stop").search("新建,改造")`` finds the comma.
    """
    return re.compile(_source(name))


@cache
def date_rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the names and patterns of the date rules; at one place the first that fits wins."""
    table = read_table("figure_patterns.csv")
    rules = table[table["use"] == "date"]
    pairs = zip(rules["name"], rules["pattern"], strict=True)
    return tuple((name, re.compile(_expand(text))) for name, text in pairs)


def _alternation(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=lambda w: (-len(w), w))) + ")"


@cache
def _source(name: str) -> str:
    table = read_table("figure_patterns.csv")
    found = table.loc[table["name"] == name, "pattern"]
    if len(found):
        return _expand(found.iloc[0])
    if not name.startswith("clause_"):
        return any_of(name)
    words, kinds = read_table("clause_words.csv"), set(name.split("_")[1:])
    has = [not kinds.isdisjoint(of.split(";")) for of in words["kinds"]]
    return _alternation(words.loc[has, "word"])


def _expand(text: str) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda found: f"(?:{_source(found[1])})", text)
