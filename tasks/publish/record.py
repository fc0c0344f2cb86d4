"""A digest as data: what `--json` prints, what other programs read, described by `digest.schema.json`."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from storage.models import VersionId, utc
from storage.published import NOTHING_SINCE, Aftermath, Tie
from storage.telling import (
    Change,
    Considered,
    Digest,
    DigestSentence,
    Discrepancy,
    LeftOut,
    NamedDecision,
    Quote,
    Reading,
)
from tasks.publish.escape import safe_url

SCHEMA = Path(__file__).with_name("digest.schema.json")


def to_record(digest: Digest, since: Aftermath = NOTHING_SINCE) -> dict[str, Any]:
    """Return `digest` as a JSON object: texts exact, instants in ISO 8601, offsets in code points.

    A `published` of ten characters is a day whose time is not known. Addresses other than http and https are null.
    `since` lists what became of quoted articles after the digest was made, `ties` what became of its story; all else
    never changes.
    """
    return {
        "id": digest.id,
        "story": digest.story,
        "title": digest.title,
        "day": digest.day.isoformat(),
        "revision": digest.revision,
        "status": digest.status.value,
        "headline": digest.headline,
        "headline_of": digest.headline_of,
        "headline_by": digest.headline_by,
        "nothing_new_since": _day(digest.nothing_new_since),
        "words": digest.words,
        "sentences": [_sentence(sentence) for sentence in digest.sentences],
        "changes": [_change(change) for change in digest.changes],
        "discrepancies": [_discrepancy(discrepancy) for discrepancy in digest.discrepancies],
        "sources": [source._asdict() for source in digest.sources],
        "left_out": [_left_out(left) for left in digest.left_out],
        "decisions": [_decision(decision) for decision in digest.decisions],
        "articles": _articles(digest.articles),
        "coverage": [{"day": day, "source": source, "articles": count} for day, source, count in digest.coverage],
        "settings": dict(digest.settings),
        "input_hash": digest.input_hash,
        "settings_hash": digest.settings_hash,
        "since": _since(since),
        "ties": [_tie(tie) for tie in since.ties if not tie.ended],
    }


def to_line(digest: Digest, since: Aftermath = NOTHING_SINCE) -> str:
    """Return `digest` as one line of JSON, without its newline; always the same bytes for the same digest."""
    return _encodable(json.dumps(to_record(digest, since), ensure_ascii=False, separators=(",", ":")))


def to_document(digest: Digest, since: Aftermath = NOTHING_SINCE) -> str:
    """Return `digest` as indented JSON for a file."""
    return _encodable(json.dumps(to_record(digest, since), ensure_ascii=False, indent=1)) + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every record of a digest meets."""
    document: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return document


def _encodable(text: str) -> str:
    """Write half characters, which a broken page can hold, as JSON's escapes: UTF-8 has no place for them."""
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _instant(published: datetime | None, day_only: bool) -> str | None:
    if published is None:
        return None
    return published.date().isoformat() if day_only else utc(published).isoformat()


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "text": quote.text,
        "article": quote.article,
        "version": quote.evidence.version,
        "start": quote.evidence.start,
        "end": quote.evidence.end,
        "source": quote.outlet,
        "origin": quote.origin,
        "url": _url(quote.url),
        "published": _instant(quote.published, quote.day_only),
    }


def _sentence(sentence: DigestSentence) -> dict[str, Any]:
    return {
        "section": sentence.section.value,
        "kind": sentence.kind.value,
        **({"about": sentence.about} if sentence.about else {}),
        **_quote(sentence.quote),
        "origins": list(sentence.origins),
        "support": [_quote(quote) for quote in sentence.support],
        "on": _day(sentence.on),
        "on_certain": sentence.on_certain,
        "was": [_quote(quote) for quote in sentence.was],
        "why": _why(sentence.why),
    }


def _left_out(left: LeftOut) -> dict[str, Any]:
    return {
        "kind": left.kind.value,
        **_quote(left.quote),
        "reason": left.reason.value,
        "beside": None if left.beside is None else _quote(left.beside),
        "why": _why(left.why),
    }


def _decision(decision: NamedDecision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "kind": decision.kind,
        "by": decision.by,
        "at": utc(decision.at).isoformat(),
        "subjects": list(decision.subjects),
        "sentences": [_quote(quote) for quote in decision.quotes],
        "value": decision.value,
        "note": decision.note,
        "found": decision.found,
    }


def _why(features: Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    return [{"feature": feature, "score": score} for feature, score in features]


def _reading(reading: Reading) -> dict[str, Any]:
    return {"value": reading.value, **_quote(reading.quote), "as_of": _day(reading.as_of)}


def _change(change: Change) -> dict[str, Any]:
    return {"about": change.about, "before": _reading(change.before), "after": _reading(change.after)}


def _discrepancy(discrepancy: Discrepancy) -> dict[str, Any]:
    values = [_reading(reading) for reading in discrepancy.readings]
    return {"about": discrepancy.about, "kind": discrepancy.kind.value, "values": values}


def _articles(articles: Sequence[Considered]) -> list[dict[str, Any]]:
    ids = {article.version: article.id for article in articles if article.version is not None}
    return [_article(article, ids) for article in articles]


def _article(article: Considered, ids: Mapping[VersionId, str]) -> dict[str, Any]:
    """Return one article; its `copy_of` is the id of the original article, as everywhere in the record."""
    return {
        "id": article.id,
        "version": article.version,
        "path": article.path,
        "url": _url(article.url),
        "title": article.title,
        "source": article.outlet,
        "origin": article.origin,
        "published": _instant(article.published, article.day_only),
        "date_origin": article.date_origin.value,
        "zone_certain": article.zone_certain,
        "modified": _instant(article.modified, False),
        "modified_origin": article.modified_origin.value,
        "modified_zone_certain": article.modified_zone_certain,
        "role": article.role.value,
        "copy_of": None if article.copy_of is None else ids.get(VersionId(article.copy_of), article.copy_of),
        "reason": article.reason,
        "removed": [{"text": line.text, "reason": line.reason.value} for line in article.removed],
    }


def _since(since: Aftermath) -> list[dict[str, Any]]:
    """List what became of quoted articles: a wording that is no first one, a sentence that is gone, a page that is."""
    outdated = sorted(since.outdated.items())
    return [
        *(_became("edited", version, at) for version, at in sorted(since.edited.items())),
        *(_became("sentence gone", place.version, at, place.start, place.end) for place, at in outdated),
        *(_became("page gone", version, at) for version, at in sorted(since.gone.items())),
    ]


def _became(
    what: str, version: VersionId, at: datetime | None, start: int | None = None, end: int | None = None
) -> dict[str, Any]:
    return {"what": what, "version": version, "start": start, "end": end, "at": _instant(at, False)}


def _tie(tie: Tie) -> dict[str, Any]:
    return {
        "kind": tie.kind.value,
        "story": tie.other,
        "title": tie.title,
        "at": _instant(tie.at, tie.day_only),
        "by": tie.by,
        "note": tie.note,
    }


def _url(url: str | None) -> str | None:
    """Return the address exactly as given if it is one a reader can be sent to."""
    return None if safe_url(url) is None else url
