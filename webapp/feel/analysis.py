"""Reading a syntax tree without evaluating it: free names, names used, constants."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from webapp.feel.syntax import (
    Call,
    Constant,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    ListOf,
    Member,
    Name,
    Negation,
    Node,
    Quantified,
    RangeOf,
    UnaryTestList,
)
from webapp.feel.syntax import Iterator as Iteration

Path = tuple[str, ...]


def children(node: object) -> Iterator[Node]:
    """The nodes directly below a node, in the order of the text."""
    for name in _fields_of(type(node)):
        yield from _nodes_in(getattr(node, name))


_FIELDS: dict[type, tuple[str, ...]] = {}


def _fields_of(kind: type) -> tuple[str, ...]:
    """The fields of a node's class that can hold nodes."""
    known = _FIELDS.get(kind)
    if known is None:
        fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
        known = tuple(field.name for field in fields if field.name not in ("place", "name", "type"))
        _FIELDS[kind] = known
    return known


def _nodes_in(part: object) -> Iterator[Node]:
    if isinstance(part, Node):
        yield part
    elif isinstance(part, Iteration):
        yield from children(part)
    elif type(part) is tuple:
        for item in part:
            yield from _nodes_in(item)


def names_in(tree: Node | UnaryTestList) -> frozenset[str]:
    """Every name read anywhere in a tree, whether bound there or not: all that its evaluation can ask a scope for."""
    found: set[str] = set()
    waiting: list[object] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name):
            found.add(node.name)
        waiting.extend(children(node))
    return frozenset(found)


class Uses(NamedTuple):
    """What a part of an expression uses."""

    names: frozenset[str]
    """Every name read anywhere in it, whether bound there or not."""
    defines_function: bool
    """Whether a function is defined in it, which may keep its scope beyond one turn of a loop."""


class UsesFinder:
    """Finds the `Uses` of nodes, each node once: loops in loops would otherwise be looked through again and again."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Node, Uses]] = {}

    def find(self, *nodes: Node) -> Uses:
        """What the nodes use together."""
        found = [self._of(node) for node in nodes]
        if len(found) == 1:
            return found[0]
        return Uses(
            frozenset().union(*(uses.names for uses in found)), any(uses.defines_function for uses in found)
        )

    def _of(self, node: Node) -> Uses:
        known = self._known.get(id(node))
        if known is None:
            inside = self.find(*children(node))
            own = {node.name} if isinstance(node, Name) else set()
            uses = Uses(inside.names | own, inside.defines_function or isinstance(node, FunctionOf))
            # The node is kept beside its uses, so that its id stays its own.
            known = self._known[id(node)] = node, uses
        return known[1]


def is_constant(node: Node, is_pure_name: Callable[[Name], bool]) -> bool:
    """Whether the node needs no facts: literals, and calls of pure functions on such."""
    if isinstance(node, Constant):
        return True
    if isinstance(node, Call):
        function = node.function
        return (
            isinstance(function, Name)
            and is_pure_name(function)
            and all(is_constant(argument, is_pure_name) for argument in node.arguments)
        )
    if isinstance(node, Negation | RangeOf | ListOf):
        return all(is_constant(child, is_pure_name) for child in children(node))
    return False


def references(
    tree: Node | UnaryTestList, names: Collection[str], functions: Collection[str]
) -> frozenset[Path]:
    """The free names with the paths read from them, e.g. ``("assessment", "f_motive")``.

    In a filter a name that is not in ``names`` may be a member of the items; it is left out.
    """
    found: set[Path] = set()
    roots = tree.tests if isinstance(tree, UnaryTestList) else (tree,)
    for root in roots:
        _collect(root, frozenset(["?"]), _References(found, frozenset(names), frozenset(functions)))
    return frozenset(found)


@dataclasses.dataclass(frozen=True, slots=True)
class _References:
    found: set[Path]
    names: frozenset[str]
    functions: frozenset[str]
    in_filter: bool = False

    def add(self, path: Path, bound: frozenset[str]) -> None:
        name = path[0]
        if name in bound or (name in self.functions and name not in self.names):
            return
        if not self.in_filter or name in self.names:
            self.found.add(path)


def _path_of(node: Node) -> Path | None:
    """The path of ``a.b.c``, or None if the node is no plain path."""
    members: list[str] = []
    while isinstance(node, Member):
        members.append(node.name)
        node = node.source
    return (node.name, *reversed(members)) if isinstance(node, Name) else None


def _collect(node: Node, bound: frozenset[str], into: _References) -> None:
    path = _path_of(node)
    if path is not None:
        into.add(path, bound)
    elif isinstance(node, Filter):
        _collect(node.source, bound, into)
        _collect(node.condition, bound | {"item"}, dataclasses.replace(into, in_filter=True))
    elif isinstance(node, For | Quantified):
        _collect_loop(node, bound, into)
    elif isinstance(node, ContextOf):
        for key, value in node.entries:
            _collect(value, bound, into)
            bound |= {key}
    elif isinstance(node, FunctionOf):
        _collect(node.body, bound | {name for name, _ in node.parameters}, into)
    else:
        for child in children(node):
            _collect(child, bound, into)


def _collect_loop(node: For | Quantified, bound: frozenset[str], into: _References) -> None:
    for iteration in node.iterators:
        for child in children(iteration):
            _collect(child, bound, into)
        bound |= {iteration.name}
    last = node.result if isinstance(node, For) else node.condition
    _collect(last, bound | {"partial"} if isinstance(node, For) else bound, into)
