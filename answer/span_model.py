"""A reader of transformers: a folder or a hub name of the settings, on torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from answer.spans import KEY, Logits, Page, Window, WindowReader, placed, shortened
from nescio.errors import ConfigError, ProviderFailed
from nescio.settings import ReaderSettings
from retrieval.model_thread import cannot_load, model_place, prepare_torch

if TYPE_CHECKING:  # importing torch takes seconds: only the model's thread does it
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

_TRAINED = ("ForQuestionAnswering", "ForQuestionAnsweringSimple")


@dataclass(frozen=True, kw_only=True)
class _Loaded:
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    length: int


class ExtractiveReader(WindowReader[_Loaded]):
    """A model of transformers."""

    def __init__(self, settings: ReaderSettings) -> None:
        """Raises ConfigError when the settings name no model."""
        if settings.model is None:
            raise ConfigError(KEY, "no model is set")
        self._name = name = settings.model
        super().__init__(lambda: _load(name, settings), settings)

    def windows(self, question: str, pages: Sequence[Page], model: _Loaded) -> list[Window]:
        places = [i for i, page in enumerate(pages) if page.text.strip()]
        if not places:
            return []
        tokenizer = model.tokenizer
        read: Any
        try:
            read = tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)
            special = tokenizer.num_special_tokens_to_add(pair=True)
            question = shortened(question, read["offset_mapping"], model.length // 2 - special)
            asked = len(tokenizer(question, add_special_tokens=False)["input_ids"])
            room = model.length - asked - special
            read = tokenizer(
                [question] * len(places), [pages[i].lead + pages[i].text for i in places],
                truncation="only_second", max_length=model.length,
                stride=min(self._settings.stride, room // 2), return_overflowing_tokens=True,
                return_offsets_mapping=True,
            )  # fmt: skip
        except (ValueError, RuntimeError, OverflowError) as error:
            raise ProviderFailed(self._name, " ".join(str(error).split())) from error
        fed = [name for name in tokenizer.model_input_names if name in read]
        found = []
        for row, place in enumerate(read["overflow_to_sample_mapping"]):
            ids, page = read["input_ids"][row], places[place]
            cls = tokenizer.cls_token_id
            sequences, offsets = read.sequence_ids(row), read["offset_mapping"][row]
            window = placed(
                pages[page], page, {name: read[name][row] for name in fed}, sequences, offsets,
                null=ids.index(cls) if cls in ids else 0,
            )  # fmt: skip
            if window is not None:
                found.append(window)
        return found

    def logits(self, batch: Sequence[Window], model: _Loaded) -> list[tuple[Logits, Logits]]:
        import torch

        padded: Any = model.tokenizer.pad([w.ids for w in batch], return_tensors="pt")
        left = model.tokenizer.padding_side == "left"
        width = int(padded["input_ids"].shape[1])
        try:
            with torch.inference_mode():
                output: Any = model.model(**padded)
            starts = np.asarray(output.start_logits.float().numpy(), dtype=np.float64)
            ends = np.asarray(output.end_logits.float().numpy(), dtype=np.float64)
        except (RuntimeError, ValueError, IndexError, TypeError, AttributeError) as error:
            raise ProviderFailed(self._name, " ".join(str(error).split())) from error
        found = []
        for window, start, end in zip(batch, starts, ends, strict=True):
            size = len(window.offsets)
            own = slice(width - size, width) if left else slice(0, size)
            if not (np.isfinite(start[own]).all() and np.isfinite(end[own]).all()):
                raise ProviderFailed(self._name, "it gives scores that are no numbers")
            found.append((start[own], end[own]))
        return found


def _load(name: str, settings: ReaderSettings) -> _Loaded:
    """The model and its tokenizer, from a folder, or the hub's cache or network."""
    place = model_place(name, KEY)
    prepare_torch(settings.threads)
    import torch
    from transformers import AutoConfig, AutoModelForQuestionAnswering, AutoTokenizer

    local = isinstance(place, Path)
    try:
        config: Any = AutoConfig.from_pretrained(str(place), local_files_only=local)
        architectures = config.architectures or []
        # A model without a trained head loads as well, and points anywhere.
        if not any(a.endswith(_TRAINED) for a in architectures):
            raise ConfigError(
                KEY,
                f"{name!r} answers no questions ({', '.join(architectures) or 'no architecture'})",
            )
        tokenizer: Any = AutoTokenizer.from_pretrained(str(place), local_files_only=local)
        model: Any = AutoModelForQuestionAnswering.from_pretrained(
            str(place), local_files_only=local, dtype=getattr(torch, settings.precision)
        )
    except (OSError, ValueError, ImportError, RuntimeError, KeyError) as error:
        raise cannot_load(name, KEY, error) from error
    if not tokenizer.is_fast:
        raise ConfigError(KEY, f"the tokenizer of {name!r} does not tell where its tokens stand")
    if tokenizer.pad_token is None:
        raise ConfigError(KEY, f"the tokenizer of {name!r} has no padding token")
    model.eval()
    length = min(settings.max_length, int(tokenizer.model_max_length), _positions(model, settings))
    return _Loaded(model=model, tokenizer=tokenizer, length=length)


def _positions(model: PreTrainedModel, settings: ReaderSettings) -> int:
    """How many tokens a model has places for. RoBERTa and its kind count on from the place of the
    padding token, so that the first ones are never used."""
    most = getattr(model.config, "max_position_embeddings", None) or settings.max_length
    unused = [
        module.padding_idx + 1
        for name, module in model.named_modules()
        if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None
    ]
    return int(most) - max(unused, default=0)
