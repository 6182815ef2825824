"""Decision files of older DMN versions, as DMN 1.3: what the editors read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from webapp.engine.xml import line_of
from webapp.procedures.importing.normalising.diagrams import Normalised, parse
from webapp.procedures.importing.normalising.encodings import to_utf8
from webapp.procedures.importing.normalising.work import NCNAME
from webapp.procedures.importing.remarks import Remark, remark
from webapp.procedures.source_marks import ASSUMED

DMN_1_3 = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_DMNDI_1_3 = "https://www.omg.org/spec/DMN/20191111/DMNDI/"
#: Older and newer namespaces → what they are called, and the one that is written.
_OLDER: Mapping[str, str] = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
}
_NOW: Mapping[str, str] = {
    **dict.fromkeys(_OLDER, DMN_1_3),
    "http://www.omg.org/spec/DMN/20180521/DMNDI/": _DMNDI_1_3,
}
_SOURCE = "source"


def normalise_table(path: str, content: bytes, *, is_loose: bool) -> Normalised:
    """A decision file at its path; byte for byte as it came when nothing had to change."""
    text, encoding = to_utf8(content, is_xml=True)
    remarks: list[Remark] = [] if encoding is None else [remark("IM-204", path, found=encoding)]
    root = parse(text)
    namespace = etree.QName(root).namespace if root is not None else None
    if root is None or etree.QName(root).localname != "definitions" or "/DMN/" not in str(namespace):
        return Normalised(path, text, tuple(remarks))
    changes: list[Remark] = []
    if str(namespace) in _OLDER:
        text = _rename_namespaces(text.decode("utf-8")).encode()
        root = parse(text)
        changes.append(remark("IM-231", path, found=_OLDER[str(namespace)]))
    if root is not None and (is_loose or str(namespace) in _OLDER):
        added = _mark_rows(root, path)
        if added:
            changes += added
            etree.indent(root, space="  ")
            text = etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
    now = path if root is None else _path_of(root, path)
    if now != path:
        changes.append(remark("IM-205", path, found=now))
    return Normalised(now, text, (*remarks, *changes))


def _rename_namespaces(text: str) -> str:
    """The file in the newer namespaces. Version 1.1 wrote prefixes into type names, which 1.3 does not know."""
    for old, new in _NOW.items():
        text = text.replace(f'"{old}"', f'"{new}"').replace(f"'{old}'", f"'{new}'")
    return re.sub(r"""(typeRef=["'])[A-Za-z_][\w.-]*:""", r"\1", text)


def _mark_rows(root: etree._Element, path: str) -> list[Remark]:
    """Give each table without one the annotation column ``source``, each row assumed."""
    namespace = etree.QName(root).namespace
    remarks = []
    for table in root.iter(f"{{{namespace}}}decisionTable"):
        columns = table.findall(f"{{{namespace}}}annotation")
        if any(each.get("name") == _SOURCE for each in columns):
            continue
        column = table.makeelement(f"{{{namespace}}}annotation", name=_SOURCE)
        before = [each for each in table if etree.QName(each).localname in ("input", "output", "annotation")]
        table.insert(table.index(before[-1]) + 1 if before else 0, column)
        for rule in table.findall(f"{{{namespace}}}rule"):
            _annotate(rule, len(columns), str(namespace))
        decision = table.getparent()
        name = "" if decision is None else decision.get("name") or decision.get("id") or ""
        element_id = None if decision is None else decision.get("id")
        remarks.append(remark("IM-232", path, element_id=element_id, line=line_of(table), found=name))
    return remarks


def _annotate(rule: etree._Element, before: int, namespace: str) -> None:
    """Behind the annotations that the row has, filled up to the columns before."""
    have = len(rule.findall(f"{{{namespace}}}annotationEntry"))
    for text in [*[""] * (before - have), ASSUMED]:
        entry = etree.SubElement(rule, f"{{{namespace}}}annotationEntry")
        etree.SubElement(entry, f"{{{namespace}}}text").text = text


def _path_of(root: etree._Element, path: str) -> str:
    """The path that the decision's id asks for, where the file holds one decision."""
    namespace = etree.QName(root).namespace
    ids = [each.get("id", "") for each in root.findall(f"{{{namespace}}}decision")]
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    if stem in ids or len(ids) != 1 or not NCNAME.match(ids[0]):
        return path
    return f"{folder}/{ids[0]}.dmn"
