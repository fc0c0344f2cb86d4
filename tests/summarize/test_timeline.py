from datetime import UTC, date, datetime
from typing import Any

from storage.models import ArticleId, Evidence, VersionId
from storage.telling import Quote
from tasks.summarize.discrepancies import Statement
from tasks.summarize.timeline import build, timeline_record


def article(name: str, day: str | None, text: str, source: str | None = None) -> dict[str, Any]:
    return {"id": name, "title": "", "text": text, "source": source or name, "published": day}


def record(*articles: dict[str, Any], query: str = "dam") -> dict[str, Any]:
    return {"id": "brock", "query": query, "articles": list(articles)}


STORY = record(
    article("a", "2026-03-02", "The old dam at Brock cracked on Monday after a week of heavy rain in the hills."),
    article(
        "b", "2026-03-05", "Engineers closed the Brock dam on Thursday. The crack in the dam was found on March 2."
    ),
    article(
        "c", "2026-03-06", "Brock stayed dry on Friday. The dam at Brock has been closed since the crack of March 2."
    ),
    article(
        "d", "2026-03-09", "The valley below the Brock dam was evacuated on March 8, six days after the March 2 crack."
    ),
    article(
        "e", "2026-03-10", "Families left the Brock valley on Sunday, March 8, when water ran through the dam again."
    ),
)


def days(answer: dict[str, Any]) -> list[str]:
    return [entry["date"] for entry in answer["timeline"]]


def test_days_that_later_articles_go_back_to_come_first() -> None:
    assert days(timeline_record(STORY, dates=2, sentences=1)) == ["2026-03-02", "2026-03-08"]


def test_days_ascend_and_keep_to_the_limits() -> None:
    answer = timeline_record(STORY, dates=4, sentences=2)
    assert days(answer) == sorted(days(answer))
    assert len(answer["timeline"]) == 4
    assert all(1 <= len(entry["sentences"]) <= 2 for entry in answer["timeline"])


def test_sentences_are_places_in_their_articles() -> None:
    texts = {item["id"]: item["text"] for item in STORY["articles"]}
    for entry in timeline_record(STORY, dates=9, sentences=3)["timeline"]:
        for sentence in entry["sentences"]:
            assert texts[sentence["doc"]][sentence["start"] : sentence["end"]] == sentence["text"]


def test_a_day_is_told_by_a_sentence_that_names_it() -> None:
    answer = timeline_record(STORY, dates=2, sentences=1)
    assert ["March 8" in entry["sentences"][0]["text"] for entry in answer["timeline"]] == [False, True]
    assert "cracked on Monday" in answer["timeline"][0]["sentences"][0]["text"]


def test_without_any_named_day_the_days_with_most_articles_are_taken() -> None:
    busy = [
        article(f"b{n}", "2026-03-04", "Crews work on the dam while the town waits for news of the crack.")
        for n in range(3)
    ]
    quiet = [
        article(f"q{n}", f"2026-03-0{n}", "Nothing moved at the dam while the town went on waiting for news.")
        for n in (1, 6)
    ]
    answer = timeline_record(record(*quiet, *busy), dates=1, sentences=1)
    assert days(answer) == ["2026-03-04"]


def test_many_articles_of_one_outlet_weigh_less_than_several_outlets() -> None:
    text = "Crews work on the dam while the town waits for news of the crack."
    other = "Water runs over the wall while families in the valley look for higher ground."
    one = [article(f"o{n}", "2026-03-04", text, source="One") for n in range(5)]
    several = [article(f"s{n}", "2026-03-07", other, source=f"Outlet {n}") for n in range(4)]
    assert days(timeline_record(record(*one, *several), dates=1, sentences=1)) == ["2026-03-07"]


def test_plans_are_no_days_of_the_timeline() -> None:
    answer = timeline_record(
        record(article("a", "2026-03-02", "The dam at Brock will be torn down on March 20, the mayor said on Monday.")),
        dates=5,
        sentences=1,
    )
    assert days(answer) == ["2026-03-02"]


def test_two_sentences_of_a_day_do_not_say_the_same() -> None:
    text = "The dam at Brock cracked on Monday after a week of rain."
    other = "Six hundred families in the valley were told on Monday to pack their things."
    answer = timeline_record(
        record(article("a", "2026-03-02", text), article("b", "2026-03-02", text), article("c", "2026-03-02", other)),
        dates=1,
        sentences=2,
    )
    assert sorted(sentence["text"] for sentence in answer["timeline"][0]["sentences"]) == sorted([text, other])


def test_a_dateline_is_no_part_of_a_sentence() -> None:
    answer = timeline_record(
        record(
            article("a", "2026-03-02", "BROCK, March 2 (AP) — The dam cracked after a week of heavy rain in the hills.")
        ),
        dates=1,
        sentences=1,
    )
    assert answer["timeline"][0]["sentences"][0]["text"].startswith("The dam cracked")


def test_undated_articles_count_by_their_full_dates_alone() -> None:
    answer = timeline_record(
        record(article("a", None, "The dam cracked on March 2, 2026, after a week of rain. It was closed on Friday.")),
        dates=5,
        sentences=1,
    )
    assert days(answer) == ["2026-03-02"]


def test_empty_records_give_empty_timelines() -> None:
    assert timeline_record({"id": "x"}, dates=3, sentences=1) == {"id": "x", "timeline": []}
    assert timeline_record(record(article("a", "2026-03-02", "")), dates=3, sentences=1)["timeline"] == []


def statement(text: str, as_of: date) -> Statement:
    quote = Quote(
        evidence=Evidence(version=VersionId(text), start=0, end=len(text)),
        text=text,
        article=ArticleId(text),
        outlet="The Brock Courier",
        origin="The Brock Courier",
        url=None,
        published=datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC),
        day_only=True,
    )
    return Statement(quote=quote, as_of=as_of)


def test_a_day_known_only_by_publication_is_not_certain() -> None:
    named = statement("The dam at Brock cracked on Monday after a week of heavy rain.", date(2026, 3, 3))
    bare = statement("Crews work on the dam at Brock while the town waits for news.", date(2026, 3, 6))
    assert [(entry.day.day, entry.certain) for entry in build([bare, named], limit=5, per_day=1)] == [
        (2, True),
        (6, False),
    ]


def test_a_word_that_counts_from_one_day_says_nothing_of_the_next_day_named() -> None:
    left = "Four families locked in since Monday left the valley on Friday, after a crane had cleared the road."
    other = "The mayor of Brock thanked the crews on Friday at a service in the old chapel."
    told = [statement(left, date(2026, 3, 6)), statement(other, date(2026, 3, 6))]
    (friday,) = [entry for entry in build(told, limit=5, per_day=2) if entry.day.day == 6]
    assert {one.text for one in friday.statements} == {left, other}


def test_a_day_named_of_somebody_in_passing_is_told_by_what_happened_on_it() -> None:
    passing = "The mayor of Brock threatened families who walked over the dam on Monday with a fine."
    told = "The old dam at Brock held a service for its drowned on Monday."
    pool = [statement(passing, date(2026, 3, 4)), statement(told, date(2026, 3, 4))]
    (monday,) = [entry for entry in build(pool, limit=5, per_day=2) if entry.day.day == 2]
    assert [one.text for one in monday.statements] == [told]


def test_what_was_told_before_makes_no_day_of_its_own() -> None:
    first = statement("The dam at Brock cracked under a week of heavy rain, engineers said.", date(2026, 3, 3))
    again = statement("The dam at Brock cracked under a week of rain.", date(2026, 3, 6))
    assert [entry.day.day for entry in build([first, again], limit=5, per_day=1)] == [3]
    new = statement("Divers found the old sluice gate open.", date(2026, 3, 6))
    assert [entry.day.day for entry in build([first, again, new], limit=5, per_day=1)] == [3, 6]


def test_days_later_count_from_the_day_told_of_before() -> None:
    text = "A keeper saw a crack in the Brock dam on February 20. Three days later a mason filled it with lime."
    answer = timeline_record(record(article("a", "2026-03-04", text)), dates=5, sentences=1)
    assert days(answer)[:2] == ["2026-02-20", "2026-02-23"]


def test_a_weekday_still_to_come_is_not_taken_for_the_last_one() -> None:
    text = "A free ferry starts on Wednesday at 6 a.m. below the dam."
    answer = timeline_record(record(article("a", "2026-03-03", text)), dates=5, sentences=1)
    assert days(answer) == ["2026-03-03"]


def test_the_days_end_where_the_reader_stands_and_keep_their_ends() -> None:
    pool = [
        statement("The dam at Brock cracked on March 2 after a week of rain.", date(2026, 3, 2)),
        *(statement(f"The valley was emptied on March 4, warden {name} said.", date(2026, 3, 5)) for name in "KLMNOP"),
        statement("Masons closed the last hole in the wall on March 7.", date(2026, 3, 7)),
        statement("The lake rose again on March 9 and nobody went home.", date(2026, 3, 9)),
    ]
    shown = build(pool, limit=2, per_day=1, until=date(2026, 3, 7), with_ends=True)
    assert [entry.day.day for entry in shown] == [2, 7]
    assert [entry.day.day for entry in build(pool, limit=1, per_day=1, until=date(2026, 3, 7))] == [4]


def test_the_article_of_the_day_tells_it_rather_than_one_that_looks_back() -> None:
    near = statement("The dam at Brock cracked on Monday after a week of heavy rain in the hills.", date(2026, 3, 2))
    far = statement("The dam at Brock cracked on March 2 after a week of heavy rain in hills.", date(2026, 3, 12))
    (entry, *_) = build([far, near], limit=1, per_day=1)
    assert entry.statements[0].text == near.text


def test_the_order_of_the_sentences_does_not_matter() -> None:
    pool = [
        statement(f"The dam at Brock cracked on March {day} after a week of rain.", date(2026, 3, 9))
        for day in (2, 4, 6)
    ]
    assert build(pool, limit=2, per_day=1) == build(pool[::-1], limit=2, per_day=1)
