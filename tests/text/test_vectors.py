import numpy
import pytest
from scipy import sparse

from tasks.text.vectors import TfIdf, cosine

DOCUMENTS = [["storm", "coast"], ["coast", "vote"], ["vote", "vote", "storm"]]


def test_rows_have_length_one_and_unknown_documents_are_zero() -> None:
    matrix = TfIdf.fit(DOCUMENTS).transform([["storm", "coast"], ["unheard"], []])
    assert sparse.issparse(matrix)
    assert matrix.shape == (3, 3)
    assert numpy.allclose(numpy.sqrt(matrix.multiply(matrix).sum(axis=1)).A1, [1, 0, 0])


def test_a_document_is_most_like_itself() -> None:
    matrix = TfIdf.fit(DOCUMENTS).transform(DOCUMENTS)
    likeness = cosine(matrix, matrix)
    assert likeness.argmax(axis=1).tolist() == [0, 1, 2]
    assert numpy.allclose(likeness, likeness.T)


def test_a_rare_term_weighs_more_than_a_common_one() -> None:
    model = TfIdf.fit([["storm", "vote"], ["vote"], ["vote"]])
    assert model.idf[model.vocabulary["storm"]] > model.idf[model.vocabulary["vote"]]


def test_bigrams_tell_word_orders_apart() -> None:
    documents = [["dog", "bites", "man"], ["man", "bites", "dog"]]
    plain, ordered = (TfIdf.fit(documents, bigrams=bigrams).transform(documents) for bigrams in (False, True))
    assert cosine(plain, plain)[0, 1] == pytest.approx(1)
    assert cosine(ordered, ordered)[0, 1] < 0.9


def test_repeats_count_less_when_sublinear() -> None:
    linear, damped = (
        TfIdf.fit(DOCUMENTS, sublinear=sublinear).transform([DOCUMENTS[2]]) for sublinear in (False, True)
    )
    assert linear.toarray().max() > damped.toarray().max()


def test_nothing_can_be_fitted_and_transformed() -> None:
    assert TfIdf.fit([]).transform([[], ["word"]]).shape == (2, 0)
