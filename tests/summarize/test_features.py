import numpy as np
import pytest

from tasks.summarize.features import FEATURES, WEIGHTS, Document, Pool, Sentence, rate, score_sentences


def sentence(text: str, start: int = 0, *, leaning: bool = False) -> Sentence:
    stems = tuple(word.casefold() for word in text.strip(".?").split())
    return Sentence(text, start, start + len(text), stems, leaning)


def document(name: str, title: str, *texts: str, weight: float = 1.0) -> Document:
    made, start = [], 0
    for text in texts:
        made.append(sentence(text, start))
        start += len(text) + 1
    return Document(name, title, tuple(title.casefold().split()), tuple(made), weight, name)


BRIDGE = [
    document("a", "Bridge closed", "Harbor bridge closed.", "Ferries run.", "Bread sold out."),
    document("b", "Harbor bridge shut", "Harbor bridge shut Monday.", "Commuters took ferries"),
]


def described(pool: Pool, *chosen: int) -> dict[str, float]:
    row = np.zeros((1, len(pool)))
    row[0, list(chosen)] = 1
    return dict(zip(FEATURES, pool.describe(row)[0].tolist(), strict=True))


@pytest.fixture
def pool() -> Pool:
    return Pool(BRIDGE, words=10, query=["ferries"])


def test_every_feature_has_a_weight() -> None:
    assert list(WEIGHTS) == list(FEATURES)


def test_candidates_are_the_sentences_that_fit(pool: Pool) -> None:
    assert pool.places == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]
    assert Pool(BRIDGE, words=2).places == [(0, 1)]
    assert Pool(BRIDGE, words=10, depth=1).places == [(0, 0), (1, 0)]


def test_title_coverage_counts_each_title(pool: Pool) -> None:
    # bridge stands in two titles; closed, harbor and shut in one each
    assert described(pool, 0)["title coverage"] == pytest.approx(4 / 5)
    assert described(pool, 0, 3)["title coverage"] == pytest.approx(1)
    assert described(pool, 2)["title coverage"] == 0


def test_title_share_falls_with_other_words(pool: Pool) -> None:
    assert described(pool, 0)["title share"] == pytest.approx(1)
    assert described(pool, 0, 1)["title share"] == pytest.approx(3 / 5)


def test_support_is_what_another_document_has(pool: Pool) -> None:
    assert described(pool, 0)["support"] == pytest.approx(2 / 3)
    assert described(pool, 2)["support"] == 0
    alone = Pool(BRIDGE[:1], words=10)
    assert described(alone, 0)["support"] == 0


def test_coverage_grows_and_centroid_does_not_with_repeated_words(pool: Pool) -> None:
    one, both = described(pool, 0), described(pool, 0, 3)
    assert both["coverage"] > one["coverage"]
    assert 0 < one["centroid"] <= 1


def test_a_summary_of_one_lead_shares_little_with_the_other(pool: Pool) -> None:
    assert described(pool, 2)["every lead"] == 0
    assert described(pool, 0)["every lead"] == pytest.approx(2 * 2 / (3 + 7))  # with the second; 6 / 11 with its own


def test_marks_are_shares_of_words(pool: Pool) -> None:
    assert described(pool, 0)["first"] == 1
    assert described(pool, 0, 1)["first"] == pytest.approx(3 / 5)
    assert described(pool, 0)["unended"] == 0
    assert described(pool, 0, 4)["unended"] == pytest.approx(3 / 6)


def test_fill_is_the_square_of_the_words_used(pool: Pool) -> None:
    assert described(pool, 0, 1)["fill"] == pytest.approx(0.25)


def test_the_query_counts_what_is_asked_for(pool: Pool) -> None:
    assert described(pool, 1)["query"] == 1
    assert described(pool, 0)["query"] == 0


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("“Go,” Ana said.", "quoted"),
        ('Ana said "go".', "quoted"),
        ("Today we go.", "first person"),
        ("No end", "unended"),
    ],
)
def test_marks_are_seen_in_the_text(text: str, feature: str) -> None:
    plain, marked = Document("a", "", (), (sentence("Ana left."),)), Document("a", "", (), (sentence(text),))
    assert described(Pool([plain], words=9), 0)[feature] == 0
    assert described(Pool([marked], words=9), 0)[feature] == 1


def test_the_sentence_before_is_found_only_where_it_touches() -> None:
    texts = (sentence("One here.", 0), sentence("Two here.", 10), sentence("Far away.", 90))
    pool = Pool([Document("a", "", (), texts), document("b", "", "Other text.")], words=5)
    assert [pool.before(candidate) for candidate in range(len(pool))] == [-1, 0, -1, -1]


def test_likeness_is_the_share_of_common_stems(pool: Pool) -> None:
    assert pool.likeness()[0, 3] == pytest.approx(2 * 2 / 7)
    assert pool.likeness([0, 3]).diagonal().tolist() == [1, 1]


def test_a_heavier_document_has_more_to_say() -> None:
    heavy = [BRIDGE[0], document("c", "Bread prices rise", "Bread prices rise.", weight=5.0)]
    light = [BRIDGE[0], document("c", "Bread prices rise", "Bread prices rise.", weight=0.2)]
    assert described(Pool(heavy, words=9), 3)["centroid"] > described(Pool(light, words=9), 3)["centroid"]
    assert described(Pool(heavy, words=9), 3)["title coverage"] > described(Pool(light, words=9), 3)["title coverage"]


def test_the_rating_is_the_weighted_sum(pool: Pool) -> None:
    weights = {**dict.fromkeys(FEATURES, 0.0), "first": 2.0, "query": 3.0}
    row = np.zeros((1, len(pool)))
    row[0, [0, 1]] = 1
    assert rate(pool, row, weights).tolist() == pytest.approx([2 * 3 / 5 + 3])


def test_sentences_are_scored_best_first_with_their_reasons() -> None:
    scored = score_sentences(BRIDGE)
    assert [one.total for one in scored] == sorted((one.total for one in scored), reverse=True)
    assert {(one.document, one.sentence) for one in scored} == {(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)}
    assert scored[0].sentence == 0
    for one in scored:
        assert one.total == pytest.approx(sum(WEIGHTS[name] * value for name, value in one.features.items()))


def test_a_query_moves_its_answer_up() -> None:
    def place(query: list[str]) -> int:
        return [(one.document, one.sentence) for one in score_sentences(BRIDGE, query=query)].index((0, 2))

    assert place(["bread"]) < place([])


def test_nothing_to_score_gives_nothing() -> None:
    assert score_sentences([]) == []
    assert score_sentences([document("a", "Empty")]) == []


def test_each_candidate_is_measured_as_a_summary_of_one() -> None:
    many = [
        document(f"d{at}", f"Title {at}", *(f"Word{at} and{at}x{n} more{n}." for n in range(20))) for at in range(15)
    ]
    pool = Pool(many, words=10)
    assert len(pool) == 300  # more than are measured at a time
    assert np.allclose(pool.describe_each(), pool.describe(np.eye(len(pool))))
