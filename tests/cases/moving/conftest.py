"""The small place with several versions, for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.moving.versions import MovingPlace, make_versions_template
from tests.fresh_database import copy_template
from tests.procedures.small_pack import CODE
from webapp.database import open_database


@pytest.fixture(scope="session")
def versions_template(migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small place with every version published, to copy."""
    with make_versions_template(tmp_path_factory.mktemp("versions"), migrated_template) as template:
        yield template


@pytest.fixture
def town(versions_template: str, tmp_path: Path) -> Iterator[MovingPlace]:
    """That place, for one test alone."""
    with copy_template(versions_template, tmp_path) as url:
        place = MovingPlace(open_database(url), CODE)
        yield place
        place.database.close()
