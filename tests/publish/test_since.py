"""Readers of a published digest learn what became of the articles it quotes; the digest itself is not touched."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import jsonschema
import pytest
from rich.console import Console

from storage import articles, digests, fetches, pages
from storage.digests import adapter
from storage.items import Item, ItemState
from storage.models import Article
from storage.published import Aftermath
from tasks.publish import markdown, record, terminal, webpage
from tasks.publish.task import publish_again
from tasks.publish.webpage import UTC as ZONE
from tests.publish.conftest import DAY, Desk
from tests.storage.making import BODY, NOW, STORY, article, digest, page

LATER = NOW + timedelta(hours=5)
STATED = datetime(2026, 3, 2, 12, tzinfo=UTC)
CHANGED = "The article was changed after this was quoted (Mon 2 Mar 2026, 12:00): the sentence is gone."
GONE = "The page is no longer at its address (since Mon 2 Mar 2026)."
PAGE = f"{STORY}/{DAY}.html"
Form = Callable[[Aftermath], str]


def edited() -> Article:
    body = BODY.replace("41", "14")
    again = page(content=body.encode(), loaded_at=LATER)
    return replace(article(body=body, of=again), first_seen=LATER, modified=STATED)


def printed(since: Aftermath) -> str:
    out = io.StringIO()
    Console(file=out, width=400).print(terminal.render(digest(article()), ZONE, since))
    return out.getvalue()


FORMS: list[Form] = [
    lambda since: webpage.digest_page(digest(article()), ZONE, since=since),
    lambda since: markdown.plain(digest(article()), ZONE, since=since),
    lambda since: markdown.artifact(digest(article()), ZONE, since),
    printed,
]


@pytest.mark.parametrize("form", FORMS, ids=["page", "markdown", "artifact", "terminal"])
def test_every_form_says_what_became_of_what_it_quotes(form: Form) -> None:
    told = digest(article())
    place, version = told.sentences[0].quote.evidence, article().version
    assert CHANGED in form(Aftermath(outdated={place: STATED})).replace("\\", "")
    assert GONE in form(Aftermath(gone={version: LATER})).replace("\\", "")
    assert "edited Mon 2 Mar 2026, 12:00" in form(Aftermath(edited={version: STATED}))
    assert "a later wording" in form(Aftermath(edited={version: None}))
    for words in ("changed after this", "no longer at its address", "edited Mon", "a later wording"):
        assert words not in form(Aftermath())


def test_the_record_lists_it_and_meets_its_schema() -> None:
    told = replace(digest(article()), revision=1)
    place, version = told.sentences[0].quote.evidence, article().version
    since = Aftermath(edited={version: None}, outdated={place: STATED}, gone={version: LATER})
    written = record.to_record(told, since)
    jsonschema.validate(written, record.schema())
    assert [(one["what"], one["start"], one["at"]) for one in written["since"]] == [
        ("edited", None, None),
        ("sentence gone", place.start, "2026-03-02T12:00:00+00:00"),
        ("page gone", None, LATER.isoformat()),
    ]
    assert {**written, "since": []} == record.to_record(told)


def test_after_an_ingest_that_brings_an_edit_the_pages_that_quote_it_are_published_again(desk: Desk) -> None:
    told = desk.write()
    desk.publish(told)
    before = desk.page(PAGE)
    assert publish_again.fn(desk.store, desk.site, desk.now) == []
    with desk.store.writing() as connection:
        articles.add(connection, [edited()])
    changed = publish_again.fn(desk.store, desk.site, desk.now)
    assert {path.relative_to(desk.site.out).as_posix() for path in changed} >= {
        f"{STORY}/{DAY}{form}" for form in (".html", ".md", ".json")
    }
    assert CHANGED in desk.page(PAGE)
    assert CHANGED not in before
    assert json.loads(desk.page(f"{STORY}/{DAY}.json"))["since"]
    assert publish_again.fn(desk.store, desk.site, desk.now) == []
    with desk.store.reading() as connection:
        (kept,) = digests.newest(connection, told.story)
    assert adapter().dump_json(kept) == adapter().dump_json(told)


def test_a_page_that_vanished_stays_cited_and_is_said_to_be_gone(desk: Desk) -> None:
    desk.publish(desk.write())
    item = Item(
        source="Harbor", address=page().address, url=page().address, first_seen=NOW, state=ItemState.FAILED,
        reason="gone", tried_at=LATER, page_address=page().address,
    )  # fmt: skip
    with desk.store.writing() as connection:
        pages.add(connection, desk.store.archive, [page()])
        fetches.put_items(connection, [item])
    publish_again.fn(desk.store, desk.site, desk.now)
    assert GONE in desk.page(PAGE)
    assert article().title in desk.page(PAGE)


def test_where_nothing_stands_nothing_is_published(desk: Desk) -> None:
    assert publish_again.fn(desk.store, desk.site, desk.now) == []
    assert not desk.site.out.exists()
