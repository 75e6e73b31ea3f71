"""Train the reader that comes with nescio, and write `answer/reader.safetensors`.

    python scripts/train_reader.py [--data data/reading] [--out FILE] [--steps N]
        [--start FILE] [--rate RATE] [--seed N]

It starts from the packaged all-MiniLM-L6-v2, whose words stay as they are, and learns where an
answer begins and ends, or that there is none (the [CLS] token), as SQuAD 2.0 has it (Devlin et al.
2019, BERT, section 4.3). Beside its own passage an answerable question is read with one that is
near and does not answer it, as retrieval finds them. It takes about an hour on two cores that
multiply bfloat16, and is done in full precision on others. With `--start` it goes on from weights
that it wrote before.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from reading import Asked, Example, Paragraph, examples, load, misleading
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from answer.span_onnx import TRAINED
from answer.weights import packed, trained
from retrieval.embedding import PACKAGED, packaged_folder

BATCH, STEPS, RATE, WARM = 16, 3400, 1e-4, 0.06
LONGEST = 288
"""Tokens of a question and a passage."""
SORTED = 16
"""Batches whose examples are sorted by length together, so that little is padding."""
REPORT, KEEP = 50, 500
"""After as many steps it says how it does, and writes what it has."""
NOWHERE = -1e4
SHORT: bool = torch.ops.mkldnn._is_mkldnn_bf16_supported()
"""Whether the processor multiplies bfloat16: where it does not, that is sixty times slower."""
LEARNED = ("encoder.encoder.", "head.")


class Reader(nn.Module):
    """The encoder, with a start and an end score for each token."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            str(folder),
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.encoder.embeddings.requires_grad_(requires_grad=False)
        self.head = nn.Linear(self.encoder.config.hidden_size, 2)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
        """(batch, length, 2)."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=SHORT):
            read = self.encoder(input_ids=ids, token_type_ids=segments, attention_mask=mask)
        scores: Tensor = self.head(read.last_hidden_state.float())
        return scores


def weights(model: Reader) -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
    """What was trained, by the names of the packaged model; the head as `head`."""
    return {
        name.removeprefix("encoder."): value.detach().numpy()
        for name, value in model.state_dict().items()
        if name.startswith(LEARNED)
    }


def go_on(model: Reader, file: Path) -> None:
    """Set what `weights` gave before. Raises RuntimeError where the names are others."""
    kept = {name: torch.from_numpy(value) for name, value in trained(file).items()}
    named = {n if n.startswith("head.") else f"encoder.{n}": v for n, v in kept.items()}
    if named.keys() != {name for name in model.state_dict() if name.startswith(LEARNED)}:
        raise RuntimeError(f"{file} holds the weights of another model")
    model.load_state_dict(named, strict=False)


def say(line: str) -> None:
    """To a terminal or a pipe, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def vectors(model: Any, tokenizer: Any, texts: Sequence[str]) -> np.ndarray[Any, Any]:
    """Unit vectors of texts by the model as it came."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    found = np.zeros((len(texts), model.config.hidden_size), dtype=np.float32)
    with torch.inference_mode():
        for first in range(0, len(order), 64):
            places = order[first : first + 64]
            fed = tokenizer(
                [texts[place] for place in places], padding=True, truncation=True, max_length=256,
                return_tensors="pt",
            )  # fmt: skip
            hidden = model(**fed).last_hidden_state
            mask = fed["attention_mask"].unsqueeze(-1)
            found[places] = functional.normalize((hidden * mask).sum(1), dim=1).numpy()
    return found


def batches(
    asked: Sequence[Asked],
    others: Sequence[Sequence[int]],
    passages: Sequence[Paragraph],
    chance: random.Random,
) -> Iterator[list[Example]]:
    """Of one epoch, in an order of its own."""
    made = list(examples(asked, others, passages, chance))
    chance.shuffle(made)
    for first in range(0, len(made), BATCH * SORTED):
        near = sorted(made[first : first + BATCH * SORTED], key=lambda one: len(one.text))
        cut = [near[place : place + BATCH] for place in range(0, len(near), BATCH)]
        chance.shuffle(cut)
        yield from cut


def loss(model: Reader, tokenizer: Any, batch: Sequence[Example]) -> Tensor:
    """Cross-entropy of start and end over the tokens of the texts and [CLS]."""
    read = tokenizer(
        [one.question for one in batch], [one.lead + one.text for one in batch],
        truncation="only_second", max_length=LONGEST, padding=True, return_tensors="pt",
        return_offsets_mapping=True,
    )  # fmt: skip
    scores = model(read["input_ids"], read["token_type_ids"], read["attention_mask"])
    allowed = torch.zeros(scores.shape[:2], dtype=torch.bool)
    allowed[:, 0] = True
    ends = torch.zeros((len(batch), 2), dtype=torch.long)
    for row, one in enumerate(batch):
        lead, offsets = len(one.lead), read["offset_mapping"][row].tolist()
        own = [
            (place, start - lead, end - lead)
            for place, ((start, end), part) in enumerate(
                zip(offsets, read.sequence_ids(row), strict=True)
            )
            if part == 1 and start >= lead
        ]
        allowed[row, [place for place, _, _ in own]] = True
        if one.answer is not None:
            begin, stop = one.answer
            inside = [place for place, start, end in own if end > begin and start < stop]
            if inside:
                ends[row] = torch.tensor([inside[0], inside[-1]])
    scores = scores.masked_fill(~allowed.unsqueeze(-1), NOWHERE)
    return sum(
        (functional.cross_entropy(scores[:, :, side], ends[:, side]) for side in (0, 1)),
        torch.tensor(0.0),
    )


def train(given: argparse.Namespace) -> None:
    """Train and write. Raises OSError and ValueError where files cannot be read or written."""
    folder = packaged_folder(PACKAGED)
    if folder is None:
        raise OSError(f"the package of {PACKAGED} is not installed")
    steps: int = given.steps
    torch.manual_seed(given.seed)
    chance = random.Random(given.seed)  # noqa: S311 - the same examples each time
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    model = Reader(folder)
    passages, every = load(given.data)
    asked = [one for one in every if not passages[one.passage].kept]
    seen = vectors(model.encoder, tokenizer, [f"{p.article}: {p.text}" for p in passages])
    likeness = vectors(model.encoder, tokenizer, [one.text for one in asked]) @ seen.T
    others = [misleading(one, passages, row) for one, row in zip(asked, likeness, strict=True)]
    say(f"{len(passages)} passages, {len(asked)} questions to learn from")
    if given.start:
        go_on(model, given.start)
    learned = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, given.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, step / (WARM * steps)) * max(0.02, 1 - step / steps)
    )
    step, recent = 0, list[float]()
    while step < steps:
        for batch in batches(asked, others, passages, chance):
            if step >= steps:
                break
            value = loss(model, tokenizer, batch)
            value.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            step += 1
            recent.append(value.item())
            if step % REPORT == 0:
                say(f"step {step} of {steps}: loss {np.mean(recent[-REPORT:]):.3f}")
            if step % KEEP == 0 or step == steps:
                save_file(packed(weights(model)), given.out)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, default=Path("data/reading"))
    parser.add_argument("--out", type=Path, default=TRAINED)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--rate", type=float, default=RATE, help="the highest of Adam's")
    parser.add_argument("--seed", type=int, default=0, help="of the order of the examples")
    train(parser.parse_args(arguments))
    return 0


if __name__ == "__main__":
    sys.exit(main())
