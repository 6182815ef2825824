"""Servers that start together on an empty database: one does the work, the others wait and find it done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import text

from tests.fresh_database import KINDS, copy_template
from tests.practice_place import ROOT
from webapp import audit
from webapp.database import Database, open_database
from webapp.migrations import head, migrate
from webapp.procedures import list_current, list_jurisdictions, publish_shipped

SERVERS = 3
T = TypeVar("T")


def all_at_once(url: str, start: Callable[[Database], T]) -> list[T]:
    """What each server's start gives; each has a database connection of its own."""
    barrier = threading.Barrier(SERVERS)

    def run(_number: int) -> T:
        database = open_database(url)
        try:
            barrier.wait(timeout=60)
            return start(database)
        finally:
            database.close()

    with ThreadPoolExecutor(SERVERS) as pool:
        return list(pool.map(run, range(SERVERS)))


def test_what_is_shipped_is_published_once(database_url: str) -> None:
    published = all_at_once(database_url, lambda database: publish_shipped(database, ROOT))
    shipped = sorted(list_jurisdictions(ROOT))
    assert sorted(code for codes in published for code in codes) == shipped
    database = open_database(database_url)
    with database.read() as session:
        assert sorted(version.jurisdiction for version in list_current(session)) == shipped
        assert len(audit.list_entries(session, audit.PROCEDURES)) == len(shipped)
        assert audit.verify(session).is_intact
    database.close()


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_database_is_migrated_once(kind: str, tmp_path: Path) -> None:
    with copy_template("template0", tmp_path) if kind == "postgresql" else empty_file(tmp_path) as url:
        assert all_at_once(url, migrate) == [None] * SERVERS
        database = open_database(url)
        with database.read() as session:
            assert session.scalars(text("SELECT version_num FROM alembic_version")).all() == [head()]
        database.close()


@contextmanager
def empty_file(folder: Path) -> Iterator[str]:
    """The address of an SQLite file that does not exist yet."""
    yield f"sqlite:///{folder / 'rongcuo.db'}"
