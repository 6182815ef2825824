"""Appending what was done to a case's chain of the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webapp import audit
from webapp.cases.models import CaseFile


@dataclass(slots=True)
class Doer:
    """Who acts, for the record: an account, or the platform itself (``account`` is None)."""

    account: str | None
    name: str


#: The platform acting by itself, when a timer fires.
PLATFORM = Doer(None, "Rongcuo")


@dataclass(frozen=True, slots=True)
class Action:
    """One action for the record: ``verb`` (``complete_task``, ``fire_timer`` …), its subject, and its facts as JSON."""

    verb: str
    doer: Doer
    facts: Mapping[str, Any]


def record_action(session: Session, case: CaseFile, action: Action, at: datetime) -> None:
    """Append one action to the case's chain of the audit record, in the caller's transaction."""
    audit.append(
        session,
        chain_of(case),
        [audit.Entry(action.verb, action.facts, action.doer.account, action.doer.name)],
        at,
    )


def chain_of(case: CaseFile) -> str:
    """The name of the case's audit chain."""
    return f"case:{case.case_no}"
