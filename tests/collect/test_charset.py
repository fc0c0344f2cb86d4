"""A header's charset counts where the bytes don't belie it."""

from __future__ import annotations

import pytest

from tasks.collect.charset import with_charset

CYRILLIC = "<p>Мост закрыт до понедельника.</p>"


def test_a_charset_that_only_the_header_knows_is_written_before_the_page() -> None:
    content = CYRILLIC.encode("windows-1251")
    assert with_charset(content, "Windows-1251") == b'<meta charset="cp1251">' + content


def test_the_header_outranks_the_page() -> None:
    content = b'<meta charset="koi8-r">' + CYRILLIC.encode("windows-1251")
    assert with_charset(content, "windows-1251").startswith(b'<meta charset="cp1251">')


def test_a_page_that_says_the_same_is_left_as_it_is() -> None:
    content = b'<meta charset="windows-1251">' + CYRILLIC.encode("windows-1251")
    assert with_charset(content, "cp1251") == content


def test_utf_8_is_found_without_being_told() -> None:
    assert with_charset(CYRILLIC.encode(), "utf-8") == CYRILLIC.encode()


def test_utf_8_that_calls_itself_something_else_is_set_right_by_its_header() -> None:
    content = b'<meta charset="windows-1251">' + CYRILLIC.encode()
    assert with_charset(content, "utf-8") == b'<meta charset="utf-8">' + content


def test_a_servers_default_does_not_spoil_utf_8() -> None:
    assert with_charset(CYRILLIC.encode(), "iso-8859-1") == CYRILLIC.encode()


def test_a_charset_the_bytes_can_not_be_of_is_passed_over() -> None:
    content = CYRILLIC.encode("windows-1251")
    assert with_charset(content, "utf-8") == content


def test_latin_1_means_what_browsers_take_it_for() -> None:
    content = "<p>“Closed”, said the café.</p>".encode("cp1252")
    assert with_charset(content, "ISO-8859-1") == b'<meta charset="cp1252">' + content


@pytest.mark.parametrize(
    "charset", [None, "", "nonsense", "utf-7", "rot13", "idna", "base64", "ütf", "utf-16", "a\x00b"]
)
def test_what_is_no_charset_of_pages_changes_nothing(charset: str | None) -> None:
    content = CYRILLIC.encode("windows-1251")
    assert with_charset(content, charset) == content


def test_a_byte_order_mark_outranks_the_header() -> None:
    content = CYRILLIC.encode("utf-8-sig")
    assert with_charset(content, "windows-1251") == content
