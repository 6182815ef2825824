"""A diagram from any tool, as a diagram of this platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from webapp.engine.dialect import BPMN, MODELER, ZEEBE
from webapp.procedures.importing.normalising.drawing import BPMNDI, DC, DI, Drawing
from webapp.procedures.importing.normalising.encodings import to_utf8
from webapp.procedures.importing.normalising.flows import (
    declare_platform,
    draw_gateways,
    mark_executable,
    rewrite_texts,
    settle_defaults,
)
from webapp.procedures.importing.normalising.foreign_engines import ENGINES, rewrite_foreign_engines
from webapp.procedures.importing.normalising.ids import mend_ids, name_lanes_as_roles, name_tasks_as_forms
from webapp.procedures.importing.normalising.layout import lay_out
from webapp.procedures.importing.normalising.splitting import holds_several, split_processes
from webapp.procedures.importing.normalising.step_sources import mark_assumed
from webapp.procedures.importing.normalising.work import Work, bpmn
from webapp.procedures.importing.remarks import Remark, remark

#: Remarks on the file as it came.
_OF_THE_WHOLE = frozenset({"IM-207"})
_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_PREFIXES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "zeebe": ZEEBE, "modeler": MODELER}


@dataclass(frozen=True, slots=True)
class Normalised:
    """One file as it is taken in: its path, content, what was said of it, and forms that were made from it by id."""

    path: str
    content: bytes
    remarks: tuple[Remark, ...] = ()
    forms: Mapping[str, bytes] = field(default_factory=dict)


def parse(content: bytes) -> etree._Element | None:
    """The root, with comments; None for what the checks refuse: no XML, a DOCTYPE."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError):
        return None
    return None if root.getroottree().docinfo.internalDTD is not None else root


def normalise_diagram(
    path: str, content: bytes, *, is_loose: bool, roles: Mapping[str, str]
) -> tuple[Normalised, ...]:
    """A diagram at its path; a file of its own for each process where it holds several with steps. What is no BPMN comes
    back as it is: the checks say what is wrong with it.

    ``is_loose`` says that the file did not come inside a pack. A diagram of our own dialect inside a pack is at most
    re-encoded: an export must come back as the version that it was.
    """
    text, encoding = to_utf8(content, is_xml=True)
    said = () if encoding is None else (remark("IM-204", path, found=encoding),)
    root = parse(text)
    if root is None or root.tag != bpmn("definitions"):
        return (Normalised(path, text, said),)
    if _is_camunda_8(root) and not is_loose and not holds_several(root):
        return (Normalised(path, text, said),)
    whole = Work(_with_prefixes(root), path, roles)
    _rewrite_whole(whole, path.rpartition("/")[2].partition(".")[0])
    parts = split_processes(whole)
    done = [_finish(part, path, text if len(parts) == 1 else None) for part in parts]
    return (replace(done[0], remarks=(*said, *done[0].remarks)), *done[1:])


def _rewrite_whole(work: Work, stem: str) -> None:
    """What concerns all processes of a file together: ids and names of values may stand in one and be used in another."""
    mend_ids(work, stem)
    mark_executable(work)
    rewrite_foreign_engines(work)
    rewrite_texts(work)


def _finish(work: Work, path: str, text: bytes | None) -> Normalised:
    """One process as a file; ``text`` is the file as it came where it holds this process alone: it stays where nothing changes."""
    mark_executable(work)
    name_lanes_as_roles(work)
    name_tasks_as_forms(work)
    declare_platform(work)
    drawing = Drawing(work)
    draw_gateways(work, drawing)
    settle_defaults(work)
    mark_assumed(work)
    lay_out(work, drawing)
    _list_gaps(work)
    now = _path_of(work, path)
    said = [each if each.code in _OF_THE_WHOLE else replace(each, file=now) for each in work.remarks]
    if now != path:
        said.append(remark("IM-205", path, found=now))
    content = _write(work.root) if text is None or work.is_changed else text
    return Normalised(now, content, tuple(said), work.forms)


def _list_gaps(work: Work) -> None:
    """What the diagram does not say, and nobody but its designer can."""
    seated = {
        (each.text or "").strip() for each in work.root.iterfind(f".//{bpmn('lane')}/{bpmn('flowNodeRef')}")
    }
    for task in work.root.iter(bpmn("userTask")):
        name = task.get("name") or task.get("id")
        extensions = task.find(bpmn("extensionElements"))
        kinds = {str(each.tag) for each in extensions} if extensions is not None else set()
        if f"{{{ZEEBE}}}formDefinition" not in kinds:
            work.say("IM-308", task, found=name)
        if f"{{{ZEEBE}}}assignmentDefinition" not in kinds and task.get("id") not in seated:
            work.say("IM-309", task, found=name)


def _is_camunda_8(root: etree._Element) -> bool:
    platform = root.get(f"{{{MODELER}}}executionPlatform")
    return platform == "Camunda Cloud" or (
        platform is None and next(root.iter(f"{{{ZEEBE}}}*"), None) is not None
    )


def _with_prefixes(root: etree._Element) -> etree._Element:
    """The tree with the usual prefixes at its root: lxml cannot add one to an element that stands."""
    both = {prefix: uri for prefix, uri in root.nsmap.items() if prefix and uri not in _PREFIXES.values()}
    new = etree.Element(root.tag, nsmap={**both, **_PREFIXES})
    for name, value in root.attrib.items():
        new.set(name, value)
    new.text, new.tail = root.text, root.tail
    new.extend(list(root))
    for element in new.iter("*"):
        # A type is named by a prefix inside a text, which no parser carries along.
        if (kind := element.get(_XSI_TYPE)) is not None:
            element.set(_XSI_TYPE, f"bpmn:{kind.rpartition(':')[2]}")
    return new


def _write(root: etree._Element) -> bytes:
    used = [prefix for prefix in root.nsmap if prefix and root.nsmap[prefix] not in ENGINES]
    etree.cleanup_namespaces(root, keep_ns_prefixes=used)
    etree.indent(root, space="  ")
    return (
        etree.tostring(root, encoding="UTF-8", xml_declaration=True).replace(
            b"<?xml version='1.0' encoding='UTF-8'?>", b'<?xml version="1.0" encoding="UTF-8"?>', 1
        )
        + b"\n"
    )


def _path_of(work: Work, path: str) -> str:
    """The path that the process's id asks for; as it is where the file holds several, or none that runs."""
    running = [each.get("id", "") for each in work.processes() if each.get("isExecutable") == "true"]
    folder = path.rpartition("/")[0]
    if len(running) != 1 or not running[0]:
        return path
    return f"{folder}/{running[0]}.bpmn"
