"""What a proposal would change: how far the work is, and the cases whose advice would differ."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base


class ProposalImpact(Base):
    """The impact of one proposal. ``state`` is working, done or failed; ``last_case_id`` is where the work goes on.

    ``base_digest`` is the version in force that the proposal is compared with. ``scenarios`` are those that change, as a JSON
    list; without a version in force an object, how they stand against the template's; None until they have been run.
    """

    __tablename__ = "proposal_impact"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("pack_proposal.id"), primary_key=True)
    state: Mapped[str]
    base_digest: Mapped[str | None]
    begun_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    total: Mapped[int]
    looked_at: Mapped[int]
    last_case_id: Mapped[int]
    scenarios: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    reason_en: Mapped[str] = mapped_column(default="", server_default="")

    __table_args__ = (
        Index(
            "ix_proposal_impact_working",
            "proposal_id",
            sqlite_where=text("state = 'working'"),
            postgresql_where=text("state = 'working'"),
        ),
    )


class ImpactCase(Base):
    """One advice of one case that the proposed tables would not give, or that cannot be told.

    ``outcome`` is differs, before (the version in force gives it already: no change of this proposal), missing (the proposed
    table asks for a fact that the case does not have), failed, gone (the table is no more) or unknown (the case's own version
    does not give the recorded advice again). ``old`` and ``new`` are conclusions as JSON, the rules their row ids.
    """

    __tablename__ = "impact_case"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("pack_proposal.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True, index=True)
    decision_id: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    old: Mapped[str]
    new: Mapped[str]
    old_rules: Mapped[str]
    new_rules: Mapped[str]
