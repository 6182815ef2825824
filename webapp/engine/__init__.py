"""BPMN: reading and checking diagrams, and running cases on them. The only place that imports SpiffWorkflow.

Diagrams are written in the Camunda 8 dialect. They are checked as a set, within their surroundings, and become a
deployment: immutable, shared by threads, kept by the caller. A case runs on its deployment, is stored as a small blob
after each action and loaded again for the next.

>>> from datetime import UTC, datetime
>>> from webapp.calendar import load_calendar
>>> from webapp.decisions import load
>>> from webapp.engine import CaseRun, FixedHost, Surroundings, read_deployment
>>> diagram = '''<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
...     xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="d">
...   <process id="greet" name="问候" isExecutable="true">
...     <startEvent id="begin" />
...     <userTask id="write_note" name="写记录"><extensionElements>
...       <zeebe:formDefinition formId="write_note" />
...       <zeebe:assignmentDefinition candidateGroups="=[&quot;handler&quot;]" />
...       <zeebe:taskSchedule dueDate="=add working days(today(), 5)" />
...     </extensionElements></userTask>
...     <endEvent id="done" />
...     <sequenceFlow id="f1" sourceRef="begin" targetRef="write_note" />
...     <sequenceFlow id="f2" sourceRef="write_note" targetRef="done" />
...   </process></definitions>'''.encode()
>>> place = Surroundings(
...     roles={"handler": "承办人"}, forms={"write_note": frozenset({"note.text"})}, decisions=load({}), operations={}
... )
>>> deployment = read_deployment({"greet.bpmn": diagram}, place)
>>> host = FixedHost(datetime(2026, 3, 2, 1, 0, tzinfo=UTC), load_calendar())
>>> run = CaseRun.start(deployment, "greet", host=host, case={"no": "1"}, variables={})
>>> (task,) = run.open_tasks()
>>> task.candidate_groups, task.due_at.isoformat()
(('handler',), '2026-03-09T16:00:00+00:00')
>>> state = run.dump()
>>> run = CaseRun.load(deployment, state, host=host, case={"no": "1"})
>>> run.complete_task(task.id, {"note": {"text": "hello"}}, {"account": "wang", "name": "Wang", "unit": "office"})
>>> run.is_ended, run.variables()["note"]
(True, {'text': 'hello'})

Where the dialect leaves room, this is what holds here:

* **Dates.** A date without a time, for a timer or a due date, is the end of that day at the place (24:00), as deadlines
  run. For an hour of the day give a date and time. Durations count from when the element is entered; months clamp.
* **After an outage** a timer fires once; missed turns of a cycle count as fired.
* **Multi-instance children** are closed: what they write stays with them, and their output element is all that leaves.
* **A called process** works on copies; on its end it hands back what it wrote, never what it only read.
* **A decision that lacks required facts** throws the BPMN error ``incomplete``. A boundary event on the business rule
  task may catch it and ask an officer; otherwise the step is held, and `CaseRun.retry_incident` takes the facts.
* **An operation** gets its mapped inputs only; what it gives back becomes variables, or feeds the output mappings.
* **Whatever fails** in a step holds that step as an incident, with a stable code and words in both languages; other
  branches go on, and a retry starts at the stage that failed.
"""

from webapp.engine.deployment import (
    Deployment,
    ElementInfo,
    LaneInfo,
    ProcessInfo,
    check_diagrams,
    read_deployment,
)
from webapp.engine.dry_run import check_in_child
from webapp.engine.errors import (
    BusinessError,
    DeploymentRefused,
    EngineError,
    IncidentNotOpen,
    ProcessUnknown,
    ReservedName,
    StateUnreadable,
    TaskNotOpen,
    UndeclaredEntity,
    ValueNotStorable,
)
from webapp.engine.host import FixedHost, Host, OperationCall
from webapp.engine.journal import EventKind, RunEvent
from webapp.engine.reckoning import Deadline
from webapp.engine.run import CaseRun, DueTime, Incident, OpenTask, Subscription
from webapp.engine.surroundings import Surroundings

__all__ = [
    "BusinessError",
    "CaseRun",
    "Deadline",
    "Deployment",
    "DeploymentRefused",
    "DueTime",
    "ElementInfo",
    "EngineError",
    "EventKind",
    "FixedHost",
    "Host",
    "Incident",
    "IncidentNotOpen",
    "LaneInfo",
    "OpenTask",
    "OperationCall",
    "ProcessInfo",
    "ProcessUnknown",
    "ReservedName",
    "RunEvent",
    "StateUnreadable",
    "Subscription",
    "Surroundings",
    "TaskNotOpen",
    "UndeclaredEntity",
    "ValueNotStorable",
    "check_diagrams",
    "check_in_child",
    "read_deployment",
]
