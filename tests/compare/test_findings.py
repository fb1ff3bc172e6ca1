"""The summary's sentences are true of the tables."""

import pandas as pd
import pytest

from mzanalysis.compare import sum_up, sum_up_years
from mzanalysis.corpus import Corpus
from mzanalysis.outputs.finding_sentences import FindingSentences


@pytest.fixture(scope="module")
def findings(corpus: Corpus) -> dict[str, dict[str, object]]:
    return {finding["code"]: finding for finding in sum_up(vars(corpus))}


def test_each_number_is_that_of_its_table(
    corpus: Corpus, findings: dict[str, dict[str, object]]
) -> None:
    assert findings["size"]["n_measures"] == len(corpus.measures)
    shares = corpus.topic_coverage.set_index(["topic_code", "plan_id"])["share"]
    most = findings["topic_most"]
    own = shares[most["topic_code"]]
    assert most["share_high"] == own.max() == own[most["plan_id_high"]]
    assert most["mean"] == pytest.approx(own.mean())
    gaps = findings["gaps"]
    lacking = corpus.gaps(str(gaps["plan_id_high"]), n_cities=3)["answer_code"].value_counts()
    assert (gaps["n_silent"], gaps["n_unclear"]) == (lacking["silent"], lacking["unclear"])
    comparison = corpus.target_comparison.query("is_comparable")
    n_axes = len(comparison[["indicator_id", "axis"]].drop_duplicates())
    assert findings["figures"]["n_comparable"] == n_axes
    for row in findings["difference"]["rows"]:  # type: ignore[attr-defined]
        assert row.share_high > row.share_low
    themes = corpus.themes[corpus.themes["n_cities"] == findings["shared_by_all"]["n_cities"]]
    assert set(findings["shared_by_all"]["theme_ids"]) <= set(themes["theme_id"])  # type: ignore[call-overload]


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_a_sentence_for_every_finding(corpus: Corpus, lang: str) -> None:
    found = [*sum_up(vars(corpus)), *sum_up_years(pd.DataFrame({"change_code": ["met", "met"]}))]
    said = FindingSentences(corpus.themes, corpus.labels(lang), lang).say(found)  # type: ignore[arg-type]
    assert len(said) == len(found) == 10
    assert not [line for line in said if "{" in line or "420300" in line or "nan" in line]
    if lang == "en":
        assert not [line for line in said if any("一" <= char <= "鿿" for char in line)]


def test_what_is_not_there_is_not_said(corpus: Corpus) -> None:
    alone = corpus.only(cities="十堰")
    codes = [finding["code"] for finding in sum_up(vars(alone))]
    assert codes == ["size", "topic_most", "dates"]
    assert sum_up_years(pd.DataFrame({"change_code": ["kept"]})) == []
