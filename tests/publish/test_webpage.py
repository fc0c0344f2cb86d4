import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from storage.models import StoryId
from storage.published import Amendment, Publication, Use, Words
from storage.telling import Digest, Status
from tasks.publish import lists, webpage
from tests.publish.builders import (
    LEFT_OUT,
    SITE,
    card_of,
    digest_quoting,
    large_digest,
    publication_of,
    quiet_digest,
    rich_digest,
)
from tests.publish.hostile import ADDRESSES, HOSTILE, STEERING

ZONE = ZoneInfo("Europe/Budapest")
STORY = StoryId("aldermere-bridge")


def page(digest: Digest) -> html.HtmlElement:
    return html.document_fromstring(webpage.digest_page(digest, ZONE, SITE))


def words(element: html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def every_page(digest: Digest) -> list[html.HtmlElement]:
    """Return a page of each kind that an article's words get into."""
    texts = [
        webpage.digest_page(digest, ZONE, SITE),
        webpage.story_page([card_of(digest)], SITE),
        lists.front_page([card_of(digest)], {digest.story: [card_of(digest)]}, SITE),
        lists.day_page(digest.day, [card_of(digest)], date(2026, 2, 3), None, SITE),
        lists.stories_page([card_of(digest)], SITE),
        lists.sources_page([(digest.articles[0].outlet or "", 2, 1)], SITE),
        lists.source_page(digest.articles[0].outlet or "", [use_in(digest)], SITE, {}),
        lists.corrections_page([changed_into(digest)], {digest.story: digest.title}, {}, SITE),
    ]
    return [html.document_fromstring(text) for text in texts]


def use_in(digest: Digest) -> Use:
    article = digest.articles[0]
    return Use(
        outlet=article.outlet or "",
        article=article.id,
        title=article.title,
        url=article.url,
        published=article.published,
        day_only=False,
        role=article.role,
        story=digest.story,
        story_title=digest.title,
        day=digest.day,
    )


def changed_into(digest: Digest) -> Publication:
    told = Words(text=digest.headline, outlet=digest.title)
    amendment = Amendment(headline_was=digest.headline, dropped=(told,), added=(told,))
    return publication_of(digest, 2, amendment=amendment, note=digest.headline)


def shape(root: html.HtmlElement) -> list[str]:
    """Return the tags of a page in order: what no word of an article may change."""
    return [str(element.tag) for element in root.iter() if isinstance(element.tag, str)]


def test_every_quote_stands_in_quotation_marks_word_for_word_beside_its_outlet() -> None:
    root = page(rich_digest())
    quotes = {words(element) for element in root.xpath("//blockquote/p | //q")}
    text = words(root)
    for sentence in rich_digest().sentences:
        for quote in (sentence.quote, *sentence.support, *sentence.was):
            assert quote.text in quotes
            assert quote.outlet in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_articles_words_never_become_markup(hostile: str) -> None:
    harmless = every_page(digest_quoting("harmless"))
    for wanted, got in zip(harmless, every_page(digest_quoting(hostile)), strict=True):
        assert shape(got) == shape(wanted)
        assert got.xpath("//h1 | //h2")[0].text_content() is not None
        assert not got.xpath("//link[@rel != 'alternate']")
        assert not got.xpath("//script | //img | //iframe | //object | //form | //*[@style]")
        assert not [name for element in got.iter() for name in element.attrib if str(name).startswith("on")]
        hrefs = got.xpath("//a/@href")
        assert all(
            re.match(r"(https://(harbor|valley)\.example/|#|[\w./-]*(\.html|\.md|\.json|\.atom)$)", h) for h in hrefs
        )
        assert " ".join(hostile.split()) in words(got)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unsafe_address_is_no_link(address: str) -> None:
    digest = rich_digest()
    quoted = replace(digest.sentences[0].quote, url=address)
    article = replace(digest.articles[0], url=address)
    sentences = (replace(digest.sentences[0], quote=quoted, support=()),)
    left = (replace(digest.left_out[0], quote=quoted, beside=quoted),)
    bare = replace(digest, articles=(article,), changes=(), discrepancies=(), left_out=left)
    root = page(replace(bare, sentences=sentences))
    assert all(href.startswith(("#", "index.html", "../", "2026-", "feed.")) for href in root.xpath("//a/@href"))


def test_characters_that_steer_a_screen_are_not_in_the_page() -> None:
    for root in every_page(digest_quoting(STEERING)):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", words(root))


def test_a_page_loads_nothing_and_its_policy_allows_only_its_own_style() -> None:
    for root in every_page(rich_digest()):
        (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        (style,) = root.xpath("//style")
        digest = base64.b64encode(hashlib.sha256(style.text.encode("utf-8")).digest()).decode("ascii")
        assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        assert not root.xpath("//@src | //@srcset | //link[@rel != 'alternate']")
        assert "url(" not in style.text
        assert "@import" not in style.text


def test_a_page_can_be_read_by_ear_and_by_keyboard() -> None:
    for root in every_page(rich_digest()):
        assert root.get("lang") == "en"
        assert [len(root.xpath(path)) for path in ("//main", "//h1", "//head/title")] == [1, 1, 1]
        assert root.xpath("//header//nav[@aria-label]")
        assert root.xpath("//body/*[1][@href='#main']")
        levels = [int(element.tag[1]) for element in root.xpath("//h1|//h2|//h3|//h4")]
        assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))
        ids = root.xpath("//@id")
        assert len(ids) == len(set(ids))
        for label in " ".join(root.xpath("//@aria-labelledby")).split():
            assert label in ids
        for table in root.xpath("//table"):
            assert table.xpath("./caption")
            assert table.xpath(".//th[@scope='col']")


def test_every_citation_leads_to_an_article_in_the_list() -> None:
    root = page(rich_digest())
    targets = set(root.xpath("//tr/@id"))
    cited = {href.removeprefix("#") for href in root.xpath("//a[@class='cite']/@href")}
    assert cited == {f"source-{number}" for number in range(1, 7)} <= targets


def test_sections_without_content_are_left_out() -> None:
    parts = ["Timeline so far", "Background", "Decisions", "Sources and method"]
    assert page(quiet_digest()).xpath("//section/h2/text()") == parts


def test_a_day_without_news_says_so_and_what_was_checked() -> None:
    root = page(quiet_digest())
    assert words(root.xpath("//h1")[0]) == "Nothing new since 3 February 2026"
    assert words(root.xpath("//p[@class='nothing']")[0]).startswith("Checked: 6 outlets (1 unnamed), 6 origins")
    other = page(replace(quiet_digest(), headline="All quiet"))
    assert words(other.xpath("//p[@class='nothing']")[0]).startswith("Nothing new since Tue 3 Feb 2026. Checked:")


@pytest.mark.parametrize("status", list(Status))
def test_a_page_says_where_its_digest_stands(status: Status) -> None:
    root = page(rich_digest(status=status))
    warned = bool(root.xpath("//header/p[@role='note']"))
    assert warned == (status not in (Status.PUBLISHED, Status.APPROVED))
    assert root.xpath(f"//header//span[contains(@class, '{status.value}')]")


def test_the_same_digest_gives_the_same_bytes() -> None:
    assert webpage.digest_page(rich_digest(), ZONE, SITE) == webpage.digest_page(rich_digest(), ZONE, SITE)


def test_every_sentence_has_the_number_that_people_name_it_by_and_an_address_of_its_own() -> None:
    digest = rich_digest()
    root = html.document_fromstring(webpage.digest_page(digest, ZONE, SITE))
    for number, sentence in enumerate(digest.sentences, start=1):
        (place,) = root.xpath(f"//*[@id='s{number}']")
        assert sentence.quote.text in words(place)
        assert [words(one) for one in place.xpath(f".//a[@href='#s{number}']")] == [f"#{number}"]


def test_a_storys_page_lists_its_days_newest_first_with_their_lead() -> None:
    later = replace(quiet_digest(), day=date(2026, 2, 5))
    root = html.document_fromstring(webpage.story_page([card_of(later), card_of(rich_digest())], SITE))
    folder = "../aldermere-bridge/"
    assert root.xpath("//ol/li//h2/a/@href") == [f"{folder}2026-02-05.html", f"{folder}2026-02-04.html"]
    assert words(root.xpath("//q")[0]) == rich_digest().sentences[0].quote.text
    assert "3 further developments; 6 outlets (1 unnamed), 6 origins, 7 articles read" in words(root)


def test_a_page_leads_to_the_days_beside_it() -> None:
    text = webpage.digest_page(rich_digest(), ZONE, SITE, before=date(2026, 2, 2), after=date(2026, 2, 7))
    links = html.document_fromstring(text).xpath("//nav[@class='beside']/a")
    assert [(link.get("rel"), link.get("href")) for link in links] == [
        ("prev", "2026-02-02.html"),
        ("next", "2026-02-07.html"),
    ]


def test_a_changed_digest_says_so_at_its_address_and_what_changed() -> None:
    revised = rich_digest(revision=2)
    dropped = Words(text="The bridge was sold.", outlet="Coast Radio")
    amendment = Amendment(headline_was="Bridge sold", dropped=(dropped,))
    past = [publication_of(rich_digest()), publication_of(revised, 2, amendment=amendment)]
    root = html.document_fromstring(webpage.digest_page(revised, ZONE, SITE, past))
    assert words(root.xpath("//p[@role='note']")[0]) == (
        "Changed since it was first published, last Wed 4 Feb 2026, 14:00: "
        "Another headline, 1 sentence no longer told. What changed"
    )
    section = words(root.xpath("//section[@class='past']")[0])
    assert "Revision 2 Wed 4 Feb 2026, 14:00" in section
    assert "Headline before: Bridge sold" in section
    assert "The bridge was sold. Coast Radio" in section


def test_what_was_only_added_is_no_warning() -> None:
    added = Amendment(added=(Words(text="A ferry sails.", outlet="Coast Radio"),))
    past = [publication_of(rich_digest()), publication_of(rich_digest(revision=2), 2, amendment=added)]
    root = html.document_fromstring(webpage.digest_page(rich_digest(revision=2), ZONE, SITE, past))
    assert not root.xpath("//p[@role='note']")
    assert "A ferry sails." in words(root.xpath("//section[@class='past']")[0])


def test_a_withdrawn_digest_says_when_and_why() -> None:
    gone = rich_digest(status=Status.WITHDRAWN)
    past = [publication_of(rich_digest()), publication_of(gone, 2, note="The outlet took its report back.")]
    root = html.document_fromstring(webpage.digest_page(gone, ZONE, SITE, past))
    (note,) = root.xpath("//p[@role='note']")
    assert words(note).startswith("Withdrawn: a person took this digest back.")
    assert words(note).endswith("Wed 4 Feb 2026, 14:00. Reason: The outlet took its report back.")


def test_a_large_digest_lists_every_article_once() -> None:
    root = page(large_digest())
    assert len(root.xpath("//tr[starts-with(@id, 'source-')]")) == 60


def test_the_page_says_why_its_sentences_were_chosen_and_others_were_not() -> None:
    (fold,) = page(rich_digest()).xpath("//details[summary='Why these sentences']")
    said = words(fold)
    for left in LEFT_OUT:
        assert left.quote.text in said
        assert left.reason.value in said
    assert "position 0.90" in said
    assert not page(replace(quiet_digest(), left_out=())).xpath("//details[summary='Why these sentences']")
