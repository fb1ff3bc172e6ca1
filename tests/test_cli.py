"""The command: exit status, streams, other folders, and a README that names every command."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import RAW, ROOT

from mzanalysis import outputs
from mzanalysis.cli import main
from mzanalysis.compare.years import Lang
from mzanalysis.errors import MzError


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_build_takes_other_folders_and_reports_on_standard_error(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copy(RAW / "shiyan-2025.txt", raw)
    done = run("build", "--raw", raw, "--out", tmp_path / "tables")
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert "1 plan, 33 items" in done.stderr
    assert len(list((tmp_path / "tables").glob("*.parquet"))) == 12


def test_a_wrong_folder_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    done = run("build", "--raw", tmp_path / "nowhere", "--out", tmp_path)
    assert done.exit_code == 1
    assert "raw plans not found" in done.stderr
    assert "--raw" in done.stderr


def test_evaluate_needs_a_build(tmp_path: Path) -> None:
    done = run("evaluate", "--out", tmp_path)
    assert done.exit_code == 1
    assert "run `mz build` first" in done.stderr


@pytest.mark.parametrize("charset", ["gbk", "ascii", "latin-1", "utf-8"])
def test_any_console_shows_what_it_can(tmp_path: Path, charset: str) -> None:
    text = "2025年荆门市民政工作要点\n一、养老服务\n1.扩大助餐。新增助餐点12处。\n"
    (tmp_path / "plan.txt").write_bytes(text.encode() + b"\xff")
    done = CliRunner(charset=charset).invoke(main, ["check", "--raw", str(tmp_path)])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    is_shown = charset in ("ascii", "utf-8")  # in place of ASCII, UTF-8 is written
    sign = "\ufffd" if is_shown else "\\ufffd"
    assert f"replaced by {sign}, in line 4".encode() in done.stdout_bytes


def test_check_describes_a_plan_and_warns_of_a_lost_item(tmp_path: Path) -> None:
    items = "1.扩大助餐。新增助餐点12处。\n3.改造设施。完成改造45户。\n"
    text = f"2025年民政工作要点\n一、养老服务\n{items}"
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    (tmp_path / "plans.csv").write_text("file,city,year\nplan.txt,十堰,2025\n", encoding="utf-8")
    done = run("check", "--raw", tmp_path)
    assert "420300-2025 十堰 (Shiyan, 湖北), 2025" in done.stdout
    assert "! numbering: 3. follows 1." in done.stdout
    assert done.exit_code == 1
    assert "1 warnings" in done.stderr


READMES = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")]


def shell(readme: str) -> list[str]:
    """Return the lines to be typed, without what is said of them."""
    blocks = re.findall(r"^```sh\n(.*?)^```", readme, flags=re.M | re.S)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("readme", READMES, ids=["en", "zh"])
def test_every_command_stands_in_the_readme(readme: str) -> None:
    assert set(main.commands) == set(re.findall(r"^\| `mz (\w+)", readme, flags=re.M))


def test_both_readmes_name_the_same_commands_options_and_pictures() -> None:
    en, zh = READMES
    assert shell(en) == shell(zh)
    patterns = [r"`mz [a-z]+", r"--[a-z-]+", r"docs/figures/\w+\.png", r"corpus\.\w+"]
    for pattern in [*patterns, r"exports/[a-z_.]+", r"(?m)^\| `[a-z_]+`"]:
        assert set(re.findall(pattern, en)) == set(re.findall(pattern, zh)), pattern
    for picture in re.findall(r"docs/figures/\w+\.png", en):
        assert (ROOT / picture).exists(), picture


@pytest.mark.parametrize(
    "notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem
)
def test_notebooks_are_kept_without_outputs_and_only_call(notebook: Path) -> None:
    import nbformat

    cells = nbformat.read(notebook, as_version=4).cells
    assert cells[0].cell_type == "markdown"
    heads = (
        "**问题。**",
        "**简答。**",
        "**注意。**",
        "**Question.**",
        "**Short answer.**",
        "**Caveats.**",
    )
    assert all(word in cells[0].source for word in heads)
    for cell in (cell for cell in cells if cell.cell_type == "markdown"):
        chinese, _, english = cell.source.partition("\n\n<!-- en -->\n\n")
        assert re.search("[一-鿿]", chinese), cell.source
        assert not re.search("[一-鿿]{7}", english), cell.source  # no more than a quoted word
        assert re.search("[A-Za-z]{3}", english), cell.source
    for cell in (cell for cell in cells if cell.cell_type == "code"):
        assert cell.outputs == []
        assert len([line for line in cell.source.splitlines() if line]) <= 3
        assert not re.search(r"^\s*(def|class|for|while|import sys|import os)\b", cell.source, re.M)


def test_a_page_shows_every_chart_runs_no_text_and_is_always_the_same(tmp_path: Path) -> None:
    import nbformat

    chart = "mz.charts.deadlines(tables.empty_table('deadlines'));"
    hostile = "pandas.DataFrame({'<script>alert(1)': ['</script><img src=x onerror=alert(1)>']})"
    sources = ["import mzanalysis as mz, pandas; from mzanalysis import tables", *[chart] * 3]
    sources += [f"mz.show({hostile})", hostile, "print('<script>alert(1)</script>')"]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "charts.ipynb")
    (page,) = outputs.run_notebooks(tmp_path, tmp_path / "html", out=tmp_path)
    html = page.read_text(encoding="utf-8")
    assert html.count('src="data:image/png') == 3
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    (again,) = outputs.run_notebooks(tmp_path, tmp_path / "again", out=tmp_path)
    assert again.read_text(encoding="utf-8") == html


@pytest.mark.parametrize(
    ("lang", "shown", "hidden"),
    [("zh", "各市强调什么", "They stress"), ("en", "They stress", "各市强调什么")],
)
def test_a_page_is_in_one_language(tmp_path: Path, lang: Lang, shown: str, hidden: str) -> None:
    import nbformat

    cells = [nbformat.v4.new_markdown_cell("各市强调什么\n\n<!-- en -->\n\nThey stress")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "a.ipynb")
    (page,) = outputs.run_notebooks(tmp_path, tmp_path / "html", out=tmp_path, lang=lang)
    html = page.read_text(encoding="utf-8")
    assert shown in html
    assert hidden not in html


def test_notebooks_run_side_by_side_and_are_told_in_order(tmp_path: Path) -> None:
    import nbformat

    for name in "abc":
        cells = [nbformat.v4.new_code_cell(f"print('it is {name}')")]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    pages = outputs.run_notebooks(tmp_path, tmp_path / "html", out=tmp_path)
    assert [page.name for page in pages] == ["a.html", "b.html", "c.html"]
    assert all(f"it is {page.stem}" in page.read_text(encoding="utf-8") for page in pages)


def test_a_failing_cell_is_named(tmp_path: Path) -> None:
    import nbformat

    (tmp_path / "bad.ipynb").write_text(
        nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1/0")])),
        encoding="utf-8",
    )
    with pytest.raises(MzError, match=r"bad\.ipynb.*a cell failed(.|\n)*ZeroDivisionError"):
        outputs.run_notebooks(tmp_path, tmp_path / "html", out=tmp_path)


def test_an_output_that_cannot_be_written_is_named_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where a folder is wanted", encoding="utf-8")
    below = tmp_path / "out" / "tables"
    result = CliRunner().invoke(main, ["build", "--raw", str(RAW), "--out", str(below)])
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert str(below) in result.output
