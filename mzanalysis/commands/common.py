"""What several commands share: kinds of arguments, options, and how they speak."""

import functools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
SHEET = click.Path(dir_okay=False, path_type=Path)
LANG = click.Choice(["zh", "en", "both"])

tell = functools.partial(click.echo, err=True)

codebook_option = click.option(
    "--codebook", type=FILE, help="CSV of topics and subtopics to add: code, parent, zh, terms."
)
force_option = click.option(
    "--force", is_flag=True, help="Make all anew, also where nothing changed."
)


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
