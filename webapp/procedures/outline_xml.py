"""How outlines walk the XML of diagrams and tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lxml import etree

from webapp.engine.xml import XmlRefused, read_xml


def parse_file(content: bytes) -> etree._Element | None:
    """The root of a file; None when it is not well-formed XML."""
    try:
        return read_xml(content, "")
    except XmlRefused:
        return None


def iterate_elements(root: etree._Element) -> Iterator[etree._Element]:
    """The elements below ``root`` and itself, without comments and instructions."""
    return (element for element in root.iter() if isinstance(element.tag, str))


def line_of(element: etree._Element) -> int | None:
    """The line, from 1, on which an element begins."""
    return cast("int | None", element.sourceline)


def tag_of(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children_of(element: etree._Element, *tags: str) -> list[etree._Element]:
    """The direct children with one of these names."""
    return [child for child in element if isinstance(child.tag, str) and tag_of(child) in tags]


def text_of(element: etree._Element) -> str:
    """The text of ``<x><text>…</text></x>``."""
    return "".join((child.text or "") for child in children_of(element, "text")).strip()
