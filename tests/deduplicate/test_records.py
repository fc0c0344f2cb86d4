"""The filter answers one line for each line, whatever the line holds."""

from __future__ import annotations

from tasks.deduplicate.records import dedupe_records
from tests.deduplicate.newsroom import LOCAL, OTHER, WIRE, text


def test_answers_come_in_the_order_of_the_records_and_name_the_original() -> None:
    records = [
        {"id": "c", "title": "x", "text": text(*WIRE[:6]), "source": "Osmund Mercury", "published": "2026-03-03"},
        {"id": 7, "title": None, "text": text(*OTHER), "source": None, "url": None, "published": None},
        {"id": "o", "title": "y", "text": text(*WIRE), "source": "Varn Dispatch", "published": "2026-03-02T06:00:00Z"},
    ]
    answers = list(dedupe_records(records))
    assert all(one.pop("reason") for one in answers)
    assert answers == [
        {"id": "c", "copy_of": "o", "kind": "near", "origin": "Varn Dispatch"},
        {"id": 7, "copy_of": None, "kind": None, "origin": "unnamed"},
        {"id": "o", "copy_of": None, "kind": None, "origin": "Varn Dispatch"},
    ]


def test_a_record_that_lacks_a_text_is_answered_with_an_error() -> None:
    bad, good = dedupe_records([{"id": "a"}, {"id": "b", "text": "", "source": 3, "published": "soon"}])
    assert (bad["id"], "error" in bad) == ("a", True)
    assert (good["id"], good["copy_of"], good["kind"], good["origin"]) == ("b", None, None, "unnamed")


def test_records_with_one_id_are_still_answered_one_by_one() -> None:
    twice = [{"id": "a", "text": text(*WIRE), "source": "Varn Dispatch"}] * 2
    assert len(list(dedupe_records(twice))) == 2


def test_one_address_in_two_spellings_makes_a_copy_of_what_another_outlet_cut() -> None:
    address = "https://varn.example/ferry"
    records = [
        {"id": 1, "text": text(*WIRE), "source": "Varn Dispatch", "url": address, "published": "2026-03-02"},
        {"id": 2, "text": text(*WIRE[:3], *OTHER), "source": "Reef Times", "url": f"{address}?utm_source=x"},
        {"id": 3, "text": text(*LOCAL), "source": "Osmund Mercury", "url": address},
    ]
    _, cut, other = dedupe_records(records, canonical=lambda url: url.partition("?")[0])
    assert (cut["copy_of"], cut["kind"], other["copy_of"]) == (1, "near", None)
    assert "canonical address" in cut["reason"]
