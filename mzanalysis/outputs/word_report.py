"""The Word report: what a researcher starts a paper from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import pandas as pd
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from mzanalysis.compare.years import Lang, plan_labels
from mzanalysis.corpus import Corpus
from mzanalysis.outputs.charts.captions import topic_labels, word
from mzanalysis.outputs.office_files import write_office
from mzanalysis.outputs.workbook import COMPARISONS

_COUNTS = ("n_characters", "n_items", "n_measures", "n_targets", "n_tasks")
_LEAST_CITIES = 3  # of a theme in the report; the workbook has all
_PICTURE = (Cm(16), Cm(19.5))  # at most: a heading and a sentence stay on the page
_FONTS = {"w:ascii": "Times New Roman", "w:hAnsi": "Times New Roman", "w:eastAsia": "SimSun"}


def write_report(
    corpus: Corpus,
    figures: Path,
    path: Path,
    *,
    lang: Lang = "zh",
    note: str = "",
    left_out: Sequence[str] = (),
) -> Path:
    """Write a Word report: plans, topics, common commitments, figures, dates, limits.

    Args:
        corpus: what to report on.
        figures: folder with the PNG charts that ``write_figures`` left.
        path: the file, ``.docx``.
        lang: language of headings and explanations; the plans' words stay as they are.
        note: what the report rests on; stands below the title.
        left_out: of each file left out, its name, why, and what to do; stands there, too.

    Returns:
        The file's path.
    """
    plans = plan_labels(corpus.plans, lang)
    report = _Report(lang)
    _write_corpus(report, corpus, note, left_out)
    report.head("report_topics")
    report.show(figures / "topic_coverage.png")
    report.say("report_topics_text")
    report.bullet(_topic_lines(corpus.claimable(), plans, lang) or [report.word("report_none")])
    _write_themes(report, corpus)
    report.head("report_gaps")
    report.say("report_gaps_text", n=_LEAST_CITIES)
    report.tabulate(["city", "report_gaps_head"], _gap_rows(report, corpus, plans), (2.4, 13.6))
    report.head("report_targets")
    report.say("report_targets_text").paragraph_format.keep_with_next = True
    report.show(figures / "targets.png")
    report.head("report_deadlines")
    report.show(figures / "deadlines.png")
    report.head("report_limits")
    report.say("report_limits_text")
    return write_office(report.document, path)


class _Report:
    """A Word document whose headings and explanations are captions in one language."""

    def __init__(self, lang: Lang) -> None:
        self.document = docx.Document()
        self.lang = lang
        _set_fonts(self.document)

    def word(self, key: str, **values: object) -> str:
        return word(key, self.lang, joint="\n", **values)

    def head(self, key: str) -> None:
        self.document.add_heading(self.word(key), 1)

    def say(self, key: str, **values: object) -> Paragraph:
        return self.document.add_paragraph(self.word(key, **values))

    def bullet(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.document.add_paragraph(line, style="List Bullet")

    def show(self, path: Path) -> None:
        """Add a picture, as large as the page lets it."""
        width, height = _PICTURE
        picture = self.document.add_picture(str(path), width=width)
        if picture.height > height:
            picture.width = Cm(picture.width.cm * height.cm / picture.height.cm)
            picture.height = height

    def tabulate(self, keys: list[str], rows: list[list[str]], widths: tuple = ()) -> None:
        """Add a table with captions as its head; widths are in centimetres."""
        heads = [self.word(key) for key in keys]
        table = self.document.add_table(rows=0, cols=len(keys), style="Table Grid")
        table.autofit = not widths
        for texts in (heads, *rows):
            cells = table.add_row().cells
            for cell, text in zip(cells, texts, strict=True):
                run = cell.paragraphs[0].add_run(text)
                run.font.size = Pt(9)
                run.bold = texts is heads
            for cell, width in zip(cells, widths, strict=False):
                cell.width = Cm(width)
        for column, width in zip(table.columns, widths, strict=False):
            column.width = Cm(width)
        # The head row is repeated on every page.
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self.document.add_paragraph()


def _write_corpus(report: _Report, corpus: Corpus, note: str, left_out: Sequence[str]) -> None:
    """Write the title, what the report rests on and lacks, and what each plan holds."""
    plans = plan_labels(corpus.plans, report.lang)
    report.document.add_heading(report.word("report_title"), 0)
    report.say("report_scope", n=len(plans), cities="、".join(plans.values()))
    report.document.add_paragraph(note)
    if left_out:
        report.say("report_left_out")
        report.bullet(left_out)
    report.head("report_corpus")
    report.tabulate(["city", "year", *_COUNTS], _count_rows(corpus, plans))


def _count_rows(corpus: Corpus, plans: dict[str, str]) -> list[list[str]]:
    rows = []
    for counts in corpus.counts().to_dict("records"):
        numbers = [f"{counts[column]:,}" for column in _COUNTS]
        rows.append([plans[counts["plan_id"]], str(counts["year"]), *numbers])
    return rows


def _topic_lines(claimable: pd.DataFrame, plans: dict[str, str], lang: Lang) -> list[str]:
    """Name, of each topic, the two plans furthest apart whose intervals do not overlap."""
    topics = topic_labels(lang)
    lines = []
    row: Any
    for row in claimable.drop_duplicates("topic_code").itertuples():
        line = word(
            "report_topic_line",
            lang,
            topic=topics[row.topic_code],
            high=plans[row.plan_id_high],
            low=plans[row.plan_id_low],
            high_share=f"{row.share_high * 100:.0f}",
            low_share=f"{row.share_low * 100:.0f}",
        )
        lines.append(line)
    return lines


def _write_themes(report: _Report, corpus: Corpus) -> None:
    """Write what several cities commit to, a table for each of the compared fields."""
    least = min(_LEAST_CITIES, max(corpus.plans["city"].nunique(), 2))
    report.head("report_themes")
    report.say("report_themes_text", n=least)
    topic_names = topic_labels(report.lang)
    for topics in COMPARISONS.values():
        report.document.add_heading("、".join(topic_names[topic] for topic in topics), 2)
        comparison = corpus.compare(*topics)
        rows = _theme_rows(comparison[comparison["n_cities"] >= least])
        report.tabulate(["report_theme", "report_cities", "report_words"], rows, (3.2, 1.4, 11.4))


def _theme_rows(comparison: pd.DataFrame) -> list[list[str]]:
    rows = []
    for row in comparison.drop(columns="theme_id").to_dict("records"):
        label, n_cities = row.pop("label"), row.pop("n_cities")
        words = [f"{city}：{cell}".replace("\n", "") for city, cell in row.items() if cell]
        rows.append([label, str(n_cities), "\n".join(words)])
    return rows


def _gap_rows(report: _Report, corpus: Corpus, plans: dict[str, str]) -> list[list[str]]:
    """Name what other cities commit to and this one does not, nothing near it included.

    Of a plan of which too much was not understood, it says so: its silence is no answer.
    """
    rows = []
    for city, ids in corpus.plans.groupby("city", sort=False)["plan_id"]:
        gaps = corpus.gaps(str(city), n_cities=_LEAST_CITIES)
        labels = gaps.groupby("evidence_code")["label"].agg("；".join)
        missing = labels.get("silent", "")
        if "unread" in labels:
            missing = report.word("report_gaps_unread", labels=labels["unread"])
        rows.append([plans[ids.iloc[-1]], missing])
    return rows


def _set_fonts(document: Document) -> None:
    """Name a font for Chinese in every style: the template's would leave it to chance."""
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet"):
        style: Any = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        for key, font in _FONTS.items():
            fonts.set(qn(key), font)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
