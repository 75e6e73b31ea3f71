"""The sparse encoder: words, stems and stop words of several languages."""

from __future__ import annotations

import pytest

from nescio.errors import ConfigError
from retrieval.bm25 import LANGUAGES, encoder, parameters


def tokens(text: str, language: str) -> set[int]:
    return set(encoder(language).embed_query(text).indices)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("english", "lamps", "lamp"),
        ("english", "Caf\N{LATIN SMALL LETTER E WITH ACUTE}", "cafe"),
        ("german", "H\N{LATIN SMALL LETTER A WITH DIAERESIS}user", "Haus"),
        ("german", "Stra\N{LATIN SMALL LETTER SHARP S}e", "Strasse"),
        ("french", "\N{LATIN SMALL LETTER E WITH ACUTE}tudiantes", "etudiante"),
        ("spanish", "l\N{LATIN SMALL LETTER A WITH ACUTE}mparas", "lampara"),
        ("russian", "\u043b\u0430\u043c\u043f\u044b", "\u043b\u0430\u043c\u043f\u0430"),
    ],
)
def test_forms_of_a_word_are_one_token(language: str, one: str, other: str) -> None:
    assert len(tokens(one, language)) == 1
    assert tokens(one, language) == tokens(other, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("english", "the and of"),
        ("german", "und der die das mit"),
        ("french", "le la les et"),
        ("russian", "\u0438 \u0432 \u043d\u0430"),
    ],
)
def test_stop_words_are_those_of_the_language(language: str, text: str) -> None:
    assert tokens(text, language) == set()


def test_stop_words_of_another_language_are_words() -> None:
    assert tokens("und der die", "english") != set()
    assert tokens("the of", "german") != set()


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (
            "japanese",
            "\u8d64\u3044\u30e9\u30f3\u30d7",
            "\u30e9\u30f3\u30d7\u3092\u8cb7\u3044\u305f\u3044",
        ),
        ("chinese", "\u7ea2\u8272\u7684\u53f0\u706f", "\u6211\u60f3\u4e70\u4e00\u76cf\u53f0\u706f"),
    ],
)
def test_words_without_spaces_are_found(language: str, one: str, other: str) -> None:
    assert tokens(one, language) & tokens(other, language)
    assert tokens(one, language) != tokens(other, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_named_has_an_encoder(language: str) -> None:
    assert encoder(language).embed_document("E-17").indices
    assert parameters(language)["language"] == language


def test_a_language_that_is_not_known_says_which_are() -> None:
    with pytest.raises(ConfigError, match=r"vectors\.language.*'klingon'.*german"):
        encoder("klingon")
