"""The door to trafilatura."""

from __future__ import annotations

import subprocess
import sys

from tasks.extract.body import extract_text, guess_date, paragraphs, plain
from tasks.extract.document import drop_captions, parse
from tests.extract.pages import STORY, article_html, simple_html


def test_marks_of_lists_and_tables_go() -> None:
    text = "- One\n- - Two\n| Port | Ships |\n|---|---|\n| Hull | 12 |\n\n  Three  \n-40 degrees"
    assert paragraphs(text) == "One\nTwo\nPort | Ships\nHull | 12\nThree\n-40 degrees"


def test_tags_in_a_stated_body_become_lines() -> None:
    assert plain("<p>One</p><p>Two <b>three</b></p>").split("\n") == ["One", "Two three", ""]


def test_stated_body_rescues_an_article_that_the_page_hides() -> None:
    tree = parse(simple_html(f"<article><p>{STORY[0]}</p></article>"))
    assert tree is not None
    assert extract_text(tree, article_body="\n".join(STORY)).split("\n") == STORY


def test_stated_body_that_is_a_teaser_is_ignored() -> None:
    tree = parse(article_html())
    assert tree is not None
    assert STORY[4] in extract_text(tree, article_body=STORY[0])


def test_captions_are_cut_and_articles_in_odd_elements_stay() -> None:
    tree = parse(simple_html(f"<p class='photo-caption'>The quay</p><div class='credit'>{'word ' * 200}</div>"))
    assert tree is not None
    drop_captions(tree)
    assert "The quay" not in tree.text_content()
    assert "word word" in tree.text_content()


def test_extraction_leaves_the_tree_as_it_was() -> None:
    tree = parse(article_html())
    assert tree is not None
    before = tree.text_content()
    extract_text(tree)
    assert tree.text_content() == before


def test_a_page_without_dates_gets_none() -> None:
    tree = parse(simple_html("<p>In 2026 the ferry stopped.</p>"))
    assert tree is not None
    assert guess_date(tree) is None


def test_importing_the_stage_loads_no_heavy_library() -> None:
    heavy = "trafilatura", "htmldate", "py3langid", "sumy", "prefect", "duckdb", "scipy", "numpy"
    code = f"import sys, tasks.extract.reading; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
