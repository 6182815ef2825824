"""Bytes to an XML tree, safely: size capped, no DOCTYPE, no entities, no network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from webapp.decisions import refusals
from webapp.decisions.findings import Place
from webapp.decisions.xml_elements import line_of

if TYPE_CHECKING:
    from webapp.decisions.findings import FindingLog

#: Largest decision file read, in bytes. The largest shipped table has about 60 kB.
MAX_BYTES: Final = 2 * 1024 * 1024

#: DMN version → the namespaces its model elements are written in.
DMN_NAMESPACES: Final = {
    "1.1": ("http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20151101/dmn11.xsd"),
    "1.2": ("http://www.omg.org/spec/DMN/20180521/MODEL/",),
    "1.3": ("https://www.omg.org/spec/DMN/20191111/MODEL/",),
    "1.4": ("https://www.omg.org/spec/DMN/20211108/MODEL/",),
    "1.5": ("https://www.omg.org/spec/DMN/20230324/MODEL/",),
}
_VERSION_OF: Final = {uri: version for version, uris in DMN_NAMESPACES.items() for uri in uris}


def read_xml(source: bytes, file: str, log: FindingLog) -> etree._Element | None:
    """The root element of a DMN file in any encoding it declares; None when refused (the reason is in ``log``)."""
    place = Place(file)
    if len(source) > MAX_BYTES:
        log.add(refusals.TOO_LARGE, place, size=len(source), limit=MAX_BYTES)
        return None
    root = parse_xml(source, file, log)
    if root is None:
        return None
    if dmn_version(root) is None:
        log.add(refusals.NOT_DMN, Place(file, root.get("id"), line_of(root)), root=root.tag)
        return None
    return root


def dmn_version(root: etree._Element) -> str | None:
    """The DMN version ("1.1" … "1.5") the root is written in, or None when it isn't DMN definitions."""
    name = etree.QName(root)
    return _VERSION_OF.get(name.namespace or "") if name.localname == "definitions" else None


def parse_xml(source: bytes, file: str, log: FindingLog) -> etree._Element | None:
    """The root element of any XML, without comments; None when refused (the reason is in ``log``)."""
    place = Place(file)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or None
        log.add(refusals.NOT_XML, Place(file, None, line), reason=(error.msg or "").rstrip("."))
        return None
    except (LookupError, ValueError) as error:
        log.add(refusals.NOT_XML, place, reason=str(error).rstrip("."))
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        log.add(refusals.HAS_DOCTYPE, place)
        return None
    return root
