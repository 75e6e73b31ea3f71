"""An answer on a terminal: streamed text, numbered citations, confidence, or the abstention."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import typer

from nescio.answers import Abstained, Answer, PartiallyAnswered, SourceRef
from nescio.errors import ServiceError
from nescio.events import Cited, Delta, Event, Failed, Final, Sources, Start
from nescio.text import duration
from server.cli.common import one_line, safe, say
from server.sse import guarded

REASONS = {
    "no_evidence": "nothing in the database or the documents answers it",
    "insufficient_evidence": "the evidence is too thin to carry an answer",
    "contradicts_record": "the documents disagree with the database",
    "sources_conflict": "the sources contradict each other",
    "unsupported_claims": "no sentence is supported by the evidence",
    "ambiguous_entity": "the question fits several things",
    "stale_index": "the index is too old to rely on",
    "out_of_scope": "it is outside what the database and the documents cover",
    "not_permitted": "the information is not open",
    "unsafe_request": "the request is not one that can be answered",
    "model_unavailable": "the answering model cannot be reached",
    "budget_exceeded": "it would take more time or text than is allowed",
}


@dataclass
class Shown:
    """What was seen of an answer while it was shown."""

    conversation_id: str = ""
    start: Start | None = None
    sources: dict[str, SourceRef] = field(default_factory=dict)
    cited: list[str] = field(default_factory=list)
    answer: Answer | None = None


async def show(events: AsyncIterator[Event]) -> Shown:
    """Print an answer as it arrives. Raises ServiceError when the service failed."""
    shown = Shown()
    last = ""
    async for event in guarded(events):
        match event:
            case Start():
                shown.conversation_id = event.conversation_id
                shown.start = event
            case Sources():
                shown.sources = {source.id: source for source in event.sources}
            case Delta():
                last = ""
                typer.echo(safe(event.text), nl=False)
            case Cited() if event.citation.source_id != last:
                last = event.citation.source_id
                if last not in shown.cited:
                    shown.cited.append(last)
                typer.echo(f" [{shown.cited.index(last) + 1}]", nl=False)
            case Final():
                shown.answer = event.answer
            case Failed():
                raise _failed(event)
            case _:
                continue
    if shown.answer is not None:
        _close(shown, shown.answer)
        if shown.start is not None:
            _age(shown.start)
    return shown


def _age(start: Start) -> None:
    """How old the index was, by the source checked longest ago; nothing when nothing is known."""
    never = [source.source for source in start.freshness if source.lag_ms is None]
    if start.index_lag_ms is not None:
        say(f"Index as of {duration(start.index_lag_ms / 1000)} ago.")
    elif never:
        say(one_line(f"Index: {', '.join(never)} never read to the end."))


def _failed(event: Failed) -> ServiceError:
    error = ServiceError(event.message)
    error.code, error.retryable = event.code, event.retryable
    return error


def _close(shown: Shown, answer: Answer) -> None:
    if isinstance(answer, Abstained):
        why = REASONS.get(answer.reason, answer.reason)
        say(f"I do not know: {why} ({answer.reason}).")
        if answer.text:
            say(answer.text)
        _list("Nearest evidence:", [(f"{ref_line(ref)}", "-") for ref in answer.nearest])
    else:
        say()
        if isinstance(answer, PartiallyAnswered):
            why = REASONS.get(answer.reason, answer.reason)
            say(f"Not answered ({why}): " + "; ".join(map(one_line, answer.unanswered)))
        cited = [shown.sources[i] for i in shown.cited if i in shown.sources]
        _list("Evidence:", [(ref_line(ref), f"[{n}]") for n, ref in enumerate(cited, 1)])
    for note in answer.notes:
        say(f"Note: {one_line(note)}")
    for stage in answer.degraded:
        say(f"Without: {one_line(stage)}")
    kind = "certified" if answer.certified else "uncertified"
    say(f"Confidence {answer.confidence:.2f}, threshold {answer.threshold:.2f} ({kind}).")


def _list(title: str, lines: list[tuple[str, str]]) -> None:
    if lines:
        say(title)
    for line, mark in lines:
        say(f"  {mark} {line}")


def ref_line(ref: SourceRef) -> str:
    """A source on one line: where it is, and the value or the quote."""
    at = ref.locator
    if ref.kind == "record":
        value = ref.snippet.split(": ", 1)[-1]
        row = f"{at.get('table', ref.uri)} {at.get('key', '')}".strip()
        column = f", {at['column']}" if at.get("column") else ""
        return one_line(f"{ref.title}: {row}{column} = {value}")
    path = " > ".join(map(str, at.get("heading_path") or ()))
    where = f"{ref.uri}, {path}" if path else ref.uri
    return one_line(f'{ref.title} ({where}): "{ref.snippet}"')
