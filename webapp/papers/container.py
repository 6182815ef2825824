"""The file that a template comes in: a zip of XML parts, of which nothing is trusted."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

from lxml import etree

from webapp.papers.findings import refuse
from webapp.zips import UNREADABLE_ZIP

MAX_BYTES = 2 * 1024 * 1024
MAX_PARTS = 200
MAX_UNPACKED_BYTES = 16 * 1024 * 1024
_MAX_PART_BYTES = 8 * 1024 * 1024
#: A sound document is packed about ten to one; its empty parts somewhat better.
_MAX_RATIO = 200
_RATIO_COUNTS_FROM = 256 * 1024

MAIN_PART = "word/document.xml"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ACTIVE = (
    "vbaproject",
    "vbadata",
    "activex",
    "embeddings",
    "customui",
    "oleobject",
    "afchunk",
    "macros",
    "attachedtoolbars",
)
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIELDS = frozenset({"PAGE", "NUMPAGES"})
_MARKS = ("{{", "{%", "{#")


def open_container(content: bytes) -> Mapping[str, bytes]:
    """The parts of a document by name, all checks done.

    Raises:
        TemplateRefused: it is no document, or holds what a template may not.
    """
    parts = _unpack(content)
    if MAIN_PART not in parts or "[Content_Types].xml" not in parts:
        raise refuse("PA-101", reason=f"{MAIN_PART} ?")
    for name in parts:
        if any(mark in name.lower() for mark in _ACTIVE) or name.lower().endswith(".bin"):
            raise refuse("PA-103", part=name)
    for name, root in _parse_all(parts):
        _check_types(name, root)
        _check_relationships(name, root)
        _check_fields(root)
        _check_places(name, root)
    return parts


def _unpack(content: bytes) -> dict[str, bytes]:
    if len(content) > MAX_BYTES:
        raise refuse("PA-102", found=f"{len(content) // 1024} KB", limit=f"{MAX_BYTES // 1024} KB")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_sizes(entries)
            return {entry.filename: _read_entry(archive, entry) for entry in entries}
    except UNREADABLE_ZIP as error:
        raise refuse("PA-101", reason=type(error).__name__) from error


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_PARTS or len(set(names)) < len(names):
        raise refuse("PA-102", found=f"{len(entries)}", limit=f"{MAX_PARTS}")
    unsafe = [
        name for name in names if name.startswith(("/", "\\")) or ".." in name.split("/") or "\\" in name
    ]
    if unsafe:
        raise refuse("PA-101", reason=unsafe[0][:80])
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise refuse(
            "PA-102", found=f"> {MAX_UNPACKED_BYTES // 2**20} MB", limit=f"{MAX_UNPACKED_BYTES // 2**20} MB"
        )
    for entry in entries:
        is_dense = entry.file_size > _RATIO_COUNTS_FROM and entry.file_size > _MAX_RATIO * max(
            entry.compress_size, 1
        )
        if entry.file_size > _MAX_PART_BYTES or is_dense:
            raise refuse(
                "PA-102", found=entry.filename[:80], limit=f"{_MAX_PART_BYTES // 2**20} MB, 1:{_MAX_RATIO}"
            )


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One part; the size that its entry states is not believed."""
    with archive.open(entry) as stream:
        content = stream.read(_MAX_PART_BYTES + 1)
    if len(content) > _MAX_PART_BYTES:
        raise refuse("PA-102", found=entry.filename[:80], limit=f"{_MAX_PART_BYTES // 2**20} MB")
    return content


def parse_part(name: str, content: bytes) -> etree._Element:
    """One XML part. Raises `TemplateRefused` for a DOCTYPE, entities, or XML that is not sound."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse("PA-105", part=name, reason=str(error)[:120]) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # a parsed tree has its information
        raise refuse("PA-105", part=name, reason="DOCTYPE")
    return root


def _parse_all(parts: Mapping[str, bytes]) -> Iterator[tuple[str, etree._Element]]:
    for name, content in parts.items():
        if name.lower().endswith((".xml", ".rels")):
            yield name, parse_part(name, content)


def _check_types(name: str, root: etree._Element) -> None:
    if name != "[Content_Types].xml":
        return
    for row in root.iter(f"{_TYPES}Override", f"{_TYPES}Default"):
        kind = str(row.get("ContentType") or "")
        if "macroenabled" in kind.lower() or "vba" in kind.lower():
            raise refuse("PA-103", part=kind)
        if str(row.get("PartName") or "").lower() == f"/{MAIN_PART}" and kind != _MAIN_TYPE:
            raise refuse("PA-101", reason=kind)


def _check_relationships(name: str, root: etree._Element) -> None:
    for row in root.iter(_RELATIONSHIPS):
        kind, target = str(row.get("Type") or ""), str(row.get("Target") or "")
        if (
            str(row.get("TargetMode") or "").lower() == "external"
            or "://" in target
            or target.startswith("\\\\")
        ):
            raise refuse("PA-104", part=name, target=target[:120])
        if any(mark in kind.lower() for mark in _ACTIVE):
            raise refuse("PA-103", part=kind.rpartition("/")[2])


def _check_fields(root: etree._Element) -> None:
    """Field codes can start programs and read files. Word joins an instruction from several runs: so do we."""
    for paragraph in root.iter(f"{_W}p"):
        told = "".join(node.text or "" for node in paragraph.iter(f"{_W}instrText", f"{_W}delInstrText"))
        _check_codes(told)
        for node in paragraph.iter(f"{_W}fldSimple"):
            _check_codes(str(node.get(f"{_W}instr") or ""))
    for node in root.iter(f"{_W}altChunk", f"{_W}object", f"{_W}control"):
        raise refuse("PA-103", part=etree.QName(node).localname)


def _check_codes(told: str) -> None:
    for code in told.replace("\\* MERGEFORMAT", " ").split():
        if code.upper() not in _FIELDS:
            raise refuse("PA-106", found=told.strip()[:80])


def _check_places(name: str, root: etree._Element) -> None:
    """Placeholders stand in text, of parts that are filled in; nowhere else."""
    is_filled = is_filled_part(name)
    for node in root.iter("*"):
        if any(mark in str(value) for value in node.attrib.values() for mark in _MARKS):
            raise refuse("PA-112", where=f"{name} {etree.QName(node).localname}@")
        texts = (
            [node.tail or ""] if is_filled and node.tag == f"{_W}t" else [node.text or "", node.tail or ""]
        )
        if any(mark in text for text in texts for mark in _MARKS):
            raise refuse("PA-112", where=f"{name} {etree.QName(node).localname}")


def is_filled_part(name: str) -> bool:
    """Whether the placeholders of a part are filled in: the body, headers and footers."""
    return name == MAIN_PART or name.startswith(("word/header", "word/footer"))
