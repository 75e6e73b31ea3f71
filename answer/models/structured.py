"""Replies that have to be data: judged by a pydantic model before anyone uses them."""

from __future__ import annotations

import re
from contextlib import aclosing
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from answer.models.calls import Call, Gateway, Restarted, Tier
from answer.models.chat import ChatRequest, Piece
from nescio.errors import ProviderFailed

M = TypeVar("M", bound=BaseModel)
_FENCE = re.compile(r"```[a-zA-Z]*\s*\n(.*?)\n?\s*```", re.DOTALL)
_MOST_ERRORS = 5


async def structured(gateway: Gateway, call: Call, model: type[M]) -> M:
    """The reply as `model`. What does not fit is asked for once more with the errors, then of the
    next tier. Raises as Gateway.stream does, and ProviderFailed for a refusal."""
    schema = model.model_json_schema()

    def build(tier: Tier) -> ChatRequest:
        return replace(call.build(tier), reply_schema=schema)

    gated = replace(
        call, build=build, accept=lambda text: fault(text, model), schema=model.__name__
    )
    text = ""
    async with _pieces(gateway, gated) as items:
        async for item in items:
            if isinstance(item, Piece):
                text += item.text
            elif isinstance(item, Restarted):
                text = ""
            elif item.reason == "refusal":
                raise ProviderFailed(item.tier.provider, "it refuses")
    return parse(text, model)


def parse(text: str, model: type[M]) -> M:
    """Read a reply, also one in a code fence or with words around. Raises ValidationError."""
    return model.model_validate_json(json_part(text))


def fault(text: str, model: type[BaseModel]) -> str:
    """What is wrong with a reply, for the model that wrote it; empty: nothing.

    Values are not repeated: they may be anything.
    """
    try:
        parse(text, model)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False, include_context=False)
        shown = [_line(each) for each in errors[:_MOST_ERRORS]]
        return f"it is no {model.__name__}: " + "; ".join(shown)
    return ""


def json_part(text: str) -> str:
    """The JSON of a reply: what a code fence holds, else from the first brace to the last."""
    if fenced := _FENCE.search(text):
        return fenced[1].strip()
    starts = [at for at in (text.find("{"), text.find("[")) if at >= 0]
    end = max(text.rfind("}"), text.rfind("]"))
    return text[min(starts) : end + 1] if starts and end > min(starts) else text.strip()


def _line(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"])
    return f"{place}: {error['msg']}" if place else str(error["msg"])


def _pieces(gateway: Gateway, call: Call) -> aclosing[Any]:
    # The protocol says iterator; closing one that is a generator ends the call upstream at once.
    return aclosing(gateway.stream(call))
