"""The sparse encoder: one set of BM25 parameters for every engine, kept with the index.

Term weights come from here, IDF from the engine. An index made with other parameters or for another
language cannot be searched with these: engines compare `parameters` with what the index says it was
made with.
"""

from __future__ import annotations

from typing import Final

from qdrant_edge import Bm25, Bm25Config, TokenizerType

from nescio.errors import ConfigError

PARAMETERS: Final[dict[str, str | float]] = {"k": 1.2, "b": 0.75, "avg_len": 100.0}
"""The same for all languages."""

ENGLISH: Final = "english"
LANGUAGES: Final = (
    "arabic, azerbaijani, basque, bengali, catalan, chinese, danish, dutch, english, finnish, "
    "french, german, greek, hebrew, hinglish, hungarian, indonesian, italian, japanese, kazakh, "
    "nepali, norwegian, portuguese, romanian, russian, slovene, spanish, swedish, tajik, turkish"
).split(", ")
"""Languages whose stop words the encoder leaves out, and whose stems it knows where there are
rules for them."""

_UNSPACED = frozenset({"chinese", "japanese"})
"""Written without spaces between the words, which takes another tokenizer."""


def parameters(language: str = ENGLISH) -> dict[str, str | float]:
    """What an index for `language` is made with. Raises ConfigError for one that is not known."""
    if language not in LANGUAGES:
        raise ConfigError(
            "vectors.language", f"no language {language!r:.40}", f"one of: {', '.join(LANGUAGES)}"
        )
    return {"language": language, **PARAMETERS}


def encoder(language: str = ENGLISH) -> Bm25:
    """A new encoder; it holds no state of the corpus. Raises ConfigError as `parameters` does."""
    chosen = parameters(language)
    return Bm25(
        Bm25Config(
            k=float(chosen["k"]),
            b=float(chosen["b"]),
            avg_len=float(chosen["avg_len"]),
            language=language,
            ascii_folding=True,
            tokenizer=TokenizerType.Multilingual if language in _UNSPACED else TokenizerType.Word,
        )
    )
