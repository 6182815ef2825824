"""Loops: each must stop somewhere, and must have a way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from webapp.engine.checks.graph import Graph, find_cycle, successors, waits, without
from webapp.engine.diagram import Container, Process
from webapp.engine.findings import finding
from webapp.engine.surroundings import Surroundings
from webapp.errors import Problem

_EXITS = frozenset({"exclusive_gateway", "inclusive_gateway", "event_gateway"})


def check_loops(processes: Sequence[Process], _surroundings: Surroundings) -> Iterator[Problem]:
    """Every loop holds a wait (else it spins) and a gateway or attached event that leads out (else it never ends)."""
    for process in processes:
        for container in process.body.walk_containers():
            yield from _check(container)


def _check(container: Container) -> Iterator[Problem]:
    graph = successors(container)
    stops = {node.id for node in container.nodes.values() if waits(node)}
    yield from _each_loop(container, without(graph, stops), "EN-146")
    exits = {
        node.id for node in container.nodes.values() if node.kind in _EXITS or node.attached_to is not None
    }
    yield from _each_loop(container, without(graph, exits), "EN-147")


def _each_loop(container: Container, graph: Graph, code: str) -> Iterator[Problem]:
    """One finding per loop, taking a node of each out in turn."""
    while (cycle := find_cycle(graph)) is not None:
        shown = " → ".join([*cycle, cycle[0]])
        node = next((container.nodes[at] for at in cycle if not container.nodes[at].is_synthetic), None)
        if node is not None:
            yield finding(code, node.place, path=shown)
        graph = without(graph, set(cycle))
