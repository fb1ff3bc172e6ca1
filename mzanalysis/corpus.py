"""All tables of a build in one place, for reading and comparing in a notebook."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import pandas as pd

from mzanalysis import builds, compare, corrections
from mzanalysis.compare.years import Lang, Year
from mzanalysis.errors import InputError
from mzanalysis.figures.sentences import name_reasons
from mzanalysis.folders import corrections_folder, find_folders
from mzanalysis.text.lookup import flatten
from mzanalysis.topics import coding
from mzanalysis.topics.codebook import find_topics
from mzanalysis.validation import evaluate, sensitivity


@dataclass(frozen=True)
class Corpus:
    """The tables of one build, as attributes; nothing in it changes. Methods say what tells more.

    What compares cities takes one plan of each: its ``latest``, or with ``year=2025`` that of
    the year; ``year="all"`` takes every plan. ``folder`` is where the tables were read from.
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
    year_changes: pd.DataFrame
    folder: Path | None = None

    def __repr__(self) -> str:
        """Say how many plans and measures, and of which cities."""
        plans = "、".join(self.labels().values())
        return f"Corpus({len(self.plans)} plans: {plans}; {len(self.measures)} measures)"

    def labels(self, lang: Lang = "zh") -> dict[str, str]:
        """Return plan_id -> what the plan is called everywhere: see ``compare.plan_labels``."""
        return compare.plan_labels(self.plans, lang)

    def of_year(self, year: Year = "latest") -> "Corpus":
        """Return the corpus with one plan of each city, or itself if it has no more."""
        return self._take(compare.choose_plans(self.plans, year))

    def _beside(self, city: str, year: Year) -> tuple[list[str], str]:
        """Return which plans are compared, and which of them stands for the city."""
        plan_id = compare.find_plan(self.plans, city, year)
        return compare.choose_plans(self.plans, year, own=plan_id), plan_id

    def only(
        self,
        *,
        cities: str | Sequence[str] = (),
        topics: str | Sequence[str] = (),
        year: Year | None = None,
    ) -> "Corpus":
        """Return the corpus of some cities, topics or one year only; everything works on it.

        Cities and topics are named as people do (十堰, Shiyan; 殡葬, funeral), one or a list.

        Raises:
            InputError: there is no such city, topic or year; names the nearest.

        Example: ``corpus.only(cities=["十堰", "鄂州"], topics="养老服务").compare("养老")``.
        """
        taken = self if year is None else self.of_year(year)
        tables = compare.take_only(vars(taken), flatten([cities]), flatten([topics]))
        return Corpus(**tables, folder=self.folder)

    def _take(self, plan_ids: Collection[str]) -> "Corpus":
        if len(plan_ids) == len(self.plans):
            return self
        return Corpus(**compare.take_plans(vars(self), plan_ids), folder=self.folder)

    def counts(self) -> pd.DataFrame:
        """Count the items, measures, targets … of each plan: see ``compare.count_rows``."""
        return compare.count_rows(vars(self))

    def characters(self) -> pd.DataFrame:
        """Tell which share of a plan is item, heading …: see ``compare.spread_characters``."""
        return compare.spread_characters(self.sections)

    def source(self, row_id: str) -> str:
        """Return the sentence of the plan that a row was read from, exactly as printed.

        The row is a section, item, measure, target or deadline; InputError if there is none.
        """
        return compare.source(vars(self), row_id)

    def search(self, words: str) -> pd.DataFrame:
        """Find words in the sentences of all plans, with city and item: see ``compare.search``."""
        return compare.search(self.plans, self.items, words)

    def why(self, row_id: str) -> pd.DataFrame:
        """Show why a measure has its topic (``topics.reasons``), or a target its name.

        Of a target: the rows of ``resources/figures/names.csv`` that named it, the first read its
        own words; none if it stands outside the items.
        """
        wanted, missing = ["measures", "targets"], "no measure or target {!r}"
        table, row = compare.find_row(vars(self), row_id, wanted, missing)
        item = self.items[self.items["item_id"] == row["item_id"]]
        if table == "measures":
            return coding.reasons(row["text"], item)
        measures = self.measures[self.measures["item_id"] == row["item_id"]]
        return name_reasons(item, measures, row)

    def compare(self, *topics: str, year: Year = "latest") -> pd.DataFrame:
        """Put the cities side by side: themes as rows, cities as columns, measures in the cells.

        Themes of most cities stand first, last what one city alone has: ``compare.side_by_side``.
        Topics are named by code or name; InputError if one is not in the codebook.

        Example: ``corpus.compare("殡葬")``, ``corpus.compare("eldercare", "ageing")``.
        """
        taken, codes = self.of_year(year), find_topics(topics)
        noted = {"targets": taken.targets, "deadlines": taken.deadlines}
        labels = self.labels()
        return compare.side_by_side(taken.measures, taken.themes, codes, labels=labels, **noted)

    def members(self, *topics: str, year: Year = "latest") -> pd.DataFrame:
        """List the measures behind ``compare``, one a row, with theme, item and text."""
        return compare.theme_members(self.of_year(year).measures, find_topics(topics))

    def similarity(self, *, year: Year = "latest") -> pd.DataFrame:
        """Return how similar each pair of plans is: see ``compare.plan_similarity``."""
        return compare.plan_similarity(self.of_year(year).measures)

    def claimable(self, *, year: Year = "latest") -> pd.DataFrame:
        """List the differences in coverage that may be claimed: see ``compare.claimable``."""
        return compare.claimable(self.of_year(year).topic_coverage)

    def strength(self, *, year: Year = "latest") -> pd.DataFrame:
        """Count how firmly each plan commits on a topic: see ``compare.strength_by_topic``."""
        return compare.strength_by_topic(self.of_year(year).measures)

    def subtopics(self, *, year: Year = "latest") -> pd.DataFrame:
        """Say which city has which subtopic, and a figure: see ``compare.subtopic_matrix``."""
        taken = self.of_year(year)
        return compare.subtopic_matrix(taken.measures, taken.targets, labels=self.labels())

    def theme_matrix(self, *topics: str, year: Year = "latest") -> pd.DataFrame:
        """Say which city has which theme of topics, and a figure: see ``compare.theme_matrix``."""
        codes, taken = find_topics(topics), self.of_year(year)
        tables = (taken.measures, taken.themes, taken.targets)
        return compare.theme_matrix(*tables, codes, labels=self.labels())

    def per_head(self, cities: Path | None = None, *, year: Year = "latest") -> pd.DataFrame:
        """Return the comparable counts and amounts per 10,000 residents: ``compare.per_head``.

        Beside the census figures that come along, residents are read from a table of your own:
        ``cities``, by default ``data/raw/cities.csv`` if there is one.
        """
        own = cities or find_folders().raw / "cities.csv"
        return compare.per_head(self.of_year(year).target_comparison, compare.read_cities(own))

    def profile(self, city: str, *, year: Year = "latest") -> pd.DataFrame:
        """Set a city's plan, or a plan, beside other cities': see ``compare.topic_profile``."""
        plan_ids, plan_id = self._beside(city, year)
        coverage = self.topic_coverage
        return compare.topic_profile(coverage[coverage["plan_id"].isin(plan_ids)], plan_id)

    def changes(self, city: str, *, years: tuple[int, int] | None = None) -> pd.DataFrame:
        """Say what a city's next plan kept, dropped, raised, achieved: ``compare.find_changes``.

        ``years`` are two that need not follow one another; by default each year with the next.
        """
        found = compare.find_city(self.plans, city)
        return compare.find_changes(vars(self), found, years=years)

    def trends(self) -> pd.DataFrame:
        """Take the figures that a city states in several years: see ``compare.trends``."""
        return compare.trends(self.target_comparison)

    def gaps(self, city: str, *, n_cities: int = 3, year: Year = "latest") -> pd.DataFrame:
        """List what ``n_cities`` others or more commit to, this city not: ``compare.find_gaps``."""
        plan_ids, plan_id = self._beside(city, year)
        # The city's other years are no others; a column tells which have the theme.
        taken = self._take({*plan_ids, *compare.plans_of_city(self.plans, plan_id)})
        tables = (taken.measures, taken.themes, taken.matches, taken.sections)
        return compare.find_gaps(*tables, plan_id, n_cities=n_cities)

    def distinctive(
        self,
        city: str,
        *,
        unit: Literal["word", "subtopic"] = "word",
        reference: str | Sequence[str] = (),
        year: Year = "latest",
    ) -> pd.DataFrame:
        """Rank what a city says more than the others do: see ``compare.distinctive_terms``.

        A ``reference`` may be another year's plan, by its id.
        """
        plan_ids, plan_id = self._beside(city, year)
        named = flatten([reference]) if reference else []
        names = [compare.find_city(self.plans, name) for name in named]
        is_taken = self.measures[["plan_id", "city"]].isin(plan_ids + names).any(axis=1)
        return compare.distinctive_terms(
            self.measures[is_taken], plan_id, unit=unit, reference=names
        )

    def shared_wording(
        self, *, reference: str = "", by_topic: bool = False, year: Year = "latest"
    ) -> pd.DataFrame:
        """Return which share of each measure's wording others use too; ``by_topic`` sums up.

        See ``compare.shared_wording``; ``reference`` is the id or text of a plan to compare with.
        """
        wanted = [*compare.choose_plans(self.plans, year), reference]
        taken = self.measures[self.measures["plan_id"].isin(wanted)]
        shared = compare.shared_wording(taken, reference=reference)
        return compare.sum_wording(shared) if by_topic else shared

    def scores(self, *, every: bool = False) -> pd.DataFrame:
        """Score the tables against ``data/gold``, ``every`` code and field or only the main ones.

        See ``evaluate.evaluate``. No rows if the labels are of other plans.
        """
        scores = self._score(evaluate.evaluate, columns="task metric value low high n")
        return scores if every else evaluate.main_scores(scores)

    def errors(self) -> pd.DataFrame:
        """List what the labels in ``data/gold`` call wrong, each with its sentence."""
        return self._score(evaluate.errors, columns="task plan_id kind expected got sentence")

    def confusion(self, *, task: str = "topics") -> pd.DataFrame:
        """Count which topic the labels (rows) and the tables (columns) give the same texts."""
        return self._score(partial(evaluate.confusion, task=task))

    def _score(self, score: Callable[..., pd.DataFrame], *, columns: str = "") -> pd.DataFrame:
        """Score against ``data/gold``; no rows where its labels are of other plans than these."""
        try:
            return score(vars(self), find_folders().gold)
        except InputError:
            return pd.DataFrame(columns=columns.split(), dtype="object")

    def topic_shares(self, **others: "Corpus") -> pd.DataFrame:
        """Compute each city's share of each topic in other settings and ``others`` builds.

        See ``sensitivity.topic_shares``; another build may have been made with another codebook.
        """
        return sensitivity.topic_shares(vars(self.of_year()), others=_latest(others))

    def findings(self, *, shares: pd.DataFrame | None = None, **others: "Corpus") -> pd.DataFrame:
        """Say of each finding whether it holds in other settings: see ``sensitivity.findings``.

        ``shares`` is what ``topic_shares`` returned, if it was called before.
        """
        return sensitivity.findings(vars(self.of_year()), shares=shares, others=_latest(others))

    def correct(self, row_id: str, *, note: str = "", **fields: object) -> Path:
        """Write down that the machine is wrong; the next ``mz build`` makes it so, and keeps it.

        The file that the correction was added to is returned.

        Args:
            row_id: an id of a plan, item, measure, target, deadline or task.
            note: why, for whoever reads the file.
            **fields: the right values: ``topic_code="funeral"``; ``theme_id`` takes another
                measure's theme or a new name; ``"none"`` says that nothing is stated.

        Raises:
            InputError: no such row, field or value.

        Example: ``corpus.correct("420300-2025:三/(九):m07", topic_code="funeral")``.
        """
        table, row = compare.find_row(vars(self), row_id, list(corrections.TABLES))
        if self.folder is None:
            raise InputError("tables without a folder cannot be corrected: use mz.load()")
        row = corrections.with_measure_text(row.to_frame().T, self.measures).iloc[0]
        folder = corrections_folder(builds.find_raw(self.folder))
        return corrections.write_down(folder, table, row, fields, note=note)


def load(out: Path | str | None = None) -> Corpus:
    """Load the tables of the last ``mz build``.

    Args:
        out: folder of the tables; by default ``data/processed`` of the project that the
            current folder lies in. Without tables, InputError says to run ``mz build``.
    """
    folder = Path(out) if out is not None else find_folders().out
    return Corpus(**builds.read_tables(folder), folder=folder)


def _latest(others: dict[str, Corpus]) -> dict[str, dict[str, pd.DataFrame]]:
    return {name: vars(corpus.of_year()) for name, corpus in others.items()}
