"""Saved web pages (.html, .mhtml) to text: every visible word in order, tables as rows of cells.

Navigation, font-size links and footers stay in the text, parted by ``PAGE_EDGE`` from the
document where the page's elements tell the two apart.
"""

import contextlib
import email
import email.policy
import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree, html

from mzanalysis.errors import InputError
from mzanalysis.readers.document import PAGE_EDGE, Document
from mzanalysis.readers.tables import spread_spans, write_row
from mzanalysis.readers.text import decode

_UNSEEN = frozenset({"script", "style", "head", "noscript", "template", "svg", "iframe", "object"})
# All other elements begin a line of their own.
_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|big|button|cite|code|del|em|font|i|img|input|ins|kbd|label|mark|o:p|q|s|"
    "small|span|strike|strong|sub|sup|tt|u|wbr"
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
_PARAGRAPH, _WHOLE_TEXT = 15, 1500  # characters from which a list's or a table's text is one
# A line break in the page's source is no space between two Chinese characters.
_WRAP = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])")
# What only a document holds: a sentence, a heading's number.
_PROSE = re.compile(r"[\u4e00-\u9fff]{5}.*[。；;]", re.DOTALL)
_LABEL = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}[.．、](?!\d)|第.{1,3}[章节条])\S"
    r"|\s*(?:责任|牵头|完成)(?:单位|部门|[科处]室|时限|时间)\s*$"  # the head of a task table
)
_MOST = 0.95  # of a page's prose is in the element that holds the document
_FRAMES = frozenset({"div", "td", "section", "article", "main", "form", "center"})
_FEW_LINES = 12  # above the document, among which its title may stand
_SHORT_TITLE = 8
# The properties that Chinese government sites state by rule (政府网站发展指引, 2017).
_BUREAU = re.compile(r"[\u4e00-\u9fff]{2,20}民政[局厅]")
_META = {
    "title": ("articletitle", "og:title"),
    "issued_date": ("pubdate",),
    "source_url": ("url", "og:url"),
}


def read(data: bytes, name: str) -> Document:
    """Read a saved page; its metadata are title, issued_date and source_url where stated.

    Raises:
        InputError: the file holds no page.

    Example: ``<p>一、养老</p><table><tr><td>1</td><td>6月底</td></tr></table>`` gives the lines
    ``一、养老`` and ``1 | 6月底 |``.
    """
    address = ""
    if data[:2000].lstrip().lower().startswith((b"from:", b"mime-version:")):
        data, address = _open_archive(data, name)
    text, encoding = _decode(data, name)
    try:
        # huge_tree: the parser would drop, without a word, what is nested deeper than 255
        parser = html.HTMLParser(huge_tree=True)
        page = html.document_fromstring(_DECLARATION.sub("", text), parser=parser)
    except etree.ParserError as error:
        raise InputError(f"{name}: no web page in it ({error}); save the page again") from error
    metadata = _read_metadata(page, text, address)
    lines = "".join(_write(page, _find_frame(page))).split("\n")
    lines = [re.sub(r"[ \t\r\f]+", " ", line).strip(" ") for line in lines]
    lines = [line for line in lines if line.strip() or line == PAGE_EDGE]
    _part_title(lines, f"{metadata.get('title', '')}\n{page.findtext('.//title', '')}")
    return Document("\n".join(lines) + "\n", encoding, metadata)


def _open_archive(data: bytes, name: str) -> tuple[bytes, str]:
    """Return the page in an .mhtml file, and the address it was saved from."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            return payload, str(message.get("Snapshot-Content-Location", ""))
    raise InputError(f"{name}: no page in this archive; save the page again as .html")


def _decode(data: bytes, name: str) -> tuple[str, str]:
    declared = _CHARSET.search(data[:4000])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        charset = declared[1].decode("ascii", "replace").lower()
        # Pages declared gb2312 hold characters that only its successor has.
        charset = "gb18030" if charset in ("gb2312", "gbk", "gb_2312-80") else charset
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            return data.decode(charset), charset
    _, encoding = decode(re.sub(rb"<[^>]*>", b"", data), name)
    return data.decode(encoding, "replace"), encoding


def _find_frame(page: etree._Element) -> etree._Element | None:
    """Return the innermost element that holds the prose and all numbered headings of a page."""
    prose: Counter[etree._Element] = Counter()
    labels: Counter[etree._Element] = Counter()
    for element in page.iter(etree.Element):
        if element.tag in _UNSEEN or any(a.tag in _UNSEEN for a in element.iterancestors()):
            continue
        for owner, text in ((element, element.text), (element.getparent(), element.tail)):
            is_label = bool(text and _LABEL.match(text))
            n_chars = len(text) if text and (is_label or _PROSE.search(text)) else 0
            while owner is not None and n_chars:
                prose[owner] += n_chars
                labels[owner] += is_label
                owner = owner.getparent()
    holding = [
        element
        for element in page.iter(*_FRAMES)
        if prose[element] >= _MOST * prose[page] > 0 and labels[element] == labels[page]
    ]
    return holding[-1] if holding and labels[page] > 1 else None


def _part_title(lines: list[str], titles: str) -> None:
    """Part the document's title, which may stand above its frame, from the page."""
    edge = lines.index(PAGE_EDGE) if PAGE_EDGE in lines else 0
    for n in range(edge - 1, max(edge - 1 - _FEW_LINES, -1), -1):
        line = "".join(lines[n].split())
        if len(line) >= _SHORT_TITLE and line in titles.replace(" ", ""):
            lines[n : n + 1] = [PAGE_EDGE, lines[n], PAGE_EDGE]
            return


def _write(element: etree._Element, frame: etree._Element | None = None) -> Iterator[str]:
    r"""Yield the text of an element; ``\n`` only where a reader sees a new line."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag and tag not in _UNSEEN:
        is_block = not _INLINE.fullmatch(tag)
        edge = f"\n{PAGE_EDGE}" if element is frame else ""
        yield edge + "\n" * is_block
        if tag == "table" and _holds_data(element):
            yield from _write_table(element)
        else:
            yield _list_number(element) if tag == "li" else ""
            yield from _write_inside(element, frame)
        yield edge + "\n" * is_block
    yield _collapse(element.tail) if tag != "html" else ""


def _collapse(text: str | None) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", _WRAP.sub("", text or ""))


def _list_number(item: etree._Element) -> str:
    """Return the number that a browser puts before a paragraph of a list; menus get none."""
    parent = item.getparent()
    text = item.text_content().strip()
    if parent is None or parent.tag != "ol" or len(text) < _PARAGRAPH or text[0].isdecimal():
        return ""
    start = parent.get("start", "1")
    before = sum(1 for other in item.itersiblings("li", preceding=True))
    return f"{(int(start) if start.isdecimal() else 1) + before}."


def _holds_data(table: etree._Element) -> bool:
    """Tell a table of data from one that only lays out the page."""
    if table.find(".//table") is not None:
        return False
    widths = [len(row.findall("td")) + len(row.findall("th")) for row in table.iter("tr")]
    longest = max((len(cell.text_content()) for cell in table.iter("td")), default=0)
    return sum(width > 1 for width in widths) > len(widths) / 2 and longest < _WHOLE_TEXT


def _write_table(table: etree._Element) -> Iterator[str]:
    caption = table.find("caption")
    if caption is not None:
        yield from ("\n", "".join(_write(caption)), "\n")
    rows = [
        [
            (
                " ".join("".join(_write_inside(cell)).split("\n")),
                _span(cell.get("colspan")),
                _span(cell.get("rowspan")),
            )
            for cell in row
            if cell.tag in ("td", "th")
        ]
        for row in table.iter("tr")
    ]
    for cells in spread_spans(rows):
        yield write_row(cells)


def _write_inside(element: etree._Element, frame: etree._Element | None = None) -> Iterator[str]:
    yield _collapse(element.text)
    for child in element:
        yield from _write(child, frame)


def _span(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and 0 < int(value) <= 1000 else 1


def _read_metadata(page: etree._Element, text: str, address: str) -> dict[str, str]:
    stated = {
        str(meta.get("name", meta.get("property", ""))).lower(): str(meta.get("content", ""))
        for meta in page.iter("meta")
    }
    found = {
        field: next((stated[name].strip() for name in names if stated.get(name, "").strip()), "")
        for field, names in _META.items()
    }
    found["source_url"] = re.sub("^//", "https://", found["source_url"])
    found["issued_date"] = found["issued_date"] or page.findtext(".//*[@id='publish_time']") or ""
    saved_from = _SAVED_FROM.search(text[:2000])
    found["source_url"] = address or (saved_from[1] if saved_from else found["source_url"])
    # 2025年工作要点_某市民政局: the site's name follows the page's.
    parts = re.split(r"\s*[_|—–-]+\s*", (page.findtext(".//title") or "").strip())
    found["title"] = found["title"] or parts[0]
    names = [stated.get("contentsource", ""), stated.get("sitename", ""), *parts[1:]]
    found["issuer"] = next((name for name in names if _BUREAU.fullmatch(name)), "")
    return {field: value for field, value in found.items() if value}
