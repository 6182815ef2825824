"""Where the elements of a diagram are drawn: BPMN's diagram interchange, read and written. Lengths are pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from webapp.procedures.importing.normalising.work import Work

BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"

Point = tuple[float, float]
GATEWAY_SIZE = 50


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its left upper corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> Point:
        return self.x, self.y + self.height / 2

    @property
    def right(self) -> Point:
        return self.x + self.width, self.y + self.height / 2

    @property
    def bottom(self) -> Point:
        return self.x + self.width / 2, self.y + self.height


class Drawing:
    """The first drawing plane of a file; made where there is none."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._plane = work.root.find(f"{{{BPMNDI}}}BPMNDiagram/{{{BPMNDI}}}BPMNPlane")

    def drawn(self) -> frozenset[str]:
        """The ids of the elements that have a shape or an edge on any plane."""
        return frozenset(
            str(each.get("bpmnElement"))
            for each in self._work.root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")
        )

    def clear(self, element_id: str) -> None:
        """Begin anew on one plane, which draws the process or collaboration ``element_id``."""
        for diagram in self._work.root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
            self._work.root.remove(diagram)
        diagram = etree.SubElement(self._work.root, f"{{{BPMNDI}}}BPMNDiagram", id=f"{element_id}_diagram")
        self._plane = etree.SubElement(
            diagram, f"{{{BPMNDI}}}BPMNPlane", id=f"{element_id}_plane", bpmnElement=element_id
        )

    def add_shape(self, element_id: str, box: Box, **marks: str) -> None:
        """Draw an element in a rectangle."""
        if self._plane is None:
            return
        shape = etree.SubElement(
            self._plane,
            f"{{{BPMNDI}}}BPMNShape",
            {"id": f"{element_id}_shape", "bpmnElement": element_id, **marks},
        )
        sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        etree.SubElement(shape, f"{{{DC}}}Bounds", {name: _pixels(side) for name, side in sides.items()})

    def add_edge(self, element_id: str, points: Sequence[Point]) -> None:
        """Draw a flow along points."""
        if self._plane is None:
            return
        edge = etree.SubElement(
            self._plane, f"{{{BPMNDI}}}BPMNEdge", id=f"{element_id}_edge", bpmnElement=element_id
        )
        for x, y in points:
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=_pixels(x), y=_pixels(y))

    def insert_gateway(self, node_id: str, gateway_id: str, flow_id: str, moved: Sequence[str]) -> None:
        """Draw a gateway to the right of a step; the flows that left the step leave the gateway. Nothing is done where the
        step is not drawn: then the whole diagram is laid out."""
        box = self._box(node_id)
        if box is None:
            return
        middle = box.right[1]
        gateway = Box(box.x + box.width + 20, middle - GATEWAY_SIZE / 2, GATEWAY_SIZE, GATEWAY_SIZE)
        self.add_shape(gateway_id, gateway)
        self.add_edge(flow_id, (box.right, gateway.left))
        for edge in self._work.root.iter(f"{{{BPMNDI}}}BPMNEdge"):
            points = edge.findall(f"{{{DI}}}waypoint")
            if edge.get("bpmnElement") in moved and points:
                below = float(points[-1].get("y", "0")) > middle + GATEWAY_SIZE
                x, y = gateway.bottom if below else gateway.right
                points[0].set("x", _pixels(x))
                points[0].set("y", _pixels(y))

    def _box(self, element_id: str) -> Box | None:
        for shape in self._work.root.iter(f"{{{BPMNDI}}}BPMNShape"):
            bounds = shape.find(f"{{{DC}}}Bounds")
            if shape.get("bpmnElement") == element_id and bounds is not None:
                try:
                    return Box(*(float(bounds.get(side, "")) for side in ("x", "y", "width", "height")))
                except ValueError:
                    return None
        return None


def _pixels(length: float) -> str:
    return str(round(length))
