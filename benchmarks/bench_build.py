"""Measure a build beside two peers: time, memory, growth with the number of plans.

Run from the project's folder (``make bench``)::

    python benchmarks/bench_build.py 5 40 80 [-o bench.csv]

The plans are made by ``make_plans.py``. ``mz build`` runs on an empty folder, again with nothing
new, and again with one plan more. Beside it stand, in the same run, what a user would write: jieba
alone, and jieba, TF-IDF and a dense cosine of all sentences. Each is a process of its own, with the
CPU seconds of all its processes. A busy machine counts more seconds: compare within a run.
"""

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from make_plans import make_plans

_MEGABYTE = 1024  # of the kilobytes that Linux counts
_BUILD = "from mzanalysis.cli import main; main()"
BUILD, AGAIN, MORE = "mz build", "mz build, nothing new", "mz build, one plan more"
JIEBA, NOTEBOOK = "jieba alone", "plain notebook"


def cut(raw: Path) -> None:
    """Cut all plans into words with jieba and nothing else."""
    import jieba

    for path in raw.glob("*.txt"):
        jieba.lcut(path.read_text(encoding="utf-8"))


def compare_plainly(raw: Path) -> None:
    """Compare all sentences of all plans as a plain notebook would."""
    import jieba
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    texts = [path.read_text(encoding="utf-8") for path in sorted(raw.glob("*.txt"))]
    sentences = [sentence for text in texts for sentence in text.replace("\n", "。").split("。")]
    filled = [sentence for sentence in sentences if sentence.strip()]
    cosine_similarity(TfidfVectorizer(analyzer=jieba.lcut).fit_transform(filled))


_PEERS = {JIEBA: cut, NOTEBOOK: compare_plainly}


def measure(*command: str) -> dict[str, float]:
    """Run Python with these arguments; return what it and its own processes took."""
    start = time.monotonic()
    process = subprocess.Popen([sys.executable, *command], stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return {
        "CPU seconds": used.ru_utime + used.ru_stime,
        "wall seconds": time.monotonic() - start,
        "peak MB": used.ru_maxrss / _MEGABYTE,
    }


def compare(sizes: list[int]) -> pd.DataFrame:
    """Return one row per number of plans and way."""
    rows = []
    for n in sizes:
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder) / "raw"
            build = ["-c", _BUILD, "build", "--raw", str(raw), "--out", f"{folder}/out"]
            make_plans(n, raw)
            rows += [{"plans": n, "way": way, **measure(*build)} for way in (BUILD, AGAIN)]
            for way in _PEERS:
                taken = measure(__file__, "--way", way, "--raw", str(raw))
                rows.append({"plans": n, "way": way, **taken})
            make_plans(n + 1, raw)
            rows.append({"plans": n, "way": MORE, **measure(*build)})
    return _relate(pd.DataFrame(rows))


def _relate(table: pd.DataFrame) -> pd.DataFrame:
    """Add how many times as long as its peers each took, and how it grew since the size before."""
    cpu = table.pivot(index="plans", columns="way", values="CPU seconds")
    for peer in _PEERS:
        table[f"÷ {peer}"] = table["CPU seconds"] / table["plans"].map(cpu[peer])
    before = dict(zip(cpu.index[1:], cpu.index, strict=False))
    exponents = []
    for n, way, seconds in table[["plans", "way", "CPU seconds"]].itertuples(index=False):
        growth = math.nan
        if n in before:
            growth = math.log(seconds / cpu.loc[before[n], way]) / math.log(n / before[n])
        exponents.append(growth)
    return table.assign(exponent=exponents)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[5, 40, 80])
    parser.add_argument("-o", "--output", type=Path, default=Path("bench.csv"))
    parser.add_argument("--way", choices=_PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--raw", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        _PEERS[options.way](options.raw)
    else:
        table = compare(sorted(options.sizes))
        table.round(2).to_csv(options.output, index=False)
        print(table.round(1).to_string(index=False, na_rep=""))
