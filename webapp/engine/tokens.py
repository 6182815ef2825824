"""Tokens on SpiffWorkflow's tasks and workflows, with what SpiffWorkflow does wrong taken out.

Three departures from the library, all made here and in `elements.base` by subclassing:

* **No prediction.** SpiffWorkflow grows a tree of tasks that may come; each parallel block in series doubles it. Here
  a token's successors are made when it completes, not before.
* **No depth.** Its iterators walk that tree and stop silently at depth 1000. Here a finished token leaves the workflow
  at once and its successors hang directly under the root, so the tree is two levels deep, scans are flat, and the
  state of a case does not grow with its history. What is ready waits in a queue, in order. A run that does not come
  to rest ends as an incident.
* **Scoped events.** Errors and escalations go outwards from where they are thrown (see `events`).

What a token stands on and what it lives in speak of each other, so they stand in one file: first what tokens ask of
elements, then the token, then the workflows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.util.event import EventManager
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs import WorkflowSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from webapp.engine.diagram import Flow, Node
from webapp.engine.faults import Fault
from webapp.engine.host import Host
from webapp.engine.journal import EventKind, Journal, RunEvent
from webapp.engine.scopes import ScopeTree
from webapp.engine.script_engine import FeelScriptEngine
from webapp.feel import Value

#: Automatic steps of one action after which the run is held as an incident.
MAX_STEPS = 10_000
#: A name no element can have (it is no NCName).
ROOT_NAME = "#root"


class Element(BpmnTaskSpec):  # type: ignore[misc]  # SpiffWorkflow publishes no types.
    """What tokens ask of an element of the diagram; the elements themselves are in `elements`."""

    node: Node
    flows: list[Flow]
    boundaries: list[Boundary]
    #: Whether tokens must know by which flow they came.
    is_join = False

    @property
    def container(self) -> ContainerSpec:
        """The process or subprocess it belongs to."""
        spec: ContainerSpec = self._wf_spec
        return spec

    def arrive(self, token: Token) -> None:
        """A new token has come."""
        raise NotImplementedError

    def enter(self, token: Token) -> None:
        """Begin, or begin again after an incident on the way in."""
        raise NotImplementedError

    def resume(self, token: Token) -> None:
        """What runs inside the element has ended, or an incident at that point is retried."""
        raise NotImplementedError

    def try_again(self, token: Token) -> None:
        """Go on after an incident in the element's own work."""
        raise NotImplementedError

    def fire(self, token: Token, payload: Mapping[str, Value]) -> None:
        """What the token waited for has come."""
        raise NotImplementedError

    def withdraw(self, token: Token) -> None:
        """The token is taken back."""
        raise NotImplementedError

    def settle(self, workflow: CaseWorkflow | InnerWorkflow) -> None:
        """A join, when nothing else moves: go on, or show what waits in vain."""
        raise NotImplementedError


class Boundary(Element):
    """An event attached to an activity; ``code`` is the error or escalation it catches, None for each."""

    code: str | None

    def catches_thrown(self, kind: str, code: str | None) -> bool:
        """Whether it takes that error or escalation."""
        raise NotImplementedError

    def prepare_arming(self, token: Token) -> dict[str, Any]:
        """What to wait for once the activity is entered."""
        raise NotImplementedError

    def arm(self, activity: Token, notes: dict[str, Any]) -> None:
        """Begin to wait."""
        raise NotImplementedError

    def go_off(self, activity: Token, payload: Mapping[str, Value]) -> None:
        """The event has come."""
        raise NotImplementedError


class ContainerSpec(BpmnProcessSpec):  # type: ignore[misc]  # SpiffWorkflow publishes no types.
    """A process or subprocess. Immutable once built, and shared by all cases and threads.

    ``name`` is the process id, or ``process/subprocess`` for embedded ones: the name the stored state uses.
    """

    task_specs: dict[str, Element]
    name: str
    description: str

    def __init__(self, name: str, process_id: str, title: str, file: str) -> None:
        # Not BpmnProcessSpec's own: it would add tasks named Start and End, which elements may be called too.
        WorkflowSpec.__init__(self, name=name, filename=file)
        self.process_id = process_id
        self.description = title
        self.io_specification = None
        self.data_objects: dict[str, object] = {}
        self.data_stores: dict[str, object] = {}
        self.correlation_keys: dict[str, object] = {}
        self.bpmn_start_events: list[object] = []
        self.start = BpmnTaskSpec(self, ROOT_NAME)
        self.inclusive_joins: list[Element] = []
        self.parallel_joins: list[Element] = []
        self.first: Element

    def element(self, element_id: str) -> Element:
        """The specification of an element."""
        return self.task_specs[element_id]


class Token(Task):  # type: ignore[misc]  # SpiffWorkflow publishes no types.
    """A place in the diagram that is live. Numbered per case, so that a run is the same whenever it is repeated."""

    id: int
    workflow: CaseWorkflow | InnerWorkflow
    task_spec: Element
    internal_data: dict[str, Any]

    def __init__(
        self,
        workflow: CaseWorkflow | InnerWorkflow,
        spec: Element,
        parent: Token | None,
        token_id: int | None = None,
    ) -> None:
        top = workflow.top_workflow
        super().__init__(workflow, spec, parent, TaskState.FUTURE, token_id or top.next_id())
        if parent is not None:
            top.tokens[self.id] = self

    def move_to(self, state: int) -> None:
        """Set the state, without SpiffWorkflow's log line, which builds a dictionary each time, logged or not."""
        self._state = state

    def _set_state(self, value: int) -> None:
        self.move_to(value)

    @property
    def is_instance(self) -> bool:
        """Whether it is one child of a multi-instance."""
        return "index" in self.internal_data

    @property
    def own_scope(self) -> int | None:
        """The token's own scope, if it has one."""
        return self.internal_data.get("scope")

    @property
    def scope_id(self) -> int:
        """The scope it reads from."""
        own = self.own_scope
        return self.workflow.scope_id if own is None else own

    def visible(self, *inner: Mapping[str, Value]) -> Mapping[str, Value]:
        """Everything its expressions can read."""
        return self.workflow.top_workflow.view(self.scope_id, *inner)

    def open_scope(self, *, is_closed: bool = False) -> int:
        """Its own scope, opened when it has none yet."""
        scope_id = self.own_scope
        if scope_id is None:
            scope_id = self.workflow.top_workflow.scopes.open(self.workflow.scope_id, is_closed=is_closed).id
            self.internal_data["scope"] = scope_id
        return scope_id

    def close_scope(self) -> None:
        """Forget its own scope."""
        self.workflow.top_workflow.scopes.close(self.internal_data.pop("scope", None))

    def queue(self) -> None:
        """Let it run when its turn comes."""
        self.move_to(TaskState.READY)
        self.workflow.top_workflow.ready.append(self)

    def _ready(self) -> None:
        self.queue()

    def cancel(self) -> None:
        """Take it back, with everything inside it and attached to it."""
        if self.has_state(TaskState.FINISHED_MASK):
            return
        for child in self.children:
            child.cancel()
        self.move_to(TaskState.CANCELLED)
        self.task_spec.withdraw(self)
        self.workflow.drop(self)


class _Container:
    """What the case's workflow and the inner ones share: where tokens live."""

    spec: ContainerSpec
    tasks: dict[int, Token]
    task_tree: Token
    scope_id: int

    @property
    def live(self) -> list[Token]:
        """The tokens, in order of their numbers."""
        return [token for token in self.tasks.values() if token is not self.task_tree]

    def spawn(self, spec: Element, **notes: Any) -> Token:
        """A new token at an element, which is entered at once."""
        token = Token(self, spec, self.task_tree)  # type: ignore[arg-type]  # mixed into both workflows
        token.internal_data.update(notes)
        spec.arrive(token)
        return token

    def drop(self, token: Token) -> None:
        """Remove a finished token; nothing of it stays."""
        top: CaseWorkflow = self.top_workflow  # type: ignore[attr-defined]  # both workflows have it
        top.event_manager.remove_task(token)
        token.close_scope()
        top.tokens.pop(token.id, None)
        self._remove_task(token.id)  # type: ignore[attr-defined]  # SpiffWorkflow's

    def _task_completed_notify(self, _token: Token) -> None:
        self.token_left()

    def token_left(self) -> None:
        """The container is done when its last token has left; SpiffWorkflow scans its tree here."""
        if len(self.tasks) == 1:
            self.completed = True
            self.finish()

    def finish(self) -> None:
        """The last token has left."""
        raise NotImplementedError


class InnerWorkflow(_Container, BpmnSubWorkflow):  # type: ignore[misc]  # SpiffWorkflow publishes no types.
    """A running subprocess or called process."""

    top_workflow: CaseWorkflow
    parent_task_id: int

    def __init__(self, spec: ContainerSpec, parent: Token, scope_id: int) -> None:
        top = parent.workflow.top_workflow
        super().__init__(spec, parent.id, top, deserializing=True)
        self.scope_id = scope_id
        self.task_tree = Token(self, spec.start, None, -parent.id)
        self.task_tree.move_to(TaskState.COMPLETED)
        top.subprocesses[parent.id] = self

    def _calculate_depth(self) -> int:
        return 0

    @property
    def parent_token(self) -> Token:
        """The subprocess or call activity this runs for."""
        return self.top_workflow.tokens[self.parent_task_id]

    def finish(self) -> None:
        parent = self.parent_token
        parent.task_spec.resume(parent)

    def close(self) -> None:
        """Take back every token and forget the scope."""
        for token in self.live:
            token.cancel()
        self.top_workflow.subprocesses.pop(self.parent_task_id, None)
        if self.scope_id != self.parent_token.own_scope:
            self.top_workflow.scopes.close(self.scope_id)


class CaseWorkflow(_Container, BpmnWorkflow):  # type: ignore[misc]  # SpiffWorkflow publishes no types.
    """A running case: its root process, everything inside, and the machine that moves the tokens."""

    event_manager: EventManager
    subprocesses: dict[int, InnerWorkflow]

    def __init__(self, spec: ContainerSpec, containers: Mapping[str, ContainerSpec], host: Host) -> None:
        self.host = host
        self.tokens: dict[int, Token] = {}
        self.ready: deque[Token] = deque()
        self.scopes = ScopeTree()
        self.journal = Journal()
        self.facts: Mapping[str, Value] = {}
        self.last_id = 0
        super().__init__(spec, dict(containers), script_engine=FeelScriptEngine(), deserializing=True)
        self.task_tree = Token(self, spec.start, None, -1)
        self.task_tree.move_to(TaskState.COMPLETED)
        self.scope_id = 0

    @property
    def script_engine(self) -> FeelScriptEngine:
        """Hard-wired: SpiffWorkflow falls back to its Python engine when none is given."""
        return _ENGINE

    @script_engine.setter
    def script_engine(self, _engine: object) -> None:
        raise AttributeError("the script engine cannot be changed")

    def next_id(self) -> int:
        """The next number for a token or incident of this case."""
        self.last_id += 1
        return self.last_id

    def view(self, scope_id: int, *inner: Mapping[str, Value]) -> Mapping[str, Value]:
        """What is visible from a scope, the platform's names included."""
        view = self.scopes.view(scope_id, *inner)
        view.maps.append(self.facts)  # type: ignore[attr-defined]  # a ChainMap made one line above
        return view

    def containers(self) -> Iterator[CaseWorkflow | InnerWorkflow]:
        """The root process and everything running inside it, outer ones first."""
        yield self
        yield from list(self.subprocesses.values())

    def finish(self) -> None:
        self.note("process_ended", self.spec.process_id, self.spec.process_id, self.spec.description)

    # Moving

    def run_to_rest(self) -> None:
        """Run everything that needs nobody, in order, until only waiting tokens are left."""
        steps = 0
        while self._next_is_ready():
            token = self.ready.popleft()
            if self.tokens.get(token.id) is not token or token.state != TaskState.READY:
                continue
            steps += 1
            if steps > MAX_STEPS:
                self.hold(token, "run", Fault("EN-210", steps=MAX_STEPS))
            else:
                token.run()

    def _next_is_ready(self) -> bool:
        if not self.ready:
            self._settle_joins()
        return bool(self.ready)

    def _settle_joins(self) -> None:
        """At rest, inclusive joins that nothing more can reach go on, and joins that wait in vain are shown."""
        for container in self.containers():
            for inclusive in container.spec.inclusive_joins:
                inclusive.settle(container)
        if not self.ready:
            for container in self.containers():
                for parallel in container.spec.parallel_joins:
                    parallel.settle(container)

    # Records

    def note(self, kind: EventKind, process_id: str, element_id: str, name: str, **data: Any) -> None:
        """Write an entry into the journal."""
        self.journal.add(RunEvent(self.host.now(), kind, process_id, element_id, name, data))

    def note_token(self, kind: EventKind, token: Token, **data: Any) -> None:
        """Write an entry about a token's element."""
        node = token.task_spec.node
        if node.is_synthetic:
            return
        if token.is_instance:
            data["instance"] = token.internal_data["index"] + 1
        self.note(kind, token.workflow.spec.process_id, node.id, node.name, **data)

    def hold(self, token: Token, stage: str, fault: Fault) -> None:
        """Stop a token with an incident: it stays where it is until somebody retries."""
        self.release(token)
        token.move_to(TaskState.STARTED)
        incident_id = str(self.next_id())
        token.internal_data["incident"] = {
            "id": incident_id,
            "stage": stage,
            "code": fault.code,
            "zh": fault.zh,
            "en": fault.en,
            "at": self.host.now().isoformat(),
        }
        self.note_token(
            "incident_raised", token, incident_id=incident_id, code=fault.code, zh=fault.zh, en=fault.en
        )

    def release(self, token: Token) -> str | None:
        """Take the incident off a token, if it has one; gives the stage at which it was held."""
        incident = token.internal_data.pop("incident", None)
        if incident is None:
            return None
        self.note_token("incident_resolved", token, incident_id=incident["id"], code=incident["code"])
        stage: str = incident["stage"]
        return stage

    def retry(self, token: Token) -> None:
        """Try a held step again, from the stage at which it was held."""
        stage = self.release(token)
        if stage == "enter":
            token.move_to(TaskState.FUTURE)
            token.task_spec.enter(token)
        elif stage == "join":
            token.task_spec.arrive(token)
        else:
            token.task_spec.try_again(token)


_ENGINE = FeelScriptEngine()
