"""Everything that can go wrong with a provider, and what a client then sees over HTTP.

A real server on loopback answers from real stores, through the real gateway and the real client
libraries; only the providers are scripted (`tests.fake_provider`), with a failure each. `alone`:
the only tier fails. `spare`: a second tier is well. `later`: the first sentence has been sent when
it happens. Each reply holds a sentence that nothing supports.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import uvicorn

from answer.models.calls import Call, Completed, Gateway, Restarted
from answer.models.chat import Piece
from answer.models.gateway import ModelGateway
from answer.models.tiers import tiers_of
from answer.pipeline import Pipeline
from nescio.answers import Answer
from nescio.client import Client
from nescio.events import Checked, Delta, Failed, Final, Sources
from nescio.settings_models import ModelSettings
from server.app import create_app
from server.readiness import Answerer
from server.wiring import choose_provider
from tests.answer.drafting_world import ALCOHOL, CLEAN
from tests.answer.models.scripted import ListMeter
from tests.certificates import make_certificate
from tests.fake_provider import FakeProvider, Reply, Step, faults
from tests.server.scripted import make_settings

Setting = Literal["alone", "spare", "later"]
QUESTION = "How is the varnish cleaned with a cloth?"
LIE = "The moon is made of varnish."
MAIN = f"{CLEAN} [1] {LIE} [1] {ALCOHOL} [1]"
OWN = "Once a week clean the varnish with a dry linen cloth."
"""What only the spare tier says."""
SPARE = f"{OWN} [1] {LIE} [1]"
EXPIRED = "expired certificate"
LATER: tuple[str, ...] = ("hang", "cut stream", "invalid JSON", "reset in the middle")
AFTER = 15
"""Pieces: the first sentence, its mark and the first words of the next."""
TOTAL_S = 3.0
SPARE_S = 3.0
"""What answering takes besides the model, at most."""


def cases() -> Iterator[tuple[str, Setting]]:
    """Every fault in every setting in which it can happen."""
    for name in (*faults(), EXPIRED):
        yield name, "alone"
        yield name, "spare"
    for name in LATER:
        yield name, "later"


@dataclass(kw_only=True)
class Seen:
    """What the client saw, and how often the providers were called."""

    fault: str
    setting: Setting
    seconds: float = 0.0
    first_s: float | None = None
    sources: int = 0
    sentences: list[str] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    failed: str = ""
    answer: Answer | None = None
    denied: list[str] = field(default_factory=list)
    calls: int = 0
    spare_calls: int = 0

    @property
    def hung(self) -> bool:
        """No end in time."""
        return (self.answer is None and not self.failed) or self.seconds > TOTAL_S + SPARE_S

    @property
    def begun_twice(self) -> bool:
        """A sentence twice, sentences of two tiers, or other text than was streamed."""
        said = [sentence.strip() for sentence in self.sentences]
        tier = self.answer.usage.tier if self.answer else ""
        mixed = tier != "extractive" and OWN in said and len(said) > 1
        streamed = self.answer is not None and self.answer.status != "abstained"
        other = streamed and self.answer is not None and self.answer.text != "".join(self.sentences)
        return self.sources > 1 or len(set(said)) < len(said) or mixed or other

    @property
    def unchecked(self) -> int:
        """Sentences without a verdict of their own, or that a further check does not support."""
        missing = len(self.sentences) - self.verdicts.count("supported")
        return max(0, missing) + len(self.denied) + sum(LIE in s for s in self.sentences)

    @property
    def line(self) -> str:
        """For a reader."""
        answer = self.answer
        outcome = self.failed or (answer.status if answer else "nothing")
        tier = answer.usage.tier if answer else "-"
        degraded = ",".join(answer.degraded) if answer else ""
        said = " ".join(s.strip() for s in self.sentences)
        return (
            f"{self.fault:22} {self.setting:6} {outcome:10} {tier:10} {degraded or '-':10}"
            f" calls {self.calls}+{self.spare_calls}  {self.seconds:4.1f} s  {said[:90]}"
        )


class Switch:
    """A gateway in whose place another can be put while the server runs."""

    def __init__(self) -> None:
        self.to: Gateway | None = None

    def stream(self, call: Call) -> AsyncGenerator[Piece | Restarted | Completed, None]:
        """See Gateway."""
        assert self.to is not None
        return self.to.stream(call)


@dataclass
class Providers:
    """The one that fails, the one with an expired certificate, and the spare one."""

    main: FakeProvider
    expired: FakeProvider
    spare: FakeProvider


@contextmanager
def open_providers(folder: Path) -> Iterator[Providers]:
    """On loopback. Raises NoOpenSSL."""
    certificate = make_certificate(folder, expired=True)
    with ExitStack() as stack:
        main, spare = stack.enter_context(FakeProvider()), stack.enter_context(FakeProvider())
        expired = stack.enter_context(FakeProvider(certificate=certificate))
        yield Providers(main, expired, spare)


def model_settings(main: FakeProvider, spare: FakeProvider | None) -> ModelSettings:
    """Short deadlines, retries, and a breaker that never opens: each case stands for itself."""
    providers = [{"name": "one", "base_url": main.url, "api_key": "k"}]
    tiers = [{"name": "main", "provider": "one", "model": "m"}]
    if spare is not None:
        providers.append({"name": "two", "base_url": spare.url, "api_key": "k"})
        tiers.append({"name": "spare", "provider": "two", "model": "s"})
    task = {
        "tiers": [tier["name"] for tier in tiers],
        "first_token_s": 0.4, "attempt_s": 0.8, "total_s": TOTAL_S,
    }  # fmt: skip
    return ModelSettings.model_validate(
        {
            "providers": providers,
            "tiers": tiers,
            "tasks": {"answer": task},
            "retries": {"attempts": 2, "base_s": 0.05, "cap_s": 1.5, "reserve": 10_000},
            "breaker": {"failures": 10_000},
        }
    )


@asynccontextmanager
async def open_gateway(settings: ModelSettings) -> AsyncIterator[ModelGateway]:
    """The real one over the real client libraries."""
    async with AsyncExitStack() as stack:
        providers = []
        for own in settings.providers:
            providers.append(choose_provider(own))
            stack.push_async_callback(providers[-1].aclose)
        yield ModelGateway(settings, tiers_of(settings), providers, ListMeter())


@asynccontextmanager
async def listening(pipeline: Pipeline) -> AsyncIterator[Client]:
    """The application on a port of its own, and a client of it."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Answerer]:
        yield pipeline

    settled = asyncio.Event()
    app = create_app(make_settings(), opened, on_settled=lambda _: settled.set())
    config = uvicorn.Config(app, log_level="error", lifespan="on", ws="none")
    server = uvicorn.Server(config)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await settled.wait()
            async with Client(f"http://127.0.0.1:{listener.getsockname()[1]}") as client:
                yield client
        finally:
            server.should_exit = True
            await running


async def observe(
    client: Client, switch: Switch, providers: Providers, fault: str, setting: Setting
) -> Seen:
    """Ask once while this goes wrong."""
    main = providers.expired if fault == EXPIRED else providers.main
    main.then = _step(fault, setting)
    providers.spare.then = Reply(SPARE)
    spare = providers.spare if setting != "alone" else None
    before, spare_before = main.calls, providers.spare.calls
    seen = Seen(fault=fault, setting=setting)
    async with open_gateway(model_settings(main, spare)) as switch.to:
        await _listen(client, seen)
    seen.calls, seen.spare_calls = main.calls - before, providers.spare.calls - spare_before
    if seen.sentences:
        found = await client.verify("".join(seen.sentences))
        seen.denied = [
            claim.text for claim in found.claims
            if claim.status in ("contradicted", "unsupported")
        ]  # fmt: skip
    return seen


async def _listen(client: Client, seen: Seen) -> None:
    began = time.monotonic()
    with suppress(TimeoutError):
        async with asyncio.timeout(3 * (TOTAL_S + SPARE_S)):
            async for event in client.stream(QUESTION):
                match event:
                    case Sources():
                        seen.sources += 1
                    case Delta():
                        if seen.first_s is None:
                            seen.first_s = time.monotonic() - began
                        seen.sentences.append(event.text)
                    case Checked():
                        seen.verdicts.append(event.status)
                    case Failed():
                        seen.failed = event.code
                    case Final():
                        seen.answer = event.answer
                    case _:
                        pass
    seen.seconds = time.monotonic() - began


def _step(fault: str, setting: Setting) -> Step:
    if fault == EXPIRED:
        return Reply(MAIN)
    step = faults(MAIN, slow_s=0.15)[fault]
    if setting == "later":
        assert isinstance(step, Reply)
        return Reply(MAIN, step.fault, after=AFTER)
    return step
