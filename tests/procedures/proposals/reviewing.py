"""Shorthand for proposing and reviewing: each call is one use case."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.procedures.drafts.desk import Desk
from tests.procedures.small_pack import CODE, FILES, MATTER
from webapp.database import advance_practice_clock, now
from webapp.outbox import list_notices
from webapp.procedures import Pack, current_version
from webapp.procedures.proposals import (
    Proposal,
    ProposalLine,
    approve_proposal,
    get_proposal,
    propose_draft,
    propose_version,
)


class ReviewDesk(Desk):
    """The desk of drafts, whose draft is proposed by one designer and reviewed by the other."""

    CHANGE = (MATTER, FILES[MATTER].replace("受理审查", "接收审查").encode())

    def propose(
        self, by: str = "designer", message: str = "改名", *, confirmed: str | None = None
    ) -> ProposalLine:
        revision = self.draft().line.revision
        return propose_draft(
            self.database,
            self.actor(by),
            self.draft_id,
            message,
            expected_revision=revision,
            confirmed_current=confirmed,
        )

    def approve(
        self,
        proposal_id: int,
        by: str = "designer2",
        *,
        after_days: int = 0,
        confirmed: str | None = None,
    ) -> ProposalLine:
        day = self.today() + timedelta(days=after_days)
        return approve_proposal(self.database, self.actor(by), proposal_id, day, confirmed_current=confirmed)

    def propose_version(self, digest: str, by: str = "designer", reason: str = "恢复旧版") -> ProposalLine:
        return propose_version(self.database, self.actor(by), CODE, digest, reason)

    def proposal(self, proposal_id: int) -> Proposal:
        with self.database.read() as session:
            return get_proposal(session, proposal_id)

    def current(self) -> Pack:
        with self.database.read() as session:
            return current_version(session, CODE)

    def now(self) -> datetime:
        with self.database.read() as session:
            return now(session)

    def today(self) -> date:
        return self.now().astimezone(self.current().jurisdiction.zone).date()

    def wait(self, span: timedelta) -> None:
        with self.database.write() as session:
            advance_practice_clock(session, span)

    def notices_of(self, login_name: str) -> list[str]:
        with self.database.read() as session:
            return [each.subject_zh for each in list_notices(session, self.actor(login_name))]
