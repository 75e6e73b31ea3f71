from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from answer.models.chat import ChatProvider
from server.wiring import choose_provider
from tests.contracts.chat import KINDS, Kind, settings
from tests.fake_provider import FakeProvider


@pytest.fixture
def fake() -> Iterator[FakeProvider]:
    with FakeProvider() as server:
        yield server


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
async def provider(kind: Kind, fake: FakeProvider) -> AsyncIterator[ChatProvider]:
    made = choose_provider(settings(kind, fake))
    yield made
    await made.aclose()
