"""Words are found in their forms, in every language and script; where they stand is told in code points."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.errors import IndexBusy, IndexDamaged, InputError
from storage.found import Kept, Part, Question, Sheet, parse
from storage.models import StoryId, VersionId
from storage.text_index import TextIndex

Make = Callable[..., TextIndex]


def a_sheet(key: str, body: str, *, language: str = "en", title: str = "", **facts: object) -> Sheet:
    defaults: dict[str, object] = {"kind": Kept.ARTICLE, "shelf": "article 2026-03-02", "stamp": f"stamp of {key}"}
    return Sheet(key=key, texts=((language, title, body),), **(defaults | facts))  # type: ignore[arg-type]


@pytest.fixture
def holding(tmp_path: Path) -> Make:
    def make(*sheets: Sheet) -> TextIndex:
        index = TextIndex(tmp_path / "news.search")
        with index.writing(anew=True) as writer:
            for sheet in sheets:
                writer.put(sheet)
            writer.finish({"article 2026-03-02": f"{len(sheets)} 1"})
        return index

    return make


def found(index: TextIndex, words: str, **where: object) -> list[str]:
    question = Question(parts=parse(words), **where)  # type: ignore[arg-type]
    return [hit.key for hit in index.find(question, 10).hits]


@pytest.mark.parametrize(
    ("language", "body", "words"),
    [
        ("en", "The divers inspected cracked bearings.", "diver inspects crack bearing"),
        ("en", "Zoë Ålund spoke at the café.", "zoe alund CAFE"),
        ("en", "The cafe\u0301 closed.", "café"),
        ("en", "The café closed.", "cafe\u0301"),
        ("de", "Die Brücken wurden gesperrt.", "brucke"),
        ("de", "Die Straße ist frei.", "STRASSE"),
        ("fr", "Les inondations ont isolé deux villages.", "inondation village"),
        ("es", "Las inundaciones aislaron dos pueblos.", "inundacion"),
        ("it", "I ponti erano chiusi.", "ponte"),
        ("pt", "As inundações isolaram aldeias.", "inundação aldeia"),
        ("nl", "De bruggen zijn afgesloten.", "brug"),
        ("sv", "Översvämningar isolerade byar.", "översvämning"),
        ("da", "Oversvømmelser isolerede byer.", "oversvømmelse"),
        ("nb", "Flommene isolerte bygder.", "flommen"),
        ("fi", "Räjähdys vaurioitti siltaa.", "rajahdys"),
        ("hu", "A választások elmaradtak.", "választás"),
        ("ro", "Orașele sunt izolate.", "oraș"),
        ("el", "Οι γέφυρες είναι κλειστές.", "γεφυρα"),
        ("ar", "الجسور مغلقة", "جسور"),
        ("ru", "Мосты закрыты.", "мост"),
        ("tr", "Köprüler kapatıldı.", "köprü"),
        ("pl", "Mosty są zamknięte.", "mosty zamkniete"),
        ("uk", "Мости закрито.", "мости"),
        ("hi", "पुल बंद है।", "पुल"),
        ("ja", "昨日の地震で橋が閉鎖された。", "地震"),
        ("zh", "大桥周一关闭。", "大桥"),
        ("th", "สะพานถูกปิด", "สะพาน"),
        ("und", "The bridge closed.", "BRIDGE"),
    ],
)
def test_a_word_finds_its_forms_however_it_is_spelled(holding: Make, language: str, body: str, words: str) -> None:
    index = holding(a_sheet("one", body, language=language), a_sheet("two", "Something else.", language=language))
    assert found(index, words) == ["one"]


def test_letters_of_a_script_without_spaces_must_stand_together(holding: Make) -> None:
    index = holding(a_sheet("one", "地下で震動を感じた。", language="ja"))
    assert found(index, "地震") == []


def test_all_words_are_wanted_then_any(holding: Make) -> None:
    index = holding(a_sheet("one", "The bridge is closed."), a_sheet("two", "The bridge is open to divers."))
    assert found(index, "bridge closed") == ["one"]
    some = index.find(Question(parts=parse("divers zebra")), 10)
    assert ([hit.key for hit in some.hits], some.any_word) == (["two"], True)
    assert index.find(Question(parts=parse("zebra okapi")), 10).hits == ()


def test_a_phrase_wants_its_words_in_order_and_a_minus_wants_them_gone(holding: Make) -> None:
    index = holding(a_sheet("one", "The swing bridge failed."), a_sheet("two", "The bridge began to swing."))
    assert found(index, '"swing bridge"') == ["one"]
    assert found(index, "bridge -failed") == ["two"]
    assert found(index, 'bridge -"swing bridge"') == ["two"]


def test_a_title_counts_for_more_than_the_text(holding: Make) -> None:
    index = holding(
        a_sheet("text", "The ferry takes cars across.", title="Harbor news of the day"),
        a_sheet("title", "Harbor news of the day is here.", title="The ferry"),
    )
    assert found(index, "ferry") == ["title", "text"]


def test_what_is_found_can_be_narrowed(holding: Make) -> None:
    march, april = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 4, 2, 12, tzinfo=UTC)
    index = holding(
        a_sheet("march", "The bridge.", outlets=("Harbor Post",), published=march),
        a_sheet("april", "The bridge.", outlets=("Valley Sun",), published=april),
        a_sheet("undated", "The bridge.", outlets=("Valley Sun",)),
        a_sheet("old", "The bridge.", newest=False, published=march),
        a_sheet("digest", "The bridge.", kind=Kept.DIGEST, story=StoryId("bridge"), published=march),
    )
    assert set(found(index, "bridge")) == {"march", "april", "undated", "digest"}
    assert found(index, "bridge", kinds=frozenset({Kept.DIGEST})) == ["digest"]
    assert set(found(index, "bridge", outlets=("Valley Sun",))) == {"april", "undated"}
    assert found(index, "bridge", first=april) == ["april"]
    assert set(found(index, "bridge", last=april)) == {"march", "digest"}
    assert set(found(index, "bridge", story=StoryId("bridge"), members=[VersionId("april")])) == {"digest", "april"}
    assert "old" in found(index, "bridge", every_version=True)


def test_places_are_told_in_code_points(holding: Make) -> None:
    body = "🎉 Zoë’s cafe\u0301 bridges 𝔗he bridge; the café."
    index = holding(a_sheet("one", body), a_sheet("two", "大桥周一关闭。", language="zh"))
    assert [body[start:end] for start, end in index.places(body, "en", "bridge")] == ["bridges", "bridge"]
    assert [body[start:end] for start, end in index.places(body, "en", "CAFE")] == ["cafe\u0301", "café"]
    assert [body[start:end] for start, end in index.places(body, "en", "the bridge")] == []
    assert [body[start:end] for start, end in index.places("Go to the bridge, the bridge.", "en", "the bridge")]
    assert index.places("", "en", "bridge") == []
    assert index.places("大桥周一关闭。", "zh", "大桥") == [(0, 2)]


@pytest.mark.parametrize(
    "words",
    [
        "title:bridge",
        "bridge AND OR",
        'a "',
        "(bridge",
        "bridge~2^3",
        "[a TO b]",
        "b\\",
        "*bridge*",
        "C++ 3:45",
        "\ud800 x",
    ],
)
def test_nothing_that_is_typed_is_an_error(holding: Make, words: str) -> None:
    index = holding(a_sheet("one", "The bridge."))
    index.find(Question(parts=parse(words)), 10)


@pytest.mark.parametrize("words", ["", "  ", "&& !", '""', "-bridge", "-"])
def test_a_question_without_a_word_is_refused_in_a_sentence(words: str) -> None:
    with pytest.raises(InputError, match="word"):
        parse(words)


def test_a_question_is_read_as_typed() -> None:
    assert parse("“swing bridge” -ferry co-op –x") == (
        Part("swing bridge"),
        Part("ferry", excluded=True),
        Part("co-op"),
        Part("–x"),
    )
    assert parse('bridge "not closed') == (Part("bridge"), Part("not closed"))


def test_what_is_put_in_again_takes_the_place_of_the_first(holding: Make) -> None:
    index = holding(a_sheet("one", "The bridge."))
    with index.writing() as writer:
        writer.put(a_sheet("one", "The ferry."))
        writer.drop("no such key")
        writer.finish({"article 2026-03-02": "1 2"})
    assert (found(index, "ferry"), found(index, "-bridge ferry")) == (["one"], ["one"])
    assert index.present("article 2026-03-02") == {"one": "stamp of one"}


def test_what_is_not_finished_is_not_there(holding: Make) -> None:
    index = holding(a_sheet("one", "The bridge."))
    with index.writing() as writer:
        writer.put(a_sheet("two", "The ferry."))
    assert found(index, "ferry") == []


def test_readers_find_while_a_writer_works_and_a_second_writer_is_told(holding: Make) -> None:
    index = holding(a_sheet("one", "The bridge."))
    other = TextIndex(index.folder)
    with index.writing() as writer:
        writer.put(a_sheet("two", "The bridge."))
        assert found(other, "bridge") == ["one"]
        with pytest.raises(IndexBusy, match="Another process"), other.writing():
            pass
        writer.finish({})
        assert set(found(other, "bridge")) == {"one", "two"}


@pytest.mark.parametrize("harm", ["state.json", "index/meta.json", "segment", "version"])
def test_a_damaged_index_says_so(holding: Make, harm: str) -> None:
    index = holding(a_sheet("one", "The bridge."))
    if harm == "segment":
        for file in (index.folder / "index").glob("*.term"):
            file.write_bytes(b"")
    elif harm == "version":
        state = index.folder / "state.json"
        state.write_text(state.read_text().replace("format", "older format"))
    else:
        (index.folder / harm).write_text("{")
    with pytest.raises(IndexDamaged):
        found(TextIndex(index.folder), "bridge")
