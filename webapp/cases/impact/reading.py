"""What a proposal would change, as its reviewer reads it: counts for everybody, case numbers for who may open the case."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.cases.access import visible_cases
from webapp.cases.impact.models import ImpactCase, ProposalImpact
from webapp.cases.impact.pages import (
    AdviceChange,
    CaseLink,
    ImpactPage,
    ScenarioChange,
    TableImpact,
    TemplateStanding,
)
from webapp.cases.models import CaseFile
from webapp.cases.table_words import decision_name, say_conclusion
from webapp.database import Database
from webapp.errors import Language
from webapp.feel import from_json
from webapp.people import PROCESS_DESIGNER, SYSTEM_ADMIN, Actor, require_product_role
from webapp.procedures import Pack
from webapp.procedures.proposals import Proposal, get_proposal

#: What is a change by this proposal; the rest is counted aside.
_CHANGED = ("differs", "missing", "failed", "gone")
#: Cases named for one change; the count tells all.
_MOST_NAMED = 20


def get_impact(database: Database, actor: Actor, proposal_id: int, language: Language) -> ImpactPage | None:
    """The impact of a proposal, as far as it is measured; None before the background has begun with it.

    Raises: `NotPermitted`, `ProposalNotFound`.
    """
    with database.read() as session:
        require_product_role(session, actor, PROCESS_DESIGNER, SYSTEM_ADMIN)
        proposal = get_proposal(session, proposal_id)
        row = session.get(ProposalImpact, proposal_id)
        if row is None:
            return None
        counted = select(func.count(func.distinct(ImpactCase.case_id))).where(
            ImpactCase.proposal_id == proposal_id, ImpactCase.outcome.in_(_CHANGED)
        )
        told = json.loads(row.scenarios or "[]")
        standing = TemplateStanding.of(told, language) if isinstance(told, dict) else None
        return ImpactPage(
            state=row.state,
            total=row.total,
            looked_at=row.looked_at,
            base_digest=row.base_digest,
            are_scenarios_run=row.scenarios is not None,
            scenarios=tuple(ScenarioChange.of(each, language) for each in (told if standing is None else ())),
            differing_cases=session.scalar(counted) or 0,
            tables=_tables(session, actor, proposal, language),
            aside=_count_aside(session, proposal_id),
            reason=row.reason_en if language == "en" else row.reason,
            standing=standing,
        )


def _count_aside(session: Session, proposal_id: int) -> Mapping[str, int]:
    rows = session.execute(
        select(ImpactCase.outcome, func.count().label("found"))
        .where(ImpactCase.proposal_id == proposal_id, ImpactCase.outcome.not_in(_CHANGED))
        .group_by(ImpactCase.outcome)
    )
    return {row.outcome: row.found for row in rows}


def _tables(
    session: Session, actor: Actor, proposal: Proposal, language: Language
) -> tuple[TableImpact, ...]:
    same = (
        ImpactCase.decision_id,
        ImpactCase.outcome,
        ImpactCase.old,
        ImpactCase.new,
        ImpactCase.old_rules,
        ImpactCase.new_rules,
    )
    rows = session.execute(
        select(*same, func.count().label("found"))
        .where(ImpactCase.proposal_id == proposal.line.id, ImpactCase.outcome.in_(_CHANGED))
        .group_by(*same)
        .order_by(func.count().desc(), *same)
    ).all()
    named = _cases_to_open(session, actor, proposal.line.id)
    by_decision: dict[str, list[AdviceChange]] = defaultdict(list)
    for row in rows:
        packs = [each for each in (proposal.current, proposal.base, proposal.pack) if each is not None]
        by_decision[row.decision_id].append(
            AdviceChange(
                old=_say(row.old, packs, row.decision_id, language),
                new=_say(row.new, [proposal.pack], row.decision_id, language)
                if row.outcome == "differs"
                else "",
                old_rules=tuple(json.loads(row.old_rules)),
                new_rules=tuple(json.loads(row.new_rules)),
                outcome=row.outcome,
                count=row.found,
                cases=tuple(named.get(tuple(row[:6]), ())),
            )
        )
    return tuple(
        TableImpact(
            decision, _name(proposal, decision, language), sum(each.count for each in changes), tuple(changes)
        )
        for decision, changes in by_decision.items()
    )


def _cases_to_open(
    session: Session, actor: Actor, proposal_id: int
) -> Mapping[tuple[str, ...], list[CaseLink]]:
    """The cases of each change that the reader may open."""
    rows = session.execute(
        select(ImpactCase, CaseFile.case_no)
        .join(CaseFile, CaseFile.id == ImpactCase.case_id)
        .where(ImpactCase.proposal_id == proposal_id, ImpactCase.outcome.in_(_CHANGED))
        .where(visible_cases(session, actor))
        .order_by(CaseFile.id)
        .limit(1000)
    )
    found: dict[tuple[str, ...], list[CaseLink]] = defaultdict(list)
    for each, case_no in rows:
        key = (each.decision_id, each.outcome, each.old, each.new, each.old_rules, each.new_rules)
        if len(found[key]) < _MOST_NAMED:
            found[key].append(CaseLink(each.case_id, case_no))
    return found


def _say(told: str, packs: list[Pack], decision: str, language: Language) -> str:
    """A conclusion in words of the first version that has the table."""
    value = from_json(json.loads(told))
    pack = next((each for each in packs if decision in each.decisions.decisions), None)
    return say_conclusion(value, pack, decision, language) if pack is not None else str(value)


def _name(proposal: Proposal, decision: str, language: Language) -> str:
    for pack in (proposal.pack, proposal.current, proposal.base):
        if pack is not None and decision in pack.decisions.decisions:
            return decision_name(pack, decision, language)
    return decision
