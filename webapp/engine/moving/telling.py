"""The steps of a plan, as an administrator reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from webapp.engine.moving.placing import Placing
from webapp.engine.moving.plan import MoveStep, StepAction
from webapp.engine.tokens import CaseWorkflow, Token


def tell_steps(placing: Placing, moved: CaseWorkflow | None) -> tuple[MoveStep, ...]:
    """What moves and what is cancelled, then what is added; the instances of one multi-instance as one step."""
    steps: dict[MoveStep, int] = {}
    for step in (*_old_steps(placing), *_added_steps(placing, moved)):
        steps[step] = steps.get(step, 0) + 1
    return tuple(replace(step, count=count) for step, count in steps.items())


def _old_steps(placing: Placing) -> Iterator[MoveStep]:
    former = placing.former
    for token in (former.tokens[token_id] for token_id in sorted(former.tokens)):
        if token.task_spec.node.is_synthetic or _is_body(token):
            continue
        target = placing.targets.get(token.id)
        action: StepAction = "cancelled" if token.id in placing.cancelled else "moved"
        yield _step(action, token, None if target is None else target.node.id)


def _added_steps(placing: Placing, moved: CaseWorkflow | None) -> Iterator[MoveStep]:
    if moved is None:
        return
    for token_id in sorted(moved.tokens.keys() - placing.former.tokens.keys()):
        token = moved.tokens[token_id]
        yield _step("added", token, token.task_spec.node.id)


def _is_body(token: Token) -> bool:
    """A multi-instance is told by its instances."""
    return token.task_spec.node.multi_instance is not None and not token.is_instance


def _step(action: StepAction, token: Token, target_id: str | None) -> MoveStep:
    node = token.task_spec.node
    due: str | None = token.internal_data.get("due")
    return MoveStep(
        action,
        token.workflow.spec.process_id,
        node.id,
        node.name,
        node.kind,
        target_id,
        None if due is None else datetime.fromisoformat(due),
    )
