"""What is kept of an article so that later ones can be compared with it, and what new ones change for the old ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from storage.compared import Sheet
from storage.models import Article, VersionId, utc
from tasks.deduplicate.fingerprints import Fingerprint
from tasks.deduplicate.folding import Context, key_of, own_origin, print_of
from tasks.deduplicate.matching import page_address
from tasks.deduplicate.origins import Agencies, agencies_named_in, names_that_matter
from tasks.deduplicate.standing import Holder, Line, stands

Held = tuple[Line, datetime | None, str, str, tuple[int, ...]]  # line, publication, article, version, its lines


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article with its sheet and the fingerprint that the sheet was made of."""

    article: Article
    sheet: Sheet
    print: Fingerprint


def prepare(article: Article, pages: int, context: Context) -> Prepared:
    """Take an article's fingerprint and fill in its sheet; `pages` is how many the wording is known on."""
    taken = print_of(article, context)
    sheet = Sheet(
        version=article.version,
        day=utc(article.published or article.first_seen).date(),
        article=article.id,
        url=page_address(article),
        pages=pages,
        outlet=key_of(article),
        published=article.published,
        digest=taken.digest,
        marks=(taken.marks >> np.uint64(32)).tolist(),
        lines=taken.lines,
        names=sorted(names_that_matter(article)),
        agencies=sorted(agencies_named_in(article)),
        origin=own_origin(article, context).name,
    )
    return Prepared(article, sheet, taken)


def names_learned(known: Iterable[str], fresh: Iterable[Article]) -> tuple[Agencies, set[str]]:
    """Return the agencies known with the fresh articles, and the keys of those that were not known so before."""
    before = set(known)
    old = Agencies.named(before)
    new = Agencies.named(before.union(*(agencies_named_in(article) for article in fresh)))
    return new, {key for key, name in new.names.items() if old.names.get(key) != name}


def lines_that_stand(held: Iterable[Held]) -> set[Line]:
    """Return the lines that stand, given for each the first articles of the outlet that hold it."""
    found: dict[Line, list[Holder]] = defaultdict(list)
    for line, published, article, version, lines in held:
        moment = published.isoformat() if published else "undated"
        found[line].append(Holder(moment, article, version, lines))
    return {line for line, holders in found.items() if stands(holders)}


def joined(touched: Iterable[tuple[str, str]], fresh: Sequence[VersionId]) -> dict[str, str]:
    """Join clusters that an article touches: return for each touched or fresh one the name that it has from now on.

    A cluster goes by the smallest version in it, so that its name does not depend on the order of arrival.
    """
    parent: dict[str, str] = {version: version for version in fresh}
    for one, other in touched:
        low, high = sorted((_top(parent, one), _top(parent, other)))
        parent[high] = low
    return {name: _top(parent, name) for name in sorted(parent)}


def _top(parent: dict[str, str], name: str) -> str:
    parent.setdefault(name, name)
    while parent[name] != name:
        parent[name] = parent[parent[name]]
        name = parent[name]
    return name
