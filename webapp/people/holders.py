"""How many people hold each role of a place, for those who set a place up."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.people.models import Account, RoleGrant


def count_holders(session: Session, jurisdiction: str) -> dict[str, int]:
    """How many active accounts hold each role in a place; a role that nobody holds is not in it."""
    rows = session.execute(
        select(RoleGrant.role, func.count(func.distinct(RoleGrant.account_id)))
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.jurisdiction == jurisdiction, Account.is_active)
        .group_by(RoleGrant.role)
    )
    return {role: count for role, count in rows}  # noqa: C416 - rows are no pairs to the type checker.
