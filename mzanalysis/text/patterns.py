"""Serve the words and patterns by which figures and dates are read.

``resources/figures/figure_words.csv`` has one word (or short pattern) a line, by kind;
``resources/figures/figure_patterns.csv`` has the patterns, in which ``{name}`` stands for another
pattern, for the words of a kind, or for ``{clause_<kind>_<kind>}``: clause words, by which
measures are cut (``resources/structure/clause_words.csv``).
"""

import re
from collections.abc import Iterable
from functools import cache

from mzanalysis.resources import read_table


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern, or the words of a kind as one, the longest first.

    Example: ``pattern("before_lt")`` is ``(?:低于|少于|小于|不足|不到|不满)``.
    """
    return re.compile(_source(name))


@cache
def date_rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the names and patterns of the date rules; at one place the first that fits wins."""
    rules = read_table("figures/figure_patterns.csv").query("use == 'date'")
    pairs = zip(rules["name"], rules["pattern"], strict=True)
    return tuple((name, re.compile(_expand(text))) for name, text in pairs)


def alternation(words: Iterable[str]) -> str:
    """Return one pattern of words or patterns, the longest first."""
    return "(?:" + "|".join(sorted(words, key=lambda w: (-len(w), w))) + ")"


@cache
def _source(name: str) -> str:
    patterns, words = (
        read_table("figures/figure_patterns.csv"),
        read_table("figures/figure_words.csv"),
    )
    found = patterns.loc[patterns["name"] == name, "pattern"]
    if len(found):
        return _expand(found.iloc[0])
    if not name.startswith("clause_"):
        return alternation(words.loc[words["kind"] == name, "word"])
    words, kinds = read_table("structure/clause_words.csv"), set(name.split("_")[1:])
    is_meant = [not kinds.isdisjoint(of.split(";")) for of in words["kinds"]]
    return alternation(words.loc[is_meant, "word"])


def _expand(text: str) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda found: f"(?:{_source(found[1])})", text)
