"""Settings of sources: databases, folders, pages of the web, records that are pushed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from nescio.settings_base import Section

DAY_S = 86_400.0


class RelationSettings(Section):
    """A join that the database does not declare as a foreign key."""

    columns: tuple[str, ...] = Field(min_length=1, description="Columns of this table.")
    table: str = Field(description="The table that they point at.")
    target_columns: tuple[str, ...] = Field(
        min_length=1, description="The columns there that they are equal to."
    )


class TableSettings(Section):
    """What a configuration may say of a table; the rest is guessed from the schema."""

    title: str | None = Field(default=None, description="Column that names a row.")
    aliases: tuple[str, ...] = Field(default=(), description="Columns that also name a row.")
    facts: tuple[str, ...] | None = Field(
        default=None, description="Columns that may be answered from; default: all but private."
    )
    synonyms: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="Column name to further words for it."
    )
    private: tuple[str, ...] = Field(
        default=(), description="Columns never shown, never in a prompt, never in an index."
    )
    tenant: str | None = Field(default=None, description="Column that holds the tenant.")
    access: tuple[str, ...] = Field(default=(), description="Labels, one of which is required.")
    complete: bool = Field(default=False, description="A missing row means `no`.")
    watermark: str | None = Field(
        default=None,
        description="Column that grows with every change, for `poll`; default: `updated_at` or so.",
    )
    template: str | tuple[str, ...] = Field(
        default=(),
        description="Sentences of a row: `{column}` or `{relation.column}` stand for values.",
    )
    relations: tuple[RelationSettings, ...] = Field(
        default=(), description="Joins that the database does not declare as foreign keys."
    )


class _Refreshed(Section):
    """A source that `--watch` reads again by the clock."""

    refresh_s: float | None = Field(
        default=None,
        ge=0,
        description="With `--watch`: seconds between reads; 0: never; default: see Keeping fresh.",
    )
    schedule: str | None = Field(
        default=None,
        description="With `--watch`: when to read, five fields as in cron, in local time.",
    )


class DatabaseSource(_Refreshed):
    """A database of record, only ever read."""

    name: str = Field(pattern=r"^[A-Za-z0-9_-]+$", description="Short name, part of every uri.")
    type: Literal["database"] = "database"
    url: str = Field(description="SQLAlchemy URL.")
    include: tuple[str, ...] = Field(default=(), description="Tables to use; default: all.")
    exclude: tuple[str, ...] = Field(default=(), description="Tables to leave out.")
    tables: dict[str, TableSettings] = Field(default_factory=dict, description="Per table.")
    statement_timeout_s: float = Field(default=5.0, gt=0, description="Limit of one statement.")
    capture: Literal["snapshot", "poll", "log"] = Field(
        default="snapshot",
        description="How changes are found: all rows read, a watermark, or PostgreSQL's log.",
    )
    poll_s: float | None = Field(
        default=None, gt=0, description="Seconds between looks; default: 10 (`log`: 0.5)."
    )
    reconcile_s: float | None = Field(
        default=None, gt=0, description="All rows are read that often; default for `poll`: a day."
    )
    slot: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9_]{1,63}$",
        description="Replication slot of `log`; default: `nescio_` and the name.",
    )
    publication: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$",
        description="Publication of `log`; default: made, and called as the slot.",
    )

    @model_validator(mode="before")
    @classmethod
    def _reconcile_polled(cls, values: Any) -> Any:
        """A watermark does not show deletions, so that `poll` has to read everything at times."""
        if isinstance(values, dict) and values.get("capture") == "poll":
            return {"reconcile_s": DAY_S, **values}
        return values


class _Documents(Section):
    """A source of documents."""

    authority: int = Field(
        default=0, description="Where documents disagree, the higher one is believed."
    )


class FilesSource(_Refreshed, _Documents):
    """A folder of documents."""

    name: str = Field(pattern=r"^[A-Za-z0-9_-]+$", description="Short name, part of every uri.")
    type: Literal["files"] = "files"
    path: Path = Field(description="Folder.")
    include: tuple[str, ...] = Field(default=("**/*",), description="Globs to read.")
    exclude: tuple[str, ...] = Field(default=(), description="Globs to leave out.")
    access: tuple[str, ...] = Field(default=(), description="Labels, one of which is required.")
    max_bytes: int = Field(default=50_000_000, gt=0, description="Larger files are skipped.")


_WebAddress = Annotated[str, Field(pattern=r"^https?://[^@/?#\s]+([/?#]\S*)?$")]


class WebSource(_Refreshed, _Documents):
    """Pages of the web: a list of URLs, a sitemap, or both."""

    name: str = Field(pattern=r"^[A-Za-z0-9_-]+$", description="Short name, part of every uri.")
    type: Literal["web"] = "web"
    urls: tuple[_WebAddress, ...] = Field(default=(), description="Pages to read.")
    sitemap: _WebAddress | None = Field(
        default=None, description="URL of a sitemap or of an index of them; also packed (`.gz`)."
    )
    include: tuple[str, ...] = Field(
        default=("**/*",), description="Globs over the paths of the sitemap's pages, to read."
    )
    exclude: tuple[str, ...] = Field(default=(), description="Globs over them, to leave out.")
    access: tuple[str, ...] = Field(default=(), description="Labels, one of which is required.")
    max_pages: int = Field(default=1000, gt=0, description="Further pages are not read.")
    max_bytes: int = Field(default=10_000_000, gt=0, description="Larger pages are skipped.")
    timeout_s: float = Field(default=20.0, gt=0, description="For one page, redirects included.")
    delay_s: float = Field(default=0.5, ge=0, description="Between two requests.")
    user_agent: str = Field(
        default="nescio", pattern=r"^[\x20-\x7e]+$", description="What robots.txt may name."
    )
    allow_private: bool = Field(
        default=False, description="Also fetch from private and local addresses: an intranet."
    )

    @model_validator(mode="after")
    def _names_pages(self) -> Self:
        if not self.urls and self.sitemap is None:
            raise ValueError("give `urls`, a `sitemap`, or both")
        return self


class PushSource(_Documents):
    """Records that another system sends over HTTP."""

    name: str = Field(pattern=r"^[A-Za-z0-9_-]+$", description="Short name, part of every uri.")
    type: Literal["push"] = "push"
    token: str = Field(
        min_length=1, repr=False, description="What the sender shows as `Bearer`; use `${NAME}`."
    )
    access: tuple[str, ...] = Field(
        default=(), description="Labels of records that are sent without any."
    )
    max_records: int = Field(default=1000, gt=0, description="Of one request; more is refused.")


Source = Annotated[
    DatabaseSource | FilesSource | WebSource | PushSource, Field(discriminator="type")
]
