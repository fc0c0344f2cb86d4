"""An invented story, told as one rich digest, and small ones for single claims. No sentence here was ever published."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from storage.models import Article, ArticleId, DateOrigin, Evidence, RemovalReason, RemovedLine, StoryId, VersionId
from storage.published import Card, Publication
from storage.telling import (
    Change,
    Considered,
    Digest,
    DigestSentence,
    Discrepancy,
    DiscrepancyKind,
    Kind,
    LeftOut,
    NamedDecision,
    Omission,
    Quote,
    Reading,
    Role,
    Section,
    Status,
)
from tasks.publish.site import Site

DAY = date(2026, 2, 4)
SITE = Site(out=Path("out"), title="The Aldermere Desk", address="https://desk.example/digests/")
OUTLETS = {
    "harbor": ("Harbor Times", "Harbor Times", "https://harbor.example/news/bridge-closed"),
    "valley": ("Valley Post", "Reuters", "https://valley.example/2026/02/04/bridge?ref=a&copy;=1"),
    "ledger": ("The Ledger", "The Ledger", "https://ledger.example/a_(b)/crossing"),
    "coast": ("Coast Radio", "Coast Radio", "https://coast.example/live#top"),
    "gazette": ("Northern Gazette", "Northern Gazette", "https://gazette.example/engineers"),
    "file": (None, "unnamed outlet (notes/first.txt)", None),
}


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def quote(text: str, key: str = "harbor", published: datetime | None = None, **changes: object) -> Quote:
    outlet, origin, url = OUTLETS[key]
    article = Article.make_id(key)
    made = Quote(
        evidence=Evidence(version=VersionId(f"v-{key}"), start=120, end=120 + len(text)),
        text=text,
        article=article,
        outlet=outlet or "unnamed outlet (notes/first.txt)",
        origin=origin,
        url=url,
        published=published or (None if key == "file" else at(13, 5)),
        day_only=False,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def sentence(section: Section, kind: Kind, quoted: Quote, *support: Quote, **changes: object) -> DigestSentence:
    origins = tuple(dict.fromkeys((quoted.origin, *(each.origin for each in support))))
    made = DigestSentence(section=section, kind=kind, quote=quoted, origins=origins, support=support)
    return replace(made, **changes)  # type: ignore[arg-type]


def considered(key: str, role: Role, title: str, **changes: object) -> Considered:
    outlet, origin, url = OUTLETS[key]
    made = Considered(
        id=Article.make_id(key),
        role=role,
        path="notes/first.txt" if key == "file" else f"notes/{key}.html",
        url=url,
        title=title,
        outlet=outlet,
        origin=origin,
        published=None if key == "file" else at(13, 5),
        day_only=False,
        date_origin=DateOrigin.NONE if key == "file" else DateOrigin.META,
        copy_of=None,
        reason="names the Aldermere bridge in its title",
        version=VersionId(f"v-{changes.get('id', key)}"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def reading(value: str, quoted: Quote, day: date | None = DAY) -> Reading:
    return Reading(value=value, quote=quoted, as_of=day)


CLOSED = quote("The Aldermere bridge will stay closed until engineers have tested all 48 of its cables, the city said.")
CLOSED_TOO = quote("Aldermere's bridge stays shut until each of the 48 cables is tested, officials said.", "valley")
DETOUR = quote("Ferries will carry walkers and cyclists across the river from Thursday at no charge.", "coast")
FORTY = quote("About 40 homes below the bridge have been emptied.", "ledger", at(8, 30))
SIXTY = quote("Some 60 homes near the eastern ramp were emptied overnight.", "gazette", at(9, 10))
TWELVE = quote("Twelve cables show rust, the first survey found.", "harbor", at(17, 0, date(2026, 2, 2)))
NINETEEN = quote("Nineteen cables show rust, a second survey found on Wednesday.", "gazette", at(15, 45))
UNDATED = quote("The bridge was opened in 1931 and carries 22,000 vehicles a day.", "file")
CRACK = quote(
    "An inspector heard a cable crack shortly after sunrise on Monday.", "ledger", at(19, 0, date(2026, 2, 2))
)
SPRING = quote("The city had promised new cables in the spring of last year.", "coast", at(6, 0, date(2026, 2, 3)))

ARTICLES = (
    considered("harbor", Role.CITED, "Bridge stays shut while cables are tested"),
    considered("valley", Role.CITED, "Cable tests keep Aldermere bridge closed", date_origin=DateOrigin.MANIFEST),
    considered("ledger", Role.CITED, "Homes below the bridge emptied"),
    considered("coast", Role.CITED, "Free ferries from Thursday", day_only=True),
    considered("gazette", Role.CITED, "Engineers find more rust"),
    considered(
        "file",
        Role.CITED,
        "The bridge, from the start",
        removed=(
            RemovedLine(text="Sign up for our morning letter", reason=RemovalReason.NEWSLETTER),
            RemovedLine(text="Photo: L. Varga / Aldermere Pictures", reason=RemovalReason.PHOTO_CREDIT),
        ),
    ),
    considered("harbor", Role.READ, "Ramp traffic, hour by hour", id="read-1", url="https://harbor.example/traffic"),
    considered(
        "coast",
        Role.COPY,
        "Cable tests keep Aldermere bridge closed",
        id="copy-1",
        origin="Reuters",
        url="https://coast.example/wire/7",
        copy_of="v-valley",
        reason="96% of its five-word runs stand in the original; credited to Reuters",
    ),
    considered("ledger", Role.EARLIER, "A crack at sunrise", id="early-1", url="https://ledger.example/crack"),
    considered("gazette", Role.BORDERLINE, "Rust, a short history", id="near-1", reason="score 0.31, below 0.35"),
    considered("valley", Role.OFF_STORY, "Bridge players meet in Aldermere", id="off-1", reason="score 0.08"),
    Considered(
        id="rejected-1",
        role=Role.REJECTED,
        path="notes/consent.html",
        url=None,
        title="",
        outlet=None,
        origin=None,
        published=None,
        day_only=False,
        date_origin=DateOrigin.NONE,
        copy_of=None,
        reason="consent_page: the page asks for consent and holds no article",
    ),
)

SENTENCES = (
    sentence(Section.LEAD, Kind.NEW, CLOSED, CLOSED_TOO, why=(("position", 0.9), ("corroboration", 0.5))),
    sentence(Section.NEW, Kind.NEW, DETOUR),
    sentence(Section.NEW, Kind.CHANGED_FIGURE, NINETEEN, was=(TWELVE,)),
    sentence(Section.NEW, Kind.LATE, replace(FORTY, day_only=True)),
    sentence(Section.TIMELINE, Kind.TOLD, CRACK, on=date(2026, 2, 2)),
    sentence(Section.TIMELINE, Kind.TOLD, SPRING, on=date(2025, 4, 1), on_certain=False),
    sentence(Section.TIMELINE, Kind.NEW, CLOSED, on=DAY),
    sentence(Section.BACKGROUND, Kind.TOLD, UNDATED),
)

LEFT_OUT = (
    LeftOut(
        quote=quote("Aldermere's crossing will not open before all cables are tested.", "gazette"),
        kind=Kind.NEW,
        reason=Omission.REPEATS,
        beside=CLOSED,
        why=(("score", 0.41), ("salience", 0.68), ("kind", 1.0), ("share", 0.6)),
    ),
    LeftOut(
        quote=quote("The mayor has called the council together for Friday evening.", "valley"),
        kind=Kind.NEW,
        reason=Omission.NO_ROOM,
    ),
)


DECISIONS = (
    NamedDecision(
        id="d1",
        kind="bar sentence",
        at=at(14, 5),
        by="Ada",
        quotes=(quote("The mayor is said to know more than the city tells.", "valley"),),
        note="hearsay",
    ),
    NamedDecision(id="d2", kind="exclude", at=at(14, 6), by="", subjects=("Bridge players meet in Aldermere",)),
    NamedDecision(id="d3", kind="pin sentence", at=at(14, 7), by="Ada", quotes=(SPRING,), found=False),
)


def rich_digest(**changes: object) -> Digest:
    made = Digest(
        story=StoryId("aldermere-bridge"),
        title="The Aldermere bridge",
        day=DAY,
        revision=1,
        status=Status.PUBLISHED,
        headline="Bridge stays shut while cables are tested",
        headline_of=Article.make_id("harbor"),
        nothing_new_since=None,
        sentences=SENTENCES,
        changes=(
            Change(
                about="cables that show rust",
                before=reading("Twelve", TWELVE, date(2026, 2, 2)),
                after=reading("Nineteen", NINETEEN),
            ),
        ),
        discrepancies=(
            Discrepancy(
                about="homes emptied",
                kind=DiscrepancyKind.FIGURE,
                readings=(reading("About 40", FORTY), reading("Some 60", SIXTY)),
            ),
        ),
        articles=ARTICLES,
        coverage=(
            ("2026-02-02", "Harbor Times", 1),
            ("2026-02-02", "The Ledger", 1),
            ("2026-02-04", "Harbor Times", 2),
            ("2026-02-04", "Valley Post", 1),
            ("2026-02-04", "Coast Radio", 2),
            ("2026-02-04", "Northern Gazette", 1),
            ("undated", "unnamed outlet (notes/first.txt)", 1),
        ),
        settings=(("words", "160"), ("zone", "Europe/Budapest")),
        input_hash="a1b2c3",
        settings_hash="d4e5f6",
        words=71,
        left_out=LEFT_OUT,
        decisions=DECISIONS,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def card_of(digest: Digest, **changes: object) -> Card:
    """What lists say of `digest`, published at noon of its day."""
    lead = next((each.quote for each in digest.sentences if each.section is Section.LEAD), None)
    made = Card(
        story=digest.story,
        title=digest.title,
        day=digest.day,
        digest=digest.id,
        revision=digest.revision,
        status=digest.status,
        headline=digest.headline,
        lead=lead.text if lead else "",
        lead_by=lead.outlet if lead else "",
        developments=sum(each.section is Section.NEW for each in digest.sentences),
        outlets=5,
        unnamed=1,
        origins=6,
        read=7,
        published=at(12, day=digest.day),
        updated=at(12, day=digest.day),
        changes=1,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def publication_of(digest: Digest, number: int = 1, **changes: object) -> Publication:
    """That readers have `digest` since so many hours after noon of its day."""
    made = Publication(
        story=digest.story,
        day=digest.day,
        number=number,
        digest=digest.id,
        withdrawn=digest.status is Status.WITHDRAWN,
        at=at(11 + number, day=digest.day),
        revision=digest.revision,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def quiet_digest() -> Digest:
    """Nothing is new: only a timeline, background and what was checked."""
    told = tuple(each for each in SENTENCES if each.section in (Section.TIMELINE, Section.BACKGROUND))
    return rich_digest(
        headline="Nothing new since 3 February 2026",
        headline_of=None,
        nothing_new_since=date(2026, 2, 3),
        sentences=told,
        changes=(),
        discrepancies=(),
    )


def digest_quoting(text: str, **changes: object) -> Digest:
    """A digest into which `text` is put wherever an article's words can stand."""
    hostile = quote(text, "harbor", outlet=text, origin=text)
    other = quote(text, "valley")
    items = tuple(sentence(section, Kind.CHANGED_FIGURE, hostile, other, was=(other,), on=DAY) for section in Section)
    article = considered(
        "harbor", Role.CITED, text, outlet=text, origin=text, reason=text, path=text,
        removed=(RemovedLine(text=text, reason=RemovalReason.TEASER),),
    )  # fmt: skip
    copy = replace(article, id="copy-1", version=VersionId("v-copy-1"), role=Role.COPY, copy_of="v-harbor")
    return rich_digest(
        title=text,
        headline=text,
        sentences=items,
        discrepancies=(
            Discrepancy(
                about=text,
                kind=DiscrepancyKind.NAME,
                readings=(reading(text, hostile), reading(text + ".", other)),
            ),
        ),
        changes=(Change(about=text, before=reading(text, hostile), after=reading(text, other)),),
        articles=(
            article,
            copy,
            considered("valley", Role.CITED, text),
            replace(article, id="x", version=None, role=Role.REJECTED),
        ),
        coverage=(("2026-02-04", text, 1),),
        settings=(("query", text),),
        decisions=(
            NamedDecision(
                id="d", kind="rename", at=at(9), by=text, subjects=(text,), quotes=(hostile,), value=text, note=text
            ),
        ),
        headline_by=text,
        left_out=(LeftOut(quote=hostile, kind=Kind.NEW, reason=Omission.TOLD, beside=other, why=(("score", 0.5),)),),
        **changes,
    )


def large_digest(articles: int = 60, removed: int = 25) -> Digest:
    """Many articles with long titles and many removed lines."""
    lines = tuple(
        RemovedLine(text=f"Recommended story number {n} about something else", reason=RemovalReason.TEASER)
        for n in range(removed)
    )
    rows, items = [], []
    for n in range(articles):
        url = f"https://outlet{n}.example/2026/02/04/a-rather-long-address-for-article-number-{n}-on-the-bridge"
        key = ArticleId(f"article-{n}")
        rows.append(
            considered(
                "harbor",
                Role.CITED,
                f"The long and winding title of article number {n} about the bridge of Aldermere",
                id=key,
                url=url,
                outlet=f"Outlet {n}",
                origin=f"Origin {n}",
                removed=lines,
            )
        )
        quoted = quote(
            f"In its report number {n} the outlet said that the bridge, closed since Monday, needs {n + 2} new cables.",
            article=key,
            evidence=Evidence(version=VersionId(f"v-{key}"), start=0, end=10),
            outlet=f"Outlet {n}",
            origin=f"Origin {n}",
            url=url,
            published=at(0) + timedelta(minutes=n),
        )
        items.append(quoted)
    sentences = tuple(
        sentence(Section.NEW, Kind.NEW, items[n], *items[n + 1 : n + 6], why=(("position", 0.5),))
        for n in range(0, articles, 6)
    )
    coverage = tuple(("2026-02-04", f"Outlet {n}", 1) for n in range(articles))
    return rich_digest(articles=tuple(rows), sentences=sentences, coverage=coverage, changes=(), discrepancies=())
