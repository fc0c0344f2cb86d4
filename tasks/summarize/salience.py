"""Say how much each of the day's sentences matters.

Two views, each scaled to 0..1 over the day: how good a summary of all the day's articles the sentence would be by
itself (tasks/summarize/features.py), and its standing in the graph of sentences by one of sumy's summarizers
(tasks/summarize/ranking.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from storage.models import Article, Evidence, Story, VersionId
from tasks.summarize.candidates import LONGEST, Candidate
from tasks.summarize.features import Document, Sentence, score_sentences
from tasks.summarize.ranking import salience as graph_salience
from tasks.text.tokens import stems

DEPTH = 25  # sentences of an article that are rated; what stands further down is rated by the graph alone
_AS_SUMMARY, _IN_GRAPH = 0.65, 0.35  # the first view is fitted on editors' summaries, the second is not
_FLOOR = 0.05  # of a sentence that neither view rates, so that a changed figure deep down can still be chosen


def salience(
    candidates: Sequence[Candidate], articles: Sequence[Article], story: Story, *, ranking: str
) -> dict[Evidence, dict[str, float]]:
    """Return for each candidate its `total`, 0 to 1, and what it is made of."""
    rated = _scaled(_as_summaries(candidates, articles, story))
    standing = _scaled(_in_graph(candidates, ranking))
    found = {}
    for candidate in candidates:
        evidence = candidate.quote.evidence
        views = {"as a summary": rated.get(evidence, 0.0), ranking: standing.get(evidence, 0.0)}
        total = _AS_SUMMARY * views["as a summary"] + _IN_GRAPH * views[ranking]
        found[evidence] = {"total": max(total, _FLOOR), **views}
    return found


def _as_summaries(candidates: Sequence[Candidate], articles: Sequence[Article], story: Story) -> dict[Evidence, float]:
    by_version: dict[VersionId, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_version[candidate.quote.evidence.version].append(candidate)
    read = [article for article in articles if article.version in by_version]
    documents = [_document(article, by_version[article.version]) for article in read]
    language = read[0].language if read else "en"
    query = [stem for term in story.terms for stem in stems(term, language)]
    scored = score_sentences(documents, query=query, words=LONGEST, depth=DEPTH)
    return {by_version[read[one.document].version][one.sentence].quote.evidence: one.total for one in scored}


def _document(article: Article, candidates: Sequence[Candidate]) -> Document:
    return Document(
        id=article.version,
        title=article.title,
        title_stems=tuple(stems(article.title, article.language)),
        sentences=tuple(_sentence(candidate) for candidate in candidates),
        outlet=article.outlet,
    )


def _sentence(candidate: Candidate) -> Sentence:
    evidence = candidate.quote.evidence
    return Sentence(
        text=candidate.quote.text,
        start=evidence.start,
        end=evidence.end,
        stems=candidate.sequence,
        leaning=not candidate.alone,
    )


def _in_graph(candidates: Sequence[Candidate], ranking: str) -> dict[Evidence, float]:
    if not candidates:
        return {}
    scores = graph_salience([candidate.sequence for candidate in candidates], method=ranking)
    return {candidate.quote.evidence: float(score) for candidate, score in zip(candidates, scores, strict=True)}


def _scaled(scores: Mapping[Evidence, float]) -> dict[Evidence, float]:
    """Stretch scores to 0..1; where all are alike, each is in the middle."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high - low < 1e-12:
        return dict.fromkeys(scores, 0.5)
    return {evidence: (score - low) / (high - low) for evidence, score in scores.items()}
