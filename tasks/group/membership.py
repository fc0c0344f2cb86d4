"""Which articles are on a followed story, how surely, and why, in words.

Sure members are the seed articles and those that name the story's terms clearly. The rest is judged by its mentions and
by its likeness to the sure members together. Doubt keeps an article out: it is returned as borderline, with its reason.
Articles that neither mention a term nor are like the story are not returned.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storage.models import Article, Membership, Story, VersionId, stable_id
from tasks.group.features import Frequencies, Text, Vector, matrix, vectors, weigh
from tasks.group.features import views as stems_of
from tasks.text.tokens import stems, tokens

_SURE = 0.6  # mentions that make a member by themselves
_SURE_BESIDE_BEST = 0.85  # and this share of the best one's
_LIKE = 0.25  # likeness within a story, where it can't be measured yet
_USUAL = 0.25  # quantile of the likeness among sure members that counts as usual: copies raise the median
_LEAST_LIKE, _VERY_LIKE = 0.15, 0.35
_WANTED, _CREDIT = 1.0, 0.35  # of the usual likeness, and how much of it the strongest term mentioned stands in for
_LEAD = 60  # stems in which a mention counts as one in the lead

_SCATTERABLE = 3  # words of a term that may stand apart; of two, "harbor" and "bridge" near each other prove little
_BEGINNING = 4  # letters of a word that its forms have in common
_SENTENCE = 20  # stems
_STRAY = 0.35  # of the usual likeness, below which even a clear mention is doubted
_FAR = 45  # days from every sure member
_FAR_FACTOR = 0.75
_TELLING = 20  # articles from which on it counts how many of them hold a term
_FULL = 0.9  # what the strongest possible mentions of the terms amount to, at least

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_JOINTS = re.compile(r"(?<=\w)[-‐‑–/](?=\w)")


@dataclass(frozen=True, slots=True)
class _Term:
    """A query term and how much one mention of it proves."""

    text: str
    proof: float  # 0 to 1

    @classmethod
    def read(cls, text: str) -> _Term:
        words = _JOINTS.sub(" ", text).split()
        named = any(word[0].isupper() for word in words)
        if len(words) > 1:
            return cls(text, 0.9 if named else 0.75)
        return cls(text, 0.75 if named or _UNSPACED.search(text) else 0.45)


@dataclass(frozen=True, slots=True)
class _Mentions:
    """How an article speaks of one term."""

    term: _Term
    times: int
    in_title: bool
    in_lead: bool
    scattered: bool = False  # its words stand near each other, not in a row

    @property
    def strength(self) -> float:
        """Rate the mentions from 0 to 1; the title and the lead say more than a passing remark."""
        repeated = 1.0 - math.exp(-self.times / 1.5)
        rated = max(repeated, 0.9 if self.in_title else 0.0, 0.75 if self.in_lead else 0.0)
        return 0.8 * rated if self.scattered else rated

    @property
    def words(self) -> str:
        """Say it."""
        times = {0: "", 1: "once", 2: "twice"}.get(self.times, f"{self.times} times")
        title = "in the title" if self.in_title else ""
        what = f"the words of “{self.term.text}”" if self.scattered else f"“{self.term.text}”"
        return f"{what} {', '.join(part for part in (times, title) if part)}"


@dataclass(frozen=True, slots=True)
class _View:
    """What is known of one article before anything is decided."""

    article: Article
    sown: str  # why it is on the story before anything is asked; empty if it is not
    mentions: tuple[_Mentions, ...]
    query: float  # 0 to 1


@dataclass(frozen=True, slots=True)
class _Standing:
    """How one article stands to the sure members."""

    sure: bool  # one of them
    others: int  # sure members beside it
    kin: int  # of these, those in its language: an article is no stray for being the only one in Spanish
    likeness: float
    usual: float  # likeness among the sure members
    days: int  # to the nearest of them, 0 if unknown

    @property
    def settled(self) -> bool:
        """Say whether likeness alone makes a member: not where one article is all that is known of the story."""
        return self.others > 1 and self.likeness >= _VERY_LIKE

    @property
    def relative(self) -> float:
        """Rate the likeness from 0 to 1 by what is usual; less if the article is from another time."""
        return min(1.0, self.likeness / self.usual) * (_FAR_FACTOR if self.days > _FAR else 1.0)


def members(
    story: Story,
    articles: Sequence[Article],
    background: Frequencies | None = None,
    grouped: Collection[VersionId] = (),
    weighed: Mapping[VersionId, Vector] | None = None,
) -> list[Membership]:
    """Judge which of `articles` are on `story`.

    Returns members and borderline articles (`member` False), the surest first; articles off the story are left out.
    How rare words and terms are is told by the articles of the `background`; by those given, if there is none. What was
    `grouped` into the story when it was found is on it; what was `weighed` before is not weighed again. Works from one
    article up. Members score 0.5 to 1, borderline ones less.
    """
    if not articles:
        return []
    terms = [_Term.read(text) for text in _query(story) if text.strip()]
    views = [_view(article, frozenset(story.seeds), terms, article.version in grouped) for article in articles]
    views = _scaled(_by_rarity(views, terms, max(len(views), background.total if background else 0)), terms)
    sure = _sure(views)
    likeness, usual = _likeness(views, sure, background, weighed or {})
    days = _days_apart(views, sure)
    spoken = Counter(views[place].article.language for place in sure)
    judged = []
    for place, view in enumerate(views):
        inside = place in sure
        kin = spoken[view.article.language] - inside
        standing = _Standing(inside, len(sure) - inside, kin, float(likeness[place]), usual, days[place])
        judged.append(_judge(story, view, standing))
    return sorted((found for found in judged if found), key=lambda m: (not m.member, -m.score, m.version))


def asked(story: Story) -> str:
    """Name what a story asks for: where that changes, every article is to be judged anew."""
    return stable_id("asked", *_query(story), "seeds", *story.seeds)


def _query(story: Story) -> tuple[str, ...]:
    """Return the story's terms; its title stands in for them where nothing else is given."""
    return story.terms if story.terms or story.seeds else (story.title,)


def _view(article: Article, seeds: frozenset[str], terms: Sequence[_Term], grouped: bool) -> _View:
    names = {article.address, article.path, article.url, article.id, article.version}
    language = "en" if article.language == "und" else article.language
    plain = _plain(f"{article.title}\n{article.body}")
    likely = [term for term in terms if _may_be_in(term, plain)]
    title, body = (_folded(article.title, language), _folded(article.body, language)) if likely else ([], [])
    mentions = tuple(found for term in likely if (found := _mentions(term, article, title, body, language)))
    ground = "a seed article of the story" if not seeds.isdisjoint(names - {None}) else "found with the story"
    sown = grouped or not seeds.isdisjoint(names - {None})
    return _View(article, ground if sown else "", mentions, _combined(mentions, {}))


def _may_be_in(term: _Term, plain: str) -> bool:
    """Say whether a text may mention a term at all: every word's beginning is in it. Most texts need no closer look."""
    return all(word[:_BEGINNING] in plain for word in _plain(_JOINTS.sub(" ", term.text)).split())


def _plain(text: str) -> str:
    """Return a text in small letters without accents, so that "Brücke" and "Brucken" begin alike."""
    folded = text.casefold()
    return folded if folded.isascii() else _FOREIGN.sub(_without_accents, unicodedata.normalize("NFKD", folded))


def _without_accents(found: re.Match[str]) -> str:
    return "".join(one for one in found.group() if not unicodedata.combining(one))


def _folded(text: str, language: str) -> list[str]:
    return stems(_JOINTS.sub(" ", text), language)


def _mentions(term: _Term, article: Article, title: list[str], body: list[str], language: str) -> _Mentions | None:
    """Look for a term: capitals as written, scripts without spaces as they stand, everything else by its stems."""
    scattered = False
    if _UNSPACED.search(term.text):
        in_title, places = term.text in article.title, _found(term.text, article.body)
    elif term.text.isupper() and term.text.isalpha():
        in_title = any(token.text == term.text for token in tokens(article.title))
        places = [place for place, token in enumerate(tokens(article.body)) if token.text == term.text]
    else:
        wanted = _folded(term.text, language)
        in_title, places = bool(_runs(wanted, title)), _runs(wanted, body)
        if not in_title and not places and len(wanted) >= _SCATTERABLE:
            in_title, places = set(wanted) <= set(title), _near(wanted, body)
            scattered = True
    if not in_title and not places:
        return None
    return _Mentions(term, len(places), in_title, bool(places) and places[0] < _LEAD, scattered)


def _found(wanted: str, text: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(wanted), text)]


def _runs(wanted: list[str], words: list[str]) -> list[int]:
    """Return where the stems `wanted` follow each other in `words`."""
    if not wanted:
        return []
    size = len(wanted)
    return [at for at, word in enumerate(words) if word == wanted[0] and words[at : at + size] == wanted]


def _near(wanted: list[str], words: list[str]) -> list[int]:
    """Return where all of `wanted` stand within a sentence's length of each other, each place counted once."""
    places: list[int] = []
    last: dict[str, int] = {}
    for place, word in enumerate(words):
        if word in wanted:
            last[word] = place
            if len(last) == len(set(wanted)) and min(last.values()) > place - _SENTENCE:
                places.append(place)
                last.clear()
    return places


def _combined(mentions: Sequence[_Mentions], rarity: dict[str, float]) -> float:
    """Let mentions of several terms add up, none of them to more than certainty."""
    doubt = 1.0
    for found in mentions:
        doubt *= 1.0 - found.term.proof * found.strength * rarity.get(found.term.text, 1.0)
    return 1.0 - doubt


def _scaled(views: list[_View], terms: Sequence[_Term]) -> list[_View]:
    """Rate mentions by the best that the terms allow: who follows one plain word means that word."""
    best = 1.0 - math.prod(1.0 - term.proof for term in terms)
    if not terms or best >= _FULL:
        return views
    return [replace(view, query=view.query * _FULL / best) for view in views]


def _by_rarity(views: list[_View], terms: Sequence[_Term], total: int) -> list[_View]:
    """Let terms that stand in many of the articles prove less, where there are enough articles to tell."""
    if total < _TELLING:
        return views
    counts = {term.text: sum(any(m.term == term for m in view.mentions) for view in views) for term in terms}
    rarity = {text: min(1.0, 0.85 + 0.15 * math.log10(total / max(n, 1))) for text, n in counts.items()}
    return [replace(view, query=_combined(view.mentions, rarity)) for view in views]


def _sure(views: Sequence[_View]) -> frozenset[int]:
    line = max(_SURE, _SURE_BESIDE_BEST * max(view.query for view in views))
    return frozenset(place for place, view in enumerate(views) if view.sown or view.query >= line)


def _likeness(
    views: Sequence[_View], sure: frozenset[int], background: Frequencies | None, weighed: Mapping[VersionId, Vector]
) -> tuple[NDArray[np.float64], float]:
    """Compare every article with the sure members (without itself); return that, and what is usual among them."""
    likeness = np.zeros(len(views))
    if not sure:
        return likeness, _LIKE
    rows = _rows(views, background, weighed)
    together = np.asarray(rows[sorted(sure)].sum(axis=0)).ravel()
    likeness = np.asarray(rows @ together).ravel()
    length = float(together @ together)
    inside = np.array(sorted(sure))
    alone = np.sqrt(np.maximum(length - 2 * likeness[inside] + 1.0, 1e-12))
    own = np.maximum(likeness[inside] - 1.0, 0.0) / alone
    likeness /= max(math.sqrt(length), 1e-6)
    likeness[inside] = own if len(sure) > 1 else 0.0
    usual = float(np.quantile(likeness[sorted(sure)], _USUAL)) if len(sure) > 1 else _LIKE
    return likeness, max(usual, 0.1)


def _rows(views: Sequence[_View], background: Frequencies | None, weighed: Mapping[VersionId, Vector]) -> Any:
    texts = {view.article.version: Text(view.article.title, view.article.body, view.article.language) for view in views}
    if background is None:
        return vectors(list(texts.values()))
    return matrix([weighed.get(version) or weigh(stems_of(text), background) for version, text in texts.items()])


def _days_apart(views: Sequence[_View], sure: frozenset[int]) -> list[int]:
    """Return the days from each article to the nearest dated sure member; 0 where there is no telling."""
    days = [view.article.published.toordinal() if view.article.published else None for view in views]
    known = sorted({day for place in sure if (day := days[place]) is not None})
    if not known:
        return [0] * len(views)
    return [0 if day is None else _nearest(known, day) for day in days]


def _nearest(known: Sequence[int], day: int) -> int:
    at = bisect_left(known, day)
    return min(abs(day - near) for near in known[max(0, at - 1) : at + 1])


def _judge(story: Story, view: _View, standing: _Standing) -> Membership | None:
    """Decide on one article; None for one that is off the story."""
    relative = standing.relative
    score = 0.6 * view.query + 0.4 * relative
    why = _reason(view, standing)
    if view.sown:
        return _membership(story, view, 1.0, True, why)
    if standing.sure:
        stray = standing.kin > 1 and relative < _STRAY
        return _membership(story, view, max(score, view.query), not stray, f"{why}; unlike the rest" if stray else why)
    proof = max((found.term.proof for found in view.mentions), default=0.0)
    alike = standing.likeness >= _LEAST_LIKE
    if alike and relative >= _WANTED - _CREDIT * proof and (view.query >= 0.25 or standing.settled):
        return _membership(story, view, score, True, why)
    if (alike and relative >= 0.65) or view.query >= _SURE or (view.query >= 0.3 and relative >= 0.35):
        return _membership(story, view, score, False, f"{why}; not enough to be sure")
    return None


def _membership(story: Story, view: _View, score: float, member: bool, reason: str) -> Membership:
    bounded = max(0.5, min(score, 1.0)) if member else min(score, 0.49)
    return Membership(
        story=story.id, version=view.article.version, score=round(bounded, 3), reason=reason, member=member
    )


def _reason(view: _View, standing: _Standing) -> str:
    """Put the grounds in words."""
    parts = [view.sown] if view.sown else []
    if view.mentions:
        ranked = sorted(view.mentions, key=lambda m: -m.term.proof * m.strength)
        parts.append("mentions " + ", ".join(found.words for found in ranked[:3]))
    elif not view.sown:
        parts.append("mentions none of the terms")
    if standing.others:
        parts.append(f"{standing.likeness:.2f} like the story so far")
    if standing.days > _FAR:
        parts.append(f"{standing.days} days from the rest of it")
    return "; ".join(parts)
