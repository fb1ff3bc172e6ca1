"""How a browser shows the elements of a page: what is hidden, what begins a line."""

import re
from collections.abc import Iterator

from lxml import etree

from mzanalysis.text.patterns import pattern

_UNSEEN = [
    "script",
    "style",
    "head",
    "noscript",
    "noframes",
    "noembed",
    "template",
    "svg",
    "iframe",
    "object",
    "audio",
    "video",
    "canvas",
    "datalist",
]
_DECLARATION = re.compile(
    r"(?:^|;)\s*(display|visibility|white-space)\s*:\s*([\w-]+)", re.IGNORECASE
)
_COMMENT = re.compile(r"/\*(?:.*?\*/|.*)", re.DOTALL)
_SIMPLE = re.compile(r"\w*(?:[.#][\w-]+)?")
_MARKS = re.compile(r"[.#][\w-]+")
_HIDING = {("display", "none"), ("visibility", "hidden"), ("visibility", "collapse")}


class Styles:
    """What an element's own style and the page's simple rules (``.menu``, ``p.old``) say."""

    def __init__(self, page: etree._Element) -> None:
        """Read the rules that stand in a page itself."""
        self._hiding: set[str] = set()
        self._showing: set[str] = set()  # classes and names that any rule shows
        for style in page.iter("style"):
            if style.get("media", "all").strip().lower() in ("", "all", "screen"):
                for selector, declarations in _read_rules(style.text or ""):
                    self._add_rule(selector.strip(), declarations)

    def _add_rule(self, selector: str, declarations: dict[str, str]) -> None:
        if not declarations.items() & _HIDING:
            last = selector.split()[-1] if declarations and selector else ""
            self._showing.update(_MARKS.findall(last))
        elif _SIMPLE.fullmatch(selector):
            self._hiding.add(selector)

    def display(self, element: etree._Element) -> str:
        """Return what an element's own style says of ``display``, "" if nothing."""
        return _read_style(element.get("style", "")).get("display", "")

    def keeps_lines(self, element: etree._Element) -> bool:
        """Tell whether line breaks in the source of an element are shown."""
        space = _read_style(element.get("style", "")).get("white-space", "")
        return element.tag in ("pre", "textarea") or space.startswith("pre")

    def drop_hidden(self, page: etree._Element) -> None:
        """Take from a page what a browser does not show.

        Where all numbered headings of a page are hidden, its scripts will show them: they stay.
        """
        etree.strip_elements(page, *_UNSEEN, with_tail=False)
        hidden = [element for element in page.iter(etree.Element) if self._is_hidden(element)]
        if not hidden or _hides_document(page, set(hidden)):
            return
        for element in hidden:
            element.tag = "template"
        etree.strip_elements(page, "template", with_tail=False)

    def _is_hidden(self, element: etree._Element) -> bool:
        own = _read_style(element.get("style", ""))
        if own.items() & _HIDING:
            return True
        is_plain = "display" not in own
        if is_plain and (element.get("hidden") is not None or _is_closed_dialog(element)):
            return True
        marks = [f".{name}" for name in element.get("class", "").split()]
        marks += [f"#{element.get('id')}"]
        names = {element.tag, *marks, *(f"{element.tag}{mark}" for mark in marks)}
        is_shown = "display" in own or not self._showing.isdisjoint(marks)
        return not is_shown and not self._hiding.isdisjoint(names)


def _is_closed_dialog(element: etree._Element) -> bool:
    return element.tag == "dialog" and element.get("open") is None


def _read_style(declarations: str) -> dict[str, str]:
    """Return ``display`` and ``visibility`` of a list of declarations, the last of each."""
    found = _DECLARATION.findall(declarations)
    return {name.lower(): value.lower() for name, value in found}


def _read_rules(css: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield selectors and declarations; what stands within @media and the like is passed over."""
    depth, selectors = 0, ""
    parts = re.split("([{}])", _COMMENT.sub("", css))
    for text, brace in zip(parts[::2], parts[1::2], strict=False):
        if brace == "{":
            depth += 1
            selectors = text if depth == 1 else ""
            continue
        if depth == 1:
            declarations = _read_style(text)
            for selector in selectors.split(","):
                yield selector, declarations
        depth = max(depth - 1, 0)


def _hides_document(page: etree._Element, hidden: set[etree._Element]) -> bool:
    """Tell whether all numbered headings of a page, two or more, stand in hidden elements."""
    n_labels = 0
    for text in page.xpath("//text()"):
        if pattern("document_label").match(text):
            holder = text.getparent() if not text.is_tail else text.getparent().getparent()
            if hidden.isdisjoint([holder, *holder.iterancestors()]):
                return False
            n_labels += 1
    return n_labels > 1
