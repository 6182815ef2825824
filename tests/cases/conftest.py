"""Databases for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.paired_place import PAIRED
from tests.cases.small_place import make_small_template
from tests.fresh_database import (
    copy_template,
    database,
    database_url,
    kind_of,
    make_template,
    migrated_template,
)
from tests.practice_place import PracticePlace, prepare_from, write_place
from tests.procedures.small_pack import CODE
from webapp.database import open_database

__all__ = ["database", "database_url", "migrated_template"]


@pytest.fixture(scope="session")
def small_template(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small place as it is, to copy."""
    with make_small_template(tmp_path_factory.mktemp("small"), migrated_template) as template:
        yield template


@pytest.fixture
def town(small_template: str, tmp_path: Path) -> Iterator[PracticePlace]:
    """The small place as it is, for one test alone."""
    with copy_template(small_template, tmp_path) as url:
        place = PracticePlace(open_database(url), CODE)
        yield place
        place.database.close()


@pytest.fixture(scope="session")
def paired_template(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small place with two people to a role, to copy."""
    with make_small_template(tmp_path_factory.mktemp("paired"), migrated_template, PAIRED) as template:
        yield template


@pytest.fixture
def pair(paired_template: str, tmp_path: Path) -> Iterator[PracticePlace]:
    """The small place where a role has two people, who are told apart, and handlers hand out tasks."""
    with copy_template(paired_template, tmp_path) as url:
        place = PracticePlace(open_database(url), CODE)
        yield place
        place.database.close()


@pytest.fixture(scope="module")
def sasac(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticePlace]:
    """A practice place without matters; the tests of a module share it."""
    folder = tmp_path_factory.mktemp("sasac")
    prepare = prepare_from(write_place(folder / "pack", "nanjing_sasac"))
    with (
        make_template(kind_of(migrated_template), folder, prepare) as template,
        copy_template(template, folder) as url,
    ):
        place = PracticePlace(open_database(url), "nanjing_sasac")
        yield place
        place.database.close()
