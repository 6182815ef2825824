"""The background's part: each waiting proposal is measured, first by its scenarios, then case by case, a slice a turn.

How far it is stands in `ProposalImpact`, so the work can stop anywhere and go on later, on any worker. A proposal is measured
anew when another version has come into force since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from webapp.calendar import load_calendar
from webapp.cases.impact.models import ImpactCase, ProposalImpact
from webapp.cases.impact.past import AdviceRecord, PastMatter
from webapp.cases.impact.replaying import Replayer
from webapp.cases.impact.scenarios import compare_scenarios
from webapp.cases.impact.standing import stand_against
from webapp.cases.models import CaseFile, DecisionRecord
from webapp.cases.running import case_facts
from webapp.database import Database, DatabaseUnusable, now
from webapp.engine import CaseRun, FixedHost
from webapp.errors import RongcuoError
from webapp.feel import Value
from webapp.procedures import Pack, get_version
from webapp.procedures.drafts import ChecksBusy
from webapp.procedures.extending import find_template
from webapp.procedures.models import PackVersion
from webapp.procedures.proposals import Proposal, get_proposal
from webapp.procedures.proposals.models import PackProposal

#: Cases looked at in one turn: part of a second, so that no timer is late by more.
CASES_A_TURN = 100


def measure_impact(database: Database, limit: int = CASES_A_TURN) -> int:
    """Go on with one proposal's impact: begin it, run its scenarios, or ask the advice of ``limit`` cases again.

    Returns how much was done; 0 when nothing waits.
    """
    proposal_id = _begin_next(database) or _find_working(database)
    if proposal_id is None:
        return 0
    try:
        return _go_on(database, proposal_id, limit)
    except (DatabaseUnusable, ChecksBusy):
        raise
    except RongcuoError as refusal:
        _give_up(database, proposal_id, refusal)
        return 1


# -- beginning ----------------------------------------------------------------------------------


def _begin_next(database: Database) -> int | None:
    """Begin with a proposal that waits and has not been measured against the version in force. Returns its id."""
    current = (
        select(PackVersion.digest)
        .where(PackVersion.jurisdiction == PackProposal.jurisdiction, PackVersion.is_current)
        .scalar_subquery()
    )
    measured = exists().where(
        ProposalImpact.proposal_id == PackProposal.id,
        func.coalesce(ProposalImpact.base_digest, "") == func.coalesce(current, ""),
    )
    wanted = select(PackProposal.id, PackProposal.jurisdiction, current.label("base")).where(
        PackProposal.state.in_(("waiting", "scheduled")), ~measured
    )
    with database.read() as session:
        if session.execute(wanted.limit(1)).first() is None:
            return None
    with database.write() as session:
        row = session.execute(
            wanted.order_by(PackProposal.id).limit(1).with_for_update(of=PackProposal, skip_locked=True)
        ).first()
        if row is None:
            return None
        session.execute(delete(ImpactCase).where(ImpactCase.proposal_id == row.id))
        session.execute(delete(ProposalImpact).where(ProposalImpact.proposal_id == row.id))
        session.add(
            ProposalImpact(
                proposal_id=row.id,
                state="working",
                base_digest=row.base,
                begun_at=now(session),
                total=_count_decided(session, row.jurisdiction),
                looked_at=0,
                last_case_id=0,
                reason="",
                reason_en="",
            )
        )
        return int(row.id)


def _count_decided(session: Session, jurisdiction: str) -> int:
    counted = (
        select(func.count()).select_from(CaseFile).where(CaseFile.jurisdiction == jurisdiction, _has_advice())
    )
    return session.scalar(counted) or 0


def _has_advice() -> ColumnElement[bool]:
    return exists().where(DecisionRecord.case_id == CaseFile.id, DecisionRecord.status == "concluded")


def _find_working(database: Database) -> int | None:
    with database.read() as session:
        return session.scalar(
            select(ProposalImpact.proposal_id)
            .where(ProposalImpact.state == "working")
            .order_by(ProposalImpact.proposal_id)
            .limit(1)
        )


# -- going on -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Slice:
    """Some cases, with what was advised in each and what their states are read with."""

    cases: Sequence[CaseFile]
    matters: Mapping[int, PastMatter]
    packs: Mapping[str, Pack]
    at: datetime


def _go_on(database: Database, proposal_id: int, limit: int) -> int:
    with database.read() as session:
        impact = session.get_one(ProposalImpact, proposal_id)
        proposal = get_proposal(session, proposal_id)
        in_force = get_version(session, impact.base_digest) if impact.base_digest is not None else None
        template = find_template(session, proposal.pack) if in_force is None else None
        are_scenarios_known = impact.scenarios is not None
        after = impact.last_case_id
        part = _read_slice(session, proposal, after, limit) if are_scenarios_known else None
    if part is None:
        found = _look_at_scenarios(proposal.pack, in_force, template)
        return _keep_scenarios(database, proposal_id, json.dumps(found, ensure_ascii=False))
    rows = _judge_all(part, _replayer(proposal.pack, in_force))
    return _keep_slice(database, proposal_id, after, part, rows)


def _look_at_scenarios(proposed: Pack, in_force: Pack | None, template: Pack | None) -> object:
    """Those that change; of a place's first version how they stand against its template's, if it has one."""
    if in_force is not None:
        return compare_scenarios(in_force, proposed)
    return stand_against(template, proposed) if template is not None else []


def _read_slice(session: Session, proposal: Proposal, after: int, limit: int) -> _Slice:
    cases = session.scalars(
        select(CaseFile)
        .where(CaseFile.jurisdiction == proposal.line.jurisdiction, CaseFile.id > after, _has_advice())
        .order_by(CaseFile.id)
        .limit(limit)
    ).all()
    matters = _read_matters(session, [case.id for case in cases])
    return _Slice(
        cases,
        matters,
        {digest: get_version(session, digest) for digest in {case.pack_digest for case in cases}},
        now(session),
    )


def _read_matters(session: Session, case_ids: Sequence[int]) -> Mapping[int, PastMatter]:
    """What was advised in these cases: of each step that asked, the latest."""
    rows = session.execute(
        select(
            DecisionRecord.case_id,
            DecisionRecord.process_id,
            DecisionRecord.element_id,
            DecisionRecord.decision_id,
            DecisionRecord.explanation,
        )
        .where(DecisionRecord.case_id.in_(case_ids))
        .order_by(DecisionRecord.id)
    )
    found: dict[int, dict[tuple[str, ...], AdviceRecord]] = {}
    for case_id, *columns in rows:
        record = AdviceRecord(*columns)
        latest = found.setdefault(case_id, {})
        latest.pop(record[:3], None)  # The latest is also the last in order.
        latest[record[:3]] = record
    return {case_id: PastMatter(tuple(latest.values())) for case_id, latest in found.items()}


@lru_cache(maxsize=2)
def _replayer(proposed: Pack, in_force: Pack | None) -> Replayer:
    """Kept between turns: cases with equal facts are judged once."""
    return Replayer(proposed, in_force)


def _judge_all(part: _Slice, replayer: Replayer) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for case in part.cases:
        own = part.packs[case.pack_digest]
        reader = _Variables(case, own, part)
        verdicts = replayer.judge(part.matters[case.id], own, reader.read)
        rows += [{"case_id": case.id, **asdict(verdict)} for verdict in verdicts]
    return rows


@dataclass(slots=True)
class _Variables:
    """What a case holds, read once, and only where it is asked for."""

    case: CaseFile
    pack: Pack
    part: _Slice
    _read: Mapping[str, Value] | None = None

    def read(self) -> Mapping[str, Value]:
        """The case's variables."""
        if self._read is None:
            # A state that is only read reckons no days, so which calendar the case counts by does not matter.
            host = FixedHost(self.part.at, load_calendar())
            run = CaseRun.load(self.pack.deployment, self.case.state, host=host, case=case_facts(self.case))
            self._read = {
                name: value for name, value in run.variables().items() if name not in {"case", "parameters"}
            }
        return self._read


# -- keeping ------------------------------------------------------------------------------------


def _lock_working(session: Session, proposal_id: int) -> ProposalImpact | None:
    row = session.get(ProposalImpact, proposal_id, with_for_update=True, populate_existing=True)
    return row if row is not None and row.state == "working" else None


def _keep_scenarios(database: Database, proposal_id: int, found: str) -> int:
    with database.write() as session:
        row = _lock_working(session, proposal_id)
        if row is not None and row.scenarios is None:
            row.scenarios = found
    return 1


def _keep_slice(
    database: Database, proposal_id: int, after: int, part: _Slice, rows: list[dict[str, object]]
) -> int:
    with database.write() as session:
        row = _lock_working(session, proposal_id)
        if row is None or row.last_case_id != after:
            return 1  # Another worker was first with this slice.
        if not part.cases:
            row.state, row.done_at = "done", now(session)
            return 1
        if rows:
            session.execute(insert(ImpactCase), [{"proposal_id": proposal_id, **each} for each in rows])
        row.last_case_id = part.cases[-1].id
        row.looked_at += len(part.cases)
    return len(part.cases)


def _give_up(database: Database, proposal_id: int, refusal: RongcuoError) -> None:
    with database.write() as session:
        row = _lock_working(session, proposal_id)
        if row is not None:
            row.state, row.done_at = "failed", now(session)
            row.reason, row.reason_en = refusal.text("zh"), refusal.text("en")
