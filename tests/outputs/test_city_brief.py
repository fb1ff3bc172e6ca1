"""The brief on a city says what the tables say, and leads back to the items."""

from pathlib import Path

import pytest
from docx import Document
from lxml import html

from mzanalysis import compare
from mzanalysis.compare.one_city import path_of
from mzanalysis.corpus import Corpus
from mzanalysis.outputs.city_brief import write_brief
from mzanalysis.outputs.display import write_share


@pytest.fixture(scope="module")
def briefs(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_brief(corpus, "十堰市", tmp_path_factory.mktemp("brief"))


def test_word_file_and_page_say_the_same(briefs: list[Path]) -> None:
    word_file, page = briefs
    assert [path.name for path in briefs] == ["brief_420300-2025.docx", "brief_420300-2025.html"]
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    headings = [heading.text_content() for heading in tree.iter("h2")]
    styled = [p for p in Document(str(word_file)).paragraphs if p.style.name == "Heading 1"]
    assert headings == [p.text for p in styled]
    assert headings[0] == "要点"
    assert headings[-1] == "怎样读"
    tables = [[cell.text_content() for cell in table.iter("td")] for table in tree.iter("table")]
    written = Document(str(word_file)).tables
    for cells, table in zip(tables, written, strict=True):
        body = [cell.text for row in table.rows[1:] for cell in row.cells]
        assert "".join(body).replace("\n", "") == "".join(cells)
    assert tree.xpath("//img/@src")[0].startswith("data:image/png;base64,")
    assert not tree.xpath("//script") + tree.xpath("//link")


def test_every_promise_stands_in_it_with_its_item(corpus: Corpus, briefs: list[Path]) -> None:
    table = Document(str(briefs[0])).tables[0]
    shown = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    own = corpus.targets.query("city == '十堰' and role_code == 'target' and not is_part")
    assert len(shown) == len(own)
    assert ["未写", "城乡公益性公墓", "30个", "六/(十七)"] in [
        [due, name, figure, item] for due, name, figure, item in shown
    ]
    assert shown[0][0] <= shown[1][0] == "2025-12-31"


def test_pages_have_numbers_and_pictures_words(briefs: list[Path]) -> None:
    document = Document(str(briefs[0]))
    assert "PAGE" in document.sections[0].footer._element.xml
    (picture,) = document.inline_shapes
    assert "养老服务 15.2%" in picture._inline.docPr.get("descr")
    assert document.core_properties.author.startswith("mzanalysis")
    assert document.core_properties.title == "十堰民政工作要点简报（2025年）"
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    assert captions[0].startswith("图 1  ")
    assert [caption[:3] for caption in captions[1:]] == ["表 1", "表 2", "表 3", "表 4"]


def test_a_city_alone_is_not_compared(corpus: Corpus, tmp_path: Path) -> None:
    alone = corpus.only(cities="十堰")
    _, page = write_brief(alone, "Shiyan", tmp_path, lang="en")
    text = html.fromstring(page.read_text(encoding="utf-8")).text_content()
    assert "There is no other city in the corpus: nothing is compared." in text
    assert "What it alone does" not in text


def test_standing_names_the_place_among_the_cities(corpus: Corpus) -> None:
    found = compare.standing(corpus.target_comparison, "420300-2025").set_index("indicator")
    complexes = found.loc["养老服务综合体"]  # 8 here, 2 and 2 elsewhere
    assert (complexes["place"], complexes["n_cities"]) == (1, 3)
    trained = found.loc["养老护理员持证上岗率"]  # 80 % here, 90 % elsewhere
    assert (trained["place"], trained["n_cities"]) == (2, 2)


def test_what_a_city_alone_does_is_like_nothing_elsewhere(corpus: Corpus) -> None:
    tables = (corpus.measures, corpus.matches, corpus.targets)
    own = compare.own_measures(*tables, list(corpus.plans["plan_id"]), "420300-2025")
    assert any("童伴妈妈" in text for text in own.query("has_figure")["text"])
    near = corpus.matches.query("similarity >= 0.2")
    assert not set(own["measure_id"]) & {*near["measure_id_a"], *near["measure_id_b"]}


@pytest.mark.parametrize(
    ("row_id", "path"),
    [("420300-2025:三/(九):m07:t1", "三/(九)"), ("420300-2025:三/(九)", "三/(九)"), ("", "")],
)
def test_an_id_tells_its_item(row_id: str, path: str) -> None:
    assert path_of(row_id) == path


@pytest.mark.parametrize(
    ("share", "shown"), [(0.1522, "15.2"), (0.0004, "<0.1"), (0.0, "0.0"), (1.0, "100.0")]
)
def test_a_share_that_is_something_is_never_nothing(share: float, shown: str) -> None:
    assert write_share(share) == shown
