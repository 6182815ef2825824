"""The place with papers, as a database for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fresh_database import database, database_url, migrated_template
from tests.papers.paper_place import make_paper_template
from tests.practice_place import PracticePlace, open_place
from tests.procedures.small_pack import CODE

__all__ = ["database", "database_url", "migrated_template"]


@pytest.fixture(scope="session")
def paper_template(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The place with papers, to copy."""
    with make_paper_template(tmp_path_factory.mktemp("papers"), migrated_template) as template:
        yield template


@pytest.fixture
def town(paper_template: str, tmp_path: Path) -> Iterator[PracticePlace]:
    """The place with papers, for one test alone."""
    with open_place(paper_template, tmp_path, CODE) as place:
        yield place
