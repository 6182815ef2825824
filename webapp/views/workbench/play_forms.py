"""What the pages of a play share: who acts, what was filled in, the play as its page showed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from flask import request

from webapp.procedures.drafts import Draft, get_draft
from webapp.procedures.proof import (
    FormAnswer,
    Play,
    PlayState,
    StepRefused,
    get_play,
)
from webapp.procedures.proof.recording import (
    facts_of,
)
from webapp.procedures.scenario_files import Person
from webapp.views.errors import RequestMalformed
from webapp.views.forms import PageForm, bind_typed, bind_untyped
from webapp.views.platform import database


def read_person(text: str) -> Person:
    """``role:by:unit``, as the pages name who acts.

    Raises:
        RequestMalformed: it is something else.
    """
    parts = text.split(":")
    if len(parts) != 3 or not parts[0]:
        raise RequestMalformed
    role, by, unit = parts
    return Person(role, unit=unit, by=by)


def read_day(name: str) -> date | None:
    """The day that was sent under a name; None where none was."""
    try:
        return date.fromisoformat(request.values.get(name, ""))
    except ValueError:
        return None


def read_play(draft_id: int, play_id: int) -> tuple[Draft, Play]:
    """A draft and a play of it."""
    with database().read() as session:
        return get_draft(session, draft_id), get_play(session, draft_id, play_id)


def as_seen(kept: Play) -> Play:
    """The play as the page showed it: by its revision, another's step in between is noticed."""
    revision = request.form.get("revision", type=int)
    if revision is None:
        raise RequestMalformed
    return replace(kept, revision=revision)


def open_untyped(schema: Any, context: Any) -> PageForm:
    """A form as it is opened."""
    return bind_untyped(schema, context, {})


def bind_answer(
    draft: Draft, answer: FormAnswer | None, bind: Callable[[Any, Any], PageForm]
) -> PageForm | None:
    """The form of a step, bound; None for a step without one."""
    if answer is None or answer.id is None:
        return None
    return bind(draft.pack.forms[answer.id], answer.context)


def read_filled_in(draft: Draft, answer: FormAnswer | None) -> tuple[PageForm | None, dict[str, Any] | None]:
    """The form with what was typed, and its facts; None for them where something is refused.

    Raises:
        StepRefused: what was to be filled in is not open any more.
    """
    if answer is None:
        raise StepRefused(
            reason="这一步现在没有打开。请看现在的待办。", reason_en="This step is not open now. See what is."
        )
    if answer.id is None:
        return None, {}
    schema = draft.pack.forms[answer.id]
    bound = bind_typed(schema, answer.context, with_errors=True)
    if not bound.submission.is_accepted:
        return bound, None
    return bound, facts_of(schema, answer.context, bound)


def require_played(state: PlayState) -> None:
    """Nothing, if the last step could be taken.

    Raises:
        StepRefused: it could not; the reason.
    """
    if state.failure is not None:
        raise StepRefused(reason=state.failure.zh, reason_en=state.failure.en)
