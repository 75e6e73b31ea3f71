"""Makes the golden set: hand-written questions and forms filled from rows, with answers by query.

Run it after the shop's rows or a file below `seed/questions/` were changed. The result is
committed, and a test compares both.
"""

import json
import re
import sqlite3
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from data.shop.build import build, golden_path
from data.shop.questions import QUESTIONS_DIR, TWINS, Asked, hand_written, resolve

SEED = 77
# Shares of slips in questions made from rows and in hand-written ones; about a fifth of all in sum.
TYPO_SHARE = 0.48
HAND_TYPO_SHARE = 0.1
CAREFUL = frozenset({"injection", "private", "out-of-scope", "unanswerable"})


def misspelt(random: Random, name: str) -> str:
    """The name with one slip of the fingers in its longest word, as people make them."""
    word = max(re.findall(r"[A-Za-zäöüéø]+", name), key=len)
    at = random.randrange(1, len(word) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    slips = [swapped, word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]]
    wrong = random.choice([slip for slip in slips if slip != word])
    return name.replace(word, wrong, 1)


def from_rows(shop: sqlite3.Connection, random: Random) -> Iterator[Asked]:
    """Each form of `forms.toml` with names drawn from its pool."""
    groups = tomllib.loads((QUESTIONS_DIR / "forms.toml").read_text(encoding="utf-8"))["form"]
    for group in groups:
        pool = [row[0] for row in shop.execute(group["pool"])]
        names = random.sample(pool, k=min(group["count"], len(pool)))
        wordings = random.sample(group["ask"], k=len(group["ask"]))
        for place, name in enumerate(names):
            wording: str = wordings[place % len(wordings)]
            answers, source = resolve(shop, group["value"].replace("{name}", name))
            marks = ["paraphrase"] if wording.endswith(" ~") else []
            said = name
            if group.get("typos", True) and random.random() < TYPO_SHARE:
                said, marks = misspelt(random, name), [*marks, "typo"]
            if random.random() < 0.45:
                said = said.lower()
            question = wording.removesuffix(" ~").replace("{name}", said)
            yield Asked(
                tag=group["tag"],
                question=question,
                answers=answers,
                sources=[source],
                marks=marks,
            )


def hasty(item: Asked, random: Random) -> Asked:
    """The item, now and then with a slip in the longest word of its question."""
    careless = random.random() < HAND_TYPO_SHARE
    if not careless or "typo" in item.marks or item.tag in CAREFUL:
        return item
    question = misspelt(random, item.question)
    return replace(item, question=question, marks=[*item.marks, "typo"])


def numbered(asked: list[Asked], random: Random) -> Iterator[dict[str, object]]:
    """Ids and halves: within a category every second question is for calibration."""
    count: Counter[str] = Counter()
    for item in random.sample(asked, k=len(asked)):
        count[item.tag] += 1
        number = count[item.tag]
        row: dict[str, object] = {
            "id": f"{item.tag}-{number:03d}",
            "question": item.question,
            "answers": item.answers,
            "forbidden": item.forbidden,
            "sources": [source for source in item.sources if source not in TWINS],
            "tags": [item.tag, "calibration" if number % 2 else "test", *item.marks],
            "history": item.history,
        }
        yield {**row, "all_of": item.all_of} if item.all_of else row


def golden(shop: sqlite3.Connection) -> list[dict[str, object]]:
    """All questions, sorted by id; the same every time for the same rows and files."""
    random = Random(SEED)  # noqa: S311 - a choice of questions, not a secret
    by_hand = [hasty(item, random) for item in hand_written(shop)]
    asked = [*by_hand, *from_rows(shop, random)]
    return sorted(numbered(asked, random), key=lambda row: str(row["id"]))


def main() -> None:
    """Write the golden set."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "shop.sqlite"
        build(target)
        shop = sqlite3.connect(target)
        lines = [json.dumps(row, ensure_ascii=False) for row in golden(shop)]
        shop.close()
    golden_path().write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
