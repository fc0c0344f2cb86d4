"""Pages, articles and digests for the tests of the store: an invented bridge in an invented harbor town."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from storage import shelves
from storage.connection import Connection
from storage.models import (
    Article,
    Credit,
    CreditKind,
    DateOrigin,
    Evidence,
    Given,
    Media,
    Page,
    RemovalReason,
    RemovedLine,
    SourceOrigin,
    StoryId,
)
from storage.telling import (
    Change,
    Considered,
    Digest,
    DigestSentence,
    Discrepancy,
    DiscrepancyKind,
    Kind,
    LeftOut,
    Omission,
    Quote,
    Reading,
    Role,
    Section,
    Status,
)

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
STORY = StoryId("harbor-bridge")

# Combining marks, an emoji of several code points, a flag, and a letter beyond the basic plane.
BODY = (
    "The cafe\u0301 beside the bridge 👩‍👩‍👧 closed on Monday.\n"
    "Engineer Zoë Okonkwo 🇳🇴 counted 41 cracked bolts.\n"
    "𝔗he council meets on Thursday."
)


def page(number: int = 1, **changed: Any) -> Page:
    made = Page(
        address=f"https://harbor.example/{number}",
        media=Media.HTML,
        content=f"<p>Page {number}</p>".encode(),
        loaded_at=NOW,
        path=f"day-1/{number}.html",
        given=Given(source="Harbor Post"),
    )
    return replace(made, **changed)


def article(number: int = 1, *, body: str = BODY, title: str = "Bridge closed", **changed: Any) -> Article:
    of = changed.pop("of", None) or page(number)
    name = Article.make_id(of.address)
    made = Article(
        id=name,
        version=Article.make_version(name, title, body),
        page=of.id,
        address=of.address,
        title=title,
        body=body,
        language="en",
        first_seen=NOW,
        path=of.path,
        url=of.address,
        source="Harbor Post",
        source_origin=SourceOrigin.META,
        byline="Ada Quill",
        published=datetime(2026, 3, number % 27 + 1, 7, 15, 30, 123456, tzinfo=UTC),
        date_origin=DateOrigin.META,
        credits=(Credit(kind=CreditKind.WIRE, name="Northwire", text="— Northwire"),),
        removed=(RemovedLine(text='Read more: "Bolts"\nnow', reason=RemovalReason.TEASER),),
    )
    return replace(made, **changed)


def quote(of: Article, text: str) -> Quote:
    start = of.body.index(text)
    return Quote(
        evidence=Evidence(version=of.version, start=start, end=start + len(text)),
        text=text,
        article=of.id,
        outlet=of.outlet,
        origin="Northwire",
        url=of.url,
        published=of.published,
        day_only=of.day_only,
    )


def digest(of: Article, **changed: Any) -> Digest:
    """A digest that uses every field there is."""
    bolts = quote(of, "Engineer Zoë Okonkwo 🇳🇴 counted 41 cracked bolts.")
    council = quote(of, "𝔗he council meets on Thursday.")
    closed = quote(of, "The cafe\u0301 beside the bridge 👩‍👩‍👧 closed on Monday.")
    made = Digest(
        story=STORY,
        title="The harbor bridge",
        day=date(2026, 3, 2),
        revision=0,
        status=Status.PUBLISHED,
        headline=of.title,
        headline_of=of.id,
        nothing_new_since=date(2026, 3, 1),
        sentences=(
            DigestSentence(
                section=Section.LEAD,
                kind=Kind.CHANGED_FIGURE,
                quote=bolts,
                origins=("Northwire", "Harbor Post"),
                support=(council, closed),
                on=date(2026, 2, 28),
                on_certain=False,
                was=(closed,),
                why=(("position", 0.1), ("origins", 1 / 3)),
            ),
            DigestSentence(section=Section.NEW, kind=Kind.NEW, quote=council, origins=("Northwire",)),
        ),
        changes=(
            Change(
                about="bolts",
                before=Reading(value="14", quote=closed, as_of=None),
                after=Reading(value="41", quote=bolts, as_of=date(2026, 3, 2)),
            ),
        ),
        discrepancies=(
            Discrepancy(
                about="day of closing",
                kind=DiscrepancyKind.DATE,
                readings=(
                    Reading(value="Monday", quote=closed, as_of=date(2026, 3, 2)),
                    Reading(value="Thursday", quote=council, as_of=None),
                ),
            ),
        ),
        articles=(
            Considered(
                id=of.id,
                role=Role.CITED,
                path=of.path,
                url=of.url,
                title=of.title,
                outlet=of.outlet,
                origin="Northwire",
                published=of.published,
                day_only=False,
                date_origin=DateOrigin.META,
                copy_of=None,
                reason="score 0.9",
                removed=of.removed,
            ),
        ),
        coverage=(("undated", "Harbor Post", 1),),
        settings=(("words", "160"),),
        input_hash="input-1",
        settings_hash="settings-1",
        words=21,
        left_out=(LeftOut(quote=closed, kind=Kind.TOLD, reason=Omission.TOLD, beside=council, why=(("score", 0.1),)),),
    )
    return replace(made, **changed)


def newest(connection: Connection) -> list[str]:
    """Name the newest version of each article, as the search index is told."""
    found = shelves.stamps(connection, shelves.fingerprints(connection)).values()
    return [key for held in found for key, (_, is_newest) in held.items() if is_newest]
