"""Which measures of the body a row of a task table repeats."""

import pandas as pd
import pytest

from mzanalysis.structure.task_links import link_tasks


def link(task_texts: list[str], measure_texts: list[str], gap: int = 20) -> list[tuple[str, str]]:
    tasks = pd.DataFrame(
        [{"task_id": f"t{i}", "plan_id": "p", "text": x} for i, x in enumerate(task_texts)]
    )
    measures = pd.DataFrame(
        [
            {"measure_id": f"m{i}", "plan_id": "p", "text": x, "char_start": gap * i}
            for i, x in enumerate(measure_texts)
        ]
    )
    return list(link_tasks(tasks, measures).itertuples(index=False, name=None))


# rows of the table, measures of the body, pairs
LINKS = [
    ("one row, two measures", ["新建站点3个,完善制度。"], ["新建站点3个", "完善制度"], "t0m0 t0m1"),
    ("punctuation aside", ["建“一站”、设点;培训。"], ["建一站,设点"], "t0m0"),
    ("a word changed", ["完成区划地名协同管理平台建设"], ["完成区划地名协调管理平台建设"], "t0m0"),
    ("another matter", ["加强站点安全管理"], ["加强站点食品安全"], ""),
    ("a row that the body lacks", ["走访老人80户"], ["新建站点3个"], ""),
]


@pytest.mark.parametrize(
    ("tasks", "measures", "pairs"), [x[1:] for x in LINKS], ids=[x[0] for x in LINKS]
)
def test_links(tasks: list[str], measures: list[str], pairs: str) -> None:
    assert " ".join(a + b for a, b in link(tasks, measures)) == pairs


def test_a_common_phrase_belongs_to_the_nearest_row() -> None:
    tasks = ["新建站点3个,健全机制", "走访老人80户,健全机制"]
    measures = ["新建站点3个", "健全机制", "走访老人80户", "健全机制"]
    assert link(tasks, measures, gap=400) == [("t0", "m0"), ("t1", "m2")]
    assert link(tasks, measures) == [("t0", "m0"), ("t0", "m1"), ("t1", "m2"), ("t1", "m3")]
