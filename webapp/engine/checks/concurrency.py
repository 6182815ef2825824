"""Branches that run side by side: no two may write one variable, and reading a sibling's may come too early.

Branches begin at a parallel or inclusive fork, or at an attached event that does not interrupt. Two branches are
followed until a joining gateway that both can reach; what one meets only outside the other runs beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from webapp.engine.checks.formulas import expressions_of
from webapp.engine.checks.graph import Graph, reachable, successors
from webapp.engine.checks.names import NameBook
from webapp.engine.diagram import Container, Node, Process
from webapp.engine.expressions import compile_formula
from webapp.engine.findings import finding, warning
from webapp.engine.surroundings import Surroundings
from webapp.errors import Problem
from webapp.feel import FeelError

#: The nodes of two branches that only one of them meets.
_Sides = tuple[frozenset[str], frozenset[str]]
_FORKS = frozenset({"parallel_gateway", "inclusive_gateway"})


def check_concurrency(processes: Sequence[Process], surroundings: Surroundings) -> Iterator[Problem]:
    """Writes (error) and reads (warning) across branches that may be active together."""
    book = NameBook(processes, surroundings)
    for process in processes:
        for container in process.body.walk_containers():
            yield from _Branches(container, book).check()


class _Branches:
    def __init__(self, container: Container, book: NameBook) -> None:
        self.container = container
        self.book = book
        self.graph: Graph = successors(container)
        self.joins = frozenset(
            node.id
            for node in container.nodes.values()
            if node.kind in _FORKS and len(container.incoming(node.id)) > 1
        )
        self._reached: dict[tuple[str, frozenset[str]], frozenset[str]] = {}

    def check(self) -> Iterator[Problem]:
        seen: set[tuple[str, str, str]] = set()
        for left, right in self._pairs():
            yield from self._check_writes(left, right, seen)
            yield from self._check_reads(left, right, seen)
            yield from self._check_reads(right, left, seen)

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

    def _node(self, node_id: str) -> Node:
        return self.container.nodes[node_id]

    def _check_writes(
        self, left: frozenset[str], right: frozenset[str], seen: set[tuple[str, str, str]]
    ) -> Iterator[Problem]:
        for first_id in sorted(left):
            first = self._node(first_id)
            for second_id in sorted(right):
                second = self._node(second_id)
                for name in _overlap(self.book.writes(first), self.book.writes(second)):
                    key = (*sorted((first_id, second_id)), name)
                    if key not in seen:
                        seen.add(key)  # type: ignore[arg-type]
                        yield finding(
                            "EN-165", first.place, first=_label(first), second=_label(second), name=name
                        )

    def _check_reads(
        self, readers: frozenset[str], writers: frozenset[str], seen: set[tuple[str, str, str]]
    ) -> Iterator[Problem]:
        elsewhere: set[str] = set()
        for node in self.container.nodes.values():
            if node.id not in writers:
                elsewhere |= {path.partition(".")[0] for path in self.book.writes(node)}
        for reader_id in sorted(readers):
            reader = self._node(reader_id)
            names = self._reads(reader) - elsewhere
            for writer_id in sorted(writers):
                written = {path.partition(".")[0] for path in self.book.writes(self._node(writer_id))}
                for name in sorted(names & written):
                    key = (reader_id, writer_id, f"reads {name}")
                    if key not in seen:
                        seen.add(key)
                        yield warning(
                            "EN-166",
                            reader.place,
                            reader=_label(reader),
                            writer=_label(self._node(writer_id)),
                            name=name,
                        )

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
