"""Time that jumps, for all tests of this folder that do not ask for real time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.answer.models.virtual import VirtualLoop


@pytest.fixture(scope="module")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Tests marked `anyio` run on a loop whose time jumps."""
    return "asyncio", {"loop_factory": VirtualLoop}
