"""The second, logged pass over a text: whatever is not the article's own is struck out, each line with its reason.

It works on text alone, so it serves what someone else has scraped as well as what trafilatura leaves. Most of it is the
table `patterns.toml`; the rules here are those that need a line's neighbors. Nothing is lost:
struck lines are returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from storage.models import Credit, RemovalReason, RemovedLine
from tasks.extract import credits as crediting
from tasks.extract import datelines
from tasks.extract.lines import Draft, ends_sentence, is_prose, normalized
from tasks.extract.patterns import Where, find
from tasks.text.sentences import dateline_end
from tasks.text.tokens import stems, words

HEAD_PROSE = 2  # paragraphs that end the head
TAIL_PROSE = 3
TITLE_LINES = 3
TITLE_WORDS = (3, 30)
TITLE_SHARE = 0.5  # of the words of two titles: beyond it they are one
SYNDICATION_LINES = 12  # at the end, where a syndication line may quote the title
DECK_WORDS = (6, 45)
DECK_SHARE = 0.7  # of a deck's stems that one paragraph must repeat
DECK_STEMS = 5
DECK_REACH = 8  # paragraphs
PARAGRAPH_WORDS = 120  # beyond this a paragraph repeats any sentence by chance
TEASER_LINES = 12
ENTRY_WORDS = 4
TAIL_SHARE = 0.4  # of the lines: a list of teasers that starts below may run to the end
CAPTION_WORDS = 60
SLOGAN_WORDS = 25
TAGS = 6
TAG_WORDS = 4
NEWSLETTER_NAME_WORDS = 5

_LIST_COUNT = re.compile(r"list of (\d+) items?", re.IGNORECASE)
_LIST_MARK = re.compile(r"end of list|list \d+ of \d+", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|might|must|shall|should|said|says|told"
    r"|\w{3,}ed)\b",
    re.IGNORECASE,
)
_SLOGAN = re.compile(
    r"(?:(?:a|an|the|your|our)\s)?(?:[\w'’&-]+\s){0,4}?"
    r"(?:media(?: (?:outlet|company|platform|brand|network|group))?|news(?:paper)?|source|platform|portal"
    r"|magazine|website|site|hub|destination|outlet|network|home|guide|voice|coverage|channel|blog)\s"
    r"(?:for|of|on|about|covering|delivering|bringing(?: you)?|dedicated to|devoted to|featuring|offering|with|from)\s"
    r"(?=.*\b(?:news|stories|updates?|headlines|entertainment|insights?|analysis|information|culture|lifestyle|music|sports?)\b)"
    r"[^\"“”]{3,150}",
    re.IGNORECASE,
)
# "The Harbor Herald: all the news of the coast"
_MOTTO = re.compile(
    r"(?:[A-ZÀ-ÞА-Я][\w.&'’-]*|of|the|de|la|der|die|das)(?: (?:[A-ZÀ-ÞА-Я&][\w.&'’-]*|of|the|de|la)){0,5}\s?[:–—-]\s"
    r"(?:[\w'’,-]+ ){0,4}(?:news|stories|headlines|voice|paper|newspaper|journalism)\b[^\"“”:;]{0,80}",
)
# "Harbor Herald. Printed on the quay since 1888."
_SINCE = re.compile(
    r"[A-ZÀ-ÞА-Я][^.:–—!?]{2,40}[.:–—-]\s*(?:printed|published|serving|established|est\.?|founded|reporting|covering|bringing"
    r"|independent|your|the voice)\b[^\"“”]{0,80}\b(?:since|in)\s(?:1[6-9]|20)\d\d\.?",
    re.IGNORECASE,
)
_FURNITURE = frozenset(
    {
        RemovalReason.TITLE, RemovalReason.DECK, RemovalReason.NEWSLETTER, RemovalReason.TOPIC, RemovalReason.CAPTION,
        RemovalReason.BYLINE, RemovalReason.SHARE, RemovalReason.NAVIGATION,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """An article's own text, and what was found out on the way."""

    text: str  # one paragraph a line
    removed: tuple[RemovedLine, ...]
    credits: tuple[Credit, ...]
    title: str | None  # given, or a headline that stands above the text, or the one that a syndication line quotes
    dateline: str | None  # "LONDON, Feb 4 (Reuters) — ", which stays in the text; None if there is none
    stated: datelines.Stated


def clean(text: str, *, title: str | None = None, headings: Iterable[str] = (), language: str = "en") -> Cleaned:
    """Strike from `text` whatever is not the article's own.

    `title` is the headline if it is known, `headings` are other wordings of it that the page shows. Words are compared
    by stems of `language`, a two-letter code.
    """
    draft = Draft(normalized(text))
    first = _headline(draft)
    title = title or first or _quoted_title(draft)
    for heading in (title, *headings, first if _alike(first, title) else None):
        _strike_title(draft, heading)
    _strike_patterns(draft)
    _strike_teasers(draft)
    _strike_topics(draft)
    _strike_newsletter_names(draft)
    _strike_captions(draft)
    _strike_deck(draft, language)
    _strike_repeats(draft)
    _strike_slogan(draft)
    _trim_wire_credit(draft)
    body, removed = draft.text(), draft.removed()
    return Cleaned(
        text=body,
        removed=removed,
        credits=crediting.unique([*crediting.of_dateline(body), *crediting.of_removed(removed)]),
        title=title,
        dateline=_dateline(body),
        stated=_stated(draft, body),
    )


def _headline(draft: Draft) -> str | None:
    """Return the first line if it reads as the text's headline: no sentence, no furniture, with a paragraph below."""
    if len(draft.lines) < 2:
        return None
    first, low, high = draft.lines[0], *TITLE_WORDS
    if (
        not low <= len(first.split()) <= high
        or (ends_sentence(first) and first[-1] != "?")
        or first.endswith((":", ","))
    ):
        return None
    has_story = any(is_prose(line) for line in draft.lines[1:])
    return first if has_story and not find(first, Where.ANY, Where.HEAD) and not crediting.is_credit(first) else None


def _quoted_title(draft: Draft) -> str | None:
    last = draft.lines[-SYNDICATION_LINES:]
    stated = (crediting.first_published(line) for line in last)
    return next((title for title, _ in filter(None, stated) if title), None)


def _alike(first: str | None, title: str | None) -> bool:
    """Say whether the first line is another wording of the title: the outlet changed one of them."""
    said, wanted = set(words(first or "")), set(words(title or ""))
    return len(said & wanted) > TITLE_SHARE * len(said | wanted)


def _strike_title(draft: Draft, title: str | None) -> None:
    wanted = words(title or "")
    if not wanted:
        return
    for index in draft.kept()[:TITLE_LINES]:
        if words(draft.lines[index]) in (wanted, wanted * 2):
            draft.strike(index, RemovalReason.TITLE)


def _strike_patterns(draft: Draft) -> None:
    for index in draft.kept():
        if pattern := find(draft.lines[index], Where.ANY):
            draft.strike(index, pattern.reason)
    for place, lines in ((Where.HEAD, draft.head(HEAD_PROSE)), (Where.TAIL, draft.tail(TAIL_PROSE))):
        for index in lines:
            if crediting.is_credit(draft.lines[index]):
                draft.strike(index, RemovalReason.WIRE_CREDIT)
            elif pattern := find(draft.lines[index], place):
                draft.strike(index, pattern.reason)


def _strike_teasers(draft: Draft) -> None:
    """Strike the entries below a heading such as "Recommended stories", up to the next paragraph."""
    for index in [i for i, reason in draft.struck.items() if reason is RemovalReason.TEASER]:
        line = draft.lines[index]
        if ":" in line.rstrip(":") or _LIST_MARK.search(line):
            continue  # a heading with its one link beside it, or the mark where a list ends
        entries = _entries_below(draft, index)
        for entry in entries:
            draft.strike(entry, RemovalReason.TEASER)


def _entries_below(draft: Draft, heading: int) -> list[int]:
    below = [i for i in draft.kept() if i > heading][:TEASER_LINES]
    if heading >= len(draft.lines) * TAIL_SHARE and _is_list_to_the_end(draft, heading):
        return [i for i in draft.kept() if i > heading]
    entries: list[int] = []
    for i in below:
        if any(_LIST_MARK.search(line) for line in draft.lines[heading + 1 : i]):
            break
        if ends_sentence(draft.lines[i]) and draft.lines[i][-1] != "?":
            break
        entries.append(i)
    count = _LIST_COUNT.search(draft.lines[heading + 1]) if heading + 1 < len(draft.lines) else None
    if count:
        return entries[: int(count[1])]
    # The last short line above a paragraph is as likely its crosshead; a lone one surely is.
    if entries and entries[-1] != below[-1] and (len(entries) == 1 or len(draft.lines[entries[-1]].split()) <= 4):
        entries.pop()
    return entries


def _is_list_to_the_end(draft: Draft, heading: int) -> bool:
    """Say whether all below `heading` are headlines, at most with a deck each: a lone paragraph may be the story's."""
    rest = [draft.lines[i] for i in draft.kept() if i > heading]
    decks = sum(is_prose(line) for line in rest)
    titles = sum(not ends_sentence(line) and len(line.split()) >= ENTRY_WORDS for line in rest)
    marked = any(_LIST_MARK.search(line) for line in draft.lines[heading:])
    follows_prose = any(is_prose(a) and is_prose(b) for a, b in pairwise(rest))
    return bool(rest) and not marked and decks != 1 and 2 * titles >= len(rest) and not follows_prose


def _strike_topics(draft: Draft) -> None:
    """Strike the tags below a label such as "Follow topic:" or "See more on"."""
    for label in [i for i, reason in draft.struck.items() if reason is RemovalReason.TOPIC]:
        if " " in draft.lines[label].partition(":")[2]:
            continue  # its tags stand beside it
        for index in range(label + 1, min(label + 1 + TAGS, len(draft.lines))):
            line = draft.lines[index]
            if ends_sentence(line) or len(line.split()) > TAG_WORDS:
                break
            draft.strike(index, RemovalReason.TOPIC)


def _strike_newsletter_names(draft: Draft) -> None:
    """Strike the name that stands above a newsletter's prompt."""
    for prompt in [i for i, reason in draft.struck.items() if reason is RemovalReason.NEWSLETTER and i > 1]:
        line = draft.lines[prompt - 1]
        if not ends_sentence(line) and len(line.split()) <= NEWSLETTER_NAME_WORDS and not line.endswith(":"):
            draft.strike(prompt - 1, RemovalReason.NEWSLETTER)


def _strike_captions(draft: Draft) -> None:
    """Strike the line above a picture's credit, in the head, with furniture above or a dateline below it."""
    first_prose = next((i for i in draft.kept() if dateline_end(draft.lines[i])), None)
    head = set(draft.head(HEAD_PROSE + 1))
    for credit in [i for i, reason in draft.struck.items() if reason is RemovalReason.PHOTO_CREDIT]:
        above = credit - 1
        if above not in head or len(draft.lines[above].split()) > CAPTION_WORDS or dateline_end(draft.lines[above]):
            continue
        below_furniture = above > 0 and draft.struck.get(above - 1) in _FURNITURE
        below_deck = above > 1 and draft.struck.get(above - 2) in _FURNITURE
        if below_furniture or below_deck or (first_prose is not None and first_prose > credit):
            draft.strike(above, RemovalReason.CAPTION)


def _strike_deck(draft: Draft, language: str) -> None:
    """Strike standfirsts: a first line of one sentence that a paragraph below says again in other words."""
    for _ in range(2):
        kept = draft.kept()
        if len(kept) < 3 or not _is_deck(draft.lines[kept[0]], [draft.lines[i] for i in kept[1:]], language):
            return
        draft.strike(kept[0], RemovalReason.DECK)


def _is_deck(line: str, below: list[str], language: str) -> bool:
    low, high = DECK_WORDS
    said = set(stems(line, language))
    if not low <= len(line.split()) <= high or len(said) < DECK_STEMS or dateline_end(line):
        return False
    figures = {stem for stem in said if stem[0].isdigit()}
    for paragraph in [p for p in below if is_prose(p)][:DECK_REACH]:
        if len(paragraph.split()) <= PARAGRAPH_WORDS:
            again = set(stems(paragraph, language))
            if len(said & again) >= DECK_SHARE * len(said) and figures <= again:
                return True
    return False


def _strike_repeats(draft: Draft) -> None:
    """Strike a paragraph that the text has already had: a pull quote, or the same block twice in the page."""
    seen: set[str] = set()
    for index in draft.kept():
        line = draft.lines[index]
        if line in seen:
            draft.strike(index, RemovalReason.REPEATED)
        elif is_prose(line) and not line.endswith("?"):  # an interviewer may ask the same question twice
            seen.add(line)


def _strike_slogan(draft: Draft) -> None:
    """Strike a last line that says in a verbless phrase what the outlet offers."""
    kept = draft.kept()
    if len(kept) > 1 and _is_slogan(draft.lines[kept[-1]]):
        draft.strike(kept[-1], RemovalReason.SLOGAN)


def _is_slogan(line: str) -> bool:
    if len(line.split()) > SLOGAN_WORDS:
        return False
    if _SINCE.fullmatch(line):
        return True
    return not _FINITE.search(line) and any(pattern.fullmatch(line) for pattern in (_SLOGAN, _MOTTO))


def _trim_wire_credit(draft: Draft) -> None:
    """Cut an agency's name from the end of the last paragraphs: "... agencies. BLOOMBERG"."""
    for index in draft.kept()[-2:]:
        if split := crediting.split_credit(draft.lines[index]):
            draft.lines[index], credit = split
            draft.trimmed.append(RemovedLine(text=credit, reason=RemovalReason.WIRE_CREDIT))


def _dateline(body: str) -> str | None:
    first = body.split("\n", 1)[0]
    return first[: dateline_end(first)] or None


def _stated(draft: Draft, body: str) -> datelines.Stated:
    head = [draft.lines[i] for i in sorted(draft.struck) if draft.struck[i] is RemovalReason.BYLINE]
    return datelines.stated(head, body.split("\n", 1)[0])
