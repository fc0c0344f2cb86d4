"""From what a source announces to the pages that are fetched: which items, in which order, and what becomes of them.

Nothing here asks the web by itself: `hear` and `fetch_items` are handed a way to do so.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from storage.items import Document, Item, ItemState
from storage.models import DateOrigin, Given, Media, Page
from tasks.collect.addresses import canonical, same_site
from tasks.collect.announcements import Announced, NotReadable
from tasks.collect.charset import with_charset
from tasks.collect.outcomes import Failure, Fetched, Why
from tasks.collect.readers import read_announcement
from tasks.collect.reading import Untrusted, What
from tasks.text.timestamps import machine_written

MOST_DOCUMENTS = 12  # sitemaps of one index, or pages of one feed, in one run
FULL_AFTER = timedelta(hours=24)  # now and then everything is asked for: some servers never say that something changed
MOST_ATTEMPTS = 5  # of one item, over as many runs
GIVE_UP_AFTER = 3  # items in a row whose host is in trouble: the rest waits for the next run
FIRST_YEAR = 1995
PASSING = frozenset(
    {
        Why.TIMED_OUT, Why.SERVER_ERROR, Why.RATE_LIMITED, Why.RESTING, Why.CONNECTION, Why.NO_SUCH_HOST, Why.CUT_SHORT,
        Why.ROBOTS_UNREACHABLE, Why.TLS,
    }
)  # fmt: skip
HTML_KINDS = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "application/octet-stream", "")
LINK = re.compile(rb"<link\b[^>]{0,2000}>", re.IGNORECASE)
CANONICAL = re.compile(rb"\brel\s*=\s*[\"']?canonical\b", re.IGNORECASE)
HREF = re.compile(rb"\bhref\s*=\s*(?:\"([^\"]{1,2048})\"|'([^']{1,2048})'|([^\s\"'>]{1,2048}))", re.IGNORECASE)
HEAD_BYTES = 300_000
UNCHANGED = "Nothing changed since it was last read."


class Kind(StrEnum):
    """What a web source is asked for."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"  # the article itself
    SECTION = "section"  # a page whose links lead to articles


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSource:
    """A source on the web as configured."""

    name: str
    kind: Kind
    url: str
    outlet: str | None = None  # what its articles are said to be from; else what they say themselves
    language: str | None = None
    allow_private: bool = False
    most_items: int = 100  # articles fetched in one run


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a source announced when it was asked."""

    items: tuple[Announced, ...] = ()
    documents: tuple[Document, ...] = ()  # that were read
    unchanged: bool = False
    reason: str = ""  # empty unless it failed
    detail: str = ""


class Ask(Protocol):
    """A way to ask the web: `Client.fetch`, with the source's trust applied."""

    def __call__(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched | Failure:
        """Fetch `url`."""


def hear(source: WebSource, ask: Ask, earlier: Mapping[str, Document], now: datetime) -> Heard:
    """Ask a source for what it announces; only for what changed since `earlier`. Never raises."""
    if source.kind is Kind.PAGE:
        return Heard(items=(Announced(url=source.url, address=canonical(source.url) or source.url),))
    conditional = {} if source.kind is Kind.SITEMAP and len(earlier) > 1 else earlier
    first = _read(source, source.url, ask, conditional, now)
    if isinstance(first, Heard):
        return first
    read, problems = (
        _rest(source, first, ask, earlier, now) if source.kind is Kind.SITEMAP else ([first], first.problems)
    )
    items = {item.address: item for one in reversed(read) for item in reversed(one.items) if item.address}
    return Heard(
        items=tuple(reversed(items.values())),
        documents=tuple(one.document for one in read),
        detail=" ".join(problems)[:500],
    )


def _rest(
    source: WebSource, first: _Read, ask: Ask, earlier: Mapping[str, Document], now: datetime
) -> tuple[list[_Read], tuple[str, ...]]:
    """Read the sitemaps that an index names, and those that they name, up to a bound; one that fails costs no other."""
    read, problems = [first], first.problems
    waiting, asked = list(first.further), {source.url}
    while waiting and len(asked) < MOST_DOCUMENTS:
        url = waiting.pop(0)
        if url in asked:
            continue
        asked.add(url)
        more = _read(source, url, ask, earlier, now)
        if isinstance(more, _Read):
            read.append(more)
            waiting += more.further
            problems += more.problems
        elif not more.unchanged:
            problems += (f"{url}: {more.detail}",)
    return read, problems


@dataclass(frozen=True, slots=True)
class _Read:
    items: tuple[Announced, ...]
    further: tuple[str, ...]
    problems: tuple[str, ...]
    document: Document


def _read(source: WebSource, url: str, ask: Ask, earlier: Mapping[str, Document], now: datetime) -> _Read | Heard:
    """Return what one document announces, or the end of the matter: it did not change, or it failed."""
    fetched = _ask_since(ask, url, earlier.get(url), now)
    if isinstance(fetched, Failure):
        return Heard(reason=fetched.reason.value, detail=fetched.detail)
    if fetched.not_modified:
        return Heard(unchanged=True, detail=UNCHANGED)
    try:
        announcement = read_announcement(_untrusted(source, fetched, now))
    except NotReadable as error:
        return Heard(reason=error.why.value, detail=str(error))
    problems = announcement.problems
    if fetched.redirects and fetched.final_url != url:
        problems = (f"It answers from {fetched.final_url} now.", *problems)
    return _Read(announcement.items, announcement.further, problems, _document(source, fetched, now))


def _ask_since(ask: Ask, url: str, kept: Document | None, now: datetime) -> Fetched | Failure:
    """Ask for what changed since `kept`; for everything if that is too long ago, or there is none."""
    fresh = kept if kept and now - kept.fetched_at < FULL_AFTER else None
    return ask(url, etag=fresh.etag, last_modified=fresh.last_modified) if fresh else ask(url)


def _document(source: WebSource, fetched: Fetched, now: datetime) -> Document:
    return Document(
        source=source.name, url=fetched.url, etag=fetched.etag, last_modified=fetched.last_modified, fetched_at=now
    )


def _untrusted(source: WebSource, fetched: Fetched, now: datetime) -> Untrusted:
    return Untrusted(
        what=What(source.kind.value),
        body=fetched.body,
        url=fetched.final_url,
        content_type=fetched.content_type,
        charset=fetched.charset,
        now=now,
    )


def merge(
    source: WebSource,
    known: Mapping[str, Item],
    announced: Sequence[Announced],
    *,
    new: bool,
    taken: Collection[str],
    now: datetime,
) -> list[Item]:
    """Return the items that are new or were announced as changed since; nothing else is asked for again.

    `known` holds, of what was announced, the items that had been before.
    Items that another source has (`taken`) are noted and not fetched. Of a source that is `new`, the newest
    `most_items` are wanted and the rest is passed over: it is read from now on, not back to its beginning.
    """
    fresh: list[Item] = []
    changed: list[Item] = []
    for item in announced:
        before = known.get(item.address)
        if before is None:
            fresh.append(_known(item, source, taken, now))
        elif source.kind is Kind.PAGE or _was_edited(before, item):
            changed.append(replace(before, state=ItemState.WAITING, attempts=0, modified=item.modified))
    if new:
        beyond = {one.address for one in _newest(_waiting(fresh))[source.most_items :]}
        fresh = [replace(one, state=ItemState.PASSED_OVER) if one.address in beyond else one for one in fresh]
    return fresh + changed


def choose(known: Iterable[Item], source: WebSource) -> list[Item]:
    """Return the items to fetch in this run, the newest first."""
    return _newest(_waiting(known))[: source.most_items]


def fetch_items(
    chosen: Sequence[Item], ask: Ask, source: WebSource, now: datetime
) -> Iterator[tuple[Item, Page | None]]:
    """Fetch each item and yield what it became, with its page if it gave one; one that did not change gives none.

    Where the hosts of several items in a row are in trouble, the rest is left for the next run.
    """
    troubled = 0
    for item in chosen:
        if troubled >= GIVE_UP_AFTER:
            return
        fetched = ask(item.url)
        if isinstance(fetched, Failure):
            troubled = troubled + 1 if fetched.reason in PASSING else 0
            yield _failed(item, fetched.reason, fetched.detail, now), None
            continue
        troubled = 0
        page = None if fetched.not_modified else page_of(item, fetched, source, now)
        if page is None and not fetched.not_modified:
            detail = f"The address holds no page but {fetched.content_type or 'bytes'}."
            yield _failed(item, Why.NOT_A_PAGE, detail, now), None
            continue
        done = replace(
            item, state=ItemState.FETCHED, reason="", detail="", attempts=item.attempts + 1, tried_at=now,
            page_address=page.address if page else item.page_address,
        )  # fmt: skip
        yield done, page


def rereading(
    source: WebSource, ask: Ask, earlier: Mapping[str, Document], now: datetime, keep: Callable[[Document], None]
) -> Ask:
    """Return a way to ask for the page that `source` is: only if it changed since `earlier`, once a day in any case.

    `keep` is handed what to ask by next time, if the page came in full.
    """

    def ask_again(url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched | Failure:
        fetched = _ask_since(ask, url, earlier.get(url), now)
        if isinstance(fetched, Fetched) and not fetched.not_modified and url == source.url:
            keep(_document(source, fetched, now))
        return fetched

    return ask_again


def fared(source: WebSource, heard: Heard, item: Item, page: Page | None) -> Heard:
    """Return how a source fared, now that `item` became what it is: a source that is one page fares as that page."""
    if source.kind is not Kind.PAGE or item.address != heard.items[0].address:
        return heard
    unchanged = page is None and not item.reason
    return replace(heard, unchanged=unchanged, reason=item.reason, detail=UNCHANGED if unchanged else item.detail)


def page_of(item: Item, fetched: Fetched, source: WebSource, now: datetime) -> Page | None:
    """Return the page that was fetched for an item; None if it is no text.

    It is known by the address that it names as its own, if that is on the same site: so its variants become one.
    """
    kind = fetched.content_type
    if b"\x00" in fetched.body[:2048] and not fetched.body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    if kind not in (*HTML_KINDS, "text/plain"):
        return None
    address = own_address(fetched.body, fetched.final_url) or item.address
    given = Given(
        source=source.outlet,
        url=address,
        published=item.published if item.published_at else None,
        published_origin=DateOrigin.FEED if item.published_at else DateOrigin.MANIFEST,
        language=item.language or source.language,
    )
    is_text = kind == "text/plain"
    content = fetched.body if is_text else with_charset(fetched.body, fetched.charset)
    return Page(
        address=address, media=Media.TEXT if is_text else Media.HTML, content=content, loaded_at=now, given=given
    )


def own_address(body: bytes, url: str) -> str:
    """Return the canonical address that a page names as its own; "" if it names none, or one of another site."""
    for link in LINK.findall(body[:HEAD_BYTES]):
        href = HREF.search(link) if CANONICAL.search(link) else None
        if href is None:
            continue
        written = html.unescape(next(part for part in href.groups() if part is not None).decode("utf-8", "replace"))
        address = canonical(written, base=url)
        is_front_page = re.fullmatch(r"https?://[^/]+/?", address) is not None
        if address and same_site(address, url) and not is_front_page:
            return address
    return ""


def _known(item: Announced, source: WebSource, taken: Collection[str], now: datetime) -> Item:
    read = machine_written(item.published or item.modified)
    moment = read[0] if read and read[0].year >= FIRST_YEAR and read[0] <= now + timedelta(days=1) else None
    elsewhere = item.address in taken
    return Item(
        source=source.name,
        address=item.address,
        url=item.url,
        first_seen=now,
        title=item.title[:500],
        published=item.published,
        published_at=moment,
        modified=item.modified,
        language=item.language[:20],
        state=ItemState.ELSEWHERE if elsewhere else ItemState.WAITING,
        detail="Another source has it." if elsewhere else "",
    )


def _was_edited(before: Item, item: Announced) -> bool:
    tried = before.state in (ItemState.FETCHED, ItemState.FAILED)
    return tried and bool(item.modified) and item.modified != before.modified


def _waiting(items: Iterable[Item]) -> list[Item]:
    return [one for one in items if one.state is ItemState.WAITING]


def _newest(items: Iterable[Item]) -> list[Item]:
    """Return items with the newest first; those without a date follow in their own order."""
    undated = datetime.min.replace(tzinfo=UTC)
    return sorted(items, key=lambda one: one.published_at or undated, reverse=True)


def _failed(item: Item, why: Why, detail: str, now: datetime) -> Item:
    attempts = item.attempts + (why is not Why.RESTING)
    lasting = why not in PASSING or attempts >= MOST_ATTEMPTS
    return replace(
        item,
        state=ItemState.FAILED if lasting else ItemState.WAITING,
        reason=why.value,
        detail=detail,
        attempts=attempts,
        tried_at=item.tried_at if lasting and item.reason == why.value and item.page_address else now,  # gone since
    )
