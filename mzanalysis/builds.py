"""The tables of a build on disk: readers see one build, whole, whatever stops who writes it.

``build.json``, replaced in one step, names the files of the last build, and of the one before, by
the digest of their bytes. A file counts only where its bytes are those named: in its place, in
``previous``, or beside its place, where a build writes all it has before it replaces
``build.json``. What a killed build left there is put in its place, or cleared, by the next one.
"""

import io
import json
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

import pandas as pd

from mzanalysis.errors import InputError, TableError
from mzanalysis.folders import (
    BUILD_MANIFEST,
    RUN_RECORD,
    digest,
    read_bytes,
    relative_to,
    write_whole,
)
from mzanalysis.tables import check_declared, table_columns, table_names
from mzanalysis.topics import codebook

_BESIDE, _PREVIOUS, _LOCK = ".next-build", "previous", ".lock"
_TRIES, _PAUSE = 3, 0.1  # of a reader who comes while files move; seconds
_PATIENCE = 60.0  # seconds that a build waits for another one to write its tables


@dataclass(frozen=True)
class _Manifest:
    """What ``build.json`` holds: file name -> digest, and how the plans are reached from there."""

    raw: str = ""
    files: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    stamp: str = ""  # of what it was made of; "": not to be relied on
    said: str = ""


def keep_tables(
    tables: Mapping[str, pd.DataFrame],
    raw: Path,
    out: Path,
    *,
    stamp: str = "",
    said: str = "",
    run: Mapping[str, Any] | None = None,
) -> None:
    """Keep the tables of a build in a folder; the build that they replace can be read on.

    Args:
        tables: every table by its name.
        raw: the plans they were built from; noted beside them, as is a user's codebook in use.
        out: the folder.
        stamp, said: what they were made of (`Folders.stamp_inputs`), and what was said of them.
        run: the same for people (`folders.describe_run`): kept beside them.

    Raises:
        InputError: the folder cannot be written to; its tables are then as they were.
    """
    files = {f"{name}.parquet": table.to_parquet(index=False) for name, table in tables.items()}
    own_codes = codebook.in_use()
    if own_codes:
        files[codebook.KEPT_AS] = own_codes.read_bytes()
    if run is not None:
        files[RUN_RECORD] = json.dumps(run, indent=1, ensure_ascii=False).encode()
    try:
        out.mkdir(parents=True, exist_ok=True)
        with _alone(out):
            _settle(out)
            try:
                _write(files, _Manifest(raw=relative_to(raw, out), stamp=stamp, said=said), out)
            finally:
                _settle(out)
    except OSError as error:
        raise InputError(
            f"{error.filename or out}: cannot be written ({error.strerror}); what is in {out} is "
            "still one whole build; make room, or name a folder that you may write to with --out"
        ) from error


def _write(files: Mapping[str, bytes], made: _Manifest, out: Path) -> None:
    """Write what is not in its place beside it, then name it all as the last build."""
    last = _read_manifest(out)
    digests = {name: digest(data) for name, data in files.items()}
    before = last.before
    if _results(last.files) != _results(digests) and _find_all(out, last.files):
        before = last.files
    for name, data in files.items():
        if read_bytes(out / name) != data:
            write_whole(out / _BESIDE / name, data)
    manifest = json.dumps(asdict(replace(made, files=digests, before=before)), indent=1)
    write_whole(out / BUILD_MANIFEST, manifest.encode())


def _results(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files without the one that tells what they were made of."""
    return {name: known_by for name, known_by in files.items() if name != RUN_RECORD}


def _settle(out: Path) -> None:
    """Put each file of the last build in its place, and what it replaces into ``previous``."""
    manifest = _read_manifest(out)
    (out / _PREVIOUS).mkdir(exist_ok=True)
    for name in {**manifest.files, **manifest.before}:
        place, new = out / name, manifest.files.get(name)
        old = manifest.before.get(name)
        if old != new and digest(read_bytes(place)) == old:
            place.replace(out / _PREVIOUS / name)
        if digest(read_bytes(out / _BESIDE / name)) == new:
            (out / _BESIDE / name).replace(place)
    shutil.rmtree(out / _BESIDE, ignore_errors=True)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Keep other builds out; the system frees the lock of a process that was killed."""
    with (out / _LOCK).open("ab") as lock:
        end = time.monotonic() + _PATIENCE
        while not _take(lock):
            if time.monotonic() > end:
                raise InputError(f"another build is writing to {out}; wait for its end, try again")
            time.sleep(_PAUSE)
        yield


def _take(lock: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _read_manifest(out: Path) -> _Manifest:
    """Return what the last build left; nothing if there is none, or it cannot be read."""
    try:
        return _Manifest(**json.loads(read_bytes(out / BUILD_MANIFEST)))
    except (ValueError, TypeError):
        return _Manifest()


def _find_all(out: Path, files: Mapping[str, str]) -> dict[str, tuple[Path, bytes]]:
    """Return each file as it was named, with where it lies; nothing if one of them is gone."""
    found = {}
    for name, wanted in files.items():
        for folder in (out, out / _BESIDE, out / _PREVIOUS):
            data = read_bytes(folder / name)
            if digest(data) == wanted:
                found[name] = (folder / name, data)
    return found if len(found) == len(files) else {}


def _find_build(out: Path, *, is_before: bool) -> dict[str, tuple[Path, bytes]]:
    for _ in range(_TRIES):
        manifest = _read_manifest(out)
        wanted = manifest.before if is_before else manifest.files
        found = _find_all(out, wanted)
        if found or not wanted:
            break
        time.sleep(_PAUSE)
    if found:
        return found
    if is_before:
        raise InputError(
            f"no earlier build in {out}: `mz diff` compares with the tables that the last changing "
            "`mz build` replaced"
        )
    if not wanted:
        raise InputError(f"no tables of this version in {out}; run `mz build` first")
    changed = [name for name in wanted if not _find_all(out, {name: wanted[name]})]
    raise InputError(
        f"{out / changed[0]}: is damaged, or not as `mz build` left it; run `mz build` again"
    )


def read_tables(out: Path, *, is_before: bool = False) -> dict[str, pd.DataFrame]:
    """Read the tables of the last build in a folder, checked; use the codebook kept there.

    Args:
        out: the folder.
        is_before: read the build before it instead.

    Raises:
        InputError: there are none, or one is damaged; says to run ``mz build``.
        TableError: they are of another version of the software.
    """
    found = _find_build(out, is_before=is_before)
    codes, _ = found.get(codebook.KEPT_AS, (None, b""))
    codebook.use(codes)
    tables = {}
    for name in table_names():
        _, data = found.get(f"{name}.parquet", (None, b""))
        try:
            tables[name] = check_declared(pd.read_parquet(io.BytesIO(data)), name)
        except (TableError, ValueError) as error:
            raise TableError(
                f"{out}: of another version of mzanalysis: {error}; run `mz build` again"
            ) from error
    return tables


def find_raw(out: Path) -> Path:
    """Return the folder of plans that the tables in ``out`` were built from."""
    return out / (_read_manifest(out).raw or "../raw")


def has_earlier(out: Path) -> bool:
    """Say whether there is a build before the last one, to compare with."""
    return bool(_read_manifest(out).before)


def read_run(out: Path, *, is_before: bool = False) -> dict[str, Any]:
    """Return what the last build, or the one before, was made of; nothing if it did not say."""
    _, data = _find_build(out, is_before=is_before).get(RUN_RECORD, (None, b"{}"))
    return dict(json.loads(data))


def diff_tables(out: Path) -> pd.DataFrame:
    """Say what changed between the last two builds that differ.

    Returns:
        One row per table, plan and change: table, plan_id, change (added, removed, changed),
        n rows and up to three keys. Empty if nothing changed.

    Raises:
        InputError: there is no earlier build to compare with.
    """
    before, now = read_tables(out, is_before=True), read_tables(out)
    changes: list[tuple] = []
    for name in now:
        changes += _diff_table(name, before[name], now[name])
    return pd.DataFrame(changes, columns=["table", "plan_id", "change", "n", "keys"])


def _diff_table(name: str, before: pd.DataFrame, now: pd.DataFrame) -> list[tuple]:
    keys = [column.name for column in table_columns(name) if column.is_key]
    both = pd.concat([now.assign(change="added"), before.assign(change="removed")])
    rows = both.drop_duplicates(list(now), keep=False)
    # What is left twice are the two forms of one row.
    rows.loc[rows.duplicated(keys, keep=False), "change"] = "changed"
    rows = rows.drop_duplicates(keys)
    plan = next((column for column in ("plan_id", "plan_id_a") if column in now), None)
    rows = rows.assign(plan=rows[plan] if plan else "")
    changes = []
    for change in ("added", "removed", "changed"):
        for plan_id, group in rows[rows["change"] == change].groupby("plan"):
            shown = "; ".join(map(str, group.set_index(keys).index[:3]))
            changes.append((name, plan_id, change, len(group), shown))
    return changes
