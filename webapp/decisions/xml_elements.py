"""Reading single DMN elements: children by local name, attributes, texts and type names."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator


def local_name(element: etree._Element) -> str:
    """The element's name without namespace."""
    return etree.QName(element).localname


def line_of(element: etree._Element) -> int | None:
    """The line the element starts on, from 1; None when the parser does not know."""
    return cast("int | None", element.sourceline)


def text_of(element: etree._Element) -> str:
    """All text inside the element, trimmed."""
    return "".join(part for part in element.itertext() if isinstance(part, str)).strip()


def attribute(element: etree._Element, name: str) -> str:
    """An attribute's value, each run of white space as one space and none around it, as FEEL reads names; empty when
    absent."""
    return " ".join((element.get(name) or "").split())


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The children with one of these local names, in the model's namespace (extensions have their own)."""
    namespace = etree.QName(element).namespace
    for item in element:
        name = etree.QName(item)
        if name.namespace == namespace and (not names or name.localname in names):
            yield item


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child with this local name, or None."""
    return next(children(element, name), None)


def child_text(element: etree._Element, name: str) -> str:
    """The text of the first child with this local name, trimmed; empty when absent."""
    found = child(element, name)
    return "" if found is None else text_of(found)


def is_collection(element: etree._Element) -> bool:
    """Whether an item definition is a list of its type."""
    return attribute(element, "isCollection") in {"true", "1"}


def type_ref_of(element: etree._Element) -> str | None:
    """The type an element names, by attribute or as text, without the XML prefix that DMN 1.1 wrote; None when none."""
    text = attribute(element, "typeRef") or (text_of(element) if local_name(element) == "typeRef" else "")
    if not text:
        return None
    prefix, separator, rest = text.partition(":")
    return rest if separator and prefix in element.nsmap else text
