import pytest

from tasks.collect.announcements import NotReadable
from tasks.collect.sections import MAX_ARTICLES, article_links

URL = "https://www.harborpost.example/world/"


def page(body: str) -> bytes:
    return f"<html><head><title>World – Harbor Post</title></head><body>{body}</body></html>".encode()


ARTICLES = {
    "a dated address": ('<a href="/2026/02/03/ferries">Ferries stop for a day</a>', "/2026/02/03/ferries"),
    "a long slug": ('<a href="/world/ferries-stop-for-day">Ferries stop for a day</a>', "/world/ferries-stop-for-day"),
    "a number": ('<a href="/news/a1234567">Ferries stop for a day</a>', "/news/a1234567"),
    "a number in the query": ('<a href="/show?id=17&utm_source=x">Ferries stop for a day</a>', "/show?id=17"),
    "a document": ('<h3><a href="ferries.html">Ferries stop</a></h3>', "/world/ferries.html"),
    "a heading around a short word": ('<a href="/2026/02/03/x"><h2>Storm</h2></a>', "/2026/02/03/x"),
    "a picture that says what it shows": (
        '<a href="/2026/02/03/x"><img alt="A ferry lies in the empty harbor"></a>',
        "/2026/02/03/x",
    ),
}


@pytest.mark.parametrize(("anchor", "address"), ARTICLES.values(), ids=ARTICLES.keys())
def test_a_link_that_looks_like_an_articles_is_announced(anchor: str, address: str) -> None:
    (item,) = article_links(page(anchor), URL).items
    assert item.address == f"https://www.harborpost.example{address}"


@pytest.mark.parametrize(
    "anchor",
    [
        '<nav><a href="/2026/02/03/ferries-stop-for-a-day">Ferries stop for a day</a></nav>',
        '<footer><a href="/about-harbor-post-and-us">About the Harbor Post and us</a></footer>',
        '<a href="/tag/ferries-and-more-boats">All about ferries and more boats</a>',
        '<a href="/authors/rosa-quill-of-the-desk">Rosa Quill of the desk writes</a>',
        '<a href="/subscribe/now-for-one-year">Subscribe now for one whole year</a>',
        '<a href="/2026/02/03/ferry-in-the-harbor.jpg">Ferry in the harbor today</a>',
        '<a href="https://elsewhere.example/2026/02/03/ferries">Ferries stop for a day</a>',
        '<a href="/world/">World news from everywhere today</a>',
        '<a href="#ferries-stop-for-a-day">Ferries stop for a day</a>',
        '<a href="/2026/02/03/ferries"></a>',
        '<a href="mailto:desk@harborpost.example">Write to the desk of news</a>',
        '<a href="/sport">Sport</a>',
    ],
)
def test_other_links_are_not_announced(anchor: str) -> None:
    announced = article_links(page(anchor), URL)
    assert announced.items == ()
    assert announced.problems == ("The page links to nothing that looks like an article.",)


def test_two_links_to_one_article_are_announced_once_under_the_longer_words() -> None:
    announced = article_links(
        page(
            '<a href="/2026/02/03/one?utm_source=front">Ferry strike</a><a href="/2026/02/03/two">Storm hits hill</a>'
            '<a href="/2026/02/03/one#photo">Ferry strike enters its third day</a>'
        ),
        URL,
    )
    assert [item.title for item in announced.items] == ["Ferry strike enters its third day", "Storm hits hill"]
    assert (announced.title, announced.kind) == ("World – Harbor Post", "page")


def test_the_time_that_stands_beside_a_link_is_its_date_as_written() -> None:
    body = (
        '<article><a href="/2026/02/03/one">Ferry strike goes on</a><time datetime="2026-02-03T09:00+01:00"></article>'
    )
    assert article_links(page(body), URL).items[0].published == "2026-02-03T09:00+01:00"


def test_next_pages_are_named_and_links_start_from_the_base() -> None:
    body = '<base href="/archive/"><a rel="next" href="?page=2">Older</a><a href="x-y-z-storm">Storm over the hill</a>'
    announced = article_links(page(body), URL)
    assert announced.further == ("https://www.harborpost.example/archive/?page=2",)
    assert announced.items[0].url == "https://www.harborpost.example/archive/x-y-z-storm"


def test_a_page_of_endless_links_is_bounded() -> None:
    body = "".join(f'<a href="/2026/02/03/storm-{n}">Storm number {n} comes</a>' for n in range(4_000))
    assert len(article_links(page(body), URL).items) == MAX_ARTICLES


@pytest.mark.parametrize("body", [b"", b"\x00\x00", b"x" * 10_000_001, b"<p>" * 400_001])
def test_what_is_no_page_is_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(NotReadable, match=r"\.$"):
        article_links(body, URL)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000,
        "<a " + " ".join(f"a{n}=''" for n in range(100_000)) + ">x</a>",
        "<a href='x-y-z-1'><h1>" * 5_000,
    ],
    ids=["nested", "attributes", "links in links"],
)
def test_hostile_pages_end(body: str) -> None:
    assert len(article_links(page(body), URL).items) <= 1
