"""What a measure says, in vectors: characters, the parts of its lists, kinds of action, subtopics.

Nothing here depends on the plans at hand, so that adding a plan changes no similarity between
the others. ``match_weights.csv`` says how telling a word is (low for what a whole topic
says, 1 if not listed), ``match_kinds.csv`` what is done about a thing (培训, 补贴, 监管).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.resources import read_table
from mzanalysis.structure.labels import ordinal_of
from mzanalysis.text.words import is_word, segment

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


@dataclass(frozen=True, eq=False)
class Wording:
    """The measures of one plan as sparse matrices, measures x terms.

    ``narrow`` has only the subtopics that are one commitment (column ``breadth``).
    ``parts`` has a row per part of a measure's list, the whole last, from ``part_starts`` on.
    """

    ids: tuple[str, ...]
    topics: np.ndarray
    item_topics: np.ndarray
    items: np.ndarray
    characters: Any
    kinds: Any
    subtopics: Any
    narrow: Any
    parts: Any
    part_starts: np.ndarray


def plain(text: str, city: str) -> str:
    """Return the text without figures, the city's own name and the word that counts it (一是).

    Example: ``plain("一是新建助餐点12个", "甲")`` -> ``"新建助餐点"``.
    """
    text = _FIGURE.sub("", text.removeprefix(ordinal_of(text)))
    return text.replace(f"{city}市", "").replace(city, "")


def word_weights(text: str) -> dict[str, float]:
    """Return the meaningful words of a text with their weight, 0 (says nothing) to 1 (rare)."""
    weights = _weights()
    return {word: weights.get(word, 1.0) for word in segment(text) if is_word(word)}


def character_weights(text: str) -> list[float]:
    """Return for each character the weight of the word it stands in; 0 for marks and digits."""
    weights = _weights()
    words = [(w, weights.get(w, 1.0) if is_word(w) else _FILLER) for w in segment(text)]
    return [weight if _LETTER.match(c) else 0.0 for word, weight in words for c in word]


def read_plans(
    measures: pd.DataFrame, items: pd.DataFrame, subtopics: Mapping[str, dict[str, float]]
) -> dict[str, Wording]:
    """Turn coded measures, in the order of their plans, into vectors, by plan_id.

    ``subtopics`` are weights by measure_id.
    """
    texts = [plain(t, c) for t, c in zip(measures["text"], measures["city"], strict=True)]
    topics, item_ids = measures["topic_code"].to_numpy(), measures["item_id"].to_numpy()
    topic_of = items.set_index("item_id")["topic_code"]
    item_topics = measures["item_id"].map(topic_of).fillna(measures["topic_code"]).to_numpy()
    kinds = term_matrix([dict.fromkeys(_kinds(text), 1.0) for text in texts])
    characters = term_matrix([_bigrams(text) for text in texts])
    codes, one = [subtopics.get(i, {}) for i in measures["measure_id"]], narrow_subtopics()
    narrow = term_matrix([{c: w for c, w in own.items() if c in one} for own in codes])
    bags = term_matrix(codes)
    lists = [_list_parts(text) for text in texts]
    n_parts = np.array([len(parts) for parts in lists])
    part_of = np.repeat(np.arange(len(lists)), n_parts)
    words = term_matrix([word_weights(part) for parts in lists for part in parts])
    return {
        str(plan_id): Wording(
            ids=tuple(measures["measure_id"].iloc[rows]),
            topics=topics[rows],
            item_topics=item_topics[rows],
            items=item_ids[rows],
            characters=characters[rows],
            kinds=kinds[rows],
            subtopics=bags[rows],
            narrow=narrow[rows],
            parts=words[np.isin(part_of, rows)],
            part_starts=np.cumsum([0, *n_parts[rows][:-1]]),
        )
        for plan_id, rows in sorted(measures.groupby("plan_id").indices.items())
    }


def narrow_subtopics() -> set[str]:
    """Return the subtopics that the codebook calls narrow: each is one commitment."""
    book = read_table("topics/subtopics.csv")
    return set(book.loc[book["breadth"] == "narrow", "subtopic_code"])


def _kinds(text: str) -> list[str]:
    return [kind for kind, pattern in _kind_patterns().items() if pattern.search(text)]


def _bigrams(text: str) -> dict[str, float]:
    """Return pairs of characters, weighed by the words they stand in."""
    at = character_weights(text)
    found: dict[str, float] = {}
    for i in range(len(text) - 1):
        if weight := float(np.sqrt(at[i] * at[i + 1])):
            found[text[i : i + 2]] = max(found.get(text[i : i + 2], 0.0), weight)
    return found


def _list_parts(text: str) -> list[str]:
    parts = [part for part in _LIST_MARK.split(text) if len(part) >= _MIN_PART]
    return [*parts, text] if len(parts) > 1 else [text]


@cache
def _weights() -> dict[str, float]:
    table = read_table("themes/match_weights.csv")
    return dict(zip(table["word"], table["weight"].astype(float), strict=True))


@cache
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
    a, b = (matrix.tocsc() for matrix in (a, b))
    top = np.zeros((a.shape[0], b.shape[0]))
    for column in np.flatnonzero(np.diff(a.indptr) * np.diff(b.indptr)):
        of_a, of_b = (slice(m.indptr[column], m.indptr[column + 1]) for m in (a, b))
        cells = np.ix_(a.indices[of_a], b.indices[of_b])
        top[cells] = np.maximum(top[cells], np.minimum.outer(a.data[of_a], b.data[of_b]))
    return top


def by_rarity(a: Any, b: Any) -> tuple[Any, Any]:
    """Divide each term's weights by the root of how many rows of either matrix have it."""
    counts = [np.asarray((side > 0).sum(axis=0)).ravel() for side in (a, b)]
    share = 1 / np.sqrt(np.maximum(counts[0] * counts[1], 1))
    return a.multiply(share).tocsr(), b.multiply(share).tocsr()


def _squares(matrix: Any) -> np.ndarray:
    return np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
