"""How alike two plans are in their words, as a whole and topic by topic."""

import pandas as pd

from mzanalysis.segment import subject_words
from mzanalysis.vectorize import cosine

ALL = "all"
_UNCODED = "other"
_COLUMNS = {"plan_id_a": "str", "plan_id_b": "str", "city_a": "str", "city_b": "str"} | {
    "topic_code": "str",
    "similarity": "float64",
}


def plan_similarity(measures: pd.DataFrame) -> pd.DataFrame:
    """Compare every two plans by the cosine of their TF-IDF word vectors.

    A word's inverse document frequency counts measures, not plans: with five plans a phrase
    that all of them use would otherwise keep half of its weight. Counts within a plan are
    damped (1 + ln n), so that one long passage does not decide. Figures, place names and the
    verbs that go with every subject do not count.

    Args:
        measures: coded measures (plan_id, city, topic_code, text).

    Returns:
        plan_id_a, plan_id_b, city_a, city_b, topic_code (``all``, or a topic that both plans
        have measures on), similarity (0 to 1): both directions of each pair and each plan with
        itself (1), in the order of topic, plan_id_a, plan_id_b.

    Example: two plans that both only say 建设公益性公墓 have similarity 1 on ``funeral``.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    weigher = TfidfVectorizer(
        tokenizer=subject_words, token_pattern=None, lowercase=False, sublinear_tf=True
    )
    if not any(subject_words(text) for text in measures["text"]):
        return pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS)
    weigher.fit(measures["text"])
    cities = measures.drop_duplicates("plan_id").set_index("plan_id")["city"]
    coded = measures[measures["topic_code"] != _UNCODED]
    parts = [(ALL, measures), *((str(code), rows) for code, rows in coded.groupby("topic_code"))]

    found = []
    for topic_code, rows in parts:
        texts = rows.groupby("plan_id")["text"].agg("\n".join)
        texts = texts[[bool(subject_words(text)) for text in texts]]
        if texts.empty:
            continue
        vectors = weigher.transform(texts)
        alike = cosine(vectors, vectors).clip(0, 1)
        found += [
            (a, b, cities[a], cities[b], topic_code, 1.0 if a == b else float(alike[i, j]))
            for i, a in enumerate(texts.index)
            for j, b in enumerate(texts.index)
        ]
    return pd.DataFrame(found, columns=list(_COLUMNS)).astype(_COLUMNS)


def plan_tree(plan_similarity: pd.DataFrame, *, topic_code: str = ALL) -> pd.DataFrame:
    """Join the plans step by step, the most similar first (average linkage: Sokal, Michener 1958).

    Args:
        plan_similarity: the table of that function.
        topic_code: ``all``, or the topic by which they are compared.

    Returns:
        One row per step: ``left`` and ``right`` (numbers of what is joined: plans count from 0
        in the order of their ids, what the first step makes bears the next number),
        ``similarity`` (mean over the pairs of plans across the two) and ``n_plans``. Plans that
        say nothing on the topic are left out; fewer than two plans give no row.
    """
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    rows = plan_similarity[plan_similarity["topic_code"] == topic_code]
    grid = rows.pivot(index="plan_id_a", columns="plan_id_b", values="similarity")
    if len(grid) < 2:
        return pd.DataFrame(columns=["left", "right", "similarity", "n_plans"], dtype="float64")
    # Rounded, so that ties do not hang on the order of floating-point sums.
    steps = linkage(squareform((1 - grid.to_numpy()).round(9), checks=False), method="average")
    tree = pd.DataFrame(steps, columns=["left", "right", "similarity", "n_plans"])
    return tree.assign(similarity=1 - tree["similarity"]).astype({"left": int, "right": int})
