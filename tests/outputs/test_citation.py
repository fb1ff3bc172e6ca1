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


@pytest.mark.parametrize(
    ("lang", "rests_on", "told"),
    [
        ("zh", "，1份计划。", "条目主题 0.94–0.97；"),
        ("both", "，1份计划。", "条目主题 0.94–0.97；"),
        ("en", ", 1 plan.", "topics of items 0.94–0.97; "),
    ],
)
def test_the_line_tells_how_new_plans_were_read(
    tables: dict, lang: str, rests_on: str, told: str
) -> None:
    first, second = v.version_line(tables, lang=lang).split("\n")
    assert first.startswith(f"mzanalysis {__version__}")
    assert v.corpus_version(tables) in first
    assert first.endswith(rests_on)
    assert told in second


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
