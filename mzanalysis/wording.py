"""What a measure says, in vectors: characters, the parts of its lists, kinds of action, subtopics.

Nothing here depends on the plans at hand, so that adding a plan changes no similarity between
the others:

``resources/match_weights.csv``
    How telling a word is: low for what a whole topic says (养老 in elderly care); a word that is
    not listed weighs 1.
``resources/match_kinds.csv``
    What is done about a thing, whatever the thing: 培训, 补贴, 监管.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.resources import read_table
from mzanalysis.segment import is_word, segment
from mzanalysis.vectorize import Vocabulary

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
_TELLING = 0.2


@dataclass(frozen=True, eq=False)
class Wording:
    """The measures of one plan as sparse matrices, measures x terms.

    ``parts`` has one row per part of a measure's list, the whole measure last; ``part_starts``
    says where each measure's parts begin.
    """

    ids: tuple[str, ...]
    topics: np.ndarray
    item_topics: np.ndarray
    items: np.ndarray
    characters: Any
    kinds: Any
    subtopics: Any
    parts: Any
    part_starts: np.ndarray


def plain(text: str, city: str) -> str:
    """Return the text without figures and without the city's own name.

    Example: ``plain("新建助餐点12个", "甲")`` -> ``"新建助餐点"``.
    """
    return _FIGURE.sub("", text).replace(f"{city}市", "").replace(city, "")


def word_weights(text: str) -> dict[str, float]:
    """Return the meaningful words of a text with their weight, 0 (says nothing) to 1 (rare)."""
    weights = _weights()
    return {word: weights.get(word, 1.0) for word in segment(text) if is_word(word)}


def telling_terms(text: str) -> dict[str, float]:
    """Return the words that say what a text is about, with their weight."""
    return {word: w for word, w in word_weights(text).items() if w >= _TELLING}


def character_weights(text: str) -> list[float]:
    """Return for each character the weight of the word it stands in; 0 for marks and digits."""
    weights = _weights()
    at: list[float] = []
    for word in segment(text):
        weight = weights.get(word, 1.0) if is_word(word) else _FILLER
        at += [weight if _LETTER.match(letter) else 0.0 for letter in word]
    return at


def read_wording(
    measures: pd.DataFrame,
    items: pd.DataFrame,
    vocabulary: Vocabulary,
    subtopics: Mapping[str, dict[str, float]],
) -> Wording:
    """Turn the measures of one plan into vectors.

    Args:
        measures: coded measures of one plan, in order.
        items: their items, with topics.
        vocabulary: columns shared with the other plans.
        subtopics: by measure_id, its subtopics with their weights.
    """
    texts = [plain(t, c) for t, c in zip(measures["text"], measures["city"], strict=True)]
    topic_of = dict(zip(items["item_id"], items["topic_code"], strict=True))
    own = zip(measures["item_id"], measures["topic_code"], strict=True)
    parts = [_list_parts(text) for text in texts]
    return Wording(
        ids=tuple(measures["measure_id"]),
        topics=measures["topic_code"].to_numpy(),
        item_topics=np.array([topic_of.get(item, topic) for item, topic in own], dtype=object),
        items=measures["item_id"].to_numpy(),
        characters=vocabulary.matrix("character", [_bigrams(text) for text in texts]),
        kinds=vocabulary.matrix("kind", [dict.fromkeys(_kinds(text), 1.0) for text in texts]),
        subtopics=vocabulary.matrix(
            "subtopic", [subtopics.get(i, {}) for i in measures["measure_id"]]
        ),
        parts=vocabulary.matrix("word", [word_weights(p) for some in parts for p in some]),
        part_starts=np.cumsum([0] + [len(some) for some in parts[:-1]]),
    )


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


def _kinds(text: str) -> list[str]:
    return [kind for kind, pattern in _kind_patterns().items() if pattern.search(text)]


@cache
def _weights() -> dict[str, float]:
    table = read_table("match_weights.csv")
    return dict(zip(table["word"], table["weight"].astype(float), strict=True))


@cache
def _kind_patterns() -> dict[str, re.Pattern[str]]:
    table = read_table("match_kinds.csv")
    return {
        kind: re.compile("|".join(map(re.escape, terms.split(";"))))
        for kind, terms in zip(table["kind"], table["terms"], strict=True)
    }
