"""Terms that the codebook lacks and might take in."""

from itertools import pairwise

import numpy as np
import pandas as pd

from mzanalysis.text.words import is_word, segment, subject_words
from mzanalysis.topics.coding import ABSTAINED

# A proposed term stands in so many measures without a code, and is at least so much more
# frequent there than in the others: 加强 and 工作 are frequent in both.
_LEAST, _EXCESS = 2, 3.0
_COLUMNS = ["term", "n_uncoded", "n_coded", "n_cities", "example"]


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
    rows = measures.assign(is_uncoded=is_uncoded, term=measures["text"].map(_terms)).explode("term")
    uncoded, coded = rows.query("is_uncoded"), rows.query("not is_uncoded")
    counts = {"n_uncoded": ("text", "size"), "n_cities": ("city", "nunique")}
    table = uncoded.groupby("term").agg(**counts, example=("text", "first"))
    n_coded = coded["term"].value_counts().reindex(table.index, fill_value=0)
    table["n_coded"] = n_coded
    expected = n_coded * is_uncoded.sum() / max((~is_uncoded).sum(), 1)
    table = table[table["n_uncoded"] >= (_EXCESS * expected).clip(lower=_LEAST)]
    # Of a word and a pair in the same measures, the pair says more.
    is_part = []
    for term, n in table["n_uncoded"].items():
        as_frequent = table.index[table["n_uncoded"] == n].drop(term)
        is_part.append(any(term in other for other in as_frequent))
    table = table[~np.array(is_part, dtype=bool)].reset_index()[_COLUMNS]
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
