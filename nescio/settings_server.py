"""Settings of the HTTP server, and of what it keeps: conversations, jobs, batches."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nescio.settings_base import Section

StoreUrl = Annotated[
    str | None,
    Field(
        description="SQLAlchemy URL; default: SQLite in `state`, PostgreSQL if the catalogue is."
    ),
]


class ServerSettings(Section):
    """The HTTP server."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8080, ge=0, le=65535, description="Port; 0 takes a free one.")
    max_concurrent: int = Field(default=16, gt=0, description="Answers at a time; more wait.")
    max_queued: int = Field(default=64, ge=0, description="Questions that may wait for a turn.")
    max_body_bytes: int = Field(default=256_000, gt=0, description="Larger requests are refused.")
    ping_s: float = Field(default=15.0, gt=0, description="Interval of SSE keep-alives.")
    metrics_token: str | None = Field(
        default=None,
        min_length=1,
        repr=False,
        description="What Prometheus shows as `Bearer`; default: metrics are for everyone.",
    )


class ConversationSettings(Section):
    """What the server keeps of conversations."""

    url: StoreUrl = None
    keep_days: float = Field(
        default=30.0, ge=0, le=1e5, description="After the last turn; 0 keeps none."
    )
    max_conversations: int = Field(
        default=1000, gt=0, description="Of a tenant; the one used least lately leaves first."
    )
    max_turns: int = Field(default=100, gt=0, description="Of one; the oldest leave first.")


class JobsSettings(Section):
    """Jobs of the server that outlive it."""

    url: StoreUrl = None
    executor: str | None = Field(
        default=None,
        description="Name of this server among those that share PostgreSQL; default: the host.",
    )
    keep_days: float = Field(default=7.0, ge=0, description="Ended jobs are forgotten after that.")


class BatchSettings(Section):
    """Batches of questions, answered in the background."""

    url: StoreUrl = None
    max_questions: int = Field(default=2000, gt=0, description="Of one batch.")
    max_waiting: int = Field(
        default=20, gt=0, description="Batches that are not over; more are refused."
    )
    concurrent: int = Field(
        default=4, gt=0, description="Questions answered at a time, of all batches together."
    )
    keep_days: float = Field(
        default=7.0, ge=0, description="Ended batches are forgotten after that, results and all."
    )
