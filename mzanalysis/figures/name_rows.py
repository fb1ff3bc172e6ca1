"""Take the first row of ``names.csv`` that fits what a figure's words say, and fill its templates.

A row's ``before`` is a pattern on what stands before the figure, written ``verb:thing,bound``
(``新建:养老驿站,不少于``), its ``after`` one on the words after it; both fit as a whole. A row that
mends a name sees what ``reads`` says instead of the words before, and the name after. A template
takes groups of the patterns and further words of the figure by name, and does not fit where such
a word is missing. ``does`` is a group whose verb is the action and whose rest is ``{thing}``;
``what`` one that may be a list, shared out among the figures that stand beside each other.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Set
from typing import NamedTuple

from mzanalysis.figures.phrases import strip_lead
from mzanalysis.resources import cached
from mzanalysis.text.patterns import pattern_rows

Row = Mapping[str, str]


class Reading(NamedTuple):
    """What a row makes of words: the row, and what its templates take."""

    row: Row
    words: dict[str, str]

    @property
    def action(self) -> str:
        """The verb: the first of the row's actions that is not empty."""
        known = defaultdict(str, self.words)
        actions = [action.format_map(known) for action in self.row["action"].split("|")]
        return next(filter(None, actions), "")

    def name(self, **others: str) -> str:
        """Return the name; ``others`` take the place of its words."""
        return self.row["indicator"].format_map({**self.words, **others})


def read_row(
    reads: str, kinds: Set[str], before: str, after: str, words: Mapping[str, str]
) -> Reading | None:
    """Read words by the first row that fits them; None if none does.

    Args:
        reads: what the row looks at (``names.csv``).
        kinds: what the figure is: ``{"count"}``.
        before: what stands before it: ``新建:养老驿站,不少于``.
        after: the words after it, or the name to be mended.
        words: further words that templates may take; an empty one is missing.

    Example: ``read_row("words", {"count"}, "新建:,", "食堂", {"verb": "新建"}).name()`` -> 食堂.
    """
    for row, regex in _rows(reads):
        if row["kinds"] and kinds.isdisjoint(row["kinds"].split("|")):
            continue
        match = regex.fullmatch(f"{before}#{after}")
        if match is None:
            continue
        reading = Reading(row, _known_words(match, words))
        try:
            reading.name()
        except KeyError:  # a word that its template takes is missing
            continue
        return reading
    return None


@cached
def _rows(reads: str) -> tuple[tuple[Row, re.Pattern[str]], ...]:
    rows = pattern_rows("figures/names.csv", "before", "after")
    return tuple((row, regex) for row, regex in rows if row["reads"] == reads)


def _known_words(match: re.Match[str], words: Mapping[str, str]) -> dict[str, str]:
    """Return the words that are not empty, and the groups of the row that fits."""
    groups = match.groupdict("")
    known = dict(words)
    if "does" in groups:
        known["verb"], known["thing"], known["scope"] = strip_lead(groups["does"])
    return {name: word for name, word in known.items() if word} | groups
