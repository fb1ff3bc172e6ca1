"""`mz diff`: what a rerun changed."""

import click

from mzanalysis.folders import Folders, folder_options


@click.command()
@folder_options
def diff(folders: Folders) -> None:
    """Say what changed between the last two builds that differ."""
    from mzanalysis.builds import diff_tables

    changes = diff_tables(folders.out)
    click.echo(changes.to_string(index=False) if len(changes) else "nothing changed")
