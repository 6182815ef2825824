"""Branches that run side by side: no two may write one variable, and reading a sibling's may come too early.

Branches begin at a parallel or inclusive fork, or at an attached event that does not interrupt. Two branches are
followed until a joining gateway that both can reach; what one meets only outside the other runs beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from webapp.engine.checks.formulas import expressions_of
from webapp.engine.checks.graph import Graph, reachable, successors
from webapp.engine.checks.names import NameBook, roots
from webapp.engine.diagram import Container, Node, Process
from webapp.engine.expressions import compile_formula
from webapp.engine.findings import finding, warning
from webapp.engine.surroundings import Surroundings
from webapp.errors import Problem
from webapp.feel import FeelError

#: The nodes of two branches that only one of them meets.
_Sides = tuple[frozenset[str], frozenset[str]]
#: More collisions in one process or subprocess are not listed.
MOST_FINDINGS = 100
_FORKS = frozenset({"parallel_gateway", "inclusive_gateway"})


def check_concurrency(processes: Sequence[Process], surroundings: Surroundings) -> Iterator[Problem]:
    """Writes (error) and reads (warning) across branches that may be active together."""
    book = NameBook(processes, surroundings)
    for process in processes:
        for container in process.body.walk_containers():
            yield from _Branches(container, book).check()


class _Branches:
    """The branches of one container, with what each node writes and reads looked up once."""

    def __init__(self, container: Container, book: NameBook) -> None:
        self.container = container
        self.graph: Graph = successors(container)
        self.joins = frozenset(
            node.id
            for node in container.nodes.values()
            if node.kind in _FORKS and len(container.incoming(node.id)) > 1
        )
        self.writes = {node.id: book.writes(node) for node in container.nodes.values() if book.writes(node)}
        self.reads = {node.id: reads for node in container.nodes.values() if (reads := self._reads(node))}
        self.writers: dict[str, set[str]] = {}
        for node_id, paths in self.writes.items():
            for name in roots(paths):
                self.writers.setdefault(name, set()).add(node_id)
        self._reached: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
        self._seen: set[tuple[str, str, str]] = set()

    def check(self) -> Iterator[Problem]:
        """What collides, each pair of elements and name once; enough of it to work on."""
        return islice(self._check_all(), MOST_FINDINGS)

    def _check_all(self) -> Iterator[Problem]:
        for left, right in self._pairs():
            yield from self._check_writes(left, right)
            yield from self._check_reads(left, right)
            yield from self._check_reads(right, left)

    def _pairs(self) -> Iterator[_Sides]:
        """Sets of nodes that may be active together."""
        for node in self.container.nodes.values():
            if node.kind in _FORKS:
                starts = [flow.target for flow in self.container.outgoing(node.id)]
                for first, second in combinations(starts, 2):
                    yield self._sides(first, second, frozenset({node.id}))
            elif node.attached_to is not None and node.attached_to in self.graph and not node.is_interrupting:
                yield self._sides(node.id, node.attached_to, frozenset(), cut=node.id)

    def _sides(self, first: str, second: str, stops: frozenset[str], cut: str | None = None) -> _Sides:
        """Each branch as far as where both can meet; ``cut``: not through the attached event."""
        meeting = self.joins & self._reach(first, stops) & self._reach(second, stops)
        left = self._reach(first, stops | meeting)
        right = self._reach(second, stops | meeting | ({cut} if cut is not None else set()))
        return left - right, right - left

    def _reach(self, start: str, stops: frozenset[str]) -> frozenset[str]:
        key = (start, stops)
        if key not in self._reached:
            self._reached[key] = frozenset(reachable(self.graph, [start], stops))
        return self._reached[key]

    def _is_new(self, first: str, second: str, name: str) -> bool:
        key = (first, second, name)
        is_new = key not in self._seen
        self._seen.add(key)
        return is_new

    def _check_writes(self, left: frozenset[str], right: frozenset[str]) -> Iterator[Problem]:
        for first in sorted(left & self.writes.keys()):
            for second in sorted(right & self.writes.keys()):
                for name in _overlap(self.writes[first], self.writes[second]):
                    if self._is_new(min(first, second), max(first, second), name):
                        node = self.container.nodes[first]
                        yield finding(
                            "EN-165", node.place, first=_label(node), second=self._label(second), name=name
                        )

    def _check_reads(self, readers: frozenset[str], writers: frozenset[str]) -> Iterator[Problem]:
        """Names that are read on one side and written on the other side only."""
        for reader in sorted(readers & self.reads.keys()):
            for name in sorted(self.reads[reader]):
                written_by = self.writers.get(name, set())
                if not written_by or not written_by <= writers:
                    continue
                writer = min(written_by)
                if self._is_new(reader, writer, f"reads {name}"):
                    node = self.container.nodes[reader]
                    yield warning(
                        "EN-166", node.place, reader=_label(node), writer=self._label(writer), name=name
                    )

    def _label(self, node_id: str) -> str:
        return _label(self.container.nodes[node_id])

    def _reads(self, node: Node) -> set[str]:
        found: set[str] = set()
        for written in expressions_of(self.container, node):
            if not written.is_formula:
                continue
            try:
                references = compile_formula(written.text).expression.references
            except FeelError:
                continue
            found |= {path[0] for path in references} - written.local
        return found


def _overlap(first: frozenset[str], second: frozenset[str]) -> Iterator[str]:
    """Paths that touch each other: the same, or one inside the other."""
    for one in sorted(first):
        for other in sorted(second):
            if one == other or one.startswith(other + ".") or other.startswith(one + "."):
                yield min(one, other, key=len)


def _label(node: Node) -> str:
    return node.name or node.id
