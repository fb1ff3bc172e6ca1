"""The command ``mz``."""

import functools
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from mzanalysis import __version__
from mzanalysis.errors import explain
from mzanalysis.folders import Folders, find_folders, folder_options, need_folder

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_SHEET = click.Path(dir_okay=False, path_type=Path)
_LANG = click.Choice(["zh", "en", "both"])
_SHOWN = {"help_option_names": ["-h", "--help"], "show_default": True}
TASKS = ("topics", "targets", "themes")  # of sampling.py, which is loaded when needed


class _Group(click.Group):
    """Turns every error into a message and status 1; a traceback is for ``--debug``."""

    def main(self, *args: Any, **options: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a GBK console lacks «
                stream.reconfigure(errors="backslashreplace")
        return super().main(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if ctx.params["debug"]:
                raise
            command = f"mz --debug {ctx.invoked_subcommand}"
            raise click.ClickException(explain(error, command)) from error


_codebook = click.option(
    "--codebook", type=_FILE, help="CSV of topics and subtopics to add: code, parent, zh, terms."
)
_force = click.option("--force", is_flag=True, help="Make all anew, also where nothing changed.")


def _count(n: int, things: str) -> str:
    """Return ``1 plan`` or ``5 plans``."""
    return f"{n} {things.removesuffix('s') if n == 1 else things}"


def _say(line: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"{line} …", err=True)


_done = functools.partial(click.echo, err=True)
_COUNTED = ("plans", "items", "measures", "targets")


@click.group(cls=_Group, context_settings=_SHOWN)
@click.version_option(__version__)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def main(debug: bool) -> None:
    """Compare Chinese cities' annual civil-affairs work plans (民政工作要点)."""


@main.command()
@_codebook
@_force
@folder_options
def build(folders: Folders, **options: Any) -> None:
    """Turn the raw plans into tables."""
    _refuse(_build(folders, **options))


@main.command()
@_codebook
@_force
@folder_options
@click.option("--lang", type=_LANG, default="zh", help="Language of charts and report.")
def report(folders: Folders, lang: Any, force: bool, codebook: Path | None) -> None:
    """Build the tables, draw the charts, write the comparisons, run the notebooks."""
    made_of = filter(None, (folders.notebooks, folders.gold, codebook))
    stamp = folders.stamp_inputs(*made_of, options=[lang])
    left_out = _build(folders, codebook=codebook, force=force)
    if force or left_out or not folders.recall_report(stamp):
        from mzanalysis.corpus import load
        from mzanalysis.outputs.every_file import write_all

        write_all(load(folders.out), folders, lang=lang, left_out=left_out, say=_say, stamp=stamp)
    if not folders.notebooks.is_dir():
        _done(f"no notebooks: there is no folder {folders.notebooks}")
    _done(f"exports: {folders.exports}")
    _refuse(left_out)


@main.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--city", help="Whose plan: 十堰, 十堰市, 湖北十堰.")
@click.option("--adcode", help="Its six-digit code, where several places have the name.")
@click.option("--year", help="The year the plan is for.")
@click.option("--title", help="Its title.")
@click.option("--issuer", help="The bureau that issued it.")
@click.option("--date", "issued_date", help="Its date of issue: 2025-02-26.")
@click.option("--url", "source_url", help="The address it was fetched from.")
@click.option("--one-plan", is_flag=True, help="The files are one plan: body first, then annexes.")
@click.option("--dry-run", is_flag=True, help="Say what would be added, and add nothing.")
@functools.partial(folder_options, names=("raw",))
def add(
    folders: Folders, files: tuple[Path, ...], one_plan: bool, dry_run: bool, **said: str | None
) -> None:
    """Add plans to the folder of plans and to its register.

    Each file is a plan, unless --one-plan joins them. Says what was found in it and why, and
    asks where the file does not tell place or year.
    """
    from mzanalysis.pipeline import describe_empty
    from mzanalysis.reading.add import add_plans, read_new_plans

    given = {name: value.strip() for name, value in said.items() if value and value.strip()}
    if len(files) > 1 and not one_plan and set(given) - {"year"}:
        raise click.UsageError(
            "several files are several plans, and these options tell of one; add --one-plan if "
            "the files are one plan, or add them one by one"
        )
    parts = [files] if one_plan else [(file,) for file in files]
    plans = read_new_plans(folders.raw, parts, given)
    for plan in plans:
        click.echo("\n".join([*plan.describe(), *describe_empty(plan.row, plan.paths)]))
    if not dry_run:
        add_plans(folders.raw, plans)
    done = "would be added" if dry_run else "added"
    _done(f"{_count(len(plans), 'plans')} {done}: {folders.raw}")


@main.command()
@_codebook
@folder_options
def check(folders: Folders, codebook: Path | None) -> None:
    """Say what was read, how well, and what is missing."""
    from mzanalysis import corrections
    from mzanalysis.pipeline import build_tables
    from mzanalysis.reading.plans import read_evidence
    from mzanalysis.topics.codebook import use
    from mzanalysis.validation.check import describe_plans

    use(codebook)
    with _telling_left_out() as left_out:
        tables = build_tables(folders.raw, say=_say, leave_out=left_out.append)
    evidence = read_evidence(folders.raw, leave_out=lambda _: None)
    lines, n_warnings = describe_plans(tables, evidence)
    further = corrections.describe(tables, folders.raw)
    click.echo("\n".join([*lines, *further]))
    n_warnings += len(left_out) + sum(line.startswith("  !") for line in further)
    if n_warnings:
        raise click.ClickException(f"{n_warnings} warnings: see the lines marked !")


@main.command()
@click.option("--gold", type=_FOLDER, default=None, help="Folder of labels [default: data/gold].")
@click.option("--full", is_flag=True, help="Print the scores of every code and field too.")
@folder_options
def evaluate(folders: Folders, gold: Path | None, full: bool) -> None:
    """Score the tables against hand-made labels."""
    from mzanalysis.builds import read_tables
    from mzanalysis.outputs import write_csv
    from mzanalysis.validation import evaluate as scoring

    gold = need_folder(gold or folders.gold, what="labels", remedy="name another with --gold")
    tables = read_tables(folders.out)
    scores = scoring.evaluate(tables, gold)
    shown = scores if full else scoring.main_scores(scores)
    click.echo(shown.round(3).to_string(index=False, na_rep=""))
    skipped = scores.loc[scores["metric"] == "skipped", "task"]
    if len(skipped):
        _done(f"not scored, for want of labels: {', '.join(skipped)}")
    exports = folders.exports / "validation"
    every = write_csv(scores, exports / "scores.csv")
    _done(f"all {len(scores)} scores, by class and field: {every}")
    errors = write_csv(scoring.errors(tables, gold), exports / "errors.csv")
    _done(f"each error with its sentence: {errors}")
    fallen = scoring.below_floor(scores, gold / "floors.toml")
    if len(fallen):
        raise click.ClickException(f"scores below their floor:\n{fallen.to_string(index=False)}")


@main.command()
@click.option("--n", default=100, help="How many to code.")
@click.option("--task", type=click.Choice(TASKS), required=True, help="What to code.")
@click.option("--seed", default=1, help="The same seed draws the same.")
@click.option("-o", "--output", type=_SHEET, help="Excel file [default: TASK-SEED.xlsx].")
@folder_options
def sample(folders: Folders, n: int, task: str, seed: int, output: Path | None) -> None:
    """Draw a blind coding sheet for two people."""
    from mzanalysis.builds import read_tables
    from mzanalysis.outputs.office_files import write_new
    from mzanalysis.validation.coding_sheets import blank_sheet
    from mzanalysis.validation.sample import draw

    rows = draw(read_tables(folders.out), task, n=n, seed=seed)
    path = write_new(blank_sheet(rows, task), output or Path(f"{task}-{seed}.xlsx"))
    _done(f"written: {path}")
    _done("give each coder a copy of it; then compare: mz agreement A.xlsx B.xlsx -o settle.xlsx")


@main.command()
@click.argument("sheet_a", type=_SHEET, required=False)
@click.argument("sheet_b", type=_SHEET, required=False)
@click.option("-o", "--output", type=_SHEET, help="Excel file of the disagreements, to settle.")
@click.option("--settled", type=_SHEET, help="A settled file, to be turned into labels.")
@click.option("--gold", type=_FOLDER, help="Folder of labels [default: data/gold].")
def agreement(sheet_a: Any, sheet_b: Any, output: Any, settled: Any, gold: Any) -> None:
    """Compare two filled coding sheets; turn the settled one into labels."""
    from mzanalysis.outputs.office_files import write_new
    from mzanalysis.validation import coding_sheets as sheets

    if settled and not (sheet_a or sheet_b):
        task, records = sheets.read_settled(settled)
        labels = sheets.add_labels(task, records, gold or find_folders().gold)
        _done(f"{len(records)} labels: {labels}")
        return
    if settled or not (sheet_a and sheet_b):
        raise click.UsageError("give two filled sheets, or --settled with a settled one")
    a, b = sheets.read_sheet(sheet_a), sheets.read_sheet(sheet_b)
    scores, answers = sheets.compare_sheets(a, b)
    click.echo(scores.round(3).to_string(index=False))
    if output:
        _done(f"written: {write_new(sheets.settle_sheet(a, answers), output)}")
        _done(f"{(~answers['agrees']).sum()} to settle; then: mz agreement --settled {output}")


@main.command()
@folder_options
def diff(folders: Folders) -> None:
    """Say what changed between the last two builds that differ."""
    from mzanalysis.builds import diff_tables

    changes = diff_tables(folders.out)
    click.echo(changes.to_string(index=False) if len(changes) else "nothing changed")


@main.command()
@folder_options
@click.option("--lang", type=_LANG, default="zh", help="Language in which it opens.")
def explorer(folders: Folders, lang: Any) -> None:
    """Write the explorer of the last build: one page to choose, compare, search and pass on."""
    from mzanalysis.corpus import load
    from mzanalysis.outputs.citation import version_line
    from mzanalysis.outputs.explorer import write_explorer

    corpus = load(folders.out)
    note = version_line(vars(corpus), corpus.scores(every=True))
    path = write_explorer(corpus, folders.exports / "explorer.html", note=note, lang=lang)
    _done(f"written: {path}")


@contextmanager
def _telling_left_out() -> Iterator[list[str]]:
    """Collect why files are left out, and tell it at once, whatever fails then."""
    reasons: list[str] = []
    try:
        yield reasons
    finally:
        if reasons:
            _done("\n".join(["Left out:", *(f"  ! {reason}" for reason in reasons)]))


def _refuse(left_out: list[str]) -> None:
    """End with status 1 if files were left out, after all else is done."""
    if left_out:
        raise click.ClickException(f"{_count(len(left_out), 'files')} left out, named above")


def _build(folders: Folders, *, codebook: Path | None, force: bool) -> list[str]:
    """Build and keep the tables, unless nothing changed; returns why files were left out."""
    stamp = folders.stamp_inputs(*filter(None, [codebook]))
    said = "" if force else folders.recall_build(stamp)
    if said:
        _done(f"nothing new; {said}")
        return []
    from mzanalysis import corrections
    from mzanalysis.builds import keep_tables
    from mzanalysis.pipeline import build_tables
    from mzanalysis.topics.codebook import use

    use(codebook)
    with _telling_left_out() as left_out:
        tables = build_tables(folders.raw, say=_say, leave_out=left_out.append)
        counts = ", ".join(_count(len(tables[name]), name) for name in _COUNTED)
        said = "\n".join([f"{counts}: {folders.out}", *corrections.describe(tables, folders.raw)])
        made = "" if left_out else stamp  # what was left out is told again
        keep_tables(tables, folders.raw, folders.out, stamp=made, said=said)
    _done(said)
    return left_out
