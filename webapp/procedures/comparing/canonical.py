"""What a file says, however it is laid out: an editor that saves a file anew changes its bytes and nothing else."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import PurePosixPath

from lxml import etree

from webapp.kept_readings import kept_by_content
from webapp.procedures.outline_xml import iterate_elements, parse_file, tag_of

#: Contents of this many bytes together are read once.
_KEPT_BYTES = 16 * 1024 * 1024
#: By which program a file was written is no part of what it says.
_WRITTEN_BY = ("exporter", "exporterVersion")
_TABLES_DRAWN = "DMNDI"
#: How wide an editor shows the columns of a table.
_SHOWN = "{http://bpmn.io/schema/dmn/biodi/2.0}"


def is_same_content(path: str, one: bytes, other: bytes) -> bool:
    """Whether two files of the kind of ``path`` say the same but for spaces, the order of attributes and who wrote them.

    Diagrams also say where they are drawn; of tables the drawing and the widths of columns are passed over. What cannot
    be read, and other files, are the same only byte by byte.
    """
    if one == other:
        return True
    suffix = PurePosixPath(path).suffix
    if suffix not in {".bpmn", ".dmn", ".form"}:
        return False
    first = _canonical(one, suffix)
    return first is not None and first == _canonical(other, suffix)


@kept_by_content(_KEPT_BYTES)
def _canonical(content: bytes, suffix: str) -> str | None:
    """The digest of what a file says; None where it cannot be read."""
    said = _of_form(content) if suffix == ".form" else _of_xml(content)
    return sha256(said.encode()).hexdigest() if said is not None else None


def _of_form(content: bytes) -> str | None:
    try:
        form = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if isinstance(form, dict):
        form = {key: each for key, each in form.items() if key not in _WRITTEN_BY}
    return json.dumps(form, ensure_ascii=False, sort_keys=True)


def _of_xml(content: bytes) -> str | None:
    root = parse_file(content)
    if root is None:
        return None
    for name in _WRITTEN_BY:
        root.attrib.pop(name, "")
    for element in list(iterate_elements(root)):
        if tag_of(element) == _TABLES_DRAWN and (above := element.getparent()) is not None:
            above.remove(element)
            continue
        for name in [str(each) for each in element.attrib if str(each).startswith(_SHOWN)]:
            del element.attrib[name]
    said: str = etree.canonicalize(
        etree.tostring(root, encoding="unicode"), strip_text=True, rewrite_prefixes=True, with_comments=False
    )
    return said
