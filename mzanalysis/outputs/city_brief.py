"""A brief on one city for its own bureau: stresses, promises, standing, gaps, what is its own."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from mzanalysis import compare
from mzanalysis.compare.years import Lang, Year
from mzanalysis.corpus import Corpus
from mzanalysis.folders import write_whole
from mzanalysis.outputs import charts
from mzanalysis.outputs.charts.captions import (
    city_label,
    figure_text,
    indicator_name,
    subtopic_labels,
    topic_labels,
    word,
)
from mzanalysis.outputs.citation import version_line
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
from mzanalysis.outputs.documents.html_file import write_page
from mzanalysis.outputs.documents.word_file import write_word

_LEAST_CITIES = 3  # others that have what the city lacks; fewer where there are fewer
_MOST_ROWS = 18  # of a table: two to four pages
_NAMED = 4  # topics of a sentence
_DPI = 200
_HEIGHT = 10.8  # centimetres of the picture: it stays on the first page


def write_brief(
    corpus: Corpus, city: str, folder: Path, *, lang: Lang = "zh", year: Year = "latest"
) -> list[Path]:
    """Write a brief of two to four pages on one city, as ``.docx`` and ``.html``.

    Args:
        corpus: the city, and those it is compared with.
        city: as people name it: 十堰, 十堰市, Shiyan, 420300; or the id of a plan.
        folder: where ``brief_420300-2025.docx`` goes.
        lang: language of headings and sentences; the plan's words stay as they are.
        year: which plan of the city, and which of the others.

    Raises:
        InputError: no plan is of that city; names the nearest.
    """
    brief = _Brief(corpus, city, year, lang)
    stem = f"brief_{brief.plan_id}"
    with TemporaryDirectory() as drawn:
        picture = brief.draw(Path(drawn) / "profile.png")
        paper = brief.paper(picture)
        return [
            write_word(paper, folder / f"{stem}.docx"),
            write_page(paper, folder / f"{stem}.html"),
        ]


class _Brief:
    """One plan beside those of the other cities."""

    def __init__(self, corpus: Corpus, city: str, year: Year, lang: Lang) -> None:
        self.lang = lang
        self.plan_id = compare.find_plan(corpus.plans, city, year)
        self.plan_ids = compare.choose_plans(corpus.plans, year, own=self.plan_id)
        self.taken = compare.take_plans(vars(corpus), self.plan_ids)
        self.plan: Any = corpus.plans.set_index("plan_id").loc[self.plan_id]
        self.labels = corpus.labels(lang)
        self.note = version_line(vars(corpus), lang=lang)
        n_others = len(self.plan_ids) - 1
        self.least = max(min(_LEAST_CITIES, n_others), 1)
        self.topics = topic_labels(lang)
        taken, plan_id = self.taken, self.plan_id
        measures, targets, matches = taken["measures"], taken["targets"], taken["matches"]
        tables = (measures, taken["themes"], matches, taken["sections"])
        self.gaps = compare.find_gaps(*tables, plan_id, n_cities=self.least)
        self.profile = compare.topic_profile(taken["topic_coverage"], plan_id)
        self.promises = compare.promises(targets, measures, plan_id)
        self.standing = compare.standing(taken["target_comparison"], plan_id)
        self.own = compare.own_measures(measures, matches, targets, self.plan_ids, plan_id)

    def word(self, key: str, **values: object) -> str:
        return word(key, self.lang, joint="\n", **values)

    def draw(self, path: Path) -> Path:
        """Draw the city's topics beside the range of the others."""
        import matplotlib.pyplot as plt

        drawn = io.BytesIO()
        figure: Any = charts.topic_profile(self.profile, lang=self.lang).figure
        figure.savefig(drawn, format="png", dpi=_DPI)
        plt.close(figure)
        return write_whole(path, drawn.getvalue())

    def paper(self, picture: Path) -> Paper:
        """Return the whole brief."""
        issued = self.plan["issued_date"]
        dated = date(int(self.plan["year"]), 1, 1) if pd.isna(issued) else issued.date()
        heads = [self.plan["title"], self.plan["issuer"]]
        others = [self.labels[i] for i in self.plan_ids if i != self.plan_id]
        scope = self.word("brief_alone")
        if others:
            scope = self.word("brief_scope", n=len(others), cities=self._join(others))
        name = self.labels[self.plan_id].removesuffix(f" {self.plan['year']}")
        return Paper(
            title=self.word("brief_title", city=name, year=self.plan["year"]),
            below=[" · ".join(filter(None, heads)), scope],
            blocks=[*self._blocks(picture, is_alone=not others)],
            lang=self.lang,
            dated=dated,
        )

    def _blocks(self, picture: Path, *, is_alone: bool) -> Iterator[Block]:
        yield Heading(self.word("brief_summary"))
        yield Bullets([*self._summary(is_alone=is_alone)])
        yield Heading(self.word("brief_stresses"))
        caption = self.word("brief_stresses_caption")
        yield Picture(picture, caption, f"{caption}: {self._shares()}", height=_HEIGHT)
        yield Heading(self.word("brief_promises"))
        yield from self._promise_table()
        if not is_alone:
            yield from self._beside_others()
        yield Heading(self.word("brief_limits"))
        yield Paragraph(self.word("report_limits_text"))
        yield Paragraph(self.note)

    def _beside_others(self) -> Iterator[Block]:
        yield Heading(self.word("brief_standing"))
        yield from self._standing_table()
        yield Heading(self.word("brief_lacks"))
        yield from self._gap_table()
        yield Heading(self.word("brief_own_head"))
        yield from self._own_table()

    def _summary(self, *, is_alone: bool) -> Iterator[str]:
        n_rows = {}
        for name in ("items", "measures"):
            n_rows[name] = int((self.taken[name]["plan_id"] == self.plan_id).sum())
        dated = int(self.promises["due_date"].notna().sum())
        yield self.word("brief_counts", **n_rows, targets=len(self.promises), dated=dated)
        if is_alone:
            return
        shares = self.profile.sort_values("share", ascending=False)
        for key, rows in {
            "brief_more": shares[shares["share"] > shares["others_high"]],
            "brief_less": shares[shares["share"] < shares["others_low"]],
        }.items():
            if len(rows):
                yield self.word(
                    key, topics=self._join(map(self._share, rows.head(_NAMED).itertuples()))
                )
        if len(self.standing):
            n_best = int((self.standing["place"] == 1).sum())
            yield self.word("brief_best", n=len(self.standing), k=n_best)
        answers = self.gaps["answer_code"].value_counts()
        counted = {name: int(answers.get(name, 0)) for name in ("silent", "unclear")}
        key = "brief_gaps" if len(self.gaps) else "brief_no_gaps"
        yield self.word(key, least=self.least, **counted)
        yield self.word("brief_own", n=len(self.own), k=len(self._named_own()))

    def _share(self, row: Any) -> str:
        numbers = {"share": row.share, "low": row.others_low, "high": row.others_high}
        shown = {name: write_share(share) for name, share in numbers.items()}
        return self.word("brief_topic_share", topic=self.topics[row.topic_code], **shown)

    def _shares(self) -> str:
        rows = _records(self.profile[self.profile["n_measures"] > 0])
        shares = [f"{self.topics[row['topic_code']]} {write_share(row['share'])}%" for row in rows]
        return self._join(shares)

    def _join(self, parts: Any) -> str:
        return ("; " if self.lang == "en" else "、").join(parts)

    def _table(
        self, caption: str, keys: list[str], rows: list[list[str]], widths: list[float]
    ) -> Iterator[Block]:
        heads = [self.word(key) for key in keys]
        yield Table(caption, heads, rows[:_MOST_ROWS], widths)
        n_more = len(rows) - _MOST_ROWS
        if n_more > 0:
            yield Paragraph(self.word("more_listed", n=n_more))

    def _promise_table(self) -> Iterator[Block]:
        if self.promises.empty:
            yield Paragraph(self.word("brief_no_targets"))
            return
        rows = []
        for row in _records(self.promises):
            due, strength = row["due_date"], row["strength_code"]
            day = self.word("due_none") if pd.isna(due) else f"{due:%Y-%m-%d}"
            firm = "" if strength == "commit" else self.word(f"strength_{strength}")
            figure = " ".join(filter(None, [row["figure"], firm]))
            name = indicator_name(row["indicator_id"], row["indicator"], self.lang)
            rows.append([day, name, figure, row["path"] or self.word("item_outside")])
        keys = ["due_head", "indicator_head", "figure_head", "item"]
        caption = self.word("brief_promises_caption")
        yield Table(caption, [self.word(key) for key in keys], rows, [2.4, 7.8, 3.2, 2.6])

    def _standing_table(self) -> Iterator[Block]:
        if self.standing.empty:
            yield Paragraph(self.word("brief_no_standing"))
            return
        yield Paragraph(self.word("brief_standing_text"))
        rows = []
        for row in _records(self.standing):
            others = [
                f"{self.labels[other.plan_id]} {figure_text(other, self.lang)}"
                for other in row["others"]
            ]
            place = self.word("place_of", place=row["place"], n=row["n_cities"])
            own = figure_text(row["figure"], self.lang)
            path = compare.path_of(row["target_ids"])
            name = indicator_name(row["figure"].indicator_id, row["indicator"], self.lang)
            rows.append([name, own, path, place, self._join(others)])
        keys = ["indicator_head", "figure_head", "item", "place_head", "others_range"]
        caption = self.word("brief_standing_caption")
        yield from self._table(caption, keys, rows, [5.0, 2.3, 2.2, 2.3, 4.2])

    def _gap_table(self) -> Iterator[Block]:
        if self.gaps.empty:
            yield Paragraph(self.word("brief_no_gaps", least=self.least))
            return
        yield Paragraph(self.word("brief_lacks_text"))
        rows = []
        named = self.gaps.assign(label=subtopic_labels(self.gaps, self.lang, column="theme_id"))
        for row in _records(named):
            path = compare.path_of(row["nearest_measure_id"])
            nearest = f"{row['nearest_text']} [{path}]" if path else row["nearest_text"]
            answer = self.word(f"answer_{row['evidence_code']}")
            cities = [city_label(city, self.lang) for city in row["cities"].split(";")]
            topic = self.topics[row["topic_code"]]
            rows.append([topic, row["label"], self._join(cities), answer, nearest])
        keys = ["topic", "report_theme", "n_others_head", "answer_head", "nearest_head"]
        caption = self.word("brief_lacks_caption", least=self.least)
        yield from self._table(caption, keys, rows, [2.0, 3.8, 3.0, 2.2, 5.0])

    def _named_own(self) -> pd.DataFrame:
        return self.own[self.own["has_figure"] | self.own["has_name"]]

    def _own_table(self) -> Iterator[Block]:
        own = self._named_own()
        if own.empty:
            yield Paragraph(self.word("brief_none"))
            return
        listed = own[["topic_code", "text", "path"]].to_numpy().tolist()
        rows = [[self.topics[code], text, path] for code, text, path in listed]
        keys = ["topic", "words_head", "item"]
        yield from self._table(self.word("brief_own_caption"), keys, rows, [2.6, 10.8, 2.6])


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[Any] = table.to_dict("records")
    return rows
