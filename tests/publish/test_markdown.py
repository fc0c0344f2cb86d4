import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from storage.telling import Role, Section, Status
from tasks.publish import markdown
from tests.publish.builders import CLOSED, LEFT_OUT, digest_quoting, large_digest, quiet_digest, rich_digest
from tests.publish.hostile import ADDRESSES, HOSTILE, STEERING

ZONE = ZoneInfo("Europe/Budapest")
OUR_HTML = re.compile(r"(<details>\n<summary>[\w ,:]+</summary>\n|</details>\n?|<!-- -->)")
OUR_HEADINGS = {
    "What is new",
    "Where accounts differ",
    "Changed figures",
    "Timeline so far",
    "Background",
    "Decisions",
    "Sources and method",
}
# What the UI's renderer turns into a link in any text, after escapes are undone.
AUTOLINK = re.compile(r"(?i)https?://|www\.|[-.\w+]+@[-\w]+\.[-\w]+|mailto:|xmpp:")


def parse(text: str) -> list[Token]:
    """Return every token of a document, those inside blocks after their block."""

    def flat(tokens: list[Token]) -> Iterator[Token]:
        for token in tokens:
            yield token
            yield from flat(token.children or [])

    return list(flat(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)))


def shown(text: str) -> str:
    """Return what a reader sees, on one line, without footnote marks."""
    parts = [token.content if token.type == "text" else " " * (token.block) for token in parse(text)]
    return " ".join(re.sub(r"\[\^[1-8]?\d\]", "", "".join(parts)).split())


def test_every_quote_is_shown_word_for_word_beside_its_outlet() -> None:
    digest = rich_digest()
    text = shown(markdown.plain(digest, ZONE))
    for sentence in digest.sentences:
        for quote in (sentence.quote, *sentence.support, *sentence.was):
            assert quote.text in text
            assert quote.outlet in text


def test_a_reader_meets_the_parts_in_their_order() -> None:
    text = markdown.plain(rich_digest(), ZONE)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    assert headings == [
        "Bridge stays shut while cables are tested",
        "What is new",
        "Where accounts differ",
        "Changed figures",
        "Timeline so far",
        "Background",
        "Decisions",
        "Sources and method",
    ]


def test_the_first_screen_is_short_and_says_where_the_digest_stands() -> None:
    first = markdown.artifact(rich_digest(), ZONE).split("<details>")[0]
    assert "**Wed 4 Feb 2026**" in first
    assert "published, not yet reviewed" in first
    assert "6 outlets (1 unnamed), 6 origins, 8 articles read" in first
    assert "2 origins: Harbor Times, Reuters" in first
    assert len(first) < 700


def test_every_footnote_is_defined_once_in_order_and_used() -> None:
    text = markdown.artifact(rich_digest(), ZONE)
    defined = re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE)
    used = re.findall(r"\[\^(\d+)\](?!:)", text)
    assert list(dict.fromkeys(used)) == defined == [str(number) for number in range(1, len(defined) + 1)]


def test_a_time_is_in_the_storys_zone_and_a_day_stays_a_day() -> None:
    text = markdown.plain(rich_digest(), ZoneInfo("Asia/Tokyo"))
    assert "[Harbor Times](https://harbor.example/news/bridge-closed), Wed 4 Feb 2026, 22:05" in text
    assert "[Northern Gazette](https://gazette.example/engineers), Thu 5 Feb 2026, 00:45" in text
    assert re.search(r"\[The Ledger\]\(\S+\), Wed 4 Feb 2026 · 1 origin: The Ledger", text)
    assert "unnamed outlet (notes/first.txt), undated" in text


def test_a_changed_figure_shows_what_was_told_before() -> None:
    text = markdown.plain(rich_digest(), ZONE)
    assert "Before: “Twelve cables show rust, the first survey found.”[^1]" in text


def test_a_day_without_news_says_so_and_what_was_checked() -> None:
    text = markdown.plain(quiet_digest(), ZONE)
    assert text.startswith("# Nothing new since 3 February 2026\n")
    assert "Checked: 6 outlets (1 unnamed), 6 origins, 8 articles read; 1 is a copy;" in text
    assert "## What is new" not in text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.DRAFT, "**Draft: nobody has approved it, and it is not published.**"),
        (Status.WITHDRAWN, "**Withdrawn: a person took this digest back."),
        (Status.REJECTED, "**Rejected: a person refused this draft."),
    ],
)
def test_a_digest_that_does_not_stand_says_so_before_its_first_sentence(status: Status, words: str) -> None:
    text = markdown.artifact(rich_digest(status=status), ZONE)
    assert words in text[: text.index("> The Aldermere bridge")]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_articles_words_never_act(hostile: str) -> None:
    digest = digest_quoting(hostile)
    for text in (markdown.plain(digest, ZONE), markdown.artifact(digest, ZONE)):
        tokens = parse(text)
        kinds = {token.type for token in tokens}
        assert not kinds & {"code_inline", "code_block", "fence", "hr", "s_open", "lheading_open"}
        assert all(OUR_HTML.fullmatch(token.content) for token in tokens if token.type in ("html_inline", "html_block"))
        links = {token.attrGet("href") for token in tokens if token.type == "link_open"}
        assert all(str(link).startswith(("https://harbor.example/", "https://valley.example/")) for link in links)
        images = [str(token.attrGet("src")) for token in tokens if token.type == "image"]
        assert all(image.startswith("data:image/svg+xml;base64,") for image in images)
        assert not [token for token in tokens if token.type == "text" and AUTOLINK.search(token.content)]
        assert not re.search(r"(?<!\\)\[\^99", text)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_articles_words_are_shown_and_add_no_heading(hostile: str) -> None:
    text = markdown.plain(digest_quoting(hostile), ZONE)
    tokens = parse(text)
    assert " ".join(hostile.split()) in shown(text)
    headings = [
        "".join(child.content for child in after.children or [] if child.type == "text")
        for token, after in itertools.pairwise(tokens)
        if token.type == "heading_open"
    ]
    assert " ".join(headings[0].split()) == " ".join(hostile.split())
    assert set(headings[1:]) <= OUR_HEADINGS


def test_characters_that_steer_a_screen_are_not_in_the_text() -> None:
    text = markdown.artifact(digest_quoting(STEERING), ZONE)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unsafe_address_is_no_link(address: str) -> None:
    digest = rich_digest()
    quoted = replace(digest.sentences[0].quote, url=address)
    changed = replace(digest.sentences[0], quote=quoted, support=())
    article = replace(digest.articles[0], url=address)
    left = (replace(digest.left_out[0], quote=quoted, beside=quoted),)
    decided = (replace(digest.decisions[0], quotes=(quoted,)),)
    bare = replace(digest, articles=(article,), changes=(), discrepancies=(), left_out=left, decisions=decided)
    text = markdown.plain(replace(bare, sentences=(changed,)), ZONE)
    assert not [token for token in parse(text) if token.type == "link_open"]


def test_sixty_articles_stay_under_the_limit_with_every_quote() -> None:
    digest = large_digest()
    text = markdown.artifact(digest, ZONE)
    assert len(text.encode("utf-8")) <= markdown.MOST_BYTES < len(markdown.plain(digest, ZONE).encode("utf-8"))
    assert "Left out here for size" in text
    seen = shown(text)
    assert all(sentence.quote.text in seen for sentence in digest.sentences)


def test_folds_are_cut_back_one_after_another() -> None:
    digest = large_digest()
    sizes = [len(markdown.artifact(digest, ZONE, most_bytes=most)) for most in (10**9, 95_000, 40_000, 30_000, 0)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) > 3
    assert "removed as no part of the articles" in markdown.artifact(digest, ZONE, most_bytes=10**9)


def test_a_huge_digest_gets_shorter_and_never_too_large() -> None:
    huge = large_digest(400)
    many = tuple(replace(huge.sentences[0], section=section) for section in Section for _ in range(300))
    apart = tuple(rich_digest().discrepancies) * 300
    text = markdown.artifact(replace(huge, sentences=many, discrepancies=apart), ZONE, links=[("here", "/v2")])
    assert len(text.encode("utf-8")) <= markdown.MOST_BYTES
    assert text.startswith("# ")
    assert "[here](/v2)" in text
    assert huge.sentences[0].quote.text in shown(text)
    assert "Left out here for size" in text
    cited = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    assert cited == set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE))


def test_a_title_longer_than_any_page_is_cut_off_with_a_word() -> None:
    text = markdown.artifact(rich_digest(headline="x" * 200_000), ZONE)
    assert len(text.encode("utf-8")) <= markdown.MOST_BYTES
    assert text.endswith("Its page and its JSON have all of it.*\n")


def test_nothing_is_said_to_be_left_out_when_nothing_is() -> None:
    assert "Left out here" not in markdown.artifact(rich_digest(), ZONE)


def test_charts_are_embedded_in_the_artifact_and_words_stand_for_them_in_the_file() -> None:
    digest = rich_digest()
    assert markdown.artifact(digest, ZONE).count("](data:image/svg+xml;base64,") == 2
    plain = markdown.plain(digest, ZONE)
    assert "data:" not in plain
    assert "| Harbor Times | 1 |  | 2 |  |" in plain


def test_every_article_is_listed_with_what_became_of_it() -> None:
    digest = rich_digest()
    text = shown(markdown.plain(digest, ZONE))
    for article in digest.articles:
        assert article.title in text
        assert article.reason in text
    assert "copy of Valley Post, “Cable tests keep Aldermere bridge closed”" in text
    assert len({Role.BORDERLINE, Role.OFF_STORY, Role.REJECTED} & {article.role for article in digest.articles}) == 3


def test_the_same_digest_gives_the_same_bytes() -> None:
    assert markdown.artifact(rich_digest(), ZONE) == markdown.artifact(rich_digest(), ZONE)


def test_the_card_says_day_status_and_counts() -> None:
    assert markdown.summary(rich_digest(status=Status.DRAFT)) == (
        "Wed 4 Feb 2026 · Draft · 6 outlets (1 unnamed), 6 origins, 8 articles read"
    )


def test_what_was_chosen_and_what_was_left_out_have_their_reasons_in_a_fold() -> None:
    text = markdown.artifact(rich_digest(), ZONE)
    fold = shown(text[text.index("<summary>Why these sentences") :].split("</details>")[0])
    assert f"“{CLOSED.text}” position 0.90, corroboration 0.50." in fold
    first, second = LEFT_OUT
    assert f"“{first.quote.text}” (Northern Gazette, Wed 4 Feb 2026, 14:05): repeats a chosen sentence" in fold
    assert f"repeats a chosen sentence, “{CLOSED.text}” (Harbor Times, Wed 4 Feb 2026, 14:05); score 0.41" in fold
    assert f"“{second.quote.text}” (Valley Post, Wed 4 Feb 2026, 14:05): no room within the wanted length" in fold


def test_a_digest_kept_before_there_were_reasons_has_no_such_fold() -> None:
    assert "Why these sentences" not in markdown.plain(replace(quiet_digest(), left_out=()), ZONE)
