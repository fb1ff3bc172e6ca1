"""The codebook and a user's additions: what is added, what is refused and where."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from mzanalysis.errors import InputError
from mzanalysis.resources import read_table
from mzanalysis.tables import table_columns
from mzanalysis.topics import codebook, coding

HEAD = "code,parent,zh,terms\n"
OWN = HEAD + "nursery,,托育服务,托育;托位\nnursery-places,nursery,普惠托位,普惠+托位\n"


@pytest.fixture(autouse=True)
def own_codebook_afterwards() -> Iterator[None]:
    yield
    codebook.use(None)


def write(folder: Path, text: str) -> Path:
    path = folder / "own.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def code(text: str) -> str:
    measures = pd.DataFrame({"item_id": ["i"], "text": [text]})
    nothing = pd.DataFrame({"item_id": [], "topic_code": [], "topic_confidence": []})
    return coding.code_measures(measures, nothing)["topic_code"].item()


def test_both_levels_are_read_with_definitions_in_both_languages() -> None:
    book = codebook.read_codebook()
    first, second = book[book["parent"] == ""], book[book["parent"] != ""]
    assert len(first) == 21
    assert set(second["parent"]) <= set(first["code"])
    assert (book[["zh", "en", "definition_zh", "definition_en", "since"]] != "").all(axis=None)
    assert book.attrs["version"] == max(book["since"])
    assert not book["code"].duplicated().any()


def test_a_new_topic_needs_no_code(tmp_path: Path) -> None:
    assert code("新增托位200个") != "nursery"
    codebook.use(write(tmp_path, OWN))
    assert code("新增托位200个") == "nursery"
    assert read_table("topics/codebook.csv")["topic_code"].tolist()[-2:] == ["nursery", "other"]
    allowed = {c.name: c.allowed for c in table_columns("measures")}
    assert "nursery" in allowed["topic_code"]
    assert read_table("topics/subtopics.csv")["topic_code"].iloc[-1] == "nursery"
    codebook.use(None)
    assert code("新增托位200个") != "nursery"


def test_a_known_code_is_refined(tmp_path: Path) -> None:
    codebook.use(write(tmp_path, HEAD + "funeral,,殡葬服务,往生堂\n"))
    book = read_table("topics/codebook.csv").set_index("topic_code")
    assert book.loc["funeral", ["zh", "en"]].tolist() == ["殡葬服务", "Funerals"]
    assert (code("修缮往生堂"), code("新建公墓")) == ("funeral", "funeral")


def test_the_packages_own_tables_can_be_copied_and_extended(tmp_path: Path) -> None:
    for name, new in (
        ("topics/codebook.csv", ["nursery", "托育"]),
        ("topics/subtopics.csv", ["x-y", "party", "某"]),
    ):
        table = read_table(name)
        row = dict(zip(table.columns, new, strict=False)) | {"terms": "托位"}
        table = pd.concat([table, pd.DataFrame([row])]).fillna("")
        path = write(tmp_path, table.to_csv(index=False))
        assert len(codebook.read_codebook(path)) == len(codebook.read_codebook()) + 1


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("code,zh\nnew,某\n", 1, "columns missing: terms"),
        ("code,zh,terms,name\n", 1, "unknown column 'name'; the columns are: zh, terms, code"),
        ("zh,terms\n某,某词\n", 2, "code is ''; it may hold only"),
        (HEAD + "x,,某,某词\n\nx,,某,某词\n", 4, "stands already in line 2"),
        (HEAD + "a b,,某,某词\n", 2, "may hold only"),
        (HEAD + "a-b,nowhere,某,某词\n", 2, "no topic nowhere"),
        (HEAD + "new,,某,\n", 2, "needs a name"),
        (HEAD + "new,,某,词\n", 2, "two characters"),
        (HEAD + "new,party,某,-某词\n", 2, "begin with a word"),
        (HEAD + "new,party,某,某词+词\n", 2, "no word of it may be shorter"),
        (HEAD + "eldercare-meals,party,某,某词\n", 2, "never moved"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(tmp_path: Path, text: str, line: int, why: str) -> None:
    with pytest.raises(InputError, match=rf"own\.csv, line {line}: .*{why}"):
        codebook.use(write(tmp_path, text))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no codebook"):
        codebook.use(tmp_path / "nowhere.csv")


def test_excel_may_save_the_file_in_gbk(tmp_path: Path) -> None:
    (tmp_path / "gbk.csv").write_bytes(OWN.encode("gbk"))
    codebook.use(tmp_path / "gbk.csv")
    assert code("新增托位200个") == "nursery"


def names_a_file_of_the_codebook(tree: ast.Module) -> bool:
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return any(re.fullmatch(r"(\S+/)?(codebook|subtopics)\.csv", str(text)) for text in texts)


def test_no_other_module_reads_the_files_of_the_codebook() -> None:
    package = Path(codebook.__file__).parents[1]
    readers = []
    for path in package.rglob("*.py"):
        if names_a_file_of_the_codebook(ast.parse(path.read_text(encoding="utf-8"))):
            readers.append(path.relative_to(package).as_posix())
    assert readers == ["topics/codebook.py"]


def test_a_module_that_reads_the_codebook_itself_is_found() -> None:
    for text in ('read_table("topics/subtopics.csv")', 'FILES = {"topic": "codebook.csv"}'):
        assert names_a_file_of_the_codebook(ast.parse(text))
    assert not names_a_file_of_the_codebook(ast.parse('"""The column terms of subtopics.csv."""'))


def test_names_groups_and_order_come_in_the_order_of_the_codebook() -> None:
    codes = list(codebook.topic_order())
    assert codes == list(codebook.topic_names()) == list(codebook.topic_groups())
    assert codebook.topic_names()["funeral"] == ("殡葬", "Funerals")
    assert codebook.subtopic_topics()["eldercare-meals"] == "eldercare"
    assert list(codebook.subtopic_topics()) == list(codebook.subtopic_names())
    assert codebook.narrow_subtopics() < set(codebook.subtopic_names())
