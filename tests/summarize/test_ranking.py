import subprocess
import sys

import numpy as np
import pytest
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.reduction import ReductionSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from tasks.summarize import ranking
from tasks.summarize.ranking import (
    METHODS,
    FastLexRankSummarizer,
    FastReductionSummarizer,
    FastTextRankSummarizer,
    salience,
)

HARBOR = [
    "the harbor bridge closed after a cargo ship struck its western pier",
    "a cargo ship struck the western pier and the harbor bridge closed",
    "engineers examined the western pier with divers",
    "divers found a crack in the pier below the water",
    "the mayor asked commuters to take the ferry",
    "ferry tickets will cost nothing until the bridge opens again",
    "the owner of the cargo ship promised to pay for the pier",
    "bakers in the old town sold more bread than usual",
    "the port authority opened an inquiry into the crew of the ship",
    "the crew had reported a failure of the rudder an hour before",
    "traffic on the ring road doubled on monday",
    "a second inquiry will look at the age of the bridge",
]


class Words:
    def to_words(self, text: str) -> tuple[str, ...]:
        return tuple(text.split())


def document(*texts: str) -> ObjectDocumentModel:
    words = Words()
    return ObjectDocumentModel([Paragraph([Sentence(text, words) for text in texts])])


def ratings_of(summarizer: object, texts: list[str]) -> np.ndarray:
    found: dict[int, float] = {}

    def keep(rated: list) -> list:
        found.update({one.order: one.rating for one in rated})
        return rated

    summarizer(document(*texts), keep)  # type: ignore[operator]
    return np.array([found[place] for place in range(len(texts))])


def invented(seed: int, count: int) -> list[str]:
    """Sentences of a made-up language, the same for the same seed."""
    state, sentences = seed * 7919 + 1, []
    for _ in range(count):
        words = []
        for _ in range(3 + state % 11):
            state = (state * 1103515245 + 12345) % 2**31
            words.append(f"word{(state >> 8) % 13 * ((state >> 16) % 7)}")
        sentences.append(" ".join(words))
    return sentences


PAIRS = [
    (FastLexRankSummarizer, LexRankSummarizer),
    (FastTextRankSummarizer, TextRankSummarizer),
    (FastReductionSummarizer, ReductionSummarizer),
]
TEXTS = [HARBOR, HARBOR[:1], HARBOR[:4], HARBOR[:4] * 2, *(invented(seed, 5 * seed) for seed in range(1, 9))]
WORDS_ALONE = ["harbor", "harbor", "bridge", "the harbor bridge", "harbor"]


@pytest.mark.parametrize(("fast", "slow"), PAIRS)
@pytest.mark.parametrize(
    "texts", [HARBOR, HARBOR[:1], HARBOR[:4], HARBOR[:4] * 2, *(invented(seed, 5 * seed) for seed in range(1, 9))]
)
def test_fast_ratings_are_those_of_sumy(fast: type, slow: type, texts: list[str]) -> None:
    assert ratings_of(fast(), texts) == pytest.approx(ratings_of(slow(), texts), abs=1e-6)


@pytest.mark.parametrize(("fast", "slow"), PAIRS[1:])
def test_sentences_of_one_word_are_rated_as_by_sumy(fast: type, slow: type) -> None:
    assert ratings_of(fast(), WORDS_ALONE) == pytest.approx(ratings_of(slow(), WORDS_ALONE), abs=1e-6)


@pytest.mark.parametrize(("fast", "slow"), PAIRS)
def test_fast_summarizers_choose_what_sumy_chooses(fast: type, slow: type) -> None:
    for count in range(1, len(HARBOR)):
        assert fast()(document(*HARBOR), count) == slow()(document(*HARBOR), count)


@pytest.mark.parametrize(("fast", "slow"), PAIRS)
def test_stop_words_work_as_in_sumy(fast: type, slow: type) -> None:
    quick, plain = fast(), slow()
    quick.stop_words = plain.stop_words = ["the", "a", "of", "to"]
    assert ratings_of(quick, HARBOR) == pytest.approx(ratings_of(plain, HARBOR), abs=1e-6)
    assert ratings_of(quick, HARBOR) != pytest.approx(ratings_of(fast(), HARBOR), abs=1e-6)


@pytest.mark.parametrize("summarizer", [fast for fast, _ in PAIRS])
def test_an_empty_document_gives_an_empty_summary(summarizer: type) -> None:
    assert summarizer()(document(), 3) == ()


def test_sentences_without_a_shared_word_are_rated_alike() -> None:
    # sumy's own LexRank divides zero by zero here
    assert salience([["harbor"], ["bread"]], method="lexrank").tolist() == [0.5, 0.5]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_rates_every_sentence(method: str) -> None:
    ratings = salience([text.split() for text in HARBOR], method=method)
    assert ratings.shape == (len(HARBOR),)
    assert np.isfinite(ratings).all()
    assert len(set(ratings.tolist())) > 1


@pytest.mark.parametrize("method", METHODS)
def test_every_method_gives_the_same_ratings_again(method: str) -> None:
    stems = [text.split() for text in HARBOR]
    assert salience(stems, method=method).tolist() == salience(stems, method=method).tolist()


@pytest.mark.parametrize("method", METHODS)
def test_a_sentence_without_stems_keeps_its_place(method: str) -> None:
    stems = [text.split() for text in HARBOR]
    ratings = salience([stems[0], [], *stems[1:]], method=method)
    assert ratings.shape == (len(HARBOR) + 1,)
    assert np.isfinite(ratings).all()


@pytest.mark.parametrize("method", METHODS)
def test_nothing_to_rate_gives_no_ratings(method: str) -> None:
    assert salience([], method=method).tolist() == []
    assert salience([[], []], method=method).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("method", ["sumbasic", "kl"])
def test_repeated_sentences_keep_ratings_of_their_own(method: str) -> None:
    ratings = salience([HARBOR[0].split(), HARBOR[3].split(), HARBOR[0].split()], method=method)
    assert len(set(ratings.tolist())) == 3


def test_edmundson_reads_headings() -> None:
    stems = [text.split() for text in HARBOR]
    plain = salience(stems, method="edmundson")
    titled = salience(stems, method="edmundson", headings=[["bread", "bakers"]])
    assert (titled - plain).argmax() == 7


def test_an_unknown_method_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="random"):
        salience([["harbor"]], method="random")


def test_an_unknown_attribute_is_an_attribute_error() -> None:
    assert not hasattr(ranking, "SlowLexRankSummarizer")


def loaded(code: str) -> list[str]:
    """Return which of sumy and scipy.stats a fresh process has loaded that ran `code`."""
    asks = "print(*(name for name in ('sumy', 'scipy.stats') if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", f"import sys; {code}; {asks}"], capture_output=True, check=True)
    return done.stdout.decode().split()


def test_importing_the_module_does_not_load_sumy() -> None:
    assert loaded("import tasks.summarize.ranking") == []


def test_ranking_does_not_load_scipy_s_statistics_and_leaves_them_to_who_wants_them() -> None:
    ranked = "from tasks.summarize.ranking import salience; salience([['harbor']])"
    assert loaded(ranked) == ["sumy"]
    assert loaded(f"{ranked}; import scipy.stats") == ["sumy", "scipy.stats"]
