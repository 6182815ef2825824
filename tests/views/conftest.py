"""Fixtures of the page tests: the application over a small place of its own, and visitors of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from tests.practice_place import PracticePlace
from tests.procedures.drafts.desk import NOW
from tests.procedures.small_pack import CODE, Change, write_pack
from tests.views.visitor import Visitor, visit
from webapp.cases.practice import prepare_practice
from webapp.database import Database, open_database
from webapp.keys import load_secret_key
from webapp.migrations import migrate
from webapp.procedures.drafts import start_draft
from webapp.settings import Settings, read_settings
from webapp.views import create_app, platform


def make_small_database(folder: Path, changes: Mapping[str, Change] | None = None) -> Path:
    """A practice database with the small place's procedure, changed or not, and its people."""
    write_pack(folder, changes)
    database = open_database(f"sqlite:///{folder / 'practice.db'}")
    migrate(database)
    prepare_practice(database, folder, with_matters=False)
    database.close()
    return folder / "practice.db"


@contextmanager
def open_copy(file: Path, folder: Path) -> Iterator[PracticePlace]:
    """A copy of such a database."""
    path = folder / "practice.db"
    shutil.copyfile(file, path)
    database = open_database(f"sqlite:///{path}")
    yield PracticePlace(database, CODE)
    database.close()


@pytest.fixture(scope="session")
def small_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small place as it is, to copy."""
    return make_small_database(tmp_path_factory.mktemp("small"))


@pytest.fixture
def town(small_template: Path, tmp_path: Path) -> Iterator[PracticePlace]:
    """The small place, for one test alone."""
    with open_copy(small_template, tmp_path) as place:
        yield place


@pytest.fixture
def draft(town: PracticePlace) -> PracticePlace:
    """The small place with one draft, number 1."""
    with town.database.write() as session:
        assert start_draft(session, CODE, town.actor("designer"), NOW).id == 1
    return town


@pytest.fixture
def designer(app: Flask, draft: PracticePlace) -> Visitor:
    """The process designer, who has begun the draft."""
    return visit(app)


def practice_settings(folder: Path) -> Settings:
    """Practice mode over an instance folder of one's own."""
    return read_settings({"RONGCUO_INSTANCE_DIR": str(folder)}, practice=True)


@pytest.fixture(scope="session")
def assembled_app(small_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application put together once: its addresses take longer to compile than most pages to answer."""
    database = open_database(f"sqlite:///{small_template}")
    return create_app(practice_settings(tmp_path_factory.mktemp("assembled")), database)


@pytest.fixture
def app(assembled_app: Flask, town: PracticePlace, tmp_path: Path) -> Iterator[Flask]:
    """The application in practice mode over the small place: nothing of another test is left in it."""
    with pointed_at(assembled_app, practice_settings(tmp_path), town.database):
        yield assembled_app


@pytest.fixture
def fresh_app(town: PracticePlace, tmp_path: Path) -> Flask:
    """The same put together anew, for a test that adds addresses to it."""
    return create_app(practice_settings(tmp_path), town.database)


@contextmanager
def pointed_at(app: Flask, settings: Settings, database: Database) -> Iterator[None]:
    """The application working with this database; its own settings come back afterwards."""
    held, before = app.config.copy(), platform_of_app(app)
    platform.install(app, settings, database)
    app.config["SECRET_KEY"] = load_secret_key(settings)
    try:
        yield
    finally:
        app.config.clear()
        app.config.update(held)
        platform.install(app, before.settings, before.database)


def platform_of_app(app: Flask) -> platform.Platform:
    """What the application works with."""
    found: platform.Platform = app.extensions["rongcuo"]
    return found


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(app)
