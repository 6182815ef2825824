"""Changing one thing in a diagram or table, and writing the file out again with everything else as it was."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from webapp.engine.expressions import says_nothing
from webapp.procedures.drafts.fixes.model import Answers, Case, Changes
from webapp.procedures.outline_xml import children_of, iterate_elements, parse_file, tag_of

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"

Edit = Callable[[etree._Element, Answers], None]  # noqa: SLF001 - lxml's only name for it.


def find_element(root: etree._Element | None, element_id: str) -> etree._Element | None:
    """The element of that id, but for what only draws it; None where there is none."""
    if root is None or not element_id:
        return None
    found = (
        each for each in iterate_elements(root) if each.get("id") == element_id and "/DI" not in str(each.tag)
    )
    return next(found, None)


def case_element(case: Case) -> etree._Element | None:
    """The element that the case's problem is about."""
    return find_element(parse_file(case.content), case.element_id)


def editing(case: Case, edit: Edit) -> Callable[[Answers], Changes]:
    """A fix that changes the case's file by ``edit``, which gets the root of a fresh reading."""

    def apply(answers: Answers) -> Changes:
        root = parse_file(case.content)
        if root is None:
            return {}
        edit(root, answers)
        return {case.file: write_xml(root)}

    return apply


def write_xml(root: etree._Element) -> bytes:
    """The file of a tree, in UTF-8 with its declaration."""
    tree = root.getroottree()
    # As the editors write it, so that a file that a fix touched differs from itself in what was mended only.
    body: bytes = etree.tostring(tree, encoding="UTF-8", xml_declaration=False)
    written = b'<?xml version="1.0" encoding="UTF-8"?>\n' + body
    return written if written.endswith(b"\n") else written + b"\n"


def rename_id(root: etree._Element, old: str, new: str) -> None:
    """Give an element another id, wherever the file names it: flows, lanes, drawing."""
    for element in iterate_elements(root):
        for name, value in element.attrib.items():
            if value == old and name != "name":
                element.set(name, new)
        if tag_of(element) in {"flowNodeRef", "incoming", "outgoing"} and (element.text or "").strip() == old:
            element.text = new


def extensions_of(element: etree._Element) -> etree._Element:
    """The element's extension elements, made at their place where there are none."""
    held = children_of(element, "extensionElements")
    if held:
        return held[0]
    holder = etree.Element(f"{{{BPMN}}}extensionElements")
    # Documentation comes first in the schema, extensions second.
    element.insert(len(children_of(element, "documentation")), holder)
    return holder


def find_property(element: etree._Element, name: str) -> str:
    """The value of a ``zeebe:property`` of an element; empty where there is none."""
    for holder in children_of(element, "extensionElements"):
        for group in children_of(holder, "properties"):
            for each in children_of(group, "property"):
                if each.get("name") == name:
                    return (each.get("value") or "").strip()
    return ""


def find_extension(element: etree._Element, tag: str, attribute: str) -> str:
    """An attribute of an element's ``zeebe:…`` extension; empty where there is none."""
    for holder in children_of(element, "extensionElements"):
        for each in children_of(holder, tag):
            return each.get(attribute) or ""
    return ""


def is_filled(element: etree._Element, name: str) -> bool:
    """Whether an input of an element, or any part of it, is given anything."""
    return any(
        not says_nothing(each.get("source") or "")
        for holder in children_of(element, "extensionElements")
        for group in children_of(holder, "ioMapping")
        for each in children_of(group, "input")
        if (each.get("target") or "").partition(".")[0] == name
    )


def set_input(element: etree._Element, name: str, source: str) -> None:
    """Fill an input of an element, which is added where it is missing."""
    holder = extensions_of(element)
    groups = children_of(holder, "ioMapping")
    group = groups[0] if groups else etree.SubElement(holder, f"{{{ZEEBE}}}ioMapping")
    for each in children_of(group, "input"):
        if each.get("target") == name:
            each.set("source", source)
            return
    # The schema wants inputs before outputs.
    added = etree.Element(f"{{{ZEEBE}}}input", {"source": source, "target": name})
    group.insert(len(children_of(group, "input")), added)


def set_property(element: etree._Element, name: str, value: str) -> None:
    """Set a ``zeebe:property`` of an element."""
    holder = extensions_of(element)
    groups = children_of(holder, "properties")
    group = groups[0] if groups else etree.SubElement(holder, f"{{{ZEEBE}}}properties")
    for each in children_of(group, "property"):
        if each.get("name") == name:
            each.set("value", value)
            return
    etree.SubElement(group, f"{{{ZEEBE}}}property", {"name": name, "value": value})


def set_extension(element: etree._Element, tag: str, attributes: dict[str, str]) -> None:
    """Set attributes of an element's ``zeebe:…`` extension, which is made where it is missing."""
    holder = extensions_of(element)
    held = children_of(holder, tag)
    target = held[0] if held else etree.SubElement(holder, f"{{{ZEEBE}}}{tag}")
    for name, value in attributes.items():
        target.set(name, value)
