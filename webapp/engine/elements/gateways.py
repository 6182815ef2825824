"""Gateways. Which flows are taken is decided when the gateway runs; conditions are tried in document order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from webapp.engine.diagram import Container, Flow, Node
from webapp.engine.elements.base import ElementSpec, shown
from webapp.engine.expressions import Formula
from webapp.engine.faults import Fault
from webapp.engine.tokens import CaseWorkflow, ContainerSpec, InnerWorkflow, Token
from webapp.feel import Value


class ChoosingSpec(ElementSpec):
    """A gateway whose flows carry conditions."""

    def __init__(self, container: ContainerSpec, node: Node, conditions: Mapping[str, Formula]) -> None:
        super().__init__(container, node)
        self.conditions = conditions

    def holds(self, token: Token, flow: Flow) -> bool:
        """Whether the flow's condition is true. A result that is neither true nor false is a fault, as in Camunda 8."""
        condition = self.conditions.get(flow.id)
        if condition is None:
            return flow.id != self.node.default_flow
        view = token.visible()
        value = condition.evaluate(view)
        if isinstance(value, bool):
            return value
        why, why_en = condition.explain_null(view)
        raise Fault("EN-202", text=condition.text, value=shown(value), why=why, why_en=why_en)

    def work(self, token: Token) -> Mapping[str, Value]:
        chosen = self.choose(token)
        if not chosen and self.node.default_flow is not None:
            chosen = [self.node.default_flow]
        if not chosen and self.flows:
            raise Fault("EN-203")
        token.internal_data["chosen"] = chosen
        return {}

    def choose(self, token: Token) -> list[str]:
        """The ids of the flows whose conditions hold, as far as the gateway takes them."""
        raise NotImplementedError

    def leaving(self, token: Token) -> list[Flow]:
        chosen = token.internal_data["chosen"]
        return [flow for flow in self.flows if flow.id in chosen]


class ExclusiveSpec(ChoosingSpec):
    """The first flow whose condition holds, else the default."""

    def choose(self, token: Token) -> list[str]:
        first = next((flow.id for flow in self.flows if self.holds(token, flow)), None)
        return [] if first is None else [first]


class ParallelSpec(ElementSpec):
    """Waits for one token on each incoming flow, then takes all outgoing flows.

    A second token on a flow stays for the next round, as in Camunda 8. One that waits for what can no longer come
    (behind an exclusive choice, say) is held as an incident: Camunda 8 would let it wait in silence.
    """

    is_join = True

    def __init__(self, container: ContainerSpec, node: Node, body: Container) -> None:
        super().__init__(container, node)
        self.reach = reach_of_flows(body, node)

    def arrive(self, token: Token) -> None:
        token.move_to(TaskState.WAITING)
        if self.is_complete(token.workflow):
            go_on(self, waiting_at(self, token.workflow))

    def is_complete(self, workflow: CaseWorkflow | InnerWorkflow) -> bool:
        """Whether a token waits on each incoming flow."""
        return self.reach.keys() <= waiting_at(self, workflow).keys()

    def settle(self, workflow: CaseWorkflow | InnerWorkflow) -> None:
        """Show tokens that wait for a flow that nothing under way can take any more."""
        waiting = waiting_at(self, workflow)
        if not waiting:
            return
        elsewhere = {token.task_spec.node.id for token in workflow.live if token.task_spec is not self}
        missing = [flow_id for flow_id in self.reach if flow_id not in waiting]
        if any(not elsewhere & self.reach[flow_id] for flow_id in missing):
            for token in waiting.values():
                token.workflow.top_workflow.hold(token, "join", Fault("EN-215", missing=", ".join(missing)))


class InclusiveSpec(ChoosingSpec):
    """Forks on every condition that holds; joins when no token still under way can reach it."""

    def __init__(
        self, container: ContainerSpec, node: Node, conditions: Mapping[str, Formula], body: Container
    ) -> None:
        super().__init__(container, node, conditions)
        self.reach = reach_of_flows(body, node)
        self.is_join = len(self.reach) > 1

    def choose(self, token: Token) -> list[str]:
        return [flow.id for flow in self.flows if self.holds(token, flow)]

    def arrive(self, token: Token) -> None:
        if self.is_join:
            token.move_to(TaskState.WAITING)
        else:
            super().arrive(token)

    def settle(self, workflow: CaseWorkflow | InnerWorkflow) -> None:
        """Go on if that is due."""
        if self.is_complete(workflow):
            go_on(self, waiting_at(self, workflow))

    def is_complete(self, workflow: CaseWorkflow | InnerWorkflow) -> bool:
        """Whether tokens wait here and every other token cannot come, or comes only where one waits already."""
        waiting = waiting_at(self, workflow)
        if not waiting:
            return False
        elsewhere = {token.task_spec.node.id for token in workflow.live if token.task_spec is not self}
        occupied = set().union(*(self.reach[flow_id] for flow_id in waiting))
        empty = set().union(*(nodes for flow_id, nodes in self.reach.items() if flow_id not in waiting))
        return not elsewhere & (empty - occupied)


class EventGatewaySpec(ElementSpec):
    """Starts a race between the events behind it: the first to come wins, the others are taken back."""

    def handed_on(self, flow: Flow, token: Token) -> dict[str, Any]:  # noqa: ARG002 - the flow does not matter here.
        return {"race": token.id}


def waiting_at(join: ElementSpec, workflow: CaseWorkflow | InnerWorkflow) -> dict[str, Token]:
    """The longest waiting token of each incoming flow."""
    waiting: dict[str, Token] = {}
    for token in workflow.live:
        if token.task_spec is join and token.state == TaskState.WAITING:
            waiting.setdefault(token.internal_data["via"], token)
    return waiting


def go_on(join: ElementSpec, waiting: Mapping[str, Token]) -> None:
    """Merge the waiting tokens into one, which enters."""
    *merged, last = sorted(waiting.values(), key=lambda token: token.id)
    for token in merged:
        token.workflow.drop(token)
    last.move_to(TaskState.FUTURE)
    ElementSpec.arrive(join, last)


def reach_of_flows(body: Container, join: Node) -> dict[str, frozenset[str]]:
    """For each flow into a join the nodes from which a token can still take it."""
    return {flow.id: reaching(body, flow.source, join.id) for flow in body.incoming(join.id)}


def reaching(body: Container, start: str, without: str) -> frozenset[str]:
    """The nodes from which ``start`` can be reached without passing ``without``; attached events count for their host."""
    found: set[str] = set()
    open_ends = [start]
    while open_ends:
        at = open_ends.pop()
        if at in found or at == without:
            continue
        found.add(at)
        attached_to = body.nodes[at].attached_to
        if attached_to is not None:
            open_ends.append(attached_to)
        open_ends.extend(flow.source for flow in body.incoming(at))
    return frozenset(found)
