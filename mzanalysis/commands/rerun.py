"""`mz diff`: what a rerun changed."""

from typing import TYPE_CHECKING, Any

import click

from mzanalysis.commands.common import LANG
from mzanalysis.folders import Folders, folder_options

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 12  # sentences of a group on a terminal; the page has all


@click.command()
@folder_options
@click.option("--lang", type=LANG, default="zh", help="Language of the sentences.")
@click.option("--ids", is_flag=True, help="Show the rows that differ, by their ids.")
def diff(folders: Folders, lang: Any, ids: bool) -> None:
    """Say what changed between the last two builds that differ, and why."""
    from mzanalysis import builds
    from mzanalysis.outputs.changes_page import read_changes, write_changes
    from mzanalysis.outputs.charts.captions import word

    builds.read_tables(folders.out)  # refuses where there is no build at all
    if not builds.has_earlier(folders.out):
        click.echo(word("changes_first", lang))
        return
    if ids:
        rows = builds.diff_tables(folders.out)
        click.echo(rows.to_string(index=False) if len(rows) else word("changes_none", lang))
        return
    changes = read_changes(folders.out, lang)
    if changes.empty:
        click.echo(word("changes_none", lang))
        return
    page, _ = write_changes(changes, folders.exports, lang=lang)
    for group, rows in changes.groupby("group", sort=False):
        click.echo(f"{group}:")
        _show(rows, lang, str(page))


def _show(rows: "pd.DataFrame", lang: Any, page: str) -> None:
    """Print the first sentences of a group, each with its reason, and how many more there are."""
    from mzanalysis.outputs.charts.captions import word

    for sentence, reason in rows[["sentence", "reason"]].head(_SHOWN).itertuples(index=False):
        click.echo(f"  {sentence} [{reason}]")
    n_more = len(rows) - _SHOWN
    if n_more > 0:
        click.echo("  " + word("changes_more", lang, joint=" ", n=n_more, path=page))
