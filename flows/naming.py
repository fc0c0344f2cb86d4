"""What people call things, resolved leniently: a story, an article, a sentence, a source, themselves.

Each function returns what is meant or raises InputError: one sentence that names what was asked for and what there is.
"""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterable, Sequence
from datetime import date

from flows.settings import Settings
from storage import articles, digests, placements, stories
from storage.connection import Connection
from storage.errors import InputError
from storage.models import Article, Evidence, Story
from storage.telling import Digest, Quote
from tasks.text.sentences import dateline_end, split

_MOST = 6  # things that are listed in an error
_NUMBERED = re.compile(r"(?:(\d{4}-\d{2}-\d{2}))?#(\d+)")
_SHORTEST = 12  # code points of a sentence's beginning that can be told from a slip


def person(settings: Settings, given: str = "") -> str:
    """Return who decides: as given, else the settings' `editor`, else the name of the account."""
    if given or settings.throughline.editor:
        return given or settings.throughline.editor
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def story(connection: Connection, name: str) -> Story:
    """Return the story whose id is, or begins with, `name`, or whose title is."""
    wanted = name.strip().casefold()
    known = stories.all(connection)
    if wanted and not any(one.id.startswith(wanted) for one in known):  # found, and never told so far
        known += [Story(id=one.story, title=one.title, followed=False) for one in placements.named(connection, wanted)]
    exact = [one for one in known if one.id == wanted or one.title.casefold() == wanted]
    near = exact or [one for one in known if wanted and one.id.startswith(wanted)]
    if len(near) == 1:
        return near[0]
    problem = "may be any of several stories" if near else "is no story in the database"
    raise InputError(f"{name!r} {problem}: {_listed(one.id for one in near or known)}.")


def article(connection: Connection, name: str, of: Story | None = None) -> Article:
    """Return the newest version of the article that is meant by `name`: the beginning of an id, an address, a path."""
    found = articles.find(connection, name.strip())
    held = _held(connection, of) if of else []
    among = {one.id: one for one in found}
    if not among:
        wanted = name.strip().casefold()
        among = {one.id: one for one in held if wanted and _begins(one, wanted)}
    if len(among) == 1:
        return next(iter(among.values()))
    if among:
        raise InputError(f"{name!r} may be any of {_listed(one.address for one in among.values())}; name one.")
    there = f" The story {of.id} has {_listed(sorted({one.address for one in held}))}." if of and held else ""
    raise InputError(f"No article is known by {name!r}.{there}")


def _begins(one: Article, wanted: str) -> bool:
    """Say whether an article's title, or its file's name, begins so."""
    names = (one.title, (one.path or "").rpartition("/")[2])
    return any(name.casefold().startswith(wanted) for name in names)


def source(connection: Connection, name: str, of: Story) -> str:
    """Return the outlet of the story's articles that is, or begins with, `name`."""
    outlets = sorted({one.outlet for one in _held(connection, of)})
    wanted = name.strip().casefold()
    exact = [outlet for outlet in outlets if outlet.casefold() == wanted]
    near = exact or [outlet for outlet in outlets if wanted and outlet.casefold().startswith(wanted)]
    if len(near) == 1:
        return near[0]
    problem = "may be any of several sources" if near else f"is no source of the story {of.id}"
    raise InputError(f"{name!r} {problem}: {_listed(near or outlets)}.")


def sentence(connection: Connection, name: str, of: Story) -> Evidence:
    """Return the place of a sentence of the story.

    It is named by its day and number in the digest ("2026-03-02#3", "#3" for the newest), by its place
    ("version:start-end"), or by its beginning, in a digest or in any of the story's articles.
    """
    numbered = _NUMBERED.fullmatch(name.strip())
    if numbered:
        return _by_number(connection, of, numbered[1], int(numbered[2]))
    place = Evidence.at(name.strip())
    if place is not None:
        return _by_place(connection, of, place, name)
    return _by_beginning(connection, of, " ".join(name.split()).strip('“”"'))


def _by_number(connection: Connection, of: Story, day: str | None, number: int) -> Evidence:
    days = digests.days(connection, of.id)
    wanted = date.fromisoformat(day) if day else max(days, default=date.min)
    digest = digests.get(connection, of.id, wanted)
    if digest is None:
        raise InputError(f"The story {of.id} has no digest for {day or 'any day'}; days: {_listed(map(str, days))}.")
    if not 1 <= number <= len(digest.sentences):
        many = len(digest.sentences)
        raise InputError(f"The digest of {of.id} for {wanted} has no sentence {number}; it has {many}, from 1 on.")
    return digest.sentences[number - 1].quote.evidence


def _by_place(connection: Connection, of: Story, place: Evidence, name: str) -> Evidence:
    body = next((one.body for one in _held(connection, of) if one.version == place.version), None)
    if body is None or not 0 <= place.start < place.end <= len(body):
        raise InputError(f"{name!r} is no place in an article of the story {of.id}.")
    return place


def _by_beginning(connection: Connection, of: Story, beginning: str) -> Evidence:
    if len(beginning) < _SHORTEST:
        raise InputError(
            f"{beginning!r} is too short to name a sentence: give its number in a digest (2026-03-02#3), or its first "
            f"{_SHORTEST} characters or more."
        )
    told = [quote for digest in digests.newest(connection, of.id) for quote in _quoted(digest)]
    found = {one.text: one.evidence for one in reversed(told) if one.text.startswith(beginning)}
    if not found:
        found = _in_articles(_held(connection, of), beginning)
    if len(found) == 1:
        return next(iter(found.values()))
    if not found:
        raise InputError(f"No sentence of the story {of.id} begins with {beginning!r}.")
    raise InputError(f"Several sentences begin so: {_listed(f'“{text}”' for text in sorted(found))}; give more of one.")


def _quoted(digest: Digest) -> Iterable[Quote]:
    for one in digest.sentences:
        yield from (one.quote, *one.support)
    yield from (left.quote for left in digest.left_out)


def _in_articles(held: Sequence[Article], beginning: str) -> dict[str, Evidence]:
    """Return the sentences of articles that begin so, each wording at its first place, the newest versions first."""
    found: dict[str, Evidence] = {}
    for one in reversed(held):
        for span in split(one.body, one.language) if beginning in one.body else ():
            start = span.start + dateline_end(one.body[span.start : span.end])
            text = one.body[start : span.end]
            if text.startswith(beginning):
                found.setdefault(text, Evidence(version=one.version, start=start, end=span.end))
    return found


def _held(connection: Connection, of: Story) -> list[Article]:
    """Return the articles that are on the story, or near it, in every version."""
    placed = stories.memberships(connection, of.id)
    return list(articles.by_version(connection, [one.version for one in placed]).values())


def _listed(names: Iterable[str]) -> str:
    """Write a few of several names."""
    every = list(names)
    more = f" and {len(every) - _MOST} more" if len(every) > _MOST else ""
    return (", ".join(every[:_MOST]) or "none") + more
