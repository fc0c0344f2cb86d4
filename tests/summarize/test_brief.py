import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.summarize.brief import guess_language, summarize_record
from tasks.summarize.context import stands_alone

DOCS = [
    {
        "id": "north",
        "source": "Northern Echo Chamber",
        "title": "Velden dam closed after crack found in its wall",
        "text": "VELDEN (AP) — Engineers closed the Velden dam on Tuesday after divers found a crack 12 meters long "
        "in its wall.\nThe crack runs below the spillway, the water authority said.\n"
        "It has called in experts from abroad.\n"
        "About 4,000 people in the valley were told to leave their homes.\nFarmers worry about their cattle.",
    },
    {
        "id": "post",
        "source": "Valley Post",
        "title": "4,000 told to leave homes below cracked Velden dam",
        "text": "Some 4,000 people below the Velden dam were told to leave their homes on Tuesday after a crack was "
        "found in its wall.\n“We heard the sirens and packed,” said Ana Brodar, a baker in Lower Velden.\n"
        "Buses took families to a school in Marn, where beds were set up.\nThe dam was built in 1961.",
    },
    {
        "id": "ledger",
        "source": "The Marn Ledger",
        "title": "School in Marn takes in families from Velden valley",
        "text": "Families from the Velden valley spent the night in a school in Marn after the dam above them was "
        "closed.\nBuses took families to the school until midnight, the mayor of Marn said.\nHe thanked the drivers.",
    },
]


def record(*docs: dict, **more: object) -> dict:
    return {"id": "velden", "docs": list(docs or DOCS), **more}


def said(summary: dict) -> str:
    return " ".join(sentence["text"] for sentence in summary["sentences"])


def check(summary: dict, docs: list[dict], words: int) -> None:
    """Assert what holds of every summary."""
    texts = {doc["id"]: doc["text"] for doc in docs}
    for sentence in summary["sentences"]:
        assert texts[sentence["doc"]][sentence["start"] : sentence["end"]] == sentence["text"]
        assert sentence["doc"] in sentence["supported_by"]
        assert len(set(sentence["supported_by"])) == len(sentence["supported_by"])
        assert set(sentence["supported_by"]) <= set(texts)
    assert summary["words"] == len(said(summary).split()) <= words
    assert len({sentence["text"] for sentence in summary["sentences"]}) == len(summary["sentences"])


@pytest.mark.parametrize("words", [8, 20, 25, 40, 60, 100, 1000])
def test_sentences_are_verbatim_and_within_the_limit(words: int) -> None:
    summary = summarize_record(record(), words=words)
    check(summary, DOCS, words)
    assert summary["sentences"]


def test_the_id_comes_back() -> None:
    assert summarize_record(record(), words=40)["id"] == "velden"
    assert summarize_record({"id": 7, "docs": DOCS}, words=40)["id"] == 7


def test_the_order_of_the_documents_does_not_matter() -> None:
    made = {json.dumps(summarize_record(record(*docs), words=60)) for docs in itertools.permutations(DOCS)}
    assert len(made) == 1


def test_what_all_report_comes_before_what_one_adds() -> None:
    summary = summarize_record(record(), words=25)
    assert "dam" in said(summary)
    assert "cattle" not in said(summary)


@pytest.mark.parametrize("before", ["", "CLOSE A video of the dam in Velden is shown here.\n"])
@pytest.mark.parametrize("dateline", ["VELDEN (AP) — ", "(Reuters) - ", "VELDEN, Upper Marn — "])
def test_datelines_are_left_out(before: str, dateline: str) -> None:
    text = before + DOCS[0]["text"].replace("VELDEN (AP) — ", dateline)
    first = summarize_record(record({**DOCS[0], "text": text}), words=100)["sentences"][0]
    assert first["text"].startswith("Engineers closed the Velden dam")


def test_a_sentence_that_leans_comes_right_after_the_one_it_leans_on() -> None:
    summary = summarize_record(record(), words=100)
    for number, sentence in enumerate(summary["sentences"]):
        if not stands_alone(sentence["text"]):
            before = summary["sentences"][number - 1]
            assert number > 0
            assert before["doc"] == sentence["doc"]
            assert sentence["start"] - before["end"] <= 5


def test_sentences_of_a_document_stand_in_its_order() -> None:
    summary = summarize_record(record(), words=100)
    for doc in DOCS:
        starts = [sentence["start"] for sentence in summary["sentences"] if sentence["doc"] == doc["id"]]
        assert starts == sorted(starts)
    owners = [key for key, _ in itertools.groupby(sentence["doc"] for sentence in summary["sentences"])]
    assert len(owners) == len(set(owners))


def test_who_says_the_same_is_named() -> None:
    docs = [
        {"id": "a", "title": "", "text": "The council of Marn voted on Monday to rebuild the old harbor bridge."},
        {"id": "b", "title": "", "text": "To rebuild the old harbor bridge, the council of Marn voted late on Monday."},
        {"id": "c", "title": "", "text": "A bakery opened next to the railway station of Lower Velden this spring."},
    ]
    summary = summarize_record({"id": 1, "docs": docs}, words=13)
    assert [sorted(sentence["supported_by"]) for sentence in summary["sentences"]] == [["a", "b"]]


def test_another_number_is_not_support() -> None:
    docs = [
        {"id": "a", "title": "", "text": "The council of Marn will pay 40 workers to rebuild the old harbor bridge."},
        {"id": "b", "title": "", "text": "The council of Marn will pay 70 workers to rebuild the old harbor bridge."},
    ]
    summary = summarize_record({"id": 1, "docs": docs}, words=20)
    assert [len(sentence["supported_by"]) for sentence in summary["sentences"]] == [1]


def test_a_copy_is_said_once_and_named_as_support() -> None:
    copy = {**DOCS[1], "id": "reprint", "source": "Hill Gazette"}
    summary = summarize_record(record(*DOCS, copy), words=100)
    check(summary, [*DOCS, copy], 100)
    owners = {sentence["doc"] for sentence in summary["sentences"]}
    assert not {"post", "reprint"} <= owners
    assert all(
        {"post", "reprint"} <= set(sentence["supported_by"])
        for sentence in summary["sentences"]
        if sentence["doc"] in {"post", "reprint"}
    )


def test_a_question_brings_its_answer_in() -> None:
    plain = summarize_record(record(), words=40)
    asked = summarize_record(record(), words=40, query="When was the dam built?")
    assert "1961" not in said(plain)
    assert "1961" in said(asked)


def test_no_outlet_fills_the_summary() -> None:
    mine = "\n".join(
        f"The {what} of Lower Velden was shut on Tuesday because of the crack in the dam."
        for what in ("school", "market", "library", "railway station", "sawmill", "swimming pool", "court", "museum")
    )
    docs = [{"id": "x", "source": "One", "title": "Velden dam cracked", "text": mine}, *DOCS]
    summary = summarize_record(record(*docs), words=90)
    owners = [sentence["doc"] for sentence in summary["sentences"]]
    assert max(owners.count(owner) for owner in owners) <= len(owners) // 2 + 1


def test_captions_and_calls_to_subscribe_are_not_quoted() -> None:
    furniture = [
        "People leave the Velden dam in Lower Velden on Tuesday. (Photo: Jo Marek)",
        "Sign up for our newsletter about the Velden dam and its cracked wall today.",
        "CLOSE The Velden dam and its cracked wall are seen from the air on Tuesday.",
        "The cracked wall of the Velden dam is seen on Tuesday in Velden. Getty Images",
    ]
    text = "\n".join([*furniture, "Divers found a long crack in the wall of the Velden dam early on Tuesday."])
    summary = summarize_record(record({"id": 1, "title": "Velden dam cracked", "text": text}), words=200)
    assert said(summary) == "Divers found a long crack in the wall of the Velden dam early on Tuesday."


@pytest.mark.parametrize(
    "docs",
    [
        [{"id": 1, "text": DOCS[0]["text"]}],
        [{"id": 1, "title": None, "text": DOCS[0]["text"], "source": None}],
        [DOCS[0], {"id": "empty", "title": "Nothing", "text": ""}, {"id": "none", "title": None, "text": None}],
        [DOCS[0], DOCS[0]],
        [{"id": 1, "title": "", "text": "Short.\nVery short.\nAlso short."}],
        [
            {
                "id": 1,
                "title": "",
                "text": "no punctuation here at all but lines\nthat could each be read as one sentence",
            }
        ],
        [{"id": 1, "title": "Same words", "text": "Same words"}],
        [{"id": 1, "title": "", "text": "He left early.\nShe stayed for the night.\nThey met again in the morning."}],
        [{"id": 1, "title": "", "text": "\ud800 broken characters \udfff were found in the text of the page today."}],
    ],
    ids=[
        "no title",
        "nulls",
        "empty",
        "the same twice",
        "short",
        "unpunctuated",
        "title only",
        "leaning",
        "surrogates",
    ],
)
def test_odd_documents_still_give_a_sentence(docs: list[dict]) -> None:
    summary = summarize_record({"id": 1, "docs": docs}, words=40)
    assert summary["sentences"]
    check(summary, docs, 40)


@pytest.mark.parametrize("text", ["", "   \n\n ", "word " * 500])
def test_where_nothing_fits_nothing_is_said(text: str) -> None:
    assert summarize_record({"id": 1, "docs": [{"id": 1, "title": "", "text": text}]}, words=40) == {
        "id": 1,
        "sentences": [],
        "words": 0,
    }


def test_no_documents_give_an_empty_summary() -> None:
    assert summarize_record({"id": 1, "docs": []}, words=40)["sentences"] == []


def test_a_short_sentence_far_down_is_found_when_nothing_else_fits() -> None:
    text = "\n".join(
        [*(f"This is long sentence number {n} of a text that goes on and on." for n in range(90)), "Rain fell."]
    )
    assert said(summarize_record({"id": 1, "docs": [{"id": 1, "text": text}]}, words=2)) == "Rain fell."


GERMAN = (
    "Der Staudamm von Velden wurde am Dienstag gesperrt, weil Taucher einen Riss in der Mauer gefunden haben.\n"
    "Rund 4000 Menschen mussten das Tal verlassen.\nEr war erst im Frühjahr geprüft worden."
)


def test_other_languages_are_read_as_such() -> None:
    docs = [{"id": 1, "title": "Staudamm von Velden gesperrt", "text": GERMAN}]
    summary = summarize_record({"id": 1, "docs": docs}, words=17)
    check(summary, docs, 17)
    assert said(summary).startswith("Der Staudamm")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (DOCS[0]["text"], "en"),
        (GERMAN, "de"),
        ("Le barrage de Velden a été fermé mardi parce que des plongeurs ont trouvé une fissure dans le mur.", "fr"),
        ("La presa de Velden fue cerrada el martes porque los buzos encontraron una grieta en el muro.", "es"),
        ("Плотину закрыли во вторник, потому что водолазы нашли в ней трещину, и жители ушли из долины.", "ru"),
        ("", "en"),
        ("4711 0815", "en"),
    ],
)
def test_the_language_is_told_by_its_stop_words(text: str, language: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ({"id": 1}, "docs"),
        ({"id": 1, "docs": "text"}, "docs"),
        ({"id": 1, "docs": None}, "docs"),
        ({"id": 1, "docs": ["text"]}, "Document 1"),
        ({"id": 1, "docs": [DOCS[0], {"text": "No id."}]}, "Document 2"),
        ({"id": 1, "docs": [{"id": "a", "text": 5}]}, "'a'"),
        ({"id": 1, "docs": [{"id": "a", "text": "One."}, {"id": "a", "text": "Two."}]}, "'a'"),
        ([], "docs"),
    ],
)
def test_a_bad_record_is_refused_with_a_sentence(broken: object, named: str) -> None:
    with pytest.raises(ValueError, match=named) as caught:
        summarize_record(broken, words=40)  # type: ignore[arg-type]
    assert str(caught.value).endswith(".")


def test_a_limit_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="0 words"):
        summarize_record(record(), words=0)


TEXTS = st.lists(
    st.text(alphabet=st.sampled_from("aeiou dlmnrst THW. \n“”\"'?é4—("), max_size=200), min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None)
@given(texts=TEXTS, words=st.integers(1, 80))
def test_any_text_gives_a_true_summary_within_the_limit(texts: list[str], words: int) -> None:
    docs = [{"id": number, "title": text[:20], "text": text} for number, text in enumerate(texts)]
    summary = summarize_record({"id": 1, "docs": docs}, words=words)
    check(summary, docs, words)
    assert summary == summarize_record({"id": 1, "docs": docs[::-1]}, words=words)


def test_a_question_is_read_in_the_language_of_the_documents() -> None:
    text = GERMAN + "\nDie Bäckereien in Marn verkauften am Abend mehr Brote als sonst."
    docs = [{"id": 1, "title": "Staudamm von Velden gesperrt", "text": text}]
    assert "Bäckereien" not in said(summarize_record({"id": 1, "docs": docs}, words=17))
    assert "Bäckereien" in said(summarize_record({"id": 1, "docs": docs}, words=17, query="Bäckereien, Brot"))


def test_a_line_of_marks_is_not_told_twice() -> None:
    told = summarize_record({"id": 1, "docs": [{"id": "a", "text": "?\n?"}]}, words=40)

    assert [one["text"] for one in told["sentences"]] == ["?"]
