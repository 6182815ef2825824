"""Submissions: the key that makes a repeat harmless, and the reader that checks what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.cases.errors import FactsRefused
from webapp.cases.models import CaseFile, Submission
from webapp.feel import Value
from webapp.people import Actor
from webapp.procedures.forms import FormSchema
from webapp.procedures.forms import Submission as FormSubmission

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


def find_submission(session: Session, key: str) -> Submission | None:
    """The accepted submission with that key, if there is one."""
    return session.get(Submission, key)


def keep_submission(
    session: Session, key: str, actor: Actor, action: str, case: CaseFile, task_id: int | None, at: datetime
) -> None:
    """Note that the submission with that key was accepted; a second one violates the primary key and takes all back."""
    session.add(
        Submission(
            key=key,
            account_id=actor.account_id,
            action=action,
            case_id=case.id,
            task_id=task_id,
            received_at=at,
        )
    )
