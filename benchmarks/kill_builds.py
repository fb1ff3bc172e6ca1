"""Kill builds, once and twice, and see that what is read is always one build, whole.

    python benchmarks/kill_builds.py --number 50

Each trial begins with the tables of one folder of plans, then builds other plans into the same
place and is killed: at a random moment of the whole, at a random moment of its writing,
or at each step of its writing. In half of the trials a further build is killed, too. After each
kill the tables are loaded; then a last build runs undisturbed, and must leave what it leaves where
nothing was killed. Ends with status 1 if it does not, or if a load mixed two builds.

POSIX only: a killed process is a fork.
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mzanalysis import builds
from mzanalysis.builds import keep_tables, read_tables
from mzanalysis.errors import MzError
from mzanalysis.pipeline import build, build_tables

SEED = 1
PLAN = "2024年{city}民政工作要点\n一、养老服务\n1.扩大助餐。年底前新建食堂{n}家。\n{more}"
MORE = "2.完善殡葬。新建公益性公墓{n}处。\n"
CITIES = {"420800-2024.txt": "荆门市", "421200-2024.txt": "咸宁市"}
STEPS = [(Path, "write_bytes"), (Path, "replace"), (Path, "unlink"), (shutil, "rmtree")]
COLUMNS = ["killed", "tried", "old read", "new read", "refused", "mixed", "not as undisturbed"]


@dataclass
class Ground:
    """Three versions of two plans, what each gives, and how long a build of them takes."""

    folder: Path
    seconds_to_build: float = 0.0
    seconds_to_write: float = 0.0
    tables: list[dict] = field(default_factory=list)
    known: list[str] = field(default_factory=list)

    def raw(self, version: int) -> Path:
        """Return the folder of the plans of a version."""
        return self.folder / f"raw{version}"

    def start(self) -> Path:
        """Return a folder with the tables of the first version."""
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(self.folder / "kept0", out)
        return out


def make_ground(folder: Path) -> Ground:
    """Write the plans, and the tables of each version undisturbed."""
    ground = Ground(folder)
    for version in range(3):
        ground.raw(version).mkdir()
        for name, city in CITIES.items():
            text = PLAN.format(city=city, n=version + 2, more=MORE.format(n=version + 3) * version)
            (ground.raw(version) / name).write_text(text, encoding="utf-8")
        ground.tables.append(build_tables(ground.raw(version)))
        keep_tables(ground.tables[-1], ground.raw(version), folder / f"kept{version}")
        ground.known.append(read_digest(folder / f"kept{version}"))
    ground.seconds_to_build = time_of(lambda: build(ground.raw(0), folder / "timed"))
    ground.start()
    ground.seconds_to_write = time_of(
        lambda: keep_tables(ground.tables[1], ground.raw(1), folder / "out")
    )
    return ground


def time_of(write: Callable[[], object]) -> float:
    """Return the seconds that something takes in a process of its own."""
    begin = time.monotonic()
    os.waitpid(fork(write), 0)
    return time.monotonic() - begin


def read_digest(out: Path) -> str:
    """Return a digest of all tables as they are loaded, "" if they are refused."""
    digest = hashlib.sha256()
    try:
        for table in read_tables(out).values():
            digest.update(table.to_csv(index=False).encode())
    except MzError:
        return ""
    return digest.hexdigest()


def fork(write: Callable[[], object]) -> int:
    """Run something in a process of its own; returns its id."""
    process = os.fork()
    if process == 0:
        write()
        os._exit(0)
    return process


def kill_after(process: int, seconds: float) -> None:
    """Kill a child of ours by its id."""
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def kill_writing(ground: Ground, version: int, moment: float) -> None:
    """Kill the writing of a version at a moment, 0 to 1, of the time it takes."""
    out = ground.folder / "out"
    process = fork(lambda: keep_tables(ground.tables[version], ground.raw(version), out))
    kill_after(process, moment * ground.seconds_to_write)


def kill_build(ground: Ground, version: int, moment: float) -> None:
    """Kill a whole build at a moment, 0 to 1, of the time it takes."""
    out = ground.folder / "out"
    kill_after(fork(lambda: build(ground.raw(version), out)), moment * ground.seconds_to_build)


def kill_step(ground: Ground, version: int, step: int) -> bool:
    """End the writing of a version before a step, half of a file written; False if it has fewer."""
    out = ground.folder / "out"
    n_done = 0

    def stop_at(name: str, real: Callable) -> Callable:
        def run(*args, **options):
            nonlocal n_done
            n_done += 1
            if n_done == step:
                if name == "write_bytes":
                    real(args[0], args[1][: len(args[1]) // 2])
                os._exit(1)
            return real(*args, **options)

        return run

    def write() -> None:
        for place, name in STEPS:
            setattr(place, name, stop_at(name, getattr(place, name)))
        keep_tables(ground.tables[version], ground.raw(version), out)

    _, status = os.waitpid(fork(write), 0)
    return status != 0


def judge(ground: Ground, seen: Counter, *, last: int) -> None:
    """Build the last version undisturbed; count if its tables are not those of no kill."""
    out = ground.folder / "out"
    keep_tables(ground.tables[last], ground.raw(last), out)
    kept = ground.folder / f"kept{last}"
    differ = [path for path in kept.glob("*.parquet") if digest(path) != digest(out / path.name)]
    if differ or (out / ".next-build").exists():
        seen["not as undisturbed"] += 1


def digest(path: Path) -> str:
    """Return a digest of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def look(ground: Ground, seen: Counter) -> None:
    """Count which build is read."""
    found = read_digest(ground.folder / "out")
    if not found:
        seen["refused"] += 1
    elif found not in ground.known:
        seen["mixed"] += 1
    else:
        seen["old read" if found == ground.known[0] else "new read"] += 1


def try_moments(ground: Ground, kill: Callable, *, number: int, times: int) -> Counter:
    """Kill builds at random moments, once or twice, ``number`` times."""
    seen = Counter(tried=number)
    chance = random.Random(SEED)
    for _ in range(number):
        ground.start()
        for version in range(1, times + 1):
            kill(ground, version, chance.random())
            look(ground, seen)
        judge(ground, seen, last=times)
    return seen


def try_steps(ground: Ground, *, times: int, number: int) -> Counter:
    """Kill builds at each step of their writing; the second time at a random one."""
    seen = Counter()
    chance = random.Random(SEED)
    step, was_killed = 0, True
    while was_killed:
        step += 1
        ground.start()
        was_killed = kill_step(ground, 1, step)
        look(ground, seen)
        if times == 2:
            kill_step(ground, 2, chance.randint(1, number))
            look(ground, seen)
        judge(ground, seen, last=times)
        seen["tried"] += 1
    return seen


def main() -> None:
    """Kill builds in every way, print what was read, end with status 1 on a mixed reading."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--number", type=int, default=50, help="trials of each kind")
    number = parser.parse_args().number
    results = {}
    # Which build is read is asked here, not whether each cell is as declared: that takes long.
    builds.check_declared = lambda table, _: table
    with tempfile.TemporaryDirectory() as folder:
        ground = make_ground(Path(folder))
        for times, word in {1: "once", 2: "twice"}.items():
            for kind, kill in {"writing": kill_writing, "whole build": kill_build}.items():
                tried = try_moments(ground, kill, number=number, times=times)
                results[f"{kind}, {word}"] = tried
            results[f"each step, {word}"] = try_steps(ground, times=times, number=number)
    print("".join(f"{column:>20}" for column in COLUMNS))
    for name, seen in results.items():
        print(f"{name:>20}" + "".join(f"{seen[column]:>20}" for column in COLUMNS[1:]))
    sys.exit(any(seen["mixed"] or seen["not as undisturbed"] for seen in results.values()))


if __name__ == "__main__":
    main()
