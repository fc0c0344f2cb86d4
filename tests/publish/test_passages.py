"""The sentences are shown that have the words looked for."""

from __future__ import annotations

from tasks.publish.passages import Passage, Place, passages

TEXT = "The ferry runs. The bridge is shut. The bridge and the ferry are shut. A bridge, a bridge."
SENTENCES = [(0, 15), (16, 35), (36, 70), (71, 90)]


def of(*words: str) -> list[list[Place]]:
    found: list[list[Place]] = []
    for word in words:
        places, at = [], TEXT.find(word)
        while at >= 0:
            places.append((at, at + len(word)))
            at = TEXT.find(word, at + 1)
        found.append(places)
    return found


def shown(*words: str) -> list[str]:
    return [TEXT[one.start : one.end] for one in passages(SENTENCES, of(*words))]


def test_the_sentence_with_most_of_the_words_is_shown() -> None:
    assert shown("bridge", "ferry", "shut") == ["The bridge and the ferry are shut."]


def test_of_equal_sentences_the_one_with_more_places_then_the_earlier() -> None:
    assert shown("bridge") == ["A bridge, a bridge."]
    assert shown("shut") == ["The bridge is shut."]


def test_a_second_one_has_the_word_that_the_first_lacks() -> None:
    assert shown("bridge", "runs") == ["The ferry runs.", "A bridge, a bridge."]


def test_without_any_word_the_text_begins() -> None:
    assert passages(SENTENCES, of("zebra")) == [Passage(start=0, end=15)]
    assert passages([], of("bridge")) == []


def test_marks_do_not_overlap_and_stand_in_their_sentence() -> None:
    (one,) = passages(SENTENCES, [*of("bridge is"), *of("bridge"), *of("is shut")])
    assert [TEXT[start:end] for start, end in one.marks] == ["bridge", "is shut"]
