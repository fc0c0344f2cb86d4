"""A person's decision: from their words to what is kept, what it touches, and how it is put in words again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flows import naming
from storage import articles, copies, decisions, digests, stories
from storage.connection import Connection, Store
from storage.decided import Decision, DecisionKind, goes_on_in
from storage.errors import InputError
from storage.models import Article, ArticleId, Evidence, Story, StoryId
from tasks.publish.escape import visible

SENTENCES = (DecisionKind.PIN_SENTENCE, DecisionKind.BAR_SENTENCE)
SOURCES = (DecisionKind.PIN_SOURCE, DecisionKind.BAR_SOURCE)
ARTICLES = (DecisionKind.EXCLUDE, DecisionKind.INCLUDE, DecisionKind.SPLIT, DecisionKind.UNFOLD)
WORDED = (DecisionKind.RENAME, DecisionKind.SPLIT, DecisionKind.HEADLINE)  # with a value
BARE = (DecisionKind.RENAME, DecisionKind.HEADLINE)  # with nothing but a value
_LONGEST = 300  # code points of a title, headline or note


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A decision in the words in which it was asked for."""

    kind: DecisionKind
    story: str = ""
    subjects: tuple[str, ...] = ()
    value: str = ""
    day: date | None = None
    note: str = ""


def decide(store: Store, asked: Asked, *, by: str, at: datetime) -> Decision:
    """Keep what is asked for and return it; raises InputError, and keeps nothing, if a name is wrong or missing."""
    with store.writing("keeping a decision") as connection:
        taken = _understood(connection, asked, by, at)
        decisions.add(connection, [taken])
    return taken


def undo(store: Store, decision: str, *, by: str, at: datetime, note: str = "") -> Decision:
    """Take back the decision whose id begins so, and return it; raises InputError if there is none or several."""
    with store.writing("undoing a decision") as connection:
        return decisions.undo(connection, decision.strip(), at, by, note)


def _understood(connection: Connection, asked: Asked, by: str, at: datetime) -> Decision:
    value, note = _line(asked.value, "value"), _line(asked.note, "note")
    story = None if asked.kind is DecisionKind.UNFOLD else _story(connection, asked.story)
    if asked.kind in WORDED and not value:
        raise InputError(f"To {asked.kind.value} a story, give its words: a title or headline.")
    if asked.kind not in BARE and not any(name.strip() for name in asked.subjects):
        raise InputError(f"“{asked.kind.value}” needs to know what it is about: {_wanted(asked.kind)}.")
    names = () if asked.kind in BARE else tuple(name for name in asked.subjects if name.strip())
    return Decision(
        kind=asked.kind,
        at=at,
        by=by,
        story=story.id if story else None,
        subjects=tuple(dict.fromkeys(_subject(connection, asked.kind, name, story) for name in names)),
        value=value if asked.kind in WORDED else "",
        day=_day(connection, asked, story),
        note=note,
    )


def _line(text: str, what: str) -> str:
    line = " ".join(text.split())
    if len(line) > _LONGEST:
        raise InputError(f"The {what} has {len(line)} characters; {_LONGEST} are the most.")
    return line


def _wanted(kind: DecisionKind) -> str:
    if kind in SENTENCES:
        return "a sentence, as 2026-03-02#3 or by its beginning"
    if kind in SOURCES:
        return "the name of a source"
    return "another story" if kind is DecisionKind.MERGE else "an article, by its address, path or id"


def _story(connection: Connection, name: str) -> Story:
    found = naming.story(connection, name)
    into = goes_on_in(found.id, decisions.current(connection))
    if into != found.id:
        raise InputError(f"The story {found.id} was merged into {into}; decide about that one.")
    return found


def _subject(connection: Connection, kind: DecisionKind, name: str, story: Story | None) -> str:
    """Return what is kept of a thing that a decision is about: an id, a place, an outlet."""
    if kind in ARTICLES:
        found = naming.article(connection, name, story)
        _check_article(connection, kind, found, story)
        return found.id
    if story is None:
        raise InputError(f"“{kind.value}” needs a story.")
    if kind in SENTENCES:
        return naming.sentence(connection, name, story).place
    if kind in SOURCES:
        return naming.source(connection, name, story)
    other = _story(connection, name)
    if other.id == story.id:
        raise InputError(f"The story {story.id} can't be merged with itself.")
    _check_followed(connection, story, other)
    return other.id


def _check_followed(connection: Connection, story: Story, other: Story) -> None:
    """Refuse a merger after which nobody would be told any more what is followed."""
    chosen = {one.story for one in decisions.current(connection) if one.kind is DecisionKind.FOLLOW}
    if other.followed and not story.followed and story.id not in chosen:
        raise InputError(
            f"{other.id} is followed and {story.id} is not, so that nothing would be told of it day by day. Merge them "
            f"the other way round ({other.id} takes in {story.id}), or follow {story.id} first."
        )


def _check_article(connection: Connection, kind: DecisionKind, article: Article, story: Story | None) -> None:
    """Refuse what would come to nothing."""
    versions = {one.version for one in articles.versions_of(connection, article.id)}
    if kind is DecisionKind.UNFOLD:
        folds = copies.all(connection)
        if not any((fold := folds.get(version)) and fold.copy_of for version in versions):
            raise InputError(f"{article.address} is not folded into another article.")
    elif story is not None and kind is not DecisionKind.INCLUDE:
        placed = stories.memberships(connection, story.id)
        if not any(one.version in versions for one in placed):
            raise InputError(f"{article.address} is not on the story {story.id}.")
        if kind is DecisionKind.SPLIT and not any(one.version in versions and one.member for one in placed):
            raise InputError(f"{article.address} is not on the story {story.id}, only near it; include it first.")


def _day(connection: Connection, asked: Asked, story: Story | None) -> date | None:
    """Return the day that a decision is about: a headline is always about one."""
    if asked.kind is not DecisionKind.HEADLINE or story is None:
        return asked.day
    known = digests.days(connection, story.id)
    day = asked.day or max(known, default=None)
    if day is None or day not in known:
        raise InputError(f"The story {story.id} has no digest{f' for {asked.day}' if asked.day else ''} to be headed.")
    return day


@dataclass(frozen=True, slots=True)
class Line:
    """A decision in words, for a list."""

    decision: Decision
    about: tuple[str, ...]
    undone: bool

    @property
    def row(self) -> dict[str, str]:
        """Return it as a row of a table, fit to be shown anywhere."""
        one = self.decision
        row = {
            "Id": one.id[:8],
            "When": f"{one.at:%Y-%m-%d %H:%M}",
            "Who": one.by,
            "Story": one.story or "",
            "What": f"{one.kind.value}{' (undone)' if self.undone else ''}",
            "About": "; ".join((*self.about, *([one.value] if one.value else []))),
            "Note": one.note,
        }
        return {name: visible(text) for name, text in row.items()}


def lines(connection: Connection, story: StoryId | None = None) -> list[Line]:
    """Return every decision, of one story or all, in order; an undoing is told at what it undid."""
    taken = decisions.all(connection)
    undone = decisions.undone_among(taken)
    shown = [one for one in taken if one.kind is not DecisionKind.UNDO and story in (None, one.story)]
    return [Line(one, _about(connection, one), one.id in undone) for one in shown]


def _about(connection: Connection, one: Decision) -> tuple[str, ...]:
    if one.kind in SENTENCES:
        return tuple(_text(connection, place) for place in one.subjects)
    if one.kind in ARTICLES:
        return tuple(_title(connection, ArticleId(subject)) for subject in one.subjects)
    return one.subjects


def _text(connection: Connection, place: str) -> str:
    where = Evidence.at(place)
    known = articles.by_version(connection, [where.version]) if where else {}
    return known[where.version].body[where.start : where.end] if where and where.version in known else place


def _title(connection: Connection, article: ArticleId) -> str:
    versions = articles.versions_of(connection, article)
    return (versions[-1].title or versions[-1].address) if versions else article


def said(connection: Connection, one: Decision) -> str:
    """Say what was decided: "exclude “Bridge players meet” (bridge), by Ada: another game"."""
    about = [f"“{text}”" for text in (*_about(connection, one), *([one.value] if one.value else []))]
    of = f" ({one.story}{f', {one.day}' if one.day else ''})" if one.story else ""
    by = f", by {one.by}" if one.by else ""
    return f"{one.kind.value} {', '.join(about)}{of}{by}{f': {one.note}' if one.note else ''}"
