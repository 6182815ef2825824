"""A file with several processes becomes several files: here a process is a file, found by its id.

Calls between the processes name ids and so hold. Each file keeps of the collaboration, the messages and the drawing what
its process needs; a message flow from one process to another has no place any more, and is listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from webapp.procedures.importing.normalising.drawing import BPMNDI
from webapp.procedures.importing.normalising.work import NODES, Work, bpmn, local_name

_DIAGRAM, _PLANE = f"{{{BPMNDI}}}BPMNDiagram", f"{{{BPMNDI}}}BPMNPlane"
#: What stands beside the processes and is no definition that they refer to.
_FRAME = frozenset(
    {"process", "collaboration", "BPMNDiagram", "import", "extensionElements", "documentation"}
)


def holds_several(root: etree._Element) -> bool:
    """Whether a file holds more than one process with steps, each with an id of its own."""
    ids = _with_steps(root)
    return len(ids) > 1 and len(set(ids)) == len(ids) and all(ids)


def _with_steps(root: etree._Element) -> list[str]:
    return [
        each.get("id", "")
        for each in root.iterfind(bpmn("process"))
        if any(local_name(child) in NODES for child in each)
    ]


def split_processes(work: Work) -> list[Work]:
    """A diagram for each process that has steps; the diagram itself where it does not hold several."""
    if not holds_several(work.root):
        return [work]
    ids = _with_steps(work.root)
    work.say("IM-207", work.root, found=len(ids), now=", ".join(ids))
    _list_severed(work)
    parts = [Work(_only(work.root, each), work.file, work.roles, fields=work.fields) for each in ids]
    parts[0].forms = work.forms
    homes = {each: part for part in reversed(parts) for each in part.taken_ids()}
    for each in work.remarks:
        homes.get(each.element_id or "", parts[0]).remarks.append(each)
    return parts


def _list_severed(work: Work) -> None:
    """Name the message flows between two processes at the step that sends."""
    homes = _homes(work.root)
    elements = {each.get("id"): each for each in work.root.iter("*") if each.get("id")}
    for flow in work.root.iter(bpmn("messageFlow")):
        source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
        if source in homes and target in homes and homes[source] != homes[target]:
            names = [elements[each].get("name") or each for each in (source, target)]
            work.say("IM-312", elements[source], found=names[0], now=names[1])


def _homes(root: etree._Element) -> dict[str, str]:
    """The process that each element belongs to, by id; a pool belongs to its process."""
    homes = {
        str(each.get("id")): process.get("id", "")
        for process in root.iterfind(bpmn("process"))
        for each in process.iter("*")
        if each.get("id")
    }
    pools = root.iterfind(f"{bpmn('collaboration')}/{bpmn('participant')}")
    return homes | {str(each.get("id")): ref for each in pools if (ref := each.get("processRef", ""))}


def _only(root: etree._Element, process_id: str) -> etree._Element:
    """A copy of the file with one of its processes."""
    part = deepcopy(root)
    homes = _homes(part)
    for process in part.findall(bpmn("process")):
        if process.get("id") != process_id:
            part.remove(process)
    for collaboration in part.findall(bpmn("collaboration")):
        _keep_partners(collaboration, {each for each, home in homes.items() if home == process_id})
        if collaboration.find(bpmn("participant")) is None:
            part.remove(collaboration)
    _drop_unused(part)
    _drop_drawings(part, process_id)
    return part


def _keep_partners(collaboration: etree._Element, own: set[str]) -> None:
    """Of the pools that of the process and those without a process that it exchanges messages with; of the flows and notes
    those that join what stays."""
    black_boxes = {
        str(each.get("id"))
        for each in collaboration.findall(bpmn("participant"))
        if not each.get("processRef")
    }
    flows = collaboration.findall(bpmn("messageFlow"))
    ends = [{str(each.get("sourceRef")), str(each.get("targetRef"))} for each in flows]
    partners = {each for pair in ends if pair & own for each in pair & black_boxes}
    for pool in collaboration.findall(bpmn("participant")):
        if pool.get("id") not in own | partners:
            collaboration.remove(pool)
    for flow, pair in zip(flows, ends, strict=True):
        if not pair <= own | partners:
            collaboration.remove(flow)
    notes = {str(each.get("id")) for each in collaboration.findall(bpmn("textAnnotation"))}
    for link in collaboration.findall(bpmn("association")):
        pair = {str(link.get("sourceRef")), str(link.get("targetRef"))}
        if not pair <= own | partners | notes:
            collaboration.remove(link)
            for note in collaboration.findall(bpmn("textAnnotation")):
                if note.get("id") in pair:
                    collaboration.remove(note)


def _drop_unused(part: etree._Element) -> None:
    """Leave out messages, errors and the like that nothing in the file refers to any more."""
    while True:
        used = set(_references(part))
        unused = [
            each for each in part if local_name(each) not in {*_FRAME, ""} and each.get("id") not in used
        ]
        if not unused:
            return
        for each in unused:
            part.remove(each)


def _references(part: etree._Element) -> Iterator[str]:
    for each in part.iter("*"):
        yield from (str(value) for name, value in each.attrib.items() if name != "id")
        if each.text and each.text.strip():
            yield each.text.strip()


def _drop_drawings(part: etree._Element, process_id: str) -> None:
    """Leave out what draws another process. What was drawn with its pool is drawn without where the pool is gone."""
    present = {str(each.get("id")) for each in part.iter("*") if each.get("id")}
    for diagram in part.findall(_DIAGRAM):
        plane = diagram.find(_PLANE)
        shapes = [] if plane is None else list(plane)
        for shape in shapes:
            if shape.get("bpmnElement") not in present and plane is not None:
                plane.remove(shape)
        if plane is None or not len(plane):
            part.remove(diagram)
        elif plane.get("bpmnElement") not in present:
            plane.set("bpmnElement", process_id)
