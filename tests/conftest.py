"""The five plans, built once for all tests that look at whole tables."""

from pathlib import Path

import pandas as pd
import pytest

from mzanalysis import pipeline
from mzanalysis.corpus import Corpus

ROOT = Path(__file__).parents[1]
RAW = ROOT / "data" / "raw"


@pytest.fixture(scope="session")
def tables() -> dict[str, pd.DataFrame]:
    return pipeline.build_tables(RAW)


@pytest.fixture(scope="session")
def corpus(tables: dict[str, pd.DataFrame]) -> Corpus:
    return Corpus(**tables)
