"""BPMN: reading and checking diagrams, and running cases on them. The only place that imports SpiffWorkflow."""

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
from webapp.engine.run import CaseRun, DueTime, Incident, OpenTask, Subscription
from webapp.engine.surroundings import Surroundings

__all__ = [
    "BusinessError",
    "CaseRun",
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
