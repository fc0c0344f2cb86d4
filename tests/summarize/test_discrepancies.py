import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.models import ArticleId, Evidence, VersionId
from storage.telling import Discrepancy, Quote
from tasks.summarize.discrepancies import Statement, find
from tasks.text.sentences import split

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "cases" / "discrepancies.jsonl").read_text("utf-8").splitlines()
]


def statement(article: str, text: str, *, day: str | None = None, start: int = 0, **known: Any) -> Statement:
    on = date.fromisoformat(day) if day else None
    quote = Quote(
        evidence=Evidence(version=VersionId(article), start=start, end=start + len(text)),
        text=text,
        article=ArticleId(article),
        outlet=f"The {article} Courier",
        origin=known.pop("origin", article),
        url=None,
        published=datetime(on.year, on.month, on.day, 12, tzinfo=UTC) if on else None,
        day_only=True,
    )
    return Statement(quote=quote, as_of=on, **known)


def of_case(name: str, side: dict[str, Any]) -> list[Statement]:
    known = {"language": side.get("language", "en"), "context": side.get("context", "")}
    text = side["text"]
    spans = split(text, known["language"])
    return [statement(name, text[span.start : span.end], day=side["day"], start=span.start, **known) for span in spans]


def found_in(case: dict[str, Any]) -> str | None:
    """Name what is found in a pair: a discrepancy's kind, "change", or nothing."""
    differing, changed = find([*of_case("North", case["first"]), *of_case("South", case["second"])])
    return differing[0].kind.value if differing else "change" if changed else None


def shares(cases: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """Return precision and recall of flags; a flag of the wrong kind is wrong."""
    results = [(case["wanted"], found_in(case)) for case in cases]
    flagged = [wanted == got for wanted, got in results if got]
    return sum(flagged) / len(flagged), sum(wanted == got for wanted, got in results if wanted) / sum(
        wanted is not None for wanted, _ in results
    )


def test_at_least_nine_in_ten_flags_are_right_and_nine_in_ten_are_found() -> None:
    precision, recall = shares(CASES)
    assert precision >= 0.95
    assert recall >= 0.9


def test_half_of_the_cases_are_traps_of_many_kinds() -> None:
    traps = [case for case in CASES if case["wanted"] in (None, "change")]
    assert len(CASES) >= 150
    assert len(traps) * 2 >= len(CASES)
    assert len({case["kind"] for case in CASES}) >= 12


def only_discrepancy(*statements: Statement) -> Discrepancy:
    (found,), changes = find(statements)
    assert changes == ()
    return found


TOLL = "At least 31 people were killed when the ferry Maris capsized off Tarn Island."
OTHER_TOLL = "The sinking of the ferry Maris off Tarn Island left 27 people dead."


def test_each_distinct_value_has_one_reading_with_its_earliest_sentence() -> None:
    again = "Officials in Tarn said 27 people had died on the ferry Maris."
    found = only_discrepancy(
        statement("South", OTHER_TOLL, day="2026-03-20"),
        statement("North", TOLL, day="2026-03-20"),
        statement("West", again, day="2026-03-20"),
    )
    assert [(reading.value, reading.quote.article) for reading in found.readings] == [
        ("At least 31 people", "North"),
        ("27 people", "South"),
    ]
    assert found.about == "People killed: Maris"


def test_the_order_of_the_sentences_does_not_matter() -> None:
    statements = [statement("South", OTHER_TOLL), statement("North", TOLL), statement("West", "Rain fell on Tarn.")]
    assert find(statements) == find(statements[::-1])


def test_outlets_of_one_origin_do_not_contradict_each_other() -> None:
    assert find([statement("South", OTHER_TOLL, origin="Wire"), statement("North", TOLL, origin="Wire")]) == ((), ())


def test_an_article_does_not_contradict_itself() -> None:
    assert find([statement("North", TOLL), statement("North", OTHER_TOLL, start=200)]) == ((), ())


def test_a_later_figure_is_a_change_from_the_earlier_one() -> None:
    differing, (change,) = find(
        [statement("North", TOLL, day="2026-03-22"), statement("South", OTHER_TOLL, day="2026-03-20")]
    )
    assert differing == ()
    assert (change.before.value, change.after.value) == ("27 people", "At least 31 people")


def test_a_figure_goes_through_time_in_steps() -> None:
    days = {"North": ("12", "2026-03-20"), "South": ("19", "2026-03-21"), "West": ("31", "2026-03-22")}
    statements = [
        statement(name, f"The fire at the Marquen hotel killed {count} guests.", day=day)
        for name, (count, day) in days.items()
    ]
    _, changes = find(statements)
    assert [(change.before.value, change.after.value) for change in changes] == [
        ("12 guests", "19 guests"),
        ("19 guests", "31 guests"),
    ]


def told(**days: str) -> list[Statement]:
    """Make a statement of each text, by an outlet of its own, published on the day that its name gives."""
    return [statement(name, text, day=f"2026-03-{name[1:3]}") for name, text in days.items()]


def moves(statements: Sequence[Statement]) -> list[tuple[str, str]]:
    return [(change.before.value, change.after.value) for change in find(statements)[1]]


def test_a_part_of_a_figure_does_not_hide_it() -> None:
    found = only_discrepancy(
        statement("North", "17 hikers were injured in the Brock rockfall, three of them badly."),
        statement("South", "Rescuers said 21 hikers were injured in the rockfall at Brock, three of them badly."),
    )
    assert [reading.value for reading in found.readings] == ["17 hikers", "21 hikers"]


@pytest.mark.parametrize("higher", ["17 hikers", "More than 40 hikers", "at least 26 hikers"])
def test_a_bound_does_not_disagree_with_what_lies_above_it(higher: str) -> None:
    first = statement("North", "At least 14 hikers were injured in the Brock rockfall.", day="2026-03-02")
    second = statement("South", f"In the Brock rockfall {higher} were injured.", day="2026-03-02")
    assert find([first, second]) == ((), ())


def test_a_total_days_later_may_be_far_above_the_first_count() -> None:
    assert moves(
        told(
            a02="Crews evacuated about 300 campers from the Brock valley after the rockfall.",
            b04="In all, 1,900 campers have now been evacuated from Brock.",
        )
    ) == [("about 300 campers", "1,900 campers")]


def test_what_remains_is_a_change_from_what_was_there_whatever_was_said_of_it() -> None:
    assert moves(
        told(
            a02="Fourteen trucks are trapped on the Brock pass road.",
            b04="On the pass road at Brock, eight trucks are still waiting.",
            c06="Five trucks remain on the Brock pass road; they are expected to leave by Monday.",
        )
    ) == [("Fourteen trucks", "eight trucks"), ("eight trucks", "Five trucks")]


def test_what_was_there_before_is_no_new_figure_when_it_is_told_again() -> None:
    assert moves(
        told(
            a02="Fourteen trucks are trapped on the Brock pass road.",
            b04="On the pass road at Brock, eight trucks are still waiting.",
            c06="The rockfall at Brock had trapped fourteen trucks on the pass road.",
            d06="Five trucks remain on the Brock pass road.",
        )
    ) == [("Fourteen trucks", "eight trucks"), ("eight trucks", "Five trucks")]


def test_those_that_left_are_not_those_that_are_left() -> None:
    assert (
        moves(
            told(
                a02="Fourteen trucks are trapped on the Brock pass road.",
                b04="Eight trucks left on the Brock pass road in the afternoon.",
            )
        )
        == []
    )


def test_a_change_starts_from_the_newest_reading_of_the_value_before() -> None:
    differing, (change,) = find(
        told(
            a02="Mending the Brock tunnel will cost €3 million, the county said.",
            b03="The Brock tunnel will cost the county €3 million to mend.",
            c06="Mending the Brock tunnel will now cost the county €5 million.",
        )
    )
    assert differing == ()
    assert (change.before.quote.article, change.after.quote.article) == ("b03", "c06")


def test_a_change_starts_from_the_fullest_of_equal_readings() -> None:
    _, (change,) = find(
        told(
            a02="Mending the Brock tunnel will cost about €14 million, county engineer Ines Holm said on Monday.",
            b04="About €14 million, county engineer Ines Holm said on Monday.",
            c06="The pass stays shut until October, county engineer Ines Holm said; the bill has grown to €19 million.",
        )
    )
    assert (change.before.quote.article, change.after.quote.article) == ("a02", "c06")
    assert change.about.startswith("Cost")


@pytest.mark.parametrize(
    "later",
    [
        "In the flood at Brock 12 people were killed, the county said.",
        "At least 15 people were killed in the flood at Brock.",
    ],
    ids=["fewer dead", "a bound below"],
)
def test_the_dead_of_an_event_do_not_become_fewer(later: str) -> None:
    assert find(told(a02="The flood at Brock killed 19 people.", b04=later)) == ((), ())


def test_the_weather_of_another_day_is_no_change() -> None:
    assert (
        moves(
            told(
                a02="The wind at the Brock dam blew at 80 kilometers an hour.",
                b04="The wind at the Brock dam blew at 120 kilometers an hour.",
            )
        )
        == []
    )


def test_what_is_said_to_have_risen_was_not_higher_before() -> None:
    assert (
        moves(
            [
                statement("North", "The earthquake in Brock killed 240 people."),
                statement("South", "The death toll of the earthquake in Brock had risen to 160 people by noon."),
            ]
        )
        == []
    )


def test_what_is_left_is_a_change_even_without_dates() -> None:
    sent = "About 3,000 harbor agents are deployed in Kessel for the crackdown."
    left = "About 2,000 officers and agents would be left in Kessel after the crackdown, the mayor said."
    differing, (change,) = find([statement("North", left), statement("South", sent)])
    assert differing == ()
    assert (change.before.quote.article, change.after.quote.article) == ("South", "North")


def test_an_anaphoric_subject_is_known_from_the_sentence_before() -> None:
    before = "The immigration crackdown in Lunden is the largest ever run by federal officers."
    later = "Hundreds of federal officers have been sent to Lunden since January for the immigration crackdown."
    bare = statement("North", "The operation began in November.", day="2026-03-20")
    known = statement("North", "The operation began in November.", day="2026-03-20", context=before)
    other = statement("South", later, day="2026-03-28")
    assert find([bare, other]) == ((), ())
    found = only_discrepancy(known, other)
    assert [reading.value for reading in found.readings] == ["November", "January"]


def test_two_spellings_are_shown_with_their_sentences() -> None:
    found = only_discrepancy(
        statement("North", "Judge Karen Hallam blocked the order, and Hallam gave no date."),
        statement("South", "The order was blocked by Karen Halam, and Halam will rule in May."),
    )
    assert [reading.value for reading in found.readings] == ["Karen Hallam", "Karen Halam"]


HALL = "The market hall at Brock, a brick building erected in 1902, burned to the ground."


def test_a_year_dates_what_happens_to_a_thing_once() -> None:
    known = statement(
        "South", "The hall was erected in 1907 by a guild of weavers.", title="Brock loses its market hall"
    )
    found = only_discrepancy(statement("North", HALL), known)
    assert (found.kind.value, [reading.value for reading in found.readings]) == ("date", ["1902", "1907"])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The church was built in 1907 by a guild of weavers.", "Brock loses its market hall"),
        ("Another hall was built in 1907 by a guild of weavers.", "Brock loses its market hall"),
        ("The hall was built in 1902 by a guild of weavers.", "Brock loses its market hall"),
        ("The hall was built in 1907 by a guild of weavers.", "A dance in Lunden"),
        ("The hall was sold in 1907 to a guild of weavers.", "Brock loses its market hall"),
    ],
    ids=["another thing", "another of its sort", "the same year", "nothing tells which", "another event"],
)
def test_years_of_other_things_are_not_compared(text: str, title: str) -> None:
    assert find([statement("North", HALL), statement("South", text, title=title)]) == ((), ())


def test_a_pronoun_stands_for_the_subject_of_the_sentence_before() -> None:
    first = statement("North", "The hall was last inspected in May 2019.", title="Brock loses its market hall")
    later = "It had its last inspection in June 2019."
    bare = statement("South", later, title="Fire in Brock takes the market")
    known = statement("South", later, title="Fire in Brock takes the market", context="The hall was old.")
    assert find([first, bare]) == ((), ())
    assert [reading.value for reading in only_discrepancy(first, known).readings] == ["May 2019", "June 2019"]


def test_a_surname_with_an_s_more_is_another_spelling_where_the_role_is_the_same() -> None:
    found = only_discrepancy(
        statement("North", "The market keeper, Jorun Halder, rang the bell."),
        statement("South", "“It burned like straw,” said the market keeper, Jorun Halders."),
    )
    assert [reading.value for reading in found.readings] == ["Jorun Halder", "Jorun Halders"]


@pytest.mark.parametrize(
    "text",
    [
        "The market keeper, Jorun Halder’s brother, rang the bell.",
        "For the market keeper, Jorun Halders bell was no help.",
        "A weaver from the hills, Jorun Halders, rang the bell.",
    ],
    ids=["possessive", "possessive without its apostrophe", "another role"],
)
def test_an_s_alone_is_no_other_spelling(text: str) -> None:
    first = statement("North", "“It burned like straw,” said the market keeper, Jorun Halder.")
    assert find([first, statement("South", text)]) == ((), ())


def test_nothing_is_found_in_nothing() -> None:
    assert find([]) == ((), ())


SEEDS = Path(__file__).parents[2] / "../shared/seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real articles are not on this machine")
@pytest.mark.parametrize("dated", [True, False], ids=["with the manifest", "as a bare folder"])
def test_the_real_articles_differ_on_a_start_and_a_name_and_one_figure_changed(dated: bool) -> None:
    given = {row["file"]: row for row in map(json.loads, (SEEDS / "manifest.jsonl").read_text("utf-8").splitlines())}
    statements = []
    for path in sorted(SEEDS.glob("*.txt")):
        text, before = path.read_text("utf-8"), ""
        for span in split(text):
            day = given[path.name]["published"] if dated else None
            sentence = text[span.start : span.end]
            statements.append(statement(path.name[:3], sentence, day=day, start=span.start, context=before))
            before = sentence
    differing, changes = find(statements)
    assert sorted((found.kind.value, *sorted(reading.value for reading in found.readings)) for found in differing) == [
        ("date", "December", "November"),
        ("name", "Alex Preti", "Alex Pretti"),
    ]
    assert [(change.before.value, change.after.value) for change in changes] == [
        ("about 3,000 agents", "About 2,000 officers")
    ]
