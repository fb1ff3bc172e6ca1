import hashlib
from pathlib import Path

import pandas as pd
import pytest

from mzanalysis.errors import InputError
from mzanalysis.reading.formats.document import PART_EDGE
from mzanalysis.reading.plans import read_evidence, read_plan_file, read_plans
from mzanalysis.reading.register import Entry
from mzanalysis.tables import conform_table

SIGNED = "荆门市民政局\n2024年3月1日\n2024年全市民政工作要点\n一、养老\n1.新增床位60张。\n"
PLAIN = "推进咸宁市养老。咸宁民政2024年达标,2024年启用。\n一、养老\n"


def folder(tmp_path: Path, register: str = "", **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    if register:
        (tmp_path / "plans.csv").write_text(register, encoding="utf-8", newline="")
    return tmp_path


def problems(raw: Path) -> list[str]:
    with pytest.raises(InputError) as error:
        read_plans(raw)
    return str(error.value).split("\n")


def test_what_the_register_leaves_out_is_read_from_the_text(tmp_path: Path) -> None:
    plans = read_plans(folder(tmp_path, "file\nsigned.txt\n", signed=SIGNED))
    conform_table(plans, "plans")
    row = plans.iloc[0]
    assert row["plan_id"] == "420800-2024"
    assert (row["city"], row["city_en"], row["province"]) == ("荆门", "Jingmen", "湖北")
    assert (row["level"], row["year"], row["script_code"]) == ("prefecture", 2024, "hans")
    assert (row["title"], row["issuer"]) == ("2024年全市民政工作要点", "荆门市民政局")
    assert row["issued_date"] == pd.Timestamp("2024-03-01")
    assert row["text"] == SIGNED


def test_the_register_comes_before_the_text(tmp_path: Path) -> None:
    register = (
        "file,city,year,adcode,title,issuer,issued_date,source_url\n"
        "signed.txt,朝阳,2023,110105,甲要点,乙局,2023/2/8,https://example.org/a\n"
    )
    row = read_plans(folder(tmp_path, register, signed=SIGNED)).iloc[0]
    assert (row["plan_id"], row["city"]) == ("110105-2023", "朝阳区")
    assert (row["title"], row["issuer"]) == ("甲要点", "乙局")
    assert row["issued_date"] == pd.Timestamp("2023-02-08")
    assert row["source_url"] == "https://example.org/a"


def test_a_file_without_a_row_is_read_after_those_of_the_register(tmp_path: Path) -> None:
    raw = folder(tmp_path, "file,city\nplain.txt,咸宁\n", signed=SIGNED, plain=PLAIN)
    (raw / "README.md").write_text("no plan")
    (raw / ".DS_Store").write_bytes(b"\x00")
    plans = read_plans(raw)
    assert plans["plan_id"].tolist() == ["421200-2024", "420800-2024"]
    assert plans["title"].tolist() == ["", "2024年全市民政工作要点"]
    assert plans["issued_date"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("encoding", "comma"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gbk", ","), ("utf-16", "\t"), ("utf-8", ";")],
)
def test_the_register_as_excel_saves_it(tmp_path: Path, encoding: str, comma: str) -> None:
    raw = folder(tmp_path, plain=PLAIN)
    text = "file,city,year\r\nplain.txt,仙桃,2020\r\n".replace(",", comma)
    (raw / "plans.csv").write_bytes(text.encode(encoding))
    assert read_plans(raw)["plan_id"].tolist() == ["429004-2020"]


def test_only_newlines_change_and_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    text = "荆門市民政局\r\n2024年3月1日\r\n\u3000（一）養老，"
    row = read_plans(folder(tmp_path, plan=text)).iloc[0]
    assert row["text"] == "荆門市民政局\n2024年3月1日\n\u3000（一）養老，"
    assert row["issuer"] == "荆门市民政局"
    assert row["script_code"] == "hant"
    assert row["sha256"] == hashlib.sha256(text.encode()).hexdigest()


def test_a_plan_in_two_files(tmp_path: Path) -> None:
    raw = folder(tmp_path, "file\nsigned.txt;table.txt\n", signed=SIGNED, table="附件\n1 | 甲 |")
    plans = read_plans(raw)
    assert plans["text"].tolist() == [f"{SIGNED}\n{PART_EDGE}\n附件\n1 | 甲 |"]
    assert plans["source_path"].tolist() == ["signed.txt;table.txt"]


def test_evidence_says_where_each_field_came_from(tmp_path: Path) -> None:
    raw = folder(tmp_path, "file,city\nplain.txt,咸宁\n", plain=PLAIN)
    evidence = read_evidence(raw).set_index("field")["evidence"]
    assert evidence["city"] == (
        "register; text: no place is named in title, signature or file name"
    )
    assert evidence["year"] == "text: 2024年 is 2 of the 2 years it names"
    assert evidence["title"] == ""
    assert evidence["encoding"] == "utf-8"


@pytest.mark.parametrize(
    ("register", "message"),
    [
        ("file,town\n", "plans.csv, line 1: unknown column 'town'; the columns are: file, city"),
        ("city,year\n", "plans.csv, line 1: columns missing: file; the columns are: file, city"),
        ("file\nnone.txt\n", "plans.csv, line 2 (none.txt): no file none.txt in"),
        ("file\n../a.txt\n", "plans.csv, line 2 (../a.txt): ../a.txt lies outside"),
        ("file,city\n,荆门\n", "plans.csv, line 2 (): column file is empty"),
        ("file\nsigned.txt\nsigned.txt\n", "plans.csv, line 3 (signed.txt): signed.txt is regi"),
        ("file,year\nsigned.txt,24\n", "plans.csv, line 2 (signed.txt): year '24' is no year"),
        ("file,issued_date\nsigned.txt,spring\n", "plans.csv, line 2 (signed.txt): issued_date 's"),
        ("file,city\nsigned.txt,鼓楼\n", "plans.csv, line 2 (signed.txt): '鼓楼' may be any of: "),
        ("file,adcode\nsigned.txt,1\n", "plans.csv, line 2 (signed.txt): no place has the code '"),
        (
            "file,city,adcode\nsigned.txt,十堰,420700\n",
            "plans.csv, line 2 (signed.txt): 420700 is ",
        ),
        ("file\nsigned.txt,a,b\n", "plans.csv, line 2: more cells than columns"),
        (f"file,title\nsigned.txt,{'长' * 200_000}\n", "plans.csv, line 2: field larger than"),
        ('file,title\nsigned.txt,"' + "长,\n" * 90_000, "plans.csv, line 2: field larger than"),
    ],
)
def test_a_wrong_register_names_line_value_and_remedy(
    tmp_path: Path, register: str, message: str
) -> None:
    found = problems(folder(tmp_path, register, signed=SIGNED))
    assert [line for line in found if line.startswith(message)], found


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    raw = folder(tmp_path, "file,year\nsigned.txt,x\n", signed=SIGNED, nowhere="一、养老\n")
    (raw / "scan.jpg").write_bytes(b"\xff\xd8\xff")
    found = problems(raw)
    assert len(found) == 3
    assert "year 'x' is no year" in found[0]
    assert found[1].startswith("nowhere.txt: whose plan? no place is named in title")
    assert "add a row to plans.csv: its file, city (or adcode) and year" in found[1]
    assert found[2].startswith("scan.jpg: .jpg is not read")


def test_a_file_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    folder(tmp_path, outside=SIGNED)
    found = problems(folder(raw, "file\n../outside.txt\n", signed=SIGNED))
    assert found[0].startswith("plans.csv, line 2 (../outside.txt): ../outside.txt lies outside")


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"none.txt: no file none.txt in .*; put it there"):
        read_plan_file(tmp_path, Entry("none.txt"))

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    raw = folder(tmp_path, signed=SIGNED)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError, match=r"signed.txt: cannot be opened \(Permission denied\)"):
        read_plan_file(raw, Entry("signed.txt"))


def test_a_plan_of_no_known_year(tmp_path: Path) -> None:
    found = problems(folder(tmp_path, plan="荆门市民政局\n一、养老\n"))
    assert found[0].startswith("plan.txt: for which year?")


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2024年荆门市民政工作要点", 2024),
        ("荆门市2023年民政工作总结和2024年工作要点", 2024),
        ("荆门市2023—2025年民政行动方案", 2022),  # the date of issue
        ("荆门市二〇二四年民政工作要点", 2024),
    ],
)
def test_the_year_of_a_title(tmp_path: Path, title: str, year: int) -> None:
    plans = read_plans(folder(tmp_path, a=f"{title}\n成文日期:2022-03-01\n一、养老\n"))
    assert plans["year"].tolist() == [year]


def test_two_files_of_one_plan(tmp_path: Path) -> None:
    found = problems(folder(tmp_path, a=SIGNED, b=SIGNED))
    assert found == [
        "b.txt: is 420800-2024 (荆门 2024) as a.txt is; take one away, or, if both together are "
        "the plan, write a.txt;b.txt in the register's column file"
    ]


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "no plan in it" in problems(tmp_path)[0]


def test_where_register_and_text_disagree(tmp_path: Path) -> None:
    raw = folder(tmp_path, "file,city,year\nsigned.txt,咸宁,2023\n", signed=SIGNED)
    evidence = read_evidence(raw).set_index("field")["evidence"]
    assert evidence["doubts"].startswith(
        "register: 咸宁市, but the text speaks for 荆门市 (湖北): si"
    )
    assert evidence["doubts"].endswith(
        "register: 2023, but the text says 2024 (title: 2024年全市民政工作要点)"
    )


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("荆门市2024年民政工作要点\n一、2023年工作安排\n", "荆门市2024年民政工作要点"),
        ("标题：荆门市2024年民政工作要点\n一、2024年重点工作\n", "荆门市2024年民政工作要点"),
        ("（一）2024年工作安排\n", ""),
    ],
)
def test_a_heading_with_a_year_is_no_title(tmp_path: Path, head: str, title: str) -> None:
    path = folder(tmp_path, a=f"{head}新建3家。\n荆门市民政局\n2024年2月1日\n")
    assert read_plans(path)["title"].tolist() == [title]
