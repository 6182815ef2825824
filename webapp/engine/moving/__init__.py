"""Moving a running case to another version of its procedure, with everything that is running in it.

`plan_move` compares what a case stands on with another deployment. Tokens keep their numbers and so what belongs to
them: drafts of open tasks, the instants of running timers, results of a vote that is half done, messages waited for,
branches that have arrived at a join, subprocesses and called processes. What the new version attaches to an open step
begins now; what it no longer attaches is cancelled. What cannot be kept is a refusal with a code and the element's name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from webapp.engine.deployment import Deployment
from webapp.engine.host import Host, hosted_by
from webapp.engine.moving.correspondence import Correspondence, ElementMapping
from webapp.engine.moving.findings import MOVE_FINDINGS, MoveFinding
from webapp.engine.moving.joins import refuse_lost_joins, refuse_stuck_joins
from webapp.engine.moving.placing import Placing
from webapp.engine.moving.plan import MovePlan, MoveStep, StepAction
from webapp.engine.moving.renewing import Renewing
from webapp.engine.moving.rewriting import rewrite_state
from webapp.engine.moving.telling import tell_steps
from webapp.engine.state import dump_state, load_state
from webapp.feel import Value

__all__ = [
    "MOVE_FINDINGS",
    "ElementMapping",
    "MoveFinding",
    "MovePlan",
    "MoveStep",
    "StepAction",
    "plan_move",
]


def plan_move(
    state: bytes,
    old: Deployment,
    new: Deployment,
    mapping: ElementMapping,
    *,
    host: Host,
    case: Mapping[str, Value],
    drafts: Mapping[str, Collection[str]] | None = None,
) -> MovePlan:
    """What moving the case of ``state`` from ``old`` to ``new`` would do, and its new state if nothing speaks against it.

    ``host`` tells the instant from which added timers count; nothing is performed. ``case`` is what expressions read as
    ``case``. ``drafts`` are the dotted fields filled in and not submitted, by task id.

    Raises:
        StateUnreadable: the bytes are no state of a case on ``old``.
    """
    former = load_state(state, old, host)
    correspondence = Correspondence(new, mapping)
    if former.completed:
        ended = MoveFinding("EN-301", former.spec.process_id, former.spec.process_id, {})
        return MovePlan((), (ended,), None)
    placing = Placing(former, correspondence)
    findings = [*placing.findings, *refuse_lost_joins(former, correspondence)]
    if findings:
        return MovePlan(tell_steps(placing, None), tuple(findings), None)
    moved = rewrite_state(state, placing, host)
    moved.facts = {"case": dict(case), "parameters": dict(new.surroundings.parameters)}
    renewing = Renewing(former, moved, correspondence, drafts or {})
    with hosted_by(host):
        renewing.renew()
    findings = [*renewing.findings, *refuse_stuck_joins(moved, former, correspondence)]
    is_refused = any(finding.severity == "refusal" for finding in findings)
    return MovePlan(
        tell_steps(placing, moved),
        tuple(findings),
        None if is_refused else dump_state(moved),
        tuple(moved.journal.drain()),
    )
