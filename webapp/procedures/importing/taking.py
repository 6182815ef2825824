"""An import from the bytes to the draft: read in a child, put among what the place has, checked in a child, then stored.

planned = plan_import(database, content, "town.zip", None, shipped)     # changes nothing
with database.write() as session:
    draft = store_import(session, planned, actor, now(session))         # a draft; nothing is published
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from sqlalchemy.orm import Session

from webapp import audit
from webapp.database import Database
from webapp.errors import Problem
from webapp.people import SYSTEM_ADMIN, Actor, require_product_role
from webapp.procedures.drafts import DraftLine, store_draft
from webapp.procedures.drafts.checking import check_draft
from webapp.procedures.files import HeldFiles, PackFiles
from webapp.procedures.importing.child import read_in_child
from webapp.procedures.importing.errors import (
    FilesRefused,
    ImportHasErrors,
    PlaceCodeRefused,
    ReviewNeeded,
)
from webapp.procedures.importing.gaps import list_gaps
from webapp.procedures.importing.reading import ReadImport
from webapp.procedures.importing.remarks import Remark, RemarkKind, remark
from webapp.procedures.importing.surroundings import Beside
from webapp.procedures.jurisdiction import is_jurisdiction_code
from webapp.procedures.packs import Pack, collect_pack
from webapp.procedures.publishing import VersionLine, find_current, publish

#: Findings on what cannot be read at all, or was made to harm: a draft of it would be no use to anybody.
_UNREADABLE = frozenset(
    {
        "EN-101", "EN-102", "EN-103", "EN-104", "EN-105", "EN-106", "EN-174",
        "DM-101", "DM-102", "DM-103", "FM-101", "FM-102", "FM-103", "FM-104",
        "PA-101", "PA-102", "PA-103", "PA-104", "PA-105", "PA-106", "PA-111", "PA-113", "PA-120",
        "PK-101", "PK-103", "PK-104", "PK-105", "PK-110", "PK-111",
    }
)  # fmt: skip


@dataclass(frozen=True)
class PlannedImport:
    """What an import would store, and everything to be said of it.

    ``file`` is what was handed in, ``sha256`` its digest; ``base`` is the version in force of the place, if there is one.
    """

    file: str
    sha256: str
    pack: Pack
    base: Pack | None
    remarks: tuple[Remark, ...]
    problems: tuple[Problem, ...]

    @property
    def code(self) -> str:
        return self.pack.code

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the pack from being published."""
        return tuple(each for each in self.problems if each.severity == "error")

    @property
    def unreadable(self) -> tuple[Problem, ...]:
        """What keeps it from being stored, as a draft either."""
        return tuple(each for each in self.errors if each.code in _UNREADABLE)

    @cached_property
    def changed(self) -> Mapping[str, bytes | None]:
        """The files that differ from the version in force; None for those that it has and the import has not."""
        old = self.base.files if self.base is not None else {}
        new = self.pack.files
        return MappingProxyType(
            {path: new.get(path) for path in sorted({*old, *new}) if old.get(path) != new.get(path)}
        )

    def list_remarks(self, kind: RemarkKind) -> list[Remark]:
        """What was left out, changed or is missing."""
        return [each for each in self.remarks if each.kind == kind]


def plan_import(
    database: Database, content: bytes, file: str, code: str | None, shipped: PackFiles
) -> PlannedImport:
    """Read and check what was handed in. Changes nothing.

    ``code`` is the place that the person names; a pack that says it itself needs none. ``shipped`` are the procedures that
    came with the release, for shared parts that did not come along.

    Raises:
        ImportRefused: it is not taken at all; its classes say why.
    """
    if code is not None and not is_jurisdiction_code(code):
        raise PlaceCodeRefused(found=code[:60])
    known = None if code is None else _current_pack(database, code)
    read = read_in_child(content, file, code, _roles_of(known))
    base = known if code is not None else _current_pack(database, read.code)
    pack = _put_together(read, base, shipped)
    remarks = [*read.remarks]
    if not read.is_closed:
        remarks.append(remark("IM-206", file))
    remarks += [remark("IM-104", path) for path in sorted(read.files.keys() - pack.files.keys())]
    remarks += list_gaps(pack)
    problems = (*pack.reading_problems, *check_draft(pack.files, pack.code).problems)
    return PlannedImport(
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        pack=pack,
        base=base,
        remarks=tuple(dict.fromkeys(remarks)),
        problems=tuple(dict.fromkeys(problems)),
    )


def gather_pack(content: bytes, file: str, code: str | None, shipped: PackFiles) -> Pack:
    """The pack of what was handed in, read in a child, with the shared parts that ship; nothing is checked or stored.

    Raises:
        ImportRefused: it is not taken at all; its classes say why.
    """
    return _put_together(read_in_child(content, file, code), None, shipped)


def _current_pack(database: Database, code: str) -> Pack | None:
    with database.read() as session:
        return find_current(session, code)


def _roles_of(pack: Pack | None) -> dict[str, str]:
    """Ids of roles by what they are called, in both languages."""
    roles = pack.read_jurisdiction()[0].roles.values() if pack is not None else ()
    return {name: role.id for role in roles for name in (role.id, role.zh, role.en)}


def _put_together(read: ReadImport, base: Pack | None, shipped: PackFiles) -> Pack:
    """The closure of the place with the files that came. An export is whole: nothing of elsewhere gets into it."""
    if read.has_place and read.is_closed:
        return collect_pack(read.code, HeldFiles(read.files))
    in_force: Mapping[str, bytes] = base.files if base is not None else {}
    return collect_pack(read.code, Beside(read, in_force, shipped))


def store_import(
    session: Session, planned: PlannedImport, actor: Actor, now: datetime, *, keep_with_errors: bool = False
) -> DraftLine:
    """Keep a planned import as a draft, in the caller's transaction. Nothing is published.

    ``keep_with_errors`` keeps a pack that has errors, to mend them in the workbench; never what cannot be read.

    Raises:
        NotPermitted: ``actor`` is neither process designer nor system administrator.
        FilesRefused: some of it cannot be read or is unsafe.
        ImportHasErrors: the pack has errors, and nobody asked to keep it so.
    """
    _refuse_faults(planned, keep_with_errors=keep_with_errors)
    line = store_draft(
        session,
        planned.code,
        planned.pack.files,
        actor,
        now,
        base_digest=planned.base.digest if planned.base is not None else None,
    )
    _record_import(session, planned, actor, now, draft_id=line.id)
    return line


def publish_import(session: Session, planned: PlannedImport, actor: Actor, now: datetime) -> VersionLine:
    """Publish a planned import at once, in the caller's transaction: what a place begins with, or what it has already.

    A first version takes nothing away from anybody, and a new installation may have one person only. Whatever changes
    a version in force is proposed and reviewed by a second person instead. Running cases keep their version.

    Raises:
        NotPermitted: ``actor`` is no system administrator.
        FilesRefused, ImportHasErrors: the pack has errors.
        ReviewNeeded: the place has another version in force.
        PackRefused: a scenario fails.
    """
    require_product_role(session, actor, SYSTEM_ADMIN)
    _refuse_faults(planned, keep_with_errors=False)
    # The chain is locked by appending to it: of two that publish at once the second waits here, then looks.
    _record_import(session, planned, actor, now, draft_id=None)
    in_force = find_current(session, planned.code)
    if in_force is not None and in_force.digest != planned.pack.digest:
        raise ReviewNeeded(place=planned.code, current=in_force.digest[:12])
    return publish(session, planned.pack, actor, now)


def _refuse_faults(planned: PlannedImport, *, keep_with_errors: bool) -> None:
    if planned.unreadable:
        raise FilesRefused(planned.file, planned.unreadable)
    if planned.errors and not keep_with_errors:
        raise ImportHasErrors(planned.file, planned.errors)


def _record_import(
    session: Session, planned: PlannedImport, actor: Actor, now: datetime, *, draft_id: int | None
) -> None:
    """What was handed in, by its digest, and what became of it."""
    facts = {
        "draft": draft_id,
        "jurisdiction": planned.code,
        "file": planned.file,
        "sha256": planned.sha256,
        "digest": planned.pack.digest,
        "changes": len(planned.list_remarks("changed")),
        "errors": len(planned.errors),
    }
    entry = audit.Entry("import_procedure", facts, actor.login_name, actor.display_name)
    audit.append(session, audit.PROCEDURES, [entry], now)
