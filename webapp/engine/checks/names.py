"""Which variables each element writes and what is known of their fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from webapp.engine.diagram import Container, Node, Process
from webapp.engine.embedded_forms import all_fields
from webapp.engine.surroundings import Surroundings

#: Names that a multi-instance's completion condition may read.
COUNTERS = frozenset(
    {
        "numberOfInstances",
        "numberOfActiveInstances",
        "numberOfCompletedInstances",
        "numberOfTerminatedInstances",
        "loopCounter",
    }
)


def roots(paths: Iterable[str]) -> set[str]:
    """The variables of dotted paths."""
    return {path.partition(".")[0] for path in paths}


@dataclass(slots=True)
class KnownNames:
    """Variables that something in the deployment writes; their fields, where all writers say which.

    ``is_open`` says that something may bring variables which nothing declares.
    """

    names: set[str] = field(default_factory=set)
    fields: dict[str, set[str]] = field(default_factory=dict)
    opaque: set[str] = field(default_factory=set)
    is_open: bool = False

    def add(self, path: str) -> None:
        """Something writes a path; without a dot it writes what it likes."""
        root, _, rest = path.partition(".")
        self.names.add(root)
        if rest:
            self.fields.setdefault(root, set()).add(rest)
        else:
            self.opaque.add(root)

    def knows_path(self, path: Sequence[str]) -> bool:
        """Whether a path read can lead somewhere: unknown only where every writer declares its fields."""
        root = path[0]
        if len(path) < 2 or root in self.opaque or root not in self.fields:
            return True
        return any(known.split(".")[0] == path[1] for known in self.fields[root])


class NameBook:
    """Looks up what each element and process writes into the scope around it."""

    def __init__(self, processes: Sequence[Process], surroundings: Surroundings) -> None:
        self.processes: Mapping[str, Process] = {process.id: process for process in processes}
        self.surroundings = surroundings
        self._fields = all_fields(processes, surroundings.forms)
        self._process_writes: dict[str, frozenset[str]] = {}

    def form_paths(self, form_id: str | None) -> frozenset[str]:
        """The dotted fields of a form, linked or embedded; none for an unknown one."""
        return self._fields.get(form_id or "", frozenset())

    def writes(self, node: Node) -> frozenset[str]:
        """The variables (or dotted targets) that reach the scope around the element.

        A form's entities are written whole, so they appear without their fields.
        """
        if node.multi_instance is not None:
            collection = node.multi_instance.output_collection
            return frozenset() if collection is None else frozenset({collection})
        own = frozenset(mapping.target for mapping in node.inputs)
        if node.inner is not None:
            inside = self.container_writes(node.inner) - own
            return inside | {mapping.target for mapping in node.outputs}
        if node.outputs:
            return frozenset(mapping.target for mapping in node.outputs)
        return self._results(node) - own

    def _results(self, node: Node) -> frozenset[str]:
        """What comes out of an element without output mappings."""
        if node.kind in ("user_task", "start_event"):
            return frozenset(roots(self.form_paths(node.form_id)))
        if node.kind in ("business_rule_task", "script_task"):
            return frozenset() if node.result_variable is None else frozenset({node.result_variable})
        if node.called is not None:
            return (
                self.process_writes(node.called.process_id)
                if node.called.has_all_child_variables
                else frozenset()
            )
        if node.event is not None and node.event.kind == "message":
            return self.surroundings.messages.get(node.event.name or "", frozenset())
        return frozenset()

    def container_writes(self, container: Container) -> frozenset[str]:
        """Everything the elements of a container write."""
        return frozenset().union(*(self.writes(node) for node in container.nodes.values()))

    def process_writes(self, process_id: str) -> frozenset[str]:
        """Everything a process writes; circles of calls (refused elsewhere) end at once."""
        if process_id not in self._process_writes:
            self._process_writes[process_id] = frozenset()
            process = self.processes.get(process_id)
            if process is not None:
                self._process_writes[process_id] = self.container_writes(process.body)
        return self._process_writes[process_id]

    def known(self) -> KnownNames:
        """All names that anything in the deployment writes."""
        known = KnownNames()
        called = {
            node.called.process_id
            for each in self.processes.values()
            for _c, node in each.body.walk()
            if node.called
        }
        for process in self.processes.values():
            starts = process.body.start_events()
            if process.id not in called and not any(start.form_id for start in starts):
                known.is_open = True  # whoever starts it may give it anything
            for _container, node in process.body.walk():
                self._add(known, node)
        return known

    def _add(self, known: KnownNames, node: Node) -> None:
        loop = node.multi_instance
        for mapping in (*node.inputs, *node.outputs):
            known.add(mapping.target)
        for name in (node.result_variable, *((loop.input_element, loop.output_collection) if loop else ())):
            if name is not None:
                known.add(name)
        if node.kind in ("user_task", "start_event"):
            for path in self.form_paths(node.form_id):
                known.add(path)
        if node.event is not None and node.event.kind == "message" and node.event.name is not None:
            payload = self.surroundings.messages.get(node.event.name)
            for name in payload or ():
                known.add(name)
            known.is_open = known.is_open or payload is None
        if node.operation is not None and not node.outputs:
            known.is_open = True
