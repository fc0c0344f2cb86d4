"""What a reviewer answers: checked against what they saw, and turned into decisions.

Nothing here knows how the answer came: from Prefect's form, from a terminal, from a script.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.decided import Decision, DecisionKind
from storage.models import Evidence, StoryId
from storage.telling import Considered, Digest, DigestSentence, Role

LONGEST_HEADLINE = 200  # characters
USED = (Role.CITED, Role.READ, Role.COPY)


class Verdict(StrEnum):
    """What is to become of the digest."""

    APPROVE = "approve"
    CHANGE = "approve with changes"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a reviewer said, as it was said."""

    verdict: Verdict
    headline: str = ""  # empty, or as it is: stays
    drop: tuple[int, ...] = ()  # sentences, by their number in the digest
    exclude: tuple[str, ...] = ()  # articles: number in the proof, beginning of the id, address or path
    merge: tuple[str, ...] = ()  # ids of stories
    note: str = ""
    by: str = ""

    def changes(self, digest: Digest) -> bool:
        """Say whether the digest would not stay as it is."""
        return bool(self.new_headline(digest) or self.drop or self.exclude or self.merge)

    def new_headline(self, digest: Digest) -> str:
        """Return the headline if it is another one; else empty."""
        given = " ".join(self.headline.split())
        return "" if given == " ".join(digest.headline.split()) else given


def listed(digest: Digest) -> list[Considered]:
    """Return the articles that a reviewer can drop, in the order of their numbers, from 1."""
    return [item for item in digest.articles if item.role in USED]


def faults(answer: Answer, digest: Digest, stories: Collection[StoryId]) -> list[str]:
    """Say in a sentence each what of an answer can't be done; none if all can. `stories` are all there are."""
    found = _contradictions(answer, digest)
    count = len(digest.sentences)
    found += [f"There is no sentence {one}; they go from 1 to {count}." for one in answer.drop if not 0 < one <= count]
    if count and len(set(answer.drop)) >= count:
        found.append("All sentences are to be dropped; reject the digest instead.")
    found += [fault for one in answer.exclude if (fault := _unknown_article(one, digest))]
    others = sorted(set(stories) - {digest.story})
    found += [
        f"{one!r} is no other story; there is {', '.join(others) or 'none'}."
        for one in answer.merge
        if one not in others
    ]
    if len(answer.headline) > LONGEST_HEADLINE:
        found.append(f"The headline has {len(answer.headline)} characters; {LONGEST_HEADLINE} are the most.")
    return found


def _contradictions(answer: Answer, digest: Digest) -> list[str]:
    changes = answer.changes(digest)
    if answer.verdict is Verdict.CHANGE and not changes:
        return ["Nothing is changed; choose “approve”, or say what is to be changed."]
    if answer.verdict is not Verdict.CHANGE and changes:
        return [f"“{answer.verdict}” makes no changes, and some are given; choose “{Verdict.CHANGE}”, or clear them."]
    return []


def _unknown_article(text: str, digest: Digest) -> str:
    found = _meant(text, digest)
    if len(found) == 1:
        return ""
    return f"{text!r} is {'several articles' if found else 'no article'} of this digest; give its number in the list."


def _meant(text: str, digest: Digest) -> list[Considered]:
    articles = listed(digest)
    if text.isdigit() and len(text) < 4:
        return articles[int(text) - 1 : int(text)] if int(text) else []
    exact = [one for one in articles if text in (one.id, one.url, one.path)]
    return exact or [one for one in articles if len(text) >= 4 and one.id.startswith(text)]


def decisions(answer: Answer, digest: Digest, at: datetime) -> list[Decision]:
    """Return the decisions that an answer without faults means: nothing for one that changes nothing.

    A sentence is barred and an article taken off the story for good: else the next day would tell them as late.
    """

    def decide(kind: DecisionKind, subjects: Sequence[str] = (), value: str = "") -> Decision:
        day = digest.day if kind is DecisionKind.HEADLINE else None
        return Decision(
            kind=kind,
            at=at,
            by=answer.by,
            story=digest.story,
            subjects=tuple(subjects),
            value=value,
            day=day,
            note=answer.note,
        )

    places = [digest.sentences[number - 1].quote.evidence.place for number in dict.fromkeys(answer.drop)]
    articles = [_meant(one, digest)[0].id for one in dict.fromkeys(answer.exclude)]
    found = [decide(DecisionKind.BAR_SENTENCE, places)] if places else []
    found += [decide(DecisionKind.EXCLUDE, list(dict.fromkeys(articles)))] if articles else []
    found += [decide(DecisionKind.MERGE, list(dict.fromkeys(answer.merge)))] if answer.merge else []
    headline = answer.new_headline(digest)
    return [*found, decide(DecisionKind.HEADLINE, value=headline)] if headline else found


def unseen(seen: Digest, made: Digest) -> list[DigestSentence]:
    """Return the sentences of `made` that nobody who looked at the proof of `seen` has read.

    The proof shows the sentences and the strongest that were left out: one of those may take a dropped one's place.
    """
    read: set[Evidence] = {one.quote.evidence for one in seen.sentences}
    read |= {one.quote.evidence for one in seen.left_out}
    return [one for one in made.sentences if one.quote.evidence not in read]
