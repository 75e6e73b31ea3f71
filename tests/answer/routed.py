"""What the fact router says to a question over a library, in a line."""

from __future__ import annotations

from answer.route import FactAnswer, FactRefusal, FactRouter
from nescio.types import Scope
from tests.retrieval import library


async def said(opened: library.Library, question: str) -> str | None:
    """The text of an answer, the rule of a refusal, or None."""
    router = FactRouter({"library": opened.schema}, opened.store, library.given(opened.linker))
    reply = await router.answer(question, Scope())
    if isinstance(reply, FactRefusal):
        return reply.rule
    return " ".join(s.text for s in reply.sentences) if isinstance(reply, FactAnswer) else None
