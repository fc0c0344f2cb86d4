import itertools

import numpy as np
import pytest

from tasks.summarize.features import FEATURES, WEIGHTS, Document, Pool, Sentence, rate
from tasks.summarize.selection import ALIKE, choose, summaries

NOTHING = dict.fromkeys(FEATURES, 0.0)
COVER = {**NOTHING, "coverage": 1.0}


def document(name: str, *texts: str, outlet: str = "", leaning: tuple[int, ...] = ()) -> Document:
    made, start = [], 0
    for number, text in enumerate(texts):
        stems = tuple(word.casefold() for word in text.strip(".").split())
        made.append(Sentence(text, start, start + len(text), stems, number in leaning))
        start += len(text) + 1
    return Document(name, "", (), tuple(made), outlet=outlet or name)


def texts(pool: Pool, chosen: list[int]) -> list[str]:
    return [pool.sentences[candidate].text for candidate in chosen]


NEWS = [
    document("a", "Dam cracked Monday.", "Valley emptied overnight.", "Sirens woke Marn."),
    document("b", "Velden dam cracked Monday.", "School beds filled.", "Farmers fear floods soon."),
]


def test_the_best_summary_is_found() -> None:
    pool = Pool(NEWS, words=8)
    chosen = choose(pool, WEIGHTS)
    best = -np.inf
    for size in range(1, 5):
        for some in itertools.combinations(range(len(pool)), size):
            row = np.zeros((1, len(pool)))
            row[0, list(some)] = 1
            if 4 <= pool.words[list(some)].sum() <= 8 and not clash(pool, some):
                best = max(best, rate(pool, row)[0])
    mine = np.zeros((1, len(pool)))
    mine[0, chosen] = 1
    assert rate(pool, mine)[0] == pytest.approx(best)


def clash(pool: Pool, some: tuple[int, ...]) -> bool:
    alike = any(pool.likeness()[one, other] > ALIKE for one, other in itertools.combinations(some, 2))
    owners = [int(pool.document[candidate]) for candidate in some]
    return alike or max(owners.count(owner) for owner in owners) > len(some) // 2 + 1


@pytest.mark.parametrize("words", range(3, 22))
def test_no_summary_is_over_the_limit(words: int) -> None:
    pool = Pool(NEWS, words=words)
    for block in summaries(pool):
        assert (block @ pool.words <= words).all()
    assert 0 < pool.words[choose(pool)].sum() <= words


def test_blocks_hold_distinct_summaries_of_one_size_more_each() -> None:
    blocks = list(summaries(Pool(NEWS, words=12)))
    assert [set(block.sum(axis=1)) for block in blocks] == [{size} for size in range(1, len(blocks) + 1)]
    for block in blocks:
        assert len(np.unique(block, axis=0)) == len(block)


def test_sentences_that_say_the_same_are_not_both_chosen() -> None:
    pool = Pool(NEWS, words=30)
    assert pool.likeness()[0, 3] > ALIKE
    for block in summaries(pool):
        assert not (block[:, [0, 3]].sum(axis=1) == 2).any()
    assert len({0, 3} & set(choose(pool, COVER))) == 1


def test_one_outlet_does_not_fill_the_summary() -> None:
    mine = [f"{word} {word}a {word}b {word}c." for word in ("One", "Two", "Three", "Four", "Five")]
    pool = Pool([document("a", *mine), document("b", "Dam cracked.", "Sirens woke.")], words=18)
    alone = Pool([document("a", *mine)], words=18)
    assert len(choose(alone, COVER)) == 4
    owners = pool.document[choose(pool, COVER)].tolist()
    assert owners.count(0) <= len(owners) // 2 + 1
    assert owners.count(1) >= 1


def test_documents_of_one_outlet_share_its_allowance() -> None:
    mine = [f"{word} {word}a {word}b {word}c." for word in ("One", "Two", "Three", "Four", "Five")]
    documents = [
        document("a", *mine[:2], outlet="X"),
        document("b", *mine[2:], outlet="X"),
        document("c", "Dam cracked."),
    ]
    pool = Pool(documents, words=18)
    owners = pool.document[choose(pool, COVER)].tolist()
    assert owners.count(2) == 1


def test_a_leaning_sentence_needs_the_one_before_it() -> None:
    pool = Pool([document("a", "Dam cracked.", "He saw everything happen there.", leaning=(1,))], words=5)
    assert texts(pool, choose(pool, COVER)) == ["Dam cracked."]
    roomy = Pool([document("a", "Dam cracked.", "He saw everything happen there.", leaning=(1,))], words=7)
    assert len(choose(roomy, COVER)) == 2


def test_where_every_sentence_leans_one_is_given_all_the_same() -> None:
    pool = Pool([document("a", "He left.", "She stayed there.", leaning=(0, 1))], words=3)
    assert len(choose(pool, COVER)) == 1


def test_at_least_half_of_the_words_are_used_where_they_can_be() -> None:
    brief = {**NOTHING, "fill": -1.0}
    pool = Pool(NEWS, words=12)
    assert pool.words[choose(pool, brief)].sum() == 6
    assert choose(Pool([document("a", "Dam cracked.")], words=12), brief) == [0]


def test_ties_go_to_the_first() -> None:
    assert choose(Pool(NEWS, words=3), NOTHING) == [0]


def test_an_empty_pool_gives_no_summary() -> None:
    assert choose(Pool([], words=10)) == []
    assert choose(Pool(NEWS, words=1)) == []


def test_long_summaries_of_many_documents_are_filled() -> None:
    many = [
        document(f"d{at}", *(f"Word{at}x{place} and{at}x{place} more{at}x{place} still{at}." for place in range(8)))
        for at in range(30)
    ]
    pool = Pool(many, words=200)
    chosen = choose(pool)
    assert 100 <= pool.words[chosen].sum() <= 200
    assert len(set(pool.document[chosen].tolist())) > 1
