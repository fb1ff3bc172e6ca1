"""Cut Chinese text into words: jieba with a lexicon of civil-affairs words."""

import re
import warnings
from functools import cache
from typing import Any

from mzanalysis.resources import read_lines

# A word of the subject matter holds a Han character or a letter; Arabic or Chinese numerals,
# alone or with a counter (三年, 两级), are figures and belong to the targets.
_LETTER = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_NUMERAL = re.compile(
    r"第?[\d.,%‰〇零一二三四五六七八九十百千万亿两]+[年月日级项次个家类批期处户人名张场条件座所支套元]?"
)

# Of the 60 million words jieba's dictionary was counted on; a common word such as 服务 has 17,000.
_MIN_FREQUENCY = 1_000


def segment(text: str) -> list[str]:
    """Cut text into words; joined, they are the text again.

    Args:
        text: any text, best folded to Simplified (`mzanalysis.folding.fold`).

    Returns:
        The words in order, punctuation and white space included. Civil-affairs words of
        ``resources/lexicon.txt`` stay whole.

    Example: ``segment("完成适老化改造")`` -> ``["完成", "适老化改造"]``.
    """
    return _tokenizer().lcut(text, HMM=False) if text else []


def words(text: str) -> list[str]:
    """Return the words that carry meaning: no stop words, figures or punctuation.

    Words of one character are left out: in plans they are particles and counters (个, 户).

    Example: ``words("新建助餐点12个。")`` -> ``["新建", "助餐点"]``.
    """
    return [word for word in segment(text) if is_word(word)]


def is_word(word: str) -> bool:
    """Say whether a segmented word carries meaning (see `words`)."""
    if word in _lines("lexicon.txt"):  # 十四五 is a name, not a figure
        return True
    return (
        len(word) > 1
        and word not in _lines("stopwords.txt")
        and _LETTER.search(word) is not None
        and _NUMERAL.fullmatch(word) is None
    )


@cache
def _lines(name: str) -> frozenset[str]:
    return frozenset(read_lines(name))


@cache
def _tokenizer() -> Any:
    """Build the project's own tokenizer; jieba's shared one (``jieba.dt``) stays as it is."""
    with warnings.catch_warnings():
        # jieba 0.42.1 imports pkg_resources and has unescaped patterns: not the user's concern.
        warnings.simplefilter("ignore")
        import jieba

        tokenizer = jieba.Tokenizer()
        # Not initialize(): that writes a cache into the temporary folder, which may be
        # read-only or another user's, and logs to stderr. Reading the dictionary takes 1 s.
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    # From short to long: jieba suggests the frequency that just beats a word's parts, so the
    # parts must have theirs first. The floor lets a word also win where it overlaps a
    # dictionary word: 系统 | 安全生产, not 系统安全 | 生产.
    for word in sorted(read_lines("lexicon.txt"), key=lambda word: (len(word), word)):
        tokenizer.add_word(word, max(_MIN_FREQUENCY, tokenizer.suggest_freq(word)))
    return tokenizer
