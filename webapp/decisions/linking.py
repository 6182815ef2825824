"""Joins the files to one graph: imports, requirements across decisions and files, and no circles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from webapp.decisions import refusals
from webapp.decisions.syntax import Decision, Definitions, InputData, Knowledge, Service

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from webapp.decisions.findings import FindingLog, Place

Element: TypeAlias = Decision | Knowledge | Service | InputData

#: File and id of an element: unique over all files.
Key: TypeAlias = tuple[str, str]

Node = TypeVar("Node")

_KIND_WORDS: Final = {
    Decision: ("决策", "decision"),
    Knowledge: ("知识模型", "knowledge model"),
    Service: ("决策服务", "decision service"),
    InputData: ("输入数据", "input data"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A requirement, resolved. ``import_name`` is None when the element is called by its bare name."""

    key: Key
    element: Element
    import_name: str | None


@dataclass(frozen=True, slots=True)
class Links:
    """The resolved requirements of one element."""

    decisions: tuple[Link, ...] = ()
    inputs: tuple[Link, ...] = ()
    knowledge: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceLinks:
    """The resolved parts of a decision service."""

    outputs: tuple[Link, ...]
    input_decisions: tuple[Link, ...]
    input_data: tuple[Link, ...]


@dataclass(slots=True)
class Graph:
    """All elements of all files with their resolved requirements."""

    files: dict[str, Definitions] = field(default_factory=dict)
    elements: dict[Key, Element] = field(default_factory=dict)
    links: dict[Key, Links] = field(default_factory=dict)
    services: dict[Key, ServiceLinks] = field(default_factory=dict)
    imports: dict[str, list[tuple[str, Definitions]]] = field(default_factory=dict)
    """File → import names with the imported files; several may go without a name."""

    def imported(self, file: str, name: str) -> Iterable[Definitions]:
        """What a file imports under a name."""
        return (target for import_name, target in self.imports.get(file, ()) if import_name == name)


def link(files: Sequence[Definitions], log: FindingLog, *, imported: frozenset[str] = frozenset()) -> Graph:
    """Resolve everything the files refer to; faults go to ``log``.

    ``imported`` names the files that are only there to be referred to: their ids may repeat those of others.
    """
    graph = Graph(files={definitions.file: definitions for definitions in files})
    for definitions in files:
        for element in _elements(definitions):
            graph.elements[definitions.file, element.id] = element
    _check_decision_ids([definitions for definitions in files if definitions.file not in imported], log)
    for definitions in files:
        graph.imports[definitions.file] = _resolve_imports(definitions, files, log)
    _check_import_circles(graph, log)
    resolver = _Resolver(graph, log)
    for definitions in files:
        resolver.resolve_file(definitions)
    _check_circles(graph, log)
    return graph


def _elements(definitions: Definitions) -> Iterable[Element]:
    yield from definitions.decisions
    yield from definitions.knowledge
    yield from definitions.services
    yield from definitions.input_data


def _check_decision_ids(files: Sequence[Definitions], log: FindingLog) -> None:
    """Decisions are called by id, so over all files an id names one decision or service."""
    first: dict[str, Place] = {}
    for definitions in files:
        called: list[Decision | Service] = [*definitions.decisions, *definitions.services]
        for element in called:
            place = first.setdefault(element.id, element.place)
            if place.file != element.place.file:
                other = f"{place.file}:{place.line}"
                log.add(refusals.ID_TWICE, element.place, id=element.id, other=other)


def _resolve_imports(
    definitions: Definitions, files: Sequence[Definitions], log: FindingLog
) -> list[tuple[str, Definitions]]:
    found: list[tuple[str, Definitions]] = []
    for item in definitions.imports:
        target = next(
            (file for file in files if file.namespace == item.namespace and file is not definitions), None
        )
        if target is None:
            log.add(refusals.IMPORT_MISSING, item.place, namespace=item.namespace)
        else:
            found.append((item.name, target))
    return found


def _check_import_circles(graph: Graph, log: FindingLog) -> None:
    edges = {file: [target.file for _, target in imports] for file, imports in graph.imports.items()}
    for circle in find_circles(edges):
        item = graph.files[circle[0]].imports[0]
        log.add(refusals.IMPORT_CYCLE, item.place, path=" → ".join((*circle, circle[0])))


class _Resolver:
    """Finds what an href means, seen from one file."""

    def __init__(self, graph: Graph, log: FindingLog) -> None:
        self._graph = graph
        self._log = log
        called = [key for key, element in graph.elements.items() if isinstance(element, Decision | Service)]
        self._by_id: dict[str, Key] = {key[1]: key for key in reversed(called)}

    def resolve_file(self, definitions: Definitions) -> None:
        file = definitions.file
        for decision in definitions.decisions:
            self._graph.links[file, decision.id] = Links(
                decisions=self._all(decision.required_decisions, decision.place, file, (Decision,)),
                inputs=self._all(decision.required_inputs, decision.place, file, (InputData,)),
                knowledge=self._all(decision.required_knowledge, decision.place, file, (Knowledge, Service)),
            )
        for knowledge in definitions.knowledge:
            callees = self._all(knowledge.required_knowledge, knowledge.place, file, (Knowledge, Service))
            self._graph.links[file, knowledge.id] = Links(knowledge=callees)
        for service in definitions.services:
            # What is encapsulated needs no link: it is reached from the outputs.
            self._all(service.encapsulated_decisions, service.place, file, (Decision,))
            self._graph.services[file, service.id] = ServiceLinks(
                outputs=self._all(service.output_decisions, service.place, file, (Decision,)),
                input_decisions=self._all(service.input_decisions, service.place, file, (Decision,)),
                input_data=self._all(service.input_data, service.place, file, (InputData,)),
            )

    def _all(
        self, hrefs: Iterable[str], place: Place, file: str, kinds: tuple[type, ...]
    ) -> tuple[Link, ...]:
        return tuple(found for href in hrefs if (found := self._one(href, place, file, kinds)) is not None)

    def _one(self, href: str, place: Place, file: str, kinds: tuple[type, ...]) -> Link | None:
        found = self._find(href, file)
        if found is None:
            self._log.add(refusals.REQUIREMENT_MISSING, place, href=href)
            return None
        if not isinstance(found.element, kinds):
            found_zh, found_en = _KIND_WORDS[type(found.element)]
            wanted_zh, wanted_en = _KIND_WORDS[kinds[0]]
            self._log.add(
                refusals.REQUIREMENT_WRONG_KIND, place, href=href,
                found_zh=found_zh, found_en=found_en, wanted_zh=wanted_zh, wanted_en=wanted_en,
            )  # fmt: skip
            return None
        return found

    def _find(self, href: str, file: str) -> Link | None:
        namespace, _, id_ = href.rpartition("#")
        own = self._graph.files[file]
        if namespace in ("", own.namespace):
            element = self._graph.elements.get((file, id_))
            return self._find_elsewhere(id_) if element is None else Link((file, id_), element, None)
        for name, target in self._graph.imports[file]:
            element = self._graph.elements.get((target.file, id_))
            if target.namespace == namespace and element is not None:
                return Link((target.file, id_), element, name or None)
        for target in self._graph.files.values():
            element = self._graph.elements.get((target.file, id_))
            if target.namespace == namespace and element is not None:
                return Link((target.file, id_), element, None)
        return None

    def _find_elsewhere(self, id_: str) -> Link | None:
        """A bare ``#id`` may mean a decision of another file given: there ids of decisions differ."""
        key = self._by_id.get(id_)
        return None if key is None else Link(key, self._graph.elements[key], None)


def _check_circles(graph: Graph, log: FindingLog) -> None:
    """Decisions may not need themselves. Functions may call themselves: their depth is limited when they run."""
    edges: dict[Key, list[Key]] = {}
    for key, links in graph.links.items():
        edges[key] = [found.key for found in (*links.decisions, *links.knowledge)]
    for key, service in graph.services.items():
        edges[key] = [found.key for found in service.outputs]
    for circle in find_circles(edges):
        members = [graph.elements[key] for key in circle]
        if all(isinstance(member, Knowledge) for member in members):
            continue
        start = next(member for member in members if not isinstance(member, Knowledge))
        names = [member.name for member in members]
        log.add(refusals.REQUIREMENT_CYCLE, start.place, path=" → ".join((*names, names[0])))


def find_circles(edges: dict[Node, list[Node]]) -> list[list[Node]]:
    """One circle for each knot of nodes that reach themselves, found without recursion."""
    circles: list[list[Node]] = []
    done: set[Node] = set()
    for start, first_targets in edges.items():
        path = [start]
        on_path = {start}
        stack = [(start, iter(first_targets))] if start not in done else []
        while stack:
            node, rest = stack[-1]
            following = next((item for item in rest if item not in done), None)
            if following is None:
                done.add(node)
                stack.pop()
                on_path.discard(path.pop())
            elif following in on_path:
                circles.append(path[path.index(following) :])
            else:
                path.append(following)
                on_path.add(following)
                stack.append((following, iter(edges.get(following, ()))))
    return circles
