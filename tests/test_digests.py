"""The tables of the five plans, and of the seven invented ones, change on purpose only.

A changed digest is no fault by itself: read the rows that differ (``mz diff``), then keep the
new digests with ``python tests/test_digests.py``.
"""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import pandas as pd
from conftest import RAW, ROOT

from mzanalysis.pipeline import build_tables

KEPT = ROOT / "tests" / "digests.json"
INVENTED = ROOT / "benchmarks" / "unseen" / "plans"


def digest(table: pd.DataFrame) -> str:
    """Return a digest of what a table says; six digits, since processors differ in the last."""
    written = table.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def digests(tables: dict[str, pd.DataFrame]) -> dict[str, str]:
    return {name: digest(table) for name, table in tables.items()}


def build_invented() -> dict[str, pd.DataFrame]:
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        shutil.copytree(INVENTED, raw)
        return build_tables(raw)


def test_tables_of_the_five_plans_are_those_kept(tables: dict[str, pd.DataFrame]) -> None:
    assert digests(tables) == json.loads(KEPT.read_text(encoding="utf-8"))["five plans"]


def test_tables_of_the_invented_plans_are_those_kept() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert digests(build_invented()) == kept["seven invented plans"]


def test_a_changed_cell_changes_the_digest() -> None:
    table = pd.DataFrame({"city": ["甲"], "value": [12.0]})
    assert digest(table) != digest(table.assign(value=13.0))
    assert digest(table) == digest(table.assign(value=12.0000000001))


if __name__ == "__main__":
    made = {
        "five plans": digests(build_tables(RAW)),
        "seven invented plans": digests(build_invented()),
    }
    KEPT.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
