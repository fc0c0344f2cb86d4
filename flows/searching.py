"""Search the store: bring the index in step, ask it, and read what it found where it can be cited from."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage import articles, copies, digests, shelves, stories
from storage.connection import Connection, Store
from storage.errors import IndexDamaged, InputError, StorageError
from storage.found import Hit, Hits, Kept, Question, parse
from storage.indexing import Progress, index_of, keep_up
from storage.models import Article, DigestId, Fold, Story, StoryId, VersionId
from storage.telling import Digest
from storage.text_index import TextIndex
from tasks.publish.findings import Found, FoundArticle, FoundDigest
from tasks.publish.passages import Passage, Place, passages
from tasks.text.sentences import split

MORE = 4  # times the wanted number is asked for, so that copies can be put with what they copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search as a person puts it."""

    words: str
    kinds: frozenset[Kept] = frozenset(Kept)
    story: str | None = None  # its id, or the beginning of it
    outlets: Sequence[str] = ()  # names, or parts of names
    since: date | None = None
    until: date | None = None  # inclusive
    limit: int = 10
    every_version: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a search found, the best first."""

    found: Sequence[Found]
    total: int  # of which copies are put with what they copy
    any_word: bool  # nothing had all the words: these have some
    notice: str = ""  # why the newest may be missing


def search(store: Store, asked: Asked, zone: ZoneInfo, progress: Progress) -> Findings:
    """Find what is asked for.

    Raises InputError for a question that can't be answered, StorageError if there is no index and none can be made.
    """
    parts = parse(asked.words)
    index = index_of(store)
    notice = keep_up(store, progress)
    with store.reading("searching") as connection:
        question = replace(_narrowed(connection, asked, zone), parts=parts)
        try:
            hits = index.find(question, asked.limit * MORE)
        except IndexDamaged as error:
            raise StorageError(notice or str(error)) from error
        found = _found(connection, index, question, hits, asked.limit)
    return Findings(found=found, total=hits.total, any_word=hits.any_word, notice=notice)


def _narrowed(connection: Connection, asked: Asked, zone: ZoneInfo) -> Question:
    """Return where is to be looked, in the words of the store as it is now."""
    story = _story(stories.all(connection), asked.story) if asked.story else None
    members = [one.version for one in stories.memberships(connection, story) if one.member] if story else []
    return Question(
        parts=(),
        kinds=asked.kinds,
        story=story,
        members=members,
        outlets=_outlets(shelves.outlets(connection), asked.outlets) if asked.outlets else (),
        first=_midnight(asked.since, zone) if asked.since else None,
        last=_midnight(asked.until + timedelta(days=1), zone) if asked.until else None,
        every_version=asked.every_version,
    )


def _story(known: Sequence[Story], name: str) -> StoryId:
    from flows.cli_show import named

    return named(list(known), name)[0].id


def _outlets(known: Sequence[str], asked: Sequence[str]) -> tuple[str, ...]:
    """Return the outlets that are meant: each name as it is, else every one that has it as a part."""
    return tuple(dict.fromkeys(outlet for name in asked for outlet in _outlets_called(known, name)))


def _outlets_called(known: Sequence[str], name: str) -> list[str]:
    folded = name.casefold()
    meant = [one for one in known if one.casefold() == folded] or [one for one in known if folded in one.casefold()]
    if not meant:
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; `throughline sources` lists the outlets."
        raise InputError(f"No article is from an outlet called {name!r}{hint}")
    return meant


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _found(connection: Connection, index: TextIndex, question: Question, hits: Hits, limit: int) -> list[Found]:
    """Return the first `limit` things found, copies put with what they copy."""
    folds = copies.among(connection, [VersionId(hit.key) for hit in hits.hits if hit.kind is Kept.ARTICLE])
    groups: dict[str, list[Hit]] = {}
    for hit in hits.hits:
        groups.setdefault(_original(hit, folds), []).append(hit)
    shown = list(groups.values())[:limit]
    keys = [VersionId(hit.key) for group in shown for hit in group if hit.kind is Kept.ARTICLE]
    known = articles.by_version(connection, keys)
    told = digests.by_ids(connection, [DigestId(group[0].key) for group in shown if group[0].kind is Kept.DIGEST])
    languages = articles.languages(
        connection, [one.quote.evidence.version for digest in told.values() for one in digest.sentences]
    )
    read = _Reading(index, question.wanted)
    return [
        read.digest(told[DigestId(group[0].key)], group[0], languages)
        if group[0].kind is Kept.DIGEST
        else read.article([known[VersionId(hit.key)] for hit in group if hit.key in known], group[0])
        for group in shown
        if group[0].key in told or group[0].key in known
    ]


def _original(hit: Hit, folds: dict[VersionId, Fold]) -> str:
    fold = folds.get(VersionId(hit.key))
    return (fold and fold.copy_of) or hit.key


class _Reading:
    """Shows where the words looked for stand in what was found."""

    def __init__(self, index: TextIndex, words: Sequence[str]) -> None:
        self._index = index
        self._words = words

    def article(self, same: Sequence[Article], hit: Hit) -> FoundArticle:
        """Show the first of articles of the same text."""
        first = same[0]
        sentences = [(span.start, span.end) for span in split(first.body, first.language)]
        return FoundArticle(
            article=first,
            score=hit.score,
            passages=passages(sentences, self._places(first.body, first.language)),
            title_marks=self._marks(first.title, first.language),
            copies=same[1:],
            newest=hit.newest,
        )

    def digest(self, found: Digest, hit: Hit, languages: Mapping[VersionId, str]) -> FoundDigest:
        """Show a digest by its sentences, as if they stood one after the other in one text."""
        spans: list[Place] = []
        words: list[list[Place]] = [[] for _ in self._words]
        start = 0
        for sentence in found.sentences:
            text, language = sentence.quote.text, languages.get(sentence.quote.evidence.version, "und")
            for places, here in zip(words, self._places(text, language), strict=True):
                places += [(start + first, start + last) for first, last in here]
            spans.append((start, start + len(text)))
            start += len(text)
        chosen = passages(spans, words)
        language = languages.get(found.sentences[0].quote.evidence.version, "und") if found.sentences else "und"
        return FoundDigest(
            digest=found,
            score=hit.score,
            sentences=[_of_sentence(spans, one) for one in chosen],
            title_marks=self._marks(found.headline, language),
        )

    def _places(self, text: str, language: str) -> list[list[Place]]:
        return [self._index.places(text, language, word) for word in self._words]

    def _marks(self, title: str, language: str) -> list[Place]:
        found = sorted({place for places in self._places(title, language) for place in places})
        return list(passages([(0, len(title))], [found])[0].marks)


def _of_sentence(spans: Sequence[Place], passage: Passage) -> tuple[int, Passage]:
    """Return a passage with its sentence's number, from 1, and with offsets of that sentence."""
    start = passage.start
    marks = tuple((first - start, last - start) for first, last in passage.marks)
    return spans.index((start, passage.end)) + 1, Passage(start=0, end=passage.end - start, marks=marks)
