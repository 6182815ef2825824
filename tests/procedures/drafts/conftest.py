"""Fixtures of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fresh_database import copy_template, make_template
from tests.procedures.drafts.desk import Desk, set_up_desk
from webapp.database import open_database
from webapp.migrations import migrate


@pytest.fixture(scope="session")
def desk_template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with the small place in force, its people and a draft, to copy."""
    folder = tmp_path_factory.mktemp("desk")

    def prepare(url: str) -> None:
        database = open_database(url)
        migrate(database)
        set_up_desk(database, folder / "pack")
        database.close()

    with make_template(request.param, folder, prepare) as template:
        yield template


@pytest.fixture
def desk(desk_template: str, tmp_path: Path) -> Iterator[Desk]:
    """The desk, for one test alone."""
    with copy_template(desk_template, tmp_path) as url:
        database = open_database(url)
        yield Desk(database, 1)
        database.close()
