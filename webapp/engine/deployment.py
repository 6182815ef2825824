"""A set of diagrams that passed the checks, ready to run cases. Immutable; shared by threads; cached by the caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.engine.build import build_process
from webapp.engine.checks import check_read
from webapp.engine.diagram import IoMapping, Node, Process
from webapp.engine.elements.base import ElementSpec
from webapp.engine.embedded_forms import all_fields
from webapp.engine.errors import DeploymentRefused, ProcessUnknown
from webapp.engine.findings import finding
from webapp.engine.normalise import normalise
from webapp.engine.reading import read_diagram
from webapp.engine.surroundings import Surroundings
from webapp.engine.tokens import ContainerSpec
from webapp.errors import Problem
from webapp.kept_readings import kept_by_content

#: Of so many bytes of diagrams the processes stay read.
_KEPT_BYTES = 16 * 1024 * 1024
#: More nodes or flows than this in one process are refused.
MAX_NODES = 400
MAX_FLOWS = 1_000


@dataclass(frozen=True, slots=True)
class LaneInfo:
    """A lane: its id is a role."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ElementInfo:
    """What a reader of the diagram may want to know of one element. ``lane`` is a role; ``line`` counts from 1.

    ``due_date`` is the expression that gives a user task its limit, as written; ``inputs`` and ``outputs`` are the lines of
    its ``zeebe:ioMapping``.
    """

    id: str
    kind: str
    name: str
    documentation: str
    properties: Mapping[str, str]
    lane: str | None
    form_id: str | None
    line: int | None
    decision_id: str | None = None
    called_process_id: str | None = None
    operation: str | None = None
    result_variable: str | None = None
    due_date: str | None = None
    inputs: tuple[IoMapping, ...] = ()
    outputs: tuple[IoMapping, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """One process of the deployment. ``callees`` are the processes it calls; embedded forms are id → form-js JSON."""

    id: str
    name: str
    file: str
    documentation: str
    properties: Mapping[str, str]
    lanes: tuple[LaneInfo, ...]
    elements: Mapping[str, ElementInfo]
    start_form_id: str | None
    callees: tuple[str, ...]
    embedded_forms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deployment:
    """The processes, what surrounds them, and (for the engine only) their specifications by container name.

    ``form_fields`` are the dotted fields of every form, those embedded in a diagram included. ``warnings`` are what the
    checks found that keeps nothing from running.
    """

    processes: Mapping[str, ProcessInfo]
    surroundings: Surroundings
    containers: Mapping[str, ContainerSpec] = field(repr=False)
    form_fields: Mapping[str, frozenset[str]] = field(repr=False)
    warnings: tuple[Problem, ...] = field(default=(), repr=False)

    def get_container(self, name: str) -> ContainerSpec:
        """The specification of that name. Raises `ProcessUnknown`."""
        try:
            return self.containers[name]
        except KeyError:
            raise ProcessUnknown(process_id=name) from None

    def flow_ids(self, process_id: str) -> frozenset[str]:
        """The sequence flows of a process, those of its subprocesses included."""
        return frozenset(
            flow.id
            for container in self.containers.values()
            if container.process_id == process_id
            for element in container.task_specs.values()
            if isinstance(element, ElementSpec)
            for flow in element.flows
        )


def read_processes(
    diagrams: Mapping[str, bytes], surroundings: Surroundings
) -> tuple[list[Process], list[Problem]]:
    """All executable processes of the files, normalised, with what is wrong with their form."""
    processes: list[Process] = []
    problems: list[Problem] = []
    for file, source in diagrams.items():
        further, names = surroundings.further_inputs.get(file, {}), surroundings.names.get(file, {})
        read, found = _read_file(source, file, tuple(further.items()), tuple(names.items()))
        processes.extend(read)
        problems.extend(found)
    return processes, problems


@kept_by_content(_KEPT_BYTES)
def _read_file(
    source: bytes,
    file: str,
    further_inputs: tuple[tuple[str, tuple[IoMapping, ...]], ...],
    names: tuple[tuple[str, str], ...],
) -> tuple[tuple[Process, ...], tuple[Problem, ...]]:
    read, problems = read_diagram(source, file, dict(further_inputs), dict(names))
    processes: list[Process] = []
    for process in read:
        oversize = _check_size(process)
        if (
            oversize is not None
        ):  # The other checks are made for diagrams of that size: they do not look at it.
            problems.append(oversize)
            continue
        normalised, more = normalise(process)
        processes.append(normalised)
        problems.extend(more)
    return tuple(processes), tuple(problems)


def _check_size(process: Process) -> Problem | None:
    nodes = sum(1 for _node in process.body.walk())
    flows = sum(len(container.flows) for container in process.body.walk_containers())
    if nodes <= MAX_NODES and flows <= MAX_FLOWS:
        return None
    return finding(
        "EN-158", process.place, nodes=nodes, flows=flows, most_nodes=MAX_NODES, most_flows=MAX_FLOWS
    )


def check_diagrams(diagrams: Mapping[str, bytes], surroundings: Surroundings) -> list[Problem]:
    """Everything that is wrong with a set of diagrams (file name → bytes): errors keep it from being deployed."""
    processes, problems = read_processes(diagrams, surroundings)
    return _each_once([*problems, *check_read(processes, surroundings)])


def _each_once(problems: list[Problem]) -> list[Problem]:
    """Reading and checking may come upon the same fault."""
    return list(dict.fromkeys(problems))


def read_deployment(diagrams: Mapping[str, bytes], surroundings: Surroundings) -> Deployment:
    """Check the diagrams and build what runs them.

    Raises:
        DeploymentRefused: the checks found an error; its ``problems`` hold everything found.
    """
    processes, problems = read_processes(diagrams, surroundings)
    problems = _each_once([*problems, *check_read(processes, surroundings)])
    if any(problem.severity == "error" for problem in problems):
        raise DeploymentRefused(problems)
    containers: dict[str, ContainerSpec] = {}
    for process in processes:
        containers.update(build_process(process, surroundings.decisions))
    return Deployment(
        processes={process.id: describe(process) for process in processes},
        surroundings=surroundings,
        containers=containers,
        form_fields=all_fields(processes, surroundings.forms),
        warnings=tuple(problems),
    )


def describe(process: Process) -> ProcessInfo:
    """The readable side of a process."""
    nodes = [node for _container, node in process.body.walk() if not node.is_synthetic]
    return ProcessInfo(
        id=process.id,
        name=process.name,
        file=process.place.file,
        documentation=process.documentation,
        properties=process.properties,
        lanes=tuple(LaneInfo(lane.id, lane.name) for lane in process.lanes),
        elements={node.id: _element(node) for node in nodes},
        start_form_id=process.start.form_id,
        callees=tuple(dict.fromkeys(node.called.process_id for node in nodes if node.called is not None)),
        embedded_forms=process.embedded_forms,
    )


def _element(node: Node) -> ElementInfo:
    return ElementInfo(
        id=node.id,
        kind=node.kind,
        name=node.name,
        documentation=node.documentation,
        properties=node.properties,
        lane=node.lane,
        form_id=node.form_id,
        line=node.place.line,
        decision_id=node.decision_id,
        called_process_id=node.called.process_id if node.called is not None else None,
        operation=node.operation,
        result_variable=node.result_variable,
        due_date=node.assignment.due_date,
        inputs=node.inputs,
        outputs=node.outputs,
    )
