"""From the XML tree to the diagram model: one reader per file, collecting problems as it goes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lxml import etree

from webapp.engine.diagram import Container, Flow, IoMapping, Lane, MultiInstance, Node, Process
from webapp.engine.dialect import (
    ACTIVITIES,
    BPMN,
    CAMUNDA_7,
    DEFINITIONS_CHILDREN,
    DRAWING,
    FLOW_NODES,
    MODELER,
    NODE_CHILDREN,
    REFUSED_NODES,
    SPIFF,
    ZEEBE,
    ZEEBE_KNOWN,
)
from webapp.engine.events_reading import EventReader
from webapp.engine.extensions import Extensions
from webapp.engine.findings import Place, finding, warning
from webapp.engine.xml import XmlRefused, line_of, read_xml
from webapp.errors import Problem

#: Beside flow nodes, a container may hold what draws, and a subprocess what any node holds.
_NEED_IDS = frozenset({*FLOW_NODES, "process", "sequenceFlow", "lane"})
_INSIDE = DRAWING | NODE_CHILDREN | {"standardLoopCharacteristics"}
_NCNAME = re.compile(r"[^\W\d][\w.\-]*\Z")


def read_diagram(
    source: bytes,
    file: str,
    further_inputs: Mapping[str, tuple[IoMapping, ...]] = MappingProxyType({}),
    names: Mapping[str, str] = MappingProxyType({}),
) -> tuple[tuple[Process, ...], list[Problem]]:
    """The executable processes of one file, and everything that is wrong with its form.

    ``further_inputs`` (element id → mappings) follow the inputs that the file itself maps, or take the place of the one
    with the same target. ``names`` (element id → name) take the place of the names in the file.
    """
    try:
        root = read_xml(source, file)
    except XmlRefused as refusal:
        return (), [refusal.problem]
    if root.tag != f"{{{BPMN}}}definitions":
        return (), [finding("EN-106", Place(file, None, line_of(root)), name=str(root.tag))]
    return _DiagramReader(root, file, further_inputs, names).read()


def text_of(element: etree._Element | None) -> str:
    """The element's text without the blanks around it."""
    return (element.text or "").strip() if element is not None else ""


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname


def _is_marked(element: etree._Element, attribute: str) -> bool:
    return element.get(attribute, "false").strip() == "true"


def _stands_aside(element: etree._Element) -> bool:
    """Whether it is an event subprocess or a compensation handler: no flow leads there."""
    return _is_marked(element, "triggeredByEvent") or _is_marked(element, "isForCompensation")


class _DiagramReader:
    """Reads one file. Problems never stop it: a designer wants to see them all at once."""

    def __init__(
        self,
        root: etree._Element,
        file: str,
        further_inputs: Mapping[str, tuple[IoMapping, ...]],
        names: Mapping[str, str],
    ) -> None:
        self.root = root
        self.file = file
        self.further_inputs = further_inputs
        self.names = names
        self.problems: list[Problem] = []
        self.events = EventReader(root, file, self.problems)

    def read(self) -> tuple[tuple[Process, ...], list[Problem]]:
        self._check_ids()
        self._check_foreign()
        for child in self.root.iterchildren("{*}*"):
            if etree.QName(child).namespace == BPMN and local_name(child) not in DEFINITIONS_CHILDREN:
                self._refuse("EN-110", child, name=local_name(child))
        elements = [
            element
            for element in self.root.findall(f"{{{BPMN}}}process")
            if element.get("isExecutable", "false").strip() == "true"
        ]
        if not elements:
            self.problems.append(finding("EN-107", Place(self.file, None, line_of(self.root))))
        return tuple(self._process(element) for element in elements), self.problems

    def place(self, element: etree._Element) -> Place:
        """Where an element stands; what is inside an element and has no id of its own stands at that element."""
        owner: etree._Element | None = element
        while owner is not None and owner.get("id") is None and local_name(owner) not in _NEED_IDS:
            owner = owner.getparent()
        return Place(self.file, None if owner is None else owner.get("id"), line_of(element))

    def _refuse(self, code: str, element: etree._Element, **facts: Any) -> None:
        self.problems.append(finding(code, self.place(element), **facts))

    def _check_ids(self) -> None:
        """Ids of BPMN elements are NCNames and unique in the file."""
        seen: Counter[str] = Counter()
        for element in self.root.iter(f"{{{BPMN}}}*"):
            element_id = element.get("id")
            if element_id is None:
                if local_name(element) in _NEED_IDS:
                    self._refuse("EN-130", element, id="")
                continue
            seen[element_id] += 1
            if not _NCNAME.match(element_id):
                self._refuse("EN-130", element, id=element_id)
            elif seen[element_id] == 2:
                self._refuse("EN-131", element, id=element_id)

    def _check_foreign(self) -> None:
        """Extensions of other engines change what a diagram does, so they are not passed over.

        In a file for Camunda 8, those of Camunda 7 are left over from a conversion and have no effect there either: a
        warning.
        """
        is_camunda_8 = self._is_for_camunda_8()
        for element in self.root.iterdescendants("{*}*"):
            for name in (element.tag, *element.attrib):
                written = etree.QName(name)
                if written.namespace == CAMUNDA_7 and is_camunda_8:
                    self.problems.append(warning("EN-178", self.place(element), name=written.localname))
                elif written.namespace in (CAMUNDA_7, SPIFF):
                    self._refuse("EN-113", element, name=written.localname)

    def _is_for_camunda_8(self) -> bool:
        """By the platform that the file names; one that names none is for Camunda 8 when it speaks its dialect."""
        platform = self.root.get(f"{{{MODELER}}}executionPlatform")
        if platform is None:
            return next(self.root.iter(f"{{{ZEEBE}}}*"), None) is not None
        return platform == "Camunda Cloud"

    def _process(self, element: etree._Element) -> Process:
        extensions = self._extensions(element)
        lanes, lane_of = self._lanes(element)
        return Process(
            id=element.get("id", ""),
            name=self._name(element),
            place=self.place(element),
            documentation=self._documentation(element),
            properties=extensions.properties(),
            lanes=lanes,
            body=self._container(element, lane_of, None, frozenset()),
            embedded_forms=extensions.embedded_forms(),
            version_tag=extensions.attribute("versionTag", "value"),
        )

    def _lanes(self, element: etree._Element) -> tuple[tuple[Lane, ...], dict[str, str]]:
        """Lanes in document order, and each node's innermost lane."""
        lanes: list[Lane] = []
        lane_of: dict[str, str] = {}
        for lane in element.iterfind(f"{{{BPMN}}}laneSet//{{{BPMN}}}lane"):
            lane_id = lane.get("id", "")
            lanes.append(Lane(lane_id, self._name(lane), line_of(lane)))
            for reference in lane.findall(f"{{{BPMN}}}flowNodeRef"):
                lane_of[text_of(reference)] = lane_id
        return tuple(lanes), lane_of

    def _container(
        self,
        element: etree._Element,
        lane_of: dict[str, str],
        outer_lane: str | None,
        objects: frozenset[str],
    ) -> Container:
        nodes: dict[str, Node] = {}
        objects |= {child.get("id", "") for child in element.findall(f"{{{BPMN}}}dataObject")}
        for child in element.iterchildren("{*}*"):
            name = local_name(child)
            if etree.QName(child).namespace != BPMN:
                self._refuse("EN-110", child, name=name)
            elif self._refuse_aside(child):
                continue
            elif name in FLOW_NODES:
                node = self._node(child, FLOW_NODES[name], lane_of, outer_lane, objects)
                nodes[node.id] = node
            elif name in REFUSED_NODES:
                zh, en = REFUSED_NODES[name]
                self._refuse("EN-111", child, what=zh, what_en=en)
            elif name == "dataObjectReference":
                self._check_data_object(child, objects)
            elif name not in _INSIDE:
                self._refuse("EN-110", child, name=name)
        return Container(element.get("id", ""), nodes, self._flows(element, nodes))

    def _refuse_aside(self, element: etree._Element) -> bool:
        """Refuse what stands beside the flow; nothing else is said of it or of what it holds."""
        if _is_marked(element, "triggeredByEvent"):
            self._refuse("EN-117", element)
        elif _is_marked(element, "isForCompensation"):
            self._refuse("EN-111", element, what="补偿", what_en="compensation")
        return _stands_aside(element)

    def _check_data_object(self, element: etree._Element, objects: frozenset[str]) -> None:
        reference = element.get("dataObjectRef")
        if reference is not None and reference not in objects:
            self._refuse("EN-134", element, ref=reference)

    def _flows(self, element: etree._Element, nodes: dict[str, Node]) -> tuple[Flow, ...]:
        flows: list[Flow] = []
        refused = {
            child.get("id", "")
            for child in element.iterchildren(f"{{{BPMN}}}*")
            if local_name(child) in REFUSED_NODES or _stands_aside(child)
        }
        for child in element.findall(f"{{{BPMN}}}sequenceFlow"):
            ends = (child.get("sourceRef", ""), child.get("targetRef", ""))
            missing = [end for end in ends if end not in nodes]
            for end in missing:
                if end not in refused:
                    self._refuse("EN-133", child, what="连线的端点", what_en="end of the flow", ref=end)
            if missing:
                continue
            condition = child.find(f"{{{BPMN}}}conditionExpression")
            flows.append(
                Flow(
                    id=child.get("id", ""),
                    source=ends[0],
                    target=ends[1],
                    condition=None if condition is None else text_of(condition),
                    line=line_of(child),
                    name=self._name(child),
                )
            )
        return tuple(flows)

    def _node(
        self,
        element: etree._Element,
        kind: str,
        lane_of: dict[str, str],
        outer_lane: str | None,
        objects: frozenset[str],
    ) -> Node:
        extensions = self._extensions(element)
        place = self.place(element)
        lane = lane_of.get(element.get("id", ""), outer_lane)
        self._check_children(element, kind)
        event = self.events.read(element, kind, extensions)
        attached = element.get("attachedToRef") if kind == "boundary_event" else None
        inputs, outputs = extensions.mappings()
        decision_id, decision_result = extensions.called_decision()
        script, script_result = extensions.script()
        return Node(
            id=element.get("id", ""),
            kind=kind,
            name=" ".join(self._name(element).split()),
            place=place,
            documentation=self._documentation(element),
            lane=lane,
            properties=extensions.properties(),
            event=event,
            attached_to=attached,
            is_interrupting=element.get("cancelActivity", "true").strip() != "false",
            default_flow=element.get("default"),
            inputs=self._with_further(element, inputs),
            outputs=outputs,
            multi_instance=self.multi_instance(element) if kind in ACTIVITIES else None,
            assignment=extensions.assignment(),
            form_id=extensions.form_id(),
            decision_id=decision_id,
            script=script,
            result_variable=decision_result if kind == "business_rule_task" else script_result,
            operation=extensions.operation() or self.events.thrown_operation(element),
            headers=extensions.headers(),
            called=extensions.called(),
            inner=self._container(element, lane_of, lane, objects) if kind == "subprocess" else None,
        )

    def _name(self, element: etree._Element) -> str:
        own: str = element.get("name", "")
        return self.names.get(element.get("id", "")) or own

    def _with_further(self, element: etree._Element, own: tuple[IoMapping, ...]) -> tuple[IoMapping, ...]:
        further = self.further_inputs.get(element.get("id", ""), ())
        replaced = {mapping.target for mapping in further}
        return (*(mapping for mapping in own if mapping.target not in replaced), *further)

    def _check_children(self, element: etree._Element, kind: str) -> None:
        """Children that change what the node does and that we do not run are refused."""
        if element.get("instantiate", "false").strip() == "true":
            self._refuse("EN-111", element, what="由消息新建实例（instantiate）", what_en="instantiate")
        if element.get("eventGatewayType", "Exclusive").strip() != "Exclusive":
            self._refuse("EN-111", element, what="并行事件网关", what_en="parallel event-based gateway")
        for child in element.iterchildren("{*}*"):
            name = local_name(child)
            namespace = etree.QName(child).namespace
            if name == "standardLoopCharacteristics":
                self._refuse("EN-118", element)
            elif name == "script" and text_of(child):
                self._refuse("EN-114", element)
            elif namespace != BPMN or (
                kind != "subprocess" and name not in NODE_CHILDREN and not name.endswith("EventDefinition")
            ):
                self._refuse("EN-110", child, name=name)

    def _extensions(self, element: etree._Element) -> Extensions:
        holder = element.find(f"{{{BPMN}}}extensionElements")
        if holder is not None:
            for child in holder.iterchildren(f"{{{ZEEBE}}}*"):
                if local_name(child) not in ZEEBE_KNOWN:
                    self._refuse("EN-112", element, name=local_name(child))
        return Extensions(holder)

    def multi_instance(self, element: etree._Element) -> MultiInstance | None:
        """The multi-instance marker of an activity, if it has one."""
        marker = element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
        if marker is None:
            return None
        if marker.find(f"{{{BPMN}}}loopCardinality") is not None:
            self._refuse("EN-119", element)
        extensions = self._extensions(marker)
        completion = marker.find(f"{{{BPMN}}}completionCondition")
        return extensions.multi_instance(
            is_sequential=marker.get("isSequential", "false").strip() == "true",
            completion_condition=text_of(completion) or None,
        )

    def _documentation(self, element: etree._Element) -> str:
        return text_of(element.find(f"{{{BPMN}}}documentation"))
