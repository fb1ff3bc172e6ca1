"""What a rerun changed, in whole sentences: a page to read and a table to keep."""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis import builds
from mzanalysis.compare.reruns import NEW, tell_changes
from mzanalysis.compare.years import Lang
from mzanalysis.folders import read_bytes, write_whole
from mzanalysis.outputs.charts.captions import topic_labels, word
from mzanalysis.outputs.workbook import write_csv

PAGE, TABLE = "changes.html", "changes.csv"
_STYLE = (
    "body{font:16px/1.6 sans-serif;max-width:48em;margin:2em auto;padding:0 1em;color:#1f2933}"
    "h1{font-size:1.5em}h2{font-size:1.15em;margin-top:1.6em}li{margin:.35em 0}"
    "small{color:#5a6672}"
)
_COLUMNS = ["group", "sentence", "reason", "change_code", "city", "subject", "before", "now"]


def read_changes(out: Path, lang: Lang = "zh") -> pd.DataFrame:
    """Tell what the last build in a folder changed, in sentences.

    Returns:
        One row per change, what is new first: group (新增 or 变动), sentence, reason, change_code,
        city, subject, before and now, as ``compare.reruns.tell_changes`` says.

    Raises:
        InputError: there is no build, or none before it (`builds.has_earlier`).
    """
    before = builds.read_tables(out, is_before=True)
    runs = {"run_before": builds.read_run(out, is_before=True), "run_now": builds.read_run(out)}
    changes = tell_changes(before, builds.read_tables(out), **runs)
    topics = topic_labels(lang)
    changes["subject"] = changes["subject"].map(lambda subject: topics.get(subject, subject))
    rows = changes.to_dict("records")
    is_new = changes["change_code"].isin(NEW)
    groups = is_new.map({True: word("changes_new", lang), False: word("changes_moved", lang)})
    return changes.assign(
        group=groups,
        sentence=[_say_change(row, lang) for row in rows],
        reason=[_say_reason(row["reason_code"], row["because_of"], lang) for row in rows],
    )[_COLUMNS]


def _say_change(row: Mapping[Any, Any], lang: Lang) -> str:
    values = {name: row[name] for name in ("city", "subject", "before", "now")}
    return word(f"change_{row['change_code']}", lang, joint=" ", **values)


def _say_reason(codes: str, plans: str, lang: Lang) -> str:
    reasons = [word(f"reason_{code}", lang, joint=" ") for code in codes.split(";")]
    named = f" ({plans})" if plans else ""
    return ("、" if lang == "zh" else ", ").join(reasons) + named


def write_changes(changes: pd.DataFrame, folder: Path, *, lang: Lang = "zh") -> list[Path]:
    """Write ``changes.html`` and ``changes.csv``; a file that is as it should be stays untouched.

    Args:
        changes: as from `read_changes`.
        folder: where they go.
        lang: language of the headings; the sentences are as they are.
    """
    page = "\n".join(_page(changes, lang)).encode()
    if read_bytes(folder / PAGE) != page or not (folder / TABLE).is_file():
        write_csv(changes, folder / TABLE)
        write_whole(folder / PAGE, page)
    return [folder / PAGE, folder / TABLE]


def _page(changes: pd.DataFrame, lang: Lang) -> Iterator[str]:
    title = escape(word("changes_title", lang, joint=" "))
    yield '<!DOCTYPE html><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f'<html lang="{"en" if lang == "en" else "zh"}"><title>{title}</title>'
    yield f"<style>{_STYLE}</style><h1>{title}</h1>"
    if changes.empty:
        yield f"<p>{escape(word('changes_none', lang, joint=' '))}</p>"
    for group, rows in changes.groupby("group", sort=False):
        yield f"<h2>{escape(str(group))}</h2><ul>"
        for sentence, reason in rows[["sentence", "reason"]].itertuples(index=False):
            why = word("changes_reason", lang, joint=" ", reasons=reason)
            yield f"<li>{escape(sentence)} <small>{escape(why)}</small></li>"
        yield "</ul>"
