"""The findings of the tables as sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from mzanalysis.compare.years import Lang
from mzanalysis.outputs.charts.captions import (
    figure_text,
    indicator_name,
    subtopic_labels,
    topic_labels,
    word,
)
from mzanalysis.outputs.display import write_share

_Finding = Mapping[str, Any]


class FindingSentences:
    """What turns findings into sentences of one language, with the corpus's names."""

    def __init__(self, themes: pd.DataFrame, labels: Mapping[str, str], lang: Lang) -> None:
        """Take the names of the table ``themes`` and of the plans (``corpus.labels``)."""
        self.lang, self.labels = lang, labels
        names = subtopic_labels(themes, lang, column="theme_id")
        self.themes = dict(zip(themes["theme_id"], names, strict=True))
        self.topics = topic_labels(lang)

    def say(self, findings: Sequence[_Finding]) -> list[str]:
        """Return a sentence for each finding of `compare.sum_up`."""
        return [self._say(finding) for finding in findings]

    def _say(self, finding: _Finding) -> str:
        values = dict(finding)
        code = values.pop("code")
        special = getattr(self, f"_{code}", None)
        if special:
            values = special(values)
        return word(f"finding_{code}", self.lang, **self._names(values))

    def _names(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values as they stand in a sentence: names for ids, percent for shares."""
        shown: dict[str, Any] = {}
        for key, value in values.items():
            if key.startswith("plan_id_"):
                shown[key.removeprefix("plan_id_")] = self.labels[value]
            elif key == "topic_code":
                shown["topic"] = self.topics[value]
            elif key == "theme_ids":
                shown["themes"] = self.join([self.themes[theme_id] for theme_id in value])
            elif key.startswith("share") or key == "mean":
                shown[key] = write_share(value)
            else:
                shown[key] = value
        return shown

    def join(self, parts: Sequence[str]) -> str:
        """Return names in a row, as the language does."""
        return ("; " if self.lang == "en" else "、").join(parts)

    def _difference(self, values: dict[str, Any]) -> dict[str, Any]:
        lines = []
        for row in values["rows"]:
            named = {"topic": self.topics[row.topic_code]}
            for side in ("high", "low"):
                named[side] = self.labels[getattr(row, f"plan_id_{side}")]
                named[f"share_{side}"] = write_share(getattr(row, f"share_{side}"))
            lines.append(word("finding_difference_line", self.lang, **named))
        return {"n_topics": values["n_topics"], "lines": self.join(lines)}

    def _figures(self, values: dict[str, Any]) -> dict[str, Any]:
        rows = values.pop("rows")
        figures = [f"{self.labels[row.plan_id]} {figure_text(row, self.lang)}" for row in rows]
        name = indicator_name(rows[0].indicator_id, rows[0].indicator, self.lang)
        return values | {"indicator": name, "figures": self.join(figures)}

    def _dates(self, values: dict[str, Any]) -> dict[str, Any]:
        month = values["month"]
        names = {lang: word(f"month_{month.month}", lang) for lang in ("zh", "en")}
        english = f"{names['en']} {month.year}"
        shown = english if self.lang == "en" else f"{month.year}年{names['zh']}"
        return values | {"month": shown}

    def _alike(self, values: dict[str, Any]) -> dict[str, Any]:
        (a, b, similarity), (c, d, least) = values["closest"], values["furthest"]
        names = dict(zip("abcd", (self.labels[plan_id] for plan_id in (a, b, c, d)), strict=True))
        return names | {"similarity": f"{similarity:.2f}", "least": f"{least:.2f}"}
