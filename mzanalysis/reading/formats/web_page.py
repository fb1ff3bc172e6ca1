"""Saved web pages (.html, .mhtml) to text: every visible word in order, tables as rows of cells.

Navigation, font-size links and footers stay in the text, parted by ``PAGE_EDGE`` from the
document where the page's elements tell the two apart. What a browser does not show is not read.
"""

import email
import email.policy
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree, html

from mzanalysis.errors import InputError
from mzanalysis.reading.formats.document import PAGE_EDGE, Document, spread_spans, write_row
from mzanalysis.reading.formats.page_styles import Styles
from mzanalysis.text.decoding import decode, note_broken
from mzanalysis.text.folding import drop_unprintable
from mzanalysis.text.patterns import pattern

# Block elements and line breaks (HTML Standard, 15.3 Flow content); any other is inline.
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "plaintext",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "xmp",
    ]
)
_BLOCK_DISPLAYS = frozenset(
    ["block", "flex", "grid", "list-item", "table", "table-cell", "table-row"]
)
_EDGE = "\ufdd0"  # where a browser begins a line; no character, and in no page
_WILD_TAG = re.compile(r"<\w(?:[^<>\s]*\s){20000}")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
_PARAGRAPH, _WHOLE_TEXT = 15, 1500  # characters from which a list's or a table's text is one
# A line break in the page's source is no space between two Chinese characters.
_WRAP = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])")
_MOST = 0.95  # of a page's prose is in the element that holds the document
_FRAMES = ("div", "td", "section", "article", "main", "form", "center")
_MOST_CELLS = 100_000  # that the cells of a table may cover together
_MOST_NAMED, _LONGEST_NAME = 5, 200
_FEW_LINES, _SHORT_TITLE = 12, 8  # lines above the document with its title; its characters


def read(data: bytes, name: str) -> Document:
    """Read a saved page; its metadata are title, issued_date, source_url, issuer where stated.

    Example: ``<p>一、养老</p><table><tr><td>1</td><td>6月底</td></tr></table>`` gives the lines
    ``一、养老`` and ``1 | 6月底 |``.
    """
    address = ""
    if data[:2000].lstrip().lower().startswith((b"from:", b"mime-version:")):
        data, address = _open_archive(data, name)
    text, encoding = decode(data, name, may_be_broken=True)
    page = _parse(text, name)
    metadata = _read_metadata(page, text, address)
    titles = f"{metadata.get('title', '')}\n{page.findtext('.//title', '')}"
    styles = Styles(page)
    styles.drop_hidden(page)
    _part_document(page)
    _keep_lines(page, styles)
    text = _WRAP.sub("", _write(page, styles))
    text = re.sub(r"[ \t\r\n\f]+", " ", text).strip(" ")
    text = re.sub(f" *{_EDGE} *", "\n", text)
    lines = [line for line in text.split("\n") if line.strip() or line == PAGE_EDGE]
    _part_title(lines, titles)
    return Document("\n".join(lines) + "\n", encoding, metadata)


def _open_archive(data: bytes, name: str) -> tuple[bytes, str]:
    """Return the page in an .mhtml file, and the address it was saved from."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    page = message.get_body(("html",))
    payload = page.get_payload(decode=True) if page else None
    if not isinstance(payload, bytes):
        raise InputError(f"{name}: no page in this archive; save the page again as .html")
    return payload, str(message.get("Snapshot-Content-Location", ""))


def _parse(text: str, name: str) -> etree._Element:
    # huge_tree: the parser would drop, without a word, what is nested deeper than 255
    options = {"huge_tree": True, "remove_comments": True, "remove_pis": True}
    parser = html.HTMLParser(encoding="utf-8", **options)
    try:
        if _WILD_TAG.search(text):  # the parser compares each attribute with all others
            raise etree.ParserError("an element has thousands of attributes")
        page = html.document_fromstring(text.encode(), parser=parser)
        if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
            raise etree.ParserError("its elements are nested deeper than can be read")
    except etree.ParserError as error:
        raise InputError(f"{name}: no web page in it ({error}); save the page again") from error
    return page


def _name_attachments(page: etree._Element) -> str:
    """Name the files that a page shows in a frame of their own or links."""
    names = []
    for element in page.iter("iframe", "frame", "embed", "object", "a"):
        address = element.get("src") or element.get("data") or element.get("href") or ""
        file_name = unquote(re.split("[?#]", address)[0].rpartition("/")[2])
        shown = " ".join(element.text_content().split())
        files = list(filter(pattern("attached_file").fullmatch, (shown, file_name)))
        if files:
            names.append(files[0])
        elif element.tag != "a" and address and not address.startswith(("about:", "javascript:")):
            names.append(address[:_LONGEST_NAME])
    return ", ".join(list(dict.fromkeys(names))[:_MOST_NAMED])


def _part_document(page: etree._Element) -> None:
    """Mark the edges of the innermost element with a page's prose and all numbered headings."""
    prose, labels = Counter[etree._Element](), Counter[etree._Element]()
    for text in page.xpath("//text()"):
        is_label = bool(pattern("document_label").match(text))
        if not is_label and not pattern("prose").search(text):
            continue
        holders = [text.getparent(), *text.getparent().iterancestors()]
        if text.is_tail:  # it stands behind the element that the parser hangs it on
            holders.pop(0)
        for holder in holders:
            prose[holder] += len(text)
            labels[holder] += is_label
    if labels[page] < 2:
        return
    innermost = None
    for frame in page.iter(*_FRAMES):
        if prose[frame] >= _MOST * prose[page] and labels[frame] == labels[page]:
            innermost = frame
    if innermost is not None:
        first, last = etree.Element("div"), etree.Element("div")
        first.text = last.text = PAGE_EDGE
        first.tail, innermost.text = drop_unprintable(innermost.text or ""), None
        innermost.insert(0, first)
        innermost.append(last)


def _part_title(lines: list[str], titles: str) -> None:
    """Part the document's title, which may stand above its frame, from the page."""
    if PAGE_EDGE not in lines:
        return
    edge = lines.index(PAGE_EDGE)
    titles = titles.replace(" ", "")
    for number in reversed(range(max(edge - _FEW_LINES, 0), edge)):
        line = "".join(lines[number].split())
        if len(line) >= _SHORT_TITLE and line in titles:
            lines[number : number + 1] = [PAGE_EDGE, lines[number], PAGE_EDGE]
            return


def _keep_lines(page: etree._Element, styles: Styles) -> None:
    for frame in filter(styles.keeps_lines, page.iter(etree.Element)):
        for part in frame.iter():
            part.text = drop_unprintable(part.text or "").replace("\n", _EDGE)
            if part is not frame:
                part.tail = drop_unprintable(part.tail or "").replace("\n", _EDGE)


def _write(element: etree._Element, styles: Styles) -> str:
    """Return the text of an element, without what stands behind it; ``_EDGE`` between lines."""
    parts: list[str] = []
    numbers = Counter[etree._Element]()  # of the items of a list so far
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        display = styles.display(part)
        is_block = display in _BLOCK_DISPLAYS or (not display and part.tag in _BLOCKS)
        parts.append(_EDGE if is_block else "")
        if event == "end":
            parts.append(part.tail or "" if part is not element else "")
        elif part.tag == "table" and _holds_data(part):
            parts += _write_table(part, styles)
            walk.skip_subtree()
        else:
            parts += [_list_number(part, numbers), part.text or ""]
    return "".join(parts)


def _list_number(item: etree._Element, numbers: Counter[etree._Element]) -> str:
    """Return the number that a browser puts before a paragraph of a list; menus get none."""
    parent = item.getparent()
    if item.tag != "li" or parent is None or parent.tag != "ol":
        return ""
    following = numbers[parent] + 1 if parent in numbers else _number(parent.get("start"))
    numbers[parent] = _number(item.get("value"), following)
    text = item.text_content().strip()
    is_paragraph = len(text) >= _PARAGRAPH and not text[0].isdecimal()
    return f"{numbers[parent]}." if is_paragraph else ""


def _holds_data(table: etree._Element) -> bool:
    """Tell a table of data from one that only lays out the page."""
    if table.find(".//table") is not None:
        return False
    widths = [len(list(row.iterchildren("td", "th"))) for row in table.iter("tr")]
    several = [width for width in widths if width > 1]
    longest = max((len(cell.text_content()) for cell in table.iter("td")), default=0)
    return len(several) > len(widths) / 2 and longest < _WHOLE_TEXT


def _write_table(table: etree._Element, styles: Styles) -> Iterator[str]:
    for caption in table.findall("caption"):
        yield _write(caption, styles)
    rows = []
    for row in table.iter("tr"):
        cells = []
        for cell in row.iterchildren("td", "th"):
            columns, height = _number(cell.get("colspan")), _number(cell.get("rowspan"))
            text = re.sub(r"\s+", " ", _WRAP.sub("", _write(cell, styles)).replace(_EDGE, " "))
            cells.append((text, columns, height))
        rows.append(cells)
    if sum(columns * height for cells in rows for _, columns, height in cells) > _MOST_CELLS:
        rows = [[(text, 1, 1) for text, _, _ in cells] for cells in rows]
    for line in map(write_row, spread_spans(rows)):
        yield line.replace("\n", _EDGE)


def _number(value: str | None, otherwise: int = 1) -> int:
    """Return a number from 1 to 1,000; ``otherwise`` for anything else."""
    if not value or not value.isdecimal() or len(value) > 4:
        return otherwise
    return int(value) if 0 < int(value) <= 1000 else otherwise


def _read_metadata(page: etree._Element, text: str, address: str) -> dict[str, str]:
    # The names that Chinese government sites use by rule (政府网站发展指引, 2017).
    stated = {}
    for meta in page.iter("meta"):
        name = meta.get("name", meta.get("property", "")).lower()
        stated[name] = meta.get("content", "").strip()
    # 2025年工作要点_某市民政局: the site's name follows the page's.
    title, *sites = re.split(r"\s*[_|—–-]+\s*", (page.findtext(".//title") or "").strip())
    for name in ("og:title", "articletitle"):
        title = stated.get(name) or title
    date = stated.get("pubdate") or page.findtext(".//*[@id='publish_time']")
    saved_from = _SAVED_FROM.search(text[:2000])
    if not address and saved_from:
        address = saved_from[1]
    if not address:
        address = re.sub("^//", "https://", stated.get("url") or stated.get("og:url", ""))
    issuers = [stated.get("contentsource", ""), stated.get("sitename", ""), *sites]
    issuer = next(filter(pattern("civil_bureau").fullmatch, issuers), "")
    metadata = {"title": title, "issued_date": date, "source_url": address, "issuer": issuer}
    metadata |= {"attachments": _name_attachments(page), "left_out": note_broken(text)}
    return {field: value for field, value in metadata.items() if value}
