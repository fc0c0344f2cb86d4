"""A newsroom that never was: as many articles as a benchmark needs, the same ones every time, with the truth of them.

Words come as in real news: the n-th commonest about as often as one over n, English small words first, then invented
ones; each field (the court, the harbor) and each event has words and names of its own, and an event brings new ones
with every day. Events are mostly small, some are told for weeks by dozens of outlets. Three of ten articles are copies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from storage.models import Article, VersionId
from tests.builders import an_article

START = datetime(2026, 1, 1, tzinfo=UTC)
OUTLETS = 240
AGENCIES = ("AP", "Reuters", "AFP", "dpa")
COPIES = 0.3
UPDATES = 0.04
EDITS = ("identical", "cut", "added to", "touched up")
EDIT_SHARES = (0.35, 0.2, 0.25, 0.2)
FIELDS = 40
COMMON = 30_000
_SMALL = """
the of to and a in that is for on was with as by at he it from his has be an said have but are who were they will
its not been had this their which after or more about would we when one up out she also over her than all people
two first new last there some year could if no time into other what years while them police state government
three only most before against may during where so because between many since under still around any through
"""
_ONSETS = [*"bcdfghjklmnprstvwz", *(first + second for first in "bcdfgpst" for second in "rl")]
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "io", "ou"]
_CODAS = ["", "n", "r", "l", "s", "t", "m", "nd", "rt", "ck", "st"]

Words = NDArray[np.object_]
Random = np.random.Generator


@dataclass(frozen=True, slots=True)
class Written:
    """An article and the truth about it."""

    article: Article
    event: int  # what it reports
    copy_of: VersionId | None = None  # the report whose text it took
    how: str = "report"  # or one of EDITS, or "update": a new version of an article


@dataclass(slots=True)
class _Event:
    number: int
    field: int
    started: int  # day
    size: int
    fading: float  # what is written on a day, as a share of the day before
    words: Words
    names: list[str]
    statements: list[str]
    reports: list[Written] = field(default_factory=list)

    def wanted(self, day: int) -> int:
        """Say how many articles are written about it on a day."""
        since = day - self.started
        return round(self.size * (1 - self.fading) * self.fading**since) if since else max(1, self.size // 3)


def articles(count: int, *, per_day: int = 1000, seed: int = 1) -> list[Article]:
    """Return the first `count` articles of the newsroom, day by day; a longer list begins with the shorter one."""
    return [one.article for one in islice(newsroom(per_day=per_day, seed=seed), count)]


def newsroom(*, per_day: int = 1000, seed: int = 1) -> Iterator[Written]:
    """Write about `per_day` articles for each day, without end, in the order of their publication days."""
    random = np.random.default_rng(seed)
    language = _Language(random)
    events: list[_Event] = []
    made = day = 0
    while True:
        planned = [(event, event.wanted(day)) for event in events]
        while sum(wanted for _, wanted in planned) < per_day:
            event = language.event(made, day)
            made += 1
            planned.append((event, event.wanted(day)))
        events = [event for event, wanted in planned if wanted]
        for event, wanted in planned:
            for _ in range(wanted):
                yield _written(language, event, day)
        day += 1


class _Language:
    """Words, by how often they are used, and sentences made of them."""

    def __init__(self, random: Random) -> None:
        self.random = random
        coined = dict.fromkeys(self.word() for _ in range(3 * COMMON))
        self.common: Words = np.array([*_SMALL.split(), *coined][:COMMON], dtype=object)
        self.fields: list[Words] = [self._own_words(400) for _ in range(FIELDS)]
        ranks = np.arange(1, COMMON + 1)
        self._often = np.cumsum(1 / (ranks + 2.7))
        self._often /= self._often[-1]

    def word(self) -> str:
        """Coin a word of one to three syllables."""
        draws = self.random.random(8)
        parts = [
            _one_of(_ONSETS, draws[2 * n]) + _one_of(_VOWELS, draws[2 * n + 1]) for n in range(1 + int(3 * draws[6]))
        ]
        return "".join(parts) + _one_of(_CODAS, draws[7])

    def _own_words(self, count: int) -> Words:
        return np.array([self.word() for _ in range(count)], dtype=object)

    def event(self, number: int, day: int) -> _Event:
        """Let something happen."""
        size = int(min(2 + 2 * self.random.pareto(1.1), 600))
        event = _Event(
            number,
            int(self.random.integers(FIELDS)),
            day,
            size,
            float(self.random.uniform(0.2, 0.85)),
            self._own_words(50),
            [self.word().capitalize() for _ in range(10)],
            [],
        )
        event.statements = [" ".join(self.sentence(event) for _ in range(2)) for _ in range(3)]
        return event

    def sentence(self, event: _Event) -> str:
        """Say something about the event: mostly common words, some of its field, some of its own, and a name."""
        length = int(self.random.integers(9, 31))
        chance = self.random.random((3, length))
        words = self.common[np.searchsorted(self._often, chance[0])]
        own, topic = chance[1] < 0.13, (chance[1] >= 0.13) & (chance[1] < 0.2)
        for places, bank in ((own, event.words), (topic, self.fields[event.field])):
            ranks = (len(bank) ** chance[2][places]).astype(int) - 1
            words[places] = bank[ranks]
        words[0] = words[0].capitalize()
        words[int(self.random.integers(1, length))] = event.names[int(len(event.names) ** self.random.random()) - 1]
        return " ".join(words) + "."

    def report(self, event: _Event) -> list[str]:
        """Write a report of about 400 words; one in three quotes what was said in public."""
        sentences = int(np.clip(self.random.lognormal(2.95, 0.45), 4, 90))
        paragraphs, left = [], sentences
        while left > 0:
            take = min(left, int(self.random.integers(1, 4)))
            paragraphs.append(" ".join(self.sentence(event) for _ in range(take)))
            left -= take
        if self.random.random() < 1 / 3:
            statement = event.statements[int(self.random.integers(len(event.statements)))]
            paragraphs.insert(1, f"“{statement}” {event.names[0]} said.")
        return paragraphs


def _one_of(bank: list[str], chance: float) -> str:
    return bank[int(len(bank) * chance)]


def _written(language: _Language, event: _Event, day: int) -> Written:
    random = language.random
    chance = random.random()
    if event.reports and chance < COPIES:
        found = _copy(language, event, day)
    elif event.reports and chance < COPIES + UPDATES:
        found = _update(language, event, day)
    else:
        event.words[random.integers(25, 50)] = language.word()  # news brings words that were not there yesterday
        outlet = AGENCIES[random.integers(len(AGENCIES))] if random.random() < 0.1 else _outlet(random)
        body = [*language.report(event), *_standing(outlet)]
        found = Written(_article(language, event, day, outlet, body), event.number)
    if found.how == "report":
        event.reports.append(found)
    return found


def _copy(language: _Language, event: _Event, day: int) -> Written:
    """Take a report over: mostly the first one, as it is, cut, added to or touched up."""
    random = language.random
    first = random.random() < 0.7
    taken = event.reports[0 if first else random.integers(len(event.reports))].article
    outlet = _outlet(random, other_than=taken.source)
    body = [line for line in taken.body.split("\n") if line not in _standing(taken.source or "")]
    how = EDITS[int(np.searchsorted(np.cumsum(EDIT_SHARES), random.random()))]
    if how == "cut":
        body = body[: max(2, (2 * len(body)) // 3)]
    elif how == "added to":
        body = [*body, *language.report(event)[: max(1, len(body) // 3)]]
    elif how == "touched up":
        body = [line.replace(" the ", " a ", 1).replace(event.names[0], event.names[0] + "en") for line in body]
    article = _article(language, event, day, outlet, [*body, *_standing(outlet)], after=taken.published)
    return Written(article, event.number, taken.version, how)


def _update(language: _Language, event: _Event, day: int) -> Written:
    """Publish an article again under its address, with a paragraph more."""
    known = event.reports[language.random.integers(len(event.reports))].article
    body = [*known.body.split("\n"), language.sentence(event)]
    assert known.published is not None
    article = an_article(
        "\n".join(body),
        source=known.source,
        on=f"{known.published:%Y-%m-%dT%H:%M}",
        address=known.address,
        title=known.title,
        modified=START + timedelta(days=day, hours=23),
    )
    return Written(article, event.number, None, "update")


def _article(
    language: _Language, event: _Event, day: int, outlet: str, body: list[str], after: datetime | None = None
) -> Article:
    random = language.random
    number = int(random.integers(10**12))
    moment = START + timedelta(days=day, minutes=int(random.integers(24 * 60)))
    if after and moment <= after:
        moment = after + timedelta(minutes=int(random.integers(5, 300)))
    title = " ".join(language.sentence(event).split()[:9])
    address = f"https://{outlet.casefold().replace(' ', '-')}.example/{day}/{number}"
    return an_article("\n".join(body), source=outlet, on=f"{moment:%Y-%m-%dT%H:%M}", address=address, title=title)


def _outlet(random: Random, other_than: str | None = None) -> str:
    name = f"Daily {_numbered(int(random.integers(OUTLETS)))}"
    return _outlet(random, other_than) if name == other_than else name


def _numbered(number: int) -> str:
    return (_ONSETS[number % len(_ONSETS)] + _VOWELS[number // len(_ONSETS) % len(_VOWELS)] + "ston").capitalize()


def _standing(outlet: str) -> list[str]:
    """Return what an outlet puts under all of its articles; every other one does."""
    if sum(map(ord, outlet)) % 2 or outlet in AGENCIES:
        return []
    name = outlet.split()[-1]
    return [
        f"{name} readers can send photos, tips and letters to the {name} newsroom at any hour of day or night, and "
        f"a team of {name} editors answers every one of them before the presses of the {name} works begin to roll."
    ]
