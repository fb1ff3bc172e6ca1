"""Fold text one character to one: full-width to half-width, Traditional to Simplified.

Folded text has the length of its source, so an offset means the same place in both.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from mzanalysis.resources import cached

# U+FF01..U+FF5E mirror ASCII 0x21..0x7E (Unicode, Halfwidth and Fullwidth Forms); the
# ideographic and no-break spaces are spaces to every rule.
_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0x00A0: 0x20}
# Characters that Unicode says are others in another form (NFKC): spaces of any width, radicals
# and compatibility ideographs (⽼, 﨑), small and vertical signs (﹪, ︰).
_FORMS = ((0x2002, 0x200A), (0x202F, 0x202F), (0x2F00, 0x2FD5), (0xF900, 0xFAD9), (0xFE10, 0xFE6B))
# What no reader sees: control characters other than tab and newline, marks of width zero and of
# direction, soft hyphens, marks of byte order, variation selectors, what is no character at all.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\ufe00-\ufe0f\ufeff\ufffe\uffff\ud800-\udfff]"
)
_PAGE_BREAKS = re.compile("[\x0c\x85]")
_GBK_BLANK = "\ue5e5"  # GBK's A3A0, a full-width blank, as GB 18030 decodes it


def fold(text: str) -> str:
    """Fold width and script; the length stays the same.

    Example: ``fold("（１）養老")`` -> ``"(1)养老"``.
    """
    return _fold_script(text.translate(_folded_forms()))


def drop_unprintable(text: str) -> str:
    """Return a text as it was decoded without what no reader sees; a page break is a newline.

    Example: ``drop_unprintable("\\ufeff一、\\u200b养老\\f")`` -> ``"一、养老\\n"``.
    """
    text = _PAGE_BREAKS.sub("\n", text).replace(_GBK_BLANK, "\u3000")
    return _UNPRINTABLE.sub("", text)


def _other_forms() -> Iterator[tuple[int, str]]:
    for first, last in _FORMS:
        for code in range(first, last + 1):
            form = unicodedata.normalize("NFKC", chr(code))
            if len(form) == 1 and form != chr(code):
                yield code, form


def script_of(text: str) -> str:
    """Return ``hant`` if more than 2 % of the characters are Traditional only, else ``hans``.

    Simplified texts keep a few variant characters (乾, 著, 於 in names), so one is no proof.
    """
    changed = sum(a != b for a, b in zip(text, _fold_script(text), strict=True))
    return "hant" if changed > 0.02 * max(len(text), 1) else "hans"


def _fold_script(text: str) -> str:
    """Turn Traditional into Simplified characters by phrase, which reads 乾隆/乾燥 rightly."""
    return "\n".join(map(_fold_line, text.split("\n")))


def _fold_line(line: str) -> str:
    folded: str = _converter().convert(line)
    if len(folded) == len(line):
        return folded
    return line if len(line) == 1 else "".join(map(_fold_line, line))


@cached
def _folded_forms() -> dict[int, int | str]:
    return _HALF_WIDTH | dict(_other_forms())


@cached
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
