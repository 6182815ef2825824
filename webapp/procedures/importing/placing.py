"""Which file is what: the names in a zip as the paths of a pack, ``bpmn/<place>/x.bpmn`` and so on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from lxml import etree

from webapp.engine.dialect import BPMN
from webapp.errors import Language
from webapp.procedures.importing.archives import Unpacked
from webapp.procedures.importing.entry_names import same_name_key
from webapp.procedures.importing.errors import EntryTwice, NothingToImport, PlaceCodeRefused, PlaceUnclear
from webapp.procedures.importing.normalising.diagrams import parse
from webapp.procedures.importing.normalising.encodings import to_utf8
from webapp.procedures.importing.remarks import Remark, remark
from webapp.procedures.jurisdiction import is_jurisdiction_code
from webapp.procedures.jurisdiction_layers import read_layer
from webapp.procedures.resolution import (
    KINDS,
    SHARED,
    jurisdiction_path,
    papers_path,
    scenario_folder,
    texts_path,
)

_TOPS = ("bpmn/", "dmn/", "forms/", "tests/scenarios/")
_NAME = "[^/]+"


def _patterns() -> Iterator[str]:
    """Every path that a pack may hold, with any name for the place and for what is named freely."""
    for folder, suffix in KINDS.values():
        yield f"{folder.format(folder=_NAME)}/{_NAME}{re.escape(suffix)}"
    texts = [texts_path("*", language) for language in get_args(Language)]
    for path in (jurisdiction_path("*"), papers_path("*"), *texts):
        yield re.escape(path).replace(re.escape("*"), _NAME)
    yield f"{scenario_folder(_NAME)}/{_NAME}[.]toml"


_PATHS = re.compile("|".join(_patterns()))
_SUFFIXES = re.compile(r"(?:\.bpmn20)?\.(?:bpmn|xml|dmn|form|json)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placed:
    """The files of an import by their paths in a pack. ``loose`` are those that did not stand in a pack's folders."""

    code: str
    files: Mapping[str, bytes]
    loose: frozenset[str]
    remarks: tuple[Remark, ...]

    @property
    def has_place(self) -> bool:
        """Whether the files say what the place is: names, roles, parameters."""
        return jurisdiction_path(self.code) in self.files

    @property
    def is_closed(self) -> bool:
        """Whether the shared parts came along, as they do in an export."""
        return any(path.split("/")[1] == SHARED for path in self.files)


def place_files(unpacked: Unpacked, file: str, code: str | None) -> Placed:
    """Find each file's path in a pack, and the place that they are for; ``code`` is what the person said, if anything.

    Raises:
        PlaceUnclear, PlaceCodeRefused: it cannot be told which place the files are for.
        NothingToImport: nothing in it belongs to a pack.
        EntryTwice: two files come to one path.
    """
    if code is not None and not is_jurisdiction_code(code):
        raise PlaceCodeRefused(found=code[:60])
    remarks = list(unpacked.remarks)
    files = _take_off_wrapper(unpacked.files, file, remarks)
    mirrored = {path: content for path, content in files.items() if _PATHS.fullmatch(path)}
    others = {path: content for path, content in files.items() if path not in mirrored}
    loose = {path: suffix for path, content in others.items() if (suffix := _kind_of(path, content))}
    remarks += [remark("IM-103", path) for path in others if path not in loose]
    if not mirrored and not loose:
        raise NothingToImport(file=file)
    place = _find_place(mirrored, file, code)
    placed = dict(mirrored)
    put: set[str] = set()
    for path, suffix in loose.items():
        target = _loose_path(path, suffix, place)
        if target in placed:
            raise EntryTwice(file=file, entry=path, other=target)
        placed[target] = others[path]
        put.add(target)
        remarks.append(remark("IM-203", path, found=target))
    return Placed(place, placed, frozenset(put), tuple(remarks))


def _take_off_wrapper(files: Mapping[str, bytes], file: str, remarks: list[Remark]) -> dict[str, bytes]:
    """The files without the one folder that holds them all; ``BPMN/`` is read as ``bpmn/``."""
    tops = {path.partition("/")[0] for path in files}
    names = {top.rstrip("/").split("/")[0] for top in _TOPS}
    if len(tops) == 1 and not {top.casefold() for top in tops} & names and all("/" in path for path in files):
        [wrapper] = tops
        remarks.append(remark("IM-201", file, found=wrapper))
        files = {path.partition("/")[2]: content for path, content in files.items()}
    lowered: dict[str, bytes] = {}
    for path, content in files.items():
        top, slash, rest = path.partition("/")
        lowered[f"{top.casefold() if top.casefold() in names and slash else top}{slash}{rest}"] = content
    return lowered


def _kind_of(path: str, content: bytes) -> str:
    """The suffix that a file outside of a pack's folders would have inside; empty for what is no part of a procedure."""
    if not _SUFFIXES.search(path) or path.startswith(tuple(_TOPS)):
        return ""
    if path.casefold().endswith((".form", ".json")):
        return ".form" if path.casefold().endswith(".form") or b'"components"' in content else ""
    if path.casefold().endswith((".bpmn", ".dmn")):
        return path.casefold()[path.rindex(".") :]
    root = parse(to_utf8(content, is_xml=True)[0])
    if root is None:
        return ""
    name = etree.QName(root)
    if name.localname != "definitions":
        return ""
    return ".bpmn" if name.namespace == BPMN else ".dmn" if "/DMN/" in str(name.namespace) else ""


def _loose_path(path: str, suffix: str, place: str) -> str:
    folder = {".bpmn": "bpmn", ".dmn": "dmn", ".form": "forms"}[suffix]
    return f"{folder}/{place}/{_SUFFIXES.sub('', path.rpartition('/')[2])}{suffix}"


def _find_place(mirrored: Mapping[str, bytes], file: str, code: str | None) -> str:
    """The place that the files are for: what the person said, else the one that no other among them extends."""
    told = {path.split("/")[1] for path in mirrored if path.endswith("/jurisdiction.toml")} - {SHARED}
    found = told or {path.split("/")[2 if path.startswith("tests/") else 1] for path in mirrored} - {SHARED}
    if code is not None:
        if found and code not in found:
            raise PlaceUnclear(file=file, found=", ".join(sorted(found)))
        return code
    below = {read_layer(mirrored[jurisdiction_path(each)], "", []).extends for each in told}
    tops = sorted(found - below)
    if len(tops) != 1:
        raise PlaceUnclear(file=file, found=", ".join(sorted(found)) or "—")
    if not is_jurisdiction_code(tops[0]):
        raise PlaceCodeRefused(found=tops[0][:60])
    return tops[0]


def refuse_twins(paths: list[str], file: str) -> None:
    """Two files must not come to one name on any system.

    Raises:
        EntryTwice: they do.
    """
    seen: dict[str, str] = {}
    for path in paths:
        key = same_name_key(path)
        if key in seen:
            raise EntryTwice(file=file, entry=seen[key], other=path)
        seen[key] = path
