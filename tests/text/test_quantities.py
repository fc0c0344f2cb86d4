import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.text.quantities import QuantityKind, quantities


def one(text: str, language: str = "en") -> tuple[float, float, str, str, str]:
    """Return low, high, unit or kind, noun and bound of the only quantity in `text`."""
    (found,) = quantities(text, language)
    return found.low, found.high, found.unit or found.kind.value, found.noun, found.bound


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("about 3,000 federal harbor agents came", (3000, 3000, "count", "agent", "about")),
        ("more than 40 were hurt", (40, 40, "count", "", "more")),
        ("at least 31 people died", (31, 31, "count", "peopl", "more")),
        ("up to 500 homes", (500, 500, "count", "home", "less")),
        ("fewer than twelve boats", (12, 12, "count", "boat", "less")),
        ("30 or more trucks", (30, 30, "count", "truck", "more")),
        ("30+ trucks", (30, 30, "count", "truck", "more")),
        ("three men", (3, 3, "count", "men", "exact")),
        ("twenty-five women", (25, 25, "count", "women", "exact")),
        ("two hundred and forty homes", (240, 240, "count", "home", "exact")),
        ("a dozen eggs", (12, 12, "count", "egg", "exact")),
        ("one person died", (1, 1, "count", "person", "exact")),
        ("1.5 million people", (1.5e6, 1.5e6, "count", "peopl", "exact")),
        ("40-45 rafts", (40, 45, "count", "raft", "range")),
        ("between 30 and 40 soldiers", (30, 40, "count", "soldier", "range")),
        ("a 700-officer withdrawal", (700, 700, "count", "offic", "exact")),
        ("ordered 1,500 US troops", (1500, 1500, "count", "troop", "exact")),
        ("2000 people marched", (2000, 2000, "count", "peopl", "exact")),
        ("it cost $2bn", (2e9, 2e9, "USD", "", "exact")),
        ("$5 to $10 million", (5e6, 1e7, "USD", "", "range")),
        ("£300k", (3e5, 3e5, "GBP", "", "exact")),
        ("nearly 2 billion dollars", (2e9, 2e9, "USD", "", "about")),
        ("56 per cent", (56, 56, "%", "", "exact")),
        ("5 percentage points", (5, 5, "pp", "", "exact")),
        ("12 miles", (12, 12, "mile", "", "exact")),
        ("a 6.2-magnitude quake", (6.2, 6.2, "magnitude", "", "exact")),
        ("a quake of magnitude 7.1", (7.1, 7.1, "magnitude", "", "exact")),
        ("an 80-minute speech", (80, 80, "minute", "", "exact")),
        ("a 20-year-old man", (20, 20, "year-old", "", "exact")),
        ("Jane Roe, 34, fled", (34, 34, "year-old", "", "exact")),
        ("500 pounds of fish", (500, 500, "pound", "", "exact")),
    ],
)
def test_english_quantities_are_read(text: str, wanted: tuple[float, float, str, str, str]) -> None:
    assert one(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "in 2025, after the 2020 election",
        "on Jan 20 at 9:05, at 9 a.m., at 10 o’clock",
        "one of the men, no one, one day",
        "No. 3 on Route 66, Flight 370, Section 230",
        "911 calls rose and he called 911",
        "call 555-123-4567 or 555-1234",
        "The vote was 5-4 and they won 3-2.",
        "COVID-19, F-16, G20, 9/11, 24/7",
        "six in 10 voters, two-thirds of them",
        "dozens of boats, thousands of people",
        "half a million",
        "1. Go there.",
    ],
)
def test_numbers_that_count_nothing_are_left_out(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("de", "rund 3.000 schwer bewaffnete Soldaten", (3000, 3000, "count", "soldat", "about")),
        ("de", "1,5 Millionen Menschen", (1.5e6, 1.5e6, "count", "mensch", "exact")),
        ("de", "einundzwanzig Verletzte", (21, 21, "count", "verletzt", "exact")),
        ("de", "mehr als 2 Mrd. Euro", (2e9, 2e9, "EUR", "", "more")),
        ("fr", "environ 3 000 agents fédéraux", (3000, 3000, "count", "agent", "about")),
        ("fr", "quatre-vingt-deux morts", (82, 82, "count", "mort", "exact")),
        ("fr", "5 millions d’euros", (5e6, 5e6, "EUR", "", "exact")),
        ("es", "más de 1,5 millones de personas", (1.5e6, 1.5e6, "count", "person", "more")),
        ("es", "1,500 soldados", (1500, 1500, "count", "sold", "exact")),
        ("pt", "R$ 3,5 milhões", (3.5e6, 3.5e6, "BRL", "", "exact")),
        ("it", "oltre 1.500 agenti", (1500, 1500, "count", "agent", "more")),
        ("nl", "ruim 1,5 miljoen mensen", (1.5e6, 1.5e6, "count", "mens", "more")),
        ("pl", "około 3 tys. żołnierzy", (3000, 3000, "count", "żołnierz", "about")),
        ("cs", "více než 1,5 milionu korun", (1.5e6, 1.5e6, "CZK", "", "more")),
        ("uk", "понад 1,5 млн гривень", (1.5e6, 1.5e6, "UAH", "", "more")),
        ("ru", "около 3 тысяч солдат", (3000, 3000, "count", "солдат", "about")),
        ("zz", "3,000 boats", (3000, 3000, "count", "boats", "exact")),
    ],
)
def test_separators_and_words_follow_the_language(language: str, text: str, wanted: tuple[float, ...]) -> None:
    assert one(text, language) == wanted


def test_a_change_from_one_figure_to_another_is_no_range() -> None:
    assert [(found.low, found.high) for found in quantities("The toll rose from 30 to 40.")] == [(30, 30), (40, 40)]


def test_an_ordinal_is_told_apart() -> None:
    (found,) = quantities("her 3rd win")
    assert found.kind is QuantityKind.ORDINAL


def test_the_text_holds_bound_and_unit_and_reach_the_noun() -> None:
    text = "They sent about 3,000 federal agents and $2 billion."
    count, money = quantities(text)
    assert (count.text, text[count.start : count.reach]) == ("about 3,000", "about 3,000 federal agents")
    assert money.text == "$2 billion"


@given(st.text(st.sampled_from("0123456789 .,-–$€%kmbn:/'’\nabcdefone two thousand"), max_size=60))
def test_any_digits_are_read_without_failing(text: str) -> None:
    for found in quantities(text):
        assert text[found.start : found.end] == found.text
        assert found.low <= found.high
        assert found.reach >= found.end


def test_a_currency_may_be_written_small() -> None:
    (found,) = quantities("The repair costs a$40 in all.")

    assert (found.unit, found.low) == ("AUD", 40.0)
