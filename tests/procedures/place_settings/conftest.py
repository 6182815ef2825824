"""Fixtures of this folder: a desk whose place shares a figure and a role with others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.procedures.drafts.desk import Desk, set_up_desk
from webapp.database import open_database
from webapp.migrations import migrate

SHARED = """
[parameters.shared_days]
value = 3
unit = "days"
source = "assumed"
zh = "共用的期限"
en = "A shared limit"
"""


@pytest.fixture(scope="session")
def sharing_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with the small place in force, its people and a draft."""
    folder = tmp_path_factory.mktemp("sharing")
    database = open_database(f"sqlite:///{folder / 'desk.db'}")
    migrate(database)
    set_up_desk(database, folder / "pack", {"bpmn/shared/jurisdiction.toml": SHARED})
    database.close()
    return folder / "desk.db"


@pytest.fixture
def desk(sharing_desk: Path, tmp_path: Path) -> Iterator[Desk]:
    """The desk, for one test alone."""
    shutil.copyfile(sharing_desk, tmp_path / "desk.db")
    database = open_database(f"sqlite:///{tmp_path / 'desk.db'}")
    yield Desk(database, 1)
    database.close()
