from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tasks.collect.robots import ALL_ALLOWED, MOST_RULES, MOST_WILDCARDS, READ_BYTES, read_rules

CASES = Path(__file__).parents[2] / "../shared/eval/data/robots"


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@pytest.mark.skipif(not CASES.is_dir(), reason="the public cases are not beside the checkout")
def test_public_cases_are_judged_as_their_authors_do() -> None:
    cases = json.loads((CASES / "google_cases.json").read_text())["cases"]
    agreed = sum(
        read_rules(base64.b64decode(case["robotstxt_b64"]), case["agent"]).allow(path_of(case["url"]))
        == case["allowed"]
        for case in cases
    )
    assert agreed >= 136
    paths = json.loads((CASES / "protego_path_cases.json").read_text())["path_matching"]
    assert all(
        read_rules(f"User-agent: *\nDisallow: {case['pattern']}\n".encode()).allow(case["path"])
        != case["disallow_matches"]
        for case in paths
    )


def test_our_own_group_outranks_the_one_for_everyone() -> None:
    rules = read_rules(b"User-agent: *\nDisallow: /\n\nUser-agent: Throughline\nDisallow: /drafts\n")
    assert rules.allow("/news")
    assert not rules.allow("/drafts/1")


def test_groups_that_name_us_twice_are_put_together() -> None:
    rules = read_rules(b"User-agent: throughline\nDisallow: /a\n\nUser-agent: throughline\nDisallow: /b\n")
    assert [rules.allow(path) for path in ("/a", "/b", "/c")] == [False, False, True]


def test_rules_of_another_agent_named_beside_us_do_not_become_ours() -> None:
    text = b"User-agent: other\nDisallow: /x\n\nUser-agent: other\nUser-agent: throughline\nDisallow: /y\n"
    assert [read_rules(text).allow(path) for path in ("/x", "/y")] == [True, False]


def test_a_path_that_looks_like_a_host_is_still_a_path() -> None:
    rules = read_rules(b"User-agent: *\nDisallow: /private\n")
    assert not rules.allow("//private/minutes")


@pytest.mark.parametrize(
    ("line", "delay"),
    [
        ("Crawl-delay: 7", 7.0),
        ("crawl-delay:0.5", 0.5),
        ("Crawl-delay: 1000000000", None),
        ("Crawl-delay: -3", None),
        ("Crawl-delay: nan", None),
        ("Crawl-delay: soon", None),
        ("Allow: /", None),
    ],
)
def test_crawl_delay_is_read_where_it_makes_sense(line: str, delay: float | None) -> None:
    assert read_rules(f"User-agent: *\n{line}\nDisallow: /x\n".encode()).delay == delay


def test_crawl_delay_of_another_agent_is_not_ours() -> None:
    assert read_rules(b"User-agent: other\nCrawl-delay: 9\n\nUser-agent: *\nAllow: /\n").delay is None


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"<html><body>Not found</body></html>", b"\xef\xbb\xbf", bytes(range(256)) * 40],
    ids=["empty", "bytes", "html", "mark", "binary"],
)
def test_a_file_without_rules_allows_everything(content: bytes) -> None:
    assert read_rules(content).allow("/news")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_lines_may_end_in_any_way(end: str) -> None:
    assert not read_rules(f"\ufeffUser-agent: *{end}Disallow: /x{end}".encode()).allow("/x")


def test_rules_within_the_first_half_megabyte_count_and_later_ones_do_not() -> None:
    filler = b"# " + b"x" * 500 + b"\n"
    early = b"User-agent: *\n" + filler * 900 + b"Disallow: /early\n"
    late = b"User-agent: *\n" + filler * (READ_BYTES // len(filler) + 1) + b"Disallow: /late\n"
    assert not read_rules(early).allow("/early")
    assert read_rules(late).allow("/late")


def test_more_rules_than_can_be_matched_forbid_everything() -> None:
    rules = b"User-agent: *\n" + b"".join(b"Disallow: /%d\n" % number for number in range(MOST_RULES + 1))
    assert not read_rules(rules).allow("/elsewhere")


def test_more_wildcards_than_can_be_matched_forbid_everything() -> None:
    rules = b"User-agent: *\n" + b"".join(b"Disallow: /%sb\n" % (b"a*" * 500) for _ in range(MOST_WILDCARDS // 500 + 1))
    assert not read_rules(rules).allow("/anything")
    assert read_rules(b"User-agent: *\nDisallow: /*/private/*\n").allow("/news/1")


def test_a_file_made_to_hurt_is_read_all_the_same() -> None:
    for content in (
        b"user-agent: a" + b" " * 500_000 + b"s",
        (b"user-agent: a" + b" " * 2000 + b"s\n") * 250,
        b"user-agent:*\nallow:/x\n" * 2000,
        b"user-agent: *\ndisallow: /" + b"*a" * 1000,
    ):
        assert read_rules(content).allow("/" + "b" * 2000)


def test_a_site_without_robots_txt_allows_everything() -> None:
    assert ALL_ALLOWED.allow("/anything")
    assert ALL_ALLOWED.delay is None
