"""What a page that was read before gives now: nothing new, or a better version of the same article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from storage.models import Article

# A version that is newer only because it was read better is told from the one before by the least there is, so that it
# counts as the newest wording and still belongs to the moment its page was loaded.
NEXT = timedelta(microseconds=1)


def revised(again: Article, known: Sequence[Article]) -> Article | None:
    """Return `again` as a version beside those `known` from the same page; None if it is one of them.

    The article keeps its name and address: a page that is read better is no other article.
    """
    if not known:
        return again
    before = max(known, key=lambda article: (article.first_seen, article.version))
    facts = (again.source or "", str(again.published or ""))
    version = Article.make_version(before.id, again.title, again.body, *facts)
    if version in {article.version for article in known}:
        return None
    seen = before.first_seen + NEXT
    return replace(again, id=before.id, address=before.address, version=version, first_seen=seen)
