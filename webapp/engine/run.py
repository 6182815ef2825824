"""One running case: start it, act on it, ask what it waits for, store it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from SpiffWorkflow.util.task import TaskState

from webapp.calendar import WorkingCalendar
from webapp.engine.deployment import Deployment
from webapp.engine.elements.activities import DEFAULT_PRIORITY, UserTaskSpec
from webapp.engine.errors import IncidentNotOpen, ReservedName, TaskNotOpen, UndeclaredEntity
from webapp.engine.events import armed_timers, deliver, subscribers
from webapp.engine.expressions import PROVIDED_NAMES
from webapp.engine.host import Host, hosted_by
from webapp.engine.journal import RunEvent
from webapp.engine.reckoning import Deadline, reckon_anew
from webapp.engine.scopes import merged
from webapp.engine.state import dump_state, load_state
from webapp.engine.tokens import CaseWorkflow, InnerWorkflow, Token
from webapp.feel.values import Value

#: Timers that one `fire_due` fires at most; the rest wait for the next call.
MAX_FIRINGS = 1_000


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A user task that somebody can complete. ``item`` is the element of a multi-instance; ``guidance`` the
    diagram's documentation of the step. Groups are roles, or ``role@unit``."""

    id: str
    element_id: str
    process_id: str
    name: str
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    assignee: str | None
    form_id: str | None
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int
    item: Value
    guidance: str
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DueTime:
    """A timer and its absolute instant."""

    task_id: str
    process_id: str
    element_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Subscription:
    """A message that the case waits for."""

    task_id: str
    process_id: str
    element_id: str
    message: str
    correlation_key: str


@dataclass(frozen=True, slots=True)
class Incident:
    """A step that could not go on and waits for a retry."""

    id: str
    task_id: str
    process_id: str
    element_id: str
    code: str
    zh: str
    en: str
    raised_at: datetime

    def text(self, language: Literal["zh", "en"] = "zh") -> str:
        """What happened, in the reader's language."""
        return self.en if language == "en" else self.zh


class CaseRun:
    """A case in memory. Not for several threads at once; the deployment is."""

    def __init__(self, deployment: Deployment, workflow: CaseWorkflow, case: Mapping[str, Value]) -> None:
        self.deployment = deployment
        self._workflow = workflow
        workflow.facts = {"case": dict(case), "parameters": dict(deployment.surroundings.parameters)}

    @classmethod
    def start(
        cls,
        deployment: Deployment,
        process_id: str,
        *,
        host: Host,
        case: Mapping[str, Value],
        variables: Mapping[str, Value],
    ) -> CaseRun:
        """Start a process with its first variables and run it to rest.

        Raises:
            ProcessUnknown, ReservedName
        """
        _refuse_reserved(variables)
        workflow = CaseWorkflow(deployment.get_container(process_id), deployment.containers, host)
        scope = workflow.scopes.open(None, is_closed=True)
        workflow.scope_id = scope.id
        for name, value in variables.items():
            scope.put(name, value)
        run = cls(deployment, workflow, case)
        run._act(lambda: workflow.spawn(workflow.spec.first))
        return run

    @classmethod
    def load(cls, deployment: Deployment, state: bytes, *, host: Host, case: Mapping[str, Value]) -> CaseRun:
        """The case of a stored state. Raises `StateUnreadable`."""
        return cls(deployment, load_state(state, deployment, host), case)

    def dump(self) -> bytes:
        """The state to store."""
        return dump_state(self._workflow)

    # Actions

    def complete_task(
        self, task_id: str, submission: Mapping[str, Value], actor: Mapping[str, Value] | None = None
    ) -> None:
        """Complete a user task with the entities of its form, then run to rest.

        Raises:
            TaskNotOpen: it was completed or cancelled, or is held by an incident.
            UndeclaredEntity: the form does not declare an entity of the submission.
        """
        token, spec = self._open_token(task_id)
        declared = self.deployment.form_fields.get(spec.node.form_id or "", frozenset())
        entities = {key.partition(".")[0] for key in declared}
        for entity in submission:
            if entity not in entities:
                raise UndeclaredEntity(task_id=task_id, entity=entity)
        _refuse_reserved(submission)
        self._act(lambda: spec.submit(token, submission, actor or {}))

    def fire_due(self) -> int:
        """Fire every timer that is due by the host's clock, the earliest first; gives how many fired."""
        fired = 0
        while fired < MAX_FIRINGS:
            timers = armed_timers(self._workflow)
            if not timers or timers[0][0] > self._workflow.host.now():
                break
            due_at, token = timers[0]
            self._workflow.note_token("timer_fired", token, due_at=due_at.isoformat())
            self._act(lambda token=token: token.task_spec.fire(token, {}))  # type: ignore[misc]  # bound by its default
            fired += 1
        return fired

    def deliver_message(
        self, name: str, correlation_key: str, payload: Mapping[str, Value] | None = None
    ) -> bool:
        """Hand a message to the elements that wait for it; False when none does."""
        _refuse_reserved(payload or {})
        reached: list[bool] = []
        self._act(lambda: reached.append(deliver(self._workflow, name, correlation_key, payload or {})))
        return reached[0]

    def retry_incident(
        self, incident_id: str, facts: Mapping[str, Mapping[str, Value]] | None = None
    ) -> None:
        """Try the held step again. ``facts`` (entity → fields) are first merged into what the step can read.

        Raises:
            IncidentNotOpen, ReservedName
        """
        token = next(
            (token for token in self._held() if token.internal_data["incident"]["id"] == incident_id), None
        )
        if token is None:
            raise IncidentNotOpen(incident_id=incident_id)
        _refuse_reserved(facts or {})
        for entity, fields in (facts or {}).items():
            for field, value in fields.items():
                self._workflow.scopes.assign(token.scope_id, f"{entity}.{field}", value)
        self._act(lambda: self._workflow.retry(token))

    def reckon_deadlines(
        self, former: WorkingCalendar, opened_at: Mapping[str, datetime] | None = None
    ) -> list[Deadline]:
        """Move the deadlines that the host's calendar gives otherwise than ``former`` did; nothing else happens.

        What fires is left to `fire_due`. Gives every deadline concerned; see `webapp.engine.reckoning`.
        """
        return reckon_anew(self._workflow, former, self._workflow.host.calendar, opened_at or {})

    def _act(self, action: Callable[[], object]) -> None:
        with hosted_by(self._workflow.host):
            action()
            self._workflow.run_to_rest()

    # Questions

    @property
    def is_ended(self) -> bool:
        """Whether the root process has ended."""
        return bool(self._workflow.completed)

    @property
    def process_id(self) -> str:
        """The root process."""
        return self._workflow.spec.process_id

    def open_tasks(self) -> tuple[OpenTask, ...]:
        """User tasks that can be completed, in the order they were opened."""
        return tuple(
            _describe(token)
            for token in self._tokens()
            if isinstance(token.task_spec, UserTaskSpec) and token.state == TaskState.READY
        )

    def due_times(self) -> tuple[DueTime, ...]:
        """Armed timers, the earliest first."""
        return tuple(
            DueTime(str(token.id), token.workflow.spec.process_id, token.task_spec.node.id, due_at)
            for due_at, token in armed_timers(self._workflow)
        )

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Messages the case waits for."""
        return tuple(
            Subscription(
                str(token.id),
                token.workflow.spec.process_id,
                token.task_spec.node.id,
                token.internal_data["message"],
                token.internal_data["key"],
            )
            for token in subscribers(self._workflow)
        )

    def incidents(self) -> tuple[Incident, ...]:
        """Steps that wait for a retry."""
        return tuple(_incident(token) for token in self._held())

    def active_elements(self) -> tuple[tuple[str, str], ...]:
        """Where the case stands: (process id, element id) of every live token."""
        places = [
            (token.workflow.spec.process_id, token.task_spec.node.id)
            for token in self._tokens()
            if "armed" not in token.internal_data
        ]
        return tuple(dict.fromkeys(places))

    def variables(self, task_id: str | None = None) -> Mapping[str, Value]:
        """What a task can read, merged, with ``case`` and ``parameters``.

        Without a task: the case as a whole, that is the root process with what the running called processes wrote.
        """
        if task_id is not None:
            token = self._workflow.tokens.get(int(task_id)) if task_id.isdigit() else None
            if token is None:
                raise TaskNotOpen(task_id=task_id)
            return merged(token.visible())
        found = merged(self._workflow.view(self._workflow.scope_id))
        for inner in self._workflow.subprocesses.values():
            scope = self._workflow.scopes.get(inner.scope_id)
            if scope.parent_id is not None or _is_inside_instance(inner):
                continue
            found.update(
                {name: value for name, value in scope.variables.items() if name not in scope.inherited}
            )
        return found

    def drain_events(self) -> list[RunEvent]:
        """The journal since the last call."""
        return self._workflow.journal.drain()

    def _tokens(self) -> list[Token]:
        return [self._workflow.tokens[token_id] for token_id in sorted(self._workflow.tokens)]

    def _held(self) -> list[Token]:
        return [token for token in self._tokens() if "incident" in token.internal_data]

    def _open_token(self, task_id: str) -> tuple[Token, UserTaskSpec]:
        token = self._workflow.tokens.get(int(task_id)) if task_id.isdigit() else None
        spec = token.task_spec if token is not None else None
        if token is None or not isinstance(spec, UserTaskSpec) or token.state != TaskState.READY:
            raise TaskNotOpen(task_id=task_id)
        return token, spec


def _is_inside_instance(inner: CaseWorkflow | InnerWorkflow) -> bool:
    """Whether a multi-instance child lies between it and the root process: its facts are one voice of several."""
    while isinstance(inner, InnerWorkflow):
        token = inner.parent_token
        if token.is_instance:
            return True
        inner = token.workflow
    return False


def _refuse_reserved(variables: Mapping[str, object]) -> None:
    for name in variables:
        if name in PROVIDED_NAMES:
            raise ReservedName(name=name)


def _describe(token: Token) -> OpenTask:
    notes = token.internal_data
    node = token.task_spec.node
    return OpenTask(
        id=str(token.id),
        element_id=node.id,
        process_id=token.workflow.spec.process_id,
        name=node.name,
        candidate_groups=tuple(notes.get("groups", ())),
        candidate_users=tuple(notes.get("users", ())),
        assignee=notes.get("assignee"),
        form_id=node.form_id,
        due_at=_instant(notes.get("due_at")),
        follow_up_at=_instant(notes.get("follow_up_at")),
        priority=notes.get("priority", DEFAULT_PRIORITY),
        item=_item_of(token),
        guidance=node.documentation,
        properties=node.properties,
    )


def _item_of(token: Token) -> Value:
    """The element that the nearest multi-instance around the token is about, be it a task or a subprocess of several."""
    around: Token | None = token
    while around is not None:
        loop = around.task_spec.node.multi_instance
        if around.is_instance and loop is not None:
            return None if loop.input_element is None else around.visible().get(loop.input_element)
        inner = around.workflow
        around = inner.parent_token if isinstance(inner, InnerWorkflow) else None
    return None


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _incident(token: Token) -> Incident:
    held = token.internal_data["incident"]
    return Incident(
        id=held["id"],
        task_id=str(token.id),
        process_id=token.workflow.spec.process_id,
        element_id=token.task_spec.node.id,
        code=held["code"],
        zh=held["zh"],
        en=held["en"],
        raised_at=datetime.fromisoformat(held["at"]),
    )
