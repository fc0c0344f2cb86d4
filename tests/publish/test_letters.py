import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from storage.models import StoryId
from storage.published import Tie, TieKind
from storage.telling import Digest, Status
from tasks.publish.letters import Parcel, Sender, chat, data, mail, slack
from tests.publish.builders import SITE, at, card_of, digest_quoting, large_digest, quiet_digest, rich_digest
from tests.publish.hostile import HOSTILE, STEERING

ZONE = ZoneInfo("Europe/Budapest")
SENDER = Sender(address="desk@news.example", name="The desk", unsubscribe="https://news.example/stop")


def parcel(digest: Digest) -> Parcel:
    return Parcel(card=card_of(digest), digest=digest, zone=ZONE, site=SITE, at=at(15))


def parts(digest: Digest) -> tuple[str, str]:
    message = mail(parcel(digest), SENDER, "ada@reader.example")
    return tuple(part.get_content() for part in message.iter_parts())  # type: ignore[return-value,union-attr]


def test_a_mail_tells_the_same_in_text_and_html() -> None:
    text, page = parts(rich_digest())
    shown = " ".join(html.document_fromstring(page).text_content().split())
    told = [each for each in rich_digest().sentences if each.section.value in ("lead", "new")]
    for sentence in told:
        assert f"“{sentence.quote.text}”" in text
        assert f"“{sentence.quote.text}”" in shown
        assert sentence.quote.outlet in text
    assert "https://desk.example/digests/aldermere-bridge/2026-02-04.html" in text


def test_a_mail_says_where_it_belongs_and_how_to_leave() -> None:
    message = mail(parcel(rich_digest()), SENDER, "ada@reader.example")
    assert message.get_content_type() == "multipart/alternative"
    assert message["From"] == "The desk <desk@news.example>"
    assert message["Message-ID"] == f"<{rich_digest().id}@news.example>"
    assert message["List-Id"] == "The Aldermere bridge <aldermere-bridge.throughline.news.example>"
    assert message["List-Archive"] == "<https://desk.example/digests/aldermere-bridge/index.html>"
    assert message["List-Unsubscribe"] == "<https://news.example/stop>"
    assert message["Date"] == "Wed, 04 Feb 2026 15:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("hostile", [*HOSTILE, STEERING])
def test_an_articles_words_become_no_header_and_no_markup(hostile: str) -> None:
    message = mail(parcel(digest_quoting(hostile)), SENDER, "ada@reader.example")
    assert len(message.keys()) == len(mail(parcel(rich_digest()), SENDER, "ada@reader.example").keys())
    assert "\n" not in message["Subject"]
    page = html.document_fromstring(parts(digest_quoting(hostile))[1])
    assert not page.xpath("//script | //img | //iframe | //form | //link | //object")
    harmless = html.document_fromstring(parts(digest_quoting("harmless"))[1])
    assert [each.tag for each in page.iter()] == [each.tag for each in harmless.iter()]
    assert message.as_bytes()


def test_a_mail_of_a_day_without_news_says_so() -> None:
    text, page = parts(quiet_digest())
    assert "Nothing new since" in text
    assert "Checked: 6 outlets" in text
    assert "Checked: 6 outlets" in page


def test_a_mail_of_a_huge_digest_is_not_cut_off_by_mail_programs() -> None:
    assert len(mail(parcel(large_digest(60)), SENDER, "ada@reader.example").as_bytes()) < 100_000


def test_a_withdrawal_does_not_tell_again_what_it_takes_back() -> None:
    taken_back = rich_digest(status=Status.WITHDRAWN)
    lead = taken_back.sentences[0].quote.text
    for said in (*parts(taken_back), *chat(parcel(taken_back)), slack(parcel(taken_back))):
        assert lead not in said
        assert taken_back.headline not in said


def test_a_chats_message_has_the_lead_and_leads_on() -> None:
    subject, body = chat(parcel(rich_digest()))
    assert rich_digest().headline in subject
    assert rich_digest().sentences[0].quote.text in body
    assert body.endswith("https://desk.example/digests/aldermere-bridge/2026-02-04.html")


def test_without_a_site_no_address_is_made_up() -> None:
    nowhere = replace(parcel(rich_digest()), site=replace(SITE, address=""))
    assert "List-Archive" not in mail(nowhere, SENDER, "ada@reader.example")
    assert '"url": null' in data(nowhere)


TOOK_IN = Tie(kind=TieKind.TOOK_IN, other=StoryId("ferry"), title="The <ferry>", at=at(9), by="Ada", has_page=True)


def test_a_message_says_how_its_story_hangs_together_with_others_once() -> None:
    first = replace(parcel(rich_digest()), ties=(TOOK_IN,))
    text, page = (part.get_content() for part in mail(first, SENDER, "ada@reader.example").iter_parts())
    said = "It took in “The <ferry>” on Wed 4 Feb 2026, as Ada decided."
    assert said in text
    assert said in " ".join(html.document_fromstring(page).text_content().split())
    for told, again in ((at(8), True), (at(10), False)):
        later = mail(replace(first, told_until=told), SENDER, "ada@reader.example")
        assert ("It took in" in next(later.iter_parts()).get_content()) is again
    assert [one["story"] for one in json.loads(data(replace(first, told_until=at(10))))["digest"]["ties"]] == ["ferry"]
