"""The JSON Lines filters: one answer a line, and a bad line never ends the stream."""

import io
import json

import pytest

from flows.filters import each, stream
from storage.errors import InputError


def answers(function, *lines: bytes, filter=each) -> list[dict]:
    target = io.StringIO()
    filter(function, io.BytesIO(b"\n".join(lines)), target)
    return [json.loads(line) for line in target.getvalue().splitlines()]


def echo(record: dict) -> dict:
    return {"id": record["id"], "length": len(record["text"])}


def test_each_line_is_answered_in_order() -> None:
    assert answers(echo, b'{"id": 1, "text": "ab"}', b'{"id": 2, "text": "abc"}') == [
        {"id": 1, "length": 2},
        {"id": 2, "length": 3},
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{broken", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"text": "x"}', "no id"),
        (b'{"id": 1}', "no 'text'"),
        (b'{"id": 1, "text": 5}', "len"),
        (b'{"id": 1, "text": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_answered_with_its_error_and_the_stream_goes_on(line: bytes, said: str) -> None:
    bad, good = answers(echo, line, b'{"id": "good", "text": "ab"}')

    assert said in bad["error"]
    assert good == {"id": "good", "length": 2}


def test_a_stream_without_a_readable_line_is_refused() -> None:
    with pytest.raises(InputError, match="No line"):
        answers(echo, b"nonsense", b"")


def test_blank_lines_and_a_byte_order_mark_are_passed_over() -> None:
    assert answers(echo, b'\xef\xbb\xbf{"id": 1, "text": "ab"}', b"", b"  ") == [{"id": 1, "length": 2}]


def test_a_stream_filter_keeps_the_order_around_bad_lines() -> None:
    def numbered(records):
        return ({"id": record["id"], "place": place} for place, record in enumerate(records))

    got = answers(numbered, b'{"id": "a"}', b"nonsense", b'{"id": "b"}', filter=stream)

    assert [one.get("place", "error") for one in got] == [0, "error", 1]
