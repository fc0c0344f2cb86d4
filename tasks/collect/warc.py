"""The pages in a web archive: WARC files, plain or packed, and the ARC files of older crawls.

Fastwarc reads WARC; warcio reads ARC, which fastwarc does not know. Either way one record is in memory at a time, so
that a file of many gigabytes is no more than its largest page. An archive is often cut off or spoiled somewhere: what
stands before that place is kept, and the place is named.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from storage.models import Media, Page, Reason, Rejection, SeenOrigin, utc
from tasks.collect.addresses import canonical
from tasks.collect.charset import with_charset
from tasks.collect.compression import GZIP_MAGIC, Unpacker
from tasks.collect.outcomes import Failed, Why

SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz")
MAX_BYTES = 20_000_000
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
MAX_HEADER_BYTES = 64 * 1024
_ARC_START = b"filedesc:"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer of the web as it was recorded: HTML, status 200."""

    url: str
    at: datetime | None
    charset: str | None
    encoding: str  # its Content-Encoding
    body: bytes  # as it was sent, at most one byte more than may be
    is_whole: bool


class _BrokenError(Exception):
    """The archive can't be read any further; the text says why."""


def read_warc(path: Path, *, now: datetime, name: str = "", max_bytes: int = MAX_BYTES) -> Iterator[Page | Rejection]:
    """Yield each HTML page in the archive `path` that was answered with 200, in order; a rejection for each that can't
    be used, and for the place where the archive breaks off.

    Requests, pictures, redirects, errors and whatever else a crawl keeps are passed over in silence; an archive without
    any page is one rejection. `name` is what the archive is called in those (its file name if left out). A page counts
    as loaded when it was recorded; at `now` if that is unknown or in the future. Never raises.
    """
    called = name or path.name
    number = 0  # of the HTML page in the archive
    try:
        for number, answer in enumerate(_answers(path, max_bytes), start=1):
            yield _page(answer, f"{called}#{number}", now, max_bytes)
    except _BrokenError as error:
        detail = f"{error} What stands before that place was read."
        yield _rejection(f"{called}#{number + 1}", Reason.BAD_RECORD, detail, now)
    except OSError as error:
        yield _rejection(called, Reason.UNREADABLE, f"The archive can't be read: {error.strerror or error}.", now)
    else:
        if not number:
            yield _rejection(called, Reason.EMPTY, "The archive holds no HTML page that was answered with 200.", now)


def _page(answer: _Answer, place: str, now: datetime, max_bytes: int) -> Page | Rejection:
    address = canonical(answer.url.strip("<> "))  # wget writes the brackets
    if not address:
        return _rejection(place, Reason.BAD_RECORD, "The record names no address on the web.", now)
    try:
        content = _unpacked(answer, max_bytes)
    except Failed as failure:
        reason = Reason.TOO_LARGE if failure.reason is Why.TOO_LARGE else Reason.BAD_RECORD
        return _rejection(address, reason, f"{failure} ({place})", now)
    if not content.strip():
        return _rejection(address, Reason.EMPTY, f"The recorded page is empty ({place}).", now)
    recorded = answer.at if answer.at and answer.at <= now else None
    return Page(
        address=address,
        media=Media.HTML,
        content=with_charset(content, answer.charset),
        loaded_at=recorded or now,
        seen_origin=SeenOrigin.ARCHIVE if recorded else SeenOrigin.LOADED,
    )


def _unpacked(answer: _Answer, max_bytes: int) -> bytes:
    """Return the page's bytes. Raises Failed for more than `max_bytes`, and for a page that is cut off."""
    unpacker = Unpacker(answer.encoding, max_bytes)
    if not answer.is_whole and len(answer.body) <= max_bytes:
        raise Failed(Why.CUT_SHORT, "The recorded page is cut off.")
    unpacker.feed(answer.body)
    return unpacker.body()


def _rejection(address: str, reason: Reason, detail: str, now: datetime) -> Rejection:
    return Rejection(address=address, stage="collect", reason=reason, detail=detail, at=now)


def _answers(path: Path, max_bytes: int) -> Iterator[_Answer]:
    with path.open("rb") as file:
        start = file.read(len(_ARC_START))
        file.seek(0)
        packed = gzip.GzipFile(fileobj=file) if start.startswith(GZIP_MAGIC) else None
        if start == _ARC_START:
            yield from _arc_answers(file, max_bytes)
        elif packed and _begins_as_arc(packed):
            yield from _arc_answers(packed, max_bytes)
        else:
            file.seek(0)
            yield from _warc_answers(file, max_bytes)


def _begins_as_arc(packed: gzip.GzipFile) -> bool:
    try:
        return packed.peek(len(_ARC_START)).startswith(_ARC_START)
    except (OSError, EOFError, zlib.error):
        return False


def _warc_answers(file: BinaryIO, max_bytes: int) -> Iterator[_Answer]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    try:
        records = ArchiveIterator(
            file,
            record_types=WarcRecordType.response,
            parse_http=True,
            auto_decode="transfer",  # not the content: its reader unpacks without a bound
            max_header_len=MAX_HEADER_BYTES,
        )
        for record in records:
            headers = record.http_headers
            if headers is None or headers.status_code != 200 or record.http_content_type not in HTML_TYPES:
                continue
            yield _warc_answer(record, headers, max_bytes)
    except (OSError, ValueError) as error:
        raise _BrokenError(f"The archive is broken: {str(error).rstrip('.') or 'it can not be read'}.") from error


def _warc_answer(record: Any, headers: Any, max_bytes: int) -> _Answer:
    body = record.reader.read(max_bytes + 1)
    chunked = "chunked" in (headers.get("Transfer-Encoding") or "").lower()
    return _Answer(
        url=record.headers.get("WARC-Target-URI") or "",
        at=utc(record.record_date) if record.record_date else None,
        charset=record.http_charset,
        encoding=headers.get("Content-Encoding") or "",
        body=body,
        is_whole=chunked or len(body) == record.content_length,
    )


def _arc_answers(file: BinaryIO | gzip.GzipFile, max_bytes: int) -> Iterator[_Answer]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in ArchiveIterator(file, arc2warc=True):
            headers = record.http_headers
            if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
                continue
            kind, _, parameters = (headers.get_header("Content-Type") or "").partition(";")
            if kind.strip().lower() in HTML_TYPES:
                yield _arc_answer(record, parameters, max_bytes)
    except (ArchiveLoadFailed, OSError, ValueError, EOFError, zlib.error) as error:
        raise _BrokenError(f"The archive is broken: {str(error).strip().splitlines()[0].rstrip('.')}.") from error


def _arc_answer(record: Any, parameters: str, max_bytes: int) -> _Answer:
    body = _sent(record).read(max_bytes + 1)
    declared = _CHARSET.search(parameters)
    return _Answer(
        url=record.rec_headers.get_header("WARC-Target-URI") or "",
        at=_moment(record.rec_headers.get_header("WARC-Date")),
        charset=declared[1] if declared else None,
        encoding=record.http_headers.get_header("Content-Encoding") or "",
        body=body,
        is_whole=not record.raw_stream.limit or _is_complete(body, record.http_headers.get_header("Content-Length")),
    )


def _is_complete(body: bytes, stated: str | None) -> bool:
    """Say whether `body` is as long as its own header says: an old archive's lengths are not always right."""
    return stated is not None and stated.isdecimal() and len(stated) < 12 and len(body) >= int(stated)


def _sent(record: Any) -> Any:
    """Return the stream of what was sent, without the marks of chunks; still packed: unpacking has its own bound."""
    from warcio.bufferedreaders import ChunkedDataReader

    chunked = "chunked" in (record.http_headers.get_header("Transfer-Encoding") or "").lower()
    return ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream


def _moment(written: str | None) -> datetime | None:
    try:
        return datetime.strptime(written or "", "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
