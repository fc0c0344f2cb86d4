from __future__ import annotations

import codecs

import pytest

from tasks.text.decoding import decode

GERMAN = "Die Brücke über den Fjord bleibt für Fußgänger gesperrt, sagte die Bürgermeisterin am Montag. " * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252"])
def test_a_text_is_decoded_from(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding)) == GERMAN


def test_a_mark_outranks_what_the_bytes_look_like() -> None:
    assert decode(codecs.BOM_UTF16_BE + "Bolts".encode("utf-16-be")) == "Bolts"
    assert decode(codecs.BOM_UTF16_LE + b"odd") is None


def test_cyrillic_in_an_old_encoding_is_guessed() -> None:
    russian = "Мост через залив закрыт на ремонт до конца марта, сообщила мэрия в понедельник. " * 3
    assert decode(russian.encode("koi8-r")) == russian


@pytest.mark.parametrize("text", ["Café", "A “quoted” word – and a dash"])
def test_a_few_western_characters_are_not_taken_for_another_script(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_utf_8_cut_off_in_a_character_is_still_utf_8() -> None:
    assert decode(("ü" * 20).encode()[:-1]) == "ü" * 19 + "\ufffd"


def test_line_ends_are_made_the_same() -> None:
    assert decode(b"a\r\nb\rc\nd") == "a\nb\nc\nd"


@pytest.mark.parametrize("content", [b"a\x00b", b"\x00\x01\x02", bytes(range(128, 256)) * 9])
def test_what_is_not_text_is_said_to_be_none(content: bytes) -> None:
    assert decode(content) is None


def test_nothing_is_an_empty_text() -> None:
    assert decode(b"") == ""
