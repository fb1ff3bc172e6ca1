"""What every reader returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# On a line of its own, it parts what belongs to a web page from the document shown on it: every
# other stretch, beginning with the second, is the document.
PAGE_EDGE = "\u2028\u2029"


@dataclass(frozen=True)
class Document:
    r"""A file's text (newlines ``\n``), how it was decoded, and what the file says of itself.

    ``metadata`` holds fields stated outside the text (a web page's ``<meta>``, a Word file's
    properties) under the register's names: title, issuer, issued_date, source_url.
    """

    text: str
    encoding: str
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def unify_newlines(text: str) -> str:
    r"""Turn ``\r\n`` and ``\r`` into ``\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
