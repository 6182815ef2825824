"""The page that opens a matter, and what was typed there before there is a case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from webapp.cases.context import form_context, start_form_of
from webapp.cases.models import MatterDraft
from webapp.cases.opening import get_startable
from webapp.cases.pages import (
    StartPage,
)
from webapp.database import Database, now
from webapp.errors import Language
from webapp.people import Actor


def get_start_page(database: Database, actor: Actor, jurisdiction: str, language: Language) -> StartPage:
    """The form that opens a matter, with what the actor had typed before.

    Raises: `ProcedureNotPublished`, `StartNotPermitted`.
    """
    with database.read() as session:
        pack = get_startable(session, actor, jurisdiction)
        schema = start_form_of(pack)
        draft = session.get(MatterDraft, (actor.account_id, jurisdiction))
        return StartPage(
            jurisdiction=jurisdiction,
            jurisdiction_name=pack.jurisdiction.name(language),
            pack_digest=pack.digest,
            form=schema,
            context=form_context(session, pack, schema, now(session), actor),
            draft=json.loads(draft.typed) if draft else {},
        )


def save_matter_draft(database: Database, actor: Actor, jurisdiction: str, typed: Mapping[str, Any]) -> None:
    """Keep what was typed into the form that opens a matter. Nobody else sees it; no case exists yet.

    Raises: `ProcedureNotPublished`, `StartNotPermitted`.
    """
    with database.write() as session:
        get_startable(session, actor, jurisdiction)
        session.merge(
            MatterDraft(
                account_id=actor.account_id,
                jurisdiction=jurisdiction,
                typed=json.dumps(typed, ensure_ascii=False),
                saved_at=now(session),
            )
        )
