"""The command ``mz``."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mzanalysis import __version__
from mzanalysis.errors import MzError
from mzanalysis.project import Folders, find_folders, need_folder

_FOLDER = click.Path(file_okay=False, path_type=Path)


class _Group(click.Group):
    """Turns the package's own errors into a message and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MzError as error:
            raise click.ClickException(str(error)) from error


def _folder(name: str, text: str) -> Callable[[Any], Any]:
    return click.option(f"--{name}", type=_FOLDER, default=None, help=text)


def _folders(command: Any) -> Any:
    command = _folder("exports", "Folder for charts, tables and reports [default: exports].")(
        command
    )
    command = _folder("out", "Folder for the tables [default: data/processed].")(command)
    return _folder("raw", "Folder with the plans and plans.csv [default: data/raw].")(command)


def _say(line: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"{line} …", err=True)


def _done(line: str) -> None:
    click.echo(line, err=True)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Compare Chinese cities' annual civil-affairs work plans (民政工作要点)."""


@main.command()
@_folders
def build(raw: Path | None, out: Path | None, exports: Path | None) -> None:
    """Turn the raw plans into tables."""
    _build(find_folders(raw=raw, out=out, exports=exports))


@main.command()
@_folders
def report(raw: Path | None, out: Path | None, exports: Path | None) -> None:
    """Build the tables, draw the charts, write the comparisons, run the notebooks."""
    from mzanalysis import export
    from mzanalysis.corpus import Corpus

    folders = find_folders(raw=raw, out=out, exports=exports)
    corpus = Corpus(**_build(folders))
    _say("drawing charts")
    export.write_figures(corpus, folders.exports / "figures")
    _say("writing comparisons")
    export.write_comparisons(corpus, folders.exports)
    if folders.notebooks.is_dir():
        export.run_notebooks(
            folders.notebooks, folders.exports / "notebooks", out=folders.out, say=_say
        )
    else:
        _done(f"no notebooks: there is no folder {folders.notebooks}")
    _done(f"exports: {folders.exports}")


@main.command()
@_folders
def check(raw: Path | None, out: Path | None, exports: Path | None) -> None:
    """Say what was read, how well, and what is missing."""
    from mzanalysis.check import describe_plans
    from mzanalysis.ingest import read_evidence
    from mzanalysis.pipeline import build_tables

    folders = find_folders(raw=raw, out=out, exports=exports)
    tables = build_tables(folders.raw, say=_say)
    lines, n_warnings = describe_plans(tables, read_evidence(folders.raw))
    click.echo("\n".join(lines))
    if n_warnings:
        raise click.ClickException(f"{n_warnings} warnings: see the lines marked !")


@main.command()
@click.option("--gold", type=_FOLDER, default=None, help="Folder of labels [default: data/gold].")
@_folders
def evaluate(gold: Path | None, raw: Path | None, out: Path | None, exports: Path | None) -> None:
    """Score the tables against hand-made labels."""
    from mzanalysis import evaluate as scoring
    from mzanalysis.export import write_csv
    from mzanalysis.pipeline import read_tables

    folders = find_folders(raw=raw, out=out, exports=exports)
    gold = need_folder(gold or folders.gold, what="labels", remedy="name another with --gold")
    tables = read_tables(folders.out)
    scores = scoring.evaluate(tables, gold)
    click.echo(scores.to_string(index=False))
    errors = folders.exports / "validation" / "errors.csv"
    _done(f"each error with its sentence: {write_csv(scoring.errors(tables, gold), errors)}")
    fallen = scoring.below_floor(scores, gold / "floors.toml")
    if len(fallen):
        raise click.ClickException(f"scores below their floor:\n{fallen.to_string(index=False)}")


@main.command()
@_folders
def diff(raw: Path | None, out: Path | None, exports: Path | None) -> None:
    """Say what changed between the last two builds that differ."""
    from mzanalysis.pipeline import diff_tables

    changes = diff_tables(find_folders(raw=raw, out=out, exports=exports).out)
    click.echo(changes.to_string(index=False) if len(changes) else "nothing changed")


def _build(folders: Folders) -> dict:
    from mzanalysis.pipeline import build as build_and_keep

    tables = build_and_keep(folders.raw, folders.out, say=_say)
    counts = ", ".join(f"{len(tables[t])} {t}" for t in ("plans", "items", "measures", "targets"))
    _done(f"{counts}: {folders.out}")
    return tables
