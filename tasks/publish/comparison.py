"""What changed from one revision of a digest to another: headline, sentences, articles, figures, settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from storage.telling import Considered, Digest, DigestSentence, Role
from tasks.publish import wording
from tasks.publish.escape import visible

USED = (Role.CITED, Role.READ, Role.COPY, Role.EARLIER)
_SAME = "They say the same: no sentence, article, figure or setting differs."
_STYLES = {"-": "red", "+": "green", "~": "yellow", " ": "dim"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two revisions of one digest, and what is in only one of them. Tuples keep the order of the digests."""

    old: Digest
    new: Digest
    headline: tuple[str, str] | None  # None if it stayed
    dropped: tuple[DigestSentence, ...]
    added: tuple[DigestSentence, ...]
    moved: tuple[tuple[DigestSentence, DigestSentence], ...]  # in both, in another section or of another kind
    kept: tuple[DigestSentence, ...]
    articles_gone: tuple[Considered, ...]  # no longer on the story
    articles_come: tuple[Considered, ...]
    articles_edited: tuple[Considered, ...]  # read in another wording
    figures_gone: tuple[str, ...]  # changed figures and differing accounts, in a line each
    figures_come: tuple[str, ...]
    settings: tuple[tuple[str, str, str], ...]  # name, before, after

    def __bool__(self) -> bool:
        parts = (self.headline, self.dropped, self.added, self.moved, self.articles_gone, self.articles_come)
        return any((*parts, self.articles_edited, self.figures_gone, self.figures_come, self.settings))


def compare(old: Digest, new: Digest) -> Comparison:
    """Compare two revisions; a sentence is the same if it stands at the same place of the same wording."""
    before, after = _by_place(old.sentences), _by_place(new.sentences)
    both = [(before[place], after[place]) for place in after if place in before]
    was, now = _by_article(old), _by_article(new)
    figures = (tuple(_figures(old)), tuple(_figures(new)))
    return Comparison(
        old=old,
        new=new,
        headline=None if old.headline == new.headline else (old.headline, new.headline),
        dropped=tuple(one for place, one in before.items() if place not in after),
        added=tuple(one for place, one in after.items() if place not in before),
        moved=tuple((one, other) for one, other in both if _role(one) != _role(other)),
        kept=tuple(other for one, other in both if _role(one) == _role(other)),
        articles_gone=tuple(item for name, item in was.items() if name not in now),
        articles_come=tuple(item for name, item in now.items() if name not in was),
        articles_edited=tuple(now[name] for name in now if name in was and now[name].version != was[name].version),
        figures_gone=tuple(line for line in figures[0] if line not in figures[1]),
        figures_come=tuple(line for line in figures[1] if line not in figures[0]),
        settings=tuple(_settings(dict(old.settings), dict(new.settings))),
    )


def render(found: Comparison) -> RenderableType:
    """Return the comparison for a terminal: one change a line, behind -, + or ~; what stayed is counted."""
    parts: list[RenderableType] = [Text(_head(found), style="bold")]
    if found.headline:
        parts += _section("Headline", [("-", found.headline[0]), ("+", found.headline[1])])
    sentences = [("-", _sentence(one)) for one in found.dropped] + [("+", _sentence(one)) for one in found.added]
    sentences += [("~", f"{_sentence(new)}; was {_part(old)}") for old, new in found.moved]
    parts += _section("Sentences", sentences)
    articles = [("-", _article(one)) for one in found.articles_gone] + [
        ("+", _article(one)) for one in found.articles_come
    ]
    parts += _section("Articles", articles + [("~", f"{_article(one)}; edited") for one in found.articles_edited])
    parts += _section("Figures", [*_marked("-", found.figures_gone), *_marked("+", found.figures_come)])
    parts += _section(
        "Settings", [("~", f"{name}: {was or 'not set'}, now {now or 'not set'}") for name, was, now in found.settings]
    )
    parts += (
        ["", Text(f"{wording.count(len(found.kept), 'sentence')} stayed.", style="dim")] if found else ["", Text(_SAME)]
    )
    return Group(*parts)


def to_record(found: Comparison) -> dict[str, Any]:
    """Return the comparison as a JSON object."""
    return {
        "story": found.new.story,
        "day": found.new.day.isoformat(),
        "from": {"revision": found.old.revision, "status": found.old.status.value},
        "to": {"revision": found.new.revision, "status": found.new.status.value},
        "same": not found,
        "headline": None if found.headline is None else dict(zip(("from", "to"), found.headline, strict=True)),
        "sentences": {
            "dropped": [_sentence_record(one) for one in found.dropped],
            "added": [_sentence_record(one) for one in found.added],
            "moved": [_sentence_record(new) | {"was": old.section.value} for old, new in found.moved],
            "kept": [_sentence_record(one) for one in found.kept],
        },
        "articles": {
            "gone": [_article_record(one) for one in found.articles_gone],
            "come": [_article_record(one) for one in found.articles_come],
            "edited": [_article_record(one) for one in found.articles_edited],
        },
        "figures": {"gone": list(found.figures_gone), "come": list(found.figures_come)},
        "settings": {name: {"from": was, "to": now} for name, was, now in found.settings},
    }


def _by_place(sentences: Iterable[DigestSentence]) -> dict[str, DigestSentence]:
    """Return sentences by their places; of one that stands in two sections, the first counts."""
    found: dict[str, DigestSentence] = {}
    for one in sentences:
        found.setdefault(one.quote.evidence.place, one)
    return found


def _by_article(digest: Digest) -> dict[str, Considered]:
    return {item.id: item for item in digest.articles if item.role in USED}


def _role(one: DigestSentence) -> tuple[str, str]:
    return one.section.value, one.kind.value


def _figures(digest: Digest) -> Iterator[str]:
    for change in digest.changes:
        yield visible(f"{change.about}: {change.before.value}, now {change.after.value}")
    for each in digest.discrepancies:
        accounts = ", ".join(f"{one.value} ({one.quote.outlet})" for one in each.readings)
        yield visible(f"{each.about} ({wording.DIFFERENCES[each.kind]}): {accounts}")


def _settings(old: dict[str, str], new: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in [*old, *(name for name in new if name not in old)]:
        if old.get(name) != new.get(name):
            yield name, old.get(name, ""), new.get(name, "")


def _head(found: Comparison) -> str:
    sides = [f"revision {one.revision} ({wording.STATUSES[one.status].lower()})" for one in (found.old, found.new)]
    return visible(f"{found.new.title}, {wording.day(found.new.day)}: {sides[0]} and {sides[1]}")


def _section(heading: str, lines: Sequence[tuple[str, str]]) -> list[RenderableType]:
    if not lines:
        return []
    return [
        "",
        Text(heading, style="bold underline"),
        *(Text(f"{mark} {line}", style=_STYLES[mark]) for mark, line in lines),
    ]


def _marked(mark: str, lines: Sequence[str]) -> list[tuple[str, str]]:
    return [(mark, line) for line in lines]


def _part(one: DigestSentence) -> str:
    return f"{wording.SECTIONS[one.section]}, {wording.KINDS[one.kind].lower()}"


def _sentence(one: DigestSentence) -> str:
    return visible(f"“{one.quote.text}” {one.quote.outlet} ({_part(one)})")


def _article(one: Considered) -> str:
    where = one.url or one.path or one.id
    return visible(f"{one.outlet or wording.unnamed(one.path)}: {one.title or where} ({where})")


def _sentence_record(one: DigestSentence) -> dict[str, Any]:
    return {
        "section": one.section.value,
        "kind": one.kind.value,
        "text": one.quote.text,
        "outlet": one.quote.outlet,
        "place": one.quote.evidence.place,
    }


def _article_record(one: Considered) -> dict[str, Any]:
    return {"id": one.id, "outlet": one.outlet, "title": one.title, "url": one.url, "path": one.path}
