"""The practice accounts on the log-in page: in practice mode only, where their password is no secret."""

from __future__ import annotations

from dataclasses import dataclass

from webapp import people
from webapp.cases.practice import practice_password as shared_password
from webapp.views.language import current_language
from webapp.views.platform import database, platform
from webapp.views.roles import RoleNames


@dataclass(frozen=True, slots=True)
class PracticeAccount:
    """One account to practise with."""

    login_name: str
    display_name: str
    roles: tuple[str, ...]


def practice_password() -> str:
    """The password of every practice account; empty outside practice mode."""
    return shared_password() if platform().settings.practice else ""


def list_practice_accounts() -> list[PracticeAccount]:
    """The accounts to practise with; none outside practice mode."""
    if not platform().settings.practice:
        return []
    with database().read() as session:
        names = RoleNames(session, current_language())
        return [
            PracticeAccount(line.login_name, line.display_name, names.of(line.grants))
            for line in people.list_accounts(session).lines
            if line.is_active
        ]
