"""Fixtures that several packages share. The embedding model is the real one, loaded once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
import sqlalchemy as sa

from nescio.settings import EmbeddingSettings
from retrieval.embedding import LocalEmbedder
from retrieval.embedding_onnx import OnnxEmbedder
from tests.models_server import NoModel, SmolLM2Server, model_file


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests marked `anyio` run on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def embedder() -> Iterator[LocalEmbedder]:
    """The packaged model, ready to use."""
    model = OnnxEmbedder(EmbeddingSettings(threads=1))
    asyncio.run(model.load())
    yield model
    model.close()


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """An empty database on the PostgreSQL server of NESCIO_TEST_POSTGRES."""
    server = os.environ.get("NESCIO_TEST_POSTGRES", "")
    if not server:
        pytest.skip("no PostgreSQL server: NESCIO_TEST_POSTGRES is not set")
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    database = f"nescio_test_{uuid4().hex[:12]}"
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {database}")
    try:
        target = sa.engine.make_url(server).set(database=database)
        yield target.render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {database} WITH (FORCE)")
        admin.dispose()


@pytest.fixture(scope="session")
def smollm2_server() -> Iterator[SmolLM2Server]:
    """A real model behind a real server; for tests marked `model`."""
    try:
        model_file()
    except NoModel as error:
        pytest.skip(str(error))
    with SmolLM2Server() as server:
        yield server
