"""nescio optimize: build the graph (HNSW) of the embedded index."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from server.cli.common import Config, load_settings, run, say, warn

if TYPE_CHECKING:
    from nescio.settings import Settings
    from server.cli.owner import Owner

_SILENCE_S = 90.0


def optimize(
    quiet: Annotated[bool, typer.Option("--quiet", help="No lines of progress.")] = False,
    config: Config = None,
) -> None:
    """Make search in a large embedded index fast: build a graph (HNSW) of its vectors.

    Worth it from some 50,000 passages on. Questions are answered and changes written meanwhile,
    on a copy that then takes the place of the index: twice its space is needed. A server that has
    it open is asked to do it. What is ingested later is found as well; run it again when that is
    much. Example: nescio optimize
    """
    from server.optimizing import NotEmbedded

    settings = load_settings(config)
    if settings.vectors.engine != "edge":
        raise NotEmbedded
    stats = run(_optimize(settings, quiet=quiet))
    say(f"{stats['points']:,} passages, search: {stats['search']}")


async def _optimize(settings: Settings, *, quiet: bool) -> dict[str, Any]:
    """What the index says of itself afterwards."""
    from nescio.errors import ServerUnreachable, StoreBusy
    from server.cli.owner import owner_of

    def tell(line: str) -> None:
        if not quiet:
            warn(line)

    owner = owner_of(settings.state)
    if owner is None:
        try:
            return await _here(settings, tell)
        except StoreBusy:
            # It may be a server that has just been started.
            owner = owner_of(settings.state)
            if owner is None:
                raise
    tell(f"the index is open in the server at {owner.url}, which is asked to do it")
    try:
        return await _there(owner, tell)
    except ServerUnreachable as error:
        # What a server that was killed left behind may carry the process id of another by now;
        # one that lives still has the index, and opening it here says so.
        tell(f"{error}; trying without it")
        return await _here(settings, tell)


async def _here(settings: Settings, tell: Callable[[str], None]) -> dict[str, Any]:
    from ingest.embed import open_index
    from nescio.errors import UsageError
    from server.optimizing import check_filled, embedded, stats_out
    from server.wiring import open_ingest

    if not (settings.state / "vectors").is_dir():
        raise UsageError("there is no index yet: run `nescio ingest` first")
    async with open_ingest(settings) as stores:
        await open_index(stores.catalogue, stores.index, stores.embedder)
        index = embedded(stores.index)
        await check_filled(index)
        await index.optimize(tell)
        return stats_out(await index.stats())


async def _there(owner: Owner, tell: Callable[[str], None]) -> dict[str, Any]:
    """Raises ServerUnreachable, ServerRefused, ProtocolError and what the server reports."""
    import httpx

    from nescio.errors import ServerUnreachable, StoreFailed
    from nescio.server_events import checked

    headers = {"authorization": f"Bearer {owner.token}"}
    timeout = httpx.Timeout(_SILENCE_S, connect=5.0)
    try:
        async with (
            httpx.AsyncClient(headers=headers, timeout=timeout, trust_env=False) as http,
            http.stream("POST", f"{owner.url}/v1/optimize") as response,
        ):
            if not response.is_success:
                await response.aread()
                checked(response)
            async for text in response.aiter_lines():
                data = json.loads(text)
                if "stats" in data:
                    return dict(data["stats"])
                if "problem" in data:
                    raise StoreFailed("server", str(data["problem"]))
                tell(str(data["line"]))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ServerUnreachable(owner.url, str(error) or type(error).__name__) from None
    raise ServerUnreachable(owner.url, "it ended in the middle of the work")
