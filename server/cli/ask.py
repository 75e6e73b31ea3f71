"""nescio ask: one question, in this process or by the server that owns the index."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from server.cli.common import Config, load_settings, run, warn_refused

if TYPE_CHECKING:
    from nescio.events import Event
    from nescio.settings import Settings
    from nescio.types import Question

READY_WITHIN_S = 60.0


def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, at the end.")] = False,
    conversation: Annotated[
        str | None, typer.Option(metavar="ID", help="Any name: questions under it can follow up.")
    ] = None,
    max_staleness: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=0,
            max=1e12,
            help="Use no passage of a source checked longer ago; facts are always live.",
        ),
    ] = None,
    config: Config = None,
) -> None:
    """Ask a question; see the answer and its evidence.

    Example: nescio ask "What does the Aurora kettle cost?" --conversation mine
    """
    from nescio.types import Question

    settings = load_settings(config)
    asked = Question(text=question, conversation_id=conversation, max_staleness_s=max_staleness)
    run(_ask(settings, asked, as_json=as_json))


async def _ask(settings: Settings, question: Question, *, as_json: bool) -> None:
    from nescio.types import Turn
    from server.cli import history

    conversation = question.conversation_id
    if conversation is None:
        await _print(answering(settings, question), as_json=as_json)
        return
    generation = await asyncio.to_thread(_generation, settings)
    turns = history.read(settings.state, history.check_id(conversation), generation)
    question = replace(question, history=turns)
    answer_text = await _print(answering(settings, question), as_json=as_json)
    if await asyncio.to_thread(_generation, settings) != generation:
        answer_text = ""  # it may rest on what has gone in the meantime
    turn = Turn(question=question.text, answer=answer_text)
    keep = settings.answer.history_turns
    history.append(settings.state, conversation, turn, generation, keep=keep)


def _generation(settings: Settings) -> int:
    """Of the index: a number that grows when what is indexed changes. Blocks."""
    from retrieval.catalogue import Catalogue
    from server.wiring import catalogue_url

    settings.state.mkdir(parents=True, exist_ok=True)
    catalogue = Catalogue(catalogue_url(settings))
    try:
        return catalogue.generation()
    finally:
        catalogue.close()


async def _print(events: AsyncIterator[Event], *, as_json: bool) -> str:
    """Show the answer; its text, none of an abstention. Raises ServiceError when it failed."""
    from nescio.errors import ServiceError
    from nescio.events import Failed
    from server.cli.show import show
    from server.reply import gather

    if not as_json:
        shown = await show(events)
        told = shown.answer is not None and shown.answer.status != "abstained"
        return shown.answer.text if shown.answer and told else ""
    reply = await gather(events)
    if isinstance(reply, Failed):
        raise ServiceError(reply.message)
    typer.echo(json.dumps(reply, ensure_ascii=False, indent=2))
    return "" if reply["status"] == "abstained" else str(reply["text"])


async def answering(settings: Settings, question: Question) -> AsyncIterator[Event]:
    """The events of the answer, from the server that owns the state folder if there is one."""
    from nescio.errors import ServerUnreachable, StoreBusy
    from server.cli.owner import server_of
    from server.sse import closing

    url = server_of(settings.state)
    ways = [_remote(url, settings, question)] if url else []
    for events in (*ways, _local(settings, question)):
        try:
            async with closing(events):
                async for event in events:
                    yield event
            return
        except ServerUnreachable:
            continue
        except StoreBusy:
            url = server_of(settings.state)  # one that has started in the meantime
            if url is None:
                raise
    if url is not None:
        late = _remote(url, settings, question)
        async with closing(late):
            async for event in late:
                yield event


async def _remote(url: str, settings: Settings, question: Question) -> AsyncIterator[Event]:
    from nescio.client import Client
    from nescio.errors import StageTimeout
    from server.sse import closing

    async with Client(url, timeout_s=settings.answer.deadline_s + 5) as client:
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                while not await client.ready():  # noqa: ASYNC110 - it is in another process
                    await asyncio.sleep(0.25)
        except TimeoutError:
            raise StageTimeout(f"starting the server at {url}", READY_WITHIN_S) from None
        events = client.stream(
            question.text,
            conversation_id=question.conversation_id,
            history=question.history if question.conversation_id else None,
            max_staleness_s=question.max_staleness_s,
        )
        async with closing(events):
            async for event in events:
                yield event


async def _local(settings: Settings, question: Question) -> AsyncIterator[Event]:
    from server.sse import closing
    from server.wiring import open_pipeline

    async with open_pipeline(settings, on_certificate=warn_refused) as pipeline:
        events = pipeline.stream(question)
        async with closing(events):
            async for event in events:
                yield event
