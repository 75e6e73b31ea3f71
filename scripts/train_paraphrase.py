"""Train the paraphrase model that comes with nescio, and write `answer/paraphrase.safetensors`.

    python scripts/train_paraphrase.py [--data data/paraphrase] [--start FILE] [--out FILE]
        [--epochs N] [--rate RATE] [--seed N]

It starts from the packaged all-MiniLM-L6-v2 (or goes on from the weights of `--start`), whose words
stay as they are, and learns to put a question near the canonical question of its database that asks
for the same, and not near the others (a softmax over some of the nearest, van den Oord et al. 2018,
InfoNCE), or near none: that is a class of its own. It takes some 40 minutes on two cores that
multiply bfloat16. At the end it says how often it is right on the domains that were kept from it
(`data/paraphrase/kept`).
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from paraphrases import Question, by_domain, load
from readers import ATTENTION, SHORT
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn import functional
from train_reader import say, vectors
from transformers import AutoModel, AutoTokenizer

from answer.paraphrase import COMPARED, TRAINED
from answer.paraphrased import after
from answer.weights import packed, trained
from retrieval.embedding import PACKAGED, packaged_folder

BATCH, EPOCHS, RATE, WARM = 16, 2.0, 8e-5, 0.06
OTHERS, NEAREST = 15, 64
"""Canonical questions that a question is held against beside the right one, two thirds of them of
the very nearest, the rest of so many."""
SCALE, NULL = 20.0, 0.5
"""At the start: what cosines are multiplied with, and the cosine from which on one is meant."""
LONGEST = 96
_WORD = re.compile(r"[^\W\d_]{3,}")
_ROW = re.compile(r".*\b(?P<row>the [\w ]+?)(?= \(|$)")
HEAD_RATE, SCALE_RATE = 20.0, 1000.0
"""How much faster the head learns than the layers."""
BESIDE, PARTS, LATER = 0.1, 0.06, 0.05
"""Of how many questions a variant is learnt: with words beside it, as a follow-up question has its
topic in parentheses; of a part of the row, which nothing answers; after a question that it does not
go on from."""
MOST_BESIDE = 4
OF_ROWS = tuple(
    "box case bag lid cover handle strap label sign manual copy key door roof spare owner"
    " brother neighbour landlord dog".split()
)
"""What is not the row, though the row has it."""
REPORT, KEEP = 25, 100
"""After as many steps it says how it does, and writes what it has."""
BARS = (0.5, 0.7, 0.9)


class Paraphraser(nn.Module):
    """The encoder, the scale of its cosines, and the logit that nothing is meant."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(str(folder))
        self.encoder = AutoModel.from_pretrained(
            str(folder), hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
            attn_implementation=ATTENTION,
        )  # fmt: skip
        self.encoder.embeddings.requires_grad_(requires_grad=False)
        self.scale = nn.Parameter(torch.tensor(SCALE))
        self.null = nn.Linear(self.encoder.config.hidden_size, 1)
        nn.init.zeros_(self.null.weight)
        nn.init.constant_(self.null.bias, NULL)

    def vectors(self, texts: Sequence[str]) -> Tensor:
        """(texts, size), of unit length."""
        fed = self.tokenizer(
            list(texts), padding=True, truncation=True, max_length=LONGEST, return_tensors="pt"
        )
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=SHORT):
            read = self.encoder(**fed).last_hidden_state.float()
        mask = fed["attention_mask"].unsqueeze(-1)
        return functional.normalize((read * mask).sum(1), dim=1)

    def logits(self, asked: Sequence[Question], options: Sequence[Sequence[int]]) -> list[Tensor]:
        """For each question that nothing is meant, then each of its options."""
        texts = sorted(
            {one.canonical[p] for one, places in zip(asked, options, strict=True) for p in places},
            key=len,
        )
        rows = {text: row for row, text in enumerate(texts)}
        parts = [self.vectors(texts[at : at + 64]) for at in range(0, len(texts), 64)]
        known, read = torch.cat(parts), self.vectors([one.text for one in asked])
        none = self.null(read) * self.scale
        return [
            torch.cat([
                none[row],
                self.scale * (known[[rows[one.canonical[p]] for p in places]] @ read[row]),
            ])
            for row, (one, places) in enumerate(zip(asked, options, strict=True))
        ]  # fmt: skip


def weights(model: Paraphraser) -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
    """What was trained: layers by the names of the packaged model, and the head."""
    state = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    layers = {
        name.removeprefix("encoder."): value
        for name, value in state.items()
        if name.startswith("encoder.encoder.")
    }
    head = {"scale": state["scale"][None], "null.bias": state["null.bias"]}
    return layers | head | {"null.weight": state["null.weight"][0]}


def go_on(model: Paraphraser, file: Path) -> None:
    """Set what `weights` gave before. Raises RuntimeError where it is of another model."""
    kept = {name: torch.from_numpy(value) for name, value in trained(file).items()}
    if kept.keys() != weights(model).keys():
        raise RuntimeError(f"{file} holds the weights of another model")
    kept |= {"scale": kept["scale"][0], "null.weight": kept["null.weight"][None]}
    heads = ("scale", "null.")
    named = {n if n.startswith(heads) else f"encoder.{n}": value for n, value in kept.items()}
    model.load_state_dict(named, strict=False)


def nearest(questions: Sequence[Question], model: Paraphraser) -> list[list[int]]:
    """The places of the canonical questions nearest to each by the model as it came, of each text
    the first."""
    texts = sorted({t for one in questions for t in (one.text, *one.canonical)})
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=SHORT):
        known = dict(zip(texts, vectors(model, texts), strict=True))
    found = []
    for one in questions:
        near = np.stack([known[text] for text in one.canonical]) @ known[one.text]
        first = {one.canonical[p]: int(p) for p in np.argsort(-near, kind="stable")[::-1]}
        found.append(list(first.values())[::-1][:NEAREST])
    return found


def chosen(one: Question, near: Sequence[int], chance: random.Random) -> list[int]:
    """The right one, if there is one, and others."""
    wrong = [p for p in near if not one.right(p)]
    hard = wrong[: OTHERS + 1]
    picked = chance.sample(hard, min(len(hard), (OTHERS + 1) * 2 // 3))
    rest = [p for p in wrong if p not in picked]
    more = chance.sample(rest, min(len(rest), OTHERS + 1 - len(picked)))
    return [*one.meant[:1], *picked, *more]


def batches(questions: Sequence[Question], chance: random.Random) -> Iterator[list[int]]:
    """Of one epoch: the places of questions about one database together, whose canonical questions
    they share."""
    places = {id(one): place for place, one in enumerate(questions)}
    found = []
    for some in by_domain(questions).values():
        mixed = chance.sample(some, len(some))
        found += [mixed[at : at + BATCH] for at in range(0, len(mixed), BATCH)]
    chance.shuffle(found)
    for batch in found:
        yield [places[id(one)] for one in batch]


def varied(one: Question, beside: Question, chance: random.Random) -> Question:
    """A question, now and then otherwise: with words of another beside it, after another, or of a
    part."""
    drawn = chance.random()
    if drawn < BESIDE:
        said = [word for word in _WORD.findall(beside.text) if word.islower()]
        some = chance.sample(said, min(len(said), chance.randint(1, MOST_BESIDE)))
        end = one.text.rstrip("?!. ")
        return replace(one, text=f"{end} ({' '.join(some)})?") if some else one
    if drawn > 1 - LATER and " the " in one.text:  # it names its row: nothing is left out
        return replace(one, text=after(beside.text, one.text))
    row = _ROW.search(one.canonical[one.meant[0]]) if one.meant else None
    if drawn < BESIDE + PARTS and row is not None and row["row"] in one.text:
        part = f"the {chance.choice(OF_ROWS)} {chance.choice(('of', 'for'))} {row['row']}"
        return replace(one, text=one.text.replace(row["row"], part, 1), meant=())
    return one


def loss_of(one: Question, places: Sequence[int], logits: Tensor) -> Tensor:
    """Of what is meant, or of nothing."""
    right = [at for at, p in enumerate(places, start=1) if one.right(p)] or [0]
    return torch.logsumexp(logits, 0) - torch.logsumexp(logits[right], 0)


def train(
    model: Paraphraser, questions: Sequence[Question], *, epochs: float, rate: float, seed: int,
    out: Path,
) -> None:  # fmt: skip
    """Raises OSError where the weights cannot be written."""
    chance = random.Random(seed)  # noqa: S311 - the same examples each time
    near = nearest(questions, model)
    steps = int(sum(1 for _ in batches(questions, chance)) * epochs)
    layers = [p for p in model.encoder.parameters() if p.requires_grad]
    groups = [
        {"params": layers, "faster": 1.0},
        {"params": list(model.null.parameters()), "faster": HEAD_RATE},
        {"params": [model.scale], "faster": SCALE_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
    step, lately = 0, 0.0
    model.train()
    while step < steps:
        for batch in batches(questions, chance):
            besides = [questions[chance.choice(batch)] for _ in batch]
            asked = [
                varied(questions[p], beside, chance)
                for p, beside in zip(batch, besides, strict=True)
            ]
            options = [
                chosen(one, near[place], chance) for one, place in zip(asked, batch, strict=True)
            ]
            for group in optimiser.param_groups:
                warm = min(1.0, (step + 1) / (WARM * steps + 1))
                group["lr"] = rate * group["faster"] * warm * (1 - step / steps)
            scored = zip(asked, options, model.logits(asked, options), strict=True)
            loss = torch.stack([loss_of(*one) for one in scored]).mean()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            step += 1
            lately += float(loss.detach())
            if step % REPORT == 0:
                say(f"step {step} of {steps}: loss {lately / REPORT:.3f}")
                lately = 0.0
            if step % KEEP == 0 or step == steps:
                save_file(packed(weights(model)), out)
            if step == steps:
                break


def told(model: Paraphraser, questions: Sequence[Question]) -> Iterator[str]:
    """How often it is right on questions that it has not seen, in words."""
    found: list[tuple[float, bool, bool]] = []
    model.eval()
    with torch.inference_mode():
        for one, near in zip(questions, nearest(questions, model), strict=True):
            places = near[:COMPARED]
            (logits,) = model.logits([one], [places])
            odds = torch.softmax(logits, 0)[1:]
            best = int(odds.argmax())
            found.append((float(odds[best]), one.right(places[best]), bool(one.meant)))
    answered = [one for one in found if one[2]]
    others = [one for one in found if not one[2]]
    right = sum(fits for _, fits, _ in answered) / len(answered)
    yield f"of {len(answered)} questions with an answer the likeliest is right for {right:.3f}"
    for bar in BARS:
        sure = sum(p >= bar and fits for p, fits, _ in answered) / len(answered)
        wrong = sum(p >= bar and not fits for p, fits, _ in answered) / len(answered)
        without = sum(p >= bar for p, _, _ in others) / max(1, len(others))
        yield (
            f"  from {bar} on: right {sure:.3f}, wrong {wrong:.3f}; of {len(others)} without an"
            f" answer {without:.3f}"
        )


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("data/paraphrase"))
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--out", type=Path, default=TRAINED)
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    folder = packaged_folder(PACKAGED)
    if folder is None:
        parser.error(f"the package of {PACKAGED} is not installed")
    questions, kept = (list(load(given.data / part)) for part in ("train", "kept"))
    say(f"{len(questions)} questions to learn from, {len(kept)} kept")
    model = Paraphraser(folder)
    if given.start is not None:
        go_on(model, given.start)
    train(model, questions, epochs=given.epochs, rate=given.rate, seed=given.seed, out=given.out)
    for line in told(model, kept):
        say(line)


if __name__ == "__main__":
    main()
