"""The language of a text, where nothing states it."""

from __future__ import annotations

from collections import Counter

from tasks.text.tokens import stop_words, words

UNKNOWN = "und"
COMMON = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "uk", "ru")
SAMPLE = 400  # words
CERTAIN_SHARE = 0.2  # of the words that are one language's stop words ...
CERTAIN_LEAD = 1.5  # ... and how many times as many as the next language's
FEWEST = 20  # words; fewer tell nothing


def detect(text: str) -> str:
    """Return the two-letter code of the language of `text`, "und" where there is too little to tell by.

    Stop words decide where they are clear, which is nearly always; py3langid, which takes half a second to load, is
    asked for the rest.
    """
    sample = words(text[: SAMPLE * 12])[:SAMPLE]
    if len(sample) < FEWEST:
        return UNKNOWN
    counted = Counter(sample)
    shares = sorted(((_share(counted, code), code) for code in COMMON), reverse=True)
    (best, code), (second, _) = shares[:2]
    return code if best >= CERTAIN_SHARE and best >= CERTAIN_LEAD * second else _asked(text)


def _share(counted: Counter[str], code: str) -> float:
    known = stop_words(code)
    return sum(count for word, count in counted.items() if word in known) / counted.total()


def _asked(text: str) -> str:
    import py3langid

    code, _ = py3langid.classify(text[:2000])
    return str(code)
