"""A database with one published place, for imports that are planned and stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.procedures.small_pack import small_pack
from webapp.database import Database, open_database
from webapp.migrations import migrate
from webapp.people import (
    EVERYWHERE,
    PROCESS_DESIGNER,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    Actor,
    add_account,
    add_grant,
    find_account,
    get_actor,
)
from webapp.procedures import Pack
from webapp.procedures.files import FolderFiles
from webapp.procedures.publishing import publish_shipped_pack

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


#: Login name → product role.
PEOPLE = {"admin": SYSTEM_ADMIN, "designer": PROCESS_DESIGNER, "security": SECURITY_ADMIN}


def person(database: Database, login_name: str) -> Actor:
    """Who somebody is now."""
    with database.read() as session:
        account = find_account(session, login_name)
        assert account is not None
        return get_actor(session, account.id)


@dataclass(frozen=True)
class Office:
    """A database with the small place in force, and the folder that stands for what the release ships."""

    database: Database
    pack: Pack
    shipped: FolderFiles


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Shared by all tests of this folder: none of them changes what is in force."""
    folder: Path = tmp_path_factory.mktemp("importing")
    pack = small_pack(folder)
    opened = open_database(f"sqlite:///{folder / 'rongcuo.db'}")
    migrate(opened)
    with opened.write() as session:
        publish_shipped_pack(session, pack, NOW)
        for login_name, role in PEOPLE.items():
            account = add_account(session, login_name=login_name, display_name=login_name, password_hash="x")
            add_grant(session, account, jurisdiction=EVERYWHERE, role=role)
    yield Office(opened, pack, FolderFiles(folder))
    opened.close()
