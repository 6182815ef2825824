"""Submissions: the key that makes a repeat harmless, and the reader that checks what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from webapp.cases.errors import FactsRefused, SubmissionKeyRefused
from webapp.cases.models import CaseFile, Submission
from webapp.database import CanonicalText, Instant
from webapp.feel import Value
from webapp.people import Actor
from webapp.procedures.forms import FormSchema
from webapp.procedures.forms import Submission as FormSubmission

_LONGEST_KEY = 200

# One statement takes the key or finds it taken, whoever else submits it. Both databases understand it as it stands.
_KEEP = text(
    "INSERT INTO submission (key, account_id, action, case_id, task_id, received_at) "
    "VALUES (:key, :account_id, :action, :case_id, :task_id, :received_at) "
    "ON CONFLICT (key) DO NOTHING RETURNING key"
).bindparams(bindparam("key", type_=CanonicalText()), bindparam("received_at", type_=Instant()))

#: Turns a form and the FEEL context its expressions see into what was submitted, checked by the form's rules.
#: Called inside the transaction, so that what was checked is what is written.
SubmissionReader = Callable[[FormSchema, Mapping[str, Value]], FormSubmission]


def read_facts(
    read: SubmissionReader, schema: FormSchema, context: Mapping[str, Value]
) -> Mapping[str, Value]:
    """What was submitted: entity to its fields.

    Raises: `FactsRefused` with a text for each field that the form's rules refuse.
    """
    submission = read(schema, context)
    if submission.errors:
        raise FactsRefused(submission.errors)
    return {entity: dict(fields) for entity, fields in submission.values.items()}


def find_repeated(
    session: Session,
    key: str,
    actor: Actor,
    action: str,
    *,
    case_id: int | None = None,
    task_id: int | None = None,
) -> Submission | None:
    """The accepted submission that this one repeats, or None when it is new.

    Call it with the lock held that the action takes: of two at once, the second then finds the first.
    Raises: `SubmissionKeyRefused` without a key, or when it served somebody else, another action or another subject:
    taking that for a repeat would drop what was typed.
    """
    _refuse_unusable(key)
    earlier = session.get(Submission, key)
    if earlier is None:
        return None
    subject = (earlier.account_id, earlier.action, earlier.task_id)
    if subject != (actor.account_id, action, task_id) or case_id not in {None, earlier.case_id}:
        raise SubmissionKeyRefused
    return earlier


def keep_submission(
    session: Session, key: str, actor: Actor, action: str, case: CaseFile, task_id: int | None, at: datetime
) -> None:
    """Note that the submission with that key was accepted.

    Raises: `SubmissionKeyRefused` without a key, or when it has served already; the caller's unit is then undone.
    """
    _refuse_unusable(key)
    row = {
        "key": key,
        "account_id": actor.account_id,
        "action": action,
        "case_id": case.id,
        "task_id": task_id,
        "received_at": at,
    }
    if session.execute(_KEEP, row).first() is None:
        raise SubmissionKeyRefused


def _refuse_unusable(key: str) -> None:
    if not 0 < len(key) <= _LONGEST_KEY:
        raise SubmissionKeyRefused
