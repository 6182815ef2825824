"""Where a parameter or a role of a place is used, so that nobody changes one blindly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from webapp.procedures.outline_xml import iterate_elements, parse_file, tag_of
from webapp.procedures.packs import Pack

_NODES = ("Event", "Gateway", "Activity", "ask", "subProcess", "sequenceFlow", "decision", "lane")


@dataclass(frozen=True, slots=True)
class Use:
    """A place in a file of the pack. ``element_id`` is empty where the file is meant, ``name`` the element's Chinese name."""

    file: str
    element_id: str
    name: str


def list_uses(pack: Pack, section_id: str, entry_id: str) -> list[Use]:
    """The elements that name a parameter, a role, a message or an entrance, each once; nothing for other sections."""
    if section_id == "parameters":
        wanted = re.compile(rf"\bparameters\.{re.escape(entry_id)}\b")
    elif section_id in {"roles", "messages", "entrances"}:
        wanted = re.compile(rf"(?<![\w.]){re.escape(entry_id)}(?![\w.])")
    else:
        return []
    found: dict[Use, None] = {}
    for path in (*pack.paths(".bpmn"), *pack.paths(".dmn")):
        root = parse_file(pack.files[path])
        if root is not None:
            found |= dict.fromkeys(_in_file(path, root, section_id, wanted))
    if section_id == "parameters":
        for path in pack.paths(".form"):
            if wanted.search(pack.files[path].decode("utf-8", errors="replace")):
                found[Use(path, "", "")] = None
    return list(found)


def _in_file(path: str, root: etree._Element, section_id: str, wanted: re.Pattern[str]) -> Iterator[Use]:
    for element in iterate_elements(root):
        if "/DI" in str(element.tag) or not _names(element, section_id, wanted):
            continue
        node = _node_of(element)
        identity = "" if node is None else node.get("id") or ""
        yield Use(path, identity, "" if node is None else " ".join((node.get("name") or identity).split()))


def _names(element: etree._Element, section_id: str, wanted: re.Pattern[str]) -> bool:
    tag = tag_of(element)
    if section_id == "parameters":
        texts = [element.text or "", *(str(value) for value in element.attrib.values())]
    elif section_id == "roles":
        is_lane = tag == "lane"
        texts = [element.get("id") or "" if is_lane else element.get("candidateGroups") or ""]
    elif section_id == "messages":
        texts = [element.get("name") or "" if tag == "message" else ""]
    else:
        texts = [element.get("id") or "" if tag == "process" else ""]
    return any(wanted.search(text) for text in texts if text)


def _node_of(element: etree._Element) -> etree._Element | None:
    """The step, flow or decision around an element, or itself."""
    node: etree._Element | None = element
    while node is not None:
        if tag_of(node).endswith(_NODES) and node.get("id"):
            return node
        node = node.getparent()
    return None
