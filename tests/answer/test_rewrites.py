"""Questions put in other words by the gateway."""

from __future__ import annotations

import pytest

from answer.rewrites import completion
from nescio.errors import NescioError
from nescio.types import Scope
from tests.answer.models.scripted import Reply, ScriptedProvider, gateway_of, settings_of

pytestmark = pytest.mark.anyio
GOOD = '{"query": "warranty of the cello", "parts": []}'


async def rewritten(*script: Reply) -> tuple[str, ScriptedProvider]:
    settings = settings_of({"main": "one"}, retries={"attempts": 1})
    tasks = {"rewrite": settings.tasks["answer"]}
    provider = ScriptedProvider("one", *script)
    gateway = gateway_of(settings.model_copy(update={"tasks": tasks}), provider)
    return await completion(gateway)("How long is the cello covered?", Scope()), provider


async def test_a_reply_of_the_form() -> None:
    text, provider = await rewritten(Reply(texts=(f"```json\n{GOOD}\n```",)))
    assert "warranty of the cello" in text
    assert provider.requests[0].reply_schema is not None


async def test_a_reply_that_is_not_is_asked_for_again_with_the_fault() -> None:
    text, provider = await rewritten(Reply(texts=("Sure!",)), Reply(texts=(GOOD,)))
    assert "warranty of the cello" in text
    assert len(provider.requests) == 2


async def test_no_reply_is_raised_for_the_rules_to_stand_in() -> None:
    with pytest.raises(NescioError):
        await rewritten(Reply(fails="server_error"))
