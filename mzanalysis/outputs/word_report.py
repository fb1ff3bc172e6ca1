"""The Word report: a summary in sentences, then the tables and charts that it rests on."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis import compare
from mzanalysis.compare.years import Lang
from mzanalysis.corpus import Corpus
from mzanalysis.outputs.charts.captions import (
    figure_text,
    indicator_name,
    subtopic_labels,
    topic_labels,
    word,
)
from mzanalysis.outputs.display import write_share
from mzanalysis.outputs.documents.blocks import (
    Block,
    Bullets,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Table,
)
from mzanalysis.outputs.documents.word_file import write_word
from mzanalysis.outputs.finding_sentences import FindingSentences
from mzanalysis.outputs.year_report import tell_years
from mzanalysis.topics.codebook import find_topics

_COUNTS = ("n_characters", "n_items", "n_measures", "n_targets", "n_tasks")
_LEAST_CITIES = 3  # of a theme in the report; the workbook has all
_MOST_THEMES = 8  # of a topic, where the user names no topics
_MOST_GAPS = 12  # of a city
_NUMERALS = "一二三四五六七八九"


def write_report(
    corpus: Corpus,
    figures: Path,
    path: Path,
    *,
    lang: Lang = "zh",
    note: str = "",
    left_out: Sequence[str] = (),
    topics: Sequence[str] = (),
) -> Path:
    """Write a Word report: a summary, plans, topics, common commitments, figures, dates, limits.

    Args:
        corpus: what to report on.
        figures: folder with the PNG charts that ``write_figures`` left.
        path: the file, ``.docx``.
        lang: language of headings and explanations; the plans' words stay as they are.
        note: what the report rests on; stands below the title.
        left_out: of each file left out, its name, why, and what to do; stands there, too.
        topics: of which topics what cities share is listed, then all of it; by default of every
            topic the themes of most cities.

    Returns:
        The file's path.
    """
    report = _Report(corpus, figures, lang, find_topics(topics) if topics else [])
    return write_word(report.paper(note, left_out), path)


class _Report:
    """The report in blocks, chapter by chapter."""

    def __init__(self, corpus: Corpus, figures: Path, lang: Lang, chosen: Sequence[str]) -> None:
        self.corpus, self.latest, self.figures, self.lang = corpus, corpus.of_year(), figures, lang
        self.labels, self.topics, self.chosen = corpus.labels(lang), topic_labels(lang), chosen
        self.n_chapters = 0
        self.least = min(_LEAST_CITIES, max(corpus.plans["city"].nunique(), 2))

    def word(self, key: str, **values: object) -> str:
        return word(key, self.lang, joint="\n", **values)

    def paper(self, note: str, left_out: Sequence[str]) -> Paper:
        """Return the whole report."""
        plans = self.corpus.plans
        days = plans["issued_date"].dropna()
        newest = days.max().date() if len(days) else date(int(plans["year"].max()), 1, 1)
        joint = ", " if self.lang == "en" else "、"
        scope = self.word("report_scope", n=len(plans), cities=joint.join(self.labels.values()))
        years = joint.join(map(str, sorted(plans["year"].unique())))
        below = [scope, self.word("report_years", years=years), *note.split("\n")]
        if left_out:
            below += [self.word("report_left_out"), *left_out]
        return Paper(
            title=self.word("report_title"),
            below=below,
            blocks=[*self._blocks()],
            lang=self.lang,
            dated=newest,
            has_front_page=True,
        )

    def _blocks(self) -> Iterator[Block]:
        yield from self._summary()
        yield self._chapter("report_corpus")
        yield self._plans()
        yield self._chapter("report_topics")
        yield from self._stresses()
        yield self._chapter("report_themes")
        yield from self._themes()
        yield self._chapter("report_gaps")
        yield from self._gaps()
        yield self._chapter("report_targets")
        yield from self._targets()
        yield self._chapter("report_deadlines")
        yield self._picture("deadlines", "report_deadlines_caption")
        if len(self.corpus.year_changes):
            yield self._chapter("report_changes")
            yield self._picture("year_changes", "year_changes_title")
            yield from tell_years(self.corpus, self.lang)
        yield self._chapter("report_limits")
        yield Paragraph(self.word("report_limits_text"))

    def _chapter(self, key: str) -> Heading:
        """Return the heading of the next chapter, with its number."""
        self.n_chapters += 1
        number = f"{self.n_chapters}. "
        if self.lang != "en":
            number = f"{_NUMERALS[self.n_chapters - 1]}、"
        return Heading(number + self.word(key))

    def _picture(self, name: str, key: str) -> Picture:
        caption = self.word(key)
        return Picture(self.figures / f"{name}.png", caption, caption)

    def _summary(self) -> Iterator[Block]:
        sentences = FindingSentences(self.latest.themes, self.labels, self.lang)
        findings = compare.sum_up(vars(self.latest))
        findings += compare.sum_up_years(self.corpus.year_changes)
        yield Heading(self.word("report_summary"))
        yield Paragraph(self.word("report_summary_text"))
        yield Bullets(sentences.say(findings))

    def _plans(self) -> Table:
        rows = []
        for counts in self.corpus.counts().to_dict("records"):
            numbers = [f"{counts[column]:,}" for column in _COUNTS]
            rows.append([self.labels[counts["plan_id"]], str(counts["year"]), *numbers])
        heads = [self.word(key) for key in ("city", "year", *_COUNTS)]
        widths = [3.4, 1.8, *([2.16] * len(_COUNTS))]
        return Table(self.word("report_corpus_caption"), heads, rows, widths)

    def _stresses(self) -> Iterator[Block]:
        yield self._picture("topic_coverage", "report_topics_caption")
        yield Paragraph(self.word("report_topics_text"))
        lines = []
        row: Any
        for row in self.corpus.claimable().drop_duplicates("topic_code").itertuples():
            shares = {"high_share": row.share_high, "low_share": row.share_low}
            shown = {name: write_share(share) for name, share in shares.items()}
            ends = {"high": self.labels[row.plan_id_high], "low": self.labels[row.plan_id_low]}
            topic = self.topics[row.topic_code]
            lines.append(self.word("report_topic_line", topic=topic, **ends, **shown))
        yield Bullets(lines or [self.word("report_none")])
        yield self._picture("strength", "report_strength_caption")

    def _themes(self) -> Iterator[Block]:
        """Yield what several cities commit to, a table for each topic."""
        measures, themes = self.latest.measures, self.latest.themes
        shared = themes[themes["n_cities"] >= self.least]
        codes = [code for code in self.topics if code in set(shared["topic_code"])]
        codes = [code for code in codes if code in self.chosen or not self.chosen]
        text = "report_themes_all_text" if self.chosen else "report_themes_text"
        yield self._picture("city_similarity", "report_similarity_caption")
        yield Paragraph(self.word(text, n=self.least, most=_MOST_THEMES))
        if not codes:
            yield Paragraph(self.word("report_themes_none"))
        printed = compare.as_printed(self.latest.plans, measures)
        members = compare.theme_rows(measures.assign(text=printed))
        for code in codes:
            topic = self.topics[code]
            of_topic = shared[shared["topic_code"] == code]
            of_topic = of_topic.sort_values("n_cities", ascending=False, kind="stable")
            listed = of_topic if self.chosen else of_topic.head(_MOST_THEMES)
            yield Heading(topic, 2)
            caption = self.word("report_themes_caption", topic=topic, n=self.least)
            heads = [self.word(key) for key in ("report_theme", "city", "report_words", "item")]
            rows = self._member_rows(listed, members)
            yield Table(caption, heads, rows, [3.2, 2.5, 8.1, 2.2], n_joined=2)
            n_more = len(of_topic) - len(listed)
            if n_more:
                yield Paragraph(self.word("report_themes_more", topic=topic, n=n_more))

    def _member_rows(self, themes: pd.DataFrame, members: pd.DataFrame) -> list[list[str]]:
        """Return one row per commitment: theme, city, words as printed, item."""
        names = subtopic_labels(themes, self.lang, column="theme_id")
        rows = []
        for theme_id, name in zip(themes["theme_id"], names, strict=True):
            of_theme = members[members["theme_id"] == theme_id]
            columns = ["plan_id", "text", "measure_id"]
            for plan_id, text, measure_id in of_theme[columns].to_numpy().tolist():
                path = compare.path_of(measure_id)
                rows.append([name, self.labels[plan_id], text, path])
        return rows

    def _gaps(self) -> Iterator[Block]:
        """Yield what other cities commit to and one does not, nothing near it included.

        Of a plan of which too much was not understood, it says so: its silence is no answer.
        """
        yield Paragraph(self.word("report_gaps_text", n=_LEAST_CITIES, most=_MOST_GAPS))
        rows = []
        for plan_id in self.latest.plans["plan_id"]:
            gaps = self.corpus.gaps(plan_id, n_cities=_LEAST_CITIES)
            gaps = gaps[gaps["evidence_code"] != "near"].head(_MOST_GAPS)
            gaps = gaps.assign(label=subtopic_labels(gaps, self.lang, column="theme_id"))
            columns = ["topic_code", "label", "n_cities", "evidence_code"]
            for code, label, n_cities, evidence in gaps[columns].to_numpy().tolist():
                is_unread = evidence == "unread"
                note = f" ({self.word('report_gaps_unread')})" if is_unread else ""
                rows.append([self.labels[plan_id], self.topics[code], label + note, str(n_cities)])
        heads = [self.word(key) for key in ("city", "topic", "report_gaps_head", "report_cities")]
        caption = self.word("report_gaps_caption")
        yield Table(caption, heads, rows, [2.6, 3.4, 7.6, 2.4], n_joined=2)

    def _targets(self) -> Iterator[Block]:
        yield Paragraph(self.word("report_targets_text"))
        yield self._picture("targets", "report_targets_caption")
        comparison = self.latest.target_comparison
        rows = []
        row: Any
        for row in comparison[comparison["is_comparable"]].itertuples():
            name = indicator_name(row.indicator_id, row.indicator, self.lang)
            figure = figure_text(row, self.lang)
            rows.append([name, self.labels[row.plan_id], figure, compare.path_of(row.target_ids)])
        keys = ("indicator_head", "city", "figure_head", "item")
        heads = [self.word(key) for key in keys]
        if rows:
            caption = self.word("report_comparable_caption")
            yield Table(caption, heads, rows, [7.0, 2.6, 4.0, 2.4], n_joined=1)
