"""Serve the words by which figures are read, as parts of regular expressions.

``resources/figure_words.csv`` has one word (or short pattern) a line, by kind; the verbs and
adverbs of clauses come from ``resources/clause_words.csv``, which measures are cut by.
"""

from functools import cache

from mzanalysis.resources import read_table


@cache
def any_of(*kinds: str) -> str:
    """Return an alternation of all words of some kinds, the longest first.

    Example: ``any_of("before_lt")`` -> ``(?:低于|少于|小于|不足|不到|不满)``.
    """
    table = read_table("figure_words.csv")
    words = table.loc[table["kind"].isin(kinds), "word"]
    return "(?:" + "|".join(sorted(words, key=lambda w: (-len(w), w))) + ")"


@cache
def clause_words(*kinds: str) -> str:
    """Return an alternation of clause words of some kinds (verb, adverb, aim ...)."""
    table = read_table("clause_words.csv")
    pairs = zip(table["word"], table["kinds"], strict=True)
    words = [word for word, has in pairs if not set(has.split(";")).isdisjoint(kinds)]
    return "(?:" + "|".join(sorted(words, key=lambda w: (-len(w), w))) + ")"
