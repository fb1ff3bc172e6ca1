"""`mz build`, `report`, `explorer`, `brief`: from plans to what is handed on."""

from pathlib import Path
from typing import Any

import click

from mzanalysis.commands.common import (
    LANG,
    codebook_option,
    count_things,
    force_option,
    jobs_options,
    say,
    tell,
    telling_left_out,
)
from mzanalysis.folders import Folders, describe_run, folder_options, stamp_code
from mzanalysis.reading.workers import Workers

_COUNTED = ("plans", "items", "measures", "targets")


@click.command()
@codebook_option
@force_option
@jobs_options
@folder_options
def build(folders: Folders, **options: Any) -> None:
    """Turn the raw plans into tables."""
    _refuse(_build(folders, **options))


@click.command()
@codebook_option
@force_option
@jobs_options
@folder_options
@click.option("--lang", type=LANG, default="zh", help="Language of charts and report.")
@click.option("--topic", "topics", multiple=True, help="Topic of the Word report [default: all].")
@click.option("--city", "cities", multiple=True, help="City to compare [default: all].")
def report(
    folders: Folders,
    lang: Any,
    force: bool,
    codebook: Path | None,
    workers: Workers,
    topics: tuple[str, ...],
    cities: tuple[str, ...],
) -> None:
    """Build the tables, draw the charts, write the comparisons, run the notebooks."""
    made_of = filter(None, (folders.notebooks, folders.gold, codebook))
    stamp = folders.stamp_inputs(*made_of, options=[lang, repr(topics), repr(cities)])
    left_out = _build(folders, codebook=codebook, force=force, workers=workers)
    if force or left_out or not folders.recall_report(stamp):
        from mzanalysis.corpus import load
        from mzanalysis.outputs.every_file import write_all

        corpus = load(folders.out).only(cities=cities)
        write_all(
            corpus,
            folders,
            lang=lang,
            left_out=left_out,
            say=say,
            stamp=stamp,
            topics=topics,
            workers=workers,
        )
    if not folders.notebooks.is_dir():
        tell(f"no notebooks: there is no folder {folders.notebooks}")
    tell(f"exports: {folders.exports}")
    _refuse(left_out)


@click.command()
@folder_options
@click.option("--lang", type=LANG, default="zh", help="Language in which it opens.")
def explorer(folders: Folders, lang: Any) -> None:
    """Write the explorer of the last build: one page to choose, compare, search and pass on."""
    from mzanalysis.corpus import load
    from mzanalysis.outputs.explorer import write_explorer

    corpus = load(folders.out)
    path = write_explorer(corpus, folders.exports / "explorer.html", lang=lang)
    tell(f"written: {path}")


@click.command()
@click.argument("cities", nargs=-1, required=True, metavar="CITY...")
@folder_options
@click.option("--lang", type=LANG, default="zh", help="Language of the brief.")
@click.option("--year", type=int, help="Year of the plans [default: each city's latest].")
def brief(folders: Folders, cities: tuple[str, ...], lang: Any, year: int | None) -> None:
    """Write two to four pages on a city, for its own bureau, as Word file and web page."""
    from mzanalysis.corpus import load
    from mzanalysis.outputs.city_brief import write_brief

    corpus = load(folders.out)
    for city in cities:
        for path in write_brief(corpus, city, folders.exports, lang=lang, year=year or "latest"):
            tell(f"written: {path}")


def _refuse(left_out: list[str]) -> None:
    """End with status 1 if files were left out, after all else is done."""
    if left_out:
        raise click.ClickException(f"{count_things(len(left_out), 'files')} left out, named above")


def _build(folders: Folders, *, codebook: Path | None, force: bool, workers: Workers) -> list[str]:
    """Build and keep the tables, unless nothing changed; returns why files were left out."""
    stamp = folders.stamp_inputs(*filter(None, [codebook]))
    said = "" if force else folders.recall_build(stamp)
    if said:
        tell(f"nothing new; {said}")
        return []
    from mzanalysis import corrections
    from mzanalysis.builds import keep_tables
    from mzanalysis.pipeline import build_tables
    from mzanalysis.reading.kept_results import KeptResults
    from mzanalysis.topics.codebook import use

    use(codebook)
    kept = KeptResults(folders.out / "cache", stamp_code(), is_fresh=force)
    with telling_left_out() as left_out:
        tables = build_tables(
            folders.raw, say=say, leave_out=left_out.append, kept=kept, workers=workers
        )
        counts = ", ".join(count_things(len(tables[name]), name) for name in _COUNTED)
        said = "\n".join([f"{counts}: {folders.out}", *corrections.describe(tables, folders.raw)])
        made = "" if left_out else stamp  # what was left out is told again
        run = describe_run(folders.raw, codebook)
        keep_tables(tables, folders.raw, folders.out, stamp=made, said=said, run=run)
    tell(said)
    return left_out
