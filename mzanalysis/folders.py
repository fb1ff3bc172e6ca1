"""Where the plans, tables and exports lie."""

import os
from dataclasses import dataclass
from pathlib import Path

from mzanalysis.errors import InputError

# Lets `mz report --out DIR` tell the notebooks, which run in processes of their own.
OUT_VARIABLE = "MZANALYSIS_OUT"
# Beside the tables: from which folder of plans they were built.
RAW_NOTE = "raw.txt"


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


def note_raw(raw: Path, out: Path) -> str:
    """Return how ``raw`` is reached from ``out``: where the tables' corrections are looked for."""
    try:
        return Path(os.path.relpath(raw.resolve(), out.resolve())).as_posix()
    except ValueError:  # Windows: another drive
        return raw.resolve().as_posix()


def find_raw(out: Path) -> Path:
    """Return the folder of plans that the tables in ``out`` were built from."""
    note = out / RAW_NOTE
    return out / (note.read_text(encoding="utf-8") if note.is_file() else "../raw")
