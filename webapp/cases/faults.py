"""What fails of a case as a whole, outside any step: it becomes an incident beside the engine's own."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from sqlalchemy.orm import Session

from webapp.cases.models import CaseFile, IncidentRecord
from webapp.cases.recording import PLATFORM, Action, record_action
from webapp.database import Database, now
from webapp.errors import RongcuoError

_LOG = logging.getLogger(__name__)

#: What an incident of a whole case holds in place of the engine's id of a failed step.
WHOLE_CASE = ""

_TIMER_FAILED = "CF-120"
_RECOMPUTING_FAILED = "CF-143"

#: The texts of these incidents by stable code, Chinese and English. No fact of a case stands in them.
CASE_FAULTS: Mapping[str, tuple[str, str]] = {
    _TIMER_FAILED: (
        "到期事项处理失败（{kind}）。请重试；如仍失败，请联系技术支持。",
        "What was due could not be carried out ({kind}). Retry it; if it fails again, ask for support.",
    ),
    _RECOMPUTING_FAILED: (
        "日历变更后期限没有重算成功（{kind}）。请重试；如仍失败，请联系技术支持。",
        (
            "The deadlines could not be recomputed after a change of the calendar ({kind}). Retry it; if it fails again,"
            " ask for support."
        ),
    ),
}


def record_failed_timer(database: Database, case_id: int, failure: Exception) -> None:
    """Note that a case's due timers could not be fired; it waits for a retry instead of failing again and again."""
    with database.write() as session:
        _record_failure(session, case_id, failure, _TIMER_FAILED)


def record_failed_recomputing(database: Database, case_id: int, failure: Exception) -> None:
    """Note that a case's deadlines could not be recomputed for a changed calendar; they are again after the retry."""
    with database.write() as session:
        _record_failure(session, case_id, failure, _RECOMPUTING_FAILED)


def _record_failure(session: Session, case_id: int, failure: Exception, code: str) -> None:
    """An incident of the whole case: nothing of it fires until somebody retries."""
    case = session.get_one(CaseFile, case_id, with_for_update=True)
    _LOG.error("%s: an incident of case %s", code, case.case_no, exc_info=failure)
    at = now(session)
    case.next_due_at = None
    known = failure if isinstance(failure, RongcuoError) else None
    zh, en = CASE_FAULTS[code]
    kind = type(failure).__name__
    session.add(
        IncidentRecord(
            case_id=case.id,
            engine_id=WHOLE_CASE,
            process_id=case.process_id,
            element_id=case.process_id,
            code=known.code if known else code,
            zh=known.text("zh") if known else zh.format(kind=kind),
            en=known.text("en") if known else en.format(kind=kind),
            raised_at=at,
        )
    )
    session.flush()
    record_action(session, case, Action("incident_raised", PLATFORM, {"incident": code}), at)
