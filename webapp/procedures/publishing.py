"""Publishing a pack, and finding the version that a case runs on.

A published version is immutable and named by its digest. Publishing touches new cases only: those that run
keep the version they started on.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from webapp import audit
from webapp.people import Actor
from webapp.procedures.errors import NothingPublished, PackRefused, VersionDamaged, VersionNotFound
from webapp.procedures.files import FolderFiles
from webapp.procedures.jurisdiction import is_jurisdiction_code
from webapp.procedures.models import PackFile, PackVersion
from webapp.procedures.packs import Pack
from webapp.procedures.papers.catalogue import find_mark
from webapp.procedures.papers.findings import paper_finding
from webapp.procedures.proving import prove_pack
from webapp.procedures.resolution import jurisdiction_path, papers_path
from webapp.procedures.scenario_files import Scenario

#: Packs kept ready in a process. One takes a few megabytes; those that no case uses fall out first.
MAX_READY = 32
#: Digits of a digest that people are shown.
_SHORT_DIGEST = 12


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A published version in a list."""

    digest: str
    jurisdiction: str
    name: str
    name_en: str
    published_at: datetime
    published_by: str
    is_current: bool

    @property
    def short_digest(self) -> str:
        """The beginning of the digest, enough for people to tell versions apart."""
        return self.digest[:_SHORT_DIGEST]


def publish(session: Session, pack: Pack, actor: Actor, now: datetime) -> VersionLine:
    """Publish a pack as the current version of its place, in the caller's transaction.

    A version published before becomes current again. The checks and scenarios take a moment; to keep them
    out of the transaction, call `prove_pack` before opening it.

    Raises:
        PackRefused: the pack has errors, a scenario fails, or another place in force has its mark. Nothing is published then.
    """
    return _publish(session, pack, actor.login_name, actor.display_name, now)


def publish_shipped_pack(session: Session, pack: Pack, now: datetime) -> VersionLine:
    """Publish a pack that came with the release; the platform itself is named as the publisher.

    Raises:
        PackRefused: as `publish` does. Nothing is published then.
    """
    return _publish(session, pack, None, audit.SYSTEM_NAME, now)


def _publish(session: Session, pack: Pack, login_name: str | None, name: str, now: datetime) -> VersionLine:
    prove_pack(pack)
    _refuse_taken_mark(session, pack)
    replaced = _current_row(session, pack.code)
    session.execute(update(PackVersion).where(PackVersion.jurisdiction == pack.code).values(is_current=False))
    version = session.get(PackVersion, pack.digest)
    if version is None:
        version = _store(session, pack, login_name or "", now)
    version.is_current = True
    session.flush()
    facts = {
        "jurisdiction": pack.code,
        "digest": pack.digest,
        "files": len(pack.files),
        "replaces": replaced.digest if replaced else None,
    }
    audit.append(session, audit.PROCEDURES, [audit.Entry("publish_pack", facts, login_name, name)], now)
    return _line(version)


def _refuse_taken_mark(session: Session, pack: Pack) -> None:
    """Numbers of papers begin with the mark of their place: of two places with one mark, the second could issue none."""
    place = pack.papers.place
    if place is None:
        return
    others = session.execute(
        select(PackVersion, PackFile.content)
        .join(PackFile, PackFile.digest == PackVersion.digest)
        .where(
            PackVersion.is_current,
            PackVersion.jurisdiction != pack.code,
            PackFile.path == func.replace(papers_path("*"), "*", PackVersion.jurisdiction),
        )
    )
    for other, content in others:
        if find_mark(content) == place.mark:
            finding = paper_finding(
                "PA-212", papers_path(pack.code), mark=place.mark, other=other.name, other_en=other.name_en
            )
            raise PackRefused(pack.code, [finding])


def _store(session: Session, pack: Pack, published_by: str, now: datetime) -> PackVersion:
    version = PackVersion(
        digest=pack.digest,
        jurisdiction=pack.code,
        name=pack.jurisdiction.zh,
        name_en=pack.jurisdiction.en,
        published_at=now,
        published_by=published_by,
        is_current=False,
    )
    session.add(version)
    session.flush()
    rows = [{"digest": pack.digest, "path": path, "content": pack.files[path]} for path in sorted(pack.files)]
    session.execute(insert(PackFile), rows)
    return version


def _current_row(session: Session, jurisdiction: str) -> PackVersion | None:
    return session.scalar(
        select(PackVersion).where(PackVersion.jurisdiction == jurisdiction, PackVersion.is_current)
    )


def _line(version: PackVersion) -> VersionLine:
    return VersionLine(
        version.digest,
        version.jurisdiction,
        version.name,
        version.name_en,
        version.published_at,
        version.published_by,
        version.is_current,
    )


def list_versions(session: Session, jurisdiction: str) -> list[VersionLine]:
    """All published versions of a place, the newest first."""
    rows = session.scalars(
        select(PackVersion)
        .where(PackVersion.jurisdiction == jurisdiction)
        .order_by(PackVersion.published_at.desc(), PackVersion.digest)
    )
    return [_line(row) for row in rows]


def list_current(session: Session) -> list[VersionLine]:
    """The current version of each place that has one, by the place's code."""
    rows = session.scalars(
        select(PackVersion).where(PackVersion.is_current).order_by(PackVersion.jurisdiction)
    )
    return [_line(row) for row in rows]


def current_packs(session: Session) -> tuple[Pack, ...]:
    """The pack in force in each place that has one, by the place's code: one statement where they are held ready."""
    return tuple(get_version(session, version.digest) for version in list_current(session))


def current_version(session: Session, jurisdiction: str) -> Pack:
    """The pack on which a new matter of this place starts.

    Raises:
        NothingPublished: the place has no published version.
    """
    pack = find_current(session, jurisdiction)
    if pack is None:
        raise NothingPublished(jurisdiction=jurisdiction)
    return pack


def find_current(session: Session, jurisdiction: str) -> Pack | None:
    """The pack in force in a place, if there is one."""
    digest = session.scalar(
        select(PackVersion.digest).where(PackVersion.jurisdiction == jurisdiction, PackVersion.is_current)
    )
    return None if digest is None else get_version(session, digest)


class ReadyPacks:
    """Packs that a process holds ready, by digest; the one used longest ago falls out first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._packs: OrderedDict[str, Pack] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, digest: str) -> Pack | None:
        """The pack of a digest, if it is held; it falls out last from now on."""
        with self._lock:
            if digest in self._packs:
                self._packs.move_to_end(digest)
            return self._packs.get(digest)

    def keep(self, pack: Pack) -> Pack:
        """Keep a pack. Of two threads that read the same one, both get the first."""
        with self._lock:
            kept = self._packs.setdefault(pack.digest, pack)
            self._packs.move_to_end(pack.digest)
            while len(self._packs) > self._limit:
                self._packs.popitem(last=False)
            return kept


_READY = ReadyPacks(MAX_READY)


def get_version(session: Session, digest: str) -> Pack:
    """The published version with this digest, ready to run. A digest names its content, so it is safe to
    keep.

    Raises:
        VersionNotFound: no version has this digest.
        VersionDamaged: the stored files were altered.
    """
    ready = _READY.find(digest)
    return ready if ready is not None else _READY.keep(load_version(session, digest))


def find_version(session: Session, beginning: str) -> Pack:
    """The published version whose digest begins so, as pages and commands show it: 12 hexadecimal digits or more.

    Raises:
        VersionNotFound: no version, or more than one, begins so.
        VersionDamaged: the stored files were altered.
    """
    if len(beginning) < _SHORT_DIGEST or not set(beginning) <= set("0123456789abcdef"):
        raise VersionNotFound(digest=beginning[:64])
    found = session.scalars(
        select(PackVersion.digest).where(PackVersion.digest.startswith(beginning)).limit(2)
    ).all()
    if len(found) != 1:
        raise VersionNotFound(digest=beginning[:64])
    return get_version(session, found[0])


def load_version(session: Session, digest: str) -> Pack:
    """Read a published version from the database, whatever the process holds ready.

    Raises:
        VersionNotFound: no version has this digest.
        VersionDamaged: the stored files were altered.
    """
    version = session.get(PackVersion, digest)
    if version is None:
        raise VersionNotFound(digest=digest)
    rows = session.execute(select(PackFile.path, PackFile.content).where(PackFile.digest == digest))
    pack = Pack(version.jurisdiction, MappingProxyType({path: bytes(content) for path, content in rows}))
    if pack.digest != digest:
        raise VersionDamaged(digest=digest, found=pack.digest)
    return pack


def list_scenarios(pack: Pack) -> tuple[Scenario, ...]:
    """The scenarios of a pack in the order of their files.

    Raises:
        PackRefused: a scenario file cannot be read.
    """
    return pack.scenarios


def list_jurisdictions(root: Path) -> list[str]:
    """The codes of the packs in a folder that mirrors the repository."""
    folder = root / "bpmn"
    codes = sorted(entry.name for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else []
    files = FolderFiles(root)
    return [
        code
        for code in codes
        if is_jurisdiction_code(code) and jurisdiction_path(code) in files.list_paths(f"bpmn/{code}")
    ]
