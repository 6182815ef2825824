"""What a pack needs to know of a diagram without running it: ids, what it refers to, source marks, lines.

Reading is forgiving: a file that is no XML gives None here and its error from the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from webapp.procedures.outline_xml import children_of, iterate_elements, line_of, parse_file, tag_of
from webapp.procedures.separation import PROPERTY

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_ACTIVITIES = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
    }
)
_EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
#: How the tags of what flows join end.
_NODES = ("Event", "Gateway", "Activity", "ask", "subProcess")
_DECIDING_GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway"})


@dataclass(frozen=True, slots=True)
class Notice:
    """What a task that sends a message maps, as written: to whom, the text, the English when it stands there too."""

    to: str
    text: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Step:
    """An element that states a rule and so carries a source mark: a task, a decision, an event that acts.

    ``said`` is the text that it maps for its operation, as written; ``notice`` is there when that sends a message. ``message`` is the name of the one that it waits for. ``papers`` says which
    papers it makes.
    """

    id: str
    kind: str
    name: str
    line: int | None
    source: str
    form_id: str | None
    separate_from: str = ""
    said: str = ""
    notice: Notice | None = None
    papers: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A sequence flow; one without a name is called by what it joins."""

    id: str
    name: str
    line: int | None
    source: str
    target: str


@dataclass(slots=True)
class DiagramOutline:
    """The outline of one BPMN file."""

    processes: list[str] = field(default_factory=list)
    start_forms: list[str] = field(default_factory=list)
    lanes: list[tuple[str, int | None]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    flows: list[FlowLine] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    elements: list[str] = field(default_factory=list)
    callees: set[str] = field(default_factory=set)
    decisions: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)


@lru_cache(maxsize=256)
def outline_diagram(content: bytes) -> DiagramOutline | None:
    """Outline a BPMN file; None when it is not well-formed XML.

    Kept by content: a pack asks several times, and versions of it share most files. Nobody changes what is handed out.
    """
    root = parse_file(content)
    if root is None:
        return None
    outline = DiagramOutline()
    for element in iterate_elements(root):
        tag = tag_of(element)
        identity = element.get("id") or ""
        if tag == "process" and element.get("isExecutable") != "false":
            outline.processes.append(identity)
        elif tag == "lane":
            outline.lanes.append((identity, line_of(element)))
        elif tag == "calledElement" and element.get("processId"):
            outline.callees.add(str(element.get("processId")))
        elif tag == "calledDecision" and element.get("decisionId"):
            outline.decisions.add(str(element.get("decisionId")))
        elif tag == "formDefinition" and element.get("formId"):
            outline.forms.add(str(element.get("formId")))
        elif tag == "startEvent":
            outline.start_forms += [
                str(node.get("formId")) for node in _extensions(element) if node.get("formId")
            ]
        elif tag == "sequenceFlow":
            outline.flows.append(_flow_line(element))
        if _states_a_rule(element):
            outline.steps.append(_step(element))
        if identity and element.get("name") and not _is_drawing(element):
            outline.named[identity] = str(element.get("name"))
            if text := _documentation(element):
                outline.named[f"{identity}.documentation"] = text
    outline.elements.extend(_list_nodes(root))
    return outline


def _list_nodes(root: etree._Element) -> Iterator[str]:
    for element in iterate_elements(root):
        if str(element.tag).startswith(_BPMN) and tag_of(element).endswith(_NODES) and element.get("id"):
            yield str(element.get("id"))


def _flow_line(element: etree._Element) -> FlowLine:
    source, target = element.get("sourceRef") or "", element.get("targetRef") or ""
    name = element.get("name") or f"{source} → {target}"
    return FlowLine(element.get("id") or "", name, line_of(element), source, target)


def _is_drawing(element: etree._Element) -> bool:
    return "/DI" in str(element.tag) or tag_of(element) in {
        "definitions",
        "message",
        "error",
        "escalation",
        "signal",
    }


def _states_a_rule(element: etree._Element) -> bool:
    """Plain starts and ends, forks and joins only move a case along; all else rests on a clause."""
    tag = tag_of(element)
    if not str(element.tag).startswith(_BPMN):
        return False  # The dialect has elements of its own with such names.
    if tag in _ACTIVITIES:
        return True
    if tag in _DECIDING_GATEWAYS:
        return len(children_of(element, "outgoing")) > 1
    if tag in _EVENTS and _property_of(element, "papers"):
        return True
    return tag in _EVENTS and any(
        tag_of(child).endswith("EventDefinition") for child in element if isinstance(child.tag, str)
    )


def _step(element: etree._Element) -> Step:
    form = next((node for node in _extensions(element) if tag_of(node) == "formDefinition"), None)
    return Step(
        id=element.get("id") or "",
        kind=tag_of(element),
        name=" ".join((element.get("name") or element.get("id") or "").split()),
        line=line_of(element),
        source=_property_of(element, "source"),
        form_id=None if form is None else form.get("formId"),
        separate_from=_property_of(element, PROPERTY),
        said=_inputs(element).get("text", ""),
        notice=_notice(element),
        papers=_property_of(element, "papers"),
        message=_message_name(element),
    )


def _message_name(element: etree._Element) -> str:
    waits = next((node for node in element if tag_of(node) == "messageEventDefinition"), element)
    wanted = waits.get("messageRef")
    messages = children_of(element.getroottree().getroot(), "message") if wanted else ()
    return next((each.get("name") or "" for each in messages if each.get("id") == wanted), "")


def _notice(element: etree._Element) -> Notice | None:
    nodes = list(_extensions(element))
    if not any(tag_of(node) == "taskDefinition" and node.get("type") == "notify" for node in nodes):
        return None
    inputs = _inputs(element)
    return Notice(inputs.get("to", ""), inputs.get("text", ""), inputs.get("text_en", ""))


def _inputs(element: etree._Element) -> dict[str, str]:
    """What a task maps for its operation: target → source as written."""
    maps = (node for node in _extensions(element) if tag_of(node) == "ioMapping")
    rows = (row for each in maps for row in children_of(each, "input"))
    return {str(row.get("target")): row.get("source") or "" for row in rows}


def _extensions(element: etree._Element) -> Iterator[etree._Element]:
    for holder in children_of(element, "extensionElements"):
        yield from (node for node in holder.iter() if isinstance(node.tag, str))


def _property_of(element: etree._Element, name: str) -> str:
    marks = (
        node.get("value") or ""
        for node in _extensions(element)
        if tag_of(node) == "property" and node.get("name") == name
    )
    return next(marks, "").strip()


def _documentation(element: etree._Element) -> str:
    return "".join((child.text or "") for child in children_of(element, "documentation")).strip()
