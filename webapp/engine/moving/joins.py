"""What runs side by side must come together in the new version as it would have in the old one."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.engine.elements.gateways import InclusiveSpec, ParallelSpec
from webapp.engine.moving.correspondence import Correspondence, elements_of
from webapp.engine.moving.findings import MoveFinding
from webapp.engine.tokens import CaseWorkflow, ContainerSpec, InnerWorkflow, Token

_Join = ParallelSpec | InclusiveSpec
_Container = CaseWorkflow | InnerWorkflow


def refuse_lost_joins(former: CaseWorkflow, correspondence: Correspondence) -> Iterator[MoveFinding]:
    """Joins of the old version that branches of the case are heading for and that the new version lacks."""
    for container in former.containers():
        new = correspondence.container(container.spec)
        if new is None:
            continue
        for join in _joins(container.spec):
            target = correspondence.element(join)
            is_there = isinstance(target, ParallelSpec | InclusiveSpec) and type(target) is type(join)
            if not is_there and _branches_towards(join, container) > 1:
                choices = tuple(each.node.id for each in _joins(new) if type(each) is type(join))
                yield _finding("EN-309", container, join, choices)


def refuse_stuck_joins(
    moved: CaseWorkflow, former: CaseWorkflow, correspondence: Correspondence
) -> Iterator[MoveFinding]:
    """Joins of the new version that would wait in vain, or go on at once, in the moved case."""
    before = {container.task_tree.id: container for container in former.containers()}
    for container in moved.containers():
        starved_before = _starved_before(before[container.task_tree.id], correspondence)
        for join in _joins(container.spec):
            missing = _missing_flows(join, container)
            if missing and join.node.id not in starved_before:
                yield _finding("EN-307", container, join, flow=", ".join(missing))
        yield from (
            _finding("EN-308", container, join)
            for join in _arrived_joins(container)
            if join.is_complete(container)
        )


def _arrived_joins(container: _Container) -> list[_Join]:
    """Where tokens have arrived: a join that lost flows may be none any more, and hold them all the same."""
    return [
        spec
        for spec in elements_of(container.spec)
        if isinstance(spec, ParallelSpec | InclusiveSpec)
        and any(token.task_spec is spec and "incident" not in token.internal_data for token in container.live)
    ]


def _joins(container: ContainerSpec) -> list[_Join]:
    return [
        spec
        for spec in elements_of(container)
        if isinstance(spec, ParallelSpec | InclusiveSpec) and len(spec.reach) > 1
    ]


def _finding(
    code: str, container: _Container, join: _Join, choices: tuple[str, ...] = (), **facts: str
) -> MoveFinding:
    node = join.node
    named = {"name": node.name or node.id, **facts}
    return MoveFinding(code, container.spec.process_id, node.id, named, choices)


def _arrived(join: _Join, container: _Container) -> set[str]:
    """The flows by which tokens have come, those held by an incident included."""
    return {token.internal_data.get("via", "") for token in container.live if token.task_spec is join}


def _under_way(join: _Join, container: _Container) -> list[Token]:
    # Attached events count with the step that they are attached to.
    return [
        token
        for token in container.live
        if token.task_spec is not join and "armed" not in token.internal_data
    ]


def _covered(join: _Join, container: _Container) -> set[str]:
    """The flows on which a branch has come or can still come."""
    present = {token.task_spec.node.id for token in _under_way(join, container)}
    coming = {flow for flow, nodes in join.reach.items() if present & nodes}
    return coming | (_arrived(join, container) & join.reach.keys())


def _missing_flows(join: _Join, container: _Container) -> list[str]:
    """The flows of a parallel join that nothing can take, while a branch has come or will come on another."""
    if not isinstance(join, ParallelSpec):
        return []
    covered = _covered(join, container)
    return [flow for flow in join.reach if flow not in covered] if covered else []


def _starved_before(container: _Container, correspondence: Correspondence) -> set[str]:
    """The counterparts of joins that waited in vain already: moving is not what breaks them."""
    process_id = container.spec.process_id
    return {
        correspondence.id_of(process_id, join.node.id)
        for join in _joins(container.spec)
        if _missing_flows(join, container)
    }


def _branches_towards(join: _Join, container: _Container) -> int:
    """How many branches have split up to meet here: tokens arrived, or on the way to some of its flows only."""
    inside = [
        token
        for token in _under_way(join, container)
        if 0 < sum(token.task_spec.node.id in nodes for nodes in join.reach.values()) < len(join.reach)
    ]
    return len(inside) + len(_arrived(join, container))
