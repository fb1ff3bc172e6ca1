"""How alike two plans are in their words, as a whole and topic by topic."""

from itertools import product

import numpy as np
import pandas as pd

from mzanalysis.text.words import subject_words
from mzanalysis.themes.vectors import cosine
from mzanalysis.topics.coding import ABSTAINED

ALL = "all"
_COLUMNS = dict.fromkeys(["plan_id_a", "plan_id_b", "city_a", "city_b", "topic_code"], "str")
_COLUMNS["similarity"] = "float64"


def plan_similarity(measures: pd.DataFrame) -> pd.DataFrame:
    """Compare every two plans by the cosine of their TF-IDF word vectors.

    A word's inverse document frequency counts measures, not plans: with five plans a phrase
    that all of them use would otherwise keep half of its weight. Counts within a plan are
    damped (1 + ln n). Figures, place names and the verbs of every subject do not count.

    Args:
        measures: coded measures (plan_id, city, topic_code, text).

    Returns:
        plan_id_a, plan_id_b, city_a, city_b, topic_code (``all``, or a topic of both plans),
        similarity (0 to 1): both directions of each pair and each plan with itself (1), in the
        order of topic, plan_id_a, plan_id_b.

    Example: two plans that both only say 建设公益性公墓 have similarity 1 on ``funeral``.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    weigher = TfidfVectorizer(
        tokenizer=subject_words, token_pattern=None, lowercase=False, sublinear_tf=True
    )
    cities = measures.drop_duplicates("plan_id").set_index("plan_id")["city"]
    telling = measures[measures["text"].map(subject_words).map(bool)]
    if telling.empty:
        return pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS)
    weigher.fit(measures["text"])
    coded = telling[telling["topic_code"] != ABSTAINED]
    pairs = []
    for topic_code, rows in [(ALL, telling), *coded.groupby("topic_code")]:
        texts = rows.groupby("plan_id")["text"].agg("\n".join)
        vectors = weigher.transform(texts)
        similarities = cosine(vectors, vectors).clip(0, 1)
        np.fill_diagonal(similarities, 1)
        plans = product(texts.index, repeat=2)
        for (a, b), similarity in zip(plans, similarities.flat, strict=True):
            pairs.append((a, b, cities[a], cities[b], topic_code, similarity))
    return pd.DataFrame(pairs, columns=list(_COLUMNS)).astype(_COLUMNS)
