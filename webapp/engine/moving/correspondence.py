"""Which element of the new version stands for which of the old one: the same id, or what the administrator named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.engine.build import INSTANCE_SUFFIX
from webapp.engine.deployment import Deployment
from webapp.engine.diagram import Flow
from webapp.engine.elements.base import ElementSpec
from webapp.engine.tokens import ContainerSpec, Element

#: (process id, element or flow id) of the old version → id in the new version of that process; an empty text: none.
ElementMapping = Mapping[tuple[str, str], str]


class Correspondence:
    """Looks up the new version's counterparts. Processes keep their ids: a called process is part of what was agreed."""

    def __init__(self, new: Deployment, mapping: ElementMapping) -> None:
        self.new = new
        self._mapping = mapping

    def is_named(self, process_id: str, old_id: str) -> bool:
        """Whether the administrator said something about this element."""
        return (process_id, old_id) in self._mapping

    def id_of(self, process_id: str, old_id: str) -> str:
        """The id in the new version, whether or not it exists there; empty where it was said to have none."""
        return self._mapping.get((process_id, old_id), old_id)

    def container(self, old: ContainerSpec) -> ContainerSpec | None:
        """The counterpart of a process or subprocess."""
        process_id, *path = old.name.split("/")
        name = "/".join([process_id, *(self.id_of(process_id, part) for part in path)])
        return self.new.containers.get(name)

    def element(self, old: Element) -> Element | None:
        """The counterpart of an element, in the container that is its own container's counterpart."""
        container = self.container(old.container)
        if container is None:
            return None
        name = self.id_of(old.container.process_id, old.node.id)
        # One child of a multi-instance has a specification of its own, which the new version may lack.
        if old.name.endswith(INSTANCE_SUFFIX):
            name += INSTANCE_SUFFIX
        return container.task_specs.get(name)

    def is_elsewhere(self, old: Element) -> bool:
        """Whether the process has the counterpart, but in another subprocess."""
        process_id = old.container.process_id
        process = self.new.processes.get(process_id)
        wanted = self.id_of(process_id, old.node.id)
        return process is not None and wanted in process.elements and self.element(old) is None

    def flow(self, old: Element, old_flow: str, source: str | None) -> str | None:
        """The flow into the counterpart of a join that stands for ``old_flow``, which came out of ``source``."""
        join = self.element(old)
        if join is None:
            return None
        process_id = old.container.process_id
        incoming = list(incoming_flows(join))
        wanted = self.id_of(process_id, old_flow)
        if any(flow.id == wanted for flow in incoming):
            return wanted
        if self.is_named(process_id, old_flow) or source is None:
            return None
        alike = [flow.id for flow in incoming if flow.source == self.id_of(process_id, source)]
        return alike[0] if len(alike) == 1 else None


def elements_of(container: ContainerSpec) -> Iterator[Element]:
    """The elements of a container, without its root and the children of multi-instances."""
    for name, spec in container.task_specs.items():
        if isinstance(spec, ElementSpec) and not name.endswith(INSTANCE_SUFFIX):
            yield spec


def incoming_flows(spec: Element) -> Iterator[Flow]:
    """The flows that lead to an element."""
    for source in elements_of(spec.container):
        yield from (flow for flow in source.flows if flow.target == spec.node.id)
