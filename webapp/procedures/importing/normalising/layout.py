"""Places for the elements of a diagram that came without: from left to right, lane below lane."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from webapp.procedures.importing.normalising.drawing import Box, Drawing, Point
from webapp.procedures.importing.normalising.work import NODES, Work, bpmn, local_name

_COLUMN, _ROW, _EDGE, _HEAD = 60, 40, 40, 30
_TASK, _EVENT, _GATEWAY, _NOTE = (100, 80), (36, 36), (50, 50), (160, 60)


def lay_out(work: Work, drawing: Drawing) -> None:
    """Lay the whole file out anew where a step or flow of it has no place; a complete drawing is left alone."""
    processes = [each for each in work.processes() if any(local_name(child) in NODES for child in each)]
    needed = {
        str(child.get("id"))
        for process in processes
        for child in process
        if local_name(child) in NODES or local_name(child) == "sequenceFlow"
    }
    if not needed or needed <= drawing.drawn():
        return
    collaboration = work.root.find(bpmn("collaboration"))
    top = collaboration if collaboration is not None else processes[0]
    drawing.clear(str(top.get("id")))
    offset = 80.0
    for process in processes if collaboration is not None else processes[:1]:
        pool = _find_pool(collaboration, process)
        offset = _Plan(work, drawing, process).draw(160.0 if pool is None else 130.0, offset, pool) + 60
    offset = _draw_black_boxes(drawing, collaboration, offset)
    work.say("IM-215", top)


def _find_pool(collaboration: etree._Element | None, process: etree._Element) -> str | None:
    if collaboration is None:
        return None
    pools = collaboration.findall(bpmn("participant"))
    return next((str(each.get("id")) for each in pools if each.get("processRef") == process.get("id")), None)


def _draw_black_boxes(drawing: Drawing, collaboration: etree._Element | None, offset: float) -> float:
    if collaboration is None:
        return offset
    for pool in collaboration.findall(bpmn("participant")):
        if str(pool.get("id")) not in drawing.drawn():
            drawing.add_shape(str(pool.get("id")), Box(130, offset, 600, 60), isHorizontal="true")
            offset += 100
    return offset


def _size(node: etree._Element) -> tuple[float, float]:
    name = local_name(node)
    if name.endswith("Gateway"):
        return _GATEWAY
    return _EVENT if name.endswith("Event") else _TASK


@dataclass
class _Plan:
    """One process or subprocess: ranks from left to right, and within a rank one below the other in each lane."""

    work: Work
    drawing: Drawing
    container: etree._Element
    boxes: dict[str, Box] = field(default_factory=dict)

    def __post_init__(self) -> None:
        listed = [each for each in self.container if local_name(each) in NODES and each.get("id")]
        self.hosts = {
            str(each.get("id")): str(each.get("attachedToRef"))
            for each in listed
            if local_name(each) == "boundaryEvent"
        }
        self.nodes = {str(each.get("id")): each for each in listed if str(each.get("id")) not in self.hosts}
        self.flows = [each for each in self.container.findall(bpmn("sequenceFlow")) if self._joins(each)]
        self.inner = {
            node_id: _Plan(self.work, self.drawing, node)
            for node_id, node in self.nodes.items()
            if local_name(node) in ("subProcess", "transaction", "adHocSubProcess")
        }

    def _joins(self, flow: etree._Element) -> bool:
        known = {*self.nodes, *self.hosts}
        return flow.get("sourceRef") in known and flow.get("targetRef") in known

    # -- sizes and ranks -----------------------------------------------------------------------

    def size_of(self, node_id: str) -> tuple[float, float]:
        """A step's size; a subprocess is as large as what it holds."""
        inner = self.inner.get(node_id)
        if inner is None or not inner.nodes:
            return _size(self.nodes[node_id])
        width, height = inner.extent
        return width + 2 * _EDGE, height + 2 * _EDGE

    @cached_property
    def extent(self) -> tuple[float, float]:
        """The size of all steps together. Kept: every enclosing subprocess asks for it."""
        columns = self.columns
        width = sum(self._widths(columns).values()) + _COLUMN * (len(columns) - 1)
        heights = [sum(self.size_of(each)[1] + _ROW for each in column) for column in columns.values()]
        return width, max([*heights, _ROW]) - _ROW + (_ROW if self.hosts else 0)

    @cached_property
    def columns(self) -> dict[int, list[str]]:
        """The steps of each rank, in document order."""
        columns: dict[int, list[str]] = defaultdict(list)
        for node_id, rank in _ranks(self.nodes, self._steps()).items():
            columns[rank].append(node_id)
        return dict(sorted(columns.items()))

    def _steps(self) -> list[tuple[str, str]]:
        """Flows between steps; one out of a boundary event counts as out of its host."""
        return [
            (
                self.hosts.get(str(each.get("sourceRef")), str(each.get("sourceRef"))),
                str(each.get("targetRef")),
            )
            for each in self.flows
            if each.get("targetRef") not in self.hosts
        ]

    def _widths(self, columns: Mapping[int, list[str]]) -> dict[int, float]:
        return {rank: max(self.size_of(each)[0] for each in column) for rank, column in columns.items()}

    # -- drawing -------------------------------------------------------------------------------

    def draw(self, left: float, top: float, pool: str | None) -> float:
        """Draw everything from this corner on; returns where it ends below."""
        lanes = self._lanes()
        start = left + (_HEAD if pool else 0) + (_HEAD if lanes[0] else 0)
        inset = _EDGE if pool or lanes[0] else 0
        bands, bottom = self._place(start + inset, top + inset, lanes)
        right = max((box.x + box.width for box in self.boxes.values()), default=start) + _EDGE
        bottom += inset
        if pool is not None:
            self.drawing.add_shape(pool, Box(left, top, right - left, bottom - top), isHorizontal="true")
        for number, lane in enumerate(lanes[0]):
            upper = top if number == 0 else bands[number]
            lower = bottom if number == len(lanes[0]) - 1 else bands[number + 1]
            x = left + (_HEAD if pool else 0)
            self.drawing.add_shape(lane, Box(x, upper, right - x, lower - upper), isHorizontal="true")
        self._draw_steps()
        self._draw_flows(bottom)
        return self._draw_notes(start, bottom)

    def _lanes(self) -> tuple[list[str], dict[str, int]]:
        """The innermost lanes in order, and each step's lane by number."""
        lanes = [
            each
            for each in self.container.iterfind(f"{bpmn('laneSet')}//{bpmn('lane')}")
            if each.find(f"{bpmn('childLaneSet')}/{bpmn('lane')}") is None and each.get("id")
        ]
        number_of = {
            (reference.text or "").strip(): number
            for number, lane in enumerate(lanes)
            for reference in lane.findall(bpmn("flowNodeRef"))
        }
        return [str(each.get("id")) for each in lanes], number_of

    def _place(
        self, left: float, top: float, lanes: tuple[list[str], dict[str, int]]
    ) -> tuple[list[float], float]:
        """Give each step its box; returns where each lane begins, and where the last one ends."""
        columns = self.columns
        widths = self._widths(columns)
        bands, y = [], top
        for number in range(max(len(lanes[0]), 1)):
            bands.append(y if number == 0 else y - _ROW / 2)
            stacks = {
                rank: [each for each in column if lanes[1].get(each, 0) == number]
                for rank, column in columns.items()
            }
            heights = {
                rank: sum(self.size_of(each)[1] + _ROW for each in stack) for rank, stack in stacks.items()
            }
            band = max([*heights.values(), _TASK[1] + _ROW])
            x = left
            for rank, stack in stacks.items():
                below = y + (band - heights[rank]) / 2
                for each in stack:
                    width, height = self.size_of(each)
                    self.boxes[each] = Box(x + (widths[rank] - width) / 2, below, width, height)
                    below += height + _ROW
                x += widths[rank] + _COLUMN
            y += band + (_ROW if self.hosts else 0)
        return bands, y

    def _draw_steps(self) -> None:
        for node_id, box in self.boxes.items():
            inner = self.inner.get(node_id)
            if inner is not None and inner.nodes:
                self.drawing.add_shape(node_id, box, isExpanded="true")
                inner.draw(box.x + _EDGE, box.y + _EDGE, None)
            else:
                self.drawing.add_shape(node_id, box)
        seats: dict[str, int] = defaultdict(int)
        for event, host in self.hosts.items():
            seat = self.boxes.get(host)
            if seat is not None:
                self.boxes[event] = Box(seat.x + 10 + seats[host] * 40, seat.y + seat.height - 18, *_EVENT)
                seats[host] += 1
        for event in self.hosts:
            if event in self.boxes:
                self.drawing.add_shape(event, self.boxes[event])

    def _draw_flows(self, bottom: float) -> None:
        for number, flow in enumerate(self.flows):
            source, target = str(flow.get("sourceRef")), str(flow.get("targetRef"))
            if source in self.boxes and target in self.boxes:
                track = bottom - 6 - (number % 4) * 6
                self.drawing.add_edge(
                    str(flow.get("id")),
                    _way(self.boxes[source], self.boxes[target], track, source in self.hosts),
                )

    def _draw_notes(self, left: float, bottom: float) -> float:
        """Annotations and data below the steps, side by side, with straight lines to what they are about."""
        notes = [
            each
            for each in self.container
            if local_name(each) in ("textAnnotation", "dataObjectReference", "dataStoreReference")
        ]
        for number, note in enumerate(notes):
            size = _NOTE if local_name(note) == "textAnnotation" else _EVENT
            box = Box(left + number * (_NOTE[0] + _ROW), bottom + 20, *size)
            self.boxes[str(note.get("id"))] = box
            self.drawing.add_shape(str(note.get("id")), box)
        for line in self.container.findall(bpmn("association")):
            near, far = str(line.get("sourceRef")), str(line.get("targetRef"))
            if near in self.boxes and far in self.boxes:
                self.drawing.add_edge(str(line.get("id")), (self.boxes[near].bottom, self.boxes[far].left))
        return bottom + (20 + _NOTE[1] if notes else 0)


def _way(source: Box, target: Box, track: float, is_boundary: bool) -> list[Point]:
    """A flow with right angles; one that leads back runs below all steps."""
    if is_boundary:
        x, y = source.bottom
        turn = y + 20
        return [(x, y), (x, turn), (target.x - 20, turn), (target.x - 20, target.left[1]), target.left]
    if target.x <= source.x + source.width:
        (x, y), (end_x, end_y) = source.right, target.left
        out, back = x + _COLUMN / 3, end_x - _COLUMN / 3
        return [(x, y), (out, y), (out, track), (back, track), (back, end_y), (end_x, end_y)]
    (x, y), (end_x, end_y) = source.right, target.left
    if y == end_y:
        return [(x, y), (end_x, end_y)]
    middle = end_x - _COLUMN / 2
    return [(x, y), (middle, y), (middle, end_y), (end_x, end_y)]


def _ranks(nodes: Iterable[str], steps: list[tuple[str, str]]) -> dict[str, int]:
    """Each step's column: one right of the last step that leads to it, where flows that lead back do not count."""
    following: dict[str, list[str]] = defaultdict(list)
    for source, target in steps:
        following[source].append(target)
    order, back = _order(list(nodes), following)
    ranks = dict.fromkeys(nodes, 0)
    for node in order:
        for after in following[node]:
            if (node, after) not in back:
                ranks[after] = max(ranks[after], ranks[node] + 1)
    return ranks


def _order(nodes: list[str], following: Mapping[str, list[str]]) -> tuple[list[str], set[tuple[str, str]]]:
    """Steps so that each stands before those that follow it, and the flows that lead back. Without recursion: a chain may
    be long."""
    reached = {after for each in nodes for after in following.get(each, ())}
    done: list[str] = []
    state: dict[str, int] = {}
    back: set[tuple[str, str]] = set()
    for start in sorted(nodes, key=lambda each: each in reached):
        if start in state:
            continue
        state[start] = 1
        waiting = [(start, iter(following.get(start, ())))]
        while waiting:
            node, rest = waiting[-1]
            after = next(rest, None)
            if after is None:
                waiting.pop()
                state[node] = 2
                done.append(node)
            elif state.get(after) == 1:
                back.add((node, after))
            elif after not in state:
                state[after] = 1
                waiting.append((after, iter(following.get(after, ()))))
    return done[::-1], back
