"""The library as a notebook uses it."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from mzanalysis.corpus import Corpus, load
from mzanalysis.errors import InputError


def test_a_row_leads_back_to_its_printed_sentence(corpus: Corpus) -> None:
    target = corpus.targets.query("city == '十堰' and indicator_id.str.contains('cemetery')").iloc[
        0
    ]
    assert corpus.source(target["target_id"]).startswith("新建30个城乡公益性公墓")
    hant = corpus.measures.query("city == '张家港'").iloc[0]
    assert "黨" in corpus.source(hant["measure_id"])


def test_an_unknown_id_or_topic_is_named(corpus: Corpus) -> None:
    with pytest.raises(InputError, match="no row has the id 'x'; ids look like 4"):
        corpus.source("x")
    with pytest.raises(InputError, match="no topic is called 'zoo'; there are: 党的建设"):
        corpus.compare("zoo")
    with pytest.raises(InputError, match="no topic given"):
        corpus.compare()


def test_cities_side_by_side(corpus: Corpus) -> None:
    wide = corpus.compare("funeral")
    assert list(wide.columns[:3]) == ["theme_id", "label", "n_cities"]
    assert set(wide.columns[3:]) == set(corpus.plans["city"])
    shown = "\n".join(wide[list(corpus.plans["city"])].to_numpy().ravel())
    funerals = corpus.measures.query("topic_code == 'funeral'")
    assert [text for text in funerals["text"] if text not in shown] == []


def test_part_of_a_corpus_is_a_corpus(corpus: Corpus) -> None:
    part = corpus.only(cities=["十堰市", "Ezhou"], topics="殡葬管理", year=2025)
    assert set(part.plans["city"]) == {"十堰", "鄂州"}
    assert set(part.measures["topic_code"]) == {"funeral"}
    assert part.themes["n_cities"].eq(2).all()
    assert list(part.compare("funeral").columns[3:]) == list(part.plans["city"])
    whole = corpus.topic_coverage.query("topic_code == 'funeral' and city == '十堰'")
    shown = part.topic_coverage.query("city == '十堰'")
    assert shown["share"].tolist() == whole["share"].tolist()  # of all its measures
    shown_figures = ";".join(part.target_comparison["target_ids"]).split(";")
    assert set(shown_figures) == set(part.targets.query("role_code == 'target'")["target_id"])
    assert len(corpus.only().measures) == len(corpus.measures)


def test_words_are_found_in_all_plans_in_either_script(corpus: Corpus) -> None:
    found = corpus.search("養老 机构")
    assert set(found["city"]) == set(corpus.plans["city"])
    texts = corpus.plans.set_index("plan_id")["text"]
    for row in found.itertuples():
        assert texts[row.plan_id][row.char_start : row.char_end] == row.sentence
    in_items = found[found["item_id"] != ""]
    assert (in_items["item_id"] == in_items["plan_id"] + ":" + in_items["path"]).all()
    assert corpus.search("没有任何计划说的话").empty
    with pytest.raises(InputError, match="no words to look for"):
        corpus.search(" ")


def test_counts_and_characters(corpus: Corpus) -> None:
    assert corpus.counts().set_index("city").loc["东莞", "n_items"] == 18
    assert corpus.characters().drop(columns=["city", "year"]).sum(axis=1).round(9).eq(1).all()


def test_loading_without_a_build_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="run `mz build` first"):
        load(tmp_path)


def test_the_import_is_light() -> None:
    code = (
        "import sys, mzanalysis; "
        "print([m for m in ('pandas', 'jieba', 'sklearn', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_rows_that_name_a_figure(corpus: Corpus) -> None:
    target = corpus.targets[corpus.targets["indicator"] == "残疾人两项补贴主动服务率"].iloc[0]
    rows = corpus.why(target["target_id"])
    assert list(rows["shape"]) == ["level", "nearest subject"]


def test_the_reasons_of_a_topic_and_what_sets_a_city_apart(corpus: Corpus) -> None:
    found = corpus.why(corpus.measures["measure_id"].iloc[0])
    assert found["source"].iloc[-1] == "item"
    with pytest.raises(InputError, match="no measure or target 'x'; ids look like 4"):
        corpus.why("x")
    assert corpus.distinctive("东莞", unit="subtopic", reference="十堰")[
        "z"
    ].is_monotonic_decreasing
    assert set(corpus.subtopics()["东莞"]) == {"absent", "present", "figure"}
    assert set(corpus.strength()["plan_id"]) == set(corpus.plans["plan_id"])
    assert (corpus.claimable()["difference"] > 0).all()


def test_labels_of_other_plans_score_nothing(tables: dict[str, pd.DataFrame]) -> None:
    """Someone's own plans stand beside the labels that come along."""
    own = {
        name: frame[frame["plan_id"] == "441900-2025"] if "plan_id" in frame else frame.head(0)
        for name, frame in tables.items()
    }
    corpus = Corpus(**own)
    assert (len(corpus.scores()), len(corpus.errors()), len(corpus.confusion())) == (0, 0, 0)
    assert list(corpus.scores(every=True))[:3] == ["task", "metric", "value"]


def test_a_topic_without_measures_has_no_members(corpus: Corpus) -> None:
    nothing = replace(corpus, measures=corpus.measures.head(0))
    assert len(nothing.members("funeral")) == 0
