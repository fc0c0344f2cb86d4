import pytest

from tasks.text.tokens import is_stop, stem, stems, stop_words, tokens, words

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "cs", "uk", "ru")


def test_contractions_numbers_and_initialisms_are_one_token_each() -> None:
    assert words("Don't cut 1,500 first-ever U.S. posts in 40-45 days, 20-year-old!") == [
        "don't", "cut", "1,500", "first-ever", "u.s.", "posts", "in", "40-45", "days", "20-year-old"
    ]  # fmt: skip


def test_tokens_know_their_places() -> None:
    text = "Ünïcode 😀 words, “quoted”"
    assert all(text[token.start : token.end] == token.text for token in tokens(text))
    assert [token.text for token in tokens(text)] == ["Ünïcode", "words", "quoted"]


def test_stems_drop_stop_words_and_single_letters_and_keep_numbers() -> None:
    assert stems("The agents’ 3 vans were a mystery to the U.S.") == ["agent", "3", "van", "mysteri", "us"]


def test_the_country_is_no_pronoun() -> None:
    assert stems("US troops told us") == ["us", "troop"]


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "deployed", "deploying"),
        ("de", "Soldaten", "Soldat"),
        ("fr", "l’armée", "armées"),
        ("es", "soldados", "soldado"),
        ("pt", "casas", "casa"),
        ("it", "agenti", "agente"),
        ("nl", "agenten", "agent"),
        ("cs", "vojáků", "voják"),
        ("ru", "солдаты", "солдат"),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, first: str, second: str) -> None:
    assert stem(first, language) == stem(second, language)


def test_a_language_without_a_stemmer_keeps_its_words() -> None:
    assert stem("Військових", "uk") == "військових"
    assert stem("Words", "zz") == "words"
    assert stems("Some words", "zz") == ["some", "words"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_list_of_stop_words(language: str) -> None:
    assert len(stop_words(language)) > 100
    assert not any(word != word.casefold() for word in stop_words(language))


def test_stop_words_ignore_case_and_the_kind_of_apostrophe() -> None:
    assert is_stop("The")
    assert is_stop("don’t")
    assert not is_stop("bridge")
    assert stop_words("zz") == frozenset()
