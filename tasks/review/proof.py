"""The proof of a digest: what a reviewer is shown, with a number for everything that can be dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.text import Text

from storage.telling import Digest
from tasks.publish import wording
from tasks.publish.escape import markdown as escaped
from tasks.publish.escape import visible
from tasks.review.answer import listed

NEXT_IN_LINE = "If a sentence is dropped, the strongest of these may take its place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A sentence or article with its number."""

    number: int
    text: str
    facts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is shown."""

    title: str
    standing: str
    headline: str
    sentences: tuple[Numbered, ...]
    differences: tuple[str, ...]
    left_out: tuple[str, ...]
    articles: tuple[Numbered, ...]


def proof(digest: Digest, zone: ZoneInfo) -> Proof:
    """Lay out what a reviewer of `digest` sees."""
    return Proof(
        title=f"{digest.title}, {wording.day(digest.day)}",
        standing=f"{wording.STATUSES[digest.status]}, revision {digest.revision}; {wording.coverage(digest)}",
        headline=digest.headline,
        sentences=tuple(_sentences(digest, zone)),
        differences=tuple(_differences(digest)),
        left_out=tuple(f"“{one.quote.text}” {one.quote.outlet}" for one in digest.left_out),
        articles=tuple(_articles(digest, zone)),
    )


def _sentences(digest: Digest, zone: ZoneInfo) -> Iterator[Numbered]:
    for number, one in enumerate(digest.sentences, start=1):
        when = wording.when(one.quote.published, one.quote.day_only, zone)
        kind = wording.KINDS[one.kind].lower()
        facts = f"{wording.SECTIONS[one.section]}, {kind}; {one.quote.outlet}, {when}; {wording.origins(one.origins)}"
        yield Numbered(number=number, text=one.quote.text, facts=facts)


def _differences(digest: Digest) -> Iterator[str]:
    for each in digest.discrepancies:
        yield f"{each.about}: " + " / ".join(f"{one.value} ({one.quote.outlet})" for one in each.readings)
    for change in digest.changes:
        yield f"{change.about}: {change.before.value}, now {change.after.value}"


def _articles(digest: Digest, zone: ZoneInfo) -> Iterator[Numbered]:
    for number, item in enumerate(listed(digest), start=1):
        name = item.title or item.url or item.path or item.id
        when = wording.when(item.published, item.day_only, zone)
        facts = f"{item.outlet or wording.unnamed(item.path)}, {when}; {wording.BECAME[item.role]}"
        yield Numbered(number=number, text=name, facts=facts)


def form(shown: Proof, faults: Sequence[str], page: str) -> str:
    """Return the proof as Markdown for Prefect's form, what was wrong with the last answer first."""
    parts = [f"**Please answer again.** {escaped(' '.join(faults))}"] if faults else []
    parts += [
        f"## {escaped(shown.headline)}",
        f"{escaped(shown.title)}. {escaped(shown.standing)}. [Whole digest]({page})",
    ]
    parts += _block(
        "Sentences", [f"**{one.number}** “{escaped(one.text)}” *{escaped(one.facts)}*" for one in shown.sentences]
    )
    parts += _block("Where accounts differ, changed figures", list(map(escaped, shown.differences)))
    parts += _block(NEXT_IN_LINE, list(map(escaped, shown.left_out)))
    parts += _block(
        "Articles", [f"**{one.number}** {escaped(one.text)} *{escaped(one.facts)}*" for one in shown.articles]
    )
    return "\n\n".join(parts)


def _block(heading: str, lines: Sequence[str]) -> list[str]:
    return [f"### {heading}", "\n".join(f"- {line}" for line in lines)] if lines else []


def terminal(shown: Proof) -> RenderableType:
    """Return the proof for a terminal."""
    parts: list[RenderableType] = [
        _plain(shown.title, "dim"),
        _plain(shown.headline, "bold"),
        _plain(shown.standing, "dim"),
    ]
    parts += _lines("Sentences", [(f"{one.number:>3}", f"“{one.text}”", one.facts) for one in shown.sentences])
    parts += _lines("Where accounts differ, changed figures", [("  -", one, "") for one in shown.differences])
    parts += _lines(NEXT_IN_LINE, [("  -", one, "") for one in shown.left_out])
    parts += _lines("Articles", [(f"{one.number:>3}", one.text, one.facts) for one in shown.articles])
    return Group(*parts)


def _lines(heading: str, lines: Sequence[tuple[str, str, str]]) -> list[RenderableType]:
    if not lines:
        return []
    shown = [
        Text.assemble(_plain(f"{mark} ", "bold cyan"), _plain(text), _plain(f"  {facts}", "dim"))
        for mark, text, facts in lines
    ]
    return ["", _plain(heading, "bold underline"), *shown]


def _plain(text: str, style: str = "") -> Text:
    return Text(visible(text), style=style)
