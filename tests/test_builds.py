"""A build on disk is read whole or not at all, whatever stops who writes it, and wherever."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mzanalysis import builds
from mzanalysis.errors import InputError, TableError
from mzanalysis.folders import digest, read_bytes
from mzanalysis.topics import codebook

Tables = dict[str, pd.DataFrame]
RAW = Path("data/raw")
STEPS = [(Path, "write_bytes"), (Path, "replace"), (Path, "unlink"), (shutil, "rmtree")]
PARQUET = {"a.parquet", "b.parquet", "c.parquet"}


class Numbered:
    """A table of the n-th build, as far as one is asked to keep it."""

    def __init__(self, content: str) -> None:
        self.content = content

    def to_parquet(self, **_: object) -> bytes:
        return self.content.encode()


def number(n: int) -> Any:
    """Return the n-th build: of its tables two differ from the one before, one does not."""
    return {name: Numbered(f"{n} {name}") for name in "ab"} | {"c": Numbered("always")}


def which(out: Path, *, is_before: bool = False) -> int:
    """Return which of the builds is read, 0 if it is refused; fails if it is read mixed."""
    try:
        found = builds._find_build(out, is_before=is_before)
    except InputError:
        return 0
    assert set(found) == PARQUET
    (n,) = {int(found[f"{name}.parquet"][1].split()[0]) for name in "ab"}
    return n


class KilledError(BaseException):
    pass


@contextmanager
def killed_at(step: int) -> Iterator[list[str]]:
    """Kill whoever writes at a step, half of the file written; later steps do nothing either."""
    done: list[str] = []

    def stop_at(name: str, real: Callable) -> Callable:
        def run(*args: object, **options: object) -> object:
            done.append(name)
            if len(done) == step and name == "write_bytes":
                path, data = args
                real(path, data[: len(data) // 2])  # type: ignore[index,arg-type]
            if len(done) >= step:
                raise KilledError
            return real(*args, **options)

        return run

    with pytest.MonkeyPatch.context() as patch:
        for place, name in STEPS:
            patch.setattr(place, name, stop_at(name, getattr(place, name)))
        yield done


def build_killed(tables: Tables, out: Path, step: int) -> bool:
    with killed_at(step):
        try:
            builds.keep_tables(tables, RAW, out)
        except KilledError:
            return True
    return False


def test_a_build_is_read_back_as_it_was_and_named_if_it_is_not_there(
    tables: Tables, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"no tables of this version in .*; run `mz build` first"):
        builds.read_tables(tmp_path)
    builds.keep_tables(tables, RAW, tmp_path)
    for name, table in builds.read_tables(tmp_path).items():
        pd.testing.assert_frame_equal(table, tables[name])
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / f"{name}.parquet"), table)
    assert builds.find_raw(tmp_path).resolve() == RAW.resolve()


def test_a_build_killed_at_any_step_twice_leaves_the_old_one_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builds, "_PAUSE", 0.0)
    start, killed, out = tmp_path / "start", tmp_path / "killed", tmp_path / "out"
    for n in (1, 2):
        builds.keep_tables(number(n), RAW, start)
    was_killed, first = True, []
    while was_killed:
        shutil.copytree(start, killed)
        was_killed = build_killed(number(3), killed, len(first) + 1)
        first.append((which(killed, is_before=True), which(killed)))
        was_killed_again, second = True, [first[-1]]
        while was_killed_again:
            shutil.copytree(killed, out)
            was_killed_again = build_killed(number(4), out, len(second))
            second.append((which(out, is_before=True), which(out)))
            builds.keep_tables(number(4), RAW, out)
            assert (which(out, is_before=True), which(out)) == (second[0][1], 4)
            assert sorted(path.name for path in out.glob("*.parquet")) == sorted(PARQUET)
            assert not (out / ".next-build").exists()
            shutil.rmtree(out)
        assert second == sorted(second)
        assert set(second) == {second[0], (second[0][1], 4)}
        shutil.rmtree(killed)
    assert len(first) > 12
    assert first == sorted(first)
    assert set(first) == {(1, 2), (2, 3)}


def test_equal_tables_are_not_written_again(tmp_path: Path) -> None:
    for n in (1, 2, 2):
        builds.keep_tables(number(n), RAW, tmp_path)
    assert (which(tmp_path), which(tmp_path, is_before=True)) == (2, 1)
    with killed_at(999) as done:
        builds.keep_tables(number(2), RAW, tmp_path)
    assert done.count("write_bytes") == 1  # build.json


def test_diff_says_what_changed_since_the_last_differing_build(
    tables: Tables, tmp_path: Path
) -> None:
    builds.keep_tables(tables, RAW, tmp_path)
    with pytest.raises(InputError, match="no earlier build"):
        builds.diff_tables(tmp_path)
    themes = tables["themes"].drop(index=0)
    themes.loc[1, "label"] = "另一说法"
    builds.keep_tables(tables | {"themes": themes}, RAW, tmp_path)
    got = builds.diff_tables(tmp_path)
    assert got[["table", "change", "n"]].to_numpy().tolist() == [
        ["themes", "removed", 1],
        ["themes", "changed", 1],
    ]


def damage(data: bytes) -> Callable[[Path], None]:
    return lambda out: (out / "themes.parquet").write_bytes(data) and None  # type: ignore[return-value]


def forget(out: Path) -> None:
    (out / "build.json").write_bytes("构建".encode("gb18030"))


def rename_a_column(out: Path) -> None:
    """Leave tables as another version of the software would."""
    path = out / "themes.parquet"
    pd.read_parquet(path).rename(columns={"label": "name"}).to_parquet(path)
    manifest = json.loads((out / "build.json").read_bytes())
    manifest["files"][path.name] = digest(path.read_bytes())
    (out / "build.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (damage(b""), r"themes\.parquet: is damaged, .* run `mz build` again"),
        (damage(b"PAR1 cut off"), r"themes\.parquet: is damaged, .* run `mz build` again"),
        (lambda out: (out / "themes.parquet").unlink(), r"themes\.parquet: is damaged"),
        (forget, "no tables of this version in .*; run `mz build` first"),
        (lambda out: (out / "build.json").unlink(), "no tables of this version"),
        (rename_a_column, "of another version of mzanalysis: .*name.* run `mz build` again"),
    ],
    ids=["empty", "damaged", "missing", "note not UTF-8", "no note", "other version"],
)
def test_spoilt_tables_are_refused_with_a_remedy_and_built_anew(
    tables: Tables, tmp_path: Path, spoil: Callable, said: str
) -> None:
    builds.keep_tables(tables, RAW, tmp_path)
    spoil(tmp_path)
    with pytest.raises((InputError, TableError), match=said):
        builds.read_tables(tmp_path)
    builds.keep_tables(tables, RAW, tmp_path)
    assert set(builds._find_build(tmp_path, is_before=False)) == {f"{n}.parquet" for n in tables}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("n_written", [0, 1, 2])
def test_a_full_disk_leaves_the_old_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_written: int
) -> None:
    builds.keep_tables(number(1), RAW, tmp_path)
    before = contents(tmp_path)
    write, written = Path.write_bytes, []

    def write_until_full(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) > n_written:
            raise OSError(28, "No space left on device", str(path))
        return write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", write_until_full)
        with pytest.raises(InputError, match=r"cannot be written \(No space left.*make room"):
            builds.keep_tables(number(2), RAW, tmp_path)
    assert contents(tmp_path) == before
    assert not (tmp_path / ".next-build").exists()


def test_builds_at_once_and_readers_between_do_not_harm_each_other(tmp_path: Path) -> None:
    builds.keep_tables(number(1), RAW, tmp_path)
    failed: list[BaseException] = []

    def build_often(n: int) -> None:
        try:
            for _ in range(20):
                builds.keep_tables(number(n), RAW, tmp_path)
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=build_often, args=(n,)) for n in (2, 3, 4)]
    for writer in writers:
        writer.start()
    seen = []
    while any(writer.is_alive() for writer in writers):
        seen.append(which(tmp_path))
    assert failed == []
    assert {*seen} <= {0, 1, 2, 3, 4}
    assert which(tmp_path) > 1


def test_a_file_that_goes_while_it_is_looked_at_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    assert read_bytes(tmp_path / "moved.parquet") == b""


def test_a_build_waits_for_another_only_so_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds.keep_tables(number(1), RAW, tmp_path)
    monkeypatch.setattr(builds, "_PATIENCE", 0.0)
    with builds._alone(tmp_path), pytest.raises(InputError, match="another build is writing"):
        builds.keep_tables(number(2), RAW, tmp_path)
    builds.keep_tables(number(2), RAW, tmp_path)
    assert which(tmp_path) == 2


def test_a_codebook_of_ones_own_is_kept_with_its_tables(tables: Tables, tmp_path: Path) -> None:
    own = tmp_path / "mine.csv"
    own.write_text("code,parent,zh,terms\nnursery,,托育服务,托育;托位\n", encoding="utf-8")
    fewer = {name: table.head(1) for name, table in tables.items()}
    out = tmp_path / "out"
    try:
        codebook.use(own)
        builds.keep_tables(tables, RAW, out)
        codebook.use(None)
        builds.read_tables(out)
        assert "nursery" in codebook.topic_order()
        codebook.use(None)
        builds.keep_tables(fewer, RAW, out)
        builds.read_tables(out)
        assert "nursery" not in codebook.topic_order()
        assert not (out / codebook.KEPT_AS).exists()
        builds.read_tables(out, is_before=True)
        assert "nursery" in codebook.topic_order()
    finally:
        codebook.use(None)
