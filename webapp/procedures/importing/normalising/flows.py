"""What a diagram only implies, drawn out: forks out of tasks, the flow that is meant where no condition holds."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from webapp.engine.dialect import MODELER
from webapp.procedures.importing.normalising.drawing import Drawing
from webapp.procedures.importing.normalising.juel import NotConvertible, holds_expression, to_feel
from webapp.procedures.importing.normalising.work import NODES, Work, bpmn, local_name

_DECIDING = frozenset({"exclusiveGateway", "inclusiveGateway"})
_FEEL_LANGUAGES = ("feel", "FEEL")
_ALWAYS = frozenset({"true", "${true}", "#{true}", "=true"})


def mark_executable(work: Work) -> None:
    """The one process with steps in it is the one to run."""
    if any(each.get("isExecutable") == "true" for each in work.processes()):
        return
    drawn = [each for each in work.processes() if any(local_name(child) in NODES for child in each)]
    if len(drawn) == 1:
        drawn[0].set("isExecutable", "true")
        work.say("IM-211", drawn[0], found=drawn[0].get("name") or drawn[0].get("id"))


def declare_platform(work: Work) -> None:
    """Name the dialect, so that the editors open the file as what it is."""
    if work.root.get(f"{{{MODELER}}}executionPlatform") != "Camunda Cloud":
        work.root.set(f"{{{MODELER}}}executionPlatform", "Camunda Cloud")
        work.root.set(f"{{{MODELER}}}executionPlatformVersion", "8.6.0")
        work.say("IM-220", work.root)


def rewrite_texts(work: Work) -> None:
    """Conditions, timers and scripts that stand as texts of BPMN's own elements."""
    for condition in work.root.iter(bpmn("conditionExpression"), bpmn("completionCondition")):
        _rewrite(work, condition, "condition", needs_sign=True)
    for name in ("timeDate", "timeDuration", "timeCycle"):
        for timer in work.root.iter(bpmn(name)):
            _rewrite(work, timer, "timer", needs_sign=False)
    for script in list(work.root.iter(bpmn("script"))):
        task = script.getparent()
        if task is not None and (script.text or "").strip():
            kept = work.keep(task, "script", (script.text or "").strip())
            work.say("IM-307", task, engine=task.get("scriptFormat") or "BPMN", found="script", now=kept)
            task.remove(script)
            _take(task, "scriptFormat")


def _rewrite(work: Work, element: etree._Element, name: str, *, needs_sign: bool) -> None:
    text = (element.text or "").strip()
    owner = work.node_of(element)
    if not text or text.startswith("=") or (not needs_sign and not holds_expression(text)):
        return
    try:
        feel = _read_expression(text, element.get("language"), work.fields)
    except NotConvertible:
        kept = work.keep(owner, name, text)
        work.say("IM-306", owner, found=text, now=kept)
        _drop(element)
        return
    element.text = f"={feel}"
    _take(element, "language")
    work.say("IM-217", owner, found=text, now=element.text)


def _take(element: etree._Element, name: str) -> str | None:
    """Remove an attribute; returns what it held."""
    value = element.get(name)
    if value is not None:
        del element.attrib[name]
    return value


def _read_expression(text: str, language: str | None, names: Mapping[str, str]) -> str:
    """The FEEL of an expression in the language that it names, or of a ``${…}``.

    Raises:
        NotConvertible: it is in a language that is not read here.
    """
    if language in _FEEL_LANGUAGES:
        return text
    if holds_expression(text):
        return to_feel(text, names)
    if language is not None:
        raise NotConvertible
    return to_feel(f"${{{text}}}", names)


def _drop(element: etree._Element) -> None:
    """An expression that nobody here can read is better away than wrongly run. A timer keeps an empty one, which the
    checks report."""
    parent = element.getparent()
    if parent is not None and local_name(element) in ("conditionExpression", "completionCondition"):
        parent.remove(element)
    else:
        element.text = ""


def draw_gateways(work: Work, drawing: Drawing) -> None:
    """Several flows straight out of a task: all of them run, or those whose condition holds. A gateway says which."""
    taken = work.taken_ids()
    for node in list(work.nodes()):
        node_id, parent = node.get("id"), node.getparent()
        if parent is None or node_id is None or local_name(node).endswith("Gateway"):
            continue
        flows = [each for each in parent.findall(bpmn("sequenceFlow")) if each.get("sourceRef") == node_id]
        has_conditions = any(each.find(bpmn("conditionExpression")) is not None for each in flows)
        if not has_conditions and len(flows) < 2:
            continue
        kind = "inclusiveGateway" if has_conditions else "parallelGateway"
        gateway_id = work.free_id(f"{node_id}_{'choice' if has_conditions else 'fork'}", taken)
        flow_id = work.free_id(f"flow_{node_id}_to_{gateway_id}", taken | {gateway_id})
        taken |= {gateway_id, flow_id}
        _insert(node, flows, kind, gateway_id, flow_id)
        drawing.insert_gateway(node_id, gateway_id, flow_id, [str(each.get("id")) for each in flows])
        what = ("包容网关", "an inclusive gateway") if has_conditions else ("并行网关", "a parallel gateway")
        work.say("IM-213", node, found=node.get("name") or node_id, what=what[0], what_en=what[1])


def _insert(
    node: etree._Element, flows: list[etree._Element], kind: str, gateway_id: str, flow_id: str
) -> None:
    parent, node_id = node.getparent(), str(node.get("id"))
    if parent is None:
        return
    gateway = node.makeelement(bpmn(kind), id=gateway_id)
    parent.insert(parent.index(node) + 1, gateway)
    etree.SubElement(gateway, bpmn("incoming")).text = flow_id
    for each in flows:
        each.set("sourceRef", gateway_id)
        etree.SubElement(gateway, bpmn("outgoing")).text = each.get("id")
    if (default := _take(node, "default")) is not None:
        gateway.set("default", default)
    moved = {each.get("id") for each in flows}
    for reference in [*node.findall(bpmn("outgoing"))]:
        if (reference.text or "").strip() in moved:
            node.remove(reference)
    references = node.findall(bpmn("incoming"))
    mark = node.makeelement(bpmn("outgoing"))
    mark.text = flow_id
    position = node.index(references[-1]) + 1 if references else _after_head(node)
    node.insert(position, mark)
    flow = parent.makeelement(bpmn("sequenceFlow"), id=flow_id, sourceRef=node_id, targetRef=gateway_id)
    parent.insert(parent.index(flows[0]), flow)
    for reference in parent.getroottree().getroot().iter(bpmn("flowNodeRef")):
        if (reference.text or "").strip() == node_id:
            beside = reference.makeelement(bpmn("flowNodeRef"))
            beside.text = gateway_id
            reference.addnext(beside)


def _after_head(node: etree._Element) -> int:
    """The position behind documentation and extensions, where BPMN wants the flows named."""
    head = [child for child in node if local_name(child) in ("documentation", "extensionElements")]
    return len(head)


def settle_defaults(work: Work) -> None:
    """A last flow without condition was taken when none before it held: that is a default. Anything else is listed."""
    for gateway in work.nodes():
        parent, gateway_id = gateway.getparent(), gateway.get("id")
        if parent is None or local_name(gateway) not in _DECIDING or gateway.get("default"):
            continue
        flows = [each for each in parent.findall(bpmn("sequenceFlow")) if each.get("sourceRef") == gateway_id]
        if len(flows) < 2:
            continue
        open_flows = [each for each in flows if _is_open(each)]
        name = gateway.get("name") or gateway_id
        if open_flows == flows[-1:] and local_name(gateway) == "exclusiveGateway":
            condition = flows[-1].find(bpmn("conditionExpression"))
            if condition is not None:
                flows[-1].remove(condition)
            gateway.set("default", str(flows[-1].get("id")))
            work.say("IM-214", gateway, found=name)
        else:
            work.say("IM-305", gateway, found=name)


def _is_open(flow: etree._Element) -> bool:
    """Whether a flow is taken whatever the facts are."""
    condition = flow.find(bpmn("conditionExpression"))
    if condition is not None:
        return (condition.text or "").strip() in _ALWAYS
    # A condition that could not be rewritten was a condition all the same.
    return not any(
        each.get("name") == "original.condition"
        for each in flow.iterfind(f"{bpmn('extensionElements')}/{{*}}properties/*")
    )
