"""Proposals: a draft, or an older version, goes into force only after a second person has reviewed it, from a day on.

    line = propose_draft(database, designer, draft_id, "两日内受理", expected_revision=3)
    approve_proposal(database, reviewer, line.id, date(2026, 4, 1))     # who edited or proposed it may not
    publish_due(database)                                               # the background, at 00:00 of that day

What is proposed is frozen under its digest; returning or cancelling it lets the draft be changed again. Rolling back is
proposing an older version (`propose_version`).
"""

from webapp.procedures.proposals.due import publish_due
from webapp.procedures.proposals.errors import (
    BaseNotCurrent,
    CommentUnfit,
    DraftChangedMeanwhile,
    NothingToPropose,
    NotTheProposer,
    ProposalDamaged,
    ProposalDecided,
    ProposalHasErrors,
    ProposalMessageMissing,
    ProposalNotFound,
    PublishDayPassed,
    SecondPersonNeeded,
)
from webapp.procedures.proposals.lines import CommentLine, Proposal, ProposalLine, ProposalState
from webapp.procedures.proposals.proposing import propose_draft, propose_version, withdraw_proposal
from webapp.procedures.proposals.reading import (
    find_proposal_of,
    get_proposal,
    list_proposals,
    list_reviewable,
)
from webapp.procedures.proposals.reviewing import (
    approve_proposal,
    begin_of,
    cancel_publication,
    comment_on,
    return_proposal,
)

__all__ = [
    "BaseNotCurrent",
    "CommentLine",
    "CommentUnfit",
    "DraftChangedMeanwhile",
    "NotTheProposer",
    "NothingToPropose",
    "Proposal",
    "ProposalDamaged",
    "ProposalDecided",
    "ProposalHasErrors",
    "ProposalLine",
    "ProposalMessageMissing",
    "ProposalNotFound",
    "ProposalState",
    "PublishDayPassed",
    "SecondPersonNeeded",
    "approve_proposal",
    "begin_of",
    "cancel_publication",
    "comment_on",
    "find_proposal_of",
    "get_proposal",
    "list_proposals",
    "list_reviewable",
    "propose_draft",
    "propose_version",
    "publish_due",
    "return_proposal",
    "withdraw_proposal",
]
