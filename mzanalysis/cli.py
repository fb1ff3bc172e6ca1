"""The command ``mz``."""

import io
import sys
from typing import Any

import click

from mzanalysis import __version__
from mzanalysis.commands import make, rerun, score, take_in
from mzanalysis.errors import explain

_SHOWN = {"help_option_names": ["-h", "--help"], "show_default": True}
_COMMANDS = (
    make.build,
    make.report,
    make.explorer,
    make.brief,
    take_in.add,
    take_in.check,
    rerun.diff,
    score.evaluate,
    score.sample,
    score.agreement,
)


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


@click.group(cls=_Group, context_settings=_SHOWN)
@click.version_option(__version__)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def main(debug: bool) -> None:
    """Compare Chinese cities' annual civil-affairs work plans (民政工作要点)."""


for _command in _COMMANDS:
    main.add_command(_command)
