"""From the checked diagram model to SpiffWorkflow specifications. Built once per deployment, then only read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from webapp.decisions import Model
from webapp.engine.diagram import Called, Container, Event, Node, Process
from webapp.engine.elements.activities import DecisionSpec, OperationSpec, PassSpec, ScriptSpec, UserTaskSpec
from webapp.engine.elements.base import ElementSpec
from webapp.engine.elements.events import BoundarySpec, CatchSpec, ThrowSpec
from webapp.engine.elements.gateways import EventGatewaySpec, ExclusiveSpec, InclusiveSpec, ParallelSpec
from webapp.engine.elements.inner import CallSpec, MultiInstanceSpec, SubprocessSpec
from webapp.engine.expressions import Formula, Literal, Source, compile_formula, compile_source
from webapp.engine.tokens import ContainerSpec

#: Behind an element's id: the specification of one child of its multi-instance.
INSTANCE_SUFFIX = "#instance"


def container_name(outer: str, node_id: str) -> str:
    """The stable name of an embedded subprocess's container."""
    return f"{outer}/{node_id}"


def build_process(process: Process, model: Model) -> dict[str, ContainerSpec]:
    """The specifications of a process and of every subprocess in it, by name."""
    return _Builder(process, model).build(process.body, process.id, process.name or process.id)


class _Builder:
    def __init__(self, process: Process, model: Model) -> None:
        self.process = process
        self.model = model
        self.made: dict[str, ContainerSpec] = {}

    def build(self, body: Container, name: str, title: str) -> dict[str, ContainerSpec]:
        spec = ContainerSpec(name, self.process.id, title, self.process.place.file)
        self.made[name] = spec
        for node in body.nodes.values():
            self._element(spec, body, node)
        for node in body.nodes.values():
            element = spec.element(node.id)
            element.flows = list(body.outgoing(node.id))
            if node.attached_to is not None and isinstance(element, BoundarySpec):
                spec.element(node.attached_to).boundaries.append(element)
        spec.first = spec.element(body.start_events()[0].id)
        return self.made

    def _element(self, spec: ContainerSpec, body: Container, node: Node) -> None:
        if node.multi_instance is None:
            element = self._single(spec, body, node, None)
            self._map_io(element, node)
            return
        child = self._single(spec, body, node, node.id + INSTANCE_SUFFIX)
        self._map_io(child, node)
        loop = node.multi_instance
        MultiInstanceSpec(
            spec,
            node,
            loop,
            child,
            compile_formula(loop.input_collection),
            None if loop.output_element is None else compile_formula(loop.output_element),
            None if loop.completion_condition is None else compile_formula(loop.completion_condition),
        )

    @staticmethod
    def _map_io(element: ElementSpec, node: Node) -> None:
        element.input_mappings = [(compile_source(mapping.source), mapping.target) for mapping in node.inputs]
        element.output_mappings = [
            (compile_source(mapping.source), mapping.target) for mapping in node.outputs
        ]

    def _single(self, spec: ContainerSpec, body: Container, node: Node, name: str | None) -> ElementSpec:
        make: Mapping[str, Callable[[], ElementSpec]] = {
            "start_event": lambda: PassSpec(spec, node, name),
            "pass_task": lambda: PassSpec(spec, node, name),
            "user_task": lambda: UserTaskSpec(spec, node, assignment_sources(node), name),
            "business_rule_task": lambda: self._rule(spec, node, name),
            "script_task": lambda: ScriptSpec(spec, node, compile_formula(node.script or ""), name),
            "service_task": lambda: OperationSpec(spec, node, name),
            "send_task": lambda: OperationSpec(spec, node, name),
            "receive_task": lambda: self._catch(spec, node),
            "call_activity": lambda: CallSpec(spec, node, node.called or Called(""), name),
            "subprocess": lambda: self._subprocess(spec, node, node.inner, name),
            "exclusive_gateway": lambda: ExclusiveSpec(spec, node, conditions(body, node)),
            "parallel_gateway": lambda: self._parallel(spec, body, node),
            "inclusive_gateway": lambda: self._inclusive(spec, body, node),
            "event_gateway": lambda: EventGatewaySpec(spec, node),
            "catch_event": lambda: self._catch(spec, node),
            "boundary_event": lambda: BoundarySpec(spec, node, event_of(node), event_source(node)),
            "throw_event": lambda: self._throw(spec, node),
            "end_event": lambda: self._throw(spec, node),
        }
        return make[node.kind]()

    def _subprocess(
        self, spec: ContainerSpec, node: Node, inner: Container | None, name: str | None
    ) -> ElementSpec:
        inside = container_name(spec.name, node.id)
        self.build(inner or Container(node.id, {}, ()), inside, node.name or node.id)
        return SubprocessSpec(spec, node, inside, name)

    @staticmethod
    def _parallel(spec: ContainerSpec, body: Container, node: Node) -> ElementSpec:
        element = ParallelSpec(spec, node, body)
        if len(element.reach) > 1:
            spec.parallel_joins.append(element)
        return element

    @staticmethod
    def _inclusive(spec: ContainerSpec, body: Container, node: Node) -> ElementSpec:
        element = InclusiveSpec(spec, node, conditions(body, node), body)
        if element.is_join:
            spec.inclusive_joins.append(element)
        return element

    def _rule(self, spec: ContainerSpec, node: Node, name: str | None) -> ElementSpec:
        if node.is_operation:
            return OperationSpec(spec, node, name)
        return DecisionSpec(spec, node, self.model, name)

    @staticmethod
    def _catch(spec: ContainerSpec, node: Node) -> ElementSpec:
        return CatchSpec(spec, node, event_of(node), event_source(node))

    @staticmethod
    def _throw(spec: ContainerSpec, node: Node) -> ElementSpec:
        event = event_of(node)
        return OperationSpec(spec, node) if event.kind == "message" else ThrowSpec(spec, node, event)


def conditions(body: Container, node: Node) -> dict[str, Formula]:
    """The compiled conditions of a gateway's flows."""
    return {
        flow.id: compile_formula(flow.condition)
        for flow in body.outgoing(node.id)
        if flow.condition is not None
    }


def assignment_sources(node: Node) -> dict[str, Source]:
    """The compiled parts of a user task's assignment."""
    written = {
        "assignee": node.assignment.assignee,
        "users": node.assignment.candidate_users,
        "groups": node.assignment.candidate_groups,
        "due_at": node.assignment.due_date,
        "follow_up_at": node.assignment.follow_up_date,
        "priority": node.assignment.priority,
    }
    return {key: compile_source(text) for key, text in written.items() if text is not None}


def event_of(node: Node) -> Event:
    """The node's event; a none event where nothing is said."""
    return node.event or Event("none")


def event_source(node: Node) -> Source | None:
    """The compiled timer or correlation key; None for events that wait for neither."""
    event = node.event
    if event is None or event.kind not in ("timer", "message"):
        return None
    return Literal("") if event.text is None else compile_source(event.text)
