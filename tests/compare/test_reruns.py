"""What a rerun changed, and why, on invented tables; and the command as a user sees it."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from mzanalysis.cli import main
from mzanalysis.compare.reruns import tell_changes

JIA, YI = "990100-2031", "990200-2031"
NAMES = {JIA: "甲", YI: "乙", "990100-2032": "甲"}
RUN: dict[str, Any] = {
    "inputs": {"own/units.csv": "1"},
    **dict.fromkeys(["codebook", "code", "resources", "python"], "1"),
    "libraries": [],
}


def build(**plans: Any) -> dict[str, pd.DataFrame]:
    """Return a build of 甲 and 乙, with whatever is said to be otherwise.

    texts: the measures of 甲; graves: its figure; share: of its topic; sha: of its file;
    themes: label -> cities; also: further plans; human: whether 甲 was corrected.
    """
    given: dict[str, Any] = {"texts": ["建公墓"], "graves": 30.0, "share": 0.2, "sha": "1"}
    given |= {"themes": {"公墓": "甲;乙"}, "also": [YI], "human": False, "comparable": True} | plans
    ids = [JIA, *given["also"]]
    names = [NAMES[i] for i in ids]
    years = [int(i[7:]) for i in ids]
    frame = pd.DataFrame({"plan_id": ids, "city": names, "year": years})
    shares = [given["share"], *[0.1] * len(given["also"])]
    measures = [(JIA, text) for text in given["texts"]] + [(i, "建公墓") for i in given["also"]]
    texts = pd.DataFrame(measures, columns=["plan_id", "text"])
    themes = list(given["themes"].items())
    figures = frame.assign(
        indicator="公墓数",
        value_base=[given["graves"], *[9.0] * len(given["also"])],
        base_unit="个",
        is_comparable=given["comparable"],
    )
    coded = frame.assign(topic_source="human" if given["human"] else "rule")
    return {
        "plans": frame.assign(sha256=[given["sha"], *["1"] * len(given["also"])]),
        "measures": texts.assign(topic_source="rule"),
        "items": coded[coded["plan_id"] == JIA],
        "targets": texts.assign(source_code="rule"),
        "themes": pd.DataFrame(themes, columns=["label", "cities"]).assign(
            theme_id=[label for label, _ in themes]
        ),
        "topic_coverage": frame.assign(topic_code="funeral", share=shares),
        "target_comparison": figures,
    }


def changes(now: dict[str, pd.DataFrame], **made: Any) -> list[list[str]]:
    found = tell_changes(build(), now, run_before=RUN, run_now=RUN | made)
    columns = ["change_code", "subject", "city", "before", "now", "reason_code", "because_of"]
    return found[columns].to_numpy().tolist()


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({}, []),
        ({"share": 0.203}, []),
        (
            {"sha": "2", "texts": ["修公墓"], "graves": 33.0, "share": 0.25},
            [
                ["plan_replaced", "", "甲", "1", "1", "replaced_file", ""],
                ["share", "funeral", "甲", "20.0 %", "25.0 %", "replaced_file", ""],
                ["figure_changed", "公墓数", "甲", "30个", "33个", "replaced_file", ""],
            ],
        ),
        (
            {"share": 0.05, "human": True},
            [
                ["share", "funeral", "甲", "20.0 %", "5.0 %", "corrected", ""],
                ["rank", "funeral", "", "", "甲 1→2、乙 2→1", "corrected", "甲"],
            ],
        ),
        (
            {"themes": {"公墓": "甲;乙", "寻亲": "甲;乙"}},
            [["theme_new", "寻亲", "", "", "甲、乙", "unknown", ""]],
        ),
        ({"themes": {}}, [["theme_gone", "公墓", "", "甲、乙", "", "unknown", ""]]),
        ({"comparable": False}, [["not_comparable", "公墓数", "", "甲、乙", "", "unknown", ""]]),
    ],
)
def test_what_moved_and_why(now: dict[str, Any], told: list[list[str]]) -> None:
    assert changes(build(**now)) == told


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ({"codebook": "2"}, "other_codebook"),
        ({"code": "2", "libraries": ["jieba-1"]}, "other_version"),
        ({"inputs": {"own/units.csv": "2"}}, "own_tables"),
        ({"codebook": "2", "python": "3"}, "other_codebook;other_version"),
    ],
)
def test_what_it_was_made_with_is_the_reason_where_no_plan_is(made: dict, reason: str) -> None:
    assert [row[5] for row in changes(build(share=0.25), **made)] == [reason]


def test_a_new_year_of_a_city_is_named_with_its_year_and_is_the_reason() -> None:
    later = "990100-2032"
    now = build(also=[YI, later], themes={"公墓": "甲;乙", "寻亲": "甲;乙"})
    assert changes(now) == [
        ["plan_new", "", "甲 2032", "", "1", "new_plan", ""],
        ["figures_new", "", "甲 2032", "", "公墓数 9个", "new_plan", ""],
        ["theme_new", "寻亲", "", "", "甲、乙", "new_plan", "甲 2032"],
        ["rank", "funeral", "", "", "乙 2→1", "new_plan", "甲 2032"],
    ]


def test_a_build_that_did_not_say_what_it_was_made_of() -> None:
    found = tell_changes(build(), build(share=0.25), run_before={}, run_now=RUN)
    assert found["reason_code"].tolist() == ["unknown"]


PLAN = "{}年{}市民政工作要点\n一、养老服务\n1.扩大助餐。新增助餐点{}处。\n"


def test_the_command_as_a_user_sees_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Result:
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
        return done

    raw, page = tmp_path / "data" / "raw", tmp_path / "exports" / "changes.html"
    raw.mkdir(parents=True)
    (raw / "420800-2025.txt").write_text(PLAN.format(2025, "荆门", 12), encoding="utf-8")
    run("build")
    assert run("diff").output == "这是第一次运行，没有可以比较的。\n"
    assert not page.exists()
    (raw / "420800-2025.txt").write_text(PLAN.format(2025, "荆门", 15), encoding="utf-8")
    run("build")
    assert "荆门的“老年助餐点”：12个 → 15个。 [原文已更换]" in run("diff").output
    written = page.stat().st_mtime_ns
    assert "12个 → 15个" in page.read_text(encoding="utf-8")
    assert run("diff").output.startswith("新增:")
    assert page.stat().st_mtime_ns == written
    assert "targets" in run("diff", "--ids").output
    (raw / "420800-2026.txt").write_text(PLAN.format(2026, "荆门", 20), encoding="utf-8")
    run("build")
    told = run("diff", "--lang", "en").output
    assert "The plan of 荆门 2026 is new; measures: 1. [new plan]" in told
