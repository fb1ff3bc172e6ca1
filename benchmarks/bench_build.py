"""Measure a build: CPU seconds by stage, growth with the number of plans, memory, and two peers.

Run from the project's folder (``make bench``)::

    python benchmarks/bench_build.py 5 10 20 40 [-o bench.csv]

The plans are made by ``make_plans.py``. Beside the build stand, in the same run, what a user would
write: jieba alone, and jieba, TF-IDF and a dense cosine of all sentences. Each is measured in a
process of its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from make_plans import make_plans

_MEGABYTE = 1024  # of the kilobytes that Linux counts


def build(raw: Path) -> dict[str, float]:
    """Build all tables; returns CPU seconds by stage."""
    from mzanalysis.pipeline import build_tables

    stages: list[tuple[str, float]] = []
    build_tables(raw, say=lambda stage: stages.append((stage, time.process_time())))
    ends = [*(start for _, start in stages[1:]), time.process_time()]
    return {name: end - start for (name, start), end in zip(stages, ends, strict=True)}


def cut(raw: Path) -> dict[str, float]:
    """Cut all plans into words with jieba and nothing else."""
    import jieba

    for path in raw.glob("*.txt"):
        jieba.lcut(path.read_text(encoding="utf-8"))
    return {}


def compare_plainly(raw: Path) -> dict[str, float]:
    """Compare all sentences of all plans as a plain notebook would."""
    import jieba
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    texts = [path.read_text(encoding="utf-8") for path in sorted(raw.glob("*.txt"))]
    sentences = [sentence for text in texts for sentence in text.replace("\n", "。").split("。")]
    filled = [sentence for sentence in sentences if sentence.strip()]
    cosine_similarity(TfidfVectorizer(analyzer=jieba.lcut).fit_transform(filled))
    return {}


_WAYS = {"build": build, "jieba alone": cut, "plain notebook": compare_plainly}


def measure(way: str, raw: Path) -> None:
    """Print CPU seconds by stage, in all, and peak memory, as this process comes to them."""
    found = _WAYS[way](raw)
    found["CPU seconds"] = time.process_time()
    found["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE
    print(json.dumps(found))


def compare(sizes: list[int]) -> pd.DataFrame:
    """Return one row per number of plans and way."""
    rows = []
    for n in sizes:
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder) / "raw"
            make_plans(n, raw)
            for way in _WAYS:
                command = [sys.executable, __file__, "--way", way, "--raw", str(raw)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                found = json.loads(done.stdout.splitlines()[-1])
                rows.append({"plans": n, "way": way, **found})
    return pd.DataFrame(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[5, 10, 20, 40, 80])
    parser.add_argument("-o", "--output", type=Path, default=Path("bench.csv"))
    parser.add_argument("--way", choices=_WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--raw", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        measure(options.way, options.raw)
    else:
        table = compare(options.sizes)
        table.round(2).to_csv(options.output, index=False)
        print(table.round(1).to_string(index=False, na_rep=""))
