import pytest
from markdown_it import MarkdownIt

from tasks.publish import escape
from tests.publish.hostile import ADDRESSES, HOSTILE, STEERING


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_markdown_is_one_paragraph_that_says_the_text(text: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(escape.markdown(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    parts = [part for part in tokens[1].children or [] if part.content != "<!-- -->"]
    assert {part.type for part in parts} == {"text"}
    assert "".join(part.content for part in parts).split() == text.split()


def test_ordinary_sentences_keep_their_raw_form() -> None:
    text = "The mayor's office (on 4 February) said: \"We'll wait\" - 48 cables, 3.5 km, 20% more!"
    assert escape.markdown(text) == text


def test_characters_that_steer_a_screen_are_dropped() -> None:
    assert escape.visible(STEERING) == "safe[31m]8;;https://evil.examplereddesreverend".replace(
        "desreverend", "desrever end"
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_web_addresses_without_credentials_are_linked(address: str) -> None:
    assert escape.safe_url(address) is None
    assert escape.place_in(address, "A sentence.") is None
    assert "](" not in escape.link("label", address)


def test_a_web_address_cannot_end_its_link() -> None:
    url = escape.safe_url("https://a.example/x)y(z [q] <b> \"c\" 'd' `e` |f")
    assert url == "https://a.example/x%29y%28z%20%5Bq%5D%20%3Cb%3E%20%22c%22%20%27d%27%20%60e%60%20%7Cf"


def test_an_ordinary_web_address_is_kept_as_it_is() -> None:
    url = "https://a.example:8080/2026/02/04/caf%C3%A9-bridge_x~y?a=1&b=2,3;c=*#part"
    assert escape.safe_url(f" {url} ") == url


def test_an_entity_in_an_address_is_not_decoded() -> None:
    parsed = MarkdownIt().parse(escape.link("x", "https://a.example/?a=1&copy;=2&b=3"))
    assert (parsed[1].children or [])[0].attrGet("href") == "https://a.example/?a=1&copy;=2&b=3"


def test_a_long_sentence_is_found_by_its_ends() -> None:
    text = "One two three four five six seven eight nine ten eleven-twelve thirteen, fourteen."
    assert escape.place_in("https://a.example/p", text) == (
        "https://a.example/p#:~:text=One%20two%20three%20four%20five,nine%20ten%20eleven%2Dtwelve%20thirteen%2C%20fourteen."
    )


def test_a_place_is_added_to_a_fragment_that_is_there() -> None:
    assert escape.place_in("https://a.example/p#top", "Short one.") == "https://a.example/p#top:~:text=Short%20one."
