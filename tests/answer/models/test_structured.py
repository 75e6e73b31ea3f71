"""Replies that have to be data."""

from __future__ import annotations

from typing import Literal

import pytest
from pydantic import BaseModel, Field

from answer.models.gateway import ModelGateway
from answer.models.structured import fault, json_part, structured
from nescio.errors import ProviderFailed
from tests.answer.models.scripted import (
    Reply,
    ScriptedProvider,
    a_call,
    gateway_of,
    settings_of,
    tiers_tried,
)

pytestmark = pytest.mark.anyio


class Verdict(BaseModel):
    """A judge's."""

    verdict: Literal["supported", "contradicted"]
    score: float = Field(ge=0, le=1)


GOOD_JSON = '{"verdict": "supported", "score": 0.5}'
GOOD = Reply(texts=("```json\n", GOOD_JSON, "\n```"))
WRONG = Reply(texts=('{"verdict": "perhaps", "score": 7}',))
NO_JSON = Reply(texts=("I think that it is supported.",))
CUT_JSON = Reply(texts=('{"verdict": "supp',), finish="length")


def two(*script: Reply) -> tuple[ModelGateway, ScriptedProvider, ScriptedProvider]:
    one, other = ScriptedProvider("one", *script), ScriptedProvider("two", GOOD)
    return gateway_of(settings_of({"small": "one", "large": "two"}), one, other), one, other


async def test_a_good_reply_is_data() -> None:
    gateway, one, _ = two(GOOD)
    assert await structured(gateway, a_call(), Verdict) == Verdict(verdict="supported", score=0.5)
    assert one.requests[0].reply_schema == Verdict.model_json_schema()


@pytest.mark.parametrize("broken", [WRONG, NO_JSON, CUT_JSON])
async def test_a_broken_reply_is_asked_for_once_more_with_its_faults(broken: Reply) -> None:
    gateway, one, other = two(broken, GOOD)
    call = a_call()
    assert (await structured(gateway, call, Verdict)).verdict == "supported"
    first, second = one.requests
    assert [m.role for m in second.messages] == ["user", "assistant", "user"]
    assert second.messages[1].content == "".join(broken.texts)
    assert "it is no Verdict" in second.messages[2].content
    assert second.idempotency_key != first.idempotency_key
    assert second.reply_schema == first.reply_schema
    assert other.requests == []
    assert gateway.counters.broken == {("small", "Verdict"): 1}
    assert tiers_tried(call) == [("small", "failed"), ("small", "finished")]


async def test_after_two_broken_replies_the_next_tier_is_asked() -> None:
    gateway, one, _ = two(WRONG)
    assert (await structured(gateway, a_call(), Verdict)).verdict == "supported"
    assert len(one.requests) == 2
    assert gateway.counters.broken == {("small", "Verdict"): 2}


async def test_broken_everywhere() -> None:
    one = ScriptedProvider("one", WRONG)
    with pytest.raises(ProviderFailed, match="it is no Verdict"):
        await structured(gateway_of(settings_of({"small": "one"}), one), a_call(), Verdict)
    assert len(one.requests) == 2


async def test_a_refusal_is_no_data() -> None:
    one = ScriptedProvider("one", Reply(finish="refusal"))
    with pytest.raises(ProviderFailed, match="refuses"):
        await structured(gateway_of(settings_of({"small": "one"}), one), a_call(), Verdict)


def test_faults_name_places_and_no_values() -> None:
    said = fault('{"verdict": "<secret>", "score": 7}', Verdict)
    assert "verdict: Input should be" in said
    assert "score: Input should be less than or equal to 1" in said
    assert "secret" not in said


@pytest.mark.parametrize(
    "text",
    [
        GOOD_JSON,
        f"```json\n{GOOD_JSON}\n```",
        f"```\n{GOOD_JSON}```",
        f"Here it is:\n```JSON\n{GOOD_JSON}\n```\nAnything else?",
        f"Sure! {GOOD_JSON} Anything else?",
    ],
)
def test_json_is_found(text: str) -> None:
    assert json_part(text) == GOOD_JSON
