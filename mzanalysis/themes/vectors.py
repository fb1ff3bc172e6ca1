"""What a measure says, in vectors: characters, the parts of its lists, kinds of action, subtopics.

Nothing here depends on the plans at hand, so that adding a plan changes no similarity between
the others. ``match_weights.csv`` says how telling a word is (low for what a whole topic
says, 1 if not listed), ``match_kinds.csv`` what is done about a thing (培训, 补贴, 监管).
"""

import re
from collections.abc import Iterable, Mapping
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
_TELLING, _SUBTOPIC_FIRST, _MAX_SHARED = 0.2, 2.0, 8
# Groups of the codebook whose measures (on safety, plans, data) may match those of any group.
_OPEN_GROUPS = ["governance", "governance of society", "foundations", "other"]


@dataclass(frozen=True, eq=False)
class Wording:
    """The measures of one plan: arrays with an entry a measure; matrices measures x terms.

    ``rows`` are their places in the table of measures. ``items``, ``topic_numbers``, ``groups`` (of
    the codebook) and ``item_groups`` (of the topics of their items) only tell what is the same;
    ``is_open`` says which measures may match those of any group.
    ``characters``, ``kinds`` and ``parts`` have rows of length 1 (0 where there is nothing).
    ``subtopics`` is stored by columns; ``is_narrow`` says which of them are one commitment (column
    ``breadth``). ``parts`` has a row per part of a measure's list, the whole last, from
    ``part_starts`` on. ``vectors`` are a user's own, if any.
    """

    plan_id: str
    city: str
    is_narrow: np.ndarray
    rows: np.ndarray
    ids: np.ndarray
    items: np.ndarray
    topics: np.ndarray
    topic_numbers: np.ndarray
    groups: np.ndarray
    item_groups: np.ndarray
    is_open: np.ndarray
    characters: Any
    kinds: Any
    subtopics: Any
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
_BY_ROW = {field.name for field in fields(Wording)} - {"plan_id", "city", "is_narrow", "parts"}


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


def read_wording(
    measures: pd.DataFrame,
    items: pd.DataFrame,
    subtopics: pd.DataFrame,
    vectorizer: Any = None,
) -> Wording:
    """Turn coded measures into vectors, all in one.

    ``subtopics`` are weights of measures; ``vectorizer`` as for ``pairs.match_measures``.
    """
    texts = [plain(t, c) for t, c in zip(measures["text"], measures["city"], strict=True)]
    lists = [_list_parts(text) for text in texts]
    parts, _ = term_matrix([word_weights(part) for parts in lists for part in parts])
    bags, codes = term_matrix(_bags_of_subtopics(measures, subtopics))
    return Wording(
        plan_id="",
        city="",
        is_narrow=np.isin(codes, list(narrow_subtopics())),
        rows=np.arange(len(texts)),
        subtopics=bags.tocsc(),
        parts=unit_rows(parts),
        part_starts=np.cumsum([0, *map(len, lists)])[:-1],
        vectors=None
        if vectorizer is None
        else unit_rows(_as_rows(vectorizer.fit_transform(texts))),
        **_columns(measures, items, texts),
    )


def read_plans(measures: pd.DataFrame, whole: Wording) -> list[Wording]:
    """Part the wording of measures, which stand plan by plan, into a `Wording` per plan."""
    plans = []
    for plan_id, rows in measures.groupby("plan_id", sort=False).indices.items():
        of_plan = whole.take(slice(rows[0], rows[-1] + 1))
        plans.append(replace(of_plan, plan_id=str(plan_id), city=measures["city"].iloc[rows[0]]))
    return plans


def _columns(measures: pd.DataFrame, items: pd.DataFrame, texts: list[str]) -> dict[str, Any]:
    """Return what each measure says and where it stands, but for its subtopics and lists."""
    topic_of_item = items.set_index("item_id")["topic_code"]
    item_topics = measures["item_id"].map(topic_of_item).fillna(measures["topic_code"])
    groups, item_groups = _groups(measures["topic_code"]), _groups(item_topics)
    numbers, _ = pd.factorize(np.concatenate([groups, item_groups]))
    characters, _ = term_matrix([_bigrams(text) for text in texts])
    kinds, _ = term_matrix([_kinds(text) for text in texts])
    return {
        "ids": measures["measure_id"].to_numpy(dtype=object),
        "items": pd.factorize(measures["item_id"])[0],
        "topics": measures["topic_code"].to_numpy(dtype=object),
        "topic_numbers": pd.factorize(measures["topic_code"])[0],
        "groups": numbers[: len(texts)],
        "item_groups": numbers[len(texts) :],
        "is_open": np.isin(groups, _OPEN_GROUPS),
        "characters": unit_rows(characters),
        "kinds": unit_rows(kinds),
    }


def _bags_of_subtopics(measures: pd.DataFrame, subtopics: pd.DataFrame) -> list[dict[str, float]]:
    """Return the subtopics of each measure with their weights."""
    bags: dict[str, dict[str, float]] = {measure_id: {} for measure_id in measures["measure_id"]}
    columns = subtopics[["measure_id", "subtopic_code", "weight"]]
    for measure_id, code, weight in columns.itertuples(index=False):
        bags[measure_id][code] = weight
    return list(bags.values())


def _groups(topics: pd.Series) -> np.ndarray:
    return topics.map(topic_groups()).fillna(topics).to_numpy()


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


def shared_terms(measures: Iterable[Mapping[Any, Any]]) -> str:
    """Join what measures share: their subtopic, then words, the most telling first.

    Args:
        measures: each with text, city and subtopic_code.
    """
    names = subtopic_names()
    weights_of: list[dict[str, float]] = []
    for measure in measures:
        weights = word_weights(plain(measure["text"], measure["city"]))
        weights = {word: weight for word, weight in weights.items() if weight >= _TELLING}
        name, _ = names.get(measure["subtopic_code"], ("", ""))
        weights_of.append(weights | dict.fromkeys(filter(None, [name]), _SUBTOPIC_FIRST))
    shared = set.intersection(*map(set, weights_of))
    ranked = sorted(shared, key=lambda term: (-weights_of[0][term], term))
    return ";".join(ranked[:_MAX_SHARED])


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


def term_matrix(bags: list[dict[str, float]]) -> tuple[Any, list[str]]:
    """Return bags of terms as rows of one CSR matrix, and the terms of its columns."""
    from scipy.sparse import csr_matrix

    column_of: dict[str, int] = {}
    columns = [column_of.setdefault(term, len(column_of)) for bag in bags for term in bag]
    weights = [weight for bag in bags for weight in bag.values()]
    ends = np.cumsum([0, *map(len, bags)])
    shape = (len(bags), len(column_of))
    return csr_matrix((np.array(weights, dtype=float), columns, ends), shape), list(column_of)


def unit_rows(matrix: Any) -> Any:
    """Divide each row of a sparse matrix by its length; an empty row stays as it is."""
    from scipy.sparse import diags

    lengths = np.sqrt(_squares(matrix))
    return (diags(1 / np.where(lengths > 0, lengths, 1)) @ matrix).tocsr()


def cosine(a: Any, b: Any) -> np.ndarray:
    """Return the cosine of every row of one matrix with every row of another (0 for empty rows)."""
    return (unit_rows(a) @ unit_rows(b).T).toarray()


def _squares(matrix: Any) -> np.ndarray:
    return np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
