import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.collect.addresses import absolute, canonical, same_site, site

STORY = "https://www.harborpost.example/2026/02/ferry-strike"

VARIANTS = {
    "as it is": STORY,
    "with a fragment": f"{STORY}#comments",
    "with a text fragment": f"{STORY}#:~:text=ferry",
    "with the default port": STORY.replace(".example/", ".example:443/"),
    "with a host in capitals": STORY.replace("www.harborpost.example", "WWW.HarborPost.Example"),
    "with a final dot on the host": STORY.replace(".example/", ".example./"),
    "with a user name": STORY.replace("https://", "https://reader:secret@"),
    "with dots in the path": STORY.replace("/2026/", "/archive/../2026/./"),
    "with escaped letters": STORY.replace("ferry", "%66erry"),
    "with a campaign": f"{STORY}?utm_source=rss&utm_medium=feed&utm_campaign=x",
    "with an escaped campaign": f"{STORY}?utm%5Fsource=rss",
    "with a doubly written ampersand": f"{STORY}?utm_source=rss&amp;utm_medium=feed",
    "with click ids": f"{STORY}?fbclid=1&gclid=2&msclkid=3&yclid=4&twclid=5&igshid=6&mc_cid=7&mc_eid=8",
    "with a broadcaster's marks": f"{STORY}?at_medium=RSS&ns_mchannel=social&xtor=RSS-3",
    "with where the reader came from": f"{STORY}?ref=homepage&source=twitter",
    "with a session in the query": f"{STORY}?PHPSESSID=abc123",
    "with a session in the path": f"{STORY};jsessionid=8F2A",
    "as AMP, last": f"{STORY}/amp",
    "as AMP, first": STORY.replace("/2026/", "/amp/2026/"),
    "as AMP, by extension": f"{STORY}.amp",
    "as AMP, by parameter": f"{STORY}?amp=1",
    "as AMP, by bare parameter": f"{STORY}?amp",
    "as AMP, by output": f"{STORY}?outputType=amp",
    "in a search engine's viewer": STORY.replace("https://", "https://www.google.com/amp/s/"),
    "in a cache": STORY.replace("https://", "https://www-harborpost-example.cdn.ampproject.org/c/s/") + "?amp_js_v=0.1",
    "between blanks": f" {STORY}\n",
    "broken over lines": STORY.replace("/ferry", "/\n   ferry"),
}

APART = [
    (f"{STORY}?id=5", f"{STORY}?id=6"),
    (f"{STORY}?p=12", STORY),
    (f"{STORY}?ref=4711", f"{STORY}?ref=4712"),
    (f"{STORY}?gallery=2", STORY),
    (f"{STORY}?cid=2", f"{STORY}?cid=3"),
    (f"{STORY}?keyword=a", f"{STORY}?keyword=b"),
    (f"{STORY}?page=2", STORY),
    (f"{STORY}?from=2026-01-01", STORY),
    (STORY, STORY.replace("strike", "Strike")),
    (STORY, STORY.replace("https:", "http:")),
    (STORY, STORY.replace(".example/", ".example:8443/")),
    ("https://a.example/amplifiers", "https://a.example/lifiers"),
    ("https://a.example/index.html.bak", "https://a.example/"),
]


@pytest.mark.parametrize("url", VARIANTS.values(), ids=VARIANTS.keys())
def test_variants_of_one_story_have_one_address(url: str) -> None:
    assert canonical(url) == STORY


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_may_tell_articles_apart_is_kept(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize("name", ["index.html", "index.htm", "index.php", "Default.aspx", "index.shtml"])
def test_a_trailing_index_file_is_its_folder(name: str) -> None:
    assert canonical(f"https://a.example/news/{name}") == "https://a.example/news/"


def test_the_order_of_parameters_does_not_count() -> None:
    assert canonical("http://a.example/x?b=2&a=1") == canonical("http://a.example/x?a=1&b=2")


def test_a_relative_link_is_joined_to_its_page() -> None:
    base = "https://a.example/news/today/"
    assert canonical("../x?id=5#top", base=base) == "https://a.example/news/x?id=5"
    assert canonical("//b.example/x", base=base) == "https://b.example/x"
    assert absolute("?id=5#top", base=base) == "https://a.example/news/today/?id=5"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mailto:desk@a.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://a.example/x",
        "http://",
        "http:///x",
        "http://[::1",
        "http://a.example:notaport/",
        "http://a.example:99999/",
        "http://a.example:0/",
        "http://a b.example/",
        "http://a.example/" + "x" * 5000,
        "/without/a/base",
        "news",
    ],
)
def test_what_is_no_web_address_has_no_canonical_address(url: str) -> None:
    assert canonical(url) == ""
    assert absolute(url) == ""


@given(st.text(max_size=200), st.sampled_from(["", "https://a.example/b/c"]))
def test_any_text_has_one_address_or_none(text: str, base: str) -> None:
    once = canonical(text, base=base)
    assert canonical(once) == once
    assert once == "" or once.startswith(("http://", "https://"))


PIECES = st.lists(
    st.sampled_from(["amp", "index.html", "a", "..", ".", "", "é", "%7e", "x.amp.html", "b;sid=1", "ü ö", "%2F"]),
    max_size=6,
).map("/".join)
QUERIES = st.lists(
    st.sampled_from(["id=5", "utm_source=x", "amp", "amp;utm_id=3", "a=%26", "b=1+2", "ref=rss", "c=é", "=", "d"]),
    max_size=5,
).map("&".join)


@given(PIECES, QUERIES)
def test_one_application_is_enough_and_meaning_stays(path: str, query: str) -> None:
    once = canonical(f"http://A.example:80/{path}?{query}#f")
    assert once.startswith("http://a.example/")
    assert canonical(once) == once
    assert ("id=5" in once) == ("id=5" in query)
    assert "utm_" not in once


@given(PIECES, st.lists(st.sampled_from(["id=5", "a=1", "b=2", "c=3"]), unique=True, max_size=4), st.randoms())
def test_tracking_and_order_never_change_the_address(path: str, pairs: list[str], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = [*pairs, "utm_source=feed", "fbclid=9"]
    random.shuffle(shuffled)
    plain = f"https://a.example/{path}"
    assert canonical(f"{plain}?{'&'.join(shuffled)}") == canonical(f"{plain}?{'&'.join(pairs)}")


def test_hosts_of_one_registered_domain_are_one_site() -> None:
    assert same_site("https://news.harborpost.co.uk/a", "http://www.harborpost.co.uk")
    assert not same_site("https://harborpost.co.uk", "https://hillpost.co.uk")
    assert not same_site("https://one.github.io", "https://two.github.io")
    assert same_site("http://127.0.0.1:8001/x", "http://127.0.0.1:8002/y")
    assert not same_site("http://10.0.0.1/", "http://10.0.1.1/")
    assert same_site("http://localhost/a", "http://localhost/b")
    assert not same_site("", "")
    assert site("http://[::1") == ""
