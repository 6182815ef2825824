"""The small place that the engine's tests run in: roles, forms, tables, operations and a host that records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from webapp.calendar import WorkingCalendar, load_calendar
from webapp.clock import MovableClock
from webapp.decisions import Model, load
from webapp.engine import CaseRun, Deployment, OperationCall, Surroundings, check_diagrams, read_deployment
from webapp.errors import Language, Problem
from webapp.feel import Value, from_python

#: Monday, 2 March 2026, nine o'clock in Shanghai.
OPENED_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CASE: Mapping[str, Value] = {
    "no": "LW-2026-1",
    "opened_on": from_python(datetime(2026, 3, 2, tzinfo=UTC).date()),
    "jurisdiction": "test",
}
OFFICER: Mapping[str, Value] = {"account": "wang", "name": "王", "unit": "discipline"}

LEVEL_DMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="level_file" name="level" namespace="http://test">
  <inputData id="review" name="review"><variable name="review"/></inputData>
  <decision id="level" name="level">
    <variable name="level" typeRef="string"/>
    <informationRequirement id="needs_review"><requiredInput href="#review"/></informationRequirement>
    <decisionTable id="level_table" hitPolicy="UNIQUE">
      <input id="grade_input" label="等次"><inputExpression id="grade_text" typeRef="string"><text>review.grade</text></inputExpression>
        <inputValues id="grades"><text>"good","bad","odd"</text></inputValues></input>
      <output id="level_output" name="level" typeRef="string"/>
      <annotation name="source"/>
      <rule id="r1"><inputEntry id="r1i"><text>"good"</text></inputEntry><outputEntry id="r1o"><text>"A"</text></outputEntry><annotationEntry><text>assumed</text></annotationEntry></rule>
      <rule id="r2"><inputEntry id="r2i"><text>"bad"</text></inputEntry><outputEntry id="r2o"><text>"B"</text></outputEntry><annotationEntry><text>assumed</text></annotationEntry></rule>
    </decisionTable>
  </decision>
</definitions>
"""


def tables() -> Model:
    """One table: ``level`` by the required fact ``review.grade``; nothing fits the grade ``odd``."""
    return load({"level.dmn": LEVEL_DMN.encode()})


FORMS = {
    "note": frozenset({"note.text"}),
    "review": frozenset({"review.grade", "review.reason"}),
    "opinion": frozenset({"opinion.stand", "opinion.text"}),
    "vote": frozenset({"vote.stand"}),
    "apply": frozenset({"application.text", "application.bodies"}),
    "left": frozenset({"left.text"}),
    "right": frozenset({"right.text"}),
}
OPERATIONS = {
    "record": frozenset({"outcome", "reasons", "body"}),
    "issue": frozenset({"kind"}),
    "fail": frozenset({"kind"}),
    "serve": frozenset({"on"}),
}
REQUIRED = {"serve": {"on": ("送达日期", "Served on")}}
ROLES = {"applicant": "申请人", "handler": "承办人", "decider": "认定机关", "consulted": "会商单位"}


def surroundings(**changes: object) -> Surroundings:
    """The place, with changes."""
    parts: dict[str, object] = {
        "roles": ROLES,
        "forms": FORMS,
        "decisions": tables(),
        "operations": OPERATIONS,
        "required_inputs": REQUIRED,
        "parameters": {"limit_working_days": from_python(5)},
    }
    return Surroundings(**{**parts, **changes})  # type: ignore[arg-type]


@dataclass
class RecordingHost:
    """A host with a movable clock that keeps what it was asked to do, and answers as told."""

    clock: MovableClock = field(default_factory=lambda: MovableClock(OPENED_AT))
    calendar: WorkingCalendar = field(default_factory=load_calendar)
    performed: list[OperationCall] = field(default_factory=list)
    answers: dict[str, Callable[[OperationCall], Mapping[str, Value]]] = field(default_factory=dict)
    unit_names: dict[tuple[str, Language], str] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.clock.now()

    def unit_name(self, code: str, language: Language) -> str:
        return self.unit_names.get((code, language), code)

    def perform(self, call: OperationCall) -> Mapping[str, Value]:
        self.performed.append(call)
        answer = self.answers.get(call.type)
        return answer(call) if answer else {}


def deploy(*sources: bytes, **changes: object) -> Deployment:
    """A deployment of the given files (their errors fail the test)."""
    return read_deployment(named(*sources), surroundings(**changes))


def named(*sources: bytes) -> dict[str, bytes]:
    """File names for sources."""
    return {f"file_{number}.bpmn": source for number, source in enumerate(sources, 1)}


def problems_of(*sources: bytes, **changes: object) -> list[Problem]:
    """What the checks find."""
    return check_diagrams(named(*sources), surroundings(**changes))


def codes_of(*sources: bytes, **changes: object) -> set[str]:
    """The codes of what the checks find."""
    return {problem.code for problem in problems_of(*sources, **changes)}


class Place:
    """A case under test: acts, and restarts from its stored state after every action when told to."""

    def __init__(
        self,
        deployment: Deployment,
        process_id: str = "main",
        *,
        variables: Mapping[str, Value] | None = None,
        host: RecordingHost | None = None,
        restarts: bool = True,
    ) -> None:
        self.deployment = deployment
        self.host = host or RecordingHost()
        self.restarts = restarts
        self.events: list[tuple[str, str]] = []
        self.journal: list[object] = []
        self.run = CaseRun.start(deployment, process_id, host=self.host, case=CASE, variables=variables or {})
        self._settle()

    def _settle(self) -> None:
        drained = self.run.drain_events()
        self.journal.extend(drained)
        self.events.extend((event.kind, event.element_id) for event in drained)
        if self.restarts:
            self.run = CaseRun.load(self.deployment, self.run.dump(), host=self.host, case=CASE)

    @property
    def open(self) -> list[str]:
        """The elements of the open tasks."""
        return [task.element_id for task in self.run.open_tasks()]

    def task(self, element_id: str, item: object = None):  # type: ignore[no-untyped-def]
        """The open task of an element (and item)."""
        return next(
            task
            for task in self.run.open_tasks()
            if task.element_id == element_id and item in (None, task.item)
        )

    def complete(self, element_id: str, *, item: object = None, **entities: Mapping[str, object]) -> None:
        """Complete the first open task of an element; entities as keyword arguments."""
        facts = {name: from_python(dict(fields)) for name, fields in entities.items()}
        self.run.complete_task(self.task(element_id, item).id, facts, OFFICER)
        self._settle()

    def advance_to(self, instant: datetime) -> int:
        """Move the clock and fire what is due."""
        self.host.clock.advance_to(instant)
        fired = self.run.fire_due()
        self._settle()
        return fired

    def deliver(self, name: str, key: str = "LW-2026-1", **payload: object) -> bool:
        """Send a message."""
        reached = self.run.deliver_message(name, key, {k: from_python(v) for k, v in payload.items()})
        self._settle()
        return reached

    def retry(self, facts: Mapping[str, Mapping[str, Value]] | None = None) -> None:
        """Retry the first incident."""
        self.run.retry_incident(self.run.incidents()[0].id, facts)
        self._settle()

    def read(self, name: str) -> object:
        """A variable of the case."""
        return self.run.variables().get(name)
