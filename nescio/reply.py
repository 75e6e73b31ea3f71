"""An answer as a server gives it in one piece."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nescio.answers import Answer, SourceRef
from nescio.errors import ProtocolError
from nescio.types import SourceFreshness
from nescio.wire import decode_answer, decode_freshness, decode_sources


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer, with the ids and the sources that its citations refer to."""

    answer_id: str
    conversation_id: str
    sources: tuple[SourceRef, ...]
    answer: Answer
    index_lag_ms: int | None = None
    freshness: tuple[SourceFreshness, ...] = ()


def decode_reply(data: Mapping[str, Any]) -> Reply:
    """Raises ProtocolError."""
    try:
        ids = {name: str(data[name]) for name in ("answer_id", "conversation_id")}
        sources = decode_sources(data["sources"])
    except KeyError as error:
        raise ProtocolError("answer", error) from None
    lag = data.get("index_lag_ms")
    return Reply(
        **ids,
        sources=sources,
        answer=decode_answer(dict(data)),
        index_lag_ms=lag if isinstance(lag, int) else None,
        freshness=decode_freshness(data.get("freshness") or ()),
    )
