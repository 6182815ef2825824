"""Fixtures of the page tests: the application over a small place of its own, and visitors of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE, Change, write_pack
from tests.views.visitor import Visitor
from webapp.cases.practice import prepare_practice
from webapp.database import open_database
from webapp.migrations import migrate
from webapp.settings import read_settings
from webapp.views import create_app


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
def app(town: PracticePlace, tmp_path: Path) -> Flask:
    """The application in practice mode."""
    settings = read_settings({"RONGCUO_INSTANCE_DIR": str(tmp_path)}, practice=True)
    return create_app(settings, town.database)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(app)
