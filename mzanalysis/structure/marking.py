"""A line of a text, and the marking of those that are not the plan's own text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from mzanalysis.resources import cached
from mzanalysis.structure import labels
from mzanalysis.text.patterns import pattern_rows

CLOSING = tuple("。!?;:,、)”》】|")


@dataclass
class Line:
    """A line of folded text without the blanks around it; ``kind`` "" is the plan's own text."""

    start: int
    end: int
    text: str
    kind: str = ""
    heading: str = ""  # title of the annex that the line opens
    starts_file: bool = False  # first line of a plan's second file, or of a later one
    opens_part: bool = False  # title of an annex that is read as the plan's own text is

    @property
    def is_open(self) -> bool:
        """Whether the line ends without punctuation."""
        return not self.text.endswith(CLOSING)

    @cached_property
    def mark(self) -> labels.Label | None:
        """The number, or another mark (——, 【】), with which the line begins; None if none."""
        mark = labels.read_label(self.text, 0, len(self.text))
        return mark and mark._replace(start=self.start, end=self.start + mark.end)

    @property
    def label(self) -> labels.Label | None:
        """The number with which the line begins, None if there is none."""
        return self.mark if self.mark and self.mark.number else None


@cached
def kind_pattern(kind: str) -> re.Pattern[str]:
    """Return one pattern of all that looks like a kind (``title``, ``notice``, ``annex`` ...)."""
    rows = *pattern_rows("structure/furniture.csv"), *pattern_rows("structure/front_matter.csv")
    return re.compile("|".join(f"(?:{part.pattern})" for row, part in rows if row["kind"] == kind))


def fits(kind: str, line: Line) -> bool:
    """Tell whether a whole line looks like a kind: a title, a notice or its signature, an annex."""
    return kind_pattern(kind).fullmatch(line.text) is not None


def mark(lines: Iterable[Line], kind: str) -> None:
    """Give lines their kind, unless they have one."""
    for line in lines:
        line.kind = line.kind or kind


def numbered(lines: list[Line]) -> list[int]:
    """Return the indices of the lines that are not marked and begin with a number."""
    return [i for i, line in enumerate(lines) if not line.kind and line.label]
