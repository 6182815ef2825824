"""From the linked graph to nodes that can be evaluated: each decision is compiled once and bound to what it requires."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from webapp.decisions.boxed_compiler import BoxedCompiler, result_of
from webapp.decisions.catalogue import DecisionInfo, describe_decision
from webapp.decisions.errors import DecisionsRefused
from webapp.decisions.feel_compiler import Workshop
from webapp.decisions.findings import Place
from webapp.decisions.item_types import TypeBook
from webapp.decisions.nodes import (
    DecisionBinding,
    DecisionNode,
    FunctionBinding,
    InputBinding,
    KnowledgeNode,
    ServiceNode,
    broken,
)
from webapp.decisions.syntax import Decision, FunctionDefinition, InputData, Knowledge, Service, Table, Text
from webapp.decisions.tables import CompiledTable, Origin
from webapp.feel.names import is_plain_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from webapp.decisions.findings import FindingLog
    from webapp.decisions.linking import Graph, Key, Link, Links
    from webapp.decisions.run import ImportPath, Run
    from webapp.feel import Function, Limits, Scope, Value


#: How to make a function's value in a run.
Make: TypeAlias = "Callable[[Run, ImportPath], Function]"


@dataclass(slots=True)
class Assembled:
    """All that a model needs, by decision id."""

    nodes: dict[str, DecisionNode] = field(default_factory=dict)
    services: dict[str, ServiceNode] = field(default_factory=dict)
    knowledge: dict[str, KnowledgeNode] = field(default_factory=dict)
    infos: dict[str, DecisionInfo] = field(default_factory=dict)
    tables: list[CompiledTable] = field(default_factory=list)


def assemble(graph: Graph, functions: Mapping[str, Function], limits: Limits, log: FindingLog) -> Assembled:
    """Compile and bind every element of a graph without faults. FEEL that cannot be read goes to ``log``."""
    types = TypeBook(graph, log)
    for file in graph.files:
        types.types_of(file)
    if log.errors:
        raise DecisionsRefused(log.errors)
    return _Assembly(graph, Workshop(types, functions, limits, log, [])).run()


class _Assembly:
    def __init__(self, graph: Graph, workshop: Workshop) -> None:
        self._graph = graph
        self._workshop = workshop
        self._nodes: dict[Key, DecisionNode] = {}
        self._services: dict[Key, ServiceNode] = {}
        self._makers: dict[Key, Make] = {}

    def run(self) -> Assembled:
        made = Assembled()
        decisions = [(key, item) for key, item in self._graph.elements.items() if isinstance(item, Decision)]
        for key, decision in decisions:
            self._nodes[key] = DecisionNode(key, decision, self._origin(key, decision))
        for key, item in self._graph.elements.items():
            if isinstance(item, Knowledge):
                make = self._makers[key] = self._compile_knowledge(key, item)
                made.knowledge.setdefault(key[1], KnowledgeNode(key, item.name, make))
            elif isinstance(item, Service):
                self._services[key] = service = self._make_service(key, item)
                self._makers[key] = _service_maker(service)
        for key, decision in decisions:
            node, compiler = self._nodes[key], self._compile_decision(key, decision)
            # Files come before their imports: an imported decision with the same id is reached through its import.
            if decision.id not in made.nodes:
                made.nodes[decision.id] = node
                made.infos[decision.id] = describe_decision(node, compiler.tables, compiler.references)
        for key, service in self._services.items():
            made.services.setdefault(key[1], service)
        made.tables = self._workshop.tables
        return made

    def _origin(self, key: Key, element: Decision | Knowledge) -> Origin:
        label = element.label if isinstance(element, Decision) else ""
        return Origin(element.id, label or element.name, key[0], self._graph.files[key[0]].version)

    def _compile_decision(self, key: Key, decision: Decision) -> BoxedCompiler:
        node, links = self._nodes[key], self._graph.links[key]
        log = self._workshop.log
        already = len(log.errors)
        log.findings += decision.faults
        compiler = BoxedCompiler(self._workshop, node.origin)
        node.feel_type = self._workshop.types.find(key[0], decision.type_ref, decision.place)
        aliases = {link.key: self._names_of(link, links) for link in links.decisions}
        names = self._names_in_scope(key[0], (*links.decisions, *links.inputs, *links.knowledge))
        names |= {name for link in links.decisions if link.import_name is None for name in aliases[link.key]}
        if decision.is_blank:
            node.evaluate = _undecided
        if decision.expression is not None:
            node.evaluate = compiler.compile(decision.expression, names)
        if isinstance(decision.expression, Table):
            node.table = compiler.tables[0]
        node.inputs = [self._bind_input(link) for link in links.inputs]
        node.functions = [
            FunctionBinding(link.element.name, link.import_name, self._later(link.key))
            for link in links.knowledge
        ]
        node.decisions = [
            DecisionBinding(
                aliases[link.key],
                link.import_name,
                self._nodes[link.key],
                not compiler.names_read.isdisjoint(
                    (link.import_name,) if link.import_name else aliases[link.key]
                ),
            )
            for link in links.decisions
        ]
        node.fault = None if decision.is_blank else next(iter(log.errors[already:]), None)
        node.finish()
        node.names_read = frozenset(compiler.names_read)
        return compiler

    @staticmethod
    def _names_of(link: Link, links: Links) -> tuple[str, ...]:
        """What a required decision is called: its name, and its id where that is a plain name and no other's."""
        element = link.element
        taken = {other.element.name for other in (*links.decisions, *links.inputs, *links.knowledge)}
        return (
            (element.name,)
            if element.id in taken or not is_plain_name(element.id)
            else (element.name, element.id)
        )

    def _names_in_scope(self, file: str, links: Iterable[Link]) -> frozenset[str]:
        names: set[str] = set()
        for link in links:
            # Behind an import's name the element's own name follows a dot.
            names |= (
                {link.element.name} if link.import_name is None else {link.import_name, link.element.name}
            )
        # Facts that are declared in the file but not connected are still read: their names may hold spaces.
        return frozenset(names | {item.name for item in self._graph.files[file].input_data})

    def _bind_input(self, link: Link) -> InputBinding:
        element = link.element
        assert isinstance(element, InputData)  # noqa: S101 - the linker has checked the kind.
        types = self._workshop.types
        feel_type = types.find(link.key[0], element.type_ref, element.place)
        return InputBinding(element.name, link.import_name, feel_type)

    def _later(self, key: Key) -> Make:
        """The maker of a function, looked up when called: functions may refer to each other in any order."""
        return lambda run, path: self._makers[key](run, path)  # noqa: PLW0108 - the maker does not exist yet.

    def _compile_knowledge(self, key: Key, knowledge: Knowledge) -> Make:
        links = self._graph.links[key].knowledge
        log = self._workshop.log
        already = len(log.errors)
        log.findings += knowledge.faults
        compiler = BoxedCompiler(self._workshop, self._origin(key, knowledge))
        names = self._names_in_scope(key[0], links) | {knowledge.name}
        result = result_of(self._workshop.types.find(key[0], knowledge.type_ref, knowledge.place))
        definition = knowledge.function or _EMPTY_FUNCTION
        make = compiler.function_maker(definition, names, knowledge.name, result)
        bindings = [
            FunctionBinding(link.element.name, link.import_name, self._later(link.key)) for link in links
        ]
        fault = None if knowledge.is_blank else next(iter(log.errors[already:]), None)

        def make_bound(run: Run, path: ImportPath) -> Function:
            if fault is not None:
                raise broken(knowledge.name, fault)
            place = (key, path)
            if place not in run.functions:
                # Entered before what it requires is bound: knowledge models may call each other.
                scope = run.open_scope({})
                scope[knowledge.name] = run.functions[place] = make(scope, run)
                for binding in bindings:
                    binding.bind(scope, run, path)
            return run.functions[place]

        return make_bound

    def _make_service(self, key: Key, service: Service) -> ServiceNode:
        links = self._graph.services[key]
        return ServiceNode(
            key,
            service,
            self._workshop.types.find(key[0], service.type_ref, service.place),
            [self._nodes[link.key] for link in links.outputs],
            [self._bind_input(link) for link in links.input_data],
            [self._nodes[link.key] for link in links.input_decisions],
        )


def _undecided(_scope: Scope, run: Run) -> Value:
    run.note("没有写出决策逻辑，结果为空值。", "No decision logic is written; the result is null.")
    return None


#: Stands in for a function that is not written, and for one that could not be read, whose calls raise.
_EMPTY_FUNCTION: Final = FunctionDefinition((), Text("null", Place("")), Place(""))


def _service_maker(service: ServiceNode) -> Make:
    return lambda run, _path: service.function(run)
