"""The explorer, in a real browser: choose, compare, search, open the source, take along."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mzanalysis.corpus import Corpus
from mzanalysis.outputs.explorer import explorer_data, write_explorer
from mzanalysis.pipeline import build_tables

HOSTILE = '<script>document.title="lost"</script>]]></script><img src=x onerror=alert(1)>'
PLANS = {
    "420300-2025.txt": "十堰市2025年民政工作要点\n一、养老服务\n"
    "1.助餐。新建助餐点8个，6月底前完成。"
    "力争护理型床位占比达到70%以上。\n2.培训。培训养老护理员200人。\n"
    "二、殡葬管理\n1.公墓。新建公益性公墓3处。\n",
    "420700-2025.txt": "鄂州市2025年民政工作要点\n一、养老服务\n"
    "1.助餐。新建助餐点12个，年底前完成。"
    f"{HOSTILE}确保护理型床位占比达到80%以上。\n"
    "2.培训。培训养老护理员300人。\n二、殡葬管理\n1.公墓。建设公益性公墓5处。\n",
    "320582-2026.txt": "張家港市2026年民政工作要點\n一、養老服務\n1.助餐。新建助餐點3個。\n"
    "2.培訓。加強養老護理員隊伍建設。\n",
}
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    raw = tmp_path_factory.mktemp("raw")
    for name, text in PLANS.items():
        (raw / name).write_text(text, encoding="utf-8")
    register = "file,adcode,year\n" + "".join(f"{name},{name[:6]},{name[7:11]}\n" for name in PLANS)
    (raw / "plans.csv").write_text(register, encoding="utf-8")
    return Corpus(**build_tables(raw))


@pytest.fixture(scope="module")
def page_file(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("导 出")
    return write_explorer(corpus, folder / "explorer.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if BROWSER is None:
        pytest.skip("no Chromium: install the package chromium")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any, page_file: Path) -> Iterator[Any]:
    """A page that may say nothing to the console and ask for nothing but itself."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url))
    page.goto(page_file.as_uri())
    page.wait_for_selector("#main h2")
    yield page
    assert set(said) == {page_file.as_uri()}
    context.close()


def go(page: Any, address: str) -> None:
    page.evaluate(f"location.hash = {json.dumps(address)}")
    page.wait_for_timeout(100)


def cells(page: Any, table: int = 0) -> list[list[str]]:
    return page.evaluate(
        "n => [...document.querySelectorAll('#main table')[n].rows]"
        ".map(row => [...row.cells].map(cell => cell.innerText.trim()))",
        table,
    )


def test_every_row_leads_back_to_its_text(corpus: Corpus) -> None:
    data = explorer_data(corpus)
    texts = [row[-1] for row in data["plans"]["rows"]]
    figures = [texts[row[0]][row[-2] : row[-1]] for row in data["targets"]["rows"]]
    assert figures == ["8个", "70%", "200人", "3处", "12个", "80%", "300人", "5处", "3個"]
    quoted = [texts[row[0]][row[-2] : row[-1]] for row in data["measures"]["rows"]]
    assert "新建公益性公墓3处" in quoted
    assert "新建助餐點3個" in quoted


def test_the_same_tables_give_the_same_bytes(corpus: Corpus, page_file: Path) -> None:
    again = write_explorer(corpus, page_file.with_name("again.html"))
    assert again.read_bytes() == page_file.read_bytes()


def test_plans_stand_side_by_side_with_their_sentences(page: Any) -> None:
    go(page, "v=compare&t=funeral")
    assert cells(page) == [
        ["承诺", "城市数", "十堰 2025", "鄂州 2025", "张家港 2026"],
        ["公益性公墓建设", "2", "新建公益性公墓3处", "建设公益性公墓5处", "未提"],
    ]


def test_an_empty_cell_says_silent_or_cannot_tell(page: Any) -> None:
    go(page, "v=compare&t=eldercare")
    last = {row[0]: row[-1] for row in cells(page)[1:]}
    assert last["护理型床位"] == "未提"
    assert last["养老从业人员培训"] == "说不定，请先读：\n加強養老護理員隊伍建設"
    assert "计划年份不同（2025、2026）" in page.inner_text("#main caption")
    go(page, "v=compare&t=eldercare&y=2025")
    assert "年份不同" not in page.inner_text("#main caption")


def test_a_city_is_read_as_its_brief(page: Any) -> None:
    go(page, "v=city&p=320582-2026")
    assert [row[0] for row in cells(page, 2)] == [
        "承诺",
        "护理型床位",
        "养老从业人员培训",
        "公益性公墓建设",
    ]
    assert [row[3] for row in cells(page, 2)[1::2]] == ["未提", "未提"]
    go(page, "v=city&p=420300-2025")
    assert cells(page, 1)[1][:3] == ["2025-06-30", "助餐点", "8个"]


@pytest.mark.parametrize(
    ("order", "first"),
    [("", "老年助餐点"), ("due", "老年助餐点"), ("value", "养老服务人员培训")],
)
def test_figures_are_put_in_order(page: Any, order: str, first: str) -> None:
    go(page, f"v=figures&t=eldercare&o={order}")
    heads = page.eval_on_selector_all("#main h4", "all => all.map(head => head.innerText)")
    assert heads[0].startswith(first)


def test_cities_and_years_are_chosen(page: Any) -> None:
    go(page, "v=overview")
    page.click("details.cities summary")
    page.click("input[name=c][value='320582-2026']")
    page.wait_for_timeout(100)
    assert cells(page)[0] == ["主题", "十堰 2025", "鄂州 2025"]
    go(page, "v=overview&y=2026")
    assert cells(page)[0] == ["主题", "张家港 2026"]


def test_comparable_figures_stand_on_one_axis(page: Any) -> None:
    go(page, "v=figures&t=eldercare")
    text = page.inner_text("#main")
    assert "≥80 %" in text
    assert "≥70 %" in text
    go(page, "v=figures&t=eldercare&m=2025-06")
    assert "≥80 %" not in page.inner_text("#main")


@pytest.mark.parametrize("typed", ["助餐点", "助餐點"])
def test_a_search_finds_simplified_and_traditional(page: Any, typed: str) -> None:
    page.fill("input[type=search]", typed)
    page.wait_for_timeout(150)
    text = page.inner_text("#main")
    assert "共3处" in text
    assert "新建助餐點3個" in text
    assert "新建助餐点8个" in text


def test_a_sentence_opens_its_plan_and_its_address_restores_the_place(
    page: Any, page_file: Path
) -> None:
    go(page, "v=compare&t=funeral")
    page.click("text=建设公益性公墓5处")
    page.wait_for_selector("#source mark")
    address = page.url
    assert page.inner_text("#source mark") == "建设公益性公墓5处"
    page.keyboard.press("Escape")
    page.wait_for_selector("#source", state="hidden")
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("#source mark")
    assert page.inner_text("#source mark") == "建设公益性公墓5处"
    assert "鄂州" in page.inner_text("#source h2")
    page.evaluate("performance.clearResourceTimings()")


def test_a_hostile_plan_is_text(page: Any) -> None:
    go(page, "v=search&q=onerror")
    page.click("#main .quote")
    page.wait_for_selector("#source mark")
    assert HOSTILE in page.inner_text("#source .text")
    assert page.title() == "民政工作要点比较"
    assert page.query_selector("#source img") is None


def test_tables_are_taken_along_for_excel(page: Any, tmp_path: Path) -> None:
    go(page, "v=compare&t=funeral")
    with page.expect_download() as download:
        page.click("text=存为 Excel 可开的 CSV")
    saved = tmp_path / "table.csv"
    download.value.save_as(saved)
    data = saved.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert '"新建公益性公墓3处","建设公益性公墓5处"' in data.decode("utf-8-sig")


def test_the_page_speaks_both_languages(page: Any) -> None:
    page.click("#language")
    page.wait_for_timeout(100)
    go(page, "v=compare&t=funeral&l=en")
    assert page.inner_text("#main h2") == "Funerals: what the cities say"
    assert cells(page)[0][2:] == ["Shiyan 2025", "Ezhou 2025", "Zhangjiagang 2026"]


@pytest.mark.parametrize("view", ["overview", "compare", "figures", "search", "city", "about"])
def test_no_view_is_wider_than_a_telephone(page: Any, view: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    go(page, f"v={view}&q=助餐")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


AXE = Path(__file__).with_name("axe") / "axe.min.js"
FAULTS = """async () => (await axe.run()).violations
  .filter((fault) => ["serious", "critical"].includes(fault.impact))
  .map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(" ")}`)"""


@pytest.mark.parametrize(("scheme", "lang"), [("light", "zh"), ("dark", "en")])
@pytest.mark.parametrize("view", ["overview", "compare", "figures", "search", "city", "about"])
def test_no_view_shuts_anyone_out(page: Any, view: str, scheme: Any, lang: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    go(page, f"v={view}&l={lang}&q=助餐")
    assert page.evaluate(FAULTS) == []


def test_the_open_source_shuts_no_one_out(page: Any) -> None:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    go(page, "v=compare&s=420300-2025@0-5")
    assert page.evaluate(FAULTS) == []
