"""Rewrites what is only a way of drawing into plain flows: links, forks out of tasks.

* A link throw event becomes a flow to where its catch event leads.
* Several flows out of a task or event mean "all of them"; SpiffWorkflow would take them even against a false
  condition, so an explicit parallel gateway is put between.
"""

from __future__ import annotations

from dataclasses import replace

from webapp.engine.diagram import Container, Flow, Node, Process
from webapp.engine.dialect import GATEWAYS
from webapp.engine.findings import finding
from webapp.errors import Problem


def normalise(process: Process) -> tuple[Process, list[Problem]]:
    """The process with links and implicit forks written out, and the links that lead nowhere."""
    problems: list[Problem] = []
    return replace(process, body=_container(process.body, problems)), problems


def _container(container: Container, problems: list[Problem]) -> Container:
    nodes = {
        node.id: replace(node, inner=_container(node.inner, problems)) if node.inner is not None else node
        for node in container.nodes.values()
    }
    joined = _join_links(replace(container, nodes=nodes), problems)
    return _write_forks(joined)


def _is_link(node: Node) -> bool:
    return node.event is not None and node.event.kind == "link"


def _join_links(container: Container, problems: list[Problem]) -> Container:
    """Replace each link by flows from what leads into the throw to what follows the catch."""
    links = [node for node in container.nodes.values() if _is_link(node)]
    if not links:
        return container
    flows = list(container.flows)
    for name in dict.fromkeys(node.event.name for node in links if node.event is not None):
        pair = [node for node in links if node.event is not None and node.event.name == name]
        throws = [node for node in pair if node.kind == "throw_event"]
        catches = [node for node in pair if node.kind == "catch_event"]
        if len(catches) != 1 or not throws:
            problems.append(finding("EN-159", pair[0].place, name=name or "", count=len(catches)))
            continue
        flows = _bridge(flows, {node.id for node in throws}, catches[0].id)
    gone = {node.id for node in links}
    return replace(
        container,
        nodes={node.id: node for node in container.nodes.values() if node.id not in gone},
        flows=tuple(flow for flow in flows if flow.source not in gone and flow.target not in gone),
    )


def _bridge(flows: list[Flow], throws: set[str], catch: str) -> list[Flow]:
    """Flows into a throw event are led on to every target of the catch event, under their own id."""
    onward = [flow for flow in flows if flow.source == catch]
    bridged: list[Flow] = []
    for flow in flows:
        if flow.target not in throws:
            bridged.append(flow)
            continue
        for number, after in enumerate(onward):
            new_id = flow.id if number == 0 else f"{flow.id}.{after.id}"
            bridged.append(replace(flow, id=new_id, target=after.target, via=(flow.id, after.id)))
    return bridged


def _write_forks(container: Container) -> Container:
    """Several flows out of anything but a gateway run side by side: say so with a gateway."""
    nodes = dict(container.nodes)
    flows: list[Flow] = []
    forks: dict[str, str] = {}
    for flow in container.flows:
        source = container.nodes[flow.source]
        if source.kind in GATEWAYS or len(container.outgoing(source.id)) == 1:
            flows.append(flow)
            continue
        fork_id = forks.get(source.id)
        if fork_id is None:
            fork_id = forks[source.id] = f"{source.id}.fork"
            nodes[fork_id] = Node(
                fork_id, "parallel_gateway", "", source.place, lane=source.lane, is_synthetic=True
            )
            flows.append(
                Flow(f"{fork_id}.in", source.id, fork_id, None, source.place.line, is_synthetic=True)
            )
        flows.append(replace(flow, source=fork_id))
    return replace(container, nodes=nodes, flows=tuple(flows))
