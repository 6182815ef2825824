"""Issuing papers: the numbered row with its facts, in the transaction of what a person submits. The document is made later.

A person submits the form of a task, of an entrance, or of a message into a case. The last two are kept as finished tasks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp import audit
from webapp.cases.models import CaseFile, CaseTask
from webapp.cases.papers.errors import PaperNumberTaken
from webapp.cases.papers.facts import digest_snapshot, earlier_facts, names_of, take_snapshot
from webapp.cases.papers.models import Paper, PaperVersion
from webapp.cases.recording import Doer, chain_of
from webapp.clock import place_day
from webapp.database import CanonicalText, database_now
from webapp.errors import Language
from webapp.feel import Value
from webapp.people import Actor
from webapp.procedures import Pack
from webapp.procedures.papers.declared import PLATFORM_NAMES
from webapp.procedures.papers.demands import PROPERTY, PaperDemand, read_demand

# One statement gives a number or waits for whoever is giving one: no gap, no repeat. Both databases understand it.
_NEXT_SERIAL = text(
    "INSERT INTO paper_serial (jurisdiction, kind, year, last) VALUES (:jurisdiction, :kind, :year, 1) "
    "ON CONFLICT (jurisdiction, kind, year) DO UPDATE SET last = paper_serial.last + 1 RETURNING last"
).bindparams(bindparam("jurisdiction", type_=CanonicalText()), bindparam("kind", type_=CanonicalText()))
#: The verbs of the record.
ISSUE, CORRECT, MAKE, SEAL = "issue_paper", "correct_paper", "make_paper", "seal_paper"


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """One version of a paper to be made: the paper, its facts, and why where it corrects another."""

    paper: Paper
    version: int
    snapshot: str
    corrects: str = ""


def find_demand(pack: Pack, process_id: str, element_id: str) -> PaperDemand | None:
    """Which papers the form of that element makes; None for one without any, which then costs nothing."""
    text_of_demand = pack.deployment.processes[process_id].elements[element_id].properties.get(PROPERTY, "")
    return read_demand(text_of_demand) if text_of_demand else None


def name_papers(pack: Pack, process_id: str, element_id: str, language: Language) -> tuple[str, ...]:
    """The names of the papers that the form of that element can make, in ``language``."""
    demand = find_demand(pack, process_id, element_id)
    kinds = pack.papers.kinds
    return tuple(kinds[kind].name(language) for kind in (demand.ids if demand else ()) if kind in kinds)


def issue_papers(
    session: Session,
    actor: Actor,
    task: CaseTask,
    pack: Pack,
    demand: PaperDemand,
    facts: Mapping[str, Value],
    at: datetime,
) -> None:
    """Issue the papers that ``demand`` asks for with ``facts``, in the caller's transaction.

    ``task`` is what was submitted, finished. ``facts`` are those after it; what a paper shows beyond them comes from the
    forms completed before.
    """
    kinds = demand.evaluate({**facts, "actor": dict(_actor_facts(actor))})
    if not kinds:
        return
    shown = {kind: names_of(pack, kind) for kind in kinds}
    missing = (
        {name for names in shown.values() for name in names}
        - facts.keys()
        - PLATFORM_NAMES.keys()
        - {"parameters"}
    )
    known = {**earlier_facts(session, task.case, task.item), **facts} if missing else facts
    requests = [
        PaperRequest(
            _number_paper(session, actor, task, pack, kind, shown[kind], at),
            1,
            take_snapshot(known, shown[kind], _actor_facts(actor)),
        )
        for kind in kinds
    ]
    _keep_papers(session, [request.paper for request in requests])
    request_versions(session, task.case, actor, task, requests, at, verb=ISSUE)


def _keep_papers(session: Session, papers: list[Paper]) -> None:
    """Add the papers. A number is one paper's alone: that another bears it is told by the database, which costs no question."""
    session.add_all(papers)
    numbers = "、".join(paper.number for paper in papers)
    try:
        session.flush()
    except IntegrityError as error:
        if "number" not in str(error.orig):
            raise
        raise PaperNumberTaken(numbers=numbers) from error


def _actor_facts(actor: Actor) -> dict[str, str]:
    return {"account": actor.login_name, "name": actor.display_name, "unit": actor.unit_code or ""}


def _number_paper(
    session: Session, actor: Actor, task: CaseTask, pack: Pack, kind: str, names: frozenset[str], at: datetime
) -> Paper:
    found = pack.papers.kinds[kind]
    year = place_day(at).year
    jurisdiction = task.case.jurisdiction
    serial: int = session.execute(
        _NEXT_SERIAL, {"jurisdiction": jurisdiction, "kind": kind, "year": year}
    ).scalar_one()
    mark = pack.papers.place.mark if pack.papers.place else jurisdiction.upper()
    return Paper(
        case_id=task.case_id,
        task_id=task.id,
        kind=kind,
        number=f"{mark}{found.mark}〔{year}〕{serial}号",
        title=found.zh,
        title_en=found.en,
        shows=",".join(sorted(names)),
        item=task.item,
        issued_at=at,
        issued_by_id=actor.account_id,
    )


def request_versions(
    session: Session,
    case: CaseFile,
    actor: Actor,
    task: CaseTask,
    requests: list[PaperRequest],
    at: datetime,
    *,
    verb: str,
) -> None:
    """Put versions of papers among those to be made, each with its entry in the case's record: its anchor."""
    doer = Doer(actor.login_name, actor.display_name)
    entries = [
        audit.Entry(verb, _facts_of_entry(task, request), doer.account, doer.name) for request in requests
    ]
    anchors = audit.append(session, chain_of(case), entries, at)
    due_at = database_now(session)
    rows = [
        {
            "paper_id": request.paper.id,
            "version": request.version,
            "facts": request.snapshot,
            "corrects": request.corrects,
            "requested_by_id": actor.account_id,
            "requested_at": at,
            "entry_seq": anchor.seq,
            "entry_hash": anchor.hash,
            "due_at": due_at,
        }
        for request, anchor in zip(requests, anchors, strict=True)
    ]
    session.execute(insert(PaperVersion.metadata.tables[PaperVersion.__tablename__]), rows)


def _facts_of_entry(task: CaseTask, request: PaperRequest) -> dict[str, object]:
    facts: dict[str, object] = {
        "process": task.process_id,
        "task": task.element_id,
        "name": task.name,
        "item": task.item,
        "paper": request.paper.kind,
        "number": request.paper.number,
        "version": request.version,
        "facts_sha256": digest_snapshot(request.snapshot),
    }
    return {**facts, "why": request.corrects} if request.corrects else facts
