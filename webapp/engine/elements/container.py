"""The specification of a process or embedded subprocess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.specs import WorkflowSpec

if TYPE_CHECKING:
    from webapp.engine.elements.base import ElementSpec
    from webapp.engine.elements.gateways import InclusiveSpec, ParallelSpec

#: A name no element can have (it is no NCName).
ROOT_NAME = "#root"


class ContainerSpec(BpmnProcessSpec):  # type: ignore[misc]  # SpiffWorkflow publishes no types.
    """A process or subprocess. Immutable once built, and shared by all cases and threads.

    ``name`` is the process id, or ``process/subprocess`` for embedded ones: the name the stored state uses.
    """

    task_specs: dict[str, ElementSpec]
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
        self.inclusive_joins: list[InclusiveSpec] = []
        self.parallel_joins: list[ParallelSpec] = []
        self.first: ElementSpec

    def element(self, element_id: str) -> ElementSpec:
        """The specification of an element."""
        return self.task_specs[element_id]
