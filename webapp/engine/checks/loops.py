"""Loops: each must stop somewhere, and must have a way out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from webapp.engine.checks.graph import Graph, find_cycle, successors, waits, without
from webapp.engine.diagram import Container, Node, Process
from webapp.engine.findings import finding
from webapp.engine.surroundings import Surroundings
from webapp.errors import Problem

_EXITS = frozenset({"exclusive_gateway", "inclusive_gateway", "event_gateway"})


def check_loops(processes: Sequence[Process], _surroundings: Surroundings) -> Iterator[Problem]:
    """Every loop holds a wait (else it spins) and a gateway or attached event that leads out (else it never ends).

    A parallel join waits with its slowest branch: where one of its flows comes over a wait, so does the loop.
    """
    for process in processes:
        for container in process.body.walk_containers():
            yield from _check(container)


def _check(container: Container) -> Iterator[Problem]:
    graph = successors(container)
    stops = {node.id for node in container.nodes.values() if waits(node)}
    yield from _each_loop(container, without(graph, stops | _resting(container, graph, stops)), "EN-146")
    exits = {
        node.id for node in container.nodes.values() if node.kind in _EXITS or node.attached_to is not None
    }
    yield from _each_loop(container, without(graph, exits), "EN-147")


def _resting(container: Container, graph: Graph, stops: Collection[str]) -> set[str]:
    """The nodes that no token comes to again and again without a wait in between.

    A node goes on for ever only if what leads to it does: one of its predecessors, for a parallel join all of them.
    """
    sources: dict[str, list[str]] = {node: [] for node in graph}
    for node, targets in graph.items():
        for target in targets:
            sources[target].append(node)
    spinning = graph.keys() - stops
    while True:
        still = {node for node in spinning if _goes_on(container.nodes[node], sources[node], spinning)}
        if still == spinning:
            return set(graph) - spinning
        spinning = still


def _goes_on(node: Node, sources: Sequence[str], spinning: Collection[str]) -> bool:
    every = all if node.kind == "parallel_gateway" else any
    return bool(sources) and every(source in spinning for source in sources)


def _each_loop(container: Container, graph: Graph, code: str) -> Iterator[Problem]:
    """One finding per loop, taking a node of each out in turn."""
    while (cycle := find_cycle(graph)) is not None:
        shown = " → ".join([*cycle, cycle[0]])
        node = next((container.nodes[at] for at in cycle if not container.nodes[at].is_synthetic), None)
        if node is not None:
            yield finding(code, node.place, path=shown)
        graph = without(graph, set(cycle))
