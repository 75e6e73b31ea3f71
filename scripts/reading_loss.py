"""What a reader is trained for: the spans of examples, or what a larger reader makes of them.

Only the tokens of the texts and [CLS], which stands for no answer, take part. A larger reader is
learnt from by the distance of its distributions (Hinton et al. 2015, Distilling the knowledge in a
neural network). That its tokens are the same ones is taken for granted: both cut words by one list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional

if TYPE_CHECKING:
    from readers import Reader
    from reading import Example

LONGEST = 288
"""Tokens of a question and a passage."""
NOWHERE = -1e4
HEAT, HARD, FORMER = 2.0, 0.3, 0.2
"""By which logits are divided before they are compared with the larger reader's; what the spans of
the examples themselves count beside it; and what the model's own logits of before count in it."""


@dataclass(frozen=True, kw_only=True)
class Fed:
    """A batch as a model is fed it, and the place of each token of the texts in tokens and text."""

    given: dict[str, Tensor]
    own: list[list[tuple[int, int, int]]]


def fed(tokenizer: Any, batch: Sequence[Example]) -> Fed:
    """Questions and texts, the latter cut at the end where they are too long."""
    read = tokenizer(
        [one.question for one in batch], [one.lead + one.text for one in batch],
        truncation="only_second", max_length=LONGEST, padding=True, return_tensors="pt",
        return_offsets_mapping=True,
    )  # fmt: skip
    offsets = read.pop("offset_mapping").tolist()
    own = [
        [
            (place, start - len(one.lead), end - len(one.lead))
            for place, ((start, end), part) in enumerate(
                zip(offsets[row], read.sequence_ids(row), strict=True)
            )
            if part == 1 and start >= len(one.lead)
        ]
        for row, one in enumerate(batch)
    ]
    return Fed(given=dict(read), own=own)


def own_scores(scores: Tensor, fed: Fed, most: Sequence[int]) -> Tensor:
    """(batch, 1 + the longest text, 2): [CLS] and the first `most` tokens of each text."""
    found = scores.new_full((len(fed.own), 1 + max(most), 2), NOWHERE)
    for row, (places, count) in enumerate(zip(fed.own, most, strict=True)):
        chosen = [0, *(place for place, _, _ in places[:count])]
        found[row, : len(chosen)] = scores[row, chosen]
    return found


def ends(batch: Sequence[Example], fed: Fed, most: Sequence[int]) -> Tensor:
    """(batch, 2): the first and the last token of each answer in `own_scores`; 0 for none."""
    found = torch.zeros((len(batch), 2), dtype=torch.long)
    for row, (one, places, count) in enumerate(zip(batch, fed.own, most, strict=True)):
        if one.answer is not None:
            begin, stop = one.answer
            inside = [
                place
                for place, (_, start, end) in enumerate(places[:count], start=1)
                if end > begin and start < stop
            ]
            if inside:
                found[row] = torch.tensor([inside[0], inside[-1]])
    return found


def loss(model: Reader, batch: Sequence[Example]) -> Tensor:
    """Cross-entropy of start and end."""
    read = fed(model.tokenizer, batch)
    most = [len(places) for places in read.own]
    return _hard(own_scores(model(**read.given), read, most), ends(batch, read, most))


def distilled(model: Reader, former: Reader, larger: Reader, batch: Sequence[Example]) -> Tensor:
    """The same with the distance from the start and the end that a larger reader sees, together
    with what the model saw before it learnt from that one."""
    read, again = fed(model.tokenizer, batch), fed(larger.tokenizer, batch)
    most = [min(len(a), len(b)) for a, b in zip(read.own, again.own, strict=True)]
    with torch.inference_mode():
        known = own_scores(former(**read.given), read, most)
        taught = torch.lerp(own_scores(larger(**again.given), again, most), known, FORMER)
    scores = own_scores(model(**read.given), read, most)
    hard = _hard(scores, ends(batch, read, most))
    return HARD * hard + (1 - HARD) * distance(scores, taught.clone())


def _hard(scores: Tensor, ends: Tensor) -> Tensor:
    sides = [functional.cross_entropy(scores[:, :, side], ends[:, side]) for side in (0, 1)]
    return torch.stack(sides).sum()


def distance(scores: Tensor, taught: Tensor) -> Tensor:
    """Kullback-Leibler divergence of (batch, tokens, 2), on the scale of the cross-entropy."""
    own, larger = (functional.log_softmax(some / HEAT, dim=1) for some in (scores, taught))
    sides = [
        functional.kl_div(
            own[:, :, side], larger[:, :, side], reduction="batchmean", log_target=True
        )
        for side in (0, 1)
    ]
    return torch.stack(sides).sum() * HEAT**2
