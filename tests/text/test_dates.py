import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.text.dates import LANGUAGES, calendar_words, dates, parse_date, parse_moment

WEDNESDAY = date(2026, 2, 4)


def said(text: str, language: str = "en", anchor: date | None = WEDNESDAY) -> list[tuple[str, str]]:
    """Write each mention with its first day, and its last if that is another."""
    return [
        (mention.text, str(mention.first) if mention.first == mention.last else f"{mention.first}..{mention.last}")
        for mention in dates(text, language, anchor)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The vote on Jan 20 followed Jan 7.", [("Jan 20", "2026-01-20"), ("Jan 7", "2026-01-07")]),
        ("It broke on January 14.", [("January 14", "2026-01-14")]),
        ("It broke on Sept. 11, 2001, they say.", [("Sept. 11, 2001", "2001-09-11")]),
        ("On 4 February 2025 it opened.", [("4 February 2025", "2025-02-04")]),
        ("Since the 4th of July", [("4th of July", "2025-07-04")]),
        ("the March 3-5 summit", [("March 3-5", "2026-03-03..2026-03-05")]),
        ("due 2026-03-04", [("2026-03-04", "2026-03-04")]),
        ("It began in November.", [("November", "2025-11-01..2025-11-30")]),
        ("sent since December", [("December", "2025-12-01..2025-12-31")]),
        ("in March 2024", [("March 2024", "2024-03-01..2024-03-31")]),
        ("He said in March that", [("March", "2025-03-01..2025-03-31")]),
        ("The fair will open in March", [("March", "2026-03-01..2026-03-31")]),
        ("He spoke on Wednesday.", [("Wednesday", "2026-02-04")]),
        ("He spoke on Friday.", [("Friday", "2026-01-30")]),
        ("He spoke last Wednesday.", [("Wednesday", "2026-01-28")]),
        ("They will meet on Friday.", [("Friday", "2026-02-06")]),
        ("He will resign, he said on Monday.", [("Monday", "2026-02-02")]),
        ("A ferry starts on Thursday at 6 a.m.", [("Thursday", "2026-02-05")]),
        ("They may go home since Tuesday", [("Tuesday", "2026-02-03")]),
        ("next Tuesday", [("Tuesday", "2026-02-10")]),
        ("Wednesday, Feb. 4, was cold", [("Feb. 4", "2026-02-04")]),
        ("yesterday and today", [("yesterday", "2026-02-03"), ("today", "2026-02-04")]),
        ("three days ago", [("three days ago", "2026-02-01")]),
        ("two weeks ago", [("two weeks ago", "2026-01-19..2026-01-25")]),
        ("last week", [("last week", "2026-01-26..2026-02-01")]),
        ("earlier this month", [("earlier this month", "2026-02-01..2026-02-28")]),
        ("last month", [("last month", "2026-01-01..2026-01-31")]),
        ("over the weekend", [("over the weekend", "2026-01-31..2026-02-01")]),
        ("in 2019 and since 2021", [("2019", "2019-01-01..2019-12-31"), ("2021", "2021-01-01..2021-12-31")]),
        ("In May, Theresa May left", [("May", "2025-05-01..2025-05-31")]),
        ("Dec. 30 was mild", [("Dec. 30", "2025-12-30")]),
    ],
)
def test_dates_mean_what_news_means_by_them(text: str, wanted: list[tuple[str, str]]) -> None:
    assert said(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "They may march in the sun.",
        "May I come? March on!",
        "Theresa May and April Ryan spoke.",
        "Black Friday and Good Friday sales",
        "Sheffield Wednesday lost 3-2.",
        "Some 2,000 people, 1990s music, 700 officers",
        "February 30",
        "every Monday",
    ],
)
def test_ordinary_words_are_no_dates(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Am 4. Februar 2026 | am Mittwoch | gestern | vor drei Tagen | letzte Woche | seit Dezember"),
        ("fr", "Le 4 février 2026 | mercredi | hier | il y a trois jours | la semaine dernière | depuis décembre"),
        ("es", "El 4 de febrero de 2026 | el miércoles | ayer | hace tres días | la semana pasada | desde diciembre"),
        ("pt", "Em 4 de fevereiro de 2026 | na quarta-feira | ontem | há três dias | semana passada | desde dezembro"),
        ("it", "Il 4 febbraio 2026 | mercoledì | ieri | tre giorni fa | la scorsa settimana | da dicembre"),
        ("nl", "Op 4 februari 2026 | op woensdag | gisteren | drie dagen geleden | vorige week | sinds december"),
        ("pl", "Dnia 4 lutego 2026 r. | w środę | wczoraj | trzy dni temu | w zeszłym tygodniu | w grudniu"),
        ("cs", "Dne 4. února 2026 | ve středu | včera | před třemi dny | minulý týden | v prosinci"),
        ("uk", "4 лютого 2026 року | у середу | вчора | три дні тому | минулого тижня | у грудні"),
        ("ru", "4 февраля 2026 года | в среду | вчера | три дня назад | на прошлой неделе | в декабре"),
    ],
)
def test_every_language_says_the_same_six_dates(language: str, text: str) -> None:
    wanted = [
        "2026-02-04",
        "2026-02-04",
        "2026-02-03",
        "2026-02-01",
        "2026-01-26..2026-02-01",
        "2025-12-01..2025-12-31",
    ]
    assert [said(part, language)[0][1] for part in text.split(" | ")] == wanted


def test_a_month_and_day_without_a_year_is_the_nearest_and_not_far_ahead() -> None:
    assert said("Jan 20", anchor=date(2026, 11, 22)) == [("Jan 20", "2027-01-20")]
    assert said("March 3", anchor=date(2026, 11, 22)) == [("March 3", "2026-03-03")]


def test_without_an_anchor_relative_dates_stay_unresolved() -> None:
    mentions = dates("on Jan 20, in November, on Friday, yesterday")
    assert [(mention.first, mention.month, mention.day) for mention in mentions] == [
        (None, 1, 20), (None, 11, None), (None, None, None), (None, None, None)
    ]  # fmt: skip


def test_what_only_the_story_knows_is_found_and_left_open() -> None:
    (mention,) = dates("three days later", anchor=WEDNESDAY)
    assert (mention.first, mention.relative, mention.certain) == (None, True, False)


def test_a_guess_from_tense_is_not_certain() -> None:
    assert [
        mention.certain for mention in dates("They met on Friday. They will meet on Monday.", anchor=WEDNESDAY)
    ] == [
        True,
        False,
    ]


def test_an_ambiguous_numeric_date_is_read_the_american_way_in_english_and_not_certain() -> None:
    (mention,) = dates("on 3/4/2026")
    assert (mention.first, mention.certain) == (date(2026, 3, 4), False)
    assert dates("le 3/4/2026", "fr")[0].first == date(2026, 4, 3)


@given(st.text(max_size=80), st.sampled_from([*LANGUAGES, "zz", ""]))
def test_any_text_is_read_without_failing(text: str, language: str) -> None:
    for mention in dates(text, language, WEDNESDAY):
        assert text[mention.start : mention.end] == mention.text
    parse_date(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-04T09:05:00Z", datetime(2026, 2, 4, 9, 5, tzinfo=UTC)),
        ("2026-02-04T09:05:00+01:00", datetime(2026, 2, 4, 8, 5, tzinfo=UTC)),
        ("2026-02-04 09:05", datetime(2026, 2, 4, 9, 5, tzinfo=UTC)),
        ("Wed, 04 Feb 2026 09:05:00 -0500", datetime(2026, 2, 4, 14, 5, tzinfo=UTC)),
        ("Feb. 4, 2026 9:05 a.m. ET", datetime(2026, 2, 4, 14, 5, tzinfo=UTC)),
        ("February 4, 2026 at 9:05 PM", datetime(2026, 2, 4, 21, 5, tzinfo=UTC)),
        ("04.02.2026, 12:30 Uhr", datetime(2026, 2, 4, 12, 30, tzinfo=UTC)),
        ("4 février 2026 à 12h30", datetime(2026, 2, 4, 12, 30, tzinfo=UTC)),
        ("4 лютого 2026, 12:30", datetime(2026, 2, 4, 12, 30, tzinfo=UTC)),
        ("1 September 2025 10.30 BST", datetime(2025, 9, 1, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_timestamp_is_read_in_utc(text: str, moment: datetime) -> None:
    assert parse_date(text) == (moment, False)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-04",
        "20260204",
        "4 February 2026",
        "Published Feb 4, 2026",
        "Wednesday, February 4, 2026",
        "4. Februar 2026",
    ],
)
def test_a_day_alone_is_noon(text: str) -> None:
    assert parse_date(text) == (datetime(2026, 2, 4, 12, tzinfo=UTC), True)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "Feb 4", "He came on Feb. 4, 2026", "0000-00-00", "2026-13-40", "9999-12-31T23:59:59-12:00"],
)
def test_what_is_not_wholly_a_date_is_refused(text: str) -> None:
    assert parse_date(text) is None


def test_calendar_words_hold_months_and_weekdays() -> None:
    assert {"november", "wednesday"} <= calendar_words("en")
    assert {"лютого", "середу"} <= calendar_words("uk")


def test_babel_is_loaded_only_when_a_date_is_read() -> None:
    code = "import sys, tasks.text.dates; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_days_later_count_from_the_last_day_told() -> None:
    text = "It cracked on March 2. Three days later it broke, two days before the fair."
    assert [str(mention.first) for mention in dates(text, anchor=date(2026, 3, 9))] == [
        "2026-03-02",
        "2026-03-05",
        "None",
    ]
    (later,) = dates("Three days later it broke.", anchor=date(2026, 3, 9), told=date(2026, 2, 20))
    assert (later.first, later.certain) == (date(2026, 2, 23), True)
    (drei,) = dates("Drei Tage später brach er.", "de", told=date(2026, 2, 20))
    assert drei.first == date(2026, 2, 23)


TUESDAY = date(2026, 3, 3)


def weekday_said(text: str, language: str) -> tuple[str, bool]:
    """Return the day of the one mention in `text`, written on a Tuesday, and whether it is certain."""
    (mention,) = dates(text, language, TUESDAY)
    return str(mention.first), mention.certain


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Des ingénieurs examineront jeudi la digue."),
        ("fr", "Jeudi, le maire visitera la digue."),
        ("es", "Los técnicos inspeccionarán el jueves la presa."),
        ("pt", "Os técnicos examinarão na quinta-feira a barragem."),
        ("it", "I tecnici esamineranno giovedì la diga."),
        ("de", "Fachleute werden am Donnerstag den Deich untersuchen."),
        ("de", "Am Donnerstag wird der Rat den Deich besichtigen."),
        ("nl", "Deskundigen zullen donderdag de dijk bekijken."),
        ("pl", "Inżynierowie będą w czwartek badać tamę."),
        ("ru", "Инженеры будут в четверг осматривать дамбу."),
    ],
)
def test_a_weekday_with_a_verb_of_the_future_lies_ahead(language: str, text: str) -> None:
    assert weekday_said(text, language) == ("2026-03-05", False)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Fachleute untersuchen am Donnerstag den Deich."),
        ("fr", "Réunion à l'opéra jeudi."),
        ("pl", "Inżynierowie zbadają w czwartek tamę."),
        ("cs", "Technici prohlédnou ve čtvrtek hráz."),
        ("uk", "Інженери оглянуть у четвер дамбу."),
        ("ru", "Инженеры осмотрят в четверг дамбу."),
    ],
)
def test_a_weekday_without_a_sign_of_tense_is_not_certain_outside_english(language: str, text: str) -> None:
    assert weekday_said(text, language) == ("2026-02-26", False)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The dike broke on Thursday."),
        ("en", "He was freed by divers on Thursday."),
        ("de", "Der Deich wurde am Donnerstag geschlossen."),
        ("fr", "La digue a cédé jeudi."),
        ("es", "El dique cedió el jueves."),
        ("pt", "O dique desabou na quinta-feira."),
        ("it", "La diga ha ceduto giovedì."),
        ("nl", "De dijk werd donderdag gesloten."),
        ("pl", "Tama zawaliła się w czwartek."),
        ("cs", "Hráz se ve čtvrtek protrhla, uvedl úřad."),
        ("uk", "Дамба обвалилася у четвер."),
        ("ru", "В четверг дамба обрушилась."),
    ],
)
def test_a_weekday_with_a_verb_of_the_past_is_the_latest_and_certain(language: str, text: str) -> None:
    assert weekday_said(text, language) == ("2026-02-26", True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The road is closed until July 1."),
        ("en", "The lane will be shut by July 1."),
        ("en", "The curfew was extended until July 1."),
        ("de", "Die Straße bleibt bis zum 1. Juli gesperrt."),
        ("de", "Die Straße bleibt bis 1. Juli gesperrt."),
        ("fr", "La route reste fermée jusqu'au 1er juillet."),
        ("es", "La calle sigue cerrada hasta el 1 de julio."),
        ("pt", "A rua fica fechada até 1 de julho."),
        ("it", "La strada resta chiusa fino al 1 luglio."),
        ("it", "La strada resta chiusa fino all'1 luglio."),
        ("nl", "De weg blijft dicht tot 1 juli."),
        ("pl", "Droga jest zamknięta do 1 lipca."),
        ("cs", "Silnice je uzavřena do 1. července."),
        ("uk", "Дорогу закрито до 1 липня."),
        ("ru", "Дорога закрыта до 1 июля."),
    ],
)
def test_the_end_of_a_term_lies_ahead(language: str, text: str) -> None:
    assert said(text, language, TUESDAY)[0][1] == "2026-07-01"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The strike lasted until February 20.", "2026-02-20"),
        ("By February 20, the river had risen.", "2026-02-20"),
        ("It is closed until February 20.", "2027-02-20"),
        ("closed until July", "2026-07-01..2026-07-31"),
        ("The strike lasted until January.", "2026-01-01..2026-01-31"),
        ("It opened in July.", "2025-07-01..2025-07-31"),
    ],
)
def test_a_term_told_of_in_the_past_ended_where_it_is_nearest(text: str, wanted: str) -> None:
    assert said(text, anchor=TUESDAY)[0][1] == wanted


def test_a_term_ends_after_the_day_it_began() -> None:
    assert [day for _, day in said("shut from February 10 until February 20", anchor=TUESDAY)] == [
        "2026-02-10",
        "2026-02-20",
    ]


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("2026-02-04T09:05:00Z", True),
        ("2026-02-04T09:05:00+01:00", True),
        ("2026-02-04T09:05:00", False),
        ("Wed, 04 Feb 2026 09:05:00 -0500", True),
        ("Wed, 04 Feb 2026 09:05:00 GMT", True),
        ("Wed, 04 Feb 2026 09:05:00", False),
        ("Wed, 04 Feb 2026 09:05:00 IST", False),
        ("Feb. 4, 2026 9:05 a.m. ET", True),
        ("Feb. 4, 2026 9:05 a.m.", False),
        ("Feb. 4, 2026 9:05 a.m. CST", False),
        ("4. Februar 2026, 12:30 Uhr MEZ", True),
        ("4 February 2026", None),
        ("2026-02-04", None),
    ],
)
def test_whether_the_time_zone_was_named_is_kept(text: str, certain: bool | None) -> None:
    read = parse_moment(text)
    assert read is not None
    assert read.zone_certain is certain
    assert read.day_only is (certain is None)
    assert parse_date(text) == (read.at, read.day_only)


def test_a_zone_by_name_counts_in_a_machine_s_date_too() -> None:
    read = parse_moment("Wed, 04 Feb 2026 09:05:00 CET")
    assert read == (datetime(2026, 2, 4, 8, 5, tzinfo=UTC), False, True)
