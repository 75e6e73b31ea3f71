"""The readers that are trained: the packaged model with its layers, a larger one with adapters."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from answer.weights import trained

SHORT: bool = torch.ops.mkldnn._is_mkldnn_bf16_supported()
"""Whether the processor multiplies bfloat16: where it does not, that is sixty times slower."""
ATTENTION = "eager"
"""How attention is computed: differentiating the fused kernel was over half of a step on a CPU."""
ADAPTERS = Path("data/reading/large.safetensors")
RANK, SCALE = 16, 2.0
"""Of the adapters: their inner size, and what counts of them."""
UNTOUCHED = 2
"""The first layers of the larger model, which stay as they are."""
_STILL = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}


class Reader(nn.Module):
    """An encoder with a start and an end score for each token; its words stay as they are."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(str(folder))
        self.encoder = AutoModel.from_pretrained(
            str(folder), attn_implementation=ATTENTION, **_STILL
        )
        self.encoder.embeddings.requires_grad_(requires_grad=False)
        self.head = nn.Linear(self.encoder.config.hidden_size, 2)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, **given: Tensor) -> Tensor:
        """(batch, length, 2), of what the tokenizer gives."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=SHORT):
            read = self.encoder(**given)
        scores: Tensor = self.head(read.last_hidden_state.float())
        return scores

    def is_learned(self, name: str) -> bool:
        """Whether the weight of that name is trained."""
        return name.startswith(("encoder.encoder.", "head."))


class LargeReader(Reader):
    """all-mpnet-base-v2: of its layers only adapters of low rank are trained (Hu et al. 2022)."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.encoder.requires_grad_(requires_grad=False)
        for layer in self.encoder.encoder.layer[UNTOUCHED:]:
            attention = layer.attention.attn
            for name in ("q", "k", "v", "o"):
                setattr(attention, name, Adapted(getattr(attention, name)))
            for part in (layer.intermediate, layer.output):
                part.dense = Adapted(part.dense)

    def is_learned(self, name: str) -> bool:
        return name.startswith("head.") or name.endswith((".down", ".up"))


class Adapted(nn.Module):
    """A linear layer as it came, and what is learnt beside it."""

    def __init__(self, given: nn.Linear) -> None:
        super().__init__()
        self.given = given.to(torch.bfloat16) if SHORT else given
        first = torch.randn(RANK, given.in_features) / math.sqrt(given.in_features)
        self.down = nn.Parameter(first)
        self.up = nn.Parameter(torch.zeros(given.out_features, RANK))

    def forward(self, read: Tensor) -> Tensor:
        """As the layer has it."""
        beside = functional.linear(functional.linear(read, self.down), self.up)
        whole: Tensor = self.given(read) + SCALE * beside
        return whole


def weights(model: Reader) -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
    """What was trained, by the names of the model that it started from; the head as `head`."""
    return {
        name.removeprefix("encoder."): value.detach().numpy()
        for name, value in model.state_dict().items()
        if model.is_learned(name)
    }


def go_on(model: Reader, file: Path) -> None:
    """Set what `weights` gave before. Raises RuntimeError where the names are others."""
    kept = {name: torch.from_numpy(value) for name, value in trained(file).items()}
    named = {n if n.startswith("head.") else f"encoder.{n}": v for n, v in kept.items()}
    if named.keys() != {name for name in model.state_dict() if model.is_learned(name)}:
        raise RuntimeError(f"{file} holds the weights of another model")
    model.load_state_dict(named, strict=False)
