"""What a search found, for a terminal and as JSON: each with the place in its article that can be cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.text import Text

from storage.models import Article
from storage.telling import Digest
from tasks.publish import wording
from tasks.publish.escape import visible
from tasks.publish.passages import Passage, Place

MARKED = "bold yellow"
LONGEST = 400  # characters of a passage on a terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundArticle:
    """An article with the passages that show why; offsets are those of its body."""

    article: Article
    score: float
    passages: Sequence[Passage]
    title_marks: Sequence[Place] = ()
    copies: Sequence[Article] = ()  # of the same text, found too and not shown by themselves
    newest: bool = True  # False: the article has another wording now


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDigest:
    """A digest with the sentences that show why, by their numbers from 1; offsets are those of the sentence's text."""

    digest: Digest
    score: float
    sentences: Sequence[tuple[int, Passage]]
    title_marks: Sequence[Place] = ()  # in the headline


Found = FoundArticle | FoundDigest


def lines(number: int, found: Found, zone: ZoneInfo) -> list[Text]:
    """Return what the terminal shows of the `number`th thing found."""
    return _article_lines(number, found, zone) if isinstance(found, FoundArticle) else _digest_lines(number, found)


def record(found: Found) -> dict[str, Any]:
    """Return what the JSON line says. Every `start` and `end` counts code points of the named version's body."""
    return _article_record(found) if isinstance(found, FoundArticle) else _digest_record(found)


def _article_lines(number: int, found: FoundArticle, zone: ZoneInfo) -> list[Text]:
    article = found.article
    told = [visible(article.outlet), _day(article, zone)]
    if not found.newest:
        told.append("a wording that the article no longer has")
    if found.copies:
        told.append(f"the same text in {', '.join(visible(one.outlet) for one in found.copies)}")
    shown = [_marked(article.body, one) for one in found.passages]
    return [_title(number, article.title, found.title_marks), _small(" · ".join(told)), *shown, _small(_place(article))]


def _digest_lines(number: int, found: FoundDigest) -> list[Text]:
    digest = found.digest
    told = f"digest of {visible(digest.title)} for {digest.day}, {digest.status}"
    shown = [_marked(digest.sentences[at - 1].quote.text, one) for at, one in found.sentences]
    where = f"throughline show {digest.story} --day {digest.day}"
    return [_title(number, digest.headline, found.title_marks), _small(told), *shown, _small(where)]


def _title(number: int, title: str, marks: Sequence[Place]) -> Text:
    shown = _marked(title, Passage(start=0, end=len(title), marks=tuple(marks)), indent="", style="bold")
    return Text.assemble(f"{number}. ", shown if title else Text("(no title)", "dim"))


def _marked(text: str, passage: Passage, *, indent: str = "   ", style: str = "") -> Text:
    """Return a passage with its marks colored; of a very long one, the part around the first mark."""
    first = passage.marks[0][0] if passage.marks else passage.start
    start = passage.start if passage.end - passage.start <= LONGEST else max(passage.start, first - LONGEST // 4)
    end = min(passage.end, start + LONGEST)
    parts = [(indent + ("… " if start > passage.start else ""), "")]
    for mark_start, mark_end in passage.marks:
        if mark_start >= start and mark_end <= end:
            parts += [(visible(text[start:mark_start]), style), (visible(text[mark_start:mark_end]), MARKED)]
            start = mark_end
    parts.append((visible(text[start:end]) + (" …" if end < passage.end else ""), style))
    return Text.assemble(*parts)


def _small(text: str) -> Text:
    return Text(f"   {text}", "dim")


def _place(article: Article) -> str:
    return visible(f"{article.url or article.path or article.address}  ({article.id[:8]})")


def _day(article: Article, zone: ZoneInfo) -> str:
    day = article.day(zone)
    return str(day) if day else wording.UNDATED


def _article_record(found: FoundArticle) -> dict[str, Any]:
    article = found.article
    return {
        "kind": "article",
        "score": found.score,
        "title": article.title,
        "title_marks": _places(found.title_marks),
        "outlet": article.source,
        "published": _moment(article.published),
        "day_only": article.day_only,
        "language": article.language,
        "url": article.url,
        "address": article.address,
        "article": article.id,
        "version": article.version,
        "newest": found.newest,
        "passages": [_passage(article.version, article.body, one, 0) for one in found.passages],
        "copies": [{"outlet": one.source, "url": one.url, "version": one.version} for one in found.copies],
    }


def _digest_record(found: FoundDigest) -> dict[str, Any]:
    digest = found.digest
    return {
        "kind": "digest",
        "score": found.score,
        "title": digest.headline,
        "title_marks": _places(found.title_marks),
        "story": digest.story,
        "day": digest.day.isoformat(),
        "revision": digest.revision,
        "status": digest.status.value,
        "digest": digest.id,
        "passages": [_digest_passage(digest, number, one) for number, one in found.sentences],
    }


def _digest_passage(digest: Digest, number: int, passage: Passage) -> dict[str, Any]:
    sentence = digest.sentences[number - 1]
    quote = sentence.quote
    shown = _passage(quote.evidence.version, quote.text, passage, quote.evidence.start)
    return shown | {"sentence": number, "section": sentence.section.value, "outlet": quote.outlet, "url": quote.url}


def _passage(version: str, text: str, passage: Passage, offset: int) -> dict[str, Any]:
    return {
        "version": version,
        "start": offset + passage.start,
        "end": offset + passage.end,
        "text": text[passage.start : passage.end],
        "marks": [[offset + start, offset + end] for start, end in passage.marks],
    }


def _places(marks: Sequence[Place]) -> list[list[int]]:
    return [list(mark) for mark in marks]


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
