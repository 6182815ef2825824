"""Carrying one case over to another version, and taking it back, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webapp.cases.models import CaseFile
from webapp.cases.moving.errors import CaseMovedOn
from webapp.cases.moving.findings import refusal, write_findings
from webapp.cases.moving.mappings import read_mapping
from webapp.cases.moving.models import CaseMove, MovedCase
from webapp.cases.moving.planning import Versions, plan_case, read_surroundings
from webapp.cases.moving.rows import move_rows, restore_rows
from webapp.cases.recording import Action, Doer
from webapp.cases.running import case_facts, load_run, make_host, save_run
from webapp.engine import CaseRun
from webapp.engine.moving import MovePlan
from webapp.people import get_account
from webapp.procedures import get_version


def carry_over(session: Session, moved: MovedCase, at: datetime) -> None:
    """Move the case of ``moved``, both rows locked, or note why it stays."""
    case, move = moved.case, moved.move
    moved.done_at = at
    if case.closed_at is not None or case.pack_digest != move.from_digest:
        _refuse(moved, write_findings([refusal("CF-190")]))
        return
    versions = _versions(session, move)
    host = make_host(session, case, at)
    plan = plan_case(case, read_surroundings(session, [case.id])[case.id], versions, host)
    findings = write_findings(plan.findings)
    if plan.is_refused or plan.engine.state is None:
        _refuse(moved, findings)
        return
    former = case.state
    run = CaseRun.load(versions.new.deployment, plan.engine.state, host=host, case=case_facts(case))
    doer = _doer(session, move.started_by_id)
    former_rows = move_rows(session, case, run, versions, doer, at)
    case.pack_digest = move.to_digest
    save_run(session, case, run, Action("move_case", doer, _facts(move, versions, plan.engine)), at)
    session.flush()
    moved.state, moved.findings = "moved", findings
    moved.former, moved.former_rows, moved.revision_after = former, former_rows, case.revision


def _versions(session: Session, move: CaseMove) -> Versions:
    old, new = get_version(session, move.from_digest), get_version(session, move.to_digest)
    return Versions(old, new, read_mapping(move.mapping))


def _refuse(moved: MovedCase, findings: str) -> None:
    moved.state, moved.findings = "refused", findings


def _facts(move: CaseMove, versions: Versions, plan: MovePlan) -> dict[str, Any]:
    """What the record says of it: both digests, the mapping, and what went where."""
    return {
        "move": move.id,
        "from": move.from_digest,
        "to": move.to_digest,
        "mapping": [[process, old, new] for (process, old), new in sorted(versions.mapping.items())],
        "steps": [[step.action, step.process_id, step.element_id, step.target_id] for step in plan.steps],
    }


def _doer(session: Session, account_id: int) -> Doer:
    account = get_account(session, account_id)
    return Doer(account.login_name, account.display_name)


def may_take_back(moved: MovedCase, case: CaseFile) -> bool:
    """Whether nothing has happened in the case since it was moved."""
    return moved.former is not None and case.revision == moved.revision_after


def take_back(session: Session, moved: MovedCase, at: datetime) -> None:
    """Put the case of ``moved``, both rows locked, back on its former version, as it was.

    Raises: `CaseMovedOn`.
    """
    case, move = moved.case, moved.move
    if not may_take_back(moved, case) or moved.former is None or moved.former_rows is None:
        raise CaseMovedOn(case_no=case.case_no)
    doer = _doer(session, moved.undo_by_id or move.started_by_id)
    case.pack_digest, case.state = move.from_digest, moved.former
    restore_rows(session, case, moved.former_rows, doer, at)
    run = load_run(session, case, get_version(session, move.from_digest), at)
    facts = {"move": move.id, "from": move.to_digest, "to": move.from_digest}
    save_run(session, case, run, Action("undo_move", doer, facts), at)
    moved.state, moved.done_at = "undone", at
    moved.former, moved.former_rows, moved.revision_after = None, None, None
