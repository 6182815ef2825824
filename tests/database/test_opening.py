"""A database that cannot be used says why, in one sentence, before anything else happens."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import SHIPPED_PRAGMAS
from tests.fresh_database import is_sqlite
from webapp.database import (
    Database,
    DatabaseBroken,
    DatabaseBusy,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DatabaseUrlRefused,
    open_database,
    units,
)


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that another user may enter (pytest's own may not be entered)."""
    folder = Path(tempfile.mkdtemp(prefix="rongcuo-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def read_pragma(database: Database, name: str) -> object:
    with database.write() as session:
        return session.execute(text(f"PRAGMA {name}")).scalar_one()


def test_a_missing_file_is_made(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/new.db").close()
    assert (tmp_path / "new.db").exists()


def test_sqlite_is_set_for_durability_and_one_writer_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units, "_SQLITE_ON_CONNECT", SHIPPED_PRAGMAS)
    database = open_database(f"sqlite:///{tmp_path}/new.db")
    assert read_pragma(database, "journal_mode") == "wal"
    assert read_pragma(database, "synchronous") == 2
    assert read_pragma(database, "foreign_keys") == 1
    assert read_pragma(database, "busy_timeout") == 30000
    database.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "rongcuo.db",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://rongcuo@localhost/rongcuo",
        "mysql://rongcuo@localhost/rongcuo",
    ],
)
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUrlRefused):
        open_database(url)


def test_a_password_in_the_address_is_not_shown() -> None:
    with pytest.raises(DatabaseUrlRefused) as caught:
        open_database("postgresql://rongcuo:s3cret@localhost/rongcuo")
    assert "s3cret" not in caught.value.text("zh") + caught.value.text("en") + str(caught.value)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable) as caught:
        open_database(f"sqlite:///{tmp_path}/missing/rongcuo.db")
    assert f"{tmp_path}/missing/rongcuo.db" in caught.value.text("zh")


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable):
        open_database(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database_is_called_broken(tmp_path: Path) -> None:
    file = tmp_path / "rongcuo.db"
    file.write_text("容错 " * 1000)
    with pytest.raises(DatabaseBroken):
        open_database(f"sqlite:///{file}")
    assert file.read_text() == "容错 " * 1000


def test_a_damaged_page_is_called_broken(database: Database, tmp_path: Path) -> None:
    if not is_sqlite(database):
        pytest.skip("pages are SQLite's")
    file = tmp_path / "damaged.db"
    source = sqlite3.connect(str(database.url.database))
    source.execute("VACUUM INTO ?", (str(file),))
    source.close()
    content = bytearray(file.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(DatabaseBroken):
        open_database(f"sqlite:///{file}")


def test_opening_leaves_no_trace(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/new.db")
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one() == 0
    database.close()


@contextmanager
def as_nobody() -> Iterator[None]:
    """Act as a user with no rights of their own: root would read and write everything."""
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_a_file_that_cannot_be_written_is_called_read_only(public_folder: Path) -> None:
    file = public_folder / "rongcuo.db"
    open_database(f"sqlite:///{file}").close()
    public_folder.chmod(0o777)
    file.chmod(0o444)
    with as_nobody(), pytest.raises(DatabaseReadOnly) as caught:
        open_database(f"sqlite:///{file}")
    assert str(file) in caught.value.text("zh")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
@pytest.mark.parametrize("is_new", [True, False])
def test_a_folder_that_cannot_be_written_is_named(public_folder: Path, is_new: bool) -> None:
    file = public_folder / "rongcuo.db"
    if not is_new:
        open_database(f"sqlite:///{file}").close()
        file.chmod(0o666)
    with as_nobody(), pytest.raises((DatabaseUnreachable, DatabaseReadOnly)) as caught:
        open_database(f"sqlite:///{file}")
    assert str(file) in caught.value.text("zh")


def test_a_full_database_says_so_and_keeps_what_it_had(database: Database) -> None:
    if not is_sqlite(database):
        pytest.skip("the page limit is SQLite's")
    with database.write() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count = {pages + 2}"))  # It lasts as long as the connection.
    adding = text(
        "INSERT INTO unit (jurisdiction, code, name, name_en, kind) VALUES ('x', 'x', :name, '', '')"
    )
    with pytest.raises(DatabaseFull), database.write() as session:
        session.execute(adding, {"name": "容" * 100_000})
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM unit")).scalar_one() == 0


def test_a_lock_that_is_held_too_long_is_called_busy(database: Database) -> None:
    if not is_sqlite(database):
        pytest.skip("one writer at a time is SQLite's")
    with database.write() as session:
        session.execute(text("PRAGMA busy_timeout = 0"))  # The pool's only connection waits no longer.
    holder = sqlite3.connect(str(database.url.database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy), database.write() as session:
        session.execute(text("DELETE FROM unit"))
    holder.execute("ROLLBACK")
    with database.write() as session:
        session.execute(text("DELETE FROM unit"))
    holder.close()
