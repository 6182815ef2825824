"""Whether a person may do what they ask, read in the transaction that does it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.people.actors import Actor
from webapp.people.errors import NotPermitted
from webapp.people.models import Account, RoleGrant
from webapp.people.roles import EVERYWHERE, ROLE_NAMES


def require_product_role(session: Session, actor: Actor, *roles: str) -> None:
    """Raise `NotPermitted` unless ``actor`` holds one of the product's ``roles`` now.

    The `Actor` was read before this transaction: the role may have been revoked since.
    """
    held = session.scalar(
        select(RoleGrant.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.account_id == actor.account_id,
            RoleGrant.jurisdiction == EVERYWHERE,
            RoleGrant.role.in_(roles),
            Account.is_active,
        )
    )
    if held is None:
        names = [ROLE_NAMES[role] for role in roles]
        wanted = (
            "、".join(zh for zh, _ in names) if actor.language == "zh" else " / ".join(en for _, en in names)
        )
        raise NotPermitted(role=wanted)
