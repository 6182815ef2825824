"""The place with papers, as a database for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fresh_database import copy_template, database, database_url, migrated_template
from tests.papers.paper_place import make_paper_template
from tests.practice_place import PracticePlace
from tests.procedures.small_pack import CODE
from webapp.database import open_database

__all__ = ["database", "database_url", "migrated_template"]


@pytest.fixture(scope="session")
def paper_template(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The place with papers, to copy."""
    with make_paper_template(tmp_path_factory.mktemp("papers"), migrated_template) as template:
        yield template


@pytest.fixture
def town(paper_template: str, tmp_path: Path) -> Iterator[PracticePlace]:
    """The place with papers, for one test alone."""
    with copy_template(paper_template, tmp_path) as url:
        place = PracticePlace(open_database(url), CODE)
        yield place
        place.database.close()
