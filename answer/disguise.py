"""What a text says under a disguise: look-alike letters, styled or struck letters, letters apart,
digits for letters, and what was encoded (base64, hex, percent signs, rot13, backwards).

Only for looking at a text: what is searched for or quoted is the text as it stands, except that
look-alike letters inside words of another script are made what they look like (`plain_letters`).
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

# Cyrillic, Greek and Armenian letters that look like Latin ones (Unicode TR 39, the letters of
# one-to-one confusables only).
_ALIKE = str.maketrans(
    dict(
        zip(
            "аеорсухіјѕһԁԛԝьқвнкмтгАВЕКМНОРСТУХІЈЅԚԜαοερυιντκχηΑΒΕΖΗΙΚΜΝΟΡΤΥΧօսհոց",
            "aeopcyxijshdqwbkbhkmtrABEKMHOPCTYXIJSQWaoepuivtkxnABEZHIKMNOPTYXouhng",
            strict=True,
        )
    )
)
_LEET = str.maketrans("0134578@$!", "oieastbasi")
_STYLED = re.compile(
    r"[\u2100-\u214f\u2460-\u24ff\uff01-\uff5e\U0001d400-\U0001d7ff\U0001f130-\U0001f189]"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_APART = re.compile(r"(?<!\w)(?:\w(?:[ .\-_*|]| {2,3})){4,}\w(?!\w)")
_BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{16,}={0,2}(?![\w+/=-])")
_HEX = re.compile(r"(?<!\w)(?:0x)?((?:[0-9a-fA-F]{2}[\s:]?){8,})(?!\w)")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2}){3,}")
_SHORT = frozenset(
    """the a an of and or to in is are was your you all any what which who how me my this that not
    with from for on it be please tell show say give""".split()
)
_MIXED = re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])[\w@$!]{3,}")
_MOST = 4000
_FEW = 9


def plain_letters(text: str) -> str:
    """The text with styled letters, and look-alike letters in Latin words, as plain ones."""
    if text.isascii():
        return text
    styled = _STYLED.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)
    # In a text of another script a short word may have nothing but letters with a Latin double.
    other_script = any(map(_foreign, styled.translate(_ALIKE)))

    def plain(word: str) -> str:
        mixed = not all(map(_foreign, filter(str.isalpha, word)))
        return _latin(word) if mixed or not other_script else word

    return re.sub(r"\w+", lambda m: plain(m.group()), styled)


def readings(text: str) -> Iterator[str]:
    """The text itself, without accents and disguises of letters, and what is armoured in it."""
    text = text[:_MOST]
    yield text
    bare = _bare(text)
    if bare != text:
        yield bare
    joined = _APART.sub(lambda m: _joined(m.group()), bare)
    if joined != bare:
        yield joined
    if _MIXED.search(joined):
        yield _MIXED.sub(lambda m: m.group().translate(_LEET), joined)
    yield from _armoured(bare)


def letters_apart(text: str) -> bool:
    """Whether words are written so that their letters stand apart: `h e l l o  y o u`."""
    return any(len(re.findall(r"\w", m.group())) > _FEW for m in _APART.finditer(text))


def encoded(text: str) -> Iterator[str]:
    """English that stands encoded in the text."""
    yield from _armoured(text)
    for clause in re.split(r":\s|\n", text):
        if _count(clause) == 0:
            for other in (codecs.encode(clause, "rot13"), clause[::-1]):
                if _count(other) > 1:
                    yield other


def _armoured(text: str) -> Iterator[str]:
    for match in _BASE64.finditer(text):
        yield from _english(_base64(match.group()))
    for match in _HEX.finditer(text):
        digits = re.sub(r"[\s:]", "", match.group(1))
        yield from _english(_text(bytes.fromhex(digits[: len(digits) // 2 * 2])))
    if _PERCENT.search(text):
        yield from _english(unquote(text))


def _english(text: str) -> Iterator[str]:
    if _count(text) > 0 and len(_WORD.findall(text)) > 2:
        yield text


def _count(text: str) -> int:
    """How many of the most common short words stand in a text."""
    return len({word.lower() for word in _WORD.findall(text)} & _SHORT)


def _base64(token: str) -> str:
    padded = token.rstrip("=") + "=" * (-len(token.rstrip("=")) % 4)
    try:
        return _text(base64.b64decode(padded, altchars=b"-_" if "-" in token else None))
    except (binascii.Error, ValueError):
        return ""


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _joined(letters: str) -> str:
    # Two spaces, or a space among other separators, part words whose letters stand apart.
    part = r" {2,}" if "  " in letters else r" " if re.search(r"[.\-_*|]", letters) else r"$"
    return " ".join(re.sub(r"[\W_]", "", word) for word in re.split(part, letters))


def _bare(text: str) -> str:
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    marks = "".join(c for c in apart if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    return re.sub(r"\w+", lambda m: _latin(m.group()), marks)


def _latin(word: str) -> str:
    """A word in Latin letters, if each of its letters is or looks like one; else as it is."""
    if word.isascii():
        return word
    changed = word.translate(_ALIKE)
    return word if any(map(_foreign, changed)) else changed


def _foreign(letter: str) -> bool:
    return letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN")
