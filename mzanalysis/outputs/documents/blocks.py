"""What a document is made of, whatever kind of file it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mzanalysis.compare.years import Lang


@dataclass(frozen=True)
class Heading:
    """A heading; those of level 1 and 2 stand in the contents."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Plain text."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list."""

    lines: Sequence[str]


@dataclass(frozen=True)
class Table:
    """A table with its caption above; its head is repeated on every page.

    ``widths`` are centimetres. In the first ``n_joined`` columns a text like the one above it in
    the same row's group is shown once.
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    n_joined: int = 0

    def is_repeated(self, row: int, column: int) -> bool:
        """Return whether a cell says, up to its column, what the row above says."""
        if column >= self.n_joined or row == 0:
            return False
        own, above = self.rows[row][: column + 1], self.rows[row - 1][: column + 1]
        return list(own) == list(above)


@dataclass(frozen=True)
class Picture:
    """A picture with its caption below, and what it shows for whoever cannot see it.

    ``height`` is the most it may take, in centimetres.
    """

    path: Path
    caption: str
    alt: str
    height: float = 18.5


Block = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True)
class Paper:
    """A document: its title, what stands below it, and its blocks.

    ``dated`` is the day in its properties, the same for the same content; ``has_front_page`` says
    whether title and contents stand on pages of their own.
    """

    title: str
    below: Sequence[str]
    blocks: Sequence[Block]
    lang: Lang
    dated: date
    has_front_page: bool = False
