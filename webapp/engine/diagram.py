"""The diagram as we understand it, free of XML and of SpiffWorkflow. Everything here is immutable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar

from webapp.engine.findings import Place

EventKind = Literal["none", "timer", "message", "error", "escalation", "terminate", "link"]
TimerKind = Literal["date", "duration", "cycle"]
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Event:
    """What an event waits for or throws.

    ``name`` is the message's or link's name, ``code`` the error's or escalation's code (None catches every code),
    ``text`` the timer's or the correlation key's expression as written.
    """

    kind: EventKind
    name: str | None = None
    code: str | None = None
    timer: TimerKind | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class IoMapping:
    """One line of a ``zeebe:ioMapping``: the source expression and the (dotted) target name.

    ``place`` is where it is written, when that is not its element in the diagram.
    """

    source: str
    target: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """One child per element of a list, all at once or one after the other."""

    is_sequential: bool
    input_collection: str
    input_element: str | None
    output_collection: str | None
    output_element: str | None
    completion_condition: str | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who may do a user task, by when, how urgently; each part as written in the diagram."""

    assignee: str | None = None
    candidate_users: str | None = None
    candidate_groups: str | None = None
    due_date: str | None = None
    follow_up_date: str | None = None
    priority: str | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """The process a call activity runs, and what flows in and out beside the mappings."""

    process_id: str
    has_all_parent_variables: bool = True
    has_all_child_variables: bool = True


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. ``via`` keeps the drawn flows that a rewritten link or fork stands for."""

    id: str
    source: str
    target: str
    condition: str | None
    line: int | None
    name: str = ""
    via: tuple[str, ...] = ()
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node: what it is, where it stands and everything its kind may carry."""

    id: str
    kind: str
    name: str
    place: Place
    documentation: str = ""
    lane: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    event: Event | None = None
    attached_to: str | None = None
    is_interrupting: bool = True
    default_flow: str | None = None
    inputs: tuple[IoMapping, ...] = ()
    outputs: tuple[IoMapping, ...] = ()
    multi_instance: MultiInstance | None = None
    assignment: Assignment = Assignment()
    form_id: str | None = None
    decision_id: str | None = None
    script: str | None = None
    result_variable: str | None = None
    operation: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    called: Called | None = None
    inner: Container | None = None
    is_synthetic: bool = False

    @property
    def is_operation(self) -> bool:
        """Whether it asks the platform to do something: a service or send task, a rule task that names a job instead of a
        decision, or an event that throws a message."""
        if self.kind == "business_rule_task":
            return self.operation is not None and self.decision_id is None
        throws = self.kind in ("end_event", "throw_event")
        return self.kind in ("service_task", "send_task") or (
            throws and self.event is not None and self.event.kind == "message"
        )


@dataclass(frozen=True)
class Container:
    """A process or an embedded subprocess: nodes and flows in the order of the document."""

    id: str
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]

    @cached_property
    def _outgoing(self) -> Mapping[str, tuple[Flow, ...]]:
        return _grouped((flow.source, flow) for flow in self.flows)

    @cached_property
    def _incoming(self) -> Mapping[str, tuple[Flow, ...]]:
        return _grouped((flow.target, flow) for flow in self.flows)

    @cached_property
    def _attached(self) -> Mapping[str, tuple[Node, ...]]:
        return _grouped(
            (node.attached_to, node) for node in self.nodes.values() if node.attached_to is not None
        )

    def outgoing(self, node_id: str) -> tuple[Flow, ...]:
        """The flows that leave a node, in document order."""
        return self._outgoing.get(node_id, ())

    def incoming(self, node_id: str) -> tuple[Flow, ...]:
        """The flows that reach a node, in document order."""
        return self._incoming.get(node_id, ())

    def boundary_events(self, node_id: str) -> tuple[Node, ...]:
        """The events attached to an activity, in document order."""
        return self._attached.get(node_id, ())

    def start_events(self) -> tuple[Node, ...]:
        """All start events of this container."""
        return tuple(node for node in self.nodes.values() if node.kind == "start_event")

    def walk(self) -> Iterator[tuple[Container, Node]]:
        """Every node with its container, nested ones after their subprocess."""
        for node in self.nodes.values():
            yield self, node
            if node.inner is not None:
                yield from node.inner.walk()

    def walk_containers(self) -> Iterator[Container]:
        """This container and all nested ones."""
        yield self
        for node in self.nodes.values():
            if node.inner is not None:
                yield from node.inner.walk_containers()


def _grouped(pairs: Iterable[tuple[str, _Part]]) -> dict[str, tuple[_Part, ...]]:
    groups: dict[str, list[_Part]] = {}
    for key, part in pairs:
        groups.setdefault(key, []).append(part)
    return {key: tuple(parts) for key, parts in groups.items()}


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: its id is a role."""

    id: str
    name: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Process:
    """One executable process of a file."""

    id: str
    name: str
    place: Place
    documentation: str
    properties: Mapping[str, str]
    lanes: tuple[Lane, ...]
    body: Container
    embedded_forms: Mapping[str, str]
    version_tag: str | None = None

    @property
    def start(self) -> Node:
        """The single start event (the checks see to it that there is one)."""
        return self.body.start_events()[0]
