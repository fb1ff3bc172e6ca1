"""Terms of the codebook in a text: which stand there, for which topic they speak and how much.

Rules are data: ``topic_terms.csv`` gives each term a topic and a weight (1 weak: only
its surroundings decide; 2 good; 3 and more: decisive). A term may stand under several topics,
and a row may ask that a word is missing (``unless``) or present (``when``) in the same clause.
Terms of ``other`` name what is no civil-affairs duty (双拥, 救灾, 医保) and speak for abstaining.
"""

import re
from itertools import accumulate
from typing import NamedTuple

import pandas as pd

from mzanalysis.resources import cached, read_table
from mzanalysis.text.words import segment

CLAUSE = re.compile(r"[^,。;:!?\n]+")
_LONGEST = 8  # words that a term may consist of
_MARKS = frozenset("()“”‘’《》<>[]【】 ")


class Term(NamedTuple):
    """A term in a text; ``start`` is its place there."""

    term: str
    topic_code: str
    weight: float
    start: int


class _Rule(NamedTuple):
    topic_code: str
    weight: float
    unless: list[str]
    when: list[str]

    def holds(self, clause: str) -> bool:
        if any(word in clause for word in self.unless):
            return False
        return not self.when or any(word in clause for word in self.when)


def find_terms(text: str) -> list[Term]:
    """Find terms that begin and end where words do; the longest wins, none overlap."""
    terms: list[Term] = []
    for clause in CLAUSE.finditer(text):
        terms += find_terms_of_clause(clause.group(), clause.start())
    return terms


def find_terms_of_clause(clause: str, clause_start: int = 0) -> list[Term]:
    """Find the terms of one clause, which begins at ``clause_start`` of a text."""
    # Marks part words: 村(居)“两委” is read as 村居两委.
    places = [place for place, char in enumerate(clause) if char not in _MARKS]
    plain = "".join(clause[place] for place in places)
    edges = list(accumulate(map(len, segment(plain)), initial=0))
    terms: list[Term] = []
    end_of_last = 0
    for number, start in enumerate(edges, 1):
        if start < end_of_last:
            continue
        term = _longest_term(plain, start, edges[number : number + _LONGEST])
        end_of_last = start + len(term)
        for rule in _rules().get(term, ()):
            if rule.holds(plain):
                place = clause_start + places[start]
                terms.append(Term(term, rule.topic_code, rule.weight, place))
    return terms


def explain(text: str) -> pd.DataFrame:
    """List the rules that fire on a (folded) text: term, topic_code, weight and start.

    Example: ``explain("开展殡葬领域治理")`` has one row: 殡葬领域, funeral, 3, 2.
    """
    dtypes = {"term": "str", "topic_code": "str", "weight": "float64", "start": "int64"}
    return pd.DataFrame(find_terms(text), columns=list(dtypes)).astype(dtypes)


@cached
def _rules() -> dict[str, list[_Rule]]:
    """Return the rules of each term."""
    rules: dict[str, list[_Rule]] = {}
    for row in read_table("topics/topic_terms.csv").to_dict("records"):
        unless, when = (re.findall("[^|]+", row[column]) for column in ("unless", "when"))
        rule = _Rule(row["topic_code"], float(row["weight"]), unless, when)
        rules.setdefault(row["term"], []).append(rule)
    return rules


def _longest_term(clause: str, start: int, ends: list[int]) -> str:
    for end in reversed(ends):
        if clause[start:end] in _rules():
            return clause[start:end]
    return ""
