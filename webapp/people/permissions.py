"""Whether a person may do what they ask, read in the transaction that does it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.people.actors import Actor
from webapp.people.errors import NotPermitted
from webapp.people.models import Account, RoleGrant
from webapp.people.roles import EVERYWHERE, ROLE_NAMES


def require_product_role(session: Session, actor: Actor, role: str) -> None:
    """Raise `NotPermitted` unless ``actor`` holds the product's ``role`` now.

    The `Actor` was read before this transaction: the role may have been revoked since.
    """
    held = session.scalar(
        select(RoleGrant.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.account_id == actor.account_id,
            RoleGrant.jurisdiction == EVERYWHERE,
            RoleGrant.role == role,
            Account.is_active,
        )
    )
    if held is None:
        zh, en = ROLE_NAMES[role]
        raise NotPermitted(role=zh if actor.language == "zh" else en)
