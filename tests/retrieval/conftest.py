from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.catalogue import Catalogue


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    made = Catalogue(f"sqlite:///{tmp_path}/catalogue.sqlite")
    yield made
    made.close()
