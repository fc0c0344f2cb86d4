"""Hand on with a page's bytes the charset that its transport declared."""

from __future__ import annotations

import codecs
import re

from tasks.text.decoding import BYTE_ORDER_MARKS

LOOKED_AT = 4096  # bytes in which a page may declare its charset
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
# What browsers take these names for, and what the pages that bear them are written in.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
_NO_CHARSETS = frozenset({"utf_7", "punycode", "idna", "unicode_escape", "raw_unicode_escape"})
_WIDE = ("utf-16", "utf-32")  # told by their zeros and byte order marks; an ASCII tag before them would spoil them


def with_charset(content: bytes, charset: str | None) -> bytes:
    """Return a page's bytes so that `charset`, of its HTTP header, is seen in them: behind a <meta> tag where needed.

    As in browsers a byte order mark outranks the header and the header what the page says itself. But a header that
    the bytes belie is a server's default, and is passed over: bytes that can't be of its charset, or that are UTF-8.
    """
    name = _known(charset)
    if name is None or name.startswith(_WIDE) or content.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)):
        return content
    declared = _DECLARED.search(content[:LOOKED_AT])
    said = _known(declared[1].decode("ascii")) if declared else None
    if said == name or not _can_be(content, name) or (name != "utf-8" and _can_be(content, "utf-8")):
        return content
    if name == "utf-8" and said is None:
        return content  # found without being told
    return b'<meta charset="%s">' % name.encode("ascii") + content


def _known(charset: str | None) -> str | None:
    """Return Python's name for a charset that pages are written in; None for any other word."""
    if not charset or not charset.isascii():
        return None
    try:
        codec = codecs.lookup(charset.strip())
    except (LookupError, ValueError):
        return None
    if not codec._is_text_encoding or codec.name.replace("-", "_") in _NO_CHARSETS:
        return None
    return _MEANT.get(codec.name, codec.name)


def _can_be(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except (UnicodeError, LookupError):
        return False
    return True
