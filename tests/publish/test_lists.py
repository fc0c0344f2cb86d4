from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from storage.models import StoryId
from storage.published import Amendment, Tie, TieKind, Use, Words
from storage.telling import Role, Status
from tasks.publish import lists
from tests.publish.builders import DAY, SITE, at, card_of, publication_of, quiet_digest, rich_digest

STORY = StoryId("aldermere-bridge")


def parsed(text: str) -> html.HtmlElement:
    return html.document_fromstring(text)


def words(element: html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def use(article: str, role: Role, day: int = 4, **changes: object) -> Use:
    made = Use(
        outlet="Harbor Times",
        article=article,
        title=f"Report {article}",
        url=f"https://harbor.example/{article}",
        published=at(9),
        day_only=False,
        role=role,
        story=STORY,
        story_title="The bridge",
        day=date(2026, 2, day),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_front_page_leads_to_each_storys_newest_digest_and_says_what_is_withdrawn() -> None:
    taken_back = rich_digest(story=StoryId("other"), title="Another story", status=Status.WITHDRAWN)
    root = parsed(lists.front_page([card_of(rich_digest(day=date(2026, 2, 5))), card_of(taken_back)], {}, SITE))
    assert root.xpath("//h2/a/@href") == ["aldermere-bridge/2026-02-05.html", "other/2026-02-04.html"]
    assert [words(chip) for chip in root.xpath("//span[starts-with(@class, 'chip')]")] == ["Withdrawn"]
    assert words(root.xpath("//h2")[1]).startswith("Withdrawn: ")
    assert len(root.xpath("//q")) == 1  # what was taken back is not told again
    assert "2 stories, the latest of Thu 5 Feb 2026" in words(root)


def test_a_story_that_goes_on_in_another_is_off_the_front_page_and_the_list_of_all_says_where() -> None:
    cards = [card_of(rich_digest()), card_of(rich_digest(story=StoryId("ferry"), title="The ferry"))]
    into = Tie(kind=TieKind.GOES_ON, other=STORY, title="The bridge", at=at(9), by="Ada", has_page=True)
    front = parsed(lists.front_page(cards, {}, SITE, {StoryId("ferry"): into}))
    assert front.xpath("//h2/a/@href") == ["aldermere-bridge/2026-02-04.html"]
    assert "1 story, the latest" in words(front)
    bridge, ferry = parsed(lists.stories_page(cards, SITE, {StoryId("ferry"): into})).xpath("//main//li")
    assert words(ferry).endswith("Wed 4 Feb 2026; goes on in The bridge")
    assert ferry.xpath(".//a/@href")[-1] == "aldermere-bridge/index.html"
    assert "goes on" not in words(bridge)
    assert not replace(into, ended=True).leads_on
    assert not replace(into, has_page=False).leads_on


def test_the_front_page_leads_to_the_days_before() -> None:
    newest, before = (card_of(rich_digest(day=date(2026, 2, day))) for day in (5, 4))
    root = parsed(lists.front_page([newest], {newest.story: [before]}, SITE))
    (entry,) = root.xpath("//ol[@class='before']/li")
    assert words(entry) == f"Wed 4 Feb 2026 {before.headline}"
    assert entry.xpath("a/@href") == ["aldermere-bridge/2026-02-04.html"]


def test_a_front_page_without_digests_says_so() -> None:
    assert "No digest has been published yet" in lists.front_page([], {}, SITE)


def test_a_front_page_of_many_stories_leads_to_the_list_of_all() -> None:
    cards = [card_of(rich_digest(story=StoryId(f"story-{n}"), title=f"Story {n:02}")) for n in range(40)]
    root = parsed(lists.front_page(cards, {}, SITE))
    assert len(root.xpath("//ol/li")) == lists.ON_FRONT
    assert words(root.xpath("//p[@class='more']")[0]) == "10 more in the list of all stories"
    assert len(parsed(lists.stories_page(cards, SITE)).xpath("//main//li")) == 40


def test_days_are_listed_by_month_the_newest_first() -> None:
    root = parsed(lists.days_page([(date(2026, 1, 31), 1), (date(2026, 2, 3), 2), (date(2026, 2, 4), 1)], SITE))
    assert [words(heading) for heading in root.xpath("//h2")] == ["February 2026", "January 2026"]
    assert root.xpath("//main//li/a/@href") == ["2026-02-04.html", "2026-02-03.html", "2026-01-31.html"]
    assert "2 stories" in words(root)


def test_a_day_page_has_every_story_those_of_the_most_origins_first_then_those_with_the_most_news() -> None:
    quiet = card_of(replace(quiet_digest(), story=StoryId("a-quiet-one")))
    busy = card_of(rich_digest(story=StoryId("busy")), developments=9)
    by_one = card_of(rich_digest(story=StoryId("by-one")), developments=30, origins=1, outlets=1)
    root = parsed(lists.day_page(DAY, [quiet, by_one, card_of(rich_digest()), busy], date(2026, 2, 2), None, SITE))
    listed = [href.split("/")[1] for href in root.xpath("//h2/a/@href")]
    assert listed == ["busy", "aldermere-bridge", "by-one", "a-quiet-one"]
    assert root.xpath("//nav[@class='beside']/a/@href") == ["2026-02-02.html"]


def test_a_sources_page_shows_how_each_of_its_articles_was_used() -> None:
    uses = [use("a", Role.CITED, 5), use("a", Role.READ, 4), use("b", Role.COPY, url="javascript:alert(1)")]
    root = parsed(lists.source_page("Harbor Times", uses, SITE, {STORY: ZoneInfo("Europe/Budapest")}))
    first, second = root.xpath("//ol[@class='index used']/li")
    assert [words(item) for item in first.xpath(".//li")] == [
        "quoted The bridge, Thu 5 Feb 2026",
        "read, not quoted The bridge, Wed 4 Feb 2026",
    ]
    assert first.xpath(".//li/a/@href")[0] == "../aldermere-bridge/2026-02-05.html"
    assert not second.xpath(".//h2/a")
    assert "Wed 4 Feb 2026, 10:00" in words(first)
    assert "2 articles; 1 quoted; 1 counted as a copy" in words(root)


def test_every_outlet_is_listed_with_its_figures() -> None:
    root = parsed(lists.sources_page([("Harbor Times", 12, 3), ("Valley Post", 1, 0)], SITE))
    rows = [[words(cell) for cell in row] for row in root.xpath("//tbody/tr")]
    assert rows == [["Harbor Times", "12", "3"], ["Valley Post", "1", "0"]]


def test_corrections_list_what_was_withdrawn_or_told_otherwise_and_nothing_else() -> None:
    gone = publication_of(rich_digest(status=Status.WITHDRAWN), 3, note="It was another bridge.")
    dropped = Amendment(dropped=(Words(text="The bridge was sold.", outlet="Coast Radio"),))
    added = Amendment(added=(Words(text="A ferry sails.", outlet="Coast Radio"),))
    changed = publication_of(rich_digest(revision=2), 2, amendment=dropped)
    grown = publication_of(rich_digest(day=date(2026, 2, 5), revision=2), 2, amendment=added)
    root = parsed(lists.corrections_page([gone, changed, grown], {STORY: "The bridge"}, {}, SITE))
    items = [words(item) for item in root.xpath("//ol/li")]
    assert items[0].startswith("Wed 4 Feb 2026, 14:00 Withdrawn The bridge, Wed 4 Feb 2026")
    assert "Reason: It was another bridge." in items[0]
    assert "No longer told: The bridge was sold. Coast Radio" in items[1]
    assert len(items) == 2


@pytest.mark.parametrize("page", ["corrections", "sources", "stories", "days"])
def test_a_site_with_nothing_in_it_says_so_on_every_page(page: str) -> None:
    made = {
        "corrections": lists.corrections_page([], {}, {}, SITE),
        "sources": lists.sources_page([], SITE),
        "stories": lists.stories_page([], SITE),
        "days": lists.days_page([], SITE),
    }[page]
    assert parsed(made).xpath("//p[@class='nothing']")
