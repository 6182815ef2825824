"""What moving cases finds in the database: which cases run on which version."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.cases.models import CaseFile
from webapp.cases.moving.errors import MoveVersionsUnfit
from webapp.cases.moving.planning import Versions
from webapp.procedures import Pack, VersionLine, VersionNotFound, get_version, list_versions

_DIGEST = re.compile(r"[0-9a-f]{64}")


def count_running(session: Session, jurisdiction: str) -> dict[str, int]:
    """Running cases of a place by the digest of their version."""
    counted = (
        select(CaseFile.pack_digest, func.count())
        .where(CaseFile.jurisdiction == jurisdiction, CaseFile.closed_at.is_(None))
        .group_by(CaseFile.pack_digest)
    )
    return {row.pack_digest: row[1] for row in session.execute(counted)}


def running_cases(
    session: Session, jurisdiction: str, digest: str, limit: int | None = None
) -> Sequence[CaseFile]:
    """The running cases on a version, oldest first."""
    found = select(CaseFile).where(
        CaseFile.jurisdiction == jurisdiction, CaseFile.closed_at.is_(None), CaseFile.pack_digest == digest
    )
    return session.scalars(found.order_by(CaseFile.id).limit(limit)).all()


def get_versions(session: Session, jurisdiction: str, from_digest: str, to_digest: str) -> Versions:
    """Both versions of the place, ready to compare, nothing said by hand.

    Raises: `MoveVersionsUnfit`.
    """
    if from_digest == to_digest:
        raise MoveVersionsUnfit
    old, new = (_of_place(session, jurisdiction, digest) for digest in (from_digest, to_digest))
    return Versions(old, new, {})


def _of_place(session: Session, jurisdiction: str, digest: str) -> Pack:
    if _DIGEST.fullmatch(digest) is None:
        raise MoveVersionsUnfit
    try:
        pack = get_version(session, digest)
    except VersionNotFound:
        raise MoveVersionsUnfit from None
    if pack.code != jurisdiction:
        raise MoveVersionsUnfit
    return pack


def find_version(session: Session, jurisdiction: str, digest: str) -> VersionLine:
    """The line of a published version. Raises: `MoveVersionsUnfit`."""
    found = next((each for each in list_versions(session, jurisdiction) if each.digest == digest), None)
    if found is None:
        raise MoveVersionsUnfit
    return found
