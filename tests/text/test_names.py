import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.text.names import names


def found(text: str, language: str = "en") -> list[str]:
    return [name.text for name in names(text, language)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Then US President Jane Roe met Mr. Homer in St. Paul.", ["US", "Jane Roe", "Homer", "St. Paul"]),
        ("Today Ursula von der Leyen met Osama bin Laden.", ["Ursula von der Leyen", "Osama bin Laden"]),
        ("It was in Jacob Marlow’s office.", ["Jacob Marlow"]),
        ("He joined the Department of Harbor Safety.", ["Department of Harbor Safety"]),
        ("The book by J. K. Marsh sold.", ["J. K. Marsh"]),
        ("They left the White House on Wednesday in January.", ["White House"]),
        ("ICE agents left.", ["ICE"]),
        ("Al Jazeera’s Ann Lee spoke.", ["Al Jazeera", "Ann Lee"]),
        ("He works at General Motors.", ["General Motors"]),
        ("Then Attorney General Kim Ellis left.", ["Kim Ellis"]),
    ],
)
def test_names_are_found_whole_and_without_titles(text: str, wanted: list[str]) -> None:
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text", ["Police came. Officials left.", "The end. It is over.", "I think, so I am.", "On Monday, in May, he left."]
)
def test_a_sentences_ordinary_first_word_is_no_name(text: str) -> None:
    assert found(text) == []


def test_a_first_word_known_from_elsewhere_is_a_name() -> None:
    assert found("We saw Marlow. Marlow left.") == ["Marlow", "Marlow"]


def test_a_headline_in_capitals_gives_only_acronyms() -> None:
    assert found("Mayor Says ICE Makes Many Mistakes While Anger Grows") == ["ICE"]


def test_german_nouns_are_no_names() -> None:
    text = (
        "Der Kanzler Karl Merten traf die Polizei in Kiel. Später sagte Merten, dass Merten bleibt. Die Stadt schweigt."
    )
    assert found(text, "de") == ["Karl Merten", "Merten", "Merten"]


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("fr", "Hier M. Dupont et Mme Le Goff ont parlé à Paris.", ["Dupont", "Le Goff", "Paris"]),
        ("pl", "Wczoraj Andrzej Nowak był w Krakowie.", ["Andrzej Nowak", "Krakowie"]),
        ("uk", "Учора Андрій Коваль приїхав до Львова.", ["Андрій Коваль", "Львова"]),
    ],
)
def test_other_languages_and_scripts_work(language: str, text: str, wanted: list[str]) -> None:
    assert found(text, language) == wanted


@given(st.text(max_size=80), st.sampled_from(["en", "de", "uk", "zz"]))
def test_any_text_is_read_and_offsets_hold(text: str, language: str) -> None:
    assert all(text[name.start : name.end] == name.text for name in names(text, language))
