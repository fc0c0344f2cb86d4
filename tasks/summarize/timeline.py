"""A story's timeline: the days that matter, each with the sentences that tell best what happened then.

Days come from the sentences themselves, resolved against the day of their article. A day weighs by the articles of
other days that mention it and by how much was published on it, each origin counting with the square root of its
articles. A day's sentences are those nearest to the centroid of what is said of it. Time is linear in the number of
sentences.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy
from scipy import sparse

from storage.models import ArticleId, Evidence, VersionId
from storage.telling import Quote
from tasks.summarize.context import stands_alone
from tasks.summarize.retelling import told_before
from tasks.summarize.statements import Statement
from tasks.text.dates import DateMention, parse_date
from tasks.text.dates import dates as dates_in
from tasks.text.sentences import dateline_end, split
from tasks.text.tokens import stems, words
from tasks.text.vectors import TfIdf, cosine

SHORTEST, LONGEST = 8, 45  # words of a sentence that tells a day well
MOST_CONSIDERED = 400  # sentences of one day that are compared with each other
_SAME_DAY = 0.5  # weight of a mention by an article of the day itself; by one of another day it is 1
_PUBLISHED = 0.5  # weight of an article published on the day, whatever it says
_LEAD = 500  # code points from an article's start in which news stands
_COUNTS_FROM = re.compile(
    r"\b(?:since|after|before|until|following|seit|nach|vor|depuis|après|avant|desde|tras|antes|após|dopo|prima|sinds|na"
    r"|od|po|před|після|до|после)\b[^,;.]{0,30}$",
    re.IGNORECASE,
)
_IN_PASSING = re.compile(
    r"\b(?:who|whom|whose|which)\b[^,;.]*$"
)  # "who disrupted a service on": of them, not of the day
_NEAR = {0: 0.3, 1: 0.2, 2: 0.1}  # by how many days after the day a sentence was published: later ones look back
_ALIKE = 0.55  # cosine from which two sentences of a day say the same


@dataclass(frozen=True, slots=True)
class Entry:
    """A day of a timeline; `certain` when a sentence names the day itself, not only its article's date."""

    day: date
    certain: bool
    statements: tuple[Statement, ...]  # best first
    scores: tuple[float, ...] = ()  # of the statements, in their order


class _Naming(NamedTuple):
    """How a sentence names a day."""

    certain: bool
    direct: bool  # it tells of that day, and does not only count from it


@dataclass
class _Day:
    """What is known of one day."""

    mentions: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # origin -> articles of other days
    same_day: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    published: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    named: list[int] = field(default_factory=list)  # indices of the sentences that name the day
    referring: list[int] = field(default_factory=list)  # of those that only count from it: "since March 2"
    unnamed: list[int] = field(default_factory=list)  # of those published on it that name no day
    certain: bool = False


def build(
    sentences: Sequence[Statement],
    *,
    limit: int,
    per_day: int,
    query: frozenset[str] = frozenset(),
    until: date = date.max,
    with_ends: bool = False,
) -> list[Entry]:
    """Return at most `limit` days up to `until`, ascending, each with at most `per_day` sentences.

    `query` holds stems that a sentence on the story is likelier to have. `with_ends` keeps the newest and the first day
    on which something was published, whatever they weigh.
    """
    ordered = sorted(sentences, key=lambda statement: statement.order)
    days = _days(ordered)
    weights = {day: weight for day, weight in _weights(days).items() if day <= until}
    ends = _ends(weights, days) if with_ends else []
    ranked = sorted(weights, key=lambda day: (-weights[day], day))
    chosen = list(dict.fromkeys([*ends, *ranked]))[:limit]
    model = TfIdf.fit([_stems(ordered[index]) for day in chosen for index in _considered(days[day], ordered)])
    entries = []
    for day in sorted(chosen):
        best = _best(ordered, days[day], day, model, query, per_day)
        if best:
            told, scores = tuple(ordered[index] for index in best), tuple(best.values())
            entries.append(Entry(day, days[day].certain, told, scores))
    return entries


def timeline_record(record: Mapping[str, Any], *, dates: int, sentences: int) -> dict[str, Any]:
    """Answer one line of the `timeline` filter: `dates` days at most, `sentences` for each at most.

    Takes id, query and articles (id, title, text, source, published); an article without a readable date counts only
    by the full dates in its sentences.
    """
    statements = [item for article in record.get("articles") or [] for item in _statements_of(article)]
    query = frozenset(stems(str(record.get("query") or "")))
    entries = build(statements, limit=dates, per_day=sentences, query=query)
    return {"id": record.get("id"), "timeline": [_entry_record(entry) for entry in entries]}


def _entry_record(entry: Entry) -> dict[str, Any]:
    places = [
        {
            "doc": statement.quote.article,
            "start": statement.quote.evidence.start,
            "end": statement.quote.evidence.end,
            "text": statement.text,
        }
        for statement in entry.statements
    ]
    return {"date": entry.day.isoformat(), "sentences": places}


def _statements_of(article: Mapping[str, Any]) -> Iterator[Statement]:
    """Yield the sentences of one article of a record, without its dateline."""
    text, name, before = str(article.get("text") or ""), str(article.get("id")), ""
    moment = parse_date(str(article.get("published") or ""))
    published, language = moment[0] if moment else None, str(article.get("language") or "en")
    origin, as_of = str(article.get("source") or name), published.date() if published else None
    skipped = dateline_end(text)
    for span in split(text, language):
        start = max(span.start, skipped)
        if start < span.end:
            place = Evidence(version=VersionId(name), start=start, end=span.end)
            yield Statement(_quote(text, place, name, origin, published), language, as_of, context=before)
            before = text[start : span.end]


def _quote(text: str, place: Evidence, name: str, origin: str, published: datetime | None) -> Quote:
    return Quote(
        evidence=place,
        text=text[place.start : place.end],
        article=ArticleId(name),
        outlet=origin,
        origin=origin,
        url=None,
        published=published,
        day_only=True,
    )


def _days(ordered: Sequence[Statement]) -> dict[date, _Day]:
    """Gather what sentences and publication dates say of each day; none after the last article's is kept.

    What names no day and was told on an earlier one belongs to no day: a summary of last week is no event of today.
    """
    days: dict[date, _Day] = defaultdict(_Day)
    last = max((statement.as_of for statement in ordered if statement.as_of), default=date.max)
    retold = told_before(ordered)
    for index, statement in enumerate(ordered):
        quote, as_of = statement.quote, statement.as_of
        if as_of and index not in retold:
            days[as_of].published[quote.origin].add(quote.article)
        named = _named_days(statement)
        for day, naming in named.items():
            if day <= last:
                known = days[day]
                (known.same_day if day == as_of else known.mentions)[quote.origin].add(quote.article)
                (known.named if naming.direct else known.referring).append(index)
                known.certain = known.certain or naming.certain
        if as_of and not named and index not in retold:
            days[as_of].unnamed.append(index)
    return days


def _named_days(statement: Statement) -> dict[date, _Naming]:
    """Return the single days that a sentence names, none after its article's own."""
    if not statement.as_of and not any(letter.isdigit() for letter in statement.text):
        return {}
    found: dict[date, _Naming] = {}
    end = 0  # of the date before: "since Monday" says nothing of the next one
    for mention in _mentions(statement):
        day = mention.first if mention.grain == "day" else None
        if day and (not statement.as_of or day <= statement.as_of):
            ahead = statement.text[end : mention.start]
            direct = not (_COUNTS_FROM.search(ahead) or _IN_PASSING.search(ahead))
            before = found.get(day, _Naming(False, False))
            found[day] = _Naming(before.certain or mention.certain, before.direct or direct)
        end = mention.end
    return found


def _mentions(statement: Statement) -> list[DateMention]:
    """Return the dates in a sentence; "three days later" counts from the last day that the sentence before names."""
    found = dates_in(statement.text, statement.language, statement.as_of)
    if not statement.context or all(mention.first or mention.grain != "day" for mention in found):
        return found
    before = dates_in(statement.context, statement.language, statement.as_of)
    told = [mention.first for mention in before if mention.grain == "day" and mention.first == mention.last]
    return dates_in(statement.text, statement.language, statement.as_of, told[-1] if told else None)


def _ends(weights: Mapping[date, float], days: Mapping[date, _Day]) -> list[date]:
    """Return the newest and the first day on which something not told before was published."""
    published = [day for day in weights if days[day].published]
    return [max(published), min(published)] if published else []


def _weights(days: Mapping[date, _Day]) -> dict[date, float]:
    """Weigh each day that some sentence can tell by who mentions it and who published on it."""
    return {
        day: _spread(known.mentions) + _SAME_DAY * _spread(known.same_day) + _PUBLISHED * _spread(known.published)
        for day, known in days.items()
        if known.named or known.unnamed or known.referring
    }


def _spread(articles: Mapping[str, set[str]]) -> float:
    """Count articles, each origin with the square root of its number."""
    return math.fsum(math.sqrt(len(found)) for found in articles.values())


def _considered(known: _Day, ordered: Sequence[Statement]) -> list[int]:
    """Return the sentences that may tell the day: those that name it, then openings of its own articles."""
    openings = sorted(known.unnamed, key=lambda index: (ordered[index].quote.evidence.start, index))
    named = sorted(known.named or known.referring, key=lambda index: (ordered[index].quote.evidence.start, index))
    return sorted({*named[: MOST_CONSIDERED // 2], *openings[: MOST_CONSIDERED // 2]})


def _best(
    ordered: Sequence[Statement], known: _Day, day: date, model: TfIdf, query: frozenset[str], count: int
) -> dict[int, float]:
    """Choose a day's sentences, best first, no two of them alike; returns them with their scores."""
    indices = _considered(known, ordered)
    if not indices:
        return {}
    matrix = model.transform([_stems(ordered[index]) for index in indices])
    likeness = cosine(matrix, _centroid(matrix))[:, 0]
    top = float(likeness.max()) or 1.0
    named = Counter(known.named)
    scores = [
        float(likeness[row]) / top + _merit(ordered[index], day, index in named, query)
        for row, index in enumerate(indices)
    ]
    chosen: list[int] = []
    for row in sorted(range(len(indices)), key=lambda row: (-round(scores[row], 9), row)):
        if len(chosen) == count:
            break
        if not chosen or float(cosine(matrix[row], matrix[chosen]).max()) < _ALIKE:
            chosen.append(row)
    return {indices[row]: scores[row] for row in chosen}


def _centroid(matrix: Any) -> Any:
    """Return the mean row of a sparse matrix as a sparse row."""
    return sparse.csr_matrix(numpy.asarray(matrix.mean(axis=0)))


def _merit(statement: Statement, day: date, named: bool, query: frozenset[str]) -> float:
    """Judge a sentence by itself: that it names the day, leads its article, stands alone, has a readable length."""
    length = len(words(statement.text))
    merit = 0.35 * named + 0.25 * (statement.quote.evidence.start < _LEAD)
    merit += 0.15 * bool(query and query & set(_stems(statement)))
    if statement.as_of is not None:
        merit += _NEAR.get((statement.as_of - day).days, 0.0)
    if not SHORTEST <= length <= LONGEST:
        merit -= 0.4
    return merit if stands_alone(statement.text, statement.language) else merit - 0.4


def _stems(statement: Statement) -> list[str]:
    return stems(statement.text, statement.language)
