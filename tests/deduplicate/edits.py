"""The labelled set of copies: every event of tests/cases/copies.toml, edited in all the ways that newsrooms edit.

Each case names its cluster, the text it was made of; two articles are a true pair if they are of one cluster. What is
no copy is a cluster of its own: other reports of the event, updates by the same outlet, round-ups, live blogs, articles
that only quote.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from storage.models import Article
from tests.builders import an_article
from tests.deduplicate import newsroom

EVENTS = Path(__file__).parents[1] / "cases" / "copies.toml"
STANDING = (
    "Sign in to comment, and read the rules of the house before you do: we take out insults, advertisements and "
    "whatever has nothing to do with the article, and we answer letters that are written under full names.",
    "This newspaper is a member of the regional press council, whose ombudsman hears complaints about accuracy, "
    "privacy and the conduct of reporters free of charge; the form can be had at the front desk or by post.",
)
_AT_THE_PIER = (
    "People had come to see for themselves, as they do, and stood about in twos and threes with their collars up.",
    "Our office will stay open tonight. Whoever has seen something can come by, and there will be tea for those.",
    "An hour later the square belonged to the pigeons again, and to a man who sells maps of the town to visitors; he "
    "had seen worse days, he said, and better ones, and had no map of either.",
    "What remains is the question that was asked in the first minute, and the habit of asking it at the same counter.",
)
_FROM_THE_MARKET = (
    "Leeks are dear this week and apples are not, which the women at the market put down to the road works up north.",
    "They had heard the news like everybody else, on the tram or from a neighbor, and had gone on weighing potatoes.",
)
SPELLINGS = (("colour", "color"), ("meters", "metres"), ("about", "roughly"), ("told reporters", "said"), ("some ", ""))


@dataclass(frozen=True, slots=True)
class Event:
    """What the articles of one event are made of."""

    number: int
    place: str
    title: str
    wire: tuple[str, ...]
    reports: tuple[tuple[str, ...], ...]
    local: tuple[str, ...]
    statement: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """An article, how it was made, and the text it is made of."""

    article: Article
    edit: str
    cluster: str


def labelled() -> list[Case]:
    """Return the whole set."""
    return [case for event in events() for case in _cases(event)]


def events() -> list[Event]:
    """Read the events, and the ferry of the newsroom as one more."""
    raw = tomllib.loads(EVENTS.read_text(encoding="utf-8"))["event"]
    read = [
        Event(
            number,
            one["place"],
            one["title"],
            tuple(one["wire"]),
            tuple(map(tuple, one["reports"])),
            tuple(one["local"]),
            tuple(one["statement"]),
        )
        for number, one in enumerate(raw, 1)
    ]
    ferry = Event(0, "Osmund", "Ferry aground", newsroom.WIRE, (newsroom.OTHER,), newsroom.LOCAL, newsroom.STATEMENT)
    return [ferry, *read]


def _cases(event: Event) -> Iterator[Case]:
    made = _Desk(event)
    wire, local = event.wire, event.local
    yield made.case("wire", wire, "wire", "Northern Dispatch", 6)
    # Copies of the wire.
    yield made.case("identical", wire, "wire", "Harbor Courier", 7)
    yield made.case("retitled", wire, "wire", "Valley Record", 8, title="What we know so far")
    yield made.case("cut at the end", wire[:5], "wire", "Evening Star", 9)
    yield made.case("cut to the first paragraphs", wire[:3], "wire", "Morning Globe", 9)
    yield made.case("paragraph moved", (wire[0], *wire[2:6], wire[1], *wire[6:]), "wire", "Quay Herald", 10)
    yield made.case("sentences cut throughout", _thinned(wire), "wire", "Metro Post", 10)
    yield made.case("wire and local additions", (*wire[:6], *local), "wire", f"{event.place} Mercury", 11)
    yield made.case("own beginning, then the wire", (_AT_THE_PIER[0], *wire), "wire", "Coast Tribune", 11)
    yield made.case("names as another language spells them", _respelled(event), "wire", "Westland Nieuws", 12)
    yield made.case("copy-edited in every paragraph", _touched_up(wire), "wire", "Capital Times", 12)
    yield made.case("set in capitals", (wire[0].upper(), *wire[1:]), "wire", "The Ledger", 12)
    yield made.case("a line for each sentence", _sentences(wire), "wire", "Mobile News", 12)
    yield made.case("everything in one line", (" ".join(wire),), "wire", "Radio East", 12)
    yield made.case("credited to the wire", (*wire[:6], "— Northern Dispatch"), "wire", "Plains Sentinel", 13)
    yield made.case("copied from a copy", (*wire[2:6], *local), "wire", "Lake Observer", 14)
    yield made.case("with the statement quoted", (*wire[:7], _quoted(event.statement[0])), "wire", "Border Echo", 14)
    yield made.case("undated", wire[1:], "wire", "Old Town Weekly", None)
    yield made.case("of an outlet nobody names", wire[:6], "wire", None, 15)
    yield made.case("with the site's standing lines", (*wire[:7], *STANDING), "wire", "Standing Gazette", 15)
    # A brief that somebody wrote first, and the long report of another outlet into which it went.
    yield made.case("brief in a long article", event.reports[0][:2], "report", "Flash News", 5)
    # The same press release, printed by two.
    release = (*event.statement, f"For more about {event.place}, journalists may call the press office until six.")
    yield made.case("press release", release, "release", "Business Wire Desk", 16)
    yield made.case("press release, printed", (*release, "More at eleven."), "release", "Trade Weekly", 17)
    # Not copies, but for copies of their own.
    long = (*_AT_THE_PIER[:1], event.wire[3], *_FROM_THE_MARKET, event.wire[4], *map(_quoted, event.statement))
    yield made.case("long article with passages of the wire", long, "long", "Sunday Review", 20)
    yield made.case("another report", event.reports[0], "report", "Independent", 13)
    yield made.case("its copy", event.reports[0][:-1], "report", "Evening Independent", 19)
    if len(event.reports) > 1:
        yield made.case("two wires on one event", event.reports[1], "second wire", "Allied Press", 7)
        yield made.case("the second wire, cut", event.reports[1][:3], "second wire", "Hill Country News", 9)
    yield made.case("update by the same outlet", (*wire, _AT_THE_PIER[1]), "update", "Northern Dispatch", 18)
    yield made.case("correction issued again", _corrected(wire), "correction", "Northern Dispatch", 21)
    yield made.case("live blog", _live_blog(event), "live blog", "Live Desk", 18)
    yield made.case("round-up that quotes two", _round_up(event), "round-up", "Press Review", 22)
    yield made.case("quotes the wire at length", _quoting(event), "quoting", "Opinion Page", 22)
    yield made.case("report with the same statement", _stating(event), "stating", "City Desk", 17)
    yield made.case("same title and standing lines", (*_AT_THE_PIER[2:], *STANDING), "standing", "Standing Gazette", 19)
    yield made.case("same standing lines elsewhere", (*_FROM_THE_MARKET, *STANDING), "sister", "Standing Sister", 19)


@dataclass(frozen=True, slots=True)
class _Desk:
    event: Event

    def case(
        self, edit: str, paragraphs: tuple[str, ...], of: str, outlet: str | None, hour: int | None, title: str = ""
    ) -> Case:
        """Make an article of the event, on a day of its own; `hour` None leaves it undated."""
        number = self.event.number
        article = an_article(
            "\n".join(paragraphs),
            source=outlet,
            on=None if hour is None else f"2026-03-{2 + number:02}T{hour:02}:00",
            title=title or self.event.title,
            address=f"https://{re.sub('[^a-z0-9]+', '-', (outlet or 'nobody').casefold())}.example/{number}/{edit}",
        )
        return Case(article, edit, f"{number} {of}")


def _quoted(paragraph: str) -> str:
    return f"“{paragraph}” a spokeswoman said."


def _thinned(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """Take out every fifth sentence."""
    sentences = _sentences(paragraphs)
    return tuple(sentence for place, sentence in enumerate(sentences) if place % 5 != 3)


def _sentences(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sentence for paragraph in paragraphs for sentence in re.split(r"(?<=\.) (?=[A-Z])", paragraph))


def _respelled(event: Event) -> tuple[str, ...]:
    """Spell every capitalized word inside a sentence as somebody else would."""
    return tuple(
        re.sub(r"(?<=[a-z,] )([A-Z][a-z]{3,})", lambda name: name[0].replace("a", "ä") + "en", paragraph)
        for paragraph in event.wire
    )


def _touched_up(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """Replace words here and there, and tighten the end of each paragraph."""
    edited = []
    for paragraph in paragraphs:
        for old, new in SPELLINGS:
            paragraph = paragraph.replace(old, new)
        edited.append(paragraph.replace(" said.", " noted.").replace(" and ", " as well as ", 1))
    return tuple(edited)


def _corrected(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    note = "Correction: an earlier version of this report gave a wrong figure in its fifth paragraph."
    return (*paragraphs[:4], paragraphs[4].replace("three", "four").replace("two", "three"), *paragraphs[5:], note)


def _live_blog(event: Event) -> tuple[str, ...]:
    """Mix own entries with two paragraphs of the wire."""
    own = [
        f"{hour}:{minute:02} Our reporter in {event.place} writes that the {what} is {how}, which nobody there had "
        f"thought possible {when}, and that {who} would rather wait for the {thing} than talk about it."
        for hour, minute, what, how, when, who, thing in (
            (9, 5, "main street", "empty but for a delivery van", "at breakfast", "the driver", "ferryman"),
            (10, 40, "town hall", "lit on all floors", "a week ago", "the porter", "councilors"),
            (12, 15, "market", "open, if only for an hour", "under these conditions", "a fishmonger", "evening boat"),
            (13, 50, "telephone network", "back in the upper part of town", "before dusk", "an engineer", "new cable"),
            (15, 25, "school", "serving tea to whoever comes in", "on a working day", "the headmistress", "inspector"),
        )
    ]
    return (own[0], event.wire[1], own[1], own[2], event.wire[4], own[3], own[4])


def _round_up(event: Event) -> tuple[str, ...]:
    first, second = event.reports[0], event.wire
    return (
        f"What others write about {event.place}, gathered by our press desk for readers in a hurry this evening.",
        f"The first of the two papers sends its reporter into the crowd: “{first[0]} {first[1]}”",
        "That is the tone of most of the comments that we have seen today, though not of all of them by any means.",
        f"The agency keeps to what can be counted: “{second[0]} {second[1]}”",
        "Tomorrow the press desk turns to the weeklies, which had gone to the printer before any of this was known.",
    )


def _quoting(event: Event) -> tuple[str, ...]:
    return (
        f"It is worth reading twice what the agency wrote about {event.place}: “{event.wire[0]}”",
        "One can take that as a plain account of a plain matter. One can also ask what kind of country it is in which "
        "nobody is surprised by such a paragraph, and in which the next one is always about money.",
        f"For so it goes on: “{event.wire[3]}”",
        "The writer of these lines has no better answer than anybody else, but would like to hear the question asked "
        "in a louder voice, and by people who are paid to ask it.",
    )


def _stating(event: Event) -> tuple[str, ...]:
    return (
        f"In the city the talk this morning is of {event.place} and little else, and the trams are late because of it.",
        "Commuters had their own views, most of them strongly held and few of them fit to print in a family newspaper.",
        *(_quoted(paragraph) for paragraph in event.statement),
        "At the central station a loudspeaker repeated the news every quarter of an hour until somebody turned it off.",
        "Offices opened late. By noon the last of the delayed trains had come in, and the crowds had gone to lunch.",
    )
