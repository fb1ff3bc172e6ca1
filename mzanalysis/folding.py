"""Fold text one character to one: full-width to half-width, Traditional to Simplified.

Folded text has the length of its source, so an offset means the same place in both.
"""

from functools import cache
from typing import Any

# U+FF01..U+FF5E mirror ASCII 0x21..0x7E (Unicode, Halfwidth and Fullwidth Forms); the
# ideographic and no-break spaces are spaces to every rule.
_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0x00A0: 0x20}


def fold_width(text: str) -> str:
    """Turn full-width letters, digits and punctuation into half-width: ``（３）`` -> ``(3)``."""
    return text.translate(_HALF_WIDTH)


def fold_script(text: str) -> str:
    """Turn Traditional into Simplified characters, same length: ``養老`` -> ``养老``.

    OpenCC converts by phrase, which reads 乾隆/乾燥 rightly; a line whose length it would
    change is converted character by character instead.
    """
    converter = _converter()
    lines = []
    for line in text.split("\n"):
        folded = converter.convert(line)
        if len(folded) != len(line):
            folded = "".join(_fold_char(char) for char in line)
        lines.append(folded)
    return "\n".join(lines)


def fold(text: str) -> str:
    """Fold width and script; the length stays the same.

    Example: ``fold("（１）養老")`` -> ``"(1)养老"``.
    """
    return fold_script(fold_width(text))


def script_of(text: str) -> str:
    """Return ``hant`` if more than 2 % of the characters are Traditional only, else ``hans``.

    Simplified texts keep a few variant characters (乾, 著, 於 in names), so one is no proof.
    """
    changed = sum(a != b for a, b in zip(text, fold_script(text), strict=True))
    return "hant" if changed > 0.02 * max(len(text), 1) else "hans"


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@cache
def _fold_char(char: str) -> str:
    folded = _converter().convert(char)
    return folded if len(folded) == 1 else char
