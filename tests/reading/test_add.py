"""``mz add``: what it writes, what it asks, what it refuses."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mzanalysis.cli import main
from mzanalysis.reading.plans import read_plans

PLAN = "荆门市民政局\n2024年3月1日\n2024年全市民政工作要点\n一、养老\n1.新增床位60张。\n"
OTHER = PLAN.replace("荆门", "咸宁")
HEADER = "file,city,year,adcode,title,issuer,issued_date,source_url"
ROW = "plan.txt,荆门,2024,420800,2024年全市民政工作要点,荆门市民政局,2024-03-01,"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def new(raw: Path, name: str, text: str = PLAN) -> Path:
    path = raw.parent / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def add(raw: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["add", "--raw", str(raw), *map(str, arguments)])


def names(raw: Path) -> list[str]:
    return sorted(path.name for path in raw.iterdir())


def rows(raw: Path) -> list[str]:
    return (raw / "plans.csv").read_text(encoding="utf-8-sig").splitlines()


def test_a_plan_is_copied_and_registered_and_its_evidence_told(raw: Path) -> None:
    done = add(raw, new(raw, "plan.txt"))
    assert done.exit_code == 0, done.output
    assert rows(raw) == [HEADER, ROW]
    assert (raw / "plan.txt").read_text(encoding="utf-8") == PLAN
    assert done.stdout.splitlines() == [
        "420800-2024 荆门 (Jingmen, 湖北)",
        f"  file: plan.txt, {len(PLAN)} characters",
        "  city: 荆门 <- text: 荆门市 (湖北): signs it",
        "  year: 2024 <- title: 2024年全市民政工作要点",
        "  title: 2024年全市民政工作要点 <- text: 2024年全市民政工作要点",
        "  issuer: 荆门市民政局 <- text: 荆门市民政局 / 2024年3月1日",
        "  issued_date: 2024-03-01 <- text: 2024年3月1日",
        "  source_url: (not found)",
        "  encoding: utf-8",
    ]
    assert done.stderr == f"1 plan added: {raw}\n"
    assert read_plans(raw)["plan_id"].tolist() == ["420800-2024"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # encoding, line ends, quotes, order of columns and a missing last line end are kept
        (
            'year,file,city\r\n2020,"b.txt",仙桃'.encode("gbk"),
            "year,file,city,adcode,title,issuer,issued_date\r\n".encode("gbk")
            + '2020,"b.txt",仙桃\r\n'.encode("gbk")
            + "2024,plan.txt,荆门,420800,2024年全市民政工作要点,荆门市民政局,2024-03-01\r\n".encode(
                "gbk"
            ),
        ),
        (
            f"{HEADER}\nb.txt,仙桃,2020,,,,,\n".replace(",", "\t").encode("utf-16"),
            f"{HEADER}\nb.txt,仙桃,2020,,,,,\n{ROW}\n".replace(",", "\t").encode("utf-16"),
        ),
    ],
)
def test_the_register_s_other_bytes_stay(raw: Path, before: bytes, after: bytes) -> None:
    (raw / "b.txt").write_text("推进养老。", encoding="utf-8")
    (raw / "plans.csv").write_bytes(before)
    assert add(raw, new(raw, "plan.txt")).exit_code == 0
    assert (raw / "plans.csv").read_bytes() == after
    assert read_plans(raw)["plan_id"].tolist() == ["429004-2020", "420800-2024"]


def test_several_files_are_several_plans_or_one(raw: Path) -> None:
    done = add(raw, new(raw, "a.txt"), new(raw, "b.txt", OTHER))
    assert done.stderr == f"2 plans added: {raw}\n"
    annex = new(raw, "附件.txt", "附件\n序号 | 任务 |\n1 | 甲 |\n")
    body = new(raw, "c.txt", PLAN.replace("荆门", "黄石"))
    assert add(raw, "--one-plan", body, annex).exit_code == 0
    plans = read_plans(raw)
    assert plans["source_path"].tolist() == ["a.txt", "b.txt", "c.txt;附件.txt"]
    assert plans["text"].iloc[2].endswith("序号 | 任务 |\n1 | 甲 |\n")


def test_what_is_given_stands_and_a_contradiction_is_told(raw: Path) -> None:
    url = "https://example.org/a?b=1,2"
    path = new(raw, "plan.txt")
    done = add(raw, path, "--city", "咸宁", "--year", 2023, "--date", "2023.2.8", "--url", url)
    assert rows(raw)[1] == (
        f'plan.txt,咸宁,2023,421200,2024年全市民政工作要点,荆门市民政局,2023-02-08,"{url}"'
    )
    assert "  ! given: 咸宁市, but the text speaks for 荆门市 (湖北)" in done.stdout
    assert "given: 2023, but the text says 2024 (title: 2024年" in done.stdout


def test_a_file_that_lies_there_already_is_registered_in_place(raw: Path) -> None:
    (raw / "plan.txt").write_text(PLAN, encoding="utf-8", newline="")
    assert add(raw, raw / "plan.txt").exit_code == 0
    assert rows(raw) == [HEADER, ROW]
    assert names(raw) == ["plan.txt", "plans.csv"]


def test_a_dry_run_writes_nothing(raw: Path) -> None:
    done = add(raw, "--dry-run", new(raw, "plan.txt"))
    assert "year: 2024" in done.stdout
    assert done.stderr == f"1 plan would be added: {raw}\n"
    assert names(raw) == []


NOWHERE = "一、养老\n1.新增床位60张。\n"


@pytest.mark.parametrize(
    ("name", "text", "options", "messages"),
    [
        ("new.txt", PLAN, (), ["new.txt: is there already, byte for byte, as plan.txt"]),
        ("plan.txt", OTHER, (), ["plan.txt: another file of this name is there already; rename"]),
        (
            "new.txt",
            PLAN + "2.甲。",
            (),
            ["new.txt: is 420800-2024 (荆门 2024) as plan.txt is", "write plan.txt;new.txt in"],
        ),
        ("new.txt", NOWHERE, (), ["new.txt: whose plan? no place", "`mz add` takes --city"]),
        (
            "new.txt",
            "到2020年底。\n" + NOWHERE,
            ("--city", "咸宁"),
            ["new.txt: for which year?", "(named: 2020 (1))", "--year"],
        ),
        (
            "new.txt",
            "城关区民政局\n2024年3月1日\n",
            (),
            [
                "several places may be meant: ",
                "西藏 拉萨市 城关区 540102, 甘肃 兰州市 城关区 620102 (signs it)",
                "--adcode",
            ],
        ),
        (
            "new.txt",
            NOWHERE,
            ("--city", "朝阳", "--year", "2024"),
            ["'朝阳' may be any of: 北京 朝阳区 110105, 辽宁 朝阳市 211300", "--adcode"],
        ),
        ("new.jpg", NOWHERE, (), ["new.jpg: .jpg is not read", "OCR"]),
        ("a;b.txt", OTHER, (), ["a;b.txt: no name for a plan's file; rename it"]),
        ("CON.txt", OTHER, (), ["CON.txt: Windows allows no such name; rename it"]),
        ("a:b.txt", OTHER, (), ["a:b.txt: Windows allows no such name; rename it"]),
        ("a.txt.", OTHER, (), ["a.txt.: Windows allows no such name; rename it"]),
        ("README.md", OTHER, (), ["README.md: files of this name are not read"]),
        ("new.txt", OTHER, ("--date", "spring"), ["issued_date 'spring' is no date"]),
        ("new.txt", OTHER, ("--year", "24"), ["year '24' is no year; write 2025"]),
    ],
)
def test_what_is_refused_names_the_remedy_and_leaves_nothing(
    raw: Path, name: str, text: str, options: tuple[str, ...], messages: list[str]
) -> None:
    (raw / "plan.txt").write_text(PLAN, encoding="utf-8", newline="")
    (raw / "plans.csv").write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    good = new(raw, "good.txt", PLAN.replace("荆门", "黄石"))
    files = [good, new(raw, name, text)] if not options else [new(raw, name, text)]
    done = add(raw, *files, *options)
    assert done.exit_code == 1
    assert [message for message in messages if message not in done.stderr] == []
    assert done.stderr.endswith("nothing was added\n")
    assert names(raw) == ["plan.txt", "plans.csv"]
    assert rows(raw) == [HEADER, ROW]


def test_options_of_one_plan_do_not_go_with_several(raw: Path) -> None:
    done = add(raw, new(raw, "a.txt"), new(raw, "b.txt", OTHER), "--city", "荆门")
    assert done.exit_code == 2
    assert "add --one-plan if the files are one plan" in done.stderr
    same_year = add(raw, raw.parent / "a.txt", raw.parent / "b.txt", "--year", "2024")
    assert same_year.exit_code == 0


def test_what_cannot_be_written_leaves_nothing_behind(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", fail)
    done = add(raw, new(raw, "plan.txt"))
    assert done.exit_code == 1
    assert (
        "plans.csv: cannot be written (No space left on device); nothing was added" in done.stderr
    )
    assert names(raw) == []


def test_the_command_itself(raw: Path) -> None:
    call = [sys.executable, "-c", "from mzanalysis.cli import main; main()", "add", "--raw", raw]
    done = subprocess.run([*call, new(raw, "plan.txt")], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, f"1 plan added: {raw}\n")
    assert done.stdout.startswith("420800-2024 荆门")
    assert names(raw) == ["plan.txt", "plans.csv"]
