"""A migrated, empty database for each test: an SQLite file, or a database of its own on a PostgreSQL server.

Tests of `ON_BOTH` run on each. Where ``RONGCUO_TEST_DATABASE_URL`` names a PostgreSQL, all do.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.postgresql import NAMED_URL, server_url
from webapp.database import Database, open_database
from webapp.migrations import migrate

KINDS = ("sqlite", "postgresql")
#: Folders and files, below this one, whose tests run on both in every run: what promises something about concurrency,
#: time and the record.
IN_EVERY_RUN = (
    "audit",
    "cases/moving",
    "cases/test_crash.py",
    "cases/test_opening.py",
    "cases/test_recomputing.py",
    "cases/test_reminders.py",
    "cases/test_tasks.py",
    "cases/test_timers.py",
    "cases/test_worker_clock.py",
    "database",
    "papers/test_numbers_and_workers.py",
    "procedures/drafts/test_saving.py",
    "procedures/proposals/test_reviewing.py",
    "views/test_statements.py",
)
#: Further ones that do where ``RONGCUO_TEST_BOTH=all`` says so, as `make test-faults` does.
IN_LONG_RUNS = (
    "cases/test_access.py",
    "cases/test_delegation.py",
    "cases/test_incidents.py",
    "cases/test_record_of_actions.py",
    "cases/test_recusal.py",
    "cases/test_repeats.py",
    "cases/test_separation.py",
    "migrations",
    "outbox",
    "people",
)
ON_BOTH = (*IN_EVERY_RUN, *(IN_LONG_RUNS if os.environ.get("RONGCUO_TEST_BOTH") == "all" else ()))
_HERE = Path(__file__).parent
#: Fixtures that make one kind of database or the other.
_TEMPLATES = ("migrated_template", "practice_template", "every_place_template", "desk_template")


def choose_databases(metafunc: pytest.Metafunc) -> None:
    """Run a test on SQLite, and on PostgreSQL too where it belongs to `ON_BOTH`."""
    wanted = [template for template in _TEMPLATES if template in metafunc.fixturenames]
    if not wanted:
        return
    place = Path(metafunc.definition.path)
    is_on_both = NAMED_URL is not None or any(place.is_relative_to(_HERE / named) for named in ON_BOTH)
    for template in wanted:
        metafunc.parametrize(template, KINDS if is_on_both else KINDS[:1], indirect=True, scope="session")


@contextmanager
def make_template(kind: str, folder: Path, prepare: Callable[[str], None]) -> Iterator[str]:
    """Where a database stands that is copied for each test: a file's path, or a database's name.

    ``prepare`` fills it, given its address.
    """
    if kind == "sqlite":
        file = folder / "template.db"
        prepare(f"sqlite:///{file}")
        yield str(file)
        return
    name = f"rongcuo_{uuid.uuid4().hex}"
    _administer(f"CREATE DATABASE {name}")
    prepare(_server_url(name))
    yield name
    _administer(f"DROP DATABASE {name}")


@contextmanager
def share_template(
    kind: str, made: pytest.TempPathFactory, name: str, prepare: Callable[[str], None]
) -> Iterator[str]:
    """The same, made once for all processes of a test run where it is a file; ``name`` tells it from others.

    Each process has its own PostgreSQL, so each makes its own there.
    """
    if kind != "sqlite":
        with make_template(kind, made.mktemp(name), prepare) as template:
            yield template
        return
    base = made.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"shared-{name}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "whole.db").exists():
            unfinished = folder / "unfinished.db"
            unfinished.unlink(missing_ok=True)
            prepare(f"sqlite:///{unfinished}")
            unfinished.rename(folder / "whole.db")
    yield str(folder / "whole.db")


def kind_of(template: str) -> str:
    """The kind of database of a template."""
    return "sqlite" if "/" in template else "postgresql"


@contextmanager
def copy_template(template: str, folder: Path) -> Iterator[str]:
    """The address of a copy of ``template``, gone when the block ends."""
    if kind_of(template) == "sqlite":
        file = folder / "rongcuo.db"
        shutil.copyfile(template, file)
        yield f"sqlite:///{file}"
        return
    name = f"rongcuo_{uuid.uuid4().hex}"
    _administer(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _server_url(name)
    _administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A migrated database to copy."""
    with share_template(request.param, tmp_path_factory, "migrated", _migrate) as template:
        yield template


@pytest.fixture
def database_url(migrated_template: str, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database."""
    with copy_template(migrated_template, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated, empty database, open."""
    opened = open_database(database_url)
    yield opened
    opened.close()


def is_sqlite(database: Database) -> bool:
    """Whether the test runs on SQLite: for what only one kind of database has."""
    return database.url.drivername == "sqlite"


def _migrate(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.close()


def _server_url(name: str) -> str:
    return make_url(server_url()).set(database=name).render_as_string(hide_password=False)


def _administer(statement: str) -> None:
    """Run what PostgreSQL wants outside of a transaction; the names are our own."""
    engine = create_engine(server_url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
