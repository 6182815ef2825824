"""Opening a matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from webapp.cases.context import form_context, start_form_of
from webapp.cases.errors import ProcedureNotPublished, StartNotPermitted, SubmissionKeyRefused
from webapp.cases.models import CaseFile, CaseTask, MatterDraft, Submission
from webapp.cases.papers.issuing import find_demand, issue_papers
from webapp.cases.recording import Action, Doer
from webapp.cases.running import case_facts, make_host, save_run
from webapp.cases.submissions import SubmissionReader, find_repeated, keep_submission, read_facts
from webapp.clock import place_day
from webapp.database import Database, now
from webapp.engine import CaseRun, ElementInfo
from webapp.feel import Value, to_json, to_text
from webapp.people import Actor, get_account
from webapp.procedures import Pack, current_version, list_current
from webapp.procedures.forms import FormSchema
from webapp.procedures.jurisdiction import MAIN_ENTRANCE, Entrance

#: The status of a matter that has been filed and not looked at yet; every procedure starts there.
FIRST_STATUS = "applied"
_TITLE_LENGTH = 60

# One statement makes the year's row or counts it up, whoever opens another matter at the same time. Both databases
# understand it as it stands.
_NEXT_SERIAL = text(
    "INSERT INTO case_serial (jurisdiction, year, last) VALUES (:jurisdiction, :year, 1) "
    "ON CONFLICT (jurisdiction, year) DO UPDATE SET last = case_serial.last + 1 RETURNING last"
)


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """The case that was opened, or that an earlier submission with the same key had opened."""

    case_id: int
    case_no: str


def list_open_entrances(actor: Actor, pack: Pack) -> tuple[Entrance, ...]:
    """The entrances of ``pack`` by which a role of ``actor`` may open a matter, the main one first."""
    place = pack.jurisdiction
    return tuple(
        entrance
        for entrance in place.entrances.values()
        if any(actor.has_role(place.code, role) for role in entrance.roles)
    )


def get_startable(session: Session, actor: Actor, jurisdiction: str, entrance: str) -> tuple[Pack, Entrance]:
    """The procedure in force in ``jurisdiction`` and that entrance, if ``actor`` may open a matter by it.

    Raises: `ProcedureNotPublished`, `StartNotPermitted`.
    """
    if jurisdiction not in {version.jurisdiction for version in list_current(session)}:
        raise ProcedureNotPublished(jurisdiction=jurisdiction)
    pack = current_version(session, jurisdiction)
    for offered in list_open_entrances(actor, pack):
        if offered.id == entrance:
            return pack, offered
    raise StartNotPermitted(jurisdiction=pack.jurisdiction.zh)


def open_case(
    database: Database,
    actor: Actor,
    jurisdiction: str,
    read: SubmissionReader,
    *,
    submission_key: str,
    entrance: str = MAIN_ENTRANCE,
) -> CaseOpened:
    """Open a matter from the start form of an entrance of the procedure in force, and run it to its first tasks.

    Raises: `ProcedureNotPublished`, `StartNotPermitted`, `FactsRefused`, `SubmissionKeyRefused`.
    """
    with database.write() as session:
        # The opener's own row is what two submissions of one page have in common: the second waits for the first.
        get_account(session, actor.account_id, for_update=True)
        earlier = find_repeated(session, submission_key, actor, "open_case")
        if earlier is not None:
            return _opened_before(session, earlier, jurisdiction)
        at = now(session)
        pack, entered = get_startable(session, actor, jurisdiction, entrance)
        schema = start_form_of(pack, entered)
        facts = read_facts(read, schema, form_context(session, pack, schema, at, actor))
        case = _new_case(session, actor, pack, entered, facts, at)
        run = CaseRun.start(
            pack.deployment,
            case.process_id,
            host=make_host(session, case, at),
            case=case_facts(case),
            variables=_first_variables(facts, actor, pack, entered),
        )
        application = _application(case, actor, pack, schema, facts, at)
        session.add(application)
        shown = {"form": schema.id, "facts": to_json(dict(facts))}
        save_run(
            session, case, run, Action("open_case", Doer(actor.login_name, actor.display_name), shown), at
        )
        if demand := find_demand(pack, application.process_id, application.element_id):
            issue_papers(session, actor, application, pack, demand, facts, at)
        session.execute(
            delete(MatterDraft).where(
                MatterDraft.account_id == actor.account_id,
                MatterDraft.jurisdiction == jurisdiction,
                MatterDraft.entrance == entrance,
            )
        )
        keep_submission(session, submission_key, actor, "open_case", case, None, at)
        return CaseOpened(case.id, case.case_no)


def _opened_before(session: Session, earlier: Submission, jurisdiction: str) -> CaseOpened:
    case = session.get_one(CaseFile, earlier.case_id)
    if case.jurisdiction != jurisdiction:
        raise SubmissionKeyRefused
    return CaseOpened(case.id, case.case_no)


def _first_variables(
    facts: Mapping[str, Value], actor: Actor, pack: Pack, entrance: Entrance
) -> Mapping[str, Value]:
    application = facts.get("application")
    known = dict(application) if isinstance(application, dict) else {}
    place = pack.jurisdiction
    held = [role for role in entrance.roles if actor.has_role(place.code, role)]
    platform_facts: dict[str, Value] = {
        "account": actor.login_name,
        "on_behalf": place.opens_on_behalf(entrance, held),
    }
    return {**facts, "application": {**known, **platform_facts}}


def _new_case(
    session: Session, actor: Actor, pack: Pack, entrance: Entrance, facts: Mapping[str, Value], at: datetime
) -> CaseFile:
    code = pack.jurisdiction.code
    year = place_day(at).year
    case = CaseFile(
        case_no=f"〔{year}〕{code.upper()}-{_next_serial(session, code, year):04d}",
        jurisdiction=code,
        pack_digest=pack.digest,
        process_id=entrance.process_id,
        status=FIRST_STATUS,
        title=_title(facts),
        subject_name=_read_text(facts, "subject", "name").strip(),
        subject_kind=_read_text(facts, "subject", "kind"),
        subject_unit=_read_text(facts, "subject", "unit_code"),
        opened_by_id=actor.account_id,
        opened_at=at,
        state=b"",
    )
    session.add(case)
    session.flush()
    case.calendar_revision = case.latest_calendar
    return case


def find_start(pack: Pack, process_id: str) -> ElementInfo:
    """The element at which a matter of the process begins."""
    elements = pack.deployment.processes[process_id].elements
    return next(element for element in elements.values() if element.kind == "start_event")


def _application(
    case: CaseFile, actor: Actor, pack: Pack, schema: FormSchema, facts: Mapping[str, Value], at: datetime
) -> CaseTask:
    """The application as the first finished task of the case: its form is part of the file like every other."""
    start = find_start(pack, case.process_id)
    return CaseTask(
        case=case,
        engine_id=start.id,
        process_id=case.process_id,
        element_id=start.id,
        name=start.name,
        form_id=schema.id,
        candidates=f"@{actor.login_name}",
        state="done",
        assignee_id=actor.account_id,
        opened_at=at,
        closed_at=at,
        completed_by_id=actor.account_id,
        facts=to_text(dict(facts)),
    )


def _title(facts: Mapping[str, Value]) -> str:
    title = _read_text(facts, "application", "title") or _read_text(facts, "application", "request_text")
    return title if len(title) <= _TITLE_LENGTH else title[: _TITLE_LENGTH - 1] + "…"


def _read_text(facts: Mapping[str, Value], entity: str, field: str) -> str:
    fields = facts.get(entity)
    value = fields.get(field) if isinstance(fields, dict) else None
    return value if isinstance(value, str) else ""


def _next_serial(session: Session, jurisdiction: str, year: int) -> int:
    serial: int = session.execute(_NEXT_SERIAL, {"jurisdiction": jurisdiction, "year": year}).scalar_one()
    return serial
