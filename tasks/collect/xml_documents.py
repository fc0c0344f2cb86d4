"""Untrusted bytes to a small, sound XML tree: the gate before every feed, sitemap and outline.

Nothing of a document's prolog reaches a parser: its encoding is settled here, its DOCTYPE (and with it every entity,
external subset and parameter) is cut off, and what comes after is bounded in size, tags and depth. So no entity is
expanded, no file or address is opened, and a document that was cut in half is known to be.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

from tasks.collect.announcements import NotReadable
from tasks.text.decoding import BYTE_ORDER_MARKS, decode

MAX_BYTES = 50_000_000  # the sitemap protocol's limit
MAX_TAGS = 2_000_000  # "<" in the document; a tree takes about 100 bytes for each
MAX_ROWS = 50_000  # of a document that is not well-formed; as many as a sitemap may hold
MAX_TAG_LENGTH = 100_000  # characters: thousands of attributes or namespaces on one tag take seconds each to parse
_LONG_TAG = 5_000
_HEAD = 100_000  # characters within which the root element must begin
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_UNMARKED = (  # how "<?" or "<r" begins in encodings of two and four bytes
    (re.compile(rb"<\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00<"), "utf-32-be"),
    (re.compile(rb"<\x00[^\x00]\x00"), "utf-16-le"),
    (re.compile(rb"\x00<\x00[^\x00]"), "utf-16-be"),
)
_WESTERN = frozenset({"iso8859-1", "ascii"})  # what says so is Windows-1252, by the web's practice
_STATEFUL = ("iso2022", "hz")  # all ASCII bytes, so they would pass as UTF-8
_NO_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_NUMBERED = re.compile(r"&#(?:x([0-9A-Fa-f]+)|(\d+));?")
_OF_XML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
_NAMESPACE = re.compile(r"""(xmlns(?::[\w.-]+)?\s*=\s*)(?:"([^"<>]*)"|'([^'<>]*)')""")
_PROLOG = re.compile(r"<!--|<\?|<!DOCTYPE|<[A-Za-z_]", re.IGNORECASE)
_TAG = re.compile(r"<([A-Za-z_][\w.:-]*)[^<>]*>?")
_PREFIXES = {  # declared for the many documents that use them and forgot to say so
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document: its tree, its root's name in lower case without prefix, and what is wrong with it."""

    root: etree._Element
    name: str
    problems: tuple[str, ...]


def read_document(
    body: bytes,
    *,
    what: str,
    roots: frozenset[str],
    rows: tuple[str, ...],
    fields: frozenset[str],
    charset: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Document:
    """Parse `body`, which must have one of `roots` (names in lower case) as its root element.

    `rows` names the repeated elements, `fields` what is read of them. A document that is not well-formed is read row by
    row, so that a broken one does not take its neighbors with it; of a document without its end only whole rows are
    kept, since half a link leads elsewhere.
    `what` is the document in words ("feed"). Raises NotReadable with one sentence.
    """
    if len(body) > max_bytes:
        raise NotReadable(f"The {what} has more than {max_bytes // 1_000_000} MB.")
    text = _from_root(text_of(body, charset), what, roots)
    if text.count("<") > MAX_TAGS or _has_endless_tag(text):
        raise NotReadable(f"The {what} has more tags or attributes than any real one.")
    tag = _TAG.match(text)
    assert tag is not None  # _from_root ends at one
    text = _NAMESPACE.sub(_without_blanks, _declared(text, tag[0], tag[1]))
    root = _parsed(text, recover=False)
    if root is not None and local(root) in roots:
        return Document(root=root, name=local(root), problems=())
    cut = not tag[0].endswith("/>") and f"</{tag[1]}" not in text
    root = _row_by_row(text, rows, fields)
    if root is None or local(root) not in roots:
        raise NotReadable(f"The {what} is not XML that can be read.")
    said = "is cut off; what is whole was read" if cut else "is not well-formed XML; what could be read was read"
    return Document(root=root, name=local(root), problems=(f"The {what} {said}.",))


def text_of(body: bytes, charset: str | None = None) -> str:
    """Decode a document: byte order mark, UTF-8, the charset of its transport, its own declaration, then a guess.

    UTF-8 goes before what is declared, since no other text is UTF-8 by accident and declarations are often wrong.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return _clean(body[len(mark) :].decode(encoding, errors="replace"))
    for pattern, encoding in _UNMARKED:
        if pattern.match(body):
            return _clean(body.decode(encoding, errors="replace"))
    declared = [name for name in (_known(charset), _known(_declaration(body))) if name]
    stateful = [name for name in declared if name.startswith(_STATEFUL)]
    for encoding in (*stateful, "utf-8", *declared):
        try:
            return _clean(body.decode("cp1252" if encoding in _WESTERN else encoding))
        except UnicodeError:
            continue
    return _clean(decode(body.replace(b"\x00", b"")) or body.decode("utf-8", errors="replace"))


def local(element: etree._Element) -> str:
    """Return an element's name in lower case, without namespace or prefix; "" for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the element's children of these names (lower case, any namespace)."""
    return (child for child in element if local(child) in names)


def _clean(text: str) -> str:
    """Drop what XML can't hold; write HTML's named characters as characters, and other names as text."""
    return _NUMBERED.sub(_possible, _NAMED_ENTITY.sub(_character, _NO_CHARACTERS.sub("", text)))


def _character(entity: re.Match[str]) -> str:
    character = html5.get(f"{entity[1]};")
    return f"&amp;{entity[1]};" if character is None else _OF_XML.get(character, character)


def _possible(reference: re.Match[str]) -> str:
    """Drop a numbered character that XML can't hold; lxml would let it in and fail on it later."""
    digits = reference[1] or reference[2]
    number = int(digits, 16 if reference[1] else 10) if len(digits) <= 8 else 0
    return reference[0] if 0 < number <= 0x10FFFF and not _NO_CHARACTERS.match(chr(number)) else ""


def _declaration(body: bytes) -> str | None:
    found = _DECLARED.search(body[:1_000])
    return found[1].decode("ascii") if found else None


def _known(charset: str | None) -> str | None:
    """Return Python's name of a character encoding; None for what is none or decodes to something else than it says."""
    if not charset or not charset.isascii() or "\x00" in charset:
        return None
    try:
        codec = codecs.lookup(charset.strip())
    except (LookupError, ValueError):
        return None
    unsafe = (
        "utf-7",
        "punycode",
        "idna",
        "unicode_escape",
        "raw_unicode_escape",
        "raw-unicode-escape",
        "unicode-escape",
    )
    return codec.name if codec._is_text_encoding and codec.name not in unsafe else None


def _from_root(text: str, what: str, roots: frozenset[str]) -> str:
    """Return the document from its root element on, whatever stands before it."""
    place = 0
    while (found := _PROLOG.search(text, place, _HEAD)) is not None:
        if found[0] == "<!--":
            place = _after(text, "-->", found.end())
        elif found[0] == "<?":
            place = _after(text, ">", found.end())
        elif found[0][1] == "!":
            place = _after_doctype(text, found.end())
        else:
            tag = _TAG.match(text, found.start())
            name = tag[1].rpartition(":")[2].lower() if tag else ""
            if name in roots:
                return text[found.start() :]
            if name in ("html", "head", "body"):
                raise NotReadable(f"This is a web page, not {_one(what)}.")
            place = found.end()
    raise NotReadable(f"This is not {_one(what)}." if text.strip() else f"The {what} is empty.")


def _one(what: str) -> str:
    return f"an {what}" if what[0] in "AEIOUaeiou" else f"a {what}"


def _after(text: str, end: str, place: int) -> int:
    found = text.find(end, place)
    return found + len(end) if found >= 0 else len(text)


def _after_doctype(text: str, place: int) -> int:
    """Return where a DOCTYPE ends, its internal subset with it."""
    end, subset = text.find(">", place), text.find("[", place)
    if end < 0:
        return len(text)
    if 0 <= subset < end:
        closing = re.compile(r"\]\s*>").search(text, subset)
        return closing.end() if closing else len(text)
    return end + 1


def _has_endless_tag(text: str) -> bool:
    return re.search(rf"<[A-Za-z][^<>]{{{MAX_TAG_LENGTH}}}", text) is not None


def _without_blanks(namespace: re.Match[str]) -> str:
    """Write a namespace without blanks: those who read the tree take the first for its end."""
    name = "".join((namespace[2] or namespace[3] or "").split()).replace('"', "")
    return f'{namespace[1]}"{name}"'


def _declared(text: str, tag: str, name: str) -> str:
    """Add declarations of well-known prefixes that the root element lacks."""
    missing = [p for p in _PREFIXES if f"<{p}:" in text and f"xmlns:{p}" not in tag]
    if not missing:
        return text
    added = "".join(f' xmlns:{prefix}="{_PREFIXES[prefix]}"' for prefix in missing)
    return f"<{name}{added}{text[len(name) + 1 :]}"


def _parsed(text: str, *, recover: bool) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding="utf-8", recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, strip_cdata=True, collect_ids=False,
    )  # fmt: skip
    try:
        return etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return None


def _row_by_row(text: str, rows: tuple[str, ...], fields: frozenset[str]) -> etree._Element | None:
    """Parse what stands before the first row, and each row by itself, and put them together."""
    edges = re.compile(rf"<(/?)(?:\w+:)?(?:{'|'.join(rows)})(?=[\s/>])[^<>]*>?", re.IGNORECASE)
    names = "|".join(sorted(fields | set(rows)))
    stray = re.compile(rf"<(?!/?(?:\w+:)?(?:{names})[\s/>])|&(?!#?\w{{1,32}};)", re.IGNORECASE)
    first, tag = edges.search(text), _TAG.match(text)
    root = _parsed(text[: first.start()] if first else text, recover=True)
    if root is None or tag is None:
        return root
    holder = next(children(root, "channel"), root)
    opening = tag[0] if len(tag[0]) <= _LONG_TAG else f"<{tag[1]}>"  # it is parsed once for every row
    for start, end in _spans(edges, text):
        row = _parsed(f"{opening}{text[start:end]}</{tag[1]}>", recover=False)
        if row is None:
            row = _parsed(f"{opening}{_repaired(text[start:end], stray)}</{tag[1]}>", recover=True)
        if row is not None:
            holder.extend(list(row))
    return root


def _repaired(row: str, stray: re.Pattern[str]) -> str:
    """Escape every "<" and "&" of a row that begins no field and no character, as its writer should have."""
    parts = re.split(r"(<!\[CDATA\[[^\]]*(?:\](?!\]>)[^\]]*)*\]\]>)", row)
    return "".join(
        part if number % 2 else stray.sub(lambda found: "&amp;" if found[0] == "&" else "&lt;", part)
        for number, part in enumerate(parts)
    )


def _spans(edges: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield where each row starts and ends; a row whose end is missing ends where the next one starts."""
    start = None
    for number, edge in enumerate(edges.finditer(text)):
        if number > 2 * MAX_ROWS:
            return
        if not edge[1]:
            if start is not None:
                yield start, edge.start()
            start = edge.start()
        elif start is not None:
            yield start, edge.end()
            start = None
