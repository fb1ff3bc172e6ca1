"""Ask what a part of a sentence says: its words by their pattern, its first and its last clause."""

import re

from mzanalysis.text.patterns import pattern

_BREAKS = ",;。:"
_BREAK = re.compile(f"[{_BREAKS}]")


def has(name: str, text: str) -> bool:
    """Tell whether a named pattern occurs in a text: ``has("ahead", "计划新建")``."""
    return pattern(name).search(text) is not None


def begins(name: str, text: str) -> bool:
    """Tell whether a text begins with a named pattern: ``begins("means", "为重点")``."""
    return pattern(name).match(text) is not None


def first_clause(text: str) -> str:
    """Return a text up to its first comma, colon or end of a sentence."""
    return _BREAK.split(text, 1)[0]


def last_clause(text: str) -> str:
    """Return what follows the last comma, colon or end of a sentence."""
    return text[max(map(text.rfind, _BREAKS)) + 1 :]
