"""Where the plans, tables and exports lie, and how a file takes its place."""

import functools
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mzanalysis.errors import InputError

# Lets `mz report --out DIR` tell the notebooks, which run in processes of their own.
OUT_VARIABLE = "MZANALYSIS_OUT"
# Name a build's and a report's files with their digests, beside them.
BUILD_MANIFEST, REPORT_MANIFEST = "build.json", ".report.json"
# Names what a build was made of: who has it all can make it again.
RUN_RECORD = "run.json"
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

    def stamp_inputs(self, *further: Path, options: Iterable[str] = ()) -> str:
        """Return a digest of all that results are made of; the same: they would be the same.

        That is plans, register, corrections and a user's own tables, the package's code and
        knowledge, and Python and every library by their versions.

        Args:
            further: more folders whose files count, and files.
            options: how it is done, where that makes a difference.
        """
        paths: list[Path] = []
        beside = (corrections_folder(self.raw), own_folder(self.raw))
        for place in (self.raw, *beside, *further):
            paths += [place, *place.glob("*")]
        return digest(repr([stamp_code(), str(self.raw.resolve()), *options, _see(paths)]).encode())

    def recall_build(self, stamp: str) -> str:
        """Return what the last build said if it was made of these inputs and is whole, else ""."""
        return _recall(self.out / BUILD_MANIFEST, stamp)

    def recall_report(self, stamp: str) -> str:
        """Return what the last report said if it was made of these inputs and is whole, else ""."""
        return _recall(self.exports / REPORT_MANIFEST, stamp)


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


def own_folder(raw: Path) -> Path:
    """Return the folder of a user's own tables: ``own`` beside the folder of raw plans."""
    return raw.resolve().parent / "own"


def stamp_code() -> str:
    """Return a digest of the package's code and knowledge, of Python and of every library."""
    package = Path(__file__).parent
    paths = [path for path in package.rglob("*") if path.suffix != ".pyc"]
    return digest(repr([sys.version, _libraries(), _see(paths)]).encode())


def describe_run(raw: Path, codes: Path | None = None) -> dict[str, Any]:
    """Return what a build is made of: inputs by their digests, and the versions of all else.

    Args:
        raw: the folder of plans; corrections and a user's own tables lie beside it.
        codes: a user's codebook.
    """
    inputs: dict[str, str] = {}
    for folder in (raw.resolve(), corrections_folder(raw), own_folder(raw)):
        paths = [path for path in sorted(folder.glob("*")) if path.is_file()]
        inputs |= {f"{folder.name}/{name}": known_by for name, known_by in _see(paths)}
    package = Path(__file__).parent
    paths = [path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    knowledge = [path for path in paths if "resources" in path.relative_to(package).parts]
    code = [path for path in paths if path not in set(knowledge)]
    return {
        "inputs": inputs,
        "codebook": digest(read_bytes(codes)) if codes else "",
        "code": digest(repr(_see(code)).encode()),
        "resources": digest(repr(_see(knowledge)).encode()),
        "python": sys.version.split()[0],
        "libraries": _libraries(),
    }


def _libraries() -> list[str]:
    names = [path.name for entry in sys.path for path in Path(entry).glob("*.dist-info")]
    return sorted(name.removesuffix(".dist-info") for name in names)


def _see(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Return names and digests of files."""
    return [(path.name, digest(read_bytes(path))) for path in sorted(paths)]


def relative_to(folder: Path, start: Path) -> str:
    """Return how a folder is reached from another one."""
    try:
        return Path(os.path.relpath(folder.resolve(), start.resolve())).as_posix()
    except ValueError:  # Windows: another drive
        return folder.resolve().as_posix()


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; none if it is not there."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except FileNotFoundError:  # a build moved it between the two
        return b""


def digest(data: bytes) -> str:
    """Return the digest by which a file is known."""
    return hashlib.sha256(data).hexdigest()


def _recall(manifest: Path, stamp: str) -> str:
    """Return what was said when files were made of the inputs of this stamp.

    Args:
        manifest: JSON with ``stamp``, ``said``, and ``files`` beside it by their digests.
        stamp: as `Folders.stamp_inputs` returns it now.

    Returns:
        "" if they were made of other inputs, or one of the files is no longer as it was.
    """
    folder = manifest.parent
    try:
        kept = json.loads(read_bytes(manifest))
        if kept["stamp"] != stamp:
            return ""
        found = {name: digest(read_bytes(folder / name)) for name in kept["files"]}
        return str(kept["said"]) if found == kept["files"] else ""
    except (ValueError, TypeError, KeyError):
        return ""


def write_whole(path: Path, data: bytes) -> Path:
    """Write a file beside its place, then put it there in one step: no one finds half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # The process in its name, by which `sweep` knows it: two writers do not write into one file.
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def sweep(folder: Path, *, older_than: float = 3600) -> None:
    """Delete what a killed `write_whole` left beside its place, if it is so many seconds old."""
    for path in folder.rglob(".*.*.*"):
        is_left = re.fullmatch(r"\..+\.\w+\.\d+", path.name) and path.is_file()
        if is_left and time.time() - path.stat().st_mtime > older_than:
            path.unlink(missing_ok=True)
