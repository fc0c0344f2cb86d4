"""The full-text index: the one door to tantivy. It holds nothing that the database does not, and may be deleted.

    index = TextIndex(Path("throughline.duckdb.search"))
    with index.writing() as writer:
        writer.put(sheet)
        writer.finish({"article 2026-03-01": "12 345"})
    index.find(question, limit=10)

Words are reduced to their stems in the languages tantivy has a Snowball stemmer for, and folded (case, accents). Other
languages are taken word by word; scripts that write without spaces, letter by letter, so that a word of a question
finds its letters in that order. Readers see the last finished state while a writer works.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy
from filelock import FileLock, Timeout
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from storage.composed import code_points, composed
from storage.errors import IndexBusy, IndexDamaged, StorageError
from storage.found import Hit, Hits, Kept, Question, Sheet

FORMAT = "1"  # counts up when a field or an analyzer changes: an index of another format is built anew
HEAP_BYTES = 64_000_000
TITLE_WEIGHT = 2.0
STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
SAME = {"nb": "no", "nn": "no"}
OTHER = "other"
LANGUAGES = (*STEMMERS, OTHER)
# One letter is a token in scripts that write without spaces; elsewhere a word is, its marks included.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
WORDS = rf"[{_UNSPACED}]\p{{M}}*|[\w&&[^{_UNSPACED}_]]+"


@dataclass(frozen=True, slots=True)
class State:
    """What the index holds, as its writer left it."""

    shelves: dict[str, str] = field(default_factory=dict)  # each with the fingerprint of what stands in it
    languages: tuple[str, ...] = ()
    seen: str = ""  # of the database's files, when the index was last found to be in step


class TextIndex:
    """The index in `folder`, which is made on first use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = folder / "index"
        self._state_path = folder / "state.json"
        self._opened: tantivy.Index | None = None

    @property
    def state(self) -> State:
        """What is in the index; raises IndexDamaged if there is none that can be used."""
        try:
            record = json.loads(self._state_path.read_text(encoding="utf-8"))
            if record["made_by"] != _maker() or not tantivy.Index.exists(str(self._files)):
                raise IndexDamaged(f"The search index in {self.folder} was made by another version.")
            return State(dict(record["shelves"]), tuple(record["languages"]), str(record["seen"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"There is no usable search index in {self.folder} ({error}).") from error

    def find(self, question: Question, limit: int) -> Hits:
        """Return the best `limit` of what has all words of the question or, if nothing has, of what has any.

        Of equal scores the later publication comes first. Raises IndexDamaged.
        """
        with _translating(self.folder):
            searcher = self.opened().searcher()
            for every in (True, False):
                found = searcher.search(self._query(question, every=every), limit)
                if found.hits:
                    break
            hits = [_hit(searcher.doc(address), score) for score, address in found.hits]
        hits.sort(key=lambda hit: (-hit.score, -hit.published, hit.key))
        total: int = found.count or 0  # type: ignore[attr-defined]  # its stubs forget it
        return Hits(hits=tuple(hits), total=total, any_word=bool(hits) and not every)

    def places(self, text: str, language: str, part: str) -> list[tuple[int, int]]:
        """Return where `text` has a word or phrase, as offsets of code points, ascending."""
        name = f"body_{_language(language)}"
        whole, origin = composed(text)
        with _translating(self.folder):
            index = self.opened()
            document = tantivy.Document()
            document.add_text(name, whole)
            query = index.parse_query(_quoted(part), [name])
            generator = tantivy.SnippetGenerator.create(index.searcher(), query, index.schema, name)
            generator.set_max_num_chars(len(whole.encode()) + 1)
            snippet = generator.snippet_from_doc(document)
            first = snippet.fragment_range().start
            spans = [(first + place.start, first + place.end) for place in snippet.highlighted()]
            found = _phrases(whole, code_points(whole, spans), part, _analyzer(_language(language)))
        return [(origin[start], origin[end]) for start, end in found]

    @contextmanager
    def writing(self, *, anew: bool = False) -> Iterator[Writer]:
        """Yield a writer; what it did not finish is not there. With `anew`, begin with an empty index.

        Raises IndexBusy if another process writes, IndexDamaged, or StorageError if the folder can't be written.
        """
        lock = FileLock(self.folder.with_name(f"{self.folder.name}.lock"), timeout=0)
        try:
            with self._kept():
                self.folder.parent.mkdir(parents=True, exist_ok=True)
                lock.acquire()
        except Timeout as error:
            raise IndexBusy(f"Another process brings the search index in {self.folder} up to date.") from error
        try:
            if anew:
                self._clear()
            yield from self._written()
        finally:
            lock.release()

    def _written(self) -> Iterator[Writer]:
        writer = Writer(self)
        try:
            yield writer
        finally:
            writer.close()

    def _clear(self) -> None:
        self._opened = None
        with self._kept():
            self._state_path.unlink(missing_ok=True)
            shutil.rmtree(self._files, ignore_errors=True)
        with _translating(self.folder):
            self.opened()
        self.keep(State())

    def keep(self, state: State) -> None:
        """Keep what the index holds, in one step."""
        record = {
            "made_by": _maker(),
            "shelves": state.shelves,
            "languages": list(state.languages),
            "seen": state.seen,
        }
        draft = self._state_path.with_name(f"{self._state_path.name}.{os.getpid()}")
        with self._kept():
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(record), encoding="utf-8")
            draft.replace(self._state_path)

    @contextmanager
    def _kept(self) -> Iterator[None]:
        try:
            yield
        except Timeout:
            raise
        except OSError as error:
            raise StorageError(f"The search index in {self.folder} can't be written: {error.strerror}.") from error

    def present(self, shelf: str) -> dict[str, str]:
        """Return the keys of what stands in a shelf, each with its stamp."""
        with _translating(self.folder):
            index = self.opened()
            searcher = index.searcher()
            query = Query.term_query(index.schema, "shelf", shelf)
            found = searcher.search(query, max(searcher.num_docs, 1), count=False)
            documents = [searcher.doc(address) for _, address in found.hits]
        return {str(one.get_first("key")): str(one.get_first("stamp")) for one in documents}

    def opened(self) -> tantivy.Index:
        """Return tantivy's index with the analyzers, at its last finished state."""
        if self._opened is None:
            self._files.mkdir(parents=True, exist_ok=True)
            opened = tantivy.Index(_schema(), path=str(self._files))
            for language in LANGUAGES:
                opened.register_tokenizer(language, _analyzer(language))
            self._opened = opened
        self._opened.reload()
        return self._opened

    def _query(self, question: Question, *, every: bool) -> Query:
        index, state = self.opened(), self.state
        fields = [f"{part}_{language}" for language in state.languages for part in ("title", "body")]
        weights = {name: TITLE_WEIGHT for name in fields if name.startswith("title_")}
        signs = {True: "-", False: "+" if every else ""}
        words = " ".join(f"{signs[part.excluded]}{_quoted(part.text)}" for part in question.parts)
        if not fields:
            return Query.empty_query()
        clauses = [(Occur.Must, index.parse_query(words, fields, field_boosts=weights))]
        clauses += [(Occur.Must, Query.const_score_query(one, 0.0)) for one in _narrowing(index.schema, question)]
        return Query.boolean_query(clauses)


class Writer:
    """Puts sheets into an index and takes them out."""

    def __init__(self, index: TextIndex) -> None:
        self._index = index
        self._state = index.state
        self._languages: set[str] = set()
        self._opened: tantivy.IndexWriter | None = None

    def put(self, sheet: Sheet) -> None:
        """Put a sheet in, in the place of what stands under its key."""
        self.drop(sheet.key)
        with _translating(self._index.folder):
            self._writer.add_document(_document(sheet))
        self._languages |= {_language(code) for code, _, _ in sheet.texts}

    def drop(self, key: str) -> None:
        """Take out what stands under `key`, if anything does."""
        with _translating(self._index.folder):
            self._writer.delete_documents_by_term("key", key)

    def finish(self, shelves: Mapping[str, str | None], seen: str = "") -> None:
        """Make all that was put in and taken out last; these shelves now are as their fingerprints say.

        A shelf whose fingerprint is None is gone. `seen` is kept as the state's.
        """
        if self._opened is not None:
            with _translating(self._index.folder):
                self._opened.commit()
        kept = {**self._state.shelves, **shelves}
        known = {name: fingerprint for name, fingerprint in kept.items() if fingerprint is not None}
        languages = tuple(sorted({*self._state.languages, *self._languages}))
        self._state = State(shelves=known, languages=languages, seen=seen)
        self._index.keep(self._state)

    def close(self) -> None:
        """Wait until the merging of the index's files is done."""
        if self._opened is not None:
            with suppress(ValueError):
                self._opened.wait_merging_threads()

    @property
    def _writer(self) -> tantivy.IndexWriter:
        if self._opened is None:
            self._opened = self._index.opened().writer(HEAP_BYTES, 1)
        return self._opened


def _maker() -> str:
    return f"format {FORMAT}, tantivy {version('tantivy')}"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "kind", "shelf", "stamp", "story", "outlet"):
        stored = name in ("key", "kind", "stamp")
        builder.add_text_field(name, stored=stored, tokenizer_name="raw", index_option="basic")
    builder.add_boolean_field("newest", stored=True, indexed=True)
    builder.add_integer_field("published", stored=True, indexed=True, fast=True)
    for language in LANGUAGES:
        builder.add_text_field(f"title_{language}", tokenizer_name=language)
        builder.add_text_field(f"body_{language}", tokenizer_name=language)
    return builder.build()


def _document(sheet: Sheet) -> tantivy.Document:
    document = tantivy.Document()
    for name, value in (("key", sheet.key), ("kind", sheet.kind), ("shelf", sheet.shelf), ("stamp", sheet.stamp)):
        document.add_text(name, str(value))
    document.add_boolean("newest", sheet.newest)
    if sheet.story:
        document.add_text("story", sheet.story)
    for outlet in sheet.outlets:
        document.add_text("outlet", outlet)
    if sheet.published:
        document.add_integer("published", int(sheet.published.timestamp()))
    for code, title, body in sheet.texts:
        language = _language(code)
        document.add_text(f"title_{language}", composed(title)[0])
        document.add_text(f"body_{language}", composed(body)[0])
    return document


def _analyzer(language: str) -> tantivy.TextAnalyzer:
    """Return what makes words comparable. Stemmers know their language's accents, so those are taken off after them."""
    builder = TextAnalyzerBuilder(Tokenizer.regex(WORDS)).filter(Filter.lowercase())
    if language in STEMMERS:
        builder = builder.filter(Filter.stemmer(STEMMERS[language]))
    return builder.filter(Filter.ascii_fold()).build()


def _language(code: str) -> str:
    code = SAME.get(code, code)
    return code if code in STEMMERS else OTHER


def _quoted(text: str) -> str:
    """Return a word or phrase in the one form in which no character means anything to tantivy's parser."""
    return '"' + composed(text)[0].replace("\\", " ").replace('"', " ") + '"'


def _narrowing(schema: tantivy.Schema, question: Question) -> Iterator[Query]:
    """Yield what a sheet must be beside having the words."""
    if question.kinds != frozenset(Kept):
        yield Query.term_set_query(schema, "kind", [kind.value for kind in sorted(question.kinds)])
    if not question.every_version:
        yield Query.term_query(schema, "newest", True)
    if question.outlets:
        yield Query.term_set_query(schema, "outlet", list(question.outlets))
    if question.story:
        members: Collection[str] = question.members
        on_it = [Query.term_query(schema, "story", question.story), Query.term_set_query(schema, "key", list(members))]
        yield Query.boolean_query([(Occur.Should, one) for one in on_it])
    if question.first or question.last:
        first, last = question.first, question.last
        yield Query.range_query(
            schema,
            "published",
            tantivy.FieldType.Integer,
            int(first.timestamp()) if first else None,
            int(last.timestamp()) - 1 if last else None,
        )


def _hit(document: tantivy.Document, score: Any) -> Hit:
    published = document.get_first("published")
    return Hit(
        key=str(document.get_first("key")),
        kind=Kept(str(document.get_first("kind"))),
        score=round(float(score), 4),
        published=published or 0,
        newest=bool(document.get_first("newest")),
    )


def _phrases(
    text: str, spans: Sequence[tuple[int, int]], part: str, analyzer: tantivy.TextAnalyzer
) -> list[tuple[int, int]]:
    """Return where `spans`, each a word of `part`, stand together as in `part`; of a single word, all of them."""
    tokens = analyzer.analyze(part)
    found: list[tuple[int, int]] = []
    for at in range(len(spans) - len(tokens) + 1):
        start, end = spans[at][0], spans[at + len(tokens) - 1][1]
        if (not found or start >= found[-1][1]) and analyzer.analyze(text[start:end]) == tokens:
            found.append((start, end))
    return found


@contextmanager
def _translating(folder: Path) -> Iterator[None]:
    """Turn tantivy's errors into this program's; what it panics about is damage too."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, ValueError | OSError) or type(error).__name__ == "PanicException":
            raise IndexDamaged(f"The search index in {folder} can't be used ({error}).") from error
        raise
