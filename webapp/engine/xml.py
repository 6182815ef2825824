"""The safe way from bytes to an XML tree: size cap, declared encodings, no DOCTYPE, no entities, no network."""

from __future__ import annotations

import codecs
import re
from typing import cast

from lxml import etree

from webapp.engine.findings import Place, finding
from webapp.errors import Problem

#: A diagram larger than this is refused unread.
MAX_BYTES = 2 * 1024 * 1024

_ENCODINGS = frozenset(
    {
        "utf-8",
        "utf8",
        "utf-16",
        "utf-16le",
        "utf-16be",
        "gbk",
        "gb2312",
        "gb18030",
        "cp936",
        "windows-1252",
        "cp1252",
        "iso-8859-1",
        "latin-1",
        "us-ascii",
        "ascii",
    }
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}?\?>")


class XmlRefused(Exception):
    """The bytes are no XML document that we read; ``problem`` says why and where."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.text("en"))


def read_xml(source: bytes, file: str) -> etree._Element:
    """The root element of ``source``. Line numbers are on each element's ``sourceline``.

    Raises:
        XmlRefused: too large, an encoding we do not take, not well-formed, or with a DOCTYPE.
    """
    place = Place(file)
    if len(source) > MAX_BYTES:
        raise XmlRefused(finding("EN-101", place, size=len(source), limit=MAX_BYTES))
    text = _decode(source, place)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,  # lxml would end an element's text at the first comment in it.
    )
    try:
        root = etree.fromstring(_DECLARATION.sub("", text, count=1).encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        if "<!DOCTYPE" in text[:4096]:
            raise XmlRefused(finding("EN-104", place)) from error
        raise XmlRefused(finding("EN-103", place.at(error.lineno), reason=str(error.msg))) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlRefused(finding("EN-104", place))
    return root


def line_of(element: etree._Element) -> int | None:
    """The line on which an element begins, from 1."""
    return cast("int | None", element.sourceline)


def _decode(source: bytes, place: Place) -> str:
    """Bytes to text, by byte order mark or the declared encoding; UTF-8 when neither is given."""
    encoding = next((name for mark, name in _BOMS if source.startswith(mark)), None)
    if encoding is None:
        declared = _DECLARED.match(source)
        encoding = declared.group(1).decode("ascii").lower() if declared else "utf-8"
        if encoding not in _ENCODINGS:
            raise XmlRefused(finding("EN-102", place, encoding=encoding))
    try:
        return source.decode(encoding)
    except UnicodeDecodeError as error:
        raise XmlRefused(finding("EN-105", place, encoding=encoding, offset=error.start)) from error
