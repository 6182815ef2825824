"""Fixes of diagrams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from lxml import etree

from webapp.procedures.drafts.fixes.model import Answers, Ask, Case, Fix, Mender
from webapp.procedures.drafts.fixes.xml_editing import (
    BPMN,
    ZEEBE,
    case_element,
    editing,
    extensions_of,
    find_element,
    find_extension,
    find_property,
    is_filled,
    rename_id,
    set_extension,
    set_input,
    set_property,
    write_xml,
)
from webapp.procedures.drafts.paths import folder_of
from webapp.procedures.jurisdiction import Jurisdiction
from webapp.procedures.operations import OPERATIONS
from webapp.procedures.outline_xml import children_of, iterate_elements, parse_file, tag_of
from webapp.procedures.source_marks import ASSUMED, local_mark


def set_default_flow(case: Case) -> Iterator[Fix]:
    """Make one of a gateway's flows the one that is taken when no condition holds."""
    gateway, root = case_element(case), parse_file(case.content)
    if gateway is None or root is None or not tag_of(gateway).endswith("Gateway"):
        return
    flows = [
        each
        for each in iterate_elements(root)
        if tag_of(each) == "sequenceFlow" and each.get("sourceRef") == case.element_id
    ]
    english = case.pack.texts("en").of_file(case.file)
    if gateway.get("default") in {flow.get("id") for flow in flows}:
        return
    # What has no condition is most likely meant: it is offered first.
    for flow in sorted(flows, key=lambda each: bool(children_of(each, "conditionExpression"))):
        flow_id = flow.get("id") or ""
        target = find_element(root, flow.get("targetRef") or "")
        yield Fix(
            f"default:{flow_id}",
            f"把“{_name_flow(flow, target, {})}”设为默认流",
            f"Make '{_name_flow(flow, target, english)}' the default flow",
            editing(case, partial(_set_default, gateway_id=case.element_id, flow_id=flow_id)),
        )


def _name_flow(flow: etree._Element, target: etree._Element | None, translated: Mapping[str, str]) -> str:
    """A flow by its name, else by where it leads."""
    if flow.get("name"):
        return _name(flow, translated)
    return f"→ {_name(target, translated)}" if target is not None else flow.get("id") or ""


def _name(element: etree._Element, translated: Mapping[str, str]) -> str:
    own = element.get("id") or ""
    return " ".join((translated.get(own) or element.get("name") or own).split())


def _set_default(root: etree._Element, _answers: Answers, gateway_id: str, flow_id: str) -> None:
    gateway, flow = find_element(root, gateway_id), find_element(root, flow_id)
    if gateway is not None and flow is not None:
        gateway.set("default", flow_id)
        for condition in children_of(flow, "conditionExpression"):
            flow.remove(condition)


def mark_assumed(case: Case) -> Iterator[Fix]:
    """Say of a step that nothing in the sources asks for it."""
    element = case_element(case)
    if element is None or find_property(element, "source"):
        return

    def mark(root: etree._Element, _answers: Answers) -> None:
        step = find_element(root, case.element_id)
        if step is not None:
            set_property(step, "source", ASSUMED)

    yield Fix("assumed", "依据写为“自拟”", "Mark as assumed", editing(case, mark))


def drop_foreign_sources(case: Case) -> Iterator[Fix]:
    """Take the clauses of other places' sources out of a diagram: it was shared, and is the place's own by now.

    Where several of the place's diagrams have such clauses, all of them can be rid of them at once.
    """
    place, _ = case.pack.read_jurisdiction()
    if not _has_foreign_sources(place, case.content):
        return
    several = [
        path
        for path in case.pack.paths(".bpmn")
        if folder_of(path) == case.code and _has_foreign_sources(place, case.pack.files[path])
    ]
    if len(several) > 1:
        yield Fix(
            "local_sources_everywhere",
            f"把 {len(several)} 个自有流程图里别处的依据都去掉",
            f"Take other places' sources out of all {len(several)} diagrams of this place",
            lambda _answers: {path: _with_local_sources(place, case.pack.files[path]) for path in several},
        )
    yield Fix(
        "local_sources",
        "把这个图里别处的依据都去掉",
        "Take other places' sources out of this diagram",
        lambda _answers: {case.file: _with_local_sources(place, case.content)},
    )


def _has_foreign_sources(place: Jurisdiction, content: bytes) -> bool:
    root = parse_file(content)
    return root is not None and any(
        local_mark(place, each.get("value") or "") != each.get("value") for each in _source_properties(root)
    )


def _with_local_sources(place: Jurisdiction, content: bytes) -> bytes:
    root = parse_file(content)
    if root is None:
        return content
    for each in _source_properties(root):
        each.set("value", local_mark(place, each.get("value") or ""))
    return write_xml(root)


def _source_properties(root: etree._Element) -> list[etree._Element]:
    return [
        each for each in iterate_elements(root) if tag_of(each) == "property" and each.get("name") == "source"
    ]


def begin_condition(case: Case) -> Iterator[Fix]:
    """Put the sign of an expression before a condition."""

    def begin(root: etree._Element, _answers: Answers) -> None:
        for condition in _conditions(root, case.element_id):
            condition.text = f"={(condition.text or '').strip()}"

    if _conditions(parse_file(case.content), case.element_id):
        yield Fix("begin", "在条件前面加上 =", "Put = before the condition", editing(case, begin))


def drop_condition(case: Case) -> Iterator[Fix]:
    """Take a condition away from where it has no effect."""

    def drop(root: etree._Element, _answers: Answers) -> None:
        for condition in _conditions(root, case.element_id):
            parent = condition.getparent()
            if parent is not None:
                parent.remove(condition)

    if _conditions(parse_file(case.content), case.element_id):
        yield Fix("drop", "删去这个条件", "Remove the condition", editing(case, drop))


def _conditions(root: etree._Element | None, flow_id: str) -> list[etree._Element]:
    flow = find_element(root, flow_id)
    return [] if flow is None else children_of(flow, "conditionExpression")


def link_form(case: Case) -> Iterator[Fix]:
    """Give a task the form of its own name, which is there."""
    element = case_element(case)
    if element is None or case.pack.locate("forms", case.element_id) is None:
        return
    if find_extension(element, "formDefinition", "formId"):
        return

    def link(root: etree._Element, _answers: Answers) -> None:
        task = find_element(root, case.element_id)
        if task is not None:
            set_extension(task, "formDefinition", {"formId": case.element_id})

    yield Fix("form", f"使用表单 {case.element_id}", f"Use the form {case.element_id}", editing(case, link))


def choose_role(case: Case) -> Iterator[Fix]:
    """Give a task to one of the place's roles."""
    element = case_element(case)
    if element is None or find_extension(element, "assignmentDefinition", "candidateGroups"):
        return
    for role in case.pack.read_jurisdiction()[0].roles.values():

        def give(root: etree._Element, _answers: Answers, role_id: str = role.id) -> None:
            task = find_element(root, case.element_id)
            if task is not None:
                set_extension(task, "assignmentDefinition", {"candidateGroups": role_id})

        yield Fix(f"role:{role.id}", f"交给“{role.zh}”", f"Give it to '{role.en}'", editing(case, give))


def correlate_by_case(case: Case) -> Iterator[Fix]:
    """Let a message find its case by the case's number."""
    event = case_element(case)
    if event is None:
        return
    definition = next(iter(children_of(event, "messageEventDefinition")), event)
    message_id = definition.get("messageRef") or ""
    named = find_element(parse_file(case.content), message_id)
    if named is None or find_extension(named, "subscription", "correlationKey"):
        return

    def correlate(root: etree._Element, _answers: Answers) -> None:
        message = find_element(root, message_id)
        if message is not None:
            set_extension(message, "subscription", {"correlationKey": "=case.no"})

    yield Fix(
        "correlate",
        "按案号关联（=case.no）",
        "Correlate by the case number (=case.no)",
        editing(case, correlate),
    )


def drop_foreign(case: Case) -> Iterator[Fix]:
    """Take away what another engine wrote and no engine of this dialect reads."""
    element = case_element(case)
    if element is None or not (_foreign_children(element) or _foreign_attributes(element)):
        return

    def drop(root: etree._Element, _answers: Answers) -> None:
        found = find_element(root, case.element_id)
        if found is None:
            return
        for child in _foreign_children(found):
            parent = child.getparent()
            if parent is not None:
                parent.remove(child)
        for name in _foreign_attributes(found):
            del found.attrib[name]

    yield Fix("foreign", "删去其他引擎的扩展", "Remove the other engine's extensions", editing(case, drop))


_KNOWN = (BPMN, ZEEBE, "http://camunda.org/schema/modeler/1.0", "http://www.w3.org/2001/XMLSchema-instance")


def _is_foreign(name: str) -> bool:
    namespace, brace, _ = name.removeprefix("{").partition("}")
    return bool(brace) and namespace not in _KNOWN and "/BPMN/20100524/D" not in namespace


def _foreign_children(element: etree._Element) -> list[etree._Element]:
    return [
        child
        for holder in children_of(element, "extensionElements")
        for child in holder
        if isinstance(child.tag, str) and _is_foreign(child.tag)
    ]


def _foreign_attributes(element: etree._Element) -> list[str]:
    return [str(name) for name in element.attrib if _is_foreign(str(name))]


def fill_input(case: Case) -> Iterator[Fix]:
    """Fill in what an operation needs and the step leaves empty."""
    element = case_element(case)
    operation = (
        OPERATIONS.get(find_extension(element, "taskDefinition", "type")) if element is not None else None
    )
    if element is None or operation is None:
        return
    for item in operation.inputs:
        if not item.is_required or is_filled(element, item.name):
            continue

        def fill(root: etree._Element, answers: Answers, name: str = item.name) -> None:
            step = find_element(root, case.element_id)
            if step is not None:
                set_input(step, name, answers["value"].strip())

        asks = (Ask("value", "文字，或者以 = 开头的表达式", "A text, or an expression that begins with ="),)
        yield Fix(f"input:{item.name}", f"填写“{item.zh}”", f"Fill in '{item.en}'", editing(case, fill), asks)


def rename_to_expected(case: Case) -> Iterator[Fix]:
    """Call a process after its file, a task after its form."""
    element = case_element(case)
    if element is None:
        return
    if tag_of(element) == "process":
        wanted = case.stem
    else:
        forms = [
            each for each in iterate_elements(extensions_of(element)) if tag_of(each) == "formDefinition"
        ]
        wanted = (forms[0].get("formId") if forms else "") or ""
    if not wanted or find_element(parse_file(case.content), wanted) is not None:
        return  # Another element bears that id.
    yield Fix(
        "rename",
        f"把标识改为 {wanted}",
        f"Rename it to {wanted}",
        editing(case, lambda root, _answers: rename_id(root, case.element_id, wanted)),
    )


MENDERS: Mapping[str, tuple[Mender, ...]] = {
    "EN-113": (drop_foreign,),
    "EN-125": (fill_input,),
    "EN-141": (set_default_flow,),
    "EN-142": (drop_condition,),
    "EN-143": (begin_condition,),
    "EN-155": (link_form,),
    "EN-157": (choose_role,),
    "EN-164": (correlate_by_case,),
    "EN-167": (mark_assumed,),
    "EN-168": (rename_to_expected,),
    "EN-178": (drop_foreign,),
    "PK-130": (drop_foreign_sources,),
    "PK-211": (mark_assumed,),
    "PK-214": (drop_foreign_sources,),
}
