"""Databases for the tests of this folder, and a place of two people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.paired_place import make_paired_place
from tests.fresh_database import database, database_url, migrated_template
from tests.practice_place import PracticePlace

__all__ = ["database", "database_url", "migrated_template", "pair"]


@pytest.fixture
def pair(tmp_path: Path, database_url: str) -> Iterator[PracticePlace]:
    """The small place where a role has two people, who are told apart, and handlers hand out tasks."""
    made = make_paired_place(tmp_path, database_url)
    yield made
    made.database.close()
