from dataclasses import replace

from storage.telling import Section
from tasks.publish.amendments import amended
from tests.publish.builders import rich_digest


def test_equal_news_amend_nothing_whatever_else_changed() -> None:
    before = rich_digest()
    told = before.sentences
    other_parts = replace(before, sentences=tuple(reversed(told)), changes=(), discrepancies=(), words=1)
    assert not amended(before, other_parts)


def test_what_is_no_longer_told_and_what_is_added_is_named_with_its_outlet() -> None:
    before = rich_digest()
    news = [each for each in before.sentences if each.section in (Section.LEAD, Section.NEW)]
    after = replace(before, sentences=tuple(each for each in before.sentences if each is not news[0]))
    found = amended(before, after)
    assert [(words.text, words.outlet) for words in found.dropped] == [(news[0].quote.text, news[0].quote.outlet)]
    assert found.corrects
    assert amended(after, before).added == found.dropped
    assert not amended(after, before).corrects


def test_a_sentence_that_only_left_the_background_is_no_correction() -> None:
    before = rich_digest()
    after = replace(before, sentences=tuple(s for s in before.sentences if s.section is not Section.BACKGROUND))
    assert not amended(before, after)


def test_another_headline_corrects() -> None:
    found = amended(rich_digest(headline="Before"), rich_digest(headline="After"))
    assert (found.headline_was, found.corrects) == ("Before", True)
