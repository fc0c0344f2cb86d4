"""The extract stage: a page -> an article or a rejection. Pure: the same page always gives the same answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from storage.models import Article, Credit, CreditKind, DateOrigin, Media, Page, Reason, Rejection, SourceOrigin
from tasks.extract import admission, body, document, language, outlets
from tasks.extract.boilerplate import Cleaned, clean
from tasks.extract.metadata import Metadata, read_metadata
from tasks.text.dates import parse_moment
from tasks.text.decoding import decode
from tasks.text.timestamps import Moment

LARGEST_PAGE = 20_000_000  # bytes
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+|>\s?|[-*+]\s+)+", re.MULTILINE)
_MARKDOWN_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_MARKDOWN_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1(?!\w)")


@dataclass(frozen=True, slots=True)
class _Read:
    """What was got out of a page: its text, still uncleaned, and its markup's metadata."""

    text: str
    meta: Metadata
    tree: HtmlElement | None = None
    url: str | None = None


def read_page(page: Page) -> Article | Rejection:
    """Return the article that `page` holds, or the reason why it holds none.

    What was given with a page (manifest, front matter) outranks what its markup says, and that outranks its text.
    """
    if refusal := _unreadable(page):
        return _rejection(page, refusal)
    content = _decoded(page)
    if content is None:
        return _rejection(page, admission.Refusal(Reason.NOT_TEXT, "The bytes are not text in any known encoding."))
    try:
        read = _read_html(content, _web_address(page)) if page.media is Media.HTML else _read_text(page, content)
    except Exception as cause:  # trafilatura and lxml fail in many ways on hostile pages; none may stop the batch
        detail = f"The extractor failed on this page ({type(cause).__name__})."
        return _rejection(page, admission.Refusal(Reason.EXTRACTOR_FAILED, detail))
    return _admitted(page, read)


def _unreadable(page: Page) -> admission.Refusal | None:
    if not page.content.strip():
        return admission.Refusal(Reason.EMPTY, "The page is empty.")
    if len(page.content) > LARGEST_PAGE:
        return admission.Refusal(Reason.TOO_LARGE, f"The page is larger than {LARGEST_PAGE // 1_000_000} MB.")
    return None


def _decoded(page: Page) -> str | None:
    if page.media is Media.HTML and (declared := _META_CHARSET.search(page.content[:4096])):
        try:
            return page.content.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(page.content)


def _read_html(content: str, url: str | None) -> _Read:
    tree = document.parse(content)
    if tree is None:
        return _Read("", Metadata())
    meta = read_metadata(tree, url=url)
    document.drop_captions(tree)
    document.join_lines(tree)
    return _Read(body.extract_text(tree, url=url, article_body=meta.article_body), meta, tree, url)


def _read_text(page: Page, content: str) -> _Read:
    is_markdown = (page.path or page.address).lower().endswith((".md", ".markdown"))
    return _Read(_without_markdown(content) if is_markdown else content, Metadata())


def _without_markdown(content: str) -> str:
    content = _MARKDOWN_LINK.sub(r"\1", _MARKDOWN.sub("", content))
    return _MARKDOWN_EMPHASIS.sub(r"\2", content)


def _admitted(page: Page, read: _Read) -> Article | Rejection:
    code = (page.given.language or read.meta.language or "")[:2].lower() or language.detect(read.text)
    cleaned = clean(read.text, title=page.given.title or read.meta.title, headings=read.meta.headings, language=code)
    refusal = admission.judge(cleaned, read.meta, read.tree, read.url)
    return _rejection(page, refusal) if refusal else _article(page, read, cleaned, code)


def _article(page: Page, read: _Read, cleaned: Cleaned, code: str) -> Article:
    given, meta = page.given, read.meta
    title = given.title or cleaned.title or ""  # never made up: a headline is a title word for word
    source, source_origin = _source(page, read, cleaned)
    published, date_origin = _published(page, meta, cleaned)
    modified, modified_origin = _modified(meta, cleaned)
    # Two files saved from one address are two versions of one article, so the address that a page gives itself counts.
    address = given.url or meta.url or page.address
    identity = Article.make_id(address)
    facts = (source or "", str(published.at if published else ""))
    return Article(
        id=identity,
        version=Article.make_version(identity, title, cleaned.text, *facts),
        page=page.id,
        address=address,
        title=title,
        body=cleaned.text,
        language=code,
        first_seen=page.loaded_at,
        path=page.path,
        url=given.url or meta.url or _web_address(page),
        source=source,
        source_origin=source_origin,
        byline=given.byline or meta.byline,
        published=published.at if published else None,
        day_only=published is not None and published.day_only,
        date_origin=date_origin,
        zone_certain=published.zone_certain if published else None,
        modified=modified.at if modified else None,
        modified_origin=modified_origin,
        modified_zone_certain=modified.zone_certain if modified else None,
        seen_origin=page.seen_origin,
        credits=cleaned.credits,
        removed=cleaned.removed,
    )


def _source(page: Page, read: _Read, cleaned: Cleaned) -> tuple[str | None, SourceOrigin]:
    """Return the outlet: given, of the page's markup, or betrayed by its text or address, in this order."""
    if page.given.source:
        return page.given.source, SourceOrigin.MANIFEST
    address = page.given.url or read.meta.url or page.address
    if listed := outlets.of_address(address):
        return listed, SourceOrigin.META if read.meta.source else SourceOrigin.TEXT
    if read.meta.source:
        return read.meta.source, SourceOrigin.META
    lines = [*cleaned.text.split("\n"), *(line.text for line in cleaned.removed)]
    found = _syndicated(cleaned.credits) or outlets.betrayed(lines) or outlets.host_of(address)
    return (found, SourceOrigin.TEXT) if found else (None, SourceOrigin.NONE)


def _syndicated(credits: tuple[Credit, ...]) -> str | None:
    return next((credit.name for credit in credits if credit.kind is CreditKind.SYNDICATED), None)


def _published(page: Page, meta: Metadata, cleaned: Cleaned) -> tuple[Moment | None, DateOrigin]:
    if given := parse_moment(page.given.published or ""):
        return given, page.given.published_origin
    for stated, origin in ((meta, DateOrigin.META), (cleaned.stated, DateOrigin.TEXT)):
        if stated.published:
            return Moment(stated.published, stated.day_only, stated.zone_certain), origin
    return None, DateOrigin.NONE


def _modified(meta: Metadata, cleaned: Cleaned) -> tuple[Moment | None, DateOrigin]:
    for stated, origin in ((meta, DateOrigin.META), (cleaned.stated, DateOrigin.TEXT)):
        if stated.modified:
            return Moment(stated.modified, False, stated.modified_zone_certain), origin
    return None, DateOrigin.NONE


def _web_address(page: Page) -> str | None:
    return next((url for url in (page.given.url, page.address) if outlets.host_of(url)), None)


def _rejection(page: Page, refusal: admission.Refusal) -> Rejection:
    return Rejection(
        address=page.address,
        stage="extract",
        reason=refusal.reason,
        detail=refusal.detail,
        at=page.loaded_at,
        page=page.id,
    )


def extract_record(record: dict[str, Any]) -> dict[str, Any]:
    """Answer one record of the `extract` filter: `id, url, html` in, the article's fields or a reason code out.

    The text and metadata of a rejected page are given too: the reader of the stream decides.
    """
    answer: dict[str, Any] = {"id": record.get("id"), "title": None, "text": "", "published": None, "author": None}
    answer |= {"site": None, "language": None, "removed": [], "rejected": None}
    try:
        read = _read_html(str(record.get("html") or ""), str(record.get("url") or "") or None)
    except Exception:  # as in read_page
        return answer | {"rejected": Reason.EXTRACTOR_FAILED.value}
    code = read.meta.language or language.detect(read.text)
    cleaned = clean(read.text, title=read.meta.title, headings=read.meta.headings, language=code)
    refusal = admission.judge(cleaned, read.meta, read.tree, read.url)
    stated = read.meta.published or cleaned.stated.published
    day_only = read.meta.day_only if read.meta.published else cleaned.stated.day_only
    return answer | {
        "title": cleaned.title,
        "text": cleaned.text,
        "published": None if stated is None else stated.date().isoformat() if day_only else stated.isoformat(),
        "author": read.meta.byline,
        "site": outlets.of_address(read.meta.url) or read.meta.source,
        "language": code,
        "removed": _removed(cleaned),
        "rejected": refusal.reason.value if refusal else None,
    }


def clean_record(record: dict[str, Any]) -> dict[str, Any]:
    """Answer one record of the `clean` filter: `id, text` in, `id, text, removed` out."""
    text = str(record.get("text") or "")
    cleaned = clean(text, title=record.get("title"), language=language.detect(text))
    return {"id": record.get("id"), "text": cleaned.text, "removed": _removed(cleaned)}


def _removed(cleaned: Cleaned) -> list[dict[str, str]]:
    return [{"text": line.text, "reason": line.reason.value} for line in cleaned.removed]
