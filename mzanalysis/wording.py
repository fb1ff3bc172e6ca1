"""What a measure is about, in vectors: its words, characters, kind of action and object.

Weights and concepts are data that do not depend on the plans at hand, so that adding a plan
changes no similarity between the others:

``resources/match_concepts.csv``
    What cities name differently (助餐, 配餐, 食堂). Facet ``object`` is what is acted on, ``kind``
    what is done about it (培训, 补贴, 监管), ``pair`` an object with a kind (``&`` joins word
    lists that must all occur, ``;`` the words of a list).
``resources/match_weights.csv``
    How telling a word or concept is: low for what a whole topic says (养老 in elderly care).
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from mzanalysis.resources import read_table
from mzanalysis.segment import is_word, segment

FACETS = ("object", "kind", "pair")
# A concept that only heading or previous measure of the item name: half evidence.
_FROM_CONTEXT = 0.4
_PAIR_FROM_CONTEXT, _PAIR_ACROSS_CLAUSES = 0.6, 0.8
# Words beside concepts in the vectors of the parts of a list (助餐点、睦邻点).
_PART_WORDS, _PART_KINDS, _UNKNOWN_CONCEPT = 0.7, 0.8, 0.5
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
    """The measures of one plan as sparse matrices, measures x terms, each over a fixed vocabulary.

    ``parts`` has one row per part of a measure's list, the whole measure last; ``part_starts``
    says where each measure's parts begin.
    """

    ids: tuple[str, ...]
    topics: np.ndarray
    item_topics: np.ndarray
    items: np.ndarray
    words: Any
    characters: Any
    facets: dict[str, Any]
    context: dict[str, Any]
    parts: Any
    part_starts: np.ndarray


def plain(text: str, city: str) -> str:
    """Return the text without figures and without the city's own name.

    Example: ``plain("新建助餐点12个", "甲")`` -> ``"新建助餐点"``.
    """
    return _FIGURE.sub("", text).replace(f"{city}市", "").replace(city, "")


def word_weights(text: str) -> dict[str, float]:
    """Return the meaningful words of a text with their weight, 0 (says nothing) to 1 (rare)."""
    weights = _weights()["word"]
    return {word: weights.get(word, 1.0) for word in segment(text) if is_word(word)}


def concepts(text: str, facet: str) -> list[str]:
    """Return the concepts of a facet (``object``, ``kind``) that a text names.

    Example: ``concepts("扩大老年食堂", "object")`` -> ``["助餐"]``.
    """
    return [name for name, lists in _concepts()[facet] if all(p.search(text) for p in lists)]


def telling_terms(text: str) -> dict[str, float]:
    """Return the words that say what a text is about, and its concepts with weight 0."""
    terms = {word: w for word, w in word_weights(text).items() if w >= _TELLING}
    return dict.fromkeys(concepts(text, "kind") + concepts(text, "object"), 0.0) | terms


class Vocabulary:
    """Columns of terms met so far, shared by the plans of one run."""

    def __init__(self) -> None:
        """Start without terms."""
        self._columns: dict[str, dict[str, int]] = {}

    def matrix(self, name: str, bags: list[dict[str, float]]) -> Any:
        """Return the bags as rows of one CSR matrix; its width may grow with the next plan."""
        from scipy.sparse import csr_matrix

        columns = self._columns.setdefault(name, {})
        cells = [
            (row, columns.setdefault(term, len(columns)), weight)
            for row, bag in enumerate(bags)
            for term, weight in bag.items()
        ]
        rows, terms, values = zip(*cells, strict=True) if cells else ((), (), ())
        return csr_matrix((values, (rows, terms)), shape=(len(bags), max(len(columns), 1)))


def read_wording(measures: pd.DataFrame, items: pd.DataFrame, vocabulary: Vocabulary) -> Wording:
    """Turn the measures of one plan into vectors.

    Args:
        measures: coded measures of one plan, in order.
        items: items with heading and text; a measure that says little borrows from them.
        vocabulary: columns shared with the other plans.
    """
    texts = [plain(t, c) for t, c in zip(measures["text"], measures["city"], strict=True)]
    items_of = measures["item_id"].to_numpy()
    headings = _headings(items, measures)
    previous = [""] + [
        text if items_of[i] == items_of[i + 1] else "" for i, text in enumerate(texts[:-1])
    ]
    around = [f"{heading},{before}" for heading, before in zip(headings, previous, strict=True)]
    topics = measures["topic_code"].to_numpy()
    codebook = read_table("codebook.csv")
    zh = dict(zip(codebook["topic_code"], codebook["zh"], strict=True))
    weights = _weights()
    facets, context = {}, {}
    for facet in ("object", "kind"):
        weight = weights[facet]
        own = [_weighed(concepts(text, facet), weight) for text in texts]
        lent = [
            {name: _FROM_CONTEXT * w for name, w in _weighed(concepts(c, facet), weight).items()}
            for c in around
        ]
        facets[facet] = vocabulary.matrix(facet, own)
        context[facet] = vocabulary.matrix(facet, [b | a for a, b in zip(own, lent, strict=True)])
    surroundings = [f"{c},{zh.get(topic, '')}" for c, topic in zip(around, topics, strict=True)]
    pairs = [pair_concepts(t, s) for t, s in zip(texts, surroundings, strict=True)]
    weight = weights["pair"]
    facets["pair"] = vocabulary.matrix(
        "pair", [{n: v * weight.get(n, _UNKNOWN_CONCEPT) for n, v in b.items()} for b in pairs]
    )
    parts = [_list_parts(text) for text in texts]
    return Wording(
        ids=tuple(measures["measure_id"]),
        topics=topics,
        item_topics=_item_topics(items, measures),
        items=items_of,
        words=vocabulary.matrix("word", [_named(text) for text in texts]),
        characters=vocabulary.matrix("characters", [_bigrams(text) for text in texts]),
        facets=facets,
        context=context,
        parts=vocabulary.matrix("part", [_part_bag(p) for some in parts for p in some]),
        part_starts=np.cumsum([0] + [len(some) for some in parts[:-1]]),
    )


def pair_concepts(text: str, around: str) -> dict[str, float]:
    """Return the object-with-kind concepts of a measure, 1 where one clause names both.

    What only the surroundings name counts less, and never the kind: that must be its own.
    """
    found = {}
    for name, lists in _concepts()["pair"]:
        own = [bool(p.search(text)) for p in lists]
        if all(own):
            is_close = any(all(p.search(c) for p in lists) for c in text.split(","))
            found[name] = 1.0 if is_close else _PAIR_ACROSS_CLAUSES
        elif own[-1] and all(o or p.search(around) for o, p in zip(own, lists, strict=True)):
            found[name] = _PAIR_FROM_CONTEXT
    return found


def _item_topics(items: pd.DataFrame, measures: pd.DataFrame) -> np.ndarray:
    known = dict(zip(items["item_id"], items["topic_code"], strict=True))
    own = zip(measures["item_id"], measures["topic_code"], strict=True)
    return np.array([known.get(item_id, topic) for item_id, topic in own], dtype=object)


def _headings(items: pd.DataFrame, measures: pd.DataFrame) -> list[str]:
    known: dict[str, str] = {
        item_id: heading or re.split("[,。;]", text)[0]
        for item_id, heading, text in items[["item_id", "heading", "text"]].to_numpy()
    }
    return [known.get(item_id, "") for item_id in measures["item_id"]]


def _named(text: str) -> dict[str, float]:
    """Return words and names of objects: two words for one object then share its name."""
    return word_weights(text) | _weighed(concepts(text, "object"), _weights()["object"])


def _weighed(names: list[str], weights: dict[str, float]) -> dict[str, float]:
    return {name: weights.get(name, _UNKNOWN_CONCEPT) for name in names}


def character_weights(text: str) -> list[float]:
    """Return for each character the weight of the word it stands in; 0 for marks and digits."""
    weights = _weights()["word"]
    at: list[float] = []
    for word in segment(text):
        weight = weights.get(word, 1.0) if is_word(word) else _FILLER
        at += [weight if _LETTER.match(letter) else 0.0 for letter in word]
    return at


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


def _part_bag(text: str) -> dict[str, float]:
    bag = {word: _PART_WORDS * weight for word, weight in word_weights(text).items()}
    for facet, factor in (("object", 1.0), ("kind", _PART_KINDS)):
        for name, weight in _weighed(concepts(text, facet), _weights()[facet]).items():
            bag[f"{facet}:{name}"] = factor * weight
    return bag


@cache
def read_numbers(name: str) -> dict[str, dict[str, float]]:
    """Read a resource of three columns, group, key and number: the numbers by group and key."""
    table = read_table(name)
    group, key, number = table.columns
    return {
        str(value): dict(zip(rows[key], rows[number].astype(float), strict=True))
        for value, rows in table.groupby(group)
    }


def _weights() -> dict[str, dict[str, float]]:
    return read_numbers("match_weights.csv")


@cache
def _concepts() -> dict[str, list[tuple[str, tuple[re.Pattern[str], ...]]]]:
    table = read_table("match_concepts.csv")
    found: dict[str, list[tuple[str, tuple[re.Pattern[str], ...]]]] = {f: [] for f in FACETS}
    for facet, concept, terms in table[["facet", "concept", "terms"]].to_numpy():
        lists = tuple(
            re.compile("|".join(re.escape(term) for term in part.split(";")))
            for part in terms.split("&")
        )
        found[facet].append((concept, lists))
    return found
