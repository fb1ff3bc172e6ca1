"""What several commands share: kinds of arguments, options, and how they speak."""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from mzanalysis.reading.workers import Workers

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
SHEET = click.Path(dir_okay=False, path_type=Path)
LANG = click.Choice(["zh", "en", "both"])

_BAR = 40  # characters of a progress bar

tell = functools.partial(click.echo, err=True)

codebook_option = click.option(
    "--codebook", type=FILE, help="CSV of topics and subtopics to add: code, parent, zh, terms."
)
force_option = click.option(
    "--force", is_flag=True, help="Make all anew, also where nothing changed."
)


def jobs_options(command: Callable[..., None]) -> Any:
    """Give a command the options of who reads the plans, and `Workers` as its argument."""

    @functools.wraps(command)
    def run(jobs: int, scheduler: str, **options: Any) -> None:
        command(workers=Workers(jobs, scheduler, _show_progress), **options)

    for_jobs = click.option(
        "--jobs", type=click.IntRange(0), default=0, help="Processes [default: one a core]."
    )
    for_scheduler = click.option(
        "--scheduler", default="", help="A Dask cluster's address instead: tcp://…"
    )
    return for_jobs(for_scheduler(run))


def _show_progress(done: int, of: int) -> None:
    """Show on a terminal how much has been read."""
    if sys.stderr.isatty():
        bar = "█" * (_BAR * done // of)
        click.echo(f"\r  {bar:<{_BAR}} {100 * done // of} %", err=True, nl=done == of)


def count_things(n: int, things: str) -> str:
    """Return ``1 plan`` or ``5 plans``."""
    return f"{n} {things.removesuffix('s') if n == 1 else things}"


def say(line: str) -> None:
    """Say on a terminal what is being done; a file of messages stays short."""
    if sys.stderr.isatty():
        click.echo(f"{line} …", err=True)


@contextmanager
def telling_left_out() -> Iterator[list[str]]:
    """Collect why files are left out, and tell it at once, whatever fails then."""
    reasons: list[str] = []
    try:
        yield reasons
    finally:
        if reasons:
            tell("\n".join(["Left out:", *(f"  ! {reason}" for reason in reasons)]))
