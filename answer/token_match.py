"""How much of a question the passage of a quote holds, token by token.

Late interaction (Khattab & Zaharia 2020, ColBERT): each token of the question is as near to the
passage as the token there that it is nearest to. Here the tokens are those of the embedding model
as it comes, and the likeness of the question is their mean, each counting by how rare its word is.
What a passage says in other words counts, where the words alone would miss it; a word that nothing
in it comes near to counts against it, where the one vector of a passage hides that.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from answer.question import Analysis
from answer.quotes import Extract, Quote
from nescio.text import stem, words
from retrieval.embedding import TokenEncoder, Tokens


class TokenMatch:
    """Holds questions against the passages that are quoted first."""

    def __init__(self, encoder: TokenEncoder) -> None:
        self._encoder = encoder

    async def matched(self, analysis: Analysis, extract: Extract) -> Extract:
        """The same with what the passage of the first quote holds of the question, in all quotes of
        that passage. Raises ConfigError and ProviderFailed."""
        if not extract.chosen:
            return extract
        passage = extract.chosen[0].passage
        asked = await self._encoder.tokens(analysis.text)
        text = await self._encoder.tokens(f"{passage.title}: {passage.chunk.text}")
        found = likeness(asked, token_weights(analysis, asked), text)

        def told(quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
            return tuple(
                replace(q, matched=found) if q.passage.chunk.id == passage.chunk.id else q
                for q in quotes
            )

        return replace(
            extract, chosen=told(extract.chosen), others=told(extract.others),
            scored=told(extract.scored),
        )  # fmt: skip


def token_weights(analysis: Analysis, asked: Tokens) -> list[float]:
    """Of each token of a question, that of the word it is part of."""
    weights = [
        (w.start, w.end, analysis.weights.get(stem(w.form), 0.0)) for w in words(analysis.text)
    ]
    return [
        next((weight for start, end, weight in weights if start <= at < end), 0.0)
        for at, _ in asked.spans
    ]


def likeness(asked: Tokens, weights: list[float], text: Tokens) -> float:
    """-1 to 1: the weighted mean of the highest cosine of each token; 0 where nothing counts."""
    if not text.spans or not any(weights):
        return 0.0
    nearest = (asked.vectors @ text.vectors.T).max(axis=1)
    return float(np.average(nearest, weights=weights))
