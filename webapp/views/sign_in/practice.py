"""The practice accounts on the log-in page: in practice mode only, where their password is no secret."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.cases import practice
from webapp.views.language import current_language
from webapp.views.platform import database, platform


@dataclass(frozen=True, slots=True)
class PracticeAccount:
    """One account to practise with."""

    login_name: str
    display_name: str
    role: str


def practice_password() -> str:
    """The password of every practice account; empty outside practice mode."""
    return practice.practice_password() if platform().settings.practice else ""


def list_practice_accounts() -> list[PracticeAccount]:
    """The accounts to practise with; none outside practice mode."""
    if not platform().settings.practice:
        return []
    return [
        PracticeAccount(*line) for line in practice.list_practice_accounts(database(), current_language())
    ]
