import pytest

from mzanalysis.errors import InputError
from mzanalysis.reading.formats import read_bytes
from mzanalysis.reading.formats.document import PAGE_EDGE, spread_spans, write_row


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def read(body: str) -> list[str]:
    return read_bytes(page(body).encode(), "plan.html").text.splitlines()


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>一、养老</p>\n<p>1.新增<b>床位</b>60张。</p>", ["一、养老", "1.新增床位60张。"]),
        ("<p>甲<br>乙</p><div>丙<div>丁</div>戊</div>", ["甲", "乙", "丙", "丁", "戊"]),
        # a wrapped line in the source is no space; the indent of a paragraph stays
        ("<p>\u3000\u3000各区民\n  政局</p>", ["\u3000\u3000各区民政局"]),
        ("<p>尹&nbsp;丹  a\n b</p>", ["尹\xa0丹 a b"]),
        ("<script>x</script><style>y</style><p>甲</p><!-- z -->", ["甲"]),
        # chrome is kept: it is furniture, and marked as such later
        (
            '<div class="nav"><a>首页</a> &gt; <a>公开</a></div><p>甲</p><div>网站地图</div>',
            ["首页 > 公开", "甲", "网站地图"],
        ),
        ("<ol><li>首页</li></ol>", ["首页"]),
        (
            "<ol start=3><li>新增护理型床位六十张以上,覆盖全县。</li></ol>",
            ["3.新增护理型床位六十张以上,覆盖全县。"],
        ),
        ("<p>甲<p>乙", ["甲", "乙"]),
        # only a block element of the standard begins a line
        ("<p><st1:chsdate>6月底</st1:chsdate>前<time>建</time><o>成</o></p>", ["6月底前建成"]),
        (
            "<span style='display:block'>甲</span>乙<div style='display: inline'>丙</div>",
            ["甲", "乙丙"],
        ),
        ("<pre>甲\n乙</pre>丙\n丁", ["甲", "乙", "丙丁"]),
        ("<p>各区<b>民</b>\n政局</p>", ["各区民政局"]),
        (
            "<ol><li value=7>新增床位六十张以上,覆盖全县。<li>新增食堂六十家以上,覆盖全县。</ol>",
            ["7.新增床位六十张以上,覆盖全县。", "8.新增食堂六十家以上,覆盖全县。"],
        ),
        ("<span>" * 400 + "甲", ["甲"]),
        ("<div>" * 1000 + "甲", ["甲"]),
        ("<pre>甲\x01&#2;\n乙</pre>", ["甲", "乙"]),
    ],
)
def test_every_visible_word_in_order(body: str, lines: list[str]) -> None:
    assert read(body) == lines


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("甲<i hidden>乙</i>丙<template>丁</template><input type=hidden value=戊>", ["甲丙"]),
        ("甲<b style='color:red;DISPLAY : none'>乙</b><b style='visibility:hidden'>丙</b>", ["甲"]),
        ("甲<noscript>乙</noscript><dialog>丙</dialog><p aria-hidden=true>丁</p>", ["甲", "丁"]),
        (
            "<style>.a{color:red} /* .b{ */ .c, p.d, #e {display:none}</style><p class='a'>甲</p>"
            "<p class='b'>乙</p><i class='a c'>丙</i><p class='d'>丁</p>"
            "<b class='d'>戊</b><i id=e>己</i>",
            ["甲", "乙", "戊"],
        ),
        # what is hidden in print, or shown by any other rule, is shown
        ("<style>@media print{p{display:none}}</style><p>甲</p>", ["甲"]),
        (
            "<style>.t{display:none} .x .on{display:block}</style>"
            "<p class='t on'>甲</p><p class=t>乙",
            ["甲"],
        ),
        # a document that a script shows
        ("<b style='visibility:hidden'>一、养老<br>1.助餐</b>", ["一、养老", "1.助餐"]),
    ],
)
def test_what_a_browser_does_not_show_is_not_read(body: str, lines: list[str]) -> None:
    assert read(body) == lines


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("甲<iframe src='/f/2025yd.pdf?x=1'></iframe>", "2025yd.pdf"),
        ("甲<iframe src='/view?file=a.pdf'></iframe>", "/view?file=a.pdf"),
        (
            "<a href='/d?id=1'>附件：要点.docx</a><a href='%E8%A1%A8.xlsx'>下载</a>",
            "附件：要点.docx, 表.xlsx",
        ),
        ("<a href='/index.html'>首页</a><iframe src='about:blank'></iframe>", None),
    ],
)
def test_attachments_are_named(body: str, names: str | None) -> None:
    assert read_bytes(page(body).encode(), "plan.html").metadata.get("attachments") == names


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "<iframe src='a.pdf'></iframe>",
            "no text in it; the plan may be in the attachment: a.pdf",
        ),
        ("<div>" * 3000 + "甲", "nested deeper than can be read"),
        ("<p " + "a " * 20001 + ">甲", "an element has thousands of attributes"),
    ],
)
def test_what_cannot_be_read_says_why(body: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(body)


def test_long_lists_and_wild_spans_end() -> None:
    item = "<li>新增护理型床位六十张以上,覆盖全县。"
    assert read("<ol>" + item * 5000)[-1] == "5000." + item[4:]
    row = "<tr><td colspan=1000 rowspan=1000>甲<td>乙"
    assert read(f"<table>{row * 200}") == ["甲 | 乙 |"] * 200


def test_tables_of_data_are_rows() -> None:
    table = (
        "<table><tr><th>序号</th><th>章</th><th>任务</th></tr>"
        "<tr><td>1</td><td rowspan=2>养老</td><td><p>甲</p><p>乙</p></td></tr>"
        "<tr><td>2</td><td>丙</td></tr><tr><td colspan=2>合计</td><td></td></tr></table>"
    )
    assert read(table) == [
        "序号 | 章 | 任务 |",
        "1 | 养老 | 甲 乙 |",
        "2 | 养老 | 丙 |",
        "合计 | | |",
    ]


def test_tables_that_lay_out_the_page_are_not() -> None:
    inner = "<table><tr><td>索引号</td><td>1</td></tr><tr><td>文号</td><td>2</td></tr></table>"
    outer = f"<table><tr><td><p>菜单</p></td><td>{inner}<p>一、养老</p></td></tr></table>"
    assert read(outer) == ["菜单", "索引号 | 1 |", "文号 | 2 |", "一、养老"]


def test_spans() -> None:
    rows = [[("a", 2, 1), ("b", 1, 3)], [("c", 1, 1), ("d", 1, 1)], [("e", 1, 1)]]
    assert spread_spans(rows) == [["a", "", "b"], ["c", "d", "b"], ["e"]]
    assert write_row(["a", "", " b\n c "]) == "a | | b c |\n"
    assert write_row(["", " "]) == ""


@pytest.mark.parametrize(
    ("declared", "saved_as", "found"),
    [
        ("gb2312", "gb18030", "gb18030"),
        ("utf-8", "utf-8", "utf-8"),
        ("", "utf-8", "utf-8"),
        ("", "gb18030", "gb18030"),
        ("big5", "big5", "big5hkscs"),
        ("undefined", "utf-8", "utf-8"),
        ("iso-8859-1", "gb18030", "gb18030"),
        ("gb2312", "utf-8-sig", "utf-8-sig"),  # saved anew by an editor; the mark is right
        ("utf-8", "gb18030", "gb18030"),
    ],
)
def test_the_page_s_encoding(declared: str, saved_as: str, found: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    text = "<p>加強社會救助,新增床位</p>" if "big5" in saved_as else "<p>加强社会救助，新增床位</p>"
    document = read_bytes(page(text, head).encode(saved_as), "plan.htm")
    assert document.text.strip() == text[3:-4]
    assert document.encoding == found


def test_metadata() -> None:
    head = (
        '<title>2024年工作要点_甲子市民政局</title><meta name="PubDate" content="2024-03-01 10:00">'
        '<meta name="ContentSource" content="本站">'
    )
    text = "<!-- saved from url=(0025)https://example.org/a.html -->" + page("<p>甲</p>", head)
    assert read_bytes(text.encode(), "plan.html").metadata == {
        "title": "2024年工作要点",
        "issuer": "甲子市民政局",
        "issued_date": "2024-03-01 10:00",
        "source_url": "https://example.org/a.html",
    }


def test_a_page_saved_as_one_file() -> None:
    archive = (
        "From: <Saved by Browser>\nSnapshot-Content-Location: https://example.org/a.html\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        "PHA+5YW76ICBPC9wPg==\n--b--\n"
    )
    document = read_bytes(archive.encode(), "plan.mhtml")
    assert document.text == "养老\n"
    assert document.metadata["source_url"] == "https://example.org/a.html"


def test_an_empty_page_says_so() -> None:
    with pytest.raises(InputError, match=r"plan.html: no (text|web page) in it"):
        read_bytes(b"<html></html>", "plan.html")


TITLE = "2024年甲子市民政工作要点"
BODY = [
    "为做好全市民政工作，制定本要点。",
    "一、养老服务",
    "1.新增床位60张。",
    "二、救助",
    "1.提标5%",
]
MENU = "<ul><li><a>首页</a></li><li><a>公开制度</a></li></ul>"
FOOT = "<div>上一篇：关于清明祭扫的通知</div><div>继续滑动看下一个</div>"


def document_of(body: str, head: str = "") -> list[str]:
    """Return the lines of a page that belong to the document shown on it."""
    text = read_bytes(page(body, head).encode(), "plan.html").text
    return [x for part in text.split(PAGE_EDGE)[1::2] for x in part.strip("\n").split("\n")]


@pytest.mark.parametrize(
    "shown",
    [
        '<div id="zoom"><div class="TRS_Editor">'
        + "".join(f"<p>{x}</p>" for x in BODY)
        + "</div></div>",
        "<table><tr><td>" + "<br/>".join(BODY) + "</td></tr></table>",
        '<div class="rich_media_content" id="js_content">'
        + "".join(f"<section><section><p><span>{x}</span></p></section></section>" for x in BODY)
        + "</div>",
        "<article>"
        + "".join(f'<p class="MsoNormal"><span>{x}<o:p></o:p></span></p>' for x in BODY)
        + "</article>",
    ],
)
def test_the_document_is_parted_from_its_page(shown: str) -> None:
    frame = f"<h1> {TITLE} </h1><table><tr><td>名 称</td><td>某</td></tr></table>{shown}"
    head = f"<title>{TITLE}-甲子市民政局</title>"
    assert document_of(f"{MENU}<div>{frame}</div>{FOOT}", head) == [TITLE, *BODY]


def test_control_characters_end_no_page() -> None:
    body = f"<div>\x01{BODY[0]}" + "".join(f"<p>{x}&#2;</p>" for x in BODY[1:]) + "</div>"
    assert [line.rstrip("\x02") for line in document_of(f"{MENU}{body}{FOOT}")] == BODY


def test_a_table_beside_the_sentences_belongs_to_the_document() -> None:
    rows = "<tr><td>任务</td><td>责任单位</td></tr><tr><td>甲</td><td>乙</td></tr>"
    table = f"<div><table>{rows}</table></div>"
    long = [BODY[0] * 10, *BODY[1:]]
    body = "<div>" + "".join(f"<p>{x}</p>" for x in long) + "</div>"
    lines = document_of(f"{MENU}<div>{body}{table}</div>{FOOT}")
    assert lines == [*long, "任务 | 责任单位 |", "甲 | 乙 |"]


@pytest.mark.parametrize("body", [f"<p>{BODY[0]}</p>", "".join(f"<p>{x}</p>" for x in BODY)])
def test_a_page_without_a_frame_is_not_parted(body: str) -> None:
    assert PAGE_EDGE not in read_bytes(page(MENU + body + FOOT).encode(), "plan.html").text


def test_metadata_of_articles() -> None:
    head = (
        '<meta property="og:title" content="甲子民政"><meta name="Url" content="//example.org/a">'
    )
    text = page('<em id="publish_time">2024年03月07日 17:30</em>', head)
    assert read_bytes(text.encode(), "plan.html").metadata == {
        "title": "甲子民政",
        "issued_date": "2024年03月07日 17:30",
        "source_url": "https://example.org/a",
    }
