"""A diagram while it is rewritten: its tree, what was said of it, and the small moves that all steps share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from lxml import etree

from webapp.engine.dialect import BPMN, FLOW_NODES, REFUSED_NODES, ZEEBE
from webapp.engine.xml import line_of
from webapp.procedures.importing.remarks import Remark, remark

NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,99}\Z")
NODES = frozenset({*FLOW_NODES, *REFUSED_NODES})
#: Names of elements whose text is the id of another.
_REFERRING = frozenset(
    {
        "incoming",
        "outgoing",
        "flowNodeRef",
        "sourceRef",
        "targetRef",
        "categoryValueRef",
        "messageRef",
        "errorRef",
    }
)
#: Attributes that hold free text, whatever it looks like.
_FREE = frozenset({"name", "expression", "value", "textFormat", "label", "documentation"})


def bpmn(name: str) -> str:
    """A BPMN element's name as lxml writes it."""
    return f"{{{BPMN}}}{name}"


def zeebe(name: str) -> str:
    """A Camunda 8 extension's name as lxml writes it."""
    return f"{{{ZEEBE}}}{name}"


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; empty for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


@dataclass(slots=True)
class Work:
    """One diagram on the bench. ``roles`` are ids by what they are called; ``forms`` are files made on the way, and
    ``fields`` what variables of the other engine are called in them."""

    root: etree._Element
    file: str
    roles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    remarks: list[Remark] = field(default_factory=list)
    forms: dict[str, bytes] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)

    def say(self, code: str, element: etree._Element | None = None, **facts: Any) -> None:
        """Add a remark at an element, or at the element that it stands in."""
        owner, line = element, None
        if element is not None:
            line = line_of(element)
            while owner is not None and owner.get("id") is None:
                owner = owner.getparent()
        element_id = None if owner is None else owner.get("id")
        self.remarks.append(remark(code, self.file, element_id=element_id, line=line, **facts))

    @property
    def is_changed(self) -> bool:
        """Whether anything was rewritten."""
        return any(each.kind == "changed" for each in self.remarks)

    def processes(self) -> list[etree._Element]:
        """The processes of the file."""
        return list(self.root.findall(bpmn("process")))

    def nodes(self) -> Iterator[etree._Element]:
        """Every flow node at any depth, in document order."""
        return (element for element in self.root.iter(f"{{{BPMN}}}*") if local_name(element) in NODES)

    def taken_ids(self) -> set[str]:
        """Every id of the file."""
        return {str(element.get("id")) for element in self.root.iter("*") if element.get("id")}

    def free_id(self, stem: str, taken: set[str] | None = None) -> str:
        """An id that nothing has: the stem, or the stem with a number."""
        known = self.taken_ids() if taken is None else taken
        if stem not in known:
            return stem
        number = 2
        while f"{stem}_{number}" in known:
            number += 1
        return f"{stem}_{number}"

    def rename(self, ids: Mapping[str, str]) -> None:
        """Change ids wherever they stand: on their elements and in everything that refers to them."""
        for element in self.root.iter("*"):
            for name, value in element.attrib.items():
                if etree.QName(name).localname not in _FREE and value in ids:
                    element.set(name, ids[str(value)])
            text = (element.text or "").strip()
            if text in ids and local_name(element) in _REFERRING:
                element.text = ids[text]

    def extensions(self, element: etree._Element) -> etree._Element:
        """The ``extensionElements`` of an element, made behind its documentation where there is none."""
        found = element.find(bpmn("extensionElements"))
        if found is None:
            found = element.makeelement(bpmn("extensionElements"))
            element.insert(len(element.findall(bpmn("documentation"))), found)
        return found

    def extension(self, element: etree._Element, name: str) -> etree._Element:
        """A ``zeebe:`` extension element of an element, made where there is none."""
        holder = self.extensions(element)
        found = holder.find(zeebe(name))
        return etree.SubElement(holder, zeebe(name)) if found is None else found

    def set_property(self, element: etree._Element, name: str, value: str) -> None:
        """Add a ``zeebe:property``, or fill in one of that name that says nothing."""
        holder = self.extension(element, "properties")
        held = (each for each in holder.findall(zeebe("property")) if each.get("name") == name)
        empty = next((each for each in held if not (each.get("value") or "").strip()), None)
        if empty is None:
            etree.SubElement(holder, zeebe("property"), name=name, value=value)
        else:
            empty.set("value", value)

    def keep(self, element: etree._Element, name: str, value: str) -> str:
        """Keep what could not be rewritten in a property, so that nothing is lost; returns the property's name."""
        kept = f"original.{name}"
        self.set_property(element, kept, value[:2000])
        return kept

    def node_of(self, element: etree._Element) -> etree._Element:
        """The flow node, flow or process that an element stands in."""
        owner: etree._Element | None = element
        while owner is not None and local_name(owner) not in NODES | {
            "sequenceFlow",
            "process",
            "definitions",
        }:
            owner = owner.getparent()
        return self.root if owner is None else owner
