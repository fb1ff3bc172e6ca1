"""Every kind of error of the command: told with what to do, status not 0, and no traceback."""

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mzanalysis import pipeline
from mzanalysis.cli import main
from mzanalysis.errors import explain

PLAN = "2024年荆门市民政工作要点\n一、养老服务\n1.扩大助餐。新建食堂9家。\n"
NO_PLACE = "2024年民政工作要点\n一、养老服务\n1.扩大助餐。新建食堂9家。\n"
FILES = {
    "good/420800-2024.txt": PLAN.encode(),
    "empty/readme.md": b"",
    "column/plans.csv": b"file,town\na.txt,b\n",
    "long/plans.csv": b"file,title\na.txt," + b"a" * 200_000,
    "bytes/plans.csv": bytes(range(128, 256)) * 9,
    "fixed/raw/420800-2024.txt": PLAN.encode(),
    "fixed/corrections/a.csv": b"plan_id,text,field,value\n420800-2024,a,colour,red\n",
    "scan.jpg": b"\xff\xd8\xff",
    "noplace.txt": NO_PLACE.encode(),
    "plan.txt": PLAN.encode(),
    "code.csv": b"code,zh,terms\nA-1,a,bb\n",
    "sheet.xlsx": b"PK\x03\x04 broken",
    "note/build.json": "构建".encode("gb18030"),
    "afile": b"",
}
OUT = "--out {0}/out"
# What is typed, with {0} for the folder of FILES; what is told.
CASES = [
    ("build --raw {0}/nowhere", "raw plans not found: there is no folder"),
    ("build --raw {0}/empty", "no plan in it; put the plans' files there"),
    ("build --raw {0}/column", "unknown column 'town'; the columns are: file, city"),
    ("build --raw {0}/long", "plans.csv, line 2: field larger than field limit"),
    ("build --raw {0}/bytes", "save it as UTF-8"),
    ("build --raw {0}/fixed/raw", "a.csv, line 2: no field 'colour' can be corrected; allowed:"),
    ("build --raw {0}/good --out {0}/afile/out", "cannot be written (Not a directory)"),
    ("build --raw {0}/good --codebook {0}/code.csv", "code.csv, line 2: code is 'A-1'; it may"),
    ("build --raw {0}/good --codebook {0}/none.csv", "does not exist"),
    ("report --raw {0}/good --out {0}/made --exports {0}/afile/x", "afile/x/figures"),
    ("check --raw {0}/nowhere", "name another with --raw"),
    (f"evaluate {OUT} --gold {{0}}/good", "no tables of this version in"),
    ("evaluate --out {0}/note --gold {0}/good", "run `mz build` first"),
    (f"evaluate {OUT} --gold {{0}}/nowhere", "labels not found"),
    (f"sample {OUT} --task topics", "run `mz build` first"),
    (f"sample {OUT}", "Missing option '--task'"),
    (f"diff {OUT}", "no tables of this version in"),
    ("agreement {0}/sheet.xlsx {0}/sheet.xlsx", "sheet.xlsx"),
    ("agreement --settled {0}/sheet.xlsx", "sheet.xlsx"),
    ("agreement {0}/sheet.xlsx", "give two filled sheets"),
    ("agreement {0}/none.xlsx {0}/none.xlsx", "none.xlsx"),
    ("add --raw {0}/good {0}/scan.jpg", "have its text recognised (OCR)"),
    ("add --raw {0}/good {0}/noplace.txt", "whose plan?"),
    ("add --raw {0}/good {0}/plan.txt", "is there already, byte for byte, as 420800-2024.txt"),
    ("add --raw {0}/good {0}/plan.txt {0}/noplace.txt --city 荆门", "several files are several"),
    ("add --raw {0}/good {0}/noplace.txt --city 无此地", "无此地"),
    ("add --raw {0}/good {0}/none.txt", "does not exist"),
    ("add --raw {0}/afile/raw {0}/plan.txt", "nothing was added"),
    ("build --colour", "No such option"),
    ("nonsense", "No such command"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("faults")
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    with zipfile.ZipFile(root / "sheet.xlsx", "w") as archive:
        archive.writestr("a.xml", "<a/>")
    return root


def run(line: str, folder: Path) -> Result:
    return CliRunner().invoke(main, [word.format(folder) for word in line.split()])


@pytest.mark.parametrize(("line", "said"), CASES, ids=[line for line, _ in CASES])
def test_an_error_says_what_to_do_without_a_traceback(
    folder: Path, line: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    result = run(line, folder)
    assert result.exit_code in (1, 2), result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert said in result.output.replace("\n", " "), result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("topic"), "the program is wrong (KeyError: 'topic')"),
        (MemoryError(), "the program is wrong (MemoryError: )"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "UnicodeDecodeError"),
        (PermissionError(13, "Permission denied", "/x/y"), "'/x/y'; see that the place is there"),
    ],
)
def test_what_nobody_thought_of_is_told_and_shown_whole_with_debug(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pipeline, "build_tables", fail)
    told = run("build --force --raw {0}/good", folder)
    assert said in told.output
    assert "Traceback" not in told.output
    assert told.exit_code == 1
    assert explain(error, "mz --debug build") in told.output
    assert run("--debug build --force --raw {0}/good", folder).exception is error


def test_adding_a_file_without_items_is_warned_of(folder: Path) -> None:
    notice = folder / "420700-2024.txt"
    notice.write_text("关于印发2024年鄂州市民政工作要点的通知\n现印发给你们。\n", encoding="utf-8")
    for line, n_warned in (
        (f"add --dry-run --raw {{0}}/empty {notice}", 1),
        ("add --dry-run --raw {0}/empty {0}/plan.txt", 0),
    ):
        result = run(line, folder)
        assert result.exit_code == 0, result.output
        assert result.output.count("  ! no measure in it (0 items") == n_warned


def test_a_page_that_only_links_its_plan_names_what_it_links(folder: Path) -> None:
    page = folder / "420700-2024.html"
    link = '<p>附件：<a href="/x/P020240301.docx">2024年鄂州市民政工作要点.docx</a></p>'
    title = "关于印发2024年鄂州市民政工作要点的通知"
    page.write_text(f"<h1>{title}</h1><p>现印发给你们。</p>{link}", encoding="utf-8")
    result = run(f"add --dry-run --raw {{0}}/empty {page}", folder)
    assert result.exit_code == 0, result.output
    assert "  ! no measure in it (0 items" in result.output
    assert "2024年鄂州市民政工作要点.docx" in result.output
