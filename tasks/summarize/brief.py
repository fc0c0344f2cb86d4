"""Summarize one record of several articles: the filter `throughline summarize`, one line at a time.

No store, no server, no network. Every sentence given back is a place in a document, word for word.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from tasks.summarize.context import stands_alone
from tasks.summarize.features import OPENING, Document, Pool, Sentence
from tasks.summarize.selection import choose
from tasks.text.sentences import dateline_end, split
from tasks.text.tokens import stems, stop_words, words

SHORTEST = 6  # words of a sentence worth quoting
LONGEST = 60
DEPTH = 8  # sentences of a document that may be chosen, for short summaries of several documents
QUERY_DEPTH = 30  # ... when something is asked, whose answer may stand further down
SPARE = 4  # sentences read beyond those that may be chosen or count, for what they support
CHARACTERS = 4_500  # of a document that are read at least
SAYS_THE_SAME = 0.6  # share of a sentence's stems that two neighboring sentences of a document must hold to support it

_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "cs", "uk", "ru")  # English first: it wins ties
_SAMPLE = 60  # words that tell the language
_CLEAR = 0.35  # share of stop words that settles it
_FURNITURE = re.compile(
    r"Getty Images|\(AP Photo|(?:AP|AFP|Reuters|REUTERS|EPA|PA) ?/ ?(?:Getty|\w+ \w+)|Photo(?:s| illustration)? by\b"
    r"|^\(?(?:Photo|Image|Picture|Credit|Caption|Video|WATCH|CLOSE|ADVERTISEMENT|Advertisement|Related)\b[ :]"
    r"|Image copyright|toggle caption|Enlarge this image|Story [Hh]ighlights|^This article is more than"
    r"|(?i:sign up (?:for|to) |subscribe (?:to|for|now)|newsletter|click here|^read more|continue reading"
    r"|^(?:last )?updated (?:at|on|\d)|do not necessarily (?:represent|reflect)|all rights reserved"
    r"|cookies? (?:policy|settings)|follow (?:us|him|her|\w+) on (?:twitter|facebook))"
)
_LEFTOVERS = re.compile(r"[^\w]+")


def summarize_record(record: Mapping[str, Any], *, words: int, query: str = "") -> dict[str, Any]:
    """Summarize `record["docs"]` in at most `words` words of whole sentences.

    Returns `id`, `sentences` (each with `doc`, `start`, `end`, `text`, `supported_by`; in reading order) and `words`,
    as docs/filters.md has it. At least one sentence is given if any fits.

    Raises ValueError, with a sentence for the user, for a record that can't be read.
    """
    if words < 1:
        raise ValueError(f"A summary of {words} words can't be made.")
    sources = _sources(record)
    asked = stems(query, "en")
    depth = _depth(len(sources), words, bool(asked))
    documents = [_document(number, source, depth) for number, source in enumerate(sources)]
    pool = Pool(documents, words=words, depth=depth, query=asked)
    chosen = _reading_order(pool, choose(pool))
    told = [
        {
            "doc": sources[at]["id"],
            "start": sentence.start,
            "end": sentence.end,
            "text": sentence.text,
            "supported_by": _supporters(sentence, at, documents, sources),
        }
        for at, sentence in chosen
    ]
    return {"id": record.get("id"), "sentences": told, "words": len(" ".join(one["text"] for one in told).split())}


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
    for number, doc in enumerate(given):
        identity, title, text, source = _fields(number, doc)
        if texts.setdefault(identity, text) != text:
            raise ValueError(f"Two documents with different texts have the id {identity!r}.")
    for number, doc in sorted(enumerate(given), key=lambda item: str(item[1]["id"])):
        identity, title, text, source = _fields(number, doc)
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
    return max(QUERY_DEPTH if asked else DEPTH, math.ceil(3 * words / (20 * max(documents, 1))))


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
    """Return the first sentences of `text` that are worth quoting; if none is, the first that there are."""
    wanted = max(depth, OPENING) + SPARE
    characters = max(CHARACTERS, 300 * wanted)
    spans = split(text[:characters], language)
    if len(text) > characters and len(spans) > 1:
        spans.pop()  # cut off in the middle
    worth: list[Sentence] = []
    seen = {_plain(title)}
    for span in spans:
        start = span.start + dateline_end(text[span.start : span.end])
        said = text[start : span.end]
        plain = _plain(said)
        if plain in seen or not _is_prose(said):
            continue
        seen.add(plain)
        worth.append(_sentence(said, start, language))
        if len(worth) == wanted:
            break
    return worth or [_sentence(text[span.start : span.end], span.start, language) for span in spans[:wanted]]


def _sentence(said: str, start: int, language: str) -> Sentence:
    """Make a sentence that begins at `start`."""
    leaning = not stands_alone(said, language)
    return Sentence(said, start, start + len(said), tuple(stems(said, language)), leaning=leaning)


def _is_prose(said: str) -> bool:
    """Say whether a sentence is neither a fragment nor a caption, credit or call to subscribe."""
    return SHORTEST <= len(said.split()) <= LONGEST and _FURNITURE.search(said) is None


def _plain(text: str) -> str:
    return _LEFTOVERS.sub(" ", text.casefold()).strip()


def _reading_order(pool: Pool, chosen: Sequence[int]) -> list[tuple[int, Sentence]]:
    """Return (document, sentence): sentences of a document stay together and in order."""
    return [(pool.places[candidate][0], pool.sentences[candidate]) for candidate in chosen]


def _supporters(
    sentence: Sentence, own: int, documents: Sequence[Document], sources: Sequence[Mapping[str, Any]]
) -> list[Hashable]:
    """Return the ids of the documents that say what `sentence` says, its own and its copies first."""
    supporters = list(sources[own]["ids"])
    for at, document in enumerate(documents):
        if at != own and _says(document, frozenset(sentence.stems)):
            supporters += sources[at]["ids"]
    return supporters


def _says(document: Document, wanted: frozenset[str]) -> bool:
    """Say whether two neighboring sentences of `document` hold most of the stems `wanted`, at least three."""
    sets = [frozenset(sentence.stems) for sentence in document.sentences]
    needed = max(3, SAYS_THE_SAME * len(wanted))
    return any(len(wanted & (one | other)) >= needed for one, other in zip(sets, [*sets[1:], frozenset()], strict=True))
