"""The diagram as a graph: what follows what, attached events counting as followers of their activity."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from webapp.engine.diagram import Container, Node

Graph = Mapping[str, tuple[str, ...]]

#: Where a case stops until somebody or something comes.
WAITS = frozenset({"user_task", "receive_task"})


def successors(container: Container) -> dict[str, tuple[str, ...]]:
    """Each node's followers: targets of its flows and the events attached to it."""
    following: dict[str, list[str]] = {node_id: [] for node_id in container.nodes}
    for flow in container.flows:
        following[flow.source].append(flow.target)
    for node in container.nodes.values():
        if node.attached_to in following:
            following[node.attached_to].append(node.id)
    return {node_id: tuple(dict.fromkeys(targets)) for node_id, targets in following.items()}


def reachable(graph: Graph, starts: Iterable[str], stops: Collection[str] = ()) -> set[str]:
    """Nodes reached from ``starts`` (included) without entering ``stops``."""
    found: set[str] = set()
    open_ends = [start for start in starts if start not in stops]
    while open_ends:
        at = open_ends.pop()
        if at in found:
            continue
        found.add(at)
        open_ends.extend(target for target in graph.get(at, ()) if target not in stops)
    return found


def without(graph: Graph, gone: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The graph without some nodes."""
    return {
        node: tuple(target for target in targets if target not in gone)
        for node, targets in graph.items()
        if node not in gone
    }


def find_cycle(graph: Graph) -> list[str] | None:
    """Some loop, as its nodes in order, or None."""
    state: dict[str, int] = {}
    for root in graph:
        if root in state:
            continue
        path: list[str] = []
        stack: list[tuple[str, int]] = [(root, 0)]
        while stack:
            at, position = stack.pop()
            if position == 0:
                state[at] = 1
                path.append(at)
            targets = graph.get(at, ())
            if position < len(targets):
                stack.append((at, position + 1))
                target = targets[position]
                if state.get(target) == 1:
                    return path[path.index(target) :]
                if target not in state:
                    stack.append((target, 0))
            else:
                state[at] = 2
                path.pop()
    return None


def waits(node: Node) -> bool:
    """Whether a token is bound to stop at the node: a person, a timer or a message is awaited there.

    A subprocess counts when something inside it waits; a called process is taken to, and so is an event that has been
    refused for itself.
    """
    if node.kind in WAITS or node.kind == "call_activity":
        return True
    if node.kind == "catch_event":
        return node.event is None or node.event.kind in ("timer", "message")
    return node.inner is not None and any(waits(inner) for _container, inner in node.inner.walk())
