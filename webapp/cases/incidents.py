"""Incidents: steps that failed, seen by system administrators and retried by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.cases.errors import IncidentNotFound
from webapp.cases.faults import WHOLE_CASE
from webapp.cases.models import CaseFile, IncidentRecord
from webapp.cases.pages import IncidentLine
from webapp.cases.recording import Action, Doer
from webapp.cases.running import load_run, save_run
from webapp.database import Database, now
from webapp.engine import Incident
from webapp.errors import Language
from webapp.people import Actor
from webapp.procedures import get_version


def may_retry(actor: Actor) -> bool:
    """System administrators see incidents and retry them; they see no case contents."""
    return "system_admin" in actor.product_roles


#: What an administrator reads of a failure: its kind. The text itself may quote facts of the case, for its readers only.
KINDS: Mapping[str, tuple[str, str]] = {
    "EN-201": ("表达式超出运算限制。", "An expression went past the limits of evaluation."),
    "EN-202": ("条件的结果不是是或否。", "A condition is neither true nor false."),
    "EN-203": ("没有条件成立，也没有默认流。", "No condition holds and there is no default flow."),
    "EN-204": ("表达式的结果不可用。", "An expression gives a value that cannot be used."),
    "EN-205": ("任务没有办理人。", "Nobody can do the task."),
    "EN-206": ("决策缺少事实。", "A decision lacks facts."),
    "EN-207": ("决策没有得出结论。", "A decision came to no conclusion."),
    "EN-208": ("操作没有成功。", "An operation failed."),
    "EN-209": ("抛出的错误没有人接。", "Nobody catches an error that was thrown."),
    "EN-210": ("自动步骤过多，可能是空转的回路。", "Too many automatic steps: perhaps a loop that spins."),
    "EN-211": ("多实例清单过长。", "A multi-instance list is too long."),
    "EN-212": ("有变量的值不能保存。", "The value of a variable cannot be kept."),
    "EN-213": ("写入了平台提供的名称。", "A name that the platform provides was written."),
    "EN-214": ("步骤内部出错。", "A step failed inside."),
    "EN-215": ("汇合处在等已经到不了的步骤。", "A join waits for what can no longer reach it."),
    "EN-216": ("同时进行的步骤过多。", "Too many steps under way at once."),
}
_SOME_KIND = ("步骤没有执行成功。", "A step did not succeed.")
_WHAT_NEXT = (
    "案件经办人可在案件页看到详情。查明原因后重试。",
    "The case's officers see the details on the case page. Retry when the cause is found.",
)


def list_incidents(
    database: Database, actor: Actor, language: Language, *, open_only: bool = True
) -> tuple[IncidentLine, ...]:
    """The incidents, newest first; nobody but a system administrator sees any."""
    if not may_retry(actor):
        return ()
    with database.read() as session:
        found = select(IncidentRecord, CaseFile).join(CaseFile, CaseFile.id == IncidentRecord.case_id)
        if open_only:
            found = found.where(IncidentRecord.resolved_at.is_(None))
        rows = session.execute(found.order_by(IncidentRecord.id.desc()).limit(500)).all()
        return tuple(
            replace(incident_line(incident, case, language), text=tell_kind(incident, language))
            for incident, case in rows
        )


def tell_kind(incident: IncidentRecord, language: Language) -> str:
    """What went wrong, without the contents of the case."""
    is_english = language == "en"
    if incident.engine_id == WHOLE_CASE:
        return (
            incident.en if is_english else incident.zh
        )  # Our own text about the file, in which no fact stands.
    kind = KINDS.get(incident.code, _SOME_KIND)[is_english]
    return f"{kind} {_WHAT_NEXT[1]}" if is_english else f"{kind}{_WHAT_NEXT[0]}"


def incident_line(incident: IncidentRecord, case: CaseFile, language: Language) -> IncidentLine:
    """One incident in words, for the readers of its case: the text may quote facts."""
    return IncidentLine(
        incident_id=incident.id,
        case_no=case.case_no,
        jurisdiction=case.jurisdiction,
        process_id=incident.process_id,
        element_id=incident.element_id,
        code=incident.code,
        text=incident.en if language == "en" else incident.zh,
        raised_at=incident.raised_at,
        resolved_at=incident.resolved_at,
    )


def retry_incident(database: Database, actor: Actor, incident_id: int) -> bool:
    """Try the failed step again. Returns whether the incident is resolved; if not, its text says why now.

    Raises: `IncidentNotFound`, also for whoever may not retry.
    """
    with database.write() as session:
        if not may_retry(actor):
            raise IncidentNotFound
        case, incident = _lock_incident(session, incident_id)
        at = now(session)
        run = load_run(session, case, get_version(session, case.pack_digest), at)
        if incident.engine_id == WHOLE_CASE:
            run.fire_due()
            incident.resolved_at = at
        else:
            run.retry_incident(incident.engine_id)
        facts = {"incident": incident.code, "element": incident.element_id}
        save_run(
            session,
            case,
            run,
            Action("retry_incident", Doer(actor.login_name, actor.display_name), facts),
            at,
        )
        return not any(_is_same_step(incident, standing) for standing in run.incidents())


def _is_same_step(incident: IncidentRecord, standing: Incident) -> bool:
    """A retry that fails raises a new incident at the same step."""
    return (incident.process_id, incident.element_id) == (standing.process_id, standing.element_id)


def _lock_incident(session: Session, incident_id: int) -> tuple[CaseFile, IncidentRecord]:
    """The incident and its case, the case's row locked first, as every action on a case does."""
    case_id = select(IncidentRecord.case_id).where(IncidentRecord.id == incident_id).scalar_subquery()
    case = session.scalar(select(CaseFile).where(CaseFile.id == case_id).with_for_update())
    incident = session.scalar(
        select(IncidentRecord).where(IncidentRecord.id == incident_id, IncidentRecord.resolved_at.is_(None))
    )
    if case is None or incident is None:
        raise IncidentNotFound
    return case, incident
