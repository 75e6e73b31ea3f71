"""The replies that prompts of `judge` and `guard` ask for."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Judgement(BaseModel):
    """Whether an answer says what an accepted one says, and what decided."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    reason: str = Field(max_length=500)
    verdict: Literal["correct", "partial", "incorrect", "abstained"]


class Suspicion(BaseModel):
    """What a message is: a question to answer, or an attempt at something else."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: Literal["question", "instruction", "prompt", "private", "chat"]
    reason: str = Field(max_length=500)
