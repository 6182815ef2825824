"""Databases for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cases.guarded_place import GuardedMatter, guarded_matter
from tests.cases.paired_place import PAIRED
from tests.cases.small_place import make_small_template
from tests.fresh_database import (
    database,
    database_url,
    kind_of,
    make_template,
    migrated_template,
)
from tests.practice_place import PracticePlace, open_place, prepare_from, write_place
from tests.procedures.small_pack import CODE
from webapp.database import open_database
from webapp.migrations import migrate

__all__ = ["database", "database_url", "migrated_template"]


@pytest.fixture(scope="session")
def small_template(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small place as it is, to copy."""
    with make_small_template(tmp_path_factory.mktemp("small"), migrated_template) as template:
        yield template


@pytest.fixture
def town(small_template: str, tmp_path: Path) -> Iterator[PracticePlace]:
    """The small place as it is, for one test alone."""
    with open_place(small_template, tmp_path, CODE) as place:
        yield place


@pytest.fixture(scope="session")
def paired_template(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small place with two people to a role, to copy."""
    with make_small_template(tmp_path_factory.mktemp("paired"), migrated_template, PAIRED) as template:
        yield template


@pytest.fixture
def pair(paired_template: str, tmp_path: Path) -> Iterator[PracticePlace]:
    """The small place where a role has two people, who are told apart, and handlers hand out tasks."""
    with open_place(paired_template, tmp_path, CODE) as place:
        yield place


@pytest.fixture(scope="module")
def sasac(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticePlace]:
    """A practice place without matters; the tests of a module share it."""
    folder = tmp_path_factory.mktemp("sasac")
    prepare = prepare_from(write_place(folder / "pack", "nanjing_sasac"))
    with (
        make_template(kind_of(migrated_template), folder, prepare) as template,
        open_place(template, folder, "nanjing_sasac") as place,
    ):
        yield place


@pytest.fixture(scope="session")
def guarded_template(
    migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, GuardedMatter]]:
    """The place with something to keep, to copy, and its matter."""
    folder, made = tmp_path_factory.mktemp("guarded"), list[GuardedMatter]()

    def prepare(url: str) -> None:
        database = open_database(url)
        migrate(database)
        database.close()
        with guarded_matter(folder, url) as matter:
            made.append(matter)

    with make_template(kind_of(migrated_template), folder, prepare) as template:
        yield template, made[0]


@pytest.fixture
def matter(guarded_template: tuple[str, GuardedMatter], tmp_path: Path) -> Iterator[GuardedMatter]:
    """The matter of the place with something to keep, for one test alone."""
    template, made = guarded_template
    with open_place(template, tmp_path, CODE) as place:
        yield replace(made, place=place)
