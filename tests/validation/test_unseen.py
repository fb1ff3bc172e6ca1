"""Plans that the rules were not written for stay read as well as they were."""

import json
import shutil
from pathlib import Path

import pytest

from mzanalysis.pipeline import build_tables
from mzanalysis.tables import empty_table
from mzanalysis.themes import pairs
from mzanalysis.validation.evaluate import evaluate

UNSEEN = Path(__file__).resolve().parents[2] / "benchmarks" / "unseen"
# Three of the seven, for speed: a table without numbers, results of last year, 一是 in paragraphs.
PLANS = ("230200-2025", "510700-2026", "520300-2025")
FLOORS = {
    ("structure", "f1"): 0.99,
    ("measures", "start_f1"): 0.97,
    ("measures", "action_accuracy"): 0.94,
    ("topics", "accuracy"): 0.97,
    ("targets", "value_unit_f1"): 0.98,
    ("targets", "role_f1"): 0.96,
    ("targets", "whole_f1"): 0.93,
    ("deadlines", "body_f1"): 0.98,
    ("tasks", "whole_accuracy"): 0.97,
}


def test_scores_on_invented_plans_do_not_fall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without matching, which takes longest; ``benchmarks/score_unseen.py`` scores that too."""
    monkeypatch.setattr(pairs, "match_measures", lambda *a, **k: empty_table("matches"))
    raw, gold = tmp_path / "raw", tmp_path / "gold"
    raw.mkdir()
    gold.mkdir()
    for plan_id in PLANS:
        shutil.copy(UNSEEN / "plans" / f"{plan_id}.txt", raw)
    for path in UNSEEN.glob("*.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if json.loads(line)["plan_id"] in PLANS]
        (gold / path.name).write_text("".join(kept), encoding="utf-8")
    scores = evaluate(build_tables(raw), gold).set_index(["task", "metric"])["value"]
    assert {key: scores[key] for key in FLOORS if scores[key] < FLOORS[key]} == {}
    assert scores["targets", "wrong_magnitudes"] == 0


def test_labels_quote_their_plans() -> None:
    texts = {p.stem: p.read_text(encoding="utf-8") for p in (UNSEEN / "plans").glob("*.txt")}
    for path in UNSEEN.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            label = json.loads(line)
            quote = label.get("quote") or label.get("text") or ""
            assert quote in texts[label["plan_id"]], (path.name, quote)
