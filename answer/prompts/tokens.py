"""How many tokens texts and prompts have, without the tokenizer of the provider.

Two figures for two uses. `at_most_tokens` (of `retrieval.packing`) is on the safe side: what is
packed by it fits. `about_tokens` is near the middle: for usage that a provider does not tell, and
for estimates of cost.

Held against the tokenizer of SmolLM2 (byte pairs, 49,152 tokens) over the passages of the sample
shop's documents and 579 of its rows: `about_tokens` is off by 4 % in the mean and by 1 % in the
sum, `at_most_tokens` too high by 6 % at least, by 46 % in the median of documents and 19 % of
rows. Tokenizers that take three digits for one token find fewer: beside that of
GPT-4 (cl100k) `about_tokens` is 7 % too high over documents and 21 % over rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from answer.models.chat import Message
from retrieval.packing import at_most_tokens

__all__ = ["MESSAGE_TOKENS", "Count", "about_tokens", "at_most_tokens", "prompt_tokens"]

Count = Callable[[str], int]
MESSAGE_TOKENS = 8
"""What a chat template adds to a message, and to the beginning of the reply, at most."""


_PIECE = re.compile(r"[a-zA-Z]+|[^\sa-zA-Z]|\s{2,}|[^\S ]| (?=\d)")
_COMMON = 8
_NAME = 4


def about_tokens(text: str) -> int:
    """An estimate of the tokens of a text, as often too high as too low.

    A token for each word of up to 8 small letters, for up to 4 where there are capitals (names,
    codes), a digit, a sign; a letter of other scripts is a token, whatever its bytes.
    """
    return sum(map(_about, _PIECE.findall(text)))


def prompt_tokens(messages: Sequence[Message], count: Count = at_most_tokens) -> int:
    """Of a whole prompt, with what a chat template adds."""
    return sum(count(m.content) + MESSAGE_TOKENS for m in messages) + MESSAGE_TOKENS


def _about(piece: str) -> int:
    if not (piece.isascii() and piece.isalpha()):
        return 1
    return 1 + (len(piece) - 1) // (_COMMON if piece.islower() else _NAME)
