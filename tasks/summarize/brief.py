"""Summarize one record of several articles: the filter `throughline summarize`, one line at a time.

No store, no server, no network. Every sentence given back is a place in a document, word for word.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tasks.summarize.context import stands_alone
from tasks.summarize.features import OPENING, Document, Pool, Sentence, rate
from tasks.summarize.furniture import is_furniture
from tasks.summarize.selection import choose
from tasks.text.sentences import dateline_end, split
from tasks.text.tokens import stems, stop_words, words

SHORTEST = 6  # words of a sentence worth quoting
LONGEST = 60  # ... longer ones are lists, or several sentences that could not be told apart
USUAL = 20  # words of a sentence, for guessing how many are wanted
DEPTH = 8  # sentences of a document that may be chosen, for short summaries of several documents
QUERY_DEPTH = 30  # ... when something is asked, whose answer may stand further down
DATELINES = 3  # sentences worth quoting among which a dateline can be: before it stand a deck, or an editor's note
SPARE = 4  # sentences read beyond those that may be chosen or count, for what they support
CHARACTERS = 200  # of a document that are read for each sentence wanted
SAYS_THE_SAME = 0.6  # share of a sentence's stems that two neighboring sentences of a document must hold to support it

_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "cs", "uk", "ru")  # English first: it wins ties
_SAMPLE = 60  # words that tell the language
_CLEAR = 0.35  # share of stop words that settles it
_CREDIT = re.compile(r"\s*[(\[](?:Photo|AP Photo|Image|Credit)\b")  # what stands before it is a caption
_AGENCY = re.compile(r"\([A-Z][\w .]{1,20}\) ?[-–—]+ ?")
_LEFTOVERS = re.compile(r"[^\w]+")


def summarize_record(record: Mapping[str, Any], *, words: int, query: str = "") -> dict[str, Any]:
    """Summarize `record["docs"]` in at most `words` words of whole sentences.

    Returns `id`, `sentences` (each with `doc`, `start`, `end`, `text` and `supported_by`, in reading order) and the
    number of `words`. At least one sentence is given if any fits. The order of the documents does not matter.

    Raises ValueError, with a sentence for the user, for a record that can't be read.
    """
    reading = read(record, words=words, query=query)
    pool = reading.pool
    told: list[dict[str, Any]] = []
    for candidate in _reading_order(pool, choose(pool)):
        sentence, own = pool.sentences[candidate], int(pool.document[candidate])
        if any(sentence.text == one["text"] for one in told):
            continue  # the choice compares stems, and a line of marks alone has none
        told.append({
            "doc": reading.sources[own]["id"],
            "start": sentence.start,
            "end": sentence.end,
            "text": sentence.text,
            "supported_by": _supporters(sentence, own, reading),
        })  # fmt: skip
    return {"id": record.get("id"), "sentences": told, "words": len(" ".join(one["text"] for one in told).split())}


@dataclass(frozen=True, slots=True)
class Reading:
    """A record, read: its documents in a stable order, and the candidates of a summary."""

    sources: list[dict[str, Any]]  # id, title, text, source, and the ids of all documents with this text
    pool: Pool


def read(record: Mapping[str, Any], *, words: int, query: str = "") -> Reading:
    """Read a record's documents and measure the candidates for a summary of at most `words` words.

    Raises ValueError, with a sentence for the user, for a record that can't be read.
    """
    if words < 1:
        raise ValueError(f"A summary of {words} words can't be made.")
    sources = _sources(record)
    asked = stems(query, guess_language(sources[0]["text"]) if sources else "en")  # a few words don't tell theirs
    depth = _depth(len(sources), words, bool(asked))
    documents = [_document(number, source, depth) for number, source in enumerate(sources)]
    pool = Pool(documents, words=words, depth=depth, query=asked)
    if not len(pool):  # rather an odd sentence, or one from far down, than none
        pairs = zip(documents, sources, strict=True)
        pool = Pool(
            [replace(document, sentences=_every(source)) for document, source in pairs], words=words, query=asked
        )
    return Reading(sources, pool)


def guess_language(text: str) -> str:
    """Name the language whose stop words fill most of the beginning of `text`; "en" where none do."""
    sample = words(text[: _SAMPLE * 10])[:_SAMPLE]
    best, most = "en", 0
    for code in _LANGUAGES:
        dull = stop_words(code)
        hits = sum(word in dull for word in sample)
        if hits > most:
            best, most = code, hits
        if most > _CLEAR * len(sample):
            break  # no other language could have more
    return best


def _sources(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the documents that can be used, sorted, repeats of a text folded into the first of its ids."""
    given = record.get("docs") if isinstance(record, Mapping) else None
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise ValueError('The record has no list of documents under "docs".')
    texts: dict[Hashable, str] = {}
    folded: dict[str, dict[str, Any]] = {}
    docs = [_fields(number, doc) for number, doc in enumerate(given)]
    for identity, _, text, _ in docs:
        if texts.setdefault(identity, text) != text:
            raise ValueError(f"Two documents with different texts have the id {identity!r}.")
    for identity, title, text, source in sorted(docs, key=lambda fields: (str(fields[0]), *fields[1:])):
        kept = folded.setdefault(
            " ".join(text.split()), {"id": identity, "title": title, "text": text, "source": source, "ids": []}
        )
        if identity not in kept["ids"]:
            kept["ids"].append(identity)
    return [source for text, source in folded.items() if text]


def _fields(number: int, doc: Any) -> tuple[Hashable, str, str, str]:
    """Return id, title, text and source of a document; missing ones but the id are empty."""
    if not isinstance(doc, Mapping) or not isinstance(doc.get("id"), str | int):
        raise ValueError(f"Document {number + 1} has no id.")
    values = [doc.get(key) if doc.get(key) is not None else "" for key in ("title", "text", "source")]
    if not all(isinstance(value, str) for value in values):
        raise ValueError(f"Document {doc['id']!r} has a title, text or source that is no text.")
    return (doc["id"], *values)


def _depth(documents: int, words: int, asked: bool) -> int:
    """Return how far down a document sentences may be chosen: enough for a choice, three times what is wanted."""
    return max(QUERY_DEPTH if asked else DEPTH, math.ceil(3 * words / (USUAL * max(documents, 1))))


def _document(number: int, source: Mapping[str, Any], depth: int) -> Document:
    """Read a document's beginning into sentences."""
    text, title = source["text"], source["title"]
    language = guess_language(text)
    return Document(
        id=f"{number:06}",
        title=title,
        title_stems=tuple(stems(title, language)),
        sentences=tuple(_sentences(text, title, language, depth)),
        outlet=source["source"] or f"document {number}",
    )


def _sentences(text: str, title: str, language: str, depth: int) -> list[Sentence]:
    """Return the first sentences of `text` that are worth quoting."""
    wanted = max(depth, OPENING) + SPARE
    characters = CHARACTERS * wanted
    spans = split(text[:characters], language)
    if len(text) > characters and len(spans) > 1:
        spans.pop()  # cut off in the middle
    worth: list[Sentence] = []
    seen = {_plain(title)}
    for span in spans:
        start = span.start + (_dateline(text[span.start : span.end]) if len(worth) < DATELINES else 0)
        said = text[start : span.end]
        plain = _plain(said)
        if plain in seen or not _is_prose(said) or _CREDIT.match(text, span.end):
            continue
        seen.add(plain)
        worth.append(_sentence(said, start, language, judged=len(worth) < depth))
        if len(worth) == wanted:
            break
    return worth


def _dateline(said: str) -> int:
    """Return where a sentence begins after a dateline or the name of an agency alone."""
    start = dateline_end(said)
    agency = _AGENCY.match(said) if not start else None
    return agency.end() if agency else start


def _every(source: Mapping[str, Any]) -> tuple[Sentence, ...]:
    """Return all sentences of a document, whatever they look like."""
    text, language = source["text"], guess_language(source["text"])
    return tuple(_sentence(text[at.start : at.end], at.start, language, judged=True) for at in split(text, language))


def _sentence(said: str, start: int, language: str, *, judged: bool) -> Sentence:
    """Make a sentence that begins at `start`; whether it leans on others is asked only if it is to be `judged`."""
    leaning = judged and not stands_alone(said, language)
    return Sentence(said, start, start + len(said), tuple(stems(said, language)), leaning=leaning)


def _is_prose(said: str) -> bool:
    """Say whether a sentence is neither a fragment nor a caption, credit or call to subscribe."""
    return SHORTEST <= len(said.split()) <= LONGEST and not is_furniture(said)


def _plain(text: str) -> str:
    return _LEFTOVERS.sub(" ", text.casefold()).strip()


def _reading_order(pool: Pool, chosen: Sequence[int]) -> list[int]:
    """Put the document with the best single sentence first; a document's sentences stay together and in order."""
    if not chosen:
        return []
    ratings = rate(pool, np.eye(len(pool))[chosen]).round(9)
    best: dict[int, float] = {}
    for candidate, rating in zip(chosen, ratings, strict=True):
        at = int(pool.document[candidate])
        best[at] = max(best.get(at, -np.inf), float(rating))
    return sorted(chosen, key=lambda candidate: (-best[int(pool.document[candidate])], candidate))


def _supporters(sentence: Sentence, own: int, reading: Reading) -> list[Hashable]:
    """Return the ids of the documents that say what `sentence` says, its own and its copies first."""
    supporters = list(reading.sources[own]["ids"])
    for at, document in enumerate(reading.pool.documents):
        if at != own and _says(document, frozenset(sentence.stems)):
            supporters += reading.sources[at]["ids"]
    return supporters


def _says(document: Document, wanted: frozenset[str]) -> bool:
    """Say whether two neighboring sentences hold most of the stems `wanted`, at least three, and every number."""
    numbers = frozenset(stem for stem in wanted if stem[0].isdigit())
    needed = max(3, SAYS_THE_SAME * len(wanted))
    sets = [frozenset(sentence.stems) for sentence in document.sentences]
    pairs = (one | other for one, other in zip(sets, [*sets[1:], frozenset()], strict=True))
    return any(len(wanted & pair) >= needed and numbers <= pair for pair in pairs)
