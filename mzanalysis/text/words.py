"""Cut Chinese text into words: jieba with a lexicon of civil-affairs words."""

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from functools import cache, lru_cache
from typing import Any

from mzanalysis.resources import read_lines, read_table

# Numerals, alone or with a counter (三年, 两级), are figures and belong to the targets.
_LETTER = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_NUMERAL = re.compile(
    r"第?[\d.,%‰〇零一二三四五六七八九十百千万亿两]+[年月日级项次个家类批期处户人名张场条件座所支套元]?"
)

_OTHER: ContextVar[Callable[[str], list[str]] | None] = ContextVar("segmenter", default=None)

# Of the 60 million words jieba's dictionary was counted on; a common word such as 服务 has 17,000.
_MIN_FREQUENCY = 1_000


def segment(text: str) -> list[str]:
    """Cut text, best folded to Simplified, into words; joined, they are the text again.

    Civil-affairs words of ``resources/text/lexicon.txt`` stay whole.

    Example: ``segment("完成适老化改造")`` -> ``["完成", "适老化改造"]``.
    """
    cut = _OTHER.get()
    return cut(text) if cut else list(_cut(text))


@lru_cache(maxsize=8192)
def _cut(text: str) -> tuple[str, ...]:
    return tuple(_tokenizer().cut(text, HMM=False))


@contextmanager
def another_segmenter(cut: Callable[[str], list[str]]) -> Iterator[None]:
    """Let another function cut text into words; ``list`` takes every character for a word."""
    token = _OTHER.set(cut)
    try:
        yield
    finally:
        _OTHER.reset(token)


def plain_words(text: str) -> list[str]:
    """Cut text by jieba's own dictionary and its model of unknown words, without the lexicon."""
    return _jieba().lcut(text, HMM=True) if text else []


def words(text: str) -> list[str]:
    """Return the words that carry meaning: no stop words, figures or single characters (个, 户).

    Example: ``words("新建助餐点12个。")`` -> ``["新建", "助餐点"]``.
    """
    return [word for word in segment(text) if is_word(word)]


def is_word(word: str) -> bool:
    """Say whether a segmented word carries meaning (see `words`)."""
    if word in _lines("text/lexicon.txt"):  # 十四五 is a name, not a figure
        return True
    if len(word) < 2 or word in _lines("text/stopwords.txt"):
        return False
    return _LETTER.search(word) is not None and not _NUMERAL.fullmatch(word)


def subject_words(text: str) -> list[str]:
    """Return the words that carry meaning and name no place: what plans can be compared by."""
    return [word for word in words(text) if word not in _place_names()]


@cache
def _place_names() -> frozenset[str]:
    places = read_table("reading/places.csv")
    return frozenset(places["name"]) | frozenset(places["short_name"])


@cache
def _lines(name: str) -> frozenset[str]:
    return frozenset(read_lines(name))


@cache
def _jieba() -> Any:
    """Build a tokenizer of our own; jieba's shared one (``jieba.dt``) stays as it is."""
    with warnings.catch_warnings():
        # jieba 0.42.1 imports pkg_resources and has unescaped patterns: not the user's concern.
        warnings.simplefilter("ignore")
        import jieba

        tokenizer = jieba.Tokenizer()
        # Not initialize(): that writes a cache into the temporary folder, which may be
        # read-only or another user's, and logs to stderr. Reading the dictionary takes 1 s.
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


@cache
def _tokenizer() -> Any:
    tokenizer = copy(_jieba())
    tokenizer.FREQ = dict(tokenizer.FREQ)
    # From short to long: jieba suggests the frequency that just beats a word's parts, so the
    # parts must have theirs first. The floor lets a word also win where it overlaps a
    # dictionary word: 系统 | 安全生产, not 系统安全 | 生产.
    for word in sorted(read_lines("text/lexicon.txt"), key=lambda word: (len(word), word)):
        tokenizer.add_word(word, max(_MIN_FREQUENCY, tokenizer.suggest_freq(word)))
    return tokenizer
