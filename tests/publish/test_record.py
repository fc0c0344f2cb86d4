import json
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import jsonschema
import pytest

from storage.telling import Digest, Omission, Status
from tasks.publish import record
from tests.publish.builders import DETOUR, digest_quoting, large_digest, quiet_digest, quote, rich_digest
from tests.publish.hostile import ADDRESSES, HOSTILE, STEERING

BROKEN = "half a character \ud83d in a page"


@pytest.mark.parametrize(
    "digest",
    [
        rich_digest(),
        quiet_digest(),
        large_digest(6),
        rich_digest(status=Status.WITHDRAWN),
        *map(digest_quoting, (*HOSTILE, STEERING)),
    ],
    ids=lambda digest: f"{digest.headline[:20]} {digest.status}",
)
def test_every_record_meets_the_schema(digest: Digest) -> None:
    checker = jsonschema.Draft202012Validator(record.schema())
    checker.check_schema(record.schema())
    assert list(checker.iter_errors(json.loads(record.to_line(digest)))) == []


def test_the_schema_refuses_what_is_no_record() -> None:
    checker = jsonschema.Draft202012Validator(record.schema())
    whole = record.to_record(rich_digest())
    assert not checker.is_valid({key: value for key, value in whole.items() if key != "sentences"})
    assert not checker.is_valid(whole | {"status": "lost"})
    assert not checker.is_valid(whole | {"day": "4 February"})


def test_a_sentence_carries_its_evidence_and_what_stands_behind_it() -> None:
    lead, _, changed, late, *_ = record.to_record(rich_digest())["sentences"]
    assert {key: lead[key] for key in ("section", "kind", "source", "origin", "origins", "start", "end")} == {
        "section": "lead",
        "kind": "new",
        "source": "Harbor Times",
        "origin": "Harbor Times",
        "origins": ["Harbor Times", "Reuters"],
        "start": 120,
        "end": 120 + len(lead["text"]),
    }
    assert lead["support"][0]["source"] == "Valley Post"
    assert lead["why"] == [{"feature": "position", "score": 0.9}, {"feature": "corroboration", "score": 0.5}]
    assert lead["published"] == "2026-02-04T13:05:00+00:00"
    assert changed["was"][0]["text"] == "Twelve cables show rust, the first survey found."
    assert late["published"] == "2026-02-04"


def test_what_was_left_out_has_its_reason_and_what_says_it_already() -> None:
    first, second = record.to_record(rich_digest())["left_out"]
    assert (first["reason"], first["source"], first["text"]) == (
        "repeats a chosen sentence",
        "Northern Gazette",
        "Aldermere's crossing will not open before all cables are tested.",
    )
    assert first["beside"]["text"] == record.to_record(rich_digest())["sentences"][0]["text"]
    assert first["why"][0] == {"feature": "score", "score": 0.41}
    assert (second["reason"], second["beside"]) == ("no room", None)


def test_the_schema_knows_every_reason() -> None:
    known = record.schema()["$defs"]["left_out"]["properties"]["reason"]["enum"]
    assert known == [reason.value for reason in Omission]


def test_dates_are_days_or_instants_or_null() -> None:
    whole = record.to_record(rich_digest())
    timeline = [sentence for sentence in whole["sentences"] if sentence["section"] == "timeline"]
    assert [(each["on"], each["on_certain"]) for each in timeline] == [
        ("2026-02-02", True),
        ("2025-04-01", False),
        ("2026-02-04", True),
    ]
    assert whole["nothing_new_since"] is None
    assert record.to_record(quiet_digest())["nothing_new_since"] == "2026-02-03"
    published = {article["id"]: article["published"] for article in whole["articles"]}
    assert published["rejected-1"] is None


def test_every_quoted_article_is_in_the_list_of_articles() -> None:
    whole = record.to_record(rich_digest())
    listed = {article["id"] for article in whole["articles"]}
    quoted = [*whole["sentences"], *(value for each in whole["discrepancies"] for value in each["values"])]
    quoted += [reading for change in whole["changes"] for reading in (change["before"], change["after"])]
    assert {each["article"] for each in quoted} <= listed


@pytest.mark.parametrize("text", [*HOSTILE, STEERING, BROKEN])
def test_texts_are_exact(text: str) -> None:
    line = record.to_line(digest_quoting(text))
    line.encode("utf-8")
    assert "\n" not in line
    assert {sentence["text"] for sentence in json.loads(line)["sentences"]} == {text}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_not_of_the_web_is_null(address: str) -> None:
    changed = replace(rich_digest().sentences[1], quote=replace(DETOUR, url=address))
    assert record.to_record(rich_digest(sentences=(changed,)))["sentences"][0]["url"] is None


def test_a_web_address_is_given_as_it_was_found() -> None:
    assert record.to_record(rich_digest())["sentences"][3]["url"] == "https://ledger.example/a_(b)/crossing"


def test_a_time_is_given_in_utc_whatever_the_zone_of_the_story() -> None:
    quoted = quote("A sentence.", published=rich_digest().sentences[0].quote.published)
    assert quoted.published is not None
    local = replace(quoted, published=quoted.published.astimezone(ZoneInfo("Asia/Tokyo")))
    sentence = replace(rich_digest().sentences[0], quote=local)
    whole = record.to_record(rich_digest(sentences=(sentence,)))
    assert whole["sentences"][0]["published"] == "2026-02-04T13:05:00+00:00"


def test_the_same_digest_gives_the_same_bytes() -> None:
    assert record.to_line(rich_digest()) == record.to_line(rich_digest())
    assert record.to_line(rich_digest()) != record.to_line(rich_digest(day=date(2026, 2, 5)))


def test_the_file_holds_the_same_record_as_the_line() -> None:
    assert json.loads(record.to_document(rich_digest())) == json.loads(record.to_line(rich_digest()))
