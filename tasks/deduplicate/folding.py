"""Which articles are copies, of which original, and from which origin.

In layers: the same canonical address; the same words; nearly the same words; passages taken over and added to; a brief
inside a longer report; and, where no partner is at hand, the credits that a text gives. Titles identify nothing. Two
versions of one article are versions, and what one outlet writes after itself is an update: neither is a copy. What a
person said is no copy is none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from storage.models import Article, ArticleId, CopyKind, Fold, VersionId
from tasks.deduplicate.fingerprints import Fingerprint, fingerprint
from tasks.deduplicate.matching import Entry, Match, match_copies
from tasks.deduplicate.origins import UNNAMED, Agencies, Grounds, Origin, origin_of, outlet_key
from tasks.deduplicate.standing import Holder, standing_lines

METHOD = 2  # to be raised when the same articles would fold otherwise: every store then folds all of its articles anew
SAID_NO_COPY = "a person said it is no copy"
# Text of one origin: what a credit in one says is true of the other.
_SAME_TEXT = frozenset({CopyKind.ADDRESS, CopyKind.IDENTICAL, CopyKind.NEAR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known of all articles and decides about each."""

    owners: Mapping[str, str] = field(default_factory=dict)  # outlet's key: publisher family
    agencies: Agencies = field(default_factory=Agencies)
    standing: frozenset[int] = frozenset()  # names of the lines that make no two articles alike
    unfolded: frozenset[ArticleId] = frozenset()  # articles that a person said are no copies


def fold(
    articles: Sequence[Article],
    families: Mapping[str, str] | None = None,
    unfolded: Collection[ArticleId] = frozenset(),
) -> list[Fold]:
    """Fold copies into their originals and name every article's origin.

    `families` maps outlets to the publisher family that owns them; articles in `unfolded` are no copies. Returns one
    fold for each article, in the order given. The original is an agency's own article where there is one, else the
    earliest of a named outlet; nothing depends on the order of `articles`. A copy of a copy is folded into the first
    original.
    """
    prints = {article.version: fingerprint(article.body) for article in articles}
    lines = standing_lines((key_of(one), holder_of(one, prints[one.version].lines)) for one in articles)
    context = Context(
        owners=owners_of(families or {}),
        agencies=Agencies.of(articles),
        standing=frozenset(line for _, line in lines),
        unfolded=frozenset(unfolded),
    )
    whole = {version: taken for version, taken in prints.items() if context.standing.isdisjoint(taken.lines)}
    names = spellings((one.source for one in articles), (own_origin(one, context).name for one in articles))
    return [respelled(one, names) for one in fold_cluster(articles, context, whole)]


def fold_cluster(
    articles: Sequence[Article], context: Context, prints: Mapping[VersionId, Fingerprint] | None = None
) -> list[Fold]:
    """Fold articles that share no text or address with any others, each origin spelled as its article spells it.

    `prints` are fingerprints that were already taken without the lines that stand. Returns folds in the order given.
    """
    known = prints or {}
    entries = sorted((_entry(article, context, known.get(article.version)) for article in articles), key=_precedence)
    matches = match_copies(entries, context.unfolded)
    origins = _agreed_origins(entries, matches)
    folds = {
        entry.article.version: _fold(entry, match, entries, origins[match.to if match else place], context)
        for place, (entry, match) in enumerate(zip(entries, matches, strict=True))
    }
    return [folds[article.version] for article in articles]


def owners_of(families: Mapping[str, str]) -> dict[str, str]:
    """Key publisher families by their outlets' keys."""
    return {outlet_key(outlet): family for outlet, family in families.items()}


def key_of(article: Article) -> str:
    """Return the key of an article's outlet, "" if nothing names it."""
    return outlet_key(article.source) if article.source else ""


def holder_of(article: Article, lines: tuple[int, ...]) -> Holder:
    """Return an article as a holder of its lines."""
    published = article.published.isoformat() if article.published else "undated"
    return Holder(published, article.id, article.version, lines)


def own_origin(article: Article, context: Context) -> Origin:
    """Return the origin that an article gives itself."""
    return origin_of(article, context.owners, context.agencies)


def print_of(article: Article, context: Context) -> Fingerprint:
    """Take an article's fingerprint without the lines that stand."""
    return fingerprint(article.body, context.standing)


def spellings(sources: Iterable[str | None], origins: Iterable[str]) -> dict[str, str]:
    """Choose one spelling for every name, by its key: an outlet's own before a credit's, then the longest."""
    seen: dict[str, set[tuple[bool, int, str]]] = defaultdict(set)
    for credited, names in ((False, sources), (True, origins)):
        for name in names:
            if name and name.strip():
                seen[outlet_key(name)].add((credited, -len(name.strip()), name.strip()))
    return {key: min(found)[2] for key, found in seen.items()}


def respelled(found: Fold, names: Mapping[str, str]) -> Fold:
    """Spell a fold's origin as `names` do."""
    if found.origin == UNNAMED:
        return found
    return replace(found, origin=names.get(outlet_key(found.origin), found.origin))


def misspelled(origins: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """Return those of `origins` that `names` spell otherwise, with that spelling."""
    spelled = {origin: names.get(outlet_key(origin), origin) for origin in origins if origin != UNNAMED}
    return {origin: name for origin, name in spelled.items() if name != origin}


def _entry(article: Article, context: Context, known: Fingerprint | None) -> Entry:
    return Entry(article, key_of(article), own_origin(article, context), known or print_of(article, context))


def _precedence(entry: Entry) -> tuple[int, bool, str, str]:
    """Order articles so that an original stands before its copies."""
    article = entry.article
    rank = 0 if entry.origin.grounds is Grounds.AGENCY else 2 if not entry.outlet else 1
    moment = article.published.isoformat() if article.published else ""
    return rank, article.published is None, moment, article.version


def _agreed_origins(entries: Sequence[Entry], matches: Sequence[Match | None]) -> list[Origin]:
    """Let a copy's credit speak for an original that names none: the text is the same."""
    origins = [entry.origin for entry in entries]
    credited: dict[int, list[Origin]] = defaultdict(list)
    for entry, match in zip(entries, matches, strict=True):
        if match and match.kind in _SAME_TEXT and entry.origin.grounds is Grounds.CREDIT:
            credited[match.to].append(entry.origin)
    for place, named in credited.items():
        if origins[place].grounds > Grounds.CREDIT:
            counts = Counter(outlet_key(origin.name) for origin in named)
            best = max(named, key=lambda origin: counts[outlet_key(origin.name)])
            origins[place] = replace(best, reason=f"the same text elsewhere is {best.reason}")
    return origins


def _fold(entry: Entry, match: Match | None, entries: Sequence[Entry], origin: Origin, context: Context) -> Fold:
    if match is None:
        return Fold(
            version=entry.article.version,
            origin=origin.name,
            origin_reason=origin.reason,
            reason=SAID_NO_COPY if entry.article.id in context.unfolded else "",
        )
    original = entries[match.to].article
    return Fold(
        version=entry.article.version,
        origin=origin.name,
        origin_reason=f"a copy; the original: {origin.reason}",
        copy_of=original.version,
        kind=match.kind,
        overlap=round(match.share, 4),
        reason=_reason(match, original),
    )


def _reason(match: Match, original: Article) -> str:
    """Say in words why a copy is one."""
    when = f" of {original.published.date().isoformat()}" if original.published else ", undated"
    which = f"“{original.title}” ({original.outlet}{when})" if original.title else f"{original.outlet}{when}"
    runs = f"{100 * match.share:.0f}% of its five-word runs stand there"
    words = {
        CopyKind.ADDRESS: f"its page names the same canonical address as {which}; {runs}",
        CopyKind.IDENTICAL: f"the same text, word for word, as {which}",
        CopyKind.NEAR: f"nearly the same text as {which}: {runs}",
        CopyKind.SYNDICATED: f"takes passages from {which}: {runs}",
        CopyKind.BRIEF: f"a brief that stands inside the longer {which}: {runs}",
    }
    return words[match.kind]
