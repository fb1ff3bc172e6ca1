"""The Word report: what a researcher starts a paper from."""

from functools import partial
from pathlib import Path
from typing import Any

import docx
import pandas as pd
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from mzanalysis.corpus import Corpus
from mzanalysis.outputs.charts.captions import Lang, plan_labels, topic_labels, word
from mzanalysis.outputs.workbook import COMPARISONS

_LEADS = ("theme_id", "label", "n_cities")
_COUNTS = ("n_characters", "n_items", "n_measures", "n_targets", "n_tasks")
_LEAST_CITIES = 3  # of a theme in the report; the workbook has all
_PICTURE = (Cm(16), Cm(19.5))  # at most: a heading and a sentence stay on the page
_FONTS = {"w:ascii": "Times New Roman", "w:hAnsi": "Times New Roman", "w:eastAsia": "SimSun"}


def write_report(
    corpus: Corpus, figures: Path, path: Path, *, lang: Lang = "zh", note: str = ""
) -> Path:
    """Write a Word report: plans, topics, common commitments, figures, dates, limits.

    Args:
        corpus: what to report on.
        figures: folder with the PNG charts that ``write_figures`` left.
        path: the file, ``.docx``.
        lang: language of headings and explanations; the plans' words stay as they are.
        note: what the report rests on; stands below the title.

    Returns:
        The file's path.
    """
    document = docx.Document()
    _set_fonts(document)
    say = partial(word, lang=lang)
    plans = plan_labels(corpus.plans, lang)
    document.add_heading(say("report_title"), 0)
    document.add_paragraph(say("report_scope", n=len(plans), cities="、".join(plans.values())))
    document.add_paragraph(note)

    document.add_heading(say("report_corpus"), 1)
    rows = [
        [plans[row["plan_id"]], str(row["year"]), *(f"{row[c]:,}" for c in _COUNTS)]
        for row in corpus.counts().to_dict("records")
    ]
    _add_table(document, [say(key) for key in ("city", "year", *_COUNTS)], rows)

    document.add_heading(say("report_topics"), 1)
    _add_picture(document, figures / "topic_coverage.png")
    document.add_paragraph(say("report_topics_text"))
    for line in _topic_lines(corpus.claimable(), plans, lang) or [say("report_none")]:
        document.add_paragraph(line, style="List Bullet")

    document.add_heading(say("report_themes"), 1)
    least = min(_LEAST_CITIES, max(corpus.plans["city"].nunique(), 2))
    document.add_paragraph(say("report_themes_text", n=least))
    heads = [say(f"report_{key}") for key in ("theme", "cities", "words")]
    for topics in COMPARISONS.values():
        document.add_heading("、".join(topic_labels(lang)[t] for t in topics), 2)
        _add_table(document, heads, _theme_rows(corpus.compare(*topics), least), (3.2, 1.4, 11.4))

    document.add_heading(say("report_gaps"), 1)
    document.add_paragraph(say("report_gaps_text", n=_LEAST_CITIES))
    heads = [say("city"), say("report_gaps_head")]
    _add_table(document, heads, _gap_rows(corpus, plans), (2.4, 13.6))

    document.add_heading(say("report_targets"), 1)
    document.add_paragraph(say("report_targets_text")).paragraph_format.keep_with_next = True
    _add_picture(document, figures / "targets.png")
    document.add_heading(say("report_deadlines"), 1)
    _add_picture(document, figures / "deadlines.png")
    document.add_heading(say("report_limits"), 1)
    document.add_paragraph(say("report_limits_text"))
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))
    return path


def _topic_lines(claimable: pd.DataFrame, plans: dict[str, str], lang: Lang) -> list[str]:
    """Name, of each topic, the two plans furthest apart whose intervals do not overlap."""
    rows, topics = claimable.drop_duplicates("topic_code"), topic_labels(lang)
    lines = []
    for row in rows.to_dict("records"):
        names = {side: plans[row[f"plan_id_{side}"]] for side in ("high", "low")}
        shares = {f"{side}_share": f"{row[f'share_{side}']:.0%}"[:-1] for side in ("high", "low")}
        topic = topics[row["topic_code"]]
        lines.append(word("report_topic_line", lang, topic=topic, **names, **shares))
    return lines


def _theme_rows(comparison: pd.DataFrame, least: int) -> list[list[str]]:
    cities = [c for c in comparison.columns if c not in _LEADS]
    rows = []
    for row in comparison[comparison["n_cities"] >= least].to_dict("records"):
        words = [f"{city}：{row[city]}".replace("\n", "") for city in cities if row[city]]
        rows.append([row["label"], str(row["n_cities"]), "\n".join(words)])
    return rows


def _gap_rows(corpus: Corpus, plans: dict[str, str]) -> list[list[str]]:
    """Name what other cities commit to and this one does not, nothing near it included."""
    rows = []
    for city, ids in corpus.plans.groupby("city", sort=False)["plan_id"]:
        gaps = corpus.gaps(str(city), n_cities=_LEAST_CITIES)
        silent = gaps.loc[gaps["evidence_code"] == "silent", "label"]
        rows.append([plans[ids.iloc[-1]], "；".join(silent)])
    return rows


def _add_picture(document: Document, path: Path) -> None:
    width, height = _PICTURE
    picture = document.add_picture(str(path), width=width)
    if picture.height > height:
        picture.width = Cm(picture.width.cm * height.cm / picture.height.cm)
        picture.height = height


def _add_table(
    document: Document, heads: list[str], rows: list[list[str]], widths_cm: tuple = ()
) -> None:
    table = document.add_table(rows=1 + len(rows), cols=len(heads), style="Table Grid")
    table.autofit = not widths_cm
    for column, width in zip(table.columns, widths_cm, strict=False):
        column.width = Cm(width)
    for n, texts in enumerate([heads, *rows]):
        for i, (cell, text) in enumerate(zip(table.rows[n].cells, texts, strict=True)):
            run = cell.paragraphs[0].add_run(text)
            run.font.size, run.bold = Pt(9), n == 0
            if widths_cm:
                cell.width = Cm(widths_cm[i])
    # The head row is repeated on every page.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph()


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
