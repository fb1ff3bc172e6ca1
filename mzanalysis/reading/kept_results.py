"""What was made of a plan, kept until something it was made of changes.

An entry's name is a digest of all that it depends on, so that none can be stale; its first line
is a digest of the rest, so that a damaged one is as good as none. The folder may be deleted at any
time.
"""

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from mzanalysis.errors import InputError
from mzanalysis.folders import digest, read_bytes, write_whole

_ENDING = ".arrows"  # tables one after the other, each an Arrow stream
Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class KeptResults:
    """A folder of results by their keys.

    Attributes:
        folder: where they lie; None keeps nothing.
        version: a digest of code, knowledge and libraries (`folders.stamp_code`).
        is_fresh: let nothing be recalled, all be made and kept anew.
    """

    folder: Path | None = None
    version: str = ""
    is_fresh: bool = False
    _used: set[str] = field(default_factory=set, repr=False)

    def key(self, *made_of: Any) -> str:
        """Return the key of what is made of these and of the version; their ``repr`` counts."""
        return digest(repr((self.version, *made_of)).encode())

    def made_with(self, *further: Any) -> "KeptResults":
        """Return these results with more that all of them depend on, such as a user's tables."""
        return replace(self, version=self.key(*further))

    def recall(self, key: str) -> Tables | None:
        """Return the tables that were kept under a key; None if there are none, or not whole."""
        self._used.add(key)
        if self.folder is None or self.is_fresh:
            return None
        stated, _, data = read_bytes(self.folder / f"{key}{_ENDING}").partition(b"\n")
        if not data or stated.decode(errors="replace") != digest(data):
            return None
        names, _, streams = data.partition(b"\n")
        return _read_streams(json.loads(names), streams)

    def keep(self, key: str, tables: Mapping[str, pd.DataFrame]) -> None:
        """Keep tables under a key.

        Raises:
            InputError: the folder cannot be written to.
        """
        if self.folder is None:
            return
        data = json.dumps(list(tables)).encode() + b"\n" + _write_streams(tables.values())
        try:
            write_whole(self.folder / f"{key}{_ENDING}", digest(data).encode() + b"\n" + data)
        except OSError as error:
            raise InputError(
                f"{self.folder}: cannot be written ({error.strerror}); make room, or name a folder "
                "that you may write to with --out"
            ) from error

    def clear(self) -> None:
        """Delete what was neither recalled nor asked for since this was made."""
        for path in self.folder.glob(f"*{_ENDING}") if self.folder else ():
            if path.name.removesuffix(_ENDING) not in self._used:
                path.unlink(missing_ok=True)


def _write_streams(tables: Iterable[pd.DataFrame]) -> bytes:
    import pyarrow as pa

    sink = io.BytesIO()
    for frame in tables:
        table = pa.Table.from_pandas(frame, preserve_index=False)
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
    return sink.getvalue()


def _read_streams(names: Iterable[str], data: bytes) -> Tables:
    import pyarrow as pa

    source = pa.BufferReader(data)
    return {name: pa.ipc.open_stream(source).read_all().to_pandas() for name in names}
