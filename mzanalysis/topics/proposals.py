"""Terms that the codebook lacks and might take in."""

from collections import Counter
from itertools import chain, pairwise

import pandas as pd

from mzanalysis.text.words import is_word, segment, subject_words
from mzanalysis.topics.coding import ABSTAINED

# A proposed term stands in so many measures without a code, and is at least so much more
# frequent there than in the others: 加强 and 工作 are frequent in both.
_LEAST, _EXCESS = 2, 3.0


def propose_terms(measures: pd.DataFrame) -> pd.DataFrame:
    """List words and pairs of words that are frequent where no topic or subtopic was found.

    Args:
        measures: coded measures (city, text, topic_code, subtopic_code).

    Returns:
        term, n_uncoded (measures without a code that hold it), n_coded, n_cities (of the
        former) and example, most frequent first; words as frequent in coded measures are left out.

    Example: 托位 in four measures without a code and in no other -> ``托位``, 4, 0.
    """
    is_uncoded = (measures["topic_code"] == ABSTAINED) | (measures["subtopic_code"] == "")
    uncoded, coded = measures[is_uncoded], measures[~is_uncoded]
    terms_of = uncoded["text"].map(_terms)
    counts = Counter(chain.from_iterable(terms_of))
    counts_coded = Counter(chain.from_iterable(coded["text"].map(_terms)))
    proposed: dict[str, int] = {}
    for term, n in counts.items():
        expected = counts_coded[term] * len(uncoded) / max(len(coded), 1)
        if n >= max(_LEAST, _EXCESS * expected):
            proposed[term] = n
    rows = []
    for term, n in proposed.items():
        as_frequent = [other for other, m in proposed.items() if m == n and other != term]
        # Of a word and a pair in the same measures, the pair says more.
        if any(term in pair for pair in as_frequent):
            continue
        holders = uncoded[[term in terms for terms in terms_of]]
        n_cities, example = holders["city"].nunique(), holders["text"].iloc[0]
        rows.append((term, n, counts_coded[term], n_cities, example))
    table = pd.DataFrame(rows, columns=["term", "n_uncoded", "n_coded", "n_cities", "example"])
    by = ["n_uncoded", "n_coded", "term"]
    return table.sort_values(by, ascending=[False, True, True], ignore_index=True)


def _terms(text: str) -> set[str]:
    terms = {*subject_words(text)}
    for first, second in pairwise(segment(text)):
        pair = first + second
        # Two single characters may be a word that the dictionary lacks: 托|位.
        is_new_word = len(first) == len(second) == 1 and is_word(pair)
        if is_new_word or (is_word(first) and is_word(second)):
            terms.add(pair)
    return terms
