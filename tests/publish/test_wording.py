"""Our own words: every reason and feature has some."""

from storage.telling import Omission
from tasks.publish import wording


def test_every_reason_has_words() -> None:
    assert set(wording.OMISSIONS) == set(Omission)


def test_a_score_is_told_in_words_and_factors_of_one_are_left_out() -> None:
    features = (("score", 0.41), ("salience", 0.69), ("kind", 1.0), ("origins", 1.2), ("share", 0.5))
    assert wording.why(features) == (
        "score 0.41: weight among the sentences of the day 0.69, more origins on the matter ×1.20, "
        "its outlet had spoken ×0.50"
    )


def test_a_score_without_parts_and_an_unknown_feature_are_shown_as_they_are() -> None:
    assert wording.why((("score", 0.41),)) == "score 0.41"
    assert wording.why((("position", 0.9), ("corroboration", 0.5))) == "position 0.90, corroboration 0.50"
    assert wording.why(()) == ""
