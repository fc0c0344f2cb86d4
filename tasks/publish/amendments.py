"""What a digest tells otherwise than the one that readers had before it."""

from storage.published import Amendment, Words
from storage.telling import Digest, DigestSentence, Section

_NEWS = (Section.LEAD, Section.NEW)


def amended(before: Digest, after: Digest) -> Amendment:
    """Compare the headline and the sentences of lead and news; their order, and the other parts, do not count."""
    old, new = _news(before), _news(after)
    return Amendment(
        headline_was=before.headline if before.headline != after.headline else None,
        dropped=tuple(_words(sentence) for text, sentence in old.items() if text not in new),
        added=tuple(_words(sentence) for text, sentence in new.items() if text not in old),
    )


def _news(digest: Digest) -> dict[str, DigestSentence]:
    return {sentence.quote.text: sentence for sentence in digest.sentences if sentence.section in _NEWS}


def _words(sentence: DigestSentence) -> Words:
    return Words(text=sentence.quote.text, outlet=sentence.quote.outlet)
