"""One plan as text, web page, Word file and PDF: the same items."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from pdf_writer import write_pdf
from test_word import LEVELS, add, list_xml, new_file, num_xml

from mzanalysis.reading.plans import read_plans
from mzanalysis.structure.sections import extract_items, split_sections
from mzanalysis.structure.task_tables import extract_tasks

# level in the Word file's list, label as printed, text
PLAN = (
    (None, "", "2024年全市民政工作要点"),
    (0, "一、", "完善养老服务"),
    (1, "（一）", "居家养老"),
    (2, "1.", "扩大助餐网点。年内增设助餐点十二处,惠及老年人3200人,逐步形成覆盖城乡的服务网络。"),
    (2, "2.", "培训护理员。"),
    (1, "（二）", "机构养老"),
    (2, "1.", "新增护理型床位60张,由市财政安排资金1.2亿元予以支持,6月底前完成。"),
    (0, "二、", "做实社会救助"),
    (1, "（一）", "低保"),
    (2, "1.", "低保标准增幅不低于5%。"),
)
SIGNED = ("荆门市民政局", "2024年3月1日")
TABLE = (("序号", "任务", "完成时限"), ("1", "新增护理型床位60张", "6月底前"))


def as_text() -> bytes:
    rows = ["".join(f"{cell} | " for cell in row).strip() for row in TABLE]
    return "\r\n".join([*SIGNED, *(a + b for _, a, b in PLAN), "附件", *rows]).encode("gb18030")


def as_page() -> bytes:
    body = "".join(f"<p>{line}</p>" for line in (*SIGNED, *(a + b for _, a, b in PLAN), "附件"))
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in TABLE)
    head = "<html><head><meta charset=utf-8></head><body>"
    return f"{head}{body}<table>{rows}</table></body></html>".encode()


def as_word() -> bytes:
    file = new_file(list_xml(7, *LEVELS), num_xml(1, 7))
    for line in SIGNED:
        add(file, line)
    for level, _, text in PLAN:
        add(file, text, level)
    add(file, "附件")
    table = file.add_table(rows=0, cols=3)
    for row in TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def as_pdf() -> bytes:
    """Set lines of 20 characters, paragraphs indented by two, seven lines a page."""
    lines: list[tuple[float, str]] = []
    for text in (*SIGNED, *(a + b for _, a, b in PLAN), "附件"):
        lines.append((70, text[:18]))
        rest = text[18:]
        lines += [(50, rest[n : n + 20]) for n in range(0, len(rest), 20)]
    pages = []
    for first in range(0, len(lines), 7):
        page = [(x, 100 + 20 * n, text) for n, (x, text) in enumerate(lines[first : first + 7])]
        pages.append([*page, (140, 380, f"— {len(pages) + 1} —")])
    columns = (50, 90, 220, 290)
    rows = [
        (columns[column] + 5, 155 + 20 * n, cell)
        for n, row in enumerate(TABLE)
        for column, cell in enumerate(row)
    ]
    rules = [(50, y, 290, y) for y in (140, 160, 180)] + [(x, 140, x, 180) for x in columns]
    return write_pdf([*pages, rows], rules=[[]] * len(pages) + [rules])


@pytest.mark.parametrize(
    ("name", "make"),
    [("plan.txt", as_text), ("plan.html", as_page), ("plan.docx", as_word), ("plan.pdf", as_pdf)],
)
def test_the_same_items(tmp_path: Path, name: str, make: Callable[[], bytes]) -> None:
    (tmp_path / name).write_bytes(make())
    plans = read_plans(tmp_path)
    assert plans[["plan_id", "title", "issuer"]].values.tolist() == [
        ["420800-2024", "2024年全市民政工作要点", "荆门市民政局"]
    ]
    items = extract_items(plans, split_sections(plans))
    assert items[["path", "text"]].values.tolist() == [
        ["一/(一)/1", "1." + PLAN[3][2]],
        ["一/(一)/2", "2." + PLAN[4][2]],
        ["一/(二)/1", "1." + PLAN[6][2]],
        ["二/(一)/1", "1." + PLAN[9][2]],
    ]
    text = plans["text"].iloc[0]
    assert "序号 | 任务 | 完成时限 |\n1 | 新增护理型床位60张 | 6月底前 |" in text


def test_what_belongs_to_a_web_page_is_furniture_and_no_item(tmp_path: Path) -> None:
    body = "".join(f"<p>{label}{text}</p>" for _, label, text in PLAN[1:])
    html = (
        f"<html><head><meta charset=utf-8><title>{PLAN[0][2]}-荆门市民政局</title></head><body>"
        f"<ul><li>公开制度</li></ul><div><h1>{PLAN[0][2]}</h1><p>名 称 某</p><div>{body}"
        "</div></div><div>关于开展祭扫的通知</div><div>继续滑动看下一个</div></body></html>"
    )
    (tmp_path / "plan.html").write_text(html, encoding="utf-8")
    (tmp_path / "附件.txt").write_text("附件\n任务 | 责任单位 |\n甲 | 乙 |\n", encoding="utf-8")
    (tmp_path / "plans.csv").write_text("file\nplan.html;附件.txt\n", encoding="utf-8")
    sections = split_sections(read_plans(tmp_path))
    kinds = sections[["kind_code", "label"]].values.tolist()
    assert kinds[:4] == [["furniture", ""], ["title", ""], ["furniture", ""], ["chapter", "一、"]]
    assert kinds[-3:] == [["item", "1."], ["furniture", ""], ["attachment", ""]]


MERGED = (
    "<table><tr><td>序号<td>任务<td>责任科室<td>完成时限</tr>"
    "<tr><td>1<td>新增床位60张。<td rowspan=2>养老服务科<td rowspan=2>6月底前</tr>"
    "<tr><td>2<td>培训护理员300人。</tr></table>"
)


def as_merged_word() -> bytes:
    file = docx.Document()
    for line in (*SIGNED, *(a + b for _, a, b in PLAN), "附件"):
        add(file, line)
    table = file.add_table(rows=3, cols=4)
    for n, row in enumerate(
        (
            ("序号", "任务", "责任科室", "完成时限"),
            ("1", "新增床位60张。", "养老服务科", "6月底前"),
            ("2", "培训护理员300人。", "", ""),
        )
    ):
        for cell, text in zip(table.rows[n].cells, row, strict=True):
            cell.text = text
    for column in (2, 3):
        table.cell(1, column).merge(table.cell(2, column))
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def as_merged_page() -> bytes:
    page = as_page().decode()
    return f"{page[: page.index('<table>')]}{MERGED}</body></html>".encode()


@pytest.mark.parametrize(
    ("name", "make"), [("plan.html", as_merged_page), ("plan.docx", as_merged_word)]
)
def test_a_merged_cell_is_said_of_every_task(
    tmp_path: Path, name: str, make: Callable[[], bytes]
) -> None:
    (tmp_path / name).write_bytes(make())
    plans = read_plans(tmp_path)
    sections = split_sections(plans)
    tasks = extract_tasks(plans, sections, extract_items(plans, sections))
    assert tasks[["row", "due_text", "departments"]].values.tolist() == [
        [1, "6月底前", "养老服务科"],
        [2, "6月底前", "养老服务科"],
    ]
    assert tasks["due_start"].is_unique
