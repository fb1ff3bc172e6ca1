"""Fold text one character to one: full-width to half-width, Traditional to Simplified.

Folded text has the length of its source, so an offset means the same place in both.
"""

from functools import cache
from typing import Any

# U+FF01..U+FF5E mirror ASCII 0x21..0x7E (Unicode, Halfwidth and Fullwidth Forms); the
# ideographic and no-break spaces are spaces to every rule.
_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0x00A0: 0x20}


def fold(text: str) -> str:
    """Fold width and script; the length stays the same.

    Example: ``fold("（１）養老")`` -> ``"(1)养老"``.
    """
    return _fold_script(text.translate(_HALF_WIDTH))


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


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
