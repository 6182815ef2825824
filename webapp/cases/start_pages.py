"""The page that opens a matter, and what was typed there before there is a case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from webapp.cases.context import form_context, start_form_of
from webapp.cases.models import MatterDraft
from webapp.cases.opening import find_start, get_startable
from webapp.cases.pages import StartPage
from webapp.cases.papers.issuing import name_papers
from webapp.database import Database, now
from webapp.errors import Language
from webapp.people import Actor
from webapp.procedures.jurisdiction import MAIN_ENTRANCE


def get_start_page(
    database: Database, actor: Actor, jurisdiction: str, language: Language, entrance: str = MAIN_ENTRANCE
) -> StartPage:
    """The form that opens a matter, with what the actor had typed before.

    Raises: `ProcedureNotPublished`, `StartNotPermitted`.
    """
    with database.read() as session:
        pack, entered = get_startable(session, actor, jurisdiction, entrance)
        schema = start_form_of(pack, entered)
        draft = session.get(MatterDraft, (actor.account_id, jurisdiction, entrance))
        return StartPage(
            jurisdiction=jurisdiction,
            jurisdiction_name=pack.jurisdiction.name(language),
            entrance=entered.id,
            entrance_name=entered.name(language),
            pack_digest=pack.digest,
            form=schema,
            context=form_context(session, pack, schema, now(session), actor),
            draft=json.loads(draft.typed) if draft else {},
            makes=name_papers(pack, entered.process_id, find_start(pack, entered.process_id).id, language),
            procedure_note=pack.jurisdiction.say_note(language),
        )


def save_matter_draft(
    database: Database,
    actor: Actor,
    jurisdiction: str,
    typed: Mapping[str, Any],
    entrance: str = MAIN_ENTRANCE,
) -> None:
    """Keep what was typed into the form that opens a matter. Nobody else sees it; no case exists yet.

    Raises: `ProcedureNotPublished`, `StartNotPermitted`.
    """
    with database.write() as session:
        get_startable(session, actor, jurisdiction, entrance)
        session.merge(
            MatterDraft(
                account_id=actor.account_id,
                jurisdiction=jurisdiction,
                entrance=entrance,
                typed=json.dumps(typed, ensure_ascii=False),
                saved_at=now(session),
            )
        )
