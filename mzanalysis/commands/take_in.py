"""`mz add`, `check`: plans that come in, and how well they are read."""

import functools
from pathlib import Path

import click

from mzanalysis.commands.common import (
    FILE,
    codebook_option,
    count_things,
    say,
    tell,
    telling_left_out,
)
from mzanalysis.folders import Folders, folder_options


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
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
    tell(f"{count_things(len(plans), 'plans')} {done}: {folders.raw}")


@click.command()
@codebook_option
@folder_options
def check(folders: Folders, codebook: Path | None) -> None:
    """Say what was read, how well, and what is missing."""
    from mzanalysis import corrections
    from mzanalysis.pipeline import build_tables
    from mzanalysis.reading.plans import read_evidence
    from mzanalysis.topics.codebook import use
    from mzanalysis.topics.own_tables import describe_own_tables
    from mzanalysis.validation.check import describe_plans

    use(codebook)
    with telling_left_out() as left_out:
        tables = build_tables(folders.raw, say=say, leave_out=left_out.append)
    evidence = read_evidence(folders.raw, leave_out=lambda _: None)
    lines, n_warnings = describe_plans(tables, evidence)
    further = corrections.describe(tables, folders.raw) + describe_own_tables(folders.raw)
    click.echo("\n".join([*lines, *further]))
    n_warnings += len(left_out) + sum(line.startswith("  !") for line in further)
    if n_warnings:
        raise click.ClickException(f"{n_warnings} warnings: see the lines marked !")
