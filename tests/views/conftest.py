"""Fixtures of the page tests: the application over a small place of its own, and visitors of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE, write_pack
from tests.views.visitor import Visitor
from webapp.cases.practice import prepare_practice
from webapp.database import open_database
from webapp.migrations import migrate
from webapp.settings import read_settings
from webapp.views import create_app


@pytest.fixture(scope="session")
def small_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice database with the small place's procedure and people."""
    folder = tmp_path_factory.mktemp("small")
    write_pack(folder)
    database = open_database(f"sqlite:///{folder / 'practice.db'}")
    migrate(database)
    prepare_practice(database, folder, with_matters=False)
    database.close()
    return folder / "practice.db"


@pytest.fixture
def town(small_template: Path, tmp_path: Path) -> Iterator[PracticePlace]:
    """The small place, for one test alone."""
    path = tmp_path / "practice.db"
    shutil.copyfile(small_template, path)
    database = open_database(f"sqlite:///{path}")
    yield PracticePlace(database, CODE)
    database.close()


@pytest.fixture
def app(town: PracticePlace, tmp_path: Path) -> Flask:
    """The application in practice mode."""
    settings = read_settings({"RONGCUO_INSTANCE_DIR": str(tmp_path)}, practice=True)
    return create_app(settings, town.database)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(app)
