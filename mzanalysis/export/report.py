"""The Word report: what a researcher starts a paper from."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from mzanalysis.charts.labels import Lang, plan_labels, topic_labels, word
from mzanalysis.corpus import Corpus
from mzanalysis.export.tables import COMPARISONS

if TYPE_CHECKING:
    from docx.document import Document

_LEADS = ("theme_id", "label", "n_cities")
_COUNTS = ("n_characters", "n_items", "n_measures", "n_targets", "n_tasks")
_LEAST_CITIES = 3  # of a theme in the report; the workbook has all
_PICTURE_CM = (16.0, 19.5)  # width and height at most: a heading and a sentence stay on the page
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
    from docx import Document

    document = Document()
    _set_fonts(document)
    plans = plan_labels(corpus.plans, lang)
    document.add_heading(word("report_title", lang), 0)
    scope = word("report_scope", lang).replace("{n}", str(len(plans)))
    document.add_paragraph(scope.replace("{cities}", "、".join(plans.values())))
    document.add_paragraph(note)

    document.add_heading(word("report_corpus", lang), 1)
    counts = corpus.counts()
    rows = [
        [plans[row["plan_id"]], str(row["year"]), *(f"{row[c]:,}" for c in _COUNTS)]
        for row in counts.to_dict("records")
    ]
    _add_table(document, [word(key, lang) for key in ("city", "year", *_COUNTS)], rows)

    document.add_heading(word("report_topics", lang), 1)
    _add_picture(document, figures / "topic_coverage.png")
    document.add_paragraph(word("report_topics_text", lang))
    for line in _topic_lines(corpus.topic_coverage, plans, lang) or [word("report_none", lang)]:
        document.add_paragraph(line, style="List Bullet")

    document.add_heading(word("report_themes", lang), 1)
    least = min(_LEAST_CITIES, max(corpus.plans["city"].nunique(), 2))
    document.add_paragraph(word("report_themes_text", lang).replace("{n}", str(least)))
    for topics in COMPARISONS.values():
        document.add_heading("、".join(topic_labels(lang)[t] for t in topics), 2)
        heads = [word(f"report_{key}", lang) for key in ("theme", "cities", "words")]
        _add_table(document, heads, _theme_rows(corpus.compare(*topics), least), (3.2, 1.4, 11.4))

    document.add_heading(word("report_gaps", lang), 1)
    document.add_paragraph(word("report_gaps_text", lang).replace("{n}", str(_LEAST_CITIES)))
    heads = [word("city", lang), word("report_gaps_head", lang)]
    _add_table(document, heads, _gap_rows(corpus, plans), (2.4, 13.6))

    document.add_heading(word("report_targets", lang), 1)
    document.add_paragraph(word("report_targets_text", lang)).paragraph_format.keep_with_next = True
    _add_picture(document, figures / "targets.png")
    document.add_heading(word("report_deadlines", lang), 1)
    _add_picture(document, figures / "deadlines.png")
    document.add_heading(word("report_limits", lang), 1)
    document.add_paragraph(word("report_limits_text", lang))
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))
    return path


def _topic_lines(coverage: pd.DataFrame, plans: dict[str, str], lang: Lang) -> list[str]:
    """Name the topics on which the intervals of the highest and lowest plan do not overlap."""
    lines = []
    for code, topic in topic_labels(lang).items():
        rows = coverage[coverage["topic_code"] == code].sort_values("share", kind="stable")
        if rows.empty or rows["share_low"].iloc[-1] <= rows["share_high"].iloc[0]:
            continue
        line = word("report_topic_line", lang).replace("{topic}", topic)
        for name, row in (("high", rows.iloc[-1]), ("low", rows.iloc[0])):
            line = line.replace(f"{{{name}}}", plans[row["plan_id"]])
            line = line.replace(f"{{{name}_share}}", f"{row['share'] * 100:.0f}")
        lines.append(line)
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


def _add_picture(document: "Document", path: Path) -> None:
    from docx.shared import Cm

    width, height = map(Cm, _PICTURE_CM)
    picture = document.add_picture(str(path), width=width)
    if picture.height > height:
        picture.width = Cm(picture.width.cm * height.cm / picture.height.cm)
        picture.height = height


def _add_table(
    document: "Document", heads: list[str], rows: list[list[str]], widths_cm: tuple = ()
) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

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


def _set_fonts(document: "Document") -> None:
    """Name a font for Chinese in every style: the template's would leave it to chance."""
    from docx.oxml.ns import qn
    from docx.shared import Cm

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
