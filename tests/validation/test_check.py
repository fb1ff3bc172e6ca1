"""What `mz check` says of a plan: losses are warnings, what a person may look at are notes."""

from collections.abc import Sequence

import pandas as pd
import pytest
from conftest import RAW

from mzanalysis.figures.quantities import find_quantities
from mzanalysis.reading.plans import read_evidence
from mzanalysis.structure.measures import split_measures
from mzanalysis.structure.sections import extract_items, split_sections
from mzanalysis.structure.task_tables import extract_tasks
from mzanalysis.tables import empty_table
from mzanalysis.text.dates import find_dates
from mzanalysis.text.folding import fold
from mzanalysis.topics import proposals
from mzanalysis.validation.check import describe_plans, numbering_gaps

GOOD = """2025年十堰市民政工作要点
一、养老服务
1.扩大助餐。新增助餐点12处。
2.改造设施。完成改造45户。
"""


Span = tuple[str, int, int]
SPAN = ["plan_id", "char_start", "char_end"]
PLACE = {"plan_id": "420300-2025", "city": "十堰", "city_en": "Shiyan", "province": "湖北"}
PLAN = PLACE | {"year": 2025}
EVIDENCE = [("encoding", "", "utf-8"), ("year", "2025", "title: 2025年"), ("issuer", "", "")]


@pytest.fixture(autouse=True)
def no_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the proposals for the codebook, which read the whole lexicon."""
    monkeypatch.setattr(proposals, "propose_terms", lambda _: pd.DataFrame())


def describe(
    text: str, *told: tuple[str, str, str], topic: str = "eldercare", due: Sequence[Span] = ()
) -> tuple[str, int]:
    plans = pd.DataFrame([PLAN | {"source_path": "a.txt", "script_code": "hans", "text": text}])
    sections = split_sections(plans)
    items = extract_items(plans, sections)
    figures = [(PLAN["plan_id"], q.start, q.end) for q in find_quantities(fold(text))]
    targets = pd.DataFrame(figures, columns=SPAN)
    dates = pd.DataFrame(due, columns=SPAN)
    tables = {
        "plans": plans,
        "targets": targets.reindex(columns=empty_table("targets").columns, fill_value=""),
        "deadlines": dates.reindex(columns=empty_table("deadlines").columns, fill_value=""),
        "sections": sections,
        "items": items.assign(topic_code=topic),
        "measures": split_measures(items).assign(topic_code=topic),
        "tasks": extract_tasks(plans, sections, items),
    }
    evidence = pd.DataFrame([*EVIDENCE, *told], columns=["field", "value", "evidence"])
    lines, n_warnings = describe_plans(tables, evidence.assign(plan_id=PLACE["plan_id"]))
    return "\n".join(lines), n_warnings


def test_a_plan_that_was_read_whole_has_no_warning() -> None:
    said, n_warnings = describe(GOOD)
    assert n_warnings == 0
    assert said.splitlines() == [
        "420300-2025 十堰 (Shiyan, 湖北), 2025",
        f"  file a.txt: {len(GOOD)} characters, Simplified",
        "  encoding: utf-8",
        "  year: 2025 <- title: 2025年",
        "  stated neither in the file nor in the register: issuer",
        "  1 chapter, 0 sections, 2 items, 2 measures, 2 targets, 0 deadlines, 0 tasks",
        "  characters: item 60.0%, title 27.3%, chapter 12.7%",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("护理床位(万张) | 1.45 | 2.10", "| 1.45; | 2.10"),  # the unit stands in the head
        ("1 | 新增助餐点6处 | 养老科", ""),
        ("低保标准增幅不低于居民收入增幅,按时发放。", "增幅不低于居民收入增幅"),
        ("养老床位增幅不低于5%。", ""),
        ("创建示范机构40家;床位不少于90张。", "创建示范机构40家;床位不少于"),
        ("张某家改了4处,花了150元。", "张某家改了4"),
    ],
)
def test_figures_that_are_not_read_are_quoted(line: str, said: str) -> None:
    lines, _ = describe(GOOD + line + "\n")
    assert (said in lines) if said else ("not read as" not in lines and "某" not in lines)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("月底前完成设施改造。", "月底前"),
        ("入冬前完成设施改造。", "入冬前"),
        ("汛期来临前完成设施改造。", "汛期来临前"),
        ("2025年前完成设施改造。", "2025年前"),
        ("每月底前报送情况。", ""),
        ("6月底前完成设施改造。", ""),
        ("2030年前完成设施改造。", ""),  # the last day of 2029
    ],
)
def test_a_time_without_a_fixed_day_is_quoted(line: str, said: str) -> None:
    text = fold(GOOD + line)
    due = [(PLAN["plan_id"], hit.start, hit.end) for hit in find_dates(text, 2025)]
    lines, _ = describe(text, due=due)
    expected = f"  - a time without a fixed day; not read as due: {said}"
    assert (expected in lines) if said else ("fixed day" not in lines)


def test_a_doubt_about_the_place_is_a_warning() -> None:
    said, n_warnings = describe(GOOD, ("doubts", "", "register: 十堰, text: 甲市"))
    assert "  ! register: 十堰, text: 甲市" in said
    assert n_warnings == 1


def test_a_text_of_another_field_is_a_warning() -> None:
    said, n_warnings = describe(GOOD, topic="other")
    asked = "2 of 2 measures, 2 of 2 items; is this a plan of civil affairs?"
    assert f"  ! without a topic: {asked}\n      新增助餐点12处\n" in said
    assert n_warnings == 1


# what a plan has, the mark and the words of the line about it
TABLE = "1.建站。新建3个。\n附件\n工作任务\n责任科室\n完成时限\n"
DOUBTS = [
    ("一、养老\n1.建站。新建3个。\n3.设点。新设5个。\n", "  ! numbering: 3. follows 1.: 设点"),
    ("一、养老\n今年新建站点3个，设助餐点5个。\n1.建站。\n", "  ! text without a number, kept"),
    ("1.建站。新建3个。\n2.（略）\n", "  ! item 2: no measure was found in it: 2.(略)"),
    (
        "一、2024年工作回顾\n新建3个。\n二、养老\n1.建站。新建5个。\n",
        "  - item 一 looks back; its results are no measures",
    ),
    ("1.建站。新建X家。\n", "  - a figure that was masked: X"),
    ("1.建站。新建个食堂。\n", "  - a figure that was lost: 新建个"),
    ("1.建站。數(shù)量達(dá)到8個(gè)。\n", "  - readings left by a converter"),
    ("1.建站。新建3处。…广告 某小说文案！×\n", "  - what looks like an advertisement"),
    ("1.建站。区残联1.申报；2.培训。\n", "  - items run together on a line"),
    ("1.建站。(cid:31)新建3个。\n", "  ! characters that the file's font or encoding hides"),
    ("1.建站。累计431\n2、08人。\n", "  - a page number inside a figure"),
    ("1.建站。东区：已建3处。西区：拟建1处。\n", "  - a list by place inside a paragraph"),
    ("1.建站。新建3个。\n附件：任务分解表\n", "  - annex 任务分解表 is named but not in the file"),
    (
        "1.建站。新建3个。\n附件：任务分解表\n养老科负责新建站点3个，财务科负责筹集资金，五月底前完成。\n",
        "  ! annex 任务分解表 has no row that could be read",
    ),
    (f"{TABLE}新建3个。\n养老科\n5月\n走访。\n6月\n", "  ! task table, without departments: row 2"),
    (f"{TABLE}新建3个。\n养老科\n待定\n", "  ! task table, row 1: no date is read in 待定"),
]


@pytest.mark.parametrize(("text", "line"), DOUBTS)
def test_what_looks_lost_is_said(text: str, line: str) -> None:
    said, n_warnings = describe(f"2025年民政工作要点\n{text}")
    assert line in said
    assert (n_warnings > 0) == line.startswith("  !"), said


@pytest.mark.parametrize(
    ("labels", "gaps"),
    [
        ("1. 2. 3.", []),
        ("1. 2. 1. 2.", []),
        ("5. 7.", ["7. follows 5."]),
        ("(三) (三)", ["(三) follows (三)"]),
        ("2.1 2.2 2.4", ["2.4 follows 2.2"]),
        ("—— ——", []),
    ],
)
def test_numbering_gaps(labels: str, gaps: list[str]) -> None:
    sections = pd.DataFrame([{"level": 1, "label": x, "heading": ""} for x in labels.split()])
    assert numbering_gaps(sections) == gaps


def test_the_project_s_own_plans_are_read_without_a_warning(tables: dict) -> None:
    """One row of 鄂州's task table is printed blank; that is said, and is no loss."""
    said, n_warnings = describe_plans(tables, read_evidence(RAW))
    assert [line for line in said if line.lstrip().startswith("!")] == []
    assert n_warnings == 0
    assert "  - task table, row 89 is blank" in said
    assert "      24: 加大社会救助政策宣传力度" in "\n".join(said)
