"""A small place whose procedure is in force, two designers and a system administrator of it, and one draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.procedures.small_pack import CODE, Change, small_pack
from webapp import audit
from webapp.database import Database
from webapp.people import (
    AUDIT_ADMIN,
    EVERYWHERE,
    PROCESS_DESIGNER,
    SYSTEM_ADMIN,
    Actor,
    add_account,
    add_grant,
    find_account,
    get_actor,
    hash_password,
)
from webapp.procedures import publish
from webapp.procedures.drafts import (
    Draft,
    DraftLine,
    SavedFile,
    get_draft,
    save_file,
    save_files,
    start_draft,
)

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=7)
#: Login name → what they are called and what they are.
PEOPLE = {
    "designer": ("卓程", PROCESS_DESIGNER),
    "designer2": ("卓越", PROCESS_DESIGNER),
    "admin": ("系统管理员", SYSTEM_ADMIN),
    "auditor": ("审计管理员", AUDIT_ADMIN),
}


@dataclass
class Desk:
    """Shorthand for what people do at the workbench; each call is one transaction."""

    database: Database
    draft_id: int = 0

    def actor(self, login_name: str) -> Actor:
        with self.database.read() as session:
            account = find_account(session, login_name)
            assert account is not None, login_name
            return get_actor(session, account.id)

    def start(self, by: str = "designer") -> DraftLine:
        with self.database.write() as session:
            line = start_draft(session, CODE, self.actor(by), NOW)
        self.draft_id = line.id
        return line

    def save(
        self, path: str, content: bytes, revision: int = 0, *, by: str = "designer", at: datetime = NOW
    ) -> SavedFile:
        with self.database.write() as session:
            return save_file(session, self.draft_id, path, content, revision, self.actor(by), at)

    def save_all(
        self, contents: Mapping[str, bytes | None], revisions: Mapping[str, int], *, by: str = "designer"
    ) -> list[SavedFile]:
        with self.database.write() as session:
            return save_files(session, self.draft_id, contents, revisions, self.actor(by), NOW)

    def draft(self) -> Draft:
        with self.database.read() as session:
            return get_draft(session, self.draft_id)

    def recorded(self) -> list[tuple[str, str | None, Mapping[str, Any]]]:
        """Action, account and facts of all that the chain of procedures holds after the publishing."""
        with self.database.read() as session:
            assert audit.verify(session).is_intact
            entries = audit.list_entries(session, audit.PROCEDURES)[1:]
            return [(entry.action, entry.actor_account, entry.facts) for entry in entries]


def set_up_desk(database: Database, folder: Path, changes: Mapping[str, Change] | None = None) -> Desk:
    """Publish the small place, make its people and begin a draft."""
    password_hash = hash_password("Yanlian-2026")
    with database.write() as session:
        for login_name, (name, role) in PEOPLE.items():
            account = add_account(
                session, login_name=login_name, display_name=name, password_hash=password_hash
            )
            add_grant(session, account, jurisdiction=EVERYWHERE, role=role)
    desk = Desk(database)
    with database.write() as session:
        publish(session, small_pack(folder, changes), desk.actor("admin"), NOW)
    desk.start()
    return desk
