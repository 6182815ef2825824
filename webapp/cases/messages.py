"""Messages that people send into a running case, such as a withdrawal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from webapp.cases.access import lock_visible_case, was_asked_as
from webapp.cases.context import form_context
from webapp.cases.errors import MessageNotAwaited, MessageNotPermitted
from webapp.cases.models import CaseFile, CaseTask
from webapp.cases.papers.facts import merge_submission
from webapp.cases.papers.issuing import find_demand, issue_papers, name_papers
from webapp.cases.recording import Action, Doer
from webapp.cases.recusals import is_recused
from webapp.cases.running import load_run, save_run
from webapp.cases.submissions import SubmissionReader, find_repeated, keep_submission, read_facts
from webapp.cases.timers import fire_overdue
from webapp.database import Database, now
from webapp.engine import CaseRun, Subscription
from webapp.errors import Language
from webapp.feel import Value, to_json, to_text
from webapp.people import Actor
from webapp.procedures import Pack, get_version
from webapp.procedures.forms import FormSchema
from webapp.procedures.jurisdiction import CaseMessage


def may_send(session: Session, actor: Actor, case: CaseFile, pack: Pack, message: CaseMessage) -> bool:
    """Whether a role of ``actor`` may send ``message`` into ``case``.

    Roles that see only the cases they have a part in, and roles held at one unit only, may send it into the cases in
    which a task was put before them in that very role, and into those they opened themselves.
    """
    return any(
        actor.has_role(case.jurisdiction, role_id) and _sends_as(session, actor, case, pack, role_id)
        for role_id in message.roles
    )


def _sends_as(session: Session, actor: Actor, case: CaseFile, pack: Pack, role_id: str) -> bool:
    """Whether ``actor``, who holds the role, has to do with ``case`` in it."""
    reads_every_case = pack.jurisdiction.roles[role_id].case_access == "all"
    has_opened = case.opened_by_id == actor.account_id
    # Who stands aside and opened the matter keeps what an applicant may do, no more.
    if is_recused(actor, case):
        return has_opened and not reads_every_case
    if has_opened or (reads_every_case and f"{case.jurisdiction}:{role_id}" in actor.groups):
        return True
    return was_asked_as(session, actor, case, role_id)


def awaited_messages(session: Session, actor: Actor, case: CaseFile, pack: Pack) -> tuple[CaseMessage, ...]:
    """The messages that ``case`` would take now and that ``actor`` may send."""
    awaited = set(case.awaited_messages.split(","))
    messages = pack.jurisdiction.messages
    return tuple(
        message
        for name, message in messages.items()
        if name in awaited and may_send(session, actor, case, pack, message)
    )


def expect_message(session: Session, actor: Actor, case: CaseFile, pack: Pack, name: str) -> CaseMessage:
    """The message of that name, which ``case`` would take now from ``actor``.

    Raises: `MessageNotPermitted`, `MessageNotAwaited`.
    """
    message = _get_permitted(session, actor, case, pack, name)
    if name not in case.awaited_messages.split(","):
        raise MessageNotAwaited(message=message.zh, message_en=message.en)
    return message


def _get_permitted(session: Session, actor: Actor, case: CaseFile, pack: Pack, name: str) -> CaseMessage:
    message = pack.jurisdiction.messages.get(name)
    if message is None:
        raise MessageNotPermitted(message=name, message_en=name)
    if not may_send(session, actor, case, pack, message):
        raise MessageNotPermitted(message=message.zh, message_en=message.en)
    return message


def message_context(
    session: Session, pack: Pack, schema: FormSchema, at: datetime, actor: Actor, case: CaseFile, run: CaseRun
) -> Mapping[str, Value]:
    """The FEEL context of a message's form. What an earlier message of the kind said is no part of a new one."""
    variables = {name: value for name, value in run.variables().items() if name not in schema.entities}
    return form_context(session, pack, schema, at, actor, case, variables)


def send_message(
    database: Database, actor: Actor, case_id: int, name: str, read: SubmissionReader, *, submission_key: str
) -> int:
    """Send a message into a case and run it to rest. Returns the case's id.

    A time limit that has run out takes effect before, and may close the case to the message.

    Raises: `CaseNotFound`, `MessageNotPermitted`, `MessageNotAwaited`, `FactsRefused`, `SubmissionKeyRefused`.
    """
    with database.write() as session:
        case = lock_visible_case(session, actor, case_id)
        if find_repeated(session, submission_key, actor, "send_message", case_id=case_id) is not None:
            return case_id
        at = now(session)
        fire_overdue(session, case, at)
        pack = get_version(session, case.pack_digest)
        message = _get_permitted(session, actor, case, pack, name)
        run = load_run(session, case, pack, at)
        known, heard_by = run.variables(), _hearers(run, message)
        payload: Mapping[str, Value] = {}
        if message.form_id is not None:
            schema = pack.forms[message.form_id]
            payload = read_facts(read, schema, message_context(session, pack, schema, at, actor, case, run))
        if not run.deliver_message(name, case.case_no, payload):
            raise MessageNotAwaited(message=message.zh, message_en=message.en)
        facts = {"message": name, "form": message.form_id, "facts": to_json(dict(payload))}
        save_run(
            session, case, run, Action("send_message", Doer(actor.login_name, actor.display_name), facts), at
        )
        for hearer in heard_by:
            demand = find_demand(pack, hearer.process_id, hearer.element_id)
            if demand:
                task = _finished_task(case, actor, pack, hearer, message, payload, at)
                session.add(task)
                session.flush()
                issue_papers(session, actor, task, pack, demand, merge_submission(known, payload), at)
        keep_submission(session, submission_key, actor, "send_message", case, None, at)
        return case.id


def papers_of_message(pack: Pack, run: CaseRun, message: CaseMessage, language: Language) -> tuple[str, ...]:
    """The names of the papers that sending ``message`` into the run can make now."""
    heard_by = _hearers(run, message)
    named = [
        name for each in heard_by for name in name_papers(pack, each.process_id, each.element_id, language)
    ]
    return tuple(dict.fromkeys(named))


def _hearers(run: CaseRun, message: CaseMessage) -> tuple[Subscription, ...]:
    """The elements of the run that wait for the message."""
    return tuple(each for each in run.subscriptions() if each.message == message.name)


def _finished_task(
    case: CaseFile,
    actor: Actor,
    pack: Pack,
    hearer: Subscription,
    message: CaseMessage,
    payload: Mapping[str, Value],
    at: datetime,
) -> CaseTask:
    """The message as a finished task: what it submitted is part of the file like every other form, and its papers are its own."""
    element = pack.deployment.processes[hearer.process_id].elements[hearer.element_id]
    return CaseTask(
        case=case,
        engine_id=uuid4().hex,
        process_id=hearer.process_id,
        element_id=hearer.element_id,
        name=element.name,
        form_id=message.form_id,
        candidates=f"@{actor.login_name}",
        state="done",
        assignee_id=actor.account_id,
        opened_at=at,
        closed_at=at,
        completed_by_id=actor.account_id,
        facts=to_text(dict(payload)),
    )
