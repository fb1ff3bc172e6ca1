"""What a result rests on: changes with what may change it, and is told in one line."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from mzanalysis import __version__
from mzanalysis.outputs import citation as v


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    plan = {"plan_id": "420300-2025", "sha256": "ab", "city": "十堰", "year": 2025}
    rows = pd.DataFrame({"id": ["a", "b"], "topic_code": ["law", "law"], "topic_source": "rule"})
    targets = pd.DataFrame({"target_id": ["t"], "value": [1.0], "source_code": "rule"})
    return {"plans": pd.DataFrame([plan]), "items": rows, "measures": rows, "targets": targets}


def test_plans_and_corrections_change_the_version_and_codes_of_the_rules_do_not(
    tables: dict,
) -> None:
    first = v.corpus_version(tables)
    assert v.corpus_version(tables | {"items": tables["items"].assign(topic_code="x")}) == first
    corrected = tables["targets"].assign(source_code="human")
    assert v.corpus_version(tables | {"targets": corrected}) != first
    assert v.corpus_version(tables | {"plans": tables["plans"].assign(sha256="cd")}) != first


def test_the_line_tells_what_was_measured(tables: dict) -> None:
    scores = pd.DataFrame(
        [("topics", "accuracy", 0.9, 0.8, 0.95, 40), ("themes", "pair_f1", 0.7, 0.6, 0.8, 9)],
        columns=["task", "metric", "value", "low", "high", "n"],
    )
    start = f"mzanalysis {__version__}, corpus {v.corpus_version(tables)}, codebook "
    line = v.version_line(tables, scores)
    assert line.startswith(start)
    topics, themes = line.split("1 plan.\nMeasured: ")[1].split("; ")
    assert topics == "topics of items 0.90 [0.80, 0.95] (40 labels)"
    assert themes == "pairs of themes F1 0.70 [0.60, 0.80] (9 labels)."
    nothing = v.version_line(tables, scores.iloc[:0])
    assert nothing.endswith("Measured: nothing, for want of labels of these plans.")


def test_a_citation_names_software_and_corpus(tables: dict) -> None:
    cited = v.cite(SimpleNamespace(**tables))
    assert v.corpus_version(tables) in cited.text
    assert "plans of 2025 (十堰)" in cited.bibtex
    assert repr(cited) == f"{cited.text}\n\n{cited.bibtex}"
    assert "corpus" not in v.cite().text


def test_the_exports_say_what_they_rest_on(tables: dict, tmp_path: Path) -> None:
    from mzanalysis.outputs import write_readme

    path = write_readme(SimpleNamespace(**tables), tmp_path / "new", note="the note")
    told = path.read_text(encoding="utf-8")
    assert "the note" in told
    assert "@software{mzanalysis," in told
