"""Where a draft stands: open, proposed, published or discarded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from webapp import audit
from webapp.people import PROCESS_DESIGNER, SYSTEM_ADMIN, Actor, require_product_role
from webapp.procedures.drafts.errors import DraftStateRefused
from webapp.procedures.drafts.lines import DraftLine, DraftState
from webapp.procedures.drafts.reading import line_of
from webapp.procedures.drafts.saving import lock_draft

#: What may follow what. A draft that was published or discarded stays as it is.
_NEXT: Final[Mapping[str, frozenset[str]]] = {
    "open": frozenset({"proposed", "published", "discarded"}),
    "proposed": frozenset({"open", "published", "discarded"}),
}


def set_state(session: Session, draft_id: int, state: DraftState, actor: Actor, now: datetime) -> DraftLine:
    """Move a draft to another state, in the caller's transaction, which has checked whether ``actor`` may.

    Raises:
        NotPermitted: ``actor`` is neither process designer nor system administrator.
        DraftNotFound: there is no such draft.
        DraftStateRefused: it cannot go there from where it stands.
    """
    require_product_role(session, actor, PROCESS_DESIGNER, SYSTEM_ADMIN)
    row = lock_draft(session, draft_id)
    if state not in _NEXT.get(row.state, frozenset()):
        raise DraftStateRefused(draft_id, row.state, state)
    facts = {"draft": draft_id, "jurisdiction": row.jurisdiction, "from": row.state, "to": state}
    row.state = state
    session.flush()
    action = "discard_draft" if state == "discarded" else "change_draft_state"
    entry = audit.Entry(action, facts, actor.login_name, actor.display_name)
    audit.append(session, audit.PROCEDURES, [entry], now)
    return line_of(row)


def discard_draft(session: Session, draft_id: int, actor: Actor, now: datetime) -> DraftLine:
    """Give a draft up, in the caller's transaction. Its files stay readable; nobody changes or publishes them any more.

    Raises: what `set_state` raises.
    """
    return set_state(session, draft_id, "discarded", actor, now)
