"""Which variables an expression at each element of a diagram may find: what editors offer while somebody types.

An element sees what was written before it can be entered: by the elements that lead to it, by those of the process that
calls its own, and by its own input mappings. Order in time is not known, so a loop's elements see what follows them too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from webapp.decisions import load
from webapp.engine.checks.graph import reachable, successors
from webapp.engine.checks.names import NameBook
from webapp.engine.deployment import read_processes
from webapp.engine.diagram import Container, Node, Process
from webapp.engine.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A variable, or a dotted field of one, and the element that writes it."""

    path: str
    file: str
    element_id: str
    element_name: str


@dataclass(frozen=True, slots=True)
class ScopeNames:
    """What the diagrams write, and by file and element the names that may be there."""

    written: tuple[WrittenName, ...]
    at: Mapping[str, Mapping[str, tuple[str, ...]]]


def names_in_scope(
    diagrams: Mapping[str, bytes],
    forms: Mapping[str, frozenset[str]],
    messages: Mapping[str, frozenset[str]],
) -> ScopeNames:
    """The names of diagrams whose ``forms`` have these dotted fields and whose ``messages`` bring these variables.

    Processes that cannot be read are passed over: a diagram is looked at while it is being drawn.
    """
    surroundings = Surroundings({}, forms, load({}), {}, messages=messages)
    processes, _problems = read_processes(diagrams, surroundings)
    return _Scopes(processes, NameBook(processes, surroundings)).gather()


class _Scopes:
    def __init__(self, processes: Sequence[Process], book: NameBook) -> None:
        self._processes = processes
        self._book = book
        self._callers = _callers(processes)
        self._brought: dict[str, frozenset[str]] = {}

    def gather(self) -> ScopeNames:
        written = dict.fromkeys(
            WrittenName(path, node.place.file, node.id, node.name or node.id)
            for process in self._processes
            for _container, node in process.body.walk()
            for path in sorted({*self._paths(node), *(mapping.target for mapping in node.inputs)})
        )
        at: dict[str, dict[str, tuple[str, ...]]] = {}
        for process in self._processes:
            brought = self._brought_into(process.id)
            for container, node, before in self._walk(process.body, brought):
                here = at.setdefault(node.place.file, {})
                here[node.id] = tuple(sorted(before | _local(node)))
                for flow in container.outgoing(node.id):
                    here[flow.id] = tuple(sorted(before | self._paths(node)))
        return ScopeNames(tuple(written), at)

    def _walk(
        self, container: Container, brought: frozenset[str]
    ) -> Iterator[tuple[Container, Node, frozenset[str]]]:
        """Every node with what may have been written before it."""
        graph = successors(container)
        before = dict.fromkeys(container.nodes, brought)
        for node in container.nodes.values():
            if paths := self._paths(node):
                for later in reachable(graph, graph[node.id]):
                    before[later] |= paths
        for node in container.nodes.values():
            yield container, node, before[node.id]
            if node.inner is not None:
                yield from self._walk(node.inner, before[node.id] | _local(node))

    def _paths(self, node: Node) -> frozenset[str]:
        """What an element writes around itself; a form's fields one by one."""
        if node.kind in ("user_task", "start_event") and not node.outputs and node.multi_instance is None:
            return self._book.form_paths(node.form_id)
        return self._book.writes(node)

    def _brought_into(self, process_id: str) -> frozenset[str]:
        """What the callers of a process hand over; circles of calls (refused elsewhere) end at once."""
        if process_id in self._brought:
            return self._brought[process_id]
        self._brought[process_id] = frozenset()
        found: set[str] = set()
        for process, caller in self._callers.get(process_id, ()):
            found |= _local(caller)
            if caller.called is not None and caller.called.has_all_parent_variables:
                brought = self._brought_into(process.id)
                found |= next(
                    before for _c, node, before in self._walk(process.body, brought) if node is caller
                )
        self._brought[process_id] = frozenset(found)
        return self._brought[process_id]


def _callers(processes: Sequence[Process]) -> dict[str, list[tuple[Process, Node]]]:
    callers: dict[str, list[tuple[Process, Node]]] = {}
    for process in processes:
        for _container, node in process.body.walk():
            if node.called is not None:
                callers.setdefault(node.called.process_id, []).append((process, node))
    return callers


def _local(node: Node) -> frozenset[str]:
    """The names that an element alone sees: its inputs, its turn of a loop."""
    names = {mapping.target for mapping in node.inputs}
    if node.multi_instance is not None:
        names |= {"loopCounter"} | {node.multi_instance.input_element or "loopCounter"}
    return frozenset(names)
