"""What the place's own diagrams name and nobody has: roles, forms, decisions, processes."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from webapp.engine.dialect import ZEEBE
from webapp.procedures.importing.normalising.diagrams import parse
from webapp.procedures.importing.remarks import Remark, remark
from webapp.procedures.packs import Pack
from webapp.procedures.resolution import jurisdiction_path, references_of

_CODES = {"bpmn": "IM-304", "dmn": "IM-303", "forms": "IM-302"}


def list_gaps(pack: Pack) -> list[Remark]:
    """Each gap once a file, in the order of the files."""
    if jurisdiction_path(pack.code) not in pack.files:
        return [remark("IM-311", jurisdiction_path(pack.code))]
    own = [path for path in pack.paths(".bpmn") if path.split("/")[1] == pack.code]
    return [gap for path in own for gap in (*_missing_roles(pack, path), *_missing_parts(pack, path))]


def _missing_roles(pack: Pack, path: str) -> Iterator[Remark]:
    known, _ = pack.read_jurisdiction()
    named = dict.fromkeys(_named_roles(parse(pack.files[path])))
    for role in named:
        if role not in known.roles:
            yield remark("IM-301", path, found=role)


def _named_roles(root: etree._Element | None) -> Iterator[str]:
    """Lanes, and the groups that are written out."""
    if root is None:
        return
    for lane in root.iter("{*}lane"):
        if lane.get("id"):
            yield str(lane.get("id"))
    for assignment in root.iter(f"{{{ZEEBE}}}assignmentDefinition"):
        groups = assignment.get("candidateGroups", "")
        if not groups.startswith("="):
            yield from (group.strip() for group in groups.split(",") if group.strip())


def _missing_parts(pack: Pack, path: str) -> Iterator[Remark]:
    for kind, name in sorted(references_of(path, pack.files[path])):
        if kind in _CODES and pack.locate(kind, name) is None:
            yield remark(_CODES[kind], path, found=name)
