"""Structure: starts, gateways, conditions, what can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from webapp.engine.checks.graph import reachable, successors
from webapp.engine.diagram import Container, Flow, Node, Process
from webapp.engine.expressions import is_expression
from webapp.engine.findings import Place, finding
from webapp.engine.surroundings import Surroundings
from webapp.errors import Problem

_CHOOSING = frozenset({"exclusive_gateway", "inclusive_gateway"})


def check_flows(processes: Sequence[Process], _surroundings: Surroundings) -> Iterator[Problem]:
    """Starts, gateways and conditions of every process and subprocess."""
    for process in processes:
        for container in process.body.walk_containers():
            place = process.place if container is process.body else _place_of(process, container)
            yield from _check_start(container, place, is_process=container is process.body)
            for node in container.nodes.values():
                yield from _check_node(container, node)


def _place_of(process: Process, container: Container) -> Place:
    return next(node.place for _outer, node in process.body.walk() if node.inner is container)


def _check_start(container: Container, place: Place, *, is_process: bool) -> Iterator[Problem]:
    starts = container.start_events()
    if len(starts) != 1:
        ids = [start.id for start in starts]
        which = f"（{'、'.join(ids)}）" if ids else ""
        which_en = f" ({', '.join(ids)})" if ids else ""
        yield finding("EN-140", place, count=len(ids), which=which, which_en=which_en)
        return
    start = starts[0]
    allowed = ("none", "message") if is_process else ("none",)
    if start.event is not None and start.event.kind not in allowed:
        yield finding(
            "EN-171", start.place, what=f"此类（{start.event.kind}）开始", what_en=f"{start.event.kind} start",
            mend="请改为空白开始事件。", mend_en="Make it a none start event.",
        )  # fmt: skip
    if not container.outgoing(start.id):
        yield finding("EN-145", start.place)
    found = reachable(successors(container), [start.id])
    for node in container.nodes.values():
        if node.id not in found and not node.is_synthetic:
            yield finding("EN-144", node.place, id=node.id)


def _check_node(container: Container, node: Node) -> Iterator[Problem]:
    flows = container.outgoing(node.id)
    if node.kind in _CHOOSING:
        yield from _check_choice(node, flows)
    else:
        for flow in flows:
            if flow.condition is not None:
                yield finding("EN-142", Place(node.place.file, flow.id, flow.line))
    if node.kind == "event_gateway":
        yield from _check_event_gateway(container, node, flows)


def _check_choice(node: Node, flows: tuple[Flow, ...]) -> Iterator[Problem]:
    known = {flow.id for flow in flows}
    if node.default_flow is not None and node.default_flow not in known:
        yield finding("EN-133", node.place, what="默认流", what_en="default flow", ref=node.default_flow)
    if len(flows) < 2 and not any(flow.condition is not None for flow in flows):
        return
    if node.default_flow is None:
        yield finding("EN-141", node.place)
    for flow in flows:
        place = Place(node.place.file, flow.id, flow.line)
        if flow.condition is None and flow.id != node.default_flow and node.default_flow is not None:
            yield finding("EN-170", place, id=flow.id)
        elif flow.condition is not None and not is_expression(flow.condition):
            yield finding("EN-143", place, text=flow.condition)


def _check_event_gateway(container: Container, node: Node, flows: tuple[Flow, ...]) -> Iterator[Problem]:
    targets = [container.nodes[flow.target] for flow in flows]
    are_events = all(
        target.kind == "receive_task"
        or (
            target.kind == "catch_event"
            and (target.event is None or target.event.kind in ("timer", "message"))
        )
        for target in targets
    )
    timers = sum(1 for target in targets if target.event is not None and target.event.kind == "timer")
    shared = any(len(container.incoming(target.id)) > 1 for target in targets)
    if len(flows) < 2 or not are_events or timers > 1 or shared:
        yield finding("EN-148", node.place)
