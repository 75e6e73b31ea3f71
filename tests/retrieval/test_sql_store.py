from pathlib import Path

import pytest
import sqlalchemy as sa

from nescio.errors import StoreFailed
from nescio.settings import Settings
from retrieval.migrations import applied_table
from retrieval.sql_store import SqlStore, never_written, url_beside

METADATA = sa.MetaData()
WORDS = sa.Table("words", METADATA, sa.Column("word", sa.Text, primary_key=True))
APPLIED = applied_table(METADATA, "word_migrations")
STEPS = (("words", METADATA.create_all),)


class Words(SqlStore):
    def __init__(self, url: str) -> None:
        super().__init__(url, called="the words", of="words", steps=STEPS, applied=APPLIED)

    def add(self, word: str) -> None:
        with self._writing() as connection:
            connection.execute(sa.insert(WORDS).values(word=word))

    def all(self) -> list[str]:
        with self._reading() as connection:
            return list(connection.scalars(sa.select(WORDS.c.word)))


def test_what_is_written_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'words.sqlite'}"
    for word in ("one", "two"):
        store = Words(url)
        store.add(word)
        store.close()
    store = Words(url)
    assert store.all() == ["one", "two"]
    store.close()


def test_a_failure_is_one_line_without_the_values(tmp_path: Path) -> None:
    store = Words(f"sqlite:///{tmp_path / 'words.sqlite'}")
    store.add("secret")
    with pytest.raises(StoreFailed, match="the words failed") as caught:
        store.add("secret")
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)
    assert store.all() == ["secret"]
    store.close()


def test_a_store_lies_beside_the_catalogue(tmp_path: Path) -> None:
    in_files = Settings(sources=(), state=tmp_path)
    url = url_beside(in_files, "words.sqlite")
    assert url == f"sqlite:///{(tmp_path / 'words.sqlite').resolve()}"
    assert never_written(url)
    Words(url).close()
    assert not never_written(url)
    server = "postgresql://somewhere/nescio"
    in_a_server = Settings(sources=(), state=tmp_path, catalogue_url=server)
    assert url_beside(in_a_server, "words.sqlite") == server
    assert not never_written(server)
