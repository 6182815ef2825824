"""Between processes: ids, callees, circles of calls, and who catches what is thrown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from webapp.engine.checks.graph import find_cycle
from webapp.engine.diagram import Container, Event, Node, Process
from webapp.engine.findings import finding
from webapp.engine.surroundings import Surroundings
from webapp.errors import Problem


def check_process_ids(processes: Sequence[Process], _surroundings: Surroundings) -> Iterator[Problem]:
    """Process ids are unique over all files."""
    seen: dict[str, Process] = {}
    for process in processes:
        if process.id in seen:
            yield finding("EN-132", process.place, id=process.id, other=seen[process.id].place.file)
        else:
            seen[process.id] = process


def check_calls(processes: Sequence[Process], _surroundings: Surroundings) -> Iterator[Problem]:
    """Every callee is there, and no process calls itself, not even through others."""
    known = {process.id: process for process in processes}
    graph: dict[str, tuple[str, ...]] = {}
    for process in processes:
        called = []
        for _container, node in process.body.walk():
            if node.called is None or not node.called.process_id:
                continue
            if node.called.process_id in known:
                called.append(node.called.process_id)
            elif not node.called.process_id.lstrip().startswith("="):
                yield finding("EN-152", node.place, ref=node.called.process_id)
        graph[process.id] = tuple(dict.fromkeys(called))
    cycle = find_cycle(graph)
    if cycle is not None:
        yield finding("EN-151", known[cycle[0]].place, path=" → ".join([*cycle, cycle[0]]))


@dataclass(frozen=True, slots=True)
class _Site:
    """An activity that encloses others: the container it stands in, and its process."""

    process: Process
    container: Container
    node: Node


def check_catchers(processes: Sequence[Process], _surroundings: Surroundings) -> Iterator[Problem]:
    """Every thrown error and escalation is caught on each way outwards: SpiffWorkflow would go on as if nothing was."""
    callers: dict[str, list[_Site]] = defaultdict(list)
    around: dict[str, _Site] = {}
    for process in processes:
        for container, node in process.body.walk():
            if node.called is not None:
                callers[node.called.process_id].append(_Site(process, container, node))
            if node.inner is not None:
                around[_key(process, node.inner)] = _Site(process, container, node)
    for process in processes:
        for container, node in process.body.walk():
            if node.kind in ("end_event", "throw_event") and node.event is not None:
                kind = node.event.kind
                if kind in ("error", "escalation"):
                    yield from _check_thrown(_Site(process, container, node), node.event, callers, around)


def _key(process: Process, container: Container) -> str:
    return f"{process.id}/{container.id}"


def _check_thrown(
    thrown: _Site, event: Event, callers: Mapping[str, list[_Site]], around: Mapping[str, _Site]
) -> Iterator[Problem]:
    """Follow the throw outwards; every way that ends uncaught is named."""
    kind, code = event.kind, event.code
    open_ends: list[tuple[Process, Container]] = [(thrown.process, thrown.container)]
    seen: set[str] = set()
    while open_ends:
        process, container = open_ends.pop()
        key = _key(process, container)
        if key in seen:
            continue
        seen.add(key)
        sites = callers.get(process.id, []) if container is process.body else [around[key]]
        if not sites:
            yield finding(
                "EN-150",
                thrown.node.place,
                what="错误" if kind == "error" else "升级",
                what_en=kind,
                code=code or "",
                where=f"包含它的子流程或调用「{process.id}」的活动",
                where_en=f"the subprocess around it or the call activity of “{process.id}”",
            )
        open_ends.extend((site.process, site.container) for site in sites if not _catches(site, kind, code))


def _catches(site: _Site, kind: str, code: str | None) -> bool:
    return any(
        boundary.event is not None and boundary.event.kind == kind and boundary.event.code in (None, code)
        for boundary in site.container.boundary_events(site.node.id)
    )
