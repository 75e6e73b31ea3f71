"""Train the reader that comes with nescio, and write `answer/reader.safetensors`.

    python scripts/train_reader.py [--data data/reading] [--out FILE] [--steps N]
        [--start FILE] [--rate RATE] [--seed N] [--large FOLDER [--taught FILE]]

It starts from the packaged all-MiniLM-L6-v2, whose words stay as they are, and learns where an
answer begins and ends, or that there is none (the [CLS] token), as SQuAD 2.0 has it (Devlin et al.
2019, BERT, section 4.3). Beside its own passage an answerable question is read with one that is
near and does not answer it, as retrieval finds them. It takes about an hour on two cores that
multiply bfloat16, and is done in full precision on others. With `--start` it goes on from weights
that it wrote before.

With `--large FOLDER`, which holds all-mpnet-base-v2, adapters for that model are trained instead
(`scripts/large_reader.py` makes a reader of both); with `--taught FILE` as well the small reader
learns from the large one, whose adapters the file holds.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from readers import ADAPTERS, SHORT, LargeReader, Reader, go_on, weights
from reading import Asked, Example, Paragraph, examples, load, misleading
from reading_loss import distilled, loss
from safetensors.numpy import save_file
from torch import nn
from torch.nn import functional

from answer.span_onnx import TRAINED
from answer.weights import packed
from retrieval.embedding import PACKAGED, packaged_folder

BATCH, STEPS, RATE, WARM = 16, 3400, 1e-4, 0.06
SORTED = 16
"""Batches whose examples are sorted by length together, so that little is padding."""
REPORT, KEEP = 50, 500
"""After as many steps it says how it does, and writes what it has."""


def say(line: str) -> None:
    """To a terminal or a pipe, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def vectors(model: Any, texts: Sequence[str]) -> np.ndarray[Any, Any]:
    """Unit vectors of texts by the encoder of a model as it came."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    found = np.zeros((len(texts), model.encoder.config.hidden_size), dtype=np.float32)
    short = torch.autocast("cpu", dtype=torch.bfloat16, enabled=SHORT)
    with torch.inference_mode(), short:
        for first in range(0, len(order), 64):
            places = order[first : first + 64]
            fed = model.tokenizer(
                [texts[place] for place in places], padding=True, truncation=True, max_length=256,
                return_tensors="pt",
            )  # fmt: skip
            hidden = model.encoder(**fed).last_hidden_state.float()
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


def train(given: argparse.Namespace) -> None:
    """Train and write. Raises OSError and ValueError where files cannot be read or written."""
    folder = packaged_folder(PACKAGED)
    if folder is None:
        raise OSError(f"the package of {PACKAGED} is not installed")
    steps: int = given.steps
    torch.manual_seed(given.seed)
    chance = random.Random(given.seed)  # noqa: S311 - the same examples each time
    packaged = Reader(folder)
    large = given.large and not given.taught
    model = LargeReader(given.large) if large else packaged
    out = given.out or (ADAPTERS if large else TRAINED)
    passages, every = load(given.data)
    asked = [one for one in every if not passages[one.passage].kept]
    seen = vectors(packaged, [f"{p.article}: {p.text}" for p in passages])
    likeness = vectors(packaged, [one.text for one in asked]) @ seen.T
    others = [misleading(one, passages, row) for one, row in zip(asked, likeness, strict=True)]
    say(f"{len(passages)} passages, {len(asked)} questions to learn from")
    if given.start:
        go_on(model, given.start)
    measure = partial(loss, model)
    if given.taught:
        larger = LargeReader(given.large).eval()
        go_on(larger, given.taught)
        measure = partial(distilled, model, deepcopy(model).eval(), larger)
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
            value = measure(batch)
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
                save_file(packed(weights(model)), out)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, default=Path("data/reading"))
    parser.add_argument(
        "--out", type=Path, help="default: the weights in use, of the reader trained"
    )
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--rate", type=float, default=RATE, help="the highest of Adam's")
    parser.add_argument("--seed", type=int, default=0, help="of the order of the examples")
    parser.add_argument("--large", type=Path, help="folder of all-mpnet-base-v2")
    parser.add_argument("--taught", type=Path, help="adapters of the large reader to learn from")
    given = parser.parse_args(arguments)
    if given.taught and not given.large:
        parser.error("--taught needs --large, the folder of the model that its adapters are for")
    train(given)
    return 0


if __name__ == "__main__":
    sys.exit(main())
