import pytest

from tasks.collect.discovery import MAX_TRIED, Answer, discover
from tasks.collect.front_pages import Candidate, find, in_robots, likely

HOME = "https://www.harborpost.example/"
RSS = b"<rss version='2.0'><channel><title>Harbor Post</title><item><link>/a</link></item></channel></rss>"
ATOM = b"<feed xmlns='http://www.w3.org/2005/Atom'><title>Hill</title><entry><link href='/b'/></entry></feed>"
JSON = b'{"version": "https://jsonfeed.org/version/1", "title": "Hill", "items": [{"id": "1", "url": "/c"}]}'
NEWS = b"<urlset><url><loc>https://www.harborpost.example/d</loc></url></urlset>"
EMPTY = b"<rss version='2.0'><channel><title>Nothing yet</title></channel></rss>"
INDEX = (
    b"<sitemapindex><sitemap><loc>/pages.xml</loc></sitemap><sitemap><loc>/news-1.xml</loc></sitemap></sitemapindex>"
)


def page(body: str = "", head: str = "") -> bytes:
    return f"<!doctype html><html><head><title>Front</title>{head}</head><body>{body}</body></html>".encode()


# What is served where on each site, and which address must be found.
SITES: dict[str, tuple[dict[str, bytes], str]] = {
    "named in the head, absolute": (
        {"": page(head=f'<link rel="alternate" type="application/rss+xml" href="{HOME}rss/all">'), "rss/all": RSS},
        "rss/all",
    ),
    "named relative to a base": (
        {
            "": page(head='<base href="/xml/"><link rel=alternate type=application/atom+xml href=news.atom>'),
            "xml/news.atom": ATOM,
        },
        "xml/news.atom",
    ),
    "named after the feed of comments": (
        {
            "": page(
                head='<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">'
                '<link rel="alternate" type="application/json+oembed" href="/wp-json/oembed?url=x">'
                '<link rel="alternate" type="application/rss+xml" title="Harbor » Feed" href="/feed/">'
            ),
            "comments/feed/": RSS,
            "feed/": RSS,
        },
        "feed/",
    ),
    "a JSON feed, shouted, in the body": (
        {"": page('<LINK REL="ALTERNATE HOME" TYPE="application/feed+json; charset=utf-8" HREF="/f.json">'),
         "f.json": JSON},
        "f.json",
    ),
    "only linked from the footer by a picture": (
        {"": page('<footer><a href="/latest.php?format=rss"><img src="x.png" alt="RSS"></a></footer>'),
         "latest.php?format=rss": RSS},
        "latest.php?format=rss",
    ),
    "only linked by a word": (
        {"": page('<p>Read us by <a href="/export/17">news feed</a></p>'), "export/17": ATOM},
        "export/17",
    ),
    "a page that lists feeds": (
        {
            "": page('<a href="/rss/">RSS</a>'),
            "rss/": page('<ul><li><a href="/rss/world.xml">World</a><li><a href="/rss/sport.xml">Sport</a></ul>'),
            "rss/world.xml": RSS,
            "rss/sport.xml": RSS,
        },
        "rss/world.xml",
    ),
    "nothing said, a feed at a common place": ({"": page("<div id=app></div>"), "feed/": RSS}, "feed/"),
    "a news sitemap in robots.txt only": (
        {
            "": page(),
            "robots.txt": b"User-agent: *\nDisallow: /x\nSITEMAP: /all.xml\nsitemap: /news/latest.xml # fresh\n",
            "all.xml": NEWS,
            "news/latest.xml": NEWS,
        },
        "news/latest.xml",
    ),
    "an index of sitemaps at a common place": (
        {"": page(), "sitemap.xml": INDEX, "pages.xml": NEWS, "news-1.xml": NEWS},
        "news-1.xml",
    ),
    "an empty feed named, a full one linked": (
        {
            "": page('<a href="/rss.xml">RSS</a>', '<link rel="alternate" type="text/xml+rss" href="/x">'
                     '<link rel="alternate" type="application/rss+xml" href="/empty.xml">'),
            "empty.xml": EMPTY,
            "rss.xml": RSS,
        },
        "rss.xml",
    ),
    "a page in another encoding, with markup that is broken": (
        {
            "": '<html><meta charset=windows-1251><title>Новости</title><link rel="alternate" title="Лента" '
            'type="application/rss+xml" href="/лента.xml"><p><b><table>'.encode("cp1251"),
            "лента.xml": RSS,
        },
        "лента.xml",
    ),
    "the feed itself": ({"": RSS}, ""),
}  # fmt: skip


def fetcher(site: dict[str, bytes], asked: list[str] | None = None):  # type: ignore[no-untyped-def]
    def fetch(url: str) -> Answer | None:
        if asked is not None:
            asked.append(url)
        body = site.get(url.removeprefix(HOME))
        return None if body is None else Answer(url=url, body=body)

    return fetch


@pytest.mark.parametrize(("site", "address"), SITES.values(), ids=SITES.keys())
def test_the_feed_of_differently_built_sites_is_found(site: dict[str, bytes], address: str) -> None:
    found = discover(HOME, fetcher(site))
    assert found is not None
    assert found.url == HOME + address
    assert found.announcement.items


def test_what_was_found_says_its_kind_its_title_and_how() -> None:
    site, _ = SITES["named in the head, absolute"]
    found = discover(HOME, fetcher(site))
    assert found is not None
    assert (found.kind, found.title, found.why) == ("feed", "Harbor Post", "named by the page")
    site, _ = SITES["a news sitemap in robots.txt only"]
    found = discover(HOME, fetcher(site))
    assert found is not None
    assert (found.kind, found.why) == ("sitemap", "named by robots.txt")


def test_a_site_without_any_is_left_after_a_bounded_number_of_fetches() -> None:
    asked: list[str] = []
    anchors = "".join(f'<a href="/feed/{n}">RSS</a>' for n in range(500))
    assert discover(HOME, fetcher({"": page(anchors)}, asked)) is None
    assert len(asked) == MAX_TRIED
    assert len(set(asked)) == len(asked)


def test_a_site_that_does_not_answer_gives_nothing() -> None:
    assert discover(HOME, fetcher({})) is None


def test_pages_that_answer_everything_with_themselves_give_nothing() -> None:
    asked: list[str] = []

    def fetch(url: str) -> Answer | None:
        asked.append(url)
        return Answer(url=url, body=page('<a href="/rss">RSS</a>'))

    assert discover(HOME, fetch) is None
    assert len(asked) <= MAX_TRIED


def test_redirects_are_followed_in_what_is_relative() -> None:
    def fetch(url: str) -> Answer | None:
        if url == HOME:
            return Answer(url="https://hill.example/en/", body=page(head='<link rel=feed href="feed.xml">'))
        return Answer(url=url, body=RSS) if url == "https://hill.example/en/feed.xml" else None

    found = discover(HOME, fetch)
    assert found is not None
    assert found.url == "https://hill.example/en/feed.xml"


def test_links_that_only_sound_like_feeds_of_other_sites_are_no_candidates() -> None:
    html = page(
        '<a href="https://other.example/rss">RSS</a><a href="/feedback">Feedback</a><a href="/cross">Across</a>'
        '<a href="javascript:rss()">RSS</a><a href="/anatomy-of-a-storm">Anatomy</a>'
    )
    assert find(html, HOME) == []


def test_of_what_is_no_page_nothing_is_found() -> None:
    assert find(b"", HOME) == find(b"\x00" * 50, HOME) == find(b"x" * 10_000_001, HOME) == []


def test_robots_txt_names_its_news_first_and_each_sitemap_once() -> None:
    text = "Sitemap: /a.xml\nsitemap:https://www.harborpost.example/news.xml\n# Sitemap: /no.xml\nSitemap: /a.xml\n"
    assert [candidate.url for candidate in in_robots(text, HOME)] == [HOME + "news.xml", HOME + "a.xml"]


def test_below_a_section_its_own_feed_is_likelier_than_the_whole_sites() -> None:
    assert likely(f"{HOME}world?x=1")[0] == Candidate(url=f"{HOME}world/feed/", kind="feed", why="a common address")
    assert likely(HOME)[0].url == f"{HOME}feed/"
