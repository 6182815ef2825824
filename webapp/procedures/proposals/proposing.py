"""Proposing a draft, or an older version, and taking the proposal back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from webapp.database import Database, now
from webapp.people import PROCESS_DESIGNER, SYSTEM_ADMIN, Actor, require_product_role
from webapp.procedures.drafts import check_draft, get_draft, set_state
from webapp.procedures.drafts.saving import lock_draft
from webapp.procedures.errors import VersionNotFound
from webapp.procedures.packs import Pack
from webapp.procedures.proposals.errors import (
    BaseNotCurrent,
    DraftChangedMeanwhile,
    NothingToPropose,
    NotTheProposer,
    ProposalDecided,
    ProposalHasErrors,
    ProposalMessageMissing,
    ProposalNotFound,
)
from webapp.procedures.proposals.lines import ProposalLine
from webapp.procedures.proposals.models import PackProposal, ProposalFile
from webapp.procedures.proposals.reading import line_of
from webapp.procedures.proposals.telling import record, tell_concerned, tell_reviewers
from webapp.procedures.publishing import find_current, get_version

MAX_TEXT = 4000


def propose_draft(
    database: Database,
    actor: Actor,
    draft_id: int,
    message: str,
    *,
    expected_revision: int,
    confirmed_current: str | None = None,
) -> ProposalLine:
    """Propose a draft as it is: its content is frozen under its digest and cannot be changed until it is returned.

    ``expected_revision`` is the draft's as ``actor`` saw it, ``confirmed_current`` the version in force whose changes the
    proposal may replace, where it did not begin with that one. Checks and scenarios run in a child process beforehand.

    Raises:
        NotPermitted: ``actor`` is neither process designer nor system administrator.
        DraftNotFound, DraftStateRefused, DraftChangedMeanwhile: it is not there, not open, or was saved since.
        ProposalMessageMissing, NothingToPropose, BaseNotCurrent: see there.
        ProposalHasErrors: the checks or a scenario fail.
    """
    text = read_text(message)
    with database.read() as session:
        require_product_role(session, actor, PROCESS_DESIGNER, SYSTEM_ADMIN)
        pack = get_draft(session, draft_id).pack
    require_sound(pack)
    with database.write() as session:
        require_product_role(session, actor, PROCESS_DESIGNER, SYSTEM_ADMIN)
        row = lock_draft(session, draft_id)
        if row.revision != expected_revision or get_draft(session, draft_id).pack.digest != pack.digest:
            raise DraftChangedMeanwhile(draft=draft_id)
        at = now(session)
        current = find_current(session, row.jurisdiction)
        require_confirmed(row.base_digest, current, pack, confirmed_current)
        set_state(session, draft_id, "proposed", actor, at)
        base = get_version(session, row.base_digest) if row.base_digest is not None else None
        proposal = _add(session, row.jurisdiction, pack, row.base_digest, text, actor, at, draft_id)
        _freeze(session, proposal.id, pack, base)
        _tell(session, proposal, actor, at)
        return line_of(proposal)


def propose_version(
    database: Database, actor: Actor, jurisdiction: str, digest: str, reason: str
) -> ProposalLine:
    """Propose that an older version of the place be in force again.

    Raises:
        NotPermitted: ``actor`` is neither process designer nor system administrator.
        VersionNotFound: the place has no such version.
        ProposalMessageMissing: there is no reason.
        NothingToPropose: it is in force.
        ProposalHasErrors: by today's checks it may not be.
    """
    text = read_text(reason)
    with database.read() as session:
        require_product_role(session, actor, PROCESS_DESIGNER, SYSTEM_ADMIN)
        pack = get_version(session, digest)
    if pack.code != jurisdiction:
        raise VersionNotFound(digest=digest)
    require_sound(pack)
    with database.write() as session:
        require_product_role(session, actor, PROCESS_DESIGNER, SYSTEM_ADMIN)
        at = now(session)
        current = find_current(session, jurisdiction)
        if current is None or current.digest == digest:
            raise NothingToPropose
        proposal = _add(session, jurisdiction, pack, current.digest, text, actor, at, None)
        _tell(session, proposal, actor, at)
        return line_of(proposal)


def withdraw_proposal(database: Database, actor: Actor, proposal_id: int) -> ProposalLine:
    """Take a proposal back before anybody decided on it: its draft can be changed again.

    Raises:
        NotPermitted: ``actor`` holds no role of the workbench any more.
        ProposalNotFound, ProposalDecided: it is not there, or not waiting any more.
        NotTheProposer: somebody else made it.
    """
    with database.write() as session:
        require_product_role(session, actor, PROCESS_DESIGNER, SYSTEM_ADMIN)
        row = lock_proposal(session, proposal_id, "waiting")
        if row.proposed_by != actor.login_name:
            raise NotTheProposer
        at = now(session)
        row.state = "withdrawn"
        reopen_draft(session, row, actor, at)
        record(session, row, "withdraw_proposal", actor, at)
        tell_concerned(
            session,
            row,
            f"提案 {row.id} 已由提出人撤回",
            f"Proposal {row.id} was taken back",
            but=actor.login_name,
        )
        return line_of(row)


# -- what reviewing needs, too --------------------------------------------------------------------


def require_sound(pack: Pack) -> None:
    """Check a pack and run its scenarios in the child process.

    Raises:
        ProposalHasErrors: something keeps it from being published.
        ChecksBusy: other drafts take too long to check.
    """
    checked = check_draft(pack.files, pack.code)
    if checked.has_errors:
        raise ProposalHasErrors(checked.problems)


def require_confirmed(
    base_digest: str | None, current: Pack | None, pack: Pack, confirmed_current: str | None
) -> None:
    """Raise `NothingToPropose` where ``pack`` is in force already, `BaseNotCurrent` where somebody has to say first that
    what came into force since ``base_digest`` may be replaced."""
    in_force = current.digest if current is not None else None
    if pack.digest == in_force:
        raise NothingToPropose
    if in_force not in {base_digest, confirmed_current}:
        raise BaseNotCurrent(base=(base_digest or "—")[:12], current=(in_force or "—")[:12])


def lock_proposal(session: Session, proposal_id: int, *states: str) -> PackProposal:
    """The proposal's row, locked until the transaction ends.

    Raises:
        ProposalNotFound: there is no such proposal.
        ProposalDecided: it stands in none of ``states``.
    """
    row = session.get(PackProposal, proposal_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise ProposalNotFound(proposal=proposal_id)
    if row.state not in states:
        raise ProposalDecided(proposal_id, row.state)
    return row


def reopen_draft(session: Session, row: PackProposal, actor: Actor, at: datetime) -> None:
    """Let the draft of a proposal be changed again."""
    session.flush()
    if row.draft_id is not None:
        set_state(session, row.draft_id, "open", actor, at)


def read_text(text: str) -> str:
    """What somebody wrote, without the space around it.

    Raises:
        ProposalMessageMissing: nothing is left, or far too much was sent.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > MAX_TEXT:
        raise ProposalMessageMissing
    return text


def _add(
    session: Session,
    jurisdiction: str,
    pack: Pack,
    base_digest: str | None,
    message: str,
    actor: Actor,
    at: datetime,
    draft_id: int | None,
) -> PackProposal:
    row = PackProposal(
        jurisdiction=jurisdiction,
        draft_id=draft_id,
        digest=pack.digest,
        base_digest=base_digest,
        message=message,
        state="waiting",
        proposed_by=actor.login_name,
        proposed_at=at,
        reason="",
        reason_en="",
    )
    session.add(row)
    session.flush()
    return row


def _freeze(session: Session, proposal_id: int, pack: Pack, base: Pack | None) -> None:
    former: Mapping[str, bytes] = base.files if base is not None else {}
    rows = [
        {"proposal_id": proposal_id, "path": path, "content": pack.files.get(path)}
        for path in sorted({*former, *pack.files})
        if former.get(path) != pack.files.get(path)
    ]
    if rows:
        session.execute(insert(ProposalFile), rows)


def _tell(session: Session, row: PackProposal, actor: Actor, at: datetime) -> None:
    record(session, row, "propose_procedure", actor, at, base=row.base_digest, message=row.message)
    tell_reviewers(
        session,
        row,
        f"{actor.display_name}提交了规程提案 {row.id}，请审核：{row.message}",
        f"{actor.display_name} proposed a change of the procedure ({row.id}) for review: {row.message}",
    )
