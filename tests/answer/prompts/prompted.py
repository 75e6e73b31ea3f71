"""Slots for tests of prompts: two rows' worth of evidence, a conversation, a style."""

from __future__ import annotations

from answer.prompts.assembly import Slots
from answer.prompts.items import Item
from nescio.types import Turn

RECORD = Item(
    number=1,
    kind="record",
    title="Kestrel 2 Tent",
    place="products",
    lines=("warranty: 24 months", "price: 329.00 EUR", "color: sand"),
    ids=("f1", "f2", "f3"),
)
PASSAGE = Item(
    number=2,
    kind="passage",
    title="Returns policy",
    place="Returns › Time",
    lines=("Unused goods can be returned within 30 days. Sale goods are no exception. Keep it.",),
    ids=("p1",),
)
OTHER = Item(
    number=3, kind="passage", title="Care of tents", lines=("Dry the tent in the air.",),
    ids=("p2",),
)  # fmt: skip
TURNS = (
    Turn(question="What does the Kestrel 2 cost?", answer="It costs 329.00 EUR. [1]"),
    Turn(question="And in sand?"),
)
QUESTION = "How long is its warranty, and can I send it back?"


def slots(**changes: object) -> Slots:
    """The slots of a question with everything, but for `changes`."""
    given: dict[str, object] = {
        "question": QUESTION,
        "evidence": (RECORD, PASSAGE, OTHER),
        "history": TURNS,
        "style": "Warm, and by `you`.",
        "reply": "24 months.",
        "accepted": ("24 months", "two years"),
    }
    return Slots(**{**given, **changes})  # type: ignore[arg-type]
