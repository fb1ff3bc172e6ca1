"""Where the plans, tables and exports lie, and how a file takes its place."""

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mzanalysis.errors import InputError

# Lets `mz report --out DIR` tell the notebooks, which run in processes of their own.
OUT_VARIABLE = "MZANALYSIS_OUT"
_OPTIONS = {
    "raw": "Folder with the plans and plans.csv [default: data/raw].",
    "out": "Folder for the tables [default: data/processed].",
    "exports": "Folder for charts, tables and reports [default: exports].",
}


@dataclass(frozen=True)
class Folders:
    """The project's folders: source texts, tables, exports, notebooks, labels."""

    raw: Path
    out: Path
    exports: Path
    notebooks: Path
    gold: Path


def find_folders(
    *, raw: Path | None = None, out: Path | None = None, exports: Path | None = None
) -> Folders:
    """Find the project's folders from any folder inside it; given ones take precedence.

    The project is the nearest folder upward that holds ``data/raw``; without one, the
    working folder itself.
    """
    here = Path.cwd().resolve()
    root = next((d for d in (here, *here.parents) if (d / "data" / "raw").is_dir()), here)
    named = os.environ.get(OUT_VARIABLE)
    return Folders(
        raw=raw or root / "data" / "raw",
        out=out or (Path(named) if named else root / "data" / "processed"),
        exports=exports or root / "exports",
        notebooks=root / "notebooks",
        gold=root / "data" / "gold",
    )


def folder_options(command: Callable[..., None], names: tuple[str, ...] = (*_OPTIONS,)) -> Any:
    """Give a command an option for each of these folders, and all folders as its argument."""
    import click  # of the command line only

    @functools.wraps(command)
    def run(**options: Any) -> None:
        given = {name: options.pop(name) for name in names}
        command(find_folders(**given), **options)

    folder = click.Path(file_okay=False, path_type=Path)
    for name in reversed(names):
        run = click.option(f"--{name}", type=folder, help=_OPTIONS[name])(run)
    return run


def need_folder(folder: Path, *, what: str, remedy: str) -> Path:
    """Return the folder if it is there.

    Raises:
        InputError: says which folder was looked for and what to do.
    """
    if not folder.is_dir():
        raise InputError(f"{what} not found: there is no folder {folder}; {remedy}")
    return folder


def corrections_folder(raw: Path) -> Path:
    """Return the folder of human corrections: ``corrections`` beside the folder of raw plans."""
    return raw.resolve().parent / "corrections"


def relative_to(folder: Path, start: Path) -> str:
    """Return how a folder is reached from another one."""
    try:
        return Path(os.path.relpath(folder.resolve(), start.resolve())).as_posix()
    except ValueError:  # Windows: another drive
        return folder.resolve().as_posix()


def write_whole(path: Path, data: bytes) -> Path:
    """Write a file beside its place, then put it there in one step: no one finds half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # The process in its name: two writers at once do not write into one file.
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path
