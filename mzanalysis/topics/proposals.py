"""What the codebook lacks: topics found without it, and terms that it might take in."""

from collections import Counter
from itertools import pairwise

import pandas as pd

from mzanalysis.text.words import is_word, segment, subject_words
from mzanalysis.topics.coding import ABSTAINED

# A proposed term stands in so many measures without a code, and is at least so much more
# frequent there than in the others: 加强 and 工作 are frequent in both.
_LEAST, _EXCESS = 2, 3.0


def find_topics(measures: pd.DataFrame, *, n_topics: int = 20, n_terms: int = 8) -> pd.DataFrame:
    """Find topics in the measures' words alone, to hold beside those of the codebook.

    Non-negative matrix factorisation of TF-IDF weights (Lee and Seung 1999), started from the
    singular vectors (Boutsidis and Gallopoulos 2008), so that the same measures always give
    the same topics.

    Args:
        measures: coded measures (city, text, topic_code, subtopic_code).
        n_topics: how many to look for; fewer where the measures have fewer words.
        n_terms: how many words to show of each.

    Returns:
        One row per found topic, largest first: terms (strongest first), n_measures and n_cities
        that it is strongest in, topic_code (the most frequent there) and topic_share of them that
        have it, uncoded_share (no subtopic fits) and example (where it is strongest). A low
        topic_share or a high uncoded_share shows what to read: the codebook may lack something.

    Example: ``find_topics(corpus.measures).query("uncoded_share > 0.3")``.
    """
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    columns = ["terms", "n_measures", "n_cities", "topic_code", "topic_share", "uncoded_share"]
    columns += ["example"]
    rows = measures[[len(set(subject_words(text))) > 1 for text in measures["text"]]]
    weigher = TfidfVectorizer(tokenizer=subject_words, token_pattern=None, lowercase=False)
    if len(rows) < 2:
        return pd.DataFrame(columns=columns)
    matrix, words = weigher.fit_transform(rows["text"]), weigher.get_feature_names_out()
    n_topics = min(n_topics, *matrix.shape)
    model = NMF(n_topics, init="nndsvda", random_state=0, max_iter=500, tol=1e-4)
    # Rounded, so that what is equal but for the order of floating-point sums stays equal.
    weights = model.fit_transform(matrix).round(6)
    found = []
    for number, strengths in enumerate(model.components_.round(6)):
        own = rows[(weights.argmax(axis=1) == number) & (weights.max(axis=1) > 0)]
        if len(own):
            terms = "、".join(words[(-strengths).argsort(kind="stable")[:n_terms]])
            code, n = next(own["topic_code"].value_counts().items())
            uncoded = (own["subtopic_code"] == "").mean()
            example = rows["text"].iloc[weights[:, number].argmax()]
            counts = (len(own), own["city"].nunique())
            found.append((terms, *counts, code, n / len(own), uncoded, example))
    table = pd.DataFrame(found, columns=columns)
    return table.sort_values("n_measures", ascending=False, kind="stable", ignore_index=True)


def propose_terms(measures: pd.DataFrame) -> pd.DataFrame:
    """List words and pairs of words that are frequent where no topic or subtopic was found.

    Args:
        measures: coded measures (city, text, topic_code, subtopic_code).

    Returns:
        term, n_uncoded (measures without a code that hold it), n_coded, n_cities (of the
        former) and example, most frequent first; words as frequent in coded measures are left out.

    Example: 托位 in four measures without a code and in no other -> ``托位``, 4, 0.
    """
    columns = ["term", "n_uncoded", "n_coded", "n_cities", "example"]
    is_uncoded = (measures["topic_code"] == ABSTAINED) | (measures["subtopic_code"] == "")
    uncoded, coded = measures[is_uncoded], measures[~is_uncoded]
    terms = [_terms(text) for text in uncoded["text"]]
    counts = Counter(term for found in terms for term in found)
    others = Counter(term for text in coded["text"] for term in _terms(text))
    rows = []
    for term, n in counts.items():
        expected = others[term] * len(uncoded) / max(len(coded), 1)
        if n >= max(_LEAST, _EXCESS * expected):
            own = uncoded[[term in found for found in terms]]
            rows.append((term, n, others[term], own["city"].nunique(), own["text"].iloc[0]))
    # Of a word and a pair in the same measures, the pair says more.
    rows = [r for r in rows if not any(r[0] in o[0] and r is not o and r[1] == o[1] for o in rows)]
    table = pd.DataFrame(rows, columns=columns)
    by = ["n_uncoded", "n_coded", "term"]
    return table.sort_values(by, ascending=[False, True, True], ignore_index=True)


def _terms(text: str) -> set[str]:
    found = {*subject_words(text)}
    for a, b in pairwise(segment(text)):
        # Two single characters may be a word that the dictionary lacks: 托|位.
        if (is_word(a) and is_word(b)) or (len(a) == len(b) == 1 and is_word(a + b)):
            found.add(a + b)
    return found
