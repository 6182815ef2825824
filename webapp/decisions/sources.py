"""Which files make a model: those asked for, and of those beside them the ones that they refer to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from webapp.decisions import refusals
from webapp.decisions.findings import FindingLog, Place
from webapp.decisions.reader import read_definitions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from webapp.decisions.findings import Finding
    from webapp.decisions.syntax import Definitions


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a model: its ``own``, and those of its imports that are referred to, directly or by way of others."""

    own: tuple[Definitions, ...]
    imported: tuple[Definitions, ...]

    @property
    def all(self) -> tuple[Definitions, ...]:
        """Own files first."""
        return (*self.own, *self.imported)


def read_sources(source: Path | Mapping[str, bytes], imports: Iterable[Path], log: FindingLog) -> Sources:
    """Read the source, and what it needs of the imports. What nobody refers to is no part of the model: its faults are
    not told. Every other fault goes to ``log``."""
    files = _contents(source, log)
    own = [
        read for name, content in files.items() if (read := read_definitions(content, name, log)) is not None
    ]
    beside: list[_Beside] = []
    for path in imports:
        for name, content in _contents(path, log).items():
            if name not in files:
                files[name] = content
                beside.append(_read_beside(name, content))
    imported = _needed(own, beside, log)
    return Sources(tuple(own), tuple(imported))


@dataclass(frozen=True, slots=True)
class _Beside:
    """A file that may be needed. ``definitions`` is None where it cannot be read."""

    definitions: Definitions | None
    faults: Sequence[Finding]


def _read_beside(name: str, content: bytes) -> _Beside:
    faults = FindingLog()
    return _Beside(read_definitions(content, name, faults), faults.findings)


def _contents(source: Path | Mapping[str, bytes], log: FindingLog) -> dict[str, bytes]:
    if not isinstance(source, Path):
        return dict(source)
    if source.is_dir():
        found = sorted(path for path in source.rglob("*.dmn") if path.is_file())
        return {path.relative_to(source).as_posix(): path.read_bytes() for path in found}
    if not source.is_file():
        log.add(refusals.NOT_FOUND, Place(source.name), name=str(source))
        return {}
    return {source.name: source.read_bytes()}


def _needed(own: Sequence[Definitions], beside: Sequence[_Beside], log: FindingLog) -> list[Definitions]:
    """The files beside that the own ones reach. Where something referred to is in none of them, the files that could
    not be read are told: it may stand there."""
    needed: list[Definitions] = []
    waiting = list(own)
    is_lacking = False
    while waiting:
        asking = waiting.pop(0)
        for namespace, id_ in _references(asking):
            if any(_is_meant(known, namespace, id_) for known in (*own, *needed) if known is not asking):
                continue
            found = next(
                (item for item in beside if item.definitions and _is_meant(item.definitions, namespace, id_)),
                None,
            )
            if found is None or found.definitions is None:
                is_lacking = True
                continue
            log.findings += found.faults
            needed.append(found.definitions)
            waiting.append(found.definitions)
    if is_lacking:
        log.findings += [fault for item in beside if item.definitions is None for fault in item.faults]
    return needed


def _references(asking: Definitions) -> Iterable[tuple[str, str]]:
    """Namespace and id of what a file refers to outside itself; an import names no id, a bare ``#id`` no namespace."""
    found = {(item.namespace, ""): None for item in asking.imports}
    for href in asking.hrefs:
        namespace, _, id_ = href.rpartition("#")
        if namespace in ("", asking.namespace):
            if id_ not in asking.ids:
                found["", id_] = None
        else:
            found[namespace, id_] = None
    return found


def _is_meant(candidate: Definitions, namespace: str, id_: str) -> bool:
    return namespace in ("", candidate.namespace) and (not id_ or id_ in candidate.ids)
