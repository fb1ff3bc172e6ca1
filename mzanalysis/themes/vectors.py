"""What a measure says, in vectors: characters, the parts of its lists, kinds of action, subtopics.

Nothing here depends on the plans at hand, so that adding a plan changes no similarity between
the others. ``match_weights.csv`` says how telling a word is (low for what a whole topic
says, 1 if not listed), ``match_kinds.csv`` what is done about a thing (培训, 补贴, 监管).
"""

import re
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.resources import cached, read_table
from mzanalysis.structure.labels import ordinal_of
from mzanalysis.text.reading_copy import reading_copy
from mzanalysis.text.words import is_word, segment
from mzanalysis.topics.codebook import narrow_subtopics, subtopic_names, topic_groups

_FIGURE = re.compile(
    r"(?:不少于|不低于|至少|达到|超过)?第?\d[\d.,]*[%‰]?"
    r"(?:[万亿]?(?:人次|月(?:份|[初底末]|[上中下]旬)?前?|年(?:[初底末]前?)?|[个家处张户名人期场条次元级届日号所床岁]))?"
    r"(?:以上|以下|左右)?"
)
_LETTER = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_LIST_MARK = re.compile("[、,]|和|及|与")
_MIN_PART = 3
# What a character of a stop word or numeral counts beside one of a telling word (1).
_FILLER = 0.15
# Words that say less are not shown as shared; subtopics are shown first.
_TELLING, _SUBTOPIC_FIRST = 0.2, 2.0


@dataclass(frozen=True, eq=False)
class Wording:
    """The measures of one plan: arrays of ids and topics; matrices measures x terms.

    ``terms`` are names of subtopics and telling words with their weights, to show what is shared.
    ``groups`` are those of the topics, ``item_groups`` of the topics of their items.
    ``narrow`` has only the subtopics that are one commitment (column ``breadth``).
    ``parts`` has a row per part of a measure's list, the whole last, from ``part_starts`` on.
    ``vectors`` are a user's own, if any.
    """

    plan_id: str
    city: str
    ids: np.ndarray
    terms: np.ndarray
    items: np.ndarray
    topics: np.ndarray
    groups: np.ndarray
    item_groups: np.ndarray
    characters: Any
    kinds: Any
    subtopics: Any
    narrow: Any
    parts: Any
    part_starts: np.ndarray
    vectors: Any = None

    def take(self, rows: slice) -> "Wording":
        """Return some of the measures, one after the other."""
        starts = np.append(self.part_starts, self.parts.shape[0])
        first, last = starts[rows.start], starts[rows.stop]
        taken = {name: getattr(self, name) for name in _BY_ROW}
        taken = {name: values if values is None else values[rows] for name, values in taken.items()}
        taken["part_starts"] = taken["part_starts"] - first
        return replace(self, parts=self.parts[first:last], **taken)


# What has a row, or an entry, for each measure.
_BY_ROW = {field.name for field in fields(Wording)} - {"plan_id", "city", "parts"}


def plain(text: str, city: str) -> str:
    """Return the text without figures, the city's own name and the word that counts it (一是).

    Example: ``plain("一是新建助餐点12个", "甲")`` -> ``"新建助餐点"``.
    """
    text, _ = reading_copy(text)
    text = _FIGURE.sub("", text.removeprefix(ordinal_of(text)))
    return text.replace(f"{city}市", "").replace(city, "")


def word_weights(text: str) -> dict[str, float]:
    """Return the meaningful words of a text with their weight, 0 (says nothing) to 1 (rare)."""
    return {word: _weights().get(word, 1.0) for word in segment(text) if is_word(word)}


def character_weights(text: str) -> list[float]:
    """Return for each character the weight of the word it stands in; 0 for marks and digits."""
    weight_of_word = word_weights(text)
    weights: list[float] = []
    for word in segment(text):
        weight = weight_of_word.get(word, _FILLER)
        weights += [weight if _LETTER.match(character) else 0.0 for character in word]
    return weights


def read_plans(
    measures: pd.DataFrame,
    items: pd.DataFrame,
    subtopics: pd.DataFrame,
    vectorizer: Any = None,
) -> list[Wording]:
    """Turn coded measures, in the order of their plans, into vectors, a `Wording` per plan.

    ``subtopics`` are weights of measures; ``vectorizer`` as for ``pairs.match_measures``.
    """
    texts = [plain(t, c) for t, c in zip(measures["text"], measures["city"], strict=True)]
    topic_of_item = items.set_index("item_id")["topic_code"]
    item_topics = measures["item_id"].map(topic_of_item).fillna(measures["topic_code"])
    bags = _bags_of_subtopics(measures, subtopics)
    lists = [_list_parts(text) for text in texts]
    n_parts = np.array([len(parts) for parts in lists])
    part_of = np.repeat(np.arange(len(lists)), n_parts)
    words = term_matrix([word_weights(part) for parts in lists for part in parts])
    by_row: dict[str, Any] = {
        "ids": measures["measure_id"].to_numpy(dtype=object),
        "terms": np.array(list(map(_telling_terms, texts, bags)), dtype=object),
        "items": measures["item_id"].to_numpy(),
        "topics": measures["topic_code"].to_numpy(),
        "groups": _groups(measures["topic_code"]),
        "item_groups": _groups(item_topics),
        "characters": term_matrix([_bigrams(text) for text in texts]),
        "kinds": term_matrix([_kinds(text) for text in texts]),
        "subtopics": term_matrix(bags),
        "narrow": term_matrix([_narrow(bag) for bag in bags]),
    }
    if vectorizer is not None:
        by_row["vectors"] = _as_rows(vectorizer.fit_transform(texts))
    plans = []
    for plan_id, rows in sorted(measures.groupby("plan_id").indices.items()):
        parts, part_starts = words[np.isin(part_of, rows)], np.cumsum([0, *n_parts[rows][:-1]])
        of_plan = {name: values[rows] for name, values in by_row.items()}
        city = measures["city"].iloc[rows[0]]
        plans.append(Wording(str(plan_id), city, parts=parts, part_starts=part_starts, **of_plan))
    return plans


def _bags_of_subtopics(measures: pd.DataFrame, subtopics: pd.DataFrame) -> list[dict[str, float]]:
    """Return the subtopics of each measure with their weights."""
    bags: dict[str, dict[str, float]] = {measure_id: {} for measure_id in measures["measure_id"]}
    columns = subtopics[["measure_id", "subtopic_code", "weight"]]
    for measure_id, code, weight in columns.itertuples(index=False):
        bags[measure_id][code] = weight
    return list(bags.values())


def _telling_terms(text: str, subtopics: dict[str, float]) -> dict[str, float]:
    names = subtopic_names()
    terms = {names[code][0]: _SUBTOPIC_FIRST for code in subtopics if code in names}
    for word, weight in word_weights(text).items():
        if weight >= _TELLING:
            terms[word] = weight
    return terms


def _groups(topics: pd.Series) -> np.ndarray:
    return topics.map(topic_groups()).fillna(topics).to_numpy()


def _narrow(bag: dict[str, float]) -> dict[str, float]:
    return {code: weight for code, weight in bag.items() if code in narrow_subtopics()}


def _as_rows(matrix: Any) -> Any:
    from scipy.sparse import csr_matrix

    return csr_matrix(matrix)


def _kinds(text: str) -> dict[str, float]:
    return {kind: 1.0 for kind, pattern in _kind_patterns().items() if pattern.search(text)}


def _bigrams(text: str) -> dict[str, float]:
    """Return pairs of characters, weighed by the words they stand in."""
    weights = character_weights(text)
    bigrams: dict[str, float] = {}
    for i in range(len(text) - 1):
        weight = float(np.sqrt(weights[i] * weights[i + 1]))
        pair = text[i : i + 2]
        if weight > bigrams.get(pair, 0.0):
            bigrams[pair] = weight
    return bigrams


def _list_parts(text: str) -> list[str]:
    parts = [part for part in _LIST_MARK.split(text) if len(part) >= _MIN_PART]
    if len(parts) < 2:
        return [text]
    return [*parts, text]


@cached
def _weights() -> dict[str, float]:
    table = read_table("themes/match_weights.csv")
    return dict(zip(table["word"], table["weight"].astype(float), strict=True))


@cached
def _kind_patterns() -> dict[str, re.Pattern[str]]:
    kinds = read_table("themes/match_kinds.csv").to_numpy()
    return {kind: re.compile("|".join(map(re.escape, terms.split(";")))) for kind, terms in kinds}


def term_matrix(bags: list[dict[str, float]]) -> Any:
    """Return bags of terms as rows of one CSR matrix, its columns in the order of the terms."""
    from sklearn.feature_extraction import DictVectorizer

    return DictVectorizer().fit_transform(bags)


def cosine(a: Any, b: Any) -> np.ndarray:
    """Return the cosine of every row of one matrix with every row of another (0 for empty rows)."""
    lengths = np.sqrt(np.multiply.outer(_squares(a), _squares(b)))
    return (a @ b.T).toarray() / np.where(lengths > 0, lengths, 1)


def top_shared(a: Any, b: Any) -> np.ndarray:
    """Return the weight of the heaviest term that both have: the lesser of its two weights."""
    a, b = a.tocsc(), b.tocsc()
    top = np.zeros((a.shape[0], b.shape[0]))
    for column in np.flatnonzero(np.diff(a.indptr) * np.diff(b.indptr)).tolist():
        rows_a, weights_a = _column(a, column)
        rows_b, weights_b = _column(b, column)
        cells = np.ix_(rows_a, rows_b)
        top[cells] = np.maximum(top[cells], np.minimum.outer(weights_a, weights_b))
    return top


def _column(matrix: Any, column: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows that have a term, and its weights there; the matrix is stored by columns."""
    cells = slice(matrix.indptr[column], matrix.indptr[column + 1])
    return matrix.indices[cells], matrix.data[cells]


def count_rows(matrix: Any) -> np.ndarray:
    """Count the rows that have each term."""
    return np.diff(matrix.tocsc().indptr)


def by_rarity(a: Any, b: Any, counts: np.ndarray | None = None) -> tuple[Any, Any]:
    """Divide each term's weights by the root of how many rows of either matrix have it.

    ``counts`` are those of a larger matrix, of which the first one is a part.
    """
    n_both = (count_rows(a) if counts is None else counts) * count_rows(b)
    share = 1 / np.sqrt(np.maximum(n_both, 1))
    return a.multiply(share).tocsr(), b.multiply(share).tocsr()


def _squares(matrix: Any) -> np.ndarray:
    return np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
