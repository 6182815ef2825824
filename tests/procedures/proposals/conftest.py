"""Fixtures of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fresh_database import copy_template, make_template
from tests.procedures.drafts.desk import set_up_desk
from tests.procedures.proposals.reviewing import ReviewDesk
from webapp.database import mark_practice, open_database
from webapp.migrations import migrate


@pytest.fixture(scope="session")
def desk_template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A practice database with the small place in force, its people and a draft, to copy."""
    folder = tmp_path_factory.mktemp("review")

    def prepare(url: str) -> None:
        database = open_database(url)
        migrate(database)
        with database.write() as session:
            mark_practice(session)
        set_up_desk(database, folder / "pack")
        database.close()

    with make_template(request.param, folder, prepare) as template:
        yield template


@pytest.fixture
def desk(desk_template: str, tmp_path: Path) -> Iterator[ReviewDesk]:
    """The desk, for one test alone, with a changed draft."""
    with copy_template(desk_template, tmp_path) as url:
        database = open_database(url)
        desk = ReviewDesk(database, 1)
        desk.save(*desk.CHANGE)
        yield desk
        database.close()
