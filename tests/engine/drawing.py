"""Draws small Camunda 8 diagrams as bytes, one line per element, so that a test shows its whole process."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="http://test"'
    ' modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">'
)


def process(
    process_id: str, *elements: str, flows: str, lanes: Mapping[str, str] | None = None, roots: str = ""
) -> bytes:
    """A file with one process. ``flows`` as in `draw_flows`; ``lanes`` are lane id → node ids; ``roots`` go beside it."""
    return definitions(process_xml(process_id, *elements, flows=flows, lanes=lanes), roots)


def definitions(*parts: str) -> bytes:
    """A file of the given parts."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + HEAD
        + "\n"
        + "\n".join(parts)
        + "\n</bpmn:definitions>\n"
    ).encode()


def process_xml(process_id: str, *elements: str, flows: str, lanes: Mapping[str, str] | None = None) -> str:
    """The process element alone."""
    lane_set = ""
    if lanes:
        drawn = "".join(
            f'<bpmn:lane id="{lane}" name="{lane}">'
            + "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes.split())
            + "</bpmn:lane>\n"
            for lane, nodes in lanes.items()
        )
        lane_set = f'<bpmn:laneSet id="lanes_{process_id}">{drawn}</bpmn:laneSet>'
    inside = "\n".join([lane_set, *elements, draw_flows(flows)])
    return (
        f'<bpmn:process id="{process_id}" name="{process_id}" isExecutable="true">\n{inside}\n</bpmn:process>'
    )


def draw_flows(flows: str) -> str:
    """Flows from lines like ``a > b > c`` and ``gate > b: =x > 1``; a flow's id is ``source_target``."""
    drawn = []
    for line in flows.strip().splitlines():
        path, _, condition = line.partition(": ")
        nodes = [node.strip() for node in path.split(">")]
        for source, target in pairwise(nodes):
            inner = (
                f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{escape(condition)}</bpmn:conditionExpression>'
                if condition
                else ""
            )
            drawn.append(
                f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
            )
    return "\n".join(drawn)


def element(tag: str, node_id: str, *inside: str, extensions: str = "", **attributes: str) -> str:
    """Any BPMN element."""
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    holder = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>" if extensions else ""
    return f'<bpmn:{tag} id="{node_id}"{written}>{holder}{"".join(inside)}</bpmn:{tag}>'


def zeebe(tag: str, *inside: str, **attributes: str) -> str:
    """Any zeebe extension element."""
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<zeebe:{tag}{written}>{''.join(inside)}</zeebe:{tag}>"


def io(inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None) -> str:
    """An io mapping: target → source."""
    parts = [zeebe("input", source=source, target=target) for target, source in (inputs or {}).items()]
    parts += [zeebe("output", source=source, target=target) for target, source in (outputs or {}).items()]
    return zeebe("ioMapping", *parts)


def start(node_id: str = "start", form: str | None = None) -> str:
    """A none start event."""
    return element("startEvent", node_id, extensions=zeebe("formDefinition", formId=form) if form else "")


def end(node_id: str = "end", *inside: str, extensions: str = "") -> str:
    """An end event."""
    return element("endEvent", node_id, *inside, extensions=extensions)


def user_task(
    node_id: str,
    *inside: str,
    form: str | None = "note",
    groups: str | None = "handler",
    more: str = "",
    **assignment: str,
) -> str:
    """A user task; ``assignment`` are further attributes of the assignment definition."""
    if groups is not None:
        assignment["candidateGroups"] = groups
    parts = [zeebe("userTask")]
    if form is not None:
        parts.append(zeebe("formDefinition", formId=form))
    if assignment:
        parts.append(zeebe("assignmentDefinition", **assignment))
    return element("userTask", node_id, *inside, extensions="".join(parts) + more, name=node_id)


def decision_task(node_id: str, decision: str, result: str, more: str = "") -> str:
    """A business rule task."""
    called = zeebe("calledDecision", decisionId=decision, resultVariable=result)
    return element("businessRuleTask", node_id, extensions=called + more, name=node_id)


def script_task(node_id: str, expression: str, result: str, more: str = "") -> str:
    """A script task."""
    return element(
        "scriptTask", node_id, extensions=zeebe("script", expression=expression, resultVariable=result) + more
    )


def service_task(node_id: str, operation: str, *inside: str, more: str = "") -> str:
    """A service task."""
    return element("serviceTask", node_id, *inside, extensions=zeebe("taskDefinition", type=operation) + more)


def call(node_id: str, process_id: str, *inside: str, more: str = "", **flags: str) -> str:
    """A call activity."""
    return element(
        "callActivity",
        node_id,
        *inside,
        extensions=zeebe("calledElement", processId=process_id, **flags) + more,
    )


def subprocess(node_id: str, *elements: str, flows: str, extensions: str = "", marker: str = "") -> str:
    """An embedded subprocess."""
    return element("subProcess", node_id, *elements, draw_flows(flows), marker, extensions=extensions)


def gateway(kind: str, node_id: str, default: str | None = None) -> str:
    """A gateway: ``exclusive``, ``parallel``, ``inclusive`` or ``eventBased``; ``default`` is a target node's id."""
    attributes = {} if default is None else {"default": f"{node_id}_{default}"}
    return element(f"{kind}Gateway", node_id, **attributes)


def timer(kind: str, text: str) -> str:
    """A timer definition: ``timeDate``, ``timeDuration`` or ``timeCycle``."""
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(text)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def message(name: str) -> str:
    """A reference to a message of `message_root`."""
    return f'<bpmn:messageEventDefinition messageRef="message_{name}" />'


def message_root(name: str, key: str | None = "=case.no") -> str:
    """A message with its correlation key."""
    subscription = zeebe("subscription", correlationKey=key) if key is not None else ""
    return element("message", f"message_{name}", extensions=subscription, name=name)


def error(code: str | None) -> str:
    """A reference to an error of `error_root`; None catches every error."""
    return (
        f'<bpmn:errorEventDefinition errorRef="error_{code}" />' if code else "<bpmn:errorEventDefinition />"
    )


def error_root(code: str) -> str:
    """An error with its code."""
    return element("error", f"error_{code}", errorCode=code, name=code)


def escalation(code: str | None) -> str:
    """A reference to an escalation of `escalation_root`."""
    return (
        f'<bpmn:escalationEventDefinition escalationRef="escalation_{code}" />'
        if code
        else "<bpmn:escalationEventDefinition />"
    )


def escalation_root(code: str) -> str:
    """An escalation with its code."""
    return element("escalation", f"escalation_{code}", escalationCode=code, name=code)


def catch(node_id: str, definition: str, extensions: str = "") -> str:
    """An intermediate catch event."""
    return element("intermediateCatchEvent", node_id, definition, extensions=extensions)


def throw(node_id: str, definition: str = "", extensions: str = "") -> str:
    """An intermediate throw event."""
    return element("intermediateThrowEvent", node_id, definition, extensions=extensions)


def boundary(
    node_id: str, host: str, definition: str, *, interrupting: bool = True, extensions: str = ""
) -> str:
    """An event attached to an activity."""
    flag = "true" if interrupting else "false"
    return element(
        "boundaryEvent", node_id, definition, extensions=extensions, attachedToRef=host, cancelActivity=flag
    )


def loop(
    collection: str,
    element_name: str,
    output: str,
    output_element: str,
    *,
    until: str = "",
    sequential: bool = False,
) -> str:
    """A multi-instance marker."""
    characteristics = zeebe(
        "loopCharacteristics",
        inputCollection=collection,
        inputElement=element_name,
        outputCollection=output,
        outputElement=output_element,
    )
    condition = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{"true" if sequential else "false"}">'
        f"<bpmn:extensionElements>{characteristics}</bpmn:extensionElements>{condition}</bpmn:multiInstanceLoopCharacteristics>"
    )


def simple(step: str, *more: str, flows: str = "", roots: str = "") -> bytes:
    """A process of one step, and what hangs on it."""
    return process(
        "main", start(form="apply"), step, *more, end(), flows=f"start > step > end\n{flows}", roots=roots
    )


def gate(kind: str, flows: str, default: str | None = None) -> bytes:
    """A choice between two tasks."""
    return process(
        "main",
        start(form="apply"),
        gateway(kind, "g", default),
        user_task("a", form="left"),
        user_task("b", form="right"),
        end(),
        flows=f"start > g\n{flows}\na > end\nb > end",
    )
