"""All tables of a build in one place, for reading and comparing in a notebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mzanalysis import pipeline, project
from mzanalysis.errors import InputError


@dataclass(frozen=True)
class Corpus:
    """The tables of one build; nothing in it changes.

    Attributes are the tables of the design: ``corpus.plans``, ``corpus.measures`` …
    """

    plans: pd.DataFrame
    sections: pd.DataFrame
    items: pd.DataFrame
    measures: pd.DataFrame
    targets: pd.DataFrame
    deadlines: pd.DataFrame
    tasks: pd.DataFrame
    matches: pd.DataFrame
    themes: pd.DataFrame
    topic_coverage: pd.DataFrame
    target_comparison: pd.DataFrame

    def __repr__(self) -> str:
        """Say how many plans and measures, and of which cities."""
        cities = "、".join(self.plans["city"])
        return f"Corpus({len(self.plans)} plans: {cities}; {len(self.measures)} measures)"

    def compare(self, *topic_codes: str) -> pd.DataFrame:
        """Put the cities side by side: themes as rows, cities as columns, measures in the cells.

        Args:
            topic_codes: one or more codes of the codebook, e.g. ``"funeral"``.

        Returns:
            Themes of two or more cities first, most cities first; then what one city alone has.

        Raises:
            InputError: a code is not in the codebook.
        """
        from mzanalysis.compare import side_by_side

        _check_topics(topic_codes)
        return side_by_side(
            self.measures,
            self.themes,
            list(topic_codes),
            targets=self.targets,
            deadlines=self.deadlines,
        )

    def members(self, *topic_codes: str) -> pd.DataFrame:
        """List the measures behind ``compare``, one a row, with theme, item and text."""
        from mzanalysis.compare import theme_members

        _check_topics(topic_codes)
        return theme_members(self.measures, list(topic_codes))

    def counts(self) -> pd.DataFrame:
        """Count the items, measures, targets, deadlines and tasks of each plan."""
        from mzanalysis.compare import count_rows

        return count_rows(vars(self))

    def characters(self) -> pd.DataFrame:
        """Tell which share of each plan's characters is item, heading, furniture …"""
        from mzanalysis.compare import spread_characters

        return spread_characters(self.sections)

    def similarity(self) -> pd.DataFrame:
        """Return the similarity of every pair of plans, for all topics and by topic."""
        from mzanalysis.compare import plan_similarity

        return plan_similarity(self.measures)

    def source(self, row_id: str) -> str:
        """Return the sentence of the plan that a row was read from, exactly as printed.

        Args:
            row_id: an id of a section, item, measure, target or deadline.

        Raises:
            InputError: no table has a row with that id.
        """
        for table, key in _KEYED.items():
            frame: pd.DataFrame = getattr(self, table)
            found = frame[frame[key] == row_id]
            if len(found):
                row = found.iloc[0]
                text = self.plans.set_index("plan_id").loc[row["plan_id"], "text"]
                return _sentence(str(text), row["char_start"], row["char_end"])
        raise InputError(f"no row has the id {row_id!r}; ids look like {self._example_ids()}")

    def _example_ids(self) -> str:
        return ", ".join(
            str(getattr(self, t)[k].iloc[0]) for t, k in _KEYED.items() if len(self.plans)
        )


_KEYED = {
    "targets": "target_id",
    "deadlines": "deadline_id",
    "measures": "measure_id",
    "items": "item_id",
    "sections": "section_id",
}


def load(out: Path | str | None = None) -> Corpus:
    """Load the tables of the last ``mz build``.

    Args:
        out: folder of the tables; by default ``data/processed`` of the project that the
            current folder lies in.

    Raises:
        InputError: there are no tables yet; says to run ``mz build``.
    """
    folder = Path(out) if out is not None else project.find_folders().out
    return Corpus(**pipeline.read_tables(folder))


def _check_topics(codes: Sequence[str]) -> None:
    from mzanalysis.resources import read_table

    known = list(read_table("codebook.csv")["topic_code"])
    unknown = [code for code in codes if code not in known]
    if unknown or not codes:
        raise InputError(f"no topic {', '.join(unknown) or 'given'}; topics: {', '.join(known)}")


def _sentence(text: str, start: int, end: int) -> str:
    left = max(text.rfind(mark, 0, start) for mark in "。;；\n|") + 1
    rights = [at for mark in "。;；\n|" if (at := text.find(mark, end - 1)) >= 0]
    return text[left : min(rights, default=len(text)) + 1].strip("|\n ")
